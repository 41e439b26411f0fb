import { createApiReference } from './renderer/standalone.esm.js';
import { makeAccessible } from './accessibility.js';
import { sandbox } from './sandbox.js';

createApiReference('#reference', {
  url: 'openapi.json',
  // Samples are ours, and each one is run in the tests; none is made up by the renderer.
  hiddenClients: true,
  // Keys stay in memory.
  persistAuth: false,
  // Nothing is asked of another host.
  proxyUrl: '',
  telemetry: false,
  defaultOpenAllTags: true,
  withDefaultFonts: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  ...sandbox,
});
makeAccessible(document.body);
openIntroduction();

/** Show the introduction's sections in the navigation, once it is there: authentication comes first. */
function openIntroduction() {
  const closed = '[data-sidebar-id$="description/introduction"] button[aria-expanded="false"]';
  const observer = new MutationObserver(() => {
    const button = document.querySelector(closed);
    if (button) {
      observer.disconnect();
      button.click();
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

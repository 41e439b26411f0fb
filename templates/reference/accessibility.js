/** What the renderer leaves out for those who do not see the page or use no mouse (WCAG 2.2: 2.1.1, 2.4.4, 4.1.2). */
const REPAIRS = [
  ['[class*="copy-button"]', (button) => name(button, texts(button).join(' ') || 'Copy')],
  ['a[href]:not([aria-label])', (link) => link.innerText.trim() || name(link, place(link.href))],
  // An editor in place of a text field, announced as a list to choose from.
  [
    '[contenteditable][role="combobox"]:not([aria-expanded])',
    (editor) => {
      editor.setAttribute('role', 'textbox');
      editor.removeAttribute('aria-autocomplete');
      name(editor, editor.dataset.placeholder || 'Value');
    },
  ],
  // Scrolls, and must be reached by keyboard for that.
  [
    'ul.endpoints:not([tabindex]), code.custom-scroll:not([tabindex]), .markdown table:not([tabindex])',
    (part) => (part.tabIndex = 0),
  ],
];

/** Repair a page, and whatever the renderer adds to it later. */
export function makeAccessible(page) {
  const repair = () => {
    for (const [selector, mend] of REPAIRS) page.querySelectorAll(selector).forEach(mend);
  };
  new MutationObserver(repair).observe(page, { childList: true, subtree: true });
  repair();
}

function name(element, text) {
  element.setAttribute('aria-label', text);
}

/** The texts of an element, each once: a button shows the one or the other. */
function texts(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (walker.nextNode()) found.add(walker.currentNode.data.trim());
  found.delete('');
  return [...found];
}

function place(url) {
  const { host, pathname } = new URL(url);
  return host + pathname;
}

/** What the reference can do with JavaScript. Everything else is in the pages. */
import { copy, say } from './copy.js';
import { startSearch } from './search.js';
import { startTrying } from './try.js';

startSearch();
startTrying();
copyButtons();
keepTabs();

function copyButtons() {
  for (const block of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', () => copy(button, block.querySelector('pre').innerText));
    block.append(button);
  }
  const page = document.querySelector('#copy-page');
  page.hidden = false;
  page.addEventListener('click', async () => {
    const address = document.querySelector('link[type="text/markdown"]').href;
    const response = await fetch(address);
    if (response.ok) copy(page, await response.text());
    else say(page, `Not copied: ${response.status}`);
  });
}

/** Selects the same tab everywhere: who reads Python reads it on each page. Statuses are chosen for each page. */
function keepTabs() {
  const inputs = [...document.querySelectorAll('.tabs > input')];
  const select = (label) => {
    for (const input of inputs) if (input.dataset.label === label) input.checked = true;
  };
  const kept = localStorage.getItem('tab');
  if (kept) select(kept);
  for (const input of inputs) {
    input.addEventListener('change', () => {
      select(input.dataset.label);
      if (!/^\d/.test(input.dataset.label)) localStorage.setItem('tab', input.dataset.label);
    });
  }
}

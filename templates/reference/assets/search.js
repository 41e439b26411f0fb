/** Finds pages without a server: `search.json` has the titles, descriptions and names of all of them. */
const MOST = 12;

export function startSearch() {
  const dialog = document.querySelector('#search');
  const input = document.querySelector('#search-text');
  const list = document.querySelector('#search-results');
  const opener = document.querySelector('#search-open');
  const root = document.body.dataset.root;
  let pages;
  let selected = 0;

  opener.hidden = false;
  opener.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      open();
    }
  });
  input.addEventListener('input', show);
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.children.length) {
      event.preventDefault();
      select((selected + step + list.children.length) % list.children.length);
    } else if (event.key === 'Enter' && list.children[selected]) {
      event.preventDefault();
      location.href = list.children[selected].dataset.url;
    }
  });
  list.addEventListener('click', (event) => {
    const item = event.target.closest('li');
    if (item) location.href = item.dataset.url;
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });

  async function open() {
    if (!dialog.open) dialog.showModal();
    input.select();
    pages ??= fetch(`${root}search.json`).then((response) => response.json());
    show();
  }

  async function show() {
    const text = input.value;
    const found = ranked(await pages, text);
    // The reader may have typed on in the meantime.
    if (text !== input.value) return;
    list.replaceChildren(...found.map(item));
    select(0);
  }

  function item(page, number) {
    const one = document.createElement('li');
    one.id = `result-${number}`;
    one.setAttribute('role', 'option');
    one.dataset.url = root + page.url;
    const about = document.createElement('small');
    about.textContent = `${page.kind}: ${page.text}`;
    one.append(page.title, about);
    return one;
  }

  function select(number) {
    selected = number;
    [...list.children].forEach((one, place) =>
      one.setAttribute('aria-selected', String(place === number)),
    );
    const current = list.children[number];
    if (current) {
      input.setAttribute('aria-activedescendant', current.id);
      current.scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }
}

/** The pages that have all words of a text, those with the words in their title first. */
export function ranked(pages, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = pages.map((page) => [score(page, words), page]).filter(([points]) => points > 0);
  // Sorting is stable: equal pages stay in the order of the navigation.
  return scored
    .sort(([one], [other]) => other - one)
    .slice(0, MOST)
    .map(([, page]) => page);
}

function score(page, words) {
  let points = 1;
  for (const word of words) {
    if (
      page.title
        .toLowerCase()
        .split(/[\s.]+/)
        .includes(word)
    )
      points += 12;
    else if (page.title.toLowerCase().includes(word)) points += 8;
    else if (page.words.toLowerCase().split(' ').includes(word)) points += 4;
    else if (`${page.words} ${page.text}`.toLowerCase().includes(word)) points += 1;
    else return 0;
  }
  return points;
}

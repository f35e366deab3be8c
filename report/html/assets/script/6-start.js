// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// tools are the buttons on top: light or dark, and print.
function tools() {
  const root = document.documentElement, button = $('theme'), wide = matchMedia('(prefers-color-scheme: dark)');
  const dark = () => (root.dataset.theme || (wide.matches ? 'dark' : 'light')) === 'dark';
  const tell = () => button.setAttribute('aria-pressed', dark());
  button.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    try { localStorage.setItem('outgate-theme', root.dataset.theme); } catch { /* a file may have no storage */ }
    tell();
  });
  try {
    const kept = localStorage.getItem('outgate-theme');
    if (kept === 'dark' || kept === 'light') root.dataset.theme = kept;
  } catch { /* as above */ }
  wide.addEventListener('change', tell);
  tell();
  $('print').addEventListener('click', () => print());
  $('tools').hidden = false;
}

// start puts the tables in place of what the page shows without this script.
async function start() {
  tools();
  let data;
  try {
    data = await unpack();
  } catch {
    return; // the page shows the first violations by itself
  }
  words = data.words;
  document.documentElement.classList.add('js');
  $('explorer').hidden = false;
  const violations = new Violations(data);
  violations.filter();
  document.addEventListener('keydown', e => { if (e.key === 'Escape' && $('detail').classList.contains('open')) violations.close(); });
  const follow = () => {
    let id = '';
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { /* no address of ours */ }
    if (id && !document.querySelector('main > [id="' + CSS.escape(id) + '"]') && !violations.find(id) && id.startsWith('V-')) $('status').textContent = say('missing', { id });
  };
  addEventListener('hashchange', follow);
  follow();
  if (data.components && $('parts')) {
    $('parts').hidden = false;
    new Components(data).filter();
  }
  for (const key of ['check', 'message', 'component', 'path', 'evidence', 'id']) violations.columns[key].prepare(); // or the first search is slow
  performance.mark('ready');
  document.documentElement.dataset.ready = 'true';
}

start();

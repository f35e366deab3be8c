// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0
//
// The script of the HTML report: it unpacks the table of all violations and
// components and shows the rows that are in view. What comes from the examined
// repository is set as text, never as markup. Without this script the page shows
// the first violations by itself.
'use strict';

const $ = id => document.getElementById(id);

// h makes an element: text and elements are appended, attributes set.
function h(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const name in attributes) e.setAttribute(name, attributes[name]);
  e.append(...children.filter(c => c !== null && c !== undefined && c !== ''));
  return e;
}

function icon(name) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(ns, 'use');
  use.setAttribute('href', '#i-' + name);
  svg.append(use);
  return svg;
}

const number = n => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

let words = {};
// say is a text of the catalog; values go where {name} stands.
function say(key, values) {
  return (words[key] || key).replace(/\{(\w+)\}/g, (all, name) => values && name in values ? String(values[name]) : all);
}

// unpack reads the table: base64, gzip, JSON.
async function unpack() {
  const packed = atob($('table').textContent);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}

// Column is a text of each row. Each text stands once in the pool.
class Column {
  constructor(packed) {
    this.pool = packed.p;
    this.rows = packed.i;
  }
  at(row) { return this.rows ? this.rows[row] : row; }
  text(row) { return this.pool[this.at(row)]; }
  // prepare makes one text of the pool, in small letters, a line for each (none holds a line end),
  // and notes where each line begins: one long text is searched much faster than many short ones.
  prepare() {
    if (this.joined !== undefined) return;
    this.joined = this.pool.join('\n').toLowerCase();
    this.begins = new Uint32Array(this.pool.length + 1);
    let at = 0;
    for (let i = 1; i < this.pool.length; i++) {
      at = this.joined.indexOf('\n', at) + 1;
      this.begins[i] = at;
    }
    this.begins[this.pool.length] = this.joined.length + 1;
  }
  // holding marks the texts of the pool in which a word stands.
  holding(word) {
    this.prepare();
    const hit = new Uint8Array(this.pool.length);
    for (let i = 0, at = this.joined.indexOf(word); at >= 0; at = this.joined.indexOf(word, this.begins[i])) {
      while (this.begins[i + 1] <= at) i++;
      hit[i++] = 1;
    }
    return hit;
  }
  // ranks is the place of each text of the pool in their order.
  ranks() {
    if (this.order) return this.order;
    const pool = this.pool;
    const sorted = Uint32Array.from(pool.keys()).sort((a, b) => pool[a] < pool[b] ? -1 : pool[a] > pool[b] ? 1 : a - b);
    this.order = new Uint32Array(pool.length);
    for (let i = 0; i < sorted.length; i++) this.order[sorted[i]] = i;
    return this.order;
  }
}

// search keeps the rows in which each word stands in one of the columns.
function search(rows, columns, query) {
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const hits = columns.map(c => ({ rows: c.rows, hit: c.holding(word) }));
    rows = rows.filter(row => {
      for (const { rows, hit } of hits) if (hit[rows ? rows[row] : row]) return true;
      return false;
    });
  }
  return rows;
}

// Grid shows the rows of a list that are in view. Entries of the list are numbers
// of rows, or {group, n, title, open} for the head of a group.
class Grid {
  constructor(element, options) {
    this.element = element;
    this.options = options;
    this.list = [];
    this.active = 0;
    this.selected = -1;
    this.pool = new Map();
    element.setAttribute('role', 'grid');
    this.head = h('div', { role: 'row', class: 'g-head ' + options.columnsClass, 'aria-rowindex': 1 });
    for (const c of options.columns) this.head.append(this.headCell(c));
    this.body = h('div', { role: 'rowgroup', class: 'g-body' });
    element.append(h('div', { role: 'rowgroup', class: 'g-sticky' }), this.body);
    element.firstChild.replaceWith(this.head);
    element.addEventListener('scroll', () => this.draw(), { passive: true });
    element.addEventListener('keydown', e => this.key(e));
    this.body.addEventListener('click', e => {
      const row = e.target.closest('.g-row');
      if (row) this.choose(Number(row.dataset.at));
    });
    new ResizeObserver(() => this.draw(true)).observe(element);
  }

  headCell(column) {
    const cell = h('div', { role: 'columnheader' });
    const button = h('button', { type: 'button' }, say(column.title));
    button.addEventListener('click', () => {
      this.direction = this.sorted === column.key ? -this.direction : 1;
      this.sorted = column.key;
      for (const other of this.head.children) other.removeAttribute('aria-sort');
      cell.setAttribute('aria-sort', this.direction > 0 ? 'ascending' : 'descending');
      this.options.onSort();
    });
    cell.append(button);
    return cell;
  }

  rowHeight() {
    if (!this.height) {
      const probe = h('div', { class: 'g-row ' + this.options.columnsClass });
      this.body.append(probe);
      this.height = probe.offsetHeight || 54;
      probe.remove();
    }
    return this.height;
  }

  show(list) {
    this.list = list;
    this.active = 0;
    this.element.scrollTop = 0;
    this.element.setAttribute('aria-rowcount', list.length + 1);
    this.draw(true);
  }

  // draw fills the window. Rows that stay in view keep their elements.
  draw(fresh) {
    if (fresh) this.height = 0;
    const height = this.rowHeight(), top = this.element.scrollTop;
    const from = Math.max(0, Math.floor(top / height) - 6);
    const to = Math.min(this.list.length, Math.ceil((top + this.element.clientHeight) / height) + 6);
    this.body.style.height = this.list.length * height + 'px';
    for (const [at, row] of this.pool) {
      if (fresh || at < from || at >= to) {
        row.remove();
        this.pool.delete(at);
      }
    }
    for (let at = from; at < to; at++) {
      if (this.pool.has(at)) continue;
      const row = this.row(at);
      row.style.top = at * height + 'px';
      this.pool.set(at, row);
      this.body.append(row);
    }
    this.mark();
  }

  row(at) {
    const entry = this.list[at];
    const row = h('div', { role: 'row', class: 'g-row ' + this.options.columnsClass, 'aria-rowindex': at + 2, 'data-at': at, id: this.element.id + '-' + at });
    if (typeof entry === 'object') {
      row.classList.add('group');
      row.setAttribute('aria-expanded', entry.open);
      row.append(h('div', { role: 'gridcell', 'aria-colspan': this.options.columns.length }, h('span', { class: 'twist', 'aria-hidden': 'true' }, entry.open ? '▾' : '▸'), entry.title + ' ', h('span', { class: 'count' }, number(entry.n))));
      return row;
    }
    for (const column of this.options.columns) {
      const cell = h('div', { role: 'gridcell' });
      column.cell(cell, entry);
      row.append(cell);
    }
    return row;
  }

  mark() {
    for (const [at, row] of this.pool) {
      row.classList.toggle('active', at === this.active);
      const chosen = this.list[at] === this.selected;
      row.classList.toggle('selected', chosen);
      if (this.options.onChoose && typeof this.list[at] !== 'object') row.setAttribute('aria-selected', chosen);
    }
    if (this.pool.has(this.active)) this.element.setAttribute('aria-activedescendant', this.element.id + '-' + this.active);
    else this.element.removeAttribute('aria-activedescendant');
  }

  // reveal scrolls as little as shows a row.
  reveal(at) {
    const height = this.rowHeight(), top = at * height, room = this.element.clientHeight - this.head.offsetHeight;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top + height > this.element.scrollTop + room) this.element.scrollTop = top + height - room;
    this.draw();
  }

  choose(at) {
    this.active = at;
    const entry = this.list[at];
    if (typeof entry === 'object') this.options.onGroup(entry);
    else if (this.options.onChoose) {
      this.selected = entry;
      this.options.onChoose(entry);
    }
    this.mark();
  }

  key(event) {
    if (event.target !== this.element) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.rowHeight()) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
    if (step !== undefined) {
      this.active = Math.min(this.list.length - 1, Math.max(0, this.active + step));
      this.reveal(this.active);
      this.mark();
    } else if ((event.key === 'Enter' || event.key === ' ') && this.list.length > 0) {
      this.choose(this.active);
    } else return;
    event.preventDefault();
  }
}

const levels = ['fail', 'warn', 'note'];
const severities = ['critical', 'high', 'medium', 'low'];

// Violations is the explorer of violations.
class Violations {
  constructor(data) {
    this.data = data;
    this.columns = {};
    for (const key of ['id', 'check', 'post', 'message', 'path', 'commit', 'evidence', 'policyAt', 'policyText', 'help', 'component']) this.columns[key] = new Column(data[key]);
    this.list = 0;
    this.closed = new Set();
    this.starts = [0];
    for (const n of data.lists) this.starts.push(this.starts.at(-1) + n);
    this.grid = new Grid($('grid'), {
      columnsClass: 'v-cols',
      columns: [
        { key: 'level', title: 'col.level', cell: (cell, row) => cell.append(this.tag(row)) },
        { key: 'message', title: 'col.message', cell: (cell, row) => cell.append(h('span', { class: 'line1', lang: 'en' }, this.text('message', row)), this.shortPlace(row)) },
        { key: 'check', title: 'col.check', cell: (cell, row) => cell.append(h('code', { class: 'line1' }, this.text('check', row)), h('span', { class: 'line2' }, this.name('post', this.text('post', row)))) },
        { key: 'id', title: 'col.id', cell: (cell, row) => cell.append(h('code', {}, this.text('id', row))) },
      ],
      onSort: () => this.filter(),
      onChoose: row => this.open(row, true),
      onGroup: group => {
        this.closed[group.open ? 'add' : 'delete'](group.key);
        const top = this.grid.element.scrollTop, active = this.grid.active;
        this.filter();
        this.grid.element.scrollTop = top;
        this.grid.active = active;
        this.grid.draw();
      },
    });
    this.controls();
  }

  text(key, row) { return this.columns[key].text(row); }
  name(list, value) { return (this.data.names[list] || {})[value] || value; }
  level(row) { return levels[this.data.level.charCodeAt(row) - 48]; }
  severity(row) { return severities[this.data.severity.charCodeAt(row) - 48]; }

  tag(row) {
    const tone = this.level(row);
    return h('span', { class: 'tag tone-' + tone }, icon(tone), this.name('level', tone) + ' · ' + this.name('severity', this.severity(row)));
  }

  place(row) {
    const start = this.data.start[row], end = this.data.end[row], commit = this.text('commit', row);
    let at = this.text('path', row);
    if (!at && !commit) return say('whole');
    if (start) at += ':' + start + (end ? '-' + end : '');
    return commit ? at + ' @' + commit : at;
  }

  // shortPlace is a place whose directories give way when there is no room.
  shortPlace(row) {
    const place = this.place(row), cut = place.lastIndexOf('/');
    return cut < 0 ? h('code', { class: 'line2' }, place) : h('code', { class: 'line2 path', title: place }, h('span', {}, place.slice(0, cut)), h('span', {}, place.slice(cut)));
  }

  controls() {
    for (const [id, list, values] of [['f-post', 'post', this.columns.post.pool], ['f-level', 'level', levels], ['f-severity', 'severity', severities], ['f-check', 'check', [...this.columns.check.pool].sort()]]) {
      for (const value of values) $(id).append(h('option', { value }, this.name(list, value)));
    }
    for (const id of ['f-post', 'f-level', 'f-severity', 'f-check', 'group']) $(id).addEventListener('change', () => this.filter());
    $('q').addEventListener('input', () => this.filter());
    $('q').form.addEventListener('submit', e => e.preventDefault());
    $('reset').addEventListener('click', () => this.reset());
    for (const button of document.querySelectorAll('[data-list]')) button.addEventListener('click', () => {
      this.show(Number(button.dataset.list));
      this.filter();
    });
    for (const pick of document.querySelectorAll('.pick')) {
      pick.disabled = false;
      pick.addEventListener('click', () => {
        this.show(0);
        this.reset({ 'f-check': pick.dataset.check, 'f-level': pick.dataset.level });
        $('explorer').scrollIntoView();
        this.grid.element.focus({ preventScroll: true });
      });
    }
  }

  show(list) {
    this.list = list;
    for (const button of document.querySelectorAll('[data-list]')) button.setAttribute('aria-pressed', Number(button.dataset.list) === list);
  }

  reset(values = {}) {
    for (const id of ['q', 'f-post', 'f-level', 'f-severity', 'f-check', 'group']) $(id).value = values[id] || '';
    this.filter();
  }

  // rows are those that the filters leave, in order.
  rows() {
    const from = this.starts[this.list], n = this.data.lists[this.list];
    let rows = new Uint32Array(n);
    for (let i = 0; i < n; i++) rows[i] = from + i;
    for (const [id, key] of [['f-post', 'post'], ['f-check', 'check']]) {
      const column = this.columns[key], want = $(id).value === '' ? -1 : column.pool.indexOf($(id).value);
      if ($(id).value !== '') rows = rows.filter(row => column.at(row) === want);
    }
    for (const [id, packed, values] of [['f-level', this.data.level, levels], ['f-severity', this.data.severity, severities]]) {
      const want = 48 + values.indexOf($(id).value);
      if ($(id).value !== '') rows = rows.filter(row => packed.charCodeAt(row) === want);
    }
    const c = this.columns;
    rows = search(rows, [c.check, c.message, c.component, c.path, c.evidence, c.id], $('q').value);
    return this.sort(rows);
  }

  sort(rows) {
    const key = this.grid.sorted, direction = this.grid.direction;
    if (!key) return rows;
    if (key === 'level') return direction > 0 ? rows : rows.reverse();
    const column = key === 'message' ? this.columns.path : this.columns[key], ranks = column.ranks();
    return rows.sort((a, b) => direction * (ranks[column.at(a)] - ranks[column.at(b)]) || a - b);
  }

  group(rows) {
    const by = $('group').value;
    this.grid.element.setAttribute('role', by ? 'treegrid' : 'grid');
    if (!by) return rows;
    const of = {
      check: row => this.text('check', row), post: row => this.name('post', this.text('post', row)), severity: row => this.name('severity', this.severity(row)),
      dir: row => { const path = this.text('path', row), cut = path.lastIndexOf('/'); return cut < 0 ? say('root') : path.slice(0, cut + 1); },
    }[by];
    const groups = new Map();
    for (const row of rows) {
      const name = of(row), members = groups.get(name);
      if (members) members.push(row);
      else groups.set(name, [row]);
    }
    const list = [];
    for (const [title, members] of groups) {
      const key = by + ' ' + title, open = !this.closed.has(key);
      list.push({ title, n: members.length, key, open });
      if (open) for (const row of members) list.push(row);
    }
    return list;
  }

  filter() {
    const rows = this.rows(), all = this.data.lists[this.list];
    this.grid.show(this.group(rows));
    $('status').textContent = all === 0 ? say('empty') : rows.length === 0 ? say('nothing') : say('shown', { n: number(rows.length), all: number(all) });
  }

  // find opens the violation that the address names.
  find(id) {
    const column = this.columns.id, at = column.pool.indexOf(id);
    if (at < 0) return false;
    let row = 0;
    while (column.at(row) !== at) row++;
    this.show(this.starts.findLastIndex(start => start <= row && start < this.starts.at(-1)));
    while (row < this.starts[this.list]) this.show(this.list - 1);
    this.reset();
    const place = this.grid.list.indexOf(row);
    this.grid.selected = row;
    this.grid.active = place;
    this.grid.reveal(place);
    this.open(row, false);
    $('explorer').scrollIntoView();
    return true;
  }

  open(row, own) {
    const detail = $('detail'), id = this.text('id', row);
    const close = h('button', { type: 'button', class: 'close' }, say('close'));
    close.addEventListener('click', () => this.close());
    const causes = h('dl', { class: 'causes' },
      this.cause('cause.repository', h('code', { class: 'place' }, this.place(row)), this.evidence(row), this.text('component', row) && h('code', { class: 'place' }, this.text('component', row)), this.places(row)),
      this.cause('cause.policy', this.text('policyAt', row) ? h('code', { class: 'place' }, this.text('policyAt', row)) : this.text('policyText', row) ? null : say('cause.none'), h('span', { class: 'evidence', lang: 'en' }, this.text('policyText', row))),
      this.cause('todo', h('span', { lang: 'en' }, this.text('help', row).replaceAll('{id}', id))),
      this.cause('owner', this.owner(row)));
    detail.replaceChildren(close,
      h('p', { class: 'kicker' }, this.tag(row), h('span', {}, this.name('post', this.text('post', row))), h('code', {}, this.text('check', row)), h('a', { href: '#' + encodeURIComponent(id), class: 'id' }, id)),
      h('h3', { lang: 'en' }, this.text('message', row)), ...this.apart(row), causes,
      ...(this.data.facts[row] || []).map(at => this.block(this.data.blocks[at])), this.about(row));
    detail.scrollTop = 0;
    detail.classList.add('open');
    if (own) {
      history.replaceState(null, '', '#' + encodeURIComponent(id));
      if (getComputedStyle(close).display !== 'none') close.focus();
    }
  }

  close() {
    $('detail').classList.remove('open');
    this.grid.element.focus();
  }

  cause(title, ...parts) { return h('div', {}, h('dt', {}, say(title)), h('dd', {}, ...parts)); }
  evidence(row) { const text = this.text('evidence', row); return text && h('span', { class: 'evidence', lang: 'en' }, text); }

  owner(row) {
    const post = this.text('post', row);
    return this.name('post', post) + ' · ' + (this.data.owners[post] || say('noowner'));
  }

  places(row) {
    const places = this.data.places[row];
    if (!places) return null;
    const list = h('ul', { class: 'places', tabindex: 0 }, ...places.l.map(p => h('li', {}, h('code', {}, p))));
    if (places.n > places.l.length) list.append(h('li', {}, say('more', { n: number(places.n - places.l.length) })));
    return list;
  }

  // apart says why a violation does not count.
  apart(row) {
    const out = [];
    if (row in this.data.waiver) {
      const w = this.data.waivers[this.data.waiver[row]];
      out.push(h('p', { class: 'note' }, say('waiver', { id: w.ID, date: w.Expires }) + ': ', h('span', { lang: 'en' }, w.Reason)));
    }
    if (row >= this.starts[2] && row < this.starts[3]) out.push(h('p', { class: 'note' }, say('known')));
    if (row in this.data.word) out.push(h('p', { class: 'note' }, say('word', { text: this.data.word[row] })));
    return out;
  }

  block(b) {
    const fact = h('div', { class: 'fact' }, h('h4', {}, b.t));
    if (b.n) fact.append(h('p', { class: 'note' }, b.n));
    if (b.r) fact.append(h('dl', { class: 'rows' }, ...b.r.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', { lang: 'en' }, h('bdi', {}, value))))));
    if (b.s) fact.append(h('div', { class: 'sides' }, ...b.s.map(s => h('figure', {}, h('figcaption', {}, s.t), h('pre', { lang: 'en', tabindex: 0 }, ...this.data.texts[s.x].flatMap(([op, text]) => [op === '-' ? h('del', {}, text) : op === '+' ? h('ins', {}, text) : text, ' ']))))));
    return fact;
  }

  about(row) {
    const check = this.data.checks[this.text('check', row)];
    return check ? h('details', {}, h('summary', {}, say('about')), h('p', { lang: 'en' }, h('b', {}, check[0]), '. ', check[1])) : null;
  }
}

// Components is the table of components.
class Components {
  constructor(data) {
    this.data = data.components;
    this.names = data.names;
    this.columns = {};
    for (const key of ['name', 'version', 'purl', 'scope', 'declared', 'concluded', 'category', 'path', 'place']) this.columns[key] = new Column(this.data[key]);
    const text = (key, row) => this.columns[key].text(row);
    const plain = (key, title) => ({ key, title, cell: (cell, row) => cell.append(text(key, row) || say('unknown')) });
    this.grid = new Grid($('p-grid'), {
      columnsClass: 'p-cols',
      columns: [
        { key: 'name', title: 'col.component', cell: (cell, row) => { cell.title = text('purl', row) + '\n' + text('place', row); cell.append(text('name', row) + ' ', h('span', { class: 'dim' }, text('version', row))); } },
        plain('declared', 'col.declared'), plain('concluded', 'col.concluded'),
        { key: 'category', title: 'col.category', cell: (cell, row) => cell.append(h('span', { class: 'key c-' + text('category', row) }), this.names.category[text('category', row)] || text('category', row)) },
        { key: 'scope', title: 'col.scope', cell: (cell, row) => cell.append(this.names.scope[text('scope', row)] || text('scope', row)) },
        { key: 'path', title: 'col.path', cell: (cell, row) => { cell.title = text('path', row); cell.append(text('path', row) || say('unknown')); } },
      ],
      onSort: () => this.filter(),
    });
    for (const [id, key] of [['p-category', 'category'], ['p-scope', 'scope']]) {
      for (const value of this.columns[key].pool) $(id).append(h('option', { value }, this.names[key][value] || value));
      $(id).addEventListener('change', () => this.filter());
    }
    $('p-direct').addEventListener('change', () => this.filter());
    $('pq').addEventListener('input', () => this.filter());
    $('pq').form.addEventListener('submit', e => e.preventDefault());
  }

  filter() {
    const n = this.data.direct.length;
    let rows = new Uint32Array(n);
    for (let i = 0; i < n; i++) rows[i] = i;
    for (const [id, key] of [['p-category', 'category'], ['p-scope', 'scope']]) {
      const column = this.columns[key], value = $(id).value;
      if (value !== '') rows = rows.filter(row => column.text(row) === value);
    }
    if ($('p-direct').value !== '') rows = rows.filter(row => this.data.direct[row] === $('p-direct').value);
    const c = this.columns;
    rows = search(rows, [c.name, c.purl, c.declared, c.concluded, c.path], $('pq').value);
    const key = this.grid.sorted;
    if (key) {
      const column = c[key], ranks = column.ranks(), direction = this.grid.direction;
      rows.sort((a, b) => direction * (ranks[column.at(a)] - ranks[column.at(b)]) || a - b);
    }
    this.grid.show(rows);
    $('p-status').textContent = rows.length === 0 ? say('nothing') : say('parts', { n: number(rows.length), all: number(n) });
  }
}

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

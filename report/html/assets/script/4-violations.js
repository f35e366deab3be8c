// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

const levels = ['fail', 'warn', 'note'];
const severities = ['critical', 'high', 'medium', 'low'];

// Violations is the explorer of violations.
class Violations {
  constructor(data) {
    this.data = data;
    this.columns = {};
    for (const key of ['id', 'check', 'post', 'message', 'path', 'commit', 'evidence', 'policyAt', 'policyText', 'help', 'component', 'baseline']) this.columns[key] = new Column(data[key]);
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
      h('p', { class: 'kicker' }, this.tag(row), h('span', {}, this.name('post', this.text('post', row))), h('code', {}, this.text('check', row)), h('a', { href: '#' + encodeURIComponent(id), class: 'id' }, id), this.text('baseline', row) && h('span', {}, this.name('baseline', this.text('baseline', row)))),
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
    if (b.s) fact.append(h('div', { class: 'sides' }, ...b.s.map(s => h('figure', {}, h('figcaption', {}, s.t), h('pre', { lang: 'en', tabindex: 0 }, ...this.data.texts[s.x].flatMap(([op, text]) => [op === '-' ? h('del', {}, text) : op === '+' ? h('ins', {}, text) : op === '…' ? h('span', { class: 'cut' }, text) : text, ' ']))))));
    return fact;
  }

  about(row) {
    const check = this.data.checks[this.text('check', row)];
    return check ? h('details', {}, h('summary', {}, say('about')), h('p', { lang: 'en' }, h('b', {}, check[0]), '. ', check[1])) : null;
  }
}

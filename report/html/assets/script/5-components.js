// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

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

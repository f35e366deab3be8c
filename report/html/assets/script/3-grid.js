// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

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

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

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

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

import (
	"strings"

	"github.com/outgate/outgate/inventory"
)

// tables are those of one file, made ready for many names.
type tables struct {
	path  string
	list  []inventory.ReuseTable
	exact map[string]int // name -> the last table that names it without a wildcard
	wild  []wild         // the other patterns, in the order of the file
}

// wild is a pattern with wildcards.
type wild struct {
	prefix string // what every name begins with
	steps  []step
	table  int
}

func newTables(f *inventory.File, compile func(string) []step) *tables {
	t := &tables{path: f.Path, exact: map[string]int{}}
	if f.Reuse != nil {
		t.list = f.Reuse.Tables
	}
	for i := range t.list {
		for _, pattern := range t.list[i].Paths {
			steps := compile(pattern)
			literal := 0
			var text strings.Builder
			for literal < len(steps) && steps[literal].kind == stepByte {
				text.WriteByte(steps[literal].b)
				literal++
			}
			if literal == len(steps) {
				t.exact[text.String()] = i
				continue
			}
			t.wild = append(t.wild, wild{text.String(), steps[literal:], i})
		}
	}
	return t
}

// last returns the last table that fits a name, and whether it does so by the
// name itself; nil for none.
func (t *tables) last(name string) (table *inventory.ReuseTable, exact bool) {
	best, exact := t.exact[name]
	if !exact {
		best = -1
	}
	for i := len(t.wild) - 1; i >= 0 && t.wild[i].table > best; i-- {
		if w := &t.wild[i]; strings.HasPrefix(name, w.prefix) && match(w.steps, name[len(w.prefix):]) {
			best, exact = w.table, false
		}
	}
	if best < 0 {
		return nil, false
	}
	return &t.list[best], exact
}

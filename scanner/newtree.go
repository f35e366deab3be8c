// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"slices"
	"strings"
)

// NewTree makes the index that a detector's tree step works on, in path order.
// kept holds, by path, the contents that are served from memory; every other
// file is opened through its entry, which counts as a second open. Of two
// entries with one path the first stays.
func NewTree(entries []TreeEntry, kept map[string][]byte) *Tree {
	t := &Tree{entries: slices.Clone(entries), index: make(map[string]int, len(entries))}
	slices.SortStableFunc(t.entries, func(a, b TreeEntry) int { return strings.Compare(a.Path, b.Path) })
	t.entries = slices.CompactFunc(t.entries, func(a, b TreeEntry) bool { return a.Path == b.Path })
	for i := range t.entries {
		e := &t.entries[i]
		t.index[e.Path] = i
		if content, ok := kept[e.Path]; ok {
			e.content, e.kept = content, true
		}
	}
	return t
}

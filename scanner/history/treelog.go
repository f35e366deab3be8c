// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"strings"

	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// treeLog remembers what every distinct tree holds, so that after the scan one
// can ask which commits hold a blob without reading a tree again. A tree is
// kept as its difference to the tree that was in the same directory before it,
// which as a rule is one entry. Trees are numbered from 0 in the order in which
// their reading ended: what is below a tree has a lower number.
type treeLog struct {
	dir     []int32  // tree -> directory where it was met first; ^directory: nothing comes before it
	upto    []uint32 // tree -> end of its changes
	weakest []int8   // tree -> strictness of the weakest blob below it
	changes []change
	names   []string
	nameID  map[string]int32
	last    map[int32][]held // directory -> its latest tree
	kept    int              // entries of last
	full    bool             // there were more changes than are kept: the log is of no use

	maxChanges, maxKept int
}

// change says that an entry was added to, or taken from, the tree before.
type change struct {
	name  int32 // position in names; ^position when the entry is gone
	child child
}

// child is what an entry of a tree leads to: a tree's number, or ^position of a
// blob in paths.blobs.
type child int32

func (c child) isBlob() bool { return c < 0 }
func (c child) blob() int32  { return int32(^c) }

// held is an entry of a tree with what is known of it.
type held struct {
	treeEntry
	child child
}

const (
	maxChanges = 1 << 25 // of all trees; 8 bytes each
	maxKept    = 1 << 21 // entries of latest trees; 50 bytes each
)

func newTreeLog() treeLog {
	return treeLog{nameID: map[string]int32{}, last: map[int32][]held{}, maxChanges: maxChanges, maxKept: maxKept}
}

// add numbers a tree that is complete.
func (l *treeLog) add(dir int32, entries []held, weakest int8) child {
	before, follows := l.last[dir]
	if l.kept > l.maxKept {
		clear(l.last)
		l.kept, before, follows = 0, nil, false
	}
	l.differ(before, entries)
	l.last[dir] = entries
	l.kept += len(entries) - len(before)
	if !follows {
		dir = ^dir
	}
	l.dir, l.upto, l.weakest = append(l.dir, dir), append(l.upto, uint32(len(l.changes))), append(l.weakest, weakest)
	return child(len(l.dir) - 1)
}

// home is the directory where a tree was met first.
func (l *treeLog) home(tree child) int32 {
	if dir := l.dir[tree]; dir >= 0 {
		return dir
	}
	return ^l.dir[tree]
}

// differ notes what is gone, then what is new. The lists are in git's order as
// a rule; in any other one an entry may be noted as both, which comes to the same.
func (l *treeLog) differ(before, now []held) {
	if len(l.changes)+len(before)+len(now) > l.maxChanges {
		l.full = true
	}
	if l.full {
		return
	}
	from := len(l.changes)
	l.pairs(before, now, func(gone, _ *held) {
		if gone != nil {
			l.changes = append(l.changes, change{^l.name(gone.name), gone.child})
		}
	})
	if len(l.changes) == from && len(now) == len(before) {
		return
	}
	l.pairs(before, now, func(_, added *held) {
		if added != nil {
			l.changes = append(l.changes, change{l.name(added.name), added.child})
		}
	})
}

// pairs walks two lists side by side and visits the entries that only one has.
func (l *treeLog) pairs(before, now []held, visit func(gone, added *held)) {
	i, j := 0, 0
	for i < len(before) || j < len(now) {
		order := 1
		switch {
		case j == len(now):
			order = -1
		case i < len(before):
			order = compareHeld(&before[i], &now[j])
		}
		switch {
		case order == 0 && before[i].child == now[j].child:
			i++
			j++
		case order == 0:
			visit(&before[i], &now[j])
			i++
			j++
		case order < 0:
			visit(&before[i], nil)
			i++
		default:
			visit(nil, &now[j])
			j++
		}
	}
}

// compareHeld orders entries as git does: a directory as if its name ended in a slash.
func compareHeld(a, b *held) int {
	n := min(len(a.name), len(b.name))
	if c := strings.Compare(a.name[:n], b.name[:n]); c != 0 {
		return c
	}
	return int(endOf(a, n)) - int(endOf(b, n))
}

func endOf(e *held, n int) byte {
	switch {
	case len(e.name) > n:
		return e.name[n]
	case e.mode == filemode.Dir:
		return '/'
	}
	return 0
}

func (l *treeLog) name(s string) int32 {
	id, ok := l.nameID[s]
	if !ok {
		id = int32(len(l.names))
		l.names = append(l.names, s)
		l.nameID[s] = id
	}
	return id
}

// close lets go of what only the walk needs.
func (l *treeLog) close() { l.nameID, l.last, l.weakest = nil, nil, nil }

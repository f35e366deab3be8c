// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

// stains are the trees that hold a marked blob, and which of their entries lead
// to one.
type stains struct {
	at    []int32   // tree -> position in trees; -1: it holds none
	trees [][]entry // in the order of numbers: what is below a tree stands before it
}

// entry is an entry of a tree that leads to a marked blob. Lists of them are
// shared by trees that are alike, and never changed.
type entry struct {
	name  int32
	child child
}

// whereabouts is a path.
type whereabouts struct{ dir, name int32 }

// stain plays the log of trees through, and keeps what leads to a marked blob.
func (w *walker) stain(marked []bool) *stains {
	l := &w.log
	t := &stains{at: make([]int32, len(l.dir))}
	leads := func(c child) bool {
		if c.isBlob() {
			return marked[c.blob()]
		}
		return t.at[c] >= 0
	}
	now := map[int32][]entry{} // directory -> entries of its latest tree
	from := uint32(0)
	for i := range l.dir {
		dir := l.home(child(i))
		entries := now[dir]
		if l.dir[i] < 0 {
			entries = nil
		}
		copied := false
		for _, c := range l.changes[from:l.upto[i]] {
			if !leads(c.child) {
				continue
			}
			if !copied {
				entries, copied = append(make([]entry, 0, len(entries)+1), entries...), true
			}
			entries = c.apply(entries)
		}
		from = l.upto[i]
		if len(entries) > 0 || len(now[dir]) > 0 {
			now[dir] = entries
		}
		t.at[i] = -1
		if len(entries) > 0 {
			t.at[i] = int32(len(t.trees))
			t.trees = append(t.trees, entries)
		}
	}
	return t
}

// apply changes a list of entries. Git allows no two entries of one name; where
// there are, each is kept.
func (c change) apply(entries []entry) []entry {
	if c.name >= 0 {
		return append(entries, entry(c))
	}
	for i, e := range entries {
		if e.name == ^c.name && e.child == c.child {
			entries[i] = entries[len(entries)-1]
			return entries[:len(entries)-1]
		}
	}
	return entries
}

// maxSpots bounds how many directories are looked at that hold a tree which was
// met in another one before: few objects can stand for any number of them.
const maxSpots = 1 << 20

// placesOf returns the paths that the marked blobs ever had.
func (w *walker) placesOf(t *stains, marked []bool) map[int32][]whereabouts {
	l := &w.log
	out := map[int32][]whereabouts{}
	type spot struct {
		blob int32
		whereabouts
	}
	met := map[spot]bool{}
	type stay struct {
		tree child
		dir  int32
	}
	stays := map[stay]bool{}
	var todo []stay
	visit := func(dir, name int32, c child) {
		switch {
		case c.isBlob():
			if s := (spot{c.blob(), whereabouts{dir, name}}); marked[s.blob] && !met[s] {
				met[s] = true
				out[s.blob] = append(out[s.blob], s.whereabouts)
			}
		case t.at[c] >= 0:
			if s := (stay{c, w.sub(dir, l.names[name])}); s.dir != l.home(c) && !stays[s] && len(stays) < maxSpots {
				stays[s] = true
				todo = append(todo, s)
			}
		}
	}
	from := uint32(0)
	for i := range l.dir { // in its first directory a tree adds what has changed
		for _, c := range l.changes[from:l.upto[i]] {
			if c.name >= 0 {
				visit(l.home(child(i)), c.name, c.child)
			}
		}
		from = l.upto[i]
	}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, e := range t.trees[t.at[s.tree]] {
			visit(s.dir, e.name, e.child)
		}
	}
	return out
}

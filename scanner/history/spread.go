// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"math/bits"
	"slices"

	"github.com/outgate/outgate/inventory"
)

// spread is how far something went that blobs, commit messages or tags hold.
type spread struct {
	first   int32   // position of the first commit that holds it; -1: none is known
	head    bool    // the history of HEAD reaches it
	reach   reach   // the most public way to it
	tips    []int32 // positions in graph.tips of the references that reach it, at most MaxTraceRefs
	refs    int     // all of them
	rewrite int     // commits that hold it or are built on one that does
	paths   []string
}

// carrier says what holds one thing.
type carrier struct {
	blobs []int32 // positions in paths.blobs
	nodes []int32 // positions in walker.order of commits and tags whose text holds it
	old   bool    // it was there before what was walked
}

// spreads works out the spread of each carrier. Only trees that hold one of
// their blobs are looked at; commits are passed over once for 64 carriers.
func (w *walker) spreads(carriers []carrier) []spread {
	out := make([]spread, len(carriers))
	for i := range carriers {
		out[i].first = w.firstOf(&carriers[i])
		out[i].reach = reachLost
	}
	if w.log.full {
		for i := range out {
			out[i].head = true // who cannot tell takes the worst
		}
		return out
	}
	marked := make([]bool, len(w.blobs))
	for i := range carriers {
		for _, b := range carriers[i].blobs {
			marked[b] = true
		}
	}
	t := w.stain(marked)
	places := w.placesOf(t, marked)
	masks := newMasks(w, t)
	for from := 0; from < len(carriers); from += 64 {
		batch := carriers[from:min(from+64, len(carriers))]
		masks.run(batch)
		masks.tell(out[from : from+len(batch)])
	}
	for i := range carriers {
		out[i].paths = w.spell(&carriers[i], places)
	}
	return out
}

// firstOf is the position of the first commit that holds one of the blobs.
func (w *walker) firstOf(c *carrier) int32 {
	first := int32(-1)
	for _, b := range c.blobs {
		if at := w.blobs[b].order; at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	for _, at := range c.nodes {
		if first < 0 || at < first {
			first = at
		}
	}
	return first
}

// spell lists the paths of all blobs of a carrier, and of the texts.
func (w *walker) spell(c *carrier, places map[int32][]whereabouts) []string {
	var all []string
	for _, b := range c.blobs {
		all = append(all, w.path(w.blobs[b].place))
		for _, p := range places[b] {
			all = append(all, w.path(place{dir: p.dir, name: w.log.names[p.name]}))
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), inventory.MaxTracePaths)]
}

// masks holds a bit for each carrier of a batch.
type masks struct {
	w      *walker
	stains *stains
	blob   map[int32]uint64
	trees  []uint64 // by position in stains.trees
	node   []uint64 // by position in walker.order: it or an ancestor of it holds the carrier
}

func newMasks(w *walker, t *stains) *masks {
	return &masks{w: w, stains: t, trees: make([]uint64, len(t.trees)), node: make([]uint64, len(w.order))}
}

func (m *masks) of(c child) uint64 {
	switch {
	case c == nothing:
		return 0
	case c.isBlob():
		return m.blob[c.blob()]
	}
	if at := m.stains.at[c]; at >= 0 {
		return m.trees[at]
	}
	return 0
}

// run passes the bits of a batch from blobs to trees, commits and what is built
// on them.
func (m *masks) run(batch []carrier) {
	m.blob = map[int32]uint64{}
	clear(m.node)
	for i := range batch {
		for _, b := range batch[i].blobs {
			m.blob[b] |= 1 << i
		}
		for _, at := range batch[i].nodes {
			m.node[at] |= 1 << i
		}
	}
	for i, entries := range m.stains.trees {
		m.trees[i] = 0
		for _, e := range entries {
			m.trees[i] |= m.of(e.child)
		}
	}
	g := &m.w.graph
	for i := range m.node {
		bits := m.of(g.holds[i])
		for _, p := range g.parentsOf(i) {
			bits |= m.node[p]
		}
		m.node[i] |= bits
	}
}

// tell turns the bits into spreads.
func (m *masks) tell(out []spread) {
	g := &m.w.graph
	each := func(mask uint64, do func(*spread)) {
		for ; mask != 0; mask &= mask - 1 {
			do(&out[bits.TrailingZeros64(mask)])
		}
	}
	if g.head >= 0 {
		each(m.node[g.head], func(s *spread) { s.head, s.reach = true, reachPublished })
	}
	for i, t := range g.tips {
		each(m.node[t.at], func(s *spread) {
			s.reach = min(s.reach, t.reach)
			s.refs++
			if len(s.tips) < inventory.MaxTraceRefs {
				s.tips = append(s.tips, int32(i))
			}
		})
	}
	run, last := 0, uint64(0) // neighbors in the order are mostly alike
	count := func() { each(last, func(s *spread) { s.rewrite += run }) }
	for _, mask := range m.node[:m.w.count] {
		if mask != last {
			count()
			run, last = 0, mask
		}
		run++
	}
	count()
}

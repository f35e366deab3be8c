// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"cmp"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// reach says how a commit comes to be in the repository, the most public way first.
type reach int8

const (
	reachPublished reach = iota // branches and tags, as far as they are published, and HEAD
	reachLocal                  // other references: the stash of a work tree
	reachLost                   // no reference: reflogs and what nothing names
)

// tip is where a walk begins.
type tip struct {
	name  string // of the reference; "" when none leads there
	id    plumbing.Hash
	reach reach
}

// nothing is the child of what holds neither a tree nor a blob.
const nothing = child(1<<31 - 1)

// graph is the shape of a walked history, by position in walker.order.
type graph struct {
	parents []int32
	upto    []uint32 // commit -> end of its parents
	holds   []child  // its tree; of a tag what it names
	tips    []placedTip
	head    int32 // -1: none
}

// placedTip is a reference with the position that it leads to, in order of names.
type placedTip struct {
	name  string
	at    int32
	reach reach
}

func (g *graph) parentsOf(at int) []int32 {
	from := uint32(0)
	if at > 0 {
		from = g.upto[at-1]
	}
	return g.parents[from:g.upto[at]]
}

// add appends something behind the commits; parent -1 is none.
func (g *graph) add(holds child, parent int32) {
	if parent >= 0 {
		g.parents = append(g.parents, parent)
	}
	g.holds, g.upto = append(g.holds, holds), append(g.upto, uint32(len(g.parents)))
}

// link notes the parents of all commits by their positions. Those of known ones
// are there.
func (w *walker) link() {
	g := &w.graph
	upto := make([]uint32, w.count-w.known) // of the others
	each := func(visit func(upto *uint32, parent int32)) {
		for i := range w.nodes {
			for _, c := range w.nodes[i].children {
				visit(&upto[int(w.nodes[c].at)-w.known], w.nodes[i].at)
			}
		}
	}
	each(func(n *uint32, _ int32) { *n++ })
	sum := uint32(len(g.parents))
	for i, n := range upto {
		upto[i] = sum
		sum += n
	}
	g.parents = append(g.parents, make([]int32, int(sum)-len(g.parents))...)
	each(func(at *uint32, parent int32) {
		g.parents[*at] = parent
		*at++
	})
	g.upto = append(g.upto, upto...)
	for range upto {
		g.holds = append(g.holds, nothing)
	}
}

// tipsOf places the references of a scope.
func (w *walker) tipsOf(s scope) []placedTip {
	w.graph.head = -1
	if !w.repo.head.id.IsZero() {
		w.graph.head = w.position(w.repo.head.id)
	}
	var out []placedTip
	for _, t := range s.tips {
		if at := w.position(t.id); at >= 0 && t.name != "" && t.name != "HEAD" {
			out = append(out, placedTip{t.name, at, t.reach})
		}
	}
	slices.SortStableFunc(out, func(a, b placedTip) int { return cmp.Or(strings.Compare(a.name, b.name), cmp.Compare(a.at, b.at)) })
	return out
}

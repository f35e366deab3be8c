// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
)

// families puts objects into the order in which reading them is cheapest: those
// that build on each other, as deltas, stand together, a base before what
// builds on it. Read so, every object is inflated once, and only the bases
// between the last object and its whole one need to be in memory. The order is
// pack by pack, then loose objects by id. earlier are the orders of packs in an
// earlier run, where the ids at their positions were the same.
func (s *store) families(ids []plumbing.Hash, earlier []packOrder) []sized {
	order := make([]sized, 0, len(ids))
	at := make([][]member, len(s.packs))
	var loose []int32
next:
	for i, id := range ids {
		for n, p := range s.packs {
			if offset, ok := p.offset(id); ok {
				at[n] = append(at[n], member{at: offset, sized: sized{id: int32(i), size: unknown}})
				continue next
			}
		}
		loose = append(loose, int32(i))
	}
	for n, p := range s.packs {
		if was := orderOf(p, earlier); sameMembers(at[n], was, len(ids)) {
			order = append(order, was...)
		} else {
			order = p.families(at[n], order)
		}
	}
	slices.SortFunc(loose, func(a, b int32) int { return bytes.Compare(ids[a][:], ids[b][:]) })
	for _, i := range loose {
		order = append(order, sized{id: i, size: unknown})
	}
	return order
}

// orderOf returns the order of a pack in an earlier run; nil for none.
func orderOf(p *pack, earlier []packOrder) []sized {
	for _, o := range earlier {
		if o.state == p.state {
			return o.blobs
		}
	}
	return nil
}

// sameMembers says that an order is one of these objects, out of n.
func sameMembers(wanted []member, order []sized, n int) bool {
	if len(wanted) != len(order) {
		return false
	}
	open := make([]bool, n)
	for i := range wanted {
		open[wanted[i].id] = true
	}
	for _, o := range order {
		if int(o.id) >= n || !open[o.id] {
			return false
		}
		open[o.id] = false
	}
	return true
}

// keptOrders returns what of an order lies in packs and will be of use in the next
// run: nothing of a pack with blobs that are not part of what is kept.
func (w *walker) keptOrders(order []sized) []packOrder {
	var out []packOrder
	for _, p := range w.repo.store.packs {
		out = append(out, packOrder{state: p.state})
	}
	more := make([]bool, len(out))
	for _, o := range order {
		n := slices.IndexFunc(w.repo.store.packs, func(p *pack) bool { _, in := p.offset(w.blobs[o.id].id); return in })
		if n < 0 {
			break // loose ones come last
		}
		out[n].blobs = append(out[n].blobs, o)
		more[n] = more[n] || int(o.id) >= w.keptBlobs
	}
	for n := range out {
		if more[n] {
			out[n].blobs = nil
		}
	}
	return out
}

// sized is an object with its size in bytes, where that was easily known.
type sized struct {
	id      int32 // position in the list that was given
	follows bool  // it builds on one that stands before it
	size    int64 // or unknown
}

const unknown = -1

// member is an object of a pack, as part of a family.
type member struct {
	at, base int64
	sized    // id is unknown for a base that nobody asked for
	// The family as lists: positions of members, 0 for none.
	child, sibling int32
}

// families appends the wanted objects of one pack to order.
func (p *pack) families(wanted []member, order []sized) []sized {
	if len(wanted) == 0 {
		return order
	}
	slices.SortFunc(wanted, func(a, b member) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	all := append(make([]member, 1, len(wanted)+len(wanted)/8+1), wanted...) // all[0] has the roots as children
	known := make(map[int64]int32, len(all))
	for i := len(all) - 1; i > 0; i-- {
		known[all[i].at] = int32(i)
	}
	r := p.readers.Get().(*packReader)
	defer p.readers.Put(r)
	for i := 1; i < len(all); i++ { // grows by the bases that nobody asked for
		h, err := r.header(all[i].at)
		if err != nil {
			continue // a root: reading it will say why
		}
		all[i].base, all[i].follows = h.base, h.base > 0
		if all[i].id >= 0 {
			if n, err := r.size(h); err == nil {
				all[i].size = n
			}
		}
		if _, ok := known[h.base]; h.base > 0 && !ok {
			known[h.base] = int32(len(all))
			all = append(all, member{at: h.base, sized: sized{id: unknown}})
		}
	}
	for i := len(all) - 1; i > 0; i-- {
		parent := &all[known[all[i].base]] // 0 for a whole object: no object is there
		all[i].sibling, parent.child = parent.child, int32(i)
	}
	done := make([]bool, len(all))
	for stack := []int32{all[0].child}; len(stack) > 0; {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if i == 0 {
			continue
		}
		done[i] = true
		if all[i].id >= 0 {
			order = append(order, all[i].sized)
		}
		stack = append(stack, all[i].sibling, all[i].child)
	}
	for i := 1; i < len(all); i++ { // deltas in a circle hang on no root
		if !done[i] && all[i].id >= 0 {
			order = append(order, all[i].sized)
		}
	}
	return order
}

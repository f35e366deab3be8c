// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// lostObjects are trees and blobs that may turn out to be part of no commit.
type lostObjects struct{ trees, blobs []plumbing.Hash }

// lost walks the commits and tags that no reference reaches: those of reflogs,
// what a reset or an amended commit left behind. It returns the objects that are
// still to be looked at once all commits have been walked.
func (w *walker) lost(ctx context.Context, wanted bool) (rest lostObjects) {
	if !wanted {
		return rest
	}
	var tips []tip
	for _, id := range w.repo.store.ids() {
		if ctx.Err() != nil {
			return rest
		}
		kind, err := w.repo.store.kind(id)
		switch {
		case err != nil:
			w.gaps.add(w.repo.missing("", "", "object", id, err))
		case kind == plumbing.TreeObject:
			rest.trees = append(rest.trees, id)
		case kind == plumbing.BlobObject:
			rest.blobs = append(rest.blobs, id)
		default:
			tips = append(tips, tip{"", id, reachLost})
		}
	}
	w.commits(ctx, tips)
	return rest
}

// hoard places the trees and blobs that are part of no commit: what was staged
// and never committed. They have no path but the one that their id makes.
func (w *walker) hoard(ctx context.Context, rest lostObjects) {
	inner := map[plumbing.Hash]bool{} // what stands in another lost tree
	rest.trees = slices.DeleteFunc(rest.trees, func(id plumbing.Hash) bool { _, known := w.trees[id]; return known })
	for _, id := range rest.trees {
		data, err := w.repo.store.getKind(id, plumbing.TreeObject)
		if err != nil {
			continue // a Gap when it is walked
		}
		entries, _ := parseTree(data)
		for _, e := range entries {
			if e.mode == filemode.Dir {
				inner[e.id] = true
			}
		}
	}
	for _, id := range rest.trees {
		if !inner[id] && ctx.Err() == nil {
			w.order = append(w.order, id)
			w.graph.add(w.tree(ctx, id, topDir, int32(len(w.order)-1), 0), -1)
		}
	}
	dir := w.sub(w.sub(topDir, ".git"), "lost")
	for _, id := range rest.blobs {
		if _, known := w.found[id]; !known {
			w.order = append(w.order, id)
			w.graph.add(w.meet(id, place{order: int32(len(w.order) - 1), dir: dir, name: id.String(), mode: filemode.Regular}), -1)
		}
	}
}

// ids returns the ids of all objects, in order.
func (s *store) ids() []plumbing.Hash {
	var out []plumbing.Hash
	for _, p := range s.packs {
		for id := range p.index.all() {
			out = append(out, id)
		}
	}
	for _, root := range s.loose {
		for fan := range 256 {
			dir := fmt.Sprintf("%02x", fan)
			names, err := readNames(root, dir)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				s.problems = append(s.problems, "objects/"+dir+": "+cause(err))
			}
			for _, name := range names {
				if id, ok := parseID(dir + name); ok {
					out = append(out, id)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b plumbing.Hash) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(out)
}

// kind returns what an object is, without its content where that is dear.
func (s *store) kind(id plumbing.Hash) (plumbing.ObjectType, error) {
	for _, p := range s.packs {
		if at, ok := p.offset(id); ok {
			if kind, err := p.kindAt(at); err == nil {
				return kind, nil
			}
		}
	}
	for _, root := range s.loose {
		if o, _, err := readLoose(root, id, 0); err == nil {
			return o.kind, nil
		}
	}
	o, err := s.get(id)
	return o.kind, err
}

// kindAt follows the deltas at an offset down to what they stand on.
func (p *pack) kindAt(at int64) (plumbing.ObjectType, error) {
	r := p.readers.Get().(*packReader)
	defer p.readers.Put(r)
	for range maxChain + 1 {
		h, err := r.header(at)
		if err != nil || h.base == 0 {
			return h.kind, err
		}
		at = h.base
	}
	return plumbing.InvalidObject, fmt.Errorf("more than %d deltas on top of each other", maxChain)
}

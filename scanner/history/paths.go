// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// place is where a blob was in a commit.
type place struct {
	order int32 // position of the commit in walker.order
	dir   int32 // position in paths.dirs
	name  string
	mode  filemode.FileMode
}

// paths knows the distinct blobs, and of the paths of each the first and the
// one that is judged most strictly.
type paths struct {
	trees  map[plumbing.Hash]metTree
	again  map[treeAt]struct{} // further directories in which a tree was walked
	blobs  []blob
	found  map[plumbing.Hash]int32 // blob -> position in blobs
	better map[int32]place         // blob -> its strictest place, when that is not the first
	dirs   []directory             // the first is the top
	dirID  map[directory]int32
	budget int // what may still be spent on trees and blobs that turn up at further paths
}

// directory is an element of a path, below another one.
type directory struct {
	parent int32
	name   string
}

// metTree is what is known of a tree that was walked.
type metTree struct {
	dir     int32 // where it was met first
	weakest int8  // strictness of the weakest blob below it
}

type treeAt struct {
	id  plumbing.Hash
	dir int32
}

const (
	topDir     = int32(0)
	highest    = 2       // scanner.Strictness of a product file: no path can be stricter
	pathBudget = 1 << 30 // a byte of a path costs 1
	entryCost  = 64      // of one entry of a tree that is walked again
	treeCost   = 1 << 12 // of the tree itself
)

func newPaths() paths {
	top := directory{parent: -1}
	return paths{
		trees: map[plumbing.Hash]metTree{}, again: map[treeAt]struct{}{}, found: map[plumbing.Hash]int32{}, better: map[int32]place{},
		dirs: []directory{top}, dirID: map[directory]int32{top: topDir}, budget: pathBudget,
	}
}

// exhausted says that small objects stood for more paths than could be compared.
func (p *paths) exhausted() bool { return p.budget < 0 }

// sub returns the directory of this name below another one.
func (p *paths) sub(parent int32, name string) int32 {
	d := directory{parent, name}
	at, ok := p.dirID[d]
	if !ok {
		at = int32(len(p.dirs))
		p.dirs = append(p.dirs, d)
		p.dirID[d] = at
	}
	return at
}

// dir spells a directory; the top is "".
func (p *paths) dir(at int32) string {
	var names []string
	for ; at != topDir; at = p.dirs[at].parent {
		names = append(names, p.dirs[at].name)
	}
	var b strings.Builder
	for i := len(names) - 1; i >= 0; i-- {
		b.WriteString(names[i])
		if i > 0 {
			b.WriteByte('/')
		}
	}
	return b.String()
}

func (p *paths) path(at place) string {
	if at.dir == topDir {
		return at.name
	}
	return p.dir(at.dir) + "/" + at.name
}

// strictest returns the place of a blob that is judged most strictly.
func (p *paths) strictest(blob int32) place {
	if at, ok := p.better[blob]; ok {
		return at
	}
	return p.blobs[blob].place
}

// meet notes that a blob is at a place, and returns the strictness of the
// strictest place that it has had so far.
func (p *paths) meet(id plumbing.Hash, at place) int8 {
	i, known := p.found[id]
	if !known {
		p.found[id] = int32(len(p.blobs))
		s := int8(scanner.Strictness(scanner.RoleOfPath(p.path(at))))
		p.blobs = append(p.blobs, blob{id: id, strength: s, place: at})
		return s
	}
	b := &p.blobs[i]
	if b.strength == highest || b.dir == at.dir && b.name == at.name || p.exhausted() {
		return b.strength
	}
	if now := p.strictest(i); now.dir == at.dir && now.name == at.name {
		return b.strength
	}
	name := p.path(at)
	p.budget -= len(name)
	if s := int8(scanner.Strictness(scanner.RoleOfPath(name))); s > b.strength {
		b.strength = s
		p.better[i] = at
	}
	return b.strength
}

// enter says whether a tree is to be walked in a directory: when it was not met
// before, or again, when it was met in other directories only and holds a blob
// for which this one may be stricter. weakest is what is known of a tree that
// needs no walk.
func (p *paths) enter(id plumbing.Hash, dir int32) (walk, again bool, weakest int8) {
	t, met := p.trees[id]
	if !met {
		p.trees[id] = metTree{dir: dir}
		return true, false, 0
	}
	if t.weakest == highest || t.dir == dir || p.exhausted() {
		return false, true, t.weakest
	}
	key := treeAt{id, dir}
	if _, done := p.again[key]; done {
		return false, true, t.weakest
	}
	p.budget -= treeCost
	p.again[key] = struct{}{}
	return true, true, 0
}

// tree notes the blobs of a tree and their paths. It returns the strictness of
// the weakest of them.
func (w *walker) tree(ctx context.Context, id plumbing.Hash, dir, order int32, level int) (weakest int8) {
	if ctx.Err() != nil {
		return highest
	}
	walk, again, weakest := w.enter(id, dir)
	if !walk {
		return weakest
	}
	if level > maxLevel {
		w.gaps.add(inventory.Gap{Detector: "history", Path: w.dir(dir), Commit: w.order[order].String(), Code: inventory.GapUnsupported, Reason: fmt.Sprintf("more than %d directories below each other", maxLevel)})
		return highest
	}
	data, err := w.repo.store.getKind(id, plumbing.TreeObject)
	var entries []treeEntry
	if err == nil {
		entries, err = parseTree(data)
	}
	if err != nil {
		w.gaps.add(w.repo.missing(w.dir(dir), w.order[order].String(), "tree", id, err))
	}
	if again {
		w.budget -= entryCost * len(entries)
	}
	weakest = highest
	for _, e := range entries {
		switch e.mode {
		case filemode.Submodule:
		case filemode.Dir:
			weakest = min(weakest, w.tree(ctx, e.id, w.sub(dir, e.name), order, level+1))
		default:
			weakest = min(weakest, w.meet(e.id, place{order: order, dir: dir, name: e.name, mode: e.mode}))
		}
	}
	w.trees[id] = metTree{dir: w.trees[id].dir, weakest: weakest}
	return weakest
}

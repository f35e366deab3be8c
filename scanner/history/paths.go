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
	trees  map[plumbing.Hash]child // numbers of treeLog
	log    treeLog
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

// treeAt is a tree in a directory that is not its first.
type treeAt struct {
	tree child
	dir  int32
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
		trees: map[plumbing.Hash]child{}, log: newTreeLog(), again: map[treeAt]struct{}{}, found: map[plumbing.Hash]int32{}, better: map[int32]place{},
		dirs: []directory{top}, dirID: map[directory]int32{top: topDir}, budget: pathBudget,
	}
}

// exhausted says that small objects stood for more paths than could be compared.
func (p *paths) exhausted() bool { return p.budget < 0 }

// sub returns the directory of this name below another one.
func (p *paths) sub(parent int32, name string) int32 {
	if p.dirID == nil { // after the walk
		p.dirID = make(map[directory]int32, len(p.dirs))
		for i, d := range p.dirs {
			p.dirID[d] = int32(i)
		}
	}
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

// meet notes that a blob is at a place, and returns the blob.
func (p *paths) meet(id plumbing.Hash, at place) child {
	i, known := p.found[id]
	if !known {
		i = int32(len(p.blobs))
		p.found[id] = i
		s := int8(scanner.Strictness(scanner.RoleOfPath(p.path(at))))
		p.blobs = append(p.blobs, blob{id: id, strength: s, place: at})
		return child(^i)
	}
	b := &p.blobs[i]
	if b.strength == highest || b.dir == at.dir && b.name == at.name || p.exhausted() {
		return child(^i)
	}
	if now := p.strictest(i); now.dir == at.dir && now.name == at.name {
		return child(^i)
	}
	name := p.path(at)
	p.budget -= len(name)
	if s := int8(scanner.Strictness(scanner.RoleOfPath(name))); s > b.strength {
		b.strength = s
		p.better[i] = at
	}
	return child(^i)
}

// enterAgain says whether a tree that is known is to be walked once more: it
// was met in other directories only, and holds a blob for which this one may be
// stricter.
func (p *paths) enterAgain(tree child, dir int32) bool {
	if p.log.weakest[tree] == highest || p.log.home(tree) == dir || p.exhausted() {
		return false
	}
	key := treeAt{tree, dir}
	if _, done := p.again[key]; done {
		return false
	}
	p.budget -= treeCost
	p.again[key] = struct{}{}
	return true
}

// strengthOf is the strictness of a blob's strictest path, or of the weakest
// blob below a tree.
func (p *paths) strengthOf(c child) int8 {
	if c.isBlob() {
		return p.blobs[c.blob()].strength
	}
	return p.log.weakest[c]
}

// tree notes the blobs of a tree and their paths, and returns the tree's number.
func (w *walker) tree(ctx context.Context, id plumbing.Hash, dir, order int32, level int) child {
	known, met := w.trees[id]
	if ctx.Err() != nil || met && !w.enterAgain(known, dir) {
		return known
	}
	var entries []treeEntry
	if level > maxLevel {
		w.gaps.add(inventory.Gap{Detector: "history", Path: w.dir(dir), Commit: w.commitAt(order), Code: inventory.GapUnsupported, Reason: fmt.Sprintf("more than %d directories below each other", maxLevel)})
	} else {
		data, _, err := w.read(id, plumbing.TreeObject, w.reachAt(order))
		if err == nil {
			entries, err = parseTree(data)
		}
		if err != nil {
			w.gaps.add(w.repo.missing(w.dir(dir), w.commitAt(order), "tree", id, err))
		}
	}
	if met {
		w.budget -= entryCost * len(entries)
	}
	list, weakest := w.entries(ctx, entries, dir, order, level)
	if met {
		w.log.weakest[known] = weakest
		return known
	}
	at := w.log.add(dir, list, weakest)
	w.trees[id] = at
	return at
}

// entries looks at what a tree holds. What the tree before it in this directory
// held as well was looked at then.
func (w *walker) entries(ctx context.Context, entries []treeEntry, dir, order int32, level int) (list []held, weakest int8) {
	weakest = highest
	before, i := w.log.last[dir], 0
	list = make([]held, len(entries))
	n := 0
	for _, e := range entries {
		if e.mode == filemode.Submodule {
			continue
		}
		now := &list[n]
		now.treeEntry = e
		n++
		for i < len(before) && compareHeld(&before[i], now) < 0 {
			i++
		}
		switch {
		case i < len(before) && before[i].treeEntry == e:
			*now = before[i] // one text of the name for all trees
		case e.mode == filemode.Dir:
			now.child = w.tree(ctx, e.id, w.sub(dir, e.name), order, level+1)
		default:
			now.child = w.meet(e.id, place{order: order, dir: dir, name: e.name, mode: e.mode})
		}
		if ctx.Err() != nil {
			return nil, highest
		}
		weakest = min(weakest, w.strengthOf(now.child))
	}
	return list[:n], weakest
}

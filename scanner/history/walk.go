// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/outgate/outgate/inventory"
)

// node is one commit of the graph.
type node struct {
	id, tree  plumbing.Hash
	committed int64
	waits     int32   // parents that have not been placed yet
	children  []int32 // positions in walker.nodes
}

// blob is one distinct blob that was found.
type blob struct {
	id       plumbing.Hash
	strength int8 // scanner.Strictness of its strictest path
	place         // where it was met first
}

// extra is what a tag names directly, without a commit.
type extra struct {
	ref string
	id  plumbing.Hash // the tag object, or what the reference holds
	to  object
	at  plumbing.Hash
}

// walker collects the commits, then the blobs, of a history.
type walker struct {
	repo   *Repo
	nodes  []node
	byID   map[plumbing.Hash]int32 // -1: missing
	order  []plumbing.Hash         // commits, parents first; tags without a commit behind them
	count  int                     // commits of order
	extras []extra
	paths
	gaps gapList
}

// gapList keeps the first Gaps and counts the rest.
type gapList struct {
	list []inventory.Gap
	more int
}

const maxGaps = 1000

func (l *gapList) add(g inventory.Gap) {
	if len(l.list) < maxGaps {
		l.list = append(l.list, g)
		return
	}
	l.more++
}

func (l *gapList) all() []inventory.Gap {
	if l.more == 0 {
		return l.list
	}
	return append(l.list[:len(l.list):len(l.list)], inventory.Gap{
		Detector: "history", Code: inventory.GapMissing, Reason: fmt.Sprintf("%d more objects are missing or damaged", l.more),
	})
}

func newWalker(r *Repo) *walker {
	return &walker{repo: r, byID: map[plumbing.Hash]int32{}, paths: newPaths()}
}

// run does the whole walk; it stops early when ctx is done.
func (w *walker) run(ctx context.Context) {
	for _, g := range w.repo.problems() {
		w.gaps.add(g)
	}
	w.commits(ctx)
	w.sort()
	w.count = len(w.order)
	for i, id := range w.order {
		if ctx.Err() != nil {
			return
		}
		w.tree(ctx, w.nodes[w.byID[id]].tree, topDir, int32(i), 0)
	}
	for _, x := range w.extras {
		w.order = append(w.order, x.id)
		at := int32(len(w.order) - 1)
		switch x.to.kind {
		case plumbing.TreeObject:
			w.tree(ctx, x.at, topDir, at, 0)
		case plumbing.BlobObject:
			dir := topDir
			for name := range strings.SplitSeq(path.Dir(x.ref), "/") {
				dir = w.sub(dir, name)
			}
			w.meet(x.at, place{order: at, dir: dir, name: path.Base(x.ref), mode: filemode.Regular})
		}
	}
	if w.exhausted() {
		w.gaps.add(inventory.Gap{Detector: "history", Code: inventory.GapTruncated, Reason: "too many files were at more than one path; the roles of those paths were not all compared"})
	}
	w.trees, w.again, w.dirID, w.byID, w.nodes = nil, nil, nil, nil, nil
}

// commits reads every commit that the references reach.
func (w *walker) commits(ctx context.Context) {
	var todo []pending
	if w.repo.head.id.IsZero() && (len(w.repo.refs) > 0 || w.repo.store.hasCommits()) {
		w.gaps.add(inventory.Gap{Detector: "history", Code: inventory.GapMissing, Reason: fmt.Sprintf("HEAD names %q, which is not there though the repository holds commits", w.repo.head.target)})
	}
	refs := w.repo.refs
	if !w.repo.head.id.IsZero() {
		refs = append([]reference{w.repo.head}, refs...)
	}
	for _, ref := range refs {
		if p := w.tip(ref); p.fresh {
			todo = append(todo, p)
		}
	}
	for shallow := false; len(todo) > 0 && ctx.Err() == nil; {
		child := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		id := w.nodes[child.at].id
		if w.repo.shallow[id] {
			if !shallow && len(child.parents) > 0 {
				w.gaps.add(inventory.Gap{Detector: "history", Code: inventory.GapShallow, Reason: "the clone is shallow: older commits are not in it (git fetch --unshallow gets them)"})
				shallow = true
			}
			continue
		}
		for _, parent := range child.parents {
			p := w.commit(parent, id)
			if p.at < 0 {
				continue
			}
			w.nodes[p.at].children = append(w.nodes[p.at].children, child.at)
			w.nodes[child.at].waits++
			if p.fresh {
				todo = append(todo, p)
			}
		}
	}
}

// pending is a commit whose parents are to be visited.
type pending struct {
	at      int32 // position in walker.nodes; -1 when the commit is missing
	fresh   bool  // met for the first time; only then parents is set
	parents []plumbing.Hash
}

// commit notes a commit.
func (w *walker) commit(id, child plumbing.Hash) pending {
	if at, ok := w.byID[id]; ok {
		return pending{at: at}
	}
	data, err := w.repo.store.getKind(id, plumbing.CommitObject)
	var c commit
	if err == nil {
		c, err = parseCommit(data)
	}
	if err != nil {
		w.byID[id] = -1
		of := ""
		if !child.IsZero() {
			of = child.String()
		}
		w.gaps.add(w.repo.missing("", of, "commit", id, err))
		return pending{at: -1}
	}
	at := int32(len(w.nodes))
	w.nodes = append(w.nodes, node{id: id, tree: c.tree, committed: c.committed})
	w.byID[id] = at
	return pending{at: at, fresh: true, parents: c.parents}
}

// tip follows a reference, and the tags behind it, to a commit.
func (w *walker) tip(ref reference) pending {
	id := ref.id
	for range maxSymbolic + 1 {
		if at, ok := w.byID[id]; ok {
			return pending{at: at}
		}
		o, err := w.repo.store.get(id)
		if err != nil {
			w.byID[id] = -1
			w.gaps.add(w.repo.missing("", "", ref.name+": object", id, err))
			return pending{at: -1}
		}
		switch o.kind {
		case plumbing.CommitObject:
			return w.commit(id, plumbing.ZeroHash)
		case plumbing.TagObject:
			next, ok := parseTag(o.data)
			if !ok {
				w.gaps.add(w.repo.missing("", "", ref.name+": tag", id, errCommit))
				return pending{at: -1}
			}
			id = next
		default:
			w.extras = append(w.extras, extra{ref: ref.name, id: ref.id, to: object{kind: o.kind}, at: id})
			return pending{at: -1}
		}
	}
	w.gaps.add(w.repo.missing("", "", ref.name+": tag", ref.id, fmt.Errorf("more than %d tags on top of each other", maxSymbolic)))
	return pending{at: -1}
}

// ready is the heap of commits whose parents are all placed.
type ready struct {
	w  *walker
	at []int32
}

func (h *ready) Len() int { return len(h.at) }
func (h *ready) Less(i, j int) bool {
	a, b := &h.w.nodes[h.at[i]], &h.w.nodes[h.at[j]]
	return cmp.Or(cmp.Compare(a.committed, b.committed), bytes.Compare(a.id[:], b.id[:])) < 0
}
func (h *ready) Swap(i, j int) { h.at[i], h.at[j] = h.at[j], h.at[i] }
func (h *ready) Push(x any)    { h.at = append(h.at, x.(int32)) }
func (h *ready) Pop() any {
	last := len(h.at) - 1
	x := h.at[last]
	h.at = h.at[:last]
	return x
}

// sort places the commits: parents first, then by committer date, then by id.
func (w *walker) sort() {
	h := &ready{w: w}
	for i := range w.nodes {
		if w.nodes[i].waits == 0 {
			h.at = append(h.at, int32(i))
		}
	}
	heap.Init(h)
	w.order = make([]plumbing.Hash, 0, len(w.nodes))
	for h.Len() > 0 {
		i := heap.Pop(h).(int32)
		w.order = append(w.order, w.nodes[i].id)
		for _, child := range w.nodes[i].children {
			if w.nodes[child].waits--; w.nodes[child].waits == 0 {
				heap.Push(h, child)
			}
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/outgate/outgate/inventory"
)

// node is one commit of the graph.
type node struct {
	id, tree          plumbing.Hash
	committed         int64
	author, committer int32 // in walker.people
	at                int32 // position in walker.order
	size              int32 // bytes of the text that was offered
	waits             int32 // parents that have not been placed yet
	reach             reach
	flags             uint8   // see flagMerge
	children          []int32 // positions in walker.nodes
}

// blob is one distinct blob that was found.
type blob struct {
	id       plumbing.Hash
	strength int8 // scanner.Strictness of its strictest path
	place         // where it was met first
}

// named is an object behind a reference that is no commit: an annotated tag, or
// a tree or blob without a commit.
type named struct {
	id   plumbing.Hash
	ref  string // the first reference that leads to it
	kind plumbing.ObjectType
	next plumbing.Hash       // what a tag points to
	to   plumbing.ObjectType // and its kind; of a tree or blob its own
	text []byte              // of a tag, until it has its place

	signature string // of a tag: one of the inventory, by its presence
	made      int64  // of a tag: seconds since 1970; 0 when it does not say
}

// walker collects the commits, then the blobs, of a history.
type walker struct {
	repo               *Repo
	nodes              []node
	byID               map[plumbing.Hash]int32 // commit -> position in nodes; -1: missing
	named              []named                 // what a tag points to stands before it
	namedAt            map[plumbing.Hash]int32 // position in named
	order              []plumbing.Hash         // commits, parents first; then what is named
	count              int                     // commits of order
	published          int                     // those of them that are published: they come first
	known              int                     // those that an earlier run has walked
	fewNew             int                     // see there
	loose              []plumbing.Hash         // published commits and their trees that were in no pack
	kept               []byte                  // the walk as it was behind the published commits, see encodePast; nil: it is not to be kept
	keptBlobs          int                     // blobs that there were then
	orders             []packOrder             // of an earlier run
	graph              graph
	people             people
	identities         []inventory.Identity
	contributions      []inventory.Contribution
	contributionsSince plumbing.Hash // what it reaches is not counted
	contributors       []inventory.Contributor
	recentSince        string
	tags               []inventory.Tag
	edge               []plumbing.Hash                 // trees of those on which walked ones are built
	before             map[plumbing.Hash]plumbing.Hash // commits that are left out -> their trees
	cutOff             bool                            // the clone is shallow where it was walked
	offer              func(inventory.Entry)           // takes the texts of commits and tags; nil: nobody
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
	return &walker{repo: r, byID: map[plumbing.Hash]int32{}, namedAt: map[plumbing.Hash]int32{}, paths: newPaths(), people: newPeople(), fewNew: fewNew}
}

// run does the whole walk; it stops early when ctx is done. m may be nil.
func (w *walker) run(ctx context.Context, s scope, m *memory) {
	for _, g := range slices.Concat(w.repo.problems(), s.gaps) {
		w.gaps.add(g)
	}
	if w.repo.head.id.IsZero() && (len(w.repo.refs) > 0 || w.repo.store.hasCommits()) {
		w.gaps.add(inventory.Gap{Detector: "history", Code: inventory.GapMissing, Reason: fmt.Sprintf("HEAD names %q, which is not there though the repository holds commits", w.repo.head.target)})
	}
	w.resume(ctx, m, s)
	w.exclude(ctx, s.since)
	w.commits(ctx, s.tips)
	lost := w.lost(ctx, s.lost)
	w.sort()
	w.count = len(w.order)
	for _, id := range w.edge {
		w.tree(ctx, id, topDir, beforeAll, 0)
	}
	w.link()
	for i := w.known; i < w.count; i++ {
		w.graph.holds[i] = w.tree(ctx, w.nodes[w.byID[w.order[i]]].tree, topDir, int32(i), 0)
		if ctx.Err() != nil {
			return
		}
		if i+1 == w.published {
			w.keep(m, s)
		}
	}
	for i := range w.named {
		w.hold(ctx, &w.named[i])
	}
	w.hoard(ctx, lost)
	w.graph.tips = w.tipsOf(s)
	if w.exhausted() {
		w.gaps.add(inventory.Gap{Detector: "history", Code: inventory.GapTruncated, Reason: "too many files were at more than one path; the roles of those paths were not all compared"})
	}
	if w.log.full {
		w.gaps.add(inventory.Gap{Detector: "history", Code: inventory.GapTruncated, Reason: "too many directories were changed; which references hold a finding was not worked out"})
	}
	w.identities = w.people.gather(w)
	w.contributions = w.people.contribute(w, w.contributionsSince)
	w.contributors, w.recentSince = w.people.takePart(w)
	w.tags = w.publishedTags()
	w.log.close()
	w.trees, w.again, w.dirID, w.byID, w.nodes, w.namedAt, w.before = nil, nil, nil, nil, nil, nil, nil
	w.people = people{}
}

// beforeAll is the position of what was there before all commits that are walked.
const beforeAll = -1

// commitAt is the id of a commit, tag or other object at a position of the order.
func (w *walker) commitAt(order int32) string {
	if order < 0 {
		return ""
	}
	return w.order[order].String()
}

// reachAt is how what stands at a position of the order comes to be there.
func (w *walker) reachAt(order int32) reach {
	if order >= 0 && int(order) < w.published {
		return reachPublished
	}
	return reachLost
}

// hold places what is named behind the commits, and walks what it holds.
func (w *walker) hold(ctx context.Context, n *named) {
	at := int32(len(w.order))
	w.order = append(w.order, n.id)
	id := n.id
	if n.kind == plumbing.TagObject {
		id = n.next
	}
	holds, parent := nothing, int32(-1)
	switch n.to {
	case plumbing.TreeObject:
		holds = w.tree(ctx, id, topDir, at, 0)
	case plumbing.BlobObject:
		dir := topDir
		for name := range strings.SplitSeq(path.Dir(n.ref), "/") {
			dir = w.sub(dir, name)
		}
		holds = w.meet(id, place{order: at, dir: dir, name: path.Base(n.ref), mode: filemode.Regular})
	default:
		parent = w.position(id)
	}
	w.graph.add(holds, parent)
}

// position returns the place in the order of a commit or of what is named; -1
// for what was not walked.
func (w *walker) position(id plumbing.Hash) int32 {
	if at, ok := w.byID[id]; ok && at >= 0 {
		return w.nodes[at].at
	}
	if at, ok := w.namedAt[id]; ok {
		return int32(w.count) + at
	}
	return -1
}

// commits reads every commit that the tips reach. What a tip reaches first sets
// its reach, so the tips come in that order.
func (w *walker) commits(ctx context.Context, tips []tip) {
	for i, from := 0, 0; i < len(tips); i++ {
		if i+1 < len(tips) && tips[i].reach == tips[i+1].reach {
			continue
		}
		var todo []pending
		for _, t := range tips[from : i+1] {
			if p := w.tip(t); p.fresh {
				todo = append(todo, p)
			}
		}
		from = i + 1
		w.descend(ctx, todo)
	}
}

func (w *walker) descend(ctx context.Context, todo []pending) {
	for len(todo) > 0 && ctx.Err() == nil {
		child := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		id, r := w.nodes[child.at].id, w.nodes[child.at].reach
		if w.repo.shallow[id] {
			if !w.cutOff && len(child.parents) > 0 {
				w.gaps.add(inventory.Gap{Detector: "history", Code: inventory.GapShallow, Reason: "the clone is shallow: older commits are not in it (git fetch --unshallow gets them)"})
				w.cutOff = true
			}
			continue
		}
		for _, parent := range child.parents {
			p := w.commit(parent, id, r)
			if p.at < 0 {
				if tree, out := w.before[parent]; out {
					w.edge = append(w.edge, tree)
				}
				continue
			}
			w.nodes[p.at].children = append(w.nodes[p.at].children, child.at)
			if int(p.at) >= w.known { // else it has its place
				w.nodes[child.at].waits++
			}
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
func (w *walker) commit(id, child plumbing.Hash, r reach) pending {
	if at, ok := w.byID[id]; ok {
		return pending{at: at}
	}
	data, stored, err := w.read(id, plumbing.CommitObject, r)
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
	text := withoutSignatures(data)
	n := node{id: id, tree: c.tree, committed: c.committed, reach: r, author: w.people.of(c.author), committer: w.people.of(c.committer), size: int32(len(text))}
	if len(c.parents) > 1 {
		n.flags |= flagMerge
	}
	if w.people.trailers(at, n.author, c.message) {
		n.flags |= flagSigned
	}
	w.nodes = append(w.nodes, n)
	w.byID[id] = at
	w.record(inventory.RecordCommit, id, id.String(), text, stored)
	return pending{at: at, fresh: true, parents: c.parents}
}

// tip follows a reference, and the tags behind it, to a commit.
func (w *walker) tip(t tip) pending {
	id := t.id
	var chain []named
	defer func() {
		for _, n := range slices.Backward(chain) {
			w.people.tag(int32(len(w.named)), n.text)
			n.text = nil
			w.namedAt[n.id] = int32(len(w.named))
			w.named = append(w.named, n)
		}
	}()
	to := func(kind plumbing.ObjectType) {
		if len(chain) > 0 {
			chain[len(chain)-1].to = kind
		}
	}
	for range maxSymbolic + 1 {
		if at, ok := w.byID[id]; ok {
			to(plumbing.CommitObject)
			return pending{at: at}
		}
		if _, ok := w.namedAt[id]; ok {
			to(plumbing.TagObject)
			return pending{at: -1}
		}
		o, stored, err := w.repo.store.find(id)
		if err != nil {
			if t.reach == reachLost && errors.Is(err, errAbsent) {
				return pending{at: -1} // a log may outlive what it speaks of
			}
			w.byID[id] = -1
			w.gaps.add(w.repo.missing("", "", t.name+": object", id, err))
			return pending{at: -1}
		}
		to(o.kind)
		switch o.kind {
		case plumbing.CommitObject:
			return w.commit(id, plumbing.ZeroHash, t.reach)
		case plumbing.TagObject:
			next, ok := parseTag(o.data)
			w.tag(t, id, o.data, stored)
			_, made := parseTagger(o.data)
			chain = append(chain, named{id: id, ref: t.name, kind: o.kind, next: next, text: o.data, signature: signatureOf(o.data), made: made})
			if !ok {
				w.gaps.add(w.repo.missing("", "", t.name+": tag", id, errCommit))
				return pending{at: -1}
			}
			id = next
		default:
			if len(chain) == 0 {
				chain = append(chain, named{id: id, ref: t.name, kind: o.kind, to: o.kind})
			}
			return pending{at: -1}
		}
	}
	w.gaps.add(w.repo.missing("", "", t.name+": tag", t.id, fmt.Errorf("more than %d tags on top of each other", maxSymbolic)))
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
	return cmp.Or(cmp.Compare(a.reach, b.reach), cmp.Compare(a.committed, b.committed), bytes.Compare(a.id[:], b.id[:])) < 0
}
func (h *ready) Swap(i, j int) { h.at[i], h.at[j] = h.at[j], h.at[i] }
func (h *ready) Push(x any)    { h.at = append(h.at, x.(int32)) }
func (h *ready) Pop() any {
	last := len(h.at) - 1
	x := h.at[last]
	h.at = h.at[:last]
	return x
}

// sort places the commits: parents first, then those that are published, then by
// committer date, then by id. Those that are known have their places.
func (w *walker) sort() {
	h := &ready{w: w}
	for i := w.known; i < len(w.nodes); i++ {
		if w.nodes[i].waits == 0 {
			h.at = append(h.at, int32(i))
		}
	}
	heap.Init(h)
	w.order = slices.Grow(w.order, len(w.nodes)-w.known)
	w.published = w.known
	for h.Len() > 0 {
		i := heap.Pop(h).(int32)
		if w.nodes[i].reach == reachPublished {
			w.published++
		}
		w.nodes[i].at = int32(len(w.order))
		w.order = append(w.order, w.nodes[i].id)
		for _, child := range w.nodes[i].children {
			if w.nodes[child].waits--; w.nodes[child].waits == 0 {
				heap.Push(h, child)
			}
		}
	}
}

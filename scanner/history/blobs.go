// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Options say which part of a history to read.
type Options struct {
	// Scope is "all", or "" for the same: everything that HEAD, branches and
	// tags reach.
	Scope string
}

// History is one reading of a repository's history. The commits are walked when
// Blobs is first ranged over; First, Commits and Attribute speak of that walk
// and are to be called after it. Once walked, it is safe for concurrent use.
type History struct {
	repo *Repo
	walk *walker
}

// History prepares the reading of the history; nothing is read yet.
func (r *Repo) History(Options) *History { return &History{repo: r} }

// Blobs offers each distinct blob of the history once. Of all the paths that it
// ever had it is offered with the one that is judged most strictly (see
// scanner.Strictness; the earliest of equals), and with the first commit in
// which it was there.
//
// seen may be nil. It says whether a blob was examined in the tree, and which
// of its roles there is the strictest. Such a blob is known to First, but is
// offered only when the history holds it at a path that is judged more strictly.
// The order is that of the packs, which makes reading cheap, then of the ids.
func (h *History) Blobs(ctx context.Context, seen func(blob string) (inventory.Role, bool)) scanner.Source {
	return func(yield func(inventory.Entry, error) bool) {
		h.read(ctx)
		for _, g := range h.walk.gaps.all() {
			if !yield(inventory.Entry{}, &scanner.GapError{Gap: g}) {
				return
			}
		}
		missing := gapList{}
		for _, i := range h.inPackOrder() {
			if ctx.Err() != nil {
				return
			}
			b := &h.walk.blobs[i]
			id := b.id.String()
			if seen != nil {
				if role, ok := seen(id); ok && int(b.strength) <= scanner.Strictness(role) {
					continue
				}
			}
			at := h.walk.strictest(i)
			p, commit := h.walk.path(at), h.walk.order[at.order].String()
			size, err := h.repo.store.size(b.id)
			if err != nil {
				missing.add(h.repo.missing(p, commit, "blob", b.id, err))
				continue
			}
			e := inventory.Entry{Path: p, Mode: modeOf(at.mode), Size: size, Blob: id, Commit: commit, Open: h.repo.opener(p, commit, b.id)}
			if !yield(e, nil) {
				return
			}
		}
		for _, g := range missing.all() {
			if !yield(inventory.Entry{}, &scanner.GapError{Gap: g}) {
				return
			}
		}
	}
}

// read walks the commits, once. A walk that was cut short by ctx is kept: the
// scan is over then.
func (h *History) read(ctx context.Context) {
	if h.walk == nil {
		h.walk = newWalker(h.repo)
		h.walk.run(ctx)
	}
}

func (h *History) inPackOrder() []int32 {
	type placed struct {
		blob, pack int32
		at         int64
	}
	all := make([]placed, len(h.walk.blobs))
	for i := range all {
		pack, at := h.repo.store.place(h.walk.blobs[i].id)
		all[i] = placed{int32(i), int32(pack), at}
	}
	slices.SortFunc(all, func(a, b placed) int {
		return comparePlace(int(a.pack), a.at, h.walk.blobs[a.blob].id, int(b.pack), b.at, h.walk.blobs[b.blob].id)
	})
	order := make([]int32, len(all))
	for i, p := range all {
		order[i] = p.blob
	}
	return order
}

// First is where a blob entered the history.
type First struct {
	Commit string // full hexadecimal; of the tag when no commit holds the blob
	Author string // "Name <mail>" of the commit's author; "" when the commit cannot be read
	Date   string // author date, RFC 3339, UTC
	Path   string // in that commit
	Order  int    // position of the commit: parents have lower ones
	// Boundary is true when parents of the commit are not in the repository, as
	// in a shallow clone: older commits may hold the blob as well.
	Boundary bool
}

// First returns where a blob entered the history. ok is false for a blob that
// no commit holds, and before Blobs has run.
func (h *History) First(blob string) (First, bool) {
	id, valid := parseID(blob)
	if !valid || h.walk == nil {
		return First{}, false
	}
	i, ok := h.walk.found[id]
	if !ok {
		return First{}, false
	}
	b := &h.walk.blobs[i]
	at := h.walk.order[b.order]
	f := First{Commit: at.String(), Path: h.walk.path(b.place), Order: int(b.order)}
	data, err := h.repo.store.getKind(at, plumbing.CommitObject)
	if err != nil {
		return f, true
	}
	if c, err := parseCommit(data); err == nil {
		f.Author, f.Date = c.author, rfc3339(c.authored)
		f.Boundary = slices.ContainsFunc(c.parents, func(p plumbing.Hash) bool {
			return h.repo.shallow[at] || !h.repo.store.has(p)
		})
	}
	return f, true
}

// Skipped names the references that are not part of the history, by namespace
// and with their number ("refs/stash (1)"), in order: those of a work tree
// outside heads, tags and remotes. Of a bare repository all are read.
func (h *History) Skipped() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(h.repo.skipped)) {
		out = append(out, fmt.Sprintf("%s (%d)", name, h.repo.skipped[name]))
	}
	return out
}

// Commits is the number of commits that were walked.
func (h *History) Commits() int {
	if h.walk == nil {
		return 0
	}
	return h.walk.count
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"context"
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

// Blobs offers each distinct blob of the history once, with its first commit
// and the path it had there. A blob for which seen is true was examined in the
// tree: it is known to First, but not offered; seen may be nil. The order is
// that of the packs, which makes reading cheap, then of the ids.
func (h *History) Blobs(ctx context.Context, seen func(blob string) bool) scanner.Source {
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
			if seen != nil && seen(id) {
				continue
			}
			p, commit := h.walk.path(b), h.walk.order[b.order].String()
			size, err := h.repo.store.size(b.id)
			if err != nil {
				missing.add(h.repo.missing(p, commit, "blob", b.id, err))
				continue
			}
			e := inventory.Entry{Path: p, Mode: modeOf(b.mode), Size: size, Blob: id, Commit: commit, Open: h.repo.opener(p, commit, b.id)}
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
	f := First{Commit: at.String(), Path: h.walk.path(b), Order: int(b.order)}
	data, err := h.repo.store.getKind(at, plumbing.CommitObject)
	if err != nil {
		return f, true
	}
	if c, err := parseCommit(data); err == nil {
		f.Author, f.Date = c.author, rfc3339(c.authored)
	}
	return f, true
}

// Commits is the number of commits that were walked.
func (h *History) Commits() int {
	if h.walk == nil {
		return 0
	}
	return h.walk.count
}

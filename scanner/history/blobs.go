// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"context"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// History is one reading of a repository's history. The commits are walked when
// Blobs is first ranged over; First, Commits and Attribute speak of that walk
// and are to be called after it. Once walked, it is safe for concurrent use.
type History struct {
	repo               *Repo
	options            Options
	walk               *walker
	memory             *memory // nil: nothing is remembered
	contributionsSince plumbing.Hash
	bounds             func(*walker) // of tests
}

// History prepares the reading of the history; nothing is read yet.
func (r *Repo) History(o Options) *History { return &History{repo: r, options: o} }

// Blobs offers each distinct blob of the history once. Of all the paths that it
// ever had it is offered with the one that is judged most strictly (see
// scanner.Strictness; the earliest of equals), and with the first commit in
// which it was there. The texts of commits and annotated tags are offered as
// records, each once.
//
// seen may be nil. It says whether a blob was examined in the tree, and which
// of its roles there is the strictest. Such a blob is known to First, but is
// offered only when the history holds it at a path that is judged more strictly.
// The order is the one that makes reading cheap: see families.
func (h *History) Blobs(ctx context.Context, seen func(blob string) (inventory.Role, bool)) scanner.Source {
	return func(yield func(inventory.Entry, error) bool) {
		stopped := false
		h.read(ctx, func(e inventory.Entry) { stopped = stopped || !yield(e, nil) })
		if stopped {
			return
		}
		for _, g := range h.walk.gaps.all() {
			if !yield(inventory.Entry{}, &scanner.GapError{Gap: g}) {
				return
			}
		}
		missing := gapList{}
		blobs := h.inReadingOrder()
		if h.walk.kept != nil && ctx.Err() == nil {
			h.memory.save(h.walk.kept, h.walk.keptOrders(blobs))
			h.walk.kept = nil
		}
		for _, next := range blobs {
			if ctx.Err() != nil {
				return
			}
			i := next.id
			b := &h.walk.blobs[i]
			if b.order < 0 {
				continue // it was there before what is to be read
			}
			id := b.id.String()
			if seen != nil {
				if role, ok := seen(id); ok && int(b.strength) <= scanner.Strictness(role) {
					continue
				}
			}
			at := h.walk.strictest(i)
			p, commit := h.walk.path(at), h.walk.order[at.order].String()
			size := next.size
			if size == unknown {
				var err error
				if size, err = h.repo.store.size(b.id); err != nil {
					missing.add(h.repo.missing(p, commit, "blob", b.id, err))
					continue
				}
			}
			e := inventory.Entry{Path: p, Mode: modeOf(at.mode), Size: size, Blob: id, Commit: commit, Follows: next.follows, Stored: h.repo.store.stored(b.id), Open: h.repo.opener(p, commit, b.id)}
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

// read walks the commits, once, and offers their texts. A walk that was cut
// short by ctx is kept: the scan is over then.
func (h *History) read(ctx context.Context, offer func(inventory.Entry)) {
	if h.walk != nil {
		return
	}
	w := h.newWalk()
	w.offer = offer
	w.run(ctx, h.repo.scope(h.options), h.memory)
	if w.known > 0 && (w.exhausted() || w.log.full) { // so would a walk without memory be, but perhaps elsewhere
		w = h.newWalk() // all texts have been offered
		w.run(ctx, h.repo.scope(h.options), nil)
	}
	w.offer = nil
	h.walk = w
}

func (h *History) newWalk() *walker {
	w := newWalker(h.repo)
	w.contributionsSince = h.contributionsSince
	if h.bounds != nil {
		h.bounds(w)
	}
	return w
}

// inReadingOrder returns the positions of all blobs in the order of families.
func (h *History) inReadingOrder() []sized {
	ids := make([]plumbing.Hash, len(h.walk.blobs))
	for i := range ids {
		ids[i] = h.walk.blobs[i].id
	}
	return h.repo.store.families(ids, h.walk.orders)
}

// Commits is the number of commits that were walked.
func (h *History) Commits() int {
	if h.walk == nil {
		return 0
	}
	return h.walk.count
}

// Identities are those that the commits and tags carry, in order.
func (h *History) Identities() []inventory.Identity {
	if h.walk == nil {
		return nil
	}
	return h.walk.identities
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
)

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
	if b.order < 0 {
		return First{}, false
	}
	f := h.at(b.order)
	f.Path = h.walk.path(b.place)
	return f, true
}

// at describes the commit or tag at a position of the order.
func (h *History) at(order int32) First {
	at := h.walk.order[order]
	f := First{Commit: at.String(), Order: int(order)}
	o, err := h.repo.store.get(at)
	if err != nil {
		return f
	}
	switch o.kind {
	case plumbing.TagObject:
		who, when := parseTagger(o.data)
		f.Author, f.Date = cleanText(string(who)), rfc3339(when)
	case plumbing.CommitObject:
		if c, err := parseCommit(o.data); err == nil {
			f.Author, f.Date = cleanText(string(c.author)), rfc3339(c.authored)
			f.Boundary = slices.ContainsFunc(c.parents, func(p plumbing.Hash) bool {
				return h.repo.shallow[at] || !h.repo.store.has(p)
			})
		}
	}
	return f
}

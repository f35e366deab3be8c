// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// Attribute says of each secret of inv since when it is in the repository and
// whether it still is in the tree. Secrets are the same when their fingerprints
// are. h may be nil when no history was read.
//
// A secret that occurs in the tree is in_tree: its occurrences there are kept,
// those in history are folded into their first commit, which is the earliest of
// all blobs that hold the secret. A secret that only history holds keeps one
// record for each path, at the earliest commit, with the status
// removed_but_in_history. What no commit holds, an edit that was not committed,
// keeps an empty first commit.
func Attribute(inv *inventory.Inventory, h *History) {
	if h == nil {
		h = &History{}
	}
	groups := map[string][]dated{}
	var order []string
	for i, s := range inv.Secrets {
		key := s.Fingerprint
		if key == "" { // nothing to tell it from others by
			key = fmt.Sprint("\x00", i)
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], h.date(s))
	}
	var out []inventory.Secret
	for _, key := range order {
		out = append(out, attribute(groups[key])...)
	}
	inv.Secrets = out
}

// dated is an occurrence with the place where its blob entered the history.
type dated struct {
	inventory.Secret
	first First
	known bool
}

func (h *History) date(s inventory.Secret) dated {
	d := dated{Secret: s}
	d.first, d.known = h.First(s.Blob)
	if !d.known && s.Commit != "" { // the source has found the commit all the same
		d.first, d.known = First{Commit: s.Commit, Path: s.Path}, true
	}
	return d
}

// earlier orders occurrences: by commit, then by place.
func earlier(a, b dated) int {
	known := func(d dated) int {
		if d.known {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(known(a), known(b)), cmp.Compare(a.first.Order, b.first.Order), a.Location.Compare(b.Location), strings.Compare(a.Rule, b.Rule))
}

func attribute(group []dated) []inventory.Secret {
	slices.SortFunc(group, earlier)
	inTree := slices.ContainsFunc(group, func(d dated) bool { return d.Commit == "" })
	first := group[0] // known ones come first
	paths := map[string]bool{}
	var out []inventory.Secret
	for _, d := range group {
		switch {
		case inTree && d.Commit != "":
			continue
		case inTree:
			d.Status = inventory.StatusInTree
			d.first = first.first
		case paths[d.Path]:
			continue
		default:
			paths[d.Path] = true
			d.Status = inventory.StatusRemoved
			d.Commit = d.first.Commit
		}
		d.FirstCommit, d.FirstAuthor, d.FirstDate = d.first.Commit, d.first.Author, d.first.Date
		out = append(out, d.Secret)
	}
	return out
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Attribute says of each secret of inv since when it is in the repository and
// whether it still is in the tree. Secrets are the same when their fingerprints
// are. h may be nil when no history was read.
//
// A secret that occurs in the tree is in_tree: its occurrences there are kept.
// Those in history are folded into them, unless their context is judged more
// strictly than that of every occurrence in the tree: a product file that was
// removed is not excused by a test that still holds the secret. Occurrences of
// history that are left keep one record for each path and context, at the
// earliest commit, with the status removed_but_in_history. The first commit is
// the earliest of all blobs that hold the secret.
//
// What no commit holds, an edit that was not committed, has an empty first
// commit. So has a secret whose first known commit is where a clone was cut off:
// nobody can tell since when it is there.
func Attribute(inv *inventory.Inventory, h *History) {
	if h == nil {
		h = &History{}
	}
	groups := map[string][]dated{}
	var order []string
	for i, s := range inv.Secrets {
		key := s.Fingerprint
		if key == "" { // told from others by its place alone
			key = fmt.Sprint("\x00", s.Rule, "\x00", s.Blob, "\x00", s.StartLine, "\x00", s.EndLine)
			if s.Blob == "" {
				key = fmt.Sprint("\x00", i)
			}
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
	first := group[0].first // known ones come first
	if slices.ContainsFunc(group, func(d dated) bool { return d.first.Boundary }) {
		first = First{}
	}
	tree := -1 // strictness of the occurrences in the tree
	places := map[string]bool{}
	for _, d := range group {
		if d.Commit == "" {
			tree = max(tree, scanner.Strictness(d.Context))
			places[d.Blob+"\x00"+d.Path] = true
		}
	}
	met := map[string]bool{}
	var out []inventory.Secret
	for _, d := range group {
		from := first
		d.Status = inventory.StatusInTree
		if d.Commit != "" {
			key := string(d.Context) + "\x00" + d.Path
			if scanner.Strictness(d.Context) <= tree || places[d.Blob+"\x00"+d.Path] || met[key] {
				continue
			}
			met[key] = true
			d.Status = inventory.StatusRemoved
			if from = d.first; from.Boundary {
				from = First{}
			}
		}
		d.FirstCommit, d.FirstAuthor, d.FirstDate = from.Commit, from.Author, from.Date
		out = append(out, d.Secret)
	}
	return out
}

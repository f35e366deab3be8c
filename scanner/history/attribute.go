// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Attribute says of each secret and leak of inv since when it is in the
// repository, how far it went and where a clone would find it. Findings are the
// same when their fingerprints are: the trace is that of all blobs, commit
// messages and tags that hold it. h may be nil when no history was read.
//
// What occurs in the tree is in_tree: its occurrences there are kept. Those in
// history are folded into them, unless their context is judged more strictly
// than that of every occurrence in the tree: a product file that was removed is
// not excused by a test that still holds the secret. Occurrences of history that
// are left keep one record for each path and context, at the earliest commit;
// those in commit messages one for all. Their status is the most public way in
// which a clone gets at it: removed_but_in_history when the history of HEAD
// reaches it, only_in_ref when other references do, else unreachable.
//
// What no commit holds, an edit that was not committed, has an empty first
// commit. So has a finding whose first known commit is where a clone was cut off,
// or that was there before the commits that were read: nobody can tell since when.
func Attribute(inv *inventory.Inventory, h *History) {
	if h == nil {
		h = &History{}
	}
	secrets := grouped(inv.Secrets, func(i int, s *inventory.Secret) sighting {
		return sighting{i, s.Rule, s.Fingerprint, s.Blob, s.Context, &s.Location}
	})
	leaks := grouped(inv.Leaks, func(i int, l *inventory.Leak) sighting {
		return sighting{i, l.Rule, l.Fingerprint, l.Blob, l.Context, &l.Location}
	})
	traces := h.traces(slices.Concat(secrets, leaks))
	inv.Secrets = folded(inv.Secrets, secrets, traces[:len(secrets)], func(s *inventory.Secret) *inventory.Trace { return &s.Trace })
	inv.Leaks = folded(inv.Leaks, leaks, traces[len(secrets):], func(l *inventory.Leak) *inventory.Trace { return &l.Trace })
}

// sighting is one occurrence of a finding.
type sighting struct {
	index                   int // in the list of the inventory
	rule, fingerprint, blob string
	context                 inventory.Role
	*inventory.Location
}

// grouped draws together the occurrences of the same finding.
func grouped[T any](list []T, view func(int, *T) sighting) [][]sighting {
	groups := map[string]int{}
	var out [][]sighting
	for i := range list {
		s := view(i, &list[i])
		key := s.fingerprint
		if key == "" { // told from others by its place alone
			key = fmt.Sprint("\x00", s.rule, "\x00", s.blob, "\x00", s.StartLine, "\x00", s.EndLine)
			if s.blob == "" {
				key = fmt.Sprint("\x00", i)
			}
		}
		at, known := groups[key]
		if !known {
			at = len(out)
			groups[key] = at
			out = append(out, nil)
		}
		out[at] = append(out[at], s)
	}
	return out
}

// folded returns what is left of a list: the occurrences that are to be told.
func folded[T any](list []T, groups [][]sighting, traces []inventory.Trace, trace func(*T) *inventory.Trace) []T {
	var out []T
	for i, group := range groups {
		for _, s := range fold(group) {
			one := list[s.index]
			*trace(&one) = traces[i]
			if s.Commit == "" {
				trace(&one).Status = inventory.StatusInTree
			}
			out = append(out, one)
		}
	}
	return out
}

// fold picks the occurrences to tell of one finding. They are in the order of
// history, which they come in, then of place.
func fold(group []sighting) []sighting {
	tree := -1 // strictness of the occurrences in the tree
	type spot struct{ blob, path string }
	places := map[spot]bool{}
	for _, s := range group {
		if s.Commit == "" {
			tree = max(tree, scanner.Strictness(s.context))
			places[spot{s.blob, s.Path}] = true
		}
	}
	met := map[spot]bool{}
	var out []sighting
	for _, s := range group {
		if s.Commit != "" {
			key := spot{string(s.context), s.Path}
			if kind, _ := s.RecordAt(); kind != "" {
				key.path = ""
			}
			if scanner.Strictness(s.context) <= tree || places[spot{s.blob, s.Path}] || met[key] {
				continue
			}
			met[key] = true
		}
		out = append(out, s)
	}
	return out
}

// traces works out the trace of each group, and sorts the group: by commit, then
// by place.
func (h *History) traces(groups [][]sighting) []inventory.Trace {
	out := make([]inventory.Trace, len(groups))
	for i := range out {
		out[i].Status = inventory.StatusRemoved
	}
	if h.walk == nil {
		for _, g := range groups {
			slices.SortFunc(g, func(a, b sighting) int { return earlier(a, b, nil) })
		}
		return out
	}
	order := h.positions(groups)
	carriers := make([]carrier, len(groups))
	for i, g := range groups {
		slices.SortFunc(g, func(a, b sighting) int { return earlier(a, b, order) })
		carriers[i] = h.carrierOf(g, order)
	}
	for i, s := range h.walk.spreads(carriers) {
		h.describe(&out[i], groups[i], &carriers[i], s)
	}
	return out
}

// positions finds the commits and tags that sightings name, in the order.
func (h *History) positions(groups [][]sighting) map[string]int32 {
	wanted := map[plumbing.Hash]bool{}
	for _, g := range groups {
		for _, s := range g {
			if id, ok := parseID(s.Commit); ok {
				wanted[id] = true
			}
		}
	}
	out := map[string]int32{}
	for i, id := range h.walk.order {
		if wanted[id] {
			out[id.String()] = int32(i)
		}
	}
	return out
}

// earlier orders occurrences: the tree, then by commit, then by place.
func earlier(a, b sighting, order map[string]int32) int {
	return cmp.Or(cmp.Compare(order[a.Commit], order[b.Commit]), a.Compare(*b.Location), strings.Compare(a.rule, b.rule), cmp.Compare(a.index, b.index))
}

func (h *History) carrierOf(group []sighting, order map[string]int32) carrier {
	var c carrier
	for _, s := range group {
		if id, ok := parseID(s.blob); ok {
			if b, known := h.walk.found[id]; known {
				c.blobs = append(c.blobs, b)
				c.old = c.old || h.walk.blobs[b].order < 0
				continue
			}
		}
		if at, ok := order[s.Commit]; ok { // a text, or a source that knows more than the walk
			c.nodes = append(c.nodes, at)
		}
	}
	slices.Sort(c.blobs)
	c.blobs = slices.Compact(c.blobs)
	return c
}

// describe spells a spread out.
func (h *History) describe(t *inventory.Trace, group []sighting, c *carrier, s spread) {
	switch {
	case s.head:
		t.Status = inventory.StatusRemoved
	case s.refs > 0:
		t.Status = inventory.StatusOnlyInRef
	case s.first >= 0:
		t.Status = inventory.StatusUnreachable
	}
	for _, at := range s.tips {
		t.Refs = append(t.Refs, h.walk.graph.tips[at].name)
	}
	t.RefCount, t.Rewrite, t.Paths = s.refs, s.rewrite, s.paths
	for _, at := range group {
		if kind, _ := at.RecordAt(); kind != "" {
			t.Paths = append(t.Paths, at.Path)
		}
	}
	slices.Sort(t.Paths)
	t.Paths = slices.Compact(t.Paths)
	t.Paths = t.Paths[:min(len(t.Paths), inventory.MaxTracePaths)]
	if s.first < 0 || c.old || h.cutOff(c) {
		return
	}
	first := h.at(s.first)
	t.FirstCommit, t.FirstAuthor, t.FirstDate = first.Commit, first.Author, first.Date
}

// cutOff says that something entered where the history was cut off: older
// commits may hold it as well. A message is that of its commit alone.
func (h *History) cutOff(c *carrier) bool {
	return slices.ContainsFunc(c.blobs, func(b int32) bool { return h.at(h.walk.blobs[b].order).Boundary })
}

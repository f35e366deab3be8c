// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"context"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/gitattr"
)

// TreeAt offers the files of a commit's tree, as [Repo.Tree] does those of HEAD,
// but for those that same knows; role is the one that .gitattributes sets, "" for none. commit is an id that [Repo.Resolve] has returned.
// What is missing of the tree is a Gap that names the commit.
func (r *Repo) TreeAt(commit string, same func(path, blob string, role inventory.Role) bool) scanner.Source {
	return func(yield func(inventory.Entry, error) bool) {
		w := &treeWalk{repo: r, attrs: true}
		w.gap = func(g inventory.Gap) bool {
			g.Commit = commit
			return yield(inventory.Entry{}, &scanner.GapError{Gap: g})
		}
		w.file = func(p string, e treeEntry, attrs *gitattr.Attributes) bool {
			role := attrs.Role(p)
			if same(p, e.id.String(), role) {
				return true
			}
			size, err := r.store.size(e.id)
			if err != nil {
				return w.gap(r.missing(p, commit, "blob", e.id, err))
			}
			return yield(inventory.Entry{
				Path: p, Mode: modeOf(e.mode), Size: size, Blob: e.id.String(), Role: role, Open: r.opener(p, commit, e.id),
			}, nil)
		}
		id, ok := parseID(commit)
		if !ok {
			w.gap(inventory.Gap{Detector: "history", Code: inventory.GapMissing, Reason: "not a commit id"})
			return
		}
		c, err := r.commit(id)
		if err != nil {
			w.gap(r.missing("", commit, "commit", id, err))
			return
		}
		w.walk("", c.tree, 0, nil)
	}
}

// Began returns the author date of the first commit of the history that was
// walked, RFC 3339, UTC; "" when that is not the whole history.
func (h *History) Began() string {
	if h.walk == nil || h.options.Since != "" || h.walk.cutOff || len(h.walk.order) == 0 || len(h.repo.shallow) > 0 {
		return ""
	}
	first := h.at(0)
	if first.Boundary {
		return ""
	}
	return first.Date
}

// Reached returns those of some commits that the history of another one holds, itself
// included. What cannot be read of that history is a Gap.
func (h *History) Reached(ctx context.Context, from string, commits []string) (reached []string, gaps []inventory.Gap) {
	left := map[plumbing.Hash]bool{}
	for _, c := range commits {
		if id, ok := parseID(c); ok {
			left[id] = true
		}
	}
	id, ok := parseID(from)
	if marks := h.marks(id); marks != nil { // the walk has read it already
		for at, yes := range marks {
			if yes && left[h.walk.order[at]] {
				reached = append(reached, h.walk.order[at].String())
			}
		}
		slices.Sort(reached)
		return reached, nil
	}
	seen := map[plumbing.Hash]bool{}
	for todo := []plumbing.Hash{id}; ok && len(left) > 0 && len(todo) > 0 && ctx.Err() == nil; {
		id, todo = todo[len(todo)-1], todo[:len(todo)-1]
		if seen[id] {
			continue
		}
		seen[id] = true
		c, err := h.repo.commit(id)
		if err != nil {
			gaps = append(gaps, h.repo.missing("", from, "commit", id, err))
			continue
		}
		if left[id] {
			delete(left, id)
			reached = append(reached, id.String())
		}
		if !h.repo.shallow[id] {
			todo = append(todo, c.parents...)
		}
	}
	slices.Sort(reached)
	return reached, gaps
}

// marks tells the commits that one reaches, by their position in the order of the
// walk; nil when it was not walked.
func (h *History) marks(from plumbing.Hash) []bool {
	if h.walk == nil || h.options.Since != "" {
		return nil
	}
	at := slices.Index(h.walk.order[:h.walk.count], from)
	if at < 0 {
		return nil
	}
	out := make([]bool, at+1)
	out[at] = true
	for ; at >= 0; at-- { // parents stand before their children
		if !out[at] {
			continue
		}
		for _, p := range h.walk.graph.parentsOf(at) {
			if p >= 0 && int(p) < at {
				out[p] = true
			}
		}
	}
	return out
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/gitattr"
)

// TreeAt offers the files of a commit's tree, as [Repo.Tree] does those of HEAD,
// but for those that same knows. commit is an id that [Repo.Resolve] has returned.
// What is missing of the tree is a Gap that names the commit.
func (r *Repo) TreeAt(commit string, same func(path, blob string) bool) scanner.Source {
	return func(yield func(inventory.Entry, error) bool) {
		w := &treeWalk{repo: r, attrs: true}
		w.gap = func(g inventory.Gap) bool {
			g.Commit = commit
			return yield(inventory.Entry{}, &scanner.GapError{Gap: g})
		}
		w.file = func(p string, e treeEntry, attrs *gitattr.Attributes) bool {
			if same(p, e.id.String()) {
				return true
			}
			size, err := r.store.size(e.id)
			if err != nil {
				return w.gap(r.missing(p, commit, "blob", e.id, err))
			}
			return yield(inventory.Entry{
				Path: p, Mode: modeOf(e.mode), Size: size, Blob: e.id.String(), Role: attrs.Role(p), Open: r.opener(p, commit, e.id),
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

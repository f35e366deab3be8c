// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// maxLink is how long the target of a symbolic link may be, in bytes.
const maxLink = 4096

// linked finds symbolic links that stand where the product has a manifest. A build follows
// them and we do not: when the file behind one is not read as such a manifest in its own
// place, what it names is not known.
func linked(w *workspace, kinds *matcher, todo *work) (r report) {
	entries := w.tree.Entries()
	for i := range entries {
		e := &entries[i]
		if e.Mode.Type() != fs.ModeSymlink || w.role(e.Path) != inventory.RoleProduct {
			continue
		}
		kinds.rules(e.Path, func(one *rule) {
			if one.reader == nil || strings.HasPrefix(path.Base(one.glob), "*.") { // a script or a part of one, not the manifest of a directory
				return
			}
			if by := todo.owned[w.behind(e.Path)]; by == nil || by.kind != one.reader.kind {
				r.problems = append(r.problems, problem{e.Path, inventory.GapUnsupported, "a symbolic link to what is not read in its own place (" + one.reader.kind + "); its packages are not known"})
			}
		})
	}
	return r
}

// behind returns the path that a link names; "" when it leads out of the tree or cannot be read.
func (w *workspace) behind(link string) string {
	c, err := w.tree.Open(w.tree.Lookup(link))
	if err != nil {
		return ""
	}
	defer c.Close()
	target, err := io.ReadAll(io.LimitReader(c, maxLink+1))
	if err != nil || len(target) > maxLink || path.IsAbs(string(target)) {
		return ""
	}
	return path.Join(path.Dir(link), string(target))
}

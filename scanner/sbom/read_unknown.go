// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"regexp"

	"github.com/outgate/outgate/inventory"
)

// unreadKind is a manifest that we recognize and cannot read yet.
type unreadKind struct {
	glob  string
	kind  string
	entry *regexp.Regexp // matches once per declared package
	locks []string       // files beside or above it that we do read instead
}

// unreadKinds names the manifests that declare packages which only their own
// language could tell us. A row leaves this table when it gets a reader.
func unreadKinds() []unreadKind {
	one := regexp.MustCompile
	return []unreadKind{
		{"**/build.sbt", "sbt build", one(`%%?\s*"[\w.-]+"\s*%`), nil},
		{"**/ivy.xml", "Ivy file", one(`<dependency\s`), nil},
	}
}

// readUnread says, for a product manifest without its lock file, how many
// packages it seems to declare.
func readUnread(k unreadKind) func(*workspace, manifest) report {
	return func(w *workspace, m manifest) (r report) {
		n := len(k.entry.FindAllIndex(m.text, 10000))
		if n > 0 && m.role == inventory.RoleProduct && !w.hasAbove(path.Dir(m.path), k.locks...) {
			r.problems = append(r.problems, noComponents(m.path, k.kind, n))
		}
		return r
	}
}

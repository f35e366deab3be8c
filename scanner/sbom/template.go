// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// Directories of files from which a generator makes projects.
var templateDirectory = regexp.MustCompile(`(?i)(^|/)(_{0,2}templates?_{0,2}|skeletons?|boilerplates?|scaffold(s|ing)?|blueprints?|[^/]*\{\{[^/]*)/`)

// Places that a generator fills in: of EJS and ERB, of Mustache, Jinja and Go. "${name}" is none: build files are full of it.
var templatePlace = regexp.MustCompile(`<%.*?%>|\{\{.*?\}\}|\{%.*?%\}`)

// setTemplatesAside takes out the problems of manifests that are none yet: they lie among
// the templates of a generator and hold places to be filled in. What they require is
// required by the projects that are made of them, not by this one. They are
// returned as manifests without components.
func setTemplatesAside(w *workspace, todo *work, r *report) (templates []inventory.Manifest) {
	r.problems = slices.DeleteFunc(r.problems, func(p problem) bool {
		if p.code != inventory.GapUnparsable && p.code != inventory.GapNoComponents || !templateDirectory.MatchString(p.path) {
			return false
		}
		text, err := w.read(p.path)
		if err != nil || !templatePlace.Match(text) {
			return false
		}
		templates = append(templates, inventory.Manifest{Path: p.path, Kind: strings.TrimSpace(todo.kind(p.path) + " (template)"), Role: w.role(p.path), Digest: w.digests[p.path]})
		return true
	})
	slices.SortFunc(templates, func(a, b inventory.Manifest) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(templates, func(a, b inventory.Manifest) bool { return a.Path == b.Path })
}

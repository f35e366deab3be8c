// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"cmp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// Strongest first: of several scopes or roles of one component the first counts.
var (
	scopeOrder = [...]string{inventory.ScopeRuntime, inventory.ScopeBuild, inventory.ScopeDev, inventory.ScopeTest, inventory.ScopeCI}
	roleOrder  = [...]inventory.Role{inventory.RoleProduct, inventory.RoleVendored, inventory.RoleGenerated, inventory.RoleCI, inventory.RoleExample, inventory.RoleDocs, inventory.RoleTest}
)

func scopeRank(s string) int { return slices.Index(scopeOrder[:], s) }

func roleRank(r inventory.Role) int {
	if i := slices.Index(roleOrder[:], r); i >= 0 {
		return i
	}
	return 0
}

// merge makes one component of all findings of one purl. First what several
// readers say of one package in one file is joined (an explicit scope, a direct
// declaration and a known line win), then the files.
func merge(w *workspace, all []found) []inventory.Component {
	w.sources = sourcesOf(all)
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(strings.Compare(a.purl, b.purl), strings.Compare(a.path, b.path), cmp.Compare(a.line, b.line), strings.Compare(a.name, b.name),
			strings.Compare(a.license, b.license), strings.Compare(a.download, b.download), strings.Compare(a.scope, b.scope))
	})
	var out []inventory.Component
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].purl == all[0].purl {
			n++
		}
		if c, ok := component(w, all[:n]); ok {
			out = append(out, c)
		}
		all = all[n:]
	}
	onlyKnown(out)
	via(out)
	return out
}

// onlyKnown drops from Requires what is no component: the repository's own packages.
func onlyKnown(all []inventory.Component) {
	known := make(map[string]bool, len(all))
	for i := range all {
		known[all[i].PURL] = true
	}
	for i := range all {
		if all[i].Requires != nil {
			all[i].Requires = slices.DeleteFunc(all[i].Requires, func(p string) bool { return !known[p] })
		}
	}
}

// component joins the findings of one purl, sorted by path.
func component(w *workspace, all []found) (inventory.Component, bool) {
	kind := purlType(all[0].purl)
	if kind == "" {
		return inventory.Component{}, false
	}
	c := inventory.Component{PURL: all[0].purl, Type: kind, Scope: inventory.ScopeCI, Role: inventory.RoleTest, Optional: true}
	var licenses, ranges []string
	var origin inventory.Origin
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].path == all[0].path {
			n++
		}
		one := sameFile(all[:n])
		all = all[n:]
		if one.self {
			continue
		}
		role := w.role(one.path)
		if one.vendored && role == inventory.RoleProduct {
			role = inventory.RoleVendored
		}
		// What the product's own files say of the scope counts more than what those of an example say.
		switch scope := scopeFor(one.scope, role); {
		case one.aside:
		case roleRank(role) < roleRank(c.Role):
			c.Scope, c.Role = scope, role
		case roleRank(role) == roleRank(c.Role) && scopeRank(scope) < scopeRank(c.Scope):
			c.Scope = scope
		}
		c.Name, c.Version = cmp.Or(c.Name, one.name), cmp.Or(c.Version, one.version)
		c.Direct = c.Direct || one.direct
		c.Distributed = c.Distributed || one.distributed
		c.Optional = c.Optional && one.optional
		c.Linked = moreLinked(c.Linked, one.linked)
		if one.knows {
			c.Requires = append(notNil(c.Requires), one.needs...)
		}
		c.Hashes = append(c.Hashes, one.hashes...)
		c.Download, c.Sum = cmp.Or(c.Download, one.download), cmp.Or(c.Sum, one.sum)
		if !one.aside {
			one.origin.Repository = cmp.Or(one.origin.Repository, impliedRepository(one.purl))
		}
		joinOrigins(&origin, one.origin)
		if one.license != "" {
			licenses = append(licenses, one.license)
		}
		if one.allowed != "" && one.version == "" {
			ranges = append(ranges, one.allowed)
		}
		if one.line == 0 {
			one.line = w.lineOf(one.path, one.name, one.version)
		}
		c.Evidence = append(c.Evidence, inventory.Evidence{Path: one.path, Line: one.line, Proves: proves(&one)})
	}
	c.Licenses.Declared = licenseOf(licenses...)
	c.Requires, c.Hashes, ranges = sorted(c.Requires), sorted(c.Hashes), sorted(ranges)
	if c.Version == "" {
		c.Range = strings.Join(ranges, " | ")
	}
	if hasOrigin(&origin) {
		c.Origin = &origin
	}
	return c, len(c.Evidence) > 0
}

// moreLinked joins what two files say: the strictest wins.
func moreLinked(a, b string) string {
	for _, l := range []string{inventory.LinkedYes, inventory.LinkedElsewhere, inventory.LinkedNo} {
		if a == l || b == l {
			return l
		}
	}
	return ""
}

// proves names the fields that a finding states.
func proves(f *found) (out []string) {
	for _, p := range [...]struct {
		field string
		is    bool
	}{
		{inventory.ProvesAddresses, f.origin.Repository != "" || f.origin.Homepage != "" || f.origin.Issues != ""}, {inventory.ProvesAuthors, len(f.origin.Authors) > 0},
		{inventory.ProvesDirect, f.direct}, {inventory.ProvesDistributed, f.distributed}, {inventory.ProvesDownload, f.download != ""}, {inventory.ProvesHash, len(f.hashes) > 0}, {inventory.ProvesLicense, f.license != ""},
		{inventory.ProvesLinked, f.linked != ""}, {inventory.ProvesRange, f.allowed != "" && f.version == ""}, {inventory.ProvesRequires, f.knows},
		{inventory.ProvesScope, f.scope != ""}, {inventory.ProvesSum, f.sum != ""}, {inventory.ProvesVersion, f.version != "" && !f.aside},
	} {
		if p.is {
			out = append(out, p.field)
		}
	}
	return out
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// sorted sorts a list and drops what it holds twice; nil stays nil.
func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// sameFile joins what several readers say of one package in one file.
func sameFile(all []found) found {
	one := all[0]
	one.needs, one.hashes = slices.Clone(one.needs), slices.Clone(one.hashes)
	for _, f := range all[1:] {
		switch {
		case one.scope == "":
			one.scope = f.scope
		case f.scope != "" && scopeRank(f.scope) < scopeRank(one.scope):
			one.scope = f.scope
		}
		if one.line == 0 || (f.line > 0 && f.line < one.line) {
			one.line = f.line
		}
		one.license = cmp.Or(one.license, f.license)
		one.download, one.sum = cmp.Or(one.download, f.download), cmp.Or(one.sum, f.sum)
		joinOrigins(&one.origin, f.origin)
		one.aside = one.aside && f.aside
		one.allowed = cmp.Or(one.allowed, f.allowed)
		one.linked = moreLinked(one.linked, f.linked)
		one.optional = one.optional && f.optional
		one.knows = one.knows || f.knows
		one.needs = append(one.needs, f.needs...)
		one.hashes = append(one.hashes, f.hashes...)
		one.direct = one.direct || f.direct
		one.distributed = one.distributed || f.distributed
		one.self = one.self || f.self
		one.vendored = one.vendored && f.vendored
	}
	return one
}

// scopeFor applies the role of the file: what only a test or a pipeline
// declares is used there.
func scopeFor(scope string, role inventory.Role) string {
	scope = cmp.Or(scope, inventory.ScopeRuntime)
	switch {
	case role == inventory.RoleTest && scopeRank(scope) < scopeRank(inventory.ScopeTest):
		return inventory.ScopeTest
	case role == inventory.RoleCI:
		return inventory.ScopeCI
	}
	return scope
}

// purlType returns the type part of a package URL; "" when it is none.
func purlType(p string) string {
	rest, ok := strings.CutPrefix(p, "pkg:")
	kind, name, slash := strings.Cut(rest, "/")
	if !ok || !slash || kind == "" || name == "" {
		return ""
	}
	return kind
}

// manifestsOf lists the files that are evidence for components.
func manifestsOf(w *workspace, todo *work, all []inventory.Component, more []inventory.Manifest) []inventory.Manifest {
	count := map[string]int{}
	for i := range all {
		last := ""
		for _, e := range all[i].Evidence {
			if e.Path != last {
				count[e.Path]++
			}
			last = e.Path
		}
	}
	out := slices.DeleteFunc(more, func(m inventory.Manifest) bool { return count[m.Path] > 0 })
	for p, n := range count {
		out = append(out, inventory.Manifest{Path: p, Kind: todo.kind(p), Role: w.role(p), Digest: w.digests[p], Components: n})
	}
	slices.SortFunc(out, func(a, b inventory.Manifest) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// gapsOf makes one gap of all problems of one file and code.
func gapsOf(all []problem) []inventory.Gap {
	slices.SortFunc(all, func(a, b problem) int {
		return cmp.Or(strings.Compare(a.path, b.path), strings.Compare(a.code, b.code), strings.Compare(a.reason, b.reason))
	})
	all = slices.CompactFunc(all, func(a, b problem) bool { return a.path == b.path && a.code == b.code })
	var out []inventory.Gap
	for _, p := range all {
		out = append(out, inventory.Gap{Detector: name, Path: p.path, Code: p.code, Reason: p.reason})
	}
	return out
}

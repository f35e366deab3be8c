// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package reuse judges an inventory by the REUSE specification 3.3.
//
//	result := reuse.Lint(inv)           // inv: with the facts of scanner/reuse
//	for _, p := range result.Problems { // none: the project conforms
//		fmt.Println(p.Kind, p.Path, p.License)
//	}
//
// # Which files
//
// Every file is covered but license texts (LICENSES, COPYING and LICENSE with any
// suffix behind a dash or dot), sidecars (*.license), REUSE.toml, SPDX documents, what
// belongs to a version control system or to the tool (.git, .hg, .sl, .reuse),
// Meson subprojects, symbolic links and empty files. Files that git
// ignores and submodules are no part of an inventory.
//
// # What is said of a file
//
// Its own tags, or those of its sidecar in their place; then the last table that
// fits it of each REUSE.toml above it, and the last paragraph of .reuse/dep5:
//
//   - a table that overrides counts alone with those above it; of several the
//     one nearest to the root;
//   - tables that aggregate, and dep5, count as well as what is closer;
//   - of those that are closest, the nearest one that says something counts where
//     the file itself says nothing, separately for notices and licenses.
//
// A closest table above one that overrides counts, too, as in reuse-tool; the text
// of the specification could be read in another way.
package reuse

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// Where a statement stands.
const (
	Inline  = "inline"     // in the file
	Sidecar = "sidecar"    // in FILE.license
	TOML    = "REUSE.toml" // in a table
	DEP5    = "dep5"       // in a paragraph
)

// Statement is one thing that is said of a file.
type Statement struct {
	inventory.ReuseTag
	Source string // one of Inline, Sidecar, TOML, DEP5
	Path   string // the file it is written in
	Used   bool   // false: something else goes before it
	// Loose is said beside what is closer, or as a default for all files that a
	// pattern fits: it contradicts nothing.
	Loose bool
}

// Project is an inventory made ready to be asked. It is not changed by asking.
type Project struct {
	files  map[string]*inventory.File
	order  []string
	unread map[string]bool
	tomls  map[string]*tables // by their directory, "" for the root
	dep5   *tables
	meson  map[string]bool // directories with a meson.build
}

// New reads an inventory. It keeps it.
func New(inv *inventory.Inventory) *Project {
	p := &Project{files: map[string]*inventory.File{}, unread: map[string]bool{}, tomls: map[string]*tables{}, meson: map[string]bool{}}
	for i := range inv.Files {
		f := &inv.Files[i]
		if p.files[f.Path] != nil {
			continue // an archive may hold two of one name
		}
		p.files[f.Path] = f
		p.order = append(p.order, f.Path)
		switch path.Base(f.Path) {
		case "meson.build":
			p.meson[dir(f.Path)] = true
		case "dep5":
			if f.Path == ".reuse/dep5" && link(f) == "" {
				p.dep5 = newTables(f, compileDEP5)
			}
		}
	}
	slices.Sort(p.order)
	for _, name := range p.order {
		if path.Base(name) == "REUSE.toml" && link(p.files[name]) == "" && p.enters(name) {
			p.tomls[dir(name)] = newTables(p.files[name], compile)
		}
	}
	for i := range inv.Gaps {
		g := &inv.Gaps[i]
		switch {
		case g.Commit != "" || g.Path == "" || g.Detector != "" && g.Detector != "reuse" && g.Detector != "worktree":
		case g.Code == inventory.GapUnreadable, g.Code == inventory.GapTooLarge, g.Code == inventory.GapDetector, g.Code == inventory.GapTruncated:
			p.unread[g.Path] = true
		}
	}
	return p
}

func dir(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return ""
}

func link(f *inventory.File) string {
	if f.Reuse == nil {
		return ""
	}
	return f.Reuse.Link
}

// follow returns the file that a symbolic link within the tree names, f itself
// when it is none, nil when it leads nowhere.
func (p *Project) follow(f *inventory.File) *inventory.File {
	for range 8 {
		if f == nil || link(f) == "" {
			return f
		}
		if path.IsAbs(link(f)) {
			return nil
		}
		f = p.files[path.Join(dir(f.Path), link(f))]
	}
	return nil
}

// Uses reports whether there is a sign that a project follows REUSE.
func (p *Project) Uses() bool {
	return len(p.tomls) > 0 || p.dep5 != nil || slices.ContainsFunc(p.order, func(name string) bool { return strings.HasPrefix(name, "LICENSES/") })
}

// Says returns what is said of a covered file, used or not, and whether the
// file or its sidecar could not be read although it counts.
func (p *Project) Says(name string) (all []Statement, unread bool) {
	own, source := p.files[name], Inline
	if s := p.files[name+".license"]; s != nil {
		if own, source = p.follow(s), Sidecar; own == nil {
			own = s
		}
	}
	inside := p.tags(own, name, source)
	if source == Sidecar {
		for _, s := range p.tags(p.files[name], name, Inline) {
			s.Used = false
			all = append(all, s)
		}
	}
	levels := p.levels(name)
	override := slices.IndexFunc(levels, func(l level) bool { return l.table.Precedence == inventory.PrecedenceOverride })
	if override >= 0 {
		for i := range inside {
			inside[i].Used = false
		}
	}
	for i, l := range levels {
		used := i == override || (override < 0 || i < override) && l.table.Precedence == inventory.PrecedenceAggregate
		all = append(all, l.statements(used)...)
	}
	all = append(all, inside...)
	for _, kind := range []string{inventory.TagNotice, inventory.TagLicense} {
		if !slices.ContainsFunc(inside, func(s Statement) bool { return s.Used && s.Kind == kind }) {
			fill(all, levels, override, kind)
		}
	}
	return all, override < 0 && (p.unread[own.Path] || source == Sidecar && p.unread[name+".license"])
}

func (p *Project) tags(f *inventory.File, name, source string) (out []Statement) {
	if f == nil || f.Reuse == nil {
		return nil
	}
	for _, t := range f.Reuse.Tags {
		out = append(out, Statement{ReuseTag: t, Source: source, Path: f.Path, Used: true})
	}
	return out
}

// level is the table of one file that speaks of another file.
type level struct {
	table *inventory.ReuseTable
	path  string
	exact bool // the table names the file itself
}

func (l level) statements(used bool) (out []Statement) {
	source := TOML
	if l.path == ".reuse/dep5" {
		source = DEP5
	}
	loose := l.table.Precedence != inventory.PrecedenceOverride && (!l.exact || source == TOML && l.table.Precedence == inventory.PrecedenceAggregate)
	add := func(kind string, texts []string) {
		for _, text := range texts {
			out = append(out, Statement{ReuseTag: inventory.ReuseTag{Kind: kind, Text: text, Line: l.table.Line}, Source: source, Path: l.path, Used: used, Loose: loose})
		}
	}
	add(inventory.TagNotice, l.table.Notices)
	add(inventory.TagLicense, l.table.Licenses)
	return out
}

// fill marks the statements of one kind of the nearest table that has some, of
// those that are closest and not below one that overrides.
func fill(all []Statement, levels []level, override int, kind string) {
	for i := len(levels) - 1; i >= 0; i-- {
		l := levels[i]
		if override >= 0 && i >= override || l.table.Precedence != inventory.PrecedenceClosest {
			continue
		}
		filled := false
		for k := range all {
			if s := &all[k]; s.Path == l.path && s.Kind == kind && s.Source == TOML {
				s.Used, filled = true, true
			}
		}
		if filled {
			return
		}
	}
}

// levels returns the tables that fit a file, from the root down.
func (p *Project) levels(name string) (out []level) {
	if p.dep5 != nil {
		if t, exact := p.dep5.last(name); t != nil {
			out = append(out, level{t, p.dep5.path, exact})
		}
	}
	for at := 0; ; {
		if f := p.tomls[strings.TrimSuffix(name[:at], "/")]; f != nil {
			if t, exact := f.last(name[at:]); t != nil {
				out = append(out, level{t, f.path, exact})
			}
		}
		n := strings.IndexByte(name[at:], '/')
		if n < 0 {
			return out
		}
		at += n + 1
	}
}

// compare orders problems by kind as Kinds does, then by path, license and line.
func compare(a, b Problem) int {
	return cmp.Or(cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind)), strings.Compare(a.Path, b.Path), strings.Compare(a.License, b.License), cmp.Compare(a.Line, b.Line))
}

// Mentions reports whether a table speaks of a file, whatever it says.
func (p *Project) Mentions(name string) bool { return len(p.levels(name)) > 0 }

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

import (
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// Kinds of problems: the nine of reuse-tool's lint, and one more.
const (
	BadLicense        = "bad-license"               // a text in LICENSES whose name is no identifier
	DeprecatedLicense = "deprecated-license"        // one whose identifier is deprecated
	WithoutExtension  = "license-without-extension" // one without a file extension
	MissingLicense    = "missing-license"           // a license that is used and has no text
	UnusedLicense     = "unused-license"            // a text that no file uses
	ReadError         = "read-error"                // a file that could not be read
	InvalidExpression = "invalid-expression"        // a license tag that is no expression
	MissingCopyright  = "missing-copyright"         // a file without a copyright notice
	MissingLicensing  = "missing-licensing"         // a file without a license
	Disagreement      = "disagreement"              // a file of which two places say different licenses
)

// Kinds returns all kinds in the order of results.
func Kinds() []string {
	return []string{BadLicense, DeprecatedLicense, WithoutExtension, MissingLicense, UnusedLicense, ReadError, InvalidExpression, MissingCopyright, MissingLicensing, Disagreement}
}

// Problem is one thing that does not conform. A disagreement conforms, and is
// hardly meant.
type Problem struct {
	Kind    string
	Path    string // the file; of a missing license the first that uses it
	Line    int    // 0 for the whole file
	License string // identifier, or the expression as written
	Files   int    // of a missing license, how many use it
	Reason  string // further words for people; may be ""
}

// Result is the outcome for a project.
type Result struct {
	Problems      []Problem // sorted
	Covered       int       // files that must have licensing information
	WithCopyright int
	WithLicense   int
	Used          []string // identifiers of licenses and exceptions, sorted
}

// Lint judges all covered files and the license texts of an inventory.
func Lint(inv *inventory.Inventory) Result {
	l := &linter{p: New(inv), used: map[string]*use{}}
	for _, name := range l.p.Covered() {
		l.file(name)
	}
	l.texts()
	if l.p.dep5 != nil && len(l.p.tomls) > 0 {
		l.add(Problem{Kind: ReadError, Path: ".reuse/dep5", Reason: "there is a REUSE.toml as well; the two exclude each other"})
	}
	for id := range l.used {
		l.out.Used = append(l.out.Used, id)
	}
	slices.Sort(l.out.Used)
	slices.SortFunc(l.out.Problems, compare)
	return l.out
}

type linter struct {
	p    *Project
	used map[string]*use
	out  Result
}

// use is a license with the files that use it.
type use struct {
	path  string
	line  int
	files int
}

func (l *linter) add(p Problem) { l.out.Problems = append(l.out.Problems, p) }

func (l *linter) file(name string) {
	l.out.Covered++
	all, unread := l.p.Says(name)
	if unread {
		l.add(Problem{Kind: ReadError, Path: name})
		return
	}
	notice, licensed := false, false
	counted := map[string]bool{}
	for _, s := range all {
		if !s.Used {
			continue
		}
		switch s.Kind {
		case inventory.TagNotice:
			notice = true
		case inventory.TagLicense:
			ids, err := Licenses(s.Text)
			if err != nil {
				l.add(Problem{Kind: InvalidExpression, Path: name, Line: lineIn(s, name), License: s.Text, Reason: err.Error()})
				continue
			}
			licensed = true
			for _, id := range ids {
				if !counted[id] {
					counted[id] = true
					l.use(id, name, lineIn(s, name))
				}
			}
		}
	}
	if notice {
		l.out.WithCopyright++
	} else {
		l.add(Problem{Kind: MissingCopyright, Path: name})
	}
	if licensed {
		l.out.WithLicense++
	} else {
		l.add(Problem{Kind: MissingLicensing, Path: name})
	}
	l.disagreement(name, all)
}

// lineIn is the line of a statement in the file it is about, 0 when it stands elsewhere.
func lineIn(s Statement, name string) int {
	if s.Path == name {
		return s.Line
	}
	return 0
}

func (l *linter) use(id, name string, line int) {
	u := l.used[id]
	if u == nil {
		u = &use{path: name, line: line}
		l.used[id] = u
	}
	u.files++
}

// disagreement compares the licenses that the file itself, its sidecar, and the
// tables that override or name it say, those that are not used as well.
// Snippets have licenses of their own, and a default for many files is none for this one.
func (l *linter) disagreement(name string, all []Statement) {
	type place struct{ source, path string }
	said := map[place][]string{}
	var places []place
	for _, s := range all {
		if s.Kind != inventory.TagLicense || s.Snippet || s.Loose {
			continue
		}
		if _, err := Licenses(s.Text); err != nil {
			continue // a problem of its own, or an example
		}
		p := place{s.Source, s.Path}
		if said[p] == nil {
			places = append(places, p)
		}
		said[p] = append(said[p], normal(s.Text))
	}
	for _, p := range places {
		slices.Sort(said[p])
		said[p] = slices.Compact(said[p])
	}
	for i := 1; i < len(places); i++ {
		if a, b := said[places[i-1]], said[places[i]]; !slices.Equal(a, b) {
			words := func(p place) string {
				where := "in " + p.path
				if p.path == name {
					where = "in the file"
				}
				return strings.Join(said[p], ", ") + " " + where
			}
			l.add(Problem{Kind: Disagreement, Path: name, License: strings.Join(b, ", "), Reason: words(places[i-1]) + ", " + words(places[i])})
			return
		}
	}
}

// normal spells an expression in one way, as far as it can be read.
func normal(expression string) string {
	if e, err := spdx.Parse(expression); err == nil {
		return e.String()
	}
	return strings.Join(strings.Fields(expression), " ")
}

// Text is a file in LICENSES.
type Text struct {
	Path, ID string
	Bare     bool // known by its whole name: it has no extension
}

// Texts returns the license texts of a project, sorted by path.
func (p *Project) Texts() (out []Text) {
	for _, name := range p.order {
		rest, ok := strings.CutPrefix(name, "LICENSES/")
		if !ok || strings.HasSuffix(name, ".license") || hidden(rest) {
			continue
		}
		base := path.Base(name)
		t := Text{Path: name, ID: base, Bare: listed(base)}
		if ext := path.Ext(base); !t.Bare && ext != "." {
			t.ID = strings.TrimSuffix(base, ext)
		}
		out = append(out, t)
	}
	return out
}

// hidden reports a name that begins with a dot, at any depth.
func hidden(name string) bool { return name[0] == '.' || strings.Contains(name, "/.") }

// texts judges LICENSES against what is used.
func (l *linter) texts() {
	present := map[string]bool{}
	for _, t := range l.p.Texts() {
		present[t.ID] = true
		used := l.used[t.ID] != nil || l.used[t.ID+"+"] != nil
		if !listed(t.ID) && !isRef(t.ID) {
			l.add(Problem{Kind: BadLicense, Path: t.Path, License: t.ID})
		}
		if spdx.Deprecated(t.ID) || plusID(t.ID) {
			l.add(Problem{Kind: DeprecatedLicense, Path: t.Path, License: t.ID})
		}
		if t.Bare {
			l.add(Problem{Kind: WithoutExtension, Path: t.Path, License: t.ID})
		}
		if !used {
			l.add(Problem{Kind: UnusedLicense, Path: t.Path, License: t.ID})
		}
	}
	for id, u := range l.used {
		if base, plus := strings.CutSuffix(id, "+"); !present[id] && !(plus && present[base]) {
			l.add(Problem{Kind: MissingLicense, Path: u.path, Line: u.line, License: id, Files: u.files})
		}
	}
}

// listed reports an identifier of the SPDX list, of a license or exception, in
// its own spelling.
func listed(id string) bool {
	if plusID(id) {
		return true
	}
	if known, _, ok := spdx.Known(id); ok && known == id {
		return !strings.Contains(id, "LicenseRef-")
	}
	known, ok := spdx.KnownException(id)
	return ok && known == id
}

// plusID reports a deprecated identifier of the SPDX list that ends in a plus.
func plusID(id string) bool {
	return slices.Contains([]string{"GPL-1.0+", "GPL-2.0+", "GPL-3.0+", "LGPL-2.0+", "LGPL-2.1+", "LGPL-3.0+"}, id)
}

// isRef reports an identifier of a license that is not on the list.
func isRef(id string) bool {
	rest, ok := strings.CutPrefix(id, "LicenseRef-")
	return ok && rest != "" && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == ""
}

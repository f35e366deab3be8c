// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kinds of what two inventories differ in, in the order of reports.
const (
	DifferentViolation        = "violation" // by a policy; package policy compares
	DifferentLicense          = "license"   // that some file carries
	DifferentFileLicense      = "file-license"
	DifferentComponent        = "component"
	DifferentComponentLicense = "component-license"
	DifferentHolder           = "holder"
	DifferentSecret           = "secret" // in the tree
	DifferentLeak             = "leak"   // in the tree
)

// DifferenceKinds lists the kinds in order.
func DifferenceKinds() []string {
	return []string{DifferentViolation, DifferentLicense, DifferentFileLicense, DifferentComponent, DifferentComponentLicense, DifferentHolder, DifferentSecret, DifferentLeak}
}

// Difference is one thing in which two inventories differ.
type Difference struct {
	Kind   string `json:"kind"`           // one of the Different constants
	What   string `json:"what"`           // a license, package, holder, rule or check
	Path   string `json:"path,omitempty"` // with its line, where there is one
	Before string `json:"before"`         // "" for what is new
	After  string `json:"after"`          // "" for what is gone
}

// Differences compares the trees of two inventories: licenses, components, holders,
// secrets and leaks, by kind, name and path. What only the history holds is left out.
func Differences(a, b *Inventory) []Difference {
	var out []Difference
	add := func(kind, what, path, before, after string) {
		if before != after {
			out = append(out, Difference{kind, what, path, before, after})
		}
	}
	counted := func(kind string, x, y map[string]int) {
		for what := range both(x, y) {
			if x[what] == 0 || y[what] == 0 {
				add(kind, what, "", files(x[what]), files(y[what]))
			}
		}
	}
	counted(DifferentLicense, licensesOf(a), licensesOf(b))
	counted(DifferentHolder, holdersOf(a), holdersOf(b))
	before := map[string]*File{}
	for i := range a.Files {
		before[a.Files[i].Path] = &a.Files[i]
	}
	for i := range b.Files {
		f := &b.Files[i]
		if was := before[f.Path]; was != nil {
			add(DifferentFileLicense, f.Path, "", orNone(expressions(was)), orNone(expressions(f)))
		}
	}
	x, y := packages(a), packages(b)
	for name := range both(x, y) {
		add(DifferentComponent, name, "", versions(x[name]), versions(y[name]))
		if x[name] != nil && y[name] != nil {
			add(DifferentComponentLicense, name, "", orNone(x[name].license()), orNone(y[name].license()))
		}
	}
	out = append(out, findingsBetween(DifferentSecret, secretsOf(a), secretsOf(b))...)
	out = append(out, findingsBetween(DifferentLeak, leaksOf(a), leaksOf(b))...)
	SortDifferences(out)
	return out
}

// SortDifferences brings differences into the order of reports.
func SortDifferences(list []Difference) {
	kinds := DifferenceKinds()
	slices.SortFunc(list, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), strings.Compare(a.What, b.What), strings.Compare(a.Path, b.Path), strings.Compare(a.Before, b.Before), strings.Compare(a.After, b.After))
	})
}

func both[V any](x, y map[string]V) map[string]bool {
	out := map[string]bool{}
	for k := range x {
		out[k] = true
	}
	for k := range y {
		out[k] = true
	}
	return out
}

func files(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 file"
	}
	return fmt.Sprintf("%d files", n)
}

func orNone(text string) string { return cmp.Or(text, "none") }

// expressions joins what a file says of its licenses.
func expressions(f *File) string {
	var all []string
	for i := range f.Licenses {
		all = append(all, f.Licenses[i].Expression)
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ", ")
}

func licensesOf(v *Inventory) map[string]int {
	out := map[string]int{}
	for i := range v.Files {
		seen := map[string]bool{}
		for _, l := range v.Files[i].Licenses {
			seen[l.Expression] = true
		}
		for e := range seen {
			out[e]++
		}
	}
	return out
}

func holdersOf(v *Inventory) map[string]int {
	out := map[string]int{}
	for i := range v.Files {
		seen := map[string]bool{}
		for _, c := range v.Files[i].Copyrights {
			for _, h := range c.Holders {
				seen[h] = true
			}
		}
		for h := range seen {
			out[h]++
		}
	}
	return out
}

// pkg are the versions and licenses of one package.
type pkg struct{ versions, licenses map[string]bool }

func (p *pkg) license() string { return strings.Join(slices.Sorted(maps.Keys(p.licenses)), ", ") }

func versions(p *pkg) string {
	if p == nil {
		return ""
	}
	return strings.Join(slices.Sorted(maps.Keys(p.versions)), ", ")
}

// packages gathers the components by package URL without version and qualifiers.
func packages(v *Inventory) map[string]*pkg {
	out := map[string]*pkg{}
	for i := range v.Components {
		c := &v.Components[i]
		name, _, _ := strings.Cut(c.PURL, "?")
		name, _, _ = strings.Cut(name, "#")
		if at := strings.LastIndexByte(name, '@'); at > 0 {
			name = name[:at]
		}
		name = cmp.Or(name, c.Name)
		p := out[name]
		if p == nil {
			p = &pkg{map[string]bool{}, map[string]bool{}}
			out[name] = p
		}
		p.versions[cmp.Or(c.Version, "no version")] = true
		if l := cmp.Or(c.Licenses.Concluded, c.Licenses.Declared); l != "" {
			p.licenses[l] = true
		}
	}
	return out
}

// finding is a secret or leak of the tree.
type finding struct{ rule, print, path, place string }

func secretsOf(v *Inventory) (out []finding) {
	for i := range v.Secrets {
		if s := &v.Secrets[i]; s.Commit == "" {
			out = append(out, finding{s.Rule, s.Fingerprint, s.Path, placeOf(&s.Location)})
		}
	}
	return out
}

func leaksOf(v *Inventory) (out []finding) {
	for i := range v.Leaks {
		if l := &v.Leaks[i]; l.Commit == "" {
			out = append(out, finding{l.Rule, l.Fingerprint, l.Path, placeOf(&l.Location)})
		}
	}
	return out
}

func placeOf(l *Location) string {
	if l.StartLine == 0 {
		return l.Path
	}
	return fmt.Sprintf("%s:%d", l.Path, l.StartLine)
}

// findingsBetween tells findings apart by what was found and in which file, not by lines.
func findingsBetween(kind string, before, after []finding) (out []Difference) {
	type key struct{ rule, print, path string }
	left := map[key]bool{}
	for _, f := range before {
		left[key{f.rule, f.print, f.path}] = true
	}
	now := map[key]bool{}
	for _, f := range after {
		k := key{f.rule, f.print, f.path}
		if !left[k] && !now[k] {
			out = append(out, Difference{kind, f.rule, f.place, "", "found"})
		}
		now[k] = true
	}
	for _, f := range before {
		if k := (key{f.rule, f.print, f.path}); left[k] && !now[k] {
			out = append(out, Difference{kind, f.rule, f.place, "found", ""})
			left[k] = false
		}
	}
	return out
}

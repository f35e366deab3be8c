// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"slices"
	"strings"
)

// Base is what an earlier state of the repository, such as the last release, held
// where the tree of today differs from it. Files that both hold with the same content at
// the same path are left out: what is known of them today was true then. [Inventory.Before]
// puts both together.
type Base struct {
	Ref    string `json:"ref"`    // as it was asked for: a tag, branch or commit
	Commit string `json:"commit"` // full hexadecimal
	// New are the paths of today's files that the base does not hold, sorted.
	New []string `json:"new"`
	// Files are those of the base that are gone or have another content today, as they were then.
	Files []File `json:"files"`
	// Secrets, Leaks and Media are those in Files.
	Secrets []Secret `json:"secrets"`
	Leaks   []Leak   `json:"leaks"`
	Media   []Media  `json:"media"`
	// Supply and Documents are what Files say of dependencies and workflows, and to people.
	Supply    []Supply   `json:"supply,omitempty"`
	Documents []Document `json:"documents,omitempty"`
	// HeaderTexts are those that Files name.
	HeaderTexts []HeaderText `json:"header_texts"`
	// Whole is what was made of the base's tree as a whole; nil when that is what is made of today's.
	Whole *Whole `json:"whole,omitempty"`
	// Reached are the commits, of those that findings and identities of today name,
	// which the history of the base holds; sorted.
	Reached []string `json:"reached"`
	// Detectors are those that ran on the base, sorted: of what others find it says nothing.
	Detectors []string `json:"detectors"`
	// Gaps are what of the base could not be examined, each with its commit.
	Gaps []Gap `json:"gaps"`
}

// Whole holds the facts that no single file of a tree gives.
type Whole struct {
	Components      []Component      `json:"components"`
	Manifests       []Manifest       `json:"manifests"`
	Similar         []Similar        `json:"similar"`
	Vulnerabilities *Vulnerabilities `json:"vulnerabilities,omitempty"` // nil when no database was asked
}

// IsNew reports whether a path is one of today's alone. The list must be sorted.
func (b *Base) IsNew(path string) bool {
	_, ok := slices.BinarySearch(b.New, path)
	return ok
}

// Reaches reports whether the history of the base holds a commit that a finding names. The list must be sorted.
func (b *Base) Reaches(commit string) bool {
	_, ok := slices.BinarySearch(b.Reached, commit)
	return ok
}

// Before returns the inventory of the base: its tree, and of the history what the
// base reaches. Contributions, contributors and tags are left out, because they are counted for today's history only.
// It shares memory with v, whose Base must be sorted and not nil.
func (v *Inventory) Before() *Inventory {
	b := v.Base
	then := &Inventory{Schema: v.Schema, Tool: v.Tool, Subject: v.Subject, Coverage: v.Coverage}
	then.Subject.Commit, then.Subject.Date, then.Subject.Dirty = b.Commit, "", false
	then.Coverage.Detectors = b.Detectors
	other := make(map[string]bool, len(b.Files))
	for i := range b.Files {
		other[b.Files[i].Path] = true
	}
	stays := func(path string) bool { // of a member of an archive: the archive does
		for end := range path {
			if strings.HasPrefix(path[end:], "!/") && (other[path[:end]] || b.IsNew(path[:end])) {
				return false
			}
		}
		return !other[path] && !b.IsNew(path)
	}
	for i := range v.Files {
		if stays(v.Files[i].Path) {
			then.Files = append(then.Files, v.Files[i])
		}
	}
	then.Files = append(then.Files, b.Files...)
	then.Coverage.Files = len(then.Files)
	held := func(l *Location) bool {
		return l.Commit == "" && stays(l.Path) || l.Commit != "" && b.Reaches(l.Commit)
	}
	for i := range v.Secrets {
		if held(&v.Secrets[i].Location) {
			then.Secrets = append(then.Secrets, v.Secrets[i])
		}
	}
	for i := range v.Leaks {
		if held(&v.Leaks[i].Location) {
			then.Leaks = append(then.Leaks, v.Leaks[i])
		}
	}
	for _, id := range v.Identities {
		if b.Reaches(id.FirstCommit) {
			then.Identities = append(then.Identities, id)
		}
	}
	for _, m := range v.Media {
		if stays(m.Path) {
			then.Media = append(then.Media, m)
		}
	}
	for _, s := range v.Supply {
		if stays(s.Path) {
			then.Supply = append(then.Supply, s)
		}
	}
	then.Supply = append(then.Supply, b.Supply...)
	then.Community = &Community{}
	if v.Community != nil {
		for _, d := range v.Community.Documents {
			if stays(d.Path) {
				then.Community.Documents = append(then.Community.Documents, d)
			}
		}
	}
	then.Community.Documents = append(then.Community.Documents, b.Documents...)
	then.Secrets, then.Leaks, then.Media = append(then.Secrets, b.Secrets...), append(then.Leaks, b.Leaks...), append(then.Media, b.Media...)
	for _, g := range v.Gaps { // nobody has seen more of the same file then
		if g.Commit == "" && g.Path != "" && stays(g.Path) {
			then.Gaps = append(then.Gaps, g)
		}
	}
	then.Gaps = append(then.Gaps, b.Gaps...)
	then.HeaderTexts = slices.Concat(v.HeaderTexts, b.HeaderTexts)
	then.Components, then.Manifests, then.Similar, then.Vulnerabilities = v.Components, v.Manifests, v.Similar, v.Vulnerabilities
	if w := b.Whole; w != nil {
		then.Components, then.Manifests, then.Similar, then.Vulnerabilities = w.Components, w.Manifests, w.Similar, w.Vulnerabilities
	}
	slices.SortFunc(then.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return then
}

func (b *Base) sort() {
	slices.Sort(b.New)
	slices.Sort(b.Reached)
	slices.Sort(b.Detectors)
	part := Inventory{Files: b.Files, Secrets: b.Secrets, Leaks: b.Leaks, Media: b.Media, HeaderTexts: b.HeaderTexts, Gaps: b.Gaps}
	part.Sort()
	b.Gaps, b.HeaderTexts = part.Gaps, part.HeaderTexts
	sortSupply(b.Supply)
	(&Community{Documents: b.Documents}).sort()
	if w := b.Whole; w != nil {
		(&Inventory{Components: w.Components, Manifests: w.Manifests, Similar: w.Similar}).Sort()
	}
}

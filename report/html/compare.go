// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// Comparison is a part of a file beside the reference text of the license that was found in it.
type Comparison struct {
	Document           string // what the reference is called: "spdx:MIT"
	Class              string // of the finding: inventory.ClassText or inventory.ClassNotice
	StartLine, EndLine int    // of the finding
	Lost, Added        int    // words that the file lacks, and that it adds
	Pieces             []Piece
}

// Piece is a run of words as the reference and as the file writes them. Where one of
// them is "" the other one alone has the words.
type Piece struct{ Reference, Text string }

// Bounds of comparisons.
const (
	comparedFiles = 40
	comparedOf    = 3    // of one finding, which may be joined from several documents
	comparedBytes = 6000 // of either side
	sameEnds      = 12   // words shown at both ends of a long run that both have
	ownEnds       = 40   // and of one that a side alone has
)

// Comparable names the files whose words the page can show beside a reference text: those in
// which a violation speaks of a license text or notice, the worst first, at most 40.
func Comparable(v *policy.Verdict, inv *inventory.Inventory) []string {
	if v == nil || inv == nil {
		return nil
	}
	files := make(map[string]*inventory.File, len(inv.Files))
	for i := range inv.Files {
		files[inv.Files[i].Path] = &inv.Files[i]
	}
	b := builder{v: v}
	var out []string
	seen := map[string]bool{}
	for _, list := range b.lists() {
		for i := range list {
			v := &list[i]
			file := files[v.Location.Path]
			if file == nil || v.Location.Commit != "" || seen[file.Path] || !ofLicenses(v.Check) {
				continue
			}
			if slices.ContainsFunc(file.Licenses, func(l inventory.License) bool {
				return hasReference(l.Class) && overlaps(v.Location, l.StartLine, l.EndLine)
			}) {
				if len(out) == comparedFiles {
					return out
				}
				seen[file.Path] = true
				out = append(out, file.Path)
			}
		}
	}
	return out
}

// ofLicenses reports whether a check speaks of the licenses of a file.
func ofLicenses(check string) bool {
	return strings.HasPrefix(check, "license-") || strings.HasPrefix(check, "notice-")
}

func hasReference(class string) bool {
	return class == inventory.ClassText || class == inventory.ClassNotice
}

// comparedSides adds what a comparison of the finding shows; false without one.
func (f *facts) comparedSides(b *block, path string, l *inventory.License) bool {
	n := 0
	for i := range f.compared[path] {
		c := &f.compared[path][i]
		if n == comparedOf || c.Class != l.Class || c.StartLine != l.StartLine || c.EndLine != l.EndLine {
			continue
		}
		n++
		pair, ok := f.laid[c]
		if !ok {
			want, have := f.sides(c)
			pair = [2]int{f.texts.add(want), f.texts.add(have)}
			f.laid[c] = pair
		}
		b.Sides = append(b.Sides, side{f.words.text("fact.reference", "name", c.Document), pair[0]}, side{f.words.text("fact.file.words"), pair[1]})
		note := f.words.text("fact.same")
		if c.Lost+c.Added > 0 {
			note = f.words.text("fact.differs", "lost", c.Lost, "added", c.Added)
		}
		if b.Note == "" {
			b.Note = note
		}
	}
	return n > 0
}

// sides writes the two sides of a comparison. Long runs of words lose their middle, and what
// is longer than the bound its end; both are said.
func (f *facts) sides(c *Comparison) (want, have parts) {
	nWant, nHave := 0, 0
	put := func(p *parts, n *int, op, words string, ends int) {
		if *n > comparedBytes {
			return
		}
		for _, part := range f.folded(op, line(words), ends) {
			*n += len(part[1])
			p.add(part[0], part[1])
		}
		if *n > comparedBytes {
			p.add(opCut, "…")
		}
	}
	for _, p := range c.Pieces {
		switch {
		case p.Text == "":
			put(&want, &nWant, opReference, p.Reference, ownEnds)
		case p.Reference == "":
			put(&have, &nHave, opFound, p.Text, ownEnds)
		default:
			put(&want, &nWant, opSame, p.Reference, sameEnds)
			put(&have, &nHave, opSame, p.Text, sameEnds)
		}
	}
	return want, have
}

// folded leaves the middle of a long run out.
func (f *facts) folded(op, words string, ends int) parts {
	list := strings.Fields(words)
	left := len(list) - 2*ends
	if left < sameEnds {
		return parts{{op, clipTo(words, comparedBytes)}}
	}
	return parts{{op, clipTo(strings.Join(list[:ends], " "), comparedBytes)}, {opCut, f.words.count("fact.folded", left)}, {op, clipTo(strings.Join(list[len(list)-ends:], " "), comparedBytes)}}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import (
	"cmp"
	"slices"
	"strings"
)

// threshold is the least confidence that counts: a word matters more in a
// short text.
func (d *Document) threshold() float64 {
	switch n := len(d.Words); {
	case strings.HasPrefix(d.From, "lc:"): // as licenseclassifier has it
		return .8
	case n < 15:
		return 1
	case n < 25:
		return .85
	}
	return .8
}

// choose keeps, of documents that explain the same words, the one that explains
// them best.
func (c *Corpus) choose(all []found) (out []found) {
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score(), a.score()), cmp.Compare(a.edit, b.edit), cmp.Compare(a.doc, b.doc), cmp.Compare(a.first, b.first))
	})
	var taken [2][]found // by layer, in order of place
	for _, f := range all {
		layer := &taken[0]
		if c.Docs[f.doc].Kind == Exception {
			layer = &taken[1]
		}
		i, _ := slices.BinarySearchFunc(*layer, f.first, func(o found, first int) int { return cmp.Compare(o.first, first) })
		clash := func(o *found) bool { return (min(f.last, o.last)-max(f.first, o.first)+1)*4 > f.last-f.first+1 }
		free := true
		for j := max(0, i-2); j < min(len(*layer), i+2) && free; j++ {
			free = !clash(&(*layer)[j])
		}
		if free {
			*layer = slices.Insert(*layer, i, f)
			out = append(out, f)
		}
	}
	return out
}

// heavyWords are those whose change may make another license of a text.
func heavyWords(d *Dict) []bool {
	heavy := make([]bool, MaxWords+1)
	for _, w := range []string{
		"lesser", "library", "affero", "general", "documentation", "noncommercial", "commercial", "noderivatives", "derivatives", "sharealike", "alike",
		"not", "no", "unported", "international", "igo", "1", "2", "3", "4", "5", "gpl", "lgpl", "agpl",
	} {
		heavy[d.ID(w)] = true
	}
	heavy[0] = false
	return heavy
}

// rareWords are those that the documents of few licenses have.
func rareWords(d *Dict, docs []Document) []bool {
	const few = 3
	count := make([]uint8, d.Len())
	last := make([]int32, d.Len())
	for i := range docs {
		for _, w := range docs[i].Words {
			if last[w] != int32(i)+1 {
				last[w] = int32(i) + 1
				if count[w] < 255 {
					count[w]++
				}
			}
		}
	}
	rare := make([]bool, d.Len())
	for w, n := range count {
		rare[w] = n <= few && w != 0
	}
	return rare
}

// Bounds of a text that is there in part.
const (
	partMin   = 50  // words that must be there
	partMax   = 400 // words of the largest document that is looked for in part
	partShare = .45 // of the document
	partEdits = .06 // of the words that are there
)

// isPart reports whether the text holds a large part of a short license,
// without its beginning or end.
func (d *Document) isPart(al *alignment) bool {
	inner := al.edit - al.head - al.tail
	return d.Kind == License && d.grants(al) && len(d.Words) <= partMax && al.matched >= partMin && al.head <= len(d.Words)/10 &&
		float64(al.matched) >= partShare*float64(len(d.Words)) && float64(inner) <= partEdits*float64(al.matched)
}

// most is the best score that a document can reach of which so many grams are in
// the text: each difference breaks a few.
func (d *Document) most(hits int) int {
	missing := d.grams - hits
	if d.freeCount > 0 { // those of a holder's name break for nothing
		missing -= d.freeCount + gramSize
	}
	perEdit := 2
	if stretch := stretchOf(len(d.Words)); stretch < gramSize {
		perEdit = gramSize
	}
	return len(d.Words) - editCost*max(missing, 0)/perEdit
}

// score is how well a document explains the words it covers.
func (f *found) score() int {
	return f.matched - editCost*(f.edit-f.missing) - f.missing/4 - (f.lost-f.missing)/2 - heavyEdit*f.heavy - rareLost*f.rare - f.unlisted
}

// editCost is what a difference counts against the words in common: a shorter
// document that is there as it stands explains more than a longer one that is
// there with changes.
const editCost = 2

// heavyEdit is what the change of a word counts, beside the word itself, that
// decides between licenses.
const heavyEdit = 4

// rareLost is what the loss of a rare word counts beside the word itself: a
// text without the name of the company in it is not that company's license.
const rareLost = 4

// grants reports whether the part that is there permits something: disclaimers
// are copied from license to license.
func (d *Document) grants(al *alignment) bool {
	return slices.ContainsFunc(d.grantWords, func(at int32) bool { return int(at) >= al.head && int(at) < len(d.Words)-al.tail })
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/license/text"
)

// evidenceOf tells what a fact rests on. Where the fact itself does not know
// the words, they are read again, by the same functions, from its line.
func (w *witness) evidenceOf(f *fact, documents []Comparison) evidence {
	var e evidence
	switch {
	case f.claim != nil:
		e = w.named(f)
	case f.match != nil: // its document says it
	case f.Class == inventory.ClassTag:
		e = w.tagged(f)
	case f.Class == inventory.ClassManifest:
		e = w.field(f)
	case f.Expression == proprietary:
		e = w.owned(f)
	case f.Expression == licenseList:
		e.why = "The file names so many licenses, without putting anything under them, that it is a list: one note stands for all."
		e.also = []text.Span{{From: w.line(f.StartLine).From, To: w.line(f.EndLine).To}}
	case f.Expression == UnknownLicense:
		e.why = "The name of the file says that it holds a license, and nothing in it was recognized as one."
		e.also = []text.Span{{From: w.line(f.StartLine).From, To: w.line(f.EndLine).To}}
	}
	for _, c := range documents {
		e.why = sentences(e.why, whyDocument(&c, f))
	}
	for _, x := range f.also {
		if x.claim != nil {
			e.why = sentences(e.why, "The exception "+x.Expression+" is named beside it.")
			e.spans = append(e.spans, x.said)
		}
	}
	slices.SortFunc(e.spans, func(a, b text.Span) int { return a.From - b.From })
	return e
}

func sentences(a, b string) string { return strings.TrimSpace(a + " " + b) }

// named is the evidence of a name.
func (w *witness) named(f *fact) evidence {
	e := evidence{spans: []text.Span{f.said}}
	phrase := ""
	if f.claim.granted {
		var at text.Span
		if phrase, at = w.grant(f.said); phrase != "" {
			e.also = []text.Span{at}
		}
	}
	e.why = whyNamed(f, phrase)
	return e
}

var plainWord = regexp.MustCompile(`[A-Za-z]+`)

// grant finds the words that put something under the license named at a place,
// nearest to the name.
func (w *witness) grant(name text.Span) (phrase string, at text.Span) {
	const reach, behind = 400, 40
	from := max(0, name.From-reach)
	before := plainWord.FindAllIndex(w.content[from:name.From], -1)
	before = before[max(0, len(before)-grantReach):]
	word := func(i int) string { return strings.ToLower(string(w.content[from+before[i][0] : from+before[i][1]])) }
	first, last := -1, -1
	for i := len(before) - 1; i >= 0; i-- {
		if first >= 0 && first-i > 3 {
			break // what stands farther away speaks of something else
		}
		if puts(word(i), len(before)-i) {
			if first = i; last < 0 {
				last = i
			}
		}
	}
	if first < 0 { // "MIT licensed"
		rest := w.content[name.To:min(len(w.content), name.To+behind)]
		if m := plainWord.FindIndex(rest); m != nil {
			if next := string(rest[m[0]:m[1]]); strings.EqualFold(next, "licensed") || strings.EqualFold(next, "licenced") {
				return next, text.Span{From: name.To + m[0], To: name.To + m[1]}
			}
		}
		return "", text.Span{}
	}
	var said []string
	for i := first; i <= last; i++ {
		said = append(said, word(i))
	}
	return strings.Join(said, " "), text.Span{From: from + before[first][0], To: from + before[last][1]}
}

// owned is the evidence of a header that grants nothing.
func (w *witness) owned(f *fact) evidence {
	e := evidence{why: "The comment at the start of the file keeps it to its owner: nothing is granted."}
	for n := f.StartLine; n <= f.EndLine; n++ {
		line := w.line(n)
		lower := asciiLower(w.content[line.From:min(line.To, line.From+lineBytes)])
		for _, re := range append([]*regexp.Regexp{reserved}, signs...) {
			if m := re.FindIndex(lower); m != nil {
				e.spans = append(e.spans, text.Span{From: line.From + m[0], To: line.From + m[1]})
			}
		}
	}
	if e.spans == nil { // the words stand on several lines
		e.spans = []text.Span{{From: w.line(f.StartLine).From, To: w.line(f.EndLine).To}}
	}
	return e
}

// asciiLower is a copy in lower case of the same length.
func asciiLower(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c | 0x20
		}
	}
	return out
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"strings"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// splitWordDiff takes "a [-b-] {+c+} d" apart into the two texts.
func splitWordDiff(s string) (want, have parts) {
	for s != "" {
		lost, added := strings.Index(s, "[-"), strings.Index(s, "{+")
		at, op, end := lost, opReference, "-]"
		if lost < 0 || added >= 0 && added < lost {
			at, op, end = added, opFound, "+}"
		}
		stop := -1
		if at >= 0 {
			stop = strings.Index(s[at:], end)
		}
		if stop < 0 {
			want.add(opSame, s)
			have.add(opSame, s)
			break
		}
		want.add(opSame, s[:at])
		have.add(opSame, s[:at])
		if marked := s[at+2 : at+stop]; op == opReference {
			want.add(op, marked)
		} else {
			have.add(op, marked)
		}
		s = s[at+stop+2:]
	}
	return want, have
}

// What the parts of a text are.
const (
	opSame      = "="
	opReference = "-" // in the reference alone
	opFound     = "+" // in the examined file alone
	opCut       = "…" // something is left out here
)

// parts is a text in pieces: op and words.
type parts [][2]string

func (p *parts) add(op, words string) {
	if words != "" {
		*p = append(*p, [2]string{op, words})
	}
}

// Bounds of texts.
const (
	referenceBytes = 4000       // of a reference text
	compareBudget  = 20_000_000 // pairs of words compared in all
)

// texts holds each text once, however many violations show it.
type texts struct {
	all    []parts
	index  map[string]int
	pairs  map[[2]string][2]int
	budget int
	list   map[string]string // reference texts of the SPDX list, when one was asked for
}

func newTexts() texts {
	return texts{index: map[string]int{}, pairs: map[[2]string][2]int{}, budget: compareBudget}
}

func (t *texts) plain(s string) int { return t.add(parts{{opSame, s}}) }

func (t *texts) add(p parts) int {
	var key strings.Builder
	for _, part := range p {
		key.WriteString(part[0] + part[1] + "\x00")
	}
	i, ok := t.index[key.String()]
	if !ok {
		i = len(t.all)
		t.index[key.String()] = i
		t.all = append(t.all, p)
	}
	return i
}

// compare lays a reference and a text of the repository beside each other. What
// would cost more than the budget stays unmarked.
func (t *texts) compare(reference, want, found, have string) (int, int) {
	key := [2]string{reference, found}
	if p, ok := t.pairs[key]; ok {
		return p[0], p[1]
	}
	var a, b parts
	if cost := len(strings.Fields(want)) * len(strings.Fields(have)); cost > t.budget {
		a.add(opSame, want)
		b.add(opSame, text(have))
	} else {
		t.budget -= cost
		for _, p := range header.SideBySide(want, have) {
			w, h := opReference, opFound
			if p.Same {
				w, h = opSame, opSame
			}
			a.add(w, line(p.Want))
			b.add(h, line(p.Have))
		}
	}
	pair := [2]int{t.add(a), t.add(b)}
	t.pairs[key] = pair
	return pair[0], pair[1]
}

// reference gives the notice of a license, for evidence of class notice, or the
// beginning of its text, and the name of what it gives.
func (t *texts) reference(id, class string) (body, name string) {
	switch {
	case id == "":
		return "", ""
	case class == inventory.ClassNotice:
		_, body, _ = strings.Cut(header.Standard(id), "\n\n")
		return body, id
	case class != inventory.ClassText:
		return "", ""
	}
	if t.list == nil {
		t.list = map[string]string{}
		all, err := rules.LicenseTexts()
		if err != nil {
			return "", "" // a test holds the embedded texts whole
		}
		for _, l := range all {
			t.list[l.ID] = l.Text
		}
	}
	body = text(t.list[id])
	if len(body) > referenceBytes {
		cut := strings.LastIndexByte(body[:referenceBytes], '\n')
		body = body[:max(cut, 0)] + "\n…"
	}
	return body, id + ", SPDX " + rules.LicenseListVersion()
}

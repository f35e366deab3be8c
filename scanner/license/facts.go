// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/license/text"
	"github.com/outgate/outgate/spdx"
)

// fact is a finding on its way to the inventory.
type fact struct {
	inventory.License
	expr  *spdx.Expr
	weak  bool   // a name that no words put in force
	loose bool   // a name without version or variant
	label bool   // the value of a field
	open  bool   // a version without a word about later ones
	match *match // text and header: where it stands

	// Evidence, for Explain alone.
	claim *claim    // what is said around a name
	said  text.Span // the words of the name
	also  []fact    // headers and exceptions that became part of it
}

// Distances between facts that belong together, in lines.
const (
	alternativeLines = 16 // from a license to the one that is offered instead
	titleLines       = 6  // from the name of a license to its text
	appendixLines    = 60 // from a license text to its "how to apply"
	longText         = 60 // lines that a license has and a notice does not
)

func factsOf(ls []inventory.License) (out []fact) {
	for _, l := range ls {
		out = append(out, fact{License: l, expr: ref(l.Expression)})
	}
	return out
}

// textFacts turns matches into facts: license texts, headers and exceptions
// apart.
func textFacts(matches []match) (texts, headers, exceptions []fact) {
	for _, m := range matches {
		f := fact{match: &m, License: inventory.License{Class: inventory.ClassText, StartLine: m.first, EndLine: m.last, Confidence: math.Round(m.confidence*1e4) / 1e4}}
		if m.kind == text.Exception {
			f.Expression = m.name
			exceptions = append(exceptions, f)
			continue
		}
		f.Expression = m.name
		if !m.spdx {
			f.Expression = expressionOf(m.kind, m.name)
		}
		if f.expr = ref(f.Expression); f.expr == nil {
			continue
		}
		if m.kind == text.Header {
			f.Class = inventory.ClassNotice
			headers = append(headers, f)
			continue
		}
		texts = append(texts, f)
	}
	return texts, headers, exceptions
}

// plainHeaders are the headers that need no second look: nothing in them differs,
// and their words leave no version open.
func plainHeaders(headers []fact) (plain, rest []fact) {
	for _, h := range headers {
		if h.Confidence >= plainHeader && !strings.Contains(h.Expression, "GPL-") && h.match.holes == nil {
			plain = append(plain, h)
		} else {
			rest = append(rest, h)
		}
	}
	return plain, rest
}

// plainHeader is the confidence of a header that needs no second look.
const plainHeader = .97

// joinHeaders settles what a header and the names in it say: the names count,
// and the header tells how far the notice reaches. A header whose own license
// is not named while another is was not meant.
func joinHeaders(headers, named []fact) []fact {
	for _, h := range headers {
		other, exact, same := false, false, -1
		for i := range named {
			n := &named[i]
			if n.StartLine < h.StartLine-1 || n.EndLine > h.EndLine+1 {
				continue
			}
			if shareFamily(h.expr, n.expr) {
				if same < 0 || named[same].loose && !n.loose {
					same = i
				}
			}
			exact = exact || !n.loose
			other = other || !shareFamily(h.expr, n.expr)
		}
		switch {
		case same >= 0 && (!named[same].loose || !exact):
			n := &named[same]
			if ls := h.expr.Licenses(); len(ls) == 1 && ls[0].Exception != "" {
				if e := withException(n.expr, ls[0].Exception); e != nil {
					n.expr, n.Expression = e, e.String()
				}
			}
			n.StartLine, n.EndLine = min(n.StartLine, h.StartLine), max(n.EndLine, h.EndLine)
			n.also = append(n.also, h)
			n.Class, n.weak, n.Confidence = inventory.ClassNotice, false, max(n.Confidence, h.Confidence)
			if n.loose && !strings.Contains(n.Expression, "GPL-") { // the header says what the name leaves open
				n.expr, n.Expression, n.loose = h.expr, h.Expression, false
			}
		case !exact && !other:
			named = append(named, h)
		}
	}
	return named
}

// joinAlternatives makes a choice of a license and the one that the next sentence
// offers instead ("Alternatively, ...").
func joinAlternatives(named []fact) []fact {
	out := named[:0]
	for _, f := range named {
		p := len(out) - 1
		if f.claim == nil || !f.claim.otherwise || f.loose || p < 0 || out[p].loose || f.StartLine-out[p].EndLine > alternativeLines || shareFamily(out[p].expr, f.expr) {
			out = append(out, f)
			continue
		}
		first := &out[p]
		first.expr = spdx.Or(first.expr, f.expr)
		first.Expression, first.EndLine = first.expr.String(), max(first.EndLine, f.EndLine)
		first.Confidence = min(first.Confidence, f.Confidence)
		if f.Class == inventory.ClassNotice {
			first.Class = f.Class
		}
	}
	return out
}

// shareFamily reports whether two expressions name licenses of one family.
func shareFamily(a, b *spdx.Expr) bool {
	for _, x := range a.Licenses() {
		for _, y := range b.Licenses() {
			if familyName(x.ID) == familyName(y.ID) {
				return true
			}
		}
	}
	return false
}

// withoutEchoes drops names that add nothing: without a version where the file
// names a license of that family exactly, in passing where it is put in force
// elsewhere, and the example that follows a license text.
//
// "LGPL" adds nothing to "Lesser General Public License" either.
func withoutEchoes(texts, named, exceptions []fact) []fact {
	exact, firm, later, lesser := map[string]bool{}, map[string]bool{}, map[string]bool{}, false
	for _, list := range [][]fact{texts, named} {
		for i := range list {
			f := &list[i]
			for _, l := range f.expr.Licenses() {
				if !f.loose {
					exact[familyName(l.ID)] = true
				}
				if !f.weak && !f.loose {
					firm[versionName(l.ID)] = true
				}
				lesser = lesser || f.loose && l.ID == lesserGPL
				if strings.HasSuffix(l.ID, "-or-later") && f.Class != inventory.ClassReference {
					later[versionName(l.ID)] = true
				}
			}
		}
	}
	all := func(e *spdx.Expr, known map[string]bool, key func(string) string) bool {
		return !slices.ContainsFunc(e.Licenses(), func(l spdx.License) bool { return !known[key(l.ID)] })
	}
	whole := slices.DeleteFunc(slices.Clone(texts), func(t fact) bool { return t.Class != inventory.ClassText })
	return slices.DeleteFunc(named, func(f fact) bool {
		return f.loose && all(f.expr, exact, familyName) || lesser && f.Expression == "LGPL-2.0-or-later" && f.loose || f.weak && all(f.expr, firm, versionName) ||
			f.open && f.Class == inventory.ClassReference && laterKnown(f.expr, later, firm) || isExample(whole, &f) || isTitle(whole, &f) || (f.loose || f.weak) && onLine(exceptions, f.StartLine)
	})
}

// laterKnown reports whether the file says of each version named that later ones
// are allowed too, and of the other licenses named that they are in force.
func laterKnown(e *spdx.Expr, later, firm map[string]bool) bool {
	some := false
	for _, l := range e.Licenses() {
		v := versionName(l.ID)
		switch {
		case later[v]:
			some = true
		case v != l.ID || !firm[v]:
			return false
		}
	}
	return some
}

// isExample reports whether a notice stands in or soon behind the text of its
// license, which shows how to apply it.
func isExample(texts []fact, n *fact) bool {
	return slices.ContainsFunc(texts, func(t fact) bool {
		return t.EndLine-t.StartLine > longText && t.StartLine <= n.StartLine && n.StartLine <= t.EndLine+appendixLines && shareFamily(t.expr, n.expr)
	})
}

// isTitle reports whether a name heads the text of a license of its family: the
// text says more exactly which.
func isTitle(texts []fact, n *fact) bool {
	return n.weak && slices.ContainsFunc(texts, func(t fact) bool {
		return t.StartLine >= n.EndLine && t.StartLine-n.EndLine <= titleLines && shareFamily(t.expr, n.expr)
	})
}

// familyName is an identifier up to the version.
func familyName(id string) string {
	family, _, _ := strings.Cut(id, "-")
	return family
}

// versionName is an identifier without what it says of later versions.
func versionName(id string) string {
	return strings.TrimSuffix(strings.TrimSuffix(id, "-only"), "-or-later")
}

// licenseList stands for the names of a file that lists licenses.
const licenseList = "LicenseRef-outgate-license-list"

// withoutList puts one fact in the place of the names of a file that names so
// many licenses that it is a list of them: an id table, a matrix, a catalog.
// distinct is how many the file names in whatever way.
func withoutList(named []fact, distinct int) []fact {
	weak, fields := map[string]bool{}, map[string]bool{}
	for i := range named {
		for _, l := range named[i].expr.Licenses() {
			if named[i].weak {
				weak[l.ID] = true
			}
			if named[i].label {
				fields[l.ID] = true
			}
		}
	}
	var list fact
	out := slices.DeleteFunc(named, func(f fact) bool {
		listed := distinct > listOfAll || f.weak && len(weak) > listOf || f.label && len(fields) > 2*listOf
		if f.Class != inventory.ClassReference || !listed {
			return false
		}
		if list.StartLine == 0 {
			list.StartLine = f.StartLine
		}
		list.StartLine, list.EndLine = min(list.StartLine, f.StartLine), max(list.EndLine, f.EndLine)
		return true
	})
	if list.StartLine > 0 {
		list.Expression, list.Class, list.Confidence = licenseList, inventory.ClassReference, 1
		list.expr = ref(licenseList)
		out = append(out, list)
	}
	return out
}

// cover tells which places other facts explain: fields and tags by line, texts
// by offset, so that what a text adds within a license is not explained by it.
type cover struct {
	lines map[int]bool
	spans []text.Span // in order, none touching another
}

// maxCoverLines bounds the lines of one field.
const maxCoverLines = 10000

func coverOf(found []fact) *cover {
	c := &cover{lines: map[int]bool{}}
	for i := range found {
		f := &found[i]
		if f.match == nil {
			for line := f.StartLine; line <= f.EndLine && line-f.StartLine < maxCoverLines; line++ {
				c.lines[line] = true
			}
			continue
		}
		at := f.match.start
		for _, h := range f.match.holes {
			c.spans = append(c.spans, text.Span{From: at, To: h.From})
			at = h.To
		}
		c.spans = append(c.spans, text.Span{From: at, To: f.match.end})
	}
	slices.SortFunc(c.spans, func(a, b text.Span) int { return cmp.Compare(a.From, b.From) })
	out := c.spans[:0]
	for _, s := range c.spans {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	c.spans = out
	return c
}

func (c *cover) has(line, off int) bool { return c.lines[line] || c.within(off) }

// within reports whether a text explains the place.
func (c *cover) within(off int) bool {
	i, _ := slices.BinarySearchFunc(c.spans, off, func(s text.Span, off int) int {
		if s.To <= off {
			return -1
		}
		return 1
	})
	return i < len(c.spans) && c.spans[i].From <= off
}

// tidy orders the facts and drops those that repeat another of the same class
// and expression on the same lines, the less certain first.
func tidy(found []fact) []fact {
	slices.SortStableFunc(found, func(a, b fact) int {
		return cmp.Or(cmp.Compare(a.StartLine, b.StartLine), cmp.Compare(a.EndLine, b.EndLine), strings.Compare(a.Class, b.Class), strings.Compare(a.Expression, b.Expression), cmp.Compare(b.Confidence, a.Confidence))
	})
	return slices.CompactFunc(found, func(a, b fact) bool {
		return a.StartLine == b.StartLine && a.EndLine == b.EndLine && a.Class == b.Class && a.Expression == b.Expression
	})
}

// onLine reports whether a fact stands on a line.
func onLine(found []fact, line int) bool {
	return slices.ContainsFunc(found, func(f fact) bool { return f.StartLine <= line && line <= f.EndLine })
}

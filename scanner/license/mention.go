// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// mentionKind tells in what form a license is named.
type mentionKind uint8

const (
	byName  mentionKind = iota // a full name
	byShort                    // an abbreviation or a word that is also something else
	byLoose                    // a family without version or variant
	byURL                      // an address of the license
	byGNU                      // by the grammar of the GNU family
	byException
)

// mention is a place where a license or an exception is named.
type mention struct {
	kind      mentionKind
	expr      *spdx.Expr
	exception string
	from, to  int  // words
	vague     bool // without a version or variant
	open      bool // a version without a word about later ones
	says      bool // a name with the word license in it
}

// mentions finds all names of licenses in the words of a passage, and tells
// nothing of what is said about them.
func (v *vocabulary) mentions(content []byte, ws []word) (out []mention) {
	for i := 0; i < len(ws); {
		if end := v.url(content, ws, i, &out); end > i {
			i = end
			continue
		}
		m, ok := v.mentionAt(content, ws, i)
		if !ok {
			i++
			continue
		}
		if m.from < i { // "version 2 of the GPL" begins before the family
			for len(out) > 0 && out[len(out)-1].to > m.from {
				out = out[:len(out)-1]
			}
		}
		out = append(out, m)
		i = max(m.to, i+1)
	}
	return out
}

// mentionAt reads a name at word i.
func (v *vocabulary) mentionAt(content []byte, ws []word, i int) (mention, bool) {
	if !ws[i].known {
		return mention{}, false
	}
	n, end := v.longest(ws, i)
	if g, ok := gnuAt(ws, i); ok && g.to >= end-1 && (n == nil || g.to > end || len(g.versions) > 0 || end-i <= 2) {
		if identifier(content, ws, g.from, g.to) || gnuBrake(ws, &g) {
			return mention{}, false
		}
		e := g.expr()
		if e == nil {
			return mention{}, false
		}
		return mention{kind: byGNU, expr: e, from: g.from, to: g.to, vague: len(g.versions) == 0, open: len(g.versions) > 0 && g.suffix == ""}, true
	}
	if n == nil || identifier(content, ws, i, end) || n.as != "" && string(content[ws[i].off:ws[end-1].end]) != n.as {
		return mention{}, false
	}
	if n.id != "" {
		return mention{kind: byException, exception: n.id, from: i, to: end}, true
	}
	m := mention{kind: byName, expr: n.expr, from: i, to: end}
	m.says = slices.ContainsFunc(ws[i:end], func(w word) bool { return anyOf(w.text, "license", "licence", "licensed", "licenced", "copyright") })
	switch n.kind {
	case nameShort:
		m.kind = byShort
	case nameLoose:
		m.kind, m.vague = byLoose, true
	}
	if end < len(ws) && (ws[end].text == "compatible" || ws[end].text == "incompatible") {
		return mention{}, false
	}
	if (ws[end-1].next == '+' || greater(ws, i, end)) && !m.vague { // later versions of others
		if e := ref(m.expr.String() + "+"); e != nil {
			m.expr = e
		}
	}
	return m, true
}

// greater reports whether a name has a sign for "this version or later" in it.
func greater(ws []word, from, to int) bool {
	return slices.ContainsFunc(ws[from+1:to], func(w word) bool { return w.gap&gapGreater != 0 })
}

// gnuBrake reports names in which GPL is not the license of anything.
func gnuBrake(ws []word, g *gnuName) bool {
	if g.to < len(ws) {
		switch ws[g.to].text {
		case "compatible", "incompatible":
			return true
		}
	}
	return g.from > 0 && ws[g.from].gap&gapHyphen != 0 && ws[g.from-1].text == "non"
}

// identifier reports whether the words are part of something that is no prose:
// an identifier, a domain, a path or an address.
func identifier(content []byte, ws []word, from, to int) bool {
	w, last := &ws[from], &ws[to-1]
	if w.gap == gapUnder || w.gap&gapAt != 0 || w.gap == gapDot && from > 0 && isAlpha(content[w.off-2]) || w.off > 0 && content[w.off-1] == '$' {
		return true
	}
	if from > 0 && w.gap == 0 {
		return true
	}
	if last.end >= len(content) {
		return false
	}
	at := func(i int) byte {
		if i < len(content) {
			return content[i]
		}
		return 0
	}
	switch content[last.end] {
	case '_', '@', '(':
		return true
	case '.':
		return isAlpha(at(last.end+1)) && !(at(last.end+1) >= 'A' && at(last.end+1) <= 'Z')
	case '/':
		return w.gap == gapSlash && isAlpha(at(last.end+1)) && to-from == 1 && w.off > 1 && !isAlpha(content[w.off-2])
	case '-':
		if !isAlpha(at(last.end + 1)) {
			return false
		}
		if to < len(ws) {
			switch ws[to].text {
			case "style", "like", "licensed", "license", "licence", "type", "style-license", "compatible", "or", "and", "only", "with":
				return false
			}
		}
		return true
	}
	return to < len(ws) && ws[to].gap == 0 // letters or digits go on
}

// url reads an address at word i, adds its license and returns the word behind
// it; i where there is no address.
func (v *vocabulary) url(content []byte, ws []word, i int, out *[]mention) int {
	w := &ws[i]
	start := w.off
	switch {
	case w.next == ':' && w.end+2 < len(content) && content[w.end+1] == '/' && content[w.end+2] == '/':
	case w.next == '.' && v.urls.starts[w.text] && w.end+1 < len(content) && isAlpha(content[w.end+1]) && (w.gap&^gapOther != 0 || i == 0):
	default:
		return i
	}
	url, end := urlAt(content, start)
	slash := strings.IndexByte(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(url), "http://"), "https://"), '/')
	if w.next == '.' && (slash < 0 || !strings.Contains(url[:max(slash, 0)], ".")) && v.urls.find(url) == nil {
		return i
	}
	j := i
	for j < len(ws) && ws[j].off < end {
		j++
	}
	if e := v.urls.find(url); e != nil {
		*out = append(*out, mention{kind: byURL, expr: e, from: i, to: j, vague: strings.HasSuffix(e.String(), "-or-later") && strings.Contains(e.String(), "-1.") || strings.Contains(e.String(), "LGPL-2.0-or")})
	}
	return j
}

// sentence returns the bounds of the sentence around words from to to.
func sentence(ws []word, from, to int) (start, end int) {
	const far = 60
	for start = from; start > 0 && from-start < far && !endsSentence(ws, start); start-- {
	}
	for end = to; end < len(ws) && end-to < far && !endsSentence(ws, end); end++ {
	}
	return start, end
}

func anyOf(w string, list ...string) bool { return slices.Contains(list, w) }

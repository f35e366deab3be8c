// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
)

// fact is what is reported of an accepted statement.
func (p *parser) fact(st *statement) inventory.Copyright {
	c := inventory.Copyright{
		Statement:  p.text(st),
		Prefix:     strings.TrimRight(p.written(st.mark, st.lead-1), " :=,."),
		Holders:    p.holders(st),
		Years:      formatYears(st.years),
		StartLine:  p.s.at(st.from).line,
		EndLine:    p.s.at(st.to - 1).line,
		Confidence: p.confidence(st),
	}
	w := p.written(st.from, st.to-1)
	if !strings.HasSuffix(c.Statement, ".") {
		w = strings.TrimRight(w, ".")
	}
	if w != c.Statement {
		c.Text = w
	}
	for k := st.from; k < st.to; k++ {
		switch t := p.s.at(k); {
		case t.is(factMail):
			c.Mails = append(c.Mails, address(t))
		case t.is(factURL):
			c.URLs = append(c.URLs, strings.Trim(t.text, "<>()[],.;"))
		}
	}
	return c
}

// written is the source text from word i to word k.
func (p *parser) written(i, k int) string {
	if k < i {
		return ""
	}
	s := strings.TrimRight(decode(p.s.content[p.s.at(i).from:p.s.at(k).to], new(trail)), " ,:")
	if amp := strings.LastIndexByte(s, '&'); amp < 0 || amp < len(s)-9 {
		s = strings.TrimRight(s, " ,:;") // no entity
	}
	return s
}

// address is a mail address or URL without what stands around it.
func address(t *token) string {
	return strings.ReplaceAll(strings.TrimPrefix(strings.Trim(t.core, "<>()"), "mailto:"), hardSpace, " ")
}

// text is the normal form of the statement.
func (p *parser) text(st *statement) string {
	var words []string
	for k := st.from; k < st.to; k++ {
		switch {
		case k == st.mark:
			words = p.markText(words, st)
			k = max(k, min(st.lead, st.to)-1)
		case !slices.Contains(st.skipped, k):
			words = append(words, p.s.at(k).normal())
		}
	}
	s := strings.Join(words, " ")
	out := p.ending(s, p.s.at(st.to-1))
	if w := out[strings.LastIndexAny(out, " ,-")+1:]; len(w) < 5 && isUpper(w) && strings.HasPrefix(strings.TrimPrefix(s, out), ".") && !isDigits(w) {
		out += "." // the sentence may end here, or the abbreviation
	}
	return out
}

// markText adds the normal form of the marks: one word, one sign, in the order they are written.
func (p *parser) markText(words []string, st *statement) []string {
	from := st.mark
	if t := p.s.at(from); st.lead > from+1 && strings.Contains(t.text, "_") && !st.spdx {
		from++ // __copyright__ = "(c) 2020"
	}
	for k := from + 1; k < st.lead; k++ {
		sign := p.s.at(k - 1).is(factSign)
		switch t := p.s.at(k); {
		case t.is(factWord) && sign && strings.HasPrefix(t.low, "opyr"): // "(C)opyright"
			return append(words, "Copyright", "(c)")
		case t.is(factWord) && p.s.at(from).is(factWord), t.is(factSign) && p.s.at(from).is(factSign) && k > from+1:
			from = k
			if t.is(factSign) {
				from = k - 1
			}
		}
	}
	for k := from; k < st.lead; k++ {
		switch t := p.s.at(k); {
		case t.is(factDash):
		case t.core == "C":
			words = append(words, "(c)")
		default:
			words = append(words, t.normal())
		}
	}
	return words
}

// normal is the normal form of one word.
func (t *token) normal() string {
	switch {
	case t.is(factSign):
		return "(c)"
	case t.is(factWord):
		return t.markWord()
	case t.is(factDash) && t.core[0] == '-', t.is(factDash) && t.core[0] >= utf8.RuneSelf:
		return "-"
	case t.is(factYear):
		return plainDashes(strings.TrimRight(t.text, ":>"))
	case t.is(factURL):
		if !strings.Contains(t.low, "://") {
			return t.text
		}
		w := strings.Trim(strings.ReplaceAll(t.text, ">,", ","), "<>[]")
		if strings.HasSuffix(w, "/") && !t.is(factClose) {
			w = strings.TrimRight(w, "/")
		}
		return w
	case t.is(factMail):
		return t.text
	case t.low == "company":
		return strings.TrimRight(t.text, ":")
	}
	w := strings.TrimRight(strings.TrimSuffix(t.text, "~%"), "'_")
	if strings.HasSuffix(w, "..") {
		w = strings.TrimRight(w, ".") + "."
	}
	return w
}

// plainDashes writes the dashes of a range as one hyphen.
func plainDashes(w string) string {
	for _, d := range [...]string{"--", "–", "—", "‐", "‑", "−"} {
		if strings.Contains(w, d) {
			w = strings.ReplaceAll(w, d, "-")
		}
	}
	return w
}

// markWord is the normal form of a word that begins a statement: tags and
// names of fields stand for "Copyright", the word itself keeps its case.
func (t *token) markWord() string {
	switch w := strings.TrimLeft(t.core, "@(\\"); strings.ToLower(w) {
	case "copyright", "copyrighted", "copyrights":
		return w
	case "copr":
		if t.is(factDot) {
			return w + "."
		}
		return w
	}
	return "Copyright"
}

// ending is a normal form without the punctuation that ends the sentence and
// belongs to no name. last is its last word.
func (p *parser) ending(s string, last *token) string {
	junk := " ,;:!?*=/#|~'_-"
	if strings.Count(s, `"`)%2 != 0 {
		junk += `"`
	}
	s = strings.ReplaceAll(strings.TrimRight(s, junk), hardSpace, " ")
	base := strings.TrimRight(s, junk[:4]+".'"+junk[len(" ,;:!?*=/#|~'_-"):])
	if strings.HasSuffix(base, ")") && strings.Count(base, ")") > strings.Count(base, "(") {
		s = strings.TrimSuffix(base, ")")
		base = strings.TrimRight(s, ".,;: ")
	}
	if strings.Count(base, "(") > strings.Count(base, ")") && last.is(factClose) {
		return base + ")"
	}
	if strings.HasSuffix(base, ">") && !strings.Contains(base, "<") {
		return strings.TrimSuffix(base, ">")
	}
	if base != s && keepsPeriod(base) && strings.HasPrefix(s[len(base):], ".") {
		return base + "."
	}
	return base
}

// keepsPeriod reports whether a period after s belongs to its last word: an
// initial, an abbreviation with inner periods, a shortened legal form.
func keepsPeriod(s string) bool {
	w := s[strings.LastIndexAny(s, " ,-/")+1:]
	if r, n := utf8.DecodeRuneInString(w); n == len(w) && n > 0 {
		return unicode.IsUpper(r) && !strings.HasSuffix(s, "/"+w)
	}
	if dottedForm(w) {
		return true
	}
	switch strings.ToLower(w) {
	case "inc", "corp", "ltd", "co", "al", "ltda", "lda", "cia", "kft", "zrt", "nyrt", "bros", "intl", "jr", "sr", "tic", "şti":
		return true
	}
	return false
}

// dottedForm reports an abbreviation with inner periods: S.r.l, A.Ş, e.V, v.o.f, but no
// domain and no abbreviation of prose.
func dottedForm(w string) bool {
	parts := 0
	for part := range strings.SplitSeq(strings.TrimSuffix(w, "."), ".") {
		r, n := utf8.DecodeRuneInString(part)
		if n == 0 || !unicode.IsLetter(r) || utf8.RuneCountInString(part) > 2 {
			return false
		}
		parts++
	}
	switch strings.ToLower(strings.TrimSuffix(w, ".")) {
	case "i.e", "e.g", "a.m", "p.m", "n.b", "c.f", "q.v", "w.r.t":
		return false
	}
	return parts > 1
}

// addressBetween reports a mail address, URL or year among the words between a and b.
func (p *parser) addressBetween(a, b int) bool {
	for k := a + 1; k < b; k++ {
		if p.s.at(k).is(factMail | factURL | factYear) {
			return true
		}
	}
	return false
}

// holders is the holder as written, without years, addresses and joining words around it.
func (p *parser) holders(st *statement) []string {
	h := st.holder
	for len(h) > 0 && (p.s.at(h[0]).is(factDash) || isLink(p.s.at(h[0]).low) && p.s.at(h[0]).low != "the" && !p.s.at(h[0]).is(factName) && !isAdjective(p.s.at(h[0]).low)) {
		h = h[1:]
	}
	for len(h) > 0 && (p.s.at(h[len(h)-1]).is(factDash) || isListLink(p.s.at(h[len(h)-1]).low) && !p.surname(h[len(h)-1])) {
		h = h[:len(h)-1]
	}
	if len(h) == 0 {
		return p.addressHolder(st)
	}
	if t := p.s.at(h[0]); t.low == "company" && t.is(factColon) && len(h) > 1 {
		h = h[1:] // a field of its own
	}
	parts := make([]string, len(h))
	for i, k := range h {
		t := p.s.at(k)
		parts[i] = t.normal()
		if i < len(h)-1 && p.addressBetween(k, h[i+1]) && !strings.HasSuffix(t.text, ",") && (!isListLink(p.s.at(h[i+1]).low) || p.s.at(h[i+1]-1).is(factComma)) {
			parts[i] += "," // "Jane Doe <jane@example.org> John Roe" are two
		}
	}
	s := p.ending(strings.TrimLeft(strings.Join(parts, " "), " ,;:'\"-"), p.s.at(h[len(h)-1]))
	if s == "" {
		return nil
	}
	return []string{s}
}

// addressHolder is the mail address or URL that stands for a holder without a name.
func (p *parser) addressHolder(st *statement) []string {
	for k := st.lead; k < st.to; k++ {
		if t := p.s.at(k); t.is(factMail | factURL) {
			return []string{address(t)}
		}
	}
	return nil
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package fix

import (
	"bytes"
	"slices"
	"strings"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/policy"
)

// parts are the lines of a comment that holds a header: those of the header, and
// others, which stay.
type parts struct {
	statements    []string // of the new header, without comment marks
	before, after [][]byte // lines that are no part of it, as they are
}

// line is one line of the comments that hold a header.
type line struct {
	raw  []byte
	text string // without comment marks
	kind kind
}

type kind int

const (
	other kind = iota
	blank
	statement // of a holder of ours
	notice    // words of the template, or of a notice that is known
)

const (
	lineShare   = 0.6 // share of a line's words from which it belongs to a notice
	lineWords   = 4   // of so many at least; shorter lines belong to it beside such a line
	noticeWords = 10  // words of a notice that must be there
	alteredGap  = 3   // altered lines in a row between two of a notice
)

// parts takes the header apart. why says why that cannot be done safely.
func (e *edit) parts(found header.Found) (p parts, why string) {
	lines := e.lines(found)
	e.markStatements(found, lines)
	e.markNotice(lines)
	first := slices.IndexFunc(lines, func(l line) bool { return l.kind >= statement })
	last := len(lines) - 1
	for last > 0 && lines[last].kind < statement {
		last--
	}
	if first < 0 {
		return p, "has a header of words that no template knows"
	}
	var rest []string
	for i, l := range lines {
		if l.kind != other {
			continue
		}
		rest = append(rest, l.text)
		if i < first {
			p.before = append(p.before, l.raw)
		} else {
			p.after = append(p.after, l.raw)
		}
	}
	if text := strings.Join(rest, " "); header.SpeaksOfRights(text) {
		return p, "has other words on rights in its header"
	}
	if n := len(p.after); n > 0 && !bytes.HasSuffix(p.after[n-1], []byte("\n")) {
		return p, "has other text at its end"
	}
	p.statements = e.statements()
	return p, ""
}

// lines splits the comments; blanks between two of them are left out.
func (e *edit) lines(found header.Found) []line {
	var out []line
	for _, b := range found.Blocks {
		raw := slices.Collect(bytes.Lines(e.content[b.Start:b.End]))
		texts := strings.Split(e.lang.Text(e.content, b), "\n")
		for i, r := range raw {
			l := line{raw: r, text: texts[i]}
			if strings.TrimSpace(l.text) == "" {
				l.kind = blank
			}
			out = append(out, l)
		}
	}
	return out
}

// markStatements marks the lines of copyright statements, as the facts have them.
func (e *edit) markStatements(found header.Found, lines []line) {
	at := map[int]int{} // line of the file -> index
	i := 0
	for _, b := range found.Blocks {
		for n := b.StartLine; n <= b.EndLine && i < len(lines); n++ {
			at[n] = i
			i++
		}
	}
	for k := range e.file.Copyrights {
		c := &e.file.Copyrights[k]
		for n := c.StartLine; n <= c.EndLine; n++ {
			if i, ok := at[n]; ok && lines[i].kind == other {
				lines[i].kind = statement
			}
		}
	}
	for i := range lines {
		low := strings.ToLower(strings.Trim(lines[i].text, ". "))
		if lines[i].kind == other && (low == "all rights reserved" || strings.HasPrefix(low, "spdx-license-identifier:")) {
			lines[i].kind = notice // the license is known to fit
		}
	}
}

// markNotice marks the lines of the notice that most words belong to: the
// template's or a known one. A few lines between two of them are altered ones.
func (e *edit) markNotice(lines []line) {
	texts := make([]string, len(lines))
	for i, l := range lines {
		if l.kind == other {
			texts[i] = l.text
		}
	}
	var best []float64
	most := noticeWords - 1
	for _, t := range append(slices.Clone(e.spec.Rule.Templates), header.Known()...) {
		if of, words := t.Share(texts); words > most {
			best, most = of, words
		}
	}
	last := -1 // of the notice
	for i := range lines {
		switch {
		case lines[i].kind != other || best == nil || best[i] < lineShare:
			continue
		case len(strings.Fields(texts[i])) < lineWords && (last < 0 || blankBetween(lines[last+1:i]) != i-last-1):
			continue
		case last >= 0 && i-last-1 <= alteredGap+blankBetween(lines[last+1:i]):
			for k := last + 1; k < i; k++ {
				if lines[k].kind == other {
					lines[k].kind = notice
				}
			}
		}
		lines[i].kind = notice
		last = i
	}
}

// blankBetween counts empty lines.
func blankBetween(lines []line) int {
	n := 0
	for _, l := range lines {
		if l.kind == blank {
			n++
		}
	}
	return n
}

// statements are those of the new header: what the old one has, in the form of the
// template, and that of the holder when none is ours.
func (e *edit) statements() []string {
	var out []string
	t := e.template()
	ours := false
	for _, c := range policy.HeaderStatements(e.file) {
		ours = ours || slices.ContainsFunc(c.Holders, e.spec.Rule.Ours)
	}
	if fresh := e.fresh(); fresh != "" && !ours {
		out = append(out, fresh)
	}
	for k := range e.file.Copyrights {
		c := &e.file.Copyrights[k]
		if c.StartLine < e.file.Header.StartLine || c.StartLine > e.file.Header.EndLine {
			continue
		}
		var texts []string
		for n := c.StartLine; n <= c.EndLine; n++ {
			from, to := lineBounds(e.content, n)
			texts = append(texts, e.lang.Line(e.content[from:to]))
		}
		text := e.spec.date(strings.Join(texts, " "))
		if e.enc.bytes {
			text = fromLatin1(text)
		}
		if t.HasStatement() {
			text = inForm(t, text)
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// fromLatin1 is text whose bytes are characters.
func fromLatin1(s string) string {
	out := make([]rune, 0, len(s))
	for i := range len(s) {
		out = append(out, rune(s[i]))
	}
	return string(out)
}

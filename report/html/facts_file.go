// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/spdx"
)

// fileBlocks gives what is known of the file at a violation's lines: statements of
// licenses beside their reference texts, statements of copyright, the header.
func (f *facts) fileBlocks(v *policy.Violation, file *inventory.File, out []block) []block {
	about := func(prefixes ...string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(v.Check, p) })
	}
	before := len(out)
	if ofLicenses(v.Check) {
		n := 0
		for i := range file.Licenses {
			if l := &file.Licenses[i]; n < factBlocks && overlaps(v.Location, l.StartLine, l.EndLine) {
				out, n = append(out, f.licenseBlock(file, l)), n+1
			}
		}
	}
	if about("holder-", "copyright-", "notice-", "header-holder") {
		n := 0
		for i := range file.Copyrights {
			if c := &file.Copyrights[i]; n < factBlocks && overlaps(v.Location, c.StartLine, c.EndLine) {
				out, n = append(out, f.copyrightBlock(c)), n+1
			}
		}
	}
	if h := file.Header; h != nil && h.Text != "" && about("header-") && len(out) == before {
		if body, ok := f.headers[h.Text]; ok {
			b := block{Title: f.words.text("fact.header"), Sides: []side{{f.words.text("fact.header.asis"), f.texts.plain(text(body))}}}
			b.row(f.words.text("fact.lines"), lineRange(h.StartLine, h.EndLine))
			out = append(out, b)
		}
	}
	return out
}

func overlaps(l inventory.Location, start, end int) bool {
	return l.StartLine == 0 || start == 0 || start <= max(l.StartLine, l.EndLine) && max(start, end) >= l.StartLine
}

func lineRange(start, end int) string {
	switch {
	case start == 0:
		return ""
	case end <= start:
		return fmt.Sprint(start)
	}
	return fmt.Sprintf("%d–%d", start, end)
}

// licenseBlock is a statement of a license. A notice in a header stands beside the license's own notice
// as far as that is known, other words beside the reference text where they are at hand; the differences are marked.
func (f *facts) licenseBlock(file *inventory.File, l *inventory.License) block {
	b := block{Title: f.words.text("fact.license")}
	b.row(f.words.text("fact.expression"), clip(line(l.Expression)))
	b.row(f.words.text("fact.class"), f.words.word("class", l.Class))
	b.row(f.words.text("fact.lines"), lineRange(l.StartLine, l.EndLine))
	b.row(f.words.text("fact.confidence"), fmt.Sprintf("%.2f", l.Confidence))
	id := oneLicense(l.Expression)
	var found string
	if h := file.Header; h != nil && h.Text != "" && overlaps(inventory.Location{StartLine: h.StartLine, EndLine: h.EndLine}, l.StartLine, l.EndLine) {
		found = f.headers[h.Text]
	}
	reference, name := f.texts.reference(id, l.Class)
	switch {
	case found != "" && reference != "" && l.Class == inventory.ClassNotice:
		want, have := f.texts.compare(id+" notice", reference, file.Header.Text, withoutStatements(found))
		b.Sides = []side{{f.words.text("fact.reference", "name", name), want}, {f.words.text("fact.header.asis"), have}}
	case f.comparedSides(&b, file.Path, l):
	case found != "":
		b.Sides = []side{{f.words.text("fact.header.asis"), f.texts.plain(text(found))}}
	case reference != "" && l.Class == inventory.ClassText:
		b.Sides = []side{{f.words.text("fact.reference", "name", name), f.texts.plain(reference)}}
		b.Note = f.words.text("fact.license.words", "path", file.Path)
	}
	return b
}

// oneLicense is the id of an expression of one license; "" for others.
func oneLicense(expression string) string {
	e, err := spdx.Parse(expression)
	if err != nil || len(e.Licenses()) != 1 {
		return ""
	}
	id := e.Licenses()[0].String()
	id, _, _ = strings.Cut(id, " WITH ")
	return strings.TrimSuffix(id, "+")
}

// withoutStatements leaves the copyright lines out, which no reference holds.
func withoutStatements(s string) string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.TrimRight(l, "\r\n"); !header.Statement(l) && !strings.Contains(l, header.PlaceYear) {
			out = append(out, l)
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

func (f *facts) copyrightBlock(c *inventory.Copyright) block {
	b := block{Title: f.words.text("fact.copyright")}
	b.row(f.words.text("fact.holders"), f.list(c.Holders, len(c.Holders)))
	b.row(f.words.text("fact.years"), line(c.Years))
	b.row(f.words.text("fact.lines"), lineRange(c.StartLine, c.EndLine))
	body := c.Statement
	if c.Text != "" {
		body = c.Text
	}
	b.Sides = []side{{f.words.text("fact.statement"), f.texts.plain(clip(text(body)))}}
	return b
}

// wordDiff reads the evidence of a header that differs from its template, in the
// form of header.Difference, as two texts.
func (f *facts) wordDiff(v *policy.Violation) (block, bool) {
	if !strings.HasPrefix(v.Check, "header-") || !strings.Contains(v.Evidence, "[-") && !strings.Contains(v.Evidence, "{+") {
		return block{}, false
	}
	want, have := splitWordDiff(line(v.Evidence))
	return block{Title: f.words.text("fact.header.diff"), Sides: []side{
		{f.words.text("fact.template"), f.texts.add(want)}, {f.words.text("fact.header.asis"), f.texts.add(have)},
	}}, true
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/scanner/license"
	"github.com/outgate/outgate/scanner/license/text"
)

// ANSI "select graphic rendition" parameters.
const (
	inkBold  = "1"
	inkDim   = "2"
	inkMark  = "1;4"
	inkLost  = "31"
	inkAdded = "32"
)

// licensePage writes an explanation for people.
type licensePage struct {
	w       *bufio.Writer
	content []byte // of the file, as it was examined
	width   int
	color   bool
}

func newLicensePage(s program, content []byte) *licensePage {
	width := s.width
	if width == 0 {
		width = 100
	}
	return &licensePage{bufio.NewWriter(s.out), content, max(width, 40), s.color()}
}

func (p *licensePage) ink(style, text string) string {
	if !p.color || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

func (p *licensePage) write(x *license.Explanation) error {
	fmt.Fprintf(p.w, "%s: %s\n", p.ink(inkBold, report.Visible(x.File, p.width)), p.outcome(x))
	for _, g := range x.Gaps {
		fmt.Fprintf(p.w, "not examined: %s\n", report.Visible(g.Reason, p.width))
	}
	if slices.ContainsFunc(x.Findings, differs) {
		fmt.Fprintf(p.w, "%s are lost, %s added\n", p.marked(text.Lost, "words"), p.marked(text.Added, "words"))
	}
	for i := range x.Findings {
		p.finding(&x.Findings[i])
	}
	return p.w.Flush()
}

// outcome says in one line what was found.
func (p *licensePage) outcome(x *license.Explanation) string {
	switch n := len(x.Findings); {
	case x.Skipped == license.Empty:
		return "no license finding; the file is empty"
	case x.Skipped == license.Binary:
		return "not looked at for licenses; the file is binary"
	case x.Skipped == license.TooLarge:
		return "not looked at for licenses; the file is larger than --max-bytes"
	case n == 0 && len(x.Gaps) > 0:
		return "no license finding in what could be examined"
	case n == 0:
		return fmt.Sprintf("no license finding; all %d bytes were looked at", len(p.content))
	case n == 1:
		return "1 license finding"
	default:
		return fmt.Sprintf("%d license findings", n)
	}
}

func differs(f license.Finding) bool {
	return slices.ContainsFunc(f.Comparisons, func(c license.Comparison) bool { return c.Lost+c.Added > 0 })
}

func (p *licensePage) finding(f *license.Finding) {
	expression := report.Visible(f.Expression, p.width)
	rest := fmt.Sprintf("%s, %s, confidence %s", f.Class, lineRange(f.StartLine, f.EndLine), confidence(f.Confidence))
	between := "  "
	if report.Columns(expression)+2+len(rest) > p.width {
		between = "\n  "
	}
	fmt.Fprintf(p.w, "\n%s%s%s\n", p.ink(inkBold, expression), between, rest)
	p.sentence(f.Why)
	gutter := len(strconv.Itoa(f.EndLine))
	for _, l := range f.Lines {
		gutter = max(gutter, len(strconv.Itoa(l.Number)))
	}
	if len(f.Lines) > 0 {
		p.w.WriteByte('\n')
	}
	for _, l := range f.Lines {
		p.line(l, gutter)
	}
	if f.MoreLines > 0 {
		p.row(0, gutter, p.ink(inkDim, fmt.Sprintf("... %d more lines ...", f.MoreLines)))
	}
	for i := range f.Comparisons {
		c := &f.Comparisons[i]
		fmt.Fprintf(p.w, "\n  %s\n", p.ink(inkDim, report.Visible(fmt.Sprintf("%s compared with %s", lineRange(c.StartLine, c.EndLine), c.Document), p.width-2)))
		if len(c.SameWords) > 0 {
			fmt.Fprintf(p.w, "  %s\n", p.ink(inkDim, report.Visible("the same words are the text of "+strings.Join(c.SameWords, ", "), p.width-2)))
		}
		p.comparison(c, len(strconv.Itoa(c.EndLine)))
	}
}

// sentence writes wrapped text at an indent of 2.
func (p *licensePage) sentence(s string) {
	var words []string
	for word := range strings.FieldsSeq(report.Visible(s, 0)) {
		words = append(words, report.Visible(word, p.width-2))
	}
	fmt.Fprintf(p.w, "  %s\n", strings.ReplaceAll(wrap(strings.Join(words, " "), p.width-2), "\n", "\n  "))
}

func lineRange(start, end int) string {
	if end <= start {
		return fmt.Sprintf("line %d", start)
	}
	return fmt.Sprintf("lines %d-%d", start, end)
}

// confidence writes no 1.00 for what is less.
func confidence(c float64) string {
	if s := fmt.Sprintf("%.2f", c); c >= 1 || s != "1.00" {
		return s
	}
	return "0.99"
}

// row writes a line behind the number of the file's line; 0 writes none.
func (p *licensePage) row(number, gutter int, text string) {
	lead := strings.Repeat(" ", gutter)
	if number > 0 {
		lead = fmt.Sprintf("%*d", gutter, number)
	}
	for strings.Contains(text, "##") { // pieces that are harmless alone: the log of a CI service obeys "##["
		text = strings.ReplaceAll(text, "##", `#\#`)
	}
	fmt.Fprintf(p.w, "  %s %s\n", p.ink(inkDim, lead+" |"), strings.TrimRight(text, " "))
}

// room is how many columns are behind the line number.
func (p *licensePage) room(gutter int) int { return p.width - gutter - 5 }

// line writes a line of the file with the words of the finding underlined.
func (p *licensePage) line(l license.Line, gutter int) {
	pieces := fit(l.Pieces, p.room(gutter))
	var text, under strings.Builder
	for _, one := range pieces {
		sign := " "
		if one.Mark {
			sign = "^"
			text.WriteString(p.ink(inkMark, one.Text))
		} else {
			text.WriteString(one.Text)
		}
		under.WriteString(strings.Repeat(sign, report.Columns(one.Text)))
	}
	p.row(l.Number, gutter, text.String())
	if u := under.String(); !p.color && strings.Contains(u, "^") {
		p.row(0, gutter, u)
	}
}

// fit makes the pieces visible and cuts them to so many columns: first of what
// stands before the words of the finding, then at the end.
func fit(pieces []license.Piece, columns int) (out []license.Piece) {
	total := 0
	for _, one := range pieces {
		one.Text = report.Visible(strings.ReplaceAll(one.Text, "\t", "    "), 0)
		total += report.Columns(one.Text)
		out = append(out, one)
	}
	if total <= columns {
		return out
	}
	if first := &out[0]; !first.Mark && len(out) > 1 && report.Columns(first.Text) > columns/3 {
		first.Text = "…" + lastColumns(first.Text, columns/3-1)
	}
	for i := range out {
		if columns <= 0 {
			return out[:i]
		}
		out[i].Text = report.Visible(out[i].Text, columns)
		columns -= report.Columns(out[i].Text)
	}
	return out
}

// lastColumns is the end of a visible text.
func lastColumns(s string, columns int) string {
	runes := []rune(s)
	i := len(runes)
	for used := 0; i > 0; i-- {
		if used += report.Columns(string(runes[i-1])); used > columns {
			break
		}
	}
	return string(runes[i:])
}

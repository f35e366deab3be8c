// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package fix

import (
	"bytes"
	"slices"
	"strings"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// edit is the work on one file.
type edit struct {
	spec    *Spec
	lang    *header.Language
	file    *inventory.File
	content []byte
	enc     encoding
	eol     string
}

// template is what new headers say.
func (e *edit) template() *header.Template { return e.spec.Rule.Templates[0] }

// fresh is the statement of the holder as of today; "" when the template has none.
func (e *edit) fresh() string { return e.template().Fill(e.spec.newYears(), e.spec.Holder) }

// newYears are those of a new statement.
func (s *Spec) newYears() string {
	if s.Rule.Year == policy.YearNone {
		return ""
	}
	return s.Year
}

// add writes a header at an offset.
func (e *edit) add(at int) (out []byte, why string) {
	var statements []string
	if s := e.fresh(); s != "" {
		statements = append(statements, s)
	}
	lines, err := e.lang.Comment(e.template().Lines(statements))
	if err != nil {
		return nil, err.Error()
	}
	text, why := e.join(lines)
	if why != "" {
		return nil, why
	}
	before, after := e.content[:at], e.content[at:]
	if at > 0 && before[at-1] != '\n' && !bytes.Equal(before, []byte("\xef\xbb\xbf")) {
		text = e.eol + text // the last line of what stays first has no end
	}
	if len(after) > 0 && !e.lang.Tight() && !blankLine(after) {
		text += e.eol
	}
	return slices.Concat(before, []byte(text), after), ""
}

// blankLine reports text that begins with an empty line.
func blankLine(text []byte) bool {
	n := bytes.IndexByte(text, '\n')
	return n >= 0 && len(bytes.TrimSpace(text[:n])) == 0
}

// join writes lines with the line ends and in the encoding of the file.
func (e *edit) join(lines []string) (text string, why string) {
	var b strings.Builder
	for _, l := range lines {
		l, err := e.enc.line(l)
		if err != nil {
			return "", err.Error()
		}
		b.WriteString(l + e.eol)
	}
	return b.String(), ""
}

// existing brings a header that is there into the form that the policy asks for.
func (e *edit) existing(found header.Found) (out []byte, action Action, why string) {
	rule := e.spec.Rule
	text := header.MaskYears(found.Text(e.lang, e.content))
	_, d := header.Nearest(rule.Templates, text)
	ours := false
	for _, c := range policy.HeaderStatements(e.file) {
		ours = ours || slices.ContainsFunc(c.Holders, rule.Ours)
	}
	unnamed := !ours && rule.NeedsHolder() && e.template().HasStatement()
	if rule.Demands(d.Grade) || unnamed {
		out, why = e.rewrite(found)
		return out, Replaced, why
	}
	out, changed := e.redate()
	if !changed {
		return nil, Kept, ""
	}
	return out, Dated, ""
}

// redate writes the years of the project's statements by the rule, in place.
func (e *edit) redate() (out []byte, changed bool) {
	out = e.content
	statements := policy.HeaderStatements(e.file)
	for i := len(statements) - 1; i >= 0; i-- { // backward, so that offsets in front stay
		c := statements[i]
		from, to := lineBounds(e.content, c.StartLine)
		line := string(e.content[from:to])
		if dated := e.spec.date(line); dated != line && slices.ContainsFunc(c.Holders, e.spec.Rule.Ours) {
			out = slices.Concat(out[:from], []byte(dated), out[to:])
			changed = true
		}
	}
	return out, changed
}

// lineBounds are the offsets of a line, counted from 1, without its line end.
func lineBounds(content []byte, number int) (from, to int) {
	for ; number > 1; number-- {
		n := bytes.IndexByte(content[from:], '\n')
		if n < 0 {
			return len(content), len(content)
		}
		from += n + 1
	}
	to = len(content)
	if n := bytes.IndexByte(content[from:], '\n'); n >= 0 {
		to = from + n
	}
	return from, to
}

// rewrite replaces the lines of the header, and keeps others of its comment where
// they stand for themselves.
func (e *edit) rewrite(found header.Found) (out []byte, why string) {
	first, last := found.Blocks[0], found.Blocks[len(found.Blocks)-1]
	for i, b := range found.Blocks {
		switch {
		case b.Doc:
			return nil, "has its header in a doc string"
		case b.Mixed || b.Open:
			return nil, "has code behind its header, on the same line"
		case i > 0 && len(bytes.TrimSpace(e.content[found.Blocks[i-1].End:b.Start])) > 0:
			return nil, "has code between the comments of its header"
		case i > 0 && b.Lined() != first.Lined():
			return nil, "has its header in comments of two kinds"
		}
	}
	p, why := e.parts(found)
	if why != "" {
		return nil, why
	}
	if len(p.before)+len(p.after) > 0 && !first.Lined() {
		return nil, "has other text in the comment of its header"
	}
	lines, err := e.lang.Like(e.content, first, e.template().Lines(p.statements))
	if err != nil {
		return nil, err.Error()
	}
	text, why := e.join(lines)
	if why != "" {
		return nil, why
	}
	tail := e.content[last.End:]
	if n := len(e.content[:last.End]); n > 0 && e.content[n-1] != '\n' { // the file ends with the header, without a line end
		text = strings.TrimSuffix(text, e.eol)
	}
	if len(p.after) > 0 && !strings.HasSuffix(text, "\n") {
		text += e.eol
	}
	start := first.Start
	return slices.Concat(e.content[:start], bytes.Join(p.before, nil), []byte(text), bytes.Join(p.after, nil), tail), ""
}

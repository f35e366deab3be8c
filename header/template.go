// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

import (
	"errors"
	"fmt"
	"strings"
)

// Places of a template that each file fills itself.
const (
	PlaceYear   = "{year}"
	PlaceHolder = "{holder}"
)

// Grade says how far a header is from its template.
type Grade string

// The grades, mildest first.
const (
	Conform     Grade = ""            // the words of the template, whatever the line breaks
	Cosmetic    Grade = "cosmetic"    // case, punctuation, http or https, (c) or not
	YearOnly    Grade = "year-only"   // years alone
	Substantive Grade = "substantive" // words
)

// Worse reports whether g is farther from the template than o.
func (g Grade) Worse(o Grade) bool { return g.rank() > o.rank() }

func (g Grade) rank() int {
	switch g {
	case Cosmetic:
		return 1
	case YearOnly:
		return 2
	case Substantive:
		return 3
	}
	return 0
}

// Template is what the headers of a project say. It is read only.
type Template struct {
	Name      string // of a built-in notice or of a file; for messages
	lines     []string
	statement int // the line with the copyright statement; -1 when there is none
	body      []word
}

// maxTemplate bounds a template, in bytes.
const maxTemplate = 16 << 10

// NewTemplate reads a template: the lines of a header without comment marks.
// The line of its copyright statement holds {holder}, and {year} where a year
// belongs. A file may have any number of such lines.
func NewTemplate(name, text string) (*Template, error) {
	if len(text) > maxTemplate {
		return nil, fmt.Errorf("larger than %d KiB", maxTemplate>>10)
	}
	t := &Template{Name: name, statement: -1}
	for line := range strings.Lines(strings.TrimPrefix(text, string(bom))) {
		line = strings.TrimRight(line, " \t\r\n")
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			return nil, errors.New("it holds control characters")
		}
		if line == "" && len(t.lines) == 0 {
			continue
		}
		t.lines = append(t.lines, line)
	}
	for len(t.lines) > 0 && t.lines[len(t.lines)-1] == "" {
		t.lines = t.lines[:len(t.lines)-1]
	}
	var body []string
	for i, line := range t.lines {
		filled := strings.NewReplacer(PlaceYear, "", PlaceHolder, "").Replace(line)
		if from := strings.IndexByte(filled, '{'); from >= 0 && strings.IndexByte(filled[from:], '}') > 0 {
			return nil, fmt.Errorf("line %d: known places are %s and %s", i+1, PlaceYear, PlaceHolder)
		}
		switch {
		case line == filled && !Statement(line):
			body = append(body, line)
		case !strings.Contains(line, PlaceHolder):
			return nil, fmt.Errorf("line %d: a copyright statement without %s", i+1, PlaceHolder)
		case t.statement >= 0:
			return nil, fmt.Errorf("line %d: a second copyright statement; one stands for all", i+1)
		default:
			t.statement = i
		}
	}
	if t.body = wordsOf(strings.Join(body, " ")); len(t.body) == 0 && t.statement < 0 {
		return nil, errors.New("it is empty")
	}
	return t, nil
}

// HasStatement reports whether the template asks for a copyright statement.
func (t *Template) HasStatement() bool { return t.statement >= 0 }

// HasYear reports whether the statement holds a year.
func (t *Template) HasYear() bool {
	return t.statement >= 0 && strings.Contains(t.lines[t.statement], PlaceYear)
}

// Fill writes the statement of one holder; years "" leaves the place out. The
// result is "" when the template has no statement.
func (t *Template) Fill(years, holder string) string {
	if t.statement < 0 {
		return ""
	}
	before, after, _ := strings.Cut(t.lines[t.statement], PlaceHolder)
	line := strings.ReplaceAll(before, PlaceYear, years) + holder + strings.ReplaceAll(after, PlaceYear, years)
	if years == "" {
		line = strings.Join(strings.Fields(line), " ")
	}
	return line
}

// Lines writes the template with the given statements in their place.
func (t *Template) Lines(statements []string) []string {
	var out []string
	for i, line := range t.lines {
		switch {
		case i != t.statement:
			out = append(out, line)
		default:
			out = append(out, statements...)
		}
	}
	return out
}

// Difference is what tells a header from a template.
type Difference struct {
	Grade Grade
	Words string // word diff, [-in the template alone-] {+in the header alone+}; "" when Conform
	count int    // words that differ
}

// Compare compares the text of a header, as [Language.Text] gives it, with the
// template. Years of statements are not looked at: their rule is another matter.
// Lines before and behind the template that speak of no rights (a description
// of the file, say) are no part of the header.
func (t *Template) Compare(text string) Difference {
	var body, statements []string
	for line := range strings.Lines(text) {
		switch line = strings.TrimSpace(line); {
		case Statement(line):
			statements = append(statements, line)
		case !reserved(line):
			body = append(body, line)
		}
	}
	changes := compare(t.body, wordsOf(strings.Join(body, " ")))
	if n := len(changes); n > 0 && beside(changes[n-1]) {
		changes = changes[:n-1]
	}
	if len(changes) > 0 && beside(changes[0]) {
		changes = changes[1:]
	}
	d := Difference{}
	for _, c := range changes {
		if !c.same {
			d.Grade = Substantive
			d.count += len(c.want) + len(c.have)
		}
	}
	if d.Grade == Substantive {
		d.Words = show(changes)
	}
	if t.statement >= 0 && len(statements) == 0 {
		d.Grade, d.Words = Substantive, strings.TrimSpace("[-"+t.lines[t.statement]+"-] "+d.Words)
		d.count++
	}
	if d.Grade == Conform {
		t.cosmetics(&d, changes, statements)
	}
	return d
}

// cosmetics looks for words that are equal, but not written alike.
func (t *Template) cosmetics(d *Difference, changes []change, statements []string) {
	var out []string
	for _, c := range changes {
		for i := range c.want {
			if c.want[i].text != c.have[i].text {
				out = append(out, "[-"+c.want[i].text+"-] {+"+c.have[i].text+"+}")
				if c.want[i].norm == "0000" {
					d.Grade = YearOnly
				}
			}
		}
	}
	if t.statement >= 0 {
		want := sign(t.lines[t.statement])
		for _, s := range statements {
			if have := sign(s); have != want {
				out = append(out, "[-"+want+"-] {+"+have+"+}")
				break
			}
		}
	}
	if len(out) > 0 {
		d.Words, d.count = strings.Join(out, " "), len(out)
		if d.Grade == Conform {
			d.Grade = Cosmetic
		}
	}
}

// Share tells how much of each line of a text the template accounts for, from 0 to
// 1 (1 for a line without words), and how many of their words that are.
func (t *Template) Share(lines []string) (of []float64, words int) {
	var have []word
	count := make([]int, len(lines))
	line := []int{}
	for i, l := range lines {
		for _, w := range wordsOf(l) {
			if len(have) < maxWords {
				have, line = append(have, w), append(line, i)
				count[i]++
			}
		}
	}
	matched := make([]int, len(lines))
	for _, c := range compare(t.body, have) {
		if c.same {
			for k := range c.have {
				matched[line[c.offset+k]]++
			}
			words += len(c.have)
		}
	}
	of = make([]float64, len(lines))
	for i := range lines {
		of[i] = 1
		if count[i] > 0 {
			of[i] = float64(matched[i]) / float64(count[i])
		}
	}
	return of, words
}

// Nearest compares the text with each template and returns the one it is nearest to.
func Nearest(templates []*Template, text string) (*Template, Difference) {
	var best *Template
	var least Difference
	for _, t := range templates {
		d := t.Compare(text)
		if best == nil || least.Grade.Worse(d.Grade) || least.Grade == d.Grade && d.count < least.count {
			best, least = t, d
		}
	}
	return best, least
}

// beside reports words before or behind the template that speak of no rights.
func beside(c change) bool {
	return !c.same && len(c.want) == 0 && !speaksOfRights(c.have)
}

// SpeaksOfRights reports words that grant, keep or forbid something. The bare noun
// license is not among them: programs deal with licenses.
func SpeaksOfRights(text string) bool { return speaksOfRights(wordsOf(text)) }

func speaksOfRights(words []word) bool {
	for _, w := range words {
		for _, stem := range [...]string{"copyright", "licensed", "sublicens", "licensor", "permission", "permitted", "restrict", "prohibit", "commercial", "warrant", "redistribut", "patent",
			"confidential", "proprietary", "spdx", "trademark", "grant", "rights"} {
			if strings.Contains(w.norm, stem) {
				return true
			}
		}
	}
	return false
}

// Statement reports a line that is a copyright statement, or the tag of one.
func Statement(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" || strings.IndexByte("cCsS(\xc2", line[0]) < 0 { // the first bytes of what follows
		return false
	}
	low := strings.ToLower(line)
	if strings.HasPrefix(low, "spdx-filecopyrighttext:") || strings.HasPrefix(low, "©") {
		return true
	}
	rest, ok := strings.CutPrefix(low, "copyright")
	if !ok {
		rest, ok = strings.CutPrefix(low, "(c)")
		return ok && (hasYear(rest) || strings.Contains(rest, PlaceHolder))
	}
	if rest != "" && letterDigit(rest[0]) { // copyrighted
		return false
	}
	return hasYear(rest) || strings.Contains(rest, "(c)") || strings.Contains(rest, "©") || strings.Contains(rest, PlaceHolder) ||
		line[0] == 'C' && named(line[len("copyright"):])
}

// named reports a text that begins with a name: a word with a capital that is not common in notices.
func named(rest string) bool {
	for _, f := range strings.Fields(rest) {
		switch w := strings.ToLower(strings.Trim(f, ".,:;")); {
		case w == "" || w == "by":
			continue
		case w == "notice" || w == "holder" || w == "holders" || w == "owner" || w == "owners" || w == "license" || w == "law" || w == "act":
			return false
		}
		return f[0] >= 'A' && f[0] <= 'Z' || f[0] >= 0x80
	}
	return false
}

// hasYear reports a year among the words, or the mask of one.
func hasYear(text string) bool {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r == ',' || r == '-' || r == '\t' || r == ':' || r == ')' || r == '–'
	}) {
		if isYear(w) || w == PlaceYear {
			return true
		}
	}
	return false
}

// sign is the beginning of a statement up to its year or holder.
func sign(statement string) string {
	var out []string
	for _, w := range strings.Fields(statement) {
		switch strings.ToLower(w) {
		case "copyright", "copyright:", "(c)", "©", "spdx-filecopyrighttext:", "copyright(c)", "copyright©":
			out = append(out, w)
			continue
		}
		return strings.Join(out, " ")
	}
	return strings.Join(out, " ")
}

// reserved reports the line "All rights reserved", which adds nothing to a statement.
func reserved(line string) bool {
	return strings.Trim(strings.ToLower(line), ". ") == "all rights reserved"
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// Bounds of the reference scanner.
const (
	maxStatement = 400   // bytes of a statement that are read
	maxAnchors   = 20000 // lines looked at in one file
	listOf       = 12    // more distinct ids than this make a list of licenses
)

// references finds sentences that put something under a named license, outside
// the lines that other facts cover. A file that names more than twelve
// licenses is a list of licenses and has none. cut is set when the file has
// more lines about licenses than are read.
func references(file string, content []byte, found []inventory.License) (out []inventory.License, cut bool) {
	covered := coverage(found)
	code := isCode(file)
	ids := map[string]bool{}
	anchors := 0
	for at, line := range anchorLines(content) {
		if anchors++; anchors > maxAnchors {
			cut = true
			break
		}
		if covered(line) {
			continue
		}
		statement, first := statementAt(content, at)
		for _, r := range grants(statement, first, code) {
			for _, l := range r.expr.Licenses() {
				ids[l.ID] = true
			}
			if r.confidence <= looseName && knownFamily(found, r.expr.String()) {
				continue
			}
			out = append(out, inventory.License{Expression: r.expr.String(), Class: inventory.ClassReference, StartLine: line, EndLine: line + r.line, Confidence: r.confidence})
		}
	}
	if len(ids) > listOf {
		return nil, cut
	}
	return out, cut
}

// knownFamily reports whether the file already names a license of the family:
// a reference without version or variant then adds nothing.
func knownFamily(found []inventory.License, id string) bool {
	family, _, _ := strings.Cut(id, "-")
	return slices.ContainsFunc(found, func(l inventory.License) bool {
		return l.Expression == id || strings.HasPrefix(l.Expression, family+"-") || strings.Contains(l.Expression, " "+family+"-") || strings.Contains(l.Expression, "("+family+"-")
	})
}

// coverage tells which lines other facts explain.
func coverage(found []inventory.License) func(line int) bool {
	return func(line int) bool {
		return slices.ContainsFunc(found, func(l inventory.License) bool {
			return l.StartLine <= line && line <= l.EndLine
		})
	}
}

// isCode reports whether text in double quotes is a string rather than prose.
func isCode(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case "", ".md", ".markdown", ".txt", ".rst", ".adoc", ".html", ".htm", ".xml", ".pom", ".tex", ".texi", ".1", ".in":
		return false
	}
	return true
}

// anchorLines yields the lines that hold the word license in some form: the
// offset of the line's first byte and its number. Lines are yielded once.
func anchorLines(content []byte) func(yield func(at, line int) bool) {
	return func(yield func(at, line int) bool) {
		line, counted, pos := 1, 0, 0
		next := [2]int{-2, -2}
		for {
			at := -1
			for i, s := range []string{"icen", "ICEN"} {
				if next[i] == -2 || next[i] >= 0 && next[i] < pos {
					next[i] = index(content, s, pos)
				}
				if next[i] >= 0 && (at < 0 || next[i] < at) {
					at = next[i]
				}
			}
			if at < 0 {
				return
			}
			near := max(0, at-maxStatement)
			start := near + bytes.LastIndexByte(content[near:at], '\n') + 1
			if start == near && near > 0 { // a very long line is read around the word only
				start = at - maxStatement/2
			}
			start = max(start, counted)
			line += bytes.Count(content[counted:start], []byte("\n"))
			counted = start
			if at > 0 && content[at-1]|0x20 == 'l' && !yield(start, line) {
				return
			}
			end := bytes.IndexByte(content[at:], '\n')
			if end < 0 || end > maxStatement {
				end = min(maxStatement, len(content)-at)
			}
			pos = at + max(end, 1)
		}
	}
}

// statementAt returns the line at an offset and the next one, in lower case,
// without comment leaders, and the length of the first line in it.
func statementAt(content []byte, at int) (statement string, first int) {
	rest := content[at:min(len(content), at+maxStatement)]
	lines := bytes.SplitN(rest, []byte("\n"), 3)
	statement = plainLine(lines[0])
	first = len(statement)
	if len(lines) > 1 {
		if second := strings.TrimLeft(plainLine(lines[1]), "-*#/; "); second != "" {
			statement += " " + second
		}
	}
	return statement, first
}

// plainLine is a line in lower case with single spaces, without the comment
// leader and markup that may stand between words.
func plainLine(line []byte) string {
	s := strings.ToLower(strings.ToValidUTF8(string(line), " "))
	s = strings.TrimLeft(s, " \t\r*#/;!%-<>|.'`")
	var b strings.Builder
	for f := range strings.FieldsSeq(markup.Replace(s)) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(f)
	}
	return b.String()
}

var markup = strings.NewReplacer("**", "", "`", "", "_", "-", "‘", "", "’", "", "“", "", "”", "", "[", "")

// grant is one license, or a choice, named by a statement.
type grant struct {
	expr       *spdx.Expr
	confidence float64
	line       int // 1 when the name ends on the statement's second line
}

var (
	// a thing is put under a license
	under = regexp.MustCompile(`\b(?:(?:re-?)?licen[cs]ed|released|distributed|(?:made )?available|provided|published|covered|redistributed|contributed|governed|subject|offered|open-?sourced) (?:only |solely |free of charge |freely |for use )?(?:under|by|to|with)(?: the)?(?: (?:terms|conditions)(?: and conditions)?(?: of)?)?(?: a choice of)?(?: either| both)?(?: of)?(?: the| a| an)?[ :]+`)
	// a labeled field: "License: MIT", "@license MIT"
	label = regexp.MustCompile(`^@?(?:software )?licen[cs]e(?:d|s| type)? ?(?:[:=]|\bis\b|is:) ?(?:under )?(?:the )?"?`)
	// @license MIT, without a colon
	docLabel = regexp.MustCompile(`^@licen[cs]e:? +(?:the )?`)
	negation = regexp.MustCompile(`\b(?:not|never|cannot|unless|incompatible|without|if|unlike|isn't|aren't|except|instead of|rather than|whether|formerly|previously|e\.g\.|for example|such as|might be|to be|could be|would be|must be|resulting)\b[^.]{0,40}$`)
)

// grants reads the licenses that a statement puts something under. first is
// the length of its first line, in which it must begin.
func grants(statement string, first int, code bool) []grant {
	var out []grant
	read := func(at int) {
		either := false // the next name is an alternative to the one before
		for range 4 {
			n, ok := readName(statement[at:])
			if !ok {
				return
			}
			g := grant{expr: ref(n.id), confidence: n.confidence}
			if at += n.size; at > first+1 {
				g.line = 1
			}
			if last := len(out) - 1; either && last >= 0 {
				g.expr, g.confidence = spdx.Or(out[last].expr, g.expr), min(g.confidence, out[last].confidence)
				out = out[:last]
			}
			out = append(out, g)
			m := alternative.FindStringSubmatch(statement[at:])
			if m == nil {
				return
			}
			at += len(m[0])
			either = m[1] == "or"
		}
	}
	for _, re := range []*regexp.Regexp{label, docLabel} {
		if m := re.FindStringIndex(statement); m != nil && len(out) == 0 {
			if read(m[1]); len(out) > 0 {
				return out
			}
		}
	}
	for _, m := range under.FindAllStringIndex(statement, 4) {
		before := statement[:m[0]]
		if m[0] > first || negation.MatchString(before) || code && strings.Count(before, `"`)%2 == 1 || len(out) > 0 {
			continue
		}
		if strings.Contains(statement, "exception") && !strings.Contains(before, "this file") {
			continue // what an exception excepts from
		}
		if !strings.Contains(statement[m[0]:], "licen") && !strings.Contains(statement[m[0]:], "gpl") {
			continue
		}
		read(m[1])
	}
	return out
}

// alternative joins two license names.
var alternative = regexp.MustCompile(`^(?: licen[cs]es?)?,? ?\b(and/or|as well as|or|and) (?:the |under the |a )?`)

// named is a license name at the start of a text.
type named struct {
	id         string
	confidence float64
	size       int
}

// readName reads a license name, alias or URL at the start of s.
func readName(s string) (named, bool) {
	if n, ok := readGNU(s); ok {
		return n, true
	}
	for _, n := range licenseNames() {
		if m := n.re.FindString(s); m != "" && endsWord(s, len(m)) {
			return named{n.id, n.confidence, len(m)}, true
		}
	}
	// an SPDX id as it is
	word := s
	if n := strings.IndexAny(s, ` ,;"')]>`); n >= 0 {
		word = s[:n]
	}
	word = strings.TrimRight(word, ".")
	if id, _, ok := spdx.Known(word); ok && strings.ContainsAny(word, "-0123456789") {
		return named{id, 0.9, len(word)}, true
	}
	return named{}, false
}

func endsWord(s string, n int) bool {
	if n >= len(s) {
		return true
	}
	c := s[n]
	return (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' && c != '.' || n+1 >= len(s) || byteClass[s[n+1]] != byteLetter && byteClass[s[n+1]] != byteDigit)
}

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
	maxStatement = 400   // bytes of a line that are read
	maxAnchors   = 20000 // lines looked at in one file
	recent       = 64    // facts among which a sentence that several lines lead to is known again
	listOf       = 12    // more distinct ids than this make a list of licenses
)

// references finds sentences that put something under a named license, outside
// the lines that other facts cover. Such a sentence is a notice where it speaks
// of the file: in the comment at its start, or in the words of the GNU notice.
// A file that names more than twelve licenses by reference is a list of
// licenses and has none. cut is set when the file has more lines about
// licenses than are read.
func references(file string, content []byte, found []inventory.License) (out []inventory.License, cut bool) {
	covered := coverage(found)
	code := isCode(file)
	leading := -1 // not known yet
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
		if leading < 0 {
			leading = leadingComment(file, content)
		}
		p := passageAt(content, at, line)
		for _, g := range grants(p, code, at < leading) {
			first, last := p.lineOf(g.from), p.lineOf(g.to-1)
			l := inventory.License{Expression: g.expr.String(), Class: inventory.ClassReference, StartLine: p.first + first, EndLine: p.first + last, Confidence: g.confidence}
			if first > p.here || last < p.here || covered(l.StartLine) || covered(l.EndLine) {
				continue
			}
			if g.formal || p.raw[first] < leading {
				l.Class = inventory.ClassNotice
			}
			if g.aside || g.otherwise && len(found)+len(out) > 0 { // or a choice that nobody need take
				l.Class = inventory.ClassReference
			}
			if l.Class == inventory.ClassNotice && isExample(found, l) || slices.Contains(out[max(0, len(out)-recent):], l) {
				continue
			}
			if l.Class == inventory.ClassReference {
				for _, id := range g.expr.Licenses() {
					ids[id.ID] = true
				}
			}
			out = append(out, l)
		}
	}
	out = withoutVague(found, out)
	if len(ids) > listOf {
		out = slices.DeleteFunc(out, func(l inventory.License) bool { return l.Class == inventory.ClassReference })
	}
	return out, cut
}

// isExample reports whether a notice stands in or soon behind the text of its
// license, which shows how to apply it.
func isExample(found []inventory.License, notice inventory.License) bool {
	return slices.ContainsFunc(found, func(l inventory.License) bool {
		return l.Class == inventory.ClassText && sameFamily(l.Expression, notice.Expression) && l.EndLine-l.StartLine > appendixLines && l.StartLine <= notice.StartLine && notice.StartLine <= l.EndLine+appendixLines
	})
}

// withoutVague drops names without version or variant where the file also
// names a license of that family exactly: they add nothing.
func withoutVague(found, named []inventory.License) []inventory.License {
	families := map[string]bool{}
	vague := func(l inventory.License) bool { return l.Class != inventory.ClassText && l.Confidence <= looseName }
	add := func(l inventory.License) {
		if e := ref(l.Expression); e != nil {
			for _, id := range e.Licenses() {
				families[familyName(id.ID)] = true
			}
		}
	}
	for _, l := range found {
		add(l)
	}
	for _, l := range named {
		if !vague(l) {
			add(l)
		}
	}
	return slices.DeleteFunc(named, func(l inventory.License) bool {
		return vague(l) && !slices.ContainsFunc(ref(l.Expression).Licenses(), func(id spdx.License) bool { return !families[familyName(id.ID)] })
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

// anchorLines yields the lines that hold the word license in some form or GPL:
// the offset of the line's first byte and its number. Lines are yielded once.
func anchorLines(content []byte) func(yield func(at, line int) bool) {
	return func(yield func(at, line int) bool) {
		line, counted, pos := 1, 0, 0
		next := [4]int{-2, -2, -2, -2}
		for {
			at := -1
			for i, s := range [...]string{"icen", "ICEN", "GPL", "gpl"} {
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
			if (content[at]|0x20 == 'g' || at > 0 && content[at-1]|0x20 == 'l') && !yield(start, line) {
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

// plainLine is a line in lower case with single spaces, without the comment
// leader and markup that may stand between words.
func plainLine(line []byte) string {
	s := strings.ToLower(strings.ToValidUTF8(string(line), " "))
	s = strings.TrimLeft(s, " \t\r*#/;!%-<>|.'`")
	for _, word := range []string{"dnl ", "rem ", "@rem ", "::"} {
		s = strings.TrimPrefix(s, word)
	}
	var b strings.Builder
	for f := range strings.FieldsSeq(markup.Replace(s)) {
		if len(f) < 4 && f != "/" && f != "|" && strings.Trim(f, "*#/|;%!-<>") == "" { // the frame of a comment
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(f)
	}
	return b.String()
}

var markup = strings.NewReplacer("**", "", "`", "", "_", "-", "‘", "", "’", "", "“", "", "”", "", "[", "")

// grant is one license, or a choice, named by a passage.
type grant struct {
	expr       *spdx.Expr
	confidence float64
	from, to   int  // the words in the passage
	formal     bool // the wording of a header that speaks of the program it stands in
	otherwise  bool // an alternative to what was said before
	aside      bool // a remark on something else
}

const (
	termsOf  = `(?:terms|conditions|provisions)(?:,? (?:and|&|or) (?:the )?(?:conditions|provisions))?`
	licensee = `(?:re-?)?licen[cs]ed|released|(?:re)?distributed|(?:made )?available|provided|published|covered|contributed|governed|subject|offered|open-?sourced`
	modifier = `(?:modify|(?:re)?distribute|modified|used|copied)(?: it| them| this (?:file|program|software|library|code|work))?`
)

var (
	// a thing is put under a license
	under = regexp.MustCompile(`\b(?:(?:(?:` + licensee + `) (?:only |solely |free of charge |freely |for use )?(?:under|by|to|with)|` + modifier + ` under)(?: all)?(?: the)?(?: ` + termsOf + `(?: of)?)?|(?:under|according to|in accordance with) (?:all )?(?:the )?` + termsOf + ` of)(?: a choice of)?(?: either| both)?(?: of)?(?: the| a| an)?[ :]+`)
	// the notice that GNU recommends
	formalGNU = regexp.MustCompile(`^(?:modify|(?:re)?distribute)\b`)
	published = regexp.MustCompile(`^\W{0,3}as published by`)
	// a labeled field: "License: MIT", "@license MIT"
	label = regexp.MustCompile(`^@?(?:software )?licen[cs]e(?:d|s| type)? ?(?:[:=]|\bis\b|is:) ?(?:under )?(?:the )?"?`)
	// @license MIT, without a colon
	docLabel = regexp.MustCompile(`^@licen[cs]e:? +(?:the )?`)
	// MIT Licensed
	adjective = regexp.MustCompile(`^[a-z0-9 .+-]{2,40}? licen[cs]ed\b(?:[.,;|) ]*$|[.;|)])`)
	aside     = regexp.MustCompile(`\bnote that\b[^.]{0,100}$`)
	dual      = regexp.MustCompile(`\b(?:dual|dually|double|tri|triple)[ -]$`)
	negation  = regexp.MustCompile(`\b(?:not|never|cannot|unless|incompatible|without|if|unlike|isn't|aren't|except|other (?:software|programs|works|code)|instead of|rather than|whether|formerly|previously|e\.g\.|for example|such as|might be|to be|could be|would be|must be|resulting)\b[^.]{0,40}$`)
)

// maxGrants is how many sentences of one passage are read.
const maxGrants = 4

// grants reads the licenses that a passage puts something under. leading tells
// that the passage stands in the comment at the start of the file.
func grants(p passage, code, leading bool) []grant {
	here := p.lines[p.here]
	for _, re := range []*regexp.Regexp{label, docLabel} {
		if m := re.FindStringIndex(p.text[here:]); m != nil {
			if out := readChoice(p.text, here, here+m[1], false); len(out) > 0 {
				return out
			}
		}
	}
	if leading {
		if g, ok := adjectival(p, here); ok {
			return []grant{g}
		}
	}
	var out []grant
	for _, m := range under.FindAllStringIndex(p.text, maxGrants) {
		if len(out) > 0 && m[0] < out[len(out)-1].to {
			continue
		}
		sentence := p.text[m[0]:min(len(p.text), m[1]+120)]
		if !strings.Contains(sentence, "licen") && !strings.Contains(sentence, "gpl") {
			continue
		}
		before := p.text[:m[0]]
		line := before[p.lines[p.lineOf(m[0])]:]
		formal := formalGNU.MatchString(sentence)
		if negation.MatchString(before) || code && strings.Count(line, `"`)%2 == 1 {
			continue
		}
		if !formal && excepts(p, m[0]) {
			continue
		}
		found := readChoice(p.text, m[0], m[1], dual.MatchString(before))
		for i := range found {
			g := &found[i]
			gnu := strings.Contains(g.expr.String(), "GPL-")
			g.formal = gnu && (formal || published.MatchString(p.text[g.to:]) || strings.Contains(p.text[m[1]:g.to], "as published by"))
			g.otherwise = strings.Contains(before[max(0, len(before)-80):], "alternatively")
			g.aside = aside.MatchString(before)
			if id, end := exceptionIn(g.expr.String(), p.text[g.to:]); id != "" && len(g.expr.Licenses()) == 1 {
				g.expr = ref(g.expr.String() + " WITH " + id)
				g.to += end
			}
		}
		out = append(out, found...)
	}
	return out
}

// excepts reports whether the sentence at an offset says what an exception
// excepts from, rather than what the file is under.
func excepts(p passage, at int) bool {
	i := p.lineOf(at)
	end := len(p.text)
	if i+2 < len(p.lines) {
		end = p.lines[i+2]
	}
	statement := p.text[p.lines[i]:end]
	for _, e := range gnuExceptions {
		if e.re.MatchString(statement) {
			return false
		}
	}
	return strings.Contains(statement, "exception") && !strings.Contains(p.text[p.lines[i]:at], "this file")
}

// adjectival reads "MIT Licensed", alone in its sentence.
func adjectival(p passage, here int) (grant, bool) {
	end := len(p.text)
	if p.here+1 < len(p.lines) {
		end = p.lines[p.here+1]
	}
	line := strings.TrimRight(p.text[here:end], " ")
	for at := 0; at < len(line); {
		if m := adjective.FindStringIndex(line[at:]); m != nil {
			name, _, _ := strings.Cut(line[at:], " licen")
			if n, ok := readName(name); ok && n.size == len(name) {
				return grant{expr: ref(n.id), confidence: n.confidence, from: here + at, to: here + at + m[1]}, true
			}
		}
		n := strings.IndexAny(line[at:], ".;|)")
		if n < 0 {
			break
		}
		for at += n + 1; at < len(line) && line[at] == ' '; at++ {
		}
	}
	return grant{}, false
}

// readChoice reads the license names at an offset. Names joined by or, or by
// and behind the word dual, are a choice.
func readChoice(s string, from, at int, dual bool) (out []grant) {
	either := false // the next name is an alternative to the one before
	for range maxGrants {
		n, ok := readName(s[at:])
		if !ok {
			break
		}
		at += n.size
		g := grant{expr: ref(n.id), confidence: n.confidence, from: from, to: at}
		if last := len(out) - 1; either && last >= 0 {
			g.expr, g.confidence = spdx.Or(out[last].expr, g.expr), min(g.confidence, out[last].confidence)
			out = out[:last]
		}
		out = append(out, g)
		m := alternative.FindStringSubmatch(s[at:])
		if m == nil {
			break
		}
		at += len(m[0])
		either = dual || m[1] == "or" || m[2] == "/"
	}
	return out
}

// alternative joins two license names.
var alternative = regexp.MustCompile(`^(?: licen[cs]es?)?(?: \([^()]{1,60}\))?(?:,? ?\b(and/or|as well as|or|and) | ?(/) ?)(?:the |under the |a )?`)

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

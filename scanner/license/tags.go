// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// InvalidExpression stands for an SPDX-License-Identifier tag whose value is
// no SPDX expression. It is reported with confidence 0, so that a policy sees
// an unknown license where the file meant to name one.
const InvalidExpression = "LicenseRef-outgate-invalid-expression"

// proprietary stands for "no license is granted".
const proprietary = "LicenseRef-outgate-proprietary"

const (
	tagName   = "spdx-license-identifier"
	maxTag    = 512 // bytes of a tag's value that are read
	maxTags   = 10000
	maxPrefix = 16  // words of a value that are tried as an expression
	sloppily  = 0.8 // confidence of a value that is understood though misspelled
)

// tags finds SPDX-License-Identifier tags in any comment style. cut is set
// when a file has more of them than are read.
func tags(content []byte) (out []inventory.License, cut bool) {
	line, counted := 1, 0
	finder := newTagFinder(content)
	read := map[string]inventory.License{} // the same tag stands in many places
	for pos := 0; ; {
		at := finder.next(pos)
		if at < 0 {
			return out, false
		}
		pos = at + len(tagName)
		value, ok := tagValue(content, at)
		if !ok {
			continue
		}
		if len(out) == maxTags {
			return out, true
		}
		line += bytes.Count(content[counted:at], []byte("\n"))
		counted = at
		l, known := read[value]
		if !known {
			l.Class = inventory.ClassTag
			l.Expression, l.Confidence = readTag(value)
			read[value] = l
		}
		if l.Expression != "" {
			l.StartLine, l.EndLine = line, line
			out = append(out, l)
		}
	}
}

// tagFinder walks over the tag names of a text, in any case.
type tagFinder struct {
	content      []byte
	lower, upper int // offsets of the next candidates; -1 none, -2 not searched
}

func newTagFinder(content []byte) *tagFinder { return &tagFinder{content, -2, -2} }

// next returns the offset of the first tag name at or after pos, or -1. pos
// never goes back.
func (f *tagFinder) next(pos int) int {
	const rare = "dentifier" // the end of the name, in one of two cases
	for {
		if f.lower == -2 || f.lower >= 0 && f.lower < pos {
			f.lower = index(f.content, rare, pos)
		}
		if f.upper == -2 || f.upper >= 0 && f.upper < pos {
			f.upper = index(f.content, strings.ToUpper(rare), pos)
		}
		at := f.lower
		if at < 0 || f.upper >= 0 && f.upper < at {
			at = f.upper
		}
		if at < 0 {
			return -1
		}
		if start := at - (len(tagName) - len(rare)); start >= 0 && bytes.EqualFold(f.content[start:at+len(rare)], []byte(tagName)) {
			return start
		}
		pos = at + 1
	}
}

func index(content []byte, s string, pos int) int {
	if pos >= len(content) {
		return -1
	}
	n := bytes.Index(content[pos:], []byte(s))
	if n < 0 {
		return -1
	}
	return pos + n
}

// tagValue returns what follows the tag on its line. ok is false where the
// name is only spoken of: without a colon or equals sign after it, or at the
// start of a string in the middle of code.
func tagValue(content []byte, at int) (value string, ok bool) {
	rest := content[at+len(tagName):]
	rest = rest[:min(len(rest), maxTag)]
	if n := bytes.IndexByte(rest, '\n'); n >= 0 {
		rest = rest[:n]
	}
	if n := newTagFinder(rest).next(0); n >= 0 { // several on one line
		rest = rest[:n]
	}
	s := strings.TrimLeft(string(rest), " \t\"'`*")
	if s == "" || s[0] != ':' && s[0] != '=' {
		return "", false
	}
	if at > 0 && strings.IndexByte("\"'`", content[at-1]) >= 0 {
		before := content[max(0, at-200) : at-1]
		before = before[bytes.LastIndexByte(before, '\n')+1:]
		if strings.Trim(string(before), " \t/*#;-<!{,") != "" {
			return "", false
		}
	}
	return strings.TrimLeft(s[1:], " \t\"'`*="), true
}

// readTag reads the expression at the start of a tag's value and leaves out
// the comment's end or prose behind it. It returns "" for templates and
// examples that name no license.
func readTag(value string) (expression string, confidence float64) {
	value = cutComment(value)
	switch {
	case value == "" || strings.IndexByte("<$%{[.\\|", value[0]) >= 0:
		return placeholderWith(value)
	case unlicensed(value):
		return proprietary, 1
	case strings.EqualFold(value, "NONE") || strings.EqualFold(value, "NOASSERTION"):
		return UnknownLicense, 1 // somebody looked, and found no license to name
	}
	if e, err := spdx.Parse(value); err == nil {
		return e.String(), 1
	}
	words := strings.Fields(value)
	for n := min(len(words)-1, maxPrefix); n > 0; n-- { // the longest start that is an expression, unless another license follows it
		e, err := spdx.Parse(strings.Join(words[:n], " "))
		if err != nil {
			continue
		}
		if next := strings.Trim(words[n], "()."); next != "" && !isOperator(next) {
			if _, _, known := spdx.Known(next); !known {
				return e.String(), 0.9
			}
		}
		break
	}
	if e := spaced(words); e != nil {
		return e.String(), sloppily
	}
	if e := sloppy(value); e != nil {
		return e.String(), sloppily
	}
	if e, err := spdx.Parse(withoutUnknown(value)); err == nil {
		return e.String(), 0
	}
	return InvalidExpression, 0
}

// placeholderWith reads "{your license} WITH LLVM-exception": only the exception
// is named. Other templates name nothing.
func placeholderWith(value string) (expression string, confidence float64) {
	n := strings.LastIndexAny(value, ">}]")
	if n < 0 {
		return "", 0
	}
	e := ref(loneException + " " + strings.TrimSpace(value[n+1:]))
	if e == nil || len(e.Licenses()) != 1 || e.Licenses()[0].Exception == "" {
		return "", 0
	}
	return e.String(), sloppily
}

// spaced reads identifiers with nothing but spaces between them, as U-Boot
// wrote them: all are meant.
func spaced(words []string) *spdx.Expr {
	if len(words) < 2 || len(words) > maxPrefix {
		return nil
	}
	parts := make([]*spdx.Expr, len(words))
	for i, w := range words {
		if parts[i] = ref(w); parts[i] == nil {
			return nil
		}
	}
	return spdx.And(parts...)
}

// withoutUnknown puts InvalidExpression in the place of unknown identifiers, so
// that the known ones beside them are kept.
func withoutUnknown(value string) string {
	var b strings.Builder
	for rest := value; rest != ""; {
		n := strings.IndexAny(rest, " \t()+")
		if n < 0 {
			n = len(rest)
		}
		word := rest[:n]
		if _, _, known := spdx.Known(word); word != "" && !known && !isOperator(word) {
			if _, exception := spdx.KnownException(word); !exception {
				word = InvalidExpression
			}
		}
		b.WriteString(word)
		if n < len(rest) {
			b.WriteByte(rest[n])
			n++
		}
		rest = rest[n:]
	}
	return b.String()
}

func isOperator(w string) bool {
	switch strings.ToUpper(w) {
	case "AND", "OR", "WITH":
		return true
	}
	return w == "/" || w == "," || w == "&" || w == "+"
}

// cutComment removes the end of a comment or string, and what follows it.
func cutComment(s string) string {
	for _, end := range []string{"*/", "-->", "--%>", "%>", "#}", "*)", "}}", "-}", "|#", "\"", "'", "`", "\\n", "\\r", "<br", "</", "//", "##", ";", "|", "\x00"} {
		if n := strings.Index(s, end); n >= 0 {
			s = s[:n]
		}
	}
	return strings.TrimRight(strings.TrimSpace(s), " \t\r.,:*#%!-/\\=~_>]}")
}

// sloppy understands a single name in place of an identifier ("GPLv2+",
// "Apache 2.0"), as long as it is nothing but a name.
func sloppy(value string) *spdx.Expr {
	plain := strings.TrimPrefix(plainLine([]byte(value)), "the ")
	n, ok := readName(plain)
	if !ok || n.size < len(strings.TrimSuffix(strings.TrimRight(plain, ". "), " license")) {
		return nil
	}
	return ref(n.id)
}

// unlicensed is how package.json and Solidity say that nothing is granted; the
// public domain dedication is called Unlicense.
func unlicensed(value string) bool {
	return strings.EqualFold(value, "unlicensed")
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import "strings"

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

// named is a license name at the start of a text.
type named struct {
	id         string
	confidence float64
	size       int
}

// readName reads a license name, alias or URL at the start of s, which is in
// lower case.
func readName(s string) (named, bool) {
	v, err := loadVocabulary()
	if err != nil || len(s) > maxTag {
		return named{}, false
	}
	content := []byte(s)
	ws := v.words(content, span{0, len(content)}, nil)
	found := v.mentions(content, ws)
	if len(found) == 0 || found[0].kind == byException || found[0].from > 0 {
		return named{}, false
	}
	m := found[0]
	n := named{id: m.expr.String(), confidence: exactName, size: ws[m.to-1].end}
	if ws[m.to-1].next == '+' {
		n.size++
	}
	if m.vague {
		n.confidence = looseName
	}
	return n, true
}

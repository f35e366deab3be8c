// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"
	"unicode"
)

// mdText writes text of the examined repository into a line of Markdown, not at its
// start. Plain prose stands as it is; all else goes into a code span, where nothing is
// a link, an image, HTML, emphasis, a mention or a reference to an issue.
func mdText(s string, columns int) string {
	s = strings.TrimSpace(Visible(s, columns))
	if s == "" {
		return "(nothing)"
	}
	parts := strings.Split(s, "`")
	if len(parts)%2 == 0 {
		return mdCode(s, columns)
	}
	for i, p := range parts { // every second one is a code span already
		switch {
		case i%2 == 1 && strings.TrimSpace(p) != "":
			parts[i] = mdCode(p, columns)
		case i%2 == 1 || !prose(p):
			return mdCode(s, columns)
		}
	}
	return strings.Join(parts, "")
}

// mdCode writes text as a code span, between more backticks than it has in a row. A
// pipe, which would end the cell of a table, is written as an escape.
func mdCode(s string, columns int) string {
	s = strings.ReplaceAll(strings.TrimSpace(Visible(s, columns)), "|", `\x7c`)
	if s == "" {
		return "(nothing)"
	}
	longest, run := 0, 0
	for i := range len(s) {
		if run++; s[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if s[0] == '`' || s[len(s)-1] == '`' {
		s = " " + s + " "
	}
	return fence + s + fence
}

// prose reports text in which no renderer sees anything but words: letters, digits
// and the marks of a sentence. A colon within a word makes an address of it.
func prose(s string) bool {
	for i, r := range s {
		switch {
		case unicode.IsLetter(r), '0' <= r && r <= '9', r == ' ', strings.ContainsRune(`,;()'"=/`, r):
		case r == '-' && i > 0:
		case r == '.':
		case r == ':' && (i+1 == len(s) || s[i+1] == ' '):
		default:
			return false
		}
	}
	low := strings.ToLower(s)
	return !strings.Contains(low, "gh-") && !strings.Contains(low, "www.") // an issue of GitHub, an address
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/outgate/outgate/inventory"
)

// Comments that speak for a finding on their own line:
//
//	outgate:allow FINGERPRINT [until YYYY-MM-DD] [reason]
//
// FINGERPRINT is that of the finding, or its first 8 digits or more. Without it,
// and in the words of other scanners, a comment speaks for the line, whatever
// stands there, and is not bound. A comment that is not understood (another
// fingerprint, a date that is none) speaks for nothing.

// MaxInlineReach is how far from a value, in bytes, such a comment may begin.
const MaxInlineReach = 1000

const (
	maxReason = 200
	minDigits = 8  // of a fingerprint that binds
	maxDigits = 32 // of a whole one
)

func inlineMarks() []string { return []string{"outgate:allow", "gitleaks:allow", "betterleaks:allow"} }

// closers maps what may end a comment to what began it.
func closers() [][2]string {
	return [][2]string{{"/*", "*/"}, {"<!--", "-->"}, {"{#", "#}"}, {"<%--", "--%>"}, {"{-", "-}"}}
}

// inlineComment is one such comment in a line.
type inlineComment struct {
	start, end int // with what opens and closes it
	words      string
}

// inlineComments finds them all, in order. A line without, the common case,
// costs one search.
func inlineComments(line []byte) []inlineComment {
	var all []inlineComment
	for at := 0; ; {
		mark, length := nextMark(line, at)
		if mark < 0 {
			return all
		}
		c := inlineComment{start: mark, end: len(line)}
		if next, _ := nextMark(line, mark+length); next >= 0 {
			c.end = next
		}
		text := line[mark+length : c.end]
		lead := bytes.TrimRight(line[at:mark], " \t")
		for _, pair := range closers() {
			if i := bytes.Index(text, []byte(pair[1])); i >= 0 {
				text = text[:i]
				if c.end = mark + length + i; bytes.HasSuffix(lead, []byte(pair[0])) {
					c.start, c.end = at+len(lead)-len(pair[0]), c.end+len(pair[1])
				}
			}
		}
		c.words = string(text)
		all = append(all, c)
		at = c.end
	}
}

func nextMark(line []byte, from int) (at, length int) {
	at = -1
	for _, m := range inlineMarks() {
		for i := from; ; {
			n := bytes.Index(line[i:], []byte(m))
			if n < 0 || at >= 0 && i+n >= at {
				break
			}
			if n += i; (n == 0 || !wordByte(line[n-1])) && (n+len(m) == len(line) || !wordByte(line[n+len(m)])) {
				at, length = n, len(m)
				break
			}
			i = n + 1
		}
	}
	return at, length
}

func wordByte(c byte) bool {
	return c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// InlineSuppression returns what a comment says for a finding with this
// fingerprint. parts are the pieces of its line outside of the value. A comment
// that names the fingerprint wins over one that does not. Path and Line are left
// to the caller; nil: nobody speaks for it.
func InlineSuppression(fingerprint string, parts ...[]byte) *inventory.Suppression {
	var found *inventory.Suppression
	for _, part := range parts {
		if !bytes.Contains(part, []byte(":allow")) {
			continue
		}
		for _, c := range inlineComments(part) {
			if s := c.speaksFor(fingerprint); s != nil && (found == nil || s.Bound && !found.Bound) {
				found = s
			}
		}
	}
	return found
}

func (c *inlineComment) speaksFor(fingerprint string) *inventory.Suppression {
	s := &inventory.Suppression{By: inventory.SuppressedInline}
	words := strings.Fields(c.words)
	if len(words) > 0 && looksLikeDigits(words[0]) {
		digits := strings.ToLower(words[0])
		if len(digits) < minDigits || len(digits) > maxDigits || !strings.HasPrefix(fingerprint, digits) {
			return nil
		}
		s.Bound, words = true, words[1:]
	}
	var ok bool
	if s.Expires, words, ok = until(words); !ok {
		return nil
	}
	s.Reason = SafeReason(strings.Join(words, " "))
	return s
}

// looksLikeDigits tells a fingerprint, or what is meant as one, from the first
// word of a reason: "3f2a9c1b" and "3f2" from "added".
func looksLikeDigits(word string) bool {
	return strings.Trim(strings.ToLower(word), "0123456789abcdef") == "" && (len(word) >= minDigits || strings.ContainsAny(word, "0123456789"))
}

// until takes "until YYYY-MM-DD" out of the words, wherever it stands. ok is false
// when a day ought to follow and does not: what ought to end must not last for
// ever.
func until(words []string) (date string, rest []string, ok bool) {
	for i, w := range words {
		if strings.TrimRight(strings.ToLower(w), ":") != "until" {
			continue
		}
		if i+1 < len(words) {
			if _, err := time.Parse(time.DateOnly, strings.TrimRight(words[i+1], ".,;:)")); err == nil {
				return words[i+1][:len(time.DateOnly)], slices.Concat(words[:i], words[i+2:]), true
			}
		}
		if i == 0 {
			return "", nil, false
		}
	}
	return "", words, true
}

// WithoutInline returns a line without its comments that speak for findings,
// and without what opens and ends comments at its end: the line is the same
// whether such a comment was written behind it or not.
func WithoutInline(line []byte) []byte {
	if bytes.Contains(line, []byte(":allow")) {
		var out []byte
		at := 0
		for _, c := range inlineComments(line) {
			out = append(out, line[at:c.start]...)
			at = c.end
		}
		line = append(out, line[at:]...)
	}
	return bytes.TrimRight(line, " \t\r/*#-<!;%({'\"")
}

// SafeReason makes the words of a stranger fit for a report: one line, at most
// 200 bytes, and without runs of letters and digits, which may be a credential.
func SafeReason(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "?"), func(r rune) bool { return r == ' ' || !unicode.IsPrint(r) }), " ")
	text = regexp.MustCompile(`[A-Za-z0-9+/_=]{12,}`).ReplaceAllStringFunc(text, func(run string) string {
		if strings.ContainsAny(run, "0123456789") && strings.Trim(run, "0123456789_/+=") != "" {
			return "[...]"
		}
		return run
	})
	for len(text) > maxReason {
		cut := strings.LastIndexByte(text[:maxReason], ' ')
		text = text[:cmp.Or(max(cut, 0), maxReason)]
		text = strings.ToValidUTF8(text, "")
	}
	return text
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// inert passes text on with escapes for the characters that a terminal, an editor or
// the log of a CI service would obey: control and format characters other than line
// ends, and the second of two "#". What a document says stays the same where its form has escapes.
// All text of ours is ASCII, so that such characters stand in values only.
type inert struct {
	w      io.Writer
	escape func(r rune) string
	tail   []byte // the beginning of a character that the last write ended in
	last   rune
}

func (f *inert) Write(p []byte) (int, error) {
	text, start := p, 0
	if len(f.tail) > 0 {
		text = append(f.tail, p...)
	}
	i := 0
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			if !utf8.FullRune(text[i:]) {
				break
			}
			r, size = utf8.DecodeRune(text[i:])
		}
		if (r < ' ' || r >= 0x7f || r == '#') && f.obeyed(r) {
			if err := f.pass(text[start:i], f.escape(r)); err != nil {
				return 0, err
			}
			start = i + size
		}
		f.last = r
		i += size
	}
	f.tail = append([]byte(nil), text[i:]...)
	if err := f.pass(text[start:i], ""); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (f *inert) pass(text []byte, escaped string) error {
	if _, err := f.w.Write(text); err != nil || escaped == "" {
		return err
	}
	_, err := io.WriteString(f.w, escaped)
	return err
}

func (f *inert) obeyed(r rune) bool {
	switch {
	case r == '\n':
		return false
	case r == '#':
		return f.last == '#'
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// jsonEscape writes a character as JSON and, for people, Go have it.
func jsonEscape(r rune) string {
	if r > 0xffff {
		r -= 0x10000
		return fmt.Sprintf(`\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// xmlEscape writes a character reference (XML 1.0, 4.1).
func xmlEscape(r rune) string { return fmt.Sprintf("&#x%X;", r) }

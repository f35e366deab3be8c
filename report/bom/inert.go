// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"fmt"
	"io"
	"strings"
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
	out    strings.Builder
	tail   []byte // the beginning of a character that the last write ended in
	last   rune
}

func (f *inert) Write(p []byte) (int, error) {
	text := p
	if len(f.tail) > 0 {
		text = append(f.tail, p...)
	}
	f.out.Reset()
	for len(text) > 0 {
		if text[0] >= utf8.RuneSelf && !utf8.FullRune(text) {
			break
		}
		r, size := utf8.DecodeRune(text)
		if f.obeyed(r) {
			f.out.WriteString(f.escape(r))
		} else {
			f.out.Write(text[:size])
		}
		f.last, text = r, text[size:]
	}
	f.tail = append([]byte(nil), text...)
	if _, err := io.WriteString(f.w, f.out.String()); err != nil {
		return 0, err
	}
	return len(p), nil
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

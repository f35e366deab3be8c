// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// clean makes one line of valid UTF-8 of a text, without control characters.
func clean(s string) string {
	if len(s) > 8*maxText {
		s = s[:8*maxText]
	}
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	if strings.Trim(s, " .,-_*?\uFFFD") == "" {
		return ""
	}
	return s
}

// latin1 is UTF-8 where it is valid, else Latin-1.
func latin1(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var s strings.Builder
	for _, c := range b[:min(len(b), 8*maxText)] {
		s.WriteRune(rune(c))
	}
	return s.String()
}

// wide decodes UTF-16.
func wide(b []byte, order binary.ByteOrder) string {
	b = b[:min(len(b), 16*maxText)]
	u := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		u = append(u, order.Uint16(b))
	}
	return string(utf16.Decode(u))
}

// marked decodes UTF-16 with a byte order mark, else Latin-1 or UTF-8.
func marked(b []byte) string {
	switch {
	case len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff:
		return wide(b[2:], binary.BigEndian)
	case len(b) >= 2 && b[0] == 0xff && b[1] == 0xfe:
		return wide(b[2:], binary.LittleEndian)
	case len(b) >= 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf:
		return latin1(b[3:])
	}
	return latin1(b)
}

// speaksOfCopyright reports a comment that is worth keeping: most name the program
// that has written the file.
func speaksOfCopyright(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "copyright") || strings.Contains(s, "(c) ") || strings.Contains(s, "©") || strings.Contains(s, "all rights reserved")
}

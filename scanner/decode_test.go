// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/outgate/outgate/scanner"
)

func wide(s string, order binary.AppendByteOrder) (b []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func wider(s string, order binary.AppendByteOrder) (b []byte) {
	for _, r := range s {
		b = order.AppendUint32(b, uint32(r))
	}
	return b
}

func TestDecode(t *testing.T) {
	text := "first line\nsecond, é 𝄞\n" + strings.Repeat("name = value\n", 20)
	long := strings.Repeat("name = value\n", 1000)
	le, be := binary.LittleEndian, binary.BigEndian
	for _, tt := range []struct {
		name, raw, want string
		binary          bool
	}{
		{"plain", text, text, false},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + text, text, false},
		{"UTF-16, marked, little end first", "\xff\xfe" + string(wide(text, le)), text, false},
		{"UTF-16, marked, big end first", "\xfe\xff" + string(wide(text, be)), text, false},
		{"UTF-16, no mark, little end first", string(wide(text, le)), text, false},
		{"UTF-16, no mark, big end first", string(wide(text, be)), text, false},
		{"UTF-32, marked, little end first", "\xff\xfe\x00\x00" + string(wider(text, le)), text, false},
		{"UTF-32, marked, big end first", "\x00\x00\xfe\xff" + string(wider(text, be)), text, false},
		{"UTF-32, no mark, little end first", string(wider(text, le)), text, false},
		{"UTF-32, no mark, big end first", string(wider(text, be)), text, false},
		{"a mark before ASCII", "\xff\xfe" + text[:10], "\xff\xfe" + text[:10], false},
		{"stray NUL", "a\x00b" + text, "a b" + text, false},
		{"two NULs", "a\x00\x00b" + text, "a  b" + text, false},
		{"stray NUL far behind", long + "a\x00b", long + "a b", false},
		{"UTF-16 within text", long + "k\x00e\x00y\x00", long + "k\x00e\x00y\x00", false},
		{"CR alone", "a\rb\rc\r\n", "a\nb\nc\r\n", false},
		{"binary", strings.Repeat("\x00\x01\x02abc", 9), strings.Repeat("\x00\x01\x02abc", 9), true},
	} {
		got, isBinary := scanner.Decode([]byte(tt.raw))
		if string(got) != tt.want || isBinary != tt.binary {
			t.Errorf("%s: binary %v, %.40q", tt.name, isBinary, got)
		}
	}
}

// Whatever is read as UTF-16 or UTF-32 comes out as UTF-8, and no line is lost.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("plain\n"))
	f.Add([]byte("\xff\xfea\x00\n\x00"))
	f.Add([]byte("\x00\x00\xfe\xff\x00\x00\x00\n"))
	f.Add(bytes.Repeat(wide("line\n", binary.BigEndian), 9))
	f.Add([]byte("\xff\xfe\x00\xd8\x00\xd8a"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		got, isBinary := scanner.Decode(raw)
		if !bytes.Equal(raw, before) {
			t.Fatal("the content was changed")
		}
		switch {
		case isBinary && !bytes.Equal(got, raw):
			t.Fatal("binary content was converted")
		case len(got) > 2*len(raw)+utf8.UTFMax:
			t.Fatalf("%d bytes from %d", len(got), len(raw))
		case utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0 && bytes.Count(got, []byte("\n")) < bytes.Count(raw, []byte("\n")):
			t.Fatal("a line was lost")
		}
	})
}

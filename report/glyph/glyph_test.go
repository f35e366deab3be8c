// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package glyph_test

import (
	"testing"
	"unicode/utf8"

	"github.com/outgate/outgate/report/glyph"
)

func TestLineAndText(t *testing.T) {
	for in, want := range map[string][2]string{
		"":                      {"", ""},
		"plain ü 文档":            {"plain ü 文档", "plain ü 文档"},
		"a\nb\tc":               {`a\nb\tc`, "a\nb\tc"},
		"a\r\nb\rc":             {`a\r\nb\rc`, "a\nb\\rc"},
		"\x1b[31m\x00\x7f":      {`\x1b[31m\x00\x7f`, `\x1b[31m\x00\x7f`},
		"a\u202eb\u2066\ufeff":  {`a\u202eb\u2066\ufeff`, `a\u202eb\u2066\ufeff`},
		"\u2028\u3164\u200b":    {`\u2028\u3164\u200b`, `\u2028\u3164\u200b`},
		"\U000e0041\ufe0f":      {`\U000e0041\ufe0f`, `\U000e0041\ufe0f`},
		"\xff\xc0a\xed\xa0\x80": {`\xff\xc0a\xed\xa0\x80`, `\xff\xc0a\xed\xa0\x80`},
		"\ufffd":                {"\ufffd", "\ufffd"},
	} {
		if got := glyph.Line(in); got != want[0] {
			t.Errorf("Line(%q) = %q, want %q", in, got, want[0])
		}
		if got := glyph.Text(in); got != want[1] {
			t.Errorf("Text(%q) = %q, want %q", in, got, want[1])
		}
	}
}

func FuzzLine(f *testing.F) {
	for _, s := range []string{"a\u202eb", "\xff", "a\r\nb", "\U000e0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, got := range []string{glyph.Line(s), glyph.Text(s)} {
			if !utf8.ValidString(got) {
				t.Errorf("%q is not UTF-8", got)
			}
			for _, r := range got {
				if !glyph.Shown(r) && r != '\n' && r != '\t' {
					t.Errorf("%q holds %U", got, r)
				}
			}
		}
		if got := glyph.Line(s); glyph.Line(got) != got {
			t.Errorf("%q is shown twice", got)
		}
	})
}

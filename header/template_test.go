// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

import (
	"strings"
	"testing"
)

func template(t *testing.T, text string) *Template {
	t.Helper()
	x, err := NewTemplate("x", text)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestCompare(t *testing.T) {
	apache := Standard("Apache-2.0")
	filled := strings.Replace(apache, PlaceHolder, "Example Corp", 1)
	short := "Copyright {year} Example Corp\nSPDX-License-Identifier: MIT"
	for _, c := range []struct {
		name, template, text string
		grade                Grade
		words                string
	}{
		{"the template itself", apache, filled, Conform, ""},
		{"wrapped", apache, strings.ReplaceAll(filled, "the License.\n", "the\nLicense. "), Conform, ""},
		{"two holders", Short("MIT"), "Copyright {year} Jane Doe\n" + short, Conform, ""},
		{"all rights reserved", Short("MIT"), "Copyright {year} Example Corp. All rights reserved.\nAll Rights Reserved.\nSPDX-License-Identifier: MIT", Conform, ""},
		{"a description before", Short("MIT"), "main.go reads numbers.\n\n" + short, Conform, ""},
		{"a description behind", Short("MIT"), short + "\n\nIt reads licenses.", Conform, ""},
		{"a condition behind", Short("MIT"), short + "\n\nCommercial use is prohibited.", Substantive, "{+Commercial use is prohibited.+}"},
		{"a condition before", Short("MIT"), "Confidential.\n" + short, Substantive, "{+Confidential.+}"},
		{"no statement", Short("MIT"), "SPDX-License-Identifier: MIT", Substantive, "[-Copyright {year} {holder}-]"},
		{"another license", Short("MIT"), strings.Replace(short, "MIT", "ISC", 1), Substantive, "[-MIT-] {+ISC+}"},
		{"a word left out", apache, strings.Replace(filled, "may not use", "may use", 1), Substantive, "[-not-]"},
		{"case and punctuation", apache, strings.Replace(filled, "(the \"License\");", "(the License),", 1), Cosmetic, "[-\"License\");-] {+License),+}"},
		{"https", apache, strings.Replace(filled, "http:", "https:", 1), Cosmetic, "{+https://www.apache.org/licenses/LICENSE-2.0+}"},
		{"the other spelling", "a License of 2020", "a Licence of 2020", Cosmetic, "[-License-] {+Licence+}"},
		{"the mark", Short("MIT"), strings.Replace(short, "Copyright", "Copyright (c)", 1), Cosmetic, "[-Copyright-] {+Copyright (c)+}"},
		{"a year", "Use it as of 2020", "Use it as of 2021", YearOnly, "[-2020-] {+2021+}"},
	} {
		d := template(t, c.template).Compare(c.text)
		if d.Grade != c.grade || c.words == "" && d.Words != "" || !strings.Contains(d.Words, c.words) {
			t.Errorf("%s: %q %q, want %q %q", c.name, d.Grade, d.Words, c.grade, c.words)
		}
	}
}

func TestNearest(t *testing.T) {
	ts := []*Template{template(t, Standard("Apache-2.0")), template(t, ASF()), template(t, Short("Apache-2.0"))}
	for i, text := range []string{"Copyright (c) {year} X\n" + notices()["Apache-2.0"], ASF(), "Copyright {year} X\nSPDX-License-Identifier: Apache-2.0"} {
		if got, d := Nearest(ts, text); got != ts[i] || d.Grade.Worse(Cosmetic) {
			t.Errorf("%d: %v %v", i, got, d)
		}
	}
}

func TestNewTemplateRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "empty",
		"\n\n":                                   "empty",
		"Copyright {year} Example Corp":          "without {holder}",
		"Copyright {holder}\nCopyright {holder}": "a second copyright statement",
		"Copyright {yaer} {holder}":              "known places",
		"a\x00b":                                 "control",
		strings.Repeat("a", maxTemplate+1):       "larger",
	} {
		if x, err := NewTemplate("x", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, %v", text, x, err)
		}
	}
}

func TestKnownNoticesAreTheirOwn(t *testing.T) {
	if len(Known()) < 14 {
		t.Fatalf("%d notices", len(Known()))
	}
	for id := range notices() {
		x := template(t, Standard(id))
		if !x.HasStatement() || !x.HasYear() || x.Fill("2026", "X") != "Copyright 2026 X" || x.Fill("", "X") != "Copyright X" {
			t.Errorf("%s: %q", id, x.Fill("", "X"))
		}
		if d := x.Compare(strings.Join(x.Lines([]string{"Copyright 2026 X"}), "\n")); d.Grade != Conform {
			t.Errorf("%s: %+v", id, d)
		}
	}
	if Standard("MIT") != "" {
		t.Error("MIT has no standard notice")
	}
}

func TestMaskYears(t *testing.T) {
	for in, want := range map[string]string{
		"Copyright 2019 X":                          "Copyright {year} X",
		"Copyright (c) 2019-2021, 2024 X":           "Copyright (c) {year} X",
		"Copyright 2019 - present X":                "Copyright {year} X",
		"© 2019–2021 X":                             "© {year} X",
		"Copyright X 2019, 2020":                    "Copyright X {year}",
		"Version 2.0, January 2004":                 "Version 2.0, January 2004",
		"Copyright 2019 X2020Y":                     "Copyright {year} X2020Y",
		"a\nCopyright 2019 X\nCopyright 2020 Y\n":   "a\nCopyright {year} X\nCopyright {year} Y\n",
		"SPDX-FileCopyrightText: 2019 X <a@b>":      "SPDX-FileCopyrightText: {year} X <a@b>",
		"copyright notice of 1999, see the License": "copyright notice of {year}, see the License",
	} {
		if got := MaskYears(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestStatement(t *testing.T) {
	for line, want := range map[string]bool{
		"Copyright 2019 X": true, "copyright (c) 2019 X": true, "© X": true, "(c) 2019 X": true, "Copyright Example Corp": true, "Copyright by Example Corp": true, "SPDX-FileCopyrightText: X": true, "Copyright {year} {holder}": true,
		"copyright notice and this permission notice": false, "Copyright Notice": false, "Copyrighted 2019": false, "(c) a list item": false, "This is copyright 2019 X": false, "": false, "Copyright": false, "copyright holders shall": false,
	} {
		if Statement(line) != want {
			t.Errorf("%q: %v", line, !want)
		}
	}
}

// FuzzRead: any content is read, within its bounds and in order.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "/* a", "<?xml\n<!-- a --> b", "#!/bin/sh\n# a\n\n# b", "\xef\xbb\xbf// a\n", "{{/* a */}}\n", "<!doctype\n", "--[[ a ]] --\n"} {
		f.Add([]byte(s), uint8(len(s)))
	}
	all := NewTable().Languages()
	f.Fuzz(func(t *testing.T, content []byte, pick uint8) {
		l := all[int(pick)%len(all)]
		h := l.Read(content)
		end, line := 0, 0
		for _, b := range h.Blocks {
			if b.Start < end || b.End <= b.Start || b.End > len(content) || b.StartLine <= line || b.EndLine < b.StartLine {
				t.Fatalf("%s: %+v in %q", l.Name, h, content)
			}
			end, line = b.End, b.EndLine-1
			if n := strings.Count(l.Text(content, b), "\n"); n > b.EndLine-b.StartLine {
				t.Fatalf("%s: %d lines of %+v in %q", l.Name, n+1, b, content)
			}
		}
		if h.Start < 0 || h.Start > len(content) {
			t.Fatalf("%s: %+v", l.Name, h)
		}
		found := l.Find(content, h, nil)
		text := found.Text(l, content)
		for _, k := range Known()[:3] {
			k.Compare(text)
		}
		MaskYears(text)
	})
}

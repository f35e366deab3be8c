// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/spdx"
)

func TestReadTag(t *testing.T) {
	for _, c := range []struct {
		in, want   string
		confidence float64
	}{
		{"MIT", "MIT", 1},
		{"MIT */", "MIT", 1},
		{"(GPL-2.0 WITH Linux-syscall-note) OR MIT */ int x;", "GPL-2.0-only WITH Linux-syscall-note OR MIT", 1},
		{"MIT -->", "MIT", 1},
		{"Apache-2.0.", "Apache-2.0", 1},
		{"Apache-2.0` in all files", "Apache-2.0", 1},
		{"MIT see the file", "MIT", 0.9},
		{"MIT and see the file", InvalidExpression, 0},
		{"MIT\\n", "MIT", 1},
		{"", "", 0},
		{"<SPDX-ID>", "", 0},
		{"%s", "", 0},
		{"...", "", 0},
		{"NONE", UnknownLicense, 1},
		{"unlicensed", "LicenseRef-outgate-proprietary", 1},
		{"Unlicense", "Unlicense", 1},
		{"GPL v3 or later", "GPL-3.0-or-later", 0.8},
		{"GPL-2.0-only AND Nothing-1.0", "GPL-2.0-only AND " + InvalidExpression, 0},
		{"Nothing-1.0", InvalidExpression, 0},
		{"LGPL-2.1, MIT", InvalidExpression, 0},
	} {
		got, confidence := readTag(c.in)
		if got != c.want || confidence != c.confidence {
			t.Errorf("readTag(%q) = %q, %v; want %q, %v", c.in, got, confidence, c.want, c.confidence)
		}
	}
}

func TestTagsAreBounded(t *testing.T) {
	found, cut := tags([]byte(strings.Repeat("// SPDX-License-Identifier: MIT\n", maxTags+1)))
	if len(found) != maxTags || !cut {
		t.Errorf("%d tags, cut %v", len(found), cut)
	}
	if last := found[len(found)-1]; last.StartLine != maxTags {
		t.Errorf("last tag on line %d", last.StartLine)
	}
}

func FuzzTags(f *testing.F) {
	for _, s := range []string{
		"// SPDX-License-Identifier: MIT\n", "spdx-license-identifier=(A or B) with C*/", "SPDX-LICENSE-IDENTIFIER:\"GPL-2.0+\"\r\nx",
		"SPDX-License-Identifier: SPDX-License-Identifier: ISC", "\"SPDX-License-Identifier", "SPDX-License-Identifier: Suggest me something",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		found, _ := tags([]byte(s))
		again, _ := tags([]byte(s))
		if diff := cmp.Diff(found, again); diff != "" {
			t.Fatalf("%q: two answers:\n%s", s, diff)
		}
		lines := 1 + strings.Count(s, "\n")
		for _, l := range found {
			e, err := spdx.Parse(l.Expression)
			if err != nil || e.String() != l.Expression {
				t.Fatalf("%q: %q is not normal: %v", s, l.Expression, err)
			}
			if l.StartLine < 1 || l.EndLine != l.StartLine || l.EndLine > lines || l.Confidence < 0 || l.Confidence > 1 {
				t.Fatalf("%q: %+v", s, l)
			}
		}
	})
}

// FuzzFile runs everything that reads hostile text.
func FuzzFile(f *testing.F) {
	d := newDetector(f, Options{})
	for _, base := range []string{"package.json", "Cargo.toml", "pom.xml", "pyproject.toml", "setup.cfg", "README.md", "a.c"} {
		f.Add(base, `{"license": ["MIT", {"type": "x"}]}`)
		f.Add(base, "[package]\nlicense = \"MIT\"\n[metadata]\nlicense: GPLv2 or later")
		f.Add(base, "<project><licenses><license><name>MIT</name></license></licenses></project>")
		f.Add(base, "## License\nlicensed under the GNU GPL, version 2\nor (at your option) any later version")
	}
	f.Add("a.c", "// licensed under the terms of any GPL")
	f.Add("a.c", "/*\n * modify it under the terms of version 2 of the GNU General Pub-\n * lic License; or (at your option) version 3, \"Classpath\" exception */")
	f.Add("a.py", "#!x\n# (c) A. Confidential.\n# Unauthorized copying of this file is strictly prohibited. MIT Licensed")
	f.Fuzz(func(t *testing.T, base, s string) {
		lines := 1 + strings.Count(s, "\n")
		facts := scan(t, d, base, []byte(s))
		for _, l := range facts.Licenses {
			if _, err := spdx.Parse(l.Expression); err != nil {
				t.Fatalf("%q: %q: %v", s, l.Expression, err)
			}
			if l.StartLine < 1 || l.EndLine < l.StartLine || l.EndLine > lines {
				t.Fatalf("%q: lines %d-%d of %d", s, l.StartLine, l.EndLine, lines)
			}
		}
	})
}

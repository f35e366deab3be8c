// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/license/text/sources"
)

func source(t testing.TB, from string) string {
	t.Helper()
	s, err := sources.Text(from)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// evidenceText is one line for each finding and one for each of its lines, with the
// marked words in brackets, and of its comparisons.
func evidenceText(x *Explanation) string {
	var b strings.Builder
	for _, f := range x.Findings {
		fmt.Fprintf(&b, "%s %s: %s\n", f.Class, f.Expression, f.Why)
		for _, l := range f.Lines {
			fmt.Fprintf(&b, "%d ", l.Number)
			for _, p := range l.Pieces {
				if p.Mark {
					p.Text = "[" + p.Text + "]"
				}
				b.WriteString(p.Text)
			}
			b.WriteByte('\n')
		}
		for _, c := range f.Comparisons {
			fmt.Fprintf(&b, "%s %s lines %d-%d -%d +%d\n", c.Kind, c.ID, c.StartLine, c.EndLine, c.Lost, c.Added)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestExplain(t *testing.T) {
	mit := source(t, "spdx:MIT")
	mit = mit[strings.Index(mit, "Permission"):]
	apache := "# Licensed under the Apache License, Version 2.0 (the \"License\");\n# you may not use this file except in compliance with the License.\n"
	tests := []struct{ name, file, content, want string }{
		{"nothing", "a.c", "int a;\n", ""},
		{"a text with a lost word and another holder", "LICENSE", strings.NewReplacer("sublicense, ", "", "AUTHORS OR COPYRIGHT HOLDERS", "REGENTS").Replace(mit),
			"text MIT: The text of MIT (lc:License/MIT/pristine.txt), without 1 of its 163 words; the holder's name differs, which does not count.\nlicense MIT lines 1-14 -5 +1"},
		{"a sentence over two lines", "a.c", "// Released under the terms\n// of the MIT License.\n",
			"notice MIT: A full name, put in force by \"released under the terms\". It stands in the comment at the start of the file, so it is a notice.\n1 // Released under the terms\n2 // of the [MIT License]."},
		{"without a version", "README.md", "The code is under a BSD license.\n",
			"reference BSD-3-Clause: The name of a family, put in force by \"under\". It leaves the version or variant open, and BSD-3-Clause is the usual one, hence the low confidence.\n1 The code is under a [BSD license]."},
		{"a mere mention", "README.md", "The parser came with an Apache-2.0 license text.\n",
			"reference Apache-2.0: A full name, beside the word \"license\": a mention that no words put in force.\n1 The parser came with an [Apache-2.0] license text."},
		{"GNU without a version", "a.py", "# This is licensed under the GPL, see COPYING.\n",
			"notice GPL-1.0-or-later: A name of the GNU family, put in force by \"licensed under\". It names no version, so all are meant, hence the low confidence. It stands in the comment at the start of the file, so it is a notice.\n1 # This is licensed under the [GPL], see COPYING."},
		{"a field of a text", "README.md", "License: ISC\n",
			"reference ISC: An identifier or a short name, the value of a field.\n1 License: [ISC]"},
		{"a tag, another, and the macro", "m.c", "// SPDX-License-Identifier: MIT // SPDX-License-Identifier: Foo-1\nMODULE_LICENSE(\"GPL v2\");\n",
			"tag LicenseRef-outgate-invalid-expression: The value of the tag is no SPDX expression, and nothing in it is a known license: it counts as unknown, with no confidence.\n1 // SPDX-License-Identifier: MIT // SPDX-License-Identifier: [Foo-1]\n" +
				"tag MIT: The value of the tag is an SPDX expression.\n1 // SPDX-License-Identifier: [MIT] // SPDX-License-Identifier: Foo-1\n" +
				"tag GPL-2.0-only: The license macro of a kernel module. What its value stands for is in the kernel's documentation; it is coarse, so the confidence is not full.\n2 MODULE_LICENSE(\"[GPL v2]\");"},
		{"a manifest", "package.json", "{\"licenses\": [\n {\"type\": \"MIT\"},\n {\"type\": \"ISC\"}]}\n",
			"manifest MIT OR ISC: The license field of package.json lists 2 SPDX expressions; its format makes them a choice.\n1 {\"licenses\": [\n2  {\"type\": \"[MIT]\"},\n3  {\"type\": \"[ISC]\"}]}"},
		{"an unknown value", "Cargo.toml", "[package]\nlicense = \"Homemade\"\n",
			"manifest LicenseRef-outgate-unknown: The license field of Cargo.toml holds a value that names no license known here: it counts as unknown, with no confidence.\n2 license = \"[Homemade]\""},
		{"an owner's header", "a.py", "# Unauthorized copying of this file is strictly prohibited.\n",
			"notice LicenseRef-outgate-proprietary: The comment at the start of the file keeps it to its owner: nothing is granted.\n1 # [Unauthorized copying of this file] is [strictly prohibited]."},
		{"a license file that nobody knows", "COPYING", "You may do this and that with it, but only on Sundays.\n",
			"text LicenseRef-outgate-unknown: The name of the file says that it holds a license, and nothing in it was recognized as one.\n1 You may do this and that with it, but only on Sundays."},
		{"a long line is cut around the name", "a.md", strings.Repeat("é", 300) + " is under the MIT License " + strings.Repeat("b", 500) + "\n",
			"reference MIT: A full name, put in force by \"under\".\n1 …" + strings.Repeat("é", 193) + " is under the [MIT License] " + strings.Repeat("b", 399) + "…"},
		{"a notice by its first sentence", "a.py", apache, "notice Apache-2.0: A full name, put in force by \"licensed under\". It stands in the comment at the start of the file, so it is a notice.\n1 # Licensed under the [Apache License, Version 2.0] (the \"License\");"},
	}
	d := build(Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x, err := d.explain(t.Context(), tt.file, []byte(tt.content))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, evidenceText(x)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestExplainJoinedNotice(t *testing.T) {
	header := source(t, "lc:Header/GPL-3.0/header.txt")
	x, err := Explain(t.Context(), "a.c", []byte("/*\n"+header+"\n*/\nint a;\n"))
	if err != nil || len(x.Findings) != 1 {
		t.Fatalf("%+v, %v", x, err)
	}
	if f := x.Findings[0]; len(f.Comparisons) != 1 || f.Comparisons[0].Lost+f.Comparisons[0].Added != 0 || len(f.Lines) == 0 {
		t.Errorf("%+v", f)
	}
}

func TestExplainEmpty(t *testing.T) {
	x, err := Explain(t.Context(), "LICENSE", nil)
	if err != nil || x.Skipped != Empty || x.Findings == nil || x.Gaps == nil {
		t.Errorf("%+v, %v", x, err)
	}
}

// TestExplainIsTheScan holds the findings of Explain and those of a scan equal,
// for every case of the detector.
func TestExplainIsTheScan(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d cases: %v", len(files), err)
	}
	scanned, explained := newDetector(t, Options{}), build(Options{})
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head, content, _ := strings.Cut(string(data), "\n---\n")
		name, _, _ := strings.Cut(strings.TrimPrefix(head, "file "), "\n")
		content = expand(t, content)
		want := scan(t, scanned, name, []byte(content))
		x, err := explained.explain(context.Background(), name, []byte(content))
		if err != nil {
			t.Fatal(err)
		}
		var got []inventory.License
		for _, f := range x.Findings {
			got = append(got, f.License)
			if f.Why == "" || len(f.Lines) == 0 && len(f.Comparisons) == 0 {
				t.Errorf("%s: no evidence of %+v", file, f)
			}
		}
		if diff := cmp.Diff(want.Licenses, got); diff != "" {
			t.Errorf("%s (-scan +explain)\n%s", file, diff)
		}
	}
}

// FuzzExplain: whatever the file, each piece of evidence is of that file.
func FuzzExplain(f *testing.F) {
	d := build(Options{})
	f.Add("a.c", "// SPDX-License-Identifier: MIT \xff\nMODULE_LICENSE(\"GPL\")\n/* licensed under the \xe2\x80\xaeMIT License or\n * the BSD license */")
	f.Add("package.json", `{"license": ["MIT", {"type": "A\u0041"}]}`)
	f.Add("COPYING", "Permission is hereby granted, free of charge, to any person\nunder GPL with Classpath exception")
	f.Fuzz(func(t *testing.T, name, content string) {
		x, err := d.explain(t.Context(), name, []byte(content))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(content, "\n")
		for _, one := range x.Findings {
			for _, l := range one.Lines {
				if l.Number < 1 || l.Number > len(lines) {
					t.Fatalf("line %d of %d", l.Number, len(lines))
				}
				for _, p := range l.Pieces {
					for part := range strings.SplitSeq(p.Text, "…") {
						if !strings.Contains(lines[l.Number-1], part) {
							t.Fatalf("line %d has no %q", l.Number, part)
						}
					}
				}
			}
		}
	})
}

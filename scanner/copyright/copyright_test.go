// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite what the cases expect; read the difference before keeping it")

// look runs the detector over one file.
func look(t testing.TB, name string, content []byte) inventory.Facts {
	t.Helper()
	f := &scanner.File{Entry: inventory.Entry{Path: name, Size: int64(len(content))}, Role: inventory.RoleProduct, Content: content}
	facts, err := New().File(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// render writes facts the way the cases expect them, one per line.
func render(f inventory.Facts) string {
	var b strings.Builder
	for _, c := range f.Copyrights {
		fmt.Fprintf(&b, "statement %d-%d %.2f %s\n  holder %s\n  years %s\n", c.StartLine, c.EndLine, c.Confidence, c.Statement, strings.Join(c.Holders, " | "), c.Years)
	}
	for _, a := range f.Authors {
		fmt.Fprintf(&b, "author %d-%d %s\n", a.StartLine, a.EndLine, a.Name)
	}
	if h := f.Header; h != nil {
		fmt.Fprintf(&b, "header %s %d-%d\n", h.State, h.StartLine, h.EndLine)
	}
	return b.String()
}

// TestCases reads testdata/cases: each archive holds one input and what is found in it.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(paths) < 60 {
		t.Fatalf("%d cases, %v", len(paths), err)
	}
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(p)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Files) == 0 || len(a.Files) > 2 {
				t.Fatalf("%d files in the archive, want an input and the expectation", len(a.Files))
			}
			got := render(look(t, a.Files[0].Name, a.Files[0].Data))
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(p, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(a.Files) != 2 {
				t.Fatal("no expectation")
			}
			if d := cmp.Diff(string(a.Files[1].Data), got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestYears(t *testing.T) {
	for in, want := range map[string]string{
		"2019": "2019", "2019-2021": "2019-2021", "2019–2021": "2019-2021", "1999-03": "1999-2003", "1998-99": "1998-1999", "2004-05": "2004-2005", "1995,1996,1998": "1995-1996, 1998",
		"2012-present": "2012-present", "2012-now": "2012-present", "2001-": "2001-", "2010+": "2010-", "2017年-2020年": "2017-2020", "MMXXI": "2021", "MMIV-MMV": "2004-2005", "MIX": "", "MMXXIV-MMXX": "", "2004-05-12": "2004", "12/05/2004": "2004", "2016年": "2016", "1996..2005": "1996-2005",
		"1850": "", "12345": "", "20041": "", "v2019": "", "3000": "", "19": "", "2020-2018": "2018-2020", "2019/2020": "2019-2020", "": "",
	} {
		y, _ := parseYears(in)
		if got := formatYears(y); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestEncodings(t *testing.T) {
	text := "// Copyright © 2020 Jürgen Groß\n"
	want := []string{"Jürgen Groß"}
	latin := []byte("// Copyright \xa9 2020 J\xfcrgen Gro\xdf\n")
	wide := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	big := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(text)) {
		big = append(big, byte(u>>8), byte(u))
	}
	for name, content := range map[string][]byte{"utf-8": []byte(text), "latin-1": latin, "utf-16le": wide, "utf-16be": big} {
		f := look(t, "a.c", content)
		if len(f.Copyrights) != 1 || cmp.Diff(want, f.Copyrights[0].Holders) != "" {
			t.Errorf("%s: %+v", name, f.Copyrights)
		}
	}
}

func TestBinaryIsSkipped(t *testing.T) {
	f := &scanner.File{Binary: true, Content: []byte("\x00Copyright 2020 Jane Doe"), Entry: inventory.Entry{Path: "a.bin"}}
	facts, err := New().File(context.Background(), f)
	if d := cmp.Diff(inventory.Facts{}, facts); d != "" || err != nil {
		t.Error(d, err)
	}
	f = &scanner.File{Content: []byte("Copyright 2020 Jane Doe"), Entry: inventory.Entry{Path: "link", Mode: fs.ModeSymlink}}
	if facts, err = New().File(context.Background(), f); len(facts.Copyrights) != 0 || err != nil {
		t.Error("a link was read", facts, err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := &scanner.File{Content: []byte("// Copyright 2020 Jane Doe\n"), Entry: inventory.Entry{Path: "a.go"}}
	if _, err := New().File(ctx, f); err == nil {
		t.Error("no error after cancellation")
	}
}

func TestLongLine(t *testing.T) {
	pad := strings.Repeat("x=1;", 20000)
	f := look(t, "a.js", []byte(pad+" /* Copyright 2020 Jane Doe */ "+pad+" /* (c) 2021 Example Inc. */ "+pad))
	var got []string
	for _, c := range f.Copyrights {
		got = append(got, c.Statement)
	}
	if d := cmp.Diff([]string{"Copyright 2020 Jane Doe", "(c) 2021 Example Inc."}, got); d != "" || len(f.Gaps) != 0 {
		t.Error(d, f.Gaps)
	}
	f = look(t, "a.txt", []byte("Copyright 2020 "+strings.Repeat("Jane ", 500)+strings.Repeat("Doe ", 3000)))
	if len(f.Gaps) != 1 || f.Gaps[0].Code != inventory.GapTruncated || f.Gaps[0].Path != "a.txt" {
		t.Errorf("gaps of a statement that is cut: %+v", f.Gaps)
	}
}

// TestHostile shows that the time is bounded by the size of the input.
func TestHostile(t *testing.T) {
	const size = 1 << 17
	for name, unit := range map[string]string{
		"marks": "(c) ", "words": "Copyright ", "statements": "Copyright 2020 A. ", "angles": "copyright <", "brackets": "© [", "escapes": `\u00a9\n`, "lines": "Copyright 2020 Jane Doe,\n",
		"years": "Copyright 1999, 2000, 2001,\n1999, ", "names": "Copyright 2020 Jane\nDoe and\n", "by": "written by A and B and ", "authors": "@author a, b,\n", "high": "\xa9\xa9\xa9 ", "open": "Copyright 2020 (((", "blank": "Copyright\n\n",
	} {
		content := []byte(strings.Repeat(unit, size/len(unit)))
		start := time.Now()
		for _, file := range []string{"a.go", "a.html"} {
			look(t, file, content)
		}
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%s: %v for twice 128 KiB", name, d)
		}
	}
}

func FuzzCopyright(f *testing.F) {
	for _, s := range []string{"// Copyright 2020 Jane Doe\n", "(c) 2020 (", "© <a@b", "Copyright [yyyy] [name]", "written by A <", "\xff\xfe(\x00c\x00)\x00", "Copyright (C) 2001\n * by\n", "#!\n/*", "SPDX-FileCopyrightText: 1", "Portions Copyright", "all rights reserved copyright", "<a copyright='© \"", "版权所有 «", "© 2020 A \"b\" c", "Copyright 1999-\n2001, 02", "\\u{a9} \\u00e9", "by <a@b.c", "[a](b) © [c][d]", "&amp;copy; &lt;a@b&gt;"} {
		f.Add("a.c", []byte(s))
		f.Add("b.py", []byte(s))
	}
	d := New()
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		file := &scanner.File{Entry: inventory.Entry{Path: name}, Role: inventory.RoleProduct, Content: content}
		facts, err := d.File(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		n := bytes.Count(plain(content), []byte{'\n'}) + 1
		for _, c := range facts.Copyrights {
			if c.StartLine < 1 || c.EndLine < c.StartLine || c.EndLine > n || c.Statement == "" || strings.ContainsAny(c.Statement, "\n\x03") {
				t.Errorf("%+v of %d lines", c, n)
			}
		}
		for _, a := range facts.Authors {
			if a.StartLine < 1 || a.EndLine < a.StartLine || a.EndLine > n || a.Name == "" {
				t.Errorf("%+v of %d lines", a, n)
			}
		}
		if h := facts.Header; h != nil && (h.EndLine < h.StartLine || h.EndLine > n) {
			t.Errorf("%+v of %d lines", h, n)
		}
	})
}

// BenchmarkCopyright measures a source file with a header, and the pass over code without any trigger.
func BenchmarkCopyright(b *testing.B) {
	code := strings.Repeat("func add(x, y int) (int, error) {\n\treturn x + y, fmt.Errorf(\"copy of %d\", x)\n}\n\n", 120)
	head := "// Copyright 2026 The Example Authors\n// SPDX-License-Identifier: Apache-2.0\n\npackage p\n\n"
	for name, text := range map[string]string{"header": head + code, "miss": code} {
		b.Run(name, func(b *testing.B) {
			d := New()
			f := &scanner.File{Entry: inventory.Entry{Path: "a.go"}, Role: inventory.RoleProduct, Content: []byte(text)}
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.File(context.Background(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestMissAllocates shows that code without a trigger costs no allocation in the pass over its bytes.
func TestMissAllocates(t *testing.T) {
	d := &detector{rare: newRare(), languages: newTable()}
	code := []byte(strings.Repeat("for (c) = copy(a, b); // authority, copied by hand, option (a)\n", 200))
	n := testing.AllocsPerRun(10, func() {
		if i := d.rare.next(code, 0); i >= 0 {
			t.Fatalf("a trigger at %d: %q", i, code[i:min(i+20, len(code))])
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package annotate

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/reuse"
)

var lines = []string{"SPDX-" + "FileCopyrightText: 2026 Ana", "SPDX-" + "License-Identifier: MIT"}

func TestComment(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.py", "print(1)\n", "# 1\n# 2\n\nprint(1)\n"},
		{"a.py", "#!/usr/bin/python\nprint(1)\n", "#!/usr/bin/python\n# 1\n# 2\n\nprint(1)\n"},
		{"a.py", "#!/usr/bin/python", "#!/usr/bin/python\n# 1\n# 2\n"},
		{"a.py", "\nprint(1)", "# 1\n# 2\n\nprint(1)"},
		{"a.py", "", "# 1\n# 2\n"},
		{"a.py", "\xef\xbb\xbfprint(1)\r\n", "\xef\xbb\xbf# 1\r\n# 2\r\n\r\nprint(1)\r\n"},
		{"a.go", "//go:build x\n\npackage a\n", "// 1\n// 2\n\n//go:build x\n\npackage a\n"},
		{"a.xml", "<?xml version=\"1.0\"?>\n<a/>\n", "<?xml version=\"1.0\"?>\n<!--\n  1\n  2\n-->\n\n<a/>\n"},
		{"a.json", "{}\n", "left: its language has no comments, or is not known"},
		{"a.py", "a\x00", "left: it is binary"},
		{"a.py", "\xff\xfea\x01", "left: it is binary"},
		{"a.py", "a\rb\r", "left: its lines end in carriage returns alone"},
	} {
		out, why := New().Comment(c.name, []byte(c.text), lines)
		got := strings.NewReplacer(lines[0], "1", lines[1], "2").Replace(string(out))
		if why != "" {
			got = "left: " + why
		}
		if strings.ReplaceAll(got, " 1", " 1") != c.want {
			t.Errorf("%s %q: %q, not %q", c.name, c.text, got, c.want)
		}
	}
	if _, why := New().Comment("a.py", []byte("# \xe9\n"), []string{"é"}); !strings.Contains(why, "UTF-8") {
		t.Errorf("Latin-1: %q", why)
	}
}

// Every language that takes a comment keeps its content as it was around the lines.
func TestEveryLanguage(t *testing.T) {
	w, n := New(), 0
	for _, lang := range header.NewTable().Languages() {
		for _, ext := range lang.Extensions() {
			name := "a." + ext
			for _, content := range []string{"x = 1\n", "x = 1\r\ny = 2\r\n", "\xef\xbb\xbfx = 1\n", "x"} {
				out, why := w.Comment(name, []byte(content), lines)
				if why != "" {
					continue
				}
				n++
				checkAround(t, name, []byte(content), out)
			}
		}
	}
	if n < 400 {
		t.Errorf("%d contents only", n)
	}
}

// checkAround holds that what was added is one run of bytes with both lines in it.
func checkAround(t *testing.T, name string, before, after []byte) {
	t.Helper()
	head := 0
	for head < len(before) && before[head] == after[head] {
		head++
	}
	if !bytes.HasSuffix(after, before[head:]) {
		t.Fatalf("%s %q: %q", name, before, after)
	}
	for _, l := range lines {
		if bytes.Count(after, []byte(l)) != 1+bytes.Count(before, []byte(l)) {
			t.Fatalf("%s %q: %q", name, before, after)
		}
	}
}

func FuzzComment(f *testing.F) {
	f.Add("a.php", []byte("<?php\ndeclare(strict_types=1);\n"))
	f.Add("Dockerfile", []byte("# syntax=docker/dockerfile:1\nFROM x\n"))
	f.Add("a.html", []byte("<!DOCTYPE\nhtml>\r\n<html>"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if out, why := New().Comment(name, content, lines); why == "" {
			checkAround(t, name, content, out)
		} else if out != nil {
			t.Fatal("both a content and a reason")
		}
	})
}

func TestSidecar(t *testing.T) {
	for old, want := range map[string]string{"": "1\n2\n", "a": "a\n1\n2\n", "a\r\n": "a\r\n1\r\n2\r\n"} {
		if got := string(Sidecar([]byte(old), []string{"1", "2"})); got != want {
			t.Errorf("%q: %q", old, got)
		}
	}
}

// A table is read as what it was written of, and its patterns fit their files alone.
func FuzzTable(f *testing.F) {
	f.Add("a*\\b.txt", "2026 \"Ana\" \\ \x01")
	f.Fuzz(func(t *testing.T, name, notice string) {
		name, notice = strings.ToValidUTF8(name, "?"), strings.ToValidUTF8(notice, "?")
		content := Table([]byte("version = 1"), []inventory.ReuseTable{{Paths: []string{name}, Notices: []string{notice}, Licenses: []string{"MIT", "ISC"}}})
		var doc struct {
			Version     int
			Annotations []struct {
				Path    []string
				Notice  string   `toml:"SPDX-FileCopyrightText"`
				License []string `toml:"SPDX-License-Identifier"`
			}
		}
		if err := toml.Unmarshal(content, &doc); err != nil {
			t.Fatalf("%v in %s", err, content)
		}
		a := doc.Annotations[0]
		if doc.Version != 1 || a.Notice != notice || !slices.Equal(a.License, []string{"MIT", "ISC"}) || !reuse.Match(a.Path[0], name) || reuse.Match(a.Path[0], name+"x") {
			t.Fatalf("%+v of %q, %q", doc, name, notice)
		}
	})
}

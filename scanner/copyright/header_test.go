// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"fmt"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

const notice = "SPDX-License-Identifier: Apache-2.0"

func headerOf(name, content string, role inventory.Role) string {
	t := newTable()
	h := t.header(&scanner.File{Entry: inventory.Entry{Path: name}, Role: role, Content: []byte(content)}, []byte(content), nil)
	if h == nil {
		return "none"
	}
	if h.StartLine == 0 {
		return h.State
	}
	return fmt.Sprintf("%s %d-%d", h.State, h.StartLine, h.EndLine)
}

// TestEveryStyle writes a header in each comment style of each language and
// expects it to be found, and code alone to be missing one.
func TestEveryStyle(t *testing.T) {
	all := languages()
	if len(all) < 80 {
		t.Fatalf("%d languages", len(all))
	}
	tab := newTable()
	for i := range all {
		l := &all[i]
		for _, e := range strings.Fields(l.exts) {
			if got := tab.byExt[e]; got.name != l.name {
				t.Errorf("extension %s belongs to %s and %s", e, l.name, got.name)
			}
		}
		name := ""
		if e := strings.Fields(l.exts); len(e) > 0 {
			name = "x." + e[0]
		} else {
			name = strings.Fields(l.files)[0]
		}
		for _, mark := range l.style.line {
			if got := headerOf(name, mark+" "+notice+"\n\ncode\n", inventory.RoleProduct); got != "proper 1-1" {
				t.Errorf("%s, %q: %s", l.name, mark, got)
			}
		}
		for _, b := range l.style.blocks {
			if got := headerOf(name, b[0]+"\n "+notice+"\n"+b[1]+"\n\ncode\n", inventory.RoleProduct); got != "proper 1-3" {
				t.Errorf("%s, %q: %s", l.name, b[0], got)
			}
		}
		for _, p := range l.first {
			text := p + "\n"
			if p == "<?xml" {
				text = p + " version=\"1.0\"\nencoding=\"utf-8\"?>\n"
			} else if p == "<!doctype" {
				text = p + " html>\n"
			}
			lines := strings.Count(text, "\n")
			open, closing := "", ""
			if len(l.style.line) > 0 {
				open = l.style.line[0]
			} else {
				open, closing = l.style.blocks[0][0], l.style.blocks[0][1]
			}
			want := fmt.Sprintf("proper %d-%d", lines+2, lines+2)
			if got := headerOf(name, text+"\n"+open+" "+notice+" "+closing+"\ncode\n", inventory.RoleProduct); got != want {
				t.Errorf("%s after %q: %s, want %s", l.name, p, got, want)
			}
		}
		if got := headerOf(name, "zzz = 1\n", inventory.RoleProduct); got != "missing" {
			t.Errorf("%s without a comment: %s", l.name, got)
		}
		for _, r := range strings.Fields(l.run) {
			if got := tab.of("tool", []byte("#!/usr/bin/env "+r+"\n")); got == nil || got.style.line == nil {
				t.Errorf("no language for the interpreter %s", r)
			}
		}
	}
}

func TestHeader(t *testing.T) {
	for _, c := range []struct {
		name, path, text, want string
		role                   inventory.Role
	}{
		{"build tag first", "a.go", "//go:build linux\n// +build linux\n\n// " + notice + "\npackage a\n", "proper 4-4", ""},
		{"two blocks", "a.go", "// Package a.\n\n// " + notice + "\n\n// All rights reserved.\npackage a\n", "proper 3-5", ""},
		{"after the code", "a.go", "package a\n// " + notice + "\n", "missing", ""},
		{"package comment only", "a.go", "// Package license finds licenses and copyright statements.\npackage license\n", "missing", ""},
		{"shebang", "run", "#!/bin/sh\n# " + notice + "\nset -e\n", "proper 2-2", ""},
		{"shebang with env and version", "run", "#!/usr/bin/env -S python3.11 -u\n# -*- coding: utf-8 -*-\n# " + notice + "\n", "proper 3-3", ""},
		{"no interpreter", "run", "set -e\n", "none", ""},
		{"php after tag", "a.php", "<?php\n/**\n * " + notice + "\n */\n", "proper 2-4", ""},
		{"php code after tag", "a.php", "<?php echo 1;\n// " + notice + "\n", "missing", ""},
		{"xml prolog over lines", "a.xml", "<?xml version=\"1.0\"\n  encoding=\"UTF-8\"?>\n<!--\n " + notice + "\n-->\n<a/>\n", "proper 3-5", ""},
		{"byte order mark", "a.cs", "\xef\xbb\xbf// " + notice + "\nclass A {}\n", "proper 1-1", ""},
		{"docker directive", "Dockerfile", "# syntax=docker/dockerfile:1\n# " + notice + "\nFROM scratch\n", "proper 2-2", ""},
		{"docker variant", "Dockerfile_windows", "FROM scratch\n", "missing", ""},
		{"helm template", "a.tpl", "{{- /*\n" + notice + "\n*/}}\nkind: Pod\n", "proper 1-3", ""},
		{"include guard", "a.h", "#ifndef A_H\n#define A_H\n/* " + notice + " */\n", "proper 3-3", ""},
		{"python docstring", "a.py", "\"\"\"\n" + notice + "\n\"\"\"\nimport os\n", "proper 1-3", ""},
		{"template file", "config.h.in", "/* " + notice + " */\n", "proper 1-1", ""},
		{"windows line ends", "a.bat", "@echo off\r\nrem " + notice + "\r\ndir\r\n", "proper 2-2", ""},
		{"crate attribute", "lib.rs", "#![no_std]\n// " + notice + "\n", "proper 2-2", ""},
		{"block comment, code on its line", "a.c", "/* x */ int a; /* " + notice + " */\n", "missing", ""},
		{"block comment never closed", "a.c", "/* " + notice + "\n", "proper 1-1", ""},
		{"upper case", "a.java", "// LICENSED UNDER THE APACHE LICENSE\nclass A {}\n", "proper 1-1", ""},
		{"yaml document mark", "a.yml", "---\n# " + notice + "\na: 1\n", "proper 2-2", ""},
		{"generated role", "a.go", "package a\n", "none", inventory.RoleGenerated},
		{"generated marker", "a.go", "// Code generated by mockgen. DO NOT EDIT.\npackage a\n", "none", ""},
		{"@generated", "a.ts", "/** @generated */\nexport {}\n", "none", ""},
		{"marker in code is no marker", "a.go", "package a\n\nconst s = \"Code generated by x. DO NOT EDIT.\"\n", "missing", ""},
		{"json", "a.json", "{}\n", "none", ""},
		{"markdown", "README.md", "# A\n", "none", ""},
		{"ignore list", ".gitignore", "*.o\n", "none", ""},
		{"license", "LICENSE", "MIT License\n", "none", ""},
		{"blank", "a.go", " \n\n", "none", ""},
		{"minified by name", "a.min.js", "var a\n", "none", ""},
		{"minified by shape", "a.js", strings.Repeat("var a=1;", 400) + "\n", "none", ""},
		{"lock file", "yarn.lock", "# yarn\n", "none", ""},
	} {
		role := c.role
		if role == "" {
			role = inventory.RoleProduct
		}
		if got := headerOf(c.path, c.text, role); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

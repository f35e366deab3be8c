// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

import (
	"fmt"
	"strings"
	"testing"
)

const notice = "SPDX-License-Identifier: Apache-2.0"

// found says where the header of a file is, and where one would be put.
func found(l *Language, content string) string {
	h := l.Read([]byte(content))
	out := ""
	for _, b := range h.Blocks {
		if Notice([]byte(l.Text([]byte(content), b))) {
			out += fmt.Sprintf("%d-%d ", b.StartLine, b.EndLine)
		}
	}
	if h.Why != "" {
		return out + h.Why
	}
	return out + fmt.Sprintf("at %d", strings.Count(content[:h.Start], "\n")+1)
}

// whole completes the beginning of a line to what stands there in a file.
func whole(beginning string) string {
	switch beginning {
	case "<?xml":
		return "<?xml version=\"1.0\"\n  encoding=\"utf-8\"?>"
	case "<!doctype":
		return "<!doctype html>"
	case "<%@":
		return "<%@ page\n  import=\"x\" %>"
	case "version ", "#\\ ":
		return beginning + "0.8"
	}
	return beginning
}

// sample is the name of a file of the language.
func (l *Language) sample() string {
	if e := l.Extensions(); len(e) > 0 {
		return "x." + e[0]
	}
	return l.Names()[0]
}

// TestEveryLanguage writes a header as each comment of each language, bare and
// behind each line that must stay first.
func TestEveryLanguage(t *testing.T) {
	tab := NewTable()
	if len(tab.all) < 150 {
		t.Fatalf("%d languages", len(tab.all))
	}
	names := map[string]bool{}
	for _, l := range tab.Languages() {
		t.Run(l.Name, func(t *testing.T) {
			if names[l.Name] {
				t.Error("named twice")
			}
			names[l.Name] = true
			known(t, tab, l)
			need := ""
			if l.needs != "" {
				need = l.needs + "\n"
			}
			first := strings.Count(need, "\n") + 1
			for _, mark := range l.style.line {
				if got, want := found(l, need+mark+" "+notice+"\n\ncode\n"), fmt.Sprintf("%d-%d at %d", first, first, first); got != want {
					t.Errorf("%q: %s, want %s", mark, got, want)
				}
			}
			for _, b := range l.style.blocks {
				if got, want := found(l, need+b[0]+"\n "+notice+"\n"+b[1]+"\n\ncode\n"), fmt.Sprintf("%d-%d at %d", first, first+2, first); got != want {
					t.Errorf("%q: %s, want %s", b[0], got, want)
				}
			}
			written, err := l.Comment([]string{"Copyright 2026 Example Corp", "", notice})
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Join(written, "\n")
			if h := l.Read([]byte(need + text + "\n")); len(h.Blocks) != 1 || strings.TrimSpace(l.Text([]byte(need+text+"\n"), h.Blocks[0])) != "Copyright 2026 Example Corp\n\n"+notice {
				t.Errorf("the header is not read as it was written: %q", text)
			}
			for _, p := range l.must {
				lines := need + whole(p) + "\n"
				if p == l.needs || need == "<?php\n" {
					lines = whole(p) + "\n"
				}
				if p == "<?" {
					continue // short for <?php, which is what a header needs
				}
				n := strings.Count(lines, "\n") + 1
				if got, want := found(l, lines+text+"\ncode\n"), fmt.Sprintf("%d-%d at %d", n, n+len(written)-1, n); got != want {
					t.Errorf("after %q: %s, want %s", p, got, want)
				}
			}
			for _, p := range l.may {
				n := first + 1
				lines := whole(p)
				n += strings.Count(lines, "\n")
				if got, want := found(l, need+lines+"\n"+text+"\ncode\n"), fmt.Sprintf("%d-%d at %d", n, n+len(written)-1, first); got != want {
					t.Errorf("after %q: %s, want %s", p, got, want)
				}
			}
			for _, w := range l.pins {
				if got, want := found(l, "/**\n * "+w+" x\n */\n"+text+"\ncode\n"), fmt.Sprintf("4-%d at 4", 3+len(written)); got != want {
					t.Errorf("after %q: %s, want %s", w, got, want)
				}
			}
			if got, want := found(l, need+"zzz = 1\n"+text+"\n"), fmt.Sprintf("at %d", first); got != want {
				t.Errorf("behind code: %s, want %s", got, want)
			}
			if l.needs != "" && !strings.HasPrefix(found(l, "zzz\n"), "it does not begin with") {
				t.Errorf("without %s: %s", l.needs, found(l, "zzz\n"))
			}
		})
	}
}

// known checks that names and interpreters lead to the language, and to no other.
func known(t *testing.T, tab *Table, l *Language) {
	t.Helper()
	for _, e := range l.Extensions() {
		if got := tab.Of("dir/x."+strings.ToUpper(e), nil); got != l && l.Name != "Assembly" && l.Name != "Visual Basic" {
			t.Errorf("extension %s belongs to %v", e, got)
		}
		if tab.byExt[e] != l {
			t.Errorf("extension %s belongs to %s, too", e, tab.byExt[e].Name)
		}
	}
	for _, n := range l.Names() {
		if got := tab.Of("dir/"+n, nil); got != l {
			t.Errorf("name %s belongs to %v", n, got)
		}
	}
	for _, r := range l.Interpreters() {
		if got := tab.Of("tool", []byte("#!/usr/bin/env "+r+"\n")); got != l {
			t.Errorf("interpreter %s belongs to %v", r, got)
		}
	}
}

func TestOf(t *testing.T) {
	tab := NewTable()
	for _, c := range []struct{ path, content, want string }{
		{"a.m", "#import <X.h>\n", "Objective-C"},
		{"a.m", "% a\nfunction y = f(x)\n", "MATLAB"},
		{"a.m", "(* a *)\n", "Wolfram"},
		{"a.pl", "#!/usr/bin/perl\n", "Perl"},
		{"a.pl", ":- module(a, []).\n", "Prolog"},
		{"a.cls", "%% a\n\\ProvidesClass{a}\n", "TeX"},
		{"a.cls", "VERSION 1.0 CLASS\n", "Visual Basic"},
		{"a.cls", "public class A {}\n", "Apex"},
		{"a.v", "module a;\n", "Verilog"},
		{"a.v", "Require Import Arith.\n", "Coq"},
		{"a.ts", "<?xml version=\"1.0\"?>\n<!DOCTYPE TS>\n", "XML"},
		{"a.inc", "<?php\n", "PHP"},
		{"a.inc", "; a\nmov ax, 1\n", "NASM"},
		{"a.inc", "# a\nA = 1\n", "Shell"},
		{"a.inc", "#include <a.h>\n", "C"},
		{"a.asm", "/* a */\n", "Assembly"},
		{"a.blade.php", "<p>\n", "Blade"},
		{"a.php", "", "PHP"},
		{"config.h.in", "", "C"},
		{"Dockerfile.debian", "", "Dockerfile"},
		{"Makefile_old", "", "Make"},
		{"Dockerfiles", "", ""},
		{"a.json", "", ""},
		{"README.md", "", ""},
		{"tool", "#!/usr/bin/env -S python3.11 -u\n", "Python"},
		{"tool", "#!/bin/sh -e\r\n", "Shell"},
		{"tool", "#!\n", ""},
		{"tool", "echo\n", ""},
		{".go", "", ""},
	} {
		got := ""
		if l := tab.Of(c.path, []byte(c.content)); l != nil {
			got = l.Name
		}
		if got != c.want {
			t.Errorf("%s with %q: %q, want %q", c.path, c.content, got, c.want)
		}
	}
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, path, text, want string }{
		{"empty", "a.go", "", "at 1"},
		{"byte order mark", "a.cs", "\xef\xbb\xbf// " + notice + "\nclass A {}\n", "1-1 at 1"},
		{"interpreter and modeline", "a.py", "#!/usr/bin/python\n# vim: set ts=4:\n# " + notice + "\n", "3-3 at 3"},
		{"modeline of C", "a.c", "/* -*- mode: c -*- */\n/* " + notice + " */\n", "2-2 at 2"},
		{"modeline behind the header", "a.c", "/* " + notice + " */\n/* vim: set ts=4: */\n", "1-2 at 1"},
		{"modeline in the header", "a.cc", "/* -*- mode: c -*-\n * " + notice + "\n */\n", "1-3 at 1"},
		{"comments of one line join", "a.c", "/* a */\n/* " + notice + " */\n/* b */\nint c;\n", "1-3 at 1"},
		{"a long comment stays apart", "a.c", "/* " + notice + " */\n/**\n * doc\n */\nint c;\n", "1-1 at 1"},
		{"code behind the comment", "a.c", "/* " + notice + " */ int a;\n", "1-1 at 1"},
		{"never closed", "a.c", "/* " + notice + "\nint a;\n", "1-2 at 1"},
		{"php", "a.php", "<?php\n// " + notice + "\n", "2-2 at 2"},
		{"php with types", "a.php", "<?php declare(strict_types=1);\n// " + notice + "\n", "2-2 at 2"},
		{"php with code", "a.php", "<?php if ($a) { ?>\n<b>\n", "something follows on the line of <?php"},
		{"php with a comment", "a.php", "<?php /* " + notice + "\n*/\n", "something follows on the line of <?php"},
		{"php page", "a.php", "<p>\n<?php\n", "it does not begin with <?php"},
		{"xml on one line", "a.xml", "<?xml version=\"1.0\"?><a/>\n", "the document goes on behind the prolog on its line"},
		{"doctype of xml", "a.xml", "<?xml version=\"1.0\"?>\n<!DOCTYPE a\n [ ]>\n<!-- " + notice + " -->\n", "4-4 at 2"},
		{"doctype of html", "a.html", "<!DOCTYPE html>\n<!-- " + notice + " -->\n", "2-2 at 2"},
		{"no line end", "a.py", "#!/usr/bin/python", "at 1"},
		{"helm template", "a.tpl", "{{- /*\n" + notice + "\n*/ -}}\nkind: Pod\n", "1-3 at 1"},
	} {
		if got := found(NewTable().Of(c.path, []byte(c.text)), c.text); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ path, text, want string }{
		{"a.c", "/******\n * A  b  *\n *   c\n ******/\n", "\nA  b\nc\n"},
		{"a.py", "########\n# A #\n########\n", "\nA\n"},
		{"a.py", "\"\"\"A\nb\"\"\"\n", "A\nb"},
		{"a.el", ";;; A\n;;\n;; b\n", "A\n\nb"},
		{"a.html", "<!-- A -->\r\n", "A"},
		{"a.bat", "@rem A\nREM\nrem b\n", "A\n\nb"},
		{"a.f", "C A\nc b\n", "A\nb"},
		{"a.tpl", "{{/*\nA\n*/}}\n", "\nA\n"},
	} {
		l := NewTable().Of(c.path, nil)
		if got := l.Text([]byte(c.text), l.Read([]byte(c.text)).Blocks[0]); got != c.want {
			t.Errorf("%s: %q, want %q", c.path, got, c.want)
		}
	}
}

func TestComment(t *testing.T) {
	tab := NewTable()
	for _, c := range []struct{ path, want string }{
		{"a.go", "// A\n//\n// b"},
		{"a.c", "/*\n * A\n *\n * b\n */"},
		{"a.html", "<!--\n  A\n\n  b\n-->"},
		{"a.ml", "(*\n * A\n *\n * b\n *)"},
		{"a.f", "C A\nC\nC b"},
	} {
		got, err := tab.Of(c.path, nil).Comment([]string{"A", "", "b  "})
		if err != nil || strings.Join(got, "\n") != c.want {
			t.Errorf("%s: %q, %v", c.path, got, err)
		}
	}
	for _, c := range []struct{ path, line string }{{"a.c", "a */ b"}, {"a.html", "a -- b"}, {"a.go", "a\nb"}} {
		if got, err := tab.Of(c.path, nil).Comment([]string{c.line}); err == nil {
			t.Errorf("%s: %q", c.path, got)
		}
	}
}

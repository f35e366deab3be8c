// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

import (
	"bytes"
	"path"
	"strings"
)

// Language says how files of one language are known and how they carry a
// header. It is read only.
type Language struct {
	Name string // unique: "C++"

	exts  string // file name extensions without the dot, lower case, separated by blanks
	files string // whole base names, separated by blanks
	run   string // interpreters of a #! line, separated by blanks
	style style
	must  []string // lower-case beginnings of lines that a header must follow, when they stand at the top
	may   []string // lower-case beginnings of lines of code behind which a header is still looked for
	needs string   // lower-case beginning of the line without which the file cannot be given a header; "" for none
	pins  []string // words of a comment that only works as the first one of its file
}

// style is how a language writes comments. All marks are lower case.
type style struct {
	line   []string    // marks of comments that end with their line
	blocks [][2]string // marks that open and close a comment
	doc    []string    // those opening marks whose text is part of the program: doc strings, manual pages
	write  form        // how a header is written
}

// form is how a header is written: each line behind lead, and around them the
// lines open and closing, both "" where comments end with their line.
type form struct{ open, lead, closing string }

// Extensions are the file name extensions of the language, without the dot.
func (l *Language) Extensions() []string { return strings.Fields(l.exts) }

// Names are whole base names of files of the language.
func (l *Language) Names() []string { return strings.Fields(l.files) }

// Interpreters are the programs of a #! line that belong to the language.
func (l *Language) Interpreters() []string { return strings.Fields(l.run) }

// Prologs are the beginnings, in lower case, of lines that stay before a header.
func (l *Language) Prologs() []string { return l.must }

// Table finds the language of a file. It is safe for concurrent use.
type Table struct {
	all                  []Language
	byExt, byName, byRun map[string]*Language
}

// NewTable returns the table of all languages.
func NewTable() *Table {
	t := &Table{all: append(programs(), data()...), byExt: map[string]*Language{}, byName: map[string]*Language{}, byRun: map[string]*Language{}}
	for i := range t.all {
		l := &t.all[i]
		for _, e := range l.Extensions() {
			t.byExt[e] = l
		}
		for _, n := range l.Names() {
			t.byName[n] = l
		}
		for _, r := range l.Interpreters() {
			t.byRun[r] = l
		}
	}
	return t
}

// Languages returns all rows of the table.
func (t *Table) Languages() []*Language {
	out := make([]*Language, len(t.all))
	for i := range t.all {
		out[i] = &t.all[i]
	}
	return out
}

// Of returns the language of a file by its name, else by its first line; nil
// when the file cannot carry a header: data without comments, documents, lists.
// content is that of the file in UTF-8, or in another encoding that keeps ASCII.
func (t *Table) Of(name string, content []byte) *Language {
	base := path.Base(name)
	if l := t.byName[base]; l != nil {
		return l
	}
	dot := strings.LastIndexByte(base, '.')
	if dot > 0 {
		ext := strings.ToLower(base[dot+1:])
		if second := strings.LastIndexByte(base[:dot], '.'); second > 0 { // page.blade.php
			if l := t.byExt[strings.ToLower(base[second+1:])]; l != nil {
				return l
			}
		}
		if l := t.byExt[ext]; l != nil {
			return t.settle(l, ext, content)
		}
		if ext == "in" || ext == "example" || ext == "dist" { // a template: config.h.in
			return t.Of(name[:len(name)-len(ext)-1], content)
		}
	}
	for _, stem := range [...]string{"Dockerfile", "Containerfile", "Makefile"} { // Dockerfile.debian, Dockerfile_windows
		if strings.HasPrefix(base, stem) && !letterDigit(base[len(stem)]) {
			return t.byName[stem]
		}
	}
	return t.byRun[interpreter(content)]
}

// settle tells apart languages that share an extension, by what the file begins with.
func (t *Table) settle(l *Language, ext string, content []byte) *Language {
	head := bytes.TrimSpace(bytes.TrimPrefix(content[:min(len(content), 4096)], bom))
	switch {
	case hasFold(head, "<?xml") || hasFold(head, "<!doctype ts"):
		if l.needs == "" && !l.opens("<!--") {
			return t.byExt["xml"]
		}
	case ext == "m" && (hasFold(head, "%") || hasFold(head, "function") || hasFold(head, "classdef")):
		return t.byExt["octave"]
	case ext == "m" && hasFold(head, "(*"):
		return t.byExt["wl"]
	case ext == "pl" && (hasFold(head, ":-") || hasFold(head, "%")):
		return t.byExt["prolog"]
	case ext == "cls" && (hasFold(head, "%") || hasFold(head, `\`)):
		return t.byExt["tex"]
	case ext == "cls" && !hasFold(head, "version ") && !hasFold(head, "'") && !hasFold(head, "option ") && !hasFold(head, "attribute "):
		return t.byExt["apex"]
	case ext == "v" && (hasFold(head, "(*") || hasFold(head, "require ") || hasFold(head, "from ")):
		return t.byExt["coq"]
	case ext == "inc" && hasFold(head, "<?"):
		return t.byExt["php"]
	case ext == "inc" && (hasFold(head, ";") || hasFold(head, "%")):
		return t.byExt["nasm"]
	case ext == "inc" && hasFold(head, "#") && !preprocessor(head):
		return t.byExt["sh"] // BitBake, make: comments of either begin with #
	case ext == "asm" && (hasFold(head, "/*") || hasFold(head, "//") || hasFold(head, "#")):
		return t.byExt["s"]
	}
	return l
}

// preprocessor reports a first line of the C preprocessor.
func preprocessor(head []byte) bool {
	for _, d := range [...]string{"#if", "#define", "#include", "#undef", "#pragma"} {
		if hasFold(head, d) {
			return true
		}
	}
	return false
}

func (l *Language) opens(mark string) bool {
	for _, b := range l.style.blocks {
		if b[0] == mark {
			return true
		}
	}
	return false
}

// interpreter is the program that a #! line names, without its directory and version; "" when there is none.
func interpreter(content []byte) string {
	if !bytes.HasPrefix(content, []byte("#!")) {
		return ""
	}
	line := content[2:min(len(content), 256)]
	if n := bytes.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	for _, w := range strings.Fields(string(line)) {
		w = strings.ToLower(path.Base(w))
		if w == "env" || strings.HasPrefix(w, "-") || strings.Contains(w, "=") {
			continue
		}
		if t := strings.TrimRight(w, "0123456789."); t != "" && !strings.HasSuffix(w, "3") && !strings.HasSuffix(w, "2") {
			return t
		} else if w, _, _ = strings.Cut(w, "."); w != "" {
			return w
		}
	}
	return ""
}

// hasFold reports whether text begins with the lower-case prefix, in any case.
func hasFold(text []byte, prefix string) bool {
	if len(text) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}

func letterDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

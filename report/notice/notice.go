// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package notice writes the file in which a release names the third-party code
// inside it: NOTICE, or THIRD-PARTY-NOTICES.
//
//	doc := notice.New(inv, texts, group)
//	text := doc.Text()
//
// # What it names
//
// Every library whose bytes are in the repository: its name and version as far as
// a component or its directory tells, its license, the copyright statements of
// its files, the contents of its own NOTICE file (Apache-2.0, section 4d), and
// the texts of its licenses, each distinct text once. Texts are the same when
// they differ in white space and copyright lines only; the statements are shown
// with the library. Packages that users fetch are no part of the release.
//
// # Staleness
//
// The written part begins at [Mark]; what stands above it is yours, and stays.
// [Stale] compares an existing file with what would be written now.
package notice

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/outgate/outgate/inventory"
)

// Mark is the line at which the written part begins.
const Mark = "======== Third-party software in this release, written by `outgate notice` ========"

// Document is the written part.
type Document struct {
	Libraries []Library // sorted by directory
	Texts     []Text    // sorted by first use
}

// Library is third-party code in the repository.
type Library struct {
	Dir        string // or the file, for code that is one file
	Name       string
	Version    string   // "" when nothing tells
	License    string   // SPDX expressions found in its license files, else in its files; "" when unknown
	Statements []string // copyright statements, distinct, in path order
	Notices    []string // contents of its NOTICE files
	Texts      []int    // numbers into Document.Texts, from 1
}

// Text is a license text.
type Text struct {
	Body string // as in the first file that holds it, without its copyright lines
	Path string
}

// maxStatements bounds those of one library; a large one repeats itself in thousands of files.
const maxStatements = 100

// New makes the document of an inventory. texts holds the content of the license
// and notice files ([Wants]) by path; grouped names the library of a vendored path.
func New(inv *inventory.Inventory, texts map[string][]byte, grouped func(path string) string) *Document {
	b := builder{texts: texts, byDir: map[string]*Library{}, seen: map[string]map[string]bool{}, numbers: map[[32]byte]int{}, expressions: map[string][]string{}}
	for i := range inv.Files {
		f := &inv.Files[i]
		if f.Role == inventory.RoleVendored {
			b.file(f, grouped(f.Path))
		}
	}
	for i := range inv.Components {
		b.component(&inv.Components[i], grouped)
	}
	return b.document()
}

// Wants reports whether the content of a file is needed: a license or a notice.
func Wants(p string) bool { return isLicense(path.Base(p)) || isNotice(path.Base(p)) }

func isLicense(name string) bool {
	return stem(name, "license", "licence", "copying", "unlicense")
}

func isNotice(name string) bool { return stem(name, "notice", "notices") }

// stem reports a name that is one of the words, alone or before a separator.
func stem(name string, words ...string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc(words, func(w string) bool {
		rest, ok := strings.CutPrefix(lower, w)
		return ok && (rest == "" || strings.ContainsRune("._-", rune(rest[0])))
	})
}

type builder struct {
	texts       map[string][]byte
	byDir       map[string]*Library
	seen        map[string]map[string]bool // by library: statements, folded
	numbers     map[[32]byte]int
	found       []Text
	expressions map[string][]string // by library: of license files, then of others with the prefix "~"
}

func (b *builder) library(dir string) *Library {
	l := b.byDir[dir]
	if l == nil {
		l = &Library{Dir: dir, Name: path.Base(dir)}
		b.byDir[dir], b.seen[dir] = l, map[string]bool{}
	}
	return l
}

func (b *builder) file(f *inventory.File, dir string) {
	l := b.library(dir)
	name := path.Base(f.Path)
	for k := range f.Copyrights {
		c := &f.Copyrights[k]
		key := strings.ToLower(strings.Join(strings.Fields(c.Statement), " "))
		if c.Confidence < 0.9 || b.seen[dir][key] || len(l.Statements) == maxStatements {
			continue
		}
		b.seen[dir][key] = true
		l.Statements = append(l.Statements, strings.Join(strings.Fields(c.Statement), " "))
	}
	for k := range f.Licenses {
		mark := "~"
		if isLicense(name) {
			mark = ""
		}
		if class := f.Licenses[k].Class; class != inventory.ClassReference {
			b.expressions[dir] = append(b.expressions[dir], mark+f.Licenses[k].Expression)
		}
	}
	content, ok := b.texts[f.Path]
	switch {
	case !ok:
	case isNotice(name):
		l.Notices = append(l.Notices, clean(string(content)))
	case isLicense(name):
		b.text(l, f.Path, string(content))
	}
}

// text numbers a license text; the same one again has the number of the first.
func (b *builder) text(l *Library, p, content string) {
	body := withoutStatements(content)
	key := sha256.Sum256([]byte(strings.ToLower(strings.Join(strings.Fields(body), " "))))
	n := b.numbers[key]
	if n == 0 {
		b.found = append(b.found, Text{Body: body, Path: p})
		n = len(b.found)
		b.numbers[key] = n
	}
	if !slices.Contains(l.Texts, n) {
		l.Texts = append(l.Texts, n)
	}
}

// component names the library that holds the evidence of a distributed package; an
// archive that lies among the files of the product is a library of its own.
func (b *builder) component(c *inventory.Component, grouped func(string) string) {
	if !c.Distributed || c.Role != inventory.RoleProduct && c.Role != inventory.RoleVendored {
		return
	}
	for _, e := range c.Evidence {
		dir := grouped(e.Path)
		if b.byDir[dir] == nil {
			dir = e.Path
		}
		l := b.library(dir)
		if l.Version == "" && c.Version != "" {
			l.Name, l.Version = cmp.Or(c.Name, l.Name), c.Version
		}
		if expression := cmp.Or(c.Licenses.Concluded, c.Licenses.Declared); expression != "" {
			b.expressions[l.Dir] = append(b.expressions[l.Dir], "~"+expression)
		}
	}
}

func (b *builder) document() *Document {
	d := &Document{}
	for dir, l := range b.byDir {
		var strong, weak []string
		for _, x := range b.expressions[dir] {
			if bare, ok := strings.CutPrefix(x, "~"); ok {
				weak = append(weak, bare)
			} else {
				strong = append(strong, x)
			}
		}
		if len(strong) == 0 {
			strong = weak
		}
		slices.Sort(strong)
		l.License = strings.Join(slices.Compact(strong), ", ")
		d.Libraries = append(d.Libraries, *l)
	}
	slices.SortFunc(d.Libraries, func(a, b Library) int { return cmp.Compare(a.Dir, b.Dir) })
	d.Texts = b.found
	d.renumber()
	return d
}

// renumber gives the texts the order in which libraries use them.
func (d *Document) renumber() {
	to := map[int]int{}
	var texts []Text
	for i := range d.Libraries {
		for k, n := range d.Libraries[i].Texts {
			if to[n] == 0 {
				texts = append(texts, d.Texts[n-1])
				to[n] = len(texts)
			}
			d.Libraries[i].Texts[k] = to[n]
		}
		slices.Sort(d.Libraries[i].Texts)
	}
	d.Texts = texts
}

// withoutStatements drops the copyright lines at the head of a text: they are
// shown with the library, and the rest is the same for many.
func withoutStatements(content string) string {
	var kept []string
	head, dropped := true, false
	for line := range strings.Lines(clean(content)) {
		low := strings.ToLower(strings.TrimSpace(line))
		if head && (strings.HasPrefix(low, "copyright") || strings.HasPrefix(low, "(c) ") || strings.HasPrefix(low, "© ") || strings.HasPrefix(low, "all rights reserved")) {
			dropped = true
			continue
		}
		if dropped && low == "" && (len(kept) == 0 || strings.TrimSpace(kept[len(kept)-1]) == "") {
			continue // one empty line is enough where the statement stood
		}
		dropped = false
		head = head && (low == "" || len(low) < 60 && len(kept) < 6)
		kept = append(kept, line)
	}
	return strings.TrimSpace(strings.Join(kept, "")) + "\n"
}

// clean makes text of a file fit to be shown: "\n" line ends, no control and no
// format characters, no line that the log of a CI service would take for a command.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\r\n", "\n"), "\r", "\n")
	text = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && obeyed(r) {
			return -1
		}
		return r
	}, text)
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i, l := range lines {
		lines[i] = noCommand(l)
	}
	return strings.Join(lines, "\n") + "\n"
}

// obeyed reports control and format characters, directions among them.
func obeyed(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

// noCommand breaks "::name::" at the start of a line, and "##[name]" and "##vso[name]" anywhere.
func noCommand(line string) string {
	if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "::") {
		line = `\` + trimmed
	}
	for _, mark := range []string{"##[", "##vso["} {
		line = strings.ReplaceAll(line, mark, `#\`+mark[1:])
	}
	return line
}

// oneLine makes a name fit to be shown: what a terminal would obey stands as an escape.
func oneLine(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "?") {
		if obeyed(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return noCommand(b.String())
}

// Text writes the part from Mark on.
func (d *Document) Text() string {
	var b strings.Builder
	b.WriteString(Mark + "\n\n")
	if len(d.Libraries) == 0 {
		b.WriteString("None.\n")
		return b.String()
	}
	for i := range d.Libraries {
		d.Libraries[i].write(&b)
	}
	for i, t := range d.Texts {
		fmt.Fprintf(&b, "-------- License text [%d] --------\n\n%s\n", i+1, t.Body)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (l *Library) write(b *strings.Builder) {
	fmt.Fprintf(b, "-------- %s --------\n\n", oneLine(strings.TrimSpace(l.Name+" "+l.Version)))
	fmt.Fprintf(b, "Place: %s\n", oneLine(l.Dir))
	license := cmp.Or(l.License, "not known")
	var refs []string
	for _, n := range l.Texts {
		refs = append(refs, fmt.Sprintf("[%d]", n))
	}
	if len(refs) > 0 {
		license += "; text " + strings.Join(refs, ", ")
	}
	fmt.Fprintf(b, "License: %s\n", oneLine(license))
	for _, s := range l.Statements {
		fmt.Fprintf(b, "  %s\n", oneLine(s))
	}
	for _, n := range l.Notices {
		b.WriteString("\nIts notice:\n\n")
		for line := range strings.Lines(n) {
			if strings.TrimSpace(line) == "" {
				b.WriteString("\n")
				continue
			}
			b.WriteString("    " + line)
		}
	}
	b.WriteString("\n")
}

// Merge is the content of a file that holds the document below what stands above
// the mark in old, or below the whole of a file without one.
func (d *Document) Merge(old string) string {
	head, _, _ := strings.Cut(old, Mark)
	if head = strings.TrimRight(head, "\n"); head != "" {
		head += "\n\n"
	}
	return head + d.Text()
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package license finds what files say about their license.
//
// # What is found
//
//	class      what                                             found by
//	tag        SPDX-License-Identifier, MODULE_LICENSE          package spdx, tags.go, module.go
//	text       a license text, whole or edited                  package text
//	notice     a header that puts the file under a license      package text, and names in force
//	reference  a name, an alias, an address of a license        vocabulary and grammar
//	manifest   the license field of a package manifest          a parser for each format
//
// Each has lines, an SPDX expression and a confidence; Explain shows what it
// rests on. A file's licenses are not combined: two notices are two facts. A
// choice within one statement is one fact with OR, an exception is joined WITH
// the license it fits.
//
// # One file on its way
//
//	content -> manifest fields -> tags -> text.Find -> texts, headers, exceptions, marks
//	marks -> passages -> words -> mentions -> setting -> claims -> facts
//	facts: headers joined with names, alternatives to choices, echoes and lists dropped, exceptions added
//
// text.Find reads the bytes once. It yields the license texts and, on the way,
// the places of words near which a license may be named (marks: license, gpl,
// apache, "://"). A file without either is done.
//
// Around the marks, outside of what texts explain, the file is read as words
// with the signs between them (passage.go). A mention is a name of the
// vocabulary (names.go: identifiers and names of the SPDX list, the aliases of
// rules/licenses/aliases.yaml), a name of the GNU family by its own grammar
// (gnu.go: family, version, "or later", "only", choices of versions) or an
// address (urls.go). Whether it counts is for the sentence around it to say
// (setting.go): words that put something under a license ("distributed under
// the terms of"), a field ("License: MIT"), a heading, the name alone on its
// line. A full name counts anywhere, with less confidence; an abbreviation such
// as MIT or Ruby needs such words right beside it.
//
// # Brakes
//
// Names do not count where they are negated, compared or left behind ("not
// under", "incompatible with", "similar to", "from MIT to ISC", "section 3 of
// the GPL"), in identifiers, domains and paths, in strings of programs, and in
// lock files, which speak of other packages. What a license text holds is not
// counted again, but what somebody put in between is. Names in passing add
// nothing where the same license is in force, nor does a family without a
// version where the file names one exactly. A file that names more than fifty
// licenses, or a dozen without putting anything under them, is a list: one note.
//
// # Conventions
//
// A GNU license text alone is -only, a notice says which versions it allows,
// and a notice without a version allows all (GPL-1.0-or-later; of the "Lesser"
// GPL LGPL-2.1-or-later, for the name came with that version). "BSD" without
// clauses is BSD-3-Clause, "Apache" Apache-2.0, "MPL" MPL-1.0+, all with a lower
// confidence. A tag that is no expression becomes [InvalidExpression] with
// confidence 0; a file named LICENSE or COPYING in which nothing was recognized
// and a manifest field that nobody knows become [UnknownLicense]: unknown, never
// silent. An exception without a license is LicenseRef-outgate-exception WITH
// it. A header that forbids others to copy the file is
// LicenseRef-outgate-proprietary; "All rights reserved" alone is not one.
// docs/licenses.md has the whole list.
//
// A name in force is a notice in the comment before the first line of code and
// a reference elsewhere; in documentation it is always a reference. The wording
// of the GNU notice is a notice anywhere.
//
// # Limits
//
// Binary files are not read. More license text, names or tags than the budget
// of one file allows is a Gap of code truncated; a manifest over 4 MiB is one of
// code unparsable. Options.Plain puts unmodified licenseclassifier over whole
// files in the place of the text engine, to compare.
package license

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/license/text"
)

const (
	name    = "license"
	version = 3
)

// Options choose the text engine. The zero value is what a scan uses.
type Options struct {
	// Plain runs unmodified licenseclassifier over whole files: the slow
	// yardstick that tests compare with.
	Plain bool
}

type detector struct {
	plain   func() (*plain, error)
	engine  func() (*engine, error)
	scratch sync.Pool
}

// New makes the detector. Its text engine is built on first use; an error then
// is returned for the file that needed it.
func New(o Options) (*scanner.Detector, error) {
	d := build(o)
	return &scanner.Detector{
		Name:    name,
		Doc:     "finds license texts, notices, SPDX tags, references and manifest fields",
		Version: version,
		Rules:   "spdx-license-list-" + rules.LicenseListVersion() + " " + text.Version(),
		Wants:   func(e *inventory.Entry) bool { return e.Regular() },
		File:    d.file,
	}, nil
}

func build(o Options) *detector {
	d := &detector{engine: sync.OnceValues(newEngine)}
	if o.Plain {
		d.plain = sync.OnceValues(newPlain)
	}
	d.scratch.New = func() any { return new(text.Scratch) }
	return d
}

func (d *detector) file(ctx context.Context, f *scanner.File) (facts inventory.Facts, err error) {
	if f.Binary || len(f.Content) == 0 {
		return facts, nil
	}
	found, gaps, err := d.find(ctx, f)
	facts.Gaps = gaps
	for _, one := range tidy(found) {
		facts.Licenses = append(facts.Licenses, one.License)
	}
	return facts, err
}

// find returns what a text file says, in no order, and what was not examined.
func (d *detector) find(ctx context.Context, f *scanner.File) (found []fact, gaps []inventory.Gap, err error) {
	gap := func(code, reason string) {
		gaps = append(gaps, inventory.Gap{Detector: name, Path: f.Path, Commit: f.Commit, Code: code, Reason: reason})
	}
	declared, err := manifest(path.Base(f.Path), f.Content)
	if err != nil {
		gap(inventory.GapUnparsable, err.Error())
	}
	tagged, cut := tags(f.Content)
	if cut {
		gap(inventory.GapTruncated, fmt.Sprintf("more than %d license tags", maxTags))
	}
	e, err := d.engine()
	if err != nil {
		return nil, gaps, err
	}
	s := d.scratch.Get().(*text.Scratch)
	defer d.scratch.Put(s)
	docs, marks, cut, err := e.corpus.Find(ctx, f.Content, s)
	if err != nil {
		return nil, gaps, err
	}
	if cut {
		gap(inventory.GapTruncated, "more license text than the work budget of one file allows")
	}
	matches := matchesOf(docs, f.Content)
	if d.plain != nil {
		p, err := d.plain()
		if err != nil {
			return nil, gaps, err
		}
		matches = p.find(f.Content)
	}
	texts, headers, exceptions := textFacts(matches)
	plain, headers := plainHeaders(headers)
	base := slices.Concat(plain, factsOf(declared), factsOf(tagged), factsOf(moduleTags(f.Content)), texts)
	if file := path.Base(f.Path); isManifest(file) || isLockFile(file) { // which say it in fields, or of others
		return addExceptions(base, exceptions), gaps, nil
	}
	said := references(e.vocabulary, f.Path, f.Content, marks, coverOf(base))
	if said.cut {
		gap(inventory.GapTruncated, fmt.Sprintf("more than %d names of licenses", maxMentions))
	}
	named := withoutEchoes(base, joinAlternatives(joinHeaders(headers, said.named)), exceptions)
	named = withoutList(named, said.distinct)
	found = addExceptions(append(base, named...), append(exceptions, said.exceptions...))
	found = append(found, ownedOnly(f.Path, f.Content, found)...)
	if len(found) == 0 && isLicenseFile(f.Path) {
		found = unknownText(f.Content)
	}
	return found, gaps, nil
}

// engine is what all files share.
type engine struct {
	corpus     *text.Corpus
	vocabulary *vocabulary
}

func newEngine() (*engine, error) {
	v, err := loadVocabulary()
	if err != nil {
		return nil, err
	}
	c, err := text.Load(v.marks)
	if err != nil {
		return nil, err
	}
	return &engine{c, v}, nil
}

// match is a document found in a file.
type match struct {
	kind, name  string
	spdx        bool
	confidence  float64
	start, end  int // byte offsets
	first, last int // lines
	holes       []text.Span
	from        string   // the document, see text.Document
	also        []string // other ids of the document
	edit        int      // words that differ
	score       int      // see text.Match
}

func matchesOf(found []text.Match, content []byte) []match {
	out := make([]match, 0, len(found))
	line, counted := 1, 0
	for _, f := range found {
		line += bytes.Count(content[counted:f.Start], []byte("\n"))
		counted = f.Start
		out = append(out, match{kind: f.Doc.Kind, name: f.Doc.ID, spdx: strings.HasPrefix(f.Doc.From, "spdx:"), confidence: f.Confidence, start: f.Start, end: f.End, holes: f.Holes, from: f.Doc.From, also: f.Doc.Also, edit: f.Edit, score: f.Score,
			first: line, last: line + bytes.Count(content[f.Start:f.End], []byte("\n"))})
	}
	return out
}

// isLicenseFile reports whether the name says that the file holds a license.
func isLicenseFile(file string) bool {
	base := strings.ToLower(path.Base(file))
	ext := path.Ext(base)
	switch ext {
	case ".txt", ".md", ".rst", ".html":
		base = strings.TrimSuffix(base, ext)
	case "":
	default:
		return false
	}
	for _, word := range []string{"license", "licence", "copying", "unlicense"} {
		if base == word || strings.HasPrefix(base, word+"-") || strings.HasPrefix(base, word+"_") || strings.HasSuffix(base, "-"+word) || strings.HasSuffix(base, "_"+word) {
			return true
		}
	}
	return false
}

// minLicenseWords is less than any license text needs to grant something.
const minLicenseWords = 10

// unknownText is the fact for a license file in which nothing was recognized.
func unknownText(content []byte) []fact {
	if len(bytes.Fields(content[:min(len(content), 4096)])) < minLicenseWords {
		return nil
	}
	lines := bytes.Count(content, []byte("\n"))
	if content[len(content)-1] != '\n' {
		lines++
	}
	return factsOf([]inventory.License{{Expression: UnknownLicense, Class: inventory.ClassText, StartLine: 1, EndLine: lines}})
}

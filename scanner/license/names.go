// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"strings"
	"sync"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// nameKind tells how much a name says by itself.
type nameKind uint8

const (
	nameFull  nameKind = iota // "Apache License, Version 2.0": speaks of a license wherever it stands
	nameShort                 // "MIT", "Ruby": needs words that speak of a license
	nameLoose                 // "BSD license": a family, whose usual member is meant
)

// licenseName is a spelling of a license or an exception.
type licenseName struct {
	expr *spdx.Expr // nil for an exception
	id   string     // the exception
	kind nameKind
	size int    // words
	as   string // an identifier that is also a word: counts in this spelling only
}

// vocabulary is all words that the grammar knows and all names of licenses, in
// a tree of words.
type vocabulary struct {
	known map[string]string
	root  *nameNode
	urls  *urlTable
	marks []string
}

type nameNode struct {
	next map[string]*nameNode
	name *licenseName // of the words that lead here
}

// loadVocabulary is built once and only read afterwards.
var loadVocabulary = sync.OnceValues(newVocabulary)

func newVocabulary() (*vocabulary, error) {
	table, errs := rules.LicenseAliases()
	if len(errs) > 0 {
		return nil, errs
	}
	v := &vocabulary{known: map[string]string{}, root: &nameNode{}}
	marks := map[string]bool{}
	for w := range strings.FieldsSeq(grammarWords) {
		v.known[w] = w
	}
	for w := range strings.FieldsSeq(markWords) {
		v.known[w], marks[w] = w, true
	}
	for _, n := range rules.LicenseNames() {
		e, err := spdx.Parse(n.ID)
		if err != nil {
			continue // a test holds both lists together
		}
		v.addID(n.ID, e)
		for _, spelling := range spellings(n.Name) {
			v.add(spelling, &licenseName{expr: e, kind: kindOf(n.Name)}, false)
		}
	}
	for _, a := range table.Names {
		e, err := spdx.Parse(a.ID.V)
		if err != nil {
			return nil, err
		}
		v.addAll(a.Loose, e, nameLoose)
		v.addAll(a.Short, e, nameShort)
		v.addAll(a.Full, e, nameFull)
		for _, m := range a.Marks {
			marks[m] = true
		}
	}
	for _, x := range table.Exceptions {
		for _, pattern := range x.Names {
			for _, spelling := range rules.ExpandAlias(pattern) {
				v.add(spelling, &licenseName{id: x.ID.V}, true)
			}
		}
	}
	v.urls = newURLs(table)
	for w := range v.urls.starts {
		v.known[w] = w
	}
	for w := range marks {
		v.known[w] = w
		v.marks = append(v.marks, w)
	}
	return v, nil
}

func (v *vocabulary) addAll(patterns []string, e *spdx.Expr, kind nameKind) {
	for _, pattern := range patterns {
		for _, spelling := range rules.ExpandAlias(pattern) {
			v.add(spelling, &licenseName{expr: e, kind: kind}, true)
		}
	}
}

// markWords are words near which a license may be named. The names without any
// of them have marks of their own in the table.
const markWords = `license licenses licensed licensing licence licences licenced licencing sublicense relicensed unlicense unlicensed licenseid licensename licensetype
 gpl lgpl agpl gplv lgplv agplv gfdl fdl copyleft copylefted gnu`

// grammarWords are the words that the grammar looks at, beside those of names.
const grammarWords = `following one a an the this that these it its is are was be been being to of in on by with under and or nor not no non never either both any all
 only later newer above higher greater subsequent upwards up onwards version versions v ver vers rev revision release
 lesser library affero general public free software foundation fsf inc published as at your our their option choice choose terms term conditions condition
 provisions according accordance subject released distributed redistributed distribute redistribute modify modified copy use used available provided
 covered governed offered contributed dual dually double triple tri multi alternatively exception exceptions exempt special
 compatible incompatible cannot unless without except instead rather than whether if formerly previously example such like unlike eg
 comply complies compliance compliant see file files found read text full details more copies received along should
 would could must may might will can do does don isn aren wasn unable avoid against
 same documentation two three one first second third 1 2 3 4 0 5
 program project package module work code source under licensor open opensource style type types name id identifier declared url
 copying copyright which other another some every each their user users recipient you may using
 supports support supported list valid available between comparison compare versus vs than instead replaces replace replaced
 from change changed changes changelog section sections clause clauses paragraph compatibility incompatibility t comparable similar resembles equivalent rejected reject request question faq what why how`

func (v *vocabulary) intern(b []byte) (string, bool) {
	var buf [40]byte
	if len(b) > len(buf) {
		return "", false
	}
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		buf[i] = c
	}
	s, ok := v.known[string(buf[:len(b)])]
	return s, ok
}

// kindOf is what the full name of the SPDX list says by itself.
func kindOf(name string) nameKind {
	for w := range strings.FieldsSeq(strings.ToLower(name)) {
		switch strings.Trim(w, `(),."`) {
		case "license", "licence", "licensing", "licenses":
			return nameFull
		}
	}
	if len(strings.Fields(name)) >= 4 {
		return nameFull
	}
	return nameShort
}

// spellings are a full name and its usual variants: without quotes and
// brackets, without what stands in them, and without the license's article.
func spellings(name string) []string {
	out := []string{name}
	bare := name
	for _, pair := range []string{"()", `""`} {
		for {
			from := strings.IndexByte(bare, pair[0])
			if from < 0 {
				break
			}
			to := strings.IndexByte(bare[from+1:], pair[1])
			if to < 0 {
				break
			}
			bare = bare[:from] + bare[from+1+to+1:]
		}
	}
	if len(strings.Fields(bare)) >= 3 && strings.TrimSpace(bare) != name {
		out = append(out, bare)
	}
	return out
}

// addID adds the identifier itself. Short ones that are words need a trigger.
func (v *vocabulary) addID(id string, e *spdx.Expr) {
	kind := nameShort
	if strings.Count(id, "-") >= 1 && strings.ContainsAny(id, "0123456789") && len(id) >= 6 {
		kind = nameFull
	}
	n := &licenseName{expr: e, kind: kind}
	if kind == nameShort {
		n.as = id
	}
	v.add(id, n, false)
}

// add enters a spelling. override replaces what the SPDX list says of it.
func (v *vocabulary) add(spelling string, n *licenseName, override bool) {
	tokens := nameTokens(spelling)
	if len(tokens) == 0 {
		return
	}
	n.size = len(tokens)
	node := v.root
	for _, t := range tokens {
		v.known[t] = t
		if node.next == nil {
			node.next = map[string]*nameNode{}
		}
		child := node.next[t]
		if child == nil {
			child = &nameNode{}
			node.next[t] = child
		}
		node = child
	}
	if node.name == nil || override && (n.expr == nil || node.name.kind != nameFull || n.kind == nameFull) {
		node.name = n
	}
}

// nameTokens are the words of a name, as passages have them: in lower case,
// letters and digits apart, without "the" at the start, and without the word
// version before a number.
func nameTokens(s string) []string {
	s = strings.ToLower(s)
	var out []string
	for i := 0; i < len(s); {
		start := i
		switch {
		case isAlpha(s[i]):
			for i < len(s) && isAlpha(s[i]) {
				i++
			}
		case isDigit(s[i]):
			for i < len(s) && isDigit(s[i]) {
				i++
			}
			if n := len(out); n > 0 && isVersionWord(out[n-1]) {
				out = out[:n-1]
			}
		default:
			i++
			continue
		}
		t := canonical(s[start:i])
		if len(out) == 0 && (t == "the" || t == "a") {
			continue
		}
		out = append(out, t)
	}
	return out
}

// canonical is the spelling of a word that the names are kept in.
func canonical(w string) string {
	switch w {
	case "licence", "licences", "licenses":
		return "license"
	case "licenced":
		return "licensed"
	}
	return w
}

func isVersionWord(w string) bool {
	switch w {
	case "version", "versions", "v", "ver", "vers", "rev", "revision", "release":
		return true
	}
	return false
}

// longest finds the longest name that begins at word i. It returns nil where
// there is none, and the index behind it.
func (v *vocabulary) longest(ws []word, i int) (best *licenseName, end int) {
	node := v.root
	for j := i; j < len(ws); j++ {
		w := &ws[j]
		if j > i && (!joins(ws, j) || ws[j].gap&gapOpen != 0 && j-i < 2) {
			break
		}
		if !w.known && w.text == "" {
			break
		}
		t := canonical(w.text)
		child := node.next[t]
		if child == nil && j > i && isVersionWord(t) && j+1 < len(ws) && isDigit(firstByte(ws[j+1].text)) {
			continue // "version" before a number is not kept in names
		}
		if child == nil {
			break
		}
		node = child
		if node.name != nil {
			best, end = node.name, j+1
		}
	}
	return best, end
}

func firstByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}

// joins reports whether word i may belong to the same name as the one before.
func joins(ws []word, i int) bool {
	w := &ws[i]
	if w.gap&gapOpen != 0 && w.gap&(gapSpace|gapLine) == 0 && !ws[i-1].upper {
		return false // a call: spl1(0.5)
	}
	if w.gap&gapComma != 0 && w.gap&gapSlash != 0 {
		return false // a list of paths: /manifest.json/, /LICENSE/
	}
	return w.gap&(gapBlank|gapSemicolon|gapAt|gapTag|gapBar) == 0 && (w.gap&gapEquals == 0 || w.gap&gapGreater != 0) && !endsSentence(ws, i)
}

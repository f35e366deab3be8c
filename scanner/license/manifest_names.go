// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// declaredOne reads one value: an expression, a name, names that are joined,
// or words that name a license nobody knows.
func declaredOne(v string) (*spdx.Expr, float64) { return declaredIn(v, nil) }

// declaredIn reads a value in which an ecosystem's own names come first.
func declaredIn(v string, own nameTable) (*spdx.Expr, float64) {
	v = strings.TrimSpace(strings.Trim(strings.TrimSpace(v), "\"'`"))
	if elsewhere(v) {
		return nil, 0
	}
	if e, confidence := own.one(v); e != nil {
		return e, confidence
	}
	if cargo := strings.ReplaceAll(v, "/", " OR "); isExpression(cargo) { // whose old form of OR it is
		if e, _ := fieldNames.one(v); e != nil && cargo != v { // but MIT/X11 is one name
			return e, exactField
		}
		if e := ref(cargo); e != nil {
			return e, 1
		}
	}
	if len(v) > maxValue {
		return ref(UnknownLicense), 0
	}
	if e, confidence := nameOf(v); e != nil {
		return e, confidence
	}
	rest, either := dualWords(v)
	e, confidence := combineNames(rest, either, func(s string) (*spdx.Expr, float64) {
		if e, confidence := own.one(s); e != nil {
			return e, confidence
		}
		if isExpression(s) {
			if e := ref(s); e != nil {
				return e, 1
			}
		}
		return nameOf(s)
	})
	if e == nil {
		return ref(UnknownLicense), 0
	}
	return e, confidence
}

// nameTable holds the license names of an ecosystem in lower case. A "~" in front
// of the expression says that the name leaves version or variant open.
type nameTable map[string]string

func (n nameTable) one(v string) (*spdx.Expr, float64) {
	e, ok := n[strings.ToLower(strings.Join(strings.Fields(v), " "))]
	if !ok {
		return nil, 0
	}
	if loose, ok := strings.CutPrefix(e, "~"); ok {
		return ref(loose), looseField
	}
	if e == UnknownLicense {
		return ref(e), 0
	}
	return ref(e), 1
}

// reader returns declaredIn for a table, in the form that a declaration holds.
func (n nameTable) reader() func(string) (*spdx.Expr, float64) {
	if n == nil {
		return nil
	}
	return func(v string) (*spdx.Expr, float64) { return declaredIn(v, n) }
}

// elsewhere reports whether a value is empty, a variable, or points to a file
// that is read for itself.
func elsewhere(v string) bool {
	if v == "" || strings.IndexByte("$%{<@", v[0]) >= 0 {
		return true
	}
	lower := strings.ToLower(v)
	for _, prefix := range []string{"see ", "file ", "file:", "./", "refer to ", "as described in "} {
		if strings.HasPrefix(lower, prefix) {
			return true
		}
	}
	for _, ext := range []string{".txt", ".md", ".rst", ".html"} {
		lower = strings.TrimSuffix(lower, ext)
	}
	return lower == "license" || lower == "licence" || lower == "copying" || lower == "license file"
}

// nameOf reads a value that is one license by name or URL and nothing else.
func nameOf(v string) (*spdx.Expr, float64) {
	if strings.Contains(v, "://") {
		if e, confidence, ok := nameAndPage(v); ok {
			return e, confidence
		}
	}
	words := fieldWords(v)
	if unlicensed(strings.Join(words, " ")) {
		return ref(proprietary), 1
	}
	spoken, loose := withoutNoise(words)
	e, confidence := plainName(strings.Join(spoken, " "))
	if e == nil {
		e, confidence = fieldException(strings.Join(spoken, " "))
	}
	if e == nil {
		e, confidence = abbreviated(strings.Join(spoken, " "))
	}
	if loose {
		confidence = min(confidence, looseField)
	}
	return e, confidence
}

// fieldWords are the words of a value in lower case, without quotes.
func fieldWords(v string) []string {
	v = strings.ToLower(strings.ToValidUTF8(v, " "))
	return strings.Fields(strings.NewReplacer(`"`, "", "'", "", "`", "", "*", "", "“", "", "”", "", "’", "", "©", "(c)", "®", "", "™", "", "\u00a0", " ", "–", "-").Replace(v))
}

// withoutNoise drops the words around a name that say nothing about which
// license it is; loose tells that they say it is only alike.
func withoutNoise(words []string) (rest []string, loose bool) {
	for n, w := range words { // "this software is released under the ..."
		if w == "not" {
			break
		}
		if w == "under" && n < 12 && n+1 < len(words) {
			words = words[n+1:]
			break
		}
	}
	for len(words) > 1 {
		switch strings.Trim(words[0], ":-") {
		case "the", "a", "an", "license", "licence", "licenses", "licensed", "osi", "approved", "terms", "of", "":
			words = words[1:]
			continue
		}
		break
	}
	if n := len(words) - 2; n > 0 && isYear(words[n+1]) && slices.Contains(months, words[n]) { // of the version
		words = words[:n]
	}
	for len(words) > 1 {
		switch w := strings.Trim(words[len(words)-1], ".,;:-"); w {
		case "license", "licence", "licenses", "licensed", "lic", "software", "version", "":
			words = words[:len(words)-1]
			continue
		case "style", "like":
			words, loose = words[:len(words)-1], true
			continue
		}
		break
	}
	if n := len(words); n > 0 {
		last := strings.TrimRight(words[n-1], ".,;:")
		for _, alike := range []string{"-style", "-like", "-license", "-licence", "-licensed"} {
			if short, ok := strings.CutSuffix(last, alike); ok && short != "" {
				last, loose = short, loose || alike == "-style" || alike == "-like"
			}
		}
		words = append(words[:n-1:n-1], last)
	}
	return words, loose
}

var months = strings.Fields("january february march april may june july august september october november december")

func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20"))
}

// plainName reads a name in lower case that leaves nothing unread.
func plainName(s string) (*spdx.Expr, float64) {
	if s == "" {
		return nil, 0
	}
	if e, confidence := fieldNames.one(s); e != nil {
		if e.String() == proprietary { // no license, however it is said
			return e, confidence
		}
		return e, min(confidence, exactField)
	}
	if _, _, known := spdx.Known(s); known {
		return ref(s), exactField
	}
	if id := gnuShort(s); id != "" {
		return ref(id), exactField
	}
	for _, spelling := range []string{s, s + " license"} {
		n, ok := readName(plainLine([]byte(spelling)))
		if !ok || !onlyNoise(plainLine([]byte(spelling))[n.size:]) {
			continue
		}
		if e := ref(n.id); e != nil {
			return e, n.confidence
		}
	}
	return nil, 0
}

// gnuShort reads the short names that packagers use: GPLv2+, LGPL-2.1+, GPL 3.
func gnuShort(s string) string {
	s = strings.TrimPrefix(s, "gnu ")
	n := strings.Index(s, "gpl") + len("gpl")
	family := strings.ToUpper(s[:min(n, len(s))])
	if strings.HasPrefix(s, "gfdl") || strings.HasPrefix(s, "fdl") {
		n, family = strings.Index(s, "fdl")+len("fdl"), "GFDL"
	}
	if n > len("agpl") || len(s) < n {
		return ""
	}
	rest := strings.TrimLeft(s[n:], " -")
	rest = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(rest, "version"), "v"), " .")
	end := 0
	for end < len(rest) && (rest[end] >= '0' && rest[end] <= '9' || rest[end] == '.') {
		end++
	}
	version := rest[:end]
	if len(version) == 1 {
		version += ".0"
	}
	suffix := "-only"
	switch strings.TrimLeft(rest[end:], " -") {
	case "", "only":
	case "+", "or later", "or-later", "or newer", "or above", "or higher":
		suffix = "-or-later"
	default:
		return ""
	}
	if _, _, known := spdx.Known(family + "-" + version + suffix); !known {
		return ""
	}
	return family + "-" + version + suffix
}

// onlyNoise reports whether the rest behind a name says nothing more.
func onlyNoise(rest string) bool {
	for w := range strings.FieldsSeq(rest) {
		switch strings.Trim(w, ".,;:-()") {
		case "", "license", "licence", "licenses", "software", "public", "version":
		default:
			return false
		}
	}
	return true
}

// abbreviated reads a name with a parenthesis, which is part of it ("BSD
// (3-clause)"), says the same again ("MIT License (MIT)"), or nothing about
// licenses ("MIT (see LICENSE)").
func abbreviated(s string) (*spdx.Expr, float64) {
	before, rest, ok := strings.Cut(s, "(")
	inner, after, closed := strings.Cut(rest, ")")
	if !ok || !closed || strings.Contains(after, "(") {
		return nil, 0
	}
	if e, confidence := plainName(strings.Join(strings.Fields(before+" "+inner+" "+after), " ")); e != nil {
		return e, confidence
	}
	outer := strings.Join(strings.Fields(before+" "+after), " ")
	trimmed, _ := withoutNoise(strings.Fields(outer))
	e, confidence := plainName(strings.Join(trimmed, " "))
	if e == nil && strings.TrimSpace(after) == "" {
		e, confidence = fieldException(outer)
	}
	if e == nil {
		if strings.TrimSpace(after) != "" {
			return nil, 0
		}
		return plainName(strings.TrimSpace(inner)) // "Our favorite license (MIT)"
	}
	again, exact := plainName(strings.TrimSpace(inner))
	switch {
	case again == nil && elsewhere(inner):
		return e, confidence
	case again == nil: // perhaps a condition
		return e, min(confidence, looseField)
	case fieldFamily(again.String()) != fieldFamily(e.String()):
		return nil, 0
	case exact > confidence:
		return again, exact
	}
	return e, confidence
}

// fieldFamily is an expression up to its first version.
func fieldFamily(e string) string {
	family, _, _ := strings.Cut(e, "-")
	return family
}

// exceptionWords tell exceptions apart. The first that holds counts; base is
// the start of the license it was written for.
var exceptionWords = []struct{ word, base, id string }{
	{"classpath", "", "Classpath-exception-2.0"},
	{"gcc", "GPL-3", "GCC-exception-3.1"},
	{"gcc", "GPL-2", "GCC-exception-2.0"},
	{"runtime library", "GPL-3", "GCC-exception-3.1"},
	{"llvm", "Apache", "LLVM-exception"},
	{"swift", "Apache", "Swift-exception"},
	{"runtime library", "Apache", "Swift-exception"},
	{"font", "", "Font-exception-2.0"},
	{"autoconf", "GPL-3", "Autoconf-exception-3.0"},
	{"autoconf", "", "Autoconf-exception-2.0"},
	{"bison", "", "Bison-exception-2.2"},
	{"libtool", "", "Libtool-exception"},
	{"ocaml", "LGPL", "OCaml-LGPL-linking-exception"},
	{"wxwindows", "", "WxWindows-exception-3.1"},
	{"foss", "GPL-2", "Universal-FOSS-exception-1.0"},
	{"syscall", "GPL-2", "Linux-syscall-note"},
}

// fieldException reads "NAME with ... exception". An exception permits more, so
// that one nobody knows may be left out, at a lower confidence.
func fieldException(s string) (*spdx.Expr, float64) {
	s = strings.NewReplacer("(with ", "with ", " w/ ", " with ", "-with-", " with ").Replace(s)
	base, tail, ok := strings.Cut(s, " with ")
	if !ok || !strings.Contains(tail, "exception") && !strings.Contains(tail, "syscall") {
		return nil, 0
	}
	for _, more := range []string{" with ", " and ", " or ", ",", ";", "/"} { // another license
		if strings.Contains(tail, more) {
			return nil, 0
		}
	}
	e, confidence := plainName(strings.Trim(base, " ,;("))
	if e == nil || len(e.Licenses()) != 1 {
		return nil, 0
	}
	id := e.String()
	if word, _, _ := strings.Cut(strings.TrimSpace(tail), " "); word != "" {
		if exception, known := spdx.KnownException(strings.Trim(word, ".)")); known {
			return ref(id + " WITH " + exception), confidence
		}
	}
	for _, x := range exceptionWords {
		if strings.Contains(tail, x.word) && strings.HasPrefix(id, x.base) {
			return ref(id + " WITH " + x.id), confidence
		}
	}
	return e, min(confidence, looseField)
}

// dualWords cuts off the words in front that make the names a choice.
func dualWords(v string) (rest string, either bool) {
	words := strings.Fields(v)
	for n, w := range words[:min(len(words), 6)] {
		w = strings.ToLower(strings.Trim(w, ":,"))
		for _, many := range []string{"dual", "dually", "triple", "tri", "multi", "either"} {
			if w != many && w != many+"-license" && w != many+"-licensed" {
				continue
			}
			words = words[n+1:]
			for len(words) > 0 {
				switch strings.ToLower(strings.Trim(words[0], ":-")) {
				case "license", "licensed", "licence", "licenses", "under", "the", "of", "":
					words = words[1:]
					continue
				}
				break
			}
			return strings.Join(words, " "), true
		}
	}
	return v, false
}

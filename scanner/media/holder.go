// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"slices"
	"strings"
	"unicode"
)

// maxHolderWords bounds a name, or a list of some.
const maxHolderWords = 16

// holders takes the names out of a notice, without marks, years and what is said
// of rights behind them. What reads like a sentence, or names a license alone,
// names nobody.
func holders(text string) []string {
	text = strings.NewReplacer("©", " © ", "&copy;", " © ", "(c)", " © ", "(C)", " © ", "℗", " © ", "ⓒ", " © ", "Â©", " © ", "|", " ; ", "•", " ; ").Replace(text)
	var out []string
	words := []string{}
	marked := false
	flush := func() {
		if name := nameOf(words); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
		words = words[:0]
	}
	for _, w := range strings.Fields(text) {
		if isMark(w) {
			if !marked { // "Digitized data copyright": what stands before the first mark is no name
				words = words[:0]
			}
			marked = true
		}
		if w == ";" || isMark(w) {
			flush()
			continue
		}
		words = append(words, w)
		if strings.HasSuffix(w, ";") {
			flush()
		}
	}
	flush()
	return out
}

// isMark reports a word that begins a notice.
func isMark(w string) bool {
	switch strings.ToLower(strings.Trim(w, ".,:;")) {
	case "copyright", "copyrights", "copyrighted", "copr", "©", "\uFFFD":
		return true
	}
	return false
}

// ends are the words behind which a notice speaks of something else.
func ends() []string {
	return []string{"all rights", "some rights", "rights reserved", "alle rechte", "tous droits", "licensed", "released", "distributed", "under the", "with reserved", "reserved font",
		"used by permission", "this font", "this work", "this file", "this program", "this software", "see ", "http", "www.", "unauthorized", "portions", "published", "trademark", "is a trademark"}
}

// nameOf cuts years and joining words off both ends.
func nameOf(words []string) string {
	for len(words) > 0 && (isYears(words[0]) || isJoin(words[0])) {
		words = words[1:]
	}
	for i, w := range words {
		if strings.ContainsAny(w, "@<>") || strings.HasPrefix(w, "(") && strings.ContainsAny(w, ".:/") {
			words = words[:i]
			break
		}
		rest := strings.ToLower(strings.TrimLeft(strings.Join(words[i:min(len(words), i+3)], " ")+" ", "(\"'"))
		if slices.ContainsFunc(ends(), func(e string) bool { return strings.HasPrefix(rest, e) }) {
			words = words[:i]
			break
		}
		if i > 0 && strings.HasSuffix(w, ".") && len(w) > 4 && !isSuffix(w) && i+1 < len(words) && i+4 < len(words) { // a sentence ends, and another begins
			words = words[:i+1]
			break
		}
	}
	for len(words) > 0 && (isYears(words[len(words)-1]) || isJoin(words[len(words)-1])) {
		words = words[:len(words)-1]
	}
	name := strings.Trim(strings.Join(words, " "), " ,;:-–\"'()/")
	if len(words) > 0 && !isSuffix(words[len(words)-1]) {
		name = strings.TrimRight(name, ".")
	}
	if len(words) > maxHolderWords || isSentence(words) || !strings.ContainsFunc(name, unicode.IsLetter) || noHolder(name) {
		return ""
	}
	return name
}

// isSentence reports words that are mostly written small.
func isSentence(words []string) bool {
	small := 0
	for _, w := range words {
		if strings.ToLower(w) == w && strings.ContainsFunc(w, unicode.IsLower) {
			small++
		}
	}
	return len(words) >= 4 && 2*small > len(words)
}

// noHolder reports words that stand in such fields and name nobody.
func noHolder(name string) bool {
	lower := strings.ToLower(name)
	switch lower {
	case "none", "unknown", "n/a", "missing", "user", "admin", "administrator", "untitled", "author", "company", "default", "cc0", "freeware":
		return true
	}
	return slices.ContainsFunc([]string{"cc by", "cc-by", "cc0 ", "cc0-", "creative commons", "public domain", "no rights", "no copyright", "gpl", "lgpl", "gnu ", "mit license", "apache license", "free for",
		"your ", "created ", "generated ", "designed ", "made ", "this "}, func(p string) bool { return strings.HasPrefix(lower, p) })
}

func isJoin(w string) bool {
	switch strings.ToLower(strings.Trim(w, ".,:;()")) {
	case "by", "and", "&", "-", "–", "to", "of", "notice", "owner", "", "version", "present", "now", "data", "digitized", "typeface", "portions":
		return true
	}
	return false
}

// isYears reports 2019, 2019-2021, 2004,2005 and the like.
func isYears(w string) bool {
	w = strings.Trim(w, ".,:;()[]")
	digits := 0
	for _, r := range w {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune("-–/,~", r):
		default:
			return false
		}
	}
	return digits >= 2
}

// isSuffix reports the end of a company's name that takes a period.
func isSuffix(w string) bool {
	switch strings.ToLower(strings.Trim(w, ".,;)")) {
	case "inc", "ltd", "corp", "co", "llc", "s.a", "gmbh", "l.p", "n.v", "b.v", "jr", "sr", "dr", "s.r.o", "s.p.a", "plc", "ag", "kg", "e.v", "mr", "st", "pty", "bros":
		return true
	}
	return false
}

// licenseOf returns the SPDX expression of a well-known address or id; "" for
// any other text.
func licenseOf(text string) string {
	lower := strings.ToLower(text)
	if at := strings.Index(lower, "creativecommons.org/"); at >= 0 {
		return creativeCommons(lower[at+len("creativecommons.org/"):])
	}
	for _, known := range []struct{ mark, id string }{
		{"scripts.sil.org/ofl", "OFL-1.1"}, {"openfontlicense.org", "OFL-1.1"}, {"sil open font license, version 1.1", "OFL-1.1"},
		{"apache.org/licenses/license-2.0", "Apache-2.0"}, {"opensource.org/licenses/mit", "MIT"}, {"opensource.org/licenses/apache-2.0", "Apache-2.0"},
		{"eclipse.org/legal/epl-v10", "EPL-1.0"}, {"eclipse.org/legal/epl-2.0", "EPL-2.0"}, {"eclipse.org/legal/epl-v20", "EPL-2.0"}, {"mozilla.org/mpl/2.0", "MPL-2.0"},
		{"opensource.org/licenses/bsd-3-clause", "BSD-3-Clause"}, {"opensource.org/licenses/bsd-2-clause", "BSD-2-Clause"},
	} {
		if strings.Contains(lower, known.mark) {
			return known.id
		}
	}
	for _, id := range []string{"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "EPL-1.0", "EPL-2.0", "MPL-2.0", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "OFL-1.1"} {
		if strings.EqualFold(strings.TrimSpace(text), id) {
			return id
		}
	}
	return ""
}

// creativeCommons reads licenses/by-sa/4.0 and publicdomain/zero/1.0.
func creativeCommons(address string) string {
	parts := strings.FieldsFunc(address, func(r rune) bool { return r == '/' || unicode.IsSpace(r) || strings.ContainsRune(">\"')],", r) })
	if len(parts) < 3 || strings.Trim(parts[2], "0123456789.") != "" || len(parts[2]) != 3 {
		return ""
	}
	switch parts[0] {
	case "publicdomain":
		if parts[1] == "zero" {
			return "CC0-" + parts[2]
		}
	case "licenses":
		switch parts[1] {
		case "by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd":
			return "CC-" + strings.ToUpper(parts[1]) + "-" + parts[2]
		}
	}
	return ""
}

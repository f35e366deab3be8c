// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// gnuName is a license of the GNU family as a sentence names it:
//
//	[version N [or later] of the] family [published] [version N] [only | or later]
//
// in which words such as "as published by the Free Software Foundation" and
// "of the License" may stand between the parts.
type gnuName struct {
	family   string   // GPL, LGPL, AGPL, GFDL
	versions []string // "2.0"; several are a choice; none is any
	suffix   string   // -only, -or-later, "" when nothing is said
	lesser   bool     // called Lesser, as the LGPL is since version 2.1
	from, to int      // words
}

// expr is what the name stands for. A name without a version allows any; one
// with a version and nothing else allows that one.
func (g *gnuName) expr() *spdx.Expr {
	if len(g.versions) == 0 {
		if g.lesser {
			return ref(lesserGPL)
		}
		return ref(firstGNU(g.family) + "-or-later")
	}
	var all []*spdx.Expr
	for i, v := range g.versions {
		suffix := "-only"
		if i == len(g.versions)-1 && g.suffix != "" {
			suffix = g.suffix
		}
		e := ref(g.family + "-" + v + suffix)
		if e == nil {
			return nil
		}
		all = append(all, e)
	}
	return spdx.Or(all...)
}

// lesserGPL is what the name without a version stands for: the license is
// called so since version 2.1.
const lesserGPL = "LGPL-2.1-or-later"

// firstGNU is the first version of a family, "" for others.
func firstGNU(family string) string {
	switch family {
	case "GPL", "AGPL":
		return family + "-1.0"
	case "LGPL":
		return "LGPL-2.0"
	case "GFDL":
		return "GFDL-1.1"
	}
	return ""
}

// Bounds of the grammar, in words.
const (
	gnuFiller   = 14 // between the family and its version
	gnuFarLater = 45 // between the version and "any later version"
)

// gnuAt reads the name of a GNU license whose family begins at word i.
func gnuAt(ws []word, i int) (gnuName, bool) {
	family, end, ok := gnuFamily(ws, i)
	if !ok {
		return gnuName{}, false
	}
	g := gnuName{family: family, from: i, to: end}
	g.lesser = slices.ContainsFunc(ws[i:end], func(w word) bool { return w.text == "lesser" }) && !slices.ContainsFunc(ws[i:end], func(w word) bool { return w.text == "library" })
	if g.before(ws) {
		return g, true
	}
	g.after(ws)
	return g, true
}

// gnuFamily reads the family's name and its abbreviation in brackets.
func gnuFamily(ws []word, i int) (family string, end int, ok bool) {
	j := i
	text := func(n int) string {
		if n < len(ws) && (n == i || joins(ws, n)) {
			return ws[n].text
		}
		return ""
	}
	for text(j) == "free" && text(j+1) == "software" && text(j+2) == "foundation" {
		if j += 3; text(j) == "s" {
			j++
		}
	}
	if text(j) == "gnu" {
		j++
	}
	switch text(j) {
	case "gpl", "gplv":
		family, j = "GPL", j+1
	case "lgpl", "lgplv":
		family, j = "LGPL", j+1
	case "agpl", "agplv":
		family, j = "AGPL", j+1
	case "gfdl", "fdl":
		family, j = "GFDL", j+1
	default:
		family, j = gnuLong(text, j)
		if family == "" {
			return "", 0, false
		}
	}
	if strings.HasSuffix(ws[j-1].text, "plv") { // GPLv2: the version word is in it
		return family, j, true
	}
	if isLicenseWord(text(j)) {
		j++
	}
	if n := j; text(n) == "the" || text(n) == "gnu" || isGNUShort(text(n)) { // (the GNU GPL)
		for text(n) == "the" || text(n) == "gnu" {
			n++
		}
		if isGNUShort(text(n)) && ws[j].gap&(gapOpen|gapQuote) != 0 {
			j = n + 1
			if isLicenseWord(text(j)) && ws[j].gap&gapClose == 0 {
				j++
			}
		}
	}
	return family, j, true
}

func isGNUShort(s string) bool {
	return slices.Contains([]string{"gpl", "lgpl", "agpl", "gfdl", "fdl", "gplv", "lgplv", "agplv"}, s)
}

func isLicenseWord(s string) bool {
	switch s {
	case "license", "licence", "licenses", "licences":
		return true
	}
	return false
}

// gnuLong reads "Lesser General Public License" and its variants.
func gnuLong(text func(int) string, j int) (string, int) {
	kind := ""
	start := j
	for {
		switch w := text(j); w {
		case "lesser", "library", "affero":
			kind = w
			j++
			continue
		case "or", "and", "gnu":
			if j > start && kind != "" {
				j++
				continue
			}
		case "free":
			if text(j+1) == "documentation" && isLicenseWord(text(j+2)) {
				return "GFDL", j + 3
			}
		}
		break
	}
	family := map[string]string{"": "GPL", "lesser": "LGPL", "library": "LGPL", "affero": "AGPL"}[kind]
	switch {
	case text(j) == "gpl":
		return family, j + 1
	case text(j) == "general" && text(j+1) == "public":
		if isLicenseWord(text(j + 2)) {
			return family, j + 3
		}
		return family, j + 2
	case text(j) == "public" && isLicenseWord(text(j+1)) && (j > start || start > 0 && text(start-1) == "gnu"): // GNU Public License
		return family, j + 2
	case text(j) == "general" && isLicenseWord(text(j+1)) && text(start-1) == "gnu":
		return family, j + 2
	case kind != "" && kind != "library" && isLicenseWord(text(j)) && text(start-1) == "gnu":
		return family, j + 1
	case kind == "" && j > 0 && text(j-1) == "gnu" && isLicenseWord(text(j)) && text(j) == "license":
		return "GPL", j + 1
	}
	return "", 0
}

// before reads "version 2 or later of the" in front of the family.
func (g *gnuName) before(ws []word) bool {
	i := g.from - 1
	for i >= 0 && (ws[i].text == "the" || ws[i].text == "gnu" || ws[i].text == "terms" || ws[i].text == "of") {
		i--
	}
	if i < 0 || i == g.from-1 || !slices.ContainsFunc(ws[i+1:g.from], func(w word) bool { return w.text == "of" }) {
		return false
	}
	low := i
	for low > 0 && i-low < 12 && !isVersionWord(ws[low].text) && !endsSentence(ws, low) {
		low--
	}
	if !isVersionWord(ws[low].text) || endsSentence(ws, low+1) {
		return false
	}
	v, n := versionAt(ws, low+1)
	if n == 0 {
		return false
	}
	at := low + 1 + n
	suffix, size := gnuSuffix(ws, at)
	if at+size > i+1 || i+1-(at+size) > 1 {
		return false
	}
	g.versions, g.suffix, g.from = []string{v}, suffix, low
	if low > 0 && ws[low-1].text == "either" {
		g.from--
	}
	return true
}

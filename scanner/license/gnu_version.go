// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"strings"
)

// versionAt reads a version number at word i: "2", "2.1". It returns how many
// words it takes, 0 when there is none.
func versionAt(ws []word, i int) (string, int) {
	if i >= len(ws) {
		return "", 0
	}
	major := ws[i].text
	switch major {
	case "1", "2", "3":
	case "one":
		return "1.0", 1
	case "two":
		return "2.0", 1
	case "three":
		return "3.0", 1
	default:
		return "", 0
	}
	if i+1 < len(ws) && ws[i+1].gap == gapDot && ws[i+1].end-ws[i+1].off == 1 {
		switch minor := ws[i+1].text; minor {
		case "0", "1", "2", "3":
			return major + "." + minor, 2
		}
	}
	return major + ".0", 1
}

// after reads the version behind the family, and what it allows.
func (g *gnuName) after(ws []word) {
	i := g.to
	filler := 0
	greater := false
	for i < len(ws) && filler < gnuFiller {
		if endsSentence(ws, i) && filler > 0 {
			return
		}
		if v, n := versionAt(ws, i); n > 0 && g.plausible(ws, i, filler) {
			g.addVersion(ws, v, i+n, greater || ws[i].gap&gapGreater != 0)
			return
		}
		if !isGNUFiller(ws, i) {
			return
		}
		i++
		filler++
	}
}

// plausible reports whether the number at word i is a version of the license
// rather than, say, the first item of a list.
func (g *gnuName) plausible(ws []word, i, filler int) bool {
	if ws[i].gap&gapBlank != 0 {
		return false
	}
	if filler == 0 {
		return ws[i].gap&(gapLine) == 0 || i+1 < len(ws) && ws[i].gap&gapDot == 0
	}
	return isVersionWord(ws[i-1].text) || strings.HasSuffix(ws[i-1].text, "plv") || isGNUShort(ws[i-1].text) || ws[i-1].text == "either" || ws[i-1].text == "only" || isLicenseWord(ws[i-1].text)
}

// isGNUFiller are the words that may stand between a family and its version.
func isGNUFiller(ws []word, i int) bool {
	switch ws[i].text {
	case "as", "published", "by", "the", "free", "software", "foundation", "inc", "fsf", "either", "of", "license", "licence", "terms", "only", "under", "a", "using", "in", "with",
		"version", "versions", "v", "ver", "vers", "rev", "revision", "release", "s", "gpl", "lgpl", "agpl", "gnu", "and", "conditions", "public", "general", "gplv", "lgplv", "agplv", "this", "its":
		return true
	}
	return false
}

// addVersion takes a version and reads on: another one, "only" or "or later".
func (g *gnuName) addVersion(ws []word, v string, end int, greater bool) {
	g.versions = append(g.versions, v)
	g.to = end
	if greater || ws[end-1].next == '+' {
		g.suffix = "-or-later"
		return
	}
	if v2, n := g.secondVersion(ws, end); n > 0 && len(g.versions) < 4 && v2 != v {
		g.addVersion(ws, v2, end+n, false)
		return
	}
	suffix, n := gnuSuffix(ws, end)
	if n > 0 {
		g.suffix, g.to = suffix, end+n
		if bodyDecides(ws, g.to) && len(g.versions) > 1 {
			g.suffix = ""
		}
		return
	}
	if n := farLater(ws, end); n > 0 {
		g.suffix = "-or-later"
	}
}

// secondVersion reads "or version 3" and "and 3.0" behind a version.
func (g *gnuName) secondVersion(ws []word, i int) (string, int) {
	j := i
	for j < len(ws) && j-i < 4 && (ws[j].text == "of" || ws[j].text == "the" || isLicenseWord(ws[j].text)) && ws[j].gap&gapBlank == 0 {
		j++
	}
	if j < len(ws) && (ws[j].text == "or" || ws[j].text == "and") {
		j++
		for n := 0; n < 6 && j < len(ws); n++ {
			switch ws[j].text {
			case "at", "your", "its", "our", "option", "alternatively", "the", "either", strings.ToLower(g.family):
				j++
				continue
			}
			break
		}
	} else if j >= len(ws) || ws[j].gap&(gapComma|gapSlash|gapBar) == 0 || !isVersionWord(ws[j].text) && !isDigit(firstByte(ws[j].text)) {
		return "", 0
	}
	word := false
	for j < len(ws) && (isVersionWord(ws[j].text) || strings.HasSuffix(ws[j].text, "plv")) {
		word = true
		j++
	}
	v, n := versionAt(ws, j)
	if n == 0 || !word && ws[j].gap&gapBlank != 0 || v[0] == '1' {
		return "", 0
	}
	return v, j + n - i
}

// gnuSuffix reads "only", "or (at your option) any later version" right
// behind a version.
func gnuSuffix(ws []word, i int) (string, int) {
	j := i
	for j < len(ws) && j-i < 5 && ws[j].gap&gapBlank == 0 {
		switch ws[j].text {
		case "of", "the", "license", "licence", "this", "gpl", "lgpl", "gnu", "that":
			j++
			continue
		}
		break
	}
	if j >= len(ws) || ws[j].gap&gapBlank != 0 {
		return "", 0
	}
	switch ws[j].text {
	case "only", "exclusively", "solely":
		if j-i <= 3 {
			return "-only", j + 1 - i
		}
	case "and":
		if j+1 < len(ws) && ws[j+1].text == "only" {
			return "-only", j + 2 - i
		}
		fallthrough
	case "or":
		if n := laterAt(ws, j+1); n > 0 {
			return "-or-later", j + 1 + n - i
		}
	}
	if w := ws[j].text; (w == "later" || w == "newer" || w == "above" || w == "onwards" || w == "upwards") && ws[j].gap&gapDot == 0 {
		return "-or-later", j + 1 - i
	}
	return "", 0
}

// laterAt reads "(at your option) any later version" at word i, behind or.
func laterAt(ws []word, i int) int {
	for j := i; j < len(ws) && j-i < 9 && ws[j].gap&gapBlank == 0; j++ {
		switch ws[j].text {
		case "later", "newer", "above", "higher", "greater", "subsequent", "up", "upwards", "onwards":
			return j + 1 - i
		case "at", "your", "its", "their", "the", "option", "choice", "any", "all", "s", "recipient", "user", "license", "licence", "gpl", "version", "versions", "a", "of", "by", "licensor", "our":
		default:
			return 0
		}
	}
	return 0
}

// farLater looks for "any later version" in the rest of the sentence, unless
// it speaks of another license.
func farLater(ws []word, i int) int {
	for j := i; j < len(ws) && j-i < gnuFarLater; j++ {
		if endsSentence(ws, j) && j > i {
			return 0
		}
		switch ws[j].text {
		case "apache", "mit", "bsd", "mozilla", "mpl", "eclipse", "epl", "artistic", "cddl", "gpl", "lgpl", "agpl", "general", "not", "no":
			return 0
		case "later", "newer":
			if ws[j-1].text == "any" || ws[j-1].text == "or" {
				return j + 1 - i
			}
		}
	}
	return 0
}

// bodyDecides reads "(or any later version accepted by ...)": those are not
// granted yet.
func bodyDecides(ws []word, i int) bool {
	for j := i; j < len(ws) && j-i < 4; j++ {
		switch ws[j].text {
		case "version", "versions":
			continue
		}
		return j+1 < len(ws) && ws[j+1].text == "by"
	}
	return false
}

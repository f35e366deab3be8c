// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"strings"
)

// setting is what a sentence says around a mention.
type setting struct {
	granted    bool // words put something under the license
	close      bool // and stand right before the name
	label      bool // a field: "License: MIT"
	formal     bool // the wording of a header that speaks of the program it stands in
	alone      bool // the line holds nothing but the name
	called     bool // the word license stands beside it
	calledNext bool // right behind it
	calledSoon bool // a word or two behind it
	denied     bool // negated, compared, or only an example
	quoted     bool // in a string of a program
	comment    bool // on a line that begins as comments do
	dual       bool // the sentence speaks of a choice
	otherwise  bool // the sentence offers an alternative to the one before
	remark     bool // the sentence speaks of something else in passing
	since      int  // the first of the words that put the name in force, or the name
}

// Bounds of the context, in words.
const (
	grantReach = 22
	denyReach  = 12
)

// settingOf reads the sentence around a mention.
func settingOf(content []byte, ws []word, m *mention) (c setting) {
	start, end := sentence(ws, m.from, m.to)
	low := max(start, m.from-grantReach)
	c.since = m.from
	for j := m.from - 1; j >= low; j-- {
		d := m.from - j
		if puts(ws[j].text, d) {
			c.granted, c.since = true, j
		}
		switch ws[j].text {
		case "license", "licence", "licenses", "licences", "licenseid", "licensename", "licensetype":
			if d <= 8 {
				c.called = true
			}
			if d <= 6 && labels(ws, j, m.from) {
				c.label, c.since = true, min(c.since, j)
			}
		case "modify":
			if hasWordBefore(ws, j, start, "redistribute") || hasWordBefore(ws, j, start, "distribute") {
				c.formal, c.since = true, j
			}
		case "dual", "dually", "double", "triple", "tri", "either", "both", "multi":
			c.dual = c.dual || d <= 16
		case "any", "one": // of the following
			c.dual = c.dual || d <= 16 && between(ws, j, min(m.from, j+4), "following", "these")
		case "note":
			c.remark = true
		case "alternatively":
			c.otherwise = true
		}
		if d <= denyReach && denies(ws, j, m) {
			c.denied = true
		}
	}
	for j := m.to; j < min(end, m.to+4); j++ {
		switch ws[j].text {
		case "license", "licence", "licenses", "licences":
			field := j+1 < len(ws) && ws[j+1].gap&(gapColon|gapEquals) != 0 // the name of what follows
			c.calledNext = c.calledNext || j == m.to && !field && ws[j].gap&(gapComma|gapSemicolon|gapOpen|gapColon|gapSlash) == 0
			c.calledSoon = c.calledSoon || j-m.to <= 2 && ws[j].gap&(gapComma|gapSemicolon|gapOpen) == 0
			c.called = c.called || c.calledSoon
		case "licensed", "licenced":
			c.granted = c.granted || j-m.to <= 1
		case "compatible", "incompatible":
			c.denied = c.denied || j == m.to
		}
	}
	c.denied = c.denied || deniedAfter(ws, m.to, end)
	if last := ws[m.to-1].text; last == "licensed" || last == "licenced" { // MIT Licensed
		c.granted = true
	}
	c.label = c.label || headed(ws, m.from)
	c.close = c.granted && closeBefore(ws, m.from)
	c.alone = alone(content, ws, m)
	c.comment = commented(content, ws[m.from].off)
	c.quoted = quoted(content, ws[m.from].off, ws[m.to-1].end)
	return c
}

// puts reports whether a word puts something under the license that is named so
// many words behind it.
func puts(word string, distance int) bool {
	switch word {
	case "under", "licensed", "licenced", "relicensed", "sublicense", "licensing", "licencing":
		return true
	case "terms", "conditions", "provisions", "accordance", "governed", "subject", "covered":
		return distance <= 14
	case "released", "distributed", "redistributed", "available", "published", "provided", "offered":
		return distance <= 8
	}
	return false
}

// closeBefore reports whether only small words stand between the words that put
// something under a license and word i.
func closeBefore(ws []word, i int) bool {
	for j := i - 1; j >= max(0, i-8); j-- {
		switch ws[j].text {
		case "under", "licensed", "licenced":
			return true
		case "as":
			return j > 0 && anyOf(ws[j-1].text, "licensed", "licenced")
		case "the", "a", "an", "terms", "of", "and", "conditions", "either", "license", "licence", "licenses", "both", "choice", "s", "new", "same", "or", "to", "this", "dual", "open", "source", "standard":
		default:
			return false
		}
	}
	return false
}

func hasWordBefore(ws []word, j, start int, w string) bool {
	for k := j - 1; k >= max(start, j-8); k-- {
		if ws[k].text == w {
			return true
		}
	}
	return false
}

// headed reports whether word i begins the paragraph under the heading
// "License".
func headed(ws []word, i int) bool {
	if i < 1 || ws[i].gap&gapLine == 0 {
		return false
	}
	h := &ws[i-1]
	return (isLicenseWord(h.text) || h.text == "licensing") && h.gap&gapLine != 0 && ws[i].gap&^(gapLine|gapBlank|gapSpace|gapHyphen|gapOpen|gapEquals|gapOther) == 0
}

// labels reports whether the word license at j is the name of a field whose
// value begins at word i.
func labels(ws []word, j, i int) bool {
	for k := j + 1; k <= i; k++ {
		w := &ws[k]
		if w.gap&(gapColon|gapEquals|gapTag|gapGreater) != 0 {
			return true
		}
		if k < i && w.text != "is" && w.text != "the" && w.text != "type" && w.text != "id" && w.text != "name" && w.text != "identifier" && w.text != "are" && w.text != "a" && w.text != "text" && w.text != "under" {
			return false
		}
		if k < i && w.text == "is" {
			return true
		}
	}
	if i != j+1 || ws[i].gap&(gapBlank|gapComma|gapSemicolon) != 0 {
		return false
	}
	return ws[i].gap&(gapLine|gapQuote) != 0 || ws[j].gap&gapAt != 0 || ws[j].gap&gapLine != 0 // @license MIT
}

// denies reports whether word j says that the license does not apply.
func denies(ws []word, j int, m *mention) bool {
	d := m.from - j
	switch ws[j].text {
	case "not", "never", "cannot", "isn", "aren", "don", "doesn":
		// "may not use this file except in compliance with the License" is not about the name
		return !between(ws, j, m.from, "except", "unless", "other", "but", "only")
	case "no", "non":
		return d <= 3
	case "incompatible", "unlike", "without", "whether", "versus", "vs", "comparable", "similar", "resembles", "equivalent":
		return true
	case "compatible":
		return !between(ws, j, m.from, "under", "licensed")
	case "compatibility", "incompatibility":
		return d <= 5
	case "than":
		return d <= 4
	case "instead", "rather":
		return d <= 5
	case "formerly", "previously":
		return true
	case "example", "eg", "unless", "if":
		return d <= 8 && !between(ws, j, m.from, "under", "then", "you")
	case "section", "sections", "paragraph":
		return d <= 6 && j+1 < m.from && isDigit(firstByte(ws[j+1].text))
	case "from":
		return d <= 3 && m.to < len(ws) && (ws[m.to].text == "to" || m.to+1 < len(ws) && ws[m.to+1].text == "to")
	case "are":
		return d == 1 && m.kind == byLoose
	case "such":
		return j+1 < len(ws) && ws[j+1].text == "as" && d <= 5
	case "like":
		return d == 1
	}
	return false
}

// deniedAfter reports whether the sentence goes on to say that this cannot be.
func deniedAfter(ws []word, from, end int) bool {
	for j := from; j+1 < min(end, from+20); j++ {
		switch ws[j].text {
		case "cannot":
			return ws[j+1].text == "be"
		case "can", "may", "must", "should":
			if n := ws[j+1].text; n == "not" || n == "t" {
				return j+2 < end && ws[j+2].text == "be" && !between(ws, j, min(end, j+5), "used", "removed", "copied", "distributed")
			}
		}
	}
	return false
}

func between(ws []word, from, to int, words ...string) bool {
	for k := from + 1; k < to; k++ {
		if anyOf(ws[k].text, words...) {
			return true
		}
	}
	return false
}

// alone reports whether nothing but the name, and perhaps an article, stands
// on its lines.
func alone(content []byte, ws []word, m *mention) bool {
	first, last := m.from, m.to
	if first > 0 && ws[first].gap&gapLine == 0 && (ws[first-1].text == "the" || ws[first-1].text == "a") {
		first--
	}
	if last < len(ws) && isLicenseWord(ws[last].text) && ws[last].gap&gapLine == 0 {
		last++
	}
	if ws[first].gap&gapLine == 0 {
		return false
	}
	return last == len(ws) || ws[last].gap&gapLine != 0
}

// commented reports whether the line of an offset begins as comments do.
func commented(content []byte, off int) bool {
	start := max(0, off-lineBytes)
	start += bytes.LastIndexByte(content[start:off], '\n') + 1
	line := bytes.TrimLeft(content[start:off], " \t")
	return len(line) > 0 && strings.IndexByte("*/#;-%!", line[0]) >= 0
}

// quoted reports whether the words from and to stand between quotes, or an odd
// number of double quotes stands before them on their line.
func quoted(content []byte, off, end int) bool {
	if off > 0 && end < len(content) && strings.IndexByte("'\"`", content[off-1]) >= 0 && content[end] == content[off-1] {
		return true
	}
	n := 0
	for i := off - 1; i >= max(0, off-200) && content[i] != '\n'; i-- {
		if content[i] == '"' && (i == 0 || content[i-1] != '\\') {
			n++
		}
	}
	return n%2 == 1
}

// accept decides whether a mention is a fact, and how sure it is. 0 means no.
func (c *setting) accept(m *mention, code bool) float64 {
	if c.denied {
		return 0
	}
	if c.quoted && !c.label && !c.formal && (code && !c.comment || !c.granted) {
		return 0
	}
	sure := c.granted || c.label || c.formal
	if c.remark && m.vague && !c.formal {
		return 0
	}
	switch m.kind {
	case byURL:
		if m.vague {
			return looseName
		}
		return exactName
	case byGNU:
		if m.vague {
			if sure || c.called || c.alone {
				return looseName
			}
			return 0.5
		}
		if sure || c.alone {
			return exactName
		}
		return sloppily
	case byName:
		if sure || c.alone {
			return exactName
		}
		return sloppily
	case byShort:
		if c.close || c.label {
			return exactName
		}
		if c.calledNext {
			return sloppily
		}
		return 0
	case byLoose:
		if c.close || c.label || c.formal || c.calledNext || m.says && (sure || c.called || c.alone) || c.granted && c.calledSoon {
			return looseName
		}
	}
	return 0
}

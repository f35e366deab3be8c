// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import "strings"

// newSentence reports a capital that begins a sentence after a complete name
// or a dash: "Example Inc. Licensing details are in", "Jane Doe - Placed in".
func (p *parser) newSentence(i int, prev *token) bool {
	t := p.s.at(i)
	if !t.is(factName) || t.is(factComma|factDot) || isLink(t.low) || isOrg(t.low) || prev.is(factComma) || prev.core == "&" || isLink(prev.low) {
		return false
	}
	if !t.is(factFirst) && !prev.is(factDash) && !isOrg(strings.TrimSuffix(prev.low, ".")) {
		return false
	}
	n := p.s.at(i + 1)
	return p.proseAt(i+1) && (n.is(factStop) || p.proseAt(i+2))
}

// proseAt reports a lower-case word on the same line that no name has in it.
func (p *parser) proseAt(i int) bool {
	t := p.s.at(i)
	if t == nil || t.is(factFirst|factName|factYear|factMail|factURL|factDash|factSuffix|factOpen|factPlace) {
		return false
	}
	return 'a' <= t.low[0] && t.low[0] <= 'z' && !isTailWord(t.low) && (!isLink(t.low) || len(t.low) > 1 && isPreposition(t.low))
}

// isPreposition reports the links that in a name stand after a word for an
// organization only.
func isPreposition(w string) bool {
	return w == "at" || w == "on" || w == "to" || w == "in" || w == "by"
}

// continues reports whether the first word of a new line goes on with the statement.
func (p *parser) continues(i int, st *statement) bool {
	t, prev := p.s.at(i), p.s.at(i-1)
	if t.is(factBlank) {
		return false
	}
	if t.is(factWord | factSign | factPlace) {
		return false
	}
	if t.is(factMail) || t.is(factURL) && (t.text[0] == '<' || !strings.HasPrefix(t.low, "http")) {
		return st.named() || st.leadYears || st.author
	}
	if t.is(factURL) {
		n := p.s.at(i + 1)
		return st.named() && !prev.is(factPeriod) && (n == nil || n.is(factFirst))
	}
	if t.is(factOpen) {
		n := p.s.at(i + 1)
		return p.namesInside(i) || t.is(factMail|factURL) || n != nil && n.is(factMail) || p.hanging(i-1) && t.is(factName)
	}
	if !st.named() {
		if t.low == "company" && t.is(factColon) && st.leadYears {
			return p.capitalAt(i + 1)
		}
		return !t.is(factStop) && !t.is(factColon) && (t.is(factName|factYear) || t.low == "the" || t.low == "by" || isTailWord(t.low))
	}
	if t.is(factColon) && !t.is(factComma) || t.is(factStop) && !(isWeakStop(t.low) && p.hanging(i-1)) {
		return false
	}
	if p.hanging(i - 1) {
		n := p.s.at(i + 1)
		return t.is(factName|factYear) || isLink(t.low) || isTailWord(t.low) || n != nil && n.is(factMail|factURL) && plainWord(t.core)
	}
	if isListLink(t.low) && t.low != "or" || isParticle(t.low) && p.capitalAt(i+1) || t.low == "of" {
		return true
	}
	if st.author && (p.nameWithMail(i) || st.tag && p.nameLine(i) || t.is(factName) && i > st.lead+1 && isListLink(p.s.at(i-2).low) && !isTailWord(prev.low)) {
		return true
	}
	if t.is(factYear) {
		k := i + 1
		for k < i+8 && p.yearAt(k) && !p.s.at(k).is(factFirst) {
			k++
		}
		n := p.s.at(k)
		return st.leadYears && n != nil && (p.capitalAt(k) || n.low == "by")
	}
	if prev.is(factMail|factURL) || prev.is(factYear) {
		return p.nameWithMail(i) || prev.is(factMail) && p.orgLine(i)
	}
	if n := p.s.at(i + 1); isOrg(strings.TrimSuffix(t.low, ".")) && !(n != nil && n.is(factStop) && !n.is(factFirst|factName)) && (t.is(factName) || t.low == "authors" || t.low == "contributors") {
		return true
	}
	if p.nameWithMail(i) {
		return true
	}
	return t.is(factName) && !isLink(t.low) && !prev.is(factSuffix) && prev.end+1+len(t.text) > wrapColumn && !p.newSentence(i, prev)
}

// namesInside reports a parenthesis that begins a line at i, holds nothing but
// names and is closed at the end of a line.
func (p *parser) namesInside(i int) bool {
	for k := i; k < i+24; k++ {
		t := p.s.at(k)
		if t == nil || t.is(factBlank|factStop|factPlace|factYear|factMail|factURL) || !t.is(factName) && !isLink(t.low) {
			return false
		}
		if t.is(factClose) {
			n := p.s.at(k + 1)
			return k > i+1 && (n == nil || n.is(factFirst))
		}
	}
	return false
}

// hanging reports whether word i asks for another one.
func (p *parser) hanging(i int) bool {
	t := p.s.at(i)
	return t.is(factComma) || t.is(factDash) || isLink(t.low) && !t.is(factDot) && len(t.low) > 1
}

// orgLine reports a line that is the name of an organization and nothing else.
func (p *parser) orgLine(i int) bool {
	for k := i; k < i+7; k++ {
		t, n := p.s.at(k), p.s.at(k+1)
		if t.is(factStop|factColon|factPlace|factYear|factWord|factSign) || !t.is(factName) && !isTailWord(t.low) && !isLink(t.low) {
			return false
		}
		if n == nil || n.is(factFirst) {
			return k > i && (isOrg(strings.TrimSuffix(t.low, ".")) || isTailWord(t.low))
		}
	}
	return false
}

// credit reports a line that names who did something and when, as translations have it: "Jane Doe <jane@example.org>, 2006."
func (p *parser) credit(i int) bool {
	for k := i + 1; k < i+6; k++ {
		t := p.s.at(k)
		if t == nil || t.is(factFirst) {
			return false
		}
		if t.is(factYear) {
			return t.is(factDot) && p.s.at(k-1).is(factMail) && p.s.at(k-1).is(factComma)
		}
	}
	return false
}

// nameWithMail reports a line that consists of a name and a mail address.
func (p *parser) nameWithMail(i int) bool {
	for k := i; k < i+5; k++ {
		t := p.s.at(k)
		switch {
		case t == nil, k > i && t.is(factFirst):
			return false
		case k > i && (t.is(factMail) || t.is(factURL) && (t.is(factOpen) || t.text[0] == '<')):
			return true
		case !t.is(factName) && (k == i || !isParticle(t.low)), t.is(factStop), t.is(factColon):
			return false
		}
	}
	return false
}

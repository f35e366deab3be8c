// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import "strings"

// wrapColumn is where writers break a line of text: a word that would have
// crossed it is on the next line for want of room, and the name goes on.
const wrapColumn = 68

// names reads the holders, with the years and addresses among them, and
// returns the index after the last word that belongs to the statement.
func (p *parser) names(i int, st *statement) int {
	for i-st.from < maxWords {
		t := p.s.at(i)
		if t == nil {
			break
		}
		var prev *token
		if i > st.from {
			prev = p.s.at(i - 1)
			if prev.is(factBreak) && !(st.list && prev.is(factComma)) || i > st.lead && prev.is(factSemi) {
				break
			}
			if st.named() && (prev.is(factPeriod) && !prev.is(factComma) && !(!t.is(factFirst) && (t.is(factMail) && t.text[0] == '<' || t.is(factOpen) && p.spelledMail(i) > 0)) || (st.names > 1 || !dottedForm(prev.core)) && p.closed(prev, t) && !(t.is(factFirst) && p.nameWithMail(i) && !p.credit(i))) {
				break
			}
			if prev.is(factClose) && !strings.Contains(prev.core, "(") && !p.opened(st.lead, i) {
				break
			}
			if t.is(factFirst) && (prev.is(factYear) && prev.is(factDot) || !p.continues(i, st)) {
				break
			}
		}
		if st.author && p.unnamed(i, st) {
			break
		}
		if t.is(factWord | factSign) {
			n := p.trailingMark(i, st)
			if n == 0 || st.author {
				break
			}
			i += n
			continue
		}
		if n := p.reservedLen(i); n > 0 {
			if st.named() || i+n >= len(p.s.toks) && p.s.at(i+n) == nil {
				break
			}
			break
		}
		if prev != nil && st.names > 0 && p.newSentence(i, prev) {
			break
		}
		n := p.item(i, st)
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// unnamed reports words that end an author: the link between addresses alone, which
// are an author each; a word of a sentence in capitals after an address; "et al.".
func (p *parser) unnamed(i int, st *statement) bool {
	t := p.s.at(i)
	return st.names == 0 && st.mails > 0 && isListLink(t.low) || i > st.lead && p.s.at(i-1).is(factMail) && isLink(t.low) && isUpper(t.core) && !isListLink(t.low) && len(t.core) > 2 || p.words(i, "et", "al")
}

// opened reports whether a parenthesis begins among the words [from, to).
func (p *parser) opened(from, to int) bool {
	for k := from; k < to; k++ {
		if p.s.at(k).is(factOpen) {
			return true
		}
	}
	return false
}

func (st *statement) named() bool { return st.names > 0 || st.mails > 0 }

// item reads one item of the holder list at i and returns its number of words; 0 ends the list.
func (p *parser) item(i int, st *statement) int {
	t := p.s.at(i)
	switch {
	case t.is(factPlace), t.is(factYear) && st.author:
		return 0
	case t.is(factYear) && !t.is(factOpen):
		return p.innerYears(i, st)
	case t.is(factMail), t.is(factURL):
		st.mails++
		return 1
	case p.spelledMail(i) > 0:
		st.mails++
		return p.spelledMail(i)
	case t.is(factOpen):
		return p.parenthesis(i, st)
	case t.is(factDash):
		return p.dash(i, st)
	}
	if n := p.form(i, st); n > 0 {
		for k := i; k < i+n; k++ {
			st.take(k, p.s.at(k))
		}
		return n
	}
	switch {
	case isLink(t.low) && (!t.is(factName) || t.low == "the" || p.nameableAt(i+1, st)):
		return p.link(i, st)
	case st.names == 0 && isHolderWord(t.low):
		return 0
	case isTailWord(t.low):
		st.take(i, t)
		st.group = st.group || !t.is(factSuffix)
		return 1
	case p.nameable(i, st), t.is(factSuffix) && st.names > 0:
		st.take(i, t)
		return 1
	}
	return p.afterName(i, st)
}

// form is the number of words at i that are the legal form of the name before
// them, or say for whom it stands; 0 is neither.
func (p *parser) form(i int, st *statement) int {
	t := p.s.at(i)
	switch {
	case st.names == 0:
	case t.low == "as" && p.words(i+1, "represented", "by"), t.low == "sp" && p.words(i+1, "z", "o.o"):
		return 3
	case !t.is(factFirst) && dottedForm(t.core):
		st.suffix = true
		return 1
	case t.low == "e" && t.is(factDot) && p.words(i+1, "v"):
		return 2
	case t.low == "et" && p.words(i+1, "al"):
		st.group = true
		return 2
	case st.group && t.low == "to" && p.s.at(i+1) != nil && !p.s.at(i+1).is(factFirst|factStop|factPlace) && plainWord(p.s.at(i+1).core) && p.lineOver(i+2):
		return 2 // "contributors to kelp"
	}
	return 0
}

// afterName reads what stands only after a name: a handle, a domain, a number, a date.
func (p *parser) afterName(i int, st *statement) int {
	t, n := p.s.at(i), p.s.at(i+1)
	if st.names == 0 {
		return p.lowerName(i, st)
	}
	switch {
	case len(t.core) > 2 && t.core[0] == '@' && !t.is(factFirst), p.ordinal(i, st):
		st.take(i, t)
		return 1
	case p.s.at(i-1).is(factComma) && isDomain(t.low) && p.lineOver(i+1):
		st.mails++
		return 1
	case isDigits(t.core) && (p.s.at(i-1).is(factComma) && (p.nameableAt(i+1, st) || p.lineOver(i+1)) || p.streetAt(i-1)),
		isDigits(t.core) && !t.is(factFirst) && n != nil && (p.nameableAt(i+1, st) && !n.is(factFirst) || p.lowerGroup(i+1) > 0 || isTailWord(n.low)):
		st.holder = append(st.holder, i)
		return 1
	case isMonth(t.low) && p.dateAt(i+1):
		return p.innerYears(i, st)
	}
	return p.lowerName(i, st)
}

func (st *statement) take(i int, t *token) {
	st.holder = append(st.holder, i)
	st.names++
	if t.is(factName) && !isLink(t.low) {
		st.proper++
	}
	st.suffix = st.suffix || t.is(factSuffix)
}

// nameable reports whether word i can be part of a name.
func (p *parser) nameable(i int, st *statement) bool {
	t := p.s.at(i)
	if t == nil || !t.is(factName) || t.is(factPlace|factWord|factSign|factYear) {
		return false
	}
	if isMonth(t.low) && p.dateAt(i+1) {
		return false
	}
	if n := p.s.at(i + 1); st.names > 0 && n != nil && !n.is(factFirst) && (n.low == "license" || n.low == "licence" || n.low == "licensed") && (p.s.at(i-1).is(factComma|factDash) || i > 1 && p.s.at(i-2).is(factComma|factDash)) {
		return false // "Jane Doe, MIT License"
	}
	if !t.is(factStop) {
		return true
	}
	n := p.s.at(i + 1)
	if t.is(factColon) || !isWeakStop(t.low) || st.names == 0 && !p.capitals(i+1) || n != nil && !n.is(factYear) && '0' <= n.core[0] && n.core[0] <= '9' {
		return false
	}
	return !t.is(factFirst) && (st.names > 0 && t.low != "distributed" || p.capitals(i+1))
}

// capitalAt reports a plain name word at i on the same line.
func (p *parser) capitalAt(i int) bool {
	t := p.s.at(i)
	return t != nil && t.is(factName) && !t.is(factStop|factFirst|factColon)
}

// capitals reports a name word at i, or one after a word that is weak in a name: "Made With Foam".
func (p *parser) capitals(i int) bool {
	t := p.s.at(i)
	return p.capitalAt(i) || t != nil && t.is(factName) && !t.is(factFirst|factColon) && isWeakStop(t.low) && p.capitalAt(i+1)
}

func (p *parser) nameableAt(i int, st *statement) bool {
	t := p.s.at(i)
	return t != nil && (p.nameable(i, st) || st.names > 0 && t.is(factSuffix))
}

// words reports that the words from i on are these.
func (p *parser) words(i int, want ...string) bool {
	for k, w := range want {
		if t := p.s.at(i + k); t == nil || strings.TrimSuffix(t.low, ".") != w {
			return false
		}
	}
	return true
}

// ordinal reports a word that begins with a digit inside a name: "21st Orchard Inc."
func (p *parser) ordinal(i int, st *statement) bool {
	t := p.s.at(i)
	c := t.core[0]
	return '0' <= c && c <= '9' && !t.is(factFirst|factYear|factComma) && st.named() && plainWord(t.core) && p.capitalAt(i+1) && p.s.at(i-1).low != "version"
}

// isDomain reports a bare host name such as "example.org".
func isDomain(w string) bool {
	dot := strings.LastIndexByte(w, '.')
	return dot > 2 && len(w)-dot > 2 && !strings.ContainsAny(w, "/@()") && plainWord(w) && !isDigits(w[dot+1:])
}

// surname reports a joining word that is written like a name and ends its line: "Jane Or".
func (p *parser) surname(i int) bool {
	t := p.s.at(i)
	n := p.s.at(i + 1)
	return t.is(factName) && !isUpper(t.core) && (n == nil || n.is(factFirst))
}

// streetAt reports the name of a street, which a number follows.
func (p *parser) streetAt(i int) bool {
	w := p.s.at(i).low
	return strings.HasSuffix(w, "str") || strings.HasSuffix(w, "strasse") || strings.HasSuffix(w, "straße") || strings.HasSuffix(w, "gasse") || strings.HasSuffix(w, "straat")
}

// spelledMail is the number of words of "jane at example.org" or "jane at
// example dot org" at i, or 0.
func (p *parser) spelledMail(i int) int {
	t, at, host := p.s.at(i), p.s.at(i+1), p.s.at(i+2)
	if at == nil || host == nil || at.low != "at" || at.is(factFirst) || host.is(factFirst) || t.is(factComma|factFirst) || !plainWord(t.core) {
		return 0
	}
	n := 3
	for k := i + 3; p.words(k, "dot") && p.s.at(k+1) != nil; k += 2 {
		n += 2
	}
	if n == 3 && !strings.Contains(host.core, ".") {
		return 0
	}
	return n
}

func isDigits(w string) bool {
	for i := range len(w) {
		if w[i] < '0' || w[i] > '9' {
			return false
		}
	}
	return len(w) > 0 && len(w) < 6
}

// closed reports whether the holder ended with prev: a legal form with a
// period, after which only certain words go on.
func (p *parser) closed(prev, t *token) bool {
	if !prev.is(factDot) || prev.is(factComma) || t.is(factYear|factMail|factURL|factOpen|factSuffix|factDash) {
		return false
	}
	if isLink(t.low) && !t.is(factName) {
		return false
	}
	if prev.is(factSuffix) {
		return true
	}
	return t.is(factFirst) && !(len(prev.core) <= 2) && prev.is(factPeriod)
}

// link reads a joining word, which counts only when a name follows.
func (p *parser) link(i int, st *statement) int {
	if i > st.lead && p.s.at(i-1).is(factMail|factURL) && !isListLink(p.s.at(i).low) {
		if !p.s.at(i).is(factName) || !p.capitalAt(i+1) {
			return 0
		}
		st.take(i, p.s.at(i)) // a first name: "<jane@example.org>, Ben Roe"
		return 1
	}
	if p.words(i, "et", "al") && st.names > 0 {
		st.take(i, p.s.at(i))
		st.take(i+1, p.s.at(i+1))
		return 2
	}
	if !st.author && p.s.at(i).low == "by" && st.names > 0 && p.s.at(i-1).is(factComma) && p.nameWithMail(i+1) {
		return 0 // "Example Inc., by Jane Doe <jane@example.org>": who wrote it for the holder
	}
	k := i
	for k < i+4 {
		t := p.s.at(k)
		if t == nil || t.is(factBlank) || k > i && p.s.at(k-1).is(factBreak|factPeriod) || !isLink(t.low) {
			break
		}
		k++
	}
	t := p.s.at(k)
	if t == nil || t.is(factFirst) && (t.is(factBlank) || t.is(factColon)) || p.s.at(k-1).is(factBreak|factPeriod) {
		return 0
	}
	n := p.lowerGroup(k)
	if n == 0 && st.leadYears && st.proper > 1 && p.lowerPair(k) {
		n = 2
	}
	if n > 0 {
		for j := i; j < k+n; j++ {
			st.take(j, p.s.at(j))
		}
		st.group = true
		return k + n - i
	}
	list := isListLink(p.s.at(i).low)
	ok := p.nameable(k, st) && !p.reservedAt(k) || p.ordinal(k, st) && k > i || isTailWord(t.low) || list && t.is(factMail|factURL) || list && t.is(factYear) && p.capitalAt(k+1) || st.names > 0 && t.is(factOpen) && list
	if !ok || t.is(factStop) && !isWeakStop(t.low) && !isTailWord(t.low) {
		return 0
	}
	for j := i; j < k; j++ {
		st.holder = append(st.holder, j)
	}
	return k - i
}

// lowerPair reports two lower-case words that end their line, the name of a
// person who writes it so: "Jane Doe and max mustermann".
func (p *parser) lowerPair(i int) bool {
	for k := i; k < i+2; k++ {
		t := p.s.at(k)
		if t == nil || t.is(factStop|factPlace|factWord|factSign|factYear|factColon|factName) || t.is(factFirst) && k > i || !plainWord(t.core) || isLink(t.low) {
			return false
		}
	}
	n := p.s.at(i + 2)
	return n == nil || n.is(factFirst)
}

func (p *parser) reservedAt(i int) bool { return p.reservedLen(i) > 0 }

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// innerYears reads years after or between holders.
func (p *parser) innerYears(i int, st *statement) int {
	if n := p.s.at(i + 1); st.leadYears && p.s.at(i).is(factFirst) && n != nil && n.low == "by" {
		p.yearList(i, st)
		return 2 // the year and "by"
	}
	if n := p.s.at(i + 1); st.leadYears && p.s.at(i).is(factFirst) && !p.capitalAt(i+1) && n != nil && !n.is(factFirst|factYear) {
		return 0
	}
	n := p.yearList(i, st) - i
	if n > 0 && st.named() {
		st.trailYears = true
	}
	return n
}

// dash reads a dash, slash or ampersand between two holders.
func (p *parser) dash(i int, st *statement) int {
	t := p.s.at(i)
	if st.names == 0 {
		if n := p.s.at(i + 1); n != nil && !n.is(factFirst) && p.nameable(i+1, st) {
			return 1
		}
		return 0
	}
	if p.yearAt(i + 1) {
		return 1
	}
	if p.licenseBefore(i + 2) {
		return 0 // "Jane Doe - MIT"
	}
	if n := p.s.at(i + 1); st.author && n != nil && n.is(factURL) {
		return 0
	}
	if t.core == "&" && !p.nameable(i+1, st) {
		if n := p.link(i, st); n > 0 {
			return n // "& the Contributors"
		}
	}
	if n := p.s.at(i + 1); n == nil || n.is(factFirst) && t.core != "&" || !p.nameable(i+1, st) && !isTailWord(n.low) && !n.is(factMail|factURL) && p.spelledMail(i+1) == 0 {
		return 0
	}
	if t.core == "&" || t.core == "/" || t.core == "+" {
		st.holder = append(st.holder, i)
		return 1
	}
	st.holder = append(st.holder, i)
	return 1
}

// lowerGroup is the number of words of "gonum Authors" or "mock server
// contributors" at i: a group whose own name is not capitalized. 0 is no group.
func (p *parser) lowerGroup(i int) int {
	for k := i; k < i+3; k++ {
		t := p.s.at(k)
		if t == nil || t.is(factFirst) && k > i {
			return 0
		}
		if k > i && isTailWord(t.low) && !t.is(factSuffix) {
			return k - i + 1
		}
		if t.is(factStop|factPlace|factWord|factSign|factYear) || !plainWord(t.core) {
			return 0
		}
	}
	return 0
}

// parenthesis reads a group such as (mail@host), (http://host) or (an alias).
func (p *parser) parenthesis(i int, st *statement) int {
	if st.author && (p.s.at(i-1).is(factMail) && !p.s.at(i).is(factMail) || strings.ContainsAny(p.s.at(i).core, ":=") && !p.s.at(i).is(factMail|factURL)) {
		return 0
	}
	k, address, plain := i, false, true
	for ; k < i+24; k++ {
		t := p.s.at(k)
		if t == nil || k > i && t.is(factBlank|factWord|factSign|factPlace) {
			return 0
		}
		address = address || k == i && t.is(factClose) && isDomain(t.low) || t.is(factMail|factURL) || k > i && k < i+3 && (t.low == "at" || t.low == "with") && p.dotted(k+1)
		if t.is(factStop) && !isWeakStop(t.low) {
			plain = false
		}
		if t.is(factYear) {
			if st.author {
				return 0
			}
			y, _ := parseYears(t.core)
			st.years = append(st.years, y...)
			st.trailYears = true
			address = true
		}
		if t.is(factClose) {
			break
		}
	}
	if k == i+24 || !address && (!plain || st.names == 0) || !st.named() && !address {
		return 0
	}
	if address {
		st.mails++
	} else if !p.s.at(i-1).is(factMail) && (k > i || p.s.at(i).is(factName) || len(p.s.at(i).core) < 4) {
		for j := i; j <= k; j++ {
			st.holder = append(st.holder, j)
		}
	}
	return k - i + 1
}

// dotted reports a host name at i, written "example.org" or "example dot org".
func (p *parser) dotted(i int) bool {
	t, n := p.s.at(i), p.s.at(i+1)
	return t != nil && (strings.Contains(t.core, ".") || n != nil && n.low == "dot")
}

// lowerName accepts up to three lower-case words as the holder when a year or
// (c) announces it and nothing else stands on the line.
func (p *parser) lowerName(i int, st *statement) int {
	if st.names > 0 {
		if n := p.lowerGroup(i); n > 0 && n < 3 && !p.s.at(i).is(factFirst) {
			for k := i; k < i+n; k++ {
				st.take(k, p.s.at(k))
			}
			st.group = true
			return n
		}
		if n := p.s.at(i + 1); n != nil && n.is(factSuffix) && n.is(factName) && !n.is(factFirst) && !p.s.at(i).is(factFirst|factStop) && plainWord(p.s.at(i).core) {
			st.take(i, p.s.at(i)) // "Jane Doe, abc, Inc."
			return 1
		}
		if st.author && (st.tag || st.colon) && p.handle(i) {
			st.take(i, p.s.at(i))
			return 1
		}
		if n := p.lowerAlphabet(i); n > 0 && st.leadYears {
			for k := i; k < i+n; k++ {
				st.take(k, p.s.at(k))
			}
			return n
		}
		return p.lowerBeforeMail(i, st)
	}
	if n := p.lowerGroup(i); n > 1 && st.words > 0 {
		for k := i; k < i+n; k++ {
			st.take(k, p.s.at(k))
		}
		st.group = true
		return n
	}
	announced := p.companyNext(i) || st.signs > 0 && p.licenseBefore(st.mark) || st.tag || st.author && p.lowerAuthor(i, st) || st.leadYears || st.words > 0 && st.signs > 0 || st.spdx
	k := i
	for ; k < i+4; k++ {
		t := p.s.at(k)
		if t == nil || k > i && t.is(factFirst) || k > i && (t.is(factMail|factURL|factOpen) || isListLink(t.low) || p.reservedAt(k)) {
			break
		}
		if k > i && t.is(factYear) {
			announced = announced || st.words > 0
			break
		}
		if t.is(factFirst) || t.is(factStop|factColon|factPlace|factDash|factWord|factSign|factSemi) || !plainWord(t.core) && !(k == i && st.leadYears && userName(t.core) && p.lineOver(i+1)) {
			return 0
		}
		if t.is(factBreak|factComma|factDot) || isSuffix(t.low) {
			k++
			break
		}
	}
	if k == i || k == i+4 || !announced || !st.tag && !st.author && !st.leadYears && !st.spdx && !wordsOnly(p.s.at(i).core) {
		return 0
	}
	for j := i; j < k; j++ {
		st.take(j, p.s.at(j))
	}
	return k - i
}

// handle reports a lower-case name between commas, or after the last one and at the end of its line.
func (p *parser) handle(i int) bool {
	t := p.s.at(i)
	return p.s.at(i-1).is(factComma) && !t.is(factFirst|factStop|factPlace|factWord|factSign|factYear|factColon|factSemi) && plainWord(t.core) && !isLink(t.low) && (t.is(factComma|factBreak) || p.lineOver(i+1))
}

// lowerAlphabet is the number of words, three at most, in which a name in Cyrillic or
// Greek goes on without a capital until its line or quote is over: "Северный ветер".
func (p *parser) lowerAlphabet(i int) int {
	for k := i; k < i+4; k++ {
		t := p.s.at(k)
		if t == nil || t.is(factFirst) {
			return k - i
		}
		if r, _ := utf8.DecodeRuneInString(t.core); k == i+3 || t.is(factPlace|factWord|factSign|factYear) || !unicode.In(r, unicode.Cyrillic, unicode.Greek) {
			return 0
		}
		if t.is(factBreak | factPeriod) {
			return k - i + 1
		}
	}
	return 0
}

// lowerBeforeMail accepts a lower-case surname: "Max nibble <max@example.org>".
func (p *parser) lowerBeforeMail(i int, st *statement) int {
	for k := i; k < i+2; k++ {
		t, n := p.s.at(k), p.s.at(k+1)
		if t.is(factFirst) && !p.hanging(k-1) || t.is(factStop|factPlace) || !plainWord(t.core) || n == nil || n.is(factFirst) {
			return 0
		}
		if n.is(factMail | factURL) {
			for j := i; j <= k; j++ {
				st.take(j, p.s.at(j))
			}
			return k - i + 1
		}
	}
	return 0
}

// companyNext reports a lower-case name with its legal form, "abc, Inc.", at i.
func (p *parser) companyNext(i int) bool {
	n := p.s.at(i + 1)
	return n != nil && n.is(factSuffix) && n.is(factName) && !n.is(factFirst)
}

// licenseBefore reports the name of a license before a mark: "MIT © jane" in a readme.
func (p *parser) licenseBefore(mark int) bool {
	if m := p.s.at(mark); mark == 0 || p.s.at(mark-1) == nil || m != nil && m.is(factFirst) && m.is(factSign) {
		return false
	}
	t := p.s.at(mark - 1)
	switch t.low {
	case "mit", "isc", "apache", "bsd", "gpl", "lgpl", "agpl", "mpl", "unlicense", "wtfpl", "license", "licence":
		return true
	}
	for _, id := range [...]string{"apache-", "bsd-", "gpl-", "gplv", "lgpl-", "agpl-", "mpl-", "cc-by", "cc0", "epl-", "ms-"} {
		if strings.HasPrefix(t.low, id) {
			return true
		}
	}
	return false
}

// userName reports an account name: letters, digits and underscores, with a letter first.
func userName(w string) bool {
	for i := range len(w) {
		if !letterDigit(w[i]) && w[i] != '_' && w[i] != '-' {
			return false
		}
	}
	return len(w) > 3 && ('a' <= lower(w[0]) && lower(w[0]) <= 'z')
}

// lowerAuthor reports lower-case words after "Author:" or "by" that a mail
// address, a URL or a legal form makes a name.
func (p *parser) lowerAuthor(i int, st *statement) bool {
	for k := i; k < i+4; k++ {
		t := p.s.at(k)
		if t == nil || k > i && t.is(factFirst) || t.is(factComma) {
			return false
		}
		if k > i && (t.is(factMail) && t.text[0] == '<' || t.is(factSuffix) && st.colon) {
			return true
		}
	}
	return false
}

// wordsOnly reports that a word has no digit and no at sign.
func wordsOnly(w string) bool { return !strings.ContainsAny(w, "0123456789@") }

// plainWord reports whether a word has letters, digits and inner periods or hyphens only.
func plainWord(w string) bool {
	letters := 0
	for _, r := range w {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', r > 0xBF:
			letters++
		case '0' <= r && r <= '9', r == '.', r == '-', r == '\'', r == ',', r == '/', r == '@':
		default:
			return false
		}
	}
	return letters > 1
}

// trailingMark reads a mark after the name: "IBM and others (c) 2008".
func (p *parser) trailingMark(i int, st *statement) int {
	t := p.s.at(i)
	if !t.is(factSign) || !st.named() || t.is(factFirst) || st.leadYears || st.signs > 0 || !p.yearAt(i+1) {
		return 0
	}
	save := *st
	n := p.yearList(i+1, st)
	if q := p.s.at(n); q != nil && !q.is(factFirst) && !q.is(factStop) && p.nameable(n, st) {
		*st = save
		return 0
	}
	st.signs++
	st.trailYears = true
	return n - i
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import "strings"

// nameBefore looks for the holder before the mark ("NAME, Copyright YEAR")
// among the words of the line from floor on.
func (p *parser) nameBefore(floor int, st *statement) {
	if len(st.years) == 0 && (st.words == 0 || st.signs == 0) {
		return // "the Free Grant of Copyright" is prose
	}
	i := st.from
	line := p.s.at(i).line
	names := 0
	for i > floor {
		t := p.s.at(i - 1)
		if t.line != line || t.is(factBreak|factSemi|factPlace|factColon) || t.is(factPeriod) {
			break
		}
		if !(t.is(factName) && !t.is(factStop)) && !t.is(factSuffix) && !t.is(factMail) && !(isLink(t.low) && len(t.low) < 4) && !t.is(factDash) {
			break
		}
		if t.is(factName) && !isLink(t.low) {
			names++
		}
		i--
	}
	for i < st.from && (p.s.at(i).is(factDash) || isLink(p.s.at(i).low) && p.s.at(i).low != "the") {
		i++
	}
	if names == 0 || names > 8 || st.from-i == 1 && len(p.s.at(i).core) < 3 {
		return
	}
	for k := i; k < st.from; k++ {
		t := p.s.at(k)
		if t.is(factMail) {
			st.mails++
			continue
		}
		st.take(k, t)
	}
	st.from, st.before = i, true
}

// prefix takes in what limits the statement: "Portions" before the mark, or
// "Portions created by NAME are".
func (p *parser) prefix(floor int, st *statement) {
	if st.before || st.from == floor {
		return
	}
	t := p.s.at(st.from - 1)
	if t.is(factBreak|factDot) || t.line != p.s.at(st.from).line && !isBe(t.low) {
		return
	}
	if isPortion(t.low) || t.low == "not" {
		st.from--
		return
	}
	// The notice of the Mozilla licenses.
	if k := st.from - 7; k >= floor && p.words(k, "portions", "created", "by", "the", "initial", "developer", "are") {
		st.from = k
	}
}

func isPortion(w string) bool {
	return w == "portions" || w == "portion" || w == "parts" || w == "part"
}

// trim drops joining words and marks that nothing follows.
func (p *parser) trim(st *statement) {
	for st.to > st.lead {
		t := p.s.at(st.to - 1)
		if k := p.aliasStart(st); k > 0 {
			st.to = k
			continue
		}
		if t.low == "al" && p.s.at(st.to-2).low == "et" {
			break
		}
		last := len(st.holder) - 1
		if last >= 0 && st.holder[last] == st.to-1 && st.names > 0 && (t.is(factDash) || isLink(t.low) && !t.is(factName)) {
			st.holder = st.holder[:last]
			st.to--
			continue
		}
		if (t.is(factDash) || isAfterMark(t.low) && t.low != "present") && (last < 0 || st.holder[last] != st.to-1) {
			st.to--
			continue
		}
		break
	}
}

// aliasStart is the index at which a parenthesis without an address or year
// begins that ends the statement, or 0.
func (p *parser) aliasStart(st *statement) int {
	t := p.s.at(st.to - 1)
	if !t.is(factClose) || t.is(factMail|factURL|factYear) {
		return 0
	}
	for k := st.to - 1; k > st.lead; k-- {
		t := p.s.at(k)
		if t.is(factMail|factURL|factYear) || t.is(factOpen) && isDomain(t.low) || (t.low == "at" || t.low == "with") && p.dotted(k+1) {
			return 0
		}
		if t.is(factOpen) {
			if !p.s.at(k-1).is(factSuffix) && (k < st.to-1 && p.allNames(k, st.to) || isUpper(t.core) || t.is(factName) && p.organization(st, k)) {
				return 0 // "CSIRO", "Oslo, Norway" and "An IBM Business Unit" tell who the holder is
			}
			for n := len(st.holder); n > 0 && st.holder[n-1] >= k; n = len(st.holder) {
				st.holder = st.holder[:n-1]
			}
			return k
		}
	}
	return 0
}

// allNames reports that the words from to to are capitalized or join such words.
func (p *parser) allNames(from, to int) bool {
	for k := from; k < to; k++ {
		if t := p.s.at(k); !t.is(factName) && !isLink(t.low) {
			return false
		}
	}
	return true
}

// organization reports that the holder before word end is no person: it has a
// part set off by a comma or "of", or a word such as University.
func (p *parser) organization(st *statement, end int) bool {
	for _, k := range st.holder {
		if t := p.s.at(k); k < end && (t.is(factComma) || t.low == "of" || isOrg(t.low)) {
			return true
		}
	}
	return false
}

// accept decides whether the reading is a statement.
func (p *parser) accept(st *statement) bool {
	years := len(st.years) > 0
	if !st.named() {
		return years && (st.words > 0 || st.signs > 0) && p.lineOver(st.to)
	}
	if st.spdx {
		return true
	}
	if p.template(st) || st.words == 1 && st.signs == 0 && p.otherThing(st) {
		return false
	}
	switch {
	case st.words > 0 && (years || st.signs > 0), st.words > 1 && p.s.at(st.mark).low != p.s.at(st.mark+1).low:
		return st.names > 0 || p.addressAt(st)
	case st.words > 0:
		return p.acceptBare(st)
	case years:
		return true
	}
	return p.acceptSign(st)
}

// lineOver reports whether nothing but a sentence of reservation follows on the line.
func (p *parser) lineOver(i int) bool {
	t := p.s.at(i)
	if t != nil && t.low == "by" && !t.is(factFirst) {
		n := p.s.at(i + 1)
		return n == nil || n.is(factFirst)
	}
	return t == nil || t.is(factFirst) || p.reservedAt(i) || p.s.at(i-1).is(factBreak|factDot)
}

// acceptBare judges the word copyright without a year or sign, which is more often prose than a statement.
func (p *parser) acceptBare(st *statement) bool {
	m := p.s.at(st.mark)
	if !st.before && st.from > 0 && !m.is(factFirst) {
		if b := p.s.at(st.mark - 1); isDeterminer(b.low) && !st.by {
			return false
		}
	}
	if m.is(factPeriod|factComma) || p.s.at(st.lead-1).is(factComma) {
		return false
	}
	if st.proper == 0 && st.mails == 0 && !(st.group && m.is(factFirst) && m.core[0] == 'C') && !p.asianCompany(st) {
		return false
	}
	if st.colon && len(st.holder) > 1 && p.s.at(st.holder[1]).low == "the" && !st.suffix && !st.group {
		return false // "Copyright: Fix the footer"
	}
	if p.asianCompany(st) {
		return true
	}
	if st.by || st.of && st.from > 0 && !m.is(factFirst) && isBe(p.s.at(st.from-1).low) {
		return true
	}
	if m.core[0] >= 'a' && m.core[0] <= 'z' && !st.colon && !st.suffix && !st.group && (st.mails == 0 || st.names < 2) {
		return false
	}
	if isUpper(m.core) && !st.suffix && !st.group && st.mails == 0 && p.allUpper(st) {
		return false // a list of names: COPYRIGHT README VERSION
	}
	return st.names > 1 && st.names < 12 || st.suffix || st.group || st.mails > 0
}

// reachable reports that a plain name of at least two words stands before a
// complete mail address or URL.
func (p *parser) reachable(st *statement) bool {
	if st.proper < 2 && !st.by || !p.upper(st) {
		return false
	}
	for k := st.lead; k < st.to; k++ {
		t := p.s.at(k)
		if t.is(factMail) && isMail(t.core) {
			return true
		}
		if t.is(factURL) && strings.Contains(t.core, ".") {
			return true
		}
		if t.is(factName) && !t.is(factOpen) && !plainWord(t.core) {
			return false
		}
	}
	return false
}

// template reports the stand-in of gettext's files: THE PACKAGE'S COPYRIGHT HOLDER.
func (p *parser) template(st *statement) bool {
	n, h := p.s.at(st.to), p.s.at(st.to+1)
	return n != nil && h != nil && n.is(factWord) && !n.is(factFirst) && isHolderWord(h.low)
}

// otherThing reports that the reading is a name or sentence in which the word
// copyright stands, and that holds nothing.
func (p *parser) otherThing(st *statement) bool {
	if len(st.holder) == 0 || st.before || st.colon {
		return false
	}
	h := p.s.at(st.holder[0])
	return st.holder[0] == st.lead && !st.by && isAboutCopyright(h.low)
}

// asianCompany reports a holder in a script without spaces that ends in a legal form.
func (p *parser) asianCompany(st *statement) bool {
	for _, k := range st.holder {
		for _, form := range [...]string{"公司", "会社", "會社", "集团", "集團", "大学", "大學", "研究院", "研究所", "法人", "(주)", "주식회사", "재단"} {
			if strings.Contains(p.s.at(k).text, form) {
				return true
			}
		}
	}
	return false
}

// addressAt reports a complete mail address or URL in the statement.
func (p *parser) addressAt(st *statement) bool {
	for k := st.lead; k < st.to; k++ {
		if t := p.s.at(k); t.is(factURL) || t.is(factMail) && (t.text[0] == '<' || isMail(t.core)) {
			return true
		}
	}
	return false
}

// isMail reports one at sign with a dotted host after it.
func isMail(w string) bool {
	at := strings.IndexByte(w, '@')
	return at > 0 && at == strings.LastIndexByte(w, '@') && strings.LastIndexByte(w, '.') > at+1
}

// allUpper reports that every word of the holder is in capitals.
func (p *parser) allUpper(st *statement) bool {
	for _, k := range st.holder {
		if !isUpper(p.s.at(k).core) {
			return false
		}
	}
	return true
}

func isUpper(w string) bool { return strings.ToUpper(w) == w }

func isBe(w string) bool {
	return w == "is" || w == "are" || w == "was" || w == "were" || w == "remain"
}

// isDeterminer reports words before "copyright" that make it a common noun.
func isDeterminer(w string) bool {
	switch w {
	case "the", "this", "a", "an", "any", "all", "such", "that", "said", "of", "under", "by", "no", "above", "following", "applicable", "retain", "its", "their", "your", "our", "other", "and", "or", "to", "in", "for", "us", "u.s", "international", "existing", "s", "with", "claims", "claim":
		return true
	}
	return false
}

// acceptSign judges (c) without a year or the word copyright.
func (p *parser) acceptSign(st *statement) bool {
	if st.names == 0 || st.names > 10 || p.s.noise {
		return false
	}
	if n := p.s.at(st.to); !p.lineOver(st.to) && !st.by && !p.reachable(st) && !(n.is(factOpen|factDash|factStop) && (p.s.at(st.mark).core == "©" || p.s.mark == "/*")) {
		return false
	}
	for _, k := range st.holder {
		if strings.ContainsAny(p.s.at(k).core, "()/_:\\") {
			return false
		}
	}
	m := p.s.at(st.mark)
	portions := st.from < st.mark && !st.before
	if m.is(factFirst) && (p.s.mark == "/*" || p.s.mark == "//") && st.proper > 1 && p.upper(st) && !st.before {
		return true // a comment that begins with it
	}
	if !st.before && (p.licenseBefore(st.mark) || m.is(factFirst) && st.proper > 1 && p.upper(st) && p.licenseAfter(st.to)) {
		return true
	}
	addressed := st.mails > 0 && p.reachable(st)
	if !st.before && !m.is(factFirst) && m.core != "©" && !st.suffix && !st.group && !addressed && !st.by && !portions {
		return false
	}
	return st.suffix || st.group || addressed || (m.core == "©" || st.by || portions) && st.names > 1
}

// licenseAfter reports a line that begins with the tag of a license.
func (p *parser) licenseAfter(i int) bool {
	t := p.s.at(i)
	return t != nil && t.is(factFirst) && (t.low == "@license" || t.low == "@licence" || t.low == "license" && t.is(factColon))
}

// confidence grades an accepted statement.
func (p *parser) confidence(st *statement) float64 {
	m := p.s.at(st.from)
	years := len(st.years) > 0
	switch {
	case !st.named():
		return 0.4
	case st.spdx:
		return 0.99
	case st.words > 0 && st.signs > 0 && years:
		return 0.98
	case st.words > 0 && years:
		return 0.95
	case st.words > 0 && st.signs > 0, st.signs > 0 && years:
		return 0.9
	case st.words > 0 && (st.group || st.suffix) && m.is(factFirst) && m.core[0] == 'C' && p.lineOver(st.to):
		return 0.9 // a line of its own: "Copyright The Example Authors."
	case st.words > 0 && st.by:
		return 0.7
	}
	return 0.6
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import "strings"

// maxWords bounds one statement.
const maxWords = 600

// parser reads statements from a stream of words.
type parser struct {
	s    *stream
	bare int  // the word after an author who is known by a mail address only
	cut  bool // a statement ran into the end of the part of a line that is read
}

// statement is one reading: words [from, to) of the stream with what they are.
type statement struct {
	from, to   int
	words      int // marks that are the word copyright or a tag
	signs      int // marks that are (c) or the sign
	spdx       bool
	colon      bool
	author     bool // reads an author and no statement
	tag        bool // after a tag such as @author
	list       bool // in a list of strings
	by, of     bool
	mark, lead int // marks are the words [mark, lead)
	years      []span
	leadYears  bool
	trailYears bool
	names      int // name words
	proper     int // of these, words written like a name
	suffix     bool
	group      bool // a word such as authors names a group
	mails      int
	before     bool // the holder stands before the mark
	holder     []int
	skipped    []int // words inside [from, to) that are no part of the text
}

// parse reads a statement at a mark. ok is false when the words there are no
// statement; next is where to look for the next mark either way.
func (p *parser) parse(i, floor int) (st statement, ok bool) {
	st = statement{from: i, mark: i}
	j := p.marks(i, &st)
	st.lead = j
	j = p.yearList(j, &st)
	st.leadYears = len(st.years) > 0
	if t := p.s.at(j); st.leadYears && t != nil && t.is(factSign) && !t.is(factFirst) && st.signs == 0 {
		st.signs++ // "Copyright YEAR (c) NAME"
		j++
	}
	j = p.byWords(j, &st)
	if !st.leadYears {
		j = p.yearList(j, &st)
		st.leadYears = len(st.years) > 0
	}
	if p.placeholderAt(j, &st) {
		return st, false
	}
	if t := p.s.at(j); st.leadYears && st.words == 0 && !p.s.at(i).is(factFirst) && t != nil && t.is(factFirst) && !p.s.at(j-1).is(factComma) {
		st.to = j
		p.nameBefore(floor, &st)
	}
	if !st.before {
		j = p.reserved(j, &st)
		j = p.names(j, &st)
		st.to = j
	}
	if !st.named() {
		p.nameBefore(floor, &st)
	}
	p.prefix(floor, &st)
	p.trim(&st)
	return st, !p.spokenOf(i, &st) && p.accept(&st)
}

// spokenOf reports a mark that is talked about and states nothing: the tag
// without its colon, and the plural, which is more often the name of a field.
func (p *parser) spokenOf(i int, st *statement) bool {
	return len(st.years) == 0 && st.signs == 0 && (st.spdx && !st.colon || p.s.at(i).low == "copyrights")
}

// marks reads the marks that open a statement.
func (p *parser) marks(i int, st *statement) int {
	for n := 0; n < 6; n++ {
		t := p.s.at(i)
		if t == nil {
			break
		}
		if n > 0 && t.is(factFirst) && (t.is(factBlank) || st.words > 0 && t.is(factWord)) {
			break
		}
		switch {
		case t.is(factWord):
			st.words++
			st.spdx = st.spdx || strings.HasPrefix(t.low, "spdx-")
		case t.is(factSign):
			st.signs++
		case n > 0 && t.core == "C" && st.signs == 0 && p.yearAt(i+1):
		case n > 0 && (t.low == "notice" || t.low == "notices") && (t.is(factColon) && p.lineHasYear(i+1)):
		case n > 0 && t.low == "notice" && p.yearAt(i+1) && !p.s.at(i+1).is(factFirst):
		case n > 0 && t.is(factColon) && isHolderWord(t.low) && (p.capitalAt(i+1) || p.nameWithMail(i+1)):
		case n > 0 && (t.low == "from" || t.low == "since") && p.yearAt(i+1):
		case n > 0 && t.is(factOpen) && p.projectAt(i) > 0:
			i += p.projectAt(i) - 1
		case n > 0 && t.low == "or" && p.markAt(i+1):
			st.from = i + 1 // "Copyright or Copr. INRIA"
		case n > 0 && t.is(factDash) && t.core != "&" && p.yearAt(i+1):
		default:
			return i
		}
		st.colon = st.colon || t.is(factColon)
		i++
		if t.is(factBreak) {
			break
		}
	}
	return i
}

// projectAt is the number of words of a parenthesis at i with the URL of what is
// meant, after which the sign follows: "(Kelp - https://kelp.example) (c)"; 0 for
// anything else.
func (p *parser) projectAt(i int) int {
	for k := i; k < i+6; k++ {
		t := p.s.at(k)
		if t == nil || t.is(factFirst|factYear|factPlace|factWord|factSign) {
			return 0
		}
		if t.is(factClose) {
			if t.is(factURL) && p.markAt(k+1) {
				return k + 1 - i
			}
			return 0
		}
	}
	return 0
}

func (p *parser) markAt(i int) bool {
	t := p.s.at(i)
	return t != nil && t.is(factWord|factSign)
}

func (p *parser) yearAt(i int) bool {
	t := p.s.at(i)
	return t != nil && t.is(factYear)
}

// lineHasYear looks for a year on the line of word i.
func (p *parser) lineHasYear(i int) bool {
	for k := i; k < i+4; k++ {
		t := p.s.at(k)
		if t == nil || k > i && t.is(factFirst) {
			return false
		}
		if t.is(factYear) {
			return true
		}
	}
	return false
}

// yearList reads years with what stands between them.
func (p *parser) yearList(i int, st *statement) int {
	for {
		t := p.s.at(i)
		switch {
		case t == nil:
			return i
		case t.is(factFirst) && i > st.from && (t.is(factBlank) || p.s.at(i-1).is(factBreak)):
			return i
		case t.is(factYear):
			y, _ := parseYears(t.core)
			if n := len(st.years); n > 0 && len(y) > 0 && t.is(factFirst) && st.years[n-1].to == onward && y[0].from >= st.years[n-1].from {
				st.years[n-1].to = y[len(y)-1].to // "2004-" and the rest of the range on the next line
				i++
				continue
			}
			if n := len(st.years); n > 0 && len(y) > 0 && i > st.from && p.isRangeDash(i-1) {
				st.years[n-1].to = max(st.years[n-1].to, y[len(y)-1].to)
			} else {
				st.years = append(st.years, y...)
			}
		case p.isRangeDash(i) && i > 0 && p.s.at(i-1).is(factYear):
			n := p.s.at(i + 1)
			if n == nil || !n.is(factYear) && !isNow(n.low) && !isShortYear(n.core) {
				if len(st.years) > 0 && n != nil && n.is(factName) && t.is(factDash) {
					return i + 1 // "2004 - Name"
				}
				return i
			}
		case i > 0 && p.isRangeDash(i-1) && isNow(t.low) && len(st.years) > 0:
			st.years[len(st.years)-1].to = open
		case i > st.lead && len(st.years) > 0 && (p.isRangeDash(i-1) || p.s.at(i-1).is(factComma)) && isShortYear(t.core):
			last := &st.years[len(st.years)-1]
			y, _, ok := endYear(last.from, t.core)
			if !ok {
				return i
			}
			if p.isRangeDash(i - 1) {
				last.to = y
			} else {
				st.years = append(st.years, span{y, y})
			}
		case t.low == "and" && len(st.years) > 0 && i > st.from && p.s.at(i-1).is(factYear) && p.later(i+1):
			st.years[len(st.years)-1].to = open
			i++
		case (t.low == "and" || t.low == "&") && i > 0 && p.s.at(i-1).is(factYear) && p.yearAt(i+1):
		case isMonth(t.low) && p.dateAt(i+1):
		case isShortYear(t.core) && p.monthAt(i+1) && p.dateAt(i+2):
		default:
			return i
		}
		i++
	}
}

// later reports the word that makes "2016 and later" an open range.
func (p *parser) later(i int) bool {
	t := p.s.at(i)
	return t != nil && (t.low == "later" || t.low == "onwards" || t.low == "onward" || t.low == "beyond")
}

func (p *parser) monthAt(i int) bool {
	t := p.s.at(i)
	return t != nil && isMonth(t.low)
}

// dateAt reports a year, or a day and a year, at i.
func (p *parser) dateAt(i int) bool {
	if p.yearAt(i) {
		return true
	}
	t := p.s.at(i)
	return t != nil && isShortYear(t.core) && p.yearAt(i+1)
}

// isRangeDash reports whether word i joins two years.
func (p *parser) isRangeDash(i int) bool {
	t := p.s.at(i)
	return t != nil && (t.is(factDash) && t.core != "&" && t.core != "+" || t.low == "to" || t.low == "through" || t.low == "thru")
}

func isNow(w string) bool { return w == "present" || w == "now" || w == "today" || w == "current" }

func isShortYear(w string) bool {
	return len(w) <= 2 && len(w) > 0 && '0' <= w[0] && w[0] <= '9' && '0' <= w[len(w)-1] && w[len(w)-1] <= '9'
}

// byWords reads "by", "held by" and the like.
func (p *parser) byWords(i int, st *statement) int {
	for n := 0; n < 3; n++ {
		t := p.s.at(i)
		if n == 0 && t != nil && isThing(t.low) {
			if of := p.s.at(i + 1); of != nil && of.low == "of" && p.capitalAt(i+2) {
				st.of, st.by = true, true
				return i + 2 // "copyrighted works of Example Inc."
			}
		}
		if t == nil || !isAfterMark(t.low) || t.is(factFirst) && t.is(factBlank) || i > st.from && p.s.at(i-1).is(factBreak) {
			return i
		}
		if t.low == "by" {
			st.by = true
		}
		st.of = st.of || t.low == "of"
		if (t.low == "is" || t.low == "are" || t.low == "to" || t.low == "for") && n == 0 && !p.followedBy(i+1) {
			return i
		}
		i++
	}
	return i
}

// isThing reports what is said to be somebody's after the word copyright.
func isThing(w string) bool {
	return w == "property" || w == "work" || w == "works" || w == "material" || w == "materials"
}

// followedBy reports whether a participle stands at i: "is held by".
func (p *parser) followedBy(i int) bool {
	t := p.s.at(i)
	return t != nil && (t.low == "held" || t.low == "owned" || t.low == "assigned")
}

// placeholderAt reports whether the year or the holder is still to be filled in.
func (p *parser) placeholderAt(i int, st *statement) bool {
	for k := st.lead; k <= i+1; k++ {
		t := p.s.at(k)
		if t == nil || t.is(factFirst) && t.is(factBlank) || k > i && t.is(factFirst) {
			return false
		}
		if t.is(factPlace) {
			return true
		}
		if k > st.from && p.s.at(k-1).is(factBreak) {
			return false
		}
	}
	return false
}

// reserved skips "All rights reserved" before the holder.
func (p *parser) reserved(i int, st *statement) int {
	n := p.reservedLen(i)
	if n == 0 {
		return i
	}
	after := p.s.at(i + n)
	if after != nil && (after.low == "by" || after.is(factName) && !after.is(factStop) && !after.is(factFirst) && !p.s.at(i+n-1).is(factBreak)) {
		for k := i; k < i+n; k++ {
			st.skipped = append(st.skipped, k)
		}
		return p.byWords(i+n, st)
	}
	return i
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"strings"

	"github.com/outgate/outgate/inventory"
)

// author reads a name at word i when that is an author tag or the "by" of
// "written by". next is the index after the name.
func (p *parser) author(i int) (a inventory.Author, next int, ok bool) {
	t := p.s.at(i)
	var st statement
	switch {
	case t.low == "by":
		st = statement{from: i, lead: i + 1, author: true}
		st.by = i == 0 || !isMade(p.s.at(i-1).low) || p.s.at(i-1).is(factColon|factPeriod)
	default:
		j, tag, found := p.authorTag(i)
		if !found {
			return a, 0, false
		}
		st = statement{from: i, lead: j, author: true, tag: tag, colon: t.is(factColon)}
	}
	if n := p.s.at(st.lead); n == nil || n.is(factPlace|factWord|factSign) || n.is(factFirst) && (n.is(factBlank) || !st.tag && t.low != "by" && !p.nameWithMail(st.lead) && !p.nameLine(st.lead)) {
		return a, 0, false
	}
	st.to = p.names(st.lead, &st)
	if n := p.s.at(st.to); n != nil && n.is(factWord|factSign) && !n.is(factFirst) || n != nil && isBe(n.low) && p.markAt(st.to+1) {
		return a, 0, false // "work by NAME (c) YEAR", "portions by NAME are Copyright": the holder of a statement
	}
	p.trim(&st)
	if !p.acceptAuthor(&st) {
		return a, 0, false
	}
	for st.lead < st.to && (p.s.at(st.lead).is(factDash) || isListLink(p.s.at(st.lead).low)) {
		st.lead++
	}
	st.from, st.mark = st.lead, -1
	name := strings.Trim(p.text(&st), " ,;:-")
	return inventory.Author{Name: name, StartLine: p.s.at(st.from).line, EndLine: p.s.at(st.to - 1).line}, st.to, name != ""
}

// authorTag recognizes "@author", "Author:", "Authors -" and the like at i.
// tag reports a form that only names follow; j is the first word after it.
func (p *parser) authorTag(i int) (j int, tag, found bool) {
	t := p.s.at(i)
	switch t.low {
	case "@author", "@authors", "author__", "spdx-filecontributor", "@contributor":
		tag = true
	case "author", "authors", "author(s":
	default:
		return 0, false, false
	}
	j = i + 1
	n := p.s.at(j)
	if n == nil || t.is(factBreak) {
		return 0, false, false
	}
	switch {
	case tag, t.is(factColon):
	case n.is(factDash) && n.core != "&":
		j++
	case (n.low == "is" || n.low == "are") && i > 0 && t.is(factFirst):
		j++
	case t.is(factFirst) && t.core[0] == 'A' && n.is(factName) && !n.is(factFirst) && p.s.mark != "":
	default:
		return 0, false, false
	}
	return j, tag, true
}

// acceptAuthor decides whether the reading names an author.
func (p *parser) acceptAuthor(st *statement) bool {
	if !st.named() || st.names > 60 || p.tool(st) {
		return false
	}
	if st.by { // "reported by": only with an address
		return p.addressAt(st) && p.clean(st) && st.names < 14 && (st.names == 0 || st.proper > 0 && p.upper(st) || st.names < 3)
	}
	if st.mails > 0 {
		return true
	}
	if !p.clean(st) {
		return false
	}
	if p.s.at(st.from).low == "by" {
		first := p.s.at(st.lead)
		if first.low == "the" || first.low == "its" {
			return st.proper > 1 && p.upper(st) && (st.suffix || st.group || p.organization(st, st.to))
		}
		return st.proper > 1 && p.upper(st) && first.is(factName) && !isLink(first.low) && (st.proper < 6 || strings.Contains(p.text(st), ","))
	}
	if p.s.mark == "" && !st.tag && st.proper < 2 {
		return false
	}
	return st.proper > 0 || st.tag && st.names > 0
}

// clean reports that no word of the name has a sign of code or markup in it.
func (p *parser) clean(st *statement) bool {
	for k := st.lead; k < st.to; k++ {
		if t := p.s.at(k); !t.is(factMail|factURL) && strings.ContainsAny(t.text, ":/#_[]{}") {
			return false
		}
	}
	return true
}

// upper reports that every word of the name with a capital begins with it, unlike an identifier.
func (p *parser) upper(st *statement) bool {
	for _, k := range st.holder {
		if t := p.s.at(k); t.is(factName) && t.core[0] >= 'a' && t.core[0] <= 'z' {
			return false
		}
	}
	return true
}

// nameLine reports a line of two to four words that are a person's name and nothing else.
func (p *parser) nameLine(i int) bool {
	for k := i; k < i+5; k++ {
		t := p.s.at(k)
		if t == nil || k > i && t.is(factFirst) {
			return k > i+1
		}
		if !t.is(factName) || t.is(factStop|factColon|factPlace|factWord|factSign|factYear) {
			return false
		}
	}
	return false
}

// tool reports the programs that sign what they create.
func (p *parser) tool(st *statement) bool {
	switch p.s.at(st.lead).low {
	case "intellij", "eclipse", "xcode", "netbeans", "pycharm", "webstorm", "goland", "clion", "phpstorm", "rider", "rubymine", "dreamweaver", "inkscape", "gimp", "photoshop", "fontforge", "swig", "doxygen", "bison", "autoconf":
		return st.mails == 0
	}
	return false
}

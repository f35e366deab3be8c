// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"
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
		st.by = !p.madeBy(i)
	case i == p.bare && i > 0 && isListLink(t.low):
		st = statement{from: i, lead: i + 1, author: true, by: true}
	default:
		j, tag, found := p.authorTag(i)
		if !found {
			return a, 0, false
		}
		st = statement{from: i, lead: j, author: true, tag: tag, colon: t.is(factColon), list: p.listAt(j)}
	}
	if n := p.s.at(st.lead); n == nil || n.is(factPlace|factWord|factSign) || n.is(factFirst) && (n.is(factBlank) || !st.tag && t.low != "by" && i != p.bare && !p.nameWithMail(st.lead) && !p.nameLine(st.lead)) {
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
	if st.names == 0 {
		p.bare = st.to
	}
	st.from, st.mark = st.lead, -1
	name := strings.Trim(p.text(&st), " ,;:-")
	return inventory.Author{Name: name, StartLine: p.s.at(st.from).line, EndLine: p.s.at(st.to - 1).line}, st.to, name != ""
}

// madeBy reports a "by" at i that follows a word such as "written", on its line or at the end of the line before.
func (p *parser) madeBy(i int) bool {
	if i > 0 {
		prev := p.s.at(i - 1)
		return isMade(prev.low) && !prev.is(factColon|factPeriod)
	}
	return madeBefore(p.s.content[:p.s.at(i).from])
}

// basedOn reports that the words before i on its line name another work: "Based on shell.c by Jane Doe".
func (p *parser) basedOn(i int) bool {
	for k := i - 1; k > 0 && k > i-8 && !p.s.at(k).is(factFirst|factPeriod|factSemi); k-- {
		if b := p.s.at(k - 1).low; (b == "based" || b == "derived" || b == "adapted") && (p.s.at(k).low == "on" || p.s.at(k).low == "from") {
			return true
		}
	}
	return false
}

// dated reports a line that ends with a year or date behind the name: "Created by Jane, 2011".
func (p *parser) dated(st *statement) bool {
	t := p.s.at(st.to)
	if t == nil || t.is(factFirst) || !p.s.at(st.to-1).is(factComma) || !p.lineOver(st.to+1) {
		return false
	}
	if t.is(factYear) {
		return true
	}
	y, _, dotted := strings.Cut(t.core, ".")
	if !dotted {
		y, _, dotted = strings.Cut(t.core, "-")
	}
	_, year := parseYears(y)
	return dotted && year
}

// authorTag recognizes "@author", "Author:", "Authors -" and the like at i.
// tag reports a form that only names follow; j is the first word after it.
func (p *parser) authorTag(i int) (j int, tag, found bool) {
	t := p.s.at(i)
	switch t.low {
	case "@author", "@authors", "author__", "spdx-filecontributor", "@contributor":
		tag = true
	case "contributors":
		if tag = t.text == "contributors__"; !tag {
			return 0, false, false
		}
	case "maintainer", "co-maintainer":
		return i + 1, false, !t.is(factColon|factDot|factComma) && p.nameWithMail(i+1) // also the instruction of a Dockerfile
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
	case t.is(factColon) && n.low == "name" && n.is(factColon):
		j++ // "author": {"name": "Jane Doe"}
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

// listAt reports a list of strings of which word i is the first: authors = ["Jane Doe", "Max Roe"].
func (p *parser) listAt(i int) bool {
	t := p.s.at(i)
	return t != nil && bytes.ContainsAny(p.s.content[p.s.at(i-1).to:t.from], "[(")
}

// acceptAuthor decides whether the reading names an author.
func (p *parser) acceptAuthor(st *statement) bool {
	if !st.named() || st.names > 60 || p.tool(st) {
		return false
	}
	if st.by { // "reported by": only with an address
		if p.s.at(st.lead).low == "the" || p.basedOn(st.from) {
			return false // "packaged by the desktop team <team@example.org>"
		}
		return p.addressAt(st) && p.clean(st) && st.names < 14 && (st.names == 0 || st.proper > 0 && p.upper(st) || st.names < 3)
	}
	if st.mails > 0 {
		return true
	}
	if !p.clean(st) {
		return false
	}
	if p.s.at(st.from).low == "by" {
		return p.acceptMade(st)
	}
	if p.s.mark == "" && !st.tag && st.proper < 2 {
		return false
	}
	return st.proper > 0 || st.tag && st.names > 0
}

// acceptMade judges "written by" and the like without an address, in which a sentence may go on.
func (p *parser) acceptMade(st *statement) bool {
	first, opening := p.s.at(st.lead), false
	if st.from > 0 {
		made := p.s.at(st.from - 1)
		if opening = made.is(factFirst) && !made.is(factOpen); !opening && made.low == "contributed" {
			return false // inside a sentence: a part of the file, or a thing elsewhere
		}
	}
	if first.low == "the" || first.low == "its" {
		if opening && st.group && isTailWord(p.s.at(st.to-1).low) && st.names > 1 && st.names < 5 {
			return true // a line that begins with "Maintained by the kelp team"
		}
		return st.proper > 1 && p.upper(st) && (st.suffix || st.group || p.organization(st, st.to))
	}
	return (st.proper > 1 || st.proper == 1 && p.dated(st)) && p.upper(st) && !p.allUpper(st) && first.is(factName) && !isLink(first.low) && (st.proper < 6 || strings.Contains(p.text(st), ","))
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

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/license/text"
	"github.com/outgate/outgate/spdx"
)

// Confidence of a name: exact ones carry version or variant, loose ones leave
// it to convention.
const (
	exactName = 0.9
	looseName = 0.6
)

// More different licenses than this make a list of licenses: of those that
// nothing is put under, and of all that a file names.
const (
	listOf    = 12
	listOfAll = 50
)

// maxMentions is how many names of licenses are looked at in one file.
const maxMentions = 20_000

// claim is a mention that counts, in words of its passage.
type claim struct {
	mention
	setting
	confidence float64
}

// references finds sentences that put something under a named license, outside
// the lines that texts and fields cover. Such a sentence is a notice where it
// speaks of the file: in the comment at its start, or in the words of the GNU
// notice.
func references(v *vocabulary, file string, content []byte, marks []uint32, covered *cover) (out reading) {
	marks = slices.DeleteFunc(marks, func(m uint32) bool { return covered.within(int(m)) })
	r := reader{v: v, file: file, content: content, code: isCode(file), covered: covered, lines: lineCounter{content: content, line: 1}, leading: -1, distinct: map[string]bool{}}
	var ws []word
	for _, s := range passages(content, marks) {
		ws = v.words(content, s, ws[:0])
		out.named = append(out.named, r.read(ws)...)
		if out.cut = r.mentions > maxMentions; out.cut {
			break
		}
	}
	out.exceptions, out.distinct = r.exceptions, len(r.distinct)
	return out
}

// reading is what the names in a file say.
type reading struct {
	named      []fact
	exceptions []fact // named, not written out
	distinct   int    // licenses named in whatever way
	cut        bool   // there were more names than are read
}

// isLockFile reports whether a file lists packages with their licenses, which
// are those of the packages: the components' concern.
func isLockFile(base string) bool {
	switch base {
	case "package-lock.json", ".package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "composer.lock", "installed.json", "Cargo.lock", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "Gemfile.lock", "go.sum", "packages.lock.json", "mix.lock", "pubspec.lock", "conan.lock", "flake.lock":
		return true
	}
	return false
}

// reader reads the passages of one file, in order.
type reader struct {
	v       *vocabulary
	file    string
	content []byte
	code    bool
	covered *cover
	lines   lineCounter
	leading int // length of the comment at the start; -1 not known yet

	exceptions []fact // named so far
	mentions   int    // looked at so far
	distinct   map[string]bool
}

// lineCounter turns offsets that are near each other into line numbers.
type lineCounter struct {
	content  []byte
	at, line int
}

func (l *lineCounter) of(off int) int {
	if off < l.at {
		l.line -= bytes.Count(l.content[off:l.at], newline)
	} else {
		l.line += bytes.Count(l.content[l.at:off], newline)
	}
	l.at = off
	return l.line
}

var newline = []byte{'\n'}

// read turns the words of a passage into facts.
func (r *reader) read(ws []word) (out []fact) {
	claims := r.claims(ws)
	for i := 0; i < len(claims); {
		if c := &claims[i]; c.kind == byException {
			r.exception(ws, c)
			i++
			continue
		}
		f, n := r.chain(ws, claims[i:])
		out = append(out, f)
		i += n
	}
	return out
}

// claims are the mentions that count.
func (r *reader) claims(ws []word) (claims []claim) {
	for _, m := range r.v.mentions(r.content, ws) {
		r.mentions++
		if m.expr != nil && len(r.distinct) <= listOfAll {
			r.distinct[m.expr.String()] = true
		}
		if r.covered.has(r.lines.of(ws[m.from].off), ws[m.from].off) {
			continue
		}
		c := claim{mention: m, setting: settingOf(r.content, ws, &m)}
		if n := len(claims); n > 0 && linked(ws, claims[n-1].to, m.from) {
			c.inherit(&claims[n-1].setting)
		}
		if c.kind != byException {
			if c.confidence = c.accept(&m, r.code); c.confidence < looseName {
				continue
			}
		}
		claims = append(claims, c)
	}
	return claims
}

// inherit takes over what is said of the name before in the same list.
func (c *setting) inherit(p *setting) {
	if p.granted || p.label || p.formal {
		c.since = p.since
	}
	c.granted, c.close, c.label, c.formal = c.granted || p.granted, c.close || p.close, c.label || p.label, c.formal || p.formal
	c.dual, c.denied = c.dual || p.dual, c.denied || p.denied
}

// exception keeps a named exception for the license that it belongs to.
func (r *reader) exception(ws []word, c *claim) {
	l := inventory.License{Expression: c.exception, Class: inventory.ClassReference, StartLine: r.lines.of(ws[c.from].off), EndLine: r.lines.of(ws[c.to-1].off), Confidence: exactName}
	r.exceptions = append(r.exceptions, fact{License: l, weak: !c.granted || c.quoted, claim: c, said: text.Span{From: ws[c.from].off, To: ws[c.to-1].end}})
}

// chain makes one fact of a claim and of those behind it that are a choice with
// it, or name the same license once more. It returns how many it took.
func (r *reader) chain(ws []word, claims []claim) (fact, int) {
	c := claims[0]
	expr, last, confidence := c.expr, c.to, c.confidence
	n := 1
	for ; n < len(claims); n++ {
		next := claims[n]
		if next.kind == byURL && next.from-last <= nearURL && repeats(expr, next.expr) {
			last = next.to
			continue
		}
		if next.kind == byException || !linked(ws, last, next.from) {
			break
		}
		if shareFamily(expr, next.expr) {
			if e, ok := moreExact(&c, expr, &next, ws[next.from].gap&gapOpen != 0); ok {
				expr, last = e, next.to
				continue
			}
		}
		if !choice(ws, last, next.from, c.dual || next.dual) {
			break
		}
		if e := sharedVersion(expr, next.expr); c.vague && e != nil {
			expr, confidence = e, next.confidence
		}
		expr, last, confidence = spdx.Or(expr, next.expr), next.to, min(confidence, next.confidence)
		c.open = c.open || next.open
	}
	return r.fact(ws, &c, expr, last, confidence), n
}

// nearURL is how many words may stand between a license's name and its address:
// "(see the accompanying file LICENSE-Apache or copy at http://…".
const nearURL = 14

// repeats reports whether an address is of a license that the expression names;
// the page of version 2 is that of "version 2 or later" too.
func repeats(expr, again *spdx.Expr) bool {
	ids := again.Licenses()
	return len(ids) == 1 && slices.ContainsFunc(expr.Licenses(), func(l spdx.License) bool { return versionName(l.ID) == versionName(ids[0].ID) })
}

// linked reports whether two names are parts of one list: nothing but small
// words and signs stands between them.
func linked(ws []word, from, to int) bool {
	if to < from || to-from > 10 || to < len(ws) && ws[to].gap&gapBlank != 0 {
		return false
	}
	for k := from; k < to; k++ {
		if ws[k].gap&gapBlank != 0 {
			return false
		}
		switch ws[k].text {
		case "or", "and", "the", "a", "license", "licence", "licenses", "licences", "either", "terms", "of", "under", "at", "your", "option", "public", "both", "new", "alternatively", "conditions", "version", "as", "well", "later", "any", "v", "by", "choice", "gpl", "lgpl", "agpl", "cddl", "mpl", "only", "see":
		default:
			return false
		}
	}
	return true
}

// choice reports whether the words between two names leave the user a choice.
func choice(ws []word, from, to int, dual bool) bool {
	for k := from; k <= to && k < len(ws); k++ {
		if ws[k].text == "or" && k < to || ws[k].text == "alternatively" || ws[k].gap&gapSlash != 0 && ws[k].gap&(gapLine|gapDot|gapOpen) == 0 || ws[k].gap&gapBar != 0 {
			return true
		}
	}
	return dual
}

// moreExact reads a name that another follows for the same license: an
// abbreviation, an address, "(GPLv3+)", which a bracket opens. It returns what both say together; ok is
// false when they are two licenses.
func moreExact(c *claim, expr *spdx.Expr, next *claim, opened bool) (e *spdx.Expr, ok bool) {
	switch {
	case next.vague: // GNU General Public License version 2 ("GPL")
		return expr, true
	case next.kind == byURL && c.kind == byGNU && !c.vague: // the page of version 2, of "version 2 or later"
		return expr, true
	case next.kind == byURL && len(expr.Licenses()) > 1:
		return expr, true
	case next.kind == byURL:
		return next.expr, true
	case c.kind == byGNU && next.kind == byGNU && opened && versionName(expr.String()) == versionName(next.expr.String()):
		if c.open {
			return next.expr, true
		}
		return expr, true
	}
	return nil, false
}

// sharedVersion reads "GPL or LGPL version 2": the version stands for both. It
// returns the first license in the version of the second, or nil.
func sharedVersion(first, second *spdx.Expr) *spdx.Expr {
	a, b := first.Licenses(), second.Licenses()
	if len(a) != 1 || len(b) == 0 || !strings.Contains(a[0].ID, "GPL-") || !strings.Contains(b[0].ID, "GPL-") {
		return nil
	}
	_, version, _ := strings.Cut(b[0].ID, "-")
	if strings.HasPrefix(version, "1.0-or-later") || b[0].ID == "LGPL-2.0-or-later" {
		return nil
	}
	return ref(familyName(a[0].ID) + "-" + version)
}

func (r *reader) fact(ws []word, c *claim, expr *spdx.Expr, last int, confidence float64) fact {
	from, to := ws[min(c.since, c.from)].off, ws[last-1].off
	f := fact{expr: expr, weak: !c.granted && !c.formal && !c.label, loose: confidence <= looseName, label: c.label, open: c.open, claim: c, said: text.Span{From: ws[c.from].off, To: ws[last-1].end}}
	f.License = inventory.License{Expression: expr.String(), Class: inventory.ClassReference, StartLine: r.lines.of(from), Confidence: confidence}
	f.EndLine = r.lines.of(to)
	if (c.granted || c.formal || c.label) && c.kind != byURL {
		if r.leading < 0 {
			r.leading = leadingComment(r.file, r.content)
		}
		if c.formal && c.kind == byGNU || from < r.leading {
			f.Class = inventory.ClassNotice
		}
	}
	return f
}

// isCode reports whether text in double quotes is a string rather than prose.
func isCode(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case "", ".md", ".markdown", ".txt", ".rst", ".adoc", ".html", ".htm", ".xml", ".pom", ".tex", ".texi", ".1", ".in", ".json", ".yaml", ".yml", ".toml", ".spec", ".cfg":
		return false
	}
	return true
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package compat

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// pair asks the curated pairs.
func (t *Table) pair(o Opinion) (Opinion, bool) {
	in, out := o.Inbound.String(), o.Outbound.String()
	suits := func(pattern string) bool {
		return match(pattern, out) && (o.Outbound.Exception == "" || pattern == "*" || strings.Contains(pattern, " WITH "))
	}
	for i := range t.pairs {
		p := &t.pairs[i]
		if slices.Contains(p.Usage, o.Usage) && slices.ContainsFunc(p.Outbound, suits) && slices.ContainsFunc(p.Inbound, func(pattern string) bool { return match(pattern, in) }) {
			o.Layer, o.Because = LayerPair, fmt.Sprintf("%s (%s)", p.Because, p.Source)
			o.Answer = map[string]Answer{rules.AnswerCompatible: Compatible, rules.AnswerConditional: Conditional}[p.Answer]
			if p.Answer == rules.AnswerConflict {
				o.Answer = Conflict
			}
			return o, true
		}
	}
	return o, false
}

// match knows patterns with any number of stars.
func match(pattern, name string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == name
	}
	if !strings.HasPrefix(name, head) {
		return false
	}
	for i := len(head); i <= len(name); i++ {
		if match(rest, name[i:]) {
			return true
		}
	}
	return false
}

// osadl asks the matrix, which is about code that becomes part of the work. A
// weak copyleft license stays with its own part when that is only linked. A
// cell without a recommendation is no answer.
func (t *Table) osadl(o Opinion) (Opinion, bool) {
	row, ok := t.row[o.Outbound.String()]
	column, known := t.row[o.Inbound.String()]
	if !ok || !known || o.Usage == Dynamic || o.Usage == Linked && t.categories[o.Inbound.ID] == rules.CategoryWeakCopyleft {
		return o, false
	}
	o.Layer = LayerOSADL
	says := func(word string) string { return fmt.Sprintf("OSADL matrix of %s: %s", t.matrix.Date, word) }
	switch t.matrix.Cells[row][column] {
	case rules.CellCompatible:
		o.Answer, o.Because = Compatible, says("yes")
	case rules.CellConflict:
		o.Answer, o.Because = Conflict, says("no")
	case rules.CellDepends:
		o.Answer, o.Because = Conditional, says("depends on what is combined")
	default:
		return o, false
	}
	return o, true
}

// bare leaves exceptions out. What an exception adds to an inbound license is
// lost by that, never won. Of an outbound one it is a permission for the whole,
// which code of others under copyleft does not give.
func (t *Table) bare(o Opinion) (Opinion, bool) {
	in, out := o.Inbound, o.Outbound
	if in.Exception == "" && out.Exception == "" {
		return o, false
	}
	plain := o
	plain.Inbound.Exception, plain.Outbound.Exception = "", ""
	plain = t.one(plain)
	if out.Exception != "" && in.Exception != out.Exception && copyleft(t.categories[in.ID]) && plain.Answer < Conditional {
		plain.Answer, plain.Because = Conditional, "the release adds "+out.Exception+", which the holder of that code has not given; else "+plain.Because
	} else {
		plain.Because = "without the exception, " + plain.Because
	}
	plain.Inbound, plain.Outbound = in, out
	return plain, true
}

// aside: what is not combined with the release keeps its own license.
func (t *Table) aside(o Opinion) Opinion {
	o.Layer = LayerUsage
	switch c := t.categories[o.Inbound.ID]; {
	case c == "":
		o.Answer, o.Layer, o.Because = Undecided, LayerNone, "no table knows "+o.Inbound.ID
	case c == rules.CategoryProprietary:
		o.Answer, o.Because = Conditional, "its terms may limit who uses it for what"
	case o.Usage == Test && (c == rules.CategoryStrongCopyleft || c == rules.CategoryNetworkCopyleft):
		o.Answer, o.Because = Conditional, "it may lie beside the release under its own license, where tests and examples are no part of the program"
	default:
		o.Answer, o.Because = Compatible, "it is not combined with the release"
	}
	return o
}

// family compares the kinds of the two licenses.
func (t *Table) family(o Opinion) Opinion {
	in, out := t.categories[o.Inbound.ID], t.categories[o.Outbound.ID]
	o.Layer = LayerFamily
	if in == "" || out == "" {
		unknown := o.Inbound
		if in != "" {
			unknown = o.Outbound
		}
		o.Answer, o.Layer, o.Because = Undecided, LayerNone, "no table knows "+unknown.ID
		return o
	}
	say := func(a Answer, because string) Opinion {
		o.Answer, o.Because = a, because
		return o
	}
	switch in {
	case rules.CategoryPublicDomain:
		return say(Compatible, "no conditions")
	case rules.CategoryPermissive:
		return say(Compatible, "permissive: notices stay")
	case rules.CategoryProprietary:
		return say(Conflict, "not an open source license")
	case rules.CategoryWeakCopyleft:
		switch o.Usage {
		case Dynamic:
			return say(Compatible, "weak copyleft, loaded at run time: its own part stays under it")
		case Linked:
			return say(Conditional, "weak copyleft, linked: its own part stays under it, and must stay replaceable where the license says so")
		}
	}
	if copyleft(out) {
		return say(Conflict, "two copyleft licenses, of which neither names the other")
	}
	return say(Conflict, "copyleft: the whole would have to go out under it")
}

func copyleft(category string) bool {
	return category == rules.CategoryWeakCopyleft || category == rules.CategoryStrongCopyleft || category == rules.CategoryNetworkCopyleft
}

// versions are the licenses that an "or later" allows, without itself.
func (t *Table) versions(l spdx.License) []spdx.License {
	var ids []string
	switch {
	case strings.HasSuffix(l.ID, "-or-later"):
		ids = t.later[strings.TrimSuffix(l.ID, "-or-later")+"-only"]
	case l.OrLater:
		ids = t.later[l.ID]
	}
	out := make([]spdx.License, len(ids))
	for i, id := range ids {
		out[i] = spdx.License{ID: id, Exception: l.Exception}
	}
	return out
}

// series finds, for each license with a version in its id, itself and its later
// versions: AFL-2.0 has AFL-2.0, AFL-2.1 and AFL-3.0; GPL-2.0-only GPL-2.0-only
// and GPL-3.0-only. Ids with more behind the version (BSD-3-Clause, CC-BY-3.0-US)
// are no versions of each other.
func series(ids []string) map[string][]string {
	type version struct {
		id     string
		number [3]int
	}
	lines := map[string][]version{}
	for _, id := range ids {
		if stem, number, ok := numbered(strings.TrimSuffix(id, "-only")); ok && (!gnu(id) || strings.HasSuffix(id, "-only")) {
			lines[stem] = append(lines[stem], version{id, number})
		}
	}
	out := map[string][]string{}
	for _, line := range lines {
		slices.SortFunc(line, func(a, b version) int { return slices.Compare(a.number[:], b.number[:]) })
		for i := range line {
			for _, later := range line[i:] {
				out[line[i].id] = append(out[line[i].id], later.id)
			}
		}
	}
	return out
}

// gnu reports the ids that say "only" or "or later" themselves.
func gnu(id string) bool {
	return slices.ContainsFunc([]string{"GPL-", "LGPL-", "AGPL-", "GFDL-"}, func(p string) bool { return strings.HasPrefix(id, p) })
}

// numbered cuts an id at a version at its end, of at most three numbers.
func numbered(id string) (stem string, number [3]int, ok bool) {
	i := strings.LastIndexByte(id, '-')
	if i < 0 {
		return "", number, false
	}
	parts := strings.Split(id[i+1:], ".")
	if len(parts) < 2 || len(parts) > 3 {
		return "", number, false
	}
	for k, p := range parts {
		if p == "" || len(p) > 4 || strings.Trim(p, "0123456789") != "" {
			return "", number, false
		}
		for _, c := range p {
			number[k] = number[k]*10 + int(c-'0')
		}
	}
	return id[:i], number, true
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// Lint lists what a valid policy says in vain: values that repeat the preset's,
// entries that others cover, rows and patterns that no license reaches, levels
// whose demand is switched off, waivers that overlap or have nothing to excuse, curations that repeat others.
// Position first, in the order of the file.
func (r *Reading) Lint() rules.Errors {
	n := &linter{r: r}
	n.repeats()
	n.overridable()
	n.licenseLists()
	n.matrix()
	n.lists()
	n.levels()
	n.rules()
	n.waivers()
	n.curations()
	if err := n.notes.Err(); err == nil { // sorts them
		return nil
	}
	return n.notes
}

type linter struct {
	r     *Reading
	notes rules.Errors
}

func (n *linter) note(at rules.Position, format string, args ...any) {
	n.notes.Add(at, "%s", masked(fmt.Sprintf(format, args...)))
}

// added are the lists that join those of the preset; others replace them.
func added(key string) bool {
	return under(key, "overridable") || under(key, "leaks.words") || under(key, "verdict.require-approvals") || under(key, "licenses.compatibility") || under(key, "rules") || under(key, "curations") || under(key, "licenses.deny") || under(key, "licenses.categories") || under(key, "waivers") || under(key, "approvals")
}

// below names what the policy extends.
func (n *linter) below() string {
	if slices.ContainsFunc(n.r.Policy.Extends, func(b Base) bool { return !strings.HasPrefix(b.Source, "preset:") }) {
		return "base"
	}
	return "preset"
}

// overridable finds keys that are left to others, of which the policy says nothing.
func (n *linter) overridable() {
	all := leaves(n.r.joined)
	for _, v := range n.r.own.Overridable {
		if v.V != everyKey && !slices.ContainsFunc(all, func(l leaf) bool { return under(plainKey(l.key), v.V) || sectionOf(l.key) == sectionOf(v.V) }) {
			n.note(v.At, "overridable: %s: the policy says nothing of it, so it is everybody's already", clip(v.V))
		}
	}
}

// listKey is the list that a key belongs to; "" outside of lists.
func listKey(key string) string {
	list, _, ok := strings.Cut(key, "[")
	if !ok {
		return ""
	}
	return list
}

// repeats finds what the preset says as well.
func (n *linter) repeats() {
	if n.r.base == nil {
		return
	}
	values := func(d *document) (single map[string]leaf, lists map[string][]string) {
		single, lists = map[string]leaf{}, map[string][]string{}
		for _, l := range leaves(d) {
			if list := listKey(l.key); list != "" {
				lists[list] = append(lists[list], strings.TrimPrefix(l.key, list)+" "+l.text)
			} else if !l.empty {
				single[l.key] = l
			}
		}
		return single, lists
	}
	base, baseLists := values(n.r.base)
	_, ownLists := values(n.r.own)
	told := map[string]bool{}
	for _, l := range leaves(n.r.own) {
		list := listKey(l.key)
		switch {
		case l.key == "version" || l.key == "name" || l.empty || added(l.key) || under(l.key, "project"): // what the project is, and no rule
		case list != "" && !told[list] && slices.Equal(ownLists[list], baseLists[list]):
			told[list] = true
			n.note(l.at, "%s: the %s has the same list; leave it out", list, n.below())
		case list == "" && base[l.key].text == l.text && base[l.key].at.Line > 0:
			n.note(l.at, "%s: %s is what the %s says (%s); leave it out", l.key, l.text, n.below(), base[l.key].at)
		}
	}
}

// licenseLists finds entries of allow, deny and categories that others cover, and patterns that fit no license.
func (n *linter) licenseLists() {
	d := &n.r.joined.Licenses
	mine := func(v word) bool { return v.At.File == n.r.Policy.Source }
	covered := func(v word, key string, before []word) {
		for _, b := range before {
			if v.At != b.At && wildcard(b.V, v.V) {
				n.note(v.At, "%s: %q is covered by %q (%s)", key, clip(v.V), clip(b.V), b.At)
				return
			}
		}
		if strings.Contains(v.V, "*") && !n.reaches(v.V) {
			n.note(v.At, "%s: no license of the SPDX list fits %q", key, clip(v.V))
		}
	}
	for i, v := range d.Deny {
		if mine(v) {
			covered(v, "licenses.deny", d.Deny[:i])
		}
	}
	for i, v := range d.Allow {
		if !mine(v) {
			continue
		}
		covered(v, "licenses.allow", d.Allow[:i])
		for _, b := range d.Deny {
			if b.V != v.V && wildcard(b.V, v.V) {
				n.note(v.At, "licenses.allow: %q is denied by %q (%s), which comes first", clip(v.V), clip(b.V), b.At)
			}
		}
	}
	for _, category := range slices.Sorted(maps.Keys(d.Categories)) {
		key := "licenses.categories." + category
		list := d.Categories[category]
		for i, v := range list {
			if !mine(v) {
				continue
			}
			others := slices.Concat(list[:i], list[i+1:])
			covered(v, key, slices.DeleteFunc(others, func(o word) bool { return o.V == v.V && o.At.Line > v.At.Line && mine(o) }))
			for _, decided := range [][]word{d.Deny, d.Allow} {
				for _, b := range decided {
					if wildcard(b.V, v.V) {
						n.note(v.At, "%s: %q never gets as far: %q (%s) decides before", key, clip(v.V), clip(b.V), b.At)
					}
				}
			}
		}
	}
}

// reaches reports whether a pattern fits anything: a license of the list, or one that a repository may name itself.
func (n *linter) reaches(pattern string) bool {
	if strings.HasPrefix(pattern, "*") || strings.HasPrefix(pattern, "LicenseRef-") || strings.Contains(pattern, "DocumentRef-") {
		return true
	}
	license, _, with := strings.Cut(pattern, " WITH ")
	for id := range n.r.Policy.categories {
		if wildcard(license, id) || with && wildcard(license, id+"+") {
			return true
		}
	}
	return false
}

// matrix finds rows that no license reaches: all of the category are denied or allowed by name.
func (n *linter) matrix() {
	p := n.r.Policy
	reached := map[string]bool{}
	for id := range p.categories {
		expr, err := spdx.Parse(id)
		if err != nil || len(expr.Licenses()) != 1 {
			continue
		}
		l := expr.Licenses()[0]
		if !names(p.deny, l) && !names(p.allow, l) {
			reached[p.category(l)] = true
		}
	}
	for _, o := range p.overrides { // of licenses that the list does not know
		if strings.Contains(o.pattern, "LicenseRef-") || strings.HasPrefix(o.pattern, "*") {
			reached[o.category] = true
		}
	}
	own := n.r.own.Licenses.Matrix
	for _, category := range slices.Sorted(maps.Keys(own)) {
		if !reached[category] {
			n.note(own[category].At, "licenses.matrix.%s: no license gets here: all of the category are named in licenses.deny or licenses.allow, or belong to another one", category)
		}
	}
}

// lists finds entries that are written twice.
func (n *linter) lists() {
	seen := map[string]rules.Position{}
	for _, l := range leaves(n.r.own) {
		list := listKey(l.key)
		if list == "" || !strings.HasSuffix(l.key, "]") || under(l.key, "licenses.deny") || under(l.key, "licenses.allow") || under(l.key, "licenses.categories") {
			continue
		}
		name := l.key[:strings.LastIndexByte(l.key, '[')] + " " + l.text
		if before, ok := seen[name]; ok {
			n.note(l.at, "%s: %s is in the list already (%s)", list, l.text, before)
		} else {
			seen[name] = l.at
		}
	}
}

// levels finds levels of demands that are switched off.
func (n *linter) levels() {
	d, own := n.r.joined, n.r.own
	for _, s := range []struct {
		key      string
		required flag
		level    word
	}{{"headers", d.Headers.Required, own.Headers.Level}, {"notice", d.Notice.Required, own.Notice.Level}} {
		if s.level.At.Line > 0 && !s.required.V {
			n.note(s.level.At, "%s.level: has no effect, %s.required is not true", s.key, s.key)
		}
	}
	if own.Headers.Ratchet.V && !d.Headers.Required.V {
		n.note(own.Headers.Ratchet.At, "headers.ratchet: has no effect, headers.required is not true")
	}
}

// waivers finds those that another one covers for some time, and those for checks that the policy switches off.
func (n *linter) waivers() {
	all := n.r.Policy.waivers
	at := func(w *waiver) rules.Position { return rules.Position(w.at) }
	for i := range all {
		w := &all[i]
		for _, c := range n.r.Policy.all() {
			if c.Code == w.check && c.on != nil && !c.on(n.r.Policy) {
				n.note(at(w), "waivers: %s excuses %s, which the policy switches off", clip(w.id), w.check)
			}
		}
		if w.match.everything() {
			n.note(rules.Position(w.matchAt), "waivers: the match of %s fits nearly everything", clip(w.id))
		}
		for k := range all {
			o := &all[k]
			if k == i || o.check != w.check || w.created.After(o.expires) || o.created.After(w.expires) || !o.match.covers(&w.match) {
				continue
			}
			if k < i || !w.match.covers(&o.match) { // of two alike the later one is told
				n.note(at(w), "waivers: %s overlaps %s (line %d), which covers all that it excuses", clip(w.id), clip(o.id), o.at.Line)
			}
		}
	}
}

// covers reports whether a match certainly fits all that another one fits.
func (m *match) covers(o *match) bool {
	part := func(mine, other string, fits func(pattern, text string) bool) bool {
		return mine == "" || mine == other || other != "" && fits(mine, other)
	}
	path := func(pattern, text string) bool {
		if dir, ok := strings.CutSuffix(pattern, "**"); ok && !strings.ContainsAny(dir, "*?[{") {
			return strings.HasPrefix(text, dir)
		}
		return !strings.ContainsAny(text, "*?[{") && matchPath(pattern, text)
	}
	id := func(mine, other string) bool { return strings.HasPrefix(other, mine) }
	return part(m.path, o.path, path) && part(m.purl, o.purl, matchPURL) && part(m.license, o.license, wildcard) && part(m.id, o.id, id) &&
		(m.when == nil || o.when != nil && m.when.String() == o.when.String())
}

// rules finds those that can never fire, and those that say the same.
func (n *linter) rules() {
	all := n.r.Policy.rules
	for i := range all {
		r := &all[i]
		mine := r.place.File == n.r.Policy.Source
		if !mine {
			continue
		}
		switch {
		case r.allows():
			n.note(r.place, "rules: %s never fires: its level is allow", r.Code)
		case r.when.Constant():
			n.note(r.place, "rules: %s looks at no field of the %s: it fires on all of them, or on none", r.Code, r.kind)
		case n.r.Policy.scope != "":
			n.note(r.place, "rules: %s never fires: the policy judges by %s alone", r.Code, n.r.Policy.scope)
		}
		for k := range all[:i] {
			if all[k].kind == r.kind && all[k].when.String() == r.when.String() {
				n.note(r.place, "rules: %s has the condition of %s (%s)", r.Code, all[k].Code, all[k].place)
			}
		}
	}
}

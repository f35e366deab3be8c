// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// New-only gating: what the base held already, or a list of known violations names, is
// listed and does not decide. Findings are compared one by one, before they are grouped,
// by what they are about: so a further file in a group is new, and the group is not.

// identity tells what an item is about: its check and place, and its content where the
// place does not tell it from others. Lines do not count.
type identity struct{ check, path, component, about string }

// identityOf names an item by its own path or, for a file that was moved, by another one.
func identityOf(it *item, path string) identity {
	about := it.content + "\n" + it.detail
	if it.print != "" { // in the tree, in history or decoded: it is the same secret
		about = it.print
	}
	return identity{it.v.Check, path, it.v.Component, about}
}

// held is what an earlier state had of one identity: the worst of it.
type held struct {
	level    Level
	severity Severity
	at       whereabouts
	weight   int
	members  []string
	excused  bool // all of it, by a waiver or a word: no debt
	met      bool // an item of today is the same
}

func (h *held) add(it *item) {
	if rank(it.v.Level) > rank(h.level) {
		h.level = it.v.Level
	}
	if grade(it.v.Severity) > grade(h.severity) {
		h.severity = it.v.Severity
	}
	h.excused = h.excused && it.excused()
	h.at, h.weight, h.members = min(h.at, it.at), max(h.weight, it.weight), append(h.members, it.members...)
}

// worse says in which way an item of today is worse than what was held; "" when it is not.
func (h *held) worse(it *item) string {
	switch {
	case rank(it.v.Level) > rank(h.level):
		return "its level was " + string(h.level)
	case grade(it.v.Severity) > grade(h.severity):
		return "its severity was " + string(h.severity)
	case it.at < h.at:
		return "it was not " + it.at.where()
	case h.excused && !it.excused():
		return "a waiver or a word excused it"
	case it.weight > h.weight:
		return "there was less of it"
	case slices.ContainsFunc(it.members, func(m string) bool { return !slices.Contains(h.members, m) }):
		return "there was less of it"
	}
	return ""
}

// where words whereabouts for a comparison.
func (w whereabouts) where() string {
	return [...]string{"in the tree", "in the history of HEAD", "in the history of a branch or tag", "in a reference", "in an object"}[w]
}

// debts are the findings of an earlier state.
type debts struct {
	all   map[identity]*held
	order []identity // in which they came
}

func newDebts() *debts { return &debts{all: map[identity]*held{}} }

func (d *debts) add(it *item) {
	id := identityOf(it, it.v.Location.Path)
	h := d.all[id]
	if h == nil {
		h = &held{at: unreachable, excused: true}
		d.all[id] = h
		d.order = append(d.order, id)
	}
	h.add(it)
}

// excused reports whether a waiver by place or a word excuses the item.
func (it *item) excused() bool { return it.waiver >= 0 || it.word != nil }

// heldByBase judges the base by the same policy at the same time.
func (j *judge) heldByBase() *debts {
	before := newJudge(j.inv.Before(), j.p, j.now)
	before.checks = slices.DeleteFunc(slices.Clone(j.checks), func(c check) bool { return c.ofToday })
	before.examine()
	d := newDebts()
	for i := range before.items {
		if it := &before.items[i]; it.gap == nil && !it.unheld {
			d.add(it)
		}
	}
	return d
}

// compare marks the items that the base held, or that a list names.
func (j *judge) compare(lists []*KnownList) {
	j.comparing = j.inv.Base != nil || len(lists) > 0
	if j.inv.Base != nil {
		j.compareBase()
	}
	j.compareLists(lists)
}

func (j *judge) compareBase() {
	d := j.heldByBase()
	moved := j.moved()
	var strangers []*item
	for i := range j.items {
		it := &j.items[i]
		if it.gap != nil || it.unheld || it.known {
			continue
		}
		h := d.all[identityOf(it, it.v.Location.Path)]
		if h == nil {
			if from, ok := moved[it.v.Location.Path]; ok && it.v.Location.Commit == "" {
				if h = d.all[identityOf(it, from)]; h != nil && !h.met {
					it.from = from
				}
			}
		}
		if h == nil {
			strangers = append(strangers, it)
			continue
		}
		h.met = true
		j.hold(it, h, j.inv.Base.Ref)
	}
	d.followMoved(strangers, func(it *item, h *held) { j.hold(it, h, j.inv.Base.Ref) })
	for _, id := range d.order {
		if !d.all[id].met {
			j.gone++
		}
	}
}

// followMoved finds secrets and leaks that stand in another file now: one that is gone from its
// place excuses one that is new in another.
func (d *debts) followMoved(strangers []*item, hold func(*item, *held)) {
	type content struct{ check, print string }
	left := map[content][]identity{}
	for _, id := range d.order {
		if !d.all[id].met {
			c := content{id.check, id.about}
			left[c] = append(left[c], id)
		}
	}
	for _, it := range strangers {
		c := content{it.v.Check, it.print}
		if it.print == "" || len(left[c]) == 0 {
			continue
		}
		id := left[c][0]
		left[c] = left[c][1:]
		it.from = id.path
		d.all[id].met = true
		hold(it, d.all[id])
	}
}

// hold marks an item that an earlier state, named for people, had, unless it is worse now.
func (j *judge) hold(it *item, h *held, in string) {
	why := h.worse(it)
	if it.known = why == ""; !it.known {
		it.v.Evidence = also(it.v.Evidence, why+" in "+clip(in))
	} else if it.from != "" && it.from != it.v.Location.Path {
		it.v.Evidence = also(it.v.Evidence, "it was in "+clip(it.from))
	}
}

// moved maps today's new files to those of the same content that are gone: one to one.
func (j *judge) moved() map[string]string {
	today := make(map[string]bool, len(j.inv.Files))
	for i := range j.inv.Files {
		today[j.inv.Files[i].Path] = true
	}
	gone := map[string][]string{}
	for i := range j.inv.Base.Files {
		if f := &j.inv.Base.Files[i]; f.Blob != "" && f.Size > 0 && !today[f.Path] {
			gone[f.Blob] = append(gone[f.Blob], f.Path)
		}
	}
	out := map[string]string{}
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		if from := gone[f.Blob]; len(from) > 0 && j.inv.Base.IsNew(f.Path) {
			out[f.Path], gone[f.Blob] = from[0], from[1:]
		}
	}
	return out
}

// settle puts a group that nobody excuses where it belongs. Of one that has grown what is
// new decides, under the fingerprint of the whole, as it is without a base.
func (j *judge) settle(group []*item, whole Violation) {
	if !j.comparing {
		j.open = append(j.open, whole)
		return
	}
	var fresh, old []*item
	for _, it := range group {
		if it.known {
			old = append(old, it)
		} else {
			fresh = append(fresh, it)
		}
	}
	part := func(items []*item, baseline string) Violation {
		v := whole
		if len(items) < len(group) {
			v = merge(items)
		}
		v.Baseline = baseline
		return v
	}
	if len(fresh) > 0 {
		v := part(fresh, BaselineNew)
		if v.Fingerprint = whole.Fingerprint; len(old) > 0 {
			v.Evidence = also(v.Evidence, plural(len(old), "more place")+" known already")
		}
		j.open = append(j.open, v)
	}
	switch {
	case len(old) == 0:
	case !j.p.newOnly || old[0].gates:
		j.open = append(j.open, part(old, BaselineUnchanged))
	default:
		j.known = append(j.known, part(old, BaselineUnchanged))
	}
}

// baselineOf says of a group that somebody excuses whether the base held all of it.
func (j *judge) baselineOf(group []*item) string {
	switch {
	case !j.comparing:
		return ""
	case slices.ContainsFunc(group, func(it *item) bool { return !it.known }):
		return BaselineNew
	}
	return BaselineUnchanged
}

// baseRef sums up the comparison; nil without one.
func (j *judge) baseRef() *BaseRef {
	b := j.inv.Base
	if b == nil {
		return nil
	}
	r := &BaseRef{Ref: b.Ref, Commit: b.Commit, NewOnly: j.p.newOnly, Known: len(j.known), Gone: j.gone, Gaps: append([]inventory.Gap{}, b.Gaps...)}
	for i := range j.open {
		if j.open[i].Baseline == BaselineNew {
			r.New++
		} else {
			r.Known++
		}
	}
	return r
}

// baseGaps are the gaps of the base that leave a check open which compares with it: what
// nobody could read of a file that is still there may be lost. Other gaps of the base only
// keep it from excusing anything.
func (j *judge) baseGaps() []inventory.Gap {
	b := j.inv.Base
	if b == nil || j.p.lost.allows() && !j.p.ratchet {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(b.Gaps), func(g inventory.Gap) bool {
		switch g.Detector {
		case "", "license", "copyright", "history", "source":
		default:
			return true
		}
		return g.Path != "" && !slices.ContainsFunc(j.inv.Files, func(f inventory.File) bool { return f.Path == g.Path || strings.HasPrefix(f.Path, g.Path+"/") })
	})
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// collect groups items into violations, gives them their fingerprints and
// applies the waivers that name an id.
func (j *judge) collect() {
	type key struct {
		check, where, content string
		subproject            string // of what is no one thing
		waiver                int
		word                  inventory.Suppression // zero: nobody speaks for it
	}
	index := map[key]int{}
	var groups [][]*item
	for i := range j.items {
		it := &j.items[i]
		k := key{check: it.v.Check, where: it.where, content: it.content, waiver: it.waiver}
		if !it.whole {
			k.subproject = it.v.Subproject
		}
		if it.word != nil {
			k.word = *it.word
		}
		at, ok := index[k]
		if !ok {
			at = len(groups)
			index[k] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], it)
	}
	merged := make([]Violation, len(groups))
	for i, g := range groups {
		merged[i] = merge(g)
	}
	ids := j.waiversByID(groups, merged)
	for i, g := range groups {
		w := g[0].waiver
		if g[0].word != nil {
			merged[i].Suppression, merged[i].Baseline = g[0].word, j.baselineOf(g)
			j.suppressed = append(j.suppressed, merged[i])
			j.count(g)
			continue
		}
		if w < 0 && len(ids) > 0 {
			w = j.excuse(ids[merged[i].Fingerprint], len(g), &merged[i], func(w *waiver) bool {
				return w.check == merged[i].Check && !slices.ContainsFunc(g, func(it *item) bool { return !j.fits(w, it) })
			})
		}
		if w < 0 {
			j.settle(g, merged[i])
			continue
		}
		merged[i].Waiver, merged[i].Baseline = j.p.waivers[w].ref(merged[i].Severity), j.baselineOf(g)
		j.waived = append(j.waived, merged[i])
	}
}

// waiversByID maps fingerprints to the waivers that name them. An id that fits
// several violations names none of them.
func (j *judge) waiversByID(groups [][]*item, merged []Violation) map[string][]int {
	out := map[string][]int{}
	for i := range j.p.waivers {
		w := &j.p.waivers[i]
		if w.match.id == "" {
			continue
		}
		var hits []string
		for g := range groups {
			if groups[g][0].waiver < 0 && groups[g][0].word == nil && merged[g].Check == w.check && strings.HasPrefix(merged[g].Fingerprint, w.match.id) {
				hits = append(hits, merged[g].Fingerprint)
			}
		}
		if len(hits) == 1 {
			out[hits[0]] = append(out[hits[0]], i)
		}
		j.uses[i].ambiguous = len(hits) > 1
	}
	return out
}

// merge makes one violation of a group: its strictest item speaks, the first
// among equals.
func merge(group []*item) Violation {
	speaker := group[0]
	var paths, members []string
	var places []inventory.Location
	for _, it := range group {
		if (setting{level: it.v.Level, severity: it.v.Severity}).stricter(setting{level: speaker.v.Level, severity: speaker.v.Severity}) {
			speaker = it
		}
		paths = append(paths, it.v.Location.Path)
		places = append(places, it.v.Location)
		members = append(members, it.v.Location.Path+"\n"+it.detail)
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	v := speaker.v
	parts := []string{v.Check, speaker.where, speaker.content}
	if !speaker.whole {
		slices.Sort(members)
		parts = append(parts, slices.Compact(members)...)
	}
	v.Fingerprint = fingerprint(parts...)
	slices.SortFunc(places, inventory.Location.Compare)
	if places = slices.Compact(places); len(places) > 1 {
		v.Places = places
	}
	switch {
	case len(paths) > 1:
		v.Evidence = also(v.Evidence, "and "+plural(len(paths)-1, "more file")+below(speaker.where))
	case len(group) > 1 && v.Location.Path != "":
		v.Evidence = also(v.Evidence, "and "+plural(len(group)-1, "more place")+" in this file")
	}
	return v
}

func below(dir string) string {
	if dir == "." {
		return " at the root"
	}
	return " below " + dir
}

func also(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// fingerprint identifies a violation: 32 hexadecimal digits.
func fingerprint(parts ...string) string {
	h := sha256.New()
	h.Write([]byte("outgate.fingerprint.v1"))
	for _, p := range parts {
		fmt.Fprintf(h, "\x00%d\x00%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// late adds a violation that no waiver can excuse.
func (j *judge) late(v Violation, content string) {
	for _, c := range table() {
		if c.Code == v.Check {
			v.Help = c.Help
		}
	}
	if v.Fingerprint = fingerprint(v.Check, v.Location.Path, content); j.comparing {
		v.Baseline = BaselineNew
	}
	j.open = append(j.open, v)
}

// name sorts the violations and gives them ids: as many digits of the
// fingerprint as tell them apart, eight at least.
func (j *judge) name() {
	var prints []string
	for _, list := range [][]Violation{j.open, j.waived, j.suppressed, j.known} {
		for i := range list {
			prints = append(prints, list[i].Fingerprint)
		}
	}
	slices.Sort(prints)
	prints = slices.Compact(prints)
	digits := map[string]int{}
	for i, p := range prints {
		n := 8
		if i > 0 {
			n = max(n, common(p, prints[i-1])+1)
		}
		if i+1 < len(prints) {
			n = max(n, common(p, prints[i+1])+1)
		}
		digits[p] = n
	}
	for _, list := range [][]Violation{j.open, j.waived, j.suppressed, j.known} {
		for i := range list {
			p := list[i].Fingerprint
			list[i].ID = "V-" + p[:min(digits[p], len(p))]
		}
		slices.SortFunc(list, compareViolations)
	}
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// compareViolations orders what a person should see first.
func compareViolations(a, b Violation) int {
	return cmp.Or(
		cmp.Compare(rank(b.Level), rank(a.Level)),
		cmp.Compare(grade(b.Severity), grade(a.Severity)),
		cmp.Compare(slices.Index(Posts(), a.Post), slices.Index(Posts(), b.Post)),
		strings.Compare(a.Check, b.Check),
		strings.Compare(a.Location.Path, b.Location.Path),
		a.Location.Compare(b.Location),
		strings.Compare(a.Component, b.Component),
		strings.Compare(a.Fingerprint, b.Fingerprint),
		strings.Compare(a.Message, b.Message),
		strings.Compare(a.Evidence, b.Evidence),
	)
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package vuln

import (
	"cmp"
	"slices"

	"deps.dev/util/semver"

	"github.com/outgate/outgate/inventory"
)

// Match says what the database knows of the components. The error is one of
// the database; nothing is known then.
func Match(db *DB, components []inventory.Component) (*inventory.Vulnerabilities, error) {
	m := matcher{db: db, out: &inventory.Vulnerabilities{Database: db.database(), Found: []inventory.Vulnerability{}}, unknown: map[string]*inventory.Unevaluated{}}
	type job struct {
		target
		purl string
	}
	var jobs []job
	seen := map[string]bool{}
	for i := range components {
		purl := components[i].PURL
		if seen[purl] {
			continue
		}
		seen[purl] = true
		t, ok := targetOf(purl)
		switch {
		case !ok:
			m.skip(inventory.UnevaluatedPURL, purl)
		case t.key == "" || db.Meta.Ecosystems[t.eco.osv] == 0:
			m.skip(inventory.UnevaluatedEcosystem, purl)
		case t.version == "":
			m.skip(inventory.UnevaluatedVersion, purl)
		default:
			jobs = append(jobs, job{t, purl})
		}
	}
	slices.SortFunc(jobs, func(a, b job) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.purl, b.purl)) }) // each block is unpacked once
	for _, j := range jobs {
		if err := m.component(j.purl, j.target); err != nil {
			return nil, err
		}
	}
	return m.done(), nil
}

type matcher struct {
	db      *DB
	out     *inventory.Vulnerabilities
	unknown map[string]*inventory.Unevaluated
}

func (m *matcher) skip(reason, purl string) {
	u := m.unknown[reason]
	if u == nil {
		u = &inventory.Unevaluated{Reason: reason, Example: purl}
		m.unknown[reason] = u
	}
	u.Count++
	u.Example = min(u.Example, purl)
}

func (m *matcher) done() *inventory.Vulnerabilities {
	for _, u := range m.unknown {
		m.out.Unknown = append(m.out.Unknown, *u)
	}
	slices.SortFunc(m.out.Unknown, func(a, b inventory.Unevaluated) int { return cmp.Compare(a.Reason, b.Reason) })
	slices.SortFunc(m.out.Found, func(a, b inventory.Vulnerability) int {
		return cmp.Or(cmp.Compare(a.PURL, b.PURL), cmp.Compare(a.ID, b.ID))
	})
	return m.out
}

func (m *matcher) component(purl string, t target) error {
	records, err := m.db.records(t.key)
	if err != nil {
		return err
	}
	m.out.Evaluated++
	var hits []inventory.Vulnerability
	for i := range records {
		r := &records[i]
		verdict, fix := r.judge(t)
		if verdict == clean {
			continue
		}
		hits = append(hits, inventory.Vulnerability{
			ID: r.ID, Aliases: r.Aliases, PURL: purl, Summary: r.Summary, Severity: r.Severity, Score: r.Score, Vector: r.Vector,
			Fixed: fix, Published: r.Published, Undecided: verdict == undecided,
		})
	}
	m.out.Found = append(m.out.Found, join(hits)...)
	return nil
}

type verdict uint8

const (
	clean verdict = iota
	undecided
	affected
)

// judge follows the evaluation of the OSV schema: a version of the list, or one
// inside a range, is affected. fix is the lowest version above it that the
// record calls fixed.
func (r *record) judge(t target) (v verdict, fix string) {
	if slices.Contains(r.Versions, t.version) || t.eco.system == semver.Go && slices.Contains(r.Versions, trimV(t.version)) {
		v = affected
	}
	var lowest *semver.Version
	for i := range r.Ranges {
		s := &r.Ranges[i]
		in := s.judge(t)
		v = max(v, in)
		if in == clean && v != affected {
			continue
		}
		if version, text := s.fix(t); version != nil && (lowest == nil || version.Compare(lowest) < 0) {
			lowest, fix = version, text
		}
	}
	return v, fix
}

func trimV(version string) string {
	if len(version) > 0 && version[0] == 'v' {
		return version[1:]
	}
	return version
}

type point struct {
	kind    eventKind
	version *semver.Version // nil: before every version
}

func (s *span) judge(t target) verdict {
	o := t.eco.order(s.Semver)
	version, err := o.parse(t.version)
	if err != nil {
		return undecided
	}
	var points []point
	for _, e := range s.Events {
		p := point{kind: e.Kind}
		if !(e.Kind == introduced && e.Version == "0") && !(e.Kind == limit && e.Version == "*") {
			if p.version, err = o.parse(e.Version); err != nil {
				return undecided
			}
		}
		points = append(points, p)
	}
	limits := slices.ContainsFunc(points, func(p point) bool { return p.kind == limit })
	if limits && !slices.ContainsFunc(points, func(p point) bool {
		return p.kind == limit && (p.version == nil || version.Compare(p.version) < 0)
	}) {
		return clean
	}
	// Of two events at one version the closing one stands first, so that "fixed in
	// 2, introduced in 2" leaves 2 affected.
	slices.SortStableFunc(points, func(a, b point) int {
		switch {
		case a.version == nil && b.version == nil:
			return 0
		case a.version == nil:
			return -1
		case b.version == nil:
			return 1
		}
		return cmp.Or(a.version.Compare(b.version), cmp.Compare(a.kind, b.kind))
	})
	in := false
	for _, p := range points {
		switch {
		case p.kind == introduced && (p.version == nil || version.Compare(p.version) >= 0):
			in = true
		case p.kind == fixed && version.Compare(p.version) >= 0:
			in = false
		case p.kind == lastAffected && version.Compare(p.version) > 0:
			in = false
		}
	}
	if in {
		return affected
	}
	return clean
}

// fix is the lowest version above the component's that the span calls fixed.
func (s *span) fix(t target) (*semver.Version, string) {
	o := t.eco.order(s.Semver)
	version, err := o.parse(t.version)
	var best *semver.Version
	text := ""
	for _, e := range s.Events {
		if e.Kind != fixed {
			continue
		}
		v, bad := o.parse(e.Version)
		if bad != nil || err == nil && v.Compare(version) <= 0 || best != nil && v.Compare(best) >= 0 {
			continue
		}
		best, text = v, e.Version
	}
	return best, text
}

// join makes one vulnerability of those that name each other, directly or by a
// third. It has the id of the one that comes first by name, and the worst grade.
func join(hits []inventory.Vulnerability) []inventory.Vulnerability {
	slices.SortFunc(hits, func(a, b inventory.Vulnerability) int { return cmp.Compare(a.ID, b.ID) })
	leader := make([]int, len(hits)) // the first hit of the group
	find := func(i int) int {
		for leader[i] != i {
			i = leader[i]
		}
		return i
	}
	named := map[string]int{}
	for i := range hits {
		leader[i] = i
		for _, name := range append([]string{hits[i].ID}, hits[i].Aliases...) {
			if other, ok := named[name]; ok {
				a, b := find(i), find(other)
				leader[max(a, b)] = min(a, b)
			}
			named[name] = i
		}
	}
	at := map[int]int{}
	var out []inventory.Vulnerability
	for i := range hits {
		k, ok := at[find(i)]
		if !ok {
			at[i] = len(out)
			hits[i].Aliases = slices.Clone(hits[i].Aliases)
			out = append(out, hits[i])
			continue
		}
		merge(&out[k], &hits[i])
	}
	for i := range out {
		others := slices.DeleteFunc(out[i].Aliases, func(a string) bool { return a == out[i].ID })
		slices.Sort(others)
		if out[i].Aliases = slices.Compact(others); len(others) == 0 {
			out[i].Aliases = nil
		}
	}
	return out
}

func merge(into, h *inventory.Vulnerability) {
	into.Aliases = append(append(into.Aliases, h.Aliases...), h.ID)
	if severer(h.Severity, into.Severity) || h.Severity == into.Severity && h.Score > into.Score {
		into.Severity, into.Score, into.Vector = h.Severity, h.Score, h.Vector
	}
	into.Undecided = into.Undecided && h.Undecided
	if into.Fixed == "" {
		into.Fixed = h.Fixed
	}
	if into.Summary == "" {
		into.Summary = h.Summary
	}
}

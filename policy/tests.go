// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
)

// testDoc is an example that a policy holds to prove itself.
type testDoc struct {
	At        rules.Position
	Name      word   `yaml:"name"`
	Inventory word   `yaml:"inventory"`
	Facts     word   `yaml:"facts"`
	Expect    []word `yaml:"expect"`
	Not       []word `yaml:"not"`
}

// Test is an example: facts, and the checks that must, and must not, be violated in them.
type Test struct {
	Name      string
	At        Place
	Inventory string // path of an inventory, relative to the policy; "" when Facts has them
	Facts     string // JSON of a part of an inventory
	FactsAt   Place
	Expect    []string // checks with a violation, waived ones included
	Not       []string // checks without one
}

// Tests returns the examples of the policy's own file.
func (p *Policy) Tests() []Test { return slices.Clone(p.tests) }

// tests reads the section; the examples of a preset are its own.
func (l *loader) tests(docs []testDoc, p *Policy) {
	var known []string
	for _, c := range p.all() {
		known = append(known, c.Code)
	}
	codes := func(vs []word, key string) []string {
		var out []string
		for _, v := range vs {
			if !slices.Contains(known, v.V) {
				l.add(v.At, "tests: %s: unknown check %q%s", key, clip(v.V), rules.Suggest(v.V, known))
			}
			out = append(out, v.V)
		}
		return out
	}
	for i := range docs {
		d := &docs[i]
		if d.At.Line == 0 {
			l.add(d.At, "tests: entry %d is empty", i+1)
			continue
		}
		t := Test{Name: d.Name.V, At: PlaceOf(d.At), FactsAt: PlaceOf(d.Facts.At), Facts: d.Facts.V, Expect: codes(d.Expect, "expect"), Not: codes(d.Not, "not")}
		if d.Inventory.At.Line > 0 {
			t.Inventory = l.text(d.Inventory, "tests: inventory")
		}
		switch {
		case d.Inventory.At.Line > 0 && d.Facts.At.Line > 0:
			l.add(d.Facts.At, "tests: facts: inventory is written as well; one of them is enough")
		case d.Inventory.At.Line == 0 && strings.TrimSpace(d.Facts.V) == "":
			l.add(d.At, "tests: facts: is missing; write facts, or name an inventory")
		}
		if len(d.Expect)+len(d.Not) == 0 {
			l.add(d.At, "tests: expect: is missing; name checks in expect, not, or both")
		}
		for _, c := range d.Not {
			if slices.Contains(t.Expect, c.V) {
				l.add(c.At, "tests: not: %q is in expect as well", clip(c.V))
			}
		}
		p.tests = append(p.tests, t)
	}
}

// Unproven lists the checks that the policy's own file makes fail, and that no
// example proves both ways: one with a violation and one without. Position first.
func (r *Reading) Unproven() rules.Errors {
	var out rules.Errors
	expect, not := map[string]bool{}, map[string]bool{}
	for _, t := range r.Policy.tests {
		for _, c := range t.Expect {
			expect[c] = true
		}
		for _, c := range t.Not {
			not[c] = true
		}
	}
	for _, c := range table() {
		at, key, raised := r.raises(c.Code)
		if !raised || c.on != nil && !c.on(r.Policy) || expect[c.Code] && not[c.Code] {
			continue
		}
		missing := "is in expect of no test, and in not of none"
		switch {
		case expect[c.Code]:
			missing = "is in not of no test"
		case not[c.Code]:
			missing = "is in expect of no test"
		}
		out.Add(at, "%s makes %s fail, which %s", key, c.Code, missing)
	}
	out = append(out, r.unprovenRules(expect, not)...)
	_ = out.Err() // sorts them
	return out
}

// raises finds the first value of the policy's own file that makes a check
// fail, and that the preset does not have.
func (r *Reading) raises(check string) (at rules.Position, key string, ok bool) {
	base := map[string]string{}
	if r.base != nil {
		for _, l := range leaves(r.base) {
			base[l.key] = l.text
		}
	}
	for _, l := range leaves(r.own) {
		level, _, isLevel := levelOf(l.text)
		fails := isLevel && level == LevelFail || under(l.key, "licenses.deny") || strings.HasSuffix(l.key, ".required") && l.text == "true"
		if !fails || under(l.key, "tests") || under(l.key, "waivers") || under(l.key, "rules") || !under(l.key, "licenses.deny") && base[l.key] == l.text {
			continue
		}
		for _, prefix := range checkKeys()[check] {
			if under(l.key, prefix) {
				return l.at, fmt.Sprintf("%s: %s", l.key, l.text), true
			}
		}
	}
	return at, "", false
}

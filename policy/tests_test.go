// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A check that the policy itself makes fail needs an example of both kinds.
func TestUnproven(t *testing.T) {
	const head = "version: 1\nextends: preset:mit-outbound\n"
	for _, c := range []struct {
		name, yaml string
		want       []string
	}{
		{"nothing of its own", head, nil},
		{"no test", head + "operations: {readme: fail}\n", []string{"p.yaml:3:22: operations.readme: fail makes readme-missing fail, which is in expect of no test, and in not of none"}},
		{"a severity", head + "operations: {readme: high}\n", []string{"p.yaml:3:22: operations.readme: high makes readme-missing fail, which is in expect of no test, and in not of none"}},
		{"only a positive", head + "operations: {readme: fail}\ntests: [{facts: \"{}\", expect: [readme-missing]}]\n", []string{"p.yaml:3:22: operations.readme: fail makes readme-missing fail, which is in not of no test"}},
		{"only a negative", head + "operations: {readme: fail}\ntests: [{facts: \"{}\", not: [readme-missing]}]\n", []string{"p.yaml:3:22: operations.readme: fail makes readme-missing fail, which is in expect of no test"}},
		{"both", head + "operations: {readme: fail}\ntests: [{facts: \"{}\", expect: [readme-missing]}, {facts: \"{}\", not: [readme-missing]}]\n", nil},
		{"a warning", head + "operations: {readme: medium}\n", nil},
		{"what the preset has", head + "secrets: {structured: {default: fail}}\n", nil},
		{"a list", head + "licenses: {deny: [JSON]}\ntests: [{facts: \"{}\", expect: [license-denied], not: [component-license-denied]}, {facts: \"{}\", not: [license-denied]}]\n", []string{
			"p.yaml:3:19: licenses.deny[0]: JSON makes component-license-denied fail, which is in expect of no test"}},
		{"a check that is off", head + "headers: {required: true}\ntests: [{facts: \"{}\", expect: [header-missing]}, {facts: \"{}\", not: [header-missing]}]\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, e := range reading(t, "p.yaml", c.yaml).Unproven() {
				got = append(got, e.Error())
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

// The example of the documentation proves itself.
func TestDocsPolicies(t *testing.T) {
	page, err := os.ReadFile("../docs/policies.md")
	if err != nil {
		t.Fatal(err)
	}
	b := regexp.MustCompile("(?s)```yaml policy\n(.*?)```").FindSubmatch(page)
	if b == nil {
		t.Fatal("no policy in docs/policies.md")
	}
	r := reading(t, "docs/policies.md", string(b[1]))
	if notes := slices.Concat(r.Lint(), r.Unproven()); len(notes) > 0 || len(r.Policy.Tests()) != 2 {
		t.Errorf("%v", notes)
	}
}

func TestCompare(t *testing.T) {
	judged := func(yaml string) Verdict { return Evaluate(planted(), load(t, yaml), day("2026-03-01")) }
	a := judged(plantedPolicy)
	b := judged(plantedPolicy + "headers: {required: false}\nholders: {foreign: warn}\noperations: {readme: fail}\nlicenses: {classes: {tag: high}}\nwaivers:\n" + waive("W-1", "secret-structured", "{path: src/config.go}", "sam") + waive("W-2", "license-denied", "{path: nowhere}", "carol"))
	var got []string
	for _, c := range Compare(&a, &b) {
		got = append(got, c.Violation.Check+" "+string(c.Before)+" "+string(c.Severity)+" -> "+string(c.After)+" "+string(c.Violation.Severity))
	}
	want := []string{"header-missing fail medium ->  medium", "holder-foreign fail high -> warn high", "license-denied fail critical -> fail high", "secret-structured fail critical -> waived critical"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	back := Compare(&b, &a)
	if len(back) != len(want) || back[0].Before != StandingNone || back[0].After != Standing(LevelFail) {
		t.Errorf("%+v", back)
	}
	if same := Compare(&a, &a); same != nil {
		t.Errorf("%+v", same)
	}
}

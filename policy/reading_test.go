// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/rules"
)

func reading(t testing.TB, file, text string) *Reading {
	t.Helper()
	r, err := ReadBeside(file, []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func shown(t testing.TB, r *Reading) string {
	t.Helper()
	var b strings.Builder
	if err := r.Show(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What show writes is the policy: it loads, holds the same values, and judges alike.
func TestShowIsThePolicy(t *testing.T) {
	texts := map[string]string{"planted": everyWaiver(), "odd": "version: 1\nname: \"yes: # no\"\nextends: preset:mit-outbound\nproject: {holders: [\"The * Authors\", \"a\\\\\\\"b\"], distribution: []}\nheaders: {template: [\"two\\nlines\\n\"]}\n"}
	for _, name := range rules.Presets() {
		data, _ := rules.Preset(name)
		texts[name] = string(data)
	}
	for name, text := range texts {
		r := reading(t, "p.yaml", text)
		again := shown(t, r)
		q, err := ReadBeside("p.yaml", []byte(again), nil)
		if err != nil {
			t.Errorf("%s: %v in\n%s", name, err, again)
			continue
		}
		values := func(r *Reading) []string {
			var out []string
			for _, o := range r.Values() {
				out = append(out, o.Key+": "+o.Value)
			}
			return out
		}
		if d := cmp.Diff(values(r), values(q)); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
		a, b := Evaluate(planted(), r.Policy, day("2026-03-01")), Evaluate(planted(), q.Policy, day("2026-03-01"))
		if d := cmp.Diff(codes(a.Violations), codes(b.Violations)); d != "" || a.State != b.State {
			t.Errorf("%s judges otherwise:\n%s", name, d)
		}
	}
}

func TestShowOrigins(t *testing.T) {
	text := shown(t, reading(t, "p.yaml", "version: 1\nextends: preset:apache-2.0-outbound\nlicenses:\n  deny: [JSON]\n  matrix:\n    weak-copyleft: {vendored: warn}\n"))
	for _, want := range []string{
		"# It extends preset:apache-2.0-outbound.\n", "      vendored: warn                                     # p.yaml:6\n", "    - JSON                                               # p.yaml:4\n",
		"# preset:apache-2.0-outbound:", "\n# Nobody writes these levels; the built-in ones count:\n#   ", "#   secrets.weak.local: warn\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// Every check has keys, every level belongs to a check.
func TestCheckKeys(t *testing.T) {
	keys := checkKeys()
	for _, c := range Checks() {
		if len(keys[c.Code]) == 0 {
			t.Errorf("no key drives %s", c.Code)
		}
	}
	if len(keys) != len(Checks()) {
		t.Errorf("%d entries for %d checks", len(keys), len(Checks()))
	}
	claimed := func(key string) bool {
		for _, prefixes := range keys {
			if slices.ContainsFunc(prefixes, func(p string) bool { return under(key, p) }) {
				return true
			}
		}
		return false
	}
	texts := []string{"version: 1\n"}
	for _, name := range rules.Presets() {
		data, _ := rules.Preset(name)
		texts = append(texts, string(data))
	}
	for _, text := range texts {
		for _, o := range reading(t, "p.yaml", text).Values() {
			switch head := steps(o.Key)[0]; head {
			case "version", "name", "scope", "posts", "approvals", "tests", "overridable":
			default:
				if !claimed(o.Key) && o.Key != "verdict.require-approvals" {
					t.Errorf("no check claims %s", o.Key)
				}
			}
		}
	}
	all := reading(t, "p.yaml", "version: 1\n")
	for code, prefixes := range keys { // a prefix that has no key is a typing error
		for _, p := range prefixes {
			if !slices.ContainsFunc(documentPaths(), func(k string) bool { return under(k, p) }) {
				t.Errorf("%s: no key is %s", code, p)
			}
		}
		if all.Keys(code) == nil {
			t.Errorf("%s is unknown", code)
		}
	}
}

func TestKeysOfACheck(t *testing.T) {
	r := reading(t, "p.yaml", everyWaiver())
	var got []string
	for _, o := range r.Keys("holder-foreign") {
		if o.At.File == "p.yaml" {
			got = append(got, o.Key+": "+o.Value)
		}
	}
	want := []string{"project.holders[0]: Example Corp", "waivers[3].id: W-4", "waivers[3].check: holder-foreign", "waivers[3].match.path: \"src/*\"", "waivers[3].reason: r", "waivers[3].owner: o", "waivers[3].approved-by: ivy", "waivers[3].created: 2026-02-01", "waivers[3].expires: 2026-06-30"}
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], `"src/*"`, yamlText("src/*"))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if r.Keys("no-check") != nil {
		t.Error("an unknown check has keys")
	}
}

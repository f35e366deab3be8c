// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/when"
)

func mustLoad(t testing.TB, text string) *Policy {
	t.Helper()
	p, err := Load("p.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// mono is a repository whose plugins go out under another license.
func mono() *inventory.Inventory {
	inv := planted()
	add := func(path, license string) {
		inv.Files = append(inv.Files, inventory.File{Path: path, Role: inventory.RoleProduct, Header: proper(), Licenses: tag(license)})
	}
	add("plugins/gpl/a.c", "GPL-3.0-only")
	add("plugins/gpl/api/b.c", "GPL-3.0-only")
	add("plugins/gplus/c.c", "GPL-3.0-only")
	inv.Files = append(inv.Files, inventory.File{Path: "plugins/gpl/LICENSE", Role: inventory.RoleProduct, Licenses: text("GPL-3.0-only")})
	inv.Components = []inventory.Component{
		{PURL: "pkg:golang/a@1", Name: "a", Version: "1", Type: "golang", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Licenses: inventory.ComponentLicenses{Declared: "GPL-3.0-only"}, Evidence: []inventory.Evidence{{Path: "plugins/gpl/go.mod", Line: 3}}},
		{PURL: "pkg:golang/b@1", Name: "b", Version: "1", Type: "golang", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Licenses: inventory.ComponentLicenses{Declared: "GPL-3.0-only"}, Evidence: []inventory.Evidence{{Path: "go.mod", Line: 3}, {Path: "plugins/gpl/go.mod", Line: 4}}},
	}
	inv.Coverage.Files = len(inv.Files)
	return inv
}

const monoPolicy = plantedPolicy + `subprojects:
  - path: plugins/gpl
    project: {outbound: GPL-3.0-only}
  - path: plugins/gpl/api
    project: {outbound: Apache-2.0}
`

func TestSubprojects(t *testing.T) {
	v := Evaluate(mono(), mustLoad(t, monoPolicy), day("2026-03-01"))
	var got []string
	for _, x := range v.Violations {
		if strings.HasPrefix(x.Check, "license-") || strings.HasPrefix(x.Check, "component-") {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", x.Check, x.Location.Path, x.Component, x.Subproject)))
		}
	}
	slices.Sort(got)
	want := []string{
		"component-license-denied go.mod pkg:golang/b@1",
		"license-denied plugins/gpl/api/b.c  plugins/gpl/api", // the longest path decides
		"license-denied plugins/gplus/c.c",                    // a name that begins alike is another directory
		"license-denied src/copied.c",
		"license-file-missing   plugins/gpl/api",
		"license-unknown third_party/lib/a.c",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	i := slices.IndexFunc(v.Violations, func(x Violation) bool { return x.Location.Path == "plugins/gpl/api/b.c" })
	if x := v.Violations[i]; !strings.HasPrefix(x.PolicyText, "in plugins/gpl/api: ") || !strings.Contains(x.Message, "Apache-2.0") {
		t.Errorf("%+v", x)
	}
	i = slices.IndexFunc(v.Violations, func(x Violation) bool { return x.Check == "license-file-missing" })
	if x := v.Violations[i]; !strings.HasPrefix(x.Message, "no LICENSE file in plugins/gpl/api") {
		t.Errorf("%+v", x)
	}
}

// Subprojects that change nothing change nothing: no fact is judged twice or not at all.
func TestSubprojectsWithoutSettings(t *testing.T) {
	inv := mono()
	add := everyKind()
	inv.Secrets, inv.Leaks, inv.Media, inv.Similar = append(inv.Secrets, add.Secrets...), add.Leaks, add.Media, add.Similar
	inv.Identities, inv.Vulnerabilities, inv.Contributions = add.Identities, add.Vulnerabilities, add.Contributions
	inv.Components = append(inv.Components, add.Components...)
	inv.Coverage.Detectors = add.Coverage.Detectors
	inv.Files = append(inv.Files, inventory.File{Path: "t/a.go", Role: inventory.RoleTest})
	inv.Gaps = []inventory.Gap{{Detector: "license", Path: "src/x.c", Code: inventory.GapTooLarge}}
	var everything strings.Builder
	everything.WriteString("rules:\n")
	for _, kind := range when.Kinds() {
		field := map[string]string{when.File: "path", when.Component: "purl", when.Secret: "path", when.Leak: "path", when.Media: "path", when.Similar: "a", when.Identity: "name", when.Contribution: "name", when.Vulnerability: "id"}[kind]
		everything.WriteString(ruleText(kind, "note", kind+"."+field+` != ""`, "{"+field+"}"))
	}
	plainPolicy := plantedPolicy + "waivers:\n  - {id: W-1, check: license-denied, match: {path: \"plugins/**\"}, reason: r, owner: o, approved-by: carol, created: 2026-02-01, expires: 2026-06-30}\n" + everything.String()
	before := Evaluate(inv, mustLoad(t, plainPolicy), day("2026-03-01"))
	for _, subs := range []string{"[{path: src}]", "[{path: plugins/gpl}, {path: plugins}, {path: third_party/lib}]", "[{path: t}, {path: src/copied.c}, {path: plugins/gpl/api}]"} {
		after := Evaluate(inv, mustLoad(t, plainPolicy+"subprojects: "+subs+"\n"), day("2026-03-01"))
		places := func(list []Violation) []string { // files of several subprojects are no group
			var out []string
			for _, v := range list {
				at := v.Places
				if at == nil {
					at = []inventory.Location{v.Location}
				}
				for _, l := range at {
					out = append(out, fmt.Sprintf("%s %s %s %s %s", v.Level, v.Check, l.Path, l.Commit, v.Component))
				}
			}
			slices.Sort(out)
			return out
		}
		for _, pair := range [][2][]Violation{{before.Violations, after.Violations}, {before.Waived, after.Waived}, {before.Suppressed, after.Suppressed}} {
			if d := cmp.Diff(places(pair[0]), places(pair[1])); d != "" {
				t.Errorf("%s (-without +with):\n%s", subs, d)
			}
		}
		if d := cmp.Diff(before.Gaps, after.Gaps); d != "" || before.State != after.State {
			t.Errorf("%s: %s, %s", subs, after.State, d)
		}
	}
	if n := len(before.Violations); n < 20 {
		t.Errorf("%d violations only", n)
	}
}

// TestRootSpeaksForSubprojects: a header is compared with the license at the root when the subproject has none of its own.
func TestRootSpeaksForSubprojects(t *testing.T) {
	for _, subs := range []string{"", "subprojects: [{path: part}]\n"} {
		inv := planted()
		inv.Files = append(inv.Files, inventory.File{Path: "part/a.c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("BSD-2-Clause")})
		inv.Coverage.Files = len(inv.Files)
		v := Evaluate(inv, mustLoad(t, "version: 1\nextends: preset:generic-outbound\nheaders: {mismatch: warn}\n"+subs), day("2026-03-01"))
		if !slices.ContainsFunc(v.Violations, func(x Violation) bool { return x.Check == "header-license-mismatch" && x.Location.Path == "part/a.c" }) {
			t.Errorf("%q: nothing says that the header of part/a.c is not LICENSE's", subs)
		}
	}
}

func TestSubprojectMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"subprojects: [{}]":                                    "p.yaml:2:15: subprojects: path: is missing",
		"subprojects: [{path: ../x}]":                          `p.yaml:2:22: subprojects: path: expected a directory relative to the root, such as plugins/bridge, without patterns, found "../x"`,
		"subprojects: [{path: \"a/**\"}]":                      `p.yaml:2:22: subprojects: path: expected a directory relative to the root, such as plugins/bridge, without patterns, found "a/**"`,
		"subprojects: [{path: /a}]":                            `p.yaml:2:22: subprojects: path: expected a directory relative to the root, such as plugins/bridge, without patterns, found "/a"`,
		"subprojects: [{path: a}, {path: a/}]":                 `p.yaml:2:33: subprojects: path "a/" is taken already at p.yaml:2:22`,
		"subprojects: [{path: a, secrets: {}}]":                `p.yaml:2:25: unknown key "secrets"`,
		"subprojects: [{path: a, headres: {}}]":                `p.yaml:2:25: unknown key "headres"; did you mean "headers"?`,
		"subprojects: [{path: a, holders: {foreign: fial}}]":   `p.yaml:2:44: holders.foreign: unknown level "fial"; did you mean "fail"?; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)`,
		"subprojects: [{path: a, project: {outbound: GPL-3}}]": `p.yaml:2:45: project.outbound: offset 0: unknown license "GPL-3"; did you mean "GPL-3.0-only"?`,
	} {
		_, err := Load("p.yaml", []byte("version: 1\n"+text+"\n"))
		if err == nil {
			t.Errorf("accepted: %s", text)
		} else if d := cmp.Diff(want, err.Error()); d != "" {
			t.Errorf("%s\n%s", text, d)
		}
	}
	// What a base does not leave to others no subproject may loosen.
	dir := files{"base.yaml": "version: 1\nheaders: {required: true, level: fail}\n", "p.yaml": "version: 1\nextends: file:base.yaml\nsubprojects: [{path: a, headers: {level: note}}]\n"}
	if _, err := dir.read("p.yaml"); err == nil || !strings.HasPrefix(err.Error(), "p.yaml:3:42: headers.level: note is milder than fail (base.yaml:2:34)") {
		t.Error(err)
	}
	// What the file itself says it may.
	dir["p.yaml"] = "version: 1\nheaders: {required: true, level: fail, exclude: [x]}\nsubprojects: [{path: a, headers: {level: note, exclude: [y]}}]\n"
	r, err := dir.read("p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Policy.subs[0].policy.headers; s.level != LevelNote || !slices.Equal(s.exclude, []string{"y"}) || r.Policy.headers.level != LevelFail {
		t.Errorf("%+v", s)
	}
}

// What drives a check may stand in a subproject, and fix headers is the whole's.
func TestKeysAndHeadersOfSubprojects(t *testing.T) {
	r := reading(t, "p.yaml", plantedPolicy+"subprojects:\n  - path: plugins\n    headers: {required: false}\n")
	if !slices.ContainsFunc(r.Keys("header-missing"), func(o Origin) bool { return o.Key == "subprojects[0].headers.required" }) {
		t.Errorf("%+v", r.Keys("header-missing"))
	}
	rule, err := r.Policy.HeaderRuleFor(mono(), HeaderWish{})
	if err != nil {
		t.Fatal(err)
	}
	f := inventory.File{Path: "plugins/gpl/a.c", Role: inventory.RoleProduct, Header: proper()}
	g := inventory.File{Path: "src/a.c", Role: inventory.RoleProduct, Header: proper()}
	if rule.Judges(&f) || !rule.Judges(&g) || !r.Policy.HeaderRule().Judges(&f) {
		t.Error("fix headers reaches into a subproject")
	}
}

// A policy with subprojects that is shown is the same policy.
func TestShowSubprojects(t *testing.T) {
	r := reading(t, "p.yaml", monoPolicy)
	again := mustLoad(t, shown(t, r))
	a, b := Evaluate(mono(), r.Policy, day("2026-03-01")), Evaluate(mono(), again, day("2026-03-01"))
	if d := cmp.Diff(codes(a.Violations), codes(b.Violations)); d != "" {
		t.Error(d)
	}
}

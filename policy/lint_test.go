// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

var lineOfPreset = regexp.MustCompile(`preset:apache-2.0-outbound:[0-9]+:[0-9]+\)`)

func TestLint(t *testing.T) {
	const head = "version: 1\nextends: preset:apache-2.0-outbound\nposts: {compliance: {approvers: [carol]}}\n"
	waivers := func(lines ...string) string { return head + "waivers:\n" + strings.Join(lines, "") }
	for _, c := range []struct {
		name, yaml string
		want       []string
	}{
		{"nothing", head + "project: {outbound: Apache-2.0 WITH LLVM-exception}\n", nil},
		{"the preset's value", head + "verdict: {gaps: incomplete}\nheaders: {required: true}\n", []string{
			"p.yaml:4:17: verdict.gaps: incomplete is what the preset says (preset:apache-2.0-outbound:LINE); leave it out", "p.yaml:5:21: headers.required: true is what the preset says (preset:apache-2.0-outbound:LINE); leave it out"}},
		{"another value", head + "verdict: {gaps: warn}\n", nil},
		{"a cell of the matrix", head + "licenses: {matrix: {permissive: {vendored: allow, linked: warn}}}\n", []string{
			"p.yaml:4:44: licenses.matrix.permissive.vendored: allow is what the preset says (preset:apache-2.0-outbound:LINE); leave it out"}},
		{"the preset's list", head + "headers: {roles: [product]}\n", []string{"p.yaml:4:19: headers.roles: the preset has the same list; leave it out"}},
		{"another list", head + "headers: {roles: [product, test]}\n", nil},
		{"what the project is", head + "project: {outbound: Apache-2.0, distribution: [source]}\n", nil},
		{"denied twice", "version: 1\nlicenses: {deny: [\"GPL-*\", JSON, GPL-3.0-only, JSON]}\n", []string{
			`p.yaml:2:34: licenses.deny: "GPL-3.0-only" is covered by "GPL-*" (p.yaml:2:19)`, `p.yaml:2:48: licenses.deny: "JSON" is covered by "JSON" (p.yaml:2:28)`}},
		{"allowed and denied", "version: 1\nlicenses: {allow: [GPL-3.0-only], deny: [\"GPL-*\"]}\n", []string{`p.yaml:2:20: licenses.allow: "GPL-3.0-only" is denied by "GPL-*" (p.yaml:2:42), which comes first`}},
		{"a pattern for nothing", "version: 1\nlicenses: {deny: [\"GLP-*\"], allow: [\"LicenseRef-Ours-*\"]}\n", []string{`p.yaml:2:19: licenses.deny: no license of the SPDX list fits "GLP-*"`}},
		{"a category behind deny", "version: 1\nlicenses: {deny: [JSON], categories: {proprietary: [JSON]}}\n", []string{`p.yaml:2:53: licenses.categories.proprietary: "JSON" never gets as far: "JSON" (p.yaml:2:19) decides before`}},
		{"twice in a list", head + "headers: {exclude: [\"a/**\", b, \"a/**\"]}\n", []string{"p.yaml:4:32: headers.exclude: a/** is in the list already (p.yaml:4:21)"}},
		{"a level without its demand", "version: 1\nheaders: {level: warn, ratchet: true}\nnotice: {level: warn, required: true}\n", []string{
			"p.yaml:2:18: headers.level: has no effect, headers.required is not true", "p.yaml:2:33: headers.ratchet: has no effect, headers.required is not true"}},
		{"overlapping waivers", waivers(waive("W-1", "license-denied", `{path: "a/**"}`, "carol"), waive("W-2", "license-denied", `{path: "a/b/**", license: MIT}`, "carol"), waive("W-3", "license-denied", `{path: "b/**"}`, "carol"), waive("W-4", "license-unknown", `{path: "a/**"}`, "carol")), []string{
			"p.yaml:6:5: waivers: W-2 overlaps W-1 (line 5), which covers all that it excuses"}},
		{"the same waiver twice", waivers(waive("W-1", "license-denied", `{purl: pkg:npm/x}`, "carol"), waive("W-2", "license-denied", `{purl: pkg:npm/x}`, "carol")), []string{"p.yaml:6:5: waivers: W-2 overlaps W-1 (line 5), which covers all that it excuses"}},
		{"one after the other", waivers(waive("W-1", "license-denied", `{path: a}`, "carol"), strings.NewReplacer("2026-02-01", "2026-07-01", "2026-06-30", "2026-08-01").Replace(waive("W-2", "license-denied", `{path: a}`, "carol"))), nil},
		{"a waiver that fits everything", waivers(waive("W-1", "license-denied", `{path: "**"}`, "carol")), []string{"p.yaml:5:45: waivers: the match of W-1 fits nearly everything"}},
		{"a waiver for what is off", waivers(waive("W-1", "header-missing", `{path: a}`, "carol")) + "headers: {required: false}\n", []string{"p.yaml:5:5: waivers: W-1 excuses header-missing, which the policy switches off"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := ReadBeside("p.yaml", []byte(c.yaml), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range r.Lint() {
				got = append(got, lineOfPreset.ReplaceAllString(e.Error(), "preset:apache-2.0-outbound:LINE)"))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

// A row is dead when the lists decide on every license of its category.
func TestLintDeadRow(t *testing.T) {
	ids := []string{}
	for id, category := range builtin() {
		if category == rules.CategoryNetworkCopyleft {
			if expr, err := spdx.Parse(id); err != nil || expr.String() != id { // deprecated
				continue
			}
			ids = append(ids, `"`+id+`"`)
		}
	}
	text := "version: 1\nlicenses:\n  deny: [" + strings.Join(ids, ", ") + "]\n  matrix: {network-copyleft: {vendored: fail}}\n"
	r, err := ReadBeside("p.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	if notes := r.Lint(); len(notes) != 1 || !strings.Contains(notes[0].Message, "network-copyleft: no license gets here") {
		t.Errorf("%v", notes)
	}
}

// The presets say nothing in vain.
func TestLintPresets(t *testing.T) {
	for _, name := range rules.Presets() {
		data, err := rules.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		if notes := reading(t, "preset:"+name, string(data)).Lint(); notes != nil {
			t.Errorf("%s:\n%v", name, notes)
		}
	}
}

// Nor does what init writes.
func TestLintInit(t *testing.T) {
	if notes := reading(t, "p.yaml", string(InitPolicy(planted()))).Lint(); notes != nil {
		t.Error(notes)
	}
}

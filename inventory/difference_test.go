// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"fmt"
	"slices"
	"testing"
)

func TestDifferences(t *testing.T) {
	file := func(path, license, holder string) File {
		f := File{Path: path}
		if license != "" {
			f.Licenses = []License{{Expression: license}, {Expression: license}}
		}
		if holder != "" {
			f.Copyrights = []Copyright{{Holders: []string{holder}}}
		}
		return f
	}
	secret := func(path, commit, print string, line int) Secret {
		return Secret{Rule: "secret/x", Location: Location{Path: path, Commit: commit, StartLine: line}, Fingerprint: print}
	}
	component := func(purl, version, license string) Component {
		return Component{PURL: purl, Version: version, Licenses: ComponentLicenses{Declared: license}}
	}
	a := &Inventory{Files: []File{file("a", "MIT", "A"), file("b", "MIT", "B"), file("c", "", ""), file("d", "ISC", "")},
		Secrets:    []Secret{secret("a", "", "1", 3), secret("b", "", "2", 3), secret("z", "c0", "9", 3)},
		Components: []Component{component("pkg:npm/x@1", "1", "MIT"), component("pkg:npm/x@2", "2", "MIT"), component("pkg:npm/gone@1?k=v", "1", ""), component("pkg:npm/%40s/y@1", "1", "")}}
	b := &Inventory{Files: []File{file("a", "MIT", "A"), file("b", "GPL-2.0-only", "C"), file("c", "MIT", ""), file("e", "", "")},
		Secrets:    []Secret{secret("a", "", "1", 9), secret("c", "", "2", 3), secret("c", "", "2", 8), secret("y", "c1", "8", 3)},
		Components: []Component{component("pkg:npm/x@2", "2", "ISC"), component("pkg:npm/%40s/y@1", "1", "")}}
	var got []string
	for _, d := range Differences(a, b) {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%s", d.Kind, d.What, d.Path, d.Before, d.After))
	}
	want := []string{
		"license|GPL-2.0-only|||1 file", "license|ISC||1 file|",
		"file-license|b||MIT|GPL-2.0-only", "file-license|c||none|MIT",
		"component|pkg:npm/gone||1|", "component|pkg:npm/x||1, 2|2", "component-license|pkg:npm/x||MIT|ISC",
		"holder|B||1 file|", "holder|C|||1 file",
		"secret|secret/x|b:3|found|", "secret|secret/x|c:3||found",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\ngot  %q\nwant %q", got, want)
	}
	if same := Differences(a, a); len(same) > 0 {
		t.Errorf("with itself: %v", same)
	}
}

// TestBefore: what has not changed was so before; of what has, the base speaks.
func TestBefore(t *testing.T) {
	v := &Inventory{
		Files:      []File{{Path: "changed", Blob: "2"}, {Path: "lib.jar"}, {Path: "new"}, {Path: "odd!/name"}, {Path: "same"}},
		Secrets:    []Secret{{Rule: "s1", Location: Location{Path: "same"}}, {Rule: "s2", Location: Location{Path: "changed"}}, {Rule: "s3", Location: Location{Path: "new"}}, {Rule: "s4", Location: Location{Path: "lib.jar!/x"}}, {Rule: "s5", Location: Location{Path: "odd!/name"}}, {Rule: "old", Location: Location{Path: "x", Commit: "c1"}}, {Rule: "young", Location: Location{Path: "x", Commit: "c2"}}},
		Gaps:       []Gap{{Path: "same"}, {Path: "changed"}, {Path: ""}, {Path: "x", Commit: "c1"}},
		Media:      []Media{{Path: "lib.jar!/m"}, {Path: "same"}},
		Identities: []Identity{{Mail: "a", FirstCommit: "c1"}, {Mail: "b", FirstCommit: "c2"}},
		Components: []Component{{Name: "now"}},
		Base: &Base{Commit: "c1", New: []string{"new", "odd!/name"}, Files: []File{{Path: "changed", Blob: "1"}, {Path: "gone"}, {Path: "lib.jar"}}, Secrets: []Secret{{Rule: "b1", Location: Location{Path: "changed"}}},
			Reached: []string{"c1"}, Gaps: []Gap{{Path: "gone", Commit: "c1"}}},
	}
	then := v.Before()
	var got []string
	for _, f := range then.Files {
		got = append(got, f.Path+f.Blob)
	}
	for _, s := range then.Secrets {
		got = append(got, s.Rule)
	}
	for _, m := range then.Media {
		got = append(got, m.Path)
	}
	for _, id := range then.Identities {
		got = append(got, id.Mail)
	}
	for _, g := range then.Gaps {
		got = append(got, "gap "+g.Path)
	}
	got = append(got, then.Components[0].Name, then.Subject.Commit)
	want := []string{"changed1", "gone", "lib.jar", "same", "s1", "old", "b1", "same", "a", "gap same", "gap gone", "now", "c1"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	v.Base.Whole = &Whole{Components: []Component{{Name: "then"}}}
	if then = v.Before(); then.Components[0].Name != "then" {
		t.Errorf("%v", then.Components)
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
)

func TestSameVersion(t *testing.T) {
	for _, tt := range []struct {
		entry, tag string
		same       bool
	}{
		{"1.2.0", "1.2.0", true}, {"1.2", "1.2.0", true}, {"1.2.0", "1.2", true}, {"1.2.0", "1.2.0-rc.1", true}, {"1.2.0-rc.1", "1.2.0-rc.1", true}, {"1.2.0+1", "1.2.0", true},
		{"1.2.1", "1.2.0", false}, {"1.2.0-rc.1", "1.2.0", false}, {"unreleased", "1.2.0", false}, {"11.2", "1.2", false}, {"10.0", "1.0", false},
	} {
		if sameVersion(tt.entry, tt.tag) != tt.same {
			t.Errorf("%s and %s: %v", tt.entry, tt.tag, !tt.same)
		}
	}
}

// The release at hand is what the tags at the commit say, else the newest.
func TestReleaseTags(t *testing.T) {
	here, there := strings.Repeat("a", 40), strings.Repeat("b", 40)
	for _, tt := range []struct {
		name string
		tags []inventory.Tag
		want string
	}{
		{"at the commit", []inventory.Tag{{Name: "v1.0", Commit: here}, {Name: "lib/v2.0.0", Commit: here}, {Name: "latest", Commit: here}, {Name: "v3.0", Commit: there, Date: "2026-01-01T00:00:00Z"}}, "lib/v2.0.0 v1.0"},
		{"the newest", []inventory.Tag{{Name: "v1.9", Commit: there, Date: "2025-01-01T00:00:00Z"}, {Name: "v1.10", Commit: there, Date: "2026-01-01T00:00:00Z"}, {Name: "nightly", Commit: there, Date: "2026-02-01T00:00:00Z"}}, "v1.10"},
		{"none has a date", []inventory.Tag{{Name: "v1.9", Commit: there}}, ""},
		{"none", nil, ""},
	} {
		inv := clean()
		inv.Community = &inventory.Community{Tags: tt.tags}
		var got []string
		for _, tag := range newJudge(inv, load(t, "version: 1\n"), day("2026-03-01")).releaseTags() {
			got = append(got, tag.Name)
		}
		slices.Sort(got)
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("%s: %q, not %q", tt.name, g, tt.want)
		}
	}
}

// What is owed follows the category, the license and the usage; of a choice the mildest license counts.
func TestOwed(t *testing.T) {
	for _, tt := range []struct{ purl, license, binary, want, not string }{
		{"pkg:golang/x/a@v1", "MPL-2.0", "source, binary", "the source of its files with your changes", "once it is passed on"},
		{"pkg:maven/x/a@1", "LGPL-2.1-only", "source", "another version of it in its place", "written offer"},
		{"pkg:maven/x/a@1", "LGPL-2.1-only", "source", "(once it is passed on)", "network"},
		{"pkg:maven/x/a@1", "GPL-3.0-only", "source", "a written offer of it", "network"},
		{"pkg:maven/x/a@1", "AGPL-3.0-only", "source", "to users over a network", "written offer"},
		{"pkg:maven/x/a@1", "(GPL-3.0-only OR LGPL-2.1-only)", "source", "LGPL-2.1-only", "written offer"},
		{"pkg:maven/x/a@1", "MIT AND LGPL-2.1-only", "source", "LGPL-2.1-only", "written offer"},
		{"pkg:maven/x/a@1", "MIT OR GPL-3.0-only", "source", "", ""},
	} {
		inv := clean()
		inv.Components = []inventory.Component{component(tt.purl, tt.license, inventory.ScopeRuntime)}
		p := load(t, "version: 1\nextends: preset:mit-outbound\nproject: {distribution: ["+tt.binary+"]}\n")
		got := ""
		for _, v := range Evaluate(inv, p, day("2026-03-01")).Violations {
			if v.Check == "copyleft-obligation" {
				got += v.Message
			}
		}
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) || tt.not != "" && strings.Contains(got, tt.not) {
			t.Errorf("%s: %q", tt.license, got)
		}
	}
}

// Figures out of range are mistakes with their place.
func TestOperationsFigures(t *testing.T) {
	for text, want := range map[string]string{
		"operations: {months: 0}":   "p.yaml:2:22: operations.months: expected a number from 1 to 120, found 0",
		"operations: {months: 500}": "p.yaml:2:22: operations.months: expected a number from 1 to 120, found 500",
		"operations: {at-least: 0}": "p.yaml:2:24: operations.at-least: expected a number from 1 to 1000, found 0",
		"sbom: {purl: 101}":         "p.yaml:2:14: sbom.purl: expected percent, 0 to 100, found 101",
		"sbom: {license: -1}":       "p.yaml:2:17: sbom.license: expected percent, 0 to 100, found -1",
	} {
		_, err := Load("p.yaml", []byte("version: 1\n"+text+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, not %s", text, err, want)
		}
	}
}

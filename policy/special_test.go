// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// An exception whose license the file does not name is a note, however the
// policy judges what it does not know, and no license of a library.
func TestLoneException(t *testing.T) {
	const lone = "LicenseRef-outgate-exception WITH GCC-exception-3.1"
	file := inventory.File{Path: "src/exception.txt", Role: inventory.RoleProduct, Licenses: text(lone)}
	for _, c := range []struct {
		name, policy string
		files        []inventory.File
		want         []string
	}{
		{"text", "", []inventory.File{file}, []string{"note license-unknown src/exception.txt"}},
		{"mention", "", []inventory.File{source("src/a.c", finding(lone, inventory.ClassReference, 0.9))}, []string{"note license-unknown src/a.c"}},
		{"mentions fail", "licenses: {classes: {reference: fail}}\n", []inventory.File{source("src/a.c", finding(lone, inventory.ClassReference, 0.9))}, []string{"note license-unknown src/a.c"}},
		{"denied by a pattern", "licenses: {deny: [\"LicenseRef-*\"]}\n", []inventory.File{file}, []string{"note license-denied src/exception.txt"}},
		{"unknown is fine", "unknown-license: {file: allow}\n", []inventory.File{file}, []string{}},
		{"allowed by name", "licenses: {allow: [\"" + lone + "\"]}\n", []inventory.File{file}, []string{}},
		{"a test", "", []inventory.File{{Path: "x_test.c", Role: inventory.RoleTest, Licenses: text(lone)}}, []string{}},
		{"part of a choice excuses nothing", "", []inventory.File{source("src/a.c", tag("GPL-3.0-only OR "+lone)...)}, []string{"fail license-unknown src/a.c"}},
		{"without an exception", "", []inventory.File{source("src/a.c", tag("LicenseRef-outgate-exception")...)}, []string{"fail license-unknown src/a.c"}},
		{"all a library has", "", []inventory.File{{Path: "third_party/x/a.c", Role: inventory.RoleVendored, Licenses: text(lone)}},
			[]string{"fail license-unknown third_party/x/a.c", "note license-unknown third_party/x/a.c"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, found := licenseCodes(t, c.policy, c.files...)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
			for _, v := range found {
				complete(t, &v)
				if v.Level == LevelNote && (v.Severity != Low || strings.Contains(v.Message+v.Evidence, "LicenseRef-") || !strings.Contains(v.PolicyText, "an exception alone is a note at most")) {
					t.Errorf("%+v", v)
				}
			}
		})
	}
	inv := clean()
	inv.Files = append(inv.Files, file)
	if v := Evaluate(inv, preset(t, "apache-2.0-outbound"), day("2026-03-01")); v.State != Pass || len(v.Facts.Licenses) != 1 {
		t.Errorf("%s %v", v.State, v.Facts.Licenses)
	}
}

// A dedication to the public domain by wording is known to every policy, which
// may judge it otherwise.
func TestPublicDomain(t *testing.T) {
	file := source("src/a.c", finding("LicenseRef-public-domain", inventory.ClassNotice, 0.9))
	for policy, want := range map[string][]string{
		"": {},
		"licenses: {matrix: {public-domain: {vendored: warn}}}\n":                 {"warn license-denied src/a.c"},
		"licenses: {categories: {proprietary: [LicenseRef-public-domain]}}\n":     {"fail license-denied src/a.c"},
		"licenses: {deny: [LicenseRef-public-domain]}\n":                          {"fail license-denied src/a.c"},
		"licenses: {deny: [LicenseRef-public-domain], classes: {notice: warn}}\n": {"warn license-denied src/a.c"},
	} {
		if got, _ := licenseCodes(t, policy, file); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", policy, got, want)
		}
	}
	if got, _ := licenseCodes(t, "", inventory.File{Path: "third_party/x/a.c", Role: inventory.RoleVendored, Licenses: file.Licenses}); len(got) > 0 {
		t.Errorf("a library in the public domain: %q", got)
	}
}

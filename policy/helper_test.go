// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func preset(t testing.TB, name string) *Policy {
	t.Helper()
	data, err := rules.Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Load("preset:"+name, data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// releasePresets are the presets that judge a whole release.
func releasePresets() []string {
	return slices.DeleteFunc(rules.Presets(), func(name string) bool { return name == "reuse" })
}

func text(expression string) []inventory.License {
	return []inventory.License{{Expression: expression, Class: inventory.ClassText, StartLine: 1, EndLine: 200, Confidence: 0.99}}
}

func tag(expression string) []inventory.License {
	return []inventory.License{{Expression: expression, Class: inventory.ClassTag, StartLine: 2, EndLine: 2, Confidence: 1}}
}

func proper() *inventory.Header {
	return &inventory.Header{State: inventory.HeaderProper, StartLine: 1, EndLine: 3}
}

// clean is a repository without fault, under Apache-2.0.
func clean() *inventory.Inventory {
	return &inventory.Inventory{
		Schema:  inventory.Schema,
		Subject: inventory.Subject{Name: "example", Kind: inventory.SubjectWorktree, Commit: strings.Repeat("a", 40)},
		Coverage: inventory.Coverage{
			Files: 6, Bytes: 1000, Detectors: []string{"community", "copyright", "leak", "license", "media", "reuse", "sbom", "secret", "similar", "supply"}, History: "all", Commits: 3,
		},
		Files: []inventory.File{
			{Path: "LICENSE", Role: inventory.RoleProduct, Licenses: text("Apache-2.0")},
			{Path: "NOTICE", Role: inventory.RoleProduct},
			{Path: "README.md", Role: inventory.RoleDocs},
			{Path: "SECURITY.md", Role: inventory.RoleDocs},
			{Path: "CONTRIBUTING.md", Role: inventory.RoleDocs},
			{Path: "src/main.go", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("Apache-2.0"),
				Copyrights: []inventory.Copyright{{Statement: "Copyright 2026 Example Corp", Holders: []string{"Example Corp"}, Years: "2026", StartLine: 1, EndLine: 1, Confidence: 1}}},
		},
	}
}

// planted is a repository with one fault for each post but operations.
func planted() *inventory.Inventory {
	inv := clean()
	inv.Files = append(inv.Files,
		inventory.File{Path: "src/copied.c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("GPL-3.0-only")},
		inventory.File{Path: "src/bare.go", Role: inventory.RoleProduct, Header: &inventory.Header{State: inventory.HeaderMissing}},
		inventory.File{Path: "src/foreign.go", Role: inventory.RoleProduct, Header: proper(),
			Copyrights: []inventory.Copyright{{Statement: "Copyright 2019 Other Ltd.", Holders: []string{"Other Ltd."}, StartLine: 1, EndLine: 1, Confidence: 0.95}}},
		inventory.File{Path: "third_party/lib/a.c", Role: inventory.RoleVendored, Header: &inventory.Header{State: inventory.HeaderMissing}},
		inventory.File{Path: "third_party/lib/b.c", Role: inventory.RoleVendored, Header: &inventory.Header{State: inventory.HeaderMissing}},
	)
	inv.Coverage.Files = len(inv.Files)
	inv.Secrets = []inventory.Secret{{
		Rule: "secret/example-token", Title: "Example token", Tier: inventory.TierStructured, Context: inventory.RoleProduct,
		Location: inventory.Location{Path: "src/config.go", Commit: strings.Repeat("b", 40), StartLine: 3, EndLine: 3},
		Trace:    inventory.Trace{Status: inventory.StatusRemoved, FirstCommit: strings.Repeat("b", 40), FirstAuthor: "Jane Doe <jane@example.org>", FirstDate: "2025-05-05T00:00:00Z"},
		Length:   40, Fingerprint: "fp-1",
	}}
	return inv
}

const plantedPolicy = `version: 1
extends: preset:apache-2.0-outbound
project: {holders: [Example Corp]}
posts:
  compliance: {owner: oss@example.org, approvers: [carol]}
  security: {owner: sec@example.org, approvers: [sam]}
  ip: {owner: ip@example.org, approvers: [ivy]}
`

// codes lists "level check path" of violations.
func codes(vs []Violation) []string {
	out := []string{}
	for _, v := range vs {
		out = append(out, strings.TrimSpace(string(v.Level)+" "+v.Check+" "+v.Location.Path))
	}
	return out
}

// documentKeys lists the yaml keys of a policy as paths: "licenses.deny".
func documentKeys() []string {
	var keys []string
	var walk func(t reflect.Type, prefix string)
	walk = func(t reflect.Type, prefix string) {
		for i := range t.NumField() {
			f := t.Field(i)
			name := f.Tag.Get("yaml")
			if name == "" {
				continue
			}
			inner := f.Type
			for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Map {
				inner = inner.Elem()
			}
			// The rows of the matrix, the posts and the tiers are alike: their inner keys are explained once.
			if inner.Kind() == reflect.Struct && inner.NumField() > 0 && inner.Field(0).Name != "V" {
				keys = append(keys, prefix+name)
				walk(inner, "")
				continue
			}
			keys = append(keys, prefix+name)
		}
	}
	walk(reflect.TypeFor[document](), "")
	return keys
}

// documentPaths lists the keys of a policy as whole paths, list entries without numbers.
func documentPaths() []string {
	var out []string
	var walk func(t reflect.Type, prefix string)
	walk = func(t reflect.Type, prefix string) {
		for t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if prefix != "" {
			out = append(out, prefix)
		}
		if t.Kind() != reflect.Struct {
			return
		}
		for i := range t.NumField() {
			if name := t.Field(i).Tag.Get("yaml"); name != "" {
				walk(t.Field(i).Type, strings.TrimPrefix(prefix+"."+name, "."))
			}
		}
	}
	walk(reflect.TypeFor[document](), "")
	return out
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/when"
)

// largeInventory holds about n facts, seven of ten of them files, in the mixture
// that a large repository has: most are in order.
func largeInventory(n int) *inventory.Inventory {
	inv := clean()
	roles := []inventory.Role{inventory.RoleProduct, inventory.RoleProduct, inventory.RoleProduct, inventory.RoleTest, inventory.RoleVendored, inventory.RoleDocs}
	licenses := []string{"Apache-2.0", "Apache-2.0", "Apache-2.0", "MIT", "BSD-3-Clause", "LGPL-2.1-only"}
	for i := range n * 7 / 10 {
		dir := [...]string{"src", "pkg", "third_party"}[i%3]
		inv.Files = append(inv.Files, inventory.File{
			Path: fmt.Sprintf("%s/m%d/n%d/f%d.go", dir, i%97, i%13, i), Role: roles[i%len(roles)], Size: int64(i % 5000), Header: proper(), Licenses: tag(licenses[i%len(licenses)]),
			Copyrights: []inventory.Copyright{{Statement: "Copyright 2026 Example Corp", Holders: []string{"Example Corp"}, Years: "2026", StartLine: 1, EndLine: 1, Confidence: 1}},
		})
	}
	for i := range n / 10 {
		inv.Components = append(inv.Components, inventory.Component{PURL: fmt.Sprintf("pkg:npm/p%d@1.%d", i, i%7), Name: fmt.Sprintf("p%d", i), Version: "1.0", Type: "npm", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct,
			Licenses: inventory.ComponentLicenses{Declared: licenses[i%len(licenses)]}, Evidence: []inventory.Evidence{{Path: "package-lock.json", Line: i + 1}}})
		inv.Secrets = append(inv.Secrets, inventory.Secret{Rule: "secret/example", Title: "Example", Tier: inventory.TierAssigned, Context: roles[3+i%3], Location: inventory.Location{Path: fmt.Sprintf("t/m%d/f%d.go", i%97, i), StartLine: 3, EndLine: 3},
			Trace: inventory.Trace{Status: inventory.StatusInTree}, Length: 20, Fingerprint: fmt.Sprintf("%032x", i)})
		inv.Leaks = append(inv.Leaks, inventory.Leak{Rule: "leak/home", Kind: inventory.LeakPath, Context: roles[i%len(roles)], Location: inventory.Location{Path: fmt.Sprintf("src/m%d/g%d.go", i%97, i), StartLine: 9, EndLine: 9},
			Trace: inventory.Trace{Status: inventory.StatusInTree}, Text: "/home/x", Fingerprint: fmt.Sprintf("%032x", n+i)})
	}
	inv.Coverage.Files = len(inv.Files)
	return inv
}

// tenRules are rules of the policy's own, six of them on files.
func tenRules() string {
	conditions := []struct{ kind, when string }{
		{when.File, `file.path.startsWith("third_party/") && size(file.copyrights) == 0`},
		{when.File, `file.role == "product" && file.licenses.exists(l, l.expression.like("*GPL*") && l.class == "tag")`},
		{when.File, `file.path.glob("src/**/*.go") && file.size > 4998`},
		{when.File, `file.copyrights.exists(c, c.holders.exists(h, h.lower().contains("other corp")))`},
		{when.File, `has(file.header) && file.header.state == "missing" && file.role != "test"`},
		{when.File, `file.path.matches("/(internal|private)/[a-z]+\\.go$")`},
		{when.Component, `component.direct && component.licenses.declared == ""`},
		{when.Component, `component.scope == "runtime" && component.name.startsWith("p999")`},
		{when.Secret, `secret.context == "docs" && secret.length > 40`},
		{when.Leak, `leak.kind == "path" && leak.text.startsWith("/root")`},
	}
	var b strings.Builder
	b.WriteString("rules:\n")
	for i, c := range conditions {
		fmt.Fprintf(&b, "  - id: office/r%d\n    post: ip\n    kind: %s\n    level: warn\n    when: '%s'\n    message: x\n", i, c.kind, strings.ReplaceAll(c.when, "'", "''"))
	}
	return b.String()
}

// BenchmarkEvaluate100k judges 100,000 facts by the tables of a preset, over 50
// levels, and ten rules of the policy's own.
func BenchmarkEvaluate100k(b *testing.B) {
	inv := largeInventory(100_000)
	for name, text := range map[string]string{"tables": plantedPolicy, "tables and 10 rules": plantedPolicy + tenRules()} {
		p := mustLoad(b, text)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Evaluate(inv, p, day("2026-03-01"))
			}
		})
	}
}

// BenchmarkLoad reads a policy over a preset, without and with ten conditions.
func BenchmarkLoad(b *testing.B) {
	for name, text := range map[string]string{"tables": plantedPolicy, "tables and 10 rules": plantedPolicy + tenRules()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				mustLoad(b, text)
			}
		})
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/report/bom"
	"github.com/outgate/outgate/scanner/sbom"
)

// What is written in any format is read back as the same components.
func TestOwnDocumentsReadBack(t *testing.T) {
	component := func(c inventory.Component) inventory.Component {
		c.Role = inventory.RoleProduct
		c.Evidence = []inventory.Evidence{{Path: "x"}}
		return c
	}
	inv := &inventory.Inventory{Tool: inventory.Tool{Name: "outgate", Version: "1"}, Subject: inventory.Subject{Name: "shop", Kind: inventory.SubjectWorktree}, Components: []inventory.Component{
		component(inventory.Component{PURL: "pkg:golang/example.org/g@v1.0.0", Name: "example.org/g", Version: "v1.0.0", Type: "golang", Scope: inventory.ScopeRuntime, Direct: true, Sum: "h1:" + strings.Repeat("A", 43) + "="}),
		component(inventory.Component{PURL: "pkg:maven/org.example/c@3.0", Name: "org.example:c", Version: "3.0", Type: "maven", Scope: inventory.ScopeRuntime, Distributed: true, Hashes: []string{"sha3-256:" + strings.Repeat("ef", 32)},
			Origin: &inventory.Origin{Authors: []inventory.Maker{{Name: "Sample", Organization: true}}, Homepage: "https://c.example.org/"}}),
		component(inventory.Component{PURL: "pkg:npm/%40team/a@1.0.0", Name: "@team/a", Version: "1.0.0", Type: "npm", Scope: inventory.ScopeRuntime, Direct: true, Requires: []string{"pkg:npm/b@2.0.0"}, Download: "https://example.org/a.tgz",
			Hashes: []string{"sha1:" + strings.Repeat("cd", 20), "sha512:" + strings.Repeat("ab", 64)}, Licenses: inventory.ComponentLicenses{Declared: "MIT"}}),
		component(inventory.Component{PURL: "pkg:npm/b@2.0.0", Name: "b", Version: "2.0.0", Type: "npm", Scope: inventory.ScopeRuntime, Optional: true, Via: "pkg:npm/%40team/a@1.0.0", Requires: []string{},
			Origin:   &inventory.Origin{Authors: []inventory.Maker{{Name: "The Bee Team", Organization: true}, {Name: "Jane Doe"}, {Name: "John Roe"}}, Repository: "https://github.com/o/b", Revision: strings.Repeat("e1", 20), Issues: "https://github.com/o/b/issues"},
			Licenses: inventory.ComponentLicenses{Declared: "Apache-2.0 OR MIT", Concluded: "MIT"}}),
		component(inventory.Component{PURL: "pkg:npm/d", Name: "d", Range: "^1 | >=3", Type: "npm", Scope: inventory.ScopeBuild, Direct: true}),
		component(inventory.Component{PURL: "pkg:npm/dev@1.0.0", Name: "dev", Version: "1.0.0", Type: "npm", Scope: inventory.ScopeDev, Distributed: true, Requires: []string{}}),
		component(inventory.Component{PURL: "pkg:npm/e@1.0.0", Name: "e", Version: "1.0.0", Type: "npm", Scope: inventory.ScopeTest, Direct: true, Requires: []string{"pkg:npm/f@1.0.0"}}),
		component(inventory.Component{PURL: "pkg:npm/f@1.0.0", Name: "f", Version: "1.0.0", Type: "npm", Scope: inventory.ScopeTest, Direct: true, Requires: []string{}}),
		component(inventory.Component{PURL: "pkg:npm/k", Name: "k", Range: "~2", Type: "npm", Scope: inventory.ScopeRuntime, Direct: true}),
		component(inventory.Component{PURL: "pkg:npm/lost@1.0.0", Name: "lost", Version: "1.0.0", Type: "npm", Scope: inventory.ScopeRuntime}),
	}}
	doc, err := bom.New(inv, bom.Options{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), All: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range bom.Formats() {
		var b bytes.Buffer
		if err := doc.Write(&b, f); err != nil {
			t.Fatal(err)
		}
		back, err := sbom.ReadDocument("bom", b.Bytes())
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		if diff := cmp.Diff(inv.Components, back.Components, cmpopts.IgnoreFields(inventory.Component{}, "Evidence")); diff != "" {
			t.Errorf("%s (-scanned +read back):\n%s", f, diff)
		}
	}
}

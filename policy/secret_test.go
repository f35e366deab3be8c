// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

func secretIn(path string, role inventory.Role, tier, status, print string) inventory.Secret {
	return inventory.Secret{Rule: "secret/x", Title: "X", Tier: tier, Context: role, Trace: inventory.Trace{Status: status}, Fingerprint: print, Location: inventory.Location{Path: path, StartLine: 1, EndLine: 1}}
}

// TestSecretLevels: tier by role by status, as the preset has it.
func TestSecretLevels(t *testing.T) {
	p := load(t, "version: 1\nextends: preset:mit-outbound\nsecrets: {assigned: {removed: warn}}\n")
	for _, c := range []struct {
		tier   string
		role   inventory.Role
		status string
		want   string
	}{
		{inventory.TierStructured, inventory.RoleProduct, inventory.StatusInTree, "fail critical"},
		{inventory.TierStructured, inventory.RoleTest, inventory.StatusInTree, "fail high"},
		{inventory.TierStructured, inventory.RoleVendored, inventory.StatusRemoved, "fail critical"},
		{inventory.TierAssigned, inventory.RoleProduct, inventory.StatusInTree, "fail high"},
		{inventory.TierAssigned, inventory.RoleProduct, inventory.StatusRemoved, "warn high"},
		{inventory.TierAssigned, inventory.RoleTest, inventory.StatusRemoved, ""}, // the milder of both
		{inventory.TierAssigned, inventory.RoleCI, inventory.StatusInTree, "fail high"},
		{inventory.TierAssigned, "", inventory.StatusInTree, "fail high"},
		{inventory.TierWeak, inventory.RoleProduct, inventory.StatusInTree, "warn medium"},
		{inventory.TierWeak, inventory.RoleProduct, inventory.StatusRemoved, "note medium"},
		{inventory.TierWeak, inventory.RoleDocs, inventory.StatusInTree, ""},
	} {
		inv := clean()
		inv.Files[0].Licenses = text("MIT")
		inv.Files[5].Licenses = nil
		inv.Secrets = []inventory.Secret{secretIn("a", c.role, c.tier, c.status, "1")}
		got := ""
		for _, v := range Evaluate(inv, p, day("2026-03-01")).Violations {
			got += fmt.Sprintf("%s %s", v.Level, v.Severity)
		}
		if got != c.want {
			t.Errorf("%s %s %s: %q, want %q", c.tier, c.role, c.status, got, c.want)
		}
	}
}

// Fixtures of one directory, and versions of one removed file, are one
// violation; a further secret among them is a new one.
func TestSecretGroups(t *testing.T) {
	p := preset(t, "apache-2.0-outbound")
	inv := clean()
	inv.Secrets = []inventory.Secret{
		secretIn("x/testdata/1.key", inventory.RoleTest, inventory.TierStructured, inventory.StatusInTree, "1"),
		secretIn("x/testdata/2.key", inventory.RoleTest, inventory.TierStructured, inventory.StatusInTree, "2"),
		secretIn("conf/a.key", inventory.RoleProduct, inventory.TierStructured, inventory.StatusRemoved, "3"),
		secretIn("conf/a.key", inventory.RoleProduct, inventory.TierStructured, inventory.StatusRemoved, "4"),
		secretIn("conf/a.key", inventory.RoleProduct, inventory.TierStructured, inventory.StatusInTree, "5"),
		secretIn("conf/a.key", inventory.RoleProduct, inventory.TierStructured, inventory.StatusInTree, "6"),
	}
	v := Evaluate(inv, p, day("2026-03-01"))
	want := []string{"fail secret-structured conf/a.key", "fail secret-structured conf/a.key", "fail secret-structured conf/a.key", "fail secret-structured x/testdata/1.key"}
	if d := cmp.Diff(want, codes(v.Violations)); d != "" {
		t.Fatal(d)
	}
	if got := v.Violations[3].Evidence; !strings.HasSuffix(got, "and 1 more file below x/testdata") {
		t.Error(got)
	}
	before := v.Violations[3].ID
	inv.Secrets[1].Fingerprint = "7" // the same file, another key
	if after := Evaluate(inv, p, day("2026-03-01")).Violations[3].ID; after == before {
		t.Error("a new secret hides in a group")
	}
}

func TestBuildWrapper(t *testing.T) {
	p := preset(t, "apache-2.0-outbound")
	inv := clean()
	for _, path := range []string{"gradlew", "gradlew.bat", "gradle/wrapper/gradle-wrapper.jar", "sub/.mvn/wrapper/maven-wrapper.jar"} {
		inv.Files = append(inv.Files, inventory.File{Path: path, Role: inventory.RoleVendored, Header: &inventory.Header{State: inventory.HeaderMissing}})
	}
	inv.Components = []inventory.Component{{PURL: "pkg:maven/gradle-wrapper@4.7", Type: "maven", Scope: "runtime", Role: inventory.RoleVendored, Distributed: true,
		Evidence: []inventory.Evidence{{Path: "gradle/wrapper/gradle-wrapper.jar"}}}}
	if v := Evaluate(inv, p, day("2026-03-01")); v.State != Pass {
		t.Errorf("%s %v", v.State, codes(v.Violations))
	}
	inv.Components[0].Evidence = append(inv.Components[0].Evidence, inventory.Evidence{Path: "lib/gradle-wrapper.jar"})
	if v := Evaluate(inv, p, day("2026-03-01")); v.State != Fail {
		t.Errorf("a copy elsewhere: %s", v.State)
	}
}

// A vendored Go module whose files grant a license needs no declared one.
func TestDistributedModuleInLicensedLibrary(t *testing.T) {
	p := preset(t, "apache-2.0-outbound")
	inv := clean()
	inv.Files = append(inv.Files, inventory.File{Path: "vendor/github.com/x/y/LICENSE", Role: inventory.RoleVendored, Licenses: text("MIT")})
	inv.Components = []inventory.Component{{PURL: "pkg:golang/github.com/x/y@v1", Name: "github.com/x/y", Type: "golang", Scope: "runtime", Role: inventory.RoleProduct, Distributed: true,
		Evidence: []inventory.Evidence{{Path: "go.mod", Line: 4}}}}
	if v := Evaluate(inv, p, day("2026-03-01")); v.State != Pass {
		t.Errorf("%s %v", v.State, codes(v.Violations))
	}
	inv.Components[0].Name = "github.com/x/z"
	if v := Evaluate(inv, p, day("2026-03-01")); v.State != Fail || v.Violations[0].Check != "component-license-unknown" {
		t.Errorf("%s %v", v.State, codes(v.Violations))
	}
}

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

func leakIn(path string, role inventory.Role, rule, kind, status, print string) inventory.Leak {
	return inventory.Leak{Rule: "leak/" + rule, Title: "X", Kind: kind, Context: role, Trace: inventory.Trace{Status: status}, Fingerprint: print, Count: 1, Location: inventory.Location{Path: path, StartLine: 1, EndLine: 1}}
}

// TestLeakLevels: kind by role by status, as the preset has it.
func TestLeakLevels(t *testing.T) {
	p := preset(t, "apache-2.0-outbound")
	tree, removed := inventory.StatusInTree, inventory.StatusRemoved
	for _, c := range []struct {
		rule, kind string
		role       inventory.Role
		status     string
		want       string
	}{
		{"internal-host", inventory.LeakHost, inventory.RoleProduct, tree, "warn leak-internal medium"},
		{"internal-host", inventory.LeakHost, inventory.RoleDocs, tree, "note leak-internal low"},
		{"internal-host", inventory.LeakHost, inventory.RoleTest, tree, ""},
		{"private-registry", inventory.LeakRegistry, inventory.RoleCI, tree, "warn leak-internal medium"},
		{"internal-link", inventory.LeakLink, inventory.RoleProduct, removed, "note leak-internal medium"},
		{"private-address", inventory.LeakAddress, inventory.RoleVendored, tree, ""},
		{"home-directory", inventory.LeakPath, inventory.RoleProduct, tree, "warn leak-internal medium"},
		{"chat-webhook", inventory.LeakWebhook, inventory.RoleTest, removed, "fail leak-webhook medium"},
		{"word", inventory.LeakWord, inventory.RoleDocs, tree, "fail leak-word medium"},
		{"word", inventory.LeakWord, inventory.RoleVendored, removed, "fail leak-word high"},
		{"confidential", inventory.LeakMarker, inventory.RoleProduct, tree, "warn leak-marker medium"},
		{"local-mail", inventory.LeakIdentity, inventory.RoleProduct, removed, "note leak-identity low"},
		{"iban", inventory.LeakPersonalData, inventory.RoleProduct, tree, "fail leak-personal-data critical"},
		{"iban", inventory.LeakPersonalData, inventory.RoleTest, tree, "warn leak-personal-data high"},
		{"prc-mobile", inventory.LeakPersonalData, inventory.RoleProduct, tree, ""}, // one is below the threshold
		{"keystore", inventory.LeakOpaque, inventory.RoleProduct, tree, "fail opaque-content medium"},
		{"keystore", inventory.LeakOpaque, inventory.RoleTest, tree, "note opaque-content low"},
		{"encrypted-archive", inventory.LeakOpaque, inventory.RoleProduct, tree, "fail opaque-content medium"},
		{"executable", inventory.LeakOpaque, inventory.RoleProduct, tree, "warn opaque-content medium"},
		{"executable", inventory.LeakOpaque, inventory.RoleTest, tree, ""},
		{"crypto-use", inventory.LeakCrypto, inventory.RoleProduct, tree, "note crypto-inventory low"},
		{"crypto-use", inventory.LeakCrypto, inventory.RoleTest, tree, ""},
	} {
		inv := clean()
		inv.Leaks = []inventory.Leak{leakIn("a/b", c.role, c.rule, c.kind, c.status, "1")}
		got := ""
		for _, v := range Evaluate(inv, p, day("2026-03-01")).Violations {
			complete(t, &v)
			got += fmt.Sprintf("%s %s %s", v.Level, v.Check, v.Severity)
		}
		if got != c.want {
			t.Errorf("%s %s %s: %q, want %q", c.rule, c.role, c.status, got, c.want)
		}
	}
}

// All of one kind in a file are one violation, and a further one makes it new;
// programs go by directory, key stores one by one, algorithms by the repository.
func TestLeakGroups(t *testing.T) {
	p := preset(t, "apache-2.0-outbound")
	inv := clean()
	product, tree := inventory.RoleProduct, inventory.StatusInTree
	inv.Leaks = []inventory.Leak{
		leakIn("conf/a.yml", product, "internal-host", inventory.LeakHost, tree, "1"),
		leakIn("conf/a.yml", product, "internal-host", inventory.LeakHost, tree, "2"),
		leakIn("conf/a.yml", product, "private-address", inventory.LeakAddress, tree, "3"),
		leakIn("conf/b.yml", product, "internal-host", inventory.LeakHost, tree, "1"),
		leakIn("conf/b.yml", product, "internal-host", inventory.LeakHost, inventory.StatusRemoved, "5"),
		leakIn("bin/a", product, "executable", inventory.LeakOpaque, tree, "6"),
		leakIn("bin/b", product, "executable", inventory.LeakOpaque, tree, "7"),
		leakIn("bin/a.p12", product, "keystore", inventory.LeakOpaque, tree, "8"),
		leakIn("bin/b.p12", product, "keystore", inventory.LeakOpaque, tree, "9"),
		leakIn("src/a.c", product, "crypto-use", inventory.LeakCrypto, tree, "10"),
		leakIn("lib/b.c", product, "crypto-use", inventory.LeakCrypto, tree, "10"),
	}
	v := Evaluate(inv, p, day("2026-03-01"))
	want := []string{
		"fail opaque-content bin/a.p12", "fail opaque-content bin/b.p12",
		"warn leak-internal conf/a.yml", "warn leak-internal conf/a.yml", "warn leak-internal conf/b.yml", "warn opaque-content bin/a",
		"note leak-internal conf/b.yml", "note crypto-inventory lib/b.c",
	}
	if d := cmp.Diff(want, codes(v.Violations)); d != "" {
		t.Fatal(d)
	}
	ids := func() string {
		var out []string
		for _, x := range Evaluate(inv, p, day("2026-03-01")).Violations {
			out = append(out, x.ID)
		}
		return strings.Join(out, " ")
	}
	before := ids()
	inv.Leaks[1].StartLine++
	if ids() != before {
		t.Error("a moved line makes new violations")
	}
	inv.Leaks[1].Fingerprint = "11"
	if ids() == before {
		t.Error("another host hides in a group")
	}
}

func TestLeakWordsMustBeLoaded(t *testing.T) {
	p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nleaks: {word: {default: allow}, words: [w.txt]}\n")
	if w := p.Words(); len(w) != 1 || w[0].Path != "w.txt" || w[0].At.Line != 3 {
		t.Errorf("%+v", w)
	}
	inv := clean()
	if v := Evaluate(inv, p, day("2026-03-01")); v.State != Incomplete || len(v.Gaps) != 1 || !strings.Contains(v.Gaps[0].Reason, "leaks.words") {
		t.Errorf("%s %+v", v.State, v.Gaps)
	}
	inv.Tool.Rules = map[string]string{WordsTool: "2 words of 1 lists"}
	if v := Evaluate(inv, p, day("2026-03-01")); v.State != Pass {
		t.Errorf("%s %+v", v.State, v.Gaps)
	}
}

func TestIdentityForeign(t *testing.T) {
	p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nidentities: {domains: [\"@Example.com\"], allow: [\"*@ci.test\"]}\n")
	id := func(mail string, n int) inventory.Identity {
		return inventory.Identity{Name: "N", Mail: mail, Part: inventory.IdentityAuthor, Commits: n, FirstCommit: strings.Repeat("c", 40)}
	}
	inv := clean()
	inv.Identities = []inventory.Identity{id("a@example.com", 1), id("b@eu.EXAMPLE.com", 1), id("x@ci.test", 1), id("1+x@users.noreply.github.com", 1), id("c@other.org", 2), id("d@other.org", 3), id("e@evilexample.com", 1), id("nobody", 1)}
	var got []string
	for _, v := range Evaluate(inv, p, day("2026-03-01")).Violations {
		complete(t, &v)
		got = append(got, v.Message+": "+v.Evidence)
	}
	want := []string{`commits carry mail addresses of the domain "evilexample.com": e@evilexample.com, once`, `commits carry mail addresses of the domain "nobody": nobody, once`, `commits carry mail addresses of the domain "other.org": c@other.org and 1 more mail, 5 times`}
	if d := cmp.Diff(want, got, cmp.Transformer("sort", func(in []string) map[string]bool {
		out := map[string]bool{}
		for _, s := range in {
			out[s] = true
		}
		return out
	})); d != "" {
		t.Error(d)
	}
	inv.Coverage.History = inventory.HistoryEverything
	if v := Evaluate(inv, p, day("2026-03-01")); len(v.Gaps) != 0 {
		t.Errorf("more than all of the history: %v", v.Gaps)
	}
	inv.Coverage.History = "none"
	if v := Evaluate(inv, load(t, "version: 1\nextends: preset:apache-2.0-outbound\nsecrets: {history: false}\nidentities: {domains: [example.com]}\n"), day("2026-03-01")); !strings.Contains(fmt.Sprint(v.Gaps), "identities.domains") {
		t.Errorf("no history: %v", v.Gaps)
	}
	if v := Evaluate(inv, load(t, "version: 1\nextends: preset:apache-2.0-outbound\nsecrets: {history: false}\n"), day("2026-03-01")); v.State != Pass {
		t.Errorf("off: %s", v.State)
	}
}

func TestLeakPolicyErrors(t *testing.T) {
	_, err := Load("p.yaml", []byte(`version: 1
leaks:
  host: {default: harsh}
  crypto: {default: note, product: fail}
  thresholds: {iban: 0}
  words: [""]
  hosts: {default: fail}
identities: {domains: ["a@b.c"], allow: ["*"]}
`))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`p.yaml:3:19: leaks.host.default: unknown level "harsh"`, `p.yaml:4:36: leaks.crypto: "fail" is too strict`, "p.yaml:5:22: leaks.thresholds.iban: expected 1 or more, found 0",
		"p.yaml:6:11: leaks.words: is empty", `p.yaml:7:3: unknown key "hosts"; did you mean "host"?`, "p.yaml:8:24: identities.domains: expected a domain", `p.yaml:8:42: identities.allow: "*" allows everybody`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
}

// What a policy leaves out counts as docs/policy.md says.
func TestLeakDefaults(t *testing.T) {
	p := load(t, "version: 1\n")
	for _, k := range leakKeys() {
		if level, _, _ := levelOf(k.byDefault); p.leaks[k.key].judge(inventory.RoleTest, inTree).level != level {
			t.Errorf("%s: %v", k.key, p.leaks[k.key].byDefault)
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

func TestCleanRepositoryPasses(t *testing.T) {
	v := Evaluate(clean(), preset(t, "apache-2.0-outbound"), day("2026-03-01"))
	if v.State != Pass || len(v.Violations)+len(v.Waived)+len(v.Gaps) > 0 {
		t.Errorf("%s %v %v", v.State, codes(v.Violations), v.Gaps)
	}
	if len(v.Posts) != 4 || v.Now != "2026-03-01T00:00:00Z" || v.Schema != VerdictSchema {
		t.Errorf("%+v", v)
	}
	if d := cmp.Diff(FactCounts{Licenses: map[string]int{"Apache-2.0": 2}, FilesWithHolders: 1}, v.Facts); d != "" {
		t.Error(d)
	}
}

// TestPlanted: exactly the planted faults, each at its post, worst first.
func TestPlanted(t *testing.T) {
	v := Evaluate(planted(), load(t, plantedPolicy), day("2026-03-01"))
	want := []string{
		"fail license-denied src/copied.c",
		"fail secret-structured src/config.go",
		"fail license-unknown third_party/lib/a.c",
		"fail holder-foreign src/foreign.go",
		"fail header-missing src/bare.go",
	}
	if d := cmp.Diff(want, codes(v.Violations)); d != "" {
		t.Fatal(d)
	}
	if v.State != Fail || StateExit(v.State) != 1 {
		t.Errorf("state %s", v.State)
	}
	wantPosts := []PostVerdict{
		{Post: "compliance", Owner: "oss@example.org", State: Fail, Fails: 3},
		{Post: "security", Owner: "sec@example.org", State: Fail, Fails: 1},
		{Post: "ip", Owner: "ip@example.org", State: Fail, Fails: 1},
		{Post: "operations", State: Pass},
	}
	if d := cmp.Diff(wantPosts, v.Posts); d != "" {
		t.Error(d)
	}
	denied := v.Violations[0]
	if denied.Severity != Critical || denied.PolicyAt.File != "preset:apache-2.0-outbound" || denied.PolicyAt.Line == 0 || denied.PolicyText != "strong-copyleft x vendored = critical" ||
		denied.Message != "GPL-3.0-only may not ship in this release, which goes out under Apache-2.0" || denied.Evidence != "matched GPL-3.0-only (tag, 1.00)" || denied.Help == "" {
		t.Errorf("%+v", denied)
	}
	if got := v.Violations[1]; !strings.Contains(got.Evidence, "since commit bbbbbbbbbbbb by Jane Doe") || !strings.Contains(got.Message, "history") {
		t.Errorf("%+v", got)
	}
	if got := v.Violations[2].Evidence; got != "2 files, none grants a license" {
		t.Errorf("library: %s", got)
	}
	for _, x := range v.Violations {
		if !strings.HasPrefix(x.Fingerprint, strings.TrimPrefix(x.ID, "V-")) || len(x.Fingerprint) != 32 || len(x.ID) != 10 {
			t.Errorf("id %s of %s", x.ID, x.Fingerprint)
		}
	}
}

// A fingerprint survives moved lines and does not survive other content.
func TestFingerprint(t *testing.T) {
	p := load(t, plantedPolicy)
	prints := func(change func(*inventory.Inventory)) map[string]string {
		inv := planted()
		change(inv)
		out := map[string]string{}
		for _, v := range Evaluate(inv, p, day("2026-03-01")).Violations {
			out[v.Check] = v.Fingerprint
		}
		return out
	}
	before := prints(func(*inventory.Inventory) {})
	moved := prints(func(inv *inventory.Inventory) {
		inv.Secrets[0].StartLine, inv.Secrets[0].EndLine = 99, 99
		inv.Files[6].Licenses[0].StartLine = 50
		inv.Files[8].Copyrights[0].StartLine = 40
	})
	if d := cmp.Diff(before, moved); d != "" {
		t.Errorf("moved lines change identities:\n%s", d)
	}
	changed := prints(func(inv *inventory.Inventory) {
		inv.Secrets[0].Fingerprint = "fp-2"
		inv.Files[6].Licenses = tag("AGPL-3.0-only")
		inv.Files[8].Copyrights[0].Holders = []string{"Third Ltd."}
	})
	for _, check := range []string{"secret-structured", "license-denied", "holder-foreign"} {
		if before[check] == changed[check] || changed[check] == "" {
			t.Errorf("%s: other content, same identity %s", check, before[check])
		}
	}
	// A further own file under the same license is a new violation ...
	joined := prints(func(inv *inventory.Inventory) {
		inv.Files = append(inv.Files, inventory.File{Path: "src/more.c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("GPL-3.0-only")})
	})
	if joined["license-denied"] == before["license-denied"] {
		t.Error("a second file hides behind the first one's identity")
	}
	// ... and a further file of a vendored library is not.
	library := prints(func(inv *inventory.Inventory) {
		inv.Files = append(inv.Files, inventory.File{Path: "third_party/lib/c.c", Role: inventory.RoleVendored, Header: proper()})
	})
	if library["license-unknown"] != before["license-unknown"] {
		t.Error("a library changes its identity with its files")
	}
}

// Evaluate does not depend on the order of lists and changes neither argument.
func TestEvaluateIsPure(t *testing.T) {
	p := load(t, plantedPolicy+`verdict: {require-approvals: [ip]}
waivers:
  - {id: W-1, check: header-missing, match: {path: "src/b*"}, reason: r, owner: o, approved-by: carol, created: 2026-01-01, expires: 2026-12-31}
`)
	inv := large(300)
	inv.Gaps = []inventory.Gap{{Detector: "secret", Path: "z", Code: inventory.GapTooLarge}, {Detector: "license", Path: "a", Code: inventory.GapUnreadable}}
	first := mustJSON(t, Evaluate(inv, p, day("2026-03-01")))
	policyBefore := fmt.Sprintf("%+v", *p)
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		shuffle(r, inv.Files)
		shuffle(r, inv.Secrets)
		shuffle(r, inv.Components)
		shuffle(r, inv.Gaps)
		shuffle(r, inv.Coverage.Detectors)
		for i := range inv.Files {
			shuffle(r, inv.Files[i].Licenses)
			shuffle(r, inv.Files[i].Copyrights)
		}
		before := mustJSON(t, inv)
		if d := cmp.Diff(first, mustJSON(t, Evaluate(inv, p, day("2026-03-01")))); d != "" {
			t.Fatalf("the order of the inventory changes the verdict:\n%s", d)
		}
		if before != mustJSON(t, inv) {
			t.Fatal("Evaluate changes the inventory")
		}
	}
	if policyBefore != fmt.Sprintf("%+v", *p) {
		t.Error("Evaluate changes the policy")
	}
}

func shuffle[T any](r *rand.Rand, s []T) {
	r.Shuffle(len(s), func(i, k int) { s[i], s[k] = s[k], s[i] })
}

func mustJSON(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// large is the planted repository many times over.
func large(n int) *inventory.Inventory {
	inv := planted()
	licenses := []string{"Apache-2.0", "MIT", "GPL-2.0-only OR MIT", "GPL-3.0-only AND MIT", "LGPL-2.1-or-later", "LicenseRef-x", "MPL-2.0"}
	roles := []inventory.Role{inventory.RoleProduct, inventory.RoleTest, inventory.RoleVendored, inventory.RoleDocs, inventory.RoleGenerated}
	for i := range n {
		f := inventory.File{
			Path: fmt.Sprintf("d%d/vendor/lib%d/f%d.go", i%13, i%7, i), Role: roles[i%len(roles)], Header: &inventory.Header{State: []string{inventory.HeaderProper, inventory.HeaderMissing}[i%2]},
			Licenses:   append(tag(licenses[i%len(licenses)]), text(licenses[(i+3)%len(licenses)])...),
			Copyrights: []inventory.Copyright{{Statement: "s", Holders: []string{fmt.Sprintf("Holder %d", i%5), "Example Corp"}, StartLine: i, Confidence: 1}},
		}
		inv.Files = append(inv.Files, f)
		if i%10 == 0 {
			inv.Secrets = append(inv.Secrets, inventory.Secret{Rule: "r", Tier: []string{inventory.TierStructured, inventory.TierAssigned, inventory.TierWeak}[i%3], Context: f.Role,
				Location: inventory.Location{Path: f.Path, StartLine: i, EndLine: i}, Trace: inventory.Trace{Status: inventory.StatusInTree}, Fingerprint: fmt.Sprint(i % 17)})
			inv.Components = append(inv.Components, inventory.Component{PURL: fmt.Sprintf("pkg:npm/c%d@1", i), Name: fmt.Sprint("c", i), Version: "1", Type: "npm", Scope: inventory.ScopeRuntime,
				Role: inventory.RoleProduct, Distributed: i%20 == 0, Licenses: inventory.ComponentLicenses{Declared: []string{"", "GPL-3.0-only", "MIT"}[i%3]}, Evidence: []inventory.Evidence{{Path: f.Path, Line: 1}}})
		}
	}
	inv.Coverage.Files = len(inv.Files)
	return inv
}

func TestIncomplete(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*inventory.Inventory)
		policy string
		want   State
		gap    string // part of a gap's reason
		post   string // a post that stays open
	}{
		{"zero files", func(v *inventory.Inventory) {
			*v = inventory.Inventory{Coverage: inventory.Coverage{Detectors: v.Coverage.Detectors}}
		}, "license-file: {missing: allow}\n", Incomplete, "no file was examined", "ip"},
		{"zero files, gaps only warn", func(v *inventory.Inventory) { v.Files, v.Coverage.Files = nil, 0 }, "license-file: {missing: allow}\nverdict: {gaps: warn}\n", Incomplete, "no file was examined", "security"},
		{"files promised, none listed", func(v *inventory.Inventory) { v.Files = nil }, "license-file: {missing: allow}\n", Incomplete, "no file was examined", "compliance"},
		{"a gap", func(v *inventory.Inventory) {
			v.Gaps = []inventory.Gap{{Detector: "copyright", Path: "x", Code: inventory.GapUnreadable, Reason: "permission denied"}}
		}, "", Incomplete, "permission denied", "ip"},
		{"a gap that only warns", func(v *inventory.Inventory) {
			v.Gaps = []inventory.Gap{{Detector: "copyright", Path: "x", Code: inventory.GapUnreadable, Reason: "permission denied"}}
		}, "verdict: {gaps: warn}\n", Pass, "permission denied", ""},
		{"an archive of the product that cannot be opened", func(v *inventory.Inventory) {
			v.Files = append(v.Files, inventory.File{Path: "lib/x.zip", Role: inventory.RoleProduct})
			v.Gaps = []inventory.Gap{{Detector: "unpack", Path: "lib/x.zip", Code: inventory.GapUnsupported, Reason: "encrypted"}}
		}, "", Incomplete, "encrypted", "security"},
		{"an archive of the tests that cannot be opened", func(v *inventory.Inventory) {
			v.Files = append(v.Files, inventory.File{Path: "tests/x.zip", Role: inventory.RoleTest})
			v.Gaps = []inventory.Gap{{Detector: "unpack", Path: "tests/x.zip", Code: inventory.GapUnsupported, Reason: "encrypted"}}
		}, "", Pass, "", ""},
		{"interrupted, gaps only warn", func(v *inventory.Inventory) {
			v.Gaps = []inventory.Gap{{Code: inventory.GapInterrupted, Reason: "stopped"}}
		}, "verdict: {gaps: warn}\n", Incomplete, "stopped", "security"},
		{"no license detector", func(v *inventory.Inventory) { v.Coverage.Detectors = []string{"copyright", "leak", "sbom", "secret"} }, "", Incomplete, "license-file-missing", "compliance"},
		{"no secret detector, gaps only warn", func(v *inventory.Inventory) { v.Coverage.Detectors = []string{"copyright", "leak", "sbom", "license"} }, "verdict: {gaps: warn}\n", Incomplete, "secret-structured", "security"},
		{"no sbom detector", func(v *inventory.Inventory) {
			v.Coverage.Detectors = []string{"copyright", "leak", "secret", "license"}
		}, "", Incomplete, "component-license-denied", "compliance"},
		{"no copyright detector, not needed", func(v *inventory.Inventory) {
			v.Coverage.Detectors = []string{"community", "sbom", "secret", "leak", "license", "supply"}
		}, "headers: {required: false, mismatch: allow}\nmedia: {foreign: allow, sidecar: allow, unlicensed: allow}\ncopied: {level: allow}\n", Pass, "", ""},
		{"no media detector", func(v *inventory.Inventory) {
			v.Coverage.Detectors = []string{"copyright", "leak", "sbom", "secret", "license", "similar"}
		}, "", Incomplete, "media-sidecar", "ip"},
		{"no detector of copies", func(v *inventory.Inventory) {
			v.Coverage.Detectors = []string{"copyright", "leak", "sbom", "secret", "license", "media"}
		}, "", Incomplete, "copied-file", "ip"},
		{"damaged metadata of a test", func(v *inventory.Inventory) {
			v.Files = append(v.Files, inventory.File{Path: "tests/x.png", Role: inventory.RoleTest})
			v.Gaps = []inventory.Gap{{Detector: "media", Path: "tests/x.png", Code: inventory.GapUnparsable, Reason: "damaged"}}
		}, "", Pass, "", ""},
		{"damaged metadata of the product", func(v *inventory.Inventory) {
			v.Gaps = []inventory.Gap{{Detector: "media", Path: "x.png", Code: inventory.GapUnparsable, Reason: "damaged"}}
		}, "", Incomplete, "x.png", "ip"},
		{"no copyright detector, headers demanded", func(v *inventory.Inventory) { v.Coverage.Detectors = []string{"sbom", "secret", "leak", "license"} }, "", Incomplete, "header-missing", "ip"},
		{"no leak detector", func(v *inventory.Inventory) {
			v.Coverage.Detectors = []string{"copyright", "sbom", "secret", "license"}
		}, "", Incomplete, "leak-internal", "security"},
		{"no history", func(v *inventory.Inventory) { v.Coverage.History = "none" }, "", Incomplete, "secrets.history", "security"},
		{"history unknown", func(v *inventory.Inventory) { v.Coverage.History = "" }, "", Incomplete, "secrets.history", "security"},
		{"history not applicable to a bare repository", func(v *inventory.Inventory) {
			v.Coverage.History, v.Subject.Kind = "not applicable", inventory.SubjectBare
		}, "", Incomplete, "secrets.history", "security"},
		{"no history, not demanded", func(v *inventory.Inventory) { v.Coverage.History = "none" }, "secrets: {history: false}\n", Pass, "", ""},
		{"no history of a directory", func(v *inventory.Inventory) {
			v.Coverage.History, v.Subject.Kind = "none", inventory.SubjectDirectory
		}, "", Pass, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			inv := clean()
			c.change(inv)
			v := Evaluate(inv, load(t, "version: 1\nextends: preset:apache-2.0-outbound\noperations: {readme: allow, security-contact: allow, contributing: allow}\nnotice: {required: false}\n"+c.policy), day("2026-03-01"))
			if v.State != c.want {
				t.Errorf("state %s, want %s; violations %v, gaps %v", v.State, c.want, codes(v.Violations), v.Gaps)
			}
			if found := strings.Contains(fmt.Sprint(v.Gaps), c.gap); !found || c.gap == "" && len(v.Gaps) > 0 {
				t.Errorf("gaps %v, want %q", v.Gaps, c.gap)
			}
			for _, p := range v.Posts {
				if p.Post == c.post && p.State != Incomplete {
					t.Errorf("post %s is %s", p.Post, p.State)
				}
			}
		})
	}
}

func TestFailBeatsIncomplete(t *testing.T) {
	inv := planted()
	inv.Gaps = []inventory.Gap{{Detector: "walk", Path: "x", Code: inventory.GapUnreadable}}
	if v := Evaluate(inv, preset(t, "apache-2.0-outbound"), day("2026-03-01")); v.State != Fail || len(v.Gaps) != 1 {
		t.Errorf("%s %v", v.State, v.Gaps)
	}
}

// publicKey is one of Ed25519, as a policy lists it.
const publicKey = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="

func TestApprovals(t *testing.T) {
	asked := "questions: [{id: patents, post: ip, ask: 'Patents?', expect: no}, {id: name, post: ip, ask: 'Name?'}, {id: pentest, post: security, ask: 'Report?'}]\n"
	base := "version: 1\nextends: preset:apache-2.0-outbound\nposts: {ip: {approvers: [carol, dave]}}\nverdict: {require-approvals: [ip]}\n"
	entry := "approvals: [{post: ip, by: carol, commit: " + strings.Repeat("a", 40) + ", date: 2026-02-01}]\n"
	for _, c := range []struct {
		name, policy string
		change       func(*inventory.Inventory)
		want         State
		awaited      string
	}{
		{"not given", base, nil, PendingApproval, "carol or dave"},
		{"given", base + entry, nil, Pass, ""},
		{"of another commit", base + strings.ReplaceAll(entry, "aaaa", "cccc"), nil, PendingApproval, "carol or dave"},
		{"dated in the future", base + strings.ReplaceAll(entry, "2026-02", "2026-04"), nil, PendingApproval, "carol or dave (the approval of carol is dated 2026-04-01)"},
		{"dirty", base + entry, func(v *inventory.Inventory) { v.Subject.Dirty = true }, PendingApproval, "carol or dave (the work tree differs from the commit)"},
		{"no commit", base + entry, func(v *inventory.Inventory) { v.Subject.Commit = "" }, PendingApproval, "carol or dave (there is no commit to approve)"},
		{"a question open", base + asked + entry, nil, PendingApproval, "carol or dave (carol has not answered patents, name)"},
		{"one of two", base + asked + strings.Replace(entry, "}]", ", answers: [{question: patents, answer: no}]}]", 1), nil, PendingApproval, "carol or dave (carol has not answered name)"},
		{"all answered", base + asked + strings.Replace(entry, "}]", ", answers: [{question: patents, answer: 'No'}, {question: name, answer: search 7}]}]", 1), nil, Pass, ""},
		{"to the question as it is", base + asked + strings.Replace(entry, "}]", ", answers: [{question: patents, answer: no, asked: ' Patents? '}, {question: name, answer: x}]}]", 1), nil, Pass, ""},
		{"to another question", base + asked + strings.Replace(entry, "}]", ", answers: [{question: patents, answer: no, asked: 'Patents of others?'}, {question: name, answer: x}]}]", 1), nil, PendingApproval, "carol or dave (carol answered another question than patents is now: Patents of others?)"},
		{"not as expected", base + asked + strings.Replace(entry, "}]", ", answers: [{question: patents, answer: yes}, {question: name, answer: x}]}]", 1), nil, PendingApproval, `carol or dave (carol answers "yes" to patents, and the policy expects "no")`},
		{"a second one is complete", base + asked + strings.Replace(entry, "}]", "}, {post: ip, by: dave, commit: "+strings.Repeat("a", 40)+", date: 2026-02-01, answers: [{question: patents, answer: no}, {question: name, answer: x}]}]", 1), nil, Pass, ""},
		{"a key and no signature", strings.Replace(base, "dave]", "dave], keys: [{by: carol, key: "+publicKey+"}]", 1) + entry, nil, PendingApproval, "carol or dave (the approval of carol is not signed)"},
		{"no key of this one", strings.Replace(base, "dave]", "dave], keys: [{by: dave, key: "+publicKey+"}]", 1) + entry, nil, Pass, ""},
		{"incomplete wins", base, func(v *inventory.Inventory) { v.Gaps = []inventory.Gap{{Code: inventory.GapShallow}} }, Incomplete, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			inv := clean()
			if c.change != nil {
				c.change(inv)
			}
			v := Evaluate(inv, load(t, c.policy), day("2026-03-01"))
			if v.State != c.want || v.Posts[2].Awaited != c.awaited {
				t.Errorf("%s, awaited %q; want %s, %q", v.State, v.Posts[2].Awaited, c.want, c.awaited)
			}
		})
	}
}

func TestStateExit(t *testing.T) {
	want := map[State]int{Pass: 0, PassWithWaivers: 0, Fail: 1, Incomplete: 3, PendingApproval: 4, "": 3, "SOMETHING": 3}
	for s, status := range want {
		if got := StateExit(s); got != status {
			t.Errorf("%q: %d, want %d", s, got, status)
		}
	}
}

// Ids grow where fingerprints begin alike.
func TestIDsTellApart(t *testing.T) {
	j := &judge{open: []Violation{
		{Fingerprint: "0123456789" + strings.Repeat("0", 22)},
		{Fingerprint: "0123456789ab" + strings.Repeat("0", 20)},
		{Fingerprint: "ffff" + strings.Repeat("0", 28)},
	}, waived: []Violation{{Fingerprint: "ffff" + strings.Repeat("0", 28)}}}
	j.name()
	var got []string
	for _, v := range append(j.open, j.waived...) {
		got = append(got, v.ID)
	}
	if d := cmp.Diff([]string{"V-01234567890", "V-0123456789a", "V-ffff0000", "V-ffff0000"}, got); d != "" {
		t.Error(d)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	p := load(b, plantedPolicy)
	inv := large(40_000) // 40,000 files with two licenses and one statement each, secrets and components
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(inv, p, day("2026-03-01"))
	}
}

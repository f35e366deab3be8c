// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/html"
	"github.com/outgate/outgate/rules"
)

const commit = "9f3c1a2b4d5e60718293a4b5c6d7e8f901234567"

// office is what the policy of the fixture says beyond the preset.
const office = `
posts:
  compliance: {owner: oss@example.org, approvers: [alice]}
  security: {owner: infosec@example.org, approvers: [bob]}
  ip: {owner: ip@example.org, approvers: [carol]}
  operations: {owner: release@example.org}
waivers:
  - {id: W-2026-014, check: license-denied, match: {path: "third_party/mpl/*"}, reason: "MPL files, unmodified, source linked", owner: alice, approved-by: alice, created: 2026-10-01, expires: 2027-03-31, ticket: OSPO-214}
  - {id: W-2026-020, check: header-missing, match: {path: "tools/*"}, reason: "being rewritten, goes away with 2.0", owner: dave, approved-by: alice, created: 2026-09-01, expires: 2026-12-05}
`

// fixture is a repository as they are: most of it in order, and something for
// every section of the page.
func fixture(t testing.TB) (*policy.Verdict, html.Options) {
	t.Helper()
	inv := sample()
	base, err := rules.Preset("apache-2.0-outbound")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(base), "  distribution: [source]\n", "  distribution: [source]\n  holders: [Example Corp, The Lighthouse Authors]\n", 1)
	p, err := policy.Load("policy.yaml", []byte(strings.Replace(text, "name: apache-2.0-outbound", "name: example-outbound", 1)+office))
	if err != nil {
		t.Fatal(err)
	}
	v := policy.Evaluate(inv, p, time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
	last := len(v.Violations) - 1
	v.Known, v.Violations = append(v.Known, v.Violations[last]), v.Violations[:last]
	v.Approvals = []policy.ApprovalState{
		{Post: policy.PostCompliance, Given: true, By: "alice", Date: "2026-11-20", Signed: true, Source: "approvals/compliance.dsse", Answers: []policy.Answer{{Question: "trademarks", Answer: "none", Note: "the name was searched"}}},
		{Post: policy.PostIP, Awaited: "carol"},
	}
	return &v, html.Options{Checks: policy.Checks(), Inventory: inv, Previous: earlier(&v)}
}

// earlier are runs of the weeks before, each with more violations.
func earlier(v *policy.Verdict) []*policy.Verdict {
	var out []*policy.Verdict
	for i, extra := range []int{31, 24, 26, 11, 5} {
		o := *v
		o.Now = time.Date(2026, 10, 19+7*i, 8, 0, 0, 0, time.UTC).Format(time.RFC3339)
		o.Violations = append([]policy.Violation{}, v.Violations...)
		for range extra {
			o.Violations = append(o.Violations, v.Violations[0])
		}
		o.Gaps = v.Gaps[:min(i, len(v.Gaps))]
		out = append(out, &o)
	}
	return out
}

func sample() *inventory.Inventory {
	inv := &inventory.Inventory{
		Schema: inventory.Schema, Tool: inventory.Tool{Name: "outgate", Version: "0.1.0", Rules: map[string]string{"secret": "sha256:3f1c9c75db69", "license": "spdx-license-list-3.29.0 sha256:aef6b1867203"}},
		Subject:  inventory.Subject{Name: "lighthouse", Kind: inventory.SubjectWorktree, Commit: commit, Date: "2026-11-22T10:00:00Z", Ref: "main", Remote: "https://git.example.org/example/lighthouse.git"},
		Coverage: inventory.Coverage{Files: 642, Bytes: 8_412_031, Detectors: []string{"community", "copyright", "leak", "license", "media", "sbom", "secret", "similar", "supply"}, History: inventory.HistoryAll, Commits: 1893, Blobs: 7204, Began: "2019-02-01T09:00:00Z", Ignored: 31},
		Gaps:     []inventory.Gap{{Detector: "sbom", Path: "web/package-lock.json", Code: inventory.GapUnparsable, Reason: "not valid JSON at byte 120,482"}},
	}
	sampleFiles(inv)
	sampleFindings(inv)
	sampleComponents(inv)
	for i, who := range []string{"Ada Example", "Bo Sample", "陈晓", "Dana Muster", "Émile Exemple"} {
		inv.Identities = append(inv.Identities,
			inventory.Identity{Name: who, Mail: fmt.Sprintf("dev%d@example.org", i), Part: inventory.IdentityAuthor, Commits: 900 >> i, FirstCommit: commit},
			inventory.Identity{Name: who, Mail: fmt.Sprintf("dev%d@example.org", i), Part: inventory.IdentityCommitter, Commits: 700 >> i, FirstCommit: commit})
	}
	sampleCommunity(inv)
	inv.Contributions = append(inv.Contributions, inventory.Contribution{Name: "Ada Example", Mail: "dev0@example.org", Part: inventory.ContributionAuthor, Commits: 900, Signed: 871})
	inv.Sort()
	return inv
}

// sampleCommunity: two maintainers, of whom one is gone, a committer, contributors, a bot.
func sampleCommunity(inv *inventory.Inventory) {
	person := func(name, mail string, authored, committed, recent int, first, last string) inventory.Contributor {
		return inventory.Contributor{Name: name, Mail: mail, Authored: authored, Committed: committed, Recent: recent, First: first, Last: last}
	}
	inv.Community = &inventory.Community{
		RecentSince: "2025-11-22",
		Documents: []inventory.Document{{Path: "MAINTAINERS.md", Kind: inventory.DocumentMaintainers, Named: []inventory.Named{
			{Name: "Ada Example", Mail: "dev0@example.org", Line: 3}, {Handle: "emile", Line: 4}, {Handle: "example/keepers", Line: 5}}}},
		Aliases: []inventory.Alias{{Name: "Émile Exemple", Proper: "emile@example.org", Mail: "dev4@example.org"}},
		Contributors: []inventory.Contributor{
			person("Ada Example", "dev0@example.org", 900, 410, 120, "2019-02-01", "2026-11-22"), person("Bo Sample", "dev1@example.org", 450, 30, 60, "2020-03-01", "2026-11-02"),
			person("陈晓", "dev2@example.org", 225, 0, 40, "2023-05-01", "2026-10-15"), person("Dana Muster", "dev3@example.org", 112, 0, 0, "2019-06-01", "2022-01-09"),
			person("Emile", "dev4@example.org", 56, 2, 0, "2019-02-01", "2021-07-30"), person("update[bot]", "1+update[bot]@users.example.org", 300, 0, 300, "2024-01-01", "2026-11-20"),
		},
	}
}

func sampleFiles(inv *inventory.Inventory) {
	notice := func(license, holder string) string {
		id := header.Standard(license)
		return strings.Replace(id, header.PlaceHolder, holder, 1)
	}
	ours := notice("Apache-2.0", "Example Corp")
	foreign := strings.Replace(notice("GPL-3.0-or-later", "Quick Software"), "distributed in the hope", "distributed only in the hope", 1)
	for _, text := range []string{ours, foreign} {
		inv.HeaderTexts = append(inv.HeaderTexts, inventory.HeaderText{ID: inventory.HeaderTextID(text), Text: text})
	}
	add := func(path string, role inventory.Role, license, class, holder, text string, lines int) {
		f := inventory.File{Path: path, Role: role, Size: 2048, Blob: commit}
		if license != "" {
			f.Licenses = []inventory.License{{Expression: license, Class: class, StartLine: 1, EndLine: lines, Confidence: 0.98}}
		}
		if holder != "" {
			f.Copyrights = []inventory.Copyright{{Statement: "Copyright 2021 " + holder, Text: "// Copyright 2021 " + holder, Holders: []string{holder}, Years: "2021", StartLine: 1, EndLine: 1, Confidence: 0.97}}
		}
		switch {
		case text != "":
			f.Header = &inventory.Header{State: inventory.HeaderProper, StartLine: 1, EndLine: lines, Text: inventory.HeaderTextID(text)}
		case strings.HasSuffix(path, ".go"):
			f.Header = &inventory.Header{State: inventory.HeaderMissing}
		}
		inv.Files = append(inv.Files, f)
	}
	for i := range 520 {
		add(fmt.Sprintf("%s/file%03d.go", []string{"cmd/lighthouse", "internal/beam", "internal/lens", "pkg/signal"}[i%4], i), inventory.RoleProduct, "Apache-2.0", inventory.ClassNotice, "Example Corp", ours, 13)
	}
	add("LICENSE", inventory.RoleProduct, "Apache-2.0", inventory.ClassText, "", "", 202)
	for i, license := range []string{"MIT", "MIT", "BSD-3-Clause", "ISC", "MIT", "BSD-2-Clause"} {
		add(fmt.Sprintf("third_party/lib%d/LICENSE", i), inventory.RoleVendored, license, inventory.ClassText, []string{"Some Body", "Another Body"}[i%2], "", 21)
	}
	for i := range 3 {
		add(fmt.Sprintf("third_party/mpl/part%d.c", i), inventory.RoleVendored, "MPL-2.0", inventory.ClassTag, "Third Body", "", 1)
	}
	add("third_party/quick/sort.c", inventory.RoleVendored, "GPL-3.0-or-later", inventory.ClassNotice, "Quick Software", foreign, 14)
	add("third_party/quick/LICENSE", inventory.RoleVendored, "GPL-3.0-only", inventory.ClassText, "", "", 674)
	for i := range 7 {
		add(fmt.Sprintf("internal/lens/new%d.go", i), inventory.RoleProduct, "", "", "", "", 0)
	}
	for i := range 2 {
		add(fmt.Sprintf("tools/old%d.go", i), inventory.RoleProduct, "", "", "", "", 0)
	}
	add("internal/beam/borrowed.go", inventory.RoleProduct, "Apache-2.0", inventory.ClassTag, "Somebody Else Ltd", "", 2)
	for _, name := range []string{"README.md", "NOTICE", "SECURITY.md", "CONTRIBUTING.md", "文档/说明.md"} {
		add(name, inventory.RoleDocs, "", "", "", "", 0)
	}
}

func sampleFindings(inv *inventory.Inventory) {
	removed := inventory.Trace{Status: inventory.StatusRemoved, FirstCommit: commit, FirstAuthor: "Bo Sample <dev1@example.org>", FirstDate: "2024-05-06T07:08:09Z", Refs: []string{"refs/heads/main", "refs/tags/v1.2.0"}, RefCount: 2, Rewrite: 412}
	inv.Secrets = []inventory.Secret{
		{Rule: "secret/slack-bot-token", Title: "Slack bot token", Tier: inventory.TierStructured, Context: inventory.RoleProduct, Location: inventory.Location{Path: "deploy/notify.sh", Commit: commit, StartLine: 12, EndLine: 12}, Trace: removed, Length: 56, Fingerprint: "f1"},
		{Rule: "secret/private-key", Title: "Private key", Tier: inventory.TierStructured, Context: inventory.RoleProduct, Location: inventory.Location{Path: "deploy/tls/server.key", StartLine: 1, EndLine: 27}, Trace: inventory.Trace{Status: inventory.StatusInTree, FirstCommit: commit, FirstDate: "2025-01-02T03:04:05Z", FirstAuthor: "Ada Example <dev0@example.org>", Rewrite: 96}, Length: 1704, Fingerprint: "f2"},
		{Rule: "secret/generic-assignment", Title: "Generic assignment", Tier: inventory.TierAssigned, Context: inventory.RoleProduct, Location: inventory.Location{Path: "conf/app.yaml", StartLine: 3, EndLine: 3}, Trace: inventory.Trace{Status: inventory.StatusInTree}, Length: 24, Fingerprint: "f3",
			Suppression: &inventory.Suppression{By: inventory.SuppressedInline, Path: "conf/app.yaml", Line: 3, Bound: true, Reason: "a sample of the manual"}},
	}
	inv.Leaks = []inventory.Leak{
		{Rule: "leak/internal-host", Title: "Internal host", Kind: inventory.LeakHost, Context: inventory.RoleProduct, Location: inventory.Location{Path: "cmd/lighthouse/file000.go", StartLine: 40, EndLine: 40}, Trace: inventory.Trace{Status: inventory.StatusInTree}, Text: "build7.corp", Count: 2, Fingerprint: "f4"},
	}
}

func sampleComponents(inv *inventory.Inventory) {
	licenses := []string{"MIT", "Apache-2.0", "BSD-3-Clause", "MIT", "ISC", "MPL-2.0", "MIT", "", "Apache-2.0", "MIT", "BSD-2-Clause", "LGPL-2.1-or-later"}
	for i := range 64 {
		name := fmt.Sprintf("%s%d", []string{"amber", "birch", "cobalt", "delta", "ember"}[i%5], i)
		c := inventory.Component{PURL: fmt.Sprintf("pkg:golang/example.org/%s@v1.%d.0", name, i), Name: "example.org/" + name, Version: fmt.Sprintf("v1.%d.0", i), Type: "golang", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct,
			Direct: i < 9, Evidence: []inventory.Evidence{{Path: "go.mod", Line: 5 + i}}}
		if i%6 == 5 {
			c.Scope = inventory.ScopeTest
		}
		c.Licenses.Declared = licenses[i%len(licenses)]
		if i%3 == 0 {
			c.Licenses.Concluded = c.Licenses.Declared
		}
		if !c.Direct {
			c.Via = inv.Components[[]int{0, 0, 1, 0, 2, 3, 10, 11}[i%8]%len(inv.Components)].PURL
		}
		inv.Components = append(inv.Components, c)
	}
	inv.Manifests = []inventory.Manifest{{Path: "go.mod", Kind: "Go module", Role: inventory.RoleProduct, Components: 64}}
}

// many is a verdict with n violations and nothing that repeats but the checks'
// words: ids, paths, lines and evidence are all different.
func many(n int) *policy.Verdict {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		return []string{"audit", "beam", "cache", "driver", "engine", "filter", "gateway", "handler", "index", "journal", "kernel", "ledger", "merge", "network", "object", "parser", "queue", "router", "signal", "token"}[r.IntN(20)]
	}
	v := &policy.Verdict{Schema: policy.VerdictSchema, State: policy.Fail, Now: "2026-11-23T08:00:00Z", Tool: inventory.Tool{Name: "outgate", Version: "0.1.0"},
		Subject: inventory.Subject{Name: "large", Kind: inventory.SubjectWorktree, Commit: commit, Ref: "main"}, Policy: policy.PolicyRef{Name: "example-outbound", Source: "policy.yaml"},
		Posts:    []policy.PostVerdict{{Post: policy.PostCompliance, Owner: "oss@example.org", State: policy.Fail, Fails: n / 2}, {Post: policy.PostSecurity, Owner: "infosec@example.org", State: policy.Fail, Fails: n / 4}, {Post: policy.PostIP, State: policy.Fail}, {Post: policy.PostOperations, State: policy.Pass}},
		Coverage: inventory.Coverage{Files: n, Bytes: int64(n) * 4000, History: inventory.HistoryAll, Commits: 10_000}, Facts: policy.FactCounts{Licenses: map[string]int{"Apache-2.0": n}}}
	kinds := []struct {
		check, post, message, evidence, help string
		level                                policy.Level
		severity                             policy.Severity
	}{
		{"secret-structured", policy.PostSecurity, "Private key in product file", "secret/private-key, %d characters", "revoke the credential first, then remove it from the tree and from the history", policy.LevelFail, policy.Critical},
		{"license-denied", policy.PostCompliance, "GPL-2.0-only may not ship in this release, which goes out under Apache-2.0", "matched GPL-2.0-only (notice, 0.%02d)", "remove or replace the code, ask its holder for another license, or waive it by path with a reason", policy.LevelFail, policy.High},
		{"holder-foreign", policy.PostIP, "%s %s Ltd is no holder of this project", "Copyright %d", "move the file to third_party and keep its notice", policy.LevelFail, policy.High},
		{"header-missing", policy.PostCompliance, "no license header", "", "add a header (outgate fix headers)", policy.LevelFail, policy.Medium},
		{"leak-internal", policy.PostSecurity, "internal host in product file", "host%d.corp", "replace it by an example name", policy.LevelWarn, policy.Medium},
		{"crypto-inventory", policy.PostCompliance, "cryptography in the release", "line %d", "name it in the export note", policy.LevelNote, policy.Low},
	}
	for k := range kinds {
		kind := &kinds[k]
		for i := k * n / len(kinds); i < (k+1)*n/len(kinds); i++ {
			sum := sha256.Sum256([]byte(fmt.Sprint(i)))
			line := 1 + r.IntN(2000)
			message := kind.message
			if strings.Contains(message, "%s") {
				message = fmt.Sprintf(message, word(), word())
			}
			evidence := kind.evidence
			if strings.Contains(evidence, "%") {
				evidence = fmt.Sprintf(evidence, r.IntN(5000))
			}
			v.Violations = append(v.Violations, policy.Violation{ID: "V-" + hex.EncodeToString(sum[:4]), Check: kind.check, Post: kind.post, Severity: kind.severity, Level: kind.level, Message: message,
				Location: inventory.Location{Path: fmt.Sprintf("src/%s/%s/%s%s%d.go", word(), word(), word(), word(), i), StartLine: line, EndLine: line + r.IntN(3)}, Evidence: evidence,
				PolicyAt: policy.Place{File: "policy.yaml", Line: 40 + k, Column: 5}, PolicyText: kind.check + " = " + string(kind.level), Help: kind.help, Fingerprint: hex.EncodeToString(sum[:16])})
		}
	}
	return v
}

func render(t testing.TB, v *policy.Verdict, o html.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, v, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func BenchmarkWrite(b *testing.B) {
	v := many(100_000)
	b.ReportAllocs()
	for b.Loop() {
		out := render(b, v, html.Options{Checks: policy.Checks()})
		b.ReportMetric(float64(len(out))/1e6, "MB")
	}
}

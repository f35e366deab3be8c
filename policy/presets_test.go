// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	godiff "github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// tidy is a repository that a preset lets pass, with all that any of them asks for.
func tidy(preset string) *inventory.Inventory {
	inv := clean()
	license := map[string]string{"mit-outbound": "MIT", "mulanpsl-2.0-outbound": "MulanPSL-2.0", "gpl-3.0-outbound": "GPL-3.0-or-later"}[preset]
	if license != "" {
		inv.Files[0].Licenses, inv.Files[5].Licenses = text(license), tag(license)
	}
	for _, name := range []string{"CODE_OF_CONDUCT.md", "GOVERNANCE.md", "SUPPORT.md", "MAINTAINERS", "CHANGELOG.md", "DISCLAIMER"} {
		inv.Files = append(inv.Files, inventory.File{Path: name, Role: inventory.RoleDocs})
	}
	inv.Coverage.Files = len(inv.Files)
	topic := func(names ...string) (out []inventory.Topic) {
		for _, n := range names {
			out = append(out, inventory.Topic{Name: n, Line: 3})
		}
		return out
	}
	mail := []inventory.Contact{{Kind: inventory.ContactMail, Text: "team@outgate.dev", Line: 4}}
	inv.Community = &inventory.Community{
		Documents: []inventory.Document{
			{Path: "README.md", Kind: inventory.DocumentReadme},
			{Path: "SECURITY.md", Kind: inventory.DocumentSecurity, Contacts: mail, Topics: topic(inventory.TopicPrivate, inventory.TopicTime)},
			{Path: "CONTRIBUTING.md", Kind: inventory.DocumentContributing, Topics: topic(inventory.TopicDCO)},
			{Path: "CODE_OF_CONDUCT.md", Kind: inventory.DocumentConduct, Contacts: mail},
			{Path: "GOVERNANCE.md", Kind: inventory.DocumentGovernance, Topics: topic(inventory.TopicRoles, inventory.TopicVoting, inventory.TopicPath)},
			{Path: "SUPPORT.md", Kind: inventory.DocumentSupport},
			{Path: "MAINTAINERS", Kind: inventory.DocumentMaintainers, Named: []inventory.Named{{Name: "Ann Lee", Mail: "ann@outgate.dev", Line: 1}, {Name: "Bo Li", Handle: "boli", Line: 2}}},
			{Path: "CHANGELOG.md", Kind: inventory.DocumentChangelog, Versions: []inventory.Release{{Version: "1.0.0", Line: 3}}},
			{Path: "DISCLAIMER", Kind: inventory.DocumentDisclaimer, Topics: topic(inventory.TopicIncubator)},
		},
		RecentSince: "2025-02-20",
		Contributors: []inventory.Contributor{
			{Name: "Ann Lee", Mail: "ann@outgate.dev", Authored: 20, Recent: 10, First: "2020-01-01", Last: "2026-02-20"}, {Name: "Bo Li", Mail: "bo@outgate.dev", Authored: 20, Recent: 9, First: "2020-01-01", Last: "2026-02-10"},
			{Name: "Cy Ma", Mail: "cy@outgate.dev", Authored: 20, Recent: 9, First: "2020-01-01", Last: "2026-02-10"},
		},
		Tags: []inventory.Tag{{Name: "v1.0.0", Commit: inv.Subject.Commit, Annotated: true, Signature: inventory.SignaturePGP, Date: "2026-02-20T00:00:00Z"}},
	}
	inv.Contributions = []inventory.Contribution{{Name: "Ann Lee", Mail: "ann@outgate.dev", Part: inventory.ContributionAuthor, Commits: 20, Signed: 20}}
	inv.Components = []inventory.Component{component("pkg:golang/example.org/a@v1.0.0", "MIT", inventory.ScopeRuntime)}
	inv.Vulnerabilities = &inventory.Vulnerabilities{Database: &inventory.VulnDatabase{Date: "2026-02-20T00:00:00Z", Digest: "sha256:0", Records: 1}, Evaluated: 1, Found: []inventory.Vulnerability{}}
	return inv
}

// component is a package that is fetched; purl has a version.
func component(purl, license, scope string) inventory.Component {
	name, version, _ := strings.Cut(purl[strings.LastIndexByte(purl, '/')+1:], "@")
	kind, _, _ := strings.Cut(strings.TrimPrefix(purl, "pkg:"), "/")
	return inventory.Component{PURL: purl, Name: name, Version: version, Type: kind, Scope: scope, Role: inventory.RoleProduct, Direct: true,
		Licenses: inventory.ComponentLicenses{Declared: license}, Evidence: []inventory.Evidence{{Path: "go.mod", Line: 3}}}
}

// Each preset lets a tidy repository pass, without as much as a warning.
func TestPresetsPass(t *testing.T) {
	for _, name := range releasePresets() {
		v := Evaluate(tidy(name), preset(t, name), day("2026-03-01"))
		if v.State != Pass || slices.ContainsFunc(v.Violations, func(x Violation) bool { return x.Level != LevelNote }) {
			t.Errorf("%s: %s %v %v", name, v.State, codes(v.Violations), v.Gaps)
		}
	}
}

// documentOf finds a document of a kind, to break it.
func documentOf(inv *inventory.Inventory, kind string) *inventory.Document {
	at := slices.IndexFunc(inv.Community.Documents, func(d inventory.Document) bool { return d.Kind == kind })
	return &inv.Community.Documents[at]
}

func without(kinds ...string) func(*inventory.Inventory) {
	return func(inv *inventory.Inventory) {
		inv.Community.Documents = slices.DeleteFunc(inv.Community.Documents, func(d inventory.Document) bool { return slices.Contains(kinds, d.Kind) })
	}
}

func withoutFile(path string) func(*inventory.Inventory) {
	return func(inv *inventory.Inventory) {
		inv.Files = slices.DeleteFunc(inv.Files, func(f inventory.File) bool { return f.Path == path })
		inv.Coverage.Files = len(inv.Files)
	}
}

func needing(c inventory.Component) func(*inventory.Inventory) {
	return func(inv *inventory.Inventory) { inv.Components = append(inv.Components, c) }
}

func withFile(f inventory.File) func(*inventory.Inventory) {
	return func(inv *inventory.Inventory) {
		inv.Files = append(inv.Files, f)
		inv.Coverage.Files = len(inv.Files)
	}
}

func flaw(kind, context string) func(*inventory.Inventory) {
	return func(inv *inventory.Inventory) {
		inv.Supply = append(inv.Supply, inventory.Supply{Path: ".github/workflows/ci.yml", Line: 3, Context: inventory.Role(context), Kind: kind, Text: "x"})
	}
}

func opaque(path, rule string, role inventory.Role) func(*inventory.Inventory) {
	return func(inv *inventory.Inventory) {
		inv.Leaks = append(inv.Leaks, inventory.Leak{Rule: rule, Kind: inventory.LeakOpaque, Context: role, Location: inventory.Location{Path: path}, Trace: inventory.Trace{Status: inventory.StatusInTree}, Text: "jar", Fingerprint: "f"})
	}
}

func vulnerable(severity string) func(*inventory.Inventory) {
	return func(inv *inventory.Inventory) {
		inv.Vulnerabilities.Found = append(inv.Vulnerabilities.Found, inventory.Vulnerability{ID: "GHSA-1", PURL: inv.Components[0].PURL, Severity: severity, Fixed: "2"})
	}
}

// What a preset is for fails in it when it is broken, one rule at a time; "" is what it lets pass where others do not.
func TestPresetsBreak(t *testing.T) {
	gpl, lgpl, agpl, mpl := component("pkg:golang/x/gpl@v1", "GPL-2.0-only", inventory.ScopeRuntime), component("pkg:maven/x/lgpl@1", "LGPL-2.1-or-later", inventory.ScopeRuntime),
		component("pkg:golang/x/agpl@v1", "AGPL-3.0-only", inventory.ScopeRuntime), component("pkg:golang/x/mpl@v1", "MPL-2.0", inventory.ScopeRuntime)
	bare := inventory.File{Path: "src/bare.go", Role: inventory.RoleProduct, Header: &inventory.Header{State: inventory.HeaderMissing}}
	bareTest := inventory.File{Path: "src/bare_test.go", Role: inventory.RoleTest, Header: &inventory.Header{State: inventory.HeaderMissing}}
	unlicensed, unversioned := component("pkg:golang/x/none@v1", "", inventory.ScopeRuntime), component("pkg:golang/x/old@v1", "MIT", inventory.ScopeRuntime)
	unversioned.PURL, unversioned.Version = "pkg:golang/x/old", ""
	for _, tt := range []struct {
		preset string
		broken func(*inventory.Inventory)
		want   string // level and check; "-" and a check that must not be raised
	}{
		{"apache-2.0-outbound", withFile(bare), "fail header-missing"},
		{"apache-2.0-outbound", withFile(bareTest), "- header-missing"},
		{"apache-2.0-outbound", withoutFile("NOTICE"), "warn notice-missing"},
		{"apache-2.0-outbound", needing(gpl), "fail component-license-denied"},
		{"apache-2.0-outbound", without(inventory.DocumentGovernance, inventory.DocumentSupport, inventory.DocumentMaintainers, inventory.DocumentChangelog, inventory.DocumentConduct), "- governance-missing"},
		{"mit-outbound", withFile(bare), "- header-missing"},
		{"mit-outbound", withoutFile("NOTICE"), "- notice-missing"},
		{"mit-outbound", needing(gpl), "fail component-license-denied"},
		{"mit-outbound", func(inv *inventory.Inventory) {
			documentOf(inv, inventory.DocumentSecurity).Contacts, documentOf(inv, inventory.DocumentSecurity).Topics = nil, nil
		}, "warn security-channel"},
		{"generic-outbound", needing(agpl), "fail component-license-denied"},
		{"internal-use", needing(gpl), "- component-license-denied"},
		{"internal-use", withoutFile("LICENSE"), "- license-file-missing"},
		{"mulanpsl-2.0-outbound", withFile(bare), "warn header-missing"},
		{"mulanpsl-2.0-outbound", withoutFile("NOTICE"), "- notice-missing"},
		{"mulanpsl-2.0-outbound", needing(gpl), "fail component-license-denied"},
		{"mulanpsl-2.0-outbound", func(inv *inventory.Inventory) { inv.Files[0].Licenses = text("Apache-2.0") }, "fail license-file-mismatch"},
		{"gpl-3.0-outbound", needing(gpl), "fail component-license-denied"},
		{"gpl-3.0-outbound", needing(lgpl), "- component-license-denied"},
		{"gpl-3.0-outbound", needing(lgpl), "warn copyleft-obligation"},
		{"gpl-3.0-outbound", needing(component("pkg:golang/x/a@v1", "Apache-2.0", inventory.ScopeRuntime)), "- component-license-denied"},
		{"gpl-3.0-outbound", withFile(bare), "warn header-missing"},
		{"gpl-3.0-outbound", func(inv *inventory.Inventory) { inv.Files[0].Licenses = text("MIT") }, "fail license-file-mismatch"},
		{"saas", needing(agpl), "fail component-license-denied"},
		{"saas", needing(gpl), "- component-license-denied"},
		{"saas", needing(component("pkg:golang/x/sspl@v1", "SSPL-1.0", inventory.ScopeRuntime)), "fail component-license-denied"},
		{"saas", vulnerable(inventory.VulnHigh), "fail vulnerability-known"},
		{"saas", flaw(inventory.SupplyInjection, "ci"), "fail workflow-untrusted"},
		{"saas", withoutFile("LICENSE"), "- license-file-missing"},
		{"saas", needing(unversioned), "warn sbom-quality"},
		{"binary-distribution", needing(unlicensed), "fail component-license-unknown"},
		{"binary-distribution", needing(unversioned), "fail sbom-quality"},
		{"binary-distribution", needing(gpl), "fail component-license-denied"},
		{"binary-distribution", needing(lgpl), "note component-license-denied"},
		{"binary-distribution", needing(lgpl), "warn copyleft-obligation"},
		{"binary-distribution", withoutFile("NOTICE"), "fail notice-missing"},
		{"binary-distribution", flaw(inventory.SupplyLocal, "product"), "fail dependency-unresolvable"},
		{"binary-distribution", func(inv *inventory.Inventory) { inv.Community.Tags[0].Signature = "" }, "warn tag-unsigned"},
		{"asf-podling", withoutFile("NOTICE"), "fail notice-missing"},
		{"asf-podling", without(inventory.DocumentDisclaimer), "fail disclaimer-missing"},
		{"asf-podling", withFile(bareTest), "fail header-missing"},
		{"asf-podling", opaque("gradle/wrapper/gradle-wrapper.jar", "leak/executable", inventory.RoleProduct), "fail release-binary"},
		{"asf-podling", opaque("src/test/a.jar", "leak/executable", inventory.RoleTest), "fail release-binary"},
		{"asf-podling", opaque("data/a.zip", "leak/unreadable-container", inventory.RoleProduct), "fail release-archive"},
		{"asf-podling", needing(lgpl), "fail component-license-denied"},
		{"asf-podling", needing(mpl), "note component-license-denied"},
		{"asf-podling", needing(component("pkg:maven/x/json@1", "JSON", inventory.ScopeRuntime)), "fail component-license-denied"},
		{"asf-podling", needing(component("pkg:maven/x/bsd@1", "BSD-3-Clause", inventory.ScopeRuntime)), "- component-license-denied"},
		{"asf-podling", withFile(inventory.File{Path: "src/mpl.c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("MPL-2.0")}), "fail license-denied"},
		{"asf-podling", needing(component("pkg:maven/x/junit@1", "GPL-2.0-only WITH Classpath-exception-2.0", inventory.ScopeRuntime)), "note component-license-denied"},
		{"osps-baseline-1", withoutFile("LICENSE"), "fail license-file-missing"},
		{"osps-baseline-1", withoutFile("README.md"), "fail readme-missing"},
		{"osps-baseline-1", withoutFile("CONTRIBUTING.md"), "fail contributing-missing"},
		{"osps-baseline-1", withoutFile("SECURITY.md"), "fail security-contact-missing"},
		{"osps-baseline-1", opaque("a.jar", "leak/executable", inventory.RoleProduct), "fail release-binary"},
		{"osps-baseline-1", flaw(inventory.SupplyCheckout, "ci"), "fail workflow-untrusted"},
		{"osps-baseline-1", without(inventory.DocumentChangelog), "- changelog-missing"},
		{"osps-baseline-1", flaw(inventory.SupplyPermissions, "ci"), "- workflow-permissions"},
		{"osps-baseline-1", needing(component("pkg:golang/x/gpl@v1", "GPL-3.0-only", inventory.ScopeTest)), "- component-license-denied"},
		{"osps-baseline-1", needing(mpl), "note component-license-denied"},
		{"osps-baseline-2", without(inventory.DocumentChangelog), "fail changelog-missing"},
		{"osps-baseline-2", without(inventory.DocumentMaintainers), "fail maintainers-missing"},
		{"osps-baseline-2", without(inventory.DocumentGovernance), "fail governance-missing"},
		{"osps-baseline-2", func(inv *inventory.Inventory) { documentOf(inv, inventory.DocumentContributing).Topics = nil }, "fail contribution-terms"},
		{"osps-baseline-2", func(inv *inventory.Inventory) {
			documentOf(inv, inventory.DocumentSecurity).Topics = documentOf(inv, inventory.DocumentSecurity).Topics[:1]
		}, "fail security-time-frame"},
		{"osps-baseline-2", func(inv *inventory.Inventory) {
			documentOf(inv, inventory.DocumentSecurity).Contacts, documentOf(inv, inventory.DocumentSecurity).Topics = nil, nil
		}, "fail security-channel"},
		{"osps-baseline-2", flaw(inventory.SupplyPermissions, "ci"), "fail workflow-permissions"},
		{"osps-baseline-2", func(inv *inventory.Inventory) {
			inv.Contributions[0].Signed, inv.Contributions[0].Unsigned = 3, strings.Repeat("b", 40)
		}, "warn contribution-unsigned"},
		{"osps-baseline-2", func(inv *inventory.Inventory) { inv.Community.Tags[0].Signature = "" }, "warn tag-unsigned"},
		{"osps-baseline-2", without(inventory.DocumentSupport), "note support-missing"},
		{"osps-baseline-3", without(inventory.DocumentSupport), "fail support-missing"},
		{"osps-baseline-3", func(inv *inventory.Inventory) { inv.Community.Tags[0].Signature = "" }, "fail tag-unsigned"},
		{"osps-baseline-3", vulnerable(inventory.VulnCritical), "fail vulnerability-known"},
		{"osps-baseline-3", needing(unversioned), "fail sbom-quality"},
		{"osps-baseline-3", flaw(inventory.SupplyUnpinned, "ci"), "warn workflow-unpinned"},
		{"osps-baseline-3", func(inv *inventory.Inventory) { inv.Community.Contributors[1].Last = "2024-01-01" }, "warn maintainers-inactive"},
		{"osps-baseline-3", func(inv *inventory.Inventory) { inv.Community.Contributors[0].Recent = 20 }, "note bus-factor"},
		{"osps-baseline-3", func(inv *inventory.Inventory) {
			documentOf(inv, inventory.DocumentChangelog).Versions[0].Version = "0.9"
		}, "fail changelog-entry"},
		{"osps-baseline-3", func(inv *inventory.Inventory) { documentOf(inv, inventory.DocumentGovernance).Topics = nil }, "fail governance-roles"},
	} {
		inv := tidy(tt.preset)
		tt.broken(inv)
		level, code, _ := strings.Cut(tt.want, " ")
		v := Evaluate(inv, preset(t, tt.preset), day("2026-03-01"))
		at := slices.IndexFunc(v.Violations, func(x Violation) bool { return x.Check == code })
		switch {
		case level == "-" && at >= 0:
			t.Errorf("%s raises %s: %+v", tt.preset, code, v.Violations[at])
		case level != "-" && (at < 0 || string(v.Violations[at].Level) != level):
			t.Errorf("%s: no %s among %q, gaps %v", tt.preset, tt.want, codes(v.Violations), v.Gaps)
		case level == "fail" && v.State != Fail:
			t.Errorf("%s with %s: %s", tt.preset, tt.want, v.State)
		}
	}
}

// A check of the history that could not look says so: INCOMPLETE when its level fails, else a note, never nothing.
func TestUnreadHistory(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*inventory.Inventory)
	}{
		{"no repository", func(inv *inventory.Inventory) {
			inv.Subject.Kind, inv.Coverage.History = inventory.SubjectDirectory, inventory.HistoryNotApplicable
		}},
		{"left out", func(inv *inventory.Inventory) { inv.Coverage.History = inventory.HistoryNone }},
		{"a part", func(inv *inventory.Inventory) {
			inv.Coverage.History, inv.Coverage.Since = inventory.HistorySince, "v1 (x)"
		}},
		{"shallow", func(inv *inventory.Inventory) { inv.Subject.Shallow = true }},
	} {
		for key, code := range map[string]string{opLiving: "maintainers-inactive", opBusFactor: "bus-factor", opEntry: "changelog-entry", opSignedTags: "tag-unsigned"} {
			inv := tidy("mit-outbound")
			inv.Community.Contributors, inv.Community.Tags = nil, nil
			tt.change(inv)
			for level, want := range map[string]State{"fail": Incomplete, "warn": Pass} {
				v := Evaluate(inv, load(t, fmt.Sprintf("version: 1\nextends: preset:mit-outbound\nsecrets: {history: false}\noperations: {%s: %s}\n", key, level)), day("2026-03-01"))
				gap := slices.ContainsFunc(v.Gaps, func(g inventory.Gap) bool { return strings.Contains(g.Reason, "operations."+key) })
				note := slices.ContainsFunc(v.Violations, func(x Violation) bool {
					return x.Check == code && x.Level == LevelNote && strings.HasPrefix(x.Message, "not known")
				})
				if v.State != want || gap != (level == "fail") || note != (level == "warn") {
					t.Errorf("%s, %s: %s: %s, gap %v, note %v", tt.name, key, level, v.State, gap, note)
				}
				if level == "fail" && v.Posts[3].State != Incomplete {
					t.Errorf("%s, %s: the post is %s", tt.name, key, v.Posts[3].State)
				}
			}
		}
	}
}

// proof is an example of docs/checks.md.
type proof struct {
	code, overlay, body string
	bare, fires         bool
	marks               []string
}

func proofs(t *testing.T) []proof {
	t.Helper()
	page, err := os.ReadFile("../docs/checks.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []proof
	heads := section.FindAllSubmatchIndex(page, -1)
	for i, h := range heads {
		end := len(page)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		overlay := ""
		for _, b := range block.FindAllStringSubmatch(string(page[h[1]:end]), -1) {
			if b[1] == "yaml" {
				overlay = b[3]
				continue
			}
			marks := strings.Fields(b[2])
			out = append(out, proof{string(page[h[2]:h[3]]), overlay, b[3], slices.Contains(marks, "bare"), marks[0] == "must-fire", marks})
		}
	}
	return out
}

// raised is the strictest violation of a check in an example under a policy; "" for none.
func raised(t *testing.T, p *Policy, one proof) string {
	t.Helper()
	v := Evaluate(example(t, one.body, one.bare), p, day("2026-03-01"))
	best := Level("")
	for _, x := range slices.Concat(v.Violations, v.Waived, v.Suppressed) {
		if x.Check == one.code && rank(x.Level) > rank(best) {
			best = x.Level
		}
	}
	return string(best)
}

// TestPresetRules proves every check of every preset both ways: an example fires under the preset (with the overlay of the
// example where the preset alone leaves the check off or asks for a word of the project), and an example does not. The golden
// file holds the strictest level that each check reaches under each preset alone, so that no level can change unseen.
func TestPresetRules(t *testing.T) {
	all := proofs(t)
	var golden bytes.Buffer
	for _, name := range releasePresets() {
		pure := preset(t, name)
		overlaid := map[string]*Policy{}
		for _, c := range table() {
			strictest, fires, quiet := "", false, false
			for _, one := range all {
				if one.code != c.Code {
					continue
				}
				level := raised(t, pure, one)
				if rank(Level(level)) > rank(Level(strictest)) {
					strictest = level
				}
				if overlaid[one.overlay] == nil {
					overlaid[one.overlay] = load(t, "version: 1\nextends: preset:"+name+"\n"+one.overlay)
				}
				with := raised(t, overlaid[one.overlay], one)
				fires = fires || one.fires && (level != "" || with != "")
				quiet = quiet || !one.fires && (level == "" || with == "")
			}
			on := c.on == nil || c.on(pure)
			if on && !fires {
				t.Errorf("%s: nothing proves that %s fires", name, c.Code)
			}
			if on && !quiet {
				t.Errorf("%s: nothing proves that %s can be quiet", name, c.Code)
			}
			fmt.Fprintf(&golden, "%-22s %-28s %s\n", name, c.Code, cmp.Or(strictest, map[bool]string{true: "asks for a word of the policy", false: "-"}[on]))
		}
	}
	const file = "testdata/presets.txt"
	if *update {
		if err := os.WriteFile(file, golden.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := godiff.Diff(string(want), golden.String()); d != "" {
		t.Errorf("%s is not current; run go test ./policy -run PresetRules -update and read the difference (-want +got):\n%s", file, d)
	}
}

// What a preset leaves out nobody has thought about: each key that takes a level is written in each preset.
func TestPresetsAreExplicit(t *testing.T) {
	for _, name := range releasePresets() {
		data, err := rules.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range reading(t, "preset:"+name, string(data)).unset {
			switch {
			case strings.HasPrefix(u.key, "reuse."), strings.HasPrefix(u.key, "contributions."), strings.HasPrefix(u.key, "licenses.classes."), strings.HasPrefix(u.key, "headers."), strings.HasPrefix(u.key, "notice."),
				u.key == "holders.person", u.key == "identities.foreign", strings.HasSuffix(u.key, ".local"), strings.HasSuffix(u.key, ".unreachable"): // off, or a shade of what is written
			default:
				t.Errorf("%s: %s is not written", name, u.key)
			}
		}
	}
}

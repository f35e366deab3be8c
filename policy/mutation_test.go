// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// holds reports whether an example of docs/checks.md holds when these checks judge.
func holds(t *testing.T, one proof, checks []check) bool {
	t.Helper()
	v := evaluate(example(t, one.body, one.bare), load(t, "version: 1\nextends: preset:apache-2.0-outbound\n"+one.overlay), day("2026-03-01"), nil, checks)
	list := slices.Concat(v.Violations, v.Known)
	switch {
	case slices.Contains(one.marks, "waived"):
		list = v.Waived
	case slices.Contains(one.marks, "suppressed"):
		list = v.Suppressed
	}
	return one.fires == slices.ContainsFunc(list, func(x Violation) bool { return x.Check == one.code })
}

// TestBrokenChecksAreNoticed breaks each check, one at a time: with its function taken out an example of docs/checks.md must fail,
// and with one that is always raised another. The checks that the life of waivers, suppressions and curations raises, after all others, have no function
// of their own; their examples are held all the same.
func TestBrokenChecksAreNoticed(t *testing.T) {
	all := proofs(t)
	for at, c := range table() {
		lifecycle := strings.HasPrefix(c.Code, "waiver-") || strings.HasPrefix(c.Code, "suppression-") || strings.HasPrefix(c.Code, "curation-")
		off, always := table(), table()
		off[at].run = func(*judge) {}
		always[at].run, always[at].on, always[at].based = func(j *judge) {
			j.raise(setting{level: LevelFail, text: "always"}, High, item{v: Violation{Message: "always"}})
		}, nil, false
		fired, quiet, noticedOff, noticedAlways := 0, 0, false, false
		for _, one := range all {
			if one.code != c.Code {
				continue
			}
			if !holds(t, one, table()) {
				t.Errorf("%s: an example does not hold as it is\n%s", c.Code, one.body)
			}
			if one.fires {
				fired++
				noticedOff = noticedOff || !holds(t, one, off)
			} else {
				quiet++
				noticedAlways = noticedAlways || !holds(t, one, always)
			}
		}
		if fired == 0 || quiet == 0 || !lifecycle && (!noticedOff || !noticedAlways) {
			t.Errorf("%s: %d examples fire, %d do not; switched off: noticed %v, always raised: noticed %v", c.Code, fired, quiet, noticedOff, noticedAlways)
		}
	}
}

// battery are repositories in which nearly everything is wrong, so that whatever a level of a policy is changed to is seen. license is
// that of the release. The licenses of the categories are of those that no table of pairs knows, so that the matrix decides.
func battery(license string) []*inventory.Inventory {
	allRoles := []inventory.Role{inventory.RoleProduct, inventory.RoleTest, inventory.RoleExample, inventory.RoleDocs, inventory.RoleVendored, inventory.RoleGenerated, inventory.RoleCI}
	one := map[string]string{rules.CategoryPublicDomain: "CC-PDDC", rules.CategoryPermissive: "AAL", rules.CategoryWeakCopyleft: "Artistic-dist", rules.CategoryStrongCopyleft: "EUPL-1.0", rules.CategoryNetworkCopyleft: "CPAL-1.0", rules.CategoryProprietary: "LicenseRef-outgate-proprietary"}

	full := tidy("apache-2.0-outbound")
	full.Coverage.Began = "2020-01-01T00:00:00Z"
	add := func(f inventory.File) { full.Files = append(full.Files, f) }
	// Each role has its kinds of leaks and secrets, in the tree and removed.
	for i, role := range allRoles {
		for _, k := range leakKeys() {
			kind, rule := k.key, "leak/"+k.key
			if k.key == leakKeystore {
				kind, rule = inventory.LeakOpaque, "leak/keystore"
			}
			for _, status := range []string{inventory.StatusInTree, inventory.StatusRemoved} {
				full.Leaks = append(full.Leaks, inventory.Leak{Rule: rule, Kind: kind, Context: role, Location: inventory.Location{Path: fmt.Sprintf("leak/%s/%s/%s", k.key, role, status), StartLine: 1, EndLine: 1},
					Trace: inventory.Trace{Status: status, FirstCommit: strings.Repeat("c", 40)}, Text: fmt.Sprintf("text %d", i), Count: 50, Fingerprint: fmt.Sprint(k.key, role, status)})
			}
		}
		for _, tier := range []string{inventory.TierStructured, inventory.TierAssigned, inventory.TierWeak} {
			for _, status := range []string{inventory.StatusInTree, inventory.StatusRemoved, inventory.StatusUnreachable} {
				full.Secrets = append(full.Secrets, inventory.Secret{Rule: "secret/example", Title: "Example", Tier: tier, Context: role, Location: inventory.Location{Path: fmt.Sprintf("secret/%s/%s/%s", tier, role, status), StartLine: 1, EndLine: 1},
					Trace: inventory.Trace{Status: status, FirstCommit: strings.Repeat("c", 40)}, Length: 40, Fingerprint: fmt.Sprint(tier, role, status)})
			}
		}
		for category, id := range one {
			path := fmt.Sprintf("%s/%s.c", role, category)
			if role == inventory.RoleVendored {
				path = fmt.Sprintf("third_party/%s/a.c", category)
			}
			add(inventory.File{Path: path, Role: role, Header: proper(), Licenses: tag(id)})
		}
		add(inventory.File{Path: fmt.Sprintf("bare/%s.c", role), Role: role, Header: &inventory.Header{State: inventory.HeaderMissing}})
	}
	for category, id := range one {
		for i, usage := range []struct{ kind, scope string }{{"golang", inventory.ScopeRuntime}, {"maven", inventory.ScopeRuntime}, {"maven", inventory.ScopeBuild}, {"maven", inventory.ScopeTest}} {
			full.Components = append(full.Components, component(fmt.Sprintf("pkg:%s/%s/u%d@1", usage.kind, category, i), id, usage.scope))
		}
		c := component(fmt.Sprintf("pkg:golang/%s/vendored@1", category), id, inventory.ScopeRuntime)
		c.Distributed = true
		full.Components = append(full.Components, c)
	}
	unknown, shipped, disagrees, bare := component("pkg:npm/x/unknown@1", "", inventory.ScopeRuntime), component("pkg:npm/x/shipped@1", "", inventory.ScopeRuntime), component("pkg:npm/x/two@1", "MIT", inventory.ScopeRuntime), component("pkg:npm/x/none", "MIT", inventory.ScopeRuntime)
	shipped.Distributed = true
	unknownTool := component("pkg:npm/x/tool@1", "", inventory.ScopeBuild)
	disagrees.Licenses.Concluded = "GPL-3.0-only"
	disagrees.Licenses.Texts = []inventory.LicenseText{{Path: "node_modules/two/LICENSE", Line: 1, Expression: "GPL-3.0-only", Digest: "sha256:00"}}
	full.Components = append(full.Components, unknown, unknownTool, shipped, disagrees, bare)
	for range 40 { // so many that no share is reached
		full.Components = append(full.Components, bare)
	}
	for i, severity := range []string{inventory.VulnCritical, inventory.VulnHigh, inventory.VulnMedium, inventory.VulnLow, inventory.VulnUnrated} {
		for k, v := range []inventory.Vulnerability{{Fixed: "2"}, {}, {Fixed: "2", Undecided: true}} {
			v.ID, v.Severity, v.PURL = fmt.Sprintf("GHSA-%d-%d", i, k), severity, full.Components[0].PURL
			full.Vulnerabilities.Found = append(full.Vulnerabilities.Found, v)
		}
		aside := inventory.Vulnerability{ID: fmt.Sprintf("GHSA-%d-aside", i), Severity: severity, Fixed: "2"}
		for _, c := range full.Components {
			if c.Scope == inventory.ScopeTest {
				aside.PURL = c.PURL
			}
		}
		full.Vulnerabilities.Found = append(full.Vulnerabilities.Found, aside)
	}
	full.Vulnerabilities.Database.Date = "2025-01-01T00:00:00Z"
	full.Vulnerabilities.Unknown = []inventory.Unevaluated{{Reason: inventory.UnevaluatedVersion, Count: 1, Example: bare.PURL}}
	for _, kind := range []string{inventory.SupplyUnpinned, inventory.SupplyCheckout, inventory.SupplyPermissions, inventory.SupplyLocal, inventory.SupplySSH, inventory.SupplySystem} {
		flaw(kind, "product")(full)
	}
	opaque("bin/a.jar", "leak/executable", inventory.RoleProduct)(full)
	opaque("bin/a.zip", "leak/unreadable-container", inventory.RoleProduct)(full)
	holders := func(path, years string, role inventory.Role, names ...string) inventory.File {
		f := file(path, role, years, names...)
		f.Header, f.Licenses = proper(), tag("Apache-2.0")
		for i := range f.Copyrights {
			f.Copyrights[i].StartLine, f.Copyrights[i].EndLine = 1+i, 1+i
		}
		return f
	}
	add(holders("holder/foreign.c", "2020", inventory.RoleProduct, "Other Ltd."))
	add(holders("holder/entity.c", "2020", inventory.RoleProduct, "Example Bank Inc."))
	double := holders("holder/double.c", "2020", inventory.RoleProduct, "Example Corp", "Other Ltd.")
	double.Header.EndLine, double.Copyrights[1].StartLine, double.Copyrights[1].EndLine = 9, 6, 6
	add(double)
	cosmetic := holders("header/cosmetic.c", "2020", inventory.RoleProduct, "Example Corp")
	cosmetic.Header, cosmetic.Licenses = &inventory.Header{State: inventory.HeaderProper, StartLine: 1, EndLine: 3, Text: "cosmetic"}, tag(license)
	add(cosmetic)
	add(holders("holder/year.c", "2031", inventory.RoleProduct, "Example Corp"))
	add(holders("copy/a.c", "2026", inventory.RoleProduct, "Example Corp"))
	add(holders("third_party/copy/a.c", "2019", inventory.RoleVendored, "Other Ltd."))
	full.Similar = []inventory.Similar{{A: "copy/a.c", B: "third_party/copy/a.c", Share: 95, Lines: 90}}
	mismatch := holders("mismatch/a.c", "2020", inventory.RoleProduct, "Example Corp")
	mismatch.Licenses, mismatch.Header = tag("MIT"), &inventory.Header{State: inventory.HeaderProper, StartLine: 1, EndLine: 9, Text: "odd"}
	add(mismatch)
	full.HeaderTexts = []inventory.HeaderText{{ID: "cosmetic", Text: "Copyright (c) {year} Example Corp.\n\nspdx-license-identifier: " + strings.ToUpper(license)}, {ID: "odd", Text: "Copyright {year} Example Corp\n\nWhoever finds this may do with it whatever comes to mind, but for selling it."}}
	add(inventory.File{Path: "package.json", Role: inventory.RoleProduct, Licenses: []inventory.License{{Expression: "BSD-2-Clause", Class: inventory.ClassManifest, StartLine: 3, EndLine: 3, Confidence: 1}}})
	add(inventory.File{Path: "lib/package.json", Role: inventory.RoleProduct, Licenses: []inventory.License{{Expression: "LicenseRef-outgate-proprietary", Class: inventory.ClassManifest, StartLine: 3, EndLine: 3, Confidence: 1}}})
	full.Files[2].Licenses = []inventory.License{{Expression: "BSD-2-Clause", Class: inventory.ClassReference, StartLine: 3, EndLine: 3, Confidence: 0.9}}
	add(inventory.File{Path: "unknown/a.c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("LicenseRef-nobody-knows")})
	add(inventory.File{Path: "third_party/unknown/a.c", Role: inventory.RoleVendored, Header: proper()})
	add(inventory.File{Path: "fonts/a.ttf", Role: inventory.RoleProduct})
	add(inventory.File{Path: "images/logo.png", Role: inventory.RoleProduct})
	side := file("images/b.png.license", inventory.RoleProduct, "2020", "Example Corp")
	add(inventory.File{Path: "images/b.png", Role: inventory.RoleProduct})
	add(side)
	full.Media = []inventory.Media{{Path: "images/b.png", Context: inventory.RoleProduct, Format: "png", Field: "text Copyright", Kind: inventory.MediaCopyright, Text: "(c) Other Ltd.", Holders: []string{"Other Ltd."}}}
	full.Contributions = append(full.Contributions, inventory.Contribution{Name: "Eve", Mail: "eve@other.dev", Part: inventory.ContributionAuthor, Commits: 3, Unsigned: strings.Repeat("d", 40)},
		inventory.Contribution{Name: "Eva", Mail: "eva@else.dev", Part: inventory.ContributionCoAuthor, Commits: 3, Unsigned: strings.Repeat("d", 40)})
	full.Base = &inventory.Base{Ref: "v1", Commit: "c", New: []string{}, Files: []inventory.File{holders("src/main.go", "2009", inventory.RoleProduct, "Other Ltd.")}}
	full.Base.Files[0].Blob = "1"
	full.Coverage.Files = len(full.Files)

	vague := tidy("apache-2.0-outbound")
	vague.Files[0].Licenses = text("GPL-2.0-only") // LICENSE is another one
	for i := range vague.Community.Documents {
		d := &vague.Community.Documents[i]
		d.Topics, d.Contacts = nil, nil
		if d.Kind == inventory.DocumentChangelog {
			d.Versions[0].Version = "0.1"
		}
	}
	for i := range vague.Community.Contributors {
		vague.Community.Contributors[i].Last = "2020-01-01"
	}
	vague.Community.Contributors[0].Recent, vague.Community.Tags[0].Signature = 20, ""

	nothing := clean()
	nothing.Files, nothing.Community = nothing.Files[5:], nil
	nothing.Coverage.Files = 1
	strange := tidy("apache-2.0-outbound")
	strange.Files[0].Licenses = nil // nobody knows what LICENSE says
	closed := tidy("apache-2.0-outbound")
	closed.Files[0].Licenses = text("SSPL-1.0") // LICENSE is on no list of open ones
	return []*inventory.Inventory{full, vague, nothing, strange, closed}
}

// overridables is what a preset leaves to others.
var overridables = regexp.MustCompile(`(?m)^overridable: (?:.*,\n)*.*\n`)

// TestPresetLevelsAreNoticed changes each level of each preset, one at a time, and looks whether any verdict on the battery changes:
// a level that can be changed unseen is a rule that nothing proves.
func TestPresetLevelsAreNoticed(t *testing.T) {
	if testing.Short() {
		t.Skip("some thousand policies")
	}
	const word = "project: {entities: [{name: Example Corp}, {name: \"Example Bank Co., Ltd.\", aliases: [Example Bank]}], holders: [The Others]}\n"
	var repositories []*inventory.Inventory
	verdict := func(p *Policy, inv *inventory.Inventory) string {
		var b strings.Builder
		v := Evaluate(inv, p, day("2026-03-01"))
		fmt.Fprintln(&b, v.State)
		for _, x := range slices.Concat(v.Violations, v.Known) {
			fmt.Fprintln(&b, x.Check, x.Level, x.Severity, x.Location.Path, x.Message)
		}
		return b.String()
	}
	for _, name := range releasePresets() {
		repositories = battery(map[string]string{"mulanpsl-2.0-outbound": "MulanPSL-2.0", "gpl-3.0-outbound": "GPL-3.0-or-later"}[name])
		if strings.HasPrefix(name, "apache") || strings.HasPrefix(name, "asf") {
			repositories = battery("Apache-2.0")
		}
		data, _ := rules.Preset(name)
		free := overridables.ReplaceAll(data, []byte("overridable: [\"*\"]\n")) // the preset, open to every change
		over := func(text string) *Policy {
			p, err := LoadBeside("p.yaml", []byte("version: 1\nextends: file:"+name+".yaml\n"+word+text), func(string) ([]byte, error) { return free, nil })
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		var before []string
		for _, inv := range repositories {
			before = append(before, verdict(over(""), inv))
		}
		changed := 0
		for _, o := range reading(t, "preset:"+name, string(data)).Values() {
			level, _, isLevel := levelOf(o.Value)
			if !isLevel || strings.Contains(o.Key, "[") || o.At.Line == 0 || unseen(name, o.Key) {
				continue
			}
			other := "allow"
			if level == "" {
				other = "fail"
				if under(o.Key, "leaks.crypto") {
					other = "note"
				}
			}
			path := strings.Split(o.Key, ".")
			text := path[len(path)-1] + ": " + other
			for _, step := range slices.Backward(path[:len(path)-1]) {
				text = step + ": {" + text + "}"
			}
			changed++
			p := over(text + "\n")
			noticed := false
			for i := 0; i < len(repositories) && !noticed; i++ {
				noticed = verdict(p, repositories[i]) != before[i]
			}
			if !noticed {
				t.Errorf("%s: %s: %s can be %s, and no verdict changes", name, o.Key, o.Value, other)
			}
		}
		if changed < 100 {
			t.Errorf("%s: only %d levels were changed", name, changed)
		}
	}
}

// unseen are levels that a preset writes for whoever extends it: they wait for a figure or a rule that it does not set.
func unseen(preset, key string) bool {
	switch key {
	case "sbom.level":
		return !slices.Contains([]string{"saas", "binary-distribution", "osps-baseline-3"}, preset) // no share is asked for
	case "headers.altered.year-only":
		return true // headers.year is not written: any
	case "licenses.matrix.strong-copyleft.vendored", "licenses.matrix.strong-copyleft.linked", "licenses.matrix.network-copyleft.vendored", "licenses.matrix.network-copyleft.linked", "licenses.matrix.network-copyleft.dynamic":
		return preset == "gpl-3.0-outbound" // another copyleft conflicts with it by the rules on pairs, whatever the cell says
	case "license-file.mismatch":
		return preset == "internal-use" || preset == "saas" // project.outbound: none
	case "license-file.not-open":
		return !slices.Contains([]string{"generic-outbound", "binary-distribution", "osps-baseline-1", "osps-baseline-2", "osps-baseline-3"}, preset) // project.outbound is named, and open
	}
	return false
}

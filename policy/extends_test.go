// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/rules"

	"github.com/outgate/outgate/inventory"
)

// files is a directory with policies.
type files map[string]string

func (f files) open(name string) ([]byte, error) {
	text, ok := f[name]
	if !ok {
		return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
	}
	return []byte(text), nil
}

func (f files) read(top string) (*Reading, error) {
	return ReadBeside(top, []byte(f[top]), f.open)
}

// base is a policy that decides everything and leaves nothing.
const base = `version: 1
overridable: []
project: {outbound: Apache-2.0, distribution: [source], holders: [Example Corp]}
posts: {ip: {owner: o, approvers: [ivy]}}
verdict: {gaps: incomplete, require-approvals: [ip]}
license-file: {missing: high}
licenses:
  allow: [MIT, ISC]
  deny: [JSON]
  matrix:
    permissive: {vendored: allow, linked: warn}
  min-coverage: 50
  min-confidence: 0.5
  categories: {strong-copyleft: [LicenseRef-x]}
headers: {required: true, exclude: ["gen/**", "old/**"], roles: [product, test], license: Apache-2.0, other-holder: fail}
holders: {foreign: fail}
secrets: {structured: {default: critical, test: fail}}
leaks: {personal-data: {default: fail}, words: [words.txt], thresholds: {bank-card: 3}}
identities: {foreign: warn, domains: [example.com, example.org]}
vulnerabilities: {critical: fail, max-age: 30}
contributions: {unsigned: fail}
copied: {level: warn, share: 80}
operations: {living-maintainers: fail}
release: {binaries: fail}
sbom: {purl: 90}
subprojects: [{path: plugins, license-file: {missing: critical}}]
`

func TestOverlayMayOnlyTighten(t *testing.T) {
	for _, c := range []struct{ over, want string }{
		{"license-file: {missing: critical}", ""},
		{"license-file: {missing: fail}", ""},
		{"license-file: {missing: warn}", "2:25: license-file.missing: warn is milder than high (base.yaml:6:25)"},
		{"license-file: {mismatch: warn}", "2:26: license-file.mismatch: warn is milder than fail (by default)"},
		{"license-file: {mismatch: high}", ""},
		{"verdict: {gaps: warn}", "2:17: verdict.gaps: warn is milder than incomplete (base.yaml:5:17)"},
		{"verdict: {require-approvals: []}", ""},
		{"verdict: {new-only: true}", ""},
		{"verdict: {new-only: false}", ""},
		{"questions: [{id: a, post: ip, ask: x}]", ""},
		{"scope: reuse", "2:8: scope: reuse is milder than all (by default)"},
		{"project: {outbound: MIT}", "2:21: project.outbound: is decided already (base.yaml:3:21)"},
		{"project: {outbound: Apache-2.0}", ""},
		{"project: {distribution: [source, binary]}", ""},
		{"project: {distribution: [binary]}", "2:26: project.distribution: leaves out \"source\" (base.yaml:3:48)"},
		{"project: {holders: [Example Corp, Other]}", "2:21: project.holders: is decided already (base.yaml:3:67)"},
		{"project: {entities: [{name: Example Corp}]}", ""},
		{"posts: {ip: {approvers: [ivy, mallory]}}", "2:26: posts.ip.approvers: is decided already (base.yaml:4:36)"},
		{"posts: {security: {owner: x, approvers: [sam]}}", ""},
		{"licenses: {allow: [MIT]}", ""},
		{"licenses: {allow: []}", ""},
		{"licenses: {allow: [MIT, GPL-3.0-only]}", "2:25: licenses.allow: adds \"GPL-3.0-only\" (base.yaml:8:11)"},
		{"licenses: {deny: [SSPL-1.0]}", ""},
		{"licenses: {matrix: {permissive: {vendored: warn}}}", ""},
		{"licenses: {matrix: {permissive: {linked: note}}}", "2:42: licenses.matrix.permissive.linked: note is milder than warn (base.yaml:11:43)"},
		{"licenses: {matrix: {permissive: {tool: allow}}}", "2:40: licenses.matrix.permissive.tool: allow is milder than fail (by default)"},
		{"licenses: {matrix: {weak-copyleft: {tool: allow}}}", "2:43: licenses.matrix.weak-copyleft.tool: allow is milder than fail (by default)"},
		{"licenses: {matrix: {weak-copyleft: {tool: critical}}}", ""},
		{"licenses: {min-coverage: 60}", ""},
		{"licenses: {min-coverage: 40}", "2:26: licenses.min-coverage: 40 is milder than 50 (base.yaml:12:17)"},
		{"licenses: {min-confidence: 0.4}", ""},
		{"licenses: {min-confidence: 0.6}", "2:28: licenses.min-confidence: 0.6 is milder than 0.5 (base.yaml:13:19)"},
		{"licenses: {categories: {proprietary: [GPL-3.0-only]}}", ""},
		{"licenses: {categories: {permissive: [GPL-3.0-only]}}", "2:38: licenses.categories: \"GPL-3.0-only\" is strong-copyleft (by default)"},
		{"licenses: {categories: {permissive: [LicenseRef-new]}}", "2:38: licenses.categories: \"LicenseRef-new\" is unknown (by default)"},
		{"licenses: {compatibility: [{outbound: [\"*\"], inbound: [MIT], answer: conflict, because: x}]}", ""},
		{"licenses: {compatibility: [{outbound: [\"*\"], inbound: [GPL-3.0-only], answer: compatible, because: x}]}", "2:79: licenses.compatibility: compatible lets pass what the matrix may not (by default)"},
		{"licenses: {classes: {text: note}}", "2:28: licenses.classes.text: note is milder than fail (by default)"},
		{"headers: {level: fail}", ""},
		{"headers: {level: warn}", "2:18: headers.level: warn is milder than fail (by default)"},
		{"headers: {required: false}", "2:21: headers.required: false is milder than true (base.yaml:15:21)"},
		{"headers: {ratchet: true}", "2:20: headers.ratchet: true is milder than false (by default)"},
		{"headers: {exclude: [\"gen/**\"]}", ""},
		{"headers: {exclude: [\"src/**\"]}", "2:21: headers.exclude: adds \"src/**\" (base.yaml:15:37)"},
		{"headers: {roles: [product, test, docs]}", ""},
		{"headers: {roles: [product]}", "2:19: headers.roles: leaves out \"test\" (base.yaml:15:66)"},
		{"headers: {license: MIT}", "2:20: headers.license: is decided already (base.yaml:15:91)"},
		{"holders: {person: note}", "2:19: holders.person: note is milder than fail (base.yaml:16:20)"},
		{"holders: {exclude: [a]}", "2:21: holders.exclude: adds \"a\" (by default)"},
		{"holders: {roles: [test]}", "2:19: holders.roles: leaves out \"product\" (by default)"},
		{"secrets: {structured: {default: fail}}", "2:33: secrets.structured.default: fail is milder than critical (base.yaml:17:33)"},
		{"secrets: {structured: {docs: allow}}", "2:30: secrets.structured.docs: allow is milder than critical (base.yaml:17:33)"},
		{"secrets: {structured: {removed: note}}", "2:33: secrets.structured.removed: note is milder than critical (base.yaml:17:33)"},
		{"secrets: {structured: {local: note}}", "2:31: secrets.structured.local: note is milder than warn (by default)"},
		{"secrets: {structured: {test: critical}}", ""},
		{"secrets: {weak: {default: note}}", ""},
		{"secrets: {history: false}", "2:20: secrets.history: false is milder than true (by default)"},
		{"secrets: {since: true}", "2:18: secrets.since: true is milder than false (by default)"},
		{"suppressions: {repository: honor}", "2:28: suppressions.repository: honor is milder than forbid (by default)"},
		{"leaks: {host: {default: allow}}", ""},
		{"leaks: {thresholds: {bank-card: 4}}", "2:33: leaks.thresholds.bank-card: 4 is milder than 3 (base.yaml:18:85)"},
		{"leaks: {thresholds: {prc-mobile: 6}}", "2:34: leaks.thresholds.prc-mobile: 6 is milder than 5 (by default)"},
		{"leaks: {thresholds: {bank-card: 1}}", ""},
		{"identities: {domains: [example.com]}", ""},
		{"identities: {domains: [example.net]}", "2:24: identities.domains: adds \"example.net\" (base.yaml:19:39)"},
		{"identities: {allow: [\"*@example.net\"]}", "2:22: identities.allow: adds \"*@example.net\" (by default)"},
		{"vulnerabilities: {high: warn}", "2:25: vulnerabilities.high: warn is milder than fail (by default)"},
		{"vulnerabilities: {max-age: 0}", "2:28: vulnerabilities.max-age: 0 is milder than 30 (base.yaml:20:44)"},
		{"vulnerabilities: {max-age: 7, vex: ignore}", ""},
		{"contributions: {bots: [\"x*\"]}", "2:24: contributions.bots: adds \"x*\" (by default)"},
		{"contributions: {company-domains: [x.org]}", ""},
		{"copied: {share: 90}", "2:17: copied.share: 90 is milder than 80 (base.yaml:22:30)"},
		{"contributions: {since: v1}", "2:24: contributions.since: is decided already (by default)"},
		{"operations: {readme: allow}", ""},
		{"operations: {at-least: 3}", ""},
		{"operations: {at-least: 1}", "2:24: operations.at-least: 1 is milder than 2 (by default)"},
		{"operations: {months: 6}", ""},
		{"operations: {months: 24}", "2:22: operations.months: 24 is milder than 12 (by default)"},
		{"release: {exclude: [\"**\"]}", "2:21: release.exclude: adds \"**\" (by default)"},
		{"release: {roles: [vendored, generated]}", "2:19: release.roles: leaves out \"product\" (by default)"},
		{"release: {roles: [product, vendored, generated, docs]}", ""},
		{"sbom: {purl: 95}", ""},
		{"sbom: {purl: 80}", "2:14: sbom.purl: 80 is milder than 90 (base.yaml:25:14)"},
		{"sbom: {version: 80}", ""},
		{"headers: {holders: [Mallory]}", "2:21: headers.holders: is decided already (base.yaml:15:117)"},
		{"subprojects: [{path: plugins/bridge}]", "2:22: subprojects: \"plugins/bridge\" takes a part out of \"plugins\" (base.yaml:26:22)"},
		{"subprojects: [{path: tools}]", ""},
		{"media: {foreign: allow}", ""},
	} {
		dir := files{"base.yaml": base, "p.yaml": "version: 1\n" + c.over + "\nextends: file:base.yaml\n"}
		r, err := dir.read("p.yaml")
		if err == nil {
			judgesAsStrictly(t, c.over, dir, r.Policy)
		}
		want := ""
		if c.want != "" {
			key, _, _ := strings.Cut(c.want[strings.Index(c.want, " ")+1:], ": ")
			want = "p.yaml:" + c.want + "; an overlay may only tighten, and base.yaml does not list " + key + " as overridable"
		}
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", c.over, got, want)
		}
		// What the base leaves to others they may loosen.
		dir["base.yaml"] = strings.Replace(base, "overridable: []", `overridable: ["*"]`, 1)
		if _, err := dir.read("p.yaml"); err != nil {
			t.Errorf("%s, with everything overridable: %v", c.over, err)
		}
		// Above nothing, everything may be written.
		dir["p.yaml"] = "version: 1\n" + c.over + "\n"
		if _, err := dir.read("p.yaml"); err != nil {
			t.Errorf("%s alone: %v", c.over, err)
		}
	}
}

// What a base says of keys and of the level of a file is its own, also against an empty list or a base beside it.
func TestNoWayAround(t *testing.T) {
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	keyed := "version: 1\noverridable: []\nposts: {ip: {owner: o, approvers: [ivy], keys: [{by: ivy, key: " + base64.StdEncoding.EncodeToString(der) + "}]}}\n"
	if _, err := (files{"a.yaml": keyed, "p.yaml": "version: 1\nextends: file:a.yaml\nposts: {ip: {keys: []}}\n"}).read("p.yaml"); err == nil || !strings.Contains(err.Error(), "posts.ip.keys: is decided already") {
		t.Errorf("keys are dropped by an empty list: %v", err)
	}
	for _, order := range []string{"[file:a.yaml, file:b.yaml]", "[file:b.yaml, file:a.yaml]"} {
		dir := files{"a.yaml": "version: 1\ncontributions: {unsigned: fail}\nrelease: {binaries: fail}\n", "p.yaml": "version: 1\nextends: " + order + "\n",
			"b.yaml": "version: 1\ncontributions: {unsigned: fail, since: v9}\nrelease: {binaries: fail, exclude: [\"**\"]}\nverdict: {new-only: false}\n"}
		r, err := dir.read("p.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if p := r.Policy; p.contrib.since != "" || len(p.binaries.exclude) != 0 || p.newOnly {
			t.Errorf("%s: since %q, exclude %q, new-only %v", order, p.contrib.since, p.binaries.exclude, p.newOnly)
		}
	}
}

// A policy with subprojects can be extended, and the digest covers their files.
func TestExtendSubprojects(t *testing.T) {
	dir := files{"office/a.yaml": "version: 1\noverridable: [headers]\nsubprojects: [{path: plugins, headers: {required: true, template: [\"file:head.txt\"]}}]\n", "office/head.txt": "Copyright {year} {holder}\nAll of it.\n", "p.yaml": "version: 1\nextends: file:office/a.yaml\nsubprojects: [{path: tools}]\n"}
	r, err := dir.read("p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Policy.subs) != 2 {
		t.Error(len(r.Policy.subs))
	}
	before := r.Policy.Digest
	dir["office/head.txt"] += "More.\n"
	if r, err = dir.read("p.yaml"); err != nil || r.Policy.Digest == before {
		t.Errorf("the digest does not cover the template of a subproject: %v", err)
	}
}

// judgesAsStrictly holds a policy to what its base would say alone of the same facts.
func judgesAsStrictly(t *testing.T, name string, dir files, p *Policy) {
	t.Helper()
	below, err := dir.read("base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, inv := range []*inventory.Inventory{planted(), everyKind(), clean()} {
		inv.Gaps = []inventory.Gap{{Detector: "license", Path: "src/x.c", Code: inventory.GapTooLarge}}
		before, after := Evaluate(inv, below.Policy, day("2026-03-01")), Evaluate(inv, p, day("2026-03-01"))
		levels := map[string]Violation{}
		for _, v := range after.Violations {
			levels[v.Check+v.Location.Path+v.Component] = v
		}
		for _, v := range before.Violations {
			now := levels[v.Check+v.Location.Path+v.Component]
			if (setting{level: v.Level, severity: v.Severity}).stricter(setting{level: now.Level, severity: now.Severity}) {
				t.Errorf("%s: %s at %s is %s %s, and %s %s without the overlay", name, v.Check, v.Location.Path, now.Level, now.Severity, v.Level, v.Severity)
			}
		}
		if before.State == Fail && after.State != Fail || before.State != Pass && after.State == Pass {
			t.Errorf("%s: %s, and %s without the overlay", name, after.State, before.State)
		}
	}
}

func TestOverridableKeys(t *testing.T) {
	for list, ok := range map[string]bool{"[headers]": true, "[headers.level]": true, "[headers.year, headers.lev]": false, "[]": false, "[holders]": false} {
		dir := files{"base.yaml": "version: 1\noverridable: " + list + "\nheaders: {required: true, level: fail}\n", "p.yaml": "version: 1\nextends: [file:base.yaml]\nheaders: {level: warn}\n"}
		if _, err := dir.read("p.yaml"); (err == nil) != ok {
			t.Errorf("%s: %v", list, err)
		}
	}
	// What the project is is the project's own where nothing is said.
	dir := files{"base.yaml": "version: 1\nproject: {outbound: MIT}\n", "p.yaml": "version: 1\nextends: [file:base.yaml]\nproject: {outbound: ISC}\n"}
	if _, err := dir.read("p.yaml"); err != nil {
		t.Error(err)
	}
	// A base speaks for those below it.
	dir = files{"a.yaml": "version: 1\noverridable: [headers]\nheaders: {required: true, level: fail}\n", "b.yaml": "version: 1\nextends: file:a.yaml\n", "p.yaml": "version: 1\nextends: [file:b.yaml]\nheaders: {level: warn}\n"}
	if _, err := dir.read("p.yaml"); err == nil || !strings.Contains(err.Error(), "p.yaml:3:18: headers.level: warn is milder than fail (a.yaml:3:34); an overlay may only tighten, and b.yaml does not list") {
		t.Error(err)
	}
}

func TestExtendsMistakes(t *testing.T) {
	for _, c := range []struct {
		name string
		dir  files
		want string
	}{
		{"missing", files{"p.yaml": "version: 1\nextends: file:no.yaml\n"}, "p.yaml:2:10: extends: open no.yaml: file does not exist"},
		{"itself", files{"p.yaml": "version: 1\nextends: [file:p.yaml]\n"}, `p.yaml:2:11: extends: "file:p.yaml" extends itself: file:p.yaml`},
		{"cycle", files{"p.yaml": "version: 1\nextends: file:a.yaml\n", "a.yaml": "version: 1\nextends: file:b.yaml\n", "b.yaml": "version: 1\nextends: file:a.yaml\n"},
			`b.yaml:2:10: extends: "file:a.yaml" extends itself: file:a.yaml -> file:b.yaml -> file:a.yaml`},
		{"back to the top", files{"p.yaml": "version: 1\nextends: file:a.yaml\n", "a.yaml": "version: 1\nextends: file:p.yaml\n"}, `a.yaml:2:10: extends: "file:p.yaml" extends itself: file:a.yaml -> file:p.yaml`},
		{"unknown preset", files{"p.yaml": "version: 1\nextends: [preset:mit-outbond]\n"}, `p.yaml:2:11: extends: unknown preset "mit-outbond"; did you mean "mit-outbound"?; known are ` + strings.Join(rules.Presets(), ", ")},
		{"no kind", files{"p.yaml": "version: 1\nextends: [mit-outbound]\n"}, `p.yaml:2:11: extends: expected preset:NAME or file:PATH, found "mit-outbound"; did you mean "preset:mit-outbound"?; presets are ` + strings.Join(rules.Presets(), ", ")},
		{"no path", files{"p.yaml": "version: 1\nextends: [\"file:\"]\n"}, "p.yaml:2:11: extends: file: names no file"},
		{"a mistake below", files{"p.yaml": "version: 1\nextends: file:d/a.yaml\nnmae: x\n", "d/a.yaml": "version: 1\nheadres: {}\nverdict: {gaps: wran}\n"},
			"d/a.yaml:2:1: unknown key \"headres\"; did you mean \"headers\"?\nd/a.yaml:3:17: verdict.gaps: unknown value \"wran\"; did you mean \"warn\"?; known are incomplete, warn\np.yaml:3:1: unknown key \"nmae\"; did you mean \"name\"?"},
		{"no version below", files{"p.yaml": "version: 1\nextends: file:a.yaml\n", "a.yaml": "name: x\n"}, `a.yaml:1:1: the key "version" is missing; write "version: 1"`},
		{"an empty file below", files{"p.yaml": "version: 1\nextends: file:a.yaml\n", "a.yaml": ""}, `a.yaml:1:1: the file is empty`},
		{"unknown key", files{"p.yaml": "version: 1\noverridable: [headres]\n"}, `p.yaml:2:15: overridable: unknown key "headres"; did you mean "headers"?`},
		{"rule twice", files{"p.yaml": "version: 1\nextends: file:a.yaml\nrules: [{id: a/b, post: ip, kind: file, when: file.size > 3, message: x}]\n", "a.yaml": "version: 1\nrules: [{id: a/b, post: ip, kind: file, when: file.size > 3, message: x}]\n"}, `p.yaml:3:14: rules: id "a/b" is taken already at a.yaml:2:14`},
	} {
		_, err := c.dir.read("p.yaml")
		if err == nil {
			t.Errorf("%s: accepted", c.name)
		} else if d := cmp.Diff(c.want, err.Error()); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
	if _, err := Load("p.yaml", []byte("version: 1\nextends: file:a.yaml\n")); err == nil || err.Error() != `p.yaml:2:10: extends: "a.yaml" cannot be read here: the policy does not lie on disk` {
		t.Error(err)
	}
	deep := files{"p.yaml": "version: 1\nextends: file:0.yaml\n"}
	for i := range 10 {
		deep[fmt.Sprintf("%d.yaml", i)] = fmt.Sprintf("version: 1\nextends: file:%d.yaml\n", i+1)
	}
	if _, err := deep.read("p.yaml"); err == nil || !strings.HasPrefix(err.Error(), "7.yaml:2:10: extends: more than 8 policies below each other") {
		t.Error(err)
	}
	wide := files{"a.yaml": "version: 1\n", "p.yaml": "version: 1\nextends: [" + strings.Repeat("file:a.yaml, ", 40) + "]\n"}
	if _, err := wide.read("p.yaml"); err == nil || !strings.Contains(err.Error(), "or 32 in all") {
		t.Error(err)
	}
}

// Of two that lie beside each other the stricter value counts, whatever their order.
func TestBesideEachOther(t *testing.T) {
	a := "version: 1\nlicense-file: {missing: warn}\nheaders: {required: true, exclude: [x, y], roles: [product, docs]}\nlicenses: {deny: [JSON], allow: [MIT, ISC]}\nsecrets: {weak: {default: fail}}\n"
	b := "version: 1\nlicense-file: {missing: fail}\nheaders: {level: note, exclude: [y, z]}\nlicenses: {deny: [SSPL-1.0], allow: [MIT]}\nsecrets: {weak: {default: note, test: allow}}\n"
	for _, order := range []string{"[file:a.yaml, file:b.yaml]", "[file:b.yaml, file:a.yaml]"} {
		r, err := files{"a.yaml": a, "b.yaml": b, "p.yaml": "version: 1\nextends: " + order + "\n"}.read("p.yaml")
		if err != nil {
			t.Fatal(err)
		}
		p := r.Policy
		if p.licenseMissing.level != LevelFail || p.headers.level != LevelFail || strings.Join(p.headers.exclude, " ") != "y" || len(p.headers.roles) != 2 || len(p.deny) != 2 || len(p.allow) != 1 ||
			p.secrets["weak"].byDefault.level != LevelFail || p.secrets["weak"].judge("test", inTree).level != LevelFail {
			t.Errorf("%s: %s", order, shown(t, r))
		}
	}
	_, err := files{"a.yaml": "version: 1\noverridable: []\nheaders: {license: MIT}\n", "b.yaml": "version: 1\noverridable: []\nheaders: {license: ISC}\n", "p.yaml": "version: 1\nextends: [file:a.yaml, file:b.yaml]\n"}.read("p.yaml")
	if err == nil || err.Error() != "b.yaml:3:20: headers.license: contradicts a.yaml:3:20, which is extended as well; neither lists headers.license as overridable" {
		t.Error(err)
	}
}

// Two that extend a third one do not bring it twice.
func TestDiamond(t *testing.T) {
	c := "version: 1\nlicenses: {deny: [JSON]}\nrules: [{id: a/b, post: ip, kind: file, when: file.size > 3, message: x}]\nwaivers:\n  - {id: W-1, check: gap, match: {path: x}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}\n"
	r, err := files{"c.yaml": c, "a.yaml": "version: 1\nextends: file:c.yaml\n", "b.yaml": "version: 1\nextends: file:c.yaml\n", "p.yaml": "version: 1\nextends: [file:a.yaml, file:b.yaml]\n"}.read("p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if p := r.Policy; len(p.deny) != 1 || len(p.rules) != 1 || len(p.waivers) != 1 || len(p.Extends) != 3 {
		t.Error(shown(t, r))
	}
}

func TestExtendsIsRecorded(t *testing.T) {
	dir := files{"office/a.yaml": "version: 1\nextends: [preset:internal-use, file:../b.yaml]\nleaks: {words: [w.txt]}\nheaders: {template: [\"file:head.txt\"], required: true}\n", "b.yaml": "version: 1\n", "p.yaml": "version: 1\nextends: [file:office/a.yaml]\n", "office/head.txt": "Copyright {year} {holder}\nAll of it.\n"}
	r, err := dir.read("p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range r.Policy.Extends {
		got = append(got, b.Source)
		if !strings.HasPrefix(b.Digest, "sha256:") || len(b.Digest) != 71 {
			t.Error(b)
		}
	}
	if d := cmp.Diff([]string{"preset:internal-use", "file:b.yaml", "file:office/a.yaml"}, got); d != "" {
		t.Error(d)
	}
	if w := r.Policy.Words(); len(w) != 1 || w[0].Path != "office/w.txt" || w[0].At.File != "office/a.yaml" {
		t.Errorf("%+v", w)
	}
	before := r.Policy.Digest
	dir["b.yaml"] += "\n"
	if r, err = dir.read("p.yaml"); err != nil || r.Policy.Digest == before || Evaluate(clean(), r.Policy, day("2026-03-01")).Policy.Extends[1].Source != "file:b.yaml" {
		t.Error("the digest does not cover what is extended", err)
	}
	if !strings.Contains(shown(t, r), "# office/a.yaml:3\n") || !strings.Contains(shown(t, r), "# It extends file:office/a.yaml.\n") {
		t.Error(shown(t, r))
	}
}

// Every preset says what may be overridden, and never the credentials of a known format.
func TestPresetsSayWhatIsOverridable(t *testing.T) {
	for _, name := range presetNames() {
		if _, err := Load("p.yaml", []byte("version: 1\nextends: "+name+"\nprojekt: {}\n")); err == nil {
			t.Fatal(name)
		}
		r := reading(t, "p.yaml", "version: 1\nextends: "+name+"\n")
		if r.base.Overridable == nil {
			t.Errorf("%s does not write overridable", name)
		}
		if r.base.Secrets.Structured.Default.At.Line == 0 {
			continue
		}
		if _, err := Load("p.yaml", []byte("version: 1\nextends: "+name+"\nsecrets: {structured: {default: warn}}\n")); err == nil {
			t.Errorf("%s lets structured secrets be loosened", name)
		}
	}
}

// Whatever two files say, there is a policy or mistakes with their places, and a
// policy that is read judges as strictly as its base where that leaves nothing.
func FuzzExtends(f *testing.F) {
	f.Add("headers: {required: true}\nlicenses: {deny: [JSON]}\n", "headers: {level: critical}\nextends: file:base.yaml\n")
	f.Add(strings.SplitN(base, "\n", 3)[2], "extends: [file:base.yaml, preset:mit-outbound]\nsecrets: {weak: {test: allow}}\n")
	f.Add("rules: [{id: a/b, post: ip, kind: file, when: 'file.path.glob(\"**\") && size(file.licenses) < 2', message: '{path}', examples: {match: [{path: x}]}}]\n",
		"extends: file:base.yaml\nwaivers: [{id: W-1, check: a/b, match: {when: 'violation.path == \"x\"'}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}]\n")
	f.Add("extends: file:p.yaml\n", "extends: [file:base.yaml, file:base.yaml]\n")
	f.Fuzz(func(t *testing.T, below, above string) {
		dir := files{"base.yaml": "version: 1\noverridable: []\n" + below, "p.yaml": "version: 1\n" + above}
		r, err := dir.read("p.yaml")
		if (r == nil) == (err == nil) {
			t.Fatalf("policy %v and error %v", r, err)
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "p.yaml:") && !strings.HasPrefix(err.Error(), "base.yaml:") && !strings.HasPrefix(err.Error(), "preset:") {
				t.Fatalf("no position first: %q", err)
			}
			return
		}
		v := Evaluate(planted(), r.Policy, day("2026-03-01"))
		if len(r.Policy.Extends) == 0 || len(r.Policy.waivers) > 0 || r.Policy.Extends[len(r.Policy.Extends)-1].Source != "file:base.yaml" {
			return
		}
		alone, err := dir.read("base.yaml")
		if err != nil {
			t.Fatalf("the base is broken alone: %v", err)
		}
		if b := Evaluate(planted(), alone.Policy, day("2026-03-01")); b.State == Fail && v.State == Pass {
			t.Fatalf("%s alone, %s with\n%s", b.State, v.State, above)
		}
	})
}

func TestLintOverridable(t *testing.T) {
	want := "p.yaml:2:24: overridable: media: the policy says nothing of it, so it is everybody's already"
	if got := reading(t, "p.yaml", "version: 1\noverridable: [headers, media, \"*\"]\nheaders: {required: true}\n").Lint(); got.Error() != want {
		t.Error(got)
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/rules"
)

// waiverLines is a waiver without mistakes but for what a case replaces.
const waiverLines = `version: 1
posts: {compliance: {approvers: [carol]}}
waivers:
  - id: W-1
    check: license-denied
    match: {path: "a/**"}
    reason: because
    owner: alice
    approved-by: carol
    created: 2026-01-01
    expires: 2026-06-30
`

func waiverWith(old, replacement string) string {
	return strings.Replace(waiverLines, old, replacement, 1)
}

// TestLoadBroken: each case is one file and all messages that it must give.
func TestLoadBroken(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		want       []string
	}{
		{"empty file", "", []string{`p.yaml:1:1: the file is empty`}},
		{"null", "~\n", []string{`p.yaml:1:1: the file is empty`}},
		{"no version", "name: x\n", []string{`p.yaml:1:1: the key "version" is missing; write "version: 1"`}},
		{"other version", "version: 2\nnme: x\n", []string{`p.yaml:1:10: version: 2 is not supported; this program reads version 1`, `p.yaml:2:1: unknown key "nme"; did you mean "name"?`}},
		{"version is text", "version: one\n", []string{`p.yaml:1:10: expected a whole number, found "one"`}},
		{"version is a fraction", "version: 1.0\n", []string{`p.yaml:1:10: expected a whole number, found "1.0"`}},
		{"not YAML", "version: [1\n", []string{`p.yaml:1:10: not valid YAML: sequence end token ']' not found`}},
		{"a list", "- version: 1\n", []string{`p.yaml:1:1: expected a mapping (key: value), found a list`, `p.yaml:1:1: the key "version" is missing; write "version: 1"`}},
		{"anchor", "version: &v 1\n", []string{`p.yaml:1:10: anchors, aliases and merge keys are not supported; write the value out`, `p.yaml:1:1: the key "version" is missing; write "version: 1"`}},
		{"anchor in a list", "version: 1\nlicenses: {deny: [&a MIT]}\n", []string{`p.yaml:2:19: anchors, aliases and merge keys are not supported; write the value out`}},
		{"second document", "version: 1\n---\nversion: 1\n", []string{`p.yaml:3:1: a second document; one is expected`}},
		{"key twice", "version: 1\nname: a\nname: b\n", []string{`p.yaml:3:1: key "name" is given twice`}},
		{"unknown key", "version: 1\nwaiver: []\n", []string{`p.yaml:2:1: unknown key "waiver"; did you mean "waivers"?`}},
		{"unknown nested key", "version: 1\nheaders: {requird: true}\n", []string{`p.yaml:2:11: unknown key "requird"; did you mean "required"?`}},
		{"empty name", "version: 1\nname: \"\"\n", []string{`p.yaml:2:7: name: is empty`}},
		{"unknown preset", "version: 1\nextends: preset:apache-2-outbound\n", []string{`p.yaml:2:10: extends: unknown preset "apache-2-outbound"; did you mean "apache-2.0-outbound"?; known are ` + strings.Join(rules.Presets(), ", ")}},
		{"extends a file", "version: 1\nextends: other.yaml\n", []string{`p.yaml:2:10: extends: expected preset:NAME or file:PATH, found "other.yaml"; presets are ` + strings.Join(rules.Presets(), ", ")}},
		{"extends nothing", "version: 1\nextends:\n", []string{`p.yaml:2:10: extends: is empty`}},
		{"unknown outbound", "version: 1\nproject: {outbound: Apache2}\n", []string{`p.yaml:2:21: project.outbound: offset 0: unknown license "Apache2"; did you mean "Apache-2.0"?`}},
		{"outbound is no expression", "version: 1\nproject:\n  outbound: MIT OR\n", []string{`p.yaml:3:13: project.outbound: offset 6: expression ends where a license is expected`}},
		{"holder is a list", "version: 1\nproject: {holders: [[a]]}\n", []string{`p.yaml:2:21: expected text, found a list`, `p.yaml:2:21: project.holders: is empty`}},
		{"distribution", "version: 1\nproject: {distribution: [sources]}\n", []string{`p.yaml:2:26: project.distribution: unknown value "sources"; did you mean "source"?; known are source, binary`}},
		{"unknown post", "version: 1\nposts: {complience: {owner: a}}\n", []string{`p.yaml:2:9: unknown key "complience"; did you mean "compliance"?`}},
		{"empty owner", "version: 1\nposts: {ip: {owner: \"\"}}\n", []string{`p.yaml:2:21: posts.ip.owner: is empty`}},
		{"empty approver", "version: 1\nposts: {ip: {approvers: [\" \"]}}\n", []string{`p.yaml:2:26: posts.ip.approvers: is empty`}},
		{"gaps", "version: 1\nverdict: {gaps: ignore}\n", []string{`p.yaml:2:17: verdict.gaps: unknown value "ignore"; known are incomplete, warn`}},
		{"approval without approvers", "version: 1\nverdict: {require-approvals: [ip]}\n", []string{`p.yaml:2:31: verdict.require-approvals: post ip has no approvers; name them in posts.ip.approvers`}},
		{"approval of an unknown post", "version: 1\nverdict: {require-approvals: [legal]}\n", []string{`p.yaml:2:31: verdict.require-approvals: unknown value "legal"; known are compliance, security, ip, operations`}},
		{"license file level", "version: 1\nlicense-file: {missing: error}\n", []string{`p.yaml:2:25: license-file.missing: unknown level "error"; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)`}},
		{"license file level typo", "version: 1\nlicense-file: {mismatch: fial}\n", []string{`p.yaml:2:26: license-file.mismatch: unknown level "fial"; did you mean "fail"?; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)`}},
		{"unknown license denied", "version: 1\nlicenses: {deny: [GPL3]}\n", []string{`p.yaml:2:19: licenses.deny: offset 0: unknown license "GPL3"; did you mean "GPL-3.0-only"?`}},
		{"deprecated license", "version: 1\nlicenses: {deny: [GPL-3.0]}\n", []string{`p.yaml:2:19: licenses.deny: the license id "GPL-3.0" is deprecated; write "GPL-3.0-only" or "GPL-3.0-or-later"`}},
		{"expression in a list", "version: 1\nlicenses: {allow: [MIT OR ISC]}\n", []string{`p.yaml:2:20: licenses.allow: expected one license, found the expression "MIT OR ISC"`}},
		{"allowed and denied", "version: 1\nlicenses:\n  allow: [MIT]\n  deny: [MIT]\n", []string{`p.yaml:4:10: licenses.deny: "MIT" is in licenses.allow as well`}},
		{"every license", "version: 1\nlicenses: {allow: [\"*\"]}\n", []string{`p.yaml:2:20: licenses.allow: "*" names every license; use the matrix`}},
		{"unknown category", "version: 1\nlicenses: {categories: {copyleft: [MIT]}}\n", []string{`p.yaml:2:36: licenses.categories: unknown category "copyleft"; known are public-domain, permissive, weak-copyleft, strong-copyleft, network-copyleft, proprietary`}},
		{"matrix row", "version: 1\nlicenses:\n  matrix:\n    permisive: {vendored: allow}\n", []string{`p.yaml:4:16: licenses.matrix: unknown category "permisive"; did you mean "permissive"?; known are public-domain, permissive, weak-copyleft, strong-copyleft, network-copyleft, proprietary`}},
		{"matrix column", "version: 1\nlicenses: {matrix: {permissive: {vendor: allow}}}\n", []string{`p.yaml:2:34: unknown key "vendor"; did you mean "vendored"?`}},
		{"matrix cell", "version: 1\nlicenses: {matrix: {permissive: {tool: yes}}}\n", []string{`p.yaml:2:40: permissive x tool: unknown level "yes"; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)`}},
		{"matrix as a list", "version: 1\nlicenses: {matrix: {permissive: [allow, allow]}}\n", []string{`p.yaml:2:33: expected a mapping (key: value), found a list`}},
		{"coverage", "version: 1\nlicenses: {min-coverage: 101}\n", []string{`p.yaml:2:26: licenses.min-coverage: expected 0 to 100 percent, found 101`}},
		{"coverage with a sign", "version: 1\nlicenses: {min-coverage: 80%}\n", []string{`p.yaml:2:26: expected a whole number, found "80%"`}},
		{"unknown class", "version: 1\nlicenses:\n  classes: {refrence: warn}\n", []string{`p.yaml:3:13: unknown key "refrence"; did you mean "reference"?`}},
		{"class level", "version: 1\nlicenses: {classes: {text: wran}}\n", []string{`p.yaml:2:28: licenses.classes.text: unknown level "wran"; did you mean "warn"?; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)`}},
		{"classes as a list", "version: 1\nlicenses: {classes: [reference]}\n", []string{`p.yaml:2:21: expected a mapping (key: value), found a list`}},
		{"confidence above 1", "version: 1\nlicenses: {min-confidence: 50}\n", []string{`p.yaml:2:28: licenses.min-confidence: expected 0 to 1, found 50`}},
		{"confidence below 0", "version: 1\nlicenses: {min-confidence: -0.1}\n", []string{`p.yaml:2:28: licenses.min-confidence: expected 0 to 1, found -0.1`}},
		{"confidence is no number", "version: 1\nlicenses: {min-confidence: NaN}\n", []string{`p.yaml:2:28: licenses.min-confidence: expected 0 to 1, found NaN`}},
		{"confidence in percent", "version: 1\nlicenses: {min-confidence: 50%}\n", []string{`p.yaml:2:28: expected a number, found "50%"`}},
		{"unknown-license", "version: 1\nunknown-license: {fetched: alow}\n", []string{`p.yaml:2:28: unknown-license.fetched: unknown level "alow"; did you mean "allow"?; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)`}},
		{"required is no boolean", "version: 1\nheaders: {required: \"yes\"}\n", []string{`p.yaml:2:21: expected true or false, found "yes"`}},
		{"role", "version: 1\nheaders: {roles: [products]}\n", []string{`p.yaml:2:19: headers.roles: unknown value "products"; did you mean "product"?; known are product, test, example, docs, vendored, generated, ci`}},
		{"bad glob", "version: 1\nheaders: {exclude: [\"a/[b\"]}\n", []string{`p.yaml:2:21: headers.exclude: "a/[b" is not a valid pattern`}},
		{"entity without a name", "version: 1\nproject: {entities: [{since: 2014}]}\n", []string{`p.yaml:2:22: project.entities: name: is missing`}},
		{"empty entity", "version: 1\nproject: {entities: [{name: \"\"}]}\n", []string{`p.yaml:2:29: project.entities: name: is empty`}},
		{"entity by pattern", "version: 1\nproject: {entities: [{name: The * Authors}]}\n", []string{`p.yaml:2:29: project.entities: name: "The * Authors" is a pattern; an entity has names, patterns belong to project.holders`}},
		{"entity that is no name", "version: 1\nproject: {entities: [{name: \"http://example.org\"}]}\n", []string{`p.yaml:2:29: project.entities: name: "http://example.org" is no name of a holder`}},
		{"entity misspelt", "version: 1\nproject: {entities: [{name: Example Incoporated}]}\n", []string{`p.yaml:2:29: project.entities: name: "Example Incoporated" looks misspelt at "Incoporated"; list names as they should be, others are reported with them`}},
		{"entity twice", "version: 1\nproject: {entities: [{name: Example Inc.}, {name: B, aliases: [EXAMPLE INCORPORATED]}]}\n", []string{`p.yaml:2:64: project.entities: aliases: "EXAMPLE INCORPORATED" is the same name as the one at line 2: case, punctuation and the spelling of the legal form do not count`}},
		{"former without end", "version: 1\nproject: {entities: [{name: A, former: [{name: B}]}]}\n", []string{`p.yaml:2:41: project.entities: former: until is missing; write the last year of the name, or list it in aliases when it still counts`}},
		{"former without name", "version: 1\nproject: {entities: [{name: A, former: [{until: 2000}]}]}\n", []string{`p.yaml:2:41: project.entities: former: name: is missing`}},
		{"years of an entity", "version: 1\nproject: {entities: [{name: A, since: 14}, {name: B, since: 2020, until: 2010}]}\n", []string{
			`p.yaml:2:39: project.entities: since: expected a year such as 2014, found 14`, `p.yaml:2:74: project.entities: until: 2010 is before since: 2020`}},
		{"former name before the entity", "version: 1\nproject: {entities: [{name: A, since: 2014, former: [{name: B, since: 2010, until: 2018}]}]}\n", []string{`p.yaml:2:54: project.entities: former: the name is older than the entity (since: 2014)`}},
		{"empty alias", "version: 1\nproject: {entities: [{name: A, aliases: [\"\"]}]}\n", []string{`p.yaml:2:42: project.entities: aliases: is empty`}},
		{"key of an entity", "version: 1\nproject: {entities: [{name: A, alias: [B]}]}\n", []string{`p.yaml:2:32: unknown key "alias"; did you mean "aliases"?`}},
		{"level of a check on holders", "version: 1\nholders: {entity: wrn}\n", []string{`p.yaml:2:19: holders.entity: unknown level "wrn"; did you mean "warn"?; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)`}},
		{"rooted glob", "version: 1\nholders: {exclude: [/a]}\n", []string{`p.yaml:2:21: holders.exclude: "/a" can never match; paths are relative to the root, with slashes and without "./"`}},
		{"costly glob", "version: 1\nholders: {exclude: [\"" + strings.Repeat("**/a/", 20) + "\"]}\n", []string{`p.yaml:2:21: holders.exclude: the pattern is too long or has too many wildcards`}},
		{"tier", "version: 1\nsecrets: {structred: {default: fail}}\n", []string{`p.yaml:2:11: unknown key "structred"; did you mean "structured"?`}},
		{"tier level", "version: 1\nsecrets: {weak: {docs: maybe}}\n", []string{`p.yaml:2:24: secrets.weak.docs: unknown level "maybe"; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)`}},
		{"question incomplete", "version: 1\nquestions:\n  - {id: a, post: legal}\n  - {id: a, post: ip, ask: b}\n", []string{`p.yaml:3:5: questions: ask: is missing`, `p.yaml:3:19: questions: post: unknown value "legal"; known are compliance, security, ip, operations`, `p.yaml:4:10: questions: there is a question "a" already`}},
		{"keys", "version: 1\nposts: {ip: {approvers: [carol], keys: [{by: carl, key: YWJj}, {by: carol, key: '%'}, {by: carol}]}}\n", []string{
			`p.yaml:2:46: "carl" may not approve for post ip; did you mean "carol"?; approvers are carol`, `p.yaml:2:57: posts.ip.keys: key: expected the base64 of a public key, the lines between BEGIN and END PUBLIC KEY`,
			`p.yaml:2:81: posts.ip.keys: key: expected the base64 of a public key, the lines between BEGIN and END PUBLIC KEY`, `p.yaml:2:87: posts.ip.keys: key: is missing`}},
		{"answers", "version: 1\nposts: {ip: {approvers: [carol]}}\nquestions: [{id: patents, post: ip, ask: q}]\napprovals:\n  - {post: ip, by: carol, commit: " + strings.Repeat("a", 40) + ", date: 2026-01-01, answers: [{question: patent, answer: x}, {question: patents}]}\n", []string{
			`p.yaml:5:116: answers: the policy asks post ip no question "patent"; did you mean "patents"?`, `p.yaml:5:136: answers: answer: is missing`}},
		{"approval incomplete", "version: 1\napprovals:\n  - post: ip\n", []string{`p.yaml:3:5: approvals: by: is missing`, `p.yaml:3:5: approvals: commit: is missing`, `p.yaml:3:5: approvals: date: is missing`}},
		{"approval by a stranger", "version: 1\nposts: {ip: {approvers: [carol]}}\napprovals:\n  - {post: ip, by: carl, commit: abc, date: 2026-1-1}\n", []string{
			`p.yaml:4:20: "carl" may not approve for post ip; did you mean "carol"?; approvers are carol`,
			`p.yaml:4:34: approvals: commit: expected all 40 (or 64) lower-case hexadecimal digits, found "abc"`,
			`p.yaml:4:45: approvals: date: expected a date YYYY-MM-DD, found "2026-1-1"`,
		}},
		{"waiver empty", "version: 1\nwaivers:\n  - {}\n", []string{
			`p.yaml:3:5: waivers: id: is missing`, `p.yaml:3:5: waivers: check: is missing`, `p.yaml:3:5: waivers: match: is missing; name a path, purl, license, id, fingerprint or when`,
			`p.yaml:3:5: waivers: reason: is missing`, `p.yaml:3:5: waivers: owner: is missing`,
			`p.yaml:3:5: waivers: created: is missing`, `p.yaml:3:5: waivers: expires: is missing`,
		}},
		{"waiver unsigned", strings.Replace(waiverWith("", ""), "    approved-by: carol\n", "", 1), []string{`p.yaml:4:5: waivers: approved-by: is missing`}},
		{"waiver null", "version: 1\nwaivers:\n  -\n", []string{`p.yaml:1:1: waivers: entry 1 is empty`}},
		{"waiver check", waiverWith("license-denied", "license-denyed"), []string{`p.yaml:5:12: waivers: check: unknown check "license-denyed"; did you mean "license-denied"?`}},
		{"waiver of a waiver", waiverWith("license-denied", "waiver-expired"), []string{`p.yaml:5:12: waivers: check: waiver-expired cannot be waived`}},
		{"waiver too long", waiverWith("2026-06-30", "2027-01-02"), []string{`p.yaml:11:14: waivers: expires: a waiver lasts 365 days at most, this one 366; the latest date is 2027-01-01`}},
		{"critical waiver too long", strings.Replace(waiverWith("license-denied", "license-file-missing"), "2026-06-30", "2026-04-02", 1), []string{`p.yaml:11:14: waivers: expires: a waiver for a critical violation lasts 90 days at most, this one 91; the latest date is 2026-04-01`}},
		{"waiver ticket empty", waiverLines + "    ticket: \"\"\n", []string{`p.yaml:12:13: waivers: ticket: is empty`}},
		{"waiver ends before it begins", waiverWith("2026-06-30", "2025-12-31"), []string{`p.yaml:11:14: waivers: expires: 2025-12-31 is before created 2026-01-01`}},
		{"waiver bad date", waiverWith("2026-06-30", "2026-06-31"), []string{`p.yaml:11:14: waivers: expires: expected a date YYYY-MM-DD, found "2026-06-31"`}},
		{"waiver approver", waiverWith("by: carol", "by: alice"), []string{`p.yaml:9:18: "alice" may not approve for post compliance; approvers are carol`}},
		{"waiver without approvers", waiverWith("posts: {compliance: {approvers: [carol]}}", "name: x"), []string{`p.yaml:9:18: "carol" may not approve for post compliance: it has no approvers; name them in posts.compliance.approvers`}},
		{"waiver glob", waiverWith(`"a/**"`, `"{a"`), []string{`p.yaml:6:19: waivers: match.path: "{a" is not a valid pattern`}},
		{"waiver purl", waiverWith(`path: "a/**"`, `purl: npm/foo`), []string{`p.yaml:6:19: waivers: match.purl: expected pkg:TYPE/NAME, found "npm/foo"`}},
		{"waiver license", waiverWith(`path: "a/**"`, `license: MPL2`), []string{`p.yaml:6:22: waivers: match.license: offset 0: unknown license "MPL2"; did you mean "MPL-2.0"?`}},
		{"waiver id", waiverWith(`path: "a/**"`, `id: V-12345`), []string{`p.yaml:6:17: waivers: match.id: expected V- and 8 or more hexadecimal digits, found "V-12345"`}},
		{"waiver fingerprint", waiverWith(`path: "a/**"`, `fingerprint: xyz`), []string{`p.yaml:6:26: waivers: match.fingerprint: expected 32 hexadecimal digits, found "xyz"`}},
		{"waiver ids contradict", waiverWith(`path: "a/**"`, `id: V-12345678, fingerprint: 00000000000000000000000000000000`), []string{`p.yaml:6:42: waivers: match.fingerprint: contradicts match.id`}},
		{"waiver match empty", waiverWith(`{path: "a/**"}`, `{}`), []string{`p.yaml:4:5: waivers: match: is missing; name a path, purl, license, id, fingerprint or when`}},
		{"waiver key", waiverWith("reason:", "reson:"), []string{`p.yaml:7:5: unknown key "reson"; did you mean "reason"?`, `p.yaml:4:5: waivers: reason: is missing`}},
		{"waiver id twice", waiverLines + strings.SplitN(waiverLines, "waivers:\n", 2)[1], []string{`p.yaml:12:9: waivers: id "W-1" is taken already at p.yaml:4:9`}},
		{"test without facts", "version: 1\ntests:\n  - expect: [gap]\n", []string{`p.yaml:3:5: tests: facts: is missing; write facts, or name an inventory`}},
		{"test without checks", "version: 1\ntests:\n  - facts: \"{}\"\n", []string{`p.yaml:3:5: tests: expect: is missing; name checks in expect, not, or both`}},
		{"test of an unknown check", "version: 1\ntests:\n  - {facts: \"{}\", expect: [licence-denied], not: [x]}\n", []string{
			`p.yaml:3:28: tests: expect: unknown check "licence-denied"; did you mean "license-denied"?`, `p.yaml:3:51: tests: not: unknown check "x"`}},
		{"test that contradicts itself", "version: 1\ntests: [{facts: \"{}\", expect: [gap], not: [gap]}]\n", []string{`p.yaml:2:44: tests: not: "gap" is in expect as well`}},
		{"test with two sources", "version: 1\ntests: [{inventory: a.json, facts: \"{}\", not: [gap]}]\n", []string{`p.yaml:2:36: tests: facts: inventory is written as well; one of them is enough`}},
		{"test null", "version: 1\ntests:\n  -\n", []string{`p.yaml:1:1: tests: entry 1 is empty`}},
		{"mistake below a preset", "version: 1\nextends: preset:mit-outbound\nverdict: {gaps: no}\n", []string{`p.yaml:3:17: verdict.gaps: unknown value "no"; known are incomplete, warn`}},
		{"many mistakes", "version: 1\nnam: x\nproject: {outbound: GPL3}\nverdict: {gaps: x}\n", []string{
			`p.yaml:2:1: unknown key "nam"; did you mean "name"?`,
			`p.yaml:3:21: project.outbound: offset 0: unknown license "GPL3"; did you mean "GPL-3.0-only"?`,
			`p.yaml:4:17: verdict.gaps: unknown value "x"; known are incomplete, warn`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Load("p.yaml", []byte(c.yaml))
			if err == nil {
				t.Fatalf("loaded as %v", p.PolicyRef)
			}
			var all rules.Errors
			if !errors.As(err, &all) {
				t.Fatalf("%T is no rules.Errors", err)
			}
			got := strings.Split(err.Error(), "\n")
			want := append([]string{}, c.want...)
			less := cmp.Transformer("sort", func(in []string) map[string]int {
				m := map[string]int{}
				for _, s := range in {
					m[s]++
				}
				return m
			})
			if d := cmp.Diff(want, got, less); d != "" {
				t.Errorf("messages (-want +got):\n%s", d)
			}
		})
	}
}

// TestLoadAllMistakes: a file with a mistake in nearly every section gives all of
// them at once, in the order of the file, each with its place and what would be right.
func TestLoadAllMistakes(t *testing.T) {
	lines := []string{
		"version: 1", "nmae: x", "extends: preset:mit-outbuond", "scope: reusee", "project: {outbound: Apache2}", "posts: {ip: {aprovers: [carol]}}", "verdict: {gaps: incomplet}",
		"license-file: {missing: fial}", "licenses: {classes: {refrence: warn}}", "unknown-license: {fetched: alow}", "notice: {lost: wran}", "headers: {roles: [products]}", "holders: {person: nte}",
		"secrets: {structred: {default: fail}}", "leaks: {hots: {default: fail}}", "identities: {forein: fail}", "media: {sidecar: wran}", "copied: {levl: warn}", "contributions: {unsinged: warn}",
		"suppressions: {repository: honour}", "vulnerabilities: {vex: ignor}", "operations: {readme: faill}", "reuse: {bad-licence: warn}", "approvals: [{pst: ip}]", "waivers: [{id: W-1, chek: gap}]", "tests: [{expct: [gap]}]",
	}
	_, err := Load("p.yaml", []byte(strings.Join(lines, "\n")+"\n"))
	var all rules.Errors
	if !errors.As(err, &all) {
		t.Fatal(err)
	}
	told := map[int]bool{}
	for i, e := range all {
		if e.At.File != "p.yaml" || e.At.Line < 1 || e.At.Column < 1 || i > 0 && all[i-1].At.Line > e.At.Line {
			t.Errorf("%v", e)
		}
		if strings.Contains(e.Message, "did you mean") {
			told[e.At.Line] = true
		}
	}
	for i := 1; i < len(lines); i++ {
		if !told[i+1] {
			t.Errorf("no suggestion for %q in\n%v", lines[i], err)
		}
	}
}

func load(t testing.TB, yaml string) *Policy {
	t.Helper()
	p, err := Load("p.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPresetsLoad(t *testing.T) {
	if len(rules.Presets()) < 4 {
		t.Fatalf("presets: %v", rules.Presets())
	}
	for _, name := range releasePresets() {
		data, err := rules.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Load("preset:"+name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Name != name || p.Source != "preset:"+name || !strings.HasPrefix(p.Digest, "sha256:") {
			t.Errorf("%s: %+v", name, p.PolicyRef)
		}
		for _, category := range categoryNames() {
			for _, usage := range usages() {
				if cell := p.matrix[category][usage]; cell.at.Line == 0 {
					t.Errorf("%s: %s x %s is not written", name, category, usage)
				}
			}
		}
	}
	if _, err := rules.Preset("nothing"); err == nil || !strings.Contains(err.Error(), "known are apache-2.0-outbound") {
		t.Errorf("unknown preset: %v", err)
	}
}

func TestExtends(t *testing.T) {
	p := load(t, `version: 1
extends: preset:apache-2.0-outbound
project: {holders: [Example]}
licenses:
  deny: [JSON]
  categories: {weak-copyleft: [LicenseRef-Share]}
  matrix:
    weak-copyleft: {vendored: warn}
headers: {exclude: ["gen/**"]}
secrets: {weak: {default: fail}}
`)
	cell := p.matrix["weak-copyleft"]["vendored"]
	if d := cmp.Diff(setting{LevelWarn, "", Place{"p.yaml", 8, 31}, "weak-copyleft x vendored = warn"}, cell, cmp.AllowUnexported(setting{})); d != "" {
		t.Errorf("the cell of the overlay:\n%s", d)
	}
	if at := p.matrix["weak-copyleft"]["linked"].at; at.File != "preset:apache-2.0-outbound" || at.Line == 0 {
		t.Errorf("the cell of the preset is at %v", at)
	}
	if at := p.matrix["permissive"]["vendored"].at; at.File != "preset:apache-2.0-outbound" {
		t.Errorf("the row of the preset is at %v", at)
	}
	if !p.headers.allows() && (len(p.headers.exclude) != 1 || p.headers.exclude[0] != "gen/**") {
		t.Errorf("headers.exclude is replaced, not joined: %v", p.headers.exclude)
	}
	if p.headers.at.File != "preset:apache-2.0-outbound" || p.headers.level != LevelFail {
		t.Errorf("headers: %+v", p.headers.setting)
	}
	kept := false
	for _, o := range p.overrides {
		kept = kept || o.pattern == "GPL-* WITH Classpath-exception-*"
	}
	if !kept {
		t.Error("the categories of the preset are gone")
	}
	if p.secrets["weak"].byRole["test"].at.File != "preset:apache-2.0-outbound" || p.secrets["weak"].byDefault.at.File != "p.yaml" {
		t.Errorf("secrets.weak: %+v", p.secrets["weak"])
	}
	if q := load(t, "version: 1\nextends: preset:mit-outbound\n"); q.Digest == load(t, "version: 1\n").Digest {
		t.Error("the digest leaves the preset out")
	}
}

// What a policy leaves out is judged strictly.
func TestDefaultsAreStrict(t *testing.T) {
	p := load(t, "version: 1\n")
	for name, s := range map[string]setting{
		"license-file.missing": p.licenseMissing, "mismatch": p.licenseMismatch, "file": p.unknownFile, "vendored": p.unknownVendor,
		"distributed": p.unknownShipped, "fetched": p.unknownFetched, "foreign": p.foreign.setting, "structured": p.secrets["structured"].byDefault,
	} {
		if s.level != LevelFail || !strings.Contains(s.text, "is not set") || s.at.File != "p.yaml" {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if r := p.judge("MIT", usageVendored, outboundOf{}, p.unknownFile); r.level != LevelFail {
		t.Errorf("a license without a matrix row: %+v", r)
	}
	if !p.gapsBlock || !p.history {
		t.Error("gaps and history do not block by default")
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("version: 1\n")
	f.Add(waiverLines)
	for _, name := range releasePresets() {
		data, _ := rules.Preset(name)
		f.Add(string(data))
	}
	f.Add("version: 1\nextends: preset:mit-outbound\nlicenses: {matrix: {permissive: {vendored: fail}}, deny: [\"GPL-*\"]}\nheaders: {exclude: [\"{a,b}/**\"]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Load("p.yaml", []byte(text))
		if (p == nil) == (err == nil) {
			t.Fatalf("policy %v and error %v", p, err)
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "p.yaml") {
				t.Fatalf("no position first: %q", err)
			}
			return
		}
		if v := Evaluate(planted(), p, day("2026-03-01")); v.State == "" || v.Policy.Source != "p.yaml" {
			t.Fatalf("verdict %+v", v)
		}
	})
}

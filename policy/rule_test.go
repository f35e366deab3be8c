// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/when"
)

// ruleText is a rule of the policy with a level.
func ruleText(kind, level, condition, message string) string {
	return fmt.Sprintf("  - {id: office/%s, post: ip, kind: %s, level: %s, when: '%s', message: '%s'}\n", kind, kind, level, strings.ReplaceAll(condition, "'", "''"), message)
}

func withRules(t testing.TB, lines ...string) *Policy {
	t.Helper()
	p, err := Load("p.yaml", []byte("version: 1\nextends: preset:apache-2.0-outbound\nsecrets: {assigned: {test: allow}}\nrules:\n"+strings.Join(lines, "")))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// everyKind holds one fact of each kind.
func everyKind() *inventory.Inventory {
	inv := clean()
	inv.Files = append(inv.Files, inventory.File{Path: "src/old.c", Role: inventory.RoleProduct, Header: proper()})
	inv.Coverage.Files = len(inv.Files)
	inv.Coverage.Detectors = append(inv.Coverage.Detectors, "contributions")
	inv.Components = []inventory.Component{{PURL: "pkg:npm/left@1.0", Name: "left", Version: "1.0", Type: "npm", Scope: inventory.ScopeRuntime, Role: inventory.RoleProduct, Licenses: inventory.ComponentLicenses{Declared: "MIT"}, Evidence: []inventory.Evidence{{Path: "package.json", Line: 3}}}}
	inv.Secrets = []inventory.Secret{{Rule: "secret/x", Tier: inventory.TierAssigned, Context: inventory.RoleTest, Location: inventory.Location{Path: "t/a.go", StartLine: 4, EndLine: 4}, Trace: inventory.Trace{Status: inventory.StatusInTree}, Length: 20, Fingerprint: "fp-1"}}
	inv.Leaks = []inventory.Leak{{Rule: "leak/home", Kind: inventory.LeakPath, Context: inventory.RoleTest, Location: inventory.Location{Path: "t/a.go", StartLine: 9, EndLine: 9}, Trace: inventory.Trace{Status: inventory.StatusInTree}, Text: "/home/x", Fingerprint: "fp-2"}}
	inv.Media = []inventory.Media{{Path: "a.png", Context: inventory.RoleProduct, Format: "png", Field: "Author", Kind: inventory.MediaCreator, Text: "Jane"}}
	inv.Similar = []inventory.Similar{{A: "src/old.c", B: "third_party/old.c", Share: 70}}
	inv.Identities = []inventory.Identity{{Name: "Jane", Mail: "jane@example.net", Part: inventory.IdentityAuthor, Commits: 2, FirstCommit: strings.Repeat("c", 40)}}
	inv.Contributions = []inventory.Contribution{{Name: "Jane", Mail: "jane@example.net", Part: inventory.ContributionAuthor, Commits: 2, Unsigned: strings.Repeat("d", 40)}}
	inv.Vulnerabilities = &inventory.Vulnerabilities{Database: &inventory.VulnDatabase{Date: "2026-02-20T00:00:00Z"}, Evaluated: 1, Found: []inventory.Vulnerability{{ID: "GHSA-x", PURL: "pkg:npm/left@1.0", Severity: inventory.VulnLow, Score: 2}}}
	return inv
}

func rulesOnly(v *Verdict) []Violation {
	return slices.DeleteFunc(slices.Clone(v.Violations), func(x Violation) bool { return !strings.HasPrefix(x.Check, "office/") })
}

func TestRuleOfEachKind(t *testing.T) {
	for _, c := range []struct{ kind, yes, no, message, want, path string }{
		{when.File, `file.path.startsWith("src/old")`, `file.role == "vendored"`, "{path} is old", "src/old.c is old", "src/old.c"},
		{when.Component, `component.licenses.declared == "MIT"`, `component.distributed`, "{name} {version}", "left 1.0", "package.json"},
		{when.Secret, `secret.context == "test"`, `secret.tier == "weak"`, "{rule} at {start_line}", "secret/x at 4", "t/a.go"},
		{when.Leak, `leak.kind == "path"`, `leak.kind == "host"`, "{text}", "/home/x", "t/a.go"},
		{when.Media, `media.format == "png"`, `media.license != ""`, "{field}", "Author", "a.png"},
		{when.Similar, `similar.share > 50`, `similar.share > 80`, "{a} as {b}", "src/old.c as third_party/old.c", "src/old.c"},
		{when.Identity, `identity.mail.endsWith("@example.net")`, `identity.commits > 9`, "{part}", "author", ""},
		{when.Contribution, `contribution.signed < contribution.commits`, `contribution.signed > 0`, "{commits} commits.", "2 commits", ""},
		{when.Vulnerability, `vulnerability.score > 1.0`, `vulnerability.score > 9.0`, "{id}", "GHSA-x", "package.json"},
	} {
		for _, condition := range []string{c.yes, c.no} {
			v := Evaluate(everyKind(), withRules(t, ruleText(c.kind, "high", condition, c.message)), day("2026-03-01"))
			got := rulesOnly(&v)
			if condition == c.no {
				if len(got) != 0 {
					t.Errorf("%s fires: %+v", condition, got)
				}
				continue
			}
			if len(got) != 1 || v.State != Fail {
				t.Errorf("%s: %s, %+v, gaps %v", condition, v.State, got, v.Gaps)
				continue
			}
			complete(t, &got[0])
			if x := got[0]; x.Message != c.want || x.Location.Path != c.path || x.Severity != High || x.Post != PostIP || x.Check != "office/"+c.kind || x.PolicyAt.Line != 5 {
				t.Errorf("%+v", x)
			}
		}
	}
}

// What a rule could not look at is not in order.
func TestRuleNeedsItsFacts(t *testing.T) {
	for _, c := range []struct {
		kind, condition string
		take            func(*inventory.Inventory)
	}{
		{when.File, `file.licenses.exists(l, l.expression == "GPL-2.0-only")`, withoutDetector("license")},
		{when.File, `size(file.copyrights) > 90`, withoutDetector("copyright")},
		{when.File, `has(file.reuse) && file.path == "nobody"`, withoutDetector("reuse")},
		{when.Component, `component.name == "nobody"`, withoutDetector("sbom")},
		{when.Secret, `secret.rule == "nobody"`, withoutDetector("secret")},
		{when.Leak, `leak.rule == "nobody"`, withoutDetector("leak")},
		{when.Media, `media.text == "nobody"`, withoutDetector("media")},
		{when.Similar, `similar.a == "nobody"`, withoutDetector("similar")},
		{when.Identity, `identity.name == "nobody"`, func(inv *inventory.Inventory) { inv.Coverage.History = inventory.HistoryNone }},
		{when.Contribution, `contribution.name == "nobody"`, func(inv *inventory.Inventory) { inv.Coverage.ContributionsSince = "v1 (abc)" }},
		{when.Vulnerability, `vulnerability.id == "nobody"`, func(inv *inventory.Inventory) { inv.Vulnerabilities = nil }},
	} {
		data := "version: 1\nextends: preset:internal-use\nsecrets: {history: false, assigned: {default: allow}, weak: {default: allow}}\nrules:\n" + ruleText(c.kind, "note", c.condition, "x")
		p, err := Load("p.yaml", []byte(data))
		if err != nil {
			t.Fatal(err)
		}
		inv := everyKind()
		before := Evaluate(inv, p, day("2026-03-01"))
		c.take(inv)
		after := Evaluate(inv, p, day("2026-03-01"))
		if len(after.Gaps) <= len(before.Gaps) || after.State != Incomplete {
			t.Errorf("%s: %s, gaps %v, before %s %v", c.condition, after.State, after.Gaps, before.State, before.Gaps)
		}
	}
}

func withoutDetector(detector string) func(*inventory.Inventory) {
	return func(inv *inventory.Inventory) {
		inv.Coverage.Detectors = slices.DeleteFunc(slices.Clone(inv.Coverage.Detectors), func(d string) bool { return d == detector })
	}
}

func TestRuleWithoutAnswerIsNoPass(t *testing.T) {
	p := withRules(t, ruleText(when.File, "note", `file.licenses[7].expression == "MIT"`, "x"), "verdict: {gaps: warn}\n")
	v := Evaluate(clean(), p, day("2026-03-01"))
	want := "the rule office/file (p.yaml:5:5) gives no answer for the file CONTRIBUTING.md: index out of bounds: 7; and for 5 more"
	if v.State != Incomplete || len(v.Gaps) != 1 || v.Gaps[0].Code != inventory.GapRule || v.Gaps[0].Path != "CONTRIBUTING.md" || v.Gaps[0].Reason != want {
		t.Errorf("%s, %+v", v.State, v.Gaps)
	}
	if len(rulesOnly(&v)) != 0 {
		t.Error("it fires as well")
	}
}

func TestRulesHaveABudget(t *testing.T) {
	p := withRules(t, ruleText(when.File, "note", `file.path.startsWith("x")`, "x"))
	j := newJudge(clean(), p, day("2026-03-01"))
	j.steps = maxSteps
	p.rules[0].run(j)
	if len(j.blocked) != 1 || !strings.Contains(j.blocked[0].Reason, "more than 500 million steps") || len(j.items) != 0 {
		t.Errorf("%+v", j.blocked)
	}
}

func TestRuleIsWaivedAndFoundAgain(t *testing.T) {
	text := ruleText(when.File, "fail", `file.path.startsWith("src/")`, "{path}")
	waiver := "waivers:\n  - {id: W-1, check: office/file, match: {%s}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}\n"
	first := Evaluate(everyKind(), withRules(t, text), day("2026-03-01"))
	for match, left := range map[string]int{"path: src/old.c": 1, "id: " + rulesOnly(&first)[0].ID: 1, `when: 'violation.path.endsWith(".c") && violation.severity == "medium"'`: 1, `path: src/main.go, when: 'violation.path.endsWith(".c")'`: 2} {
		v := Evaluate(everyKind(), withRules(t, text, fmt.Sprintf(waiver, match)), day("2026-03-01"))
		if got := rulesOnly(&v); len(got) != left || len(v.Waived) != 2-left {
			t.Errorf("%s: %v open, %v waived", match, codes(got), codes(v.Waived))
		}
	}
}

// A waiver whose condition gives no answer excuses nothing, and the verdict says so.
func TestWaiverWithoutAnswer(t *testing.T) {
	text := ruleText(when.File, "warn", `file.path.startsWith("src/")`, "{path}") +
		"waivers:\n  - {id: W-1, check: office/file, match: {when: 'violation.line / (violation.line - violation.line) == 1'}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}\n"
	v := Evaluate(everyKind(), withRules(t, text), day("2026-03-01"))
	want := "match.when of the waiver W-1 (p.yaml:7:49) gives no answer for office/file src/main.go: division by zero"
	if v.State != Incomplete || len(v.Waived) != 0 || len(v.Gaps) != 1 || v.Gaps[0].Reason != want {
		t.Errorf("%s, waived %v, gaps %+v", v.State, v.Waived, v.Gaps)
	}
}

func TestRuleSpokenForAndByVEX(t *testing.T) {
	inv := everyKind()
	inv.Secrets[0].Suppression = &inventory.Suppression{By: inventory.SuppressedInline, Path: "t/a.go", Line: 4, Bound: true}
	inv.Vulnerabilities.Found[0].VEX = &inventory.VEXStatement{Status: inventory.VEXNotAffected, Path: "x.json"}
	v := Evaluate(inv, withRules(t, ruleText(when.Secret, "fail", `secret.rule != ""`, "x"), ruleText(when.Vulnerability, "fail", `vulnerability.id != ""`, "x")), day("2026-03-01"))
	if len(rulesOnly(&v)) != 0 || len(v.Suppressed) != 1 || v.Suppressed[0].Check != "office/secret" {
		t.Errorf("%+v, %+v", rulesOnly(&v), v.Suppressed)
	}
}

// Before a commit, rules on secrets and leaks count, whatever their post.
func TestRuleOnStaged(t *testing.T) {
	inv := everyKind()
	inv.Coverage.Staged, inv.Coverage.Detectors = true, []string{"leak", "secret"}
	v := Evaluate(inv, withRules(t, ruleText(when.Secret, "fail", `secret.rule != ""`, "x"), ruleText(when.File, "fail", `file.path != ""`, "x")), day("2026-03-01"))
	if d := cmp.Diff([]string{"fail office/secret t/a.go"}, codes(rulesOnly(&v))); d != "" || v.State != Fail {
		t.Errorf("%s: %s", v.State, d)
	}
}

func TestRulesOfTheScopeReuse(t *testing.T) {
	p, err := Load("p.yaml", []byte("version: 1\nscope: reuse\nreuse: {required: true}\nrules:\n"+ruleText(when.File, "fail", `file.path != ""`, "x")))
	if err != nil {
		t.Fatal(err)
	}
	if v := Evaluate(everyKind(), p, day("2026-03-01")); len(rulesOnly(&v)) != 0 {
		t.Errorf("%v", codes(v.Violations))
	}
}

func TestRuleMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"rules: [{}]": `p.yaml:2:9: rules: id: is missing
p.yaml:2:9: rules: post: is missing
p.yaml:2:9: rules: kind: is missing
p.yaml:2:9: rules: when: is missing
p.yaml:2:9: rules: message: is missing`,
		"rules: [{id: x, post: ip, kind: file, when: file.size > 3, message: x}]":                    `p.yaml:2:14: rules: id: expected WORD/NAME of lower-case letters, digits and hyphens, such as office/no-origin, found "x"`,
		"rules: [{id: leak/x, post: ip, kind: file, when: file.size > 3, message: x}]":               `p.yaml:2:14: rules: id: "leak/x" is a name of outgate's own rules; take another word before the slash`,
		"rules: [{id: a/b, post: ip, kind: file, level: hihg, when: file.size > 3, message: x}]":     `p.yaml:2:48: a/b: unknown level "hihg"; did you mean "high"?; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)`,
		"rules: [{id: a/b, post: ip, kind: file, severity: worst, when: file.size > 3, message: x}]": `p.yaml:2:51: rules: severity: unknown value "worst"; known are low, medium, high, critical`,
		"rules:\n- id: a/b\n  post: ip\n  kind: file\n  when: |\n    file.size > 3 &&\n    file.rol == \"test\"\n  message: x": `p.yaml:8:10: rules: when: unknown field "rol"; did you mean "role"?
    file.rol == "test"
         ^`,
		"rules: [{id: a/b, post: ip, kind: file, when: file.size > 3, message: x}, {id: a/b, post: ip, kind: file, when: file.size > 3, message: x}]": `p.yaml:2:80: rules: id "a/b" is taken already at p.yaml:2:14`,
		"rules: [{id: a/b, post: ip, kind: file, when: file.size > 3, message: '{sise} bytes'}]": `p.yaml:2:73: rules: message: unknown field "sise"; did you mean "size"?
    {sise} bytes
     ^`,
		"rules: [{id: a/b, post: ip, kind: file, when: file.size > 3, message: x, examples: {match: [{size: x}, 3]}}]": `p.yaml:2:100: rules: examples: expected a whole number, found "x"
p.yaml:2:104: rules: examples: expected a mapping (key: value), found "3"`,
		"waivers: [{id: W-1, check: gap, match: {when: 'true'}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}]": "p.yaml:2:47: waivers: match.when: does not look at the violation, such as violation.path",
		"waivers: [{id: W-1, check: office/x, match: {path: x}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}]": `p.yaml:2:28: waivers: check: unknown check "office/x"`,
	} {
		_, err := Load("p.yaml", []byte("version: 1\n"+text+"\n"))
		if err == nil {
			t.Errorf("accepted: %s", text)
		} else if d := cmp.Diff(want, err.Error()); d != "" {
			t.Errorf("%s\n%s", text, d)
		}
	}
	var many strings.Builder
	for i := range maxRules + 1 {
		fmt.Fprintf(&many, "  - {id: a/r%d, post: ip, kind: file, when: file.size > 3, message: x}\n", i)
	}
	if _, err := Load("p.yaml", []byte("version: 1\nrules:\n"+many.String())); err == nil || !strings.Contains(err.Error(), "there are more than 200") {
		t.Error(err)
	}
}

const provenRule = `version: 1
rules:
  - id: office/no-origin
    post: ip
    kind: file
    when: file.path.startsWith("third_party/") && size(file.copyrights) == 0
    message: no copyright holder for {path}
    examples:
      match: [{path: third_party/x.c}]
      no-match:
        - path: src/x.c
`

func TestExamplesOfRules(t *testing.T) {
	r := reading(t, "p.yaml", provenRule)
	if got := append(r.Misjudged(), r.Unproven()...); got != nil {
		t.Errorf("%v", got)
	}
	for replace, want := range map[[2]string]string{
		{"match: [{path: third_party/x.c}]", "match: [{path: x.c}]"}:       "p.yaml:9:15: office/no-origin does not match this example, which stands in match",
		{"path: src/x.c", "path: third_party/y.c"}:                         "p.yaml:11:11: office/no-origin matches this example, which stands in no-match",
		{"size(file.copyrights) == 0", "file.copyrights[0].years == \"\""}: "p.yaml:9:15: office/no-origin gives no answer for this example: index out of bounds: 0",
		{"      match: [{path: third_party/x.c}]\n", ""}:                   "p.yaml:3:5: office/no-origin has no example that it matches",
		{"      no-match:\n        - path: src/x.c\n", ""}:                 "p.yaml:3:5: office/no-origin has no example that it does not match",
		{provenRule[strings.Index(provenRule, "    examples:"):], ""}:      "p.yaml:3:5: office/no-origin has no examples; write facts that it matches, and facts that it does not",
	} {
		r := reading(t, "p.yaml", strings.Replace(provenRule, replace[0], replace[1], 1))
		if got := append(r.Misjudged(), r.Unproven()...); len(got) != 1 || got[0].Error() != want {
			t.Errorf("%q: %v, want %s", replace[0], got, want)
		}
	}
	tests := "tests:\n  - {facts: '{\"files\": [{\"path\": \"third_party/x.c\"}]}', expect: [office/no-origin]}\n  - {facts: '{\"files\": [{\"path\": \"x.c\"}]}', not: [office/no-origin]}\n"
	if got := reading(t, "p.yaml", provenRule[:strings.Index(provenRule, "    examples:")]+tests).Unproven(); got != nil {
		t.Errorf("%v", got)
	}
}

// A policy with rules that is shown is the same policy.
func TestShowRules(t *testing.T) {
	r := reading(t, "p.yaml", provenRule)
	again, err := ReadBeside("q.yaml", []byte(shown(t, r)), nil)
	if err != nil {
		t.Fatalf("%v in\n%s", err, shown(t, r))
	}
	a, b := r.Policy.rules[0], again.Policy.rules[0]
	if a.when.String() != b.when.String() || a.Code != b.Code || len(a.examples) != len(b.examples) || again.Misjudged() != nil {
		t.Errorf("%s", shown(t, r))
	}
	var got []string
	for _, o := range r.Keys("office/no-origin") {
		got = append(got, fmt.Sprintf("%s: %s # %d", o.Key, o.Value, o.At.Line))
	}
	want := []string{"rules[0].id: office/no-origin # 3", "rules[0].post: ip # 4", "rules[0].kind: file # 5", `rules[0].when: "file.path.startsWith(\"third_party/\") && size(file.copyrights) == 0" # 6`, `rules[0].message: "no copyright holder for {path}" # 7`,
		`rules[0].examples.match[0]: {"path": "third_party/x.c"} # 9`, `rules[0].examples.no-match[0]: {"path": "src/x.c"} # 11`}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestLintRules(t *testing.T) {
	text := "version: 1\nrules:\n" + ruleText(when.File, "allow", `file.size > 3`, "x") + ruleText(when.Leak, "fail", `1 == 2`, "x") +
		"  - {id: office/again, post: ip, kind: file, when: file.size > 3, message: x}\n" +
		"waivers:\n  - {id: W-1, check: office/file, match: {when: 'violation.line > 3'}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}\n" +
		"  - {id: W-2, check: office/leak, match: {path: a/b, when: 'violation.line > 3'}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}\n" +
		"  - {id: W-3, check: office/leak, match: {path: a/b}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}\n" +
		"  - {id: W-4, check: office/leak, match: {path: a/b, when: 'violation.line > 4'}, reason: r, owner: o, created: 2026-02-01, expires: 2026-06-30}\n"
	want := `p.yaml:3:5: rules: office/file never fires: its level is allow
p.yaml:4:5: rules: office/leak looks at no field of the leak: it fires on all of them, or on none
p.yaml:5:5: rules: office/again has the condition of office/file (p.yaml:3:5)
p.yaml:7:5: waivers: W-1 excuses office/file, which the policy switches off
p.yaml:8:5: waivers: W-2 overlaps W-3 (line 9), which covers all that it excuses
p.yaml:10:5: waivers: W-4 overlaps W-3 (line 9), which covers all that it excuses`
	if d := cmp.Diff(want, reading(t, "p.yaml", text).Lint().Error()); d != "" {
		t.Error(d)
	}
}

func TestChecksOfAPolicy(t *testing.T) {
	p := withRules(t, ruleText(when.File, "fail", `file.size > 3`, "large {path}."))
	all := p.Checks()
	want := Check{Code: "office/file", Post: PostIP, Title: "large path", Doc: "A rule of the policy (p.yaml:5:5). It is violated by each file of which this is true: file.size > 3", Help: "change it, or waive it with a reason"}
	if d := cmp.Diff(want, all[len(all)-1]); d != "" || len(all) != len(Checks())+1 {
		t.Error(d)
	}
}

// A policy without conditions never makes the language.
func TestNoConditionNoLanguage(t *testing.T) {
	l := &loader{file: "p.yaml", sources: map[string][]byte{}}
	doc := l.read([]byte(plantedPolicy))
	l.policy(doc)
	if d := cmp.Diff(fmt.Sprintf("%+v", when.Language{}), fmt.Sprintf("%+v", l.language)); d != "" {
		t.Error(d)
	}
}

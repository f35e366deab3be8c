// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"encoding/base64"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const goodRule = `id: secret/acme
title: Acme token
tier: structured
severity: high
pattern: '\bacme_[0-9a-f]{20}\b'
keywords: [acme_]
source: https://acme.test/tokens
since: 0.1.0
match:
  - 'token = acme_{hex:20}'
no-match:
  - 'acme_{hex:4}'
`

func TestSecretsEmbedded(t *testing.T) {
	set, err := Secrets()
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Rules) < 75 {
		t.Errorf("%d rules, at least 75 expected", len(set.Rules))
	}
	for _, r := range set.Rules {
		if want := "rules/secrets/" + strings.TrimPrefix(r.ID, "secret/") + ".yaml"; r.At.File != want {
			t.Errorf("rule %s is in %s, want %s", r.ID, r.At.File, want)
		}
		if !strings.HasPrefix(r.Source, "https://") {
			t.Errorf("rule %s: source %q", r.ID, r.Source)
		}
	}
	again, err := Secrets()
	if err != nil {
		t.Fatal(err)
	}
	if set.Digest != again.Digest || !strings.HasPrefix(set.Digest, "sha256:") {
		t.Errorf("digests %q and %q", set.Digest, again.Digest)
	}
}

func TestSecretSetDigestChangesWithData(t *testing.T) {
	load := func(text string) string {
		rules, err := LoadSecretRules("a.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		set, err := NewSecretSet(rules)
		if err != nil {
			t.Fatal(err)
		}
		return set.Digest
	}
	if load(goodRule) == load(strings.Replace(goodRule, "{20}", "{21}", 1)) {
		t.Error("the digest does not see the pattern")
	}
	if load(goodRule) != load("# a comment\n"+goodRule) {
		t.Error("the digest depends on comments")
	}
}

func TestLoadSecretRulesMistakes(t *testing.T) {
	for _, tt := range []struct {
		name, old, new string
		want           []string
	}{
		{"unknown key", "title:", "titel:", []string{`a.yaml:1:1: title is missing or empty`, `a.yaml:2:1: unknown key "titel"; did you mean "title"?`}},
		{"bad id", "secret/acme", "Acme", []string{`a.yaml:1:5: id "Acme": expected secret/kebab-name in lower case`}},
		{"tier", "structured", "strukturd", []string{`a.yaml:3:7: tier "strukturd" is not known: one of structured, assigned, weak; did you mean "structured"?`}},
		{"lookahead", `\bacme_[0-9a-f]{20}\b`, `acme_(?=x)`, []string{`a.yaml:5:10: pattern: RE2 has no lookaround ((?=); capture the value in a group and name it in secret-group`}},
		{"lookbehind", `\bacme_[0-9a-f]{20}\b`, `(?<!x)acme_`, []string{`a.yaml:5:10: pattern: RE2 has no lookaround ((?<!); capture the value in a group and name it in secret-group`}},
		{"back-reference", `\bacme_[0-9a-f]{20}\b`, `(a)cme_\1`, []string{`a.yaml:5:10: pattern: RE2 has no back-references (\1)`}},
		{"unbounded", "{20}\\b'", "+'", []string{`a.yaml:5:10: pattern: unbounded: give every *, + and {n,} an upper limit such as {0,200}`}},
		{"too long", "[0-9a-f]{20}", "[0-9a-f]{1000}[^x]{1000}", []string{`a.yaml:5:10: pattern: can match 5005 bytes, more than 4096`}},
		{"program", "[0-9a-f]{20}", "(?:[0-9a-f]{1,900}-[0-9a-z]{1,900})", []string{`a.yaml:5:10: pattern: compiles to 3608 instructions, more than 2500; make the repetitions shorter`}},
		{"empty match", `\bacme_[0-9a-f]{20}\b`, `(?:acme_)?`, []string{`a.yaml:5:10: pattern: matches the empty text`}},
		{"group", "source:", "secret-group: 2\nsource:", []string{`a.yaml:7:15: secret-group 2: the pattern has 0`}},
		{"keyword elsewhere", "[acme_]", "[acme_, emca]", []string{`a.yaml:6:19: no match example contains the keyword "emca"`}},
		{"no keywords", "keywords: [acme_]\n", "", []string{`a.yaml:1:1: keywords are missing: without one the pattern would run over every byte`}},
		{"generator", "token = acme_{hex:20}", "acme_{hx:20}", []string{`a.yaml:10:5: match: {hx:20}: unknown generator; did you mean "hex"?`, `a.yaml:6:12: no match example contains the keyword "acme_"`, `a.yaml:10:5: this example contains no keyword, so the rule would not look at it`}},
		{"no examples", "no-match:\n  - 'acme_{hex:4}'\n", "", []string{`a.yaml:1:1: no-match: at least one example is needed`}},
		{"source", "https://acme.test/tokens", "ftp://x", []string{`a.yaml:7:9: source: expected an https URL of the page that documents the format`}},
		{"check", "since:", "validate: [pems]\nsince:", []string{`a.yaml:8:12: validate: "pems" is not a known check: one of basic-auth, comment, crc32-base62, drawn, jwt, key-name, nkey, password, pem, random, secret-name, strong-password, token, url-password; did you mean "pem"?`}},
		{"services beside keywords", "since:", "services: acme zulip\nsince:", []string{`a.yaml:8:11: services exclude keywords and name: the pattern is what follows the name of a service`, `a.yaml:11:5: this example does not contain {service}, so it says nothing about the services`}},
		{"service names", "keywords: [acme_]", "services: ab ac/me zulip Zulip", []string{`a.yaml:6:11: service "ab" is too short`, `a.yaml:6:11: service "ac/me": only letters, digits and _ . -`, `a.yaml:6:11: service "zulip" is given twice`, `a.yaml:10:5: this example does not contain {service}, so it says nothing about the services`}},
		{"exclusive", "structured\nseverity: high", "weak\nexclusive: true\nseverity: high", []string{`a.yaml:4:12: exclusive: only a structured rule or one over names has something of its own`}},
		{"seed", "acme_{hex:20}", "acme_{nkey:UA}", []string{`a.yaml:10:5: match: {nkey:UA}: expected {nkey:SU} or another kind of seed`, `a.yaml:6:12: no match example contains the keyword "acme_"`, `a.yaml:10:5: this example contains no keyword, so the rule would not look at it`}},
		{"glob", "since:", "paths: ['[a']\nsince:", []string{`a.yaml:8:9: paths: "[a" is not a glob`}},
		{"several", "structured\nseverity: high", "x\nseverity: y", []string{`a.yaml:3:7: tier "x" is not known: one of structured, assigned, weak`, `a.yaml:4:11: severity "y" is not known: one of critical, high, medium, low`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(goodRule, tt.old, tt.new, 1)
			if text == goodRule {
				t.Fatal("the case changes nothing")
			}
			_, err := LoadSecretRules("a.yaml", []byte(text))
			if err == nil {
				t.Fatal("no error")
			}
			got := strings.Split(err.Error(), "\n")
			slices.Sort(got)
			slices.Sort(tt.want)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What cannot be decoded hides nothing else, is not reported twice, and
// everything comes in file order.
func TestLoadSecretRulesReportsEverything(t *testing.T) {
	text := `titel: Acme
id: Acme
title: Acme token
tier: [structured]
severity: huge
pattern: 'acme_[0-9a-f]+'
keywords: [acme_, {a: b}]
min-entropy: 9
allow: {stopwords: [x], nonsense: 1}
validate: [pems]
source: http://acme.test/
secret-group: much
since: 0.1.0
match:
  - 'acme_{hx:20}'
no-match: acme
`
	want := []string{
		`a.yaml:1:1: unknown key "titel"; did you mean "title"?`,
		`a.yaml:1:1: no-match: at least one example is needed`,
		`a.yaml:2:5: id "Acme": expected secret/kebab-name in lower case`,
		`a.yaml:4:7: expected text, found a list`,
		`a.yaml:5:11: severity "huge" is not known: one of critical, high, medium, low; did you mean "high"?`,
		`a.yaml:6:10: pattern: unbounded: give every *, + and {n,} an upper limit such as {0,200}`,
		`a.yaml:7:12: no match example contains the keyword "acme_"`,
		`a.yaml:7:19: expected text, found a mapping`,
		`a.yaml:8:14: min-entropy 9: expected 0 to 8 bits per byte`,
		`a.yaml:9:21: stopword "x" is too short`,
		`a.yaml:9:25: unknown key "nonsense"`,
		`a.yaml:10:12: validate: "pems" is not a known check: one of ` + strings.Join(SecretChecks(), ", ") + `; did you mean "pem"?`,
		`a.yaml:11:9: source: expected an https URL of the page that documents the format`,
		`a.yaml:12:15: expected a whole number, found "much"`,
		`a.yaml:15:5: match: {hx:20}: unknown generator; did you mean "hex"?`,
		`a.yaml:15:5: this example contains no keyword, so the rule would not look at it`,
		`a.yaml:16:11: expected a list, found "acme"`,
	}
	_, err := LoadSecretRules("a.yaml", []byte(text))
	if err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]string{
		"null":                         "a.yaml:1:1: rule 1 of the file has nothing that can be read",
		"id: [":                        "not valid YAML",
		"rules: [null, {id: x, y: 1}]": "rule 1 of the file has nothing that can be read",
	} {
		if _, err := LoadSecretRules("a.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		} else if text == "id: [" && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: more than the mistake: %v", text, err)
		}
	}
}

func TestExamplesOfOpenSSHBeginWithItsHeader(t *testing.T) {
	text, err := Expand("{pem:OPENSSH PRIVATE KEY}", 1)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text, "\n")
	plain, err := base64.RawStdEncoding.DecodeString(strings.Join(lines[1:3], ""))
	if err != nil {
		t.Fatal(err)
	}
	want := "openssh-key-v1\x00\x00\x00\x00\x04none\x00\x00\x00\x04none\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x003\x00\x00\x00\x0bssh-ed25519\x00\x00"
	if !strings.HasPrefix(string(plain), want) {
		t.Errorf("the body begins with %q", plain[:len(want)])
	}
}

func TestLoadSecretRulesList(t *testing.T) {
	indented := "rules:\n  - " + strings.ReplaceAll(strings.TrimSpace(goodRule), "\n", "\n    ")
	rules, err := LoadSecretRules("a.yaml", []byte(indented))
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) != 1 || rules[0].ID != "secret/acme" || rules[0].MinLen != 25 || rules[0].MaxLen != 25 {
		t.Errorf("got %+v", rules)
	}
	twice := indented + strings.TrimPrefix(indented, "rules:")
	if _, err := LoadSecretRules("a.yaml", []byte(twice)); err == nil || !strings.Contains(err.Error(), "already defined at a.yaml:2:9") {
		t.Errorf("a repeated id: %v", err)
	}
	for _, empty := range []string{"", "rules: []"} {
		if _, err := LoadSecretRules("a.yaml", []byte(empty)); err == nil {
			t.Errorf("%q loads", empty)
		}
	}
}

func TestSecretSetRefusesRepeats(t *testing.T) {
	files := fstest.MapFS{"secrets/a.yaml": {Data: []byte(goodRule)}, "secrets/b.yaml": {Data: []byte(goodRule)}}
	if _, err := loadSecretFS(files); err == nil || !strings.Contains(err.Error(), `rules/secrets/b.yaml:1:5: rule "secret/acme" is already defined at rules/secrets/a.yaml:1:5`) {
		t.Errorf("got %v", err)
	}
}

func TestMatchLength(t *testing.T) {
	for pattern, want := range map[string][2]int{
		`abc`: {3, 3}, `a{2,5}`: {2, 5}, `(?:ab|c)?`: {0, 2}, `[0-9]{3}\b`: {3, 3}, `.{2}`: {2, 8}, `a+`: {1, -1}, `(?:a*){3}`: {0, -1}, `é`: {2, 2}, `[a-é]`: {1, 2}, `(?i)q`: {1, 4},
	} {
		s, _ := analyze(pattern, true)
		if got := [2]int{s.min, s.max}; got != want {
			t.Errorf("%s: %v, want %v", pattern, got, want)
		}
	}
}

func TestExpand(t *testing.T) {
	for example, want := range map[string]string{
		"x={hex:8}":            `^x=[0-9a-f]{8}$`,
		"{hex-upper:8}":        `^[0-9A-F]{8}$`,
		"{digits:5}{{}":        `^[0-9]{5}\{\}$`,
		"{repeat:x4}":          `^xxxx$`,
		"{uuid}":               `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$`,
		"{password:12}":        `^[0-9A-Za-z!*+^~]{12}$`,
		"{crc32:p_}":           `^p_[0-9A-Za-z]{36}$`,
		"{jwt}":                `^eyJ[^.]+\.eyJ[^.]+\.[^.]{43}$`,
		"{pem:RSA X}":          `(?s)^-----BEGIN RSA X-----\n.*\n-----END RSA X-----$`,
		"{basic:me}":           `^[0-9A-Za-z+/]+={0,2}$`,
		"{bech32-upper:10}":    `^[02-9AC-HJ-NP-Z]{10}$`,
		"plain":                `^plain$`,
		"{nkey:SX}":            `^SXA[A-Z2-7]{55}$`,
		"{base64:9} {alnum:9}": `^[0-9A-Za-z+/]{9} [0-9A-Za-z]{9}$`,
	} {
		got, err := Expand(example, 7)
		if err != nil || !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%s gives %d bytes, error %v; want %s", example, len(got), err, want)
		}
		again, _ := Expand(example, 7)
		other, _ := Expand(example, 8)
		if got != again {
			t.Errorf("%s: not the same text for the same seed", example)
		}
		if strings.Contains(example, "hex") && got == other {
			t.Errorf("%s: the seed does not matter", example)
		}
	}
	for _, bad := range []string{"{hex}", "{hex:0}", "{hex:99999}", "{nope:3}", "{hex:3", "{repeat:x}", strings.Repeat("{hex:4000}", 9)} {
		if _, err := Expand(bad, 1); err == nil {
			t.Errorf("%s expands", path.Base(bad))
		}
	}
}

func FuzzLoadSecretRules(f *testing.F) {
	f.Add([]byte(goodRule))
	f.Add([]byte("rules:\n  - id: secret/x\n    pattern: '('\n"))
	f.Add([]byte("id: [1, 2]\nkeywords: {a: b}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, err := LoadSecretRules("fuzz.yaml", data)
		if (err == nil) == (len(rules) == 0) {
			t.Errorf("%d rules, error %v", len(rules), err)
		}
		for _, r := range rules {
			if _, err := regexp.Compile(r.Pattern); err != nil || r.MaxLen < 1 || len(r.Keywords) == 0 {
				t.Errorf("a rule that cannot run was loaded: %+v, %v", r, err)
			}
		}
	})
}

func FuzzExpand(f *testing.F) {
	f.Add("a {hex:3} {{ {pem:X}", uint64(1))
	f.Fuzz(func(t *testing.T, example string, seed uint64) {
		if text, err := Expand(example, seed); err == nil && len(text) > maxExpanded+len(example) {
			t.Errorf("%d bytes", len(text))
		}
	})
}

func TestExampleOf(t *testing.T) {
	r := SecretRule{Services: []string{"acme", "zulip"}}
	if got := r.ExampleOf("{service} {service} {hex:4}", 3); got != "zulip zulip {hex:4}" {
		t.Error(got)
	}
	if got := (&SecretRule{}).ExampleOf("{service}", 0); got != "{service}" {
		t.Error(got)
	}
}

// The check value of CRC-16/XMODEM.
func TestCRC16(t *testing.T) {
	if got := CRC16([]byte("123456789")); got != 0x31c3 {
		t.Errorf("%#x", got)
	}
}

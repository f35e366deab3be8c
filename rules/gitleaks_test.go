// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const goodTOML = `title = "mine"
minVersion = "8.25.0"
[[rules]]
id = "acme"
description = "Acme token."
regex = '''acme_([0-9a-f]{20,})'''
secretGroup = 1
entropy = 3
keywords = ["Acme_"]
tags = ["acme", "outgate:structured"]
[[rules.allowlists]]
regexes = ['''^0+$''']
`

func TestLoadGitleaks(t *testing.T) {
	got, notes, err := LoadRuleFile("a.TOML", []byte(goodTOML), nil)
	if err != nil || len(notes) > 0 {
		t.Fatal(err, notes)
	}
	want := []SecretRule{{
		ID: "gitleaks/acme", Title: "Acme token", Tier: "structured", Severity: "high", Pattern: "acme_([0-9a-f]{20,})", SecretGroup: 1, Keywords: []string{"acme_"}, MinEntropy: 3,
		At: Position{"a.TOML", 3, 3}, MinLen: 25, MaxLen: -1,
		Foreign: &SecretForeign{Allow: []ForeignAllow{{Target: "secret", Regexes: []string{"^0+$"}}}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestForeignRulesAreInTheDigest(t *testing.T) {
	digest := func(text string) string {
		got, _, err := LoadGitleaks("a.toml", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		set, err := NewSecretSet(got)
		if err != nil {
			t.Fatal(err)
		}
		return set.Digest
	}
	if digest(goodTOML) != digest("# a comment\n"+goodTOML) {
		t.Error("the digest depends on comments")
	}
	if digest(goodTOML) == digest(strings.Replace(goodTOML, "^0+$", "^1+$", 1)) {
		t.Error("the digest does not see an allowlist")
	}
}

func TestLoadGitleaksMistakes(t *testing.T) {
	for _, tt := range []struct {
		name, old, new string
		want           []string
	}{
		{"syntax", "entropy = 3", "entropy = ", []string{`a.toml:8:11: not valid TOML: `}},
		{"repeated key", "entropy = 3", "entropy = 3\nentropy = 4", []string{`a.toml:9:1: not valid TOML: `}},
		{"repeated in other case", "entropy = 3", "entropy = 3\nEntropy = 4", []string{`a.toml:9:1: key "Entropy" is given twice`}},
		{"unknown key", "entropy", "entropie", []string{`a.toml:8:1: unknown key "entropie"; did you mean "entropy"?`}},
		{"unknown key of an allowlist", "regexes =", "regexp =", []string{`a.toml:11:9: the allowlist names none of commits, paths, regexes and stopwords`, `a.toml:12:1: unknown key "regexp"; did you mean "regexes"?`}},
		{"wrong types", "secretGroup = 1\nentropy = 3", "secretGroup = \"1\"\nentropy = true", []string{`a.toml:7:15: expected a whole number, found "1"`, `a.toml:8:11: expected a number, found "true"`}},
		{"text for a list", "[\"Acme_\"]", "\"Acme_\"", []string{`a.toml:9:12: expected a list, found "Acme_"`}},
		{"list for text", "\"acme\"\n", "[\"acme\"]\n", []string{`a.toml:3:3: id is missing or empty`, `a.toml:4:1: expected text, found a list`}},
		{"table for a list", "[[rules]]", "[rules]", []string{`a.toml:3:2: expected a list, found a table`}},
		{"lookahead", "acme_(", "acme_(?=x)(", []string{`a.toml:6:9: regex: RE2 has no lookaround ((?=); capture the value in a group and name it in secretGroup`}},
		{"lookbehind", "acme_(", "(?<!x)acme_(", []string{`a.toml:6:9: regex: RE2 has no lookaround ((?<!); capture the value in a group and name it in secretGroup`}},
		{"back-reference", "acme_(", `(a)\1cme_(`, []string{`a.toml:6:9: regex: RE2 has no back-references (\1)`}},
		{"broken", "acme_(", "acme_((", []string{`a.toml:6:9: regex: missing closing ): "acme_(([0-9a-f]{20,})"`}},
		{"long", "acme_(", strings.Repeat("a", 9000) + "(", []string{`a.toml:6:9: regex: longer than 8192 bytes`}},
		{"program", "acme_(", strings.Repeat(`[a-z]{900}-`, 30) + "(", []string{`a.toml:6:9: regex: compiles to 27055 instructions, more than 20000; make the repetitions shorter`}},
		{"program of all", "regexes = ['''^0+$''']", "regexes = [" + strings.Repeat(`'[a-z]{900}-[a-z]{900}-[a-z]{900}', `, 400) + "]", []string{`a.toml:12:13944: regexes: all regular expressions together compile to more than 1048576 instructions; divide the file`}},
		{"empty match", "acme_([0-9a-f]{20,})", "(a*)", []string{`a.toml:6:9: regex: matches the empty text`}},
		{"group", "secretGroup = 1", "secretGroup = 2", []string{`a.toml:7:15: secretGroup 2: the regex has 1`}},
		{"entropy", "entropy = 3", "entropy = 9.5", []string{`a.toml:8:11: entropy 9.5: expected 0 to 8 bits per byte`}},
		{"keyword", "Acme_", "", []string{`a.toml:9:13: keywords: an empty word is in every file; leave the key out instead`}},
		{"tier", "outgate:structured", "outgate:strukturd", []string{`a.toml:10:17: tag "outgate:strukturd": expected outgate: and one of structured, assigned, weak; did you mean "structured"?`}},
		{"no regex", "regex = '''acme_([0-9a-f]{20,})'''\n", "", []string{`a.toml:3:3: rule "acme" has neither regex nor path`}},
		{"id", "\"acme\"\n", "\"a b\"\n", []string{`a.toml:4:6: id "a b": expected at most 200 printable characters of ASCII, without blanks`}},
		{"no id", "id = \"acme\"\n", "", []string{`a.toml:3:3: id is missing or empty`}},
		{"required", "[[rules.allowlists]]", "[[rules.required]]\nid = 'x'\nwithinLines = 3\n[[rules.allowlists]]", []string{`a.toml:11:9: required: a rule that asks for a match of another rule nearby is not supported; without this table the rule fires on its own`}},
		{"skipReport", "entropy = 3", "skipReport = true", []string{`a.toml:8:14: skipReport: a rule without findings serves only rules that are not supported (required); leave it out`}},
		{"condition", "regexes =", "condition = 'XOR'\nregexes =", []string{`a.toml:12:13: condition "XOR": expected AND or OR`}},
		{"target", "regexes =", "regexTarget = 'lines'\nregexes =", []string{`a.toml:12:15: regexTarget "lines": expected secret, match or line; did you mean "line"?`}},
		{"allow regex", "^0+$", "(?!x)", []string{`a.toml:12:12: regexes: RE2 has no lookaround ((?!); capture the value in a group and name it in secretGroup`}},
		{"allow everything", "'''^0+$'''", "''", []string{`a.toml:12:12: regexes: an empty entry would excuse everything`}},
		{"stopword", "regexes = ['''^0+$''']", "stopwords = ['']", []string{`a.toml:12:14: stopwords: an empty entry would excuse everything`}},
		{"commit", "regexes = ['''^0+$''']", "commits = ['abc']", []string{`a.toml:12:12: commits: "abc" is not a full commit id`}},
		{"two kinds", "[[rules.allowlists]]", "[rules.allowlist]\nstopwords = ['x']\n[[rules.allowlists]]", []string{`a.toml:11:8: allowlist and allowlists in one rule: put all of them into [[rules.allowlists]]`}},
		{"target of a rule", "regexes =", "targetRules = ['x']\nregexes =", []string{`a.toml:12:16: targetRules belongs to an allowlist of the whole file, not of a rule`}},
		{"target unknown", "[[rules]]", "[[allowlists]]\ntargetRules = ['acne']\nstopwords = ['x']\n[[rules]]", []string{`a.toml:4:16: targetRules: the file has no rule "acne"; did you mean "acme"?`}},
		{"disabled unknown", "[[rules]]", "[extend]\npath = 'b.toml'\ndisabledRules = ['gitleak', 'bee']\n[[rules]]", []string{`a.toml:5:18: extend.disabledRules: the extended file has no rule "gitleak"`}},
		{"url", "[[rules]]", "[extend]\nurl = 'https://x.test'\n[[rules]]", []string{`a.toml:4:7: extend.url: outgate opens no connection; save the file and name it in extend.path`}},
		{"extended absent", "[[rules]]", "[extend]\npath = 'absent.toml'\n[[rules]]", []string{`a.toml:4:8: extend.path: no such file`}},
		{"extended broken", "[[rules]]", "[extend]\npath = 'broken.toml'\n[[rules]]", []string{`broken.toml:1:1: unknown key "ruls"; did you mean "rules"?`}},
		{"circle", "[[rules]]", "[extend]\npath = 'circle.toml'\n[[rules]]", []string{`circle.toml:1:15: extend.path: more than 2 files extend each other`}},
		{"twice", "[[rules]]", "[[rules]]\nid = 'acme'\npath = 'x'\n[[rules]]", []string{`a.toml:7:6: rule "acme" is already defined at a.toml:4:6`}},
		{"no rule", goodTOML, "title = 'x'", []string{`a.toml:1:1: the file holds no rule`}},
		{"several", "regex = '''acme_([0-9a-f]{20,})'''\nsecretGroup = 1\nentropy = 3", "regex = '''('''\nsecretGroop = 1\nentropy = -1", []string{`a.toml:6:9: regex: missing closing ): "("`, `a.toml:7:1: unknown key "secretGroop"; did you mean "secretGroup"?`, `a.toml:8:11: entropy -1: expected 0 to 8 bits per byte`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(goodTOML, tt.old, tt.new, 1)
			if text == goodTOML {
				t.Fatal("the case changes nothing")
			}
			_, _, err := LoadGitleaks("a.toml", []byte(text), readForTest)
			if err == nil {
				t.Fatal("no error")
			}
			got := strings.Split(err.Error(), "\n")
			if strings.HasSuffix(tt.want[0], "TOML: ") { // the parser's own words follow
				got = []string{got[0][:min(len(got[0]), len(tt.want[0]))]}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func readForTest(name string) ([]byte, error) {
	switch name {
	case "b.toml":
		return []byte("[[rules]]\nid = 'bee'\nregex = 'b{9}'\nentropy = 2\nkeywords = ['b']\n[[rules]]\nid = 'acme'\nregex = 'base'\ndescription = 'of the base'\nkeywords = ['base']"), nil
	case "broken.toml":
		return []byte("ruls = 1"), nil
	case "circle.toml":
		return []byte("extend.path = 'circle.toml'"), nil
	}
	return nil, errors.New("no such file")
}

func TestLoadGitleaksExtend(t *testing.T) {
	text := `[extend]
path = "b.toml"
useDefault = true
disabledRules = ["generic-api-key"]
[[allowlists]]
targetRules = ["jwt"]
stopwords = ["x"]
[[rules]]
id = "acme"
regex = "mine"
keywords = ["mine"]
[[rules]]
id = "private-key"
[[rules.allowlists]]
paths = ["x"]
`
	got, notes, err := LoadGitleaks("a.toml", []byte(text), readForTest)
	if err != nil {
		t.Fatal(err)
	}
	var brief []string
	for _, r := range got {
		brief = append(brief, strings.Join([]string{r.ID, r.Title, r.Pattern, strings.Join(r.Keywords, "+"), r.At.File}, " | "))
	}
	want := []string{"gitleaks/acme | of the base | mine | base+mine | a.toml", "gitleaks/bee | bee | b{9} | b | b.toml"}
	if diff := cmp.Diff(want, brief); diff != "" {
		t.Error(diff)
	}
	wantNotes := []string{
		`a.toml:3:14: extend.useDefault: gitleaks' default rules are not part of outgate; its own rules stay in force instead`,
		`a.toml:4:18: extend.disabledRules: "generic-api-key" is no rule of the extended file; outgate's own rules stay in force`,
		`a.toml:12:3: rule "private-key" has neither regex nor path: it amends a default rule of gitleaks, which outgate does not have`,
		`a.toml:6:16: targetRules: "jwt" is no rule of this file; outgate's own rules are not excused`,
	}
	if diff := cmp.Diff(wantNotes, notes); diff != "" {
		t.Error(diff)
	}
}

func FuzzLoadGitleaks(f *testing.F) {
	f.Add([]byte(goodTOML))
	f.Add([]byte("[extend]\npath = 'b.toml'\n[allowlist]\nstopwords = ['a']\n[[rules]]\nid = 'x'\n"))
	f.Add([]byte("rules = [{id = 'x', regex = '(', allowlists = [{}]}]\nrules.x = 1"))
	f.Add([]byte("a = " + strings.Repeat("[", 500)))
	f.Add([]byte("[[rules.allowlists]]\n[rules]\n[a.b]\na.b.c = 1\n[[a]]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _, err := LoadGitleaks("fuzz.toml", data, readForTest)
		if (err == nil) != (len(got) > 0) && err == nil {
			t.Error("no rule and no error")
		}
		for _, r := range got {
			if r.Foreign == nil || r.Pattern == "" && r.Foreign.Path == "" {
				t.Errorf("a rule that cannot fire was loaded: %+v", r)
			}
			for _, source := range append([]string{r.Pattern, r.Foreign.Path}, flat(r.Foreign.Allow)...) {
				if _, err := regexp.Compile(source); err != nil {
					t.Errorf("a rule that cannot run was loaded: %+v, %v", r, err)
				}
			}
		}
	})
}

func flat(allow []ForeignAllow) (all []string) {
	for _, a := range allow {
		all = append(append(all, a.Regexes...), a.Paths...)
	}
	return all
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"slices"
	"testing"

	"github.com/outgate/outgate/rules"
)

// A rule whose matches need not begin with a keyword is searched for around each
// of them. Around words that every source file is full of, that costs ten times
// as much as all other rules together.
func TestNoRuleSearchesAroundCommonWords(t *testing.T) {
	common := []string{"access", "auth", "data", "key", "pass", "password", "private", "secret", "token", "value"}
	e := built(t)
	for i := range e.rules {
		r := &e.rules[i]
		if r.first || r.name != nil {
			continue
		}
		for _, k := range r.Keywords {
			if slices.Contains(common, k) {
				t.Errorf("%s is searched for around %q: let every match begin with a keyword", r.ID, k)
			}
		}
	}
}

// What the loader and the text of a pattern say spares compiling it, and never
// says another thing.
func TestBeginsWithKeywordAsCompiled(t *testing.T) {
	set, err := rules.Secrets()
	if err != nil {
		t.Fatal(err)
	}
	all := set.Rules
	for _, c := range []struct {
		pattern string
		keyword string
	}{
		{`ab-[a-z]{3}`, "ab-"}, {`ab-*[a-z]{3}`, "ab-"}, {`ab-{0,2}x`, "ab-"}, {`ab-?x`, "ab-"}, {`ab-+x`, "ab-"}, {`\bab-x`, "ab-"}, {`\Bab-x`, "ab-"},
		{`ab-x|cd-x`, "ab-"}, {`ab-(?:x|y)`, "ab-"}, {`(?i)AB-x`, "ab-"}, {`AB-x`, "ab-"}, {`[Aa]b-x`, "ab-"}, {`.ab-x`, "ab-"}, {`^ab-x`, "ab-"},
		{`\d{900}ab`, "ab"}, {`(?:a{2,900}b)`, "aab"}, {`(?:a{2,900}b)`, "aaab"}, {`a{3}b`, "aaab"}, {`(?i)key=x`, "key="}, {`\x{212a}ey=x`, "key="},
	} {
		all = append(all, rules.SecretRule{ID: c.pattern, Pattern: c.pattern, Keywords: []string{c.keyword}})
	}
	seen := map[bool]int{}
	for _, r := range all {
		if r.Name != "" || len(r.Services) > 0 {
			continue
		}
		prog, err := programOf(r.Pattern)
		if err != nil {
			t.Fatal(err)
		}
		want := startsWithKeyword(prog, r.Keywords)
		seen[want]++
		for _, parsed := range []bool{true, false} {
			if got, err := beginsWithKeyword(r.Pattern, r.Keywords, parsed); err != nil || got != want {
				t.Errorf("%s: %s with %q: %v, %v; compiled it is %v", r.ID, r.Pattern, r.Keywords, got, err, want)
			}
		}
	}
	if seen[true] < 200 || seen[false] < 20 {
		t.Errorf("looked at %v patterns", seen)
	}
}

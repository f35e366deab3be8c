// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"regexp/syntax"
	"testing"
)

// The bound stands in for compiling, so it must never be below what that comes to.
func TestProgramBound(t *testing.T) {
	set, err := Secrets()
	if err != nil {
		t.Fatal(err)
	}
	patterns := []string{"", "a", "(?i)k", "a|b|c", "(a|b){2,5}", "(?:a*b?c+){3}", "(?:x{2,3}){0,40}", "a{0}", "[^a]{1,1000}", `\b(?:a|bc|)\z`, "((((a))))", "(?:(?:a{0,9}){0,9}){0,9}"}
	for _, r := range set.Rules {
		patterns = append(patterns, r.Pattern, r.Name)
		patterns = append(patterns, r.Allow.Regexes...)
	}
	exact := 0
	for _, p := range patterns {
		re, err := syntax.Parse(p, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		bound := programBound(re)
		prog, err := syntax.Compile(re.Simplify())
		if err != nil {
			t.Fatal(err)
		}
		if bound < len(prog.Inst) {
			t.Errorf("%s: at most %d instructions, and it has %d", p, bound, len(prog.Inst))
		}
		if bound > maxProgram {
			exact++
		}
	}
	if exact > len(patterns)/10 {
		t.Errorf("%d of %d patterns must be compiled to be measured: the bound is too high to spare anything", exact, len(patterns))
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"slices"
	"strings"
	"testing"
)

func TestAliases(t *testing.T) {
	table, errs := LicenseAliases()
	for _, e := range errs {
		t.Error(e)
	}
	if len(table.Names) < 100 || len(table.Exceptions) < 20 {
		t.Errorf("%d names, %d exceptions", len(table.Names), len(table.Exceptions))
	}
	seen := map[string]string{}
	for _, n := range table.Names {
		for _, u := range n.URLs {
			if u != strings.ToLower(u) || strings.Contains(u, "://") || strings.HasPrefix(u, "www.") || !strings.ContainsAny(u, "./") {
				t.Errorf("%s: url %q is not host/path in lower case", n.ID.At, u)
			}
			if other := seen[u]; other != "" && other != n.ID.V {
				t.Logf("%s: %s is %s too", n.ID.At, u, other)
			}
			seen[u] = n.ID.V
		}
	}
}

func TestAliasesAreStrict(t *testing.T) {
	_, errs := readAliases("a.yaml", []byte("names:\n  - id: GPL3\n    full: [\"a (b|\"]\nexceptions:\n  - id: no-such-exception\n"))
	if len(errs) != 3 {
		t.Errorf("mistakes: %v", errs)
	}
}

func TestExpandAlias(t *testing.T) {
	for pattern, want := range map[string][]string{
		"plain":                    {"plain"},
		"a( b|) c":                 {"a b c", "a c"},
		"(a|b)(1|2)":               {"a1", "a2", "b1", "b2"},
		"A (B) C":                  {"A (B) C"},
		"A( (B)|) 1(.0|)":          {"A (B) 1.0", "A (B) 1", "A 1.0", "A 1"},
		"open (a|":                 nil,
		strings.Repeat("(a|b)", 9): nil,
	} {
		if got := ExpandAlias(pattern); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", pattern, got, want)
		}
	}
}

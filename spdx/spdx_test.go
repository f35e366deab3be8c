// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package spdx

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"MIT", "MIT"},
		{" mit ", "MIT"},
		{"(MIT)", "MIT"},
		{"((MIT) OR (Apache-2.0))", "MIT OR Apache-2.0"},
		{"mit or apache-2.0", "MIT OR Apache-2.0"},
		{"MIT OR MIT", "MIT"},
		{"MIT AND (ISC AND Zlib)", "MIT AND ISC AND Zlib"},
		{"MIT OR ISC AND Zlib", "MIT OR ISC AND Zlib"},
		{"(MIT OR ISC) AND Zlib", "(MIT OR ISC) AND Zlib"},
		{"MIT\tAND\nISC", "MIT AND ISC"},
		{"GPL-2.0", "GPL-2.0-only"},
		{"GPL-2.0+", "GPL-2.0-or-later"},
		{"GPL-2.0-only+", "GPL-2.0-or-later"},
		{"LGPL-2.1-or-later+", "LGPL-2.1-or-later"},
		{"gfdl-1.2+", "GFDL-1.2-or-later"},
		{"GFDL-1.2-invariants-only+", "GFDL-1.2-invariants-or-later"},
		{"GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"},
		{"GPL-2.0-with-classpath-exception+", "GPL-2.0-or-later WITH Classpath-exception-2.0"},
		{"GPL-3.0-with-GCC-exception", "GPL-3.0-only WITH GCC-exception-3.1"},
		{"wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1"},
		{"Apache-2.0+", "Apache-2.0+"},
		{"Apache-2.0 with llvm-exception", "Apache-2.0 WITH LLVM-exception"},
		{"(gpl-2.0-only with linux-syscall-note) or mit", "GPL-2.0-only WITH Linux-syscall-note OR MIT"},
		{"LicenseRef-My.Own-1", "LicenseRef-My.Own-1"},
		{"DocumentRef-a:LicenseRef-b AND MIT", "DocumentRef-a:LicenseRef-b AND MIT"},
		{"Net-SNMP", "Net-SNMP"},
		{"StandardML-NJ", "SMLNJ"},
	} {
		e, err := Parse(c.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.in, err)
			continue
		}
		if got := e.String(); got != c.want {
			t.Errorf("Parse(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		in     string
		offset int
		msg    string // part of the message
	}{
		{"", 0, "empty"},
		{"  ", 2, "ends"},
		{"MIT AND", 7, "ends"},
		{"MIT ISC", 4, "expected AND, OR or WITH"},
		{"MIT/ISC", 3, "does not say"},
		{"MIT, ISC", 3, "does not say"},
		{"MIT And ISC", 4, "upper or lower case: AND"},
		{"GPL3", 0, `did you mean "GPL-3.0-only"?`},
		{"MIT OR Apache 2", 7, `did you mean "Apache-2.0"?`},
		{"MIT WITH", 8, "exception after WITH"},
		{"GPL-2.0 WITH Classpath-exception-2", 13, `did you mean "Classpath-exception-2.0"?`},
		{"GPL-2.0-with-GCC-exception WITH Bison-exception-2.2", 27, "already has the exception"},
		{"(MIT", 4, "missing )"},
		{"MIT)", 3, `unexpected ")"`},
		{"()", 1, `unexpected ")"`},
		{"MIT +", 4, "unexpected character '+'"},
		{"MIT++", 4, "unexpected character '+'"},
		{"LicenseRef-a+", 12, "not allowed after LicenseRef-"},
		{"LicenseRef-", 0, "unknown license"},
		{"DocumentRef-a:MIT", 0, "unknown license"},
		{"NONE", 0, "unknown license"},
		{"M\u00eft", 0, "unknown license"},
		{strings.Repeat("(", 101) + "MIT" + strings.Repeat(")", 101), 100, "too deeply"},
		{strings.Repeat("MIT OR ", 20000) + "MIT", 64 << 10, "longer than"},
	} {
		_, err := Parse(c.in)
		var pe *ParseError
		if !errors.As(err, &pe) {
			t.Errorf("Parse(%.40q): error %v, want a *ParseError", c.in, err)
			continue
		}
		if pe.Offset != c.offset || !strings.Contains(pe.Msg, c.msg) {
			t.Errorf("Parse(%.40q): %d %q, want %d %q", c.in, pe.Offset, pe.Msg, c.offset, c.msg)
		}
	}
}

func must(t testing.TB, s string) *Expr {
	t.Helper()
	e, err := Parse(s)
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return e
}

func TestLicensesAndChoices(t *testing.T) {
	e := must(t, "(MIT OR GPL-2.0+ WITH Classpath-exception-2.0) AND Apache-1.1+ AND MIT")
	mit := License{ID: "MIT"}
	gpl := License{ID: "GPL-2.0-or-later", Exception: "Classpath-exception-2.0"}
	apache := License{ID: "Apache-1.1", OrLater: true}
	if diff := cmp.Diff([]License{mit, gpl, apache}, e.Licenses()); diff != "" {
		t.Errorf("Licenses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]License{{mit, apache}, {gpl, apache, mit}}, e.Choices()); diff != "" {
		t.Errorf("Choices (-want +got):\n%s", diff)
	}
}

func TestChoicesBound(t *testing.T) {
	ids := IDs()
	pair := func(i int) *Expr {
		return Or(must(t, ids[2*i]), must(t, ids[2*i+1]))
	}
	var xs []*Expr
	for i := range 9 {
		xs = append(xs, pair(i))
	}
	if n := len(And(xs...).Choices()); n != 512 {
		t.Errorf("nine pairs: %d choices, want 512", n)
	}
	if got := And(append(xs, pair(9), pair(10))...).Choices(); got != nil {
		t.Errorf("eleven pairs: %d choices, want nil", len(got))
	}
	if (*Expr)(nil).Choices() != nil || (*Expr)(nil).Licenses() != nil || (*Expr)(nil).String() != "" {
		t.Error("a nil expression has content")
	}
	if And() != nil || Or(nil, nil) != nil {
		t.Error("And or Or of nothing is not nil")
	}
}

// random returns a random expression of limited depth.
func random(r *rand.Rand, ids []string, depth int) *Expr {
	if depth == 0 || r.IntN(3) == 0 {
		l := License{ID: ids[r.IntN(len(ids))]}
		return &Expr{license: replace(l.ID, r.IntN(4) == 0)}
	}
	xs := make([]*Expr, 1+r.IntN(4))
	for i := range xs {
		xs[i] = random(r, ids, depth-1)
	}
	if r.IntN(2) == 0 {
		return And(xs...)
	}
	return Or(xs...)
}

func TestAlgebra(t *testing.T) {
	ids := IDs()
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		a, b, c := random(r, ids, 3), random(r, ids, 3), random(r, ids, 2)
		s := a.String()
		if got := must(t, s).String(); got != s {
			t.Fatalf("round trip: %q became %q", s, got)
		}
		if diff := cmp.Diff(a.Licenses(), must(t, s).Licenses()); diff != "" {
			t.Fatalf("%q: leaves changed:\n%s", s, diff)
		}
		for name, join := range map[string]func(...*Expr) *Expr{"And": And, "Or": Or} {
			if got := join(a, a).String(); got != s {
				t.Fatalf("%s is not idempotent: %q became %q", name, s, got)
			}
			if l, r := join(join(a, b), c).String(), join(a, join(b, c)).String(); l != r {
				t.Fatalf("%s is not associative: %q and %q", name, l, r)
			}
			if got := join(a, nil).String(); got != s {
				t.Fatalf("%s with nil: %q became %q", name, s, got)
			}
		}
		checkChoices(t, a)
	}
}

// checkChoices compares Choices with the truth of the expression: holding
// exactly one choice satisfies it, and every choice uses only its leaves.
func checkChoices(t *testing.T, e *Expr) {
	t.Helper()
	for _, choice := range e.Choices() {
		held := map[License]bool{}
		for _, l := range choice {
			held[l] = true
		}
		if !satisfied(e, held) {
			t.Fatalf("%q is not satisfied by its choice %v", e, choice)
		}
	}
}

func satisfied(e *Expr, held map[License]bool) bool {
	switch e.op {
	case leaf:
		return held[e.license]
	case or:
		for _, k := range e.kids {
			if satisfied(k, held) {
				return true
			}
		}
		return false
	}
	for _, k := range e.kids {
		if !satisfied(k, held) {
			return false
		}
	}
	return true
}

func TestIDs(t *testing.T) {
	ids := IDs()
	if len(ids) != 734 {
		t.Errorf("%d ids, want 734 (708 current, 26 deprecated)", len(ids))
	}
	if n := len(lists().exceptions); n != 86 {
		t.Errorf("%d exceptions, want 86", n)
	}
	for _, id := range ids {
		canonical, deprecated, ok := Known(strings.ToUpper(id))
		if !ok || canonical != id {
			t.Errorf("Known(%q) = %q, %v", strings.ToUpper(id), canonical, ok)
		}
		if _, replaced := replacementOf(id); replaced && !deprecated {
			t.Errorf("%s is replaced and not deprecated", id)
		} else if !replaced && deprecated && id != "Net-SNMP" {
			t.Errorf("%s is deprecated and not replaced", id)
		}
		for _, plus := range []bool{false, true} {
			l := replace(id, plus)
			if c, old, ok := Known(l.ID); !ok || c != l.ID || old && id != "Net-SNMP" {
				t.Errorf("%s is replaced by %q, which is not a current id", id, l.ID)
			}
			if c, ok := KnownException(l.Exception); l.Exception != "" && (!ok || c != l.Exception) {
				t.Errorf("%s is replaced with the unknown exception %q", id, l.Exception)
			}
		}
	}
	if !OSIApproved("mit") || OSIApproved("SSPL-1.0") || OSIApproved("nonsense") {
		t.Error("OSIApproved is wrong for MIT, SSPL-1.0 or an unknown id")
	}
	if _, _, ok := Known("GPL3"); ok {
		t.Error("GPL3 is known")
	}
}

func TestSuggest(t *testing.T) {
	for in, want := range map[string]string{
		"GPL3": "GPL-3.0-only", "GPLv2+": "GPL-2.0-or-later", "GPL-2.0-only": "GPL-2.0-only",
		"GNU GPL v3 or later": "GPL-3.0-or-later", "LGPL 2.1": "LGPL-2.1-only",
		"Apache 2": "Apache-2.0", "Apache License, Version 2.0": "Apache-2.0", "APACHE2.0": "Apache-2.0", "Apache-2": "Apache-2.0",
		"BSD": "BSD-3-Clause", "BSD 2-Clause": "BSD-2-Clause", "3-Clause BSD License": "BSD-3-Clause",
		"MIT License": "MIT", "MPL 2.0": "MPL-2.0", "CC BY 4.0": "CC-BY-4.0", "Eclipse Public License 2.0": "EPL-2.0",
		"GPL-2.0": "GPL-2.0-only", "BSL-1.O": "BSL-1.0", "Artisitc-2.0": "Artistic-2.0",
		"UNLICENSED": "", "": "", "completely unknown thing": "", "x": "", strings.Repeat("a", 5000): "",
	} {
		if got := Suggest(in); got != want {
			t.Errorf("Suggest(%.40q) = %q, want %q", in, got, want)
		}
	}
	for _, id := range IDs() {
		s := Suggest(id)
		if _, deprecated, ok := Known(strings.Split(s, " ")[0]); !ok || deprecated && id != "Net-SNMP" {
			t.Errorf("Suggest(%q) = %q, not a current id", id, s)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"MIT", "(MIT OR GPL-2.0+) AND Apache-2.0 WITH LLVM-exception", "a/b", "LicenseRef-a and ((", "\x00+"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := Parse(s)
		if err != nil {
			var pe *ParseError
			if !errors.As(err, &pe) || pe.Offset < 0 || pe.Offset > len(s) || e != nil {
				t.Fatalf("Parse(%q): %v, %v", s, e, err)
			}
			return
		}
		again, err := Parse(e.String())
		if err != nil || again.String() != e.String() {
			t.Fatalf("%q became %q, then %v, %v", s, e, again, err)
		}
	})
}

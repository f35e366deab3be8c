// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package compat

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

func license(t testing.TB, text string) spdx.License {
	t.Helper()
	e, err := spdx.Parse(text)
	if err != nil || len(e.Licenses()) != 1 {
		t.Fatalf("%q: %v", text, err)
	}
	return e.Licenses()[0]
}

func expression(t testing.TB, text string) *spdx.Expr {
	t.Helper()
	e, err := spdx.Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return e
}

func TestPair(t *testing.T) {
	for _, c := range []struct {
		outbound, inbound, usage string
		want                     Answer
		layer                    string
	}{
		{"Apache-2.0", "Apache-2.0", Vendored, Compatible, LayerSame},
		{"MIT", "Apache-2.0", Vendored, Compatible, LayerOSADL},
		{"Apache-2.0", "GPL-3.0-only", Linked, Conflict, LayerPair},
		{"GPL-2.0-only", "Apache-2.0", Vendored, Conflict, LayerPair},
		{"GPL-3.0-or-later", "Apache-2.0", Vendored, Compatible, LayerPair},
		{"GPL-2.0-only", "Apache-2.0 WITH LLVM-exception", Linked, Compatible, LayerPair},
		{"GPL-2.0-only", "Apache-2.0 WITH Swift-exception", Linked, Conflict, LayerPair}, // stripped: never milder
		{"GPL-2.0-only", "CDDL-1.0", Linked, Conflict, LayerPair},
		{"CDDL-1.0", "GPL-2.0-only", Vendored, Conflict, LayerOSADL},
		{"GPL-3.0-only", "BSD-4-Clause", Vendored, Conflict, LayerPair},
		{"GPL-3.0-only", "GPL-2.0-only", Vendored, Conflict, LayerOSADL},
		{"GPL-3.0-only", "GPL-2.0-or-later", Vendored, Compatible, LayerOSADL},
		{"GPL-2.0-only", "GPL-3.0-only", Vendored, Conflict, LayerPair},
		{"GPL-2.0-only", "LGPL-2.1-only", Vendored, Compatible, LayerPair},
		{"GPL-2.0-only", "LGPL-3.0-only", Linked, Conflict, LayerPair},
		{"GPL-3.0-only", "AGPL-3.0-only", Linked, Conditional, LayerPair},
		{"GPL-3.0-only", "MPL-2.0", Vendored, Compatible, LayerPair},
		{"GPL-3.0-only", "MPL-2.0-no-copyleft-exception", Vendored, Conflict, LayerPair},
		{"GPL-2.0-only", "EUPL-1.2", Vendored, Compatible, LayerPair},
		{"EUPL-1.2", "GPL-2.0-only", Vendored, Conflict, LayerOSADL},
		{"GPL-2.0-only", "MulanPSL-2.0", Vendored, Conflict, LayerPair},
		{"GPL-3.0-only", "MulanPSL-2.0", Vendored, Conditional, LayerPair},
		{"Apache-2.0", "MulanPSL-2.0", Vendored, Compatible, LayerFamily},
		{"MIT", "OFL-1.1", Vendored, Compatible, LayerPair},
		{"MIT", "LGPL-2.1-only", Dynamic, Compatible, LayerPair},
		{"MIT", "LGPL-2.1-only", Linked, Conditional, LayerFamily},
		{"MIT", "LGPL-2.1-only", Vendored, Conflict, LayerOSADL},
		{"MIT", "MPL-2.0", Linked, Conditional, LayerFamily},
		{"MIT", "GPL-2.0-only WITH Classpath-exception-2.0", Linked, Compatible, LayerPair},
		{"MIT", "GPL-2.0-only WITH Classpath-exception-2.0", Vendored, Conflict, LayerOSADL},
		{"MIT", "GPL-3.0-or-later WITH Bison-exception-2.2", Vendored, Compatible, LayerPair},
		{"MIT", "GPL-2.0-only", Tool, Compatible, LayerUsage},
		{"MIT", "GPL-2.0-only", Test, Conditional, LayerUsage},
		{"MIT", "BUSL-1.1", Tool, Conditional, LayerUsage},
		{"MIT", "BUSL-1.1", Vendored, Conflict, LayerFamily},
		{"MIT", "LicenseRef-mine", Vendored, Undecided, LayerNone},
		{"MIT", "LicenseRef-mine", Tool, Undecided, LayerNone},
		{"LicenseRef-ours", "MIT", Linked, Undecided, LayerNone},
		{"GPL-2.0-only", "GPL-2.0-only WITH Linux-syscall-note", Vendored, Compatible, LayerSame},
		{"GPL-2.0-only WITH Linux-syscall-note", "GPL-2.0-only", Vendored, Conditional, LayerSame},
		{"EPL-2.0", "EUPL-1.1+", Vendored, Conflict, LayerFamily},
		{"MPL-2.0", "MPL-1.1+", Vendored, Compatible, LayerOSADL},
		{"AFL-3.0", "AFL-2.0+", Vendored, Compatible, LayerFamily},
		{"GFDL-1.3-only", "GFDL-1.2-or-later", Vendored, Compatible, LayerSame},
		{"GFDL-1.2-only", "GFDL-1.3-or-later", Vendored, Conflict, LayerFamily},
	} {
		got := Default().Pair(license(t, c.outbound), license(t, c.inbound), c.usage)
		if got.Answer != c.want || got.Layer != c.layer {
			t.Errorf("%s\n  want %s, %s", got, c.want, c.layer)
		}
		if got.Because == "" || got.Inbound.String() != license(t, c.inbound).String() {
			t.Errorf("%s <- %s: no reason, or of another license: %s", c.outbound, c.inbound, got)
		}
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		outbound, inbound string
		want              Answer
		choice            string
	}{
		{"MIT", "GPL-2.0-only OR MIT", Compatible, "MIT"},
		{"GPL-2.0-only", "Apache-2.0 OR MIT", Compatible, "MIT"},
		{"GPL-2.0-only", "Apache-2.0 AND MIT", Conflict, "Apache-2.0 AND MIT"},
		{"GPL-2.0-only OR MIT", "GPL-2.0-only", Conflict, "GPL-2.0-only"}, // whoever takes MIT may not have it
		{"GPL-2.0-only AND MIT", "GPL-2.0-only", Compatible, "GPL-2.0-only"},
		{"MIT", "(GPL-2.0-only AND ISC) OR (LicenseRef-x AND ISC)", Undecided, "LicenseRef-x AND ISC"},
	} {
		got := Default().Judge(expression(t, c.outbound), expression(t, c.inbound), Vendored)
		var names []string
		for _, l := range got.Choice {
			names = append(names, l.String())
		}
		if choice := strings.Join(names, " AND "); got.Answer != c.want || choice != c.choice {
			t.Errorf("%s <- %s: %s, choice %s; want %s, %s", c.outbound, c.inbound, got, choice, c.want, c.choice)
		}
	}
	huge := strings.TrimSuffix(strings.Repeat("(MIT OR ISC OR Zlib OR X11) AND ", 1), " AND ")
	for i := range 12 {
		huge += fmt.Sprintf(" AND (LicenseRef-a%d OR LicenseRef-b%d)", i, i)
	}
	if got := Default().Judge(expression(t, "MIT"), expression(t, huge), Vendored); got.Answer != Undecided || got.Choices != 0 {
		t.Errorf("too many choices: %s", got)
	}
	if got := Default().Judge(nil, expression(t, "MIT"), Vendored); got.Answer != Undecided || got.Layer != LayerNone {
		t.Errorf("no outbound license: %s", got)
	}
}

// TestAgreesWithOSADL: for code that is copied in, the answer is that of the
// matrix wherever it has one, but for the differences listed here, each of which
// a curated pair explains with its source.
func TestAgreesWithOSADL(t *testing.T) {
	table := Default()
	want := map[byte]Answer{'y': Compatible, 'n': Conflict, 'd': Conditional, '=': Compatible}
	decided := 0
	found := map[string]int{}
	for i, out := range table.matrix.Licenses {
		for k, in := range table.matrix.Licenses {
			cell, ok := want[table.matrix.Cells[i][k]]
			if !ok {
				continue
			}
			decided++
			got := table.Pair(license(t, out), license(t, in), Vendored)
			if got.Answer == cell {
				continue
			}
			if testing.Verbose() {
				t.Log(got)
			}
			_, source, _ := strings.Cut(got.Because, "(")
			source = strings.TrimSuffix(source, ")")
			if strings.HasPrefix(got.Because, "as ") {
				source = "the license allows later versions"
			}
			found[fmt.Sprintf("%s instead of %s: %s", got.Answer, cell, source)]++
		}
	}
	if !maps.Equal(found, differences()) {
		for _, d := range slices.Sorted(maps.Keys(found)) {
			t.Logf("\t\t%q: %d,", d, found[d])
		}
		t.Error("the differences from OSADL are not those that are listed")
	}
	if decided < 13000 {
		t.Errorf("only %d cells compared", decided)
	}
}

func TestEverySPDXLicenseInEveryUsage(t *testing.T) {
	table := Default()
	outbound := []string{"Apache-2.0", "MIT", "BSD-3-Clause", "MulanPSL-2.0", "GPL-2.0-only", "GPL-3.0-or-later", "LGPL-2.1-or-later", "AGPL-3.0-only", "MPL-2.0", "EPL-2.0", "EUPL-1.2"}
	answered := 0
	for _, id := range spdx.IDs() {
		e, err := spdx.Parse(id)
		if err != nil || len(e.Licenses()) != 1 {
			continue // a deprecated id that says two things
		}
		in := e.Licenses()[0]
		for _, out := range outbound {
			before := Conflict
			for _, usage := range []string{Vendored, Linked, Dynamic, Tool} {
				o := table.Pair(license(t, out), in, usage)
				if o.Answer == Undecided || o.Layer == LayerNone {
					t.Fatalf("%s", o)
				}
				if o.Answer > before && usage != Tool {
					t.Errorf("%s: stricter than in a closer usage", o)
				}
				before = o.Answer
			}
			if table.Pair(license(t, out), in, Test).Answer == Undecided {
				t.Errorf("%s <- %s: undecided for tests", out, id)
			}
		}
		answered++
	}
	if answered < 700 {
		t.Errorf("only %d licenses answered", answered)
	}
}

// TestAlgebra holds the laws: order does not count, a further choice never
// harms, a further part never helps, and "or later" is at least as good as each
// version it allows.
func TestAlgebra(t *testing.T) {
	table := Default()
	r := rand.New(rand.NewPCG(1, 2))
	ids := slices.DeleteFunc(spdx.IDs(), func(id string) bool {
		e, err := spdx.Parse(id)
		return err != nil || len(e.Licenses()) != 1
	})
	pick := func() *spdx.Expr { return expression(t, ids[r.IntN(len(ids))]) }
	judge := func(out, in *spdx.Expr, usage string) Answer { return table.Judge(out, in, usage).Answer }
	for range 20000 {
		out, a, b, usage := pick(), pick(), pick(), Usages()[r.IntN(5)]
		x, y := judge(out, a, usage), judge(out, b, usage)
		if or := judge(out, spdx.Or(a, b), usage); or != min(x, y) || or != judge(out, spdx.Or(b, a), usage) {
			t.Fatalf("%s <- %s OR %s, %s: %s of %s and %s", out, a, b, usage, or, x, y)
		}
		if and := judge(out, spdx.And(a, b), usage); and != max(x, y) || and != judge(out, spdx.And(b, a), usage) {
			t.Fatalf("%s <- %s AND %s, %s: %s of %s and %s", out, a, b, usage, and, x, y)
		}
		if both := judge(spdx.Or(out, b), a, usage); both < x {
			t.Fatalf("%s OR %s <- %s, %s: a further choice for others made it milder: %s, was %s", out, b, a, usage, both, x)
		}
	}
	for _, id := range ids {
		later := license(t, id)
		if !strings.HasSuffix(id, "-or-later") {
			later.OrLater = true
		}
		for _, version := range table.versions(later) {
			for range 20 {
				out, usage := pick().Licenses()[0], Usages()[r.IntN(5)]
				if l, v := table.Pair(out, later, usage), table.Pair(out, version, usage); l.Answer > v.Answer {
					t.Errorf("%s; but %s", l, v)
				}
			}
		}
	}
}

// TestPairsNameLicenses: every pattern fits something that exists, so that a
// misspelled one cannot sit there unnoticed.
func TestPairsNameLicenses(t *testing.T) {
	ids := spdx.IDs()
	known := func(pattern string) bool {
		bare, exception, with := strings.Cut(pattern, " WITH ")
		if with && !slices.ContainsFunc(spdx.ExceptionIDs(), func(x string) bool { return match(exception, x) }) {
			return false
		}
		return slices.ContainsFunc(ids, func(id string) bool { return match(bare, id) })
	}
	for _, p := range rules.CompatibilityPairs() {
		for _, pattern := range slices.Concat(p.Outbound, p.Inbound) {
			if !known(pattern) {
				t.Errorf("%q names no license (%s)", pattern, p.Source)
			}
		}
	}
}

func BenchmarkPair(b *testing.B) {
	out, in := license(b, "GPL-2.0-only"), license(b, "Zlib")
	for b.Loop() {
		Default().Pair(out, in, Vendored)
	}
}

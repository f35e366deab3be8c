// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

const print = "3f2a9c1b5d7e8f90a1b2c3d4e5f60718"

func TestInlineSuppression(t *testing.T) {
	inline := func(bound bool, expires, reason string) *inventory.Suppression {
		return &inventory.Suppression{By: inventory.SuppressedInline, Bound: bound, Expires: expires, Reason: reason}
	}
	for line, want := range map[string]*inventory.Suppression{
		`"; // outgate:allow 3f2a9c1b`:                                     inline(true, "", ""),
		`"; // outgate:allow 3F2A9C1B5D sample`:                            inline(true, "", "sample"),
		`" # outgate:allow ` + print + ` until 2026-12-31 sample value`:    inline(true, "2026-12-31", "sample value"),
		`" <!-- outgate:allow 3f2a9c1b: no -->`:                            inline(false, "", "3f2a9c1b: no"),
		`/* outgate:allow 3f2a9c1b of the manual */ x = "`:                 inline(true, "", "of the manual"),
		`" # outgate:allow`:                                                inline(false, "", ""),
		`" #gitleaks:allow`:                                                inline(false, "", ""),
		`" # betterleaks:allow until 2026-12-31 added later`:               inline(false, "2026-12-31", "added later"),
		`" # gitleaks:allow outgate:allow 3f2a9c1b`:                        inline(true, "", ""),
		`" # outgate:allow 00000000 outgate:allow 3f2a9c1b both`:           inline(true, "", "both"),
		`" # outgate:allow 3f2a9c1b ` + strings.Repeat("ab1", 9) + ` tail`: inline(true, "", "[...] tail"),
		`" # outgate:allow 00000000`:                                       nil, // of another finding
		`" # outgate:allow 3f2a9c1`:                                        nil, // too short to bind
		`" # outgate:allow ` + print + `0`:                                 nil,
		`" # outgate:allow 3f2a9c1b until`:                                 nil,
		`" # outgate:allow 3f2a9c1b until 2026-02-30`:                      nil,
		`" # outgate:allow until tomorrow`:                                 nil,
		`" # outgate:allowed 3f2a9c1b`:                                     nil,
		`" # xoutgate:allow 3f2a9c1b`:                                      nil,
		`" # outgate: allow 3f2a9c1b`:                                      nil,
		`" # Outgate:Allow 3f2a9c1b`:                                       nil,
		`plain text`:                                                       nil,
		`" # outgate:allow sample, until 2026-12-31.`:                      inline(false, "2026-12-31", "sample,"),
	} {
		if diff := cmp.Diff(want, scanner.InlineSuppression(print, []byte(line))); diff != "" {
			t.Errorf("%s: %s", line, diff)
		}
	}
	if w := scanner.InlineSuppression(print, []byte("/* outgate:allow */ x = "), []byte("; // outgate:allow 3f2a9c1b")); w == nil || !w.Bound {
		t.Errorf("both sides of the value: %+v", w)
	}
}

// A line is the same with and without a comment that speaks for a finding.
func TestWithoutInline(t *testing.T) {
	for without, with := range map[string][]string{
		`";`:             {`"; // outgate:allow 3f2a9c1b reason`, `"; /* gitleaks:allow */`, `";// outgate:allow`, `"; # outgate:allow 00000000 # outgate:allow 3f2a9c1b`},
		`"`:              {`" # outgate:allow`, `" -- outgate:allow 3f2a9c1b`, `" <!-- outgate:allow x -->`, `" ; outgate:allow`, `" ' outgate:allow`},
		`", 17) // note`: {`", 17) // note outgate:allow 3f2a9c1b`, `", 17) // note // outgate:allow`},
		`"; more()`:      {`"; /* outgate:allow 3f2a9c1b */ more()`},
		`x = `:           {`/* outgate:allow 3f2a9c1b */ x = `},
	} {
		plain := strings.Join(strings.Fields(string(scanner.WithoutInline([]byte(without)))), " ")
		for _, line := range with {
			if got := strings.Join(strings.Fields(string(scanner.WithoutInline([]byte(line)))), " "); got != plain {
				t.Errorf("%q becomes %q, and %q becomes %q", line, got, without, plain)
			}
		}
	}
}

func FuzzInline(f *testing.F) {
	f.Add(`"; /* outgate:allow 3f2a9c1b until 2026-12-31 reason */ more`)
	f.Add(`gitleaks:allow betterleaks:allow --> */ #}`)
	f.Fuzz(func(t *testing.T, line string) {
		scanner.WithoutInline([]byte(line))
		w := scanner.InlineSuppression(print, []byte(line))
		if w == nil {
			return
		}
		if w.Bound && !strings.Contains(strings.ToLower(line), print[:8]) || len(w.Reason) > 250 || strings.ContainsAny(w.Reason, "\n\x00\x1b") {
			t.Errorf("%q: %+v", line, w)
		}
	})
}

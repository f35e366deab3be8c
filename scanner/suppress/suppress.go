// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package suppress reads the files in which people speak for findings, and notes
// in the inventory which finding is spoken for by whom. No finding is taken away:
// whether a word counts is up to the policy.
//
// A [Baseline] names content, by fingerprint and rule, so that another secret in
// the same place is a new one. An [Ignore] is a .gitleaksignore: its entries with
// a commit name content as well, because the commit fixes it; those without name
// a place, whatever stands there, and are not bound.
//
// Comments on the line of a finding are read by the detectors; see
// scanner.InlineSuppression.
//
// Entries that speak for nothing are facts too ([inventory.IdleSuppression]): a
// file that is broken or out of date silences nothing, and is told.
package suppress

import (
	"cmp"
	"slices"

	"github.com/outgate/outgate/inventory"
)

// finding is what secrets and leaks have in common here.
type finding struct {
	rule, fingerprint string
	at                inventory.Location
	blob              string
	word              **inventory.Suppression
}

func findings(inv *inventory.Inventory) []finding {
	out := make([]finding, 0, len(inv.Secrets)+len(inv.Leaks))
	for i := range inv.Secrets {
		s := &inv.Secrets[i]
		out = append(out, finding{s.Rule, s.Fingerprint, s.Location, s.Blob, &s.Suppression})
	}
	for i := range inv.Leaks {
		l := &inv.Leaks[i]
		out = append(out, finding{l.Rule, l.Fingerprint, l.Location, l.Blob, &l.Suppression})
	}
	return out
}

// speak notes a word for the finding, unless a stronger one is there.
func (f *finding) speak(word inventory.Suppression) {
	if *f.word == nil || stronger(&word, *f.word) < 0 {
		*f.word = &word
	}
}

// stronger orders words for one finding: from outside, bound, longer lasting,
// with a reason.
func stronger(a, b *inventory.Suppression) int {
	no := func(v bool) int {
		if v {
			return 0
		}
		return 1
	}
	lasts := func(s *inventory.Suppression) string { return cmp.Or(s.Expires, "9999-12-31") }
	return cmp.Or(cmp.Compare(no(a.Outside), no(b.Outside)), cmp.Compare(no(a.Bound), no(b.Bound)), cmp.Compare(lasts(b), lasts(a)),
		cmp.Compare(no(a.Reason != ""), no(b.Reason != "")))
}

// ran reports whether the findings of a rule could have been found.
func ran(inv *inventory.Inventory, kind string) bool {
	return slices.Contains(inv.Coverage.Detectors, kind)
}

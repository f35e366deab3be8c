// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"slices"
)

// Standing is what a verdict says of a violation: its level, or "waived", "suppressed" or "known".
type Standing string

// The standings beside the levels.
const (
	StandingNone       Standing = "" // it is not there
	StandingWaived     Standing = "waived"
	StandingSuppressed Standing = "suppressed"
	StandingKnown      Standing = "known" // the base held it, and it does not decide
)

// Change is a violation on which two verdicts on the same facts differ.
type Change struct {
	Violation     Violation // of the second verdict, when it is there
	Before, After Standing  // StandingNone: not in that verdict
	Severity      Severity  // before; "" when the violation was not there
}

// Compare lists the violations on which two verdicts differ, by check, path and
// id. The violations are told apart by their fingerprints. Those on waivers and
// suppressions are left out: they are about the policies, and not the facts.
func Compare(a, b *Verdict) []Change {
	changes := map[string]*Change{}
	standings(a, func(v *Violation, s Standing) {
		changes[v.Check+" "+v.Fingerprint] = &Change{Violation: *v, Before: s, Severity: v.Severity}
	})
	standings(b, func(v *Violation, s Standing) {
		key := v.Check + " " + v.Fingerprint
		if changes[key] == nil {
			changes[key] = &Change{}
		}
		changes[key].Violation, changes[key].After = *v, s
	})
	var out []Change
	for _, c := range changes {
		if c.Before != c.After || c.After != StandingNone && c.Severity != c.Violation.Severity {
			out = append(out, *c)
		}
	}
	slices.SortFunc(out, func(x, y Change) int {
		return cmp.Or(cmp.Compare(x.Violation.Check, y.Violation.Check), cmp.Compare(x.Violation.Location.Path, y.Violation.Location.Path), cmp.Compare(x.Violation.Fingerprint, y.Violation.Fingerprint))
	})
	return out
}

// standings visits the violations of a verdict that are about facts.
func standings(v *Verdict, visit func(*Violation, Standing)) {
	lifecycle := []string{"waiver-expired", "waiver-future", "waiver-unused", "waiver-broad", "waiver-expiring", "suppression-expired", "suppression-unused", "suppression-invalid"}
	for i := range v.Known { // of a group that has grown the new part speaks
		visit(&v.Known[i], StandingKnown)
	}
	for i := range v.Violations {
		if !slices.Contains(lifecycle, v.Violations[i].Check) {
			visit(&v.Violations[i], Standing(v.Violations[i].Level))
		}
	}
	for i := range v.Waived {
		visit(&v.Waived[i], StandingWaived)
	}
	for i := range v.Suppressed {
		visit(&v.Suppressed[i], StandingSuppressed)
	}
}

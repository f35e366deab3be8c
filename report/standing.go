// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"iter"
	"slices"

	"github.com/outgate/outgate/policy"
)

// standing says what became of a violation.
type standing string

const (
	asOpen       standing = "open"
	asWaived     standing = "waived"
	asKnown      standing = "known"
	asSuppressed standing = "suppressed"
)

// all yields the violations of a verdict with their standing: those that are open
// in the given order, then the excused ones.
func all(v *policy.Verdict) iter.Seq2[standing, *policy.Violation] {
	return func(yield func(standing, *policy.Violation) bool) {
		for _, l := range []struct {
			as   standing
			list []policy.Violation
		}{{asOpen, v.Violations}, {asWaived, v.Waived}, {asKnown, v.Known}, {asSuppressed, v.Suppressed}} {
			for i := range l.list {
				if !yield(l.as, &l.list[i]) {
					return
				}
			}
		}
	}
}

// worstFirst returns the open violations, the worst first; what is new goes before
// what the base held already.
func worstFirst(vs []policy.Violation) []*policy.Violation {
	sorted := make([]*policy.Violation, len(vs))
	for i := range vs {
		sorted[i] = &vs[i]
	}
	old := func(v *policy.Violation) int {
		if v.Baseline == policy.BaselineUnchanged {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(sorted, func(a, b *policy.Violation) int {
		return cmp.Or(levelRank(a.Level)-levelRank(b.Level), old(a)-old(b), severityRank(a.Severity)-severityRank(b.Severity))
	})
	return sorted
}

// knownReason is why a known violation does not count.
const knownReason = "the base held it already, and the policy lets that count"

// excuse says why a violation does not count; "" for one that does.
func excuse(as standing, v *policy.Violation) string {
	switch {
	case as == asWaived && v.Waiver != nil:
		return justification(v.Waiver)
	case as == asWaived:
		return "waived; the waiver is not named"
	case as == asKnown:
		return knownReason
	case as == asSuppressed && v.Suppression != nil:
		return spokenFor(v.Suppression)
	case as == asSuppressed:
		return "somebody speaks for it; nobody is named"
	}
	return ""
}

// blocked reports whether a state lets nothing be published.
func blocked(s policy.State) bool {
	s = stateOf(s)
	return s != policy.Pass && s != policy.PassWithWaivers
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/outgate/outgate/policy"
)

// waivedBy is what one waiver excuses.
type waivedBy struct {
	waiver policy.WaiverRef
	first  *policy.Violation
	n      int
}

// waivers are those that excuse something, the first to end on top. A waived violation of a
// verdict that does not name its waiver is in none.
func waivers(v *policy.Verdict) []waivedBy {
	at := map[policy.WaiverRef]int{}
	var out []waivedBy
	for i := range v.Waived {
		one := &v.Waived[i]
		if one.Waiver == nil {
			continue
		}
		k, ok := at[*one.Waiver]
		if !ok {
			k = len(out)
			at[*one.Waiver] = k
			out = append(out, waivedBy{waiver: *one.Waiver, first: one})
		}
		out[k].n++
	}
	slices.SortStableFunc(out, func(a, b waivedBy) int {
		return cmp.Or(strings.Compare(a.waiver.Expires, b.waiver.Expires), strings.Compare(a.waiver.ID, b.waiver.ID))
	})
	return out
}

// what says what is excused.
func (w *waivedBy) what() string {
	text := cmp.Or(w.first.Check, "a violation") + ", " + place(w.first.Location)
	if w.n > 1 {
		text += ", and " + count(w.n-1, "more violation")
	}
	return text
}

// told is the message of a violation, with whose waiver it is about in formats that
// show no evidence.
func told(v *policy.Violation) string {
	if strings.HasPrefix(v.Check, "waiver-") && v.Evidence != "" {
		return v.Message + " (" + v.Evidence + ")"
	}
	return v.Message
}

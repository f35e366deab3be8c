// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"errors"
	"io"

	"github.com/outgate/outgate/policy"
)

// WriteViolation writes one violation in full, as the terminal report shows it,
// and the waiver that excuses it or the word that counts for it, if any. A nil violation is an error.
func WriteViolation(w io.Writer, v *policy.Violation, o Options) error {
	if v == nil {
		return errors.New("no violation to report")
	}
	s := newScreen(w, o)
	s.groups(groupViolations([]policy.Violation{*v}), true)
	if len(v.Places) > 1 {
		s.blank()
		s.line(3, ink(bold, "all places"))
		for _, at := range v.Places {
			s.line(3, s.where(place(at)))
		}
	}
	if v.Waiver != nil {
		s.paragraph(3, 9, []span{ink(green, "waived by "+v.Waiver.ID+" ")}, ink(plain, "until "+v.Waiver.Expires+", "+v.Waiver.Owner+": "+v.Waiver.Reason))
	}
	if w := v.Suppression; w != nil {
		s.paragraph(3, 9, []span{ink(green, "suppressed by ")}, ink(plain, spokenFor(w)))
	}
	return s.w.Flush()
}

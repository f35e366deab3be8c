// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"time"

	"github.com/outgate/outgate/inventory"
)

// suppressions says whose word counts that a finding is none. The zero value
// lets none count that comes from the repository.
type suppressions struct {
	repository bool // words of the repository itself count
	structured bool // for structured secrets, too
	unbound    bool // words that name a place and no content count
	reason     bool // a word without a reason does not count
	expiry     bool // a word without an end does not count
}

func (l *loader) suppressionsOf(d *suppressDoc, p *Policy) {
	is := func(v word, key, yes, no string) bool {
		return v.At.Line > 0 && l.oneOf(v, "suppressions."+key, []string{yes, no}) && v.V == yes
	}
	p.spoken = suppressions{
		repository: is(d.Repository, "repository", "honor", "forbid"),
		structured: is(d.Structured, "structured", "honor", "forbid"),
		unbound:    is(d.Unbound, "unbound", "honor", "forbid"),
		reason:     is(d.Reason, "reason", "required", "optional"),
		expiry:     is(d.Expiry, "expiry", "required", "optional"),
	}
}

// refuses says why a word does not count under the policy; "" when it does. The
// end of a word is another matter.
func (s *suppressions) refuses(w *inventory.Suppression, structured bool) string {
	switch {
	case !w.Outside && !s.repository:
		return "the policy takes no word of the repository itself"
	case !w.Outside && structured && !s.structured:
		return "for a structured secret the policy takes a baseline from outside of the repository, or a waiver"
	case !w.Bound && !s.unbound:
		return "it names a place, and not what is there"
	case s.reason && w.Reason == "":
		return "the policy asks for a reason"
	case s.expiry && w.Expires == "":
		return "the policy asks for an end (until YYYY-MM-DD)"
	}
	return ""
}

// over reports whether the last day of a word has passed (days are UTC, the last
// one included). A day that is none has passed.
func over(w *inventory.Suppression, now time.Time) bool {
	if w.Expires == "" {
		return false
	}
	last, err := time.Parse(time.DateOnly, w.Expires)
	return err != nil || last.Before(now.UTC().Truncate(24*time.Hour))
}

// word looks at who speaks for a finding. Where that counts, the item is marked;
// where not, the violation says why, and how to speak for it.
func (j *judge) word(it *item, w *inventory.Suppression, fingerprint string, structured bool) {
	rules := &j.p.spoken
	if w == nil {
		j.howToSpeak(it, fingerprint, structured)
		return
	}
	by := spokenAt(w)
	why := rules.refuses(w, structured)
	if why == "" && !over(w, j.now) {
		it.word = w
		return
	}
	if why == "" {
		why = "its last day was " + w.Expires
		it.late = w
	}
	it.v.Evidence = also(it.v.Evidence, fmt.Sprintf("%s does not count: %s", by, why))
	j.howToSpeak(it, fingerprint, structured)
}

// spokenAt names the place of a word.
func spokenAt(w *inventory.Suppression) string {
	at := w.Path
	if w.Line > 0 {
		at = fmt.Sprintf("%s:%d", w.Path, w.Line)
	}
	switch w.By {
	case inventory.SuppressedInline:
		return "the comment at " + at
	case inventory.SuppressedIgnoreFile:
		return "the entry at " + at
	}
	return "the baseline entry at " + at
}

// howToSpeak adds to a violation what to write when the finding is none, where
// that would count. Revoking comes first, always. The fingerprint stands in the
// evidence, so that violations which differ in nothing else are told as one.
func (j *judge) howToSpeak(it *item, fingerprint string, structured bool) {
	rules := &j.p.spoken
	if len(fingerprint) < 8 || !isHex(fingerprint, len(fingerprint)) || !rules.repository || structured && !rules.structured {
		return
	}
	help := "; if it is none, list it with `outgate baseline`"
	if it.v.Location.Commit == "" && it.v.Location.StartLine > 0 {
		text := "outgate:allow " + fingerprint[:8]
		if rules.expiry {
			text += " until YYYY-MM-DD"
		}
		if rules.reason {
			text += " REASON"
		}
		it.v.Evidence = also(it.v.Evidence, "if it is none: "+text)
		help = "; if it is none, write the outgate:allow shown with it in a comment on its line, or list it with `outgate baseline`"
	}
	it.v.Help = first(it.v.Help, j.check.Help) + help
}

// count adds up the findings that words excuse.
func (j *judge) count(group []*item) {
	j.spoken.Suppressed += len(group)
	if group[0].word.Outside {
		j.spoken.SuppressedOutside += len(group)
	}
}

// suppressionLifecycle reports words that do not do what their authors may
// believe: those that have ended, and entries that speak for nothing.
func (j *judge) suppressionLifecycle() {
	ended := make([]inventory.Suppression, 0, len(j.expired))
	for w := range j.expired {
		ended = append(ended, w)
	}
	slices.SortFunc(ended, func(a, b inventory.Suppression) int {
		return slices.Compare([]string{a.Path, fmt.Sprintf("%09d", a.Line), a.Expires, a.Reason}, []string{b.Path, fmt.Sprintf("%09d", b.Line), b.Expires, b.Reason})
	})
	for _, w := range ended {
		v := Violation{Check: "suppression-expired", Post: PostSecurity, Level: LevelNote, Severity: Low, Location: lineOf(w.Path, w.Line), PolicyAt: Place{File: w.Path, Line: w.Line}, PolicyText: "until " + w.Expires,
			Message:  fmt.Sprintf("a word for a finding has ended on %s", w.Expires),
			Evidence: fmt.Sprintf("%s counts again", plural(j.expired[w], "finding"))}
		j.late(v, fmt.Sprint(w.Line, w.Expires))
	}
	for i := range j.inv.Idle {
		w := &j.inv.Idle[i]
		v := Violation{Check: "suppression-unused", Post: PostSecurity, Level: LevelNote, Severity: Low, Location: lineOf(w.Path, w.Line), PolicyAt: Place{File: w.Path, Line: w.Line}, PolicyText: w.Code,
			Message: "an entry speaks for no finding", Evidence: w.Reason}
		if w.Code == inventory.IdleInvalid {
			v.Check, v.Level, v.Severity, v.Message = "suppression-invalid", LevelWarn, Medium, "an entry was not understood and speaks for nothing"
		}
		j.late(v, fmt.Sprint(w.Line, w.Code, w.Reason))
	}
}

func lineOf(path string, line int) inventory.Location {
	return inventory.Location{Path: path, StartLine: line, EndLine: line}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/when"
)

// The longest lives of a waiver, in days after it was created.
const (
	maxWaiverDays         = 365
	maxWaiverDaysCritical = 90 // for violations of severity critical
)

// WaiverDays is how long a waiver for a violation of that severity may last, in days after the one on which it was created.
func WaiverDays(s Severity) int {
	if s == Critical {
		return maxWaiverDaysCritical
	}
	return maxWaiverDays
}

// waiver excuses violations of one check for a while.
type waiver struct {
	id, check, post   string
	match             match
	reason, owner     string
	approver, ticket  string    // "" when not written
	created, expires  time.Time // days, UTC; expires is inclusive
	at, createdAt, ex Place
	matchAt           Place
}

// match says what a waiver excuses. Every part that is written must agree.
type match struct {
	path    string // doublestar pattern; "**" fits what concerns the whole repository as well
	purl    string // with *; without a version it stands for all of them
	license string // with *
	id      string // fingerprint, or its first digits (8 or more)
	when    *when.Condition
	whenAt  rules.Position
}

// item reports whether the parts that concern one fact agree with it.
func (m *match) item(it *item) bool {
	return (m.path == "" || m.path == "**" || it.v.Location.Path != "" && matchPath(m.path, it.v.Location.Path)) &&
		(m.purl == "" || matchPURL(m.purl, it.v.Component)) &&
		(m.license == "" || it.license != "" && wildcard(m.license, it.license))
}

// fits reports whether a waiver agrees with an item, its condition included. A
// condition that gives no answer excuses nothing, and what it was asked about is a gap.
func (j *judge) fits(w *waiver, it *item) bool {
	if !w.match.item(it) {
		return false
	}
	if w.match.when == nil {
		return true
	}
	v := &it.v
	holds, err := j.holds(w.match.when, &when.Violation{
		Check: v.Check, Post: v.Post, Severity: string(v.Severity), Level: string(v.Level), Message: v.Message, Evidence: v.Evidence,
		Path: v.Location.Path, Line: v.Location.StartLine, Commit: v.Location.Commit, Component: v.Component, License: it.license, Subproject: v.Subproject,
	})
	if err != nil && !j.silent[w.id] {
		j.silent[w.id] = true
		j.block(inventory.Gap{Path: v.Location.Path, Commit: v.Location.Commit, Code: inventory.GapRule, Reason: fmt.Sprintf("match.when of the waiver %s (%s) gives no answer for %s %s: %v", clip(w.id), w.match.whenAt, v.Check, nameOfItem(it), err)})
	}
	return holds && err == nil
}

func matchPURL(pattern, purl string) bool {
	if purl == "" {
		return false
	}
	if wildcard(pattern, purl) {
		return true
	}
	bare, _, _ := strings.Cut(purl, "?")
	if i := strings.LastIndexByte(bare, '@'); i > strings.LastIndexByte(bare, '/') {
		return wildcard(pattern, bare[:i])
	}
	return wildcard(pattern, bare)
}

// waiverState is how a waiver stands at a time.
type waiverState int

const (
	stateActive waiverState = iota
	stateExpired
	stateFuture
)

// state is how the waiver stands for a violation of a severity.
func (w *waiver) state(now time.Time, severity Severity) waiverState {
	today := now.UTC().Truncate(24 * time.Hour)
	switch {
	case w.created.After(today):
		return stateFuture
	case w.last(severity).Before(today):
		return stateExpired
	}
	return stateActive
}

// last is the last day on which the waiver excuses a violation of a severity:
// only the facts tell which one it meets.
func (w *waiver) last(severity Severity) time.Time {
	if end := w.created.AddDate(0, 0, WaiverDays(severity)); end.Before(w.expires) {
		return end
	}
	return w.expires
}

func (w *waiver) ref(severity Severity) *WaiverRef {
	return &WaiverRef{ID: w.id, Reason: w.reason, Owner: w.owner, ApprovedBy: w.approver, Ticket: w.ticket, Expires: w.last(severity).Format(time.DateOnly), At: w.at}
}

func (l *loader) waivers(docs []waiverDoc, p *Policy) []waiver {
	var out []waiver
	seen := map[string]rules.Position{}
	for i := range docs {
		d := &docs[i]
		if d.At.Line == 0 {
			l.add(d.At, "waivers: entry %d is empty", i+1)
			continue
		}
		w := waiver{at: PlaceOf(d.At), createdAt: PlaceOf(d.Created.At), ex: PlaceOf(d.Expires.At)}
		w.id = l.required(d.ID, d.At, "waivers: id")
		if before, ok := seen[w.id]; ok && w.id != "" {
			l.add(d.ID.At, "waivers: id %q is taken already at %s", clip(w.id), before)
		}
		seen[w.id] = d.ID.At
		w.check, w.post = l.waivedCheck(d, p)
		w.match, w.matchAt = l.match(d), PlaceOf(d.Match.At)
		w.reason = l.required(d.Reason, d.At, "waivers: reason")
		w.owner = l.required(d.Owner, d.At, "waivers: owner")
		l.approval(d, w.post)
		w.approver = d.ApprovedBy.V
		if d.Ticket.At.Line > 0 {
			w.ticket = l.text(d.Ticket, "waivers: ticket")
		}
		l.term(d, &w, p.grave(w.check))
		out = append(out, w)
	}
	return out
}

// approval demands the signature of an approver wherever the post of the check
// has any. A post without approvers needs none, and takes none.
func (l *loader) approval(d *waiverDoc, post string) {
	if post == "" || d.ApprovedBy.At.Line == 0 && len(l.posts[post].approvers) == 0 {
		return
	}
	l.approver(d.ApprovedBy, l.required(d.ApprovedBy, d.At, "waivers: approved-by"), post)
}

func (l *loader) waivedCheck(d *waiverDoc, p *Policy) (check, post string) {
	code := l.required(d.Check, d.At, "waivers: check")
	if code == "" {
		return "", ""
	}
	var known []string
	for _, c := range p.all() {
		if c.waivable {
			known = append(known, c.Code)
		}
		if c.Code == code {
			post = c.Post
		}
	}
	switch {
	case slices.Contains(known, code):
		return code, post
	case post != "":
		l.add(d.Check.At, "waivers: check: %s cannot be waived", code)
	default:
		l.add(d.Check.At, "waivers: check: unknown check %q%s", clip(code), rules.Suggest(code, known))
	}
	return "", ""
}

func (l *loader) match(d *waiverDoc) match {
	var m match
	given := func(v word) bool { return v.At.Line > 0 }
	if given(d.Match.Path) {
		m.path = l.glob(d.Match.Path, "waivers: match.path")
	}
	if given(d.Match.PURL) {
		m.purl = l.text(d.Match.PURL, "waivers: match.purl")
		if m.purl != "" && (!strings.HasPrefix(m.purl, "pkg:") || !strings.Contains(m.purl, "/")) {
			l.add(d.Match.PURL.At, "waivers: match.purl: expected pkg:TYPE/NAME, found %q", clip(m.purl))
		}
	}
	if given(d.Match.License) {
		m.license = l.license(d.Match.License, "waivers: match.license")
	}
	if given(d.Match.ID) {
		m.id = strings.TrimPrefix(l.text(d.Match.ID, "waivers: match.id"), "V-")
		if n := len(m.id); m.id != "" && (n < 8 || n > 32 || !isHex(m.id, n)) {
			l.add(d.Match.ID.At, "waivers: match.id: expected V- and 8 or more hexadecimal digits, found %q", clip(d.Match.ID.V))
		}
	}
	if given(d.Match.Fingerprint) {
		print := l.text(d.Match.Fingerprint, "waivers: match.fingerprint")
		if print != "" && !isHex(print, 32) {
			l.add(d.Match.Fingerprint.At, "waivers: match.fingerprint: expected 32 hexadecimal digits, found %q", clip(print))
		}
		if m.id != "" && !strings.HasPrefix(print, m.id) {
			l.add(d.Match.Fingerprint.At, "waivers: match.fingerprint: contradicts match.id")
		}
		m.id = print
	}
	if given(d.Match.When) {
		m.whenAt = d.Match.When.At
		if m.when = l.condition(d.Match.When, when.Violating, "waivers: match.when"); m.when != nil && m.when.Constant() {
			l.add(m.whenAt, "waivers: match.when: does not look at the violation, such as violation.path")
		}
	}
	if !given(d.Match.When) && !given(d.Match.Path) && !given(d.Match.PURL) && !given(d.Match.License) && !given(d.Match.ID) && !given(d.Match.Fingerprint) {
		l.add(d.At, "waivers: match: is missing; name a path, purl, license, id, fingerprint or when")
	}
	return m
}

// term reads the dates and the limits on them. grave: the check has critical violations only.
func (l *loader) term(d *waiverDoc, w *waiver, grave bool) {
	var okCreated, okExpires bool
	w.created, okCreated = l.date(d.Created, d.At, "waivers: created")
	w.expires, okExpires = l.date(d.Expires, d.At, "waivers: expires")
	if !okCreated || !okExpires {
		return
	}
	limit, what := maxWaiverDays, "a waiver"
	if grave {
		limit, what = maxWaiverDaysCritical, "a waiver for a critical violation"
	}
	switch days := int(w.expires.Sub(w.created).Hours() / 24); {
	case days < 0:
		l.add(d.Expires.At, "waivers: expires: %s is before created %s", d.Expires.V, d.Created.V)
	case days > limit:
		l.add(d.Expires.At, "waivers: expires: %s lasts %d days at most, this one %d; the latest date is %s",
			what, limit, days, w.created.AddDate(0, 0, limit).Format(time.DateOnly))
	}
}

// grave reports checks all of whose violations are critical under this policy,
// so that the limit for them is known before any fact is.
func (p *Policy) grave(check string) bool {
	var s setting
	switch check {
	case "license-file-missing":
		s = p.licenseMissing
	case "license-file-mismatch":
		s = p.licenseMismatch
	default:
		return false
	}
	return !s.allows() && first(s.severity, Critical) == Critical
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

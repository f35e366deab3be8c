// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// soonDays is how many days before its end a waiver is reported.
const soonDays = 30

// lifecycle reports waivers that do not do what their authors may believe, and
// those that soon will not.
func (j *judge) lifecycle() {
	for i := range j.p.waivers {
		w, u := &j.p.waivers[i], &j.uses[i]
		if (j.staged() || j.p.scope != "") && u.count+u.freed == 0 && !u.ambiguous {
			continue // what it excuses need not be staged
		}
		if w.state(j.now, "") == stateActive {
			j.outlived(w, u)
			j.unused(w, u)
			j.broad(w, u)
			j.expiring(w, u)
			continue
		}
		j.lapsed(w, u)
	}
}

// raiseWaiver adds a violation about a waiver.
func (j *judge) raiseWaiver(w *waiver, check string, s setting, message string) {
	j.late(Violation{
		Check: check, Post: w.post, Level: s.level, Severity: s.severity, PolicyAt: s.at, PolicyText: s.text, Location: location(w.at.File),
		Message: message, Evidence: fmt.Sprintf("for %s, owner %s", w.check, w.owner),
	}, w.id)
}

// lapsed reports a waiver that does not apply today, whatever it meets.
func (j *judge) lapsed(w *waiver, u *use) {
	if w.state(j.now, "") == stateFuture {
		created := w.created.Format(time.DateOnly)
		j.raiseWaiver(w, "waiver-future", setting{LevelFail, High, w.createdAt, "created: " + created},
			fmt.Sprintf("the waiver %s is dated %s, which is in the future, and does not apply", w.id, created))
		return
	}
	s := setting{LevelNote, Low, w.ex, "expires: " + w.expires.Format(time.DateOnly)}
	message := fmt.Sprintf("the waiver %s expired on %s", w.id, w.expires.Format(time.DateOnly))
	if u.freed > 0 {
		s.level, s.severity = u.level, u.severity
		message += fmt.Sprintf("; what it excused counts again (%s)", plural(u.freed, "finding"))
	}
	j.raiseWaiver(w, "waiver-expired", s, message)
}

// outlived reports a waiver that goes on, but no longer for what is critical.
func (j *judge) outlived(w *waiver, u *use) {
	if u.freed == 0 {
		return
	}
	j.raiseWaiver(w, "waiver-expired", setting{u.level, u.severity, w.ex, "expires: " + w.expires.Format(time.DateOnly)},
		fmt.Sprintf("the waiver %s excuses critical violations for %d days, which were over on %s; they count again (%s)",
			w.id, maxWaiverDaysCritical, w.last(Critical).Format(time.DateOnly), plural(u.freed, "finding")))
}

func (j *judge) unused(w *waiver, u *use) {
	if u.count+u.freed > 0 {
		return
	}
	message := fmt.Sprintf("the waiver %s excuses nothing", w.id)
	if u.ambiguous {
		message = fmt.Sprintf("the waiver %s names an id that fits more than one violation, and excuses none", w.id)
	}
	j.raiseWaiver(w, "waiver-unused", setting{LevelNote, Low, w.at, "waiver " + w.id}, message)
}

// broad reports a waiver that excuses whatever comes. The one on the whole
// repository has no other pattern to write, and is fine while it meets nothing else.
func (j *judge) broad(w *waiver, u *use) {
	if !w.match.everything() || u.count+u.freed > 0 && u.placed == 0 {
		return
	}
	j.raiseWaiver(w, "waiver-broad", setting{LevelWarn, Medium, w.matchAt, w.match.String()},
		fmt.Sprintf("the waiver %s excuses nearly everything that %s will ever find, %s today", w.id, w.check, plural(u.count, "finding")))
}

// everything reports a match that fits whatever comes: each part of it fits
// paths and packages that have nothing in common.
func (m *match) everything() bool {
	if m.id != "" || m.when != nil || m.license != "" || m.path == "" && m.purl == "" {
		return false
	}
	unlike := func(path string) bool { return !matchPath(m.path, path) }
	if m.path != "" && slices.ContainsFunc([]string{"q", "k.z", "x0/y.w", "m/n/o/p.q7"}, unlike) {
		return false
	}
	ecosystem, _, _ := strings.Cut(strings.TrimPrefix(m.purl, "pkg:"), "/")
	kind := strings.ReplaceAll(ecosystem, "*", "x")
	other := func(name string) bool { return !matchPURL(m.purl, "pkg:"+kind+"/"+name) }
	return m.purl == "" || !slices.ContainsFunc([]string{"q@1", "x0/y@v2.3", "m/n/o@4"}, other)
}

// String writes the match as the policy does.
func (m *match) String() string {
	var parts []string
	for _, p := range [][2]string{{"path", m.path}, {"purl", m.purl}, {"license", m.license}, {"id", m.id}, {"when", m.condition()}} {
		if p[1] != "" {
			parts = append(parts, p[0]+": "+p[1])
		}
	}
	return "match: {" + strings.Join(parts, ", ") + "}"
}

func (m *match) condition() string {
	if m.when == nil {
		return ""
	}
	return m.when.String()
}

// expiring reports a waiver in its last days, while there is time to act.
func (j *judge) expiring(w *waiver, u *use) {
	if u.count == 0 {
		return
	}
	end := w.last(u.worst)
	days := int(end.Sub(j.now.UTC().Truncate(24*time.Hour)).Hours() / 24)
	if days > soonDays {
		return
	}
	when := "in " + plural(days, "day")
	if days == 0 {
		when = "today"
	}
	j.raiseWaiver(w, "waiver-expiring", setting{LevelNote, Low, w.ex, "expires: " + w.expires.Format(time.DateOnly)},
		fmt.Sprintf("the last day of the waiver %s is %s, %s; then what it excuses counts again (%s)", w.id, end.Format(time.DateOnly), when, plural(u.count, "finding")))
}

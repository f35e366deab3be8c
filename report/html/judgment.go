// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// Tones of a state, a level or a severity: names of CSS classes.
const (
	toneFail = "fail"
	toneWarn = "warn"
	tonePass = "pass"
	toneNote = "note"
)

// stateOf is the state to show: a verdict that does not say a known one has not
// been reached.
func stateOf(s policy.State) policy.State {
	switch s {
	case policy.Pass, policy.PassWithWaivers, policy.PendingApproval, policy.Fail:
		return s
	}
	return policy.Incomplete
}

func stateTone(s policy.State) string {
	switch stateOf(s) {
	case policy.Pass, policy.PassWithWaivers:
		return tonePass
	case policy.Fail:
		return toneFail
	}
	return toneWarn
}

// levelOf is the level to show: one that is not known counts as fail.
func levelOf(l policy.Level) policy.Level {
	switch l {
	case policy.LevelWarn, policy.LevelNote:
		return l
	}
	return policy.LevelFail
}

func levelTone(l policy.Level) string {
	switch levelOf(l) {
	case policy.LevelNote:
		return toneNote
	case policy.LevelWarn:
		return toneWarn
	}
	return toneFail
}

// severityOf is the severity to show: one that is not known counts as critical.
func severityOf(s policy.Severity) policy.Severity {
	switch s {
	case policy.Low, policy.Medium, policy.High:
		return s
	}
	return policy.Critical
}

// sentence says what the verdict means for the subject.
func (b *builder) sentence() string {
	kind := "published"
	switch {
	case b.v.Coverage.Staged:
		kind = "staged"
	case b.v.Policy.Scope != "":
		kind = "scope"
	}
	return b.words.text("verdict."+kind+"."+string(stateOf(b.v.State)), "name", cmp.Or(b.v.Subject.Name, b.words.text("subject")), "scope", strings.ToUpper(b.v.Policy.Scope))
}

// action is what one post, or whoever runs the scan, has to do first.
type action struct {
	Post  string // "" for the one who runs the scan
	Owner string
	What  string
	Own   bool // What is in the page's own language, not the verdict's
	Check string
	ID    string
	Where string
	More  int // further violations of the same kind
	Due   string
	Tone  string

	Secret bool
}

// actions are the first actions of the posts that keep the subject from being
// published, then that of the gaps. A secret comes first: it can be used as long as it is not
// revoked. Else the post with the worst violation does.
func (b *builder) actions() []action {
	var out []action
	worst := map[string]int{}
	for i := range b.v.Violations {
		v := &b.v.Violations[i]
		if levelOf(v.Level) != policy.LevelFail {
			continue
		}
		if at, ok := worst[v.Post]; ok {
			if out[at].Check == v.Check {
				out[at].More++
			}
			continue
		}
		worst[v.Post] = len(out)
		out = append(out, action{Post: v.Post, Owner: line(b.owner(v.Post)), What: line(cmp.Or(v.Help, v.Message)), Check: v.Check, ID: line(v.ID), Secret: isSecret(v.Check), Where: b.place(v.Location), Due: b.due(v), Tone: toneFail})
	}
	slices.SortStableFunc(out, func(x, y action) int {
		switch {
		case x.Secret == y.Secret:
			return 0
		case x.Secret:
			return -1
		}
		return 1
	})
	for _, p := range b.v.Posts {
		if _, ok := worst[p.Post]; !ok && stateOf(p.State) == policy.PendingApproval {
			out = append(out, action{Post: p.Post, Owner: line(cmp.Or(p.Awaited, p.Owner)), What: b.words.text("action.approve"), Own: true, Due: b.words.text("due.publication"), Tone: toneWarn})
		}
	}
	if s := stateOf(b.v.State); len(b.v.Gaps) > 0 && s != policy.Pass && s != policy.PassWithWaivers {
		k := gapKinds(b.v.Gaps)[0]
		out = append(out, action{What: b.gapHelp(k.code), Own: true, Where: b.gapPlace(&k.gaps[0]), More: len(k.gaps) - 1, Check: k.code, Due: b.words.text("due.publication"), Tone: toneWarn})
	}
	return out
}

// due says by when a violation must be dealt with.
func (b *builder) due(v *policy.Violation) string {
	switch {
	case isSecret(v.Check):
		return b.words.text("due.now")
	case b.v.Coverage.Staged:
		return b.words.text("due.commit")
	}
	return b.words.text("due.publication")
}

func isSecret(check string) bool { return check == "secret" || strings.HasPrefix(check, "secret-") }

func (b *builder) owner(post string) string {
	for _, p := range b.v.Posts {
		if p.Post == post {
			return p.Owner
		}
	}
	return ""
}

// daysLeft is how many days a waiver still holds after the day of the verdict: 0 on its last
// day, negative when it is over. ok is false when either is no date.
func daysLeft(expires, now string) (days int, ok bool) {
	last, err := time.Parse(time.DateOnly, expires)
	if err != nil {
		return 0, false
	}
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		return 0, false
	}
	return int(last.Sub(at.UTC().Truncate(24*time.Hour)).Hours() / 24), true
}

// place writes a location the way editors take it.
func (b *builder) place(l inventory.Location) string {
	text, commit := b.pathOf(l)
	if text == "" && commit != "" {
		return b.words.text("place.commit", "commit", commit)
	}
	if text == "" {
		return b.words.text("place.whole")
	}
	switch {
	case l.StartLine > 0 && l.EndLine > l.StartLine:
		text += fmt.Sprintf(":%d-%d", l.StartLine, l.EndLine)
	case l.StartLine > 0:
		text += fmt.Sprintf(":%d", l.StartLine)
	}
	if commit != "" {
		text += " @" + commit
	}
	return text
}

// pathOf is the path of a location, or the name of a record, and the short commit.
func (b *builder) pathOf(l inventory.Location) (path, commit string) {
	switch kind, name := l.RecordAt(); kind {
	case inventory.RecordCommit:
		return b.words.text("place.message", "commit", short(name)), ""
	case inventory.RecordTag:
		return b.words.text("place.tag", "name", name), ""
	}
	return line(l.Path), line(short(l.Commit))
}

func policyPlace(p policy.Place) string {
	switch {
	case p.Line == 0:
		return line(p.File)
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", line(p.File), p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", line(p.File), p.Line, p.Column)
}

// short is the usual abbreviation of a git object id.
func short(commit string) string {
	if len(commit) > 12 {
		return commit[:12]
	}
	return commit
}

// moment writes an RFC 3339 time for people; what is none stays.
func moment(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return line(s)
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

func day(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return line(s)
	}
	return t.UTC().Format(time.DateOnly)
}

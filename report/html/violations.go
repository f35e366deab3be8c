// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"slices"
	"strings"

	"github.com/outgate/outgate/policy"
)

// Caps of what stands in the page itself; all of it is in the table behind it.
const (
	staticViolations = 50 // violations told in full without JavaScript and in print
	staticApart      = 25 // waived, known, suppressed ones, in each group
	staticPlaces     = 12 // places of one violation
)

// The lists of violations, in the order of the table.
const (
	listOpen = iota
	listWaived
	listKnown
	listSuppressed
)

// lists are the violations of a verdict by list. Open ones are the worst first.
func (b *builder) lists() [4][]policy.Violation {
	open := b.v.Violations
	if worse := func(x, y policy.Violation) int {
		return cmp.Or(levelRank(x.Level)-levelRank(y.Level), severityRank(x.Severity)-severityRank(y.Severity))
	}; !slices.IsSortedFunc(open, worse) { // a verdict that was written by hand
		open = slices.Clone(open)
		slices.SortStableFunc(open, worse)
	}
	return [4][]policy.Violation{open, b.v.Waived, b.v.Known, b.v.Suppressed}
}

// levelRank orders levels, worst first.
func levelRank(l policy.Level) int {
	return slices.Index([]policy.Level{policy.LevelFail, policy.LevelWarn, policy.LevelNote}, levelOf(l))
}

// severityRank orders severities, worst first.
func severityRank(s policy.Severity) int {
	return slices.Index([]policy.Severity{policy.Critical, policy.High, policy.Medium, policy.Low}, severityOf(s))
}

// violationView is a violation told in full.
type violationView struct {
	ID, Check, Title, Post, Owner, Tone, Level, Severity string
	Message, Where, Evidence, PolicyAt, PolicyText, Help string
	Component, Fingerprint, Baseline                     string
	Places                                               []string
	MorePlaces                                           int
	Facts                                                []blockView
}

// blockView is a block whose texts are at hand.
type blockView struct {
	block
	Texts []textView
}

type textView struct {
	Title string
	Parts parts
}

func (b *builder) violation(v *policy.Violation) violationView {
	out := violationView{
		ID: line(v.ID), Check: line(v.Check), Title: line(b.title[v.Check].Title), Post: line(v.Post), Owner: line(b.owner(v.Post)),
		Tone: levelTone(v.Level), Level: string(levelOf(v.Level)), Severity: string(severityOf(v.Severity)),
		Message: line(v.Message), Where: b.place(v.Location), Evidence: line(v.Evidence), PolicyAt: policyPlace(v.PolicyAt), PolicyText: line(v.PolicyText), Help: line(v.Help),
		Component: line(v.Component), Fingerprint: line(v.Fingerprint), Baseline: line(v.Baseline),
	}
	for _, p := range v.Places[:min(len(v.Places), staticPlaces)] {
		out.Places = append(out.Places, b.place(p))
	}
	out.MorePlaces = len(v.Places) - len(out.Places)
	for _, f := range b.facts.of(v) {
		view := blockView{block: f}
		for _, s := range f.Sides {
			view.Texts = append(view.Texts, textView{s.Title, b.facts.texts.all[s.Text]})
		}
		out.Facts = append(out.Facts, view)
	}
	return out
}

// checkView sums up the violations of one check and level.
type checkView struct {
	Check, Title, Post, Tone, Level, Severity, Where, Help string
	N                                                      int
}

// byCheck sums up the open violations, the worst first.
func (b *builder) byCheck(open []policy.Violation) []checkView {
	type key struct{ check, level string }
	index := map[key]int{}
	var out []checkView
	for i := range open {
		v := &open[i]
		k := key{v.Check, string(levelOf(v.Level))}
		at, ok := index[k]
		if !ok {
			at = len(out)
			index[k] = at
			out = append(out, checkView{Check: line(v.Check), Title: line(cmp.Or(b.title[v.Check].Title, v.Message)), Post: line(v.Post), Tone: levelTone(v.Level), Level: k.level,
				Severity: string(severityOf(v.Severity)), Where: b.place(v.Location), Help: line(v.Help)})
		}
		out[at].N++
	}
	return out
}

// apart is a group of violations that do not count: by a waiver, or by who
// speaks for them.
type apart struct {
	Tone    string // of the margin
	Title   string
	Lines   []string // who, until when
	Waiver  *waiverView
	N, More int
	Members []apartMember
}

type apartMember struct{ ID, Check, Message, Where, Note string }

type waiverView struct {
	ID, Reason, Owner, ApprovedBy, Ticket, Expires, At string
	Days                                               int
	Soon, Ends                                         bool
}

// soonDays is how long before its end a waiver is told to expire.
const soonDays = 30

// waived groups what waivers excuse, by waiver, the first to expire first.
func (b *builder) waived() []apart {
	var refs []policy.WaiverRef
	groups := map[policy.WaiverRef][]*policy.Violation{}
	for i := range b.v.Waived {
		var ref policy.WaiverRef
		if w := b.v.Waived[i].Waiver; w != nil {
			ref = *w
		}
		if groups[ref] == nil {
			refs = append(refs, ref)
		}
		groups[ref] = append(groups[ref], &b.v.Waived[i])
	}
	slices.SortStableFunc(refs, func(x, y policy.WaiverRef) int {
		return cmp.Or(strings.Compare(x.Expires, y.Expires), strings.Compare(x.ID, y.ID))
	})
	var out []apart
	for _, ref := range refs {
		w := b.waiver(&ref)
		a := b.members(groups[ref])
		a.Waiver, a.Title = &w, w.Reason
		if a.Tone = toneNote; w.Soon || !w.Ends {
			a.Tone = toneWarn
		}
		out = append(out, a)
	}
	return out
}

func (b *builder) waiver(ref *policy.WaiverRef) waiverView {
	w := waiverView{ID: cmp.Or(line(ref.ID), "?"), Reason: cmp.Or(line(ref.Reason), b.words.text("waiver.noreason")), Owner: line(ref.Owner), ApprovedBy: line(ref.ApprovedBy), Ticket: line(ref.Ticket),
		Expires: line(ref.Expires), At: policyPlace(ref.At)}
	w.Days, w.Ends = daysLeft(ref.Expires, b.v.Now)
	w.Soon = w.Ends && w.Days >= 0 && w.Days <= soonDays
	return w
}

func (b *builder) members(list []*policy.Violation) apart {
	a := apart{N: len(list)}
	for _, v := range list[:min(len(list), staticApart)] {
		m := apartMember{ID: line(v.ID), Check: line(v.Check), Message: line(v.Message), Where: b.place(v.Location)}
		if s := v.Suppression; s != nil {
			m.Note = line(s.Reason)
			if s.Expires != "" {
				m.Note = strings.TrimSpace(m.Note + " " + b.words.text("until", "date", s.Expires))
			}
		}
		a.Members = append(a.Members, m)
	}
	a.More = a.N - len(a.Members)
	return a
}

// suppressed groups what somebody speaks for, by who does, the repository itself first.
func (b *builder) suppressed() []apart {
	type speaker struct {
		outside   bool
		by, where string
	}
	groups := map[speaker][]*policy.Violation{}
	var speakers []speaker
	for i := range b.v.Suppressed {
		var s speaker
		if w := b.v.Suppressed[i].Suppression; w != nil {
			s = speaker{w.Outside, w.By, w.Path}
			if w.By == "inline" {
				s.where = "" // each stands on the line of its finding
			}
		}
		if groups[s] == nil {
			speakers = append(speakers, s)
		}
		groups[s] = append(groups[s], &b.v.Suppressed[i])
	}
	slices.SortStableFunc(speakers, func(x, y speaker) int {
		if x.outside != y.outside {
			if x.outside {
				return 1
			}
			return -1
		}
		return cmp.Or(strings.Compare(x.by, y.by), strings.Compare(x.where, y.where))
	})
	var out []apart
	for _, s := range speakers {
		a := b.members(groups[s])
		a.Tone, a.Title = toneNote, b.words.word("suppressed", s.by)
		if s.where != "" {
			a.Title += " " + line(s.where)
		}
		if s.outside {
			a.Tone = toneWarn
			a.Lines = append(a.Lines, b.words.text("suppressed.outside"))
		}
		out = append(out, a)
	}
	return out
}

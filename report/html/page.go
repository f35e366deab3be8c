// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// page is what the template shows.
type page struct {
	Lang   string
	Policy string // Content Security Policy
	Style  template.CSS
	Script template.JS

	Name, State, Tone, Sentence, Chosen, Caveat string
	Subject                                     []string // commit, branch, what the files are
	When, PolicyName                            string
	Actions                                     []action
	Posts                                       []postView
	Coverage                                    coverageView
	Gaps                                        []gapView
	NGaps                                       int

	Fails, Warns, Notes, Open int
	ByCheck                   []checkView
	Violations                []violationView
	MoreViolations            int
	Secrets                   *secretsView
	Waived, Known, Suppressed []apart
	Curated                   []apart
	Compared                  []string
	NWaived, NKnown, NSpoken  int

	HasApprovals   bool
	HasFacts       bool
	Licenses       []barView
	MoreLicenses   int
	FileShares     []categoryShare
	LicensesInText string
	NComponents    int
	Shares         []categoryShare
	Icicle         *icicleView
	Components     []componentView
	MoreComponents int
	Holders        []barView
	MoreHolders    int
	Community      []rowView // who carries the project
	Roles          []roleView
	Trend          *trendView
	Provenance     []rowView
}

type rowView struct {
	Label, Value string
	Code         bool
}

// postView is one of the four posts.
type postView struct {
	Post, State, Tone, Owner, Due           string
	Fails, Warns, Waived, Known, Suppressed int
	Action                                  *action
	Approval                                *approvalView // nil when nobody has to sign
	Awaited                                 string
}

// coverageView says what was looked at and what was not.
type coverageView struct {
	Unseen, Files, Bytes, Detectors, History, Found string
	Tone                                            string
	Details                                         []rowView
}

func (b *builder) page() *page {
	v := b.v
	p := &page{
		Lang: b.words.lang, Policy: contentPolicy(), Style: template.CSS(styleSheet), Script: template.JS(script()),
		Name: cmp.Or(line(v.Subject.Name), b.words.text("subject")), State: string(stateOf(v.State)), Tone: stateTone(v.State), Sentence: b.sentence(), Chosen: line(v.Policy.Chosen),
		Subject: b.subject(), When: moment(v.Now), PolicyName: policyName(v.Policy), Actions: b.actions(), Gaps: b.gaps(), NGaps: len(v.Gaps),
		Secrets: b.secrets(), Waived: b.waived(), Known: b.known(), Suppressed: b.suppressed(), Curated: b.curated(), Compared: b.compared(), NWaived: len(v.Waived), NKnown: len(v.Known), NSpoken: len(v.Suppressed),
		HasApprovals: len(v.Approvals) > 0, HasFacts: b.inv != nil, NComponents: v.Facts.Components, Trend: b.trend(), Provenance: b.provenance(), FileShares: b.fileCategories(),
	}
	p.Posts, p.Coverage = b.posts(p.Actions), b.coverage()
	open := b.lists()[listOpen]
	for i := range open {
		switch levelOf(open[i].Level) {
		case policy.LevelFail:
			p.Fails++
		case policy.LevelWarn:
			p.Warns++
		default:
			p.Notes++
		}
	}
	p.Open, p.ByCheck = len(open), b.byCheck(open)
	for i := range open[:min(len(open), staticViolations)] {
		p.Violations = append(p.Violations, b.violation(&open[i]))
	}
	p.MoreViolations = len(open) - len(p.Violations)
	p.Licenses, p.MoreLicenses = b.licenses()
	p.LicensesInText = b.describe(p.Licenses)
	if b.inv != nil {
		b.inventoried(p)
	}
	return p
}

// inventoried fills in what the inventory alone knows.
func (b *builder) inventoried(p *page) {
	list := b.ordered()
	p.NComponents, p.Icicle = len(list), b.icicle(list)
	counts := map[string]int{}
	for i := range list {
		counts[b.categories.of(componentLicense(&list[i]))]++
	}
	p.Shares = shares(counts)
	for i := range list[:min(len(list), staticComponents)] {
		p.Components = append(p.Components, b.component(&list[i]))
	}
	p.MoreComponents = len(list) - len(p.Components)
	p.Holders, p.MoreHolders = b.holders()
	p.Community, p.Roles = b.community(), b.contributors()
}

// subject says which state of which repository was judged.
func (b *builder) subject() []string {
	s, c := b.v.Subject, b.v.Coverage
	var out []string
	if s.Commit != "" {
		key := "subject.commit"
		if c.Staged {
			key = "subject.staged"
		}
		out = append(out, b.words.text(key, "commit", short(s.Commit)))
	}
	if s.Ref != "" {
		out = append(out, b.words.text("subject.branch", "name", strings.TrimPrefix(s.Ref, "refs/heads/")))
	}
	if s.Commit == "" && s.Kind != "" {
		out = append(out, b.words.word("kind", s.Kind))
	}
	if s.Dirty && !c.Staged {
		out = append(out, b.words.text("subject.dirty"))
	}
	if s.Shallow {
		out = append(out, b.words.text("subject.shallow"))
	}
	return out
}

func policyName(p policy.PolicyRef) string {
	return line(cmp.Or(p.Name, p.Source, "?"))
}

func (b *builder) posts(actions []action) []postView {
	var out []postView
	for _, p := range b.v.Posts {
		view := postView{Post: line(p.Post), State: string(stateOf(p.State)), Tone: stateTone(p.State), Owner: line(p.Owner), Awaited: line(p.Awaited),
			Fails: p.Fails, Warns: p.Warns, Waived: p.Waived, Known: p.Known, Suppressed: p.Suppressed, Approval: b.approval(p.Post)}
		i := slices.IndexFunc(actions, func(a action) bool { return a.Post == p.Post })
		if i < 0 && stateOf(p.State) == policy.Incomplete { // what was not seen keeps it from a verdict
			i = slices.IndexFunc(actions, func(a action) bool { return a.Post == "" })
		}
		if i >= 0 {
			view.Action, view.Due = &actions[i], actions[i].Due
		} else if w := b.nextExpiry(p.Post); w != "" {
			view.Due = w
		}
		out = append(out, view)
	}
	return out
}

// approvalView is how the approval of a post stands.
type approvalView struct {
	Given, Signed             bool
	By, Date, Awaited, Source string
	Answers                   []policy.Answer
}

func (b *builder) approval(post string) *approvalView {
	for _, a := range b.v.Approvals {
		if a.Post != post {
			continue
		}
		out := &approvalView{Given: a.Given, Signed: a.Signed, By: line(a.By), Date: line(a.Date), Awaited: line(a.Awaited), Source: line(a.Source), Answers: slices.Clone(a.Answers)}
		for i := range out.Answers {
			x := &out.Answers[i]
			x.Question, x.Answer, x.Note, x.Asked = line(x.Question), line(x.Answer), line(x.Note), line(x.Asked)
		}
		return out
	}
	return nil
}

// nextExpiry tells the waiver of a post that ends first, when that is soon.
func (b *builder) nextExpiry(post string) string {
	var next *policy.WaiverRef
	for i := range b.v.Waived {
		v := &b.v.Waived[i]
		if v.Post == post && v.Waiver != nil && v.Waiver.Expires != "" && (next == nil || v.Waiver.Expires < next.Expires) {
			next = v.Waiver
		}
	}
	if next == nil {
		return ""
	}
	if days, ok := daysLeft(next.Expires, b.v.Now); !ok || days < 0 || days > soonDays {
		return ""
	}
	return b.words.text("due.waiver", "id", next.ID, "date", next.Expires)
}

func (b *builder) coverage() coverageView {
	c, w := b.v.Coverage, b.words
	out := coverageView{Unseen: w.text("coverage.nogaps"), Tone: tonePass, Files: w.count("coverage.files", c.Files), Bytes: byteSize(c.Bytes), Detectors: line(strings.Join(c.Detectors, ", "))}
	if len(b.v.Gaps) > 0 {
		var kinds []string
		for _, k := range gapKinds(b.v.Gaps) {
			kinds = append(kinds, cmp.Or(line(k.code), "?")+" "+number(len(k.gaps)))
		}
		out.Tone, out.Unseen = toneWarn, w.count("coverage.gaps", len(b.v.Gaps))+": "+strings.Join(kinds, w.text("comma"))
	}
	if c.Files == 0 {
		out.Tone = toneWarn
	}
	out.History = w.word("history", cmp.Or(c.History, inventory.HistoryNone))
	if c.Since != "" {
		out.History += " " + line(c.Since)
	}
	if c.Commits > 0 || c.Blobs > 0 {
		out.History += ": " + w.count("coverage.commits", c.Commits) + w.text("comma") + w.count("coverage.blobs", c.Blobs)
	}
	out.Details = b.coverageDetails()
	out.Found = w.count("coverage.licenses", len(b.v.Facts.Licenses)) + w.text("comma") + w.count("coverage.secrets", b.v.Facts.Secrets) + w.text("comma") + w.count("coverage.components", b.v.Facts.Components)
	return out
}

func (b *builder) coverageDetails() []rowView {
	c, w := b.v.Coverage, b.words
	var out []rowView
	add := func(key, value string) {
		if value != "" {
			out = append(out, rowView{Label: w.text(key), Value: value})
		}
	}
	some := func(key string, n int) {
		if n > 0 {
			add(key, number(n))
		}
	}
	some("coverage.untracked", c.Untracked)
	some("coverage.ignored", c.Ignored)
	some("coverage.overridden", c.Overridden)
	add("coverage.skipped", line(strings.Join(c.SkippedRefs, ", ")))
	add("coverage.caches", line(strings.Join(c.Caches, ", ")))
	if f := b.v.Facts; f.Fetched > 0 {
		add("coverage.fetched", w.text("coverage.fetched.of", "known", f.FetchedLicensed, "all", f.Fetched))
	}
	some("coverage.holders", b.v.Facts.FilesWithHolders)
	return out
}

// provenance says what was judged, by which policy and with which data.
func (b *builder) provenance() []rowView {
	v, w := b.v, b.words
	var out []rowView
	add := func(key, value string, code bool) {
		if value != "" {
			out = append(out, rowView{w.text(key), line(value), code})
		}
	}
	add("provenance.tool", strings.TrimSpace(v.Tool.Name+" "+v.Tool.Version), false)
	add("provenance.policy", policyName(v.Policy), false)
	add("provenance.source", v.Policy.Source, true)
	add("provenance.digest", v.Policy.Digest, true)
	add("provenance.remote", v.Subject.Remote, true)
	add("provenance.commit", v.Subject.Commit, true)
	add("provenance.date", moment(v.Subject.Date), false)
	add("provenance.now", moment(v.Now), false)
	for _, s := range v.Subject.Submodules {
		add("provenance.submodule", s.Path+" "+short(s.Commit), true)
	}
	for _, d := range slices.Sorted(maps.Keys(v.Tool.Rules)) {
		out = append(out, rowView{w.text("provenance.rules", "name", d), line(v.Tool.Rules[d]), true})
	}
	return out
}

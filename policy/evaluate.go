// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/reuse"
)

// Evaluate judges an inventory by a policy at a time. It is pure: it reads no
// clock and no file, modifies neither argument, and the order of the
// inventory's lists does not matter.
func Evaluate(inv *inventory.Inventory, p *Policy, now time.Time) Verdict {
	return EvaluateKnown(inv, p, now, nil)
}

// EvaluateKnown is [Evaluate] with lists of known violations, which do not decide where the
// policy lets the lists count. It does not modify them.
func EvaluateKnown(inv *inventory.Inventory, p *Policy, now time.Time, lists []*KnownList) Verdict {
	return evaluate(inv, p, now, lists, p.all())
}

// evaluate judges by the given checks.
func evaluate(inv *inventory.Inventory, p *Policy, now time.Time, lists []*KnownList, checks []check) Verdict {
	j := newJudge(inv, p, now.UTC())
	j.checks = checks
	j.inv.Gaps = append(j.inv.Gaps, j.baseGaps()...)
	j.examine()
	j.compare(lists)
	j.collect()
	j.lifecycle()
	j.suppressionLifecycle()
	j.curationLifecycle()
	gaps := j.gaps()
	j.name()

	v := Verdict{
		Schema: VerdictSchema, Now: j.now.Format(time.RFC3339),
		Tool: inv.Tool, Subject: inv.Subject, Policy: p.PolicyRef, Coverage: j.inv.Coverage,
		Approvals: j.approvals(), Facts: j.counts(), Violations: j.open, Waived: j.waived, Known: j.known, Suppressed: j.suppressed, Curated: j.curated, Gaps: gaps, Base: j.baseRef(), Lists: j.lists,
	}
	v.Posts = j.posts(&v)
	v.State = worstState(v.Posts)
	return v
}

// examine runs the checks and applies the waivers that name a path, package or license.
func (j *judge) examine() {
	if len(j.p.subs) == 0 {
		j.runChecks(func(*check) bool { return true })
	} else {
		j.runChecks(func(c *check) bool { return c.ofTheWhole(j.p) })
		j.inParts()
	}
	j.waiveItems()
}

// runChecks runs those of the policy that are wanted.
func (j *judge) runChecks(wanted func(*check) bool) {
	for _, c := range j.checks {
		if !wanted(&c) || j.staged() && !c.judgesStaged() || j.p.scope != "" && !c.judgesScope(j.p.scope) {
			continue
		}
		if (c.on == nil || c.on(j.p)) && (!c.based || j.inv.Base != nil) {
			j.need(c)
			j.check = c
			c.run(j)
		}
	}
}

// judge is the state of one evaluation.
type judge struct {
	inv *inventory.Inventory // an own, sorted copy
	lic *inventory.Inventory // the same with the licenses of files as curations correct them; those of components stand in inv, too
	p   *Policy
	now time.Time
	out outboundOf
	dir string // the subproject whose facts these are; "" for the whole, or what is none's

	checks  []check
	check   check // the one that runs
	items   []item
	uses    []use // per waiver
	blocked []inventory.Gap
	excused map[inventory.Gap]bool
	rulings map[rulingKey]ruling
	owners  map[string]*owner // by the holder's name as written

	roots     []rootLicense
	libraries map[string]*library

	open, waived, suppressed, known []Violation

	comparing bool       // there is a base or a list
	gone      int        // findings of the base that are gone
	lists     []KnownRef // what lists did

	curated []Curated
	idle    []idleCuration

	expired map[inventory.Suppression]int // words whose last day is over -> findings that count again
	spoken  FactCounts                    // findings that a word excuses

	reuse *reuse.Result   // nil until a check asks
	paths map[string]bool // files and directories of the tree; nil until a check asks

	steps  uint64          // that conditions of the policy took
	silent map[string]bool // waivers whose condition gave no answer once
}

// item is one thing a check has found, before waivers and grouping.
type item struct {
	v       Violation
	license string                 // what match.license of a waiver is compared with
	content string                 // normalized content, part of the identity
	where   string                 // what the item is grouped by: path, library or directory
	detail  string                 // what tells members of a group apart, besides their path
	whole   bool                   // the group is one thing (a library); else its members are part of its identity
	waiver  int                    // index; -1: none
	late    *inventory.Suppression // who spoke for it until a day that is over
	word    *inventory.Suppression // who speaks for it, when the policy lets that count; nil: nobody
	gap     *inventory.Gap         // what the item stands for, when it is a gap

	print   string      // rule and fingerprint of what was found, wherever it is; "" when content and detail tell items apart
	at      whereabouts // of a secret or leak
	weight  int         // how much of it there is, where more of it is worse
	members []string    // what an item lists that stands for several things
	gates   bool        // it decides, known or not
	unheld  bool        // no base can have held it: it is about this run, or nothing tells it from another one
	known   bool        // the base held it
	from    string      // where, when that is another path
}

// use is what a waiver meets.
type use struct {
	count     int      // findings that it excuses
	placed    int      // of these, and of freed, those of a file or a package
	worst     Severity // of what it excuses
	freed     int      // findings that it excused until its end
	level     Level    // worst of these
	severity  Severity
	ambiguous bool
}

// met counts n findings that are excused.
func (u *use) met(v *Violation, n int) {
	u.count += n
	u.place(v, n)
	if grade(v.Severity) > grade(u.worst) {
		u.worst = v.Severity
	}
}

// free counts n findings that are excused no longer.
func (u *use) free(v *Violation, n int) {
	u.freed += n
	u.place(v, n)
	if (setting{level: v.Level, severity: v.Severity}).stricter(setting{level: u.level, severity: u.severity}) {
		u.level, u.severity = v.Level, v.Severity
	}
}

func (u *use) place(v *Violation, n int) {
	if v.Location.Path != "" || v.Component != "" {
		u.placed += n
	}
}

type rulingKey struct{ expression, usage, unknown string }

func newJudge(inv *inventory.Inventory, p *Policy, now time.Time) *judge {
	j := &judge{inv: sorted(inv), p: p, now: now, checks: p.all(), uses: make([]use, len(p.waivers)), rulings: map[rulingKey]ruling{}, owners: map[string]*owner{}, excused: map[inventory.Gap]bool{}, open: []Violation{}, waived: []Violation{}, suppressed: []Violation{}, known: []Violation{}, expired: map[inventory.Suppression]int{}, silent: map[string]bool{}}
	j.lic, j.curated, j.idle = curate(j.inv, p, now)
	j.inv.Components = j.lic.Components
	j.roots = rootLicenses(j.lic)
	j.outbound()
	j.libraries = libraries(j.lic)
	return j
}

// outbound finds the license of the release.
func (j *judge) outbound() {
	j.out.expr = j.p.outbound
	if j.p.fromFile {
		j.out.expr = outboundFrom(j.roots)
	}
	j.out.text = j.out.expr.String()
}

// sorted copies what sorting touches.
func sorted(inv *inventory.Inventory) *inventory.Inventory {
	v := *inv
	v.Files = slices.Clone(inv.Files)
	for i := range v.Files {
		f := &v.Files[i]
		f.Licenses, f.Copyrights, f.Authors = slices.Clone(f.Licenses), slices.Clone(f.Copyrights), slices.Clone(f.Authors)
	}
	v.Secrets, v.Leaks, v.Gaps = slices.Clone(inv.Secrets), slices.Clone(inv.Leaks), slices.Clone(inv.Gaps)
	v.Components, v.Idle = slices.Clone(inv.Components), slices.Clone(inv.Idle)
	v.HeaderTexts = slices.Clone(inv.HeaderTexts)
	v.Supply = slices.Clone(inv.Supply)
	if inv.Community != nil {
		c := *inv.Community
		c.Documents, c.Contributors, c.Tags = slices.Clone(c.Documents), slices.Clone(c.Contributors), slices.Clone(c.Tags)
		v.Community = &c
	}
	for i := range v.Components {
		v.Components[i].Evidence = slices.Clone(v.Components[i].Evidence)
	}
	v.Coverage.Detectors = slices.Clone(inv.Coverage.Detectors)
	if inv.Base != nil {
		b := *inv.Base
		then := sorted(&inventory.Inventory{Files: b.Files, Secrets: b.Secrets, Leaks: b.Leaks, Media: slices.Clone(b.Media), Gaps: b.Gaps, HeaderTexts: b.HeaderTexts})
		b.Files, b.Secrets, b.Leaks, b.Media, b.Gaps, b.HeaderTexts = then.Files, then.Secrets, then.Leaks, then.Media, then.Gaps, then.HeaderTexts
		b.Supply, b.Documents = slices.Clone(b.Supply), slices.Clone(b.Documents)
		b.New, b.Reached, b.Detectors = slices.Clone(b.New), slices.Clone(b.Reached), slices.Clone(b.Detectors)
		if b.Whole != nil {
			w := sorted(&inventory.Inventory{Components: b.Whole.Components, Manifests: slices.Clone(b.Whole.Manifests), Similar: slices.Clone(b.Whole.Similar)})
			b.Whole = &inventory.Whole{Components: w.Components, Manifests: w.Manifests, Similar: w.Similar, Vulnerabilities: b.Whole.Vulnerabilities}
		}
		v.Base = &b
	}
	v.Sort()
	return &v
}

// need records a Gap for every detector that the check relies on and that did
// not run: what could not be looked at is not in order.
func (j *judge) need(c check) {
	for _, name := range c.needs {
		if slices.Contains(j.inv.Coverage.Detectors, name) {
			continue
		}
		if !slices.ContainsFunc(j.blocked, func(g inventory.Gap) bool { return g.Detector == name }) {
			j.blocked = append(j.blocked, inventory.Gap{Detector: name, Code: inventory.GapDetector, Reason: "the detector did not run, and the policy asks for what it finds (" + c.Code + ")"})
		}
	}
}

// raise adds an item of the running check. Level and place come from the
// setting, the severity from the check where the policy gives none.
func (j *judge) raise(s setting, severity Severity, it item) {
	if s.allows() {
		return
	}
	it.v.Check, it.v.Post, it.v.Help = j.check.Code, j.check.Post, first(it.v.Help, j.check.Help)
	it.v.Level, it.v.Severity = s.level, first(s.severity, severity)
	it.v.PolicyAt, it.v.PolicyText = s.at, s.text
	j.tellCuration(&it.v)
	if it.where == "" {
		it.where, it.whole = it.v.Location.Path, true
	}
	if it.late != nil {
		j.expired[*it.late]++
	}
	it.waiver = -1
	j.items = append(j.items, it)
}

func first[T comparable](a, b T) T {
	var zero T
	if a != zero {
		return a
	}
	return b
}

// ruling is Policy.judge, remembered.
func (j *judge) ruling(expression, usage string, unknown setting) ruling {
	key := rulingKey{expression, usage, unknown.text}
	r, ok := j.rulings[key]
	if !ok {
		r = j.p.judge(expression, usage, j.out, unknown)
		j.rulings[key] = r
	}
	return r
}

// waiveItems applies the waivers that name a path, package or license.
func (j *judge) waiveItems() {
	byCheck := map[string][]int{}
	for i := range j.p.waivers {
		if w := &j.p.waivers[i]; w.match.id == "" {
			byCheck[w.check] = append(byCheck[w.check], i)
		}
	}
	for i := range j.items {
		it := &j.items[i]
		it.waiver = j.excuse(byCheck[it.v.Check], 1, &it.v, func(w *waiver) bool { return j.fits(w, it) })
		if it.waiver >= 0 {
			it.word = nil // the policy's own exception is the stronger one
		}
	}
	j.items = slices.DeleteFunc(j.items, func(it item) bool {
		if it.gap == nil {
			return false
		}
		if it.waiver >= 0 {
			j.excused[*it.gap] = true
		}
		return it.waiver < 0 // an open gap stays a gap
	})
}

// excuse returns the first active waiver that fits, or -1. Expired ones that
// fit are remembered when no active one does.
func (j *judge) excuse(waivers []int, n int, v *Violation, fits func(*waiver) bool) int {
	found := -1
	var expired []int
	for _, i := range waivers {
		w := &j.p.waivers[i]
		if !fits(w) {
			continue
		}
		switch w.state(j.now, v.Severity) {
		case stateActive:
			j.uses[i].met(v, n)
			if found < 0 {
				found = i
			}
		case stateExpired:
			expired = append(expired, i)
		}
	}
	if found < 0 {
		for _, i := range expired {
			j.uses[i].free(v, n)
		}
	}
	return found
}

// gaps returns what stays unexamined, after waivers for single files, and adds
// what the policy demands and the scan did not do.
func (j *judge) gaps() []inventory.Gap {
	out := append([]inventory.Gap{}, j.blocked...)
	if j.p.history && !j.staged() && j.p.scope == "" && !j.p.enough(j.inv.Coverage.History) && (j.inv.Subject.Kind == inventory.SubjectWorktree || j.inv.Subject.Kind == inventory.SubjectBare) {
		out = append(out, inventory.Gap{Detector: "history", Code: inventory.GapUnsupported, Reason: "the policy demands the git history (secrets.history), which was not scanned" + partly(j.inv.Coverage)})
	}
	noFiles := slices.ContainsFunc(j.inv.Gaps, func(g inventory.Gap) bool { return g.Code == inventory.GapNoFiles })
	if !noFiles && !j.staged() && (j.inv.Coverage.Files == 0 || len(j.inv.Files) == 0) {
		out = append(out, inventory.Gap{Code: inventory.GapNoFiles, Reason: "no file was examined"})
	}
	for i := range j.inv.Gaps {
		if !j.excused[j.inv.Gaps[i]] {
			out = append(out, j.inv.Gaps[i])
		}
	}
	v := inventory.Inventory{Gaps: out}
	v.Sort()
	return v.Gaps
}

// enough reports whether the part of a history that was scanned is what the
// policy demands.
func (p *Policy) enough(history string) bool {
	switch history {
	case inventory.HistoryAll, inventory.HistoryEverything:
		return true
	}
	return history == inventory.HistorySince && p.sinceIsEnough
}

func partly(c inventory.Coverage) string {
	if c.History != inventory.HistorySince {
		return ""
	}
	return " but for what is new since " + c.Since + "; secrets.since: true in the policy makes that enough"
}

// hard reports whether a gap blocks whatever the policy says.
func hard(g *inventory.Gap) bool {
	return g.Code == inventory.GapRule || g.Path == "" && (g.Code == inventory.GapNoFiles || g.Code == inventory.GapInterrupted || g.Code == inventory.GapDetector)
}

// gapPosts names the posts whose verdict a gap leaves open.
func gapPosts(g *inventory.Gap) []string {
	switch g.Detector {
	case "license", "sbom", "reuse", "online":
		return []string{PostCompliance}
	case "secret", "leak", "history", supplyDetector:
		return []string{PostSecurity}
	case communityDetector:
		return []string{PostOperations}
	case "copyright", "media", "similar", "contributions":
		return []string{PostIP}
	}
	return []string{PostCompliance, PostSecurity, PostIP}
}

// posts makes the sub-verdicts.
func (j *judge) posts(v *Verdict) []PostVerdict {
	out := make([]PostVerdict, 0, len(Posts()))
	for _, name := range j.judging() {
		pv := PostVerdict{Post: name, Owner: j.p.posts[name].owner, State: Pass}
		for i := range v.Violations {
			if v.Violations[i].Post == name {
				switch v.Violations[i].Level {
				case LevelFail:
					pv.Fails++
				case LevelWarn:
					pv.Warns++
				}
			}
		}
		for i := range v.Waived {
			if v.Waived[i].Post == name {
				pv.Waived++
			}
		}
		for i := range v.Suppressed {
			if v.Suppressed[i].Post == name {
				pv.Suppressed++
			}
		}
		for i := range v.Known {
			if v.Known[i].Post == name {
				pv.Known++
			}
		}
		open := slices.ContainsFunc(v.Gaps, func(g inventory.Gap) bool {
			return (j.p.gapsBlock || hard(&g)) && (j.staged() || j.p.scope != "" || slices.Contains(gapPosts(&g), name))
		})
		pv.Awaited = j.awaited(name)
		switch {
		case pv.Fails > 0:
			pv.State = Fail
		case open:
			pv.State = Incomplete
		case pv.Awaited != "":
			pv.State = PendingApproval
		case pv.Waived > 0:
			pv.State = PassWithWaivers
		}
		if pv.State != PendingApproval {
			pv.Awaited = ""
		}
		out = append(out, pv)
	}
	return out
}

func worstState(posts []PostVerdict) State {
	order := []State{Pass, PassWithWaivers, PendingApproval, Incomplete, Fail}
	worst := 0
	for _, p := range posts {
		worst = max(worst, slices.Index(order, p.State))
	}
	return order[worst]
}

// counts are the figures of the first screen.
func (j *judge) counts() FactCounts {
	c := FactCounts{Licenses: map[string]int{}, Secrets: len(j.inv.Secrets), Components: len(j.inv.Components), Suppressed: j.spoken.Suppressed, SuppressedOutside: j.spoken.SuppressedOutside}
	known := map[string][]string{}
	for i := range j.lic.Files {
		f := &j.lic.Files[i]
		for _, id := range licenseIDs(f, known) {
			c.Licenses[id]++
		}
		if slices.ContainsFunc(f.Copyrights, func(x inventory.Copyright) bool { return len(x.Holders) > 0 }) {
			c.FilesWithHolders++
		}
	}
	for i := range j.inv.Components {
		if comp := &j.inv.Components[i]; fetched(comp) {
			c.Fetched++
			if !j.unlicensed(comp) {
				c.FetchedLicensed++
			}
		}
	}
	return c
}

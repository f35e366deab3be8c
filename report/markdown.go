// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/outgate/outgate/policy"
)

// commentBytes is what fits into a comment of GitHub (65,536 characters) with room to spare.
const commentBytes = 60_000

// Markdown writes the verdict for a comment on a pull request and for the summary of
// a job: the verdict, what is new since the base, a table of the posts with their
// owners, what to do next, the worst violations, how to waive one, the waivers that
// end soon and what was not examined. It has at most [Options].MaxBytes bytes: lists
// become shorter until it fits, and each says how much it leaves out.
func Markdown(w io.Writer, v *policy.Verdict, o Options) error {
	if v == nil {
		return errNoVerdict
	}
	limit := o.MaxBytes
	if limit <= 0 {
		limit = commentBytes
	}
	m := &markdown{v: v, groups: groupViolations(v.Violations)}
	m.compared = slices.ContainsFunc(v.Violations, func(one policy.Violation) bool { return one.Baseline != "" }) || len(v.Known) > 0
	if m.compared {
		m.fresh = groupViolations(slices.DeleteFunc(slices.Clone(v.Violations), func(one policy.Violation) bool { return one.Baseline != policy.BaselineNew }))
	}
	for _, size := range []struct{ items, columns int }{{20, 300}, {10, 200}, {5, 120}, {2, 80}, {0, 60}} {
		m.items, m.columns = size.items, size.columns
		m.write()
		if m.b.Len() <= limit {
			break
		}
	}
	if m.b.Len() > limit {
		m.b.Reset()
		m.line("**%s**: %s", stateOf(v.State), totals(v))
	}
	_, err := w.Write(m.b.Bytes())
	return err
}

// markdown is one report; items is the length of its lists, columns that of a text.
type markdown struct {
	v              *policy.Verdict
	groups, fresh  []*group
	compared       bool // with a base
	items, columns int
	b              bytes.Buffer
}

func (m *markdown) write() {
	m.b.Reset()
	m.banner()
	if m.compared {
		m.delta()
	}
	m.posts()
	m.next()
	title := "Violations"
	if m.compared {
		title = "All violations that count"
	}
	m.violations(title, m.groups)
	m.waivers()
	m.gaps()
	m.closing()
}

func (m *markdown) line(format string, args ...any) { fmt.Fprintf(&m.b, format+"\n", args...) }

func (m *markdown) heading(title string) { m.line("\n### %s\n", title) }

func (m *markdown) text(s string) string { return mdText(s, m.columns) }
func (m *markdown) code(s string) string { return mdCode(s, m.columns) }

// symbol is shown beside the word, never instead of it.
func symbol(s policy.State) string {
	switch stateOf(s) {
	case policy.Pass, policy.PassWithWaivers:
		return "✅"
	case policy.Fail:
		return "❌"
	}
	return "⚠️"
}

func (m *markdown) banner() {
	v := m.v
	m.line("## %s outgate: %s\n", symbol(v.State), stateOf(v.State))
	m.line("%s %s: %s.", m.code(cmp.Or(v.Subject.Name, "the subject")), meaning(v), totals(v))
	facts := []string{"policy " + m.text(policyName(v.Policy))}
	if v.Subject.Commit != "" {
		facts = append([]string{"commit " + m.code(short(v.Subject.Commit))}, facts...)
	}
	if v.Subject.Dirty {
		facts = append(facts, "with uncommitted changes")
	}
	m.line("%s.", upper(strings.Join(facts, ", ")))
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// delta tells what is new since the base.
func (m *markdown) delta() {
	n := 0
	for _, g := range m.fresh {
		n += g.count
	}
	m.violations("New since the base", m.fresh)
	if n == 0 {
		m.heading("New since the base")
		m.line("Nothing.")
	}
	if old := len(m.v.Violations) - n; old > 0 {
		m.line("\n%s that the base held already, and that count all the same.", upper(count(old, "violation")))
	}
	if len(m.v.Known) > 0 {
		m.line("\n%s that the base held already: known, and not counted.", upper(count(len(m.v.Known), "violation")))
	}
}

func (m *markdown) posts() {
	if len(m.v.Posts) == 0 {
		return
	}
	m.line("\n| post | verdict | errors | warnings | waived | known | suppressed | who must act |")
	m.line("|---|---|--:|--:|--:|--:|--:|---|")
	for _, p := range m.v.Posts {
		owner := cmp.Or(p.Owner, "no owner named")
		if p.Awaited != "" {
			owner += ", waits for " + p.Awaited
		}
		owner += approved(m.v.Approvals, p.Post)
		m.line("| %s | %s %s | %s | %s | %s | %s | %s | %s |", m.text(p.Post), symbol(p.State), stateOf(p.State), figureOf(p.Fails), figureOf(p.Warns), figureOf(p.Waived), figureOf(p.Known), figureOf(p.Suppressed), m.text(owner))
	}
}

func figureOf(n int) string {
	if n == 0 {
		return "-"
	}
	return number(int64(n))
}

func (m *markdown) next() {
	steps := nextSteps(m.v, m.groups)
	if len(steps) == 0 {
		return
	}
	m.heading("What to do next")
	for _, s := range steps {
		text := "- **" + m.text(s.who) + "**: " + m.text(s.what)
		if s.where != "" {
			text += ", " + m.code(s.where)
		}
		m.line("%s", text)
	}
}

// violations lists clusters, the worst first and some of each check, and counts the
// violations of those left out.
func (m *markdown) violations(title string, groups []*group) {
	if len(groups) == 0 {
		return
	}
	sum, told, items := 0, 0, 0
	for _, g := range groups {
		sum += g.count
	}
	m.heading(fmt.Sprintf("%s (%s)", title, number(int64(sum))))
	for _, g := range groups {
		for _, c := range g.clusters[:min(len(g.clusters), max(m.items/4, 1))] {
			if items == m.items {
				break
			}
			items++
			told += len(c.members)
			m.cluster(g, c)
		}
	}
	if left := sum - told; left > 0 {
		m.line("- … and %s more, in the full reports (`outgate check --all`, `-o json=FILE`)", number(int64(left)))
	}
}

func (m *markdown) cluster(g *group, c *cluster) {
	word, _ := levelWord(g.level)
	one := c.first
	at := m.code(place(one.Location))
	if n := len(c.members); n > 1 {
		at += " and " + count(n-1, "more place")
	}
	m.line("- **%s** %s: %s  ", word, m.code(g.check), m.text(told(one)))
	text := "  at " + at
	if one.ID != "" {
		text += ", " + m.code(one.ID)
	}
	if decided := strings.TrimSpace(placeOf(one.PolicyAt) + " " + one.PolicyText); decided != "" {
		text += ", policy " + m.text(decided)
	}
	m.line("%s", text)
	if one.Help != "" {
		m.line("  Help: %s", m.text(one.Help))
	}
}

// waivers lists those that excuse something, the first to end on top.
func (m *markdown) waivers() {
	if len(m.v.Waived) == 0 {
		return
	}
	list := waivers(m.v)
	m.heading("Waivers")
	m.line("%s waived, by %s.", upper(count(len(m.v.Waived), "violation")), count(len(list), "waiver"))
	for i, one := range list {
		if i == m.items {
			m.line("- … and %s more", number(int64(len(list)-i)))
			break
		}
		w := &one.waiver
		until, _ := expiry(w.Expires, m.v.Now)
		who := "owner " + cmp.Or(w.Owner, "nobody")
		if w.ApprovedBy != "" {
			who += ", approved by " + w.ApprovedBy
		}
		if w.Ticket != "" {
			who += ", ticket " + w.Ticket
		}
		m.line("- %s: %s, %s; %s; for %s", m.code(cmp.Or(w.ID, "without id")), m.text(until), m.text(cmp.Or(w.Reason, "no reason given")), m.text(who), m.code(one.what()))
	}
}

func (m *markdown) gaps() {
	if len(m.v.Gaps) == 0 {
		return
	}
	m.heading(fmt.Sprintf("Not examined (%s)", count(len(m.v.Gaps), "gap")))
	for i, k := range gapKinds(m.v.Gaps) {
		if i == max(m.items, 1) {
			m.line("- … and gaps of other kinds")
			break
		}
		text := fmt.Sprintf("- %s: %s, %s", m.code(cmp.Or(k.code, "unnamed")), count(len(k.gaps), "place"), m.code(gapPlace(k.gaps[0])))
		if len(k.gaps) > 1 {
			text += " and others"
		}
		m.line("%s; %s", text, gapHelp(k.code))
	}
}

func (m *markdown) closing() {
	if n := len(m.v.Suppressed); n > 0 {
		m.line("\n%s that somebody speaks for: %s", upper(count(n, "violation")), strings.ReplaceAll(suppressedBy(m.v.Facts), "listed below", "listed in the full reports"))
	}
	if id := firstID(m.v.Violations); id != "" {
		m.line("\n`outgate explain ID` tells more of a violation, `outgate waive ID --reason \"...\" --until YYYY-MM-DD` excuses one for a while. " +
			"An automated screening by the policy named above, no legal advice.")
	} else {
		m.line("\nAn automated screening by the policy named above, no legal advice.")
	}
}

func firstID(vs []policy.Violation) string {
	for i := range vs {
		if vs[i].ID != "" {
			return vs[i].ID
		}
	}
	return ""
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/outgate/outgate/policy"
)

// Caps of a check's violations, lifted by Options.All.
const (
	fullClusters  = 5  // told in full
	clusterPlaces = 6  // places of one that is told in full
	briefClusters = 10 // told in one line
)

// cluster is a set of violations that differ in their place only: one thing to
// tell, one thing to do.
type cluster struct {
	first   *policy.Violation
	members []*policy.Violation
	help    string
}

// group holds the violations of one check and level, the worst first.
type group struct {
	check    string
	level    policy.Level
	clusters []*cluster
	count    int
}

// groupViolations sorts by level and severity, keeps the given order within
// them, and draws together what belongs together.
func groupViolations(vs []policy.Violation) []*group {
	sorted := make([]*policy.Violation, len(vs))
	for i := range vs {
		sorted[i] = &vs[i]
	}
	slices.SortStableFunc(sorted, func(a, b *policy.Violation) int {
		return cmp.Or(levelRank(a.Level)-levelRank(b.Level), severityRank(a.Severity)-severityRank(b.Severity))
	})
	type groupKey struct {
		check string
		level int
	}
	type clusterKey struct {
		group                             *group
		post, message, policy, text, help string
		severity                          policy.Severity
	}
	groups, clusters := map[groupKey]*group{}, map[clusterKey]*cluster{}
	var list []*group
	for _, v := range sorted {
		gk := groupKey{v.Check, levelRank(v.Level)}
		g := groups[gk]
		if g == nil {
			g = &group{check: v.Check, level: v.Level}
			groups[gk] = g
			list = append(list, g)
		}
		help := v.Help
		if v.ID != "" { // a help that names its own violation still says the same
			help = strings.ReplaceAll(help, v.ID, "ID")
		}
		ck := clusterKey{g, v.Post, v.Message, placeOf(v.PolicyAt), v.PolicyText, help, v.Severity}
		c := clusters[ck]
		if c == nil {
			c = &cluster{first: v, help: help}
			clusters[ck] = c
			g.clusters = append(g.clusters, c)
		}
		c.members = append(c.members, v)
		g.count++
	}
	return list
}

func levelWord(l policy.Level) (string, style) {
	switch levelRank(l) {
	case 2:
		return "note", cyan
	case 1:
		return "warning", yellow
	}
	return "error", red
}

func (s *screen) groups(groups []*group, all bool) {
	for _, g := range groups {
		full := len(g.clusters)
		if !all {
			full = min(full, fullClusters)
		}
		left := g.count
		for _, c := range g.clusters[:full] {
			s.between()
			left -= s.cluster(g, c, all)
		}
		var rows []row
		for _, c := range g.clusters[full:] {
			if len(rows) == briefClusters {
				break
			}
			text := c.first.Message
			if n := len(c.members); n > 1 {
				text += fmt.Sprintf(" (and %s more)", number(int64(n-1)))
			}
			rows = append(rows, row{s.place(c.first), span{plain, clip(ink(plain, text).text, s.width)}})
			left -= len(c.members)
		}
		if len(rows) > 0 {
			s.blank()
			word, st := levelWord(g.level)
			s.line(0, ink(st, "also "+word+"["+g.check+"]"))
			s.table(3, rows)
		}
		if left > 0 && full < len(g.clusters) {
			s.more(left)
		}
	}
}

// cluster tells one cluster in full and returns how many violations it has
// accounted for, those it only counts included.
func (s *screen) cluster(g *group, c *cluster, all bool) int {
	word, st := levelWord(g.level)
	v := c.first
	right := "post: " + cmp.Or(v.Post, "none")
	if n := len(c.members); n > 1 {
		right = count(n, "place") + "  " + right
	} else if v.ID != "" {
		right = v.ID + "  " + right
	}
	s.heading(ink(st, word+"["+g.check+"]: "), ink(bold, v.Message), ink(dim, right))
	places := c.members
	if !all && len(places) > clusterPlaces {
		places = places[:clusterPlaces]
	}
	var rows []row
	for _, m := range places {
		text := cmp.Or(m.Evidence, m.Component)
		if m.Component != "" && m.Evidence != "" && !strings.Contains(m.Evidence, m.Component) {
			text += ", " + m.Component
		}
		if len(c.members) > 1 && m.ID != "" {
			text = strings.TrimSpace(m.ID + "  " + text)
		}
		rows = append(rows, row{s.place(m), ink(plain, text)})
	}
	decided := row{ink(dim, placeOf(v.PolicyAt)), ink(dim, graded(v.PolicyText, cmp.Or(v.Severity, policy.Critical)))}
	if hidden := len(c.members) - len(places); hidden > 0 {
		s.table(3, rows)
		s.more(hidden)
		rows = nil
	}
	if v.PolicyAt.File != "" || v.PolicyText != "" {
		if decided.left.text == "" {
			decided.left = ink(dim, "policy")
		}
		rows = append(rows, decided)
	}
	s.table(3, rows)
	help := c.help
	if len(c.members) == 1 {
		help = v.Help
	}
	if help != "" {
		s.paragraph(3, 9, []span{ink(cyan, "help: ")}, ink(plain, help))
	}
	return len(c.members)
}

// graded adds the severity to the deciding line, unless the line names it.
func graded(text string, severity policy.Severity) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) })
	if slices.Contains(words, string(severity)) {
		return text
	}
	return strings.TrimSpace(text + " (" + string(severity) + ")")
}

func (s *screen) more(n int) {
	s.line(3, ink(dim, "and "+number(int64(n))+" more; see all with --all or -o json=FILE"))
}

func (s *screen) place(v *policy.Violation) span { return s.where(place(v.Location)) }

// where is a location as a table's left column: whole, so that it can be copied,
// unless it is wider than the terminal.
func (s *screen) where(place string) span {
	if len(place) > 2*maxBytes {
		place = place[:maxBytes] + ellipsis + place[len(place)-maxBytes:]
	}
	text := visible(place)
	if !s.whole {
		text = shorten(text, s.width-3)
	}
	return span{plain, text}
}

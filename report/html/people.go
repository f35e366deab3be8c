// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// Caps of lists of people.
const (
	holderBars  = 15
	peopleShown = 12 // of each role
)

// holders counts files by copyright holder, the most frequent first.
func (b *builder) holders() (bars []barView, more int) {
	counts := map[string]int{}
	for i := range b.inv.Files {
		seen := map[string]bool{}
		for _, c := range b.inv.Files[i].Copyrights {
			for _, h := range c.Holders {
				if !seen[h] {
					seen[h] = true
					counts[h]++
				}
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(counts), func(x, y string) int { return cmp.Or(counts[y]-counts[x], strings.Compare(x, y)) })
	for _, name := range names[:min(len(names), holderBars)] {
		bars = append(bars, barView{Label: clip(line(name)), N: counts[name]})
	}
	measure(bars)
	return bars, len(names) - len(bars)
}

// roleView lists the people who played one part.
type roleView struct {
	Title  string
	N      int
	People []personView
	More   int
}

// personView is a person with a number of commits, and how many of them the
// person has signed off; Signed is -1 when that was not counted.
type personView struct {
	Name, Mail      string
	Commits, Signed int
}

// contributors lists people by role: who wrote, committed, tagged, and who is
// named in commit messages. Sign-offs are told where the policy had them counted.
// A further source of roles is a further entry here.
func (b *builder) contributors() []roleView {
	var out []roleView
	for _, part := range []string{inventory.IdentityAuthor, inventory.IdentityCommitter, inventory.IdentityTagger, inventory.IdentityTrailer} {
		var people []personView
		for _, i := range b.inv.Identities {
			if i.Part == part {
				people = append(people, personView{line(i.Name), line(i.Mail), i.Commits, -1})
			}
		}
		out = addRole(out, b.words.text("role."+part), people)
	}
	for _, part := range []string{inventory.ContributionAuthor, inventory.ContributionCoAuthor} {
		var people []personView
		for _, c := range b.inv.Contributions {
			if c.Part == part {
				people = append(people, personView{line(c.Name), line(c.Mail), c.Commits, c.Signed})
			}
		}
		out = addRole(out, b.words.text("signed."+part), people)
	}
	return out
}

func addRole(out []roleView, title string, people []personView) []roleView {
	if len(people) == 0 {
		return out
	}
	slices.SortStableFunc(people, func(x, y personView) int {
		return cmp.Or(y.Commits-x.Commits, strings.Compare(x.Name, y.Name), strings.Compare(x.Mail, y.Mail))
	})
	shown := people[:min(len(people), peopleShown)]
	return append(out, roleView{title, len(people), shown, len(people) - len(shown)})
}

// secretsView counts secrets by where a clone finds them.
type secretsView struct {
	Rows    []secretRow
	Rewrite int // commits to rewrite for the farthest reaching one
}

type secretRow struct {
	Status string
	N      int
}

// secrets sums the secrets up that the policy minds; nil when there is none.
func (b *builder) secrets() *secretsView {
	counts := map[string]int{}
	out := &secretsView{}
	minded := 0
	for i := range b.v.Violations {
		v := &b.v.Violations[i]
		if !isSecret(v.Check) {
			continue
		}
		minded++
		if b.inv == nil {
			continue
		}
		places := v.Places
		if len(places) == 0 {
			places = []inventory.Location{v.Location}
		}
		for _, at := range places {
			for _, s := range b.facts.secrets[at] {
				counts[s.Status]++
				out.Rewrite = max(out.Rewrite, s.Rewrite)
			}
		}
	}
	if minded == 0 {
		return nil
	}
	for _, s := range slices.Sorted(maps.Keys(counts)) {
		out.Rows = append(out.Rows, secretRow{b.words.word("status", s), counts[s]})
	}
	return out
}

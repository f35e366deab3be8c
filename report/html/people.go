// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
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

// personView is a person with what the person did, in words.
type personView struct {
	Name, Mail, Figure string
	Quiet              bool // nothing by this person within the window
	commits            int  // by which a list is sorted
}

// contributors lists people by role. Who wrote and committed is told as the facts of the
// community join people; without those facts, as the commits name them. Who tagged and who is
// named in commit messages comes from the identities, sign-offs where the policy had them counted.
func (b *builder) contributors() []roleView {
	out := b.standings()
	parts := []string{inventory.IdentityAuthor, inventory.IdentityCommitter, inventory.IdentityTagger, inventory.IdentityTrailer}
	if len(out) > 0 {
		parts = parts[2:]
	}
	for _, part := range parts {
		var people []personView
		for _, i := range b.inv.Identities {
			if i.Part == part {
				people = append(people, personView{Name: line(i.Name), Mail: line(i.Mail), Figure: number(i.Commits), commits: i.Commits})
			}
		}
		out = addRole(out, b.words.text("role."+part), people)
	}
	for _, part := range []string{inventory.ContributionAuthor, inventory.ContributionCoAuthor} {
		var people []personView
		for _, c := range b.inv.Contributions {
			if c.Part == part {
				people = append(people, personView{Name: line(c.Name), Mail: line(c.Mail), Figure: b.words.text("signed.of", "signed", c.Signed, "all", c.Commits), commits: c.Commits})
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
		return cmp.Or(y.commits-x.commits, strings.Compare(x.Name, y.Name), strings.Compare(x.Mail, y.Mail))
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

// secrets sums the secrets up that have to be rotated; nil when there is none. A possible
// password that the policy lets pass is not: beside a verdict that asks for nothing, the alarm would be wrong.
func (b *builder) secrets() *secretsView {
	counts := map[string]int{}
	out := &secretsView{}
	minded := 0
	for i := range b.v.Violations {
		v := &b.v.Violations[i]
		if !isSecret(v.Check) || v.Check == "secret-weak" && levelOf(v.Level) != policy.LevelFail {
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

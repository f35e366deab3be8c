// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// standings lists maintainers, committers and contributors, each person once, in the role
// that says most: whom a list of maintainers names, who committed the work of others, who wrote.
func (b *builder) standings() []roleView {
	people := b.inv.Community.People()
	listed := b.inv.Community.Listed(people)
	roles := []string{standingMaintainer, inventory.StandingCommitter, inventory.StandingContributor}
	lists := map[string][]personView{}
	for i := range people {
		p := &people[i]
		role := p.Standing()
		if listed[i] {
			role = standingMaintainer
		}
		figure := b.words.count("person.authored", p.Authored)
		if p.Committed > 0 {
			figure += b.words.text("comma") + b.words.text("person.committed", "n", p.Committed)
		}
		if p.Last != "" {
			figure += b.words.text("comma") + b.words.text("person.last", "day", p.Last)
		}
		quiet := b.inv.Community.RecentSince != "" && !active(b.inv.Community, p)
		if quiet {
			figure += b.words.text("comma") + b.words.text("person.quiet")
		}
		lists[role] = append(lists[role], personView{Name: line(p.Name), Mail: line(p.Mail), Figure: figure, Quiet: quiet, commits: p.Authored + p.Committed})
	}
	var out []roleView
	for _, role := range roles {
		out = addRole(out, b.words.text("standing."+role), lists[role])
	}
	return out
}

const standingMaintainer = "maintainer"

// active reports whether somebody did anything within the window, in either part.
func active(c *inventory.Community, p *inventory.Person) bool {
	return c.RecentSince != "" && p.Last >= c.RecentSince
}

// community sums up who carries the project, as the policy's checks of the operations post count it.
func (b *builder) community() []rowView {
	c := b.inv.Community
	people := slices.DeleteFunc(c.People(), isBot)
	if len(people) == 0 || c.RecentSince == "" {
		return nil
	}
	w := b.words
	listed := c.Listed(people)
	nListed, listedActive, nActive, wrote, commits := 0, 0, 0, 0, 0
	for i := range people {
		p := &people[i]
		if p.Recent > 0 {
			wrote, commits = wrote+1, commits+p.Recent
		}
		if active(c, p) {
			nActive++
		}
		if listed[i] {
			nListed++
			if active(c, p) {
				listedActive++
			}
		}
	}
	out := []rowView{
		{Label: w.text("community.window"), Value: w.text("community.since", "day", c.RecentSince)},
		{Label: w.text("community.active"), Value: w.text("community.of", "n", nActive, "all", len(people))},
	}
	if entries, files := maintainerLists(c); len(files) > 0 {
		out = append(out, rowView{Label: w.text("community.maintainers"), Value: w.text("community.listed", "entries", entries, "files", clip(strings.Join(files, ", ")), "n", nListed, "active", listedActive)})
	}
	factor := w.text("community.nobody")
	if n := inventory.BusFactor(people, func(*inventory.Person) bool { return false }); n > 0 {
		factor = w.count("community.factor", n, "commits", commits, "wrote", wrote)
	}
	return append(out, rowView{Label: w.text("community.bus"), Value: factor})
}

// isBot goes by the name that hosts of code give their programs, as policies do unless they say otherwise.
func isBot(p inventory.Person) bool {
	return strings.HasSuffix(strings.ToLower(p.Name), "[bot]") || strings.Contains(strings.ToLower(p.Mail), "[bot]@")
}

// maintainerLists counts the entries of the lists of maintainers and names the lists.
func maintainerLists(c *inventory.Community) (entries int, files []string) {
	for i := range c.Documents {
		if d := &c.Documents[i]; d.Kind == inventory.DocumentMaintainers {
			entries, files = entries+len(d.Named), append(files, d.Path)
		}
	}
	return entries, files
}

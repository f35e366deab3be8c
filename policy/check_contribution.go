// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

func contributionUnsigned() check {
	return check{
		Check: Check{
			Code: "contribution-unsigned", Post: PostIP,
			Title: "A contribution from outside has neither a sign-off nor a CLA entry",
			Doc: "The author of a published commit is outside the company's mail domains, the message has no Signed-off-by with the author's name or mail (Developer Certificate of Origin), " +
				"and no list of contributions.cla names the author: nobody has said that the contribution may be published. Merges do not count. Bots are listed in a note. " +
				"A co-author is judged like an author, by contributions.co-authors. Names and addresses are not shown: the commits are. One violation is raised for each mail domain. Off unless contributions.unsigned is written.",
			Help: "ask the authors for a sign-off or a contributor agreement and list them in contributions.cla, or take their commits out; `git show COMMIT` says who it is",
		},
		waivable: true,
		on:       func(p *Policy) bool { return !p.contrib.unsigned.allows() || !p.contrib.coAuthors.allows() },
		run: func(j *judge) {
			j.blocked = append(j.blocked, j.uncounted()...)
			j.contributions(inventory.ContributionAuthor, j.p.contrib.unsigned)
			j.contributions(inventory.ContributionCoAuthor, j.p.contrib.coAuthors)
			j.bots()
		},
	}
}

// uncounted says why the contributions of the inventory are not all that the policy asks for.
func (j *judge) uncounted() []inventory.Gap {
	s, c := &j.inv.Subject, &j.inv.Coverage
	if s.Kind != inventory.SubjectWorktree && s.Kind != inventory.SubjectBare {
		return nil
	}
	var out []inventory.Gap
	add := func(code, reason string) {
		out = append(out, inventory.Gap{Detector: "contributions", Code: code, Reason: reason})
	}
	since := j.p.contrib.since
	sameRange := c.History == inventory.HistorySince && since != "" && strings.HasPrefix(c.Since, since+" (")
	switch {
	case !j.p.enough(c.History) && !sameRange:
		add(inventory.GapUnsupported, "the policy asks who signed off (contributions), and the history was not scanned"+partly(*c))
	case c.ContributionsSince == "" && since == "" || strings.HasPrefix(c.ContributionsSince, since+" (") && since != "":
	default:
		add(inventory.GapUnsupported, fmt.Sprintf("the policy counts contributions since %q, the inventory since %q; scan with this policy", since, c.ContributionsSince))
	}
	i := slices.IndexFunc(j.inv.Gaps, func(g inventory.Gap) bool {
		return g.Detector == "history" && (g.Code == inventory.GapShallow || g.Code == inventory.GapMissing)
	})
	if i >= 0 || s.Shallow {
		add(inventory.GapShallow, "commits of the history are not there, so nobody knows whether they are signed off")
	}
	for _, f := range j.p.contrib.files {
		if !j.p.contrib.loaded[f.Path] {
			add(inventory.GapUnreadable, "the list of contributions.cla "+f.Path+" was not read; name the policy with --policy")
		}
	}
	return out
}

// unsigned are the people of one mail domain whose commits lack a sign-off.
type unsigned struct {
	mails, commits []string
	n              int
}

func (j *judge) contributions(part string, s setting) {
	byDomain := map[string]*unsigned{}
	for i := range j.inv.Contributions {
		c := &j.inv.Contributions[i]
		if c.Part != part || c.Signed == c.Commits || j.p.contrib.excuses(c) || j.p.contrib.isBot(c) {
			continue
		}
		mail := strings.ToLower(strings.TrimSpace(c.Mail))
		domain := mail[strings.LastIndexByte(mail, '@')+1:]
		d := byDomain[domain]
		if d == nil {
			d = &unsigned{}
			byDomain[domain] = d
		}
		d.mails = append(d.mails, mail+" "+c.Name)
		d.commits = append(d.commits, c.Unsigned)
		d.n += c.Commits - c.Signed
	}
	for _, domain := range slices.Sorted(maps.Keys(byDomain)) {
		d := byDomain[domain]
		who := plural(len(d.mails), "author")
		if part == inventory.ContributionCoAuthor {
			who = plural(len(d.mails), "co-author")
		}
		j.raise(s, High, item{
			v: Violation{
				Message:  fmt.Sprintf("%s of the domain %q: %s without Signed-off-by or CLA entry", who, clip(domain), plural(d.n, "commit")),
				Location: inventory.Location{Commit: d.commits[0]}, Evidence: firstCommits(d.commits),
			},
			content: part + " " + domain + "\n" + strings.Join(d.mails, "\n"),
		})
	}
}

const maxShownCommits = 5

// firstCommits names the first unsigned commit of each person, shortened as git does.
func firstCommits(commits []string) string {
	shown := slices.Compact(slices.Sorted(slices.Values(commits)))
	more := ""
	if len(shown) > maxShownCommits {
		more = fmt.Sprintf(" and %d more", len(shown)-maxShownCommits)
		shown = shown[:maxShownCommits]
	}
	for i := range shown {
		shown[i] = shown[i][:min(12, len(shown[i]))]
	}
	return "first of each: " + strings.Join(shown, ", ") + more
}

// bots lists in one note whose commits were let pass because a program wrote them.
func (j *judge) bots() {
	var names []string
	n := 0
	first := ""
	for i := range j.inv.Contributions {
		c := &j.inv.Contributions[i]
		if c.Signed < c.Commits && c.Part == inventory.ContributionAuthor && j.p.contrib.isBot(c) && !j.p.contrib.excuses(c) {
			if first == "" {
				first = c.Unsigned
			}
			names, n = append(names, clip(c.Name)), n+c.Commits-c.Signed
		}
	}
	if n == 0 {
		return
	}
	slices.Sort(names)
	names = slices.Compact(names)
	s := j.p.contrib.unsigned.cap(LevelNote, "commits of bots make a note")
	j.raise(s, Low, item{
		v:       Violation{Message: fmt.Sprintf("%s of bots without Signed-off-by", plural(n, "commit")), Location: inventory.Location{Commit: first}, Evidence: clip(strings.Join(names, ", "))},
		content: "bots\n" + strings.Join(names, "\n"),
	})
}

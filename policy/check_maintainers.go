// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/inventory"
)

// historyCheck is a check on what the history shows. Where the history was not read,
// it says that it could not look: a gap when the policy would fail, else a note.
func historyCheck(key string, c Check, run func(j *judge, s setting)) check {
	return operationsCheck(key, c, func(j *judge, s setting) {
		why := j.unreadHistory()
		if why == "" {
			run(j, s)
			return
		}
		if s.level == LevelFail {
			j.blocked = append(j.blocked, inventory.Gap{Detector: communityDetector, Code: inventory.GapUnsupported, Reason: fmt.Sprintf("the policy asks for %s (operations.%s), and %s", c.Code, key, why)})
			return
		}
		j.raise(s.cap(LevelNote, "it could not be looked at"), Low, item{v: Violation{Message: "not known: " + why, Help: "scan the repository with its whole history"}, content: "not known"})
	})
}

// unreadHistory says why nothing is known of the people and tags; "" when it is.
func (j *judge) unreadHistory() string {
	s, c := &j.inv.Subject, &j.inv.Coverage
	switch {
	case s.Kind != inventory.SubjectWorktree && s.Kind != inventory.SubjectBare:
		return "there is no history beside the files"
	case s.Shallow:
		return "the clone is shallow"
	case c.History != inventory.HistoryAll && c.History != inventory.HistoryEverything:
		return "the history was not scanned" + partly(*c)
	}
	return ""
}

func maintainersInactive() check {
	return historyCheck(opLiving, Check{
		Code:  "maintainers-inactive",
		Title: "Too few maintainers are active",
		Doc: "Fewer than operations.at-least of those whom MAINTAINERS, CODEOWNERS, OWNERS or COMMITTERS name have a commit in the last operations.months, in either part. Without a list, whoever wrote commits counts. People are " +
			"joined by .mailmap; a name in a list is found by address, name or account, and a team cannot be looked up. Bots do not count. Where the history was not scanned, the check says that it could not look.",
		Help: "name those who look after the code now, with the addresses of their commits; find a second one",
	}, func(j *judge, s setting) {
		people := j.people()
		known := directoryOf(people)
		since := j.now.AddDate(0, -j.p.operations.months, 0).Format(time.DateOnly)
		docs := j.documents(inventory.DocumentMaintainers)
		listed, active, teams := 0, map[int]bool{}, 0
		for _, d := range docs {
			for i := range d.Named {
				n := &d.Named[i]
				if strings.Contains(n.Handle, "/") {
					teams++
					continue
				}
				listed++
				for _, k := range known.find(n) {
					if people[k].Last >= since {
						active[k] = true
					}
				}
			}
		}
		who := "listed maintainers"
		if len(docs) == 0 {
			who = "people with commits"
			for k := range people {
				if people[k].Last >= since {
					active[k] = true
				}
			}
		}
		if len(active) >= j.p.operations.atLeast {
			return
		}
		v := Violation{Message: fmt.Sprintf("%d of the %s active in the last %d months, %d asked for", len(active), who, j.p.operations.months, j.p.operations.atLeast)}
		if len(docs) > 0 {
			v.Location = location(docs[0].Path)
			v.Evidence = fmt.Sprintf("%d listed", listed) + " in " + plural(len(docs), "list")
			if teams > 0 {
				v.Evidence += "; " + plural(teams, "team") + " cannot be looked up"
			}
		}
		j.raise(s, Medium, item{v: v})
	})
}

// people are the contributors without bots.
func (j *judge) people() []inventory.Person {
	return slices.DeleteFunc(j.inv.Community.People(), func(p inventory.Person) bool {
		return j.p.contrib.isBot(&inventory.Contribution{Name: p.Name, Mail: p.Mail})
	})
}

// directory finds people by what a list of maintainers says of them.
type directory struct{ byMail, byName, byAccount map[string][]int }

func directoryOf(people []inventory.Person) *directory {
	d := &directory{map[string][]int{}, map[string][]int{}, map[string][]int{}}
	for i := range people {
		for _, mail := range people[i].Mails {
			d.byMail[mail] = append(d.byMail[mail], i)
			local, domain, _ := strings.Cut(mail, "@")
			d.byAccount[local] = append(d.byAccount[local], i)
			if strings.HasSuffix(domain, "noreply.github.com") || strings.HasSuffix(domain, "noreply.gitlab.com") {
				if _, account, ok := strings.Cut(local, "+"); ok { // "7+jane@users.noreply.github.com"
					d.byAccount[account] = append(d.byAccount[account], i)
				}
			}
		}
		for _, name := range people[i].Names {
			d.byName[foldSigner(name)] = append(d.byName[foldSigner(name)], i)
			account := squeezed(name)
			d.byAccount[account] = append(d.byAccount[account], i)
		}
	}
	return d
}

// squeezed is a name as accounts are made of it: "Jane Doe" is janedoe.
func squeezed(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_.", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// find returns whom an entry names: by address, by a name of several words, by account.
func (d *directory) find(n *inventory.Named) []int {
	out := slices.Clone(d.byMail[strings.ToLower(n.Mail)])
	if strings.Contains(n.Name, " ") {
		out = append(out, d.byName[foldSigner(n.Name)]...)
	}
	if n.Handle != "" {
		account := strings.ToLower(n.Handle)
		out = append(append(out, d.byAccount[account]...), d.byAccount[squeezed(account)]...)
	}
	return out
}

func busFactor() check {
	return historyCheck(opBusFactor, Check{
		Code:  "bus-factor",
		Title: "Half of the recent work hangs on too few people",
		Doc: "Fewer than operations.at-least people wrote half of the commits of the year before the newest commit (merges and bots left out, people joined by .mailmap). When they stop, the project does. " +
			"Where the history was not scanned, the check says that it could not look.",
		Help: "share the work and the rights; it is no fault of the release",
	}, func(j *judge, s setting) {
		people := j.people()
		n := inventory.BusFactor(people, func(*inventory.Person) bool { return false })
		if n >= j.p.operations.atLeast || n == 0 {
			return
		}
		recent, commits := 0, 0
		for i := range people {
			if people[i].Recent > 0 {
				recent, commits = recent+1, commits+people[i].Recent
			}
		}
		j.raise(s, Low, item{v: Violation{
			Message:  fmt.Sprintf("half of the commits since %s are by %s", j.inv.Community.RecentSince, peopleWord(n)),
			Evidence: fmt.Sprintf("%s by %s", plural(commits, "commit"), peopleWord(recent)),
		}})
	})
}

func peopleWord(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

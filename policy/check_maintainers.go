// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"time"

	"github.com/outgate/outgate/inventory"
)

// historyCheck is a check on what the history shows. Where the history was not read,
// it says that it could not look: a gap when the policy would fail, else a note.
func historyCheck(key string, c Check, run func(j *judge, s setting)) check {
	out := operationsCheck(key, c, func(j *judge, s setting) {
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
	out.ofToday = true
	return out
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
		listed := j.inv.Community.Listed(people)
		since := j.now.AddDate(0, -j.p.operations.months, 0).Format(time.DateOnly)
		docs := j.documents(inventory.DocumentMaintainers)
		who, active := "listed maintainers", 0
		if len(docs) == 0 {
			who = "people with commits"
		}
		for k := range people {
			if people[k].Last >= since && (listed[k] || len(docs) == 0) {
				active++
			}
		}
		if active >= j.p.operations.atLeast {
			return
		}
		v := Violation{Message: fmt.Sprintf("%d of the %s active in the last %d months, %d asked for", active, who, j.p.operations.months, j.p.operations.atLeast)}
		if len(docs) > 0 {
			v.Location = location(docs[0].Path)
			entries, teams := 0, 0
			for _, d := range docs {
				for i := range d.Named {
					if d.Named[i].Team() {
						teams++
					} else {
						entries++
					}
				}
			}
			v.Evidence = fmt.Sprintf("%d listed", entries) + " in " + plural(len(docs), "list")
			if teams > 0 {
				v.Evidence += "; " + plural(teams, "team") + " cannot be looked up"
			}
		}
		j.raise(s, Medium, item{v: v, weight: j.p.operations.atLeast - active})
	})
}

// people are the contributors without bots.
func (j *judge) people() []inventory.Person {
	return slices.DeleteFunc(j.inv.Community.People(), func(p inventory.Person) bool {
		return j.p.contrib.isBot(&inventory.Contribution{Name: p.Name, Mail: p.Mail})
	})
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
		}, weight: j.p.operations.atLeast - n})
	})
}

func peopleWord(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

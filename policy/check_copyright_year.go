// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strconv"
)

func copyrightYear() check {
	return check{
		Check: Check{
			Code: "copyright-year", Post: PostIP,
			Title: "A copyright statement of the project has an impossible year",
			Doc: "A statement of one of the project's own holders has a range that runs backwards, a year after that of --now, or one before the entity began or after it ended (since, until, and those of former " +
				"names). Such a statement was copied from elsewhere or typed wrong, and in court it speaks against all others. A year before that of the repository's first commit is a note, because the code " +
				"may be older than its repository, and is not asked where the entity has a since. Statements of others are never judged. The check is off without project.entities and project.holders.",
			Help: "write the year of the file's first publication",
		},
		needs: []string{"copyright"}, waivable: true,
		on: func(p *Policy) bool { return !p.year.allows() && p.knowsHolders() },
		run: func(j *judge) {
			j.eachHolder(&j.p.foreign, func(s *stated) {
				if s.owner.ours() {
					j.impossibleYear(s)
				}
			})
		},
	}
}

func (j *judge) impossibleYear(s *stated) {
	set := j.p.year
	message := ""
	now, e := yearOf(j.now), s.owner.entity
	began, _ := strconv.Atoi(j.inv.Coverage.Began[:min(4, len(j.inv.Coverage.Began))])
	ranges := yearsOf(s.statement)
	if text, ok := reversed(s.statement.Statement); ok {
		message = fmt.Sprintf("the years %s run backwards", text)
		ranges = nil
	}
	for _, r := range ranges {
		last := max(r.from, r.to)
		switch {
		case last > now:
			message = fmt.Sprintf("the year %d is in the future", last)
		case e != nil && e.since > 0 && r.from < e.since:
			message = fmt.Sprintf("the year %d is before %s began (since: %d)", r.from, e.name, e.since)
		case e != nil && s.owner.spelling.since > 0 && r.from < s.owner.spelling.since:
			message = fmt.Sprintf("the year %d is before the name %s began (since: %d)", r.from, s.owner.spelling.text, s.owner.spelling.since)
		case e != nil && e.until > 0 && r.to > e.until:
			message = fmt.Sprintf("the year %d is after %s ended (until: %d)", r.to, e.name, e.until)
		case message == "" && began > 0 && r.from < began && (e == nil || e.since == 0):
			message = fmt.Sprintf("the year %d is before the first commit of the repository, in %d", r.from, began)
			set = set.cap(LevelNote, "code may be older than its repository")
			continue
		default:
			continue
		}
		set = j.p.year
		break
	}
	if message == "" {
		return
	}
	if e != nil {
		set.text += "; " + e.name + " at " + placeText(e.at)
	}
	where, whole := groupOf(s.file)
	j.raise(set, Medium, item{
		v:       Violation{Message: message, Location: s.at(), Evidence: clip(s.statement.Statement)},
		content: message, where: where, whole: whole,
	})
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"time"

	"github.com/outgate/outgate/holder"
)

func holderEntity() check {
	return check{
		Check: Check{
			Code: "holder-entity", Post: PostIP,
			Title: "The project's own holder is not named as it should be",
			Doc: "A copyright statement names one of project.entities in a way that the policy does not list: misspelt (\"Incoporated\", \"Co,. Ltd\"), with another legal form or none, a few letters off, or " +
				"under a former name for years in which it was no longer the name. A name that nobody bears protects nothing, and one with another legal form may be another company. Case, usual " +
				"punctuation and the spelling of the legal form (Inc, Incorporated) do not count. The check is off without project.entities.",
			Help: "write the legal name as the policy has it, or add the spelling to the entity's aliases",
		},
		needs: []string{"copyright"}, waivable: true,
		on: func(p *Policy) bool { return !p.entity.allows() && len(p.entities) > 0 },
		run: func(j *judge) {
			j.eachHolder(&j.p.foreign, func(s *stated) {
				if message := j.misnamed(s); message != "" {
					where, whole := groupOf(s.file)
					set := j.p.entity
					set.text += "; " + s.owner.entity.name + " at " + placeText(s.owner.spelling.at)
					j.raise(set, Medium, item{
						v:       Violation{Message: message, Location: s.at(), Evidence: clip(s.statement.Statement)},
						content: foldHolder(s.holder), where: where, whole: whole,
					})
				}
			})
		},
	}
}

// misnamed says what is wrong with a name of the project's own, "" when nothing is.
func (j *judge) misnamed(s *stated) string {
	o := s.owner
	if o.entity == nil || o.foreign != "" {
		return ""
	}
	name := clip(s.holder)
	switch o.diff {
	case holder.Slip, holder.Typo:
		return fmt.Sprintf("the holder %q looks misspelt; did you mean %s?", name, o.should())
	case holder.Form:
		return fmt.Sprintf("the holder %q is no approved name; did you mean %s?", name, o.should())
	}
	if !o.spelling.former || o.spelling.until == 0 {
		return ""
	}
	last := lastYear(s.statement, j.now)
	if last <= o.spelling.until {
		return ""
	}
	return fmt.Sprintf("%q was the name until %d, and the statement goes to %d; did you mean %q?", name, o.spelling.until, last, o.entity.name)
}

// yearOf is the year of a time, in UTC.
func yearOf(t time.Time) int { return t.UTC().Year() }

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// sureStatement is the confidence from which a copyright statement counts: the
// word with a year, with (c), a tag, or a company's name on a line of its own.
// Below it stand sentences that only speak of copyright.
const sureStatement = 0.9

func holderForeign() check {
	return check{
		Check: Check{
			Code: "holder-foreign", Post: PostIP,
			Title: "A file belongs to somebody else",
			Doc: "A copyright statement in a file of the project (of the roles in holders.roles) names a holder outside project.holders. The code may be copied, or " +
				"belong to an author who has not agreed to the release. Statements that are not sure (confidence below 0.9) do not count. Without project.holders the check is off. Names are compared without " +
				"regard to case and spacing; * stands for anything. One violation is raised for each holder below a top-level directory.",
			Help: "settle where the code comes from: move it to third_party with its license, have the rights assigned, or add the holder to project.holders",
		},
		needs: []string{"copyright"}, waivable: true,
		on: func(p *Policy) bool { return !p.foreign.allows() && len(p.holders) > 0 },
		run: func(j *judge) {
			for i := range j.inv.Files {
				f := &j.inv.Files[i]
				if !j.p.foreign.judges(f) {
					continue
				}
				for k := range f.Copyrights {
					if f.Copyrights[k].Confidence < sureStatement {
						continue
					}
					for _, holder := range f.Copyrights[k].Holders {
						j.foreignHolder(f, &f.Copyrights[k], holder)
					}
				}
			}
		},
	}
}

func (j *judge) foreignHolder(f *inventory.File, c *inventory.Copyright, holder string) {
	folded := foldHolder(holder)
	if folded == "" || slices.ContainsFunc(j.p.holders, func(pattern string) bool { return wildcard(pattern, folded) }) {
		return
	}
	where, whole := groupOf(f)
	s := j.p.foreign.setting
	s.text += "; project.holders at " + placeText(j.p.holdersAt)
	j.raise(s, High, item{
		v: Violation{
			Message:  fmt.Sprintf("the copyright holder %q is not one of the project's", clip(holder)),
			Location: inventory.Location{Path: f.Path, StartLine: c.StartLine, EndLine: c.EndLine},
			Evidence: clip(c.Statement),
		},
		content: folded, where: where, whole: whole,
	})
}

func placeText(p Place) string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// foldHolder makes names comparable: no mail address, no difference in case,
// spacing or closing punctuation.
func foldHolder(name string) string {
	if before, _, ok := strings.Cut(name, "<"); ok && strings.TrimSpace(before) != "" {
		name = before
	}
	return strings.TrimRight(strings.Join(strings.Fields(strings.ToLower(name)), " "), ".,; ")
}

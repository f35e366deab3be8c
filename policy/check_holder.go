// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/outgate/outgate/holder"
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
			Doc: "A copyright statement in a file of the project (of the roles in holders.roles) names a holder who is neither one of project.entities nor fits project.holders. The code may be copied, or " +
				"belong to an author who has not agreed to the release. Statements that are not sure (confidence below 0.9) do not count, nor does what NOTICE and other attributions say of others. Without " +
				"project.entities and project.holders the check is off. Names are compared without regard to case, punctuation, addresses and the spelling of the legal form. Persons belong to holder-person, " +
				"misspelt names of the project's own to holder-entity. One violation is raised for each holder below a top-level directory.",
			Help: "settle where the code comes from: move it to third_party with its license, have the rights assigned, or add the holder to project.holders",
		},
		needs: []string{"copyright"}, waivable: true,
		on: func(p *Policy) bool { return !p.foreign.allows() && p.knowsHolders() },
		run: func(j *judge) {
			j.eachHolder(&j.p.foreign, func(s *stated) {
				if s.owner.foreign != "" && !s.person() {
					j.raiseForeign(j.p.foreign.setting, s, "the copyright holder %q is not one of the project's", s.owner.foreign)
				}
			})
		},
	}
}

// knowsHolders reports whether the policy says to whom the project belongs.
func (p *Policy) knowsHolders() bool { return len(p.holders)+len(p.entities) > 0 }

// stated is a holder whom a statement of a file names.
type stated struct {
	file      *inventory.File
	statement *inventory.Copyright
	holder    string // as the statement has it
	owner     *owner
}

// eachHolder visits the holders of all sure statements in the files that the
// scope judges, but for files that are there to name others.
func (j *judge) eachHolder(scope *scoped, visit func(*stated)) {
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		if len(f.Copyrights) == 0 || !scope.judges(f) || attributes(f) {
			continue
		}
		for k := range f.Copyrights {
			c := &f.Copyrights[k]
			if c.Confidence < sureStatement {
				continue
			}
			for _, h := range c.Holders {
				if foldHolder(h) != "" {
					visit(&stated{f, c, h, j.owner(h)})
				}
			}
		}
	}
}

// attributes reports files that name others by their purpose: NOTICE, lists of
// the licenses and authors of others, the texts below LICENSES.
func attributes(f *inventory.File) bool {
	dir, name := split(f.Path)
	if strings.Contains("/"+dir+"/", "/LICENSES/") || f.Header == nil && (isAttribution(name) || hasStem(name, "notice", "notices", "authors", "contributors", "credits", "copyright", "patents")) {
		return true
	}
	texts := 0
	for i := range f.Licenses {
		if f.Licenses[i].Class == inventory.ClassText {
			texts++
		}
	}
	return isLicenseName(name) && texts > 1 // bundled texts
}

// person reports a foreign holder who is a person, with the mail address that
// may stand beside the name.
func (s *stated) person() bool {
	text := s.owner.foreign
	if _, after, ok := strings.Cut(s.statement.Statement, text); ok {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(after, " ,("), "<"); ok {
			text += " <" + rest
		}
	}
	return holder.Of(text).Kind == holder.Person
}

// at is the place of the statement.
func (s *stated) at() inventory.Location {
	return inventory.Location{Path: s.file.Path, StartLine: s.statement.StartLine, EndLine: s.statement.EndLine}
}

func (j *judge) raiseForeign(set setting, s *stated, format, name string) {
	where, whole := groupOf(s.file)
	set.text += j.p.ownersText()
	content := holder.Of(name).String()
	if content == "" {
		content = foldHolder(name)
	}
	j.raise(set, High, item{
		v:       Violation{Message: fmt.Sprintf(format, clip(name)), Location: s.at(), Evidence: clip(s.statement.Statement)},
		content: content, where: where, whole: whole,
	})
}

// ownersText says where the policy names the project's own holders.
func (p *Policy) ownersText() string {
	text := ""
	if len(p.holders) > 0 {
		text += "; project.holders at " + placeText(p.holdersAt)
	}
	if len(p.entities) > 0 {
		text += "; project.entities at " + placeText(p.entities[0].at)
	}
	return text
}

func placeText(p Place) string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// foldHolder makes names comparable with the patterns of project.holders: no mail
// address, no difference in case, spacing or closing punctuation.
func foldHolder(name string) string {
	if before, _, ok := strings.Cut(name, "<"); ok && strings.TrimSpace(before) != "" {
		name = before
	}
	return strings.TrimRight(strings.Join(strings.Fields(strings.ToLower(name)), " "), ".,; ")
}

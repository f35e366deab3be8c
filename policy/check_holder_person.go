// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

func holderPerson() check {
	return check{
		Check: Check{
			Code: "holder-person", Post: PostIP,
			Title: "A file belongs to a person",
			Doc: "As holder-foreign, for holders who are persons by their names (a given name, an initial, a mail address of somebody's beside it): an employee who has put the own name in the place of the " +
				"employer's, a contributor who has kept the rights, or code copied from somebody's page. Names that do not show that they are a person's stay with holder-foreign. Without project.entities and " +
				"project.holders the check is off; a person whom project.holders names is the project's.",
			Help: "have the rights assigned or licensed in writing and name the legal entity, or add the person to project.holders",
		},
		needs: []string{"copyright"}, waivable: true,
		on: func(p *Policy) bool { return !p.person.allows() && p.knowsHolders() },
		run: func(j *judge) {
			j.eachHolder(&j.p.foreign, func(s *stated) {
				if s.owner.foreign != "" && s.person() {
					j.raiseForeign(j.p.person, s, "the copyright holder %q is a person, and not one of the project's holders", s.owner.foreign)
				}
			})
		},
	}
}

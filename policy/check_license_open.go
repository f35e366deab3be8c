// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

func licenseFileNotOpen() check {
	return check{
		Check: Check{
			Code: "license-file-not-open", Post: PostCompliance,
			Title: "The release goes out under a license that is not known to be open",
			Doc: "The outbound license is neither approved by the Open Source Initiative nor called free by the Free Software Foundation, by the marks of the SPDX License List: " +
				"what is published that way may be read, and is no open source. Of a choice (OR) one open alternative is enough, and the public domain is open. " +
				"A license that neither list has, and that belongs to a category which grants the usual rights, warns at most: the lists are not complete.",
			Help: "publish under a license of either list, or say with license-file.not-open: allow that it is meant",
		},
		needs: []string{"license"}, waivable: true,
		on: func(p *Policy) bool { return !p.licenseNotOpen.allows() && (p.fromFile || p.outbound != nil) },
		run: func(j *judge) {
			closed := j.closed()
			if len(closed) == 0 {
				return
			}
			s := j.p.licenseNotOpen
			if !slices.ContainsFunc(closed, func(l spdx.License) bool { return !j.p.granting(l) }) {
				s = s.cap(LevelWarn, "its category grants the usual rights, which warns at most")
			}
			names := make([]string, len(closed))
			for i, l := range closed {
				names[i] = inWords(clip(l.String()))
			}
			v := Violation{Message: "the release goes out under " + inOrder(names) + ", no open source by the lists of OSI and FSF", Evidence: "outbound: " + clip(j.out.expr.String())}
			if len(j.roots) > 0 {
				r := j.roots[0]
				if v.Location = location(r.file.Path); r.main != nil {
					v.Location.StartLine, v.Location.EndLine = r.main.StartLine, r.main.EndLine
				}
			}
			j.raise(s, High, item{v: v, license: j.out.expr.String(), content: strings.Join(names, " ")})
		},
	}
}

// closed returns the licenses of the outbound expression that neither list calls
// open, of the choice with the fewest of them. What belongs to everybody is open.
func (j *judge) closed() (least []spdx.License) {
	for i, choice := range j.out.expr.Choices() {
		var some []spdx.License
		for _, l := range choice {
			if !spdx.OSIApproved(l.ID) && !spdx.FSFLibre(l.ID) && j.p.category(l) != rules.CategoryPublicDomain {
				some = append(some, l)
			}
		}
		if i == 0 || len(some) < len(least) {
			least = some
		}
	}
	return least
}

// granting reports whether the category of a license is one of those that let everybody use, change and pass on.
func (p *Policy) granting(l spdx.License) bool {
	switch p.category(l) {
	case categoryUnknown, rules.CategoryProprietary:
		return false
	}
	return true
}

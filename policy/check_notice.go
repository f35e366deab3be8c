// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "fmt"

func noticeMissing() check {
	return check{
		Check: Check{
			Code: "notice-missing", Post: PostCompliance,
			Title: "The repository has no NOTICE file",
			Doc: "The policy asks for a NOTICE file at the root, the place for attributions that the Apache License 2.0, section 4 (d), has everybody pass on. " +
				"When vendored code brings a NOTICE of its own, that has to be carried along, and the evidence names it.",
			Help: "add a file NOTICE at the root with the project's name, its copyright line, and the notices of the vendored code",
		},
		waivable: true,
		on:       func(p *Policy) bool { return !p.notice.allows() },
		run: func(j *judge) {
			if len(j.inv.Files) == 0 {
				return
			}
			var upstream []string
			for i := range j.inv.Files {
				dir, name := split(j.inv.Files[i].Path)
				if !hasStem(name, "notice") || j.inv.Files[i].Header != nil {
					continue
				}
				if dir == "" {
					return
				}
				if vendoredPath(j.inv.Files[i].Path) {
					upstream = append(upstream, j.inv.Files[i].Path)
				}
			}
			v := Violation{Message: "no NOTICE file at the root"}
			if len(upstream) > 0 {
				v.Evidence = "vendored code brings its own: " + upstream[0]
				if len(upstream) > 1 {
					v.Evidence += fmt.Sprintf(" and %d more", len(upstream)-1)
				}
			}
			j.raise(j.p.notice, Medium, item{v: v})
		},
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

func headerMissing() check {
	return check{
		Check: Check{
			Code: "header-missing", Post: PostCompliance,
			Title: "A source file has no license header",
			Doc: "The policy asks for a header in every source file (of the roles in headers.roles), and the first comment of this one carries neither a license notice " +
				"nor an SPDX tag nor a copyright statement. A file that leaves the repository alone then says nothing of its license. Files that cannot carry a comment, " +
				"and generated ones, are not asked.",
			Help: "add a header, at least an SPDX-License-Identifier line, or exclude the file with headers.exclude",
		},
		needs: []string{"license", "copyright"}, waivable: true,
		on: func(p *Policy) bool { return !p.headers.allows() },
		run: func(j *judge) {
			if j.ratcheting() {
				return // header-new judges
			}
			for i := range j.inv.Files {
				f := &j.inv.Files[i]
				if f.Header == nil || f.Header.State != inventory.HeaderMissing || !j.p.headers.judges(f) {
					continue
				}
				j.raise(j.p.headers.setting, Medium, item{v: Violation{
					Message:  "no license header",
					Location: inventory.Location{Path: f.Path, StartLine: f.Header.StartLine, EndLine: f.Header.EndLine},
				}})
			}
		},
	}
}

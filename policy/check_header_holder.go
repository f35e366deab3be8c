// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"

	"github.com/outgate/outgate/inventory"
)

func headerHolder() check {
	return check{
		Check: Check{
			Code: "header-holder", Post: PostIP,
			Title: "A header does not name the required holder",
			Doc: "The policy names the holders of headers (headers.holders), and no copyright statement in the header of this file names one of them. " +
				"A header may name others besides; whether it may is for holder-foreign. Names are compared as those of project.holders.",
			Help: "for a file of the project, add the statement (outgate fix headers); for the file of others, move it to third_party with its license, or exclude it with headers.exclude",
		},
		needs: []string{"copyright"}, waivable: true,
		on: func(p *Policy) bool { return len(p.header.folded) > 0 && !p.header.holderAt.allows() },
		run: func(j *judge) {
			for f := range j.headed {
				statements := HeaderStatements(f)
				if slices.ContainsFunc(statements, func(c *inventory.Copyright) bool { return slices.ContainsFunc(c.Holders, j.p.header.Ours) }) {
					continue
				}
				message, evidence, content := "the header names no copyright holder", "", ""
				if len(statements) > 0 && len(statements[0].Holders) > 0 {
					content = foldHolder(statements[0].Holders[0])
					message = fmt.Sprintf("the header names the holder %q, and none that the policy asks for", clip(statements[0].Holders[0]))
					evidence = clip(statements[0].Statement)
				}
				j.raise(j.p.header.holderAt, High, item{
					v:       Violation{Message: message, Location: headerPlace(f), Evidence: evidence},
					content: content,
				})
			}
		},
	}
}

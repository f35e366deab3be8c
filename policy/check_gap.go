// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

// gapCheck lets waivers excuse single files that could not be examined. Gaps
// that nobody excuses stay gaps, and make the verdict INCOMPLETE.
func gapCheck() check {
	return check{
		Check: Check{
			Code: "gap", Post: PostSecurity,
			Title: "Something could not be examined",
			Doc: "A file was unreadable, over a size limit, an LFS pointer, a git object was missing, or a detector failed on it. " +
				"What nobody looked at cannot pass, so a gap makes the verdict INCOMPLETE unless the policy says verdict.gaps: warn. " +
				"A waiver with check: gap and a path excuses single files, after somebody has looked at them.",
			Help: "make the file readable, fetch what is missing, raise the limit, or look at the file yourself and add a waiver with check: gap and its path",
		},
		waivable: true,
		run: func(j *judge) {
			level := LevelWarn
			if j.p.gapsBlock {
				level = LevelFail
			}
			for i := range j.inv.Gaps {
				g := &j.inv.Gaps[i]
				if g.Path == "" || hard(g) {
					continue
				}
				j.raise(setting{level, "", j.p.gapsAt, j.p.gapsText}, High, item{
					v: Violation{
						Message:  "not examined: " + g.Reason,
						Location: inventory.Location{Path: g.Path, Commit: g.Commit},
						Evidence: also(g.Code, g.Detector),
					},
					content: g.Detector + " " + g.Code + " " + g.Commit,
					gap:     g,
				})
			}
		},
	}
}

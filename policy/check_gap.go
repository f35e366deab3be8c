// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

// fixture reports a gap that says only which packages a manifest of a test, an
// example or the documentation would have named. They are not released, and a
// manifest that is broken on purpose is what such directories hold.
func fixture(g *inventory.Gap, roles map[string]inventory.Role) bool {
	if g.Detector != "sbom" || g.Code != inventory.GapUnparsable && g.Code != inventory.GapNoComponents {
		return false
	}
	switch roles[g.Path] {
	case inventory.RoleTest, inventory.RoleExample, inventory.RoleDocs:
		return true
	}
	return false
}

// gapCheck lets waivers excuse single files that could not be examined. Gaps
// that nobody excuses stay gaps, and make the verdict INCOMPLETE.
func gapCheck() check {
	return check{
		Check: Check{
			Code: "gap", Post: PostSecurity,
			Title: "Something could not be examined",
			Doc: "A file was unreadable, over a size limit, an LFS pointer, a git object was missing, or a detector failed on it. " +
				"What nobody looked at cannot pass, so a gap makes the verdict INCOMPLETE unless the policy says verdict.gaps: warn. " +
				"A manifest of a test, an example or the documentation that cannot be parsed is a note only. " +
				"A waiver with check: gap and a path excuses single files, after somebody has looked at them.",
			Help: "make the file readable, fetch what is missing, raise the limit, or look at the file yourself and add a waiver with check: gap and its path",
		},
		waivable: true,
		run: func(j *judge) {
			level := LevelWarn
			if j.p.gapsBlock {
				level = LevelFail
			}
			roles := make(map[string]inventory.Role, len(j.inv.Files))
			for i := range j.inv.Files {
				roles[j.inv.Files[i].Path] = j.inv.Files[i].Role
			}
			for i := range j.inv.Gaps {
				g := &j.inv.Gaps[i]
				if g.Path == "" || hard(g) {
					continue
				}
				if fixture(g, roles) {
					j.excused[*g] = true
					j.raise(setting{LevelNote, "", j.p.gapsAt, "components of tests, examples and documentation are not in the release"}, Low, item{
						v:       Violation{Message: "components not read: " + g.Reason, Location: inventory.Location{Path: g.Path}, Evidence: g.Code},
						content: g.Detector + " " + g.Code,
					})
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

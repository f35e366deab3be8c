// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

// fixture words a gap that is expected of tests, examples and documentation, and
// no reason to call a verdict incomplete: a manifest that is broken on purpose says only
// which packages it would have named, and an archive there that cannot be opened, or
// unpacks without end, is a fixture of those who write readers of archives. "" is any other gap.
func fixture(g *inventory.Gap, roles map[string]inventory.Role) (message, why string) {
	if g.Code == inventory.GapGiven {
		return "components not known: ", "what only the build decides is not in the repository"
	}
	switch roles[g.Path] {
	case inventory.RoleTest, inventory.RoleExample, inventory.RoleDocs:
	default:
		return "", ""
	}
	switch {
	case g.Detector == "sbom" && (g.Code == inventory.GapUnparsable || g.Code == inventory.GapNoComponents):
		return "components not read: ", "components of tests, examples and documentation are not in the release"
	case g.Detector == "media":
		return "metadata not read: ", "pictures, fonts and the like of tests, examples and documentation may be damaged on purpose"
	case g.Detector == "unpack":
		return "archive not opened: ", "archives of tests, examples and documentation may be damaged on purpose"
	}
	return "", ""
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
				"A manifest of a test, an example or the documentation that cannot be parsed is a note only, and so is an archive there that cannot be opened, or metadata of a picture there that is damaged. So is a base image that a Dockerfile leaves to the build. " +
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
				if message, why := fixture(g, roles); message != "" {
					j.excused[*g] = true
					j.raise(setting{LevelNote, "", j.p.gapsAt, why}, Low, item{
						v:       Violation{Message: message + g.Reason, Location: inventory.Location{Path: g.Path}, Evidence: g.Code},
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

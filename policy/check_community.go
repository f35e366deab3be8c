// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

// The operations post looks at what a community needs to begin with.

func readmeMissing() check {
	return communityCheck(Check{
		Code:  "readme-missing",
		Title: "The repository has no README",
		Doc:   "People decide by the README whether the project is for them. It may stand at the root, in .github or in docs.",
		Help:  "add a README that says what the project does, for whom, and how to begin",
	}, func(p *Policy) setting { return p.readme }, "readme")
}

func securityContactMissing() check {
	return communityCheck(Check{
		Code:  "security-contact-missing",
		Title: "Nobody to tell about a vulnerability",
		Doc:   "Without a SECURITY file people report vulnerabilities in public, or not at all. It may stand at the root, in .github or in docs.",
		Help:  "add a SECURITY.md with a private channel and a time in which you answer",
	}, func(p *Policy) setting { return p.securityContact }, "security", "security_contacts")
}

func contributingMissing() check {
	return communityCheck(Check{
		Code:  "contributing-missing",
		Title: "The repository does not say how to contribute",
		Doc:   "A CONTRIBUTING file tells how changes are proposed and under which terms they are accepted. It may stand at the root, in .github or in docs.",
		Help:  "add a CONTRIBUTING.md: how to build and test, how to propose a change, and what contributors sign",
	}, func(p *Policy) setting { return p.contributing }, "contributing")
}

func communityCheck(c Check, of func(*Policy) setting, stems ...string) check {
	c.Post = PostOperations
	return check{
		Check: c, waivable: true,
		on: func(p *Policy) bool { return !of(p).allows() },
		run: func(j *judge) {
			for i := range j.inv.Files {
				dir, name := split(j.inv.Files[i].Path)
				if (dir == "" || dir == ".github" || dir == ".gitlab" || dir == "docs") && hasStem(name, stems...) {
					return
				}
			}
			if len(j.inv.Files) > 0 {
				j.raise(of(j.p), Medium, item{v: Violation{Message: c.Title}})
			}
		},
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"

	"github.com/outgate/outgate/inventory"
)

func releaseBinary() check {
	return releaseCheck(Check{
		Code: "release-binary", Post: PostCompliance,
		Title: "A compiled program or library in a source release",
		Doc: "A source release is what people can read and build from. A program, library, class or package of compiled code in it (of the roles in release.roles) cannot be reviewed, and its license does not follow from the source beside it. " +
			"Launchers of build tools such as gradle-wrapper.jar count. One violation for each directory.",
		Help: "build or fetch it in the build, and take it out of the release",
	}, func(p *Policy) *scoped { return &p.binaries }, "leak/executable")
}

func releaseArchive() check {
	return releaseCheck(Check{
		Code: "release-archive", Post: PostCompliance,
		Title: "An archive or disk image in a source release",
		Doc:   "A source release holds files and not archives of files (of the roles in release.roles): what is inside one is neither reviewed nor licensed in sight, and no change to it can be read. One violation for each directory.",
		Help:  "unpack it, or fetch it in the build",
	}, func(p *Policy) *scoped { return &p.archives }, "leak/unreadable-container", "leak/encrypted-archive", "leak/disk-image")
}

func releaseCheck(c Check, of func(*Policy) *scoped, rules ...string) check {
	return check{
		Check: c, needs: []string{"leak"}, waivable: true,
		on: func(p *Policy) bool { return !of(p).allows() },
		run: func(j *judge) {
			for i := range j.inv.Leaks {
				l := &j.inv.Leaks[i]
				f := inventory.File{Path: l.Path, Role: l.Context}
				if l.Kind != inventory.LeakOpaque || l.Commit != "" || l.Status != inventory.StatusInTree || !oneOf(l.Rule, rules) || !of(j.p).judges(&f) {
					continue
				}
				dir, _ := split(l.Path)
				j.raise(of(j.p).setting, High, item{
					v:     Violation{Message: messageOf(c.Title), Location: l.Location, Evidence: fmt.Sprintf("%s; %s", l.Rule, clip(l.Text))},
					where: first(dir, "."),
				})
			}
		},
	}
}

func oneOf(s string, list []string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

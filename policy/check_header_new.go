// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"

	"github.com/outgate/outgate/inventory"
)

func headerNew() check {
	return check{
		Check: Check{
			Code: "header-new", Post: PostCompliance,
			Title: "A new source file has no license header",
			Doc: "With headers.ratchet and a base (check --since), this takes the place of header-missing: a file that the base does not hold, or that had a header there, must have one, at the level of " +
				"headers.level. Files that had none already are counted in one note. A file that was only moved is not new. Without a base header-missing judges every file.",
			Help: "add a header, at least an SPDX-License-Identifier line, or exclude the file with headers.exclude",
		},
		needs: []string{"license", "copyright"}, waivable: true, based: true,
		on: func(p *Policy) bool { return p.ratchet && !p.headers.allows() },
		run: func(j *judge) {
			then := j.then()
			old := 0
			for i := range j.inv.Files {
				f := &j.inv.Files[i]
				if f.Header == nil || f.Header.State != inventory.HeaderMissing || !j.p.headers.judges(f) {
					continue
				}
				before, how := then.of(f)
				switch {
				case before == nil:
					j.raiseHeaderNew(f, "no license header, and the file is new since "+clip(j.inv.Base.Ref))
				case before.Header != nil && before.Header.State != inventory.HeaderMissing && how != movedByName:
					j.raiseHeaderNew(f, "no license header, and the file had one in "+clip(j.inv.Base.Ref))
				default:
					old++
				}
			}
			if old > 0 {
				s := j.p.headers.setting.cap(LevelNote, "headers.ratchet: true")
				j.raise(s, Low, item{v: Violation{Message: fmt.Sprintf("%s without a license header %s in %s already", plural(old, "file"), wereOrWas(old), clip(j.inv.Base.Ref))}, content: "debt", known: true, gates: true})
			}
		},
	}
}

func wereOrWas(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

func (j *judge) raiseHeaderNew(f *inventory.File, message string) {
	j.raise(j.p.headers.setting, Medium, item{v: Violation{
		Message:  message,
		Location: inventory.Location{Path: f.Path, StartLine: f.Header.StartLine, EndLine: f.Header.EndLine},
	}})
}

// ratcheting reports whether headers are asked of new files only.
func (j *judge) ratcheting() bool { return j.p.ratchet && j.inv.Base != nil }

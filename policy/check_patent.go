// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

func patentMention() check {
	return leakCheck(Check{
		Code: "patent-mention", Post: PostIP,
		Title: "A patent is named",
		Doc: "A file names a patent by its number, or says that one is pending. Whether the release practices it, whose it is, and whether the outbound license grants it, is for people to say: Apache-2.0, GPL-3.0 and MulanPSL-2.0 hold a grant of the contributors, MIT and the BSD licenses do not. " +
			"What license texts say of patents does not count. One violation for each file.",
		Help: "have counsel look at it before the release, then waive it with what was found",
	}, Low, []string{inventory.LeakPatent}, func(_ *judge, l *inventory.Leak) *item {
		return &item{v: Violation{Message: "a patent is named: " + clip(l.Text), Location: l.Location, Evidence: l.Rule}, content: l.Rule, where: l.Path, detail: l.Text}
	})
}

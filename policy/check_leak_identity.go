// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

func leakIdentity() check {
	return leakCheck(Check{
		Code: "leak-identity", Post: PostSecurity,
		Title: "A mail address that a machine made up",
		Doc: "Commits, or a file such as .mailmap, carry an address of an account at a computer's own name: nobody had set one. It names a computer and an account of the inside, " +
			"and credits nobody.",
		Help: "set user.email before the first commit that is published; for older commits rewrite the history with a mailmap, or accept it",
	}, Low, []string{inventory.LeakIdentity}, func(j *judge, l *inventory.Leak) *item {
		it := leakItem(j, l)
		it.v.Message = first(l.Title, l.Rule) + ": " + clip(l.Text)
		it.v.Evidence = l.Rule + "; " + times(l.Count)
		it.v.Help = ""
		return it
	})
}

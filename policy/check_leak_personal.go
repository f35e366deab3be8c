// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

func leakPersonal() check {
	return leakCheck(Check{
		Code: "leak-personal-data", Post: PostSecurity,
		Title: "Personal data",
		Doc: "Numbers of resident identity cards, bank cards, accounts, telephones or organizations with a right checksum, or with a word that says what they are. A file counts from the number " +
			"of different ones that leaks.thresholds sets for their kind. No number is ever shown.",
		Help: "remove the data from the tree and from the history and tell whoever answers for data protection; tests take invented numbers with a wrong check digit",
	}, Critical, []string{inventory.LeakPersonalData}, func(j *judge, l *inventory.Leak) *item {
		n := max(l.Count, 1)
		if n < j.p.thresholds[l.Rule] {
			return nil
		}
		it := leakItem(j, l)
		it.v.Evidence += "; " + plural(n, "different number")
		return it
	})
}

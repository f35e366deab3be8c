// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

func cryptoInventory() check {
	return leakCheck(Check{
		Code: "crypto-inventory", Post: PostCompliance,
		Title: "Cryptography in the release",
		Doc: "The release contains or uses cryptography, which the note for export control has to list. One note for each algorithm or library, own implementations apart from uses. " +
			"Never a failure: a policy can set leaks.crypto to note or allow.",
		Help: "list it in the export classification of the release; nothing has to be changed",
	}, Low, []string{inventory.LeakCrypto}, func(_ *judge, l *inventory.Leak) *item {
		return &item{
			v:       Violation{Message: first(l.Title, l.Rule) + ": " + clip(l.Text), Location: l.Location, Evidence: l.Rule},
			content: l.Rule + " " + l.Text, where: "the root", whole: true,
		}
	})
}

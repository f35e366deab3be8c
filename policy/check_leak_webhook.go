// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"

	"github.com/outgate/outgate/inventory"
)

func leakWebhook() check {
	return leakCheck(Check{
		Code: "leak-webhook", Post: PostSecurity,
		Title: "The address of a chat webhook",
		Doc: "Whoever knows the address can post into the chat: it is a credential. Where a secret was found on the same line, secret-structured reports it and this check keeps " +
			"still.",
		Help: "revoke the webhook in the chat program first, then remove the address from the tree and from the history",
	}, High, []string{inventory.LeakWebhook}, func(j *judge, l *inventory.Leak) *item {
		twice := slices.ContainsFunc(j.inv.Secrets, func(s inventory.Secret) bool {
			return s.Path == l.Path && s.Commit == l.Commit && s.StartLine <= l.StartLine && l.StartLine <= max(s.StartLine, s.EndLine)
		})
		if twice {
			return nil
		}
		return leakItem(j, l)
	})
}

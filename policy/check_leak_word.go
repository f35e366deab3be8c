// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

// WordsTool is the key of inventory.Tool.Rules that says how many words of an
// organization's lists a scan looked for.
const WordsTool = "words"

func leakWord() check {
	c := leakCheck(Check{
		Code: "leak-word", Post: PostSecurity,
		Title: "A word of the organization's list",
		Doc: "The list (leaks.words, --words) holds what must not become known: names of projects, of customers. The report names the word by its label in the list, never the word " +
			"itself. A list that the policy names and the scan did not load makes the verdict INCOMPLETE.",
		Help: "rename or remove what bears the word; rewrite the history where it is only there",
	}, High, []string{inventory.LeakWord}, func(j *judge, l *inventory.Leak) *item {
		it := leakItem(j, l)
		it.v.Evidence += "; " + times(l.Count)
		return it
	})
	run := c.run
	c.run = func(j *judge) {
		if len(j.p.words) > 0 && j.inv.Tool.Rules[WordsTool] == "" {
			j.blocked = append(j.blocked, inventory.Gap{Detector: "leak", Code: inventory.GapDetector, Reason: "the policy names a word list (leaks.words) that the scan did not load; name it with --words"})
		}
		run(j)
	}
	on := c.on
	c.on = func(p *Policy) bool { return on(p) || len(p.words) > 0 }
	return c
}

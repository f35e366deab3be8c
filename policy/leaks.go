// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// leakKeys are the keys of the section leaks that take levels, in the order of
// docs/policy.md, each with what counts where a policy leaves it out.
func leakKeys() []struct{ key, byDefault string } {
	return []struct{ key, byDefault string }{
		{inventory.LeakHost, "warn"}, {inventory.LeakRegistry, "warn"}, {inventory.LeakLink, "warn"}, {inventory.LeakAddress, "warn"}, {inventory.LeakPath, "warn"},
		{inventory.LeakWebhook, "fail"}, {inventory.LeakWord, "fail"}, {inventory.LeakMarker, "warn"}, {inventory.LeakIdentity, "note"},
		{inventory.LeakPersonalData, "fail"}, {leakKeystore, "fail"}, {inventory.LeakOpaque, "warn"}, {inventory.LeakCrypto, "note"},
	}
}

// leakKeystore is the key for opaque content that is there to hold keys.
const leakKeystore = "keystore"

// leakKey is the key of the policy that decides on a leak.
func leakKey(l *inventory.Leak) string {
	if l.Rule == "leak/keystore" || l.Rule == "leak/encrypted-archive" {
		return leakKeystore
	}
	return l.Kind
}

// leakCheck judges the leaks that the given keys decide on. item describes one of
// them; nil leaves it out.
func leakCheck(c Check, severity Severity, keys []string, item func(*judge, *inventory.Leak) *item) check {
	return check{
		Check: c,
		needs: []string{"leak"}, waivable: true,
		on: func(p *Policy) bool {
			return slices.ContainsFunc(keys, func(k string) bool { return !p.leaks[k].off() })
		},
		run: func(j *judge) {
			for i := range j.inv.Leaks {
				l := &j.inv.Leaks[i]
				if !slices.Contains(keys, leakKey(l)) {
					continue
				}
				if it := item(j, l); it != nil {
					if l.Kind != inventory.LeakCrypto {
						j.word(it, l.Suppression, l.Fingerprint, false)
					}
					j.raise(j.p.leaks[leakKey(l)].judge(l.Context, whereOf(&l.Trace, j.inv.Subject.Kind)), gradeFor(l, severity), *it)
				}
			}
		},
	}
}

func gradeFor(l *inventory.Leak, severity Severity) Severity {
	switch l.Context {
	case inventory.RoleTest, inventory.RoleExample, inventory.RoleDocs:
		return lower(severity)
	}
	return severity
}

// leakItem groups the leaks of one rule in one file: a further one among them makes
// a new violation. All versions of a removed file are one.
func leakItem(j *judge, l *inventory.Leak) *item {
	at := whereOf(&l.Trace, j.inv.Subject.Kind)
	v := Violation{
		Message:  cmp.Or(l.Title, l.Rule) + " " + traced(l.Location, l.Context, at),
		Location: l.Location,
		Evidence: also(l.Rule, clip(l.Text)),
	}
	if l.Text == "" {
		v.Evidence = l.Rule
	}
	v.Evidence = strings.TrimSuffix(v.Evidence+"; "+sinceWhen(&l.Trace, at), "; ")
	content := l.Rule
	if at != inTree {
		v.Help = "whoever clones the repository can read it, so publish without this history or rewrite it"
		content += " " + at.word()
	}
	return &item{v: v, content: content, where: l.Path, detail: l.Fingerprint, print: l.Rule + " " + l.Fingerprint, at: at, weight: max(l.Count, 1), unheld: l.Fingerprint == ""}
}

// times words a count.
func times(n int) string {
	if n <= 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

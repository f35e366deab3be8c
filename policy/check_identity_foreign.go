// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// identityRules is the section identities of a policy.
type identityRules struct {
	setting
	domains []string // lower case; a domain stands for those below it
	allow   []string // wildcard patterns over whole addresses, lower case
}

// forgeMail are the addresses that forges give to people who hide theirs, and to
// themselves. They tell nothing about the inside.
func forgeMail() []string {
	return []string{"*@users.noreply.github.com", "noreply@github.com", "*@users.noreply.gitlab.com", "*@noreply.gitlab.com", "*@user.noreply.gitee.com", "noreply@gitee.com", "*@noreply.codeberg.org", "*@users.noreply.codeberg.org"}
}

func identityForeign() check {
	return check{
		Check: Check{
			Code: "identity-foreign", Post: PostIP,
			Title: "A commit of somebody outside the allowed mail domains",
			Doc: "An author, committer, tagger or trailer of the history has a mail address outside identities.domains: a private address of an employee, or a contribution whose " +
				"rights nobody has settled. Addresses that forges make up for people (users.noreply.github.com) are allowed. Without identities.domains the check is off. One violation is raised for each domain.",
			Help: "settle whose the contribution is; add the domain to identities.domains or the address to identities.allow, or rewrite the history with a mailmap",
		},
		waivable: true,
		on:       func(p *Policy) bool { return len(p.identities.domains) > 0 && !p.identities.allows() },
		run: func(j *judge) {
			s := &j.inv.Subject
			if !j.p.enough(j.inv.Coverage.History) && (s.Kind == inventory.SubjectWorktree || s.Kind == inventory.SubjectBare) {
				j.blocked = append(j.blocked, inventory.Gap{Detector: "history", Code: inventory.GapUnsupported, Reason: "the policy asks who wrote the history (identities.domains), which was not scanned"})
			}
			j.foreignIdentities()
		},
	}
}

func (j *judge) foreignIdentities() {
	byDomain := map[string]map[string]int{}
	commit := map[string]string{}
	for _, id := range j.inv.Identities {
		mail := strings.ToLower(strings.TrimSpace(id.Mail))
		if j.p.identities.allowed(mail) {
			continue
		}
		domain := mail[strings.LastIndexByte(mail, '@')+1:]
		if byDomain[domain] == nil {
			byDomain[domain], commit[domain] = map[string]int{}, id.FirstCommit
		}
		byDomain[domain][mail] += id.Commits
	}
	for _, domain := range slices.Sorted(maps.Keys(byDomain)) {
		mails := slices.Sorted(maps.Keys(byDomain[domain]))
		n := 0
		for _, m := range mails {
			n += byDomain[domain][m]
		}
		evidence := clip(mails[0]) + ", " + times(n)
		if len(mails) > 1 {
			evidence = fmt.Sprintf("%s and %s, %s", clip(mails[0]), plural(len(mails)-1, "more mail"), times(n))
		}
		j.raise(j.p.identities.setting, Medium, item{
			v:       Violation{Message: fmt.Sprintf("commits carry mail addresses of the domain %q", clip(domain)), Location: inventory.Location{Commit: commit[domain]}, Evidence: evidence},
			content: domain + "\n" + strings.Join(mails, "\n"),
		})
	}
}

func (r *identityRules) allowed(mail string) bool {
	domain := mail[strings.LastIndexByte(mail, '@')+1:]
	if slices.ContainsFunc(r.domains, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) }) {
		return true
	}
	return slices.ContainsFunc(slices.Concat(r.allow, forgeMail()), func(p string) bool { return wildcard(p, mail) })
}

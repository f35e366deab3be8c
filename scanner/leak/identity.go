// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// Identities reports the mail addresses that a machine made up because nobody had
// set one: they name the computer and the account. Each address is one leak, at the
// commit that carries it first; Count is the number of commits.
func Identities(set *rules.LeakSet, ids []inventory.Identity) []inventory.Leak {
	suffixes := map[string]bool{}
	for _, s := range set.Lists["internal-suffixes"] {
		suffixes[s] = true
	}
	var rule *rules.LeakRule
	for i := range set.Rules {
		if set.Rules[i].ID == "leak/local-mail" {
			rule = &set.Rules[i]
		}
	}
	var leaks []inventory.Leak
	at := map[string]int{}
	for _, id := range ids {
		mail := strings.ToLower(strings.TrimSpace(id.Mail))
		if rule == nil || !isMachineMail(mail, suffixes) {
			continue
		}
		if i, ok := at[mail]; ok {
			leaks[i].Count += id.Commits
			continue
		}
		at[mail] = len(leaks)
		record := inventory.RecordCommit
		if id.Part == inventory.IdentityTagger {
			record = inventory.RecordTag
		}
		leaks = append(leaks, inventory.Leak{
			Rule: rule.ID, Title: rule.Title, Kind: rule.Kind, Context: inventory.RoleProduct,
			Location: inventory.Location{Path: ".git/" + record + "/" + id.FirstCommit, Commit: id.FirstCommit},
			Trace:    inventory.Trace{Status: inventory.StatusRemoved, FirstCommit: id.FirstCommit},
			Text:     mail, Count: id.Commits, Fingerprint: digest(rule.ID, mail),
		})
	}
	return leaks
}

// isMachineMail knows addresses that cannot receive mail from elsewhere.
func isMachineMail(mail string, suffixes map[string]bool) bool {
	user, domain, ok := strings.Cut(mail, "@")
	labels := strings.Split(domain, ".")
	last := labels[len(labels)-1]
	switch {
	case mail == "":
		return false // somebody chose to give none
	case !ok || domain == "" || domain == "(none)" || last == "(none)":
		return true
	case len(labels) == 1 || last == "localhost" || last == "localdomain" || domain == "localhost.localdomain":
		return true
	case user == "root":
		return true
	}
	if o, ok := parseIPv4(domain); ok {
		return isPrivate(o) || o[0] == 127
	}
	return suffixes[last] || strings.HasSuffix(domain, ".home.arpa")
}

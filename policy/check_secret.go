// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/outgate/outgate/inventory"
)

func secretStructured() check {
	return secretCheck(inventory.TierStructured, Check{
		Code:  "secret-structured",
		Title: "A credential of a known format",
		Doc: "A token whose format its vendor documents, or a private key. Such a match is rarely wrong, and whoever reads the history finds it, so it counts in every role " +
			"and in removed files as well.",
	}, Critical)
}

func secretAssigned() check {
	return secretCheck(inventory.TierAssigned, Check{
		Code:  "secret-assigned",
		Title: "A secret-like value with a secret-like name",
		Doc: "A value of high entropy is given to a name like password, secret or token. In tests, examples and documentation such values are usually invented; " +
			"the presets allow them there.",
	}, High)
}

func secretWeak() check {
	return secretCheck(inventory.TierWeak, Check{
		Code:  "secret-weak",
		Title: "A possible password",
		Doc:   "A plain password, a credential inside a URL, or an authorization header. Often a placeholder, so the presets only warn.",
	}, Medium)
}

// secretCheck judges the secrets of one tier by the role of their file and by
// whether only history holds them.
func secretCheck(name string, c Check, severity Severity) check {
	c.Post = PostSecurity
	c.Help = remedy(inTree)
	return check{
		Check: c,
		needs: []string{"secret"}, waivable: true,
		on: func(p *Policy) bool { return !p.secrets[name].off() },
		run: func(j *judge) {
			for i := range j.inv.Secrets {
				if s := &j.inv.Secrets[i]; s.Tier == name {
					j.secret(s, severity)
				}
			}
		},
	}
}

func (j *judge) secret(s *inventory.Secret, severity Severity) {
	switch s.Context {
	case inventory.RoleTest, inventory.RoleExample, inventory.RoleDocs:
		severity = lower(severity)
	}
	at := whereOf(&s.Trace, j.inv.Subject.Kind)
	v := Violation{
		Message:  first(s.Title, s.Rule) + " " + traced(s.Location, s.Context, at),
		Location: s.Location,
		Evidence: strings.TrimSuffix(fmt.Sprintf("%s, %d characters; %s", s.Rule, s.Length, sinceWhen(&s.Trace, at)), "; "),
	}
	if s.StartLine == 0 && at == inTree {
		v.Message = first(s.Title, s.Rule) + " in the name of a " + string(first(s.Context, inventory.RoleProduct)) + " file"
	}
	if at != inTree {
		v.Help = remedy(at)
	}
	if j.staged() {
		v.Help = "take it out before the commit; revoke it if anybody else can have seen it"
	}
	it := item{v: v, content: s.Rule + " " + s.Fingerprint, where: s.Path, whole: true, print: s.Rule + " " + s.Fingerprint, at: at, gates: s.Tier == inventory.TierStructured, unheld: s.Fingerprint == ""}
	switch {
	case at != inTree: // all versions of the file together
		it.content, it.detail, it.whole = s.Rule+" "+at.word(), s.Fingerprint, false
	case s.Context == inventory.RoleTest || s.Context == inventory.RoleExample || s.Context == inventory.RoleDocs: // a directory of fixtures together
		it.content, it.detail, it.whole = s.Rule, s.Fingerprint, false
		it.where, _ = split(s.Path)
		it.where = first(it.where, ".")
	}
	j.word(&it, s.Suppression, s.Fingerprint, s.Tier == inventory.TierStructured)
	j.raise(j.p.secrets[s.Tier].judge(s.Context, at), severity, it)
}

func lower(s Severity) Severity {
	switch s {
	case Critical:
		return High
	case High:
		return Medium
	}
	return Low
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

// operationsDoc says what a community needs: levels, and the figures that some of them go by.
type operationsDoc struct {
	Readme            word   `yaml:"readme"`
	SecurityContact   word   `yaml:"security-contact"`
	SecurityChannel   word   `yaml:"security-channel"`
	SecurityTime      word   `yaml:"security-time"`
	Contributing      word   `yaml:"contributing"`
	ContributionTerms word   `yaml:"contribution-terms"`
	CodeOfConduct     word   `yaml:"code-of-conduct"`
	ConductContact    word   `yaml:"conduct-contact"`
	Governance        word   `yaml:"governance"`
	GovernanceRoles   word   `yaml:"governance-roles"`
	Support           word   `yaml:"support"`
	Maintainers       word   `yaml:"maintainers"`
	LivingMaintainers word   `yaml:"living-maintainers"`
	AtLeast           number `yaml:"at-least"`
	Months            number `yaml:"months"`
	BusFactor         word   `yaml:"bus-factor"`
	Changelog         word   `yaml:"changelog"`
	ChangelogEntry    word   `yaml:"changelog-entry"`
	SignedTags        word   `yaml:"signed-tags"`
	Disclaimer        word   `yaml:"disclaimer"`
}

// operationsRules are the levels by key, and the figures.
type operationsRules struct {
	levels  map[string]setting
	atLeast int // people
	months  int
}

const (
	opChannel     = "security-channel"
	opTime        = "security-time"
	opTerms       = "contribution-terms"
	opConduct     = "code-of-conduct"
	opContact     = "conduct-contact"
	opGovernance  = "governance"
	opRoles       = "governance-roles"
	opSupport     = "support"
	opMaintainers = "maintainers"
	opLiving      = "living-maintainers"
	opBusFactor   = "bus-factor"
	opChangelog   = "changelog"
	opEntry       = "changelog-entry"
	opSignedTags  = "signed-tags"
	opDisclaimer  = "disclaimer"
)

const maxMonths = 120

func (l *loader) operationsOf(d *operationsDoc, p *Policy) {
	p.readme = l.setting(d.Readme, "operations.readme", "warn")
	p.securityContact = l.setting(d.SecurityContact, "operations.security-contact", "warn")
	p.contributing = l.setting(d.Contributing, "operations.contributing", "warn")
	o := operationsRules{levels: map[string]setting{}, atLeast: 2, months: 12}
	for _, one := range []struct {
		key       string
		v         word
		byDefault string
	}{
		{opChannel, d.SecurityChannel, "warn"}, {opTime, d.SecurityTime, "note"}, {opTerms, d.ContributionTerms, "note"}, {opConduct, d.CodeOfConduct, "note"}, {opContact, d.ConductContact, "warn"},
		{opGovernance, d.Governance, "note"}, {opRoles, d.GovernanceRoles, "note"}, {opSupport, d.Support, "note"}, {opMaintainers, d.Maintainers, "note"},
		{opLiving, d.LivingMaintainers, "note"}, {opBusFactor, d.BusFactor, "note"}, {opChangelog, d.Changelog, "note"}, {opEntry, d.ChangelogEntry, "note"},
		{opSignedTags, d.SignedTags, "note"}, {opDisclaimer, d.Disclaimer, "allow"},
	} {
		o.levels[one.key] = l.setting(one.v, "operations."+one.key, one.byDefault)
	}
	figure := func(v number, key string, into *int, limit int) {
		if v.At.Line == 0 {
			return
		}
		if v.V < 1 || v.V > limit {
			l.add(v.At, "operations.%s: expected a number from 1 to %d, found %d", key, limit, v.V)
		}
		*into = v.V
	}
	figure(d.AtLeast, "at-least", &o.atLeast, 1000)
	figure(d.Months, "months", &o.months, maxMonths)
	p.operations = o
}

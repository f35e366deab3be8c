// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// contribDoc is the section contributions of a policy.
type contribDoc struct {
	Unsigned  word   `yaml:"unsigned"`
	CoAuthors word   `yaml:"co-authors"`
	Domains   []word `yaml:"company-domains"`
	CLA       []word `yaml:"cla"`
	Bots      []word `yaml:"bots"`
	Since     word   `yaml:"since"`
}

// contributionRules say whose commits need a sign-off.
type contributionRules struct {
	unsigned, coAuthors setting
	domains             []string // lower case; a domain stands for those below it
	bots                []string // wildcard patterns over names and addresses, lower case
	since               string   // reference; "" for all that is published
	files               []WordFile
	loaded              map[string]bool // files whose entries are in signers
	signers             map[string]bool // folded names, addresses, "@domain", "sha256:..."
}

func (l *loader) contributionsOf(d *contribDoc, p *Policy) {
	c := contributionRules{
		unsigned: l.setting(d.Unsigned, "contributions.unsigned", "allow"), coAuthors: l.setting(d.CoAuthors, "contributions.co-authors", "note"),
		since: d.Since.V, bots: []string{"*[bot]", "*[bot]@*"}, loaded: map[string]bool{}, signers: map[string]bool{},
	}
	if c.unsigned.allows() && d.CoAuthors.At.Line == 0 {
		c.coAuthors = setting{}
	} else if d.CoAuthors.At.Line == 0 {
		c.coAuthors.at = c.unsigned.at
	}
	if d.Since.At.Line > 0 {
		c.since = l.text(d.Since, "contributions.since")
	}
	for _, v := range d.Domains {
		domain := strings.ToLower(strings.TrimPrefix(l.text(v, "contributions.company-domains"), "@"))
		if strings.ContainsAny(domain, "@* /") {
			l.add(v.At, "contributions.company-domains: expected a domain such as example.com, which stands for those below it too, found %q", clip(v.V))
		}
		c.domains = append(c.domains, domain)
	}
	if d.Domains == nil {
		c.domains = p.identities.domains
	}
	if d.Bots != nil {
		c.bots = nil
	}
	for _, v := range d.Bots {
		pattern := strings.ToLower(l.text(v, "contributions.bots"))
		if pattern != "" && strings.Trim(pattern, "*@.") == "" {
			l.add(v.At, "contributions.bots: %q makes a bot of everybody", clip(v.V))
		}
		c.bots = append(c.bots, pattern)
	}
	for _, v := range d.CLA {
		if path := l.text(v, "contributions.cla"); path != "" {
			c.files = append(c.files, WordFile{path, PlaceOf(v.At)})
		}
	}
	p.contrib = c
}

// CLA returns the lists of people with a contributor agreement that the policy
// names; each is to be handed to LoadCLA before the policy judges.
func (p *Policy) CLA() []WordFile { return p.contrib.files }

// ContributionsSince is the reference behind which contributions are to be
// counted; "" for all that is published.
func (p *Policy) ContributionsSince() string { return p.contrib.since }

// LoadCLA reads a list of those who have signed a contributor agreement: one
// mail address, name, @domain, or sha256: with the digest of an address in lower
// case on each line; # begins a comment. file is one of those of CLA, name the
// one for messages. The error is a [rules.Errors] with every mistake.
func (p *Policy) LoadCLA(file WordFile, name string, data []byte) error {
	var errs rules.Errors
	n := 0
	for i, line := range strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
		text, _, _ := strings.Cut(" "+strings.TrimRight(line, "\r"), " #")
		entry := foldSigner(text)
		if entry == "" {
			continue
		}
		n++
		at := rules.Position{File: name, Line: i + 1, Column: 1}
		if hash, ok := strings.CutPrefix(entry, "sha256:"); ok && !isHex(hash, 64) {
			errs.Add(at, "expected sha256: and 64 hexadecimal digits of an address in lower case")
			continue
		}
		if strings.Contains(entry, "*") {
			errs.Add(at, "an agreement is signed by somebody; * stands for nobody (a whole company is @example.com)")
			continue
		}
		if strings.HasPrefix(entry, "@") && (strings.Contains(entry[1:], "@") || !strings.Contains(entry, ".")) {
			errs.Add(at, "expected a domain such as @example.com")
			continue
		}
		p.contrib.signers[entry] = true
	}
	if n == 0 {
		errs.Add(rules.Position{File: name, Line: 1, Column: 1}, "the list of contributions.cla names nobody")
	}
	p.contrib.loaded[file.Path] = true
	return errs.Err()
}

// foldSigner makes names and addresses comparable.
func foldSigner(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// excuses reports somebody of the company, or with an agreement.
func (r *contributionRules) excuses(c *inventory.Contribution) bool {
	mail, name := foldSigner(c.Mail), foldSigner(c.Name)
	domain := mail[strings.LastIndexByte(mail, '@')+1:]
	if slices.ContainsFunc(r.domains, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) }) {
		return true
	}
	for d := domain; d != ""; {
		if r.signers["@"+d] {
			return true
		}
		_, d, _ = strings.Cut(d, ".")
	}
	sum := sha256.Sum256([]byte(mail))
	return r.signers[mail] || name != "" && r.signers[name] || r.signers["sha256:"+hex.EncodeToString(sum[:])]
}

func (r *contributionRules) isBot(c *inventory.Contribution) bool {
	return slices.ContainsFunc(r.bots, func(p string) bool {
		return wildcard(p, strings.ToLower(c.Name)) || wildcard(p, strings.ToLower(c.Mail))
	})
}

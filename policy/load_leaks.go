// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// WordFile is a word list that a policy names.
type WordFile struct {
	Path string // relative to the policy's directory, or absolute
	At   Place
}

// Words returns the word lists that the scan must look for.
func (p *Policy) Words() []WordFile { return p.words }

func (l *loader) leaksOf(d *leaksDoc, p *Policy) {
	docs := map[string]tierDoc{
		inventory.LeakHost: d.Host, inventory.LeakRegistry: d.Registry, inventory.LeakLink: d.Link, inventory.LeakAddress: d.Address, inventory.LeakPath: d.Path,
		inventory.LeakWebhook: d.Webhook, inventory.LeakWord: d.Word, inventory.LeakMarker: d.Marker, inventory.LeakIdentity: d.Identity,
		inventory.LeakPersonalData: d.PersonalData, leakKeystore: d.Keystore, inventory.LeakOpaque: d.Opaque, inventory.LeakCrypto: d.Crypto, inventory.LeakPatent: d.Patent,
	}
	p.leaks = map[string]tier{}
	for _, k := range leakKeys() {
		p.leaks[k.key] = l.tier(docs[k.key], "leaks."+k.key+".", k.byDefault)
	}
	for _, v := range []word{d.Crypto.Default, d.Crypto.Product, d.Crypto.Test, d.Crypto.Example, d.Crypto.Docs, d.Crypto.Vendored, d.Crypto.Generated, d.Crypto.CI, d.Crypto.Removed} {
		if level, _, ok := levelOf(v.V); ok && level != "" && level != LevelNote {
			l.add(v.At, "leaks.crypto: %q is too strict: an inventory is at most a note", v.V)
		}
	}
	p.thresholds = map[string]int{}
	for _, t := range []struct {
		name      string
		v         number
		byDefault int
	}{
		{"prc-resident-id", d.Thresholds.ResidentID, 1}, {"bank-card", d.Thresholds.BankCard, 1}, {"prc-mobile", d.Thresholds.Mobile, 5},
		{"prc-uscc", d.Thresholds.USCC, 10}, {"iban", d.Thresholds.IBAN, 1}, {"us-ssn", d.Thresholds.SSN, 1},
	} {
		n := t.byDefault
		if t.v.At.Line > 0 {
			if n = t.v.V; n < 1 && !slices.ContainsFunc(l.errs, func(e rules.Error) bool { return e.At == t.v.At }) { // else Decode has complained of it
				l.add(t.v.At, "leaks.thresholds.%s: expected 1 or more, found %d", t.name, n)
			}
		}
		p.thresholds["leak/"+t.name] = n
	}
	for _, v := range d.Words {
		if path := l.text(v, "leaks.words"); path != "" {
			p.words = append(p.words, WordFile{path, PlaceOf(v.At)})
		}
	}
}

func (l *loader) identitiesOf(d *identitiesDoc, p *Policy) {
	p.identities.setting = l.setting(d.Foreign, "identities.foreign", "fail")
	for _, v := range d.Domains {
		domain := strings.ToLower(strings.TrimPrefix(l.text(v, "identities.domains"), "@"))
		if strings.ContainsAny(domain, "@* /") {
			l.add(v.At, "identities.domains: expected a domain such as example.com, which stands for those below it too, found %q", clip(v.V))
		}
		if p.identities.at.Line == 0 {
			p.identities.at, p.identities.text = PlaceOf(v.At), "identities.domains"
		}
		p.identities.domains = append(p.identities.domains, domain)
	}
	for _, v := range d.Allow {
		pattern := strings.ToLower(l.text(v, "identities.allow"))
		if pattern != "" && strings.Trim(pattern, "*@") == "" {
			l.add(v.At, "identities.allow: %q allows everybody; leave out identities.domains instead", clip(v.V))
		}
		p.identities.allow = append(p.identities.allow, pattern)
	}
}

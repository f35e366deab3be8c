// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"time"

	"github.com/outgate/outgate/inventory"
)

func supplyKinds() []string {
	return []string{inventory.SupplyUnpinned, inventory.SupplyCheckout, inventory.SupplyInjection, inventory.SupplyPermissions, inventory.SupplyLocal, inventory.SupplySSH, inventory.SupplySystem}
}

func documentKinds() []string {
	return []string{inventory.DocumentReadme, inventory.DocumentContributing, inventory.DocumentConduct, inventory.DocumentSecurity, inventory.DocumentGovernance, inventory.DocumentSupport,
		inventory.DocumentMaintainers, inventory.DocumentChangelog, inventory.DocumentDisclaimer, inventory.DocumentNotice}
}

func topicNames() []string {
	return []string{inventory.TopicPrivate, inventory.TopicTime, inventory.TopicRoles, inventory.TopicVoting, inventory.TopicPath, inventory.TopicDCO, inventory.TopicCLA, inventory.TopicIncubator}
}

func contactKinds() []string {
	return []string{inventory.ContactMail, inventory.ContactURL, inventory.ContactPlaceholder}
}

func signatures() []string {
	return []string{inventory.SignaturePGP, inventory.SignatureSSH, inventory.SignatureX509}
}

func checkSupply(s *inventory.Supply) error {
	err := cmp.Or(path(s.Path), word("context", string(s.Context), roles()), word("kind", s.Kind, supplyKinds()), lines(s.Line, 0))
	if err == nil && s.Target != "" {
		err = at("target", path(s.Target))
	}
	return err
}

// checkCommunity holds the facts to what a scan gives: a date that is none would
// make a maintainer of long ago a living one.
func checkCommunity(c *inventory.Community) error {
	for i := range c.Documents {
		if err := checkDocument(&c.Documents[i]); err != nil {
			return at(fmt.Sprintf("documents[%d]", i), err)
		}
	}
	for i := range c.Contributors {
		o := &c.Contributors[i]
		err := cmp.Or(day("first", o.First), day("last", o.Last))
		if err == nil && (o.Authored < 0 || o.Committed < 0 || o.Recent < 0 || o.Recent > o.Authored) {
			err = fmt.Errorf("%d commits, %d of them recent, %d of others", o.Authored, o.Recent, o.Committed)
		}
		if err != nil {
			return at(fmt.Sprintf("contributors[%d]", i), err)
		}
	}
	for i := range c.Tags {
		t := &c.Tags[i]
		var err error
		if t.Signature != "" {
			err = word("signature", t.Signature, signatures())
		}
		if _, bad := time.Parse(time.RFC3339, t.Date); err == nil && bad != nil && t.Date != "" {
			err = fmt.Errorf("date: %q is not a time in RFC 3339", t.Date)
		}
		if err != nil {
			return at(fmt.Sprintf("tags[%d]", i), err)
		}
	}
	return day("recent_since", c.RecentSince)
}

func checkDocument(d *inventory.Document) error {
	err := cmp.Or(path(d.Path), word("kind", d.Kind, documentKinds()))
	for i := 0; err == nil && i < len(d.Topics); i++ {
		err = at(fmt.Sprintf("topics[%d]", i), cmp.Or(word("name", d.Topics[i].Name, topicNames()), lines(d.Topics[i].Line, 0)))
	}
	for i := 0; err == nil && i < len(d.Contacts); i++ {
		err = at(fmt.Sprintf("contacts[%d]", i), cmp.Or(word("kind", d.Contacts[i].Kind, contactKinds()), lines(d.Contacts[i].Line, 0)))
	}
	return err
}

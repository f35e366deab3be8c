// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// communityDetector reads the documents for people.
const communityDetector = "community"

// operationsCheck is a check on what the documents, or the history, say to a community.
func operationsCheck(key string, c Check, run func(j *judge, s setting)) check {
	c.Post = PostOperations
	return check{
		Check: c, needs: []string{communityDetector}, waivable: true,
		on: func(p *Policy) bool { return !p.operations.levels[key].allows() },
		run: func(j *judge) {
			if len(j.inv.Files) > 0 { // else nothing was looked at, which is a gap
				run(j, j.p.operations.levels[key])
			}
		},
	}
}

// documents are those of a kind, in the order of their paths.
func (j *judge) documents(kind string) []*inventory.Document {
	var out []*inventory.Document
	if c := j.inv.Community; c != nil {
		for i := range c.Documents {
			if c.Documents[i].Kind == kind {
				out = append(out, &c.Documents[i])
			}
		}
	}
	return out
}

// missingDocument is the check that there is a document of a kind.
func missingDocument(key, kind string, c Check) check {
	return operationsCheck(key, c, func(j *judge, s setting) {
		if len(j.documents(kind)) == 0 {
			j.raise(s, Medium, item{v: Violation{Message: first(messageOf(c.Title), c.Title)}})
		}
	})
}

// messageOf makes a message of a title; a name in capitals keeps them.
func messageOf(title string) string {
	if word, _, _ := strings.Cut(title, " "); word == strings.ToUpper(word) && len(word) > 1 {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

// speaks reports whether a document has all of some topics.
func speaks(d *inventory.Document, topics ...string) bool {
	for _, name := range topics {
		if !slices.ContainsFunc(d.Topics, func(t inventory.Topic) bool { return t.Name == name }) {
			return false
		}
	}
	return true
}

func codeOfConductMissing() check {
	return missingDocument(opConduct, inventory.DocumentConduct, Check{
		Code:  "code-of-conduct-missing",
		Title: "There is no code of conduct",
		Doc:   "Without one, people do not know what is expected of them, nor to whom they can turn. It may stand at the root, in .github, .gitlab or docs.",
		Help:  "add a CODE_OF_CONDUCT.md with an address that somebody reads",
	})
}

func conductContact() check {
	return operationsCheck(opContact, Check{
		Code:  "conduct-contact",
		Title: "The code of conduct names nobody to turn to",
		Doc: "The code of conduct has no address, or still the one of the template that was to be filled in: whoever is harassed finds nobody. A mail address or a page of the project, or of the foundation " +
			"whose code it follows, is enough; the home of the template is not.",
		Help: "write an address that somebody reads into the code of conduct",
	}, func(j *judge, s setting) { j.contact(s, inventory.DocumentConduct, conductAddress) })
}

// conductAddress accepts mail, and pages that are not the source of a template.
func conductAddress(d *inventory.Document) bool {
	return slices.ContainsFunc(d.Contacts, func(c inventory.Contact) bool {
		if c.Kind == inventory.ContactURL {
			for _, template := range []string{"contributor-covenant.org", "mozilla/diversity", "mozilla/inclusion", "mozilla.org", "creativecommons.org", "wikipedia.org", "citizencodeofconduct.org", "contributor-covenant-badge", "img.shields.io"} {
				if strings.Contains(strings.ToLower(c.Text), template) {
					return false
				}
			}
			return true
		}
		return c.Kind == inventory.ContactMail
	})
}

func securityChannel() check {
	return operationsCheck(opChannel, Check{
		Code:  "security-channel",
		Title: "SECURITY names no private channel",
		Doc: "The SECURITY file says neither how to report a vulnerability privately (a mail address, private reporting of the host, a form) nor where that is written, or it is a template that nobody filled in. " +
			"What it says is told by words and addresses, in English and Chinese.",
		Help: "name a mail address, or switch on private reporting at the host of the code and say so",
	}, func(j *judge, s setting) { j.contact(s, inventory.DocumentSecurity, securityAddress) })
}

// securityAddress accepts mail, words on a private channel, and pages that are about security.
func securityAddress(d *inventory.Document) bool {
	open := slices.ContainsFunc(d.Contacts, func(c inventory.Contact) bool { return c.Kind == inventory.ContactPlaceholder })
	return !open && speaks(d, inventory.TopicPrivate) || slices.ContainsFunc(d.Contacts, func(c inventory.Contact) bool {
		lower := strings.ToLower(c.Text)
		return c.Kind == inventory.ContactMail || c.Kind == inventory.ContactURL && !strings.HasSuffix(lower, "/issues") && (strings.Contains(lower, "security") || strings.Contains(lower, "disclosure") || strings.Contains(lower, "vulnerab"))
	})
}

// contact raises a violation when there are documents of a kind, and none has what is asked for.
func (j *judge) contact(s setting, kind string, enough func(*inventory.Document) bool) {
	docs := j.documents(kind)
	if len(docs) == 0 || slices.ContainsFunc(docs, enough) {
		return
	}
	v := Violation{Message: messageOf(j.check.Title), Location: location(docs[0].Path)}
	for _, d := range docs {
		for _, c := range d.Contacts {
			if c.Kind == inventory.ContactPlaceholder {
				v.Location = inventory.Location{Path: d.Path, StartLine: c.Line, EndLine: c.Line}
				v.Evidence = "not filled in: " + clip(c.Text)
				j.raise(s, Medium, item{v: v})
				return
			}
		}
	}
	v.Evidence = "no address and no word on it"
	j.raise(s, Medium, item{v: v})
}

// topicMissing is a check that one document of a kind speaks of topics.
func topicMissing(key, kind string, c Check, enough func(*inventory.Document) bool) check {
	return operationsCheck(key, c, func(j *judge, s setting) {
		docs := j.documents(kind)
		if len(docs) > 0 && !slices.ContainsFunc(docs, enough) {
			j.raise(s, Low, item{v: Violation{Message: messageOf(c.Title), Location: location(docs[0].Path)}})
		}
	})
}

func securityTimeFrame() check {
	return topicMissing(opTime, inventory.DocumentSecurity, Check{
		Code:  "security-time-frame",
		Title: "SECURITY does not say when an answer comes",
		Doc:   "The SECURITY file names no time in which reports are answered. Who reports a vulnerability has to decide how long to wait before others are told.",
		Help:  "say in which time you answer, and when you publish",
	}, func(d *inventory.Document) bool { return speaks(d, inventory.TopicTime) })
}

func contributionTerms() check {
	return topicMissing(opTerms, inventory.DocumentContributing, Check{
		Code:  "contribution-terms",
		Title: "CONTRIBUTING does not say under which terms contributions come",
		Doc:   "The CONTRIBUTING file speaks neither of the Developer Certificate of Origin nor of a contributor agreement, so nobody has to say that a contribution may be published. Whether commits are signed off is what contribution-unsigned looks at.",
		Help:  "ask for a sign-off (git commit -s) or an agreement, and say so in CONTRIBUTING",
	}, func(d *inventory.Document) bool {
		return speaks(d, inventory.TopicDCO) || speaks(d, inventory.TopicCLA)
	})
}

func governanceMissing() check {
	return missingDocument(opGovernance, inventory.DocumentGovernance, Check{
		Code:  "governance-missing",
		Title: "There is no GOVERNANCE file",
		Doc:   "Nobody can read who decides, and how. The file may stand at the root, in .github, .gitlab or docs.",
		Help:  "add a GOVERNANCE.md: the roles, who holds them, how decisions are made, how one gets there",
	})
}

func governanceRoles() check {
	return operationsCheck(opRoles, Check{
		Code:  "governance-roles",
		Title: "GOVERNANCE leaves out roles or decisions",
		Doc:   "The GOVERNANCE file does not speak of roles, of how decisions are made (votes, consensus), or of how one becomes a committer or maintainer. That is told by words, in English and Chinese.",
		Help:  "say which roles there are, how they decide, and how one is chosen",
	}, func(j *judge, s setting) {
		docs := j.documents(inventory.DocumentGovernance)
		if len(docs) == 0 {
			return
		}
		var missing []string
		for _, t := range []struct{ topic, words string }{{inventory.TopicRoles, "roles"}, {inventory.TopicVoting, "how decisions are made"}, {inventory.TopicPath, "how one becomes a committer or maintainer"}} {
			if !slices.ContainsFunc(docs, func(d *inventory.Document) bool { return speaks(d, t.topic) }) {
				missing = append(missing, t.words)
			}
		}
		if len(missing) > 0 {
			j.raise(s, Low, item{v: Violation{Message: "GOVERNANCE says nothing of: " + strings.Join(missing, ", "), Location: location(docs[0].Path)}, members: missing})
		}
	})
}

func supportMissing() check {
	return missingDocument(opSupport, inventory.DocumentSupport, Check{
		Code:  "support-missing",
		Title: "There is no SUPPORT file",
		Doc:   "Users do not find out where to ask, and which versions are looked after. The file may stand at the root, in .github, .gitlab or docs.",
		Help:  "add a SUPPORT.md: where to ask, which versions get fixes and until when",
	})
}

func maintainersMissing() check {
	return missingDocument(opMaintainers, inventory.DocumentMaintainers, Check{
		Code:  "maintainers-missing",
		Title: "There is no list of maintainers",
		Doc:   "There is neither MAINTAINERS nor CODEOWNERS, OWNERS or COMMITTERS: nobody can read who looks after the code.",
		Help:  "add a MAINTAINERS file with names and addresses, or CODEOWNERS",
	})
}

func changelogMissing() check {
	return missingDocument(opChangelog, inventory.DocumentChangelog, Check{
		Code:  "changelog-missing",
		Title: "There is no changelog",
		Doc:   "Users do not find out what a release changes. CHANGELOG, CHANGES, HISTORY, NEWS and RELEASE_NOTES count, at the root, in .github, .gitlab or docs.",
		Help:  "add a CHANGELOG.md with an entry for each release",
	})
}

func disclaimerMissing() check {
	return operationsCheck(opDisclaimer, Check{
		Code:  "disclaimer-missing",
		Title: "There is no DISCLAIMER of an incubating project",
		Doc: "A project of the Apache Incubator says so in a file DISCLAIMER (or DISCLAIMER-WIP) at the root of each release, or in the README: that it is undergoing incubation, and that this says nothing of its completeness. " +
			"Off unless operations.disclaimer is written.",
		Help: "add the DISCLAIMER of the Incubator at the root",
	}, func(j *judge, s setting) {
		for _, kind := range []string{inventory.DocumentDisclaimer, inventory.DocumentReadme} {
			for _, d := range j.documents(kind) {
				if !strings.Contains(d.Path, "/") && speaks(d, inventory.TopicIncubator) {
					return
				}
			}
		}
		v := Violation{Message: "no DISCLAIMER says that the project is in the Apache Incubator"}
		if docs := j.documents(inventory.DocumentDisclaimer); len(docs) > 0 {
			v.Location, v.Evidence = location(docs[0].Path), "there is one, without the words of the Incubator"
		}
		j.raise(s, High, item{v: v})
	})
}

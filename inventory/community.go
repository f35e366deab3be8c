// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// Community says what a repository tells those who would take part: its
// documents for people, who wrote its history, and its tags. Detector community
// reads the documents and source history the rest.
type Community struct {
	Documents []Document `json:"documents,omitempty"`
	// Aliases are the lines of .mailmap that give somebody a proper name or address.
	Aliases []Alias `json:"aliases,omitempty"`
	// Contributors are those of the published history, as its commits write them; People joins them.
	Contributors []Contributor `json:"contributors,omitempty"`
	// RecentSince is the day from which Contributor.Recent counts: a year before the newest published commit. "" without a history.
	RecentSince string `json:"recent_since,omitempty"`
	Tags        []Tag  `json:"tags,omitempty"` // in the order of their names
}

// Kinds of documents.
const (
	DocumentReadme       = "readme"
	DocumentContributing = "contributing"
	DocumentConduct      = "code-of-conduct"
	DocumentSecurity     = "security"
	DocumentGovernance   = "governance"
	DocumentSupport      = "support"
	DocumentMaintainers  = "maintainers" // MAINTAINERS, CODEOWNERS, OWNERS, COMMITTERS, AUTHORS of a list of maintainers
	DocumentChangelog    = "changelog"
	DocumentDisclaimer   = "disclaimer"
	DocumentNotice       = "notice"
)

// What a document can say.
const (
	TopicPrivate   = "private-channel" // how to report something without telling everybody
	TopicTime      = "time-frame"      // in which time an answer comes
	TopicRoles     = "roles"           // which roles there are
	TopicVoting    = "voting"          // how decisions are made
	TopicPath      = "path"            // how one becomes a committer or maintainer
	TopicDCO       = "dco"             // that contributions are signed off
	TopicCLA       = "cla"             // that a contributor agreement is asked for
	TopicIncubator = "incubator"       // that the project is in the Apache Incubator
)

// Document is a file for people, at the root, in .github, .gitlab or docs.
type Document struct {
	Path     string    `json:"path"`
	Kind     string    `json:"kind"`               // one of the Document constants
	Topics   []Topic   `json:"topics,omitempty"`   // what it speaks of, each once
	Contacts []Contact `json:"contacts,omitempty"` // at most 50
	Named    []Named   `json:"named,omitempty"`    // of a list of maintainers: who stands there, at most 500
	Versions []Release `json:"versions,omitempty"` // of a changelog: its entries in their order, at most 200
}

// Topic is something that a document speaks of, and where first.
type Topic struct {
	Name string `json:"name"` // one of the Topic constants
	Line int    `json:"line"`
}

// Kinds of contacts.
const (
	ContactMail        = "mail"
	ContactURL         = "url"
	ContactPlaceholder = "placeholder" // what a template leaves to be filled in
)

// Contact is an address that a document names.
type Contact struct {
	Kind string `json:"kind"` // one of the Contact constants
	Text string `json:"text"`
	Line int    `json:"line"`
}

// Named is somebody in a list of maintainers. What the list does not say is "".
type Named struct {
	Name   string `json:"name,omitempty"`
	Mail   string `json:"mail,omitempty"`
	Handle string `json:"handle,omitempty"` // account at a host of code, without "@"; "org/team" for a team
	Line   int    `json:"line"`
}

// Release is an entry of a changelog.
type Release struct {
	Version string `json:"version"` // as written, without a leading "v"; "unreleased"
	Line    int    `json:"line"`
}

// Alias is a line of .mailmap: whoever commits as Mail (and CommitName, if it is
// not "") is Name with the address Proper.
type Alias struct {
	Name       string `json:"name,omitempty"`
	Proper     string `json:"proper,omitempty"`
	CommitName string `json:"commit_name,omitempty"`
	Mail       string `json:"mail"`
}

// Contributor is one name and address in the published history.
type Contributor struct {
	Name      string `json:"name"`
	Mail      string `json:"mail"`
	Authored  int    `json:"authored"`  // commits, merges left out
	Committed int    `json:"committed"` // commits of others that this one committed or merged
	Recent    int    `json:"recent"`    // of Authored, those since Community.RecentSince
	First     string `json:"first"`     // day of the first commit in either part, by committer date, UTC; "" when unknown
	Last      string `json:"last"`      // day of the last one
}

// Standings of a contributor, by what the history shows.
const (
	StandingContributor = "contributor" // wrote commits; a list of maintainers may make more of somebody, see Listed
	StandingCommitter   = "committer"   // committed or merged the work of others as well
)

// Standing is what the commits show.
func (c *Contributor) Standing() string {
	if c.Committed > 0 {
		return StandingCommitter
	}
	return StandingContributor
}

// Kinds of signatures of tags.
const (
	SignaturePGP  = "pgp"
	SignatureSSH  = "ssh"
	SignatureX509 = "x509"
)

// Tag is a published tag.
type Tag struct {
	Name      string `json:"name"`                // without refs/tags/
	Commit    string `json:"commit"`              // what it leads to; "" when that was not read
	Annotated bool   `json:"annotated,omitempty"` // an object of its own, with a tagger and a message
	Signature string `json:"signature,omitempty"` // one of the Signature constants, by its presence: it is not verified. "": none
	Date      string `json:"date,omitempty"`      // of an annotated one its own, else that of the commit; RFC 3339, UTC; "" when unknown
}

// Person is one contributor with all names and addresses that belong together.
type Person struct {
	Contributor          // name and address of most commits; counts of all
	Mails       []string // all addresses, lower case, sorted
	Names       []string // all names, sorted
}

// People joins the contributors that are one person: by .mailmap, and by equal
// addresses. Most commits first.
func (c *Community) People() []Person {
	if c == nil {
		return nil
	}
	aliases := map[string][]*Alias{}
	for i := range c.Aliases {
		key := strings.ToLower(c.Aliases[i].Mail)
		aliases[key] = append(aliases[key], &c.Aliases[i])
	}
	byKey := map[string]int{}
	var out []Person
	list := slices.Clone(c.Contributors)
	slices.SortStableFunc(list, func(a, b Contributor) int {
		return cmp.Or(cmp.Compare(b.Authored+b.Committed, a.Authored+a.Committed), strings.Compare(a.Mail, b.Mail), strings.Compare(a.Name, b.Name))
	})
	for _, one := range list {
		name, mail := proper(&one, aliases[strings.ToLower(one.Mail)])
		key := strings.ToLower(mail)
		if key == "" {
			key = "\n" + strings.ToLower(name)
		}
		at, ok := byKey[key]
		if !ok {
			at = len(out)
			byKey[key] = at
			out = append(out, Person{Contributor: Contributor{Name: name, Mail: mail, First: one.First, Last: one.Last}})
		}
		p := &out[at]
		p.Authored, p.Committed, p.Recent = p.Authored+one.Authored, p.Committed+one.Committed, p.Recent+one.Recent
		p.First, p.Last = min(p.First, one.First), max(p.Last, one.Last)
		for _, m := range []string{strings.ToLower(one.Mail), strings.ToLower(mail)} {
			if m != "" && !slices.Contains(p.Mails, m) {
				p.Mails = append(p.Mails, m)
			}
		}
		for _, n := range []string{one.Name, name} {
			if n != "" && !slices.Contains(p.Names, n) {
				p.Names = append(p.Names, n)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i].Mails)
		slices.Sort(out[i].Names)
	}
	slices.SortStableFunc(out, func(a, b Person) int {
		return cmp.Or(cmp.Compare(b.Authored, a.Authored), cmp.Compare(b.Committed, a.Committed), strings.Compare(a.Mail, b.Mail), strings.Compare(a.Name, b.Name))
	})
	return out
}

// proper applies the lines of .mailmap for an address; one with a name is the closer one.
func proper(one *Contributor, aliases []*Alias) (name, mail string) {
	for _, exact := range []bool{true, false} {
		for _, a := range aliases {
			if (a.CommitName != "") == exact && (!exact || strings.EqualFold(a.CommitName, one.Name)) {
				return cmp.Or(a.Name, one.Name), cmp.Or(a.Proper, one.Mail)
			}
		}
	}
	return one.Name, one.Mail
}

// BusFactor is the smallest number of people who wrote half of the recent
// commits; 0 without any. ignore leaves somebody out.
func BusFactor(people []Person, ignore func(*Person) bool) int {
	var counts []int
	all := 0
	for i := range people {
		if people[i].Recent > 0 && !ignore(&people[i]) {
			counts = append(counts, people[i].Recent)
			all += people[i].Recent
		}
	}
	slices.Sort(counts)
	sum, n := 0, 0
	for _, c := range slices.Backward(counts) {
		if 2*sum >= all {
			break
		}
		sum += c
		n++
	}
	return n
}

func (c *Community) sort() {
	slices.SortStableFunc(c.Documents, func(a, b Document) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Kind, b.Kind))
	})
	slices.SortStableFunc(c.Contributors, func(a, b Contributor) int {
		return cmp.Or(strings.Compare(a.Mail, b.Mail), strings.Compare(a.Name, b.Name))
	})
	slices.SortStableFunc(c.Tags, func(a, b Tag) int { return strings.Compare(a.Name, b.Name) })
}

// community returns the facts of the community, which are there from then on.
func (v *Inventory) community() *Community {
	if v.Community == nil {
		v.Community = &Community{}
	}
	return v.Community
}

// AddHistory notes what the history says of people and tags.
func (v *Inventory) AddHistory(contributors []Contributor, recentSince string, tags []Tag) {
	if len(contributors)+len(tags) == 0 {
		return
	}
	c := v.community()
	c.Contributors, c.RecentSince, c.Tags = contributors, recentSince, tags
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// versionOf is the number in the name of a tag: "v1.2.0", "release-1.2", "outgate/1.2.0-rc.1".
var versionOf = regexp.MustCompile(`[0-9]+(?:\.[0-9A-Za-z]+)+(?:[-+][0-9A-Za-z.+-]+)?$`)

// releaseTags are the tags of versions that lead to the commit at hand; without one the newest one.
func (j *judge) releaseTags() []inventory.Tag {
	if j.inv.Community == nil {
		return nil
	}
	var here, dated []inventory.Tag
	for _, t := range j.inv.Community.Tags {
		switch {
		case versionOf.FindString(t.Name) == "":
		case t.Commit != "" && t.Commit == j.inv.Subject.Commit:
			here = append(here, t)
		case t.Date != "":
			dated = append(dated, t)
		}
	}
	if len(here) > 0 || len(dated) == 0 {
		return here
	}
	return []inventory.Tag{slices.MaxFunc(dated, func(a, b inventory.Tag) int {
		return cmp.Or(strings.Compare(a.Date, b.Date), strings.Compare(a.Name, b.Name))
	})}
}

func tagUnsigned() check {
	return historyCheck(opSignedTags, Check{
		Code:  "tag-unsigned",
		Title: "The tag of a release is not signed",
		Doc: "The tag of a version that leads to the commit at hand, or without one the newest tag of a version, is a mere name or has no signature (PGP, SSH or X.509). Presence is all that is looked at: the signature is not verified, " +
			"which takes the keys of those who may release. Where the history was not scanned, the check says that it could not look.",
		Help: "sign the tags of releases: git tag -s",
	}, func(j *judge, s setting) {
		for _, t := range j.releaseTags() {
			if t.Signature != "" {
				continue
			}
			v := Violation{Message: fmt.Sprintf("the tag %s bears no signature", clip(t.Name)), Location: inventory.Location{Commit: t.Commit}}
			if !t.Annotated {
				v.Evidence = "it is a mere name for a commit, which anybody with access can move"
			}
			j.raise(s, Medium, item{v: v, content: t.Name, where: "tag " + t.Name, whole: true})
		}
	})
}

func changelogEntry() check {
	return historyCheck(opEntry, Check{
		Code:  "changelog-entry",
		Title: "The changelog has no entry for the release",
		Doc: "No changelog has a heading for the version of the tag that leads to the commit at hand, or without one of the newest tag of a version. A pre-release is content with the entry of its version. " +
			"Where the history was not scanned, the check says that it could not look.",
		Help: "add an entry for the version before the release",
	}, func(j *judge, s setting) {
		docs := j.documents(inventory.DocumentChangelog)
		if len(docs) == 0 {
			return
		}
		for _, t := range j.releaseTags() {
			version := strings.ToLower(versionOf.FindString(t.Name))
			if slices.ContainsFunc(docs, func(d *inventory.Document) bool {
				return slices.ContainsFunc(d.Versions, func(r inventory.Release) bool { return sameVersion(r.Version, version) })
			}) {
				continue
			}
			j.raise(s, Low, item{v: Violation{Message: fmt.Sprintf("no entry for %s", clip(version)), Location: location(docs[0].Path)}, content: version})
		}
	})
}

// sameVersion compares the version of an entry with that of a tag.
func sameVersion(entry, tag string) bool {
	plain := func(v string) string {
		v, _, _ = strings.Cut(v, "+")
		for strings.HasSuffix(v, ".0") && strings.Count(v, ".") > 1 {
			v = strings.TrimSuffix(v, ".0")
		}
		return v
	}
	release, _, _ := strings.Cut(tag, "-")
	return plain(entry) == plain(tag) || plain(entry) == plain(release)
}

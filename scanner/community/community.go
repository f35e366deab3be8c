// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package community reads the documents in which a project speaks to those who
// would use it or take part: README, CONTRIBUTING, the code of conduct, SECURITY,
// GOVERNANCE, SUPPORT, lists of maintainers, the changelog, and .mailmap.
//
//	scanner.Scan(ctx, in, []*scanner.Detector{community.New()}, scanner.Options{})
//
// A document is told by its name, and counts at the root, in .github, .gitlab and
// docs; the changelog of each release may be a file of a directory. What is noted of it are addresses (those that a template leaves open apart),
// names in lists of maintainers, versions of a changelog, and topics: that
// it speaks of a private channel, of roles, of votes. Whether that is enough is a
// matter of policy.
//
// A topic is told by words in one line, in English or Chinese. That is a sign and no
// proof: a document may say the same in words that are not known here.
package community

import (
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Name is the name of the detector.
const Name = "community"

// version is bumped when results change.
const version = 1

const (
	maxBytes    = 1 << 20 // of a document; a longer one is read so far
	maxContacts = 50
	maxNamed    = 500
	maxVersions = 200
	maxAliases  = 5000
	maxText     = 200 // bytes of an address or name
)

// New returns the detector. It needs no data and holds no state.
func New() *scanner.Detector {
	return &scanner.Detector{
		Name:    Name,
		Doc:     "documents for people: contacts, maintainers, roles, changelog",
		Version: version,
		Wants:   func(e *inventory.Entry) bool { return e.Path == mailmap || kindOf(e.Path) != "" },
		File:    file,
	}
}

const mailmap = ".mailmap"

// kindOf tells a document by its path; "" for other files.
func kindOf(p string) string {
	dir, name := path.Split(p)
	stem := strings.ToLower(name)
	switch dir {
	case "", ".github/", ".gitlab/", "docs/":
	default:
		switch strings.ToLower(dir) { // a directory with a file for each release
		case "changelog/", "changelogs/", "changes/", "release-notes/", "release_notes/", "releasenotes/", "docs/changelog/", "docs/changelogs/", "docs/release-notes/", "docs/releases/":
			if ext := path.Ext(stem); ext == ".md" || ext == ".rst" || ext == ".txt" || ext == ".adoc" {
				return inventory.DocumentChangelog
			}
		}
		return ""
	}
	if ext := path.Ext(stem); ext != "" && ext != stem {
		switch ext {
		case ".md", ".markdown", ".txt", ".rst", ".adoc", ".asciidoc", ".html", ".org", ".toml", ".yaml", ".yml":
			stem = strings.TrimSuffix(stem, ext)
		default:
			if !strings.HasPrefix(stem, "readme.") { // README.zh-CN
				return ""
			}
		}
	}
	stem = strings.NewReplacer("-", "_", " ", "_", ".", "_").Replace(stem)
	if strings.HasPrefix(stem, "readme") {
		return inventory.DocumentReadme
	}
	for _, k := range []struct {
		kind  string
		stems []string
	}{
		{inventory.DocumentContributing, []string{"contributing", "contribute", "contributing_cn", "contributing_zh"}},
		{inventory.DocumentConduct, []string{"code_of_conduct", "conduct", "codeofconduct", "code_of_conduct_cn"}},
		{inventory.DocumentSecurity, []string{"security", "security_policy", "security_contacts"}},
		{inventory.DocumentGovernance, []string{"governance"}},
		{inventory.DocumentSupport, []string{"support"}},
		{inventory.DocumentMaintainers, []string{"maintainers", "codeowners", "owners", "committers", "owners_aliases"}},
		{inventory.DocumentChangelog, []string{"changelog", "changes", "history", "release_notes", "releases", "news", "changelog_cn"}},
		{inventory.DocumentDisclaimer, []string{"disclaimer", "disclaimer_wip"}},
		{inventory.DocumentNotice, []string{"notice"}},
	} {
		for _, s := range k.stems {
			if stem == s {
				return k.kind
			}
		}
	}
	return ""
}

func file(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
	if f.Binary || !f.Regular() || f.Commit != "" {
		return inventory.Facts{}, ctx.Err()
	}
	text := f.Content
	if len(text) > maxBytes {
		text = text[:maxBytes]
	}
	if f.Path == mailmap {
		return inventory.Facts{Aliases: aliases(text)}, ctx.Err()
	}
	d := inventory.Document{Path: f.Path, Kind: kindOf(f.Path)}
	r := reader{d: &d, seen: map[string]bool{}, topics: topics()}
	switch d.Kind {
	case inventory.DocumentMaintainers:
		lines(text, r.maintainer)
	case inventory.DocumentChangelog:
		lines(text, r.release)
	default:
		lines(text, r.line)
	}
	return inventory.Facts{Documents: []inventory.Document{d}}, ctx.Err()
}

// lines calls f with each line and its number.
func lines(text []byte, f func(line string, at int)) {
	at := 0
	for line := range bytes.Lines(text) {
		at++
		if len(line) < 4096 {
			f(strings.TrimRight(string(line), "\r\n"), at)
		}
	}
}

// reader gathers what a document says.
type reader struct {
	d         *inventory.Document
	seen      map[string]bool // addresses and topics that are noted
	topics    []topic
	underline string // the line before, of a changelog
}

// line reads a line of prose.
func (r *reader) line(text string, at int) {
	r.contacts(text, at)
	lower := strings.ToLower(text)
	for _, t := range r.topics {
		if !r.seen["topic "+t.name] && t.said(lower) {
			r.seen["topic "+t.name] = true
			r.d.Topics = append(r.d.Topics, inventory.Topic{Name: t.name, Line: at})
		}
	}
}

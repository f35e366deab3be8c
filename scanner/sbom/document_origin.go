// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"cmp"
	"encoding/base64"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// refersTo takes an external reference of a document by its kind, which CycloneDX and
// SPDX name almost alike.
func (p *part) refersTo(kind, url, commit string) {
	switch kind {
	case "vcs":
		if p.origin.Repository == "" {
			p.origin.Repository = repositoryAddress(url)
			p.origin.Revision = revision(commit)
		}
	case "website":
		p.origin.Homepage = cmp.Or(p.origin.Homepage, webAddress(url))
	case "issue-tracker", "issueTracker":
		p.origin.Issues = cmp.Or(p.origin.Issues, webAddress(url))
	case "go.sum":
		p.sum = cmp.Or(p.sum, goSumHash(url))
	}
}

// madeOf takes the commit from a download location in a repository, "git+https://host/path@commit".
func (p *part) madeOf(location string) {
	rest, ok := strings.CutPrefix(location, "git+")
	i := strings.LastIndexByte(rest, '@')
	if !ok || i < 0 {
		return
	}
	if r := repositoryAddress(rest[:i]); r != "" && (p.origin.Repository == "" || p.origin.Repository == r) {
		p.origin.Repository, p.origin.Revision = r, revision(rest[i+1:])
	}
}

// agentOf reads an agent of SPDX 2: "Person: NAME (MAIL)", "Organization: NAME".
func agentOf(text string) []inventory.Maker {
	kind, name, _ := strings.Cut(text, ":")
	switch strings.TrimSpace(kind) {
	case "Person":
		return makers(false, name)
	case "Organization":
		return makers(true, name)
	}
	return nil
}

// goSumHash takes a hash as go.sum writes it; "" for what is none.
func goSumHash(text string) string {
	digits, ok := strings.CutPrefix(text, "h1:")
	if sum, err := base64.StdEncoding.DecodeString(digits); !ok || err != nil || len(sum) != 32 {
		return ""
	}
	return text
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// readSubmodules reads .gitmodules: sources that a clone takes in from elsewhere.
// Their commit stands in the git index and not in the file; Options.Submodules tells it.
func readSubmodules(w *workspace, m manifest) (r report) {
	type module struct {
		path, url string
		line      int
	}
	var all []module
	n := 0
	for line := range bytes.Lines(withoutBOM(m.text)) {
		n++
		body := strings.TrimSpace(string(line))
		if strings.HasPrefix(body, "[") {
			all = append(all, module{line: n})
			continue
		}
		key, value, ok := strings.Cut(body, "=")
		if !ok || len(all) == 0 {
			continue
		}
		switch strings.TrimSpace(key) {
		case "path":
			all[len(all)-1].path = strings.TrimSpace(value)
		case "url":
			all[len(all)-1].url = strings.TrimSpace(value)
		}
	}
	unread := 0
	for _, s := range all {
		if strings.HasPrefix(s.url, ".") { // beside this repository
			continue
		}
		at := path.Join(path.Dir(m.path), s.path)
		commit := w.gitlinks[at]
		p, name := repositoryPURL(s.url, commit)
		if p == "" {
			unread++
			continue
		}
		role := m.role
		if s.path != "" {
			role = w.roleOfPath(path.Join(at, "x"))
		}
		r.found = append(r.found, found{purl: p, name: name, version: commit, scope: memberScope(toolScope(name), role), direct: true, distributed: w.hasBelow(at), path: m.path, line: s.line})
	}
	if unread > 0 && m.role == inventory.RoleProduct {
		r.problems = append(r.problems, noComponents(m.path, "list of git submodules", unread))
	}
	return r
}

var repositoryURL = regexp.MustCompile(`^(?:(?:https?|git|ssh|git\+https|git\+ssh)://)?(?:[\w.-]+(?::[^@/]*)?@)?([\w.-]+\.[a-z]+)(?::\d+)?[/:](.+?)(?:\.git)?/?$`)

// repositoryPURL names a repository by its address: those of well-known hosts by
// their purl type, others as generic with the address.
func repositoryPURL(address, version string) (purlText, name string) {
	m := repositoryURL.FindStringSubmatch(address)
	if m == nil {
		return "", ""
	}
	dir, base := path.Split(m[2])
	dir = strings.Trim(dir, "/")
	switch strings.TrimPrefix(m[1], "www.") {
	case "github.com":
		if owner, _, deeper := strings.Cut(dir, "/"); !deeper && owner != "" {
			return purl(packageurl.TypeGithub, owner, base, version), owner + "/" + base
		}
	case "bitbucket.org":
		return purl(packageurl.TypeBitbucket, dir, base, version), dir + "/" + base
	case "gitlab.com":
		return purl("gitlab", dir, base, version), dir + "/" + base
	}
	return normalPURL(packageurl.NewPackageURL(packageurl.TypeGeneric, "", base, version, packageurl.Qualifiers{{Key: "vcs_url", Value: "git+https://" + m[1] + "/" + m[2]}}, "").ToString()), base
}

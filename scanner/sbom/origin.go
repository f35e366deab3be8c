// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/outgate/outgate/holder"
	"github.com/outgate/outgate/inventory"
)

const (
	maxMakers  = 8   // of one package
	maxMaker   = 100 // bytes of a name
	maxAddress = 300 // bytes of an address
	sureGroup  = 0.8 // confidence from which a name is one of an organization or a group
)

// joinOrigins adds what a second file says of a package. Of authors the first
// list counts whole; a revision belongs to the repository beside it.
func joinOrigins(o *inventory.Origin, more inventory.Origin) {
	if len(o.Authors) == 0 {
		o.Authors = more.Authors
	}
	if o.Repository == "" || o.Repository == more.Repository {
		o.Repository, o.Revision = more.Repository, cmp.Or(o.Revision, more.Revision)
	}
	o.Homepage, o.Issues = cmp.Or(o.Homepage, more.Homepage), cmp.Or(o.Issues, more.Issues)
}

func hasOrigin(o *inventory.Origin) bool {
	return len(o.Authors) > 0 || o.Repository != "" || o.Homepage != "" || o.Issues != ""
}

// makers lists the names of fields of metadata, in which organizations stand only,
// or people and sometimes groups: organizations first.
func makers(organizations bool, fields ...string) (out []inventory.Maker) {
	add := func(text string, group bool) {
		name := makerName(text)
		if name != "" && !slices.ContainsFunc(out, func(m inventory.Maker) bool { return m.Name == name }) {
			out = append(out, inventory.Maker{Name: name, Organization: group})
		}
	}
	for _, text := range fields {
		if organizations {
			add(text, true)
			continue
		}
		for _, part := range atCommas(text) {
			if n := holder.Of(part); !holder.Nobody(n.Text) {
				add(part, n.Confidence >= sureGroup && (n.Kind == holder.Organization || n.Kind == holder.Collective))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b inventory.Maker) int {
		switch {
		case a.Organization == b.Organization:
			return 0
		case a.Organization:
			return -1
		}
		return 1
	})
	return out[:min(len(out), maxMakers)]
}

// atCommas splits a list of names at the commas outside of quotes, but no organization's own.
func atCommas(text string) []string {
	inside := false
	if !strings.Contains(text, ",") {
		return []string{text}
	}
	if n := holder.Of(text); n.Kind == holder.Organization && n.Confidence >= sureGroup { // "Example, Inc."
		return []string{text}
	}
	return strings.FieldsFunc(text[:min(len(text), 4096)], func(r rune) bool {
		if r == '"' {
			inside = !inside
		}
		return r == ',' && !inside
	})
}

// makerName is the name in "Jane Doe <jane@example.org> (https://example.org)",
// on one line; "" when none is left without the addresses, or only a placeholder.
func makerName(text string) string {
	if i := strings.IndexAny(text, "<("); i >= 0 {
		text = text[:i]
	}
	if len(text) > 4*maxMaker || !utf8.ValidString(text) || strings.Contains(text, "${") {
		return ""
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
	words = slices.DeleteFunc(words, func(w string) bool {
		return strings.Contains(w, "://") || strings.HasPrefix(w, "www.") || strings.Contains(strings.TrimLeft(w, "@"), "@") && strings.Contains(w, ".")
	})
	name := strings.Trim(strings.Join(words, " "), " ,;:\"'")
	if len(name) > maxMaker || !strings.ContainsFunc(name, unicode.IsLetter) {
		return ""
	}
	switch strings.ToLower(name) {
	case "unknown", "none", "null", "undefined", "n/a", "na", "author", "authors", "name", "your name", "anonymous", "todo", "tbd", "me", "self", "various", "user", "root", "nobody":
		return ""
	}
	return name
}

// webAddress takes an address of the web that may be shown to anybody, without its
// fragment; "" for one that holds a user or a query, or has a port or a host that
// is none of the public domain name system.
func webAddress(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "#")
	if text == "" || len(text) > maxAddress || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("<>\"\\^`{|}", r) }) {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Opaque != "" || !publicHost(u.Host) {
		return ""
	}
	u.Host = strings.ToLower(u.Host)
	return u.String()
}

var hostLabels = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

// publicHost reports whether a host has a name that strangers can ask for: no bare
// name, no address, none of the domains that are kept for inner networks and examples.
func publicHost(host string) bool {
	if !hostLabels.MatchString(host) {
		return false
	}
	switch strings.ToLower(host[strings.LastIndexByte(host, '.')+1:]) {
	case "local", "localdomain", "localhost", "internal", "intranet", "intra", "corp", "lan", "home", "private", "test", "example", "invalid", "onion", "arpa":
		return false
	}
	return strings.Trim(host[strings.LastIndexByte(host, '.')+1:], "0123456789") != ""
}

// forges are hosts whose repositories are all at https://HOST/OWNER/NAME and
// that hold the same under their other schemes.
func isForge(host string) bool {
	return slices.Contains([]string{"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"}, host)
}

var repositoryPart = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// repositoryAddress takes the address of a repository as metadata writes it:
// "git+https://...", "git://github.com/a/b.git", "git@github.com:a/b.git",
// "scm:git:https://...", "github:a/b", at a large forge without its ending and
// without what points inside it; "" for one that may not be shown to anybody.
func repositoryAddress(text string) string {
	text = strings.TrimPrefix(strings.TrimSpace(text), "scm:")
	for _, kind := range []string{"git:", "svn:", "hg:"} { // of Maven; "git://" is a scheme
		if rest, ok := strings.CutPrefix(text, kind); ok && !strings.HasPrefix(rest, "//") {
			text = rest
		}
	}
	text = strings.TrimPrefix(text, "git+")
	for short, host := range map[string]string{"github:": "github.com", "gitlab:": "gitlab.com", "bitbucket:": "bitbucket.org"} {
		if rest, ok := strings.CutPrefix(text, short); ok && !strings.HasPrefix(rest, "//") {
			text = "https://" + host + "/" + rest
		}
	}
	if rest, ok := strings.CutPrefix(text, "git@"); ok {
		host, path, _ := strings.Cut(rest, ":")
		text = "ssh://git@" + host + "/" + path
	}
	text, _, _ = strings.Cut(text, "#")
	u, err := url.Parse(text)
	if err != nil || u.RawQuery != "" || u.ForceQuery {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	if !isForge(host) {
		return webAddress(text)
	}
	if u.User != nil && u.User.String() != "git" {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if host == "gitlab.com" && len(parts) > 2 { // groups within groups
		return webAddress("https://" + host + "/" + strings.TrimSuffix(strings.Join(parts, "/"), ".git"))
	}
	if len(parts) < 2 || !repositoryPart.MatchString(parts[0]) || !repositoryPart.MatchString(parts[1]) {
		return ""
	}
	return "https://" + host + "/" + parts[0] + "/" + strings.TrimSuffix(parts[1], ".git")
}

// impliedRepository is the repository that a package URL names by a documented
// rule: pkg:github is one of GitHub, and the go command takes a module whose path
// begins with github.com/OWNER/NAME or bitbucket.org/OWNER/NAME from there
// (`go help importpath`).
func impliedRepository(purl string) string {
	if rest, ok := strings.CutPrefix(purl, "pkg:github/"); ok {
		purl = "pkg:golang/github.com/" + rest
	}
	rest, ok := strings.CutPrefix(purl, "pkg:golang/")
	if i := strings.IndexAny(rest, "@?#"); i >= 0 {
		rest = rest[:i]
	}
	parts := strings.Split(rest, "/")
	if !ok || len(parts) < 3 || parts[0] != "github.com" && parts[0] != "bitbucket.org" || !repositoryPart.MatchString(parts[1]) || !repositoryPart.MatchString(parts[2]) {
		return ""
	}
	return "https://" + strings.Join(parts[:3], "/")
}

var commitDigits = regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`)

// revision takes the commit of a repository; "" for what is none.
func revision(text string) string {
	if text = strings.ToLower(strings.TrimSpace(text)); commitDigits.MatchString(text) {
		return text
	}
	return ""
}

// gitOrigin is the repository and the commit in an address as lock files write it
// for a package that is fetched from git: "git+ssh://git@github.com/a/b.git#COMMIT".
func gitOrigin(address string) (o inventory.Origin) {
	where, commit, _ := strings.Cut(address, "#")
	if strings.HasPrefix(where, "git+") {
		o.Repository = repositoryAddress(where)
	}
	if o.Repository != "" {
		o.Revision = revision(commit)
	}
	return o
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// urlTable knows the addresses of licenses, by host.
type urlTable struct {
	hosts  map[string][]urlEntry // longest path first
	starts map[string]bool       // first words of hosts
}

type urlEntry struct {
	path string // without the slash at the start
	expr *spdx.Expr
}

const maxURL = 300

func newURLs(table *rules.AliasTable) *urlTable {
	u := &urlTable{hosts: map[string][]urlEntry{}, starts: map[string]bool{"www": true, "creativecommons": true, "opensource": true, "spdx": true, "choosealicense": true, "img": true}}
	for _, a := range table.Names {
		if e := ref(a.ID.V); e != nil {
			for _, url := range a.URLs {
				u.add(url, e)
			}
		}
	}
	for _, n := range rules.LicenseNames() {
		if url := plainURL(n.URL); strings.Count(url, "/") > 0 && speaksOfLicense(url) {
			if e := ref(n.ID); e != nil {
				u.add(url, e)
			}
		}
	}
	for _, entries := range u.hosts {
		slices.SortStableFunc(entries, func(a, b urlEntry) int { return len(b.path) - len(a.path) })
	}
	return u
}

// speaksOfLicense tells the page of a license from the page of a project.
func speaksOfLicense(url string) bool {
	for _, w := range []string{"license", "licence", "copying", "legal", "copyright", "gpl", "lgpl"} {
		if strings.Contains(url, w) {
			return true
		}
	}
	return false
}

func (u *urlTable) add(url string, e *spdx.Expr) {
	host, path, _ := strings.Cut(url, "/")
	start, _, _ := strings.Cut(host, ".")
	u.starts[start] = true
	if !slices.ContainsFunc(u.hosts[host], func(o urlEntry) bool { return o.path == path }) {
		u.hosts[host] = append(u.hosts[host], urlEntry{path, e})
	}
}

// plainURL is an address in lower case without scheme, www. and what ends it.
func plainURL(s string) string {
	s = strings.ToLower(s)
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s = strings.TrimPrefix(s, "www.")
	s = strings.TrimRight(s, "/.,;:")
	for _, end := range []string{".php", ".html", ".htm", ".txt", ".md"} {
		s = strings.TrimSuffix(s, end)
	}
	return s
}

// urlAt returns the address around an offset, and its end.
func urlAt(content []byte, from int) (string, int) {
	end := from
	for end < len(content) && end-from < maxURL && bytes.IndexByte([]byte(" \t\r\n\"'<>()[]{}|\\^`,;*"), content[end]) < 0 && content[end] < 0x80 {
		end++
	}
	for end > from && bytes.IndexByte([]byte(".:!?"), content[end-1]) >= 0 {
		end--
	}
	return string(content[from:end]), end
}

// find returns the license that an address stands for, or nil.
func (u *urlTable) find(url string) *spdx.Expr {
	plain := plainURL(url)
	host, path, _ := strings.Cut(plain, "/")
	if e := byPattern(host, path); e != nil {
		return e
	}
	if _, known := u.hosts[host]; !known { // a name before the host, as in someone.mit-license.org
		if _, rest, ok := strings.Cut(host, "."); ok && strings.Contains(rest, "license") {
			host = rest
		}
	}
	for _, entry := range u.hosts[host] {
		rest, ok := strings.CutPrefix(path, entry.path)
		if ok && (rest == "" || strings.HasSuffix(entry.path, ".") || strings.IndexByte("/#?.-", rest[0]) >= 0 && !startsVersion(rest)) {
			return entry.expr
		}
	}
	return nil
}

// startsVersion reports whether the rest of an address names a version, so that
// it is that of another license.
func startsVersion(rest string) bool {
	return len(rest) > 1 && (rest[0] == '-' || rest[0] == '.') && (isDigit(rest[1]) || rest[1] == 'v' && len(rest) > 2 && isDigit(rest[2]))
}

// byPattern reads the addresses that name the identifier itself.
func byPattern(host, path string) *spdx.Expr {
	switch host {
	case "creativecommons.org":
		return creativeCommons(path)
	case "img.shields.io":
		return badge(path)
	case "opensource.org", "spdx.org", "choosealicense.com", "api.opensource.org", "licenses.nuget.org", "scancode-licensedb.aboutcode.org":
		rest := path
		for _, prefix := range []string{"licenses/", "license/", "licenses/alphabetical/", "license-list/"} {
			if r, ok := strings.CutPrefix(path, prefix); ok {
				rest = r
			}
		}
		if rest == path && host != "licenses.nuget.org" {
			return nil
		}
		rest, _, _ = strings.Cut(rest, "/")
		rest, _, _ = strings.Cut(rest, "#")
		rest = strings.TrimSuffix(strings.TrimSuffix(rest, ".json"), ".php")
		if id, _, ok := spdx.Known(rest); ok && !strings.Contains(id, "LicenseRef") {
			return ref(id)
		}
	}
	return nil
}

// badge reads badge/license-MIT-green, as README files show it.
func badge(path string) *spdx.Expr {
	rest, ok := strings.CutPrefix(path, "badge/licen")
	if !ok || len(rest) < 4 {
		return nil
	}
	rest = strings.NewReplacer("--", "\x00", "%20", " ", "_", " ").Replace(rest[3:]) // se- or ce-
	name, _, ok := strings.Cut(rest, "-")
	if !ok {
		return nil
	}
	name = strings.ReplaceAll(name, "\x00", "-")
	if id, _, ok := spdx.Known(name); ok {
		return ref(id)
	}
	return nil
}

// creativeCommons reads licenses/by-sa/3.0 and its kin.
func creativeCommons(path string) *spdx.Expr {
	f := strings.Split(path, "/")
	if len(f) < 3 || f[0] != "licenses" {
		return nil
	}
	kind := strings.ToUpper(f[1])
	if kind == "BY-ND-NC" {
		kind = "BY-NC-ND"
	}
	if id, _, ok := spdx.Known("CC-" + kind + "-" + f[2]); ok {
		return ref(id)
	}
	return nil
}

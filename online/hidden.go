// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package online

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// hidden tells which components may be private.
type hidden struct {
	o     *Options
	files map[string]bool // that name a registry which is not public
	dirs  map[string]bool // whose settings do
}

func newHidden(inv *inventory.Inventory, o *Options) *hidden {
	h := &hidden{o: o, files: map[string]bool{}, dirs: map[string]bool{}}
	for i := range inv.Leaks {
		l := &inv.Leaks[i]
		if l.Kind == inventory.LeakRegistry && l.Location.Commit == "" {
			h.files[l.Location.Path] = true
			h.dirs[path.Dir(l.Location.Path)] = true
		}
	}
	return h
}

// holds reports whether nothing may be told of a component.
func (h *hidden) holds(c *inventory.Component) bool {
	if slices.ContainsFunc(h.o.Exclude, func(p string) bool { return matchPURL(p, c.PURL) }) {
		return true
	}
	if c.Type == "golang" && !h.publicModule(c.Name) {
		return true
	}
	if c.Download != "" {
		u, err := url.Parse(c.Download)
		return err != nil || !h.public(u.Hostname()) // the lock file tells where it comes from, whatever settings say
	}
	return slices.ContainsFunc(c.Evidence, func(e inventory.Evidence) bool {
		if h.files[e.Path] {
			return true
		}
		for dir := path.Dir(e.Path); ; dir = path.Dir(dir) { // settings hold for what lies below them
			if h.dirs[dir] {
				return true
			}
			if dir == "." || dir == "/" {
				return false
			}
		}
	})
}

// public reports whether a host is one that packages come from for everybody.
func (h *hidden) public(host string) bool {
	host = strings.ToLower(host)
	return slices.ContainsFunc(h.o.Public, func(p string) bool { return host == p || strings.HasSuffix(host, "."+p) })
}

// publicModule reports whether a Go module may be known to everybody: its path begins
// with a public domain, and no pattern of GOPRIVATE names it.
func (h *hidden) publicModule(module string) bool {
	host, _, _ := strings.Cut(module, "/")
	name, top, dot := cutLast(host, ".")
	if !dot || name == "" || slices.Contains([]string{"local", "localdomain", "internal", "intranet", "corp", "lan", "home", "private", "test", "example", "invalid"}, top) {
		return false
	}
	return !slices.ContainsFunc(h.o.Private, func(p string) bool { return prefixMatch(p, module) })
}

// prefixMatch is the match of GOPRIVATE: a pattern of path.Match for as many elements as it has.
func prefixMatch(pattern, module string) bool {
	n := strings.Count(pattern, "/") + 1
	elements := strings.Split(module, "/")
	if pattern == "" || len(elements) < n {
		return false
	}
	ok, err := path.Match(pattern, strings.Join(elements[:n], "/"))
	return ok && err == nil
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
)

func podPURL(name, version string) string {
	base, sub, _ := strings.Cut(name, "/")
	p := purl("cocoapods", "", base, version)
	if sub != "" {
		p += "#" + sub
	}
	return p
}

// podEntry is "Name/Sub (1.0.0)" or "Name (from `x`)".
var podEntry = regexp.MustCompile(`^([^ (]+)(?: \(([^)]*)\))?$`)

// readPodfileLock reads a Podfile.lock of CocoaPods.
func readPodfileLock(_ *workspace, m manifest) (r report) {
	doc, err := parseBlockYAML(m.text)
	if err != nil {
		r.unparsable(m.path, "not readable as Podfile.lock, "+err.Error())
		return r
	}
	local := map[string]bool{}
	for _, e := range doc.get("EXTERNAL SOURCES").below {
		for _, b := range e.below {
			local[e.key] = local[e.key] || b.key == ":path" || b.key == ":podspec" && !strings.Contains(b.value, "://")
		}
	}
	sums := map[string][]string{}
	for _, e := range doc.get("SPEC CHECKSUMS").below {
		sums[e.key] = hexDigest("sha1", e.value)
	}
	g := &lockGraph{}
	needs := map[int][]string{}
	for _, item := range doc.get("PODS").below {
		text := item.value
		var list []*blockNode
		if text == "" && len(item.below) == 1 {
			text, list = item.below[0].key, item.below[0].below
		}
		e := podEntry.FindStringSubmatch(text)
		if e == nil {
			continue
		}
		base, _, _ := strings.Cut(e[1], "/")
		n := g.add(found{purl: podPURL(e[1], e[2]), name: e[1], version: e[2], self: local[base], hashes: sums[base], path: m.path, line: item.line})
		for _, need := range list {
			if d := podEntry.FindStringSubmatch(need.value); d != nil {
				needs[n] = append(needs[n], d[1])
			}
		}
	}
	for n, list := range needs {
		for _, name := range list {
			for _, to := range g.named(name) {
				g.need(n, to)
			}
		}
	}
	for _, d := range doc.get("DEPENDENCIES").list() {
		if e := podEntry.FindStringSubmatch(d); e != nil {
			for _, to := range g.named(e[1]) {
				g.root(to, inventory.ScopeRuntime)
			}
		}
	}
	return g.report()
}

var podLine = regexp.MustCompile(`^pod\s+["']([^"']+)["'](?:\s*,\s*["']([^"']+)["'])?`)

// readPodfile reads a Podfile that has no lock file.
func readPodfile(w *workspace, m manifest) report {
	var all []declaration
	test := false
	for n, line := range strings.Split(string(m.text), "\n") {
		body := strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(body, "target "); ok {
			test = strings.Contains(rest, "Test")
		}
		if p := podLine.FindStringSubmatch(body); p != nil {
			d := declaration{name: p[1], scope: inventory.ScopeRuntime, allowed: p[2], line: n + 1, local: strings.Contains(body, ":path")}
			if test {
				d.scope = inventory.ScopeTest
			}
			if exactVersion(p[2]) {
				d.version, d.allowed = p[2], ""
			}
			all = append(all, d)
		}
	}
	return declare(m, "cocoapods", w.has(path.Join(path.Dir(m.path), "Podfile.lock")), all)
}

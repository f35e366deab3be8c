// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// readDenoLock reads the npm and JSR packages of a deno.lock, versions 2 to 5.
func readDenoLock(_ *workspace, m manifest) (r report) {
	type entry struct {
		Integrity    string          `json:"integrity"`
		Dependencies json.RawMessage `json:"dependencies"`
	}
	type section map[string]entry
	type packages struct {
		Specifiers map[string]npmText `json:"specifiers"`
		NPM        section            `json:"npm"`
		JSR        section            `json:"jsr"`
	}
	var lock struct {
		packages
		Inner packages `json:"packages"` // of version 3
	}
	if err := json.Unmarshal(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, jsonReason("deno.lock", m.text, err))
		return r
	}
	if len(lock.packages.NPM)+len(lock.packages.JSR) == 0 {
		lock.packages = lock.Inner
	}
	g := &lockGraph{}
	number := map[string]int{}
	lines := keyLines(m.text)
	for _, key := range sortedKeys(lock.packages.NPM) {
		name, version := cutSpec(key)
		version, _, _ = strings.Cut(version, "_") // peers
		f := found{purl: npmPURL(name, version), name: name, version: version, hashes: integrity(lock.packages.NPM[key].Integrity), path: m.path, line: lines[key]}
		number["npm:"+key] = g.add(f)
	}
	for _, key := range sortedKeys(lock.packages.JSR) {
		name, version := cutSpec(key)
		namespace, base := path.Split(name)
		f := found{purl: purl("jsr", strings.TrimSuffix(namespace, "/"), base, version), name: name, version: version, hashes: hexDigest("sha256", lock.packages.JSR[key].Integrity), path: m.path, line: lines[key]}
		number["jsr:"+key] = g.add(f)
	}
	for _, s := range sortedKeys(lock.packages.Specifiers) { // "npm:a@^1" -> "1.0.0" or "npm:a@1.0.0"
		target := string(lock.packages.Specifiers[s])
		if !strings.Contains(target, ":") {
			kind, rest, _ := strings.Cut(s, ":")
			name, _ := cutSpec(rest)
			target = kind + ":" + name + "@" + target
		}
		if n, ok := number[target]; ok {
			g.root(n, inventory.ScopeRuntime)
		}
	}
	for key, e := range lock.packages.NPM {
		var list []string
		var named map[string]string
		if json.Unmarshal(e.Dependencies, &list) != nil && json.Unmarshal(e.Dependencies, &named) == nil {
			for _, v := range named {
				list = append(list, v)
			}
		}
		for _, d := range list {
			to, ok := number["npm:"+d]
			if !ok {
				for _, n := range g.named(d) {
					to, ok = n, true
				}
			}
			if ok {
				g.need(number["npm:"+key], to)
			}
		}
	}
	return g.report()
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

func pubPURL(name, version string) string { return purl("pub", "", name, version) }

// readPubspecLock reads a pubspec.lock of Dart. It tells what is direct and what
// is for development, of direct packages alone; it has no edges.
func readPubspecLock(w *workspace, m manifest) (r report) {
	doc, err := parseBlockYAML(m.text)
	if err != nil {
		r.unparsable(m.path, "not readable as pubspec.lock, "+err.Error())
		return r
	}
	asked := w.pubAsked(path.Dir(m.path))
	for _, p := range doc.get("packages").below {
		version := p.get("version").value
		source := p.get("source").value
		f := found{purl: pubPURL(p.key, version), name: p.key, version: version, self: source == "path" || source == "sdk", hashes: hexDigest("sha256", p.get("description").flow()["sha256"]), path: m.path, line: p.line}
		kind := p.get("dependency").value
		f.direct = strings.HasPrefix(kind, "direct") || asked[p.key] != ""
		switch {
		case kind == "direct dev" && asked[p.key] != inventory.ScopeRuntime, kind == "transitive" && asked[p.key] == inventory.ScopeDev:
			f.scope = inventory.ScopeDev
		case kind != "":
			f.scope = inventory.ScopeRuntime
		}
		r.found = append(r.found, f)
	}
	return r
}

// readPubspec reads a pubspec.yaml that has no lock file.
func readPubspec(w *workspace, m manifest) (r report) {
	doc, err := parseBlockYAML(m.text)
	if err != nil {
		r.unparsable(m.path, "not readable as pubspec.yaml, "+err.Error())
		return r
	}
	var all []declaration
	for _, s := range []lockSection{{"dependencies", inventory.ScopeRuntime}, {"dev_dependencies", inventory.ScopeDev}} {
		for _, d := range doc.get(s.name).below {
			one := declaration{name: d.key, scope: s.scope, allowed: d.value, line: d.line}
			flow := d.flow()
			_, isPath := flow["path"]
			_, isSDK := flow["sdk"]
			one.local = isPath || isSDK
			if v := flow["version"]; v != "" {
				one.allowed = v
			}
			if exactVersion(one.allowed) {
				one.version, one.allowed = one.allowed, ""
			}
			if one.allowed == "any" || strings.HasPrefix(one.allowed, "{") {
				one.allowed = ""
			}
			all = append(all, one)
		}
	}
	return declare(m, "pub", w.pubLocked(m.path, doc), all)
}

// pubLocked reports whether a lock file names what a pubspec.yaml asks for: one
// beside it, or that of the workspace above.
func (w *workspace) pubLocked(p string, doc *blockNode) bool {
	dir := path.Dir(p)
	if w.has(path.Join(dir, "pubspec.lock")) {
		return true
	}
	if doc.get("resolution").value != "workspace" {
		return false
	}
	for dir != "." {
		dir = path.Dir(dir)
		if w.has(path.Join(dir, "pubspec.lock")) {
			return true
		}
	}
	return false
}

// pubAsked returns what the packages of a workspace ask for, with the strongest
// scope; the lock file of a workspace knows only of its root.
func (w *workspace) pubAsked(dir string) map[string]string {
	text, err := w.read(path.Join(dir, "pubspec.yaml"))
	if err != nil {
		return nil
	}
	doc, err := parseBlockYAML(text)
	if err != nil {
		return nil
	}
	asked := map[string]string{}
	for _, member := range doc.get("workspace").list() {
		p := path.Join(dir, member, "pubspec.yaml")
		text, err := w.read(p)
		if err != nil {
			continue
		}
		one, err := parseBlockYAML(text)
		if err != nil {
			continue
		}
		for _, s := range []lockSection{{"dependencies", inventory.ScopeRuntime}, {"dev_dependencies", inventory.ScopeDev}} {
			for _, d := range one.get(s.name).below {
				if scope := memberScope(s.scope, w.role(p)); asked[d.key] == "" || scopeRank(scope) < scopeRank(asked[d.key]) {
					asked[d.key] = scope
				}
			}
		}
	}
	return asked
}

// readHelm reads a Chart.yaml or a requirements.yaml of Helm; a Chart.lock beside
// it holds the versions.
func readHelm(w *workspace, m manifest) (r report) {
	doc, err := parseBlockYAML(m.text)
	if err != nil {
		if path.Base(m.path) == "Chart.yaml" { // the other names are used by others, too
			r.unparsable(m.path, "not readable as "+path.Base(m.path)+", "+err.Error())
		}
		return r
	}
	locked := map[string]string{}
	for _, name := range []string{"Chart.lock", "requirements.lock"} {
		if text, err := w.read(path.Join(path.Dir(m.path), name)); err == nil {
			if lock, err := parseBlockYAML(text); err == nil {
				for _, d := range lock.get("dependencies").below {
					locked[d.get("name").value] = d.get("version").value
				}
			}
		}
	}
	for _, d := range doc.get("dependencies").below {
		name, version, repository := d.get("name").value, d.get("version").value, d.get("repository").value
		if name == "" || version == "" && repository == "" {
			continue
		}
		f := found{name: name, allowed: version, scope: inventory.ScopeRuntime, direct: true, self: strings.HasPrefix(repository, "file:"), path: m.path, line: d.get("name").line,
			distributed: w.hasBelow(path.Join(path.Dir(m.path), "charts", name)), optional: d.get("condition").value != ""}
		switch {
		case locked[name] != "":
			f.version = locked[name]
		case exactVersion(strings.TrimPrefix(version, "v")):
			f.version = version
		}
		f.purl = purl("helm", "", name, f.version)
		r.found = append(r.found, f)
	}
	return r
}

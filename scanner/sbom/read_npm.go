// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

func npmPURL(name, version string) string {
	scope, base, ok := strings.Cut(name, "/")
	if !ok {
		scope, base = "", name
	}
	return purl(packageurl.TypeNPM, scope, base, version)
}

// packageJSON is the part of a package.json, or of an entry of a lock file,
// that we read.
type packageJSON struct {
	Name                 string             `json:"name"`
	Version              string             `json:"version"`
	License              npmLicense         `json:"license"`
	Licenses             npmLicense         `json:"licenses"`
	Dependencies         map[string]npmText `json:"dependencies"`
	DevDependencies      map[string]npmText `json:"devDependencies"`
	OptionalDependencies map[string]npmText `json:"optionalDependencies"`
	PeerDependencies     map[string]npmText `json:"peerDependencies"`
	PeerMeta             map[string]struct {
		Optional bool `json:"optional"`
	} `json:"peerDependenciesMeta"`
	Workspaces npmWorkspaces `json:"workspaces"`
	npmOrigin
}

// npmText is a string; other values become "".
type npmText string

func (t *npmText) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*t = npmText(s)
	}
	return nil
}

// npmLicense is a license in any of the forms that package.json has known: an
// expression, an object with a type, or a list of either, of which one may choose.
type npmLicense string

func (l *npmLicense) UnmarshalJSON(data []byte) error {
	var one npmText
	var object struct {
		Type npmText `json:"type"`
	}
	var list []npmLicense
	switch {
	case json.Unmarshal(data, &one) == nil && one != "":
		*l = npmLicense(one)
	case json.Unmarshal(data, &object) == nil:
		*l = npmLicense(object.Type)
	case json.Unmarshal(data, &list) == nil:
		var words []string
		for _, w := range list {
			if w != "" {
				words = append(words, string(w))
			}
		}
		*l = npmLicense(strings.Join(words, " OR "))
	}
	return nil
}

func (p *packageJSON) license() string { return licenseOf(string(p.License), string(p.Licenses)) }

// npmLocks are the lock files that stand for a package.json beside or below them.
func npmLocks() []string {
	return []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"}
}

// readPackageJSON reads a package.json. Inside node_modules it is an installed
// package whose bytes are in the tree. Beside or below a lock file it only says
// what is direct; without one its dependencies are components without version,
// because a range is no version.
func readPackageJSON(w *workspace, m manifest) (r report) {
	var p packageJSON
	if err := json.Unmarshal(withoutBOM(m.text), &p); err != nil {
		r.unparsable(m.path, jsonReason("package.json", m.text, err))
		return r
	}
	if strings.Contains("/"+m.path, "/node_modules/") {
		if p.Name != "" && installed(m.path, p.Name) {
			r.found = append(r.found, found{purl: npmPURL(p.Name, p.Version), name: p.Name, version: p.Version, distributed: true, license: p.license(), origin: p.origin(), source: path.Dir(m.path), path: m.path})
		}
		return r
	}
	locked := w.npmLocked(path.Dir(m.path))
	var own map[string]string
	if !locked {
		own = w.npmMembers(path.Dir(m.path))
	}
	var all []declaration
	for _, group := range p.groups() {
		for name, version := range group.names {
			if name == "" {
				continue
			}
			d := declaration{name: name, scope: group.scope, optional: group.optional, local: local(string(version))}
			if v, ok := own[name]; ok && linksTo(string(version), v) {
				d.local = true
			}
			if group.peers && p.PeerMeta[name].Optional {
				d.optional = true
			}
			if real := aliased(name + "@" + string(version)); real != name { // "npm:real@range" under another name
				_, spec := cutSpec(string(version[len("npm:"):]))
				d.name, version = real, npmText(spec)
			}
			if exactVersion(string(version)) {
				d.version = string(version)
			} else {
				d.allowed = string(version)
			}
			all = append(all, d)
		}
	}
	return declare(m, packageurl.TypeNPM, locked, all)
}

type npmGroup struct {
	scope    string
	names    map[string]npmText
	optional bool
	peers    bool
}

func (p *packageJSON) groups() []npmGroup {
	return []npmGroup{{scope: inventory.ScopeRuntime, names: p.Dependencies}, {scope: inventory.ScopeRuntime, names: p.OptionalDependencies, optional: true},
		{scope: inventory.ScopeRuntime, names: p.PeerDependencies, peers: true}, {scope: inventory.ScopeDev, names: p.DevDependencies}}
}

// installed reports whether a package.json is the one of the package's own
// directory and not of a file set deeper inside it.
func installed(p, name string) bool {
	dir := path.Dir(p)
	i := strings.LastIndex("/"+dir, "/node_modules/")
	return strings.TrimPrefix(("/" + dir)[i:], "/node_modules/") == name && strings.Count(name, "/") == strings.Count(name[:1], "@") // "rxjs/ajax" is a part
}

// exactVersion reports whether a range names one version: "1.2.3", not "^1.2.3" or "1.x".
func exactVersion(v string) bool {
	core, _, _ := strings.Cut(v, "-")
	core, _, _ = strings.Cut(core, "+")
	parts := strings.Split(core, ".")
	if len(parts) != 3 || strings.ContainsAny(v, " |*<>=^~") {
		return false
	}
	for _, part := range parts {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}

// packageLock is package-lock.json of version 1 (dependencies) or 2 and 3 (packages).
type packageLock struct {
	Version      int                `json:"lockfileVersion"`
	Packages     map[string]npmLock `json:"packages"`
	Dependencies map[string]npmTree `json:"dependencies"`
}

type npmLock struct {
	packageJSON
	Dev         bool   `json:"dev"`
	DevOptional bool   `json:"devOptional"`
	Link        bool   `json:"link"`
	Optional    bool   `json:"optional"`
	Resolved    string `json:"resolved"`
	Integrity   string `json:"integrity"`
}

type npmTree struct {
	Version      npmText            `json:"version"`
	Integrity    string             `json:"integrity"`
	Resolved     npmText            `json:"resolved"`
	Dev          bool               `json:"dev"`
	Dependencies map[string]npmTree `json:"dependencies"`
}

// readPackageLock reads a package-lock.json for what syft drops: development
// scope, the direct dependencies, and which entries are the repository's own.
func readPackageLock(w *workspace, m manifest) (r report) {
	if strings.Contains("/"+m.path, "/node_modules/") {
		return r // of a package that is installed; its package.json counts
	}
	var lock packageLock
	if err := json.Unmarshal(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, jsonReason("an npm lock file", m.text, err))
		return r
	}
	direct := directOf(w, m.path, lock.Packages)
	lines := keyLines(m.text)
	g := &lockGraph{}
	number := map[string]int{}
	for _, key := range sortedKeys(lock.Packages) {
		if strings.Count(key, "node_modules/") > maxNodeModules {
			r.unparsable(m.path, "packages are nested too deeply")
			return r
		}
		p := lock.Packages[key]
		i := strings.LastIndex(key, "node_modules/")
		name := p.Name
		if name == "" && i >= 0 {
			name = key[i+len("node_modules/"):]
		}
		if name == "" {
			name = key // syft's name for it
		}
		if name == "" {
			continue
		}
		f := found{purl: npmPURL(name, p.Version), name: name, version: p.Version, scope: inventory.ScopeRuntime, license: p.license(), optional: p.Optional,
			direct: direct[key], self: i < 0 || p.Link, hashes: integrity(p.Integrity), download: download(p.Resolved), origin: gitOrigin(p.Resolved), path: m.path, line: lines[key]}
		if p.Dev {
			f.scope = inventory.ScopeDev
		}
		number[key] = g.add(f)
	}
	for key, from := range number {
		p := lock.Packages[key]
		for _, group := range p.groups() {
			if group.scope != inventory.ScopeRuntime {
				continue
			}
			for name := range group.names {
				if to, ok := moduleAt(number, key, name); ok {
					g.need(from, to)
				}
			}
		}
	}
	r.add(g.report())
	if len(lock.Packages) == 0 {
		lockTree(&r, m.path, lock.Dependencies, direct, lines, 0)
	}
	return r
}

// maxNodeModules is how deep packages lie one in the other.
const maxNodeModules = 64

// moduleAt finds the entry that a package at a key loads under a name: in its own
// node_modules, or in those above.
func moduleAt(number map[string]int, key, name string) (int, bool) {
	for {
		if n, ok := number[path.Join(key, "node_modules", name)]; ok {
			return n, true
		}
		i := strings.LastIndex("/"+key, "/node_modules/")
		switch {
		case key == "":
			return 0, false
		case i > 0:
			key = key[:i-1]
		case i == 0:
			key = ""
		default: // a workspace
			if key = path.Dir(key); key == "." || key == "/" {
				key = ""
			}
		}
	}
}

// directOf returns the keys of the entries that the root or a workspace asks for.
func directOf(w *workspace, lockPath string, packages map[string]npmLock) map[string]bool {
	direct := map[string]bool{}
	mark := func(at string, p *packageJSON) {
		for _, g := range p.groups() {
			for name := range g.names {
				key := "node_modules/" + name
				if _, nested := packages[path.Join(at, key)]; nested {
					key = path.Join(at, key)
				}
				direct[key] = true
			}
		}
	}
	for key := range packages {
		if !strings.Contains(key, "node_modules/") {
			p := packages[key]
			mark(key, &p.packageJSON)
		}
	}
	if len(packages) == 0 {
		var p packageJSON
		if text, err := w.read(path.Join(path.Dir(lockPath), "package.json")); err == nil && json.Unmarshal(withoutBOM(text), &p) == nil {
			mark("", &p)
		}
	}
	return direct
}

func lockTree(r *report, file string, tree map[string]npmTree, direct map[string]bool, lines map[string]int, depth int) {
	if depth > 100 {
		if len(tree) > 0 && !slices.ContainsFunc(r.problems, func(p problem) bool { return p.path == file }) {
			r.unparsable(file, "packages are nested too deeply")
		}
		return
	}
	for name, p := range tree {
		f := found{purl: npmPURL(name, string(p.Version)), name: name, version: string(p.Version), scope: inventory.ScopeRuntime,
			direct: depth == 0 && direct["node_modules/"+name], self: local(string(p.Version)), hashes: integrity(p.Integrity), download: download(string(p.Resolved)), path: file, line: lines[name]}
		if p.Dev {
			f.scope = inventory.ScopeDev
		}
		r.found = append(r.found, f)
		lockTree(r, file, p.Dependencies, direct, lines, depth+1)
	}
}

// keyLines returns the first line on which each JSON key stands.
func keyLines(text []byte) map[string]int {
	lines := map[string]int{}
	n := 1
	for line := range bytes.Lines(text) {
		rest := bytes.TrimLeft(line, " \t")
		if len(rest) > 1 && rest[0] == '"' {
			if end := bytes.IndexByte(rest[1:], '"'); end > 0 && bytes.HasPrefix(bytes.TrimLeft(rest[end+2:], " \t"), []byte(":")) {
				key := string(rest[1 : end+1])
				if lines[key] == 0 {
					lines[key] = n
				}
			}
		}
		n++
	}
	return lines
}

func withoutBOM(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

// jsonReason says where JSON is broken; the text itself is not repeated.
func jsonReason(kind string, text []byte, err error) string {
	var syntax *json.SyntaxError
	var kindErr *json.UnmarshalTypeError
	offset := int64(-1)
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kindErr):
		offset = kindErr.Offset
	}
	if offset < 0 || offset > int64(len(text)) {
		return "not readable as " + kind
	}
	return fmt.Sprintf("not readable as %s, line %d", kind, bytes.Count(text[:offset], []byte("\n"))+1)
}

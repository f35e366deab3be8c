// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

func pypiPURL(name, version string) string { return purl(packageurl.TypePyPi, "", name, version) }

// pyPackage is a package of poetry.lock, pdm.lock, uv.lock or pylock.toml; each
// uses some of the fields.
type pyPackage struct {
	Name         string             `toml:"name"`
	Version      string             `toml:"version"`
	Optional     bool               `toml:"optional"`
	Category     string             `toml:"category"` // Poetry before 1.5
	Groups       []string           `toml:"groups"`
	Source       map[string]any     `toml:"source"`
	Directory    map[string]any     `toml:"directory"`
	Path         string             `toml:"path"` // PDM
	Dependencies any                `toml:"dependencies"`
	Extras       any                `toml:"extras"`                // Poetry: names and what they open; PDM: those that the entry is of
	OptionalDeps map[string][]uvRef `toml:"optional-dependencies"` // uv
	DevDeps      map[string][]uvRef `toml:"dev-dependencies"`      // uv
	Files        []pyFile           `toml:"files"`
	Wheels       []pyFile           `toml:"wheels"`
	SDist        pyFile             `toml:"sdist"`
}

type pyFile struct {
	Hash   string            `toml:"hash"`
	Hashes map[string]string `toml:"hashes"`
}

// uvRef is a dependency of a uv.lock.
type uvRef struct {
	Name    string   `toml:"name"`
	Version string   `toml:"version"`
	Extra   []string `toml:"extra"`
}

// hashes returns the digests of all archives of the package.
func (p *pyPackage) hashes() (out []string) {
	files := append(append([]pyFile{p.SDist}, p.Files...), p.Wheels...)
	for _, f := range files {
		if kind, digits, ok := strings.Cut(f.Hash, ":"); ok {
			out = append(out, hexDigest(kind, digits)...)
		}
		for _, kind := range sortedKeys(f.Hashes) {
			out = append(out, hexDigest(kind, f.Hashes[kind])...)
		}
	}
	return out
}

// readPythonLock reads poetry.lock, pdm.lock, uv.lock and pylock.toml (PEP 751).
func readPythonLock(w *workspace, m manifest) (r report) {
	base := path.Base(m.path)
	var lock struct {
		Package  []pyPackage `toml:"package"`
		Packages []pyPackage `toml:"packages"`
		Manifest struct {
			Members []string `toml:"members"`
		} `toml:"manifest"` // uv
		Metadata struct {
			Files map[string][]pyFile `toml:"files"` // Poetry before 1.5, PDM before 2.8
		} `toml:"metadata"`
	}
	if err := scanner.UnmarshalTOML(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, tomlReason(base, err))
		return r
	}
	header := "[[package]]"
	if len(lock.Package) == 0 {
		lock.Package, header = lock.Packages, "[[packages]]"
	}
	lines := packageLines(m.text, header)
	l := &pythonLock{w: w, m: m, packages: lock.Package, number: map[string][]int{}, members: map[string]bool{}}
	for _, name := range lock.Manifest.Members {
		l.members[plainName(name)] = true
	}
	for i := range lock.Package {
		p := &lock.Package[i]
		hashes := p.hashes()
		for _, f := range lock.Metadata.Files[p.Name] {
			hashes = append(hashes, (&pyPackage{SDist: f}).hashes()...)
		}
		f := found{purl: pypiPURL(p.Name, p.Version), name: p.Name, version: p.Version, optional: p.Optional, self: p.own(), hashes: hashes, path: m.path, line: lineAt(lines, i)}
		n := l.g.add(f)
		l.number[plainName(p.Name)] = append(l.number[plainName(p.Name)], n)
		l.beside = l.beside || p.own() && path.Clean(ownDir(p)) == "."
	}
	switch {
	case strings.HasSuffix(base, "uv.lock") || strings.HasSuffix(base, ".py.lock"):
		l.uv()
	case base == "poetry.lock":
		l.poetry()
	default:
		l.pdm()
	}
	return l.g.report()
}

// own reports a package whose source is a directory of the repository.
func (p *pyPackage) own() bool {
	for _, key := range []string{"editable", "virtual", "directory"} {
		if _, ok := p.Source[key]; ok {
			return true
		}
	}
	kind, _ := p.Source["type"].(string)
	return kind == "directory" || p.Path != "" || p.Directory != nil
}

type pythonLock struct {
	w        *workspace
	m        manifest
	g        lockGraph
	packages []pyPackage
	number   map[string][]int // plain name -> packages: markers may choose between versions
	members  map[string]bool  // plain names of the packages of a uv workspace
	beside   bool             // one of the packages is the project beside the lock file
}

// pyNode is a package with one of its extras, "" without.
type pyNode struct {
	n     int
	extra string
}

// spread gives a scope to all that a package asks for, extras included: edges
// that only an extra opens count where the extra is asked for.
func (l *pythonLock) spread(roots map[string][]pyNode, needs func(pyNode) []pyNode) {
	for _, scope := range scopeOrder {
		seen := map[pyNode]bool{}
		queue := append([]pyNode(nil), roots[scope]...)
		for ; len(queue) > 0; queue = queue[1:] {
			at := queue[0]
			if seen[at] {
				continue
			}
			seen[at] = true
			f := &l.g.nodes[at.n].found
			if f.scope == "" {
				f.scope = scope
			}
			for _, next := range needs(at) {
				l.g.need(at.n, next.n)
				if !seen[next] {
					queue = append(queue, next)
				}
			}
		}
	}
}

// asked turns "name" with extras into the packages it may mean.
func (l *pythonLock) asked(name string, extras []string) (out []pyNode) {
	for _, n := range l.g.few(l.number[plainName(name)]) {
		out = append(out, pyNode{n, ""})
		for _, e := range extras {
			out = append(out, pyNode{n, plainName(strings.TrimSpace(e))})
		}
	}
	return out
}

// uv follows a uv.lock, whose own packages name all they ask for.
func (l *pythonLock) uv() {
	refs := func(list []uvRef) (out []pyNode) {
		for _, ref := range list {
			for _, n := range l.asked(ref.Name, ref.Extra) {
				if ref.Version == "" || l.packages[n.n].Version == ref.Version {
					out = append(out, n)
				}
			}
		}
		return out
	}
	dependencies := func(p *pyPackage) (out []uvRef) {
		items, _ := p.Dependencies.([]any)
		for _, item := range items {
			t := table(item)
			name, _ := t["name"].(string)
			version, _ := t["version"].(string)
			out = append(out, uvRef{name, version, texts(t["extra"])})
		}
		return out
	}
	roots := map[string][]pyNode{}
	ask := func(scope string, role inventory.Role, list []uvRef) {
		scope = memberScope(scope, role)
		for _, n := range refs(list) {
			roots[scope] = append(roots[scope], n)
			l.g.nodes[n.n].direct = true
		}
	}
	for i := range l.packages {
		p := &l.packages[i]
		if !l.root(p) {
			continue
		}
		role := l.w.role(path.Join(path.Dir(l.m.path), ownDir(p), "pyproject.toml"))
		ask(inventory.ScopeRuntime, role, dependencies(p))
		for _, extra := range sortedKeys(p.OptionalDeps) {
			ask(extraScope(extra), role, p.OptionalDeps[extra])
		}
		for _, group := range sortedKeys(p.DevDeps) {
			ask(groupScope(group), role, p.DevDeps[group])
		}
	}
	l.spread(roots, func(at pyNode) (out []pyNode) {
		p := &l.packages[at.n]
		if l.root(p) {
			return nil
		}
		if at.extra == "" {
			return refs(dependencies(p))
		}
		for extra, list := range p.OptionalDeps {
			if plainName(extra) == at.extra {
				out = append(out, refs(list)...)
			}
		}
		return out
	})
}

// root reports whether a uv.lock was made for a package: a member of its
// workspace, or the project beside it when it names no members. Another own
// package is asked for by its path, and counts as far as somebody asks for it.
func (l *pythonLock) root(p *pyPackage) bool {
	if !p.own() {
		return false
	}
	if len(l.members) > 0 {
		return l.members[plainName(p.Name)]
	}
	return path.Clean(ownDir(p)) == "." || !l.beside
}

// ownDir is where an own package of a uv.lock lies.
func ownDir(p *pyPackage) string {
	for _, key := range []string{"editable", "virtual", "directory"} {
		if dir, ok := p.Source[key].(string); ok {
			return dir
		}
	}
	return "."
}

// poetry follows a poetry.lock: groups where the file has them (Poetry 2) or a
// category (before 1.5), else the pyproject.toml beside it.
func (l *pythonLock) poetry() {
	told := false
	for i := range l.packages {
		p := &l.packages[i]
		groups := p.Groups
		if len(groups) == 0 && p.Category != "" {
			groups = []string{p.Category}
		}
		if len(groups) > 0 {
			told = true
			l.g.nodes[i].scope = groupScope(groups...)
		}
	}
	roots := map[string][]pyNode{}
	for _, d := range l.w.pythonDeclared(path.Join(path.Dir(l.m.path), "pyproject.toml")) {
		for _, n := range l.asked(d.name, d.extras) {
			l.g.nodes[n.n].direct = true
			roots[d.scope] = append(roots[d.scope], n)
		}
	}
	needs := func(at pyNode) (out []pyNode) {
		p := &l.packages[at.n]
		deps := table(p.Dependencies)
		for _, name := range sortedKeys(deps) {
			optional, extras := poetrySpec(deps[name])
			if at.extra == "" && !optional || at.extra != "" && optional && inExtra(table(p.Extras), at.extra, name) {
				out = append(out, l.asked(name, extras)...)
			}
		}
		return out
	}
	if told { // every edge counts; scopes are known
		for i := range l.packages {
			for _, next := range needs(pyNode{i, ""}) {
				l.g.need(i, next.n)
			}
			for extra := range table(l.packages[i].Extras) {
				for _, next := range needs(pyNode{i, plainName(extra)}) {
					if l.g.nodes[next.n].found.optional { // asked for by somebody
						l.g.need(i, next.n)
					}
				}
			}
		}
		return
	}
	l.spread(roots, needs)
}

// poetrySpec reads a dependency of a package: a version, a table, or a list of tables.
func poetrySpec(v any) (optional bool, extras []string) {
	if list, ok := v.([]any); ok {
		optional = true
		for _, one := range list {
			o, e := poetrySpec(one)
			optional = optional && o
			extras = append(extras, e...)
		}
		return optional && len(list) > 0, extras
	}
	t := table(v)
	optional, _ = t["optional"].(bool)
	return optional, texts(t["extras"])
}

// inExtra reports whether an extra of a package names a dependency.
func inExtra(extras map[string]any, extra, name string) bool {
	for key, list := range extras {
		if plainName(key) != extra {
			continue
		}
		for _, text := range texts(list) {
			if m := requirement.FindStringSubmatch(text); m != nil && plainName(m[1]) == plainName(name) {
				return true
			}
		}
	}
	return false
}

// pdm follows a pdm.lock or a pylock.toml: groups, among them the extras of the
// project, and dependencies as requirements.
func (l *pythonLock) pdm() {
	extras := map[string]bool{}
	var doc map[string]any
	if text, err := l.w.read(path.Join(path.Dir(l.m.path), "pyproject.toml")); err == nil && scanner.UnmarshalTOML(withoutBOM(text), &doc) == nil {
		for extra := range table(table(doc["project"])["optional-dependencies"]) {
			extras[plainName(extra)] = true
		}
	}
	for i := range l.packages {
		p := &l.packages[i]
		for _, group := range p.Groups {
			scope := groupScope(group)
			if extras[plainName(group)] {
				scope = extraScope(group)
			}
			if f := &l.g.nodes[i].found; f.scope == "" || scopeRank(scope) < scopeRank(f.scope) {
				f.scope = scope
			}
		}
		items, _ := p.Dependencies.([]any)
		for _, item := range items {
			text, ok := item.(string)
			if !ok {
				text, _ = table(item)["name"].(string)
			}
			if m := requirement.FindStringSubmatch(text); m != nil {
				for _, to := range l.g.few(l.number[plainName(m[1])]) {
					l.g.need(i, to)
				}
			}
		}
	}
	for _, d := range l.w.pythonDeclared(path.Join(path.Dir(l.m.path), "pyproject.toml")) {
		for _, n := range l.number[plainName(d.name)] {
			l.g.root(n, d.scope)
		}
	}
}

// readPipfileLock reads a Pipfile.lock; the Pipfile beside it says what is direct.
func readPipfileLock(w *workspace, m manifest) (r report) {
	type pin struct {
		Version npmText   `json:"version"`
		Hashes  []npmText `json:"hashes"`
		Path    npmText   `json:"path"`
	}
	var lock map[string]json.RawMessage
	if err := json.Unmarshal(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, jsonReason("Pipfile.lock", m.text, err))
		return r
	}
	direct := map[string]bool{}
	if text, err := w.read(path.Join(path.Dir(m.path), "Pipfile")); err == nil {
		for _, d := range pipfileDeclared(text) {
			direct[plainName(d.name)] = true
		}
	}
	lines := keyLines(m.text)
	for _, section := range sortedKeys(lock) {
		if strings.HasPrefix(section, "_") {
			continue
		}
		var pins map[string]pin
		if err := json.Unmarshal(lock[section], &pins); err != nil {
			r.unparsable(m.path, "not readable as Pipfile.lock")
			return r
		}
		scope := groupScope(section)
		for _, name := range sortedKeys(pins) {
			p := pins[name]
			version := strings.TrimLeft(string(p.Version), "=")
			f := found{purl: pypiPURL(name, version), name: name, version: version, scope: scope, self: p.Path != "", direct: direct[plainName(name)], path: m.path, line: lines[name]}
			for _, h := range p.Hashes {
				kind, digits, _ := strings.Cut(string(h), ":")
				f.hashes = append(f.hashes, hexDigest(kind, digits)...)
			}
			r.found = append(r.found, f)
		}
	}
	return r
}

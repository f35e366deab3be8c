// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// cargoSections are the tables of a Cargo.toml that name dependencies.
func cargoSections() []lockSection {
	return []lockSection{{"dependencies", inventory.ScopeRuntime}, {"build-dependencies", inventory.ScopeBuild}, {"dev-dependencies", inventory.ScopeDev}}
}

// cargoDeclared calls yield for each dependency of a Cargo.toml, by the name of
// the package itself, those of targets included.
func cargoDeclared(doc map[string]any, yield func(name, scope string, spec any)) {
	tables := func(t map[string]any) {
		for _, section := range cargoSections() {
			list := table(t[section.name])
			if list == nil {
				list = table(t[strings.ReplaceAll(section.name, "-", "_")])
			}
			for _, name := range sortedKeys(list) {
				spec := list[name]
				if real, ok := table(spec)["package"].(string); ok {
					name = real
				}
				yield(name, section.scope, spec)
			}
		}
	}
	tables(doc)
	targets := table(doc["target"])
	for _, target := range sortedKeys(targets) {
		tables(table(targets[target]))
	}
}

// readCargo reads a Cargo.toml. In a directory that `cargo vendor` filled it is a
// package whose bytes are in the tree.
func readCargo(w *workspace, m manifest) (r report) {
	var doc map[string]any
	if err := scanner.UnmarshalTOML(withoutBOM(m.text), &doc); err != nil {
		r.unparsable(m.path, tomlReason("Cargo.toml", err))
		return r
	}
	own := table(doc["package"])
	name, _ := own["name"].(string)
	if w.has(path.Join(path.Dir(m.path), ".cargo-checksum.json")) {
		version, _ := own["version"].(string)
		license, _ := own["license"].(string)
		if name != "" {
			r.found = append(r.found, found{purl: purl(packageurl.TypeCargo, "", name, version), name: name, version: version, distributed: true, license: cargoLicense(license), origin: cargoOrigin(own), source: path.Dir(m.path), path: m.path})
		}
		return r
	}
	shared := table(table(doc["workspace"])["dependencies"])
	var all []declaration
	cargoDeclared(doc, func(name, scope string, spec any) {
		d := declaration{name: name, scope: scope}
		t := table(spec)
		if inherited, _ := t["workspace"].(bool); inherited {
			spec = w.cargoShared(path.Dir(m.path), shared)[name]
			d.optional, _ = t["optional"].(bool)
			if real, ok := table(spec)["package"].(string); ok {
				d.name = real
			}
			t = table(spec)
		} else {
			d.optional, _ = t["optional"].(bool)
		}
		d.allowed, _ = spec.(string)
		if v, ok := t["version"].(string); ok {
			d.allowed = v
		}
		if exact, ok := strings.CutPrefix(d.allowed, "="); ok && exactVersion(strings.TrimSpace(exact)) {
			d.version, d.allowed = strings.TrimSpace(exact), ""
		}
		_, d.local = t["path"]
		all = append(all, d)
	})
	return declare(m, packageurl.TypeCargo, w.cargoLocked(path.Dir(m.path), name), all)
}

// cargoShared returns the dependencies that the workspace of a directory shares.
func (w *workspace) cargoShared(dir string, own map[string]any) map[string]any {
	for own == nil {
		var doc map[string]any
		if text, err := w.read(path.Join(dir, "Cargo.toml")); err == nil && scanner.UnmarshalTOML(withoutBOM(text), &doc) == nil {
			own = table(table(doc["workspace"])["dependencies"])
		}
		if dir == "." {
			break
		}
		dir = path.Dir(dir)
	}
	return own
}

// cargoLocked reports whether a Cargo.lock beside a Cargo.toml or above it knows
// the package.
func (w *workspace) cargoLocked(dir, name string) bool {
	for at := dir; ; at = path.Dir(at) {
		if text, err := w.read(path.Join(at, "Cargo.lock")); err == nil && (at == dir || strings.Contains(string(text), "name = \""+name+"\"\n")) {
			return true
		}
		if at == "." {
			return false
		}
	}
}

// cargoLicense reads the field "license", where older crates write "/" for OR.
func cargoLicense(text string) string { return licenseOf(strings.ReplaceAll(text, "/", " OR ")) }

// cargoPackage is a package of a Cargo.lock.
type cargoPackage struct {
	Name         string   `toml:"name"`
	Version      string   `toml:"version"`
	Source       string   `toml:"source"`
	Checksum     string   `toml:"checksum"`
	Dependencies []string `toml:"dependencies"`
}

// readCargoLock reads a Cargo.lock. It does not tell apart what a package needs
// to run, to build or for its tests; the Cargo.toml files of the repository say
// so of its own packages, and what those need has the scope under which it is
// reached from them.
func readCargoLock(w *workspace, m manifest) (r report) {
	var lock struct {
		Package []cargoPackage `toml:"package"`
	}
	if err := scanner.UnmarshalTOML(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, tomlReason("Cargo.lock", err))
		return r
	}
	lines := packageLines(m.text, "[[package]]")
	g := &lockGraph{}
	number := map[string]int{} // "name", "name version", "name version (source)"
	for i, p := range lock.Package {
		f := found{purl: purl(packageurl.TypeCargo, "", p.Name, p.Version), name: p.Name, version: p.Version, self: p.Source == "", hashes: hexDigest("sha256", p.Checksum),
			path: m.path, line: lineAt(lines, i)}
		n := g.add(f)
		for _, key := range []string{p.Name, p.Name + " " + p.Version, p.Name + " " + p.Version + " (" + p.Source + ")"} {
			number[key] = n
		}
	}
	members := w.cargoMembers(path.Dir(m.path))
	for i, p := range lock.Package {
		member, isMember := members[p.Name]
		for _, key := range p.Dependencies {
			to, ok := number[key]
			switch {
			case !ok:
			case p.Source != "" || !isMember:
				g.need(i, to)
			default:
				name, _, _ := strings.Cut(key, " ")
				scope, declared := member.scopes[name]
				if !declared {
					scope = inventory.ScopeRuntime
				}
				g.root(to, memberScope(scope, member.role))
			}
		}
	}
	return g.report()
}

// cargoMember is a package of the repository.
type cargoMember struct {
	role   inventory.Role
	scopes map[string]string // package that it asks for -> strongest scope
}

// cargoMembers reads the Cargo.toml files in a directory and below it.
func (w *workspace) cargoMembers(dir string) map[string]cargoMember {
	members := map[string]cargoMember{}
	for _, p := range w.named(dir, "Cargo.toml") {
		if at := path.Dir(p); at != dir && w.has(path.Join(at, "Cargo.lock")) || w.has(path.Join(at, ".cargo-checksum.json")) {
			continue // a workspace of its own, a vendored package
		}
		var doc map[string]any
		text, err := w.read(p)
		if err != nil || scanner.UnmarshalTOML(withoutBOM(text), &doc) != nil {
			continue // its own reader says so
		}
		name, _ := table(doc["package"])["name"].(string)
		one := cargoMember{w.role(p), map[string]string{}}
		cargoDeclared(doc, func(name, scope string, spec any) {
			if inherited, _ := table(spec)["workspace"].(bool); inherited {
				if real, ok := table(w.cargoShared(path.Dir(p), nil)[name])["package"].(string); ok {
					name = real
				}
			}
			if old, ok := one.scopes[name]; !ok || scopeRank(scope) < scopeRank(old) {
				one.scopes[name] = scope
			}
		})
		if _, twice := members[name]; !twice && name != "" {
			members[name] = one
		}
	}
	return members
}

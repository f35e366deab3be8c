// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package vuln

import (
	"strings"
	"unicode"

	"deps.dev/util/semver"
	"github.com/anchore/packageurl-go"
)

// ecosystem joins the name that OSV gives to a place of packages, its type of
// package URL, and the rules of its versions.
type ecosystem struct {
	osv    string
	purl   string
	system semver.System
	name   func(namespace, name string) string // OSV's name of a package
}

// ecosystems is the table of those whose packages a source repository names.
// Distributions are not among them: what they patch has versions of their own.
func ecosystems() []ecosystem {
	slash := func(namespace, name string) string { return strings.Trim(namespace+"/"+name, "/") }
	// Of Go and npm as well: a package URL is written in small letters there, and what
	// wrote one may or may not have kept the capitals of the name.
	lower := func(namespace, name string) string { return strings.ToLower(slash(namespace, name)) }
	return []ecosystem{
		{"Go", packageurl.TypeGolang, semver.Go, lower},
		{"npm", packageurl.TypeNPM, semver.NPM, lower},
		{"PyPI", packageurl.TypePyPi, semver.PyPI, func(_, name string) string { return pep503(name) }},
		{"crates.io", packageurl.TypeCargo, semver.Cargo, slash},
		{"Maven", packageurl.TypeMaven, semver.Maven, func(namespace, name string) string { return namespace + ":" + name }},
		{"NuGet", packageurl.TypeNuget, semver.NuGet, lower},
		{"RubyGems", packageurl.TypeGem, semver.RubyGems, slash},
		{"Packagist", packageurl.TypeComposer, semver.Composer, lower},
		{"Pub", packageurl.TypePub, semver.DefaultSystem, slash},
		{"Hex", packageurl.TypeHex, semver.DefaultSystem, slash},
		{"ConanCenter", packageurl.TypeConan, semver.DefaultSystem, func(_, name string) string { return name }},
		{"SwiftURL", packageurl.TypeSwift, semver.DefaultSystem, lower},
		{"GitHub Actions", packageurl.TypeGithub, semver.DefaultSystem, lower},
	}
}

// keyOf is the key of a package under which its records are kept; "" when its
// ecosystem is not known here. OSV may add a variant ("Packagist:https://...").
func keyOf(osvEcosystem, name string) (eco, key string) {
	base, variant, _ := strings.Cut(osvEcosystem, ":")
	if name == "" || variant != "" || strings.ContainsFunc(name, unicode.IsControl) {
		return "", ""
	}
	for _, e := range ecosystems() {
		if e.osv != base {
			continue
		}
		switch base {
		case "PyPI":
			name = pep503(name)
		case "Go", "npm", "NuGet", "Packagist", "GitHub Actions":
			name = strings.ToLower(name)
		case "SwiftURL":
			name = strings.TrimSuffix(strings.ToLower(strings.TrimPrefix(name, "https://")), ".git")
		}
		return base, base + "\t" + name
	}
	return "", ""
}

// pep503 is the normal form of a name on PyPI.
func pep503(name string) string {
	parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '-' || r == '_' || r == '.' })
	return strings.Join(parts, "-")
}

// target is a component as the database knows it.
type target struct {
	eco     ecosystem
	key     string
	version string
}

// targetOf reads a package URL. ok is false for one that cannot be read; a type
// that no ecosystem has gives an empty key.
func targetOf(purl string) (t target, ok bool) {
	p, err := packageurl.FromString(purl)
	if err != nil {
		return t, false
	}
	for _, e := range ecosystems() {
		if e.purl == p.Type {
			name := e.name(p.Namespace, p.Name)
			return target{e, e.osv + "\t" + name, p.Version}, true
		}
	}
	return target{version: p.Version}, true
}

// order compares versions by the rules of an ecosystem.
type order struct{ system semver.System }

func (e ecosystem) order(strict bool) order {
	if strict && e.system != semver.Go {
		return order{semver.DefaultSystem}
	}
	return order{e.system}
}

// parse reads a version. In OSV those of Go have no "v", in package URLs they have.
func (o order) parse(version string) (*semver.Version, error) {
	if o.system == semver.Go && !strings.HasPrefix(version, "v") {
		version = "v" + version
	}
	if o.system == semver.DefaultSystem {
		version = strings.TrimPrefix(version, "v")
	}
	return o.system.Parse(version)
}

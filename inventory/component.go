// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import "slices"

// Scopes of a component, strongest first.
const (
	ScopeRuntime = "runtime" // part of the program, or loaded by it
	ScopeBuild   = "build"   // needed to build it: compilers, plugins, code generators
	ScopeDev     = "dev"     // for those who work on it; also what a list names and nothing uses
	ScopeTest    = "test"    // used by tests only
	ScopeCI      = "ci"      // used by pipelines only
)

// What is known of whether a component's code is linked into the program.
const (
	LinkedYes       = "yes"       // a package of it is imported, directly or over others, by a package of the product that is no test
	LinkedElsewhere = "elsewhere" // the same, but only on other platforms than linux/amd64
	LinkedNo        = "no"        // a list names it, and no package of the product imports it
)

// Component is a package that the release contains or needs (SPDX package).
//
// Two facts are loud when they are missing: a Version of "" says that no file of
// the tree names one (Range may tell what is allowed), and a license of "" that
// none is known.
type Component struct {
	PURL    string `json:"purl"` // without version when that is unknown
	Name    string `json:"name"`
	Version string `json:"version"` // "" when unknown
	// Range is what a manifest allows, in the words of its ecosystem ("^1.2",
	// ">=2,<3"); "" when it names exactly one version or nothing. Several are
	// joined by " | ".
	Range       string `json:"range,omitempty"`
	Type        string `json:"type"`  // purl type: npm, maven, golang, ...
	Scope       string `json:"scope"` // one of the Scope constants, the strongest of all that are known
	Role        Role   `json:"role"`  // strongest role of the evidence files, product first
	Direct      bool   `json:"direct"`
	Distributed bool   `json:"distributed"`        // bytes are in the tree, not fetched
	Optional    bool   `json:"optional,omitempty"` // the release works without it, wherever it is asked for
	Linked      string `json:"linked,omitempty"`   // one of the Linked constants; "" when it could not be told
	// Via is the purl of the component before it on a shortest path from the
	// root, among those of its scope or a stronger one; "" when it is direct or
	// no lock file tells. See PathTo.
	Via string `json:"via,omitempty"`
	// Requires are the purls of the components that it requires itself, sorted,
	// as lock files tell; empty and not nil when they tell that there is none.
	Requires []string `json:"requires,omitzero"`
	Hashes   []string `json:"hashes,omitempty"` // of the archive that is fetched, as a lock file pins it: "sha512:" and hexadecimal digits, sorted
	// Download is the URL that the archive is fetched from, as a lock file names it; "" when none does.
	Download string `json:"download,omitempty"`
	// Sum is the hash of a Go module's files, not of its archive, as go.sum pins it: "h1:" and base64; "" when none does.
	Sum string `json:"sum,omitempty"`
	// Origin is who made it and where its source is, as it says itself; nil when it does not.
	Origin   *Origin           `json:"origin,omitempty"`
	Licenses ComponentLicenses `json:"licenses"`
	// Online is what a service was asked for on demand, about a component without a known license; nil when it was not.
	Online   *Lookup    `json:"online,omitempty"`
	Evidence []Evidence `json:"evidence"`
}

// ComponentLicenses keeps what a package says of itself apart from what was
// found in its files. "" means unknown.
type ComponentLicenses struct {
	Declared  string `json:"declared"`
	Concluded string `json:"concluded"`
	// Texts are the places in the package's own files that Concluded rests on, in
	// path order; empty when it is "".
	Texts []LicenseText `json:"texts,omitempty"`
	// Others are the package's own license files that are not among Texts: nothing
	// was recognized in them, or too little to conclude anything. In path order.
	Others []LicenseFile `json:"others,omitempty"`
}

// LicenseFile is a file of a package that should hold its license.
type LicenseFile struct {
	Cache  string `json:"cache,omitempty"` // as in LicenseText
	Path   string `json:"path"`
	Digest string `json:"digest"` // "sha256:" and hexadecimal digits of the file
}

// LicenseText is a license in a file of a package.
type LicenseText struct {
	Cache      string `json:"cache,omitempty"` // the cache outside of the tree that Path is relative to: one of the Cache constants; "" for the tree
	Path       string `json:"path"`            // "a.jar!/META-INF/LICENSE" for a file in an archive
	Line       int    `json:"line"`            // from 1
	Expression string `json:"expression"`
	Digest     string `json:"digest"` // "sha256:" and hexadecimal digits of the file
}

// Caches outside of the tree that licenses of components may come from.
const (
	CacheGo          = "go"           // GOMODCACHE
	CacheCargo       = "cargo"        // registry/src of CARGO_HOME
	CacheCrates      = "crates"       // registry/cache of CARGO_HOME
	CacheMaven       = "maven"        // the local repository of Maven
	CacheGradle      = "gradle"       // caches/modules-2/files-2.1 of GRADLE_USER_HOME
	CacheNPM         = "npm"          // _cacache of npm
	CachePnpm        = "pnpm"         // the stores of pnpm
	CacheYarn        = "yarn"         // the global cache of Yarn 2 and later
	CacheYarnClassic = "yarn-classic" // v6 of the cache of Yarn 1
	CacheNuGet       = "nuget"        // the global packages of NuGet
	CacheUV          = "uv"           // the cache of uv
	CacheVenv        = "venv"         // VIRTUAL_ENV
	CacheConda       = "conda"        // CONDA_PREFIX
	CacheComposer    = "composer"     // files of the cache of Composer
	CacheGems        = "gems"         // the home of RubyGems
	CachePub         = "pub"          // PUB_CACHE of Dart
)

// Fields of a component that a place can prove beside its name.
const (
	ProvesVersion     = "version"
	ProvesRange       = "range"
	ProvesScope       = "scope"
	ProvesDirect      = "direct"
	ProvesDistributed = "distributed"
	ProvesLinked      = "linked"
	ProvesRequires    = "requires"
	ProvesHash        = "hash"
	ProvesDownload    = "download"
	ProvesSum         = "sum"
	ProvesAuthors     = "authors"
	ProvesAddresses   = "addresses" // repository with revision, homepage, issues
	ProvesLicense     = "license"   // declared
)

// Evidence is a place that proves a component. The digest of the file is that of
// the Manifest of the same path.
type Evidence struct {
	Path string `json:"path"`
	Line int    `json:"line,omitempty"` // 0 when the whole file is the evidence
	// Proves names the fields that are known from there, sorted: the Proves constants.
	Proves []string `json:"proves,omitempty"`
}

// Manifest is a file that components were read from: a manifest, a lock file, an
// archive, an executable.
type Manifest struct {
	Path       string `json:"path"`
	Kind       string `json:"kind"` // for people: "Gradle script"
	Role       Role   `json:"role"`
	Digest     string `json:"digest"`     // "sha256:" and hexadecimal digits of the content; "" when it was not read whole
	Components int    `json:"components"` // for which it is evidence
}

// PathTo returns the purls on a shortest path from the root to a component, its
// own last: one for a direct component, none when no path is known.
func PathTo(components []Component, purl string) []string {
	var out []string
	for _, c := range NewPaths(components).To(purl) {
		out = append(out, c.PURL)
	}
	return out
}

// Paths finds paths from the root to components. It shares the list that it was made of.
type Paths map[string]*Component // by purl

// NewPaths makes the Paths of a list.
func NewPaths(components []Component) Paths {
	p := make(Paths, len(components))
	for i := range components {
		p[components[i].PURL] = &components[i]
	}
	return p
}

// To is [PathTo] with the components themselves.
func (p Paths) To(purl string) []*Component {
	var path []*Component
	for c := p[purl]; c != nil && len(path) <= len(p); c = p[c.Via] {
		path = append(path, c)
		if c.Direct {
			slices.Reverse(path)
			return path
		}
	}
	return nil
}

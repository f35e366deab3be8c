// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/spdx"
)

// Vendored copies: code of others that lies in the tree and that no manifest
// names. A directory below a vendored root is one when it holds a license file of
// its own, or tells its version; elsewhere when it does both, and the license is not that
// of the repository. A single file is one when its first comment names it with a version.

const (
	maxVendoredDepth = 4    // levels below a vendored root at which a library may begin
	maxVendored      = 5000 // libraries of one tree
)

// copies looks for vendored copies.
type copies struct {
	w           *workspace
	by          LicenseReader
	files       map[string][]*scanner.TreeEntry // by directory
	subdirs     map[string][]string             // by directory, sorted
	taken       map[string]bool                 // directories that a package manager answers for
	rootLicense *spdx.Expr                      // of the repository; nil when it is not known
	own         map[string]bool                 // names of the repository's own packages, plain
	packages    sync.Once                       // own has the names of package.json files, too
	claimed     map[string]string               // directory of a copy -> its plain name
	out         report
	lastDir     string // see managed
	lastManaged bool
}

// vendoredCopies returns the copies that nothing known so far speaks for.
func vendoredCopies(w *workspace, known []found, by LicenseReader) report {
	if len(w.tree.Entries()) == 0 {
		return report{}
	}
	c := &copies{w: w, by: by, files: map[string][]*scanner.TreeEntry{}, subdirs: map[string][]string{}, taken: map[string]bool{}, own: map[string]bool{}, claimed: map[string]string{}}
	for i := range known {
		f := &known[i]
		if f.source != "" {
			c.taken[f.source] = true
		}
		if f.self {
			c.own[copyName(f.name)] = true
		}
	}
	entries := w.tree.Entries()
	if mayHoldCopies(entries) {
		for i := range entries {
			if e := &entries[i]; e.Regular() {
				dir := path.Dir(e.Path)
				c.note(dir)
				c.files[dir] = append(c.files[dir], e)
			}
		}
		if c.by != nil {
			c.rootLicense = c.expression(c.licenseOf("."), true)
		}
		c.directories(".", 0)
		c.apart()
	}
	for i := range entries {
		if e := &entries[i]; e.Regular() && len(c.out.found) < maxVendored {
			c.file(e)
		}
	}
	return c.out
}

// isOwn reports whether a name is that of a package of the repository.
func (c *copies) isOwn(name string) bool {
	c.packages.Do(func() {
		for _, e := range c.w.tree.Entries() {
			if path.Base(e.Path) == "package.json" && c.w.role(e.Path) == inventory.RoleProduct && !c.managed(e.Path) {
				if p, ok := c.w.packageJSON(e.Path); ok {
					c.own[copyName(p.Name)] = true
				}
			}
		}
	})
	return c.own[copyName(name)]
}

// mayHoldCopies reports whether a directory of a tree can be a copy at all.
func mayHoldCopies(entries []scanner.TreeEntry) bool {
	return slices.ContainsFunc(entries, func(e scanner.TreeEntry) bool {
		return e.Role == inventory.RoleVendored || strings.Contains(e.Path, "/") && isOwnLicense(path.Base(e.Path))
	})
}

// note remembers a directory and those above it.
func (c *copies) note(dir string) {
	for dir != "." {
		if _, known := c.files[dir]; known {
			return
		}
		c.files[dir] = nil
		up := path.Dir(dir)
		c.subdirs[up] = append(c.subdirs[up], dir)
		dir = up
	}
}

// isVendoredRoot knows directories that hold a project of others each; those of
// package managers have manifests.
func isVendoredRoot(dir string) bool {
	switch strings.ToLower(path.Base(dir)) {
	case "vendor", "vendors", "vendored", "_vendor", "third_party", "third-party", "thirdparty", "third_parties", "3rdparty", "3rd_party", "3rd-party":
		return true
	case "external", "externals", "extern", "deps":
		return !strings.Contains(dir, "/")
	}
	return false
}

// isManaged knows directories that package managers fill.
func isManaged(dir string) bool {
	switch path.Base(dir) {
	case "node_modules", "bower_components", "jspm_packages", "site-packages", "dist-packages", "Pods", "Carthage", ".git":
		return true
	}
	return false
}

// directories visits what lies below a directory; level counts from the innermost
// vendored root, 0 outside of any.
func (c *copies) directories(dir string, level int) {
	for _, d := range slices.Sorted(slices.Values(c.subdirs[dir])) {
		if isManaged(d) || c.taken[d] || len(c.out.found) >= maxVendored {
			continue
		}
		switch {
		case isVendoredRoot(d):
			c.directories(d, 1)
		case level == 0:
			c.directories(d, 0)
		case level <= maxVendoredDepth:
			if c.inside(d) == "" && c.holdsVendored(d) {
				c.library(d)
			}
			c.directories(d, level+1)
		}
	}
}

// inside returns the plain name of the copy that a path lies in, "" for none.
func (c *copies) inside(p string) string {
	for d := p; d != "."; d = path.Dir(d) {
		if name := c.claimed[d]; name != "" {
			return name
		}
		if isVendoredRoot(d) && d != p {
			return ""
		}
	}
	return ""
}

// holdsVendored reports whether a file directly in a directory, or of a license or
// version below it, is vendored: .gitattributes may say that it is the project's own.
func (c *copies) holdsVendored(dir string) bool {
	return len(c.files[dir]) == 0 || slices.ContainsFunc(c.files[dir], func(e *scanner.TreeEntry) bool {
		return e.Role == inventory.RoleVendored || e.Role == inventory.RoleTest
	})
}

// library makes a copy of a directory below a vendored root, when something tells what it is.
func (c *copies) library(dir string) {
	license := c.licenseOf(dir)
	v, ok := c.version(dir)
	if !ok && license == nil {
		if v, ok = c.notice(dir); !ok {
			return
		}
	}
	c.claim(dir, license, v)
}

// notice finds a C file directly in a directory whose head puts it under another license than
// that of the repository: the directory is of others, in a version that nothing tells.
func (c *copies) notice(dir string) (evidence, bool) {
	for _, e := range c.files[dir] {
		if isC(e.Path) && rightsWords.Match(headComment(e.Head)) {
			return c.foreignHead(e) // the other files have the same, as a rule
		}
	}
	return evidence{}, false
}

// foreignHead looks for a license in the head of a file that is not that of the repository.
func (c *copies) foreignHead(e *scanner.TreeEntry) (evidence, bool) {
	if c.by == nil || e.Size > maxSingleFile {
		return evidence{}, false
	}
	text, err := c.w.read(e.Path)
	if err != nil {
		return evidence{}, false
	}
	o := ownLicense{w: c.w, by: c.by}
	o.look(ownFile{path: e.Path, content: text, head: true})
	if len(o.texts) == 0 || c.rootLicense == nil || spdx.Agree(c.rootLicense, and(distinct(o.texts))) {
		return evidence{}, false
	}
	return evidence{path: e.Path, line: o.texts[0].Line}, true
}

func (c *copies) claim(dir string, license *scanner.TreeEntry, v evidence) {
	name := cmp.Or(v.name, nameOfDir(dir))
	if c.isOwn(name) && v.kind != packageurl.TypeNPM {
		return
	}
	f := found{name: name, version: v.version, distributed: true, vendored: true, source: dir, path: v.path, line: v.line}
	f.purl = vendoredPURL(v.kind, name, v.version)
	if f.path == "" {
		f.path, f.line = license.Path, 1
	}
	if license == nil && isC(f.path) {
		f.source = f.path // its head may tell the license
	}
	c.claimed[dir] = copyName(name)
	c.out.found = append(c.out.found, f)
	if license != nil && license.Path != f.path {
		g := f
		g.path, g.line, g.version = license.Path, 1, ""
		c.out.found = append(c.out.found, g)
	}
}

func vendoredPURL(kind, name, version string) string {
	namespace := ""
	if kind == packageurl.TypeNPM {
		if scope, base, ok := strings.Cut(name, "/"); ok {
			namespace, name = scope, base
		}
	} else {
		kind, name = packageurl.TypeGeneric, strings.ReplaceAll(strings.ToLower(name), " ", "-")
	}
	return purl(kind, namespace, name, version)
}

// licenseOf returns the license file of a directory, nil when it has none.
func (c *copies) licenseOf(dir string) *scanner.TreeEntry {
	for _, e := range c.files[dir] {
		if isOwnLicense(path.Base(e.Path)) && e.Size > 0 {
			return e
		}
	}
	return nil
}

// apart finds copies outside of vendored roots: a directory with a license file of
// its own under another license than the repository, and a version.
func (c *copies) apart() {
	if c.rootLicense == nil {
		return
	}
	var dirs []string
	for dir := range c.files {
		if dir != "." && c.licenseOf(dir) != nil && !c.belowRoot(dir) {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	for _, dir := range dirs {
		license := c.licenseOf(dir)
		if c.inside(dir) != "" || c.w.role(license.Path) != inventory.RoleProduct || c.isProject(dir) || len(c.out.found) >= maxVendored {
			continue
		}
		v, ok := c.version(dir)
		if e := c.expression(license, false); ok && e != nil && !spdx.Agree(c.rootLicense, e) {
			c.claim(dir, license, v)
		}
	}
}

// belowRoot reports whether a directory is one that directories has looked at, or that a package manager fills.
func (c *copies) belowRoot(dir string) bool {
	for d := dir; d != "."; d = path.Dir(d) {
		if isVendoredRoot(d) || isManaged(d) || c.taken[d] {
			return true
		}
	}
	return false
}

// isProject reports whether a directory has a manifest of a package of the repository.
func (c *copies) isProject(dir string) bool {
	return slices.ContainsFunc(c.files[dir], func(e *scanner.TreeEntry) bool {
		switch base := path.Base(e.Path); base {
		case "package.json", "pom.xml", "Cargo.toml", "go.mod", "setup.py", "pyproject.toml", "composer.json", "build.gradle", "build.gradle.kts", "Package.swift", "pubspec.yaml", "mix.exs":
			return true
		default:
			return strings.HasSuffix(base, ".csproj") || strings.HasSuffix(base, ".gemspec")
		}
	})
}

// expression is what a license file says, nil when that is not known; main asks for its first
// text alone, behind which stand those of bundled code.
func (c *copies) expression(e *scanner.TreeEntry, main bool) *spdx.Expr {
	if e == nil || e.Size > maxLicenseBytes {
		return nil
	}
	text, err := c.w.read(e.Path)
	if err != nil {
		return nil
	}
	o := ownLicense{w: c.w, by: c.by}
	o.look(ownFile{path: e.Path, content: text})
	if main {
		o.texts = o.texts[:min(len(o.texts), 1)]
	}
	return and(distinct(o.texts))
}

var (
	versionInDir = regexp.MustCompile(`^(.+?)[-_]v?(\d+(?:\.\d+)+(?:[-.]?(?:rc|beta|alpha|p)\.?\d*)?)$`)
	notPlain     = regexp.MustCompile(`[^a-z0-9]+`)
)

// nameOfDir is the name of a directory without a version behind it.
func nameOfDir(dir string) string {
	base := path.Base(dir)
	for {
		up := path.Dir(dir)
		switch strings.ToLower(base) {
		case "src", "source", "sources", "include", "inc", "lib", "libs", "library", "js", "css", "dist", "code", "cpp", "c", "build", "min":
			if up != "." && !isVendoredRoot(up) {
				dir, base = up, path.Base(up)
				continue
			}
		}
		break
	}
	if m := versionInDir.FindStringSubmatch(base); m != nil {
		return m[1]
	}
	return base
}

// copyName is a name to compare: lower case, letters and digits, without scope and
// the "js" behind it.
func copyName(name string) string {
	plain := notPlain.ReplaceAllString(strings.ToLower(name[strings.LastIndexByte(name, '/')+1:]), "")
	return cmp.Or(strings.TrimSuffix(plain, "js"), plain)
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// library is third-party code below a vendored root: the unit in which
// licenses of vendored code are judged.
type library struct {
	dir      string
	first    *inventory.File // its first file that is more than bookkeeping; nil: nothing to license
	files    int
	licensed bool            // some file grants a license or a manifest names one
	text     *inventory.File // a license file in which nothing was recognized
}

// libraries groups the vendored files.
func libraries(inv *inventory.Inventory) map[string]*library {
	out := map[string]*library{}
	known := map[string]bool{} // expressions that parse
	for i := range inv.Files {
		f := &inv.Files[i]
		if f.Role != inventory.RoleVendored && !vendoredPath(f.Path) {
			continue
		}
		dir, ok := libraryOf(f.Path)
		if !ok && f.Header == nil {
			continue // bookkeeping beside the libraries: modules.txt, OWNERS
		}
		lib := out[dir]
		if lib == nil {
			lib = &library{dir: dir}
			out[dir] = lib
		}
		lib.files++
		for k := range f.Licenses {
			l := &f.Licenses[k]
			if strong(l) || l.Class == inventory.ClassManifest {
				ok, seen := known[l.Expression]
				if !seen {
					_, err := spdx.Parse(l.Expression)
					ok = err == nil && loneException(l.Expression) == ""
					known[l.Expression] = ok
				}
				lib.licensed = lib.licensed || ok
			}
		}
		_, name := split(f.Path)
		if lib.text == nil && isLicenseName(name) && f.Header == nil {
			lib.text = f
		}
		if lib.first == nil && f.Role == inventory.RoleVendored && !bookkeeping(name) && !buildWrapper(f.Path) {
			lib.first = f
		}
	}
	return out
}

// LibraryOf is the directory of the vendored library that holds a path, or the
// path itself when it is one on its own.
func LibraryOf(path string) string {
	dir, _ := libraryOf(path)
	return dir
}

// libraryOf returns the library directory of a path: the first level below the
// innermost vendored root, or more where the package manager nests them. ok is
// false for a file directly below a root or outside of any; it stands for
// itself then.
func libraryOf(path string) (dir string, ok bool) {
	segments := strings.Split(path, "/")
	names := segments[:len(segments)-1]
	root := -1
	for i, s := range names {
		if isVendoredRoot(s, i) {
			root = i
		}
	}
	if root < 0 && len(names) > 0 {
		return strings.Join(names, "/"), true // vendored by attribute: its directory
	}
	below := names[root+1:]
	if len(below) == 0 {
		return path, false
	}
	depth := 1
	switch {
	case strings.HasPrefix(below[0], "@"): // npm scope
		depth = 2
	case names[root] == "vendor" && strings.Contains(below[0], "."): // Go module path
		depth = 2
		if slices.Contains([]string{"github.com", "gitlab.com", "bitbucket.org", "golang.org", "gitee.com", "codeberg.org"}, below[0]) {
			depth = 3
		}
	}
	return strings.Join(names[:root+1+min(depth, len(below))], "/"), true
}

func vendoredPath(path string) bool {
	segments := strings.Split(path, "/")
	for i, s := range segments[:len(segments)-1] {
		if isVendoredRoot(s, i) {
			return true
		}
	}
	return false
}

// isVendoredRoot knows the names of directories that hold other people's
// projects, one directory each; docs/roles.md lists them.
func isVendoredRoot(segment string, depth int) bool {
	switch strings.ToLower(segment) {
	case "vendor", "vendors", "vendored", "_vendor", "third_party", "third-party", "thirdparty", "third_parties", "3rdparty", "3rd_party", "3rd-party",
		"node_modules", "bower_components", "jspm_packages", "site-packages", "dist-packages", "godeps":
		return true
	case "external", "externals", "extern", "deps":
		return depth == 0
	}
	return segment == "Pods" || segment == "Carthage"
}

// buildWrapper reports whether a path belongs to the launcher that a build tool
// checks into every project. It builds the release and is no part of it.
func buildWrapper(path string) bool {
	dir, name := split(path)
	switch name {
	case "gradlew", "gradlew.bat", "mvnw", "mvnw.cmd":
		return true
	}
	for _, d := range []string{"gradle/wrapper", ".mvn/wrapper", ".yarn/releases", ".yarn/plugins", ".yarn/sdks", ".yarn/cache"} {
		if dir == d || strings.HasSuffix(dir, "/"+d) || strings.HasPrefix(dir, d+"/") || strings.Contains(dir, "/"+d+"/") {
			return true
		}
	}
	return false
}

// bookkeeping names files that say something about a directory and are no part
// of a library.
func bookkeeping(name string) bool {
	return hasStem(name, "owners", "readme", "build", "license", "licence", "copying", "notice", "authors", "contributors", "patents", "changelog",
		".gitignore", ".gitkeep", ".gitattributes", "cmakelists")
}

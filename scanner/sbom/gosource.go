// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// goPackage is what the files of one directory import.
type goPackage struct {
	here    bool // there are Go files
	imports []goEdge
}

// maxGoFile is how much of a Go file is read for its imports, in bytes.
const maxGoFile = 1 << 20

// goPackageDirs returns the directories below a module that hold Go files and
// belong to it: not those of nested modules, vendor, testdata, or beginning with
// "." or "_" (`go help packages`).
func (w *workspace) goPackageDirs(dir string) (out []string) {
	x := w.paths()
	nested := map[string]bool{}
	for _, p := range w.named(dir, "go.mod") {
		if d := path.Dir(p); d != dir {
			nested[d] = true
		}
	}
	last := ""
	for _, n := range x.ext[".go"] {
		d := path.Dir(x.paths[n])
		if d == last || d != dir && dir != "." && !strings.HasPrefix(d, dir+"/") {
			continue
		}
		last = d
		if goIgnored(strings.TrimPrefix(strings.TrimPrefix(d, dir), "/")) || below(d, dir, nested) {
			continue
		}
		out = append(out, d)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func goIgnored(rel string) bool {
	if rel == "" || rel == "." {
		return false
	}
	for _, s := range strings.Split(rel, "/") {
		if s == "vendor" || s == "testdata" || s[0] == '_' || s[0] == '.' {
			return true
		}
	}
	return false
}

// below reports whether a directory is one of some others or lies below one, as
// far as the root.
func below(d, root string, others map[string]bool) bool {
	for ; d != root && d != "."; d = path.Dir(d) {
		if others[d] {
			return true
		}
	}
	return false
}

// goPackage gathers a directory of the tree, once. Files whose role is test or
// example count as tests.
func (w *workspace) goPackage(dir string) *goPackage {
	if p, ok := w.goPackages[dir]; ok {
		return p
	}
	p := &goPackage{}
	for _, file := range w.withSuffix(dir, ".go") {
		e := w.tree.Lookup(file)
		if e == nil || e.Imports == nil {
			continue
		}
		role := w.role(file)
		p.add(path.Base(file), *e.Imports, role == inventory.RoleTest || role == inventory.RoleExample || role == inventory.RoleDocs)
	}
	w.goPackages[dir] = p
	return p
}

// goPackageOf reads a directory of a module in the cache; nil without one.
func goPackageOf(fsys fs.FS, dir string) *goPackage {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil
	}
	p := &goPackage{}
	for _, e := range entries {
		if name := e.Name(); e.Type().IsRegular() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			f, err := fsys.Open(path.Join(dir, name))
			if err != nil {
				continue
			}
			text, err := io.ReadAll(io.LimitReader(f, maxGoFile))
			f.Close()
			if err == nil {
				p.add(name, goImports(name, text), false)
			}
		}
	}
	return p
}

// goImports reads the imports of a Go file.
func goImports(name string, text []byte) inventory.Imports {
	x := inventory.Imports{Use: uint8(goFileUse(name, text))}
	f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if f == nil || err != nil && len(f.Imports) == 0 {
		return x // not Go as the compiler would take it
	}
	for _, spec := range f.Imports {
		if i, err := strconv.Unquote(spec.Path.Value); err == nil && i != "C" && !strings.HasPrefix(i, ".") && !slices.Contains(x.Paths, i) {
			x.Paths = append(x.Paths, i)
		}
	}
	return x
}

// add takes in the imports of one file.
func (p *goPackage) add(name string, x inventory.Imports, test bool) {
	as := goReach(x.Use)
	if strings.HasSuffix(name, "_test.go") || test {
		as = reachTest
	}
	p.here = true
	if as == 0 {
		return
	}
	for _, i := range x.Paths {
		if e := (goEdge{i, as}); !slices.Contains(p.imports, e) {
			p.imports = append(p.imports, e)
		}
	}
}

// goFileUse tells on which platforms a file is compiled, by its name and its
// build constraint: 0 for none.
func goFileUse(name string, text []byte) goReach {
	if goMatches(name, text, "linux", "amd64") {
		return reachProduct
	}
	for _, platform := range goPlatforms() {
		os, arch, _ := strings.Cut(platform, "/")
		if goMatches(name, text, os, arch) {
			return reachElsewhere
		}
	}
	if goToolsFile(text) {
		return reachTool
	}
	return 0
}

// goPlatforms are the other platforms that a file may be meant for.
func goPlatforms() []string {
	return []string{"windows/amd64", "darwin/arm64", "linux/arm64", "darwin/amd64", "windows/386", "linux/386", "linux/arm", "freebsd/amd64", "openbsd/amd64", "netbsd/amd64", "dragonfly/amd64",
		"solaris/amd64", "illumos/amd64", "aix/ppc64", "plan9/amd64", "js/wasm", "wasip1/wasm", "android/arm64", "ios/arm64", "linux/ppc64le", "linux/s390x", "linux/riscv64", "linux/mips64le", "linux/loong64", "windows/arm64"}
}

func goMatches(name string, text []byte, os, arch string) bool {
	c := build.Context{GOOS: os, GOARCH: arch, Compiler: "gc", CgoEnabled: true, ReleaseTags: build.Default.ReleaseTags,
		JoinPath: path.Join, OpenFile: func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
	ok, err := c.MatchFile("", name)
	return ok && err == nil
}

// goToolsFile reports a file that is never compiled and lists tools by importing
// them: its constraint asks for the tag "tools".
func goToolsFile(text []byte) bool {
	for line := range bytes.Lines(text[:min(len(text), 8000)]) {
		if constraint.IsGoBuild(string(line)) {
			e, err := constraint.Parse(strings.TrimSpace(string(line)))
			return err == nil && e.Eval(func(tag string) bool { return tag == "tools" || tag == "tool" }) && !e.Eval(func(string) bool { return false })
		}
	}
	return false
}

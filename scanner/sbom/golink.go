// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"io/fs"
	"path"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/outgate/outgate/inventory"
)

// goUse is what the import graph says of a required module.
type goUse struct {
	linked string // one of inventory's Linked constants; "" when the graph could not be followed to the end
	scope  string // "" when the module may be part of the program
}

// goGraph follows imports from the packages of one module of the tree through
// those of the modules it requires, as far as their source is there: in the
// module itself, in its vendor directory, in other modules of the tree that
// replace them, and, when the user allows it, in the module cache. It runs no
// program: which files count is decided by their names and build constraints.
type goGraph struct {
	w       *workspace
	dir     string                // of the module
	main    string                // its path
	modules map[string]*goModule  // module path -> where its source is
	seen    map[string]*goPackage // by import path, of all modules
	cut     bool                  // an import led to source that is not there
}

// goModule is a module of the build list.
type goModule struct {
	path string
	dir  string // in the tree; "" when it is not there
	fsys fs.FS  // its source in the module cache; nil when it is not there
}

// goReach says from where a package is reached.
type goReach uint8

const (
	reachProduct   goReach = 1 << iota // from the product, on linux/amd64
	reachElsewhere                     // from the product, on some other platform
	reachTool                          // from what only builds it
	reachTest                          // from its tests
)

// goLinks returns what the source of a module says of the modules that its
// go.mod requires, by their paths. Without source there is nothing to say.
func (w *workspace) goLinks(modPath string, f *modfile.File) map[string]goUse {
	dir := path.Dir(modPath)
	if f.Module == nil || len(f.Require) == 0 {
		return nil
	}
	g := &goGraph{w: w, dir: dir, main: f.Module.Mod.Path, modules: map[string]*goModule{}, seen: map[string]*goPackage{}}
	g.buildList(f)
	roots := g.roots()
	if len(roots) == 0 {
		return nil
	}
	for _, t := range f.Tool {
		roots = append(roots, goEdge{t.Path, reachTool})
	}
	reached := g.follow(roots)
	return g.judge(f, reached)
}

// buildList finds where the source of each required module is.
func (g *goGraph) buildList(f *modfile.File) {
	vendored := g.w.has(path.Join(g.dir, "vendor", "modules.txt"))
	replaced := map[string]module.Version{}
	for _, r := range f.Replace {
		replaced[r.Old.Path+"@"+r.Old.Version] = r.New
	}
	for p, dir := range g.w.goWorkspace(g.dir) {
		g.modules[p] = &goModule{path: p, dir: dir}
	}
	for _, q := range f.Require {
		if g.modules[q.Mod.Path] != nil {
			continue
		}
		m := &goModule{path: q.Mod.Path}
		at := q.Mod
		for _, key := range []string{q.Mod.Path + "@", q.Mod.Path + "@" + q.Mod.Version} {
			if r, ok := replaced[key]; ok {
				at = r
			}
		}
		switch {
		case modfile.IsDirectoryPath(at.Path):
			if dir := path.Join(g.dir, strings.ReplaceAll(at.Path, `\`, "/")); !strings.HasPrefix(dir, "..") {
				m.dir = dir
			}
		case vendored:
			m.dir = path.Join(g.dir, "vendor", q.Mod.Path)
		default:
			m.fsys = g.w.goCached(at)
		}
		g.modules[q.Mod.Path] = m
	}
	g.modules[g.main] = &goModule{path: g.main, dir: g.dir}
}

// goCached opens the source of a module in the module cache; nil without one.
func (w *workspace) goCached(m module.Version) fs.FS {
	if w.goModCache == nil {
		return nil
	}
	p, err := module.EscapePath(m.Path)
	if err != nil {
		return nil
	}
	v, err := module.EscapeVersion(m.Version)
	if err != nil {
		return nil
	}
	dir := p + "@" + v
	if info, err := fs.Stat(w.goModCache, dir); err != nil || !info.IsDir() {
		return nil
	}
	sub, err := fs.Sub(w.goModCache, dir)
	if err != nil {
		return nil
	}
	return sub
}

// goWorkspace returns the other modules that a go.work above a module uses, by path.
func (w *workspace) goWorkspace(dir string) map[string]string {
	out := map[string]string{}
	for at := dir; ; at = path.Dir(at) {
		text, err := w.read(path.Join(at, "go.work"))
		if err == nil {
			if f, err := modfile.ParseWork("go.work", text, nil); err == nil {
				for _, u := range f.Use {
					p := path.Join(at, strings.ReplaceAll(u.Path, `\`, "/"))
					if text, err := w.read(path.Join(p, "go.mod")); err == nil {
						if name := modfile.ModulePath(text); name != "" && p != dir {
							out[name] = p
						}
					}
				}
			}
			return out
		}
		if at == "." {
			return out
		}
	}
}

// goEdge is a package to go on with and from where it is reached.
type goEdge struct {
	path string
	as   goReach
}

// roots are the imports of all packages of the module: those of its product
// files, of its tests, and of files that only list tools.
func (g *goGraph) roots() (all []goEdge) {
	for _, dir := range g.w.goPackageDirs(g.dir) {
		p := g.w.goPackage(dir)
		for _, i := range p.imports {
			all = append(all, goEdge{i.path, i.as})
		}
	}
	return all
}

// follow walks the imports; what is reached in a stronger way is walked again.
func (g *goGraph) follow(queue []goEdge) map[string]goReach {
	reached := map[string]goReach{}
	for ; len(queue) > 0; queue = queue[1:] {
		if g.w.ctx.Err() != nil {
			break
		}
		at := queue[0]
		if reached[at.path]&at.as != 0 || isStandard(at.path) && g.owner(at.path) == nil {
			continue
		}
		reached[at.path] |= at.as
		m := g.owner(at.path)
		if m == nil || m.path == g.main {
			continue // the packages of the module itself are all roots
		}
		p := g.source(m, at.path)
		if p == nil {
			g.cut = true
			continue
		}
		for _, i := range p.imports {
			switch {
			case i.as == reachTest || i.as == reachTool:
			case i.as == reachElsewhere && at.as == reachProduct:
				queue = append(queue, goEdge{i.path, reachElsewhere})
			default:
				queue = append(queue, goEdge{i.path, at.as})
			}
		}
	}
	return reached
}

// isStandard reports whether an import path is one of the standard library: its
// first element has no dot.
func isStandard(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return !strings.Contains(first, ".")
}

// owner is the module that provides a package: the longest path that is a prefix
// and, where there is source, holds files of it.
func (g *goGraph) owner(p string) *goModule {
	var first *goModule
	for name := p; ; {
		if m := g.modules[name]; m != nil {
			if first == nil {
				first = m
			}
			if g.source(m, p) != nil {
				return m
			}
		}
		cut := strings.LastIndexByte(name, '/')
		if cut < 0 {
			return first
		}
		name = name[:cut]
	}
}

// source returns a package of a module; nil when there is no source of it.
func (g *goGraph) source(m *goModule, p string) *goPackage {
	key := m.path + "\x00" + p
	if known, ok := g.seen[key]; ok {
		return known
	}
	var one *goPackage
	rel := strings.TrimPrefix(strings.TrimPrefix(p, m.path), "/")
	switch {
	case m.dir != "":
		one = g.w.goPackage(path.Join(m.dir, rel))
	case m.fsys != nil:
		one = goPackageOf(m.fsys, path.Join(".", rel))
	}
	if one != nil && !one.here {
		one = nil
	}
	g.seen[key] = one
	return one
}

// judge turns what was reached into a word on each required module.
func (g *goGraph) judge(f *modfile.File, reached map[string]goReach) map[string]goUse {
	by := map[string]goReach{}
	for p, as := range reached {
		if m := g.owner(p); m != nil {
			by[m.path] |= as
		}
	}
	out := map[string]goUse{}
	for _, q := range f.Require {
		as := by[q.Mod.Path]
		use := goUse{}
		switch {
		case as&reachProduct != 0:
			use.linked = inventory.LinkedYes
		case as&reachElsewhere != 0:
			use.linked = inventory.LinkedElsewhere
		case as&reachTool != 0:
			use.scope = inventory.ScopeBuild
		case as&reachTest != 0:
			use.scope = inventory.ScopeTest
		case !g.cut:
			use.scope = inventory.ScopeDev // go.mod lists it and no package of it is used
		}
		if use.linked == "" && !g.cut {
			use.linked = inventory.LinkedNo
		}
		out[q.Mod.Path] = use
	}
	return out
}

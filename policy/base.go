// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

// past tells what a file of today was in the base.
type past struct {
	base   *inventory.Base
	byPath map[string]*inventory.File
	byBlob map[string]*inventory.File // files that are gone
	byName map[string]*inventory.File // the same; nil where two have the name
	news   map[string]int             // name -> files that the base does not hold
}

// then makes the index of the base; the inventory must have one.
func (j *judge) then() *past {
	p := &past{base: j.inv.Base, byPath: map[string]*inventory.File{}, byBlob: map[string]*inventory.File{}, byName: map[string]*inventory.File{}, news: map[string]int{}}
	today := map[string]bool{}
	for i := range j.inv.Files {
		today[j.inv.Files[i].Path] = true
	}
	for _, path := range p.base.New {
		_, name := split(path)
		p.news[name]++
	}
	for i := range p.base.Files {
		f := &p.base.Files[i]
		p.byPath[f.Path] = f
		if today[f.Path] {
			continue
		}
		if f.Blob != "" && f.Size > 0 {
			p.byBlob[f.Blob] = f
		}
		_, name := split(f.Path)
		if _, twice := p.byName[name]; twice {
			f = nil
		}
		p.byName[name] = f
	}
	return p
}

// of returns what a file was in the base: at the same path, or at one that is gone and
// held the same content, or the only one of its name that is gone, when the file is the only new
// one of that name and at most twice or half as large. nil for a new file. A file that has not changed is returned itself.
func (p *past) of(f *inventory.File) (before *inventory.File, how origin) {
	if !p.base.IsNew(f.Path) {
		if b := p.byPath[f.Path]; b != nil {
			return b, stayed
		}
		return f, stayed
	}
	if b := p.byBlob[f.Blob]; b != nil && f.Blob != "" {
		return b, movedWhole
	}
	_, name := split(f.Path)
	if b := p.byName[name]; b != nil && p.news[name] == 1 && !ordinaryName(name) && max(b.Size, f.Size) <= 2*min(b.Size, f.Size) {
		return b, movedByName
	}
	return nil, stayed
}

// origin says how what a file was is known.
type origin int

const (
	stayed      origin = iota // the same path
	movedWhole                // the same content at a path that is gone
	movedByName               // a path that is gone has the name, and about the size
)

// ordinaryName reports names that so many files have that one says nothing of another.
func ordinaryName(name string) bool {
	switch name {
	case "main.go", "doc.go", "index.js", "index.ts", "index.tsx", "index.html", "__init__.py", "setup.py", "mod.rs", "lib.rs", "main.rs", "main.c", "main.cpp", "CMakeLists.txt", "Makefile", "package.json", "pom.xml", "README.md", "build.gradle", "BUILD", "types.go", "util.go", "utils.go":
		return true
	}
	return false
}

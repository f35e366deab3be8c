// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package sbom finds components: the packages that a repository declares,
// locks, vendors or bundles. It is the only importer of syft.
//
// # How
//
// The detector has no step per file. While the walk runs, Keep names manifests
// and lock files so that their bytes stay in memory. When the walk is done, the
// tree step picks the candidates from the index and shows them to two kinds of
// readers, both in one table each:
//
//   - syft's catalogers (catalogers.go), fed by a file resolver over the same
//     index (resolver.go). Only the catalogers of a source directory are
//     listed, and one runs only when a file it reads exists. They are called
//     directly, not through syft.CreateSBOM: this leaves out the license
//     scanner's start-up (a second of processor time), temporary files, the
//     container image sources and the SQLite driver.
//   - our own readers (readers.go) for all that they can read as well or better:
//     lock files with scopes and edges (graph.go), manifests, Maven and Gradle
//     builds, Go modules with what is linked of them (golink.go), archives.
//
// To add a reader: write one file with a func(*workspace, manifest) report and
// add one line to the table in readers.go.
//
// What both say about one package in one file is merged: an explicit scope wins
// over the default, direct wins over transitive (merge.go). A package that the
// repository itself is (the root of a lock file, a sibling module) is left out.
//
// # Honesty
//
// A manifest that cannot be parsed, a parser that panics, an archive that is
// broken or too large, a product manifest that evidently declares packages
// of which none could be read, and one that is a symbolic link to what is not read
// as such are each a Gap. A version that is not written in
// the tree is never guessed: the purl then has none.
//
// # Hermetic
//
// No program is run, no socket opened, no file read but through the tree (and,
// when Options names them, package caches), no link followed, nothing written. Every remote look-up and local cache of syft
// is off.
package sbom

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Options bound the component step. The zero value means the documented defaults.
type Options struct {
	// MaxArchive is the largest archive or executable that is looked into, in
	// bytes; larger ones are a Gap. 0 means 128 MiB.
	MaxArchive int64
	// Jobs is the number of catalogers that run at once; 0 means one per
	// processor. Results do not depend on it.
	Jobs int
	// Caches are read for the license files of components whose source is not in the
	// tree, and for the import graph of Go modules. The zero value: nothing outside
	// of the tree is read, and the graph ends at what the product imports itself.
	Caches Caches
	// Licenses reads the license files of packages whose source is there; nil: what
	// they declare is all that is known.
	Licenses LicenseReader
	// Submodules are the gitlinks of the repository, which tell the commits of what
	// .gitmodules lists. nil: those are not known.
	Submodules []inventory.Submodule
	// Document is a bill of materials that takes the place of the tree's manifests,
	// none of which is read then. nil, the default: the tree is read.
	Document *Document
}

// LicenseReader tells what texts say of licenses. It is safe for concurrent use.
type LicenseReader interface {
	// File returns what the file says, as the license detector does.
	File(ctx context.Context, path string, content []byte) ([]inventory.License, error)
	// Value reads a declared license: an SPDX expression, "" when it names none,
	// and how sure that is, 0 to 1.
	Value(text string) (expression string, confidence float64)
}

const (
	name              = "sbom"
	defaultMaxArchive = 128 << 20
)

// New returns the component detector. It fails on a negative bound.
func New(o Options) (*scanner.Detector, error) {
	if o.MaxArchive < 0 || o.Jobs < 0 {
		return nil, fmt.Errorf("sbom: bounds must not be negative: archive %d, jobs %d", o.MaxArchive, o.Jobs)
	}
	if o.MaxArchive == 0 {
		o.MaxArchive = defaultMaxArchive
	}
	if o.Document != nil {
		return fromDocument(o.Document), nil
	}
	kinds := newMatcher()
	return &scanner.Detector{
		Name:    name,
		Doc:     "Packages that the repository declares, locks, vendors or bundles, read from manifests, lock files, archives and executables.",
		Version: 4,
		Wants:   func(e *inventory.Entry) bool { return strings.HasSuffix(e.Path, ".go") },
		File: func(_ context.Context, f *scanner.File) (inventory.Facts, error) {
			x := goImports(path.Base(f.Path), f.Content[:min(len(f.Content), maxGoFile)])
			return inventory.Facts{Imports: &x}, nil
		},
		Keep: kinds.keep,
		Head: headTells,
		Tree: func(ctx context.Context, t *scanner.Tree) (inventory.Facts, error) {
			return components(ctx, t, kinds, o)
		},
	}, nil
}

// fromDocument is the detector that looks at no file of the tree.
func fromDocument(d *Document) *scanner.Detector {
	return &scanner.Detector{
		Name:  name,
		Doc:   "Packages that a bill of materials lists.",
		Wants: func(*inventory.Entry) bool { return false },
		Tree:  func(context.Context, *scanner.Tree) (inventory.Facts, error) { return d.facts(), nil },
	}
}

// components is the tree step.
func components(ctx context.Context, t *scanner.Tree, kinds *matcher, o Options) (inventory.Facts, error) {
	w := newWorkspace(ctx, t, o.MaxArchive)
	w.goModCache = o.Caches.Go
	w.gitlinks = map[string]string{}
	for _, s := range o.Submodules {
		w.gitlinks[s.Path] = s.Commit
	}
	todo := kinds.pick(t)
	var all report
	for _, m := range todo.manifests {
		if err := ctx.Err(); err != nil {
			return inventory.Facts{}, err
		}
		m.role = w.role(m.path)
		all.add(readSafely(w, m))
	}
	all.add(runCatalogers(w, todo, o.Jobs))
	if err := ctx.Err(); err != nil {
		return inventory.Facts{}, err
	}
	all.add(silent(w, todo, all))
	templates := setTemplatesAside(w, todo, &all)
	all.add(linked(w, kinds, todo))
	vendored := vendoredCopies(w, all.found, o.Licenses)
	todo.copies = map[string]bool{}
	for i := range vendored.found {
		todo.copies[vendored.found[i].path] = true
	}
	all.add(vendored)
	found := merge(w, all.found)
	if o.Licenses != nil {
		all.problems = append(all.problems, w.ownLicenses(found, o.Licenses, o.Caches)...)
	}
	return inventory.Facts{Components: found, Manifests: manifestsOf(w, todo, found, templates), Gaps: gapsOf(all.problems)}, nil
}

var errTooLarge = errors.New("larger than the limit for archives and executables")

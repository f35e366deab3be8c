// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// workspace is what readers and catalogers see of the tree.
type workspace struct {
	ctx   context.Context // of the tree step; its life is the workspace's life
	tree  *scanner.Tree
	limit int64

	// What readers learn of the whole tree, once. Readers run one after the other.
	words        map[string]*wordIndex
	byPath       *index
	byDir        map[string][]string    // the files of each directory, in path order; nil until they are asked for
	projects     map[string]packageJSON // package.json files by path
	gradle       *gradleBuild
	goPackages   map[string]*goPackage // by directory
	goHeld       map[string]*goHeld    // what the module cache holds, by module and pins
	poms         *pomReactor
	goModCache   fs.FS                // nil when it may not be read
	sources      map[string]ownSource // by purl: where the package's own files are
	archives     map[string][]ownFile // license files of Java archives, by path
	archiveBytes int                  // of those files
	gitlinks     map[string]string    // commits of git submodules by path
	yarnZips     map[string]yarnZip   // by purl: the archives that yarn.lock pins
	ports        map[string]string    // vcpkg overlay ports: name -> version
	features     map[string][]string  // vcpkg port -> the features that are asked for; "" stands for its defaults
	gems         map[string]bool      // names of the gems that the tree makes
	cmake        map[string][]string  // CMake variable -> its values in the tree

	mu      sync.Mutex        // catalogers read at once
	digests map[string]string // path -> "sha256:..." of what was read
}

func newWorkspace(ctx context.Context, t *scanner.Tree, limit int64) *workspace {
	return &workspace{ctx: ctx, tree: t, limit: limit, words: map[string]*wordIndex{}, digests: map[string]string{}, projects: map[string]packageJSON{}, archives: map[string][]ownFile{}, goPackages: map[string]*goPackage{}, goHeld: map[string]*goHeld{}}
}

// read returns the whole content of a file of the tree.
func (w *workspace) read(p string) ([]byte, error) {
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	e := w.tree.Lookup(p)
	if e == nil || !e.Regular() {
		return nil, errNotInTree
	}
	if e.Size > w.limit {
		return nil, errTooLarge
	}
	r, err := w.tree.Open(e)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, w.limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > w.limit {
		return nil, errTooLarge
	}
	w.note(p, data)
	if len(data) > maxNesting && tooDeep(data) {
		return nil, errTooDeep
	}
	return data, nil
}

// note keeps the digest of a file that was read.
func (w *workspace) note(p string, data []byte) {
	w.mu.Lock()
	_, known := w.digests[p]
	w.mu.Unlock()
	if known {
		return
	}
	sum := sha256.Sum256(data)
	w.mu.Lock()
	w.digests[p] = "sha256:" + hex.EncodeToString(sum[:])
	w.mu.Unlock()
}

// paths returns the index of all files, made once.
func (w *workspace) paths() *index {
	if w.byPath == nil {
		w.byPath = newIndex(w.tree)
	}
	return w.byPath
}

// named returns the files of a base name in a directory and below it, in path order.
func (w *workspace) named(dir, base string) []string {
	x := w.paths()
	var out []string
	for _, n := range x.base[base] {
		if p := x.paths[n]; dir == "." || strings.HasPrefix(p, dir+"/") {
			out = append(out, p)
		}
	}
	return out
}

// maxNesting is how deep brackets may be nested in a file that parsers see.
// Some of syft's recurse without bound, and a full stack cannot be recovered from.
const maxNesting = 2000

// tooDeep counts brackets, and the dashes of nested YAML lists, without regard
// to strings: a real manifest is far from the bound either way. Binary files
// are left alone; their parsers do not recurse.
func tooDeep(data []byte) bool {
	if bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
		return false
	}
	depth, dashes := 0, 0
	for i, c := range data {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		case '-', '?', ':':
			if dashes++; i+1 < len(data) && data[i+1] != ' ' {
				dashes = 0
			}
		case ' ':
		default:
			dashes = 0
		}
		if depth > maxNesting || dashes > maxNesting {
			return true
		}
	}
	return false
}

// withSuffix returns the files of a directory whose names end with a suffix, in path order.
func (w *workspace) withSuffix(dir, suffix string) []string {
	if w.byDir == nil { // a directory is asked for more than once, and there may be thousands
		w.byDir = map[string][]string{}
		for _, p := range w.paths().paths {
			w.byDir[path.Dir(p)] = append(w.byDir[path.Dir(p)], p)
		}
	}
	var out []string
	for _, p := range w.byDir[dir] {
		if strings.HasSuffix(p, suffix) {
			out = append(out, p)
		}
	}
	return out
}

// hasBelow reports whether the tree holds a file below a directory.
func (w *workspace) hasBelow(dir string) bool {
	all := w.tree.Entries()
	i, _ := slices.BinarySearchFunc(all, dir+"/", func(e scanner.TreeEntry, p string) int { return strings.Compare(e.Path, p) })
	return i < len(all) && strings.HasPrefix(all[i].Path, dir+"/")
}

// has reports whether a regular file of that path exists.
func (w *workspace) has(p string) bool {
	e := w.tree.Lookup(p)
	return e != nil && e.Regular()
}

// hasAbove reports whether one of the named files exists in dir or in a directory above it.
func (w *workspace) hasAbove(dir string, names ...string) bool {
	for {
		for _, n := range names {
			if w.has(path.Join(dir, n)) {
				return true
			}
		}
		if dir == "." || dir == "" {
			return false
		}
		dir = path.Dir(dir)
	}
}

// roleOfPath is role for a path that need not exist.
func (w *workspace) roleOfPath(p string) inventory.Role {
	if w.tree.Lookup(p) != nil {
		return w.role(p)
	}
	return scanner.RoleOfPath(p, inventory.RoleGenerated, inventory.RoleVendored)
}

// role returns what a manifest is for. That a tool wrote it (a lock file, a
// generated go.mod) does not count: what it declares is declared. A file that
// is not known is product, the strictest.
func (w *workspace) role(p string) inventory.Role {
	e := w.tree.Lookup(p)
	if e == nil || e.Role == "" {
		return inventory.RoleProduct
	}
	role := e.Role
	if role == inventory.RoleGenerated {
		role = scanner.RoleOfPath(p, inventory.RoleGenerated)
	}
	switch {
	case role == inventory.RoleVendored && withinTests(p):
		return inventory.RoleTest
	case role == inventory.RoleProduct:
		return measures(p)
	}
	return role
}

// measures returns the role of a manifest that lies in a directory of fuzzers, of
// benchmarks, or in one whose name speaks of tests or examples within: they ask for
// packages of their own and are not shipped. Fuzzers are tests, benchmarks are
// examples of use; all else is product. Below src/main all is.
func measures(p string) inventory.Role {
	for above := ""; ; {
		i := strings.IndexByte(p, '/')
		if i < 0 {
			return inventory.RoleProduct
		}
		dir := strings.ToLower(p[:i])
		if above == "src" && dir == "main" {
			return inventory.RoleProduct
		}
		p, above = p[i+1:], dir
		for _, word := range [...]string{"fuzz", "fuzzing", "fuzzers", "bench", "benches", "benchmark", "benchmarks"} {
			if dir == word || strings.HasSuffix(dir, "."+word) { // Acme.Benchmarks; llm_bench may be a tool
				if word[0] == 'f' {
					return inventory.RoleTest
				}
				return inventory.RoleExample
			}
		}
		words := strings.FieldsFunc(dir, func(c rune) bool { return c == '-' || c == '_' })
		if len(words) < 2 {
			continue
		}
		for _, word := range words {
			switch word {
			case "e2e", "tests":
				return inventory.RoleTest
			case "demo", "demos", "example", "examples": // a sample may be what the product is about
				return inventory.RoleExample
			}
		}
	}
}

// withinTests reports whether what is vendored lies in a tree of tests: a
// fixture that looks like an installed package.
func withinTests(p string) bool {
	if withinTestsOfPackage(p) {
		return true
	}
	for i, c := range p {
		if c != '/' {
			continue
		}
		switch scanner.RoleOfPath(p[:i] + "/x") {
		case inventory.RoleVendored:
			return false
		case inventory.RoleTest:
			return true
		}
	}
	return false
}

// withinTestsOfPackage reports whether a package in node_modules lies in the tests
// of another one: a fixture, which nobody installed.
func withinTestsOfPackage(p string) bool {
	parts := strings.Split("/"+p, "/node_modules/")
	for _, inner := range parts[1 : max(len(parts), 2)-1] { // NAME or @SCOPE/NAME, and what is below it
		names := strings.Split(inner, "/")
		below := names[min(len(names), 1+strings.Count(inner[:min(len(inner), 1)], "@")):]
		if len(below) > 0 && scanner.RoleOfPath(path.Join(below...)+"/x", inventory.RoleVendored) == inventory.RoleTest {
			return true
		}
	}
	return false
}

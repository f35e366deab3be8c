// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"context"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// workspace is what readers and catalogers see of the tree.
type workspace struct {
	ctx   context.Context // of the tree step; its life is the workspace's life
	tree  *scanner.Tree
	limit int64

	// What readers learn of the whole tree, once. Readers run one after the other.
	words  map[string]*wordIndex
	gradle *gradleBuild
	ports  map[string]string // vcpkg overlay ports: name -> version
}

func newWorkspace(ctx context.Context, t *scanner.Tree, limit int64) *workspace {
	return &workspace{ctx: ctx, tree: t, limit: limit, words: map[string]*wordIndex{}}
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
	if len(data) > maxNesting && tooDeep(data) {
		return nil, errTooDeep
	}
	return data, nil
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

// role returns what a manifest is for. That a tool wrote it (a lock file, a
// generated go.mod) does not count: what it declares is declared. A file that
// is not known is product, the strictest.
func (w *workspace) role(p string) inventory.Role {
	e := w.tree.Lookup(p)
	switch {
	case e == nil || e.Role == "":
		return inventory.RoleProduct
	case e.Role == inventory.RoleGenerated:
		return scanner.RoleOfPath(p, inventory.RoleGenerated)
	}
	return e.Role
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// npmCache reads archives of npm's cache, content-v2/ALGORITHM/aa/bb/REST, addressed by
// the digest that the lock file pins. Without a digest nothing is found: names and
// addresses lead to whatever was fetched last.
func npmCache(_ *workspace, dir fs.FS) cacheLookUp {
	return func(c *inventory.Component, limit int64) (cached, error) {
		var paths []string
		for _, digest := range pinnedDigests(c) {
			kind, digits, _ := strings.Cut(digest, ":")
			paths = append(paths, path.Join("content-v2", kind, digits[:2], digits[2:4], digits[4:]))
		}
		return firstArchive(dir, paths, c, limit)
	}
}

// firstArchive reads the first of the archives at paths that holds a package. Without
// one the error is of the last that is there and cannot be used, else errNotCached.
func firstArchive(dir fs.FS, paths []string, c *inventory.Component, limit int64) (x cached, err error) {
	err = errNotCached
	for _, p := range paths {
		data, problem := readCached(dir, p, limit)
		if problem == nil {
			x, problem = npmArchive(data, p, c)
		}
		if problem == nil {
			return x, nil
		}
		if !errors.Is(problem, errNotCached) {
			err = problem
		}
	}
	return cached{}, err
}

// npmArchive reads the archive of a package, which must have the digest that is pinned.
func npmArchive(data []byte, p string, c *inventory.Component) (x cached, err error) {
	if !isPinned(data, c) {
		return x, errOther
	}
	if x, err = packed(data, p, firstDir("package.json")); err == nil {
		err = x.declareNPM()
	}
	return x, err
}

// declareNPM reads what package.json declares, as the reader of node_modules does.
func (x *cached) declareNPM() error {
	for _, f := range x.files {
		if !f.manifest {
			continue
		}
		var p packageJSON
		if tooDeep(f.content) || json.Unmarshal(withoutBOM(f.content), &p) != nil {
			return errDamaged
		}
		x.declared = p.license()
	}
	return nil
}

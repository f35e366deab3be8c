// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// crateCache reads archives of registry/cache of CARGO_HOME: of packages that were fetched
// and not unpacked, or whose unpacked source was cleared away.
func crateCache(_ *workspace, dir fs.FS) cacheLookUp {
	registries, listErr := fs.ReadDir(dir, ".")
	return func(c *inventory.Component, limit int64) (x cached, err error) {
		if listErr != nil {
			return x, notCached(listErr)
		}
		id := c.Name + "-" + c.Version
		if strings.ContainsAny(id, `/\`) || len(c.Hashes) == 0 { // not from a registry
			return x, errNotCached
		}
		err = errNotCached
		for _, r := range registries {
			p := path.Join(r.Name(), id+".crate")
			data, problem := readCached(dir, p, limit)
			if problem == nil && !isPinned(data, c) {
				problem = errOther
			}
			if problem == nil {
				x, problem = packed(data, p, packing{
					within:   func(member string) (string, bool) { return strings.CutPrefix(member, id+"/") },
					manifest: func(within string) bool { return within == "Cargo.toml" },
				})
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
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"context"
	"crypto/sha256"
	"path"

	"github.com/outgate/outgate/inventory"
)

// remembering is a license reader that reads equal files of one name once: in a
// tree of installed packages most license files are copies of others. What it
// returns is shared and not to be changed. It is not safe for concurrent use.
type remembering struct {
	LicenseReader
	known map[fileKey][]inventory.License
}

// fileKey is all of a file that a license reader goes by: the name tells manifests
// and programs from texts.
type fileKey struct {
	base   string
	digest [sha256.Size]byte
}

func (r remembering) File(ctx context.Context, name string, content []byte) ([]inventory.License, error) {
	key := fileKey{path.Base(name), sha256.Sum256(content)}
	if found, ok := r.known[key]; ok {
		return found, nil
	}
	found, err := r.LicenseReader.File(ctx, name, content)
	if err == nil {
		r.known[key] = found
	}
	return found, err
}

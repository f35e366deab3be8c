// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/outgate/outgate/scanner/sbom"
)

const maxDocument = 64 << 20 // bytes of a bill of materials

// readDocument reads the file of --sbom; nil when there is none. Facts name it by
// its base name: where it lies on this machine is no fact of the repository.
func (f *scanFlags) readDocument() (*sbom.Document, error) {
	if f.document == "" {
		return nil, nil
	}
	if len(f.only) > 0 && !slices.Contains(f.only, "sbom") {
		return nil, usage("--sbom: --only leaves out sbom, so nothing would be taken from %s", f.document)
	}
	file, err := os.Open(f.document)
	if err != nil {
		return nil, usage("--sbom: %v", bare(err))
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxDocument+1))
	if err != nil {
		return nil, incomplete(fmt.Errorf("--sbom: %w", bare(err)))
	}
	document, err := sbom.ReadDocument(filepath.Base(f.document), data)
	if err != nil {
		return nil, incomplete(fmt.Errorf("--sbom: %w", err))
	}
	return document, nil
}

// bare keeps what went wrong and the path as it was given.
func bare(err error) error {
	if p, ok := errors.AsType[*os.PathError](err); ok {
		return fmt.Errorf("%s: %w", p.Path, p.Err)
	}
	return err
}

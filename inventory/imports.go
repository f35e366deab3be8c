// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

// Imports is what a Go source file imports, for the tree step of detector sbom; it
// is no part of an inventory.
type Imports struct {
	Use   uint8    `json:"use"`   // on which platforms the file is compiled, in bits that the detector knows; 0 for none
	Paths []string `json:"paths"` // import paths, as written, without "C" and relative ones
}

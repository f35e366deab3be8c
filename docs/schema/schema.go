// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package schema holds the published JSON Schemas of what outgate reads and
// writes. Tests of packages report and policy make them from the Go types.
package schema

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed *.schema.json
var files embed.FS

// Names lists the schemas, in the order of the alphabet.
func Names() []string { return []string{"diff", "inventory", "policy", "verdict"} }

// Read returns the schema of that name, version 1.
func Read(name string) ([]byte, error) {
	data, err := files.ReadFile(name + ".v1.schema.json")
	if err != nil {
		return nil, fmt.Errorf("unknown schema %q; known are %s", name, strings.Join(Names(), ", "))
	}
	return data, nil
}

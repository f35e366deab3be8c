// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed policies/*.yaml
var policyFiles embed.FS

// Presets returns the names of the embedded policies, sorted. They stand in
// policies/NAME.yaml, beside this file.
func Presets() []string {
	entries, _ := policyFiles.ReadDir("policies") // embedded: cannot fail
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// Preset returns the bytes of an embedded policy. The error names those that
// exist, and the nearest to a misspelled name.
func Preset(name string) ([]byte, error) {
	for _, known := range Presets() {
		if known == name {
			return policyFiles.ReadFile("policies/" + name + ".yaml")
		}
	}
	return nil, fmt.Errorf("unknown preset %q%s; known are %s", name, Suggest(name, Presets()), strings.Join(Presets(), ", "))
}

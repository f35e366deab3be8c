// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package main

import (
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe that the policy of a repository names is a mistake of it, and is not waited for.
func TestPipesInPlaceOfFilesOfThePolicy(t *testing.T) {
	for name, policy := range map[string]string{
		"a base":          "version: 1\nextends: file:pipe\n",
		"a list of words": "version: 1\nextends: preset:generic-outbound\nleaks: {words: [pipe]}\n",
		"a template":      "version: 1\nextends: preset:generic-outbound\nheaders: {required: true, template: [\"file:pipe\"]}\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := cleanRepository(t)
			write(t, dir, ".outgate/policy.yaml", policy)
			if err := syscall.Mkfifo(filepath.Join(dir, ".outgate", "pipe"), 0o644); err != nil {
				t.Skip(err)
			}
			expect(t, 2, "is no regular file", "check", dir)
		})
	}
}

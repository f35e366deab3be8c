// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
)

// The commit of a submodule comes from the index of the repository.
func TestSubmoduleCommitIsItsVersion(t *testing.T) {
	needGit(t)
	dir := cleanRepository(t)
	commit := strings.Repeat("12345", 8)
	write(t, dir, ".gitmodules", "[submodule \"x\"]\n\tpath = lib/x\n\turl = https://github.com/Example/X.git\n")
	runGit(t, dir, "update-index", "--add", "--cacheinfo", "160000,"+commit+",lib/x")
	expect(t, 0, "pkg:github/example/x@"+commit, "scan", "--only", "sbom", "-q", dir)
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// The commit of a submodule stands in the index of the repository, under its path.
func TestSubmoduleCommit(t *testing.T) {
	commit := strings.Repeat("0123456789", 4)
	tree := treeOf(map[string]string{".gitmodules": "[submodule \"v\"]\n\tpath = vcpkg\n\turl = https://github.com/microsoft/vcpkg\n[submodule \"x\"]\n\tpath = lib/x\n\turl = https://git.example.org/t/x.git\n[submodule \"y\"]\n\tpath = lib/y\n\turl = https://github.com/o/y\n"})
	facts := scanTree(t, tree, Options{Submodules: []inventory.Submodule{{Path: "vcpkg", Commit: commit}, {Path: "lib/x", Commit: commit}}})
	want := []string{
		"pkg:generic/x@" + commit + "?vcs_url=git%2Bhttps%3A%2F%2Fgit.example.org%2Ft%2Fx",
		"pkg:github/microsoft/vcpkg@" + commit,
		"pkg:github/o/y",
	}
	var got []string
	for _, c := range facts.Components {
		got = append(got, c.PURL)
		if (c.Version == commit) != strings.Contains(c.PURL, "@") || !c.Direct {
			t.Errorf("%+v", c)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("components (-want +got):\n%s", d)
	}
}

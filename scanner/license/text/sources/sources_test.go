// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sources

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAssetList compares the list with the files of the pinned module.
func TestAssetList(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/google/licenseclassifier/v2").Output()
	if err != nil {
		t.Skip("no go command: ", err)
	}
	root := filepath.Join(strings.TrimSpace(string(dir)), "assets")
	found, err := filepath.Glob(filepath.Join(root, "*", "*", "*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no assets in %s: %v", root, err)
	}
	var want []string
	for _, f := range found {
		if info, err := os.Stat(f); err == nil && info.Mode().IsRegular() {
			rel, _ := filepath.Rel(root, f)
			want = append(want, filepath.ToSlash(rel))
		}
	}
	got := Assets()
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("assets.txt (-module +list):\n%s", diff)
	}
}

// TestText unpacks what every source came from.
func TestText(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range all {
		if i%40 > 0 {
			continue
		}
		if got, err := Text(s.From); err != nil || got != s.Text {
			t.Errorf("%s: %v", s.From, err)
		}
	}
	if _, err := Text("spdx:no-such-license"); err == nil {
		t.Error("an unknown source has a text")
	}
}

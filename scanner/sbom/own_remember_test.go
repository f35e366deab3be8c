// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"context"
	"testing"

	"github.com/outgate/outgate/inventory"
)

// countingReader counts how often each file is asked about.
type countingReader struct {
	lineReader
	asked map[string]int
}

func (r countingReader) File(ctx context.Context, path string, content []byte) ([]inventory.License, error) {
	r.asked[path]++
	return r.lineReader.File(ctx, path, content)
}

// TestLicenseFilesAreReadOnce: equal files of one name are asked about once, and
// READMEs only where they count; what is known of the packages is the same.
func TestLicenseFilesAreReadOnce(t *testing.T) {
	files := map[string]string{}
	for name, more := range map[string]map[string]string{
		"a": {"LICENSE": "text MIT", "README.md": "text ISC"},
		"b": {"LICENSE": "text MIT", "README.md": "text ISC"},
		"c": {"COPYING": "text MIT"},
		"d": {"README.md": "text ISC"},
	} {
		files["node_modules/"+name+"/package.json"] = `{"name": "` + name + `", "version": "1.0.0"}`
		for file, text := range more {
			files["node_modules/"+name+"/"+file] = text
		}
	}
	r := countingReader{asked: map[string]int{}}
	facts := scanTree(t, treeOf(files), Options{Licenses: r})
	want := map[string]string{"a": "MIT", "b": "MIT", "c": "MIT", "d": "ISC"}
	for i := range facts.Components {
		c := &facts.Components[i]
		if c.Licenses.Concluded != want[c.Name] {
			t.Errorf("%s: concluded %q, want %q", c.Name, c.Licenses.Concluded, want[c.Name])
		}
		for _, text := range c.Licenses.Texts {
			if file := "node_modules/" + c.Name + "/"; text.Path[:len(file)] != file {
				t.Errorf("%s: text at %s", c.Name, text.Path)
			}
		}
	}
	for file, times := range map[string]int{"a/LICENSE": 1, "b/LICENSE": 0, "c/COPYING": 1, "a/README.md": 0, "b/README.md": 0, "d/README.md": 1} {
		if got := r.asked["node_modules/"+file]; got != times {
			t.Errorf("%s: asked %d times, want %d", file, got, times)
		}
	}
}

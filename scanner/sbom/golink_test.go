// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestGoLinks follows imports: what the product imports, on which platform, over
// whom, and what only tests or tools need.
func TestGoLinks(t *testing.T) {
	tree := map[string]string{
		"go.mod":              "module example.org/app\n\ngo 1.24\n\ntool example.org/tool/cmd\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/a/nested v1.0.0 // indirect\n\texample.org/b v1.0.0 // indirect\n\texample.org/listed v1.0.0 // indirect\n\texample.org/oldtool v1.0.0\n\texample.org/tested v1.0.0\n\texample.org/tool v1.0.0 // indirect\n\texample.org/win v1.0.0\n)\n",
		"main.go":             "package main\n\nimport (\n\t\"fmt\"\n\t\"example.org/a\"\n\t_ \"example.org/app/sub\"\n)\n",
		"sub/x_windows.go":    "package sub\n\nimport \"example.org/win\"\n",
		"sub/x.go":            "package sub\n",
		"sub/x_test.go":       "package sub\n\nimport _ \"example.org/tested\"\n",
		"sub/ignored.go":      "//go:build ignore\n\npackage main\n\nimport _ \"example.org/listed\"\n",
		"tools.go":            "//go:build tools\n\npackage main\n\nimport _ \"example.org/oldtool\"\n",
		"testdata/x.go":       "package x\n\nimport _ \"example.org/listed\"\n",
		"other/go.mod":        "module example.org/app/other\n",
		"other/x.go":          "package other\n\nimport _ \"example.org/listed\"\n",
		"internal/broken.go":  "package \xff\n",
		"sub/deep/_skip/x.go": "package x\n\nimport _ \"example.org/listed\"\n",
	}
	cache := fstest.MapFS{}
	for p, text := range map[string]string{
		"example.org/a@v1.0.0/a.go": "package a\n\nimport (\n\t_ \"example.org/a/nested/n\"\n\t_ \"golang.org/none\"\n)\n", "example.org/a@v1.0.0/a_test.go": "package a\n\nimport _ \"example.org/listed\"\n",
		"example.org/a/nested@v1.0.0/n/n.go": "package n\n\nimport _ \"example.org/b/deep\"\n", "example.org/b@v1.0.0/deep/b.go": "package deep\n", "example.org/listed@v1.0.0/l.go": "package listed\n",
		"example.org/oldtool@v1.0.0/o.go": "package main\n", "example.org/tested@v1.0.0/t.go": "package tested\n", "example.org/tool@v1.0.0/cmd/main.go": "package main\n", "example.org/win@v1.0.0/w.go": "package win\n",
	} {
		cache[p] = &fstest.MapFile{Data: []byte(text)}
	}
	cached := []string{
		"example.org/a/nested@v1.0.0 runtime linked yes", "example.org/a@v1.0.0 runtime direct linked yes", "example.org/b@v1.0.0 runtime linked yes", "example.org/listed@v1.0.0 dev linked no",
		"example.org/oldtool@v1.0.0 build direct linked no", "example.org/tested@v1.0.0 test direct linked no", "example.org/tool@v1.0.0 build linked no", "example.org/win@v1.0.0 runtime direct linked elsewhere",
	}
	if d := cmp.Diff(cached, graphRows(scanTree(t, treeOf(tree), Options{Caches: Caches{Go: cache}}).Components)); d != "" {
		t.Errorf("with the module cache (-want +got):\n%s", d)
	}
	// Without it the graph ends at what the module imports itself, and nothing is said of the rest.
	alone := []string{
		"example.org/a/nested@v1.0.0 runtime", "example.org/a@v1.0.0 runtime direct linked yes", "example.org/b@v1.0.0 runtime", "example.org/listed@v1.0.0 runtime",
		"example.org/oldtool@v1.0.0 build direct", "example.org/tested@v1.0.0 test direct", "example.org/tool@v1.0.0 build", "example.org/win@v1.0.0 runtime direct linked elsewhere",
	}
	if d := cmp.Diff(alone, graphRows(scan(t, tree).Components)); d != "" {
		t.Errorf("without (-want +got):\n%s", d)
	}
}

// TestGoLinksInTree follows modules whose source is in the tree: a vendor
// directory, a replacement, a workspace.
func TestGoLinksInTree(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"vendor", map[string]string{"go.mod": "module m\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v1.0.0 // indirect\n)\n", "m.go": "package m\n\nimport _ \"example.org/a\"\n",
			"vendor/modules.txt": "# example.org/a v1.0.0\n## explicit\nexample.org/a\n# example.org/b v1.0.0\n## explicit\nexample.org/b\n", "vendor/example.org/a/a.go": "package a\n", "vendor/example.org/b/b.go": "package b\n"}, []string{
			"example.org/a@v1.0.0 runtime direct linked yes", "example.org/b@v1.0.0 dev direct linked no"}},
		{"replaced by a directory", map[string]string{"go.mod": "module m\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v1.0.0\n)\n\nreplace example.org/a => ./a\n", "m.go": "package m\n\nimport _ \"example.org/a\"\n", "a/go.mod": "module example.org/a\n", "a/a.go": "package a\n\nimport _ \"example.org/b\"\n"}, []string{
			"example.org/b@v1.0.0 runtime direct linked yes"}},
		{"workspace", map[string]string{"go.work": "go 1.24\n\nuse (\n\t./x\n\t./y\n)\n", "x/go.mod": "module example.org/x\n\nrequire (\n\texample.org/y v1.0.0\n\texample.org/b v1.0.0\n)\n", "x/x.go": "package x\n\nimport _ \"example.org/y\"\n", "y/go.mod": "module example.org/y\n", "y/y.go": "package y\n\nimport _ \"example.org/b\"\n"}, []string{
			"example.org/b@v1.0.0 runtime direct linked yes"}},
		{"no source", map[string]string{"go.mod": "module m\n\nrequire example.org/a v1.0.0\n"}, []string{"example.org/a@v1.0.0 runtime direct"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, graphRows(scan(t, test.files).Components)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

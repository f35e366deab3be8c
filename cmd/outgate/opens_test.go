// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// jar is a Java archive that names itself.
func jar(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"META-INF/MANIFEST.MF":                          "Manifest-Version: 1.0\n",
		"META-INF/maven/org.example/app/pom.properties": "groupId=org.example\nartifactId=app\nversion=1.2.3\n",
	} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestEachFileIsOpenedOnce runs all real detectors over files that exist in
// memory only, so that nothing can be read past the source, and counts opens.
// The component step may open a file again; such opens are named here.
func TestEachFileIsOpenedOnce(t *testing.T) {
	license, err := os.ReadFile("testdata/MIT.txt")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"LICENSE":             string(license),
		"main.go":             "// Copyright 2026 Example Corp\n// SPDX-License-Identifier: MIT\n\npackage main\n",
		"config.go":           "package main\n\nconst token = \"" + planted() + "\"\n",
		"go.mod":              "module example.org/m\n\ngo 1.26\n\nrequire github.com/google/uuid v1.6.0\n",
		"web/package.json":    `{"name":"web","version":"1.0.0","dependencies":{"left-pad":"^1.3.0"}}`,
		"py/requirements.txt": "requests==2.32.0\n",
		"build.gradle":        "dependencies {\n    implementation 'org.slf4j:slf4j-api:1.7.30'\n}\n",
		"rust/Cargo.lock":     "version = 3\n\n[[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
		"lib/app.jar":         jar(t),
		"docs/guide.md":       "# Guide\n",
	}
	opens := map[string]int{}
	var mu sync.Mutex
	source := func(yield func(inventory.Entry, error) bool) {
		for _, path := range slices.Sorted(maps.Keys(files)) {
			open := func() (io.ReadCloser, error) {
				mu.Lock()
				defer mu.Unlock()
				opens[path]++
				return io.NopCloser(strings.NewReader(files[path])), nil
			}
			if !yield(inventory.Entry{Path: path, Size: int64(len(files[path])), Open: open}, nil) {
				return
			}
		}
	}
	ds, err := pick(detectors(), nil, detectorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var progress scanner.Progress
	inv, err := scanner.Scan(t.Context(), scanner.Input{Tree: source}, ds, scanner.Options{Progress: &progress})
	if err != nil {
		t.Fatal(err)
	}

	want := map[string]int{}
	for path := range files {
		want[path] = 1
	}
	again := map[string]int{"lib/app.jar": 1} // archives of classes are too large to keep: read once more, for their names and their license files
	extra := 0
	for path, n := range again {
		want[path] += n
		extra += n
	}
	if diff := cmp.Diff(want, opens); diff != "" {
		t.Errorf("opens (-want +got):\n%s", diff)
	}
	if got := progress.Reopens.Load(); got != int64(extra) {
		t.Errorf("counted %d second opens, want %d", got, extra)
	}
	var purls []string
	for _, c := range inv.Components {
		purls = append(purls, c.PURL)
	}
	if diff := cmp.Diff([]string{
		"pkg:cargo/itoa@1.0.0",
		"pkg:golang/github.com/google/uuid@v1.6.0",
		"pkg:maven/org.example/app@1.2.3",
		"pkg:maven/org.slf4j/slf4j-api@1.7.30",
		"pkg:npm/left-pad",
		"pkg:pypi/requests@2.32.0",
	}, purls); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
	if len(inv.Secrets) != 1 || len(inv.Gaps) != 0 {
		t.Errorf("secrets %v, gaps %v", inv.Secrets, inv.Gaps)
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/spdx"
)

// TestManifestFiles runs every file of testdata/manifests. A case is a base
// name in the first line, what is found (line, confidence, expression, or the
// error), a line of dashes, and the manifest.
func TestManifestFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/manifests/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head, content, ok := strings.Cut(string(data), "\n---\n")
			base, want, _ := strings.Cut(head, "\n")
			if !ok || base == "" {
				t.Fatal("not a case: name, facts, ---, content")
			}
			seen[base], seen[filepath.Ext(base)] = true, true
			if got := found(base, content); strings.TrimSpace(want) != got {
				t.Errorf("%s (-want +got):\n%s", base, cmp.Diff(strings.TrimSpace(want), got))
			}
		})
	}
	for base := range manifestNames {
		if !seen[base] {
			t.Errorf("no case for %s", base)
		}
	}
	for ext := range manifestExtensions {
		if !seen[ext] {
			t.Errorf("no case for *%s", ext)
		}
	}
}

func found(base, content string) string {
	licenses, err := manifest(base, []byte(content))
	if err != nil {
		return "error: " + err.Error()
	}
	var lines []string
	for _, l := range licenses {
		lines = append(lines, fmt.Sprintf("%d %.2f %s", l.StartLine, l.Confidence, l.Expression))
	}
	return strings.Join(lines, "\n")
}

// TestManifestNames tells which names are manifests; case counts but for
// Windows' formats.
func TestManifestNames(t *testing.T) {
	for base, want := range map[string]bool{
		"package.json": true, "Package.json": false, "x.nuspec": true, "X.NuSpec": true, "x.SPEC": false, "x.spec": true, "Foo.podspec.json": true,
		"DESCRIPTION": true, "description": false, "copyright": true, "x.csproj": true, "setup.py": true, "main.go": false, "": false, ".spec": true,
	} {
		if _, got := manifestKindOf(base); got != want {
			t.Errorf("manifestKindOf(%q) = %v", base, got)
		}
	}
	if !isManifest("package.json") || isManifest("setup.py") || isManifest("main.go") {
		t.Error("isManifest is not: data that says it in a field")
	}
}

// bombs are inputs that cost a careless parser its stack or its time.
func bombs() []string {
	const n = 1 << 18
	return []string{
		"", "\n", "\x00", "\xEF\xBB\xBF", strings.Repeat("[", n), strings.Repeat("{\"license\":", n/10), strings.Repeat("<a>", n/3), strings.Repeat("(", n),
		strings.Repeat("\\\"", n/2), strings.Repeat("\"", n), strings.Repeat("'''", n/3), strings.Repeat("license=(", n/9), strings.Repeat("LICENSE=\"", n/9),
		strings.Repeat("License: MIT or\n", n/16), strings.Repeat("license = \"MIT\"\n", n/16), strings.Repeat("s.license = [", n/13), "setup(" + strings.Repeat("license='", n/9),
		"<" + strings.Repeat("a", n/2) + ">" + strings.Repeat("<b></b>", n/14), strings.Repeat("- ", 5000), strings.Repeat("/*", n/2), strings.Repeat("[[", n/2),
		"licenses := " + strings.Repeat("Seq(", n/4), "Package: x\nVersion: 1\nLicense: " + strings.Repeat("GPL (>= 2) | ", n/13), strings.Repeat("license {", n/9),
		"a:\n" + strings.Repeat(" b\n", n/3), "LICENSE=\"" + strings.Repeat("|| ( ", 700) + "\"",
	}
}

func TestManifestBombs(t *testing.T) {
	for base := range manifestNames {
		for _, s := range bombs() {
			check(t, base, s)
		}
	}
	for ext := range manifestExtensions {
		for _, s := range bombs() {
			check(t, "x"+ext, s)
		}
	}
}

// check asserts what holds for every input.
func check(t *testing.T, base, content string) {
	t.Helper()
	licenses, err := manifest(base, []byte(content))
	if err != nil && len(licenses) > 0 {
		t.Fatalf("%s: facts and an error: %v", base, err)
	}
	lines := 1 + strings.Count(content, "\n")
	for _, l := range licenses {
		if e, err := spdx.Parse(l.Expression); err != nil || e.String() != l.Expression {
			t.Fatalf("%s: %q is not normal: %v", base, l.Expression, err)
		}
		if l.StartLine < 1 || l.EndLine != l.StartLine || l.EndLine > lines || l.Confidence < 0 || l.Confidence > 1 {
			t.Fatalf("%s: %+v of %d lines", base, l, lines)
		}
	}
}

// FuzzManifest runs one reader for each input, or all that share its syntax.
func FuzzManifest(f *testing.F) {
	files, err := filepath.Glob("testdata/manifests/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		head, content, _ := strings.Cut(string(data), "\n---\n")
		base, _, _ := strings.Cut(head, "\n")
		f.Add(base, content)
	}
	var all []string
	for base := range manifestNames {
		all = append(all, base)
	}
	for ext := range manifestExtensions {
		all = append(all, "x"+ext)
	}
	f.Fuzz(func(t *testing.T, base, content string) {
		check(t, base, content)
		if len(content) < 2000 {
			for _, base := range all {
				check(t, base, content)
			}
		}
	})
}

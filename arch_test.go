// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package outgate_test holds the rules of the house that no compiler checks:
// which package may import which, and that README and documents tell the truth.
package outgate_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/outgate/outgate"

type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p goPackage
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 10 {
		t.Fatalf("only %d packages listed", len(all))
	}
	return all
}

// floor is the floor of a package of ours, from 0; arrows go down only.
func floor(path string) int {
	switch p := strings.TrimPrefix(path, module+"/"); {
	case p == "inventory", p == "spdx", p == "holder":
		return 0
	case p == "rules", p == "archive", p == "compat", p == "header", p == "reuse", p == "when", p == "docs/schema", p == "ci":
		return 1
	case p == "scanner", p == "policy", p == "annotate":
		return 2
	case strings.HasPrefix(p, "scanner/"), strings.HasPrefix(p, "report"), p == "fix", p == "attest":
		return 3
	case p == "online":
		return 3
	}
	return 4
}

func TestArrowsGoDownOnly(t *testing.T) {
	// Packages on one floor that may see each other: the table of formats names the
	// documents; the sources share the reader of .gitattributes and the type of a tracked file.
	sameFloor := map[string][]string{
		module + "/report":           {module + "/report/bom", module + "/report/glyph", module + "/report/html", module + "/report/notice"},
		module + "/report/html":      {module + "/report/glyph"},
		module + "/compat":           {module + "/rules"},
		module + "/scanner/history":  {module + "/scanner/gitattr", module + "/scanner/worktree"},
		module + "/scanner/worktree": {module + "/scanner/gitattr"},
		// The license detector is in layers of its own.
		module + "/scanner/license":              {module + "/scanner/license/text", module + "/scanner/license/text/sources"},
		module + "/scanner/license/text/sources": {module + "/scanner/license/text"},
		module + "/scanner/license/text/gen":     {module + "/scanner/license/text", module + "/scanner/license/text/sources"},
	}
	never := map[string][]string{
		module + "/policy":  {module + "/scanner"},
		module + "/report":  {module + "/scanner"},
		module + "/scanner": {module + "/policy", module + "/report"},
	}
	for _, p := range packages(t) {
		for _, imp := range p.Imports {
			if !strings.HasPrefix(imp, module) {
				if floor(p.ImportPath) == 0 && strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") {
					t.Errorf("%s imports %s; it may import the standard library only", p.ImportPath, imp)
				}
				continue
			}
			if floor(imp) > floor(p.ImportPath) || floor(imp) == floor(p.ImportPath) && !slices.Contains(sameFloor[p.ImportPath], imp) {
				t.Errorf("%s imports %s: arrows go down only", p.ImportPath, imp)
			}
			for from, forbidden := range never {
				if p.ImportPath == from || strings.HasPrefix(p.ImportPath, from+"/") {
					for _, f := range forbidden {
						if imp == f || strings.HasPrefix(imp, f+"/") {
							t.Errorf("%s imports %s", p.ImportPath, imp)
						}
					}
				}
			}
		}
	}
}

func TestEachHeavyLibraryHasOneImporter(t *testing.T) {
	doors := map[string]string{
		"github.com/anchore/syft":              module + "/scanner/sbom",
		"github.com/go-git/go-git":             module + "/scanner/history",
		"github.com/google/licenseclassifier/": module + "/scanner/license",
		"cel.dev/cel-go":                       module + "/when",
		"github.com/spf13/cobra":               module + "/cmd/outgate",
	}
	seen := map[string]bool{}
	for _, p := range packages(t) {
		for _, imp := range p.Imports {
			for library, door := range doors {
				if strings.HasPrefix(imp, library) {
					seen[library] = true
					if p.ImportPath != door && !strings.HasPrefix(p.ImportPath, door+"/") {
						t.Errorf("%s imports %s; only %s may", p.ImportPath, imp, door)
					}
				}
			}
		}
	}
	if len(seen) != len(doors) {
		t.Errorf("seen %v: the rule names a library that nothing imports", seen)
	}
}

// Package online asks a service when a person says so; commands alone know it.
func TestNoPackageOpensSocketsOrStartsPrograms(t *testing.T) {
	asks := 0
	for _, p := range packages(t) {
		for _, imp := range p.Imports {
			switch imp {
			case "net/http":
				if p.ImportPath == module+"/online" {
					asks++
					continue
				}
				fallthrough
			case "net", "net/http/httputil", "net/rpc", "crypto/tls", "os/exec", "plugin":
				t.Errorf("%s imports %s", p.ImportPath, imp)
			case module + "/online":
				if p.ImportPath != module+"/cmd/outgate" {
					t.Errorf("%s imports %s; only commands may", p.ImportPath, imp)
				}
			}
		}
	}
	if asks != 1 {
		t.Errorf("%d packages ask online, want one", asks)
	}
}

// TestNoHiddenWiring forbids init functions and, outside cmd, ending the
// program: wiring is explicit and libraries return errors.
func TestNoHiddenWiring(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					t.Errorf("%s: func init", fset.Position(n.Pos()))
				}
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && !strings.HasPrefix(path, "cmd") && !strings.Contains(path, "/gen/") &&
					(x.Name == "os" && n.Sel.Name == "Exit" || x.Name == "log" && strings.HasPrefix(n.Sel.Name, "Fatal")) {
					t.Errorf("%s: ends the program", fset.Position(n.Pos()))
				}
			}
			return true
		})
		return nil
	})
	if err != nil || files < 30 {
		t.Fatalf("%d files: %v", files, err)
	}
}

// TestEveryDetectorIsWired fails when a folder below scanner is neither a
// source nor named in the list of detectors.
func TestEveryDetectorIsWired(t *testing.T) {
	sources := []string{"worktree", "history", "gitattr"}
	var wired []string
	for _, p := range packages(t) {
		if p.ImportPath == module+"/cmd/outgate" {
			wired = p.Imports
		}
	}
	for _, p := range packages(t) {
		name, ok := strings.CutPrefix(p.ImportPath, module+"/scanner/")
		if !ok || slices.Contains(sources, name) || strings.Contains(name, "/") {
			continue
		}
		if !slices.Contains(wired, p.ImportPath) {
			t.Errorf("detector %s is not in cmd/outgate/detectors.go", name)
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// npmProject is a package.json that a lock file stands for.
type npmProject struct {
	dir string
	packageJSON
}

// npmProjects returns the package.json beside a lock file and those of its
// workspaces, which name what the repository itself asks for.
func (w *workspace) npmProjects(lockDir string) []npmProject {
	root, ok := w.packageJSON(path.Join(lockDir, "package.json"))
	if !ok {
		return nil
	}
	all := []npmProject{{lockDir, root}}
	globs := w.workspaceGlobs(lockDir, &root)
	if len(globs) == 0 {
		return all
	}
	for _, p := range w.named(lockDir, "package.json") {
		dir := path.Dir(p)
		if dir != lockDir && !strings.Contains("/"+p, "/node_modules/") && inWorkspace(globs, lockDir, dir) {
			if one, ok := w.packageJSON(p); ok {
				all = append(all, npmProject{dir, one})
			}
		}
	}
	return all
}

// packageJSON reads a package.json; one that is broken is told of by its own reader.
func (w *workspace) packageJSON(p string) (out packageJSON, ok bool) {
	if known, ok := w.projects[p]; ok {
		return known, true
	}
	text, err := w.read(p)
	if err != nil || len(text) > maxManifest || json.Unmarshal(withoutBOM(text), &out) != nil {
		return packageJSON{}, false
	}
	w.projects[p] = out
	return out, true
}

// workspaceGlobs returns the patterns of the packages below a directory that
// share its lock file (npm and Yarn: workspaces; pnpm-workspace.yaml).
func (w *workspace) workspaceGlobs(dir string, root *packageJSON) []string {
	globs := slices.Clone([]string(root.Workspaces))
	if text, err := w.read(path.Join(dir, "pnpm-workspace.yaml")); err == nil {
		if doc, err := parseBlockYAML(text); err == nil {
			globs = append(globs, doc.get("packages").list()...)
		}
	}
	return globs
}

// inWorkspace applies workspace patterns to a directory; "!" takes away.
func inWorkspace(globs []string, root, dir string) bool {
	rel := strings.TrimPrefix(dir, root+"/")
	in := false
	for _, g := range globs {
		g, not := strings.CutPrefix(g, "!")
		g = strings.TrimSuffix(strings.TrimPrefix(g, "./"), "/")
		if ok, err := doublestar.Match(g, rel); ok && err == nil {
			in = !not
		}
	}
	return in
}

// npmLocked reports whether a lock file names the packages that a package.json
// asks for: one beside it, or one above whose workspaces it belongs to.
func (w *workspace) npmLocked(dir string) bool {
	for at := dir; ; at = path.Dir(at) {
		for _, lock := range npmLocks() {
			if !w.has(path.Join(at, lock)) {
				continue
			}
			if at == dir {
				return true
			}
			if lock == "pnpm-lock.yaml" && w.pnpmImports(at, dir) {
				return true
			}
			if root, ok := w.packageJSON(path.Join(at, "package.json")); ok && inWorkspace(w.workspaceGlobs(at, &root), at, dir) {
				return true
			}
		}
		if at == "." {
			return false
		}
	}
}

// npmMembers returns the packages of the workspace to which a directory belongs,
// with their versions: what they ask of each other is the repository's own.
func (w *workspace) npmMembers(dir string) map[string]string {
	for at := dir; ; at = path.Dir(at) {
		if root, ok := w.packageJSON(path.Join(at, "package.json")); ok {
			if globs := w.workspaceGlobs(at, &root); len(globs) > 0 && (at == dir || inWorkspace(globs, at, dir)) {
				members := map[string]string{}
				for _, one := range w.npmProjects(at) {
					if one.Name != "" {
						members[one.Name] = one.Version
					}
				}
				return members
			}
		}
		if at == "." {
			return nil
		}
	}
}

var firstNumber = regexp.MustCompile(`\d+`)

// linksTo reports whether a range may mean a version of the workspace: package
// managers link those, and fetch others. Ranges are told apart by their first number.
func linksTo(allowed, version string) bool {
	want, have := firstNumber.FindString(allowed), firstNumber.FindString(version)
	return want == "" || have == "" || want == have
}

// pnpmImports reports whether the pnpm-lock.yaml of a directory names another one
// among its projects.
func (w *workspace) pnpmImports(at, dir string) bool {
	text, err := w.read(path.Join(at, "pnpm-lock.yaml"))
	return err == nil && bytes.Contains(text, []byte("\n  "+strings.TrimPrefix(dir, at+"/")+":\n"))
}

// npmWorkspaces is the field "workspaces": a list, or an object with packages.
type npmWorkspaces []string

func (n *npmWorkspaces) UnmarshalJSON(data []byte) error {
	var list []npmText
	var object struct {
		Packages []npmText `json:"packages"`
	}
	if json.Unmarshal(data, &list) != nil && json.Unmarshal(data, &object) == nil {
		list = object.Packages
	}
	for _, one := range list {
		*n = append(*n, string(one))
	}
	return nil
}

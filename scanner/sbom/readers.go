// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"errors"
	"fmt"

	"github.com/outgate/outgate/inventory"
)

// reader reads one kind of manifest that syft does not know or does not read
// far enough. A file that a reader takes is judged by it alone, unless it only
// adds to what syft reads: what syft reports as unreadable there is not repeated.
type reader struct {
	kind  string   // for people: "Gradle script"
	files []string // doublestar patterns on the path
	keep  bool     // the walk keeps the content
	adds  bool     // syft judges the file
	read  func(*workspace, manifest) report
}

// readers is the table: a new reader is one file and one line here.
func readers() []reader {
	all := []reader{
		{kind: "go.mod", files: []string{"**/go.mod"}, keep: true, read: readGoMod},
		{kind: "list of vendored Go modules", files: []string{"**/vendor/modules.txt"}, keep: true, read: readGoVendor},
		{kind: "package.json", files: []string{"**/package.json"}, keep: true, read: readPackageJSON},
		{kind: "npm lock file", files: []string{"**/package-lock.json", "**/npm-shrinkwrap.json"}, keep: true, read: readPackageLock},
		{kind: "Gradle script", files: []string{"**/*.gradle", "**/*.gradle.kts"}, keep: true, read: readGradle},
		{kind: "Gradle properties", files: []string{"**/gradle.properties"}, keep: true, read: companion},
		{kind: "go.sum", files: []string{"**/go.sum"}, keep: true, read: companion},
		{kind: "Gradle version catalog", files: []string{"**/*.versions.toml"}, keep: true, read: readCatalogAlone},
		{kind: "Python requirements", files: []string{"**/*requirements*.txt"}, keep: true, read: readRequirements},
		{kind: "Python lock file", files: []string{"**/poetry.lock", "**/pdm.lock"}, keep: true, adds: true, read: readPythonLock},
		{kind: "vcpkg manifest", files: []string{"**/vcpkg.json"}, keep: true, read: readVcpkg},
		{kind: "CMake file", files: []string{"**/CMakeLists.txt", "**/*.cmake"}, keep: true, read: readCMake},
		{kind: "Java archive", files: []string{"**/*.jar", "**/*.war", "**/*.ear", "**/*.aar", "**/*.hpi", "**/*.jpi"}, read: readJar},
		{kind: "Cargo.toml", files: []string{"**/Cargo.toml"}, keep: true, read: readCargo},
		{kind: "composer.json", files: []string{"**/composer.json"}, keep: true, read: readComposer},
		{kind: "pyproject.toml", files: []string{"**/pyproject.toml"}, keep: true, read: readPyproject},
	}
	for _, k := range unreadKinds() {
		all = append(all, reader{kind: k.kind, files: []string{k.glob}, keep: true, read: readUnread(k)})
	}
	return all
}

// manifest is one file for one reader.
type manifest struct {
	path string
	role inventory.Role
	text []byte // nil for archives, which readers open themselves
	by   *reader
}

// found is one package as one file shows it.
type found struct {
	purl        string // without version when that is unknown
	name        string
	version     string
	scope       string // "" when the file does not say
	direct      bool
	distributed bool // the file is, or lies in, the package's own bytes
	self        bool // the repository's own package: not a component
	license     string
	path        string
	line        int // from 1; 0 when not known
}

// problem is a file that could not be used.
type problem struct {
	path, code, reason string
}

// report is what a reader or cataloger has to say. The zero value is nothing.
type report struct {
	found    []found
	problems []problem
	hints    []hint
}

func (r *report) add(o report) {
	r.found = append(r.found, o.found...)
	r.problems = append(r.problems, o.problems...)
	r.hints = append(r.hints, o.hints...)
}

func (r *report) unparsable(path, reason string) {
	r.problems = append(r.problems, problem{path, inventory.GapUnparsable, reason})
}

// readSafely runs one reader; a panic becomes a problem of its file.
func readSafely(w *workspace, m manifest) (r report) {
	defer func() {
		if p := recover(); p != nil {
			r = report{}
			r.unparsable(m.path, fmt.Sprintf("the reader of a %s failed on this file (%T)", m.by.kind, p))
		}
	}()
	if m.by.keep {
		text, err := w.read(m.path)
		if err == nil && len(text) > maxManifest {
			err = errTooLarge
		}
		if err != nil {
			r.problems = append(r.problems, unreadable(m.path, err))
			return r
		}
		m.text = text
	}
	return m.by.read(w, m)
}

// companion keeps a file in memory that others look at beside their own.
func companion(*workspace, manifest) report { return report{} }

// maxManifest is the largest manifest or lock file that our readers take, in bytes.
const maxManifest = 32 << 20

func unreadable(path string, err error) problem {
	if errors.Is(err, errTooDeep) {
		return problem{path, inventory.GapUnparsable, errTooDeep.Error()}
	}
	if errors.Is(err, errTooLarge) {
		return problem{path, inventory.GapTooLarge, "larger than the limit for what components are read from"}
	}
	return problem{path, inventory.GapUnreadable, "the file could not be opened again for its components"}
}

var (
	errNotInTree = errors.New("not in the tree")
	errTooDeep   = errors.New("nested too deeply")
)

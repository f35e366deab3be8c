// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"errors"
	"fmt"

	"github.com/outgate/outgate/inventory"
)

// reader reads one kind of manifest that syft does not know or does not read
// far enough. A file that a reader takes is judged by it alone.
type reader struct {
	kind  string   // for people: "Gradle script"
	files []string // doublestar patterns on the path
	keep  bool     // the walk keeps the content
	entry string   // regular expression that fits a file which names a package; "" when that is not told from outside
	read  func(*workspace, manifest) report
}

// readers is the table: a new reader is one file and one line here.
func readers() []reader {
	all := []reader{
		{kind: "go.mod", files: []string{"**/go.mod"}, keep: true, read: readGoMod},
		{kind: "list of vendored Go modules", files: []string{"**/vendor/modules.txt"}, keep: true, read: readGoVendor},
		{kind: "go.sum", files: []string{"**/go.sum"}, keep: true, read: companion},
		{kind: "package.json", files: []string{"**/package.json"}, keep: true, read: readPackageJSON},
		{kind: "npm lock file", files: []string{"**/package-lock.json", "**/npm-shrinkwrap.json"}, keep: true, entry: `"(resolved|integrity)":`, read: readPackageLock},
		{kind: "yarn.lock", files: []string{"**/yarn.lock"}, keep: true, entry: `(?m)^\s+"?(resolved|resolution)"?:? `, read: readYarn},
		{kind: "pnpm-lock.yaml", files: []string{"**/pnpm-lock.yaml"}, keep: true, entry: `(?m)^\s+resolution:`, read: readPnpm},
		{kind: "settings of a workspace", files: []string{"**/pnpm-workspace.yaml", "**/.yarnrc.yml"}, keep: true, read: companion},
		{kind: "bun.lock", files: []string{"**/bun.lock"}, keep: true, entry: `"sha512-`, read: readBun},
		{kind: "deno.lock", files: []string{"**/deno.lock"}, keep: true, entry: `"integrity"`, read: readDenoLock},
		{kind: "pom.xml", files: []string{"**/pom.xml"}, keep: true, read: readPOM},
		{kind: "Gradle script", files: []string{"**/*.gradle", "**/*.gradle.kts"}, keep: true, read: readGradle},
		{kind: "Gradle lock file", files: []string{"**/*gradle.lockfile", "**/gradle/dependency-locks/*.lockfile"}, keep: true, entry: `(?m)^[^#\s:=]+:[^:\s]+:[^:=\s]+(?:=|\s*$)`, read: readGradleLock},
		{kind: "Gradle properties", files: []string{"**/gradle.properties"}, keep: true, read: companion},
		{kind: "Gradle version catalog", files: []string{"**/*.versions.toml"}, keep: true, read: readCatalogAlone},
		{kind: "Python requirements", files: []string{"**/*requirements*.txt", "**/requirements/**/*.txt"}, keep: true, read: readRequirements},
		{kind: "Python lock file", files: []string{"**/poetry.lock", "**/pdm.lock", "**/uv.lock", "**/*.py.lock", "**/pylock.toml", "**/pylock.*.toml"}, keep: true, entry: `(?m)^\[\[packages?\]\]`, read: readPythonLock},
		{kind: "Pipfile.lock", files: []string{"**/Pipfile.lock"}, keep: true, entry: `"hashes"`, read: readPipfileLock},
		{kind: "Pipfile", files: []string{"**/Pipfile"}, keep: true, read: readPipfile},
		{kind: "pyproject.toml", files: []string{"**/pyproject.toml"}, keep: true, read: readPyproject},
		{kind: "setup.cfg", files: []string{"**/setup.cfg"}, keep: true, read: readSetupCfg},
		{kind: "setup.py", files: []string{"**/setup.py"}, keep: true, read: readSetupPy},
		{kind: "vcpkg manifest", files: []string{"**/vcpkg.json"}, keep: true, read: readVcpkg},
		{kind: "conanfile.txt", files: []string{"**/conanfile.txt"}, keep: true, read: readConanTxt},
		{kind: "conanfile.py", files: []string{"**/conanfile.py"}, keep: true, read: readConanPy},
		{kind: "conan.lock", files: []string{"**/conan.lock"}, keep: true, entry: `"[\w.+-]+/[\w.]+`, read: readConanLock},
		{kind: "CMake file", files: []string{"**/CMakeLists.txt", "**/*.cmake", "**/*CMakeLists.txt.in", "**/*.cmake.in"}, keep: true, read: readCMake},
		{kind: "Bazel file", files: []string{"**/MODULE.bazel", "**/*.MODULE.bazel", "**/WORKSPACE", "**/WORKSPACE.bazel", "**/*.bzl"}, keep: true, read: readBazel},
		{kind: "lock file of Bazel's jars", files: []string{"**/*maven_install.json"}, keep: true, entry: `"shasums"`, read: readBazelJars},
		{kind: "wrap of Meson", files: []string{"**/subprojects/*.wrap"}, keep: true, read: readWrap},
		{kind: "list of git submodules", files: []string{"**/.gitmodules"}, keep: true, read: readSubmodules},
		{kind: "Java archive", files: []string{"**/*.jar", "**/*.war", "**/*.ear", "**/*.aar", "**/*.hpi", "**/*.jpi"}, read: readJar},
		{kind: "Cargo.toml", files: []string{"**/Cargo.toml"}, keep: true, read: readCargo},
		{kind: "Cargo.lock", files: []string{"**/Cargo.lock"}, keep: true, entry: `(?m)^\[\[package\]\]`, read: readCargoLock},
		{kind: "composer.json", files: []string{"**/composer.json"}, keep: true, read: readComposer},
		{kind: "composer.lock", files: []string{"**/composer.lock"}, keep: true, entry: `"version":`, read: readComposerLock},
		{kind: "Gemfile", files: []string{"**/Gemfile", "**/gems.rb"}, keep: true, read: readGemfile},
		{kind: "Gemfile.lock", files: []string{"**/Gemfile.lock", "**/Gemfile.next.lock", "**/gems.locked"}, keep: true, entry: `(?m)^    \S+ \(`, read: readGemfileLock},
		{kind: "gemspec", files: []string{"**/*.gemspec"}, keep: true, read: readGemspec},
		{kind: ".NET project", files: []string{"**/*.csproj", "**/*.fsproj", "**/*.vbproj", "**/*.props", "**/*.targets"}, keep: true, read: readMSBuild},
		{kind: "list of .NET tools", files: []string{"**/dotnet-tools.json"}, keep: true, read: readDotnetTools},
		{kind: "packages.config", files: []string{"**/packages.config"}, keep: true, read: readPackagesConfig},
		{kind: "packages.lock.json", files: []string{"**/packages.lock.json"}, keep: true, entry: `"resolved"`, read: readNugetLock},
		{kind: "Swift package manifest", files: []string{"**/Package.swift"}, keep: true, read: readSwift},
		{kind: "Package.resolved", files: []string{"**/Package.resolved", "**/.package.resolved"}, keep: true, entry: `"repositoryURL"|"location"`, read: readSwiftResolved},
		{kind: "pubspec.lock", files: []string{"**/pubspec.lock"}, keep: true, entry: `(?m)^    version:`, read: readPubspecLock},
		{kind: "pubspec.yaml", files: []string{"**/pubspec.yaml"}, keep: true, read: readPubspec},
		{kind: "mix.lock", files: []string{"**/mix.lock"}, keep: true, entry: `(?m)^\s*"[^"]+":\s*\{`, read: readMixLock},
		{kind: "mix.exs", files: []string{"**/mix.exs"}, keep: true, read: readMixExs},
		{kind: "Podfile.lock", files: []string{"**/Podfile.lock"}, keep: true, entry: `(?m)^  - `, read: readPodfileLock},
		{kind: "Podfile", files: []string{"**/Podfile"}, keep: true, read: readPodfile},
		{kind: "Helm chart", files: []string{"**/Chart.yaml", "**/requirements.yaml"}, keep: true, read: readHelm},
		{kind: "Helm lock file", files: []string{"**/Chart.lock", "**/requirements.lock"}, keep: true, read: companion},
		{kind: "Dockerfile", files: []string{"**/Dockerfile", "**/Dockerfile.*", "**/*.Dockerfile", "**/*.dockerfile", "**/Containerfile"}, keep: true, read: readDockerfile},
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
	allowed     string // the range that a manifest allows; "" when there is a version or none is given
	scope       string // "" when the file does not say
	linked      string // one of inventory's Linked constants; "" when the file does not say
	direct      bool
	distributed bool // the file is, or lies in, the package's own bytes
	vendored    bool // a copy without a manifest; its role is vendored where the file's is product
	self        bool // the repository's own package: not a component
	optional    bool // it may be left out
	knows       bool // the file tells what the package requires: needs
	needs       []string
	hashes      []string // of the archive: "sha512:" and hexadecimal digits
	download    string   // URL that the archive is fetched from, see download
	sum         string   // of a Go module, as go.sum has it
	origin      inventory.Origin
	aside       bool // the file says more of a package that another names, and nothing of its scope
	license     string
	source      string // directory, or archive, of the package's own files in the tree; "" when they are not known to be there
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
}

func (r *report) add(o report) {
	r.found = append(r.found, o.found...)
	r.problems = append(r.problems, o.problems...)
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

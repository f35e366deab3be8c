// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"strings"

	"github.com/outgate/outgate/inventory"
)

// RoleOf decides what a file is for, by path conventions first and by the marks
// that generators leave in the first lines second. content may be nil or the
// head of the file. Every rule is in docs/roles.md.
func RoleOf(path string, content []byte) inventory.Role {
	m := marksOf(path)
	if m&(fixture|vendored|generated) == 0 && isGenerated(content) {
		m |= generated
	}
	return m.role()
}

// RoleOfPath is RoleOf without a look at the content. The roles named in except
// are passed over, for files of which the repository says that they are not
// what their path suggests.
func RoleOfPath(path string, except ...inventory.Role) inventory.Role {
	m := marksOf(path)
	for _, r := range except {
		switch r {
		case inventory.RoleVendored:
			m &^= vendored
		case inventory.RoleGenerated:
			m &^= generated
		case inventory.RoleDocs:
			m &^= docs
		}
	}
	return m.role()
}

// marks are the conventions that a path follows.
type marks uint8

const (
	fixture marks = 1 << iota // test data, whatever it looks like
	vendored
	generated
	ci
	test
	example
	docs
)

// role applies the precedence: the strongest statement about where the bytes
// come from wins, then what they are used for.
func (m marks) role() inventory.Role {
	switch {
	case m&vendored != 0 && m&fixture == 0:
		return inventory.RoleVendored
	case m&fixture != 0:
		return inventory.RoleTest
	case m&generated != 0:
		return inventory.RoleGenerated
	case m&ci != 0:
		return inventory.RoleCI
	case m&test != 0:
		return inventory.RoleTest
	case m&example != 0:
		return inventory.RoleExample
	case m&docs != 0:
		return inventory.RoleDocs
	}
	return inventory.RoleProduct
}

// marksOf reads a slash-separated path from its top to its name.
func marksOf(path string) marks {
	var m marks
	lower := strings.ToLower(path)
	if len(lower) != len(path) { // a letter whose lower case has another length: keep the offsets equal
		lower = path
	}
	w := walkState{base: lower[strings.LastIndexByte(lower, '/')+1:]}
	start, depth := 0, 0
	for {
		n := strings.IndexByte(path[start:], '/')
		if n < 0 {
			break
		}
		found := w.directory(path[start:start+n], lower[start:start+n], depth, strings.IndexByte(path[start+n+1:], '/') >= 0)
		if found&fixture != 0 && m&vendored != 0 {
			found = 0 // what is vendored brings its own test data
		}
		m |= found
		w.parent = lower[start : start+n]
		start += n + 1
		depth++
	}
	return m | w.file(path[start:], lower[start:], lower, depth)
}

// walkState is what the directories so far say about those below.
type walkState struct {
	parent   string // lower case
	base     string // name of the file, lower case
	mainTree bool   // below src/main: product by convention, whatever the package names say
	packages bool   // below src/main/java and the like: names are packages
}

func (w *walkState) directory(name, lower string, depth int, deeper bool) marks {
	if !w.packages && isVendorDir(name, lower, w.parent, depth, deeper) {
		return vendored
	}
	if w.parent == "src" && lower == "main" {
		w.mainTree = true
		return 0
	}
	if w.mainTree {
		if w.parent == "main" && isJVM(lower) {
			w.packages = true
		}
		return 0
	}
	switch {
	case isFixtureDir(lower):
		return fixture
	case lower == "__generated__":
		return generated
	case isCIDir(lower, depth):
		return ci
	case isTestDir(name, lower, w.parent, w.base):
		return test
	case isExampleDir(lower, w.parent):
		return example
	case isDocsDir(lower):
		return docs
	}
	return 0
}

func isJVM(lower string) bool {
	switch lower {
	case "java", "kotlin", "scala", "groovy":
		return true
	}
	return false
}

func isVendorDir(name, lower, parent string, depth int, deeper bool) bool {
	switch lower {
	case "vendor", "vendors", "vendored", "_vendor", "third_party", "third-party", "thirdparty", "third_parties",
		"3rdparty", "3rd_party", "3rd-party", "node_modules", "bower_components", "jspm_packages", "site-packages", "dist-packages", "godeps":
		return true
	case "external", "externals", "extern", "deps":
		return depth == 0 && deeper // one directory for each project that was taken in
	case "wrapper":
		return parent == "gradle" || parent == ".mvn"
	case "releases", "plugins", "cache", "sdks":
		return parent == ".yarn"
	}
	return name == "Pods" || name == "Carthage"
}

func isFixtureDir(lower string) bool {
	switch lower {
	case "testdata", "test-data", "test_data", "fixture", "fixtures", "__fixtures__", "__snapshots__", "testfixtures":
		return true
	}
	return false
}

func isCIDir(lower string, depth int) bool {
	switch lower {
	case ".github", ".gitlab", ".circleci", ".buildkite", ".azure-pipelines", ".teamcity", ".woodpecker", ".semaphore", ".tekton", ".gitea", ".forgejo", ".ci", ".travis", ".jenkins", ".drone":
		return true
	case "ci", "jenkins":
		return depth == 0
	}
	return false
}

func isTestDir(name, lower, parent, base string) bool {
	switch lower {
	case "test", "tests", "testing", "__tests__", "__test__", "__mocks__", "e2e", "unittest", "unittests", "testcase", "testcases", "testlib", "testonly", "testutil", "testutils", "testsuite", "testsuites", "testresources":
		return true
	case "spec", "specs": // specifications live in such directories, too
		return isCode(extension(base))
	}
	if strings.HasPrefix(lower, "test-") || strings.HasPrefix(lower, "test_") || strings.HasPrefix(lower, "tests-") || strings.HasPrefix(lower, "tests_") {
		return true
	}
	if stem, ok := cutTest(lower); ok && strings.ContainsAny(stem[len(stem)-1:], "-_.") {
		return true // integration-tests, acceptance_test, Acme.Tests
	}
	if strings.HasSuffix(lower, ".unittest") || strings.HasSuffix(lower, ".unittests") {
		return true
	}
	return parent == "src" && (strings.HasSuffix(name, "Test") || strings.HasSuffix(name, "Tests")) // src/androidTest
}

// cutTest drops "test" or "tests" from the end of a longer name.
func cutTest(lower string) (stem string, ok bool) {
	stem, ok = strings.CutSuffix(strings.TrimSuffix(lower, "s"), "test")
	return stem, ok && stem != ""
}

func isExampleDir(lower, parent string) bool {
	switch lower {
	case "example", "sample", "demo":
		return parent != "com" && parent != "org" // a package name, com.example
	case "examples", "samples", "demos", "_examples", "_example", "tutorials":
		return true
	}
	for _, suffix := range [...]string{"example", "examples", "sample", "samples", "demo", "demos"} {
		if stem, ok := strings.CutSuffix(lower, suffix); ok && strings.ContainsAny(stem[len(stem)-1:], "-_.") {
			return true
		}
	}
	return false
}

func isDocsDir(lower string) bool {
	switch lower {
	case "doc", "docs", "documentation", "javadoc", "apidoc", "apidocs", "man", "_docs", "docsite":
		return true
	}
	return false
}

func (w *walkState) file(name, lower, path string, depth int) marks {
	var m marks
	ext := extension(lower)
	switch {
	case isWrapperScript(lower):
		m |= vendored
	case isGeneratedName(lower, ext):
		m |= generated
	}
	if isCIFile(lower, depth) {
		m |= ci
	}
	if isTestFile(name, lower, ext, w.mainTree) {
		m |= test
	}
	if isExampleFile(lower, ext) {
		m |= example
	}
	if isDocsFile(lower, ext, w.parent) {
		m |= docs
	}
	return m
}

// extension is what follows the last dot, without it; "" when there is none.
func extension(lower string) string {
	if i := strings.LastIndexByte(lower, '.'); i > 0 {
		return lower[i+1:]
	}
	return ""
}

// isWrapperScript names the build tool wrappers that are copied into a tree.
func isWrapperScript(lower string) bool {
	switch lower {
	case "gradlew", "gradlew.bat", "mvnw", "mvnw.cmd":
		return true
	}
	return false
}

func isCIFile(lower string, depth int) bool {
	switch lower {
	case ".gitlab-ci.yml", ".gitlab-ci.yaml", ".travis.yml", "appveyor.yml", ".appveyor.yml", ".drone.yml", ".cirrus.yml", ".woodpecker.yml", "bitbucket-pipelines.yml",
		"azure-pipelines.yml", "azure-pipelines.yaml", "cloudbuild.yaml", "cloudbuild.yml", "buildspec.yml", "codecov.yml", ".codecov.yml", ".coveralls.yml", "renovate.json", ".renovaterc", ".pre-commit-config.yaml", "wercker.yml", "shippable.yml":
		return true
	case "jenkinsfile":
		return true
	case "circle.yml":
		return depth == 0
	}
	return strings.HasPrefix(lower, "jenkinsfile.") || strings.HasSuffix(lower, ".jenkinsfile") || strings.HasPrefix(lower, "azure-pipelines") && strings.HasSuffix(lower, ".yml")
}

// isCode names the extensions in which tests are written.
func isCode(ext string) bool {
	switch ext {
	case "go", "c", "cc", "cpp", "cxx", "h", "hh", "hpp", "hxx", "m", "mm", "rs", "py", "rb", "js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "coffee", "vue",
		"java", "kt", "kts", "scala", "groovy", "cs", "fs", "vb", "swift", "php", "lua", "dart", "ex", "exs", "erl", "hs", "ml", "clj", "cljs", "cljc", "r", "jl", "pl", "pm", "t", "sh", "bash", "bats", "ps1", "sol", "zig", "cr", "nim", "cu", "f90", "feature":
		return true
	}
	return false
}

// isTestFile knows file names only where they are those of code: a table
// "latest.csv" or a "contest.go" is none.
func isTestFile(name, lower, ext string, mainTree bool) bool {
	if !isCode(ext) {
		return false
	}
	stem := lower[:len(lower)-len(ext)-1]
	switch {
	case stem == "test" || stem == "tests" || stem == "conftest" || ext == "bats" || ext == "feature":
		return true
	case strings.HasSuffix(stem, "_test") || strings.HasSuffix(stem, "_tests") || strings.HasSuffix(stem, "_spec") || strings.HasSuffix(stem, "_unittest"):
		return true
	case strings.HasSuffix(stem, ".test") || strings.HasSuffix(stem, ".tests") || strings.HasSuffix(stem, ".spec") || strings.HasSuffix(stem, ".e2e") || strings.HasSuffix(stem, "-test") || strings.HasSuffix(stem, "-tests") || strings.HasSuffix(stem, "-spec"):
		return true
	case strings.HasPrefix(stem, "test_") || strings.HasPrefix(stem, "test-"):
		return true
	case mainTree:
		return false
	}
	return isTestClass(name[:len(name)-len(ext)-1], ext)
}

// isTestClass knows the class names of test frameworks: FooTest, FooTests,
// FooTestCase, FooIT, FooSpec, TestFoo.
func isTestClass(stem, ext string) bool {
	switch ext {
	case "java", "kt", "scala", "groovy", "cs", "swift", "php", "cpp", "cc", "h", "hpp", "m", "mm", "fs", "vb", "ts", "js", "dart", "hs", "sol":
	default:
		return false
	}
	for _, suffix := range [...]string{"Test", "Tests", "TestCase", "TestSuite", "Spec"} {
		if before, ok := strings.CutSuffix(stem, suffix); ok && before != "" {
			return true
		}
	}
	if before, ok := strings.CutSuffix(stem, "IT"); ok && before != "" && isJVM(ext) {
		return before[len(before)-1] >= 'a'
	}
	after, ok := strings.CutPrefix(stem, "Test")
	return ok && after != "" && after[0] >= 'A' && after[0] <= 'Z'
}

func isExampleFile(lower, ext string) bool {
	if stem := strings.TrimSuffix(lower, "."+ext); !isCode(ext) { // config-example.toml; but down_sample.c
		if hasAnySuffix(stem, "-example", "_example", "-sample", "_sample") || strings.HasPrefix(stem, "example-") || strings.HasPrefix(stem, "example_") || stem == "example" {
			return true
		}
	}
	for _, word := range [...]string{"example", "sample"} {
		for rest := lower; ; {
			i := strings.Index(rest, "."+word)
			if i < 0 {
				break
			}
			rest = rest[i+1+len(word):]
			if rest == "" || rest[0] == '.' { // .env.example, config.sample.yml
				return true
			}
		}
	}
	return false
}

func isDocsFile(lower, ext, parent string) bool {
	stem := lower
	if ext != "" {
		stem = lower[:len(lower)-len(ext)-1]
	}
	switch stem {
	case "license", "licence", "copying", "notice", "copyright", "patents", "unlicense", "authors", "contributors", "third_party_notices", "third-party-notices", "thirdpartynotices":
		return false // legal texts belong to the product
	}
	switch ext {
	case "md", "mdx", "markdown", "rst", "adoc", "asciidoc", "textile", "mkd", "rdoc":
		return !strings.HasPrefix(lower, "license") && !strings.HasPrefix(lower, "notice") && !strings.HasPrefix(lower, "copying")
	case "", "txt":
		switch stem {
		case "readme", "changelog", "changes", "history", "news", "install", "faq", "todo", "contributing", "hacking", "security", "code_of_conduct":
			return true
		}
	}
	if strings.HasPrefix(lower, "readme.") && !isCode(ext) {
		return true
	}
	return len(ext) == 1 && ext[0] >= '1' && ext[0] <= '9' && (strings.HasPrefix(parent, "man") || isManName(stem))
}

// isManName tells a manual page beside its program from a file with a version
// number: letters and hyphens only.
func isManName(stem string) bool {
	for i := 0; i < len(stem); i++ {
		if c := stem[i]; (c < 'a' || c > 'z') && c != '-' && c != '_' {
			return false
		}
	}
	return stem != ""
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDeclared shows what manifests say without a lock file.
func TestDeclared(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"package.json that no lock file above covers", map[string]string{"package.json": `{"workspaces":["packages/*"]}`, "yarn.lock": "# yarn lockfile v1\n", "packages/in/package.json": `{"dependencies":{"locked":"1.0.0"}}`, "site/package.json": `{"dependencies":{"free":"^1","x":"npm:real@2.0.0"},"optionalDependencies":{"o":"*"}}`}, []string{
			"free runtime direct range ^1", "o runtime direct optional range *", "real@2.0.0 runtime direct"}},
		{"requirements: files taken in, constraints, notes of pip-compile", map[string]string{"requirements-dev.txt": "-r base/requirements.in.txt\n-c constraints.txt\npytest\n--no-index\n", "base/requirements.in.txt": "flask>=2 # via -r x.in\n", "constraints.txt": "pytest==8.0.0  # pinned\n", "requirements/prod.txt": "a==1.0 \\\n    --hash=sha256:00\n    # via -r prod.in\nb==1.9\n    # via\n    #   a\n"}, []string{
			"a@1.0 runtime direct -> b@1.9", "b@1.9 runtime via a@1.0", "flask runtime direct range >=2", "pytest@8.0.0 dev direct"}},
		{"setup.cfg and setup.py", map[string]string{"setup.cfg": "[metadata]\nname = x\n[options]\ninstall_requires =\n    a >= 1\n    b==2.0\n[options.extras_require]\ntest =\n    pytest\n", "sub/setup.py": "from setuptools import setup\nsetup(install_requires=['c==1.0', \"d>2\"],  # 'no'\n  extras_require={'dev': ['e'],}, tests_require=['f'])\n"}, []string{
			"a runtime direct range >= 1", "b@2.0 runtime direct", "c@1.0 runtime direct", "d runtime direct range >2", "e dev direct", "f test direct", "pytest test direct"}},
		{"pyproject.toml of uv and PDM, and Pipfile", map[string]string{"pyproject.toml": "[tool.uv]\ndev-dependencies = [\"u\"]\n[tool.pdm.dev-dependencies]\ntest = [\"p>=1\"]\n[dependency-groups]\nlint = [\"l==1.0\", {include-group = \"test\"}]\n", "b/Pipfile": "[[source]]\nurl = \"x\"\n[packages]\nq = \"==1.0\"\nown = {path = \".\"}\n[dev-packages]\nr = \"*\"\n"}, []string{
			"l@1.0 dev direct", "p test direct range >=1", "q@1.0 runtime direct", "r dev direct range *", "u dev direct"}},
		{"Cargo.toml: optional, exact, vendored", map[string]string{"Cargo.toml": "[package]\nname = \"x\"\n[dependencies]\na = { version = \"1.2\", optional = true }\nb = \"=2.0.0\"\n", "vendor/c/Cargo.toml": "[package]\nname = \"c\"\nversion = \"3.0.0\"\nlicense = \"MIT/Apache-2.0\"\n[dependencies]\nno = \"1\"\n", "vendor/c/.cargo-checksum.json": "{}"}, []string{
			"a runtime direct optional range 1.2", "b@2.0.0 runtime direct", "c@3.0.0 runtime"}},
		{"Gemfile and gemspec", map[string]string{"Gemfile": "gem \"a\", \"1.0.0\"\ngem 'b', '~> 2', group: [:test]\ngem 'own', path: '.'\n", "x/y.gemspec": "spec.add_development_dependency(\"c\", \">= 1\")\n"}, []string{
			"a@1.0.0 runtime direct", "b test direct range ~> 2", "c dev direct range >= 1"}},
		{".NET: central versions, properties, private assets, a test project, packages.config", map[string]string{"Directory.Packages.props": "<Project><PropertyGroup><V>4.0.0</V></PropertyGroup><ItemGroup><PackageVersion Include=\"A\" Version=\"$(V)\"/></ItemGroup></Project>", "src/x.csproj": "<Project><ItemGroup><PackageReference Include=\"A\" />\n<PackageReference Include=\"B\" Version=\"[1.0,2.0)\"><PrivateAssets>all</PrivateAssets></PackageReference></ItemGroup></Project>", "src/t.csproj": "<Project><ItemGroup><PackageReference Include=\"Microsoft.NET.Test.Sdk\" Version=\"17.0.0\"/></ItemGroup></Project>", "old/packages.config": "<packages>\n<package id=\"C\" version=\"1.0\" developmentDependency=\"true\"/></packages>"}, []string{
			"A@4.0.0 runtime direct", "B build direct range [1.0,2.0)", "C@1.0 build direct", "Microsoft.NET.Test.Sdk@17.0.0 test direct"}},
		{"Package.swift", map[string]string{"Package.swift": ".package(url: \"git@github.com:o/a.git\", .upToNextMajor(from: \"1.0.0\")), .package(name: \"B\", url: \"https://example.org/o/b\", .exact(\"2.0.0\")), .package(path: \"../own\")"}, []string{
			"example.org/o/b@2.0.0 runtime direct", "github.com/o/a runtime direct range upToNextMajor(from: \"1.0.0\""}},
		{"pubspec.yaml", map[string]string{"pubspec.yaml": "name: x\ndependencies:\n  flutter:\n    sdk: flutter\n  a: ^1.0.0 # why\n  own:\n    path: ../own\n  b: any\ndev_dependencies:\n  t: 2.0.0\n"}, []string{
			"a runtime direct range ^1.0.0", "b runtime direct", "t@2.0.0 dev direct"}},
		{"mix.exs, Podfile, conanfile", map[string]string{"mix.exs": "defp deps do\n [{:a, \"== 1.0.0\"},\n {:own, path: \"../own\"}]\nend\n", "ios/Podfile": "target 'App' do\n  pod 'B', '1.0.0'\nend\ntarget 'AppTests' do\n  pod 'T'\nend\n", "c/conanfile.txt": "[requires]\nzlib/1.3\nfmt/[>=9 <11] # why\n[tool_requires]\ncmake/3.27\n[options]\nx/y=1\n", "d/conanfile.py": "class X(ConanFile):\n    requires = \"zz/1.0\", \"yy/[~2]\"\n    def build_requirements(self):\n        self.test_requires(\"gtest/1.14.0\")  # self.requires(\"no/1\")\n"}, []string{
			"B@1.0.0 runtime direct", "T test direct", "cmake@3.27 build direct", "fmt runtime direct range >=9 <11", "gtest@1.14.0 test direct", "yy runtime direct range ~2", "zlib@1.3 runtime direct", "zz@1.0 runtime direct", "a@1.0.0 runtime direct"}},
		{"Helm charts", map[string]string{"Chart.yaml": "name: x\ndependencies:\n- name: a\n  version: ~1.0\n  repository: https://example.org/charts\n- name: b\n  version: 2.0.0\n  repository: \"@stable\"\n  condition: b.enabled\n- name: own\n  version: 0.1.0\n  repository: file://../own\n", "Chart.lock": "dependencies:\n- name: a\n  version: 1.0.7\n"}, []string{
			"a@1.0.7 runtime direct", "b@2.0.0 runtime direct optional"}},
		{"Bazel", map[string]string{"MODULE.bazel": "module(name = \"x\", version = \"1\")\nbazel_dep(name = \"rules_go\", version = \"0.50.1\", repo_name = \"io\")\n# bazel_dep(name = \"no\", version = \"1\")\nbazel_dep(name = \"own\")\nlocal_path_override(module_name = \"own\", path = \"../own\")\nbazel_dep(\n    name = \"t\",\n    version = \"1\",\n    dev_dependency = True,\n)\nsingle_version_override(module_name = \"t\", version = \"2\")\n", "WORKSPACE": "http_archive(\n    name = \"z\",\n    urls = [\"https://mirror.example.org/z.zip\", \"https://github.com/madler/zlib/archive/refs/tags/v1.3.zip\"],\n    sha256 = \"" + digits + "\",\n)\n"}, []string{
			"rules_go@0.50.1 build direct", "t@2 dev direct", "madler/zlib@v1.3 runtime direct hashes 1"}},
		{"git submodules", map[string]string{".gitmodules": "[submodule \"a\"]\n\tpath = third_party/a\n\turl = https://github.com/O/A.git\n[submodule \"v\"]\n\tpath = vcpkg\n\turl = git@github.com:microsoft/vcpkg\n[submodule \"own\"]\n\turl = ../own\n[submodule \"t\"]\n\tpath = tests/data\n\turl = https://git.example.org/x/t.git\n", "third_party/a/x.c": "int x;\n"}, []string{
			"t?vcs_url=git%2Bhttps%3A%2F%2Fgit.example.org%2Fx%2Ft test direct", "microsoft/vcpkg build direct", "o/a runtime direct"}},
		{"Dockerfile", map[string]string{"Dockerfile": "ARG GO=1.24\nARG BASE\nFROM --platform=linux/amd64 golang:${GO} AS build\nFROM build AS test\nFROM scratch\nFROM registry.example.org:5000/team/base:$BASE\nFROM alpine@sha256:" + digits + "\n"}, []string{
			"alpine@sha256%3A" + digits + " ci direct", "golang@1.24 ci direct", "registry.example.org%3A5000/team/base ci direct"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts := scan(t, test.files)
			if d := cmp.Diff(test.want, graphRows(facts.Components)); d != "" {
				t.Errorf("components (-want +got):\n%s", d)
			}
			if len(facts.Gaps) > 0 {
				t.Errorf("gaps: %q", gaps(facts.Gaps))
			}
		})
	}
}

// TestScopesOfRoles checks that the projects of a workspace that are tests or
// examples ask for no more than those may.
func TestScopesOfRoles(t *testing.T) {
	facts := scan(t, map[string]string{
		"pnpm-lock.yaml":                         "lockfileVersion: '9.0'\nimporters:\n  examples/e:\n    dependencies:\n      a:\n        version: 1.0.0\n  tests/t:\n    dependencies:\n      b:\n        version: 1.0.0\npackages:\n  a@1.0.0:\n    resolution: {integrity: x}\n  b@1.0.0:\n    resolution: {integrity: x}\n",
		"examples/e/package.json":                `{"dependencies":{"a":"1"}}`,
		"tests/t/package.json":                   `{"dependencies":{"b":"1"}}`,
		"tests/data/node_modules/z/package.json": `{"name":"z","version":"1.0.0"}`,
	})
	if d := cmp.Diff([]string{"a@1.0.0 dev direct ->", "b@1.0.0 test direct ->", "z@1.0.0 test"}, graphRows(facts.Components)); d != "" || facts.Components[2].Role != "test" {
		t.Errorf("%s %v", d, facts.Components[2].Role)
	}
}

func TestBlockYAML(t *testing.T) {
	doc, err := parseBlockYAML([]byte("\ufeff---\n# comment\na: 1 # one\n\"b c\": 'it''s'\nlist:\n- x\n- y: 1\n  z: 2\n-\n  w: 3\nfolded: long\n  text\nblock: |\n  any: thing\n  - here\nflow: {k: v, q: \"a, b\", n: [1, 2]}\nquoted: \"over\n  two\"\n? very long\n: v: 1\nempty:\nlast: [p, 'q']\n"))
	if err != nil {
		t.Fatal(err)
	}
	list := doc.get("list")
	got := []string{doc.get("a").value, doc.get("b c").value, list.below[0].value, list.below[1].get("z").value, list.below[2].get("w").value, doc.get("folded").value, doc.get("block").value,
		doc.get("flow").flow()["q"], doc.get("quoted").value, doc.get("very long").get("v").value, doc.get("last").list()[1]}
	if d := cmp.Diff([]string{"1", "it's", "x", "2", "3", "long text", "", "a, b", "over two", "1", "q"}, got); d != "" {
		t.Error(d)
	}
	if doc.get("last").line != 22 {
		t.Errorf("line %d", doc.get("last").line)
	}
	for _, broken := range []string{"x\n", "a: \"open\n", "\tx: 1\n", "- - - -\nb"} {
		if _, err := parseBlockYAML([]byte(broken)); err == nil {
			t.Errorf("%q was taken", broken)
		}
	}
}

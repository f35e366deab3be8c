// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// graphRows prints components with what rows leaves out: range, link, path from
// the root and what they require; names only, for versions stand in rows.
func graphRows(cs []inventory.Component) (out []string) {
	short := func(purl string) string { return purl[strings.IndexByte(purl, '/')+1:] }
	for _, c := range cs {
		line := short(c.PURL) + " " + c.Scope
		if c.Direct {
			line += " direct"
		}
		if c.Optional {
			line += " optional"
		}
		if c.Range != "" {
			line += " range " + c.Range
		}
		if c.Linked != "" {
			line += " linked " + c.Linked
		}
		if c.Via != "" {
			line += " via " + short(c.Via)
		}
		if len(c.Hashes) > 0 {
			line += fmt.Sprintf(" hashes %d", len(c.Hashes))
		}
		if c.Requires != nil {
			line += " ->"
			for _, r := range c.Requires {
				line += " " + short(r)
			}
		}
		out = append(out, line)
	}
	return out
}

const sri = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="

var digits = strings.Repeat("0", 64)

// TestLocks shows each lock file with a chain a -> b, a tool for development t
// that needs b and d, and a package of the repository itself.
func TestLocks(t *testing.T) {
	packageJSON := `{"name":"app","dependencies":{"a":"^1"},"devDependencies":{"t":"^2"},"workspaces":["packages/*"]}`
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"package-lock.json", map[string]string{"package-lock.json": `{"lockfileVersion":3,"packages":{"":{"dependencies":{"a":"^1"},"devDependencies":{"t":"^2"}},
"node_modules/a":{"version":"1.0.0","integrity":"` + sri + `","dependencies":{"b":"^1"}},
"node_modules/a/node_modules/b":{"version":"1.9.0"},
"node_modules/b":{"version":"2.0.0","dev":true},
"node_modules/@s/o":{"version":"1.0.0","optional":true},
"node_modules/t":{"version":"2.0.0","dev":true,"dependencies":{"b":"^2"}}}}`}, []string{
			"%40s/o@1.0.0 runtime optional ->", "a@1.0.0 runtime direct hashes 1 -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "b@2.0.0 dev via t@2.0.0 ->", "t@2.0.0 dev direct -> b@2.0.0"}},
		{"yarn.lock, classic, alias, two versions", map[string]string{"package.json": strings.Replace(packageJSON, `"a":"^1"`, `"a":"^1","alias":"npm:real@^3"`, 1), "yarn.lock": "# yarn lockfile v1\n\n\na@^1:\n  version \"1.0.0\"\n  integrity " + sri + "\n  dependencies:\n    \"@s/b\" \"^1\"\n\n\"@s/b@^1\":\n  version \"1.9.0\"\n\n\"@s/b@^2\", \"@s/b@^2.1\":\n  version \"2.1.0\"\n\n\"alias@npm:real@^3\":\n  version \"3.0.0\"\n\nt@^2:\n  version \"2.0.0\"\n  dependencies:\n    \"@s/b\" \"^2\"\n"}, []string{
			"%40s/b@1.9.0 runtime via a@1.0.0 ->", "%40s/b@2.1.0 dev via t@2.0.0 ->", "a@1.0.0 runtime direct hashes 1 -> %40s/b@1.9.0", "real@3.0.0 runtime direct ->", "t@2.0.0 dev direct -> %40s/b@2.1.0"}},
		{"yarn.lock, berry, workspace, patch, catalog, long key", map[string]string{"package.json": packageJSON, ".yarnrc.yml": "catalog:\n  c: ^5\n", "packages/w/package.json": `{"name":"w","dependencies":{"c":"catalog:"}}`, "tests/e2e/package.json": `{"name":"e2e"}`,
			"yarn.lock": "__metadata:\n  version: 8\n\n\"a@npm:^1\":\n  version: 1.0.0\n  resolution: \"a@npm:1.0.0\"\n  dependencies:\n    b: \"npm:^1\"\n  checksum: 10/00\n  languageName: node\n  linkType: hard\n\n\"app@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"app@workspace:.\"\n  dependencies:\n    a: \"npm:^1\"\n    t: \"npm:^2\"\n  linkType: soft\n\n? \"b@npm:^1, b@npm:^1.2\"\n: version: 1.9.0\n  resolution: \"b@npm:1.9.0\"\n  linkType: hard\n\n\"c@npm:^5\":\n  version: 5.0.0\n  resolution: \"c@npm:5.0.0\"\n  linkType: hard\n\n\"c@npm:^6\":\n  version: 6.0.0\n  resolution: \"c@npm:6.0.0\"\n  linkType: hard\n\n\"t@patch:t@npm%3A^2#~/t.patch\":\n  version: 2.0.0\n  resolution: \"t@patch:t@npm%3A2.0.0#~/t.patch::version=2.0.0&hash=0\"\n  dependencies:\n    c: ^6\n  linkType: hard\n\n\"t@npm:^2\":\n  version: 2.0.0\n  resolution: \"t@npm:2.0.0\"\n  linkType: hard\n\n\"w@workspace:packages/w\":\n  version: 0.0.0-use.local\n  resolution: \"w@workspace:packages/w\"\n  dependencies:\n    c: \"catalog:\"\n  linkType: soft\n"}, []string{
			"a@1.0.0 runtime direct -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "c@5.0.0 runtime direct ->", "c@6.0.0 dev via t@2.0.0 ->", "t@2.0.0 dev direct -> c@6.0.0"}},
		{"pnpm-lock.yaml of version 9", map[string]string{"pnpm-lock.yaml": "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0(b@1.9.0)\n    devDependencies:\n      t:\n        specifier: ^2\n        version: 2.0.0\n      own:\n        specifier: workspace:*\n        version: link:packages/own\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: " + sri + "}\n    peerDependencies:\n      b: '*'\n\n  '@s/d@4.0.0':\n    resolution: {integrity: sha512-x}\n    deprecated: >-\n      No longer kept:\n      use another\n\n  b@1.9.0:\n    resolution: {integrity: sha512-x}\n\n  t@2.0.0:\n    resolution: {integrity: sha512-x}\n\nsnapshots:\n\n  a@1.0.0(b@1.9.0):\n    dependencies:\n      b: 1.9.0\n\n  '@s/d@4.0.0': {}\n\n  b@1.9.0: {}\n\n  t@2.0.0:\n    dependencies:\n      '@s/d': 4.0.0\n      b: 1.9.0\n"}, []string{
			"%40s/d@4.0.0 dev via t@2.0.0 ->", "a@1.0.0 runtime direct hashes 1 -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "t@2.0.0 dev direct -> %40s/d@4.0.0 b@1.9.0"}},
		{"pnpm-lock.yaml of version 5, one project", map[string]string{"pnpm-lock.yaml": "lockfileVersion: 5.4\n\nspecifiers:\n  a: ^1\n  t: ^2\n\ndependencies:\n  a: 1.0.0_b@1.9.0\n\ndevDependencies:\n  t: 2.0.0\n\npackages:\n\n  /@s/d/4.0.0:\n    resolution: {integrity: sha512-x}\n    dev: true\n\n  /a/1.0.0_b@1.9.0:\n    resolution: {integrity: sha512-x}\n    dependencies:\n      b: 1.9.0\n\n  /b/1.9.0:\n    resolution: {integrity: sha512-x}\n\n  /t/2.0.0:\n    resolution: {integrity: sha512-x}\n    dependencies:\n      '@s/d': 4.0.0\n"}, []string{
			"%40s/d@4.0.0 dev via t@2.0.0 ->", "a@1.0.0 runtime direct -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "t@2.0.0 dev direct -> %40s/d@4.0.0"}},
		{"bun.lock", map[string]string{"bun.lock": "{\n \"lockfileVersion\": 1, // text\n \"workspaces\": {\n  \"\": {\"name\": \"app\", \"dependencies\": {\"a\": \"^1\"}, \"devDependencies\": {\"t\": \"^2\"}},\n },\n \"packages\": {\n  \"a\": [\"a@1.0.0\", \"\", {\"dependencies\": {\"b\": \"^1\"}}, \"" + sri + "\"],\n  \"b\": [\"b@2.0.0\", \"\", {}, \"x\"],\n  \"a/b\": [\"b@1.9.0\", \"\", {}, \"x\"],\n  \"t\": [\"t@2.0.0\", \"\", {\"dependencies\": {\"b\": \"^2\"}}, \"x\"],\n  \"own\": [\"own@workspace:packages/own\"],\n }\n}\n"}, []string{
			"a@1.0.0 runtime direct hashes 1 -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "b@2.0.0 dev via t@2.0.0 ->", "t@2.0.0 dev direct -> b@2.0.0"}},
		{"deno.lock", map[string]string{"deno.lock": `{"version":"5","specifiers":{"npm:a@^1":"1.0.0","jsr:@std/path@1":"1.0.8"},"jsr":{"@std/path@1.0.8":{"integrity":"` + digits + `"}},"npm":{"a@1.0.0":{"integrity":"` + sri + `","dependencies":["b"]},"b@1.9.0":{"integrity":"x"}}}`}, []string{
			"%40std/path@1.0.8 runtime direct hashes 1 ->", "a@1.0.0 runtime direct hashes 1 -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->"}},
		{"poetry.lock without groups: pyproject.toml decides, extras open edges", map[string]string{"pyproject.toml": "[tool.poetry.dependencies]\npython = \"^3.9\"\nA = {version = \"^1\", extras = [\"x\"]}\n[tool.poetry.group.dev.dependencies]\nt = \"^2\"\n", "poetry.lock": "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\noptional = false\nfiles = [{file = \"a.whl\", hash = \"sha256:" + digits + "\"}]\n[package.dependencies]\nb = {version = \"^1\", optional = true, markers = \"extra == 'x'\"}\nd = {version = \"^1\", optional = true}\n[package.extras]\nx = [\"b (>=1)\"]\ny = [\"d\"]\n\n[[package]]\nname = \"b\"\nversion = \"1.9.0\"\noptional = false\n\n[[package]]\nname = \"d\"\nversion = \"4.0.0\"\noptional = false\n\n[[package]]\nname = \"t\"\nversion = \"2.0.0\"\noptional = false\n[package.dependencies]\nd = \"*\"\n\n[metadata]\nlock-version = \"2.0\"\n"}, []string{
			"a@1.0.0 runtime direct hashes 1 -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "d@4.0.0 dev via t@2.0.0 ->", "t@2.0.0 dev direct -> d@4.0.0"}},
		{"uv.lock: groups, extras of a package, a workspace member", map[string]string{"pyproject.toml": "[project]\nname = \"app\"\n", "uv.lock": "version = 1\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = { registry = \"https://pypi.org/simple\" }\nsdist = { url = \"x\", hash = \"sha256:" + digits + "\" }\n[package.optional-dependencies]\nx = [{ name = \"b\" }]\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\nsource = { editable = \".\" }\ndependencies = [{ name = \"a\", extra = [\"x\"] }]\n[package.dev-dependencies]\ntest = [{ name = \"t\" }]\n\n[[package]]\nname = \"b\"\nversion = \"1.9.0\"\nsource = { registry = \"https://pypi.org/simple\" }\n\n[[package]]\nname = \"t\"\nversion = \"2.0.0\"\nsource = { registry = \"https://pypi.org/simple\" }\ndependencies = [{ name = \"b\" }]\n"}, []string{
			"a@1.0.0 runtime direct hashes 1 -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "t@2.0.0 test direct -> b@1.9.0"}},
		{"pdm.lock and pylock.toml", map[string]string{"pyproject.toml": "[project]\ndependencies = [\"a\"]\n", "pdm.lock": "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ngroups = [\"default\"]\ndependencies = [\"b>=1; python_version > '3'\"]\n\n[[package]]\nname = \"b\"\nversion = \"1.9.0\"\ngroups = [\"default\", \"dev\"]\n\n[[package]]\nname = \"t\"\nversion = \"2.0.0\"\ngroups = [\"dev\"]\n", "sub/pylock.toml": "lock-version = \"1.0\"\n[[packages]]\nname = \"p\"\nversion = \"1.0\"\n"}, []string{
			"a@1.0.0 runtime direct -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "p@1.0 runtime ->", "t@2.0.0 dev ->"}},
		{"Pipfile.lock", map[string]string{"Pipfile": "[packages]\na = \"*\"\n", "Pipfile.lock": `{"_meta":{},"default":{"a":{"version":"==1.0.0","hashes":["sha256:` + digits + `"]},"b":{"version":"==1.9.0"}},"develop":{"t":{"version":"==2.0.0"}}}`}, []string{
			"a@1.0.0 runtime direct hashes 1", "b@1.9.0 runtime", "t@2.0.0 dev"}},
		{"Cargo.lock: kinds from the Cargo.toml of members, renamed, shared by the workspace", map[string]string{"Cargo.toml": "[workspace]\nmembers = [\"x\", \"tests/y\"]\n[workspace.dependencies]\nalias = { package = \"a\", version = \"1\" }\n", "x/Cargo.toml": "[package]\nname = \"x\"\n[dependencies]\nalias = { workspace = true }\n[build-dependencies]\ncc = \"1\"\n[target.'cfg(windows)'.dev-dependencies]\nt = \"2\"\n", "tests/y/Cargo.toml": "[package]\nname = \"y\"\n[dependencies]\ne = \"1\"\n",
			"Cargo.lock": "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"r\"\nchecksum = \"" + digits + "\"\ndependencies = [\n \"b 1.9.0\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"1.9.0\"\nsource = \"r\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\nsource = \"r\"\n\n[[package]]\nname = \"cc\"\nversion = \"1.0.0\"\nsource = \"r\"\n\n[[package]]\nname = \"e\"\nversion = \"1.0.0\"\nsource = \"r\"\n\n[[package]]\nname = \"t\"\nversion = \"2.0.0\"\nsource = \"r\"\ndependencies = [\"b 2.0.0\"]\n\n[[package]]\nname = \"x\"\nversion = \"0.1.0\"\ndependencies = [\"a\", \"cc\", \"t\"]\n\n[[package]]\nname = \"y\"\nversion = \"0.1.0\"\ndependencies = [\"e\", \"x\"]\n"}, []string{
			"a@1.0.0 runtime direct hashes 1 -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "b@2.0.0 dev via t@2.0.0 ->", "cc@1.0.0 build direct ->", "e@1.0.0 test direct ->", "t@2.0.0 dev direct -> b@2.0.0"}},
		{"composer.lock", map[string]string{"composer.json": `{"require":{"v/a":"^1"},"require-dev":{"v/t":"^2"}}`, "composer.lock": `{"packages":[{"name":"v/a","version":"1.0.0","license":["MIT","Apache-2.0"],"require":{"php":">=8","v/b":"^1"},"dist":{"shasum":"` + digits[:40] + `"}},{"name":"v/b","version":"1.9.0","require":[]}],"packages-dev":[{"name":"v/t","version":"2.0.0","require":{"v/b":"*"}}]}`}, []string{
			"v/a@1.0.0 runtime direct hashes 1 -> v/b@1.9.0", "v/b@1.9.0 runtime via v/a@1.0.0 ->", "v/t@2.0.0 dev direct -> v/b@1.9.0"}},
		{"Gemfile.lock: groups from the Gemfile, a gem of the repository", map[string]string{"Gemfile": "source 'https://rubygems.org'\ngemspec\ngem 'a', '~> 1'\ngroup :development, :test do\n  gem 't'\n  if true\n    gem 'u', group: :test\n  end\nend\n", "own.gemspec": "Gem::Specification.new do |s|\n  s.add_dependency 'c', '>= 1'\nend\n", "Gemfile.lock": "PATH\n  remote: .\n  specs:\n    own (0.1.0)\n      c (>= 1)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0.0)\n      b (~> 1)\n    b (1.9.0)\n    c (3.0.0-x86_64-linux)\n    t (2.0.0)\n      b\n    u (1.0.0)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  a (~> 1)\n  own!\n  t\n  u\n\nCHECKSUMS\n  a (1.0.0) sha256=" + digits + "\n"}, []string{
			"a@1.0.0 dev direct hashes 1 -> b@1.9.0", "b@1.9.0 dev via a@1.0.0 ->", "c@3.0.0 runtime direct ->", "t@2.0.0 dev direct -> b@1.9.0", "u@1.0.0 dev direct ->"}},
		{"packages.lock.json", map[string]string{"x.csproj": `<Project><ItemGroup><PackageReference Include="T" PrivateAssets="all"/></ItemGroup></Project>`, "packages.lock.json": `{"version":1,"dependencies":{"net8.0":{"A":{"type":"Direct","resolved":"1.0.0","dependencies":{"B":"1"}},"B":{"type":"Transitive","resolved":"1.9.0"},"T":{"type":"Direct","resolved":"2.0.0"},"own":{"type":"Project"}}}}`}, []string{
			"A@1.0.0 runtime direct -> B@1.9.0", "B@1.9.0 runtime via A@1.0.0 ->", "T@2.0.0 build direct ->"}},
		{"Package.resolved", map[string]string{"Package.swift": "let package = Package(dependencies: [\n .package(url: \"https://github.com/o/a.git\", from: \"1.0.0\"), // .package(url: \"https://github.com/o/no\")\n .package(url: \"https://github.com/o/t\", exact: \"2.0.0\")],\n targets: [.target(name: \"x\", dependencies: [\"a\"]), .testTarget(name: \"y\", dependencies: [.product(name: \"T\", package: \"t\")])])\n",
			"Package.resolved": `{"version":2,"pins":[{"identity":"a","location":"https://github.com/o/a.git","state":{"version":"1.0.0"}},{"identity":"b","location":"https://github.com/o/b","state":{"revision":"abc"}},{"identity":"t","location":"https://github.com/o/t","state":{"version":"2.0.0"}}]}`}, []string{
			"github.com/o/a@1.0.0 runtime direct", "github.com/o/b@abc runtime", "github.com/o/t@2.0.0 test direct"}},
		{"pubspec.lock", map[string]string{"pubspec.lock": "packages:\n  a:\n    dependency: \"direct main\"\n    description:\n      name: a\n      sha256: \"" + digits + "\"\n      url: \"https://pub.dev\"\n    source: hosted\n    version: \"1.0.0\"\n  b:\n    dependency: transitive\n    source: hosted\n    version: \"1.9.0\"\n  flutter:\n    dependency: \"direct main\"\n    description: flutter\n    source: sdk\n    version: \"0.0.0\"\n  t:\n    dependency: \"direct dev\"\n    source: hosted\n    version: \"2.0.0\"\n"}, []string{
			"a@1.0.0 runtime direct hashes 1", "b@1.9.0 runtime", "t@2.0.0 dev direct"}},
		{"mix.lock", map[string]string{"mix.exs": "defmodule X do\n  defp deps do\n    [\n      {:a, \"~> 1.0\"},\n      {:t, \"~> 2.0\", only: [:dev, :test], runtime: false}\n    ]\n  end\nend\n", "mix.lock": "%{\n  \"a\": {:hex, :a, \"1.0.0\", \"" + digits + "\", [:mix], [{:b, \"~> 1.0\", [hex: :b, repo: \"hexpm\", optional: false]}], \"hexpm\", \"0\"},\n  \"b\": {:hex, :b, \"1.9.0\", \"0\", [:mix], [], \"hexpm\", \"0\"},\n  \"g\": {:git, \"https://github.com/o/g.git\", \"abc123\", []},\n  \"t\": {:hex, :t, \"2.0.0\", \"0\", [:mix], [{:b, \">= 0.0.0\", []}], \"hexpm\", \"0\"},\n}\n"}, []string{
			"o/g@abc123 runtime ->", "a@1.0.0 runtime direct hashes 1 -> b@1.9.0", "b@1.9.0 runtime via a@1.0.0 ->", "t@2.0.0 dev direct -> b@1.9.0"}},
		{"Podfile.lock", map[string]string{"Podfile.lock": "PODS:\n  - A (1.0.0):\n    - B/Core (~> 1)\n  - B/Core (1.9.0)\n  - Own (0.1.0)\n\nDEPENDENCIES:\n  - A (~> 1)\n  - Own (from `../`)\n\nEXTERNAL SOURCES:\n  Own:\n    :path: \"../\"\n\nSPEC CHECKSUMS:\n  A: " + digits[:40] + "\n\nCOCOAPODS: 1.15.2\n"}, []string{
			"A@1.0.0 runtime direct hashes 1 -> B@1.9.0#Core", "B@1.9.0#Core runtime via A@1.0.0 ->"}},
		{"conan.lock of both versions", map[string]string{"conan.lock": `{"version":"0.5","requires":["aa/1.0.0#r%1"],"build_requires":["cmake/3.2"]}`, "old/conan.lock": `{"graph_lock":{"nodes":{"0":{"path":"conanfile.py","requires":["1"]},"1":{"ref":"zz/1.0","requires":["2"]},"2":{"ref":"bb/1.9"}}}}`}, []string{
			"aa@1.0.0 runtime", "bb@1.9 runtime via zz@1.0 ->", "cmake@3.2 build", "zz@1.0 runtime direct -> bb@1.9"}},
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

func TestLockGaps(t *testing.T) {
	for file, text := range map[string]string{
		"yarn.lock": "a@1\n  version", "sub/yarn.lock": "__metadata:\n  version: 8\n\"a@npm:1\n", "pnpm-lock.yaml": "packages:\n  x\n", "bun.lock": "{", "deno.lock": "[", "uv.lock": "[[package]", "Pipfile.lock": "{\"default\": []}", "Pipfile": "[x",
		"composer.lock": "{\"packages\": 1}", "Gemfile.lock": "<<<<<<< a\n", "packages.lock.json": "{", "Package.resolved": "[]", "pubspec.lock": "x\n", "mix.lock": "x", "Podfile.lock": "- x: [\n\ty", "conan.lock": "{", "pom.xml": "<project>",
		"x.csproj": "<PackageReference", "packages.config": "<packages>", "Chart.yaml": "x\n", "pubspec.yaml": "x\n", "pyproject.toml": "[", "Cargo.toml": "[", "composer.json": "{", "go.mod": "x",
	} {
		facts := scan(t, map[string]string{file: text})
		if len(facts.Gaps) != 1 || facts.Gaps[0].Code != inventory.GapUnparsable || facts.Gaps[0].Path != file {
			t.Errorf("%s: %q", file, gaps(facts.Gaps))
		}
	}
}

// TestModel checks what joins the findings of several files: the strictest
// scope of the product's own files, the ranges, the path from the root, the
// manifests with their digests, and what each place proves.
func TestModel(t *testing.T) {
	facts := scan(t, map[string]string{
		"package.json": `{"name":"x","dependencies":{"only":"^1.0.0"},"devDependencies":{"tool":"1.0.0"}}`, "web/package.json": `{"dependencies":{"only":"~1.2"}}`, "examples/e/package.json": `{"dependencies":{"tool":"1.0.0"}}`,
	})
	if d := cmp.Diff([]string{"only runtime direct range ^1.0.0 | ~1.2", "tool@1.0.0 dev direct"}, graphRows(facts.Components)); d != "" {
		t.Error(d)
	}
	e := facts.Components[0].Evidence[0]
	if d := cmp.Diff(inventory.Evidence{Path: "package.json", Line: 1, Proves: []string{inventory.ProvesDirect, inventory.ProvesRange, inventory.ProvesScope}}, e); d != "" && e.Line != 0 {
		t.Error(d)
	}
	if len(facts.Manifests) != 3 || facts.Manifests[1].Path != "package.json" || facts.Manifests[1].Components != 2 || facts.Manifests[1].Kind != "package.json" || len(facts.Manifests[1].Digest) != 71 {
		t.Errorf("%+v", facts.Manifests)
	}
	chain := []inventory.Component{{PURL: "a", Direct: true}, {PURL: "b", Via: "a"}, {PURL: "c", Via: "b"}, {PURL: "loop", Via: "loop"}}
	if d := cmp.Diff([]string{"a", "b", "c"}, inventory.PathTo(chain, "c")); d != "" || inventory.PathTo(chain, "loop") != nil || inventory.PathTo(chain, "none") != nil {
		t.Error(d)
	}
}

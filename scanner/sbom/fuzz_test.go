// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"context"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzManifests gives any text to any reader as each of the files it reads: it must
// come to an end, say the same twice, and make only package URLs. A panic would
// be caught by readSafely, so it is looked for in the problems.
func FuzzManifests(f *testing.F) {
	all := readers()
	seed := func(base, text string) {
		for i := range all {
			for _, glob := range all[i].files {
				if matches(glob, base) {
					f.Add(uint8(i), text)
				}
			}
		}
	}
	seed("package.json", `{"workspaces":{"packages":["a"]},"licenses":[{"type":"MIT"}],"dependencies":{"a":"npm:b@1"}}`)
	seed("package-lock.json", packageLockText)
	seed("yarn.lock", "\"@s/a@^1\", b@npm:c@1:\n  version \"1\"\n  dependencies:\n    \"x\" \"1\"\n")
	seed("yarn.lock", "__metadata:\n  version: 8\n? \"a@patch:a@npm%3A1#x\"\n: version: 1\n  dependencies:\n    a: 1\n")
	seed("pnpm-lock.yaml", "importers:\n  .:\n    dependencies:\n      a: 1.0.0(b@1)\npackages:\n  /a/1.0.0_x:\n    dependencies: {}\n  host.org/x/1: \n")
	seed("pnpm-lock.yaml", "packages: &a {\n  a@1: {resolution: {integrity: 'x'}}, # y\n  \"b\": [c, {d: e}]}\nx: *a\n")
	seed("package-lock.json", `{"packages":{"/x":{"dependencies":{"b":"1"}},"node_modules/a/node_modules/a":{"version":"1"}}}`)
	seed("pyproject.toml", "[tool.setuptools.dynamic]\ndependencies = {file = [\"pyproject.toml\", \"requirements.txt\"]}\n")
	seed("bun.lock", `{"packages":{"a/b":["b@1","",{"dependencies":{"c":"1"}},"sha512-"],},/* x */}`)
	seed("deno.lock", `{"specifiers":{"npm:a@1":"1"},"npm":{"a@1":{"dependencies":["a"]}},"packages":{}}`)
	seed("uv.lock", "[[package]]\nname = \"a\"\nsource = {editable = \".\"}\ndependencies = [{name = \"a\", extra = [\"x\"]}]\n")
	seed("poetry.lock", poetryLockText)
	seed("Cargo.lock", cargoLockText)
	seed("pom.xml", pomText)
	seed("Gemfile.lock", "GEM\n  specs:\n    a (1)\n      a\nDEPENDENCIES\n  a\n")
	seed("mix.lock", "%{\n \"a\": {:hex, :a, \"1\", \"0\", [:mix], [{:a, \"1\", []}], \"hexpm\"},\n}")
	seed("Podfile.lock", "PODS:\n  - A (1):\n    - A\n")
	seed("conanfile.py", "self.requires(f\"a/{b}\")\nrequires = (\n")
	seed("MODULE.bazel", "bazel_dep(name = \"a\", version = \"1\")\ngit_repository(remote = \"x.git\", tag = \"1\")")
	seed("Dockerfile", "ARG A=${A}\nFROM ${A:-x}:$A AS y\n")
	seed("x.csproj", "<Project><PropertyGroup><A>$(A)</A></PropertyGroup><PackageReference Include=\"$(A)\" Version=\"$(A)\"/></Project>")
	seed("Package.swift", ".package(url: \"a:b@c\", \"1\"...\"2\")\n.testTarget(")
	seed("setup.py", "install_requires=['a' # x\nextras_require={'a': [")
	seed("requirements.txt", "-r requirements.txt\na==1 # via b\n    # via\n    #   a\n")
	seed("build.gradle.kts", "configure<DependencyManagementExtension> { dependencies { dependencySet(\"a:1\") { entry(\"b\") } } }\ndependencies { listOf(\"api\").forEach { c -> c(\"a:b\") { version { strictly(\"1\") } } }\n constraints { api(\"a:b:1\") } }\nobject X { val a = \"a:b:$b\"; val b = a ?: \"1\" }\nval Project.z: T get() = libs.findLibrary(\"a\")\n")
	seed("gradle.lockfile", "a:b:1=runtimeClasspath,x\nempty=\n")
	seed("vcpkg.json", `{"name":"a","dependencies":[{"name":"a","features":["x",{"name":"y"}],"default-features":false}],"features":{"x":{"dependencies":[{"name":"a","features":["x"]}]}}}`)
	seed("conan.lock", `{"requires":["a/1#x%1","b/[>1]"],"build_requires":["a/2"]}`)
	seed("CMakeLists.txt", "set(A ${B})\nset(B ${A})\nFetchContent_Declare(x URL https://e.org/x-${A}.tar.gz URL_HASH SHA256=0)\nCPMAddPackage(\"gh:a/b@1#2\")\n")
	seed("maven_install.json", `{"artifacts":{"a:b":{"shasums":{"jar":null},"version":"1"},"a:b:c":{"version":"2"},"d:e:f":{"version":"3"}},"dependencies":{"a:b":["a:b","d:e:f"]}}`)
	seed("MODULE.bazel", "maven.install(artifacts = [\"a:%s:1\" % m for m in M] + [\"a:b\"])\nM = [\"x\"\n")
	seed("a.gemspec", "%w[a b].each do |x|\n  s.add_dependency x, [\"~> 1\", \">= 2\"]\nend\n")
	seed("pubspec.yaml", "resolution: workspace\nworkspace:\n  - .\n  - ../d\n")
	seed("dotnet-tools.json", `{"tools":{"a":{"version":1}}}`)
	seed("pdm.lock", "[[package]]\nname = \"a\"\nextras = [\"x\"]\ngroups = [\"x\"]\n")
	seed("requirements/a.txt", "-e git+ssh://a@b.org/c@d#egg=e\nhttps://e.org/a-1-py3-none-any.whl\n")
	seed(".gitmodules", "[submodule \"x\"]\n\turl = ssh://a@b.org:22/c\n")
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		r := &all[int(which)%len(all)]
		if len(text) > 1<<16 {
			return
		}
		for _, glob := range r.files {
			p := "d/" + strings.ReplaceAll(strings.TrimPrefix(glob, "**/"), "*", "x")
			files := map[string]string{p: text, "d/go.work": text, "d/package.json": text, "d/pyproject.toml": text, "d/Cargo.toml": text, "d/Gemfile": text, "d/mix.exs": text,
				"d/buildSrc/src/main/kotlin/X.kt": text, "d/gradle.lockfile": text, "d/conanfile.py": text, "d/a/portfile.cmake": ""}
			files[path.Join("d", path.Base(p))] = text
			var before report
			for range 2 {
				w := newWorkspace(context.Background(), treeOf(files), 1<<20)
				rep := readSafely(w, manifest{path: p, by: r})
				for _, one := range rep.problems {
					if strings.Contains(one.reason, "failed on this file") {
						t.Fatalf("%s: %s", p, one.reason)
					}
				}
				for _, one := range rep.found {
					if !one.self && one.purl != "" && purlType(one.purl) == "" && one.name != "" {
						t.Fatalf("%s: purl %q of %q", p, one.purl, one.name)
					}
				}
				got := report{found: nil, problems: rep.problems}
				_ = merge(w, rep.found)
				if before.problems != nil {
					if d := cmp.Diff(before.problems, got.problems, cmp.AllowUnexported(problem{})); d != "" {
						t.Fatal(d)
					}
				}
				before = got
			}
		}
	})
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEcosystems checks how files of one ecosystem complete each other.
func TestEcosystems(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string // purl scope role direct
	}{
		{"pdm.lock: an entry for an extra; extras of the project are no groups of developers", map[string]string{"pyproject.toml": "[project]\nname = \"app\"\ndependencies = [\"a\"]\n[project.optional-dependencies]\nfast = [\"f\"]\n", "pdm.lock": "[[package]]\nname = \"a\"\nversion = \"1\"\ngroups = [\"default\"]\n\n[[package]]\nname = \"c\"\nversion = \"2\"\nextras = [\"toml\"]\ngroups = [\"test\"]\n\n[[package]]\nname = \"f\"\nversion = \"3\"\ngroups = [\"fast\", \"test\"]\n"},
			[]string{"pypi/a@1 runtime product direct", "pypi/c@2 test product", "pypi/f@3 runtime product direct"}},
		{"uv.lock: packages that lie elsewhere count as far as somebody asks for them", map[string]string{"pyproject.toml": "[project]\nname = \"app\"\n", "uv.lock": "[[package]]\nname = \"app\"\nversion = \"1\"\nsource = { editable = \".\" }\ndependencies = [{ name = \"lib\" }]\n[package.dev-dependencies]\ndev = [{ name = \"cli\", extra = [\"x\"] }]\n\n[[package]]\nname = \"lib\"\nversion = \"1\"\nsource = { editable = \"../lib\" }\ndependencies = [{ name = \"a\" }]\n\n[[package]]\nname = \"cli\"\nversion = \"1\"\nsource = { editable = \"../cli\" }\n[package.optional-dependencies]\nx = [{ name = \"b\" }]\n\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = { registry = \"r\" }\n\n[[package]]\nname = \"b\"\nversion = \"2\"\nsource = { registry = \"r\" }\n"},
			[]string{"pypi/a@1 runtime product", "pypi/b@2 dev product"}},
		{"uv.lock: the members of a workspace are all asked for", map[string]string{"pyproject.toml": "[project]\nname = \"app\"\n", "uv.lock": "[manifest]\nmembers = [\"app\", \"lib\"]\n\n[[package]]\nname = \"app\"\nversion = \"1\"\nsource = { virtual = \".\" }\n\n[[package]]\nname = \"lib\"\nversion = \"1\"\nsource = { editable = \"lib\" }\ndependencies = [{ name = \"a\" }]\n\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = { registry = \"r\" }\n"},
			[]string{"pypi/a@1 runtime product direct"}},
		{"requirements: files of extras, lists that others take in, addresses", map[string]string{"requirements/extras/fast.txt": "f==1\n", "requirements/test.txt": "-r extras/fast.txt\nt==2\n", "requirements/docs.txt": "-r test.txt\nd==3\n-e git+https://user@github.com/o/r.git@v1#subdirectory=x\ngit+ssh://git@example.org/o/egg.git@feature/x#egg=named\nhttps://example.org/w/wheel_name-4.0-py3-none-any.whl\nhttps://example.org/w/sd-ist-5.0.tar.gz#sha256=0\n"},
			[]string{"github/o/r@v1 dev product direct", "pypi/d@3 dev product direct", "pypi/f@1 runtime product direct", "pypi/named dev product direct", "pypi/sd-ist@5.0 dev product direct", "pypi/t@2 test product direct", "pypi/wheel-name@4.0 dev product direct"}},
		{"package.json without a lock file: packages of the workspace are its own", map[string]string{"package.json": `{"name":"root","version":"10.1.0","workspaces":["packages/*"],"devDependencies":{"x":"^1"}}`, "packages/a/package.json": `{"name":"a","version":"2.0.0","dependencies":{"b":"^3.0.0","root":"^10.0.0"},"peerDependencies":{"p":"*","q":"*"},"peerDependenciesMeta":{"p":{"optional":true}}}`, "packages/b/package.json": `{"name":"b","version":"3.1.0","dependencies":{"a":"^1.0.0"}}`, "docs/package.json": `{"dependencies":{"b":"^3.0.0"}}`},
			[]string{"npm/a runtime product direct", "npm/b runtime docs direct", "npm/p runtime product direct optional", "npm/q runtime product direct", "npm/x dev product direct"}},
		{"bun.lock: a published version of the repository's own package among the dependencies", map[string]string{"package.json": `{"name":"own"}`, "bun.lock": `{"lockfileVersion":1,"workspaces":{"":{"name":"own","dependencies":{"c":"^1.1.0"},"devDependencies":{"plugin":"^1"}}},"packages":{"c":["c@1.1.0","",{},"sha512-a"],"own":["own@1.0.0","",{"dependencies":{"c":"1.0.0"}},"sha512-b"],"own/c":["c@1.0.0","",{},"sha512-c"],"plugin":["plugin@1.0.0","",{"dependencies":{"own":"1"}},"sha512-d"]}}`},
			[]string{"npm/c@1.0.0 dev product", "npm/c@1.1.0 runtime product direct", "npm/own@1.0.0 dev product", "npm/plugin@1.0.0 dev product direct"}},
		{"pubspec.lock of a workspace", map[string]string{"pubspec.yaml": "name: root\nworkspace:\n  - app\n", "app/pubspec.yaml": "name: app\nresolution: workspace\ndependencies:\n  a: ^1.0.0\ndev_dependencies:\n  d: ^2.0.0\n", "pubspec.lock": "packages:\n  a:\n    dependency: transitive\n    source: hosted\n    version: \"1.5.0\"\n  d:\n    dependency: transitive\n    source: hosted\n    version: \"2.5.0\"\n", "other/pubspec.yaml": "name: other\ndependencies:\n  o: ^1.0.0\n"},
			[]string{"pub/a@1.5.0 runtime product direct", "pub/d@2.5.0 dev product direct", "pub/o runtime product direct"}},
		{"Package.swift: a commit, packages of macros", map[string]string{"Package.swift": "let package = Package(dependencies: [\n .package(url: \"https://github.com/o/a\", revision: \"abc\"),\n .package(url: \"https://github.com/o/b\", branch: \"main\"),\n .package(url: \"https://github.com/o/m\", from: \"1.0.0\"),\n], targets: [\n .macro(name: \"M\", dependencies: [.product(name: \"X\", package: \"m\")]),\n .target(name: \"T\", dependencies: [.product(name: \"A\", package: \"a\"), .product(name: \"B\", package: \"b\")]),\n])\n"},
			[]string{"swift/github.com/o/a@abc runtime product direct", "swift/github.com/o/b runtime product direct", "swift/github.com/o/m build product direct"}},
		{"a gem: loops, ranges, the Gemfile of those who work on it, gems of the tree", map[string]string{"Gemfile": "source 'https://rubygems.org'\ngemspec require: false\ngem 'puma', '< 7'\ngroup :backend do\n  gem 'capybara'\nend\ngroup :test do\n  gem 'rspec'\nend\n", "core/my_core.gemspec": "Gem::Specification.new do |s|\n  %w[\n    actionpack railties\n  ].each do |dep|\n    s.add_dependency dep, [\n      \">= 7\"\n    ]\n  end\n  ['a', \"b\"].each { |d| s.add_dependency(d) }\n  s.add_dependency \"range\", [\"~> 3.3\", \">= 3.7\"]\nend\n", "api/my_api.gemspec": "s.add_dependency 'my_core', s.version\n"},
			[]string{"gem/a runtime product direct", "gem/actionpack runtime product direct", "gem/b runtime product direct", "gem/capybara dev product direct", "gem/puma dev product direct", "gem/railties runtime product direct", "gem/range runtime product direct", "gem/rspec test product direct"}},
		{".NET: imported properties, versions that conditions choose, tools", map[string]string{"eng/Versions.props": "<Project><PropertyGroup><AVersion>1.2.3</AVersion></PropertyGroup></Project>", "Directory.Build.props": "<Project><Import Project=\"$(MSBuildThisFileDirectory)eng\\Versions.props\" /></Project>", "Directory.Packages.props": "<Project><ItemGroup><PackageVersion Include=\"B\" Version=\"8.0.0\" Condition=\"'$(TargetFramework)' == 'net8.0'\" /><PackageVersion Include=\"B\" Version=\"9.0.0\" Condition=\"'$(TargetFramework)' == 'net9.0'\" /></ItemGroup></Project>", "src/x.csproj": "<Project><ItemGroup><PackageReference Include=\"A\" Version=\"$(AVersion)\" /><PackageReference Include=\"B\" /></ItemGroup></Project>", ".config/dotnet-tools.json": `{"tools":{"dotnet-ef":{"version":"10.0.1","commands":["dotnet-ef"]}}}`},
			[]string{"nuget/A@1.2.3 runtime product direct", "nuget/B@8.0.0 runtime product direct", "nuget/B@9.0.0 runtime product direct", "nuget/dotnet-ef@10.0.1 dev product direct"}},
		{"fuzzers and benchmarks are not shipped", map[string]string{"fuzz/Api.Fuzz/Api.Fuzz.csproj": "<Project><ItemGroup><PackageReference Include=\"F\" Version=\"1.0.0\" /></ItemGroup></Project>", "benchmarks/package.json": `{"dependencies":{"b":"1.0.0"}}`, "workbench/package.json": `{"dependencies":{"w":"1.0.0"}}`, "src/Api.Benchmarks/x.csproj": "<Project><ItemGroup><PackageReference Include=\"G\" Version=\"1.0.0\" /></ItemGroup></Project>"},
			[]string{"npm/b@1.0.0 runtime example direct", "npm/w@1.0.0 runtime product direct", "nuget/F@1.0.0 test test direct", "nuget/G@1.0.0 runtime example direct"}},
		{"vcpkg: features of a port that nobody asks for", map[string]string{"vcpkg.json": `{"name":"app","dependencies":[{"name":"port","features":["avro"]},{"name":"bare","default-features":false}]}`, "overlay/port/portfile.cmake": "", "overlay/port/vcpkg.json": `{"name":"port","version":"1.0","dependencies":["always"],"default-features":["std"],"features":{"std":{"dependencies":["s"]},"avro":{"dependencies":["av",{"name":"port","default-features":false,"features":["more"]}]},"more":{"dependencies":["m"]},"bson":{"dependencies":["never"]}}}`, "overlay/bare/portfile.cmake": "", "overlay/bare/vcpkg.json": `{"name":"bare","version":"2","default-features":[{"name":"std"}],"features":{"std":{"dependencies":["never"]}}}`, "overlay/free/portfile.cmake": "", "overlay/free/vcpkg.json": `{"name":"free","version":"2","features":{"x":{"dependencies":["kept"]}}}`},
			[]string{"vcpkg/always runtime product", "vcpkg/av runtime product", "vcpkg/bare@2 runtime product direct", "vcpkg/kept runtime product", "vcpkg/m runtime product", "vcpkg/port@1.0 runtime product direct", "vcpkg/s runtime product"}},
		{"conan.lock: scopes of the conanfile, versions of its ranges, recipes of the tree", map[string]string{"conanfile.py": "class X(ConanFile):\n    def requirements(self):\n        self.requires(\"zlib/[>=1.2 <2]\")\n        self.test_requires(\"gtest/[>=1.1]\")\n        self.requires(\"windows/1.0\")\n", "conan.lock": `{"version":"0.5","requires":["zlib/1.3#abc%1","gtest/1.17.0#d%1","deep/4.0#e%1"],"build_requires":["cmake/3.30#f%1"],"python_requires":[]}`, "recipes/deep/all/conandata.yml": "", "recipes/deep/all/conanfile.py": "class D(ConanFile):\n    def requirements(self):\n        self.requires(\"other/9.0\")\n        self.requires(\"zlib/[>=1.2]\")\n"},
			[]string{"conan/cmake@3.30 build product", "conan/deep@4.0 runtime product", "conan/gtest@1.17.0 test product direct", "conan/windows@1.0 runtime product direct", "conan/zlib@1.3 runtime product direct"}},
		{"Conan: without a lock file a recipe asks for others, not for the repository", map[string]string{"recipes/deep/all/conandata.yml": "", "recipes/deep/all/conanfile.py": "class D(ConanFile):\n    requires = \"other/9.0\"\n"},
			[]string{"conan/other@9.0 runtime product"}},
		{"CMake: variables, other hosts, CPM in short", map[string]string{"CMakeLists.txt": "set(FMT_VERSION 11.0.2)\nset(TORN 1)\nset(TORN 2)\nFetchContent_Declare(fmt GIT_REPOSITORY https://github.com/fmtlib/fmt GIT_TAG ${FMT_VERSION})\nFetchContent_Declare(\n  zlib\n  URL https://zlib.example.org/zlib-1.3.1.tar.gz # URL https://no.example.org\n  URL_HASH SHA256=" + digits + ")\nExternalProject_Add(boost_ep URL \"https://archives.example.org/release/1.85.0/source/boost_1_85_0.tar.bz2\")\nFetchContent_Declare(eigen GIT_REPOSITORY https://gitlab.com/libeigen/eigen GIT_TAG 3.4.0)\nFetchContent_Declare(torn GIT_REPOSITORY https://github.com/o/torn GIT_TAG v${TORN})\nFetchContent_Declare(far URL https://example.org/far-${FAR_VERSION}.zip)\nCPMAddPackage(\"gh:nlohmann/json@3.11.2\")\nCPMAddPackage(\"gh:catchorg/Catch2#v3.5.0\")\nCPMAddPackage(NAME spdlog GITHUB_REPOSITORY gabime/spdlog VERSION 1.14.1)\nFetchContent_Declare(here URL ${CMAKE_CURRENT_SOURCE_DIR}/x.zip)\n", "cmake/versions.cmake": "set(FAR_VERSION \"2.5\" CACHE STRING \"\")\nset(FMT_VERSION 9)\n"},
			[]string{"generic/boost@1.85.0?download_url=https%3A%2F%2Farchives.example.org%2Frelease%2F1.85.0%2Fsource%2Fboost_1_85_0.tar.bz2 runtime product direct", "generic/far@2.5?download_url=https%3A%2F%2Fexample.org%2Ffar-2.5.zip runtime product direct", "generic/zlib@1.3.1?download_url=https%3A%2F%2Fzlib.example.org%2Fzlib-1.3.1.tar.gz runtime product direct", "github/catchorg/catch2@v3.5.0 test product direct", "github/fmtlib/fmt@11.0.2 runtime product direct", "github/gabime/spdlog@1.14.1 runtime product direct", "github/nlohmann/json@3.11.2 runtime product direct", "github/o/torn runtime product direct", "gitlab/libeigen/eigen@3.4.0 runtime product direct"}},
		{"wraps of Meson", map[string]string{"subprojects/zlib.wrap": "[wrap-file]\ndirectory = zlib-1.3.1\nsource_url = https://zlib.example.org/zlib131.tar.xz\nsource_filename = zlib131.tar.xz\nsource_hash = " + digits + "\n", "subprojects/glib.wrap": "[wrap-git]\nurl = https://gitlab.gnome.org/GNOME/glib.git\nrevision = 2.80.0\n", "subprojects/gtest.wrap": "[wrap-git]\nurl = https://github.com/google/googletest.git\nrevision = head\n", "subprojects/redirect.wrap": "[wrap-redirect]\nfilename = a/b.wrap\n"},
			[]string{"generic/glib@2.80.0?vcs_url=git%2Bhttps%3A%2F%2Fgitlab.gnome.org%2FGNOME%2Fglib runtime product direct", "generic/zlib@1.3.1?download_url=https%3A%2F%2Fzlib.example.org%2Fzlib131.tar.xz runtime product direct", "github/google/googletest test product direct"}},
		{"Bazel: rules, jars, sources from elsewhere", map[string]string{"MODULE.bazel": "bazel_dep(name = \"rules_cc\", version = \"0.1\")\nbazel_dep(name = \"platforms\", version = \"1.0\")\nbazel_dep(name = \"abseil-cpp\", version = \"2\")\nbazel_dep(name = \"googletest\", version = \"1.17\", dev_dependency = True)\nmaven = use_extension(\"@rules_jvm_external//:extensions.bzl\", \"maven\")\nmaven.install(\n    artifacts = [\n        \"a.b:one:1.0\",\n        \"a.b:two\",\n        \"org.junit.jupiter:junit-jupiter-api:5\",\n        \"io.grpc:grpc-testing:1\",\n    ],\n    repositories = [\"https://repo.example.org:443/x\"],\n)\nmaven.artifact(group = \"a.b\", artifact = \"t\", version = \"3\", testonly = True)\nhttp_archive(name = \"zlib\", urls = [\"https://zlib.example.org/zlib-1.3.tar.gz\"])\n"},
			[]string{"bazel/abseil-cpp@2 runtime product direct", "bazel/googletest@1.17 test product direct", "bazel/platforms@1.0 build product direct", "bazel/rules_cc@0.1 build product direct", "generic/zlib@1.3?download_url=https%3A%2F%2Fzlib.example.org%2Fzlib-1.3.tar.gz runtime product direct", "maven/a.b/one@1.0 runtime product direct", "maven/a.b/t@3 test product direct", "maven/a.b/two runtime product direct", "maven/io.grpc/grpc-testing@1 test product direct", "maven/org.junit.jupiter/junit-jupiter-api@5 test product direct"}},
		{"Bazel: lists that are put together, overrides, files", map[string]string{"MODULE.bazel": "MODULES = [\n    \"core\",\n    \"api\",\n]\nbazel_dep(name = \"taken\")\ngit_override(module_name = \"taken\", remote = \"https://github.com/o/taken\", commit = \"abc\")\nmaven.install(\n    artifacts = [\"a.b:x-%s:1.0\" % m for m in MODULES] + [\n        \"a.b:y:2\",\n    ],\n    repositories = [\"https://repo.example.org\"],\n)\n[\n    maven.artifact(testonly = True, artifact = artifact, group = group, version = version)\n    for group, artifact, version in [c.split(\":\") for c in [\n        \"a.b:t:3\",\n    ]]\n]\nhttp_file(name = \"tini\", urls = [\"https://github.com/krallin/tini/releases/download/v0.18.0/tini\"])\n"},
			[]string{"bazel/taken@abc runtime product direct", "github/krallin/tini@v0.18.0 runtime product direct", "maven/a.b/t@3 test product direct", "maven/a.b/x-api@1.0 runtime product direct", "maven/a.b/x-core@1.0 runtime product direct", "maven/a.b/y@2 runtime product direct"}},
		{"lock file of Bazel's jars", map[string]string{"MODULE.bazel": "maven.install(artifacts = [\"a.b:one:1.0\"])\n", "maven_install.json": `{"artifacts":{"a.b:one":{"shasums":{"jar":"` + digits + `"},"version":"1.1"},"e.f:only:jar:linux":{"shasums":{"jar":null},"version":"3"},"a.b:one:jar:sources":{"shasums":{"jar":"` + digits + `"},"version":"1.1"},"c.d:two":{"shasums":{"jar":null},"version":"2"}},"dependencies":{"a.b:one":["c.d:two"]},"version":"2"}`},
			[]string{"maven/a.b/one@1.1 runtime product direct", "maven/c.d/two@2 runtime product", "maven/e.f/only@3 runtime product"}},
		{"workflow: the commit that runs, not the version that a comment claims", map[string]string{".github/workflows/x.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@0123456789012345678901234567890123456789 # v4.1.0\n"},
			[]string{"github/actions/checkout@0123456789012345678901234567890123456789 ci ci direct"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts := scan(t, test.files)
			var got []string
			for _, c := range facts.Components {
				row := fmt.Sprintf("%s %s %s", strings.TrimPrefix(c.PURL, "pkg:"), c.Scope, c.Role)
				if c.Direct {
					row += " direct"
				}
				if c.Optional {
					row += " optional"
				}
				got = append(got, row)
			}
			slices.Sort(got)
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if len(facts.Gaps) > 0 {
				t.Errorf("gaps: %q", gaps(facts.Gaps))
			}
		})
	}
}

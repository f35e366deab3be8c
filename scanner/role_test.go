// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
)

func TestRoleOfPath(t *testing.T) {
	tests := map[inventory.Role]string{
		inventory.RoleProduct: `
			main.go cmd/outgate/main.go src/main.rs lib/index.js Makefile CMakeLists.txt requirements.txt go.sum package-lock.json yarn.lock Cargo.lock
			LICENSE NOTICE COPYING LICENSE.md LICENSE.txt LICENSES/MIT.txt COPYRIGHT AUTHORS pkg/foo/LICENSE LICENSE-APACHE.md NOTICE.md
			cache/store.go pkg/latest/latest.go contest/contest.py src/contest.go data/latest.csv attestation/a.go protest/x.py fastest.go
			inspect/inspect.go specification/spec.yaml spec/openapi.yaml specs/v1.proto pkg/vendoring/x.go vendors.go external/readme.go pkg/external/client.go
			pkg/api/pods/rest.go internal/pods/x.go examples.go sampler/sampler.go src/demonstration.c src/democracy/a.c doctor/main.go docker/Dockerfile Dockerfile
			documents/model.rb src/main/java/com/example/app/App.java src/main/java/org/acme/demo/Main.java src/main/java/com/acme/vendor/Vendor.java
			src/main/java/com/acme/test/Probe.java src/main/java/com/acme/TestRunner.java a/src/main/java/com/acme/sample/S.java com/example/App.java org/example/x/Y.java
			src/main/resources/application.yml build.gradle settings.gradle pom.xml package.json setup.py .gitignore .gitattributes .editorconfig
			circle/area.go ci.go pkg/ci/run.go tools/ci/x.py github/client.go libfoo.so.1 release-1.2 config.yml .env .env.production
			generated/readme.go src/generator.go min.js admin.js src/pb/service.proto moc.cpp testify.go tester.go Manifest.cs Contest.java Latest.java Fittest.kt
			Tester.java UNIT.java EXIT.java EDIT.java website/index.html deps/build.jl extern.h wrapper/wrapper.go cache.yarn releases/notes.go
			scripts/release.sh hack/update.sh manual/index.html changes.go history.go news.py install.sh install.py down_sample.c todo.js faq.html security.go
		`,
		inventory.RoleTest: `
			main_test.go pkg/a/b_test.go test/e2e/suite.go tests/unit/test_x.py testdata/a.go pkg/x/testdata/vendor/y.js testdata/gen/a.pb.go
			src/test/java/com/acme/AppTest.java src/test/resources/a.yml src/testFixtures/java/F.java src/androidTest/kotlin/A.kt src/integrationTest/groovy/G.groovy
			__tests__/a.js web/__mocks__/b.js a.spec.ts a.test.tsx a.e2e.ts b_spec.rb spec/models/user_spec.rb spec/spec_helper.rb conftest.py test_a.py a_test.py
			src/a_unittest.cc foo_test.cpp FooTest.cpp TestFoo.h test.c tests.rs Tests/AppTests/A.swift Acme.Tests/A.cs Acme.UnitTest/A.cs integration-tests/run.sh
			acceptance_test/a.rb e2e/login.feature features/a.feature fixtures/users.json pkg/fixtures/k.pem __fixtures__/a __snapshots__/a.snap test-data/x test_data/y
			lib/testing/fake.go util/testutil/a.go UserServiceIT.java TestUser.java UserTests.kt UserSpec.scala UserTestCase.php run.bats a-test.js a.tests.js
			tests/README.md test/examples/x.go test-framework/a.go fisco-test/x.cpp testcases/a.txt
		`,
		inventory.RoleVendored: `
			vendor/github.com/a/b/c.go vendor/a/b_test.go vendor/a/testdata/x vendor/modules.txt third_party/x/LICENSE third-party/a thirdparty/b.c 3rdparty/c/d.c
			src/third_party/zlib/zlib.h node_modules/a/index.js web/node_modules/b/c.js bower_components/jquery/jquery.js Pods/AFNetworking/a.m Carthage/Checkouts/a.swift
			Godeps/_workspace/src/a.go external/zlib/zlib.c extern/a/b.c externals/c/d deps/lua/lua.c static/vendor/jquery.min.js src/main/resources/static/vendor/a.js
			vendor/docs/a.md vendor/examples/x.go lib/python/site-packages/a.py gradlew gradlew.bat gradle/wrapper/gradle-wrapper.jar mvnw mvnw.cmd .mvn/wrapper/maven-wrapper.jar
			.yarn/releases/yarn-3.cjs vendor/api/a.pb.go test/vendor/x.js Vendor/a.cs docs/_vendor/x.css
		`,
		inventory.RoleGenerated: `
			api/a.pb.go api/a.pb.gw.go api/a_pb2.py api/a_pb2_grpc.py api/a.pb.cc api/a.pb.h web/app.min.js web/app.min.css web/app.js.map pkg/zz_generated.deepcopy.go
			src/__generated__/q.ts api/a_pb.js api/a_pb.d.ts lib/a.g.dart lib/a.freezed.dart Form.Designer.cs Svc.g.cs moc_window.cpp test/api/a.pb.go examples/a_pb2.py docs/app.min.js
			pkg/types_generated.go pkg/a.gen.go api/a_pb.rb a.pbobjc.m
		`,
		inventory.RoleCI: `
			.github/workflows/ci.yml .github/actions/test/action.yml .github/CONTRIBUTING.md .gitlab-ci.yml .gitlab/a.yml .circleci/config.yml Jenkinsfile Jenkinsfile.release ci/Jenkinsfile
			.travis.yml appveyor.yml azure-pipelines.yml .azure-pipelines/a.yml .buildkite/p.yml .drone.yml bitbucket-pipelines.yml ci/build.sh ci/tests/a.sh .ci/run codecov.yml .cirrus.yml
			cloudbuild.yaml sub/.travis.yml renovate.json
		`,
		inventory.RoleExample: `
			examples/a/main.go example/x.py samples/y.cs sample/a demo/a.js demos/b.js docs/examples/a.yaml fisco-bcos-demo/main.cpp java-sdk-demo/A.java examples/README.md
			.env.example config.sample.yml settings.py.example a/example/b.c pkg/_examples/x.go tutorials/1.py conf/config-build-example.toml example.env example_policy.jsonl app_sample.ini
		`,
		inventory.RoleDocs: `
			docs/a.go doc/x.c README README.md README.rst README-en.md CHANGELOG.md CONTRIBUTING.md SECURITY.md a/b/notes.adoc man/man1/outgate.1 man1/x.1 git.1 docs/LICENSE.html
			documentation/x.html INSTALL CHANGES.txt HISTORY NEWS FAQ readme.txt Readme.html CODE_OF_CONDUCT.md pkg/README guide.mdx
		`,
	}
	n := 0
	for want, paths := range tests {
		for p := range strings.FieldsSeq(paths) {
			n++
			if got := RoleOf(p, nil); got != want {
				t.Errorf("%s: got %s, want %s", p, got, want)
			}
		}
	}
	if n < 150 {
		t.Errorf("only %d paths", n)
	}
}

func TestRoleOfPathExcept(t *testing.T) {
	tests := []struct {
		path   string
		except inventory.Role
		want   inventory.Role
	}{
		{"vendor/a.go", inventory.RoleVendored, inventory.RoleProduct},
		{"vendor/test/a.go", inventory.RoleVendored, inventory.RoleTest},
		{"vendor/a.pb.go", inventory.RoleGenerated, inventory.RoleVendored},
		{"a.pb.go", inventory.RoleGenerated, inventory.RoleProduct},
		{"docs/a", inventory.RoleDocs, inventory.RoleProduct},
		{"a_test.go", inventory.RoleDocs, inventory.RoleTest},
	}
	for _, tt := range tests {
		if got := RoleOfPath(tt.path, tt.except); got != tt.want {
			t.Errorf("%s except %s: got %s, want %s", tt.path, tt.except, got, tt.want)
		}
	}
}

func TestGeneratedMarks(t *testing.T) {
	license := strings.Repeat("// Some line of a license header, as many files have it.\n", 14)
	yes := []string{
		"// Code generated by protoc-gen-go. DO NOT EDIT.\npackage a\n",
		license + "\n// Code generated by stringer; DO NOT EDIT.\npackage a\n",
		"/*\n * Autogenerated by Thrift Compiler (0.13.0)\n *\n * DO NOT EDIT UNLESS YOU ARE SURE\n */\n",
		"# Generated by the protocol buffer compiler.  DO NOT EDIT!\n",
		"/**\n * @generated\n */\n",
		"# @generated by some tool\n",
		"// <auto-generated>\n// This code was generated by a tool.\n",
		"// **********\n// This file was generated by a TARS parser!\n",
		"/* A Bison parser, made by GNU Bison 3.0.4.  */\n",
		"// Generated from Expr.g4 by ANTLR 4.9\n",
		"/* DO NOT EDIT THIS FILE - it is machine generated */\n",
		"<!-- AUTOMATICALLY GENERATED BY x.py -->\n",
		"; This is\n; GENERATED code,\n; do not modify\n",
	}
	no := []string{
		"", "package a\n", "// This package deals with generated files.\npackage a\n",
		"var s = \"Code generated by x. DO NOT EDIT.\"\n",
		"// The sum is generated by the caller.\nfunc f() {}\n",
		"// Do not edit the returned slice.\nfunc a() {}\n\n\n\n\n\n// generated names are fine\n",
		strings.Repeat("// filler\n", 61) + "// Code generated by x. DO NOT EDIT.\n",
		"// @generatedValue is a field\n",
		"fmt.Println(\"@generated\")\n",
	}
	for _, s := range yes {
		if got := RoleOf("a/b.go", []byte(s)); got != inventory.RoleGenerated {
			t.Errorf("%q: got %s", s, got)
		}
	}
	for _, s := range no {
		if got := RoleOf("a/b.go", []byte(s)); got != inventory.RoleProduct {
			t.Errorf("%q: got %s", s, got)
		}
	}
	if got := RoleOf("vendor/a.go", []byte(yes[0])); got != inventory.RoleVendored {
		t.Errorf("vendored wins over generated: got %s", got)
	}
	if got := RoleOf("testdata/a.go", []byte(yes[0])); got != inventory.RoleTest {
		t.Errorf("test data wins over generated: got %s", got)
	}
}

func BenchmarkRoleOf(b *testing.B) {
	content := []byte(strings.Repeat("// A line of an ordinary source file without any marks.\n", 100))
	b.ReportAllocs()
	for b.Loop() {
		RoleOf("staging/src/k8s.io/client-go/kubernetes/typed/core/v1/pod_expansion.go", content)
	}
}

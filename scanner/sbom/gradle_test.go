// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

func TestGradle(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string // "" stands for build.gradle
		want  []string          // purl scope line
	}{
		{"string notation in all spellings", map[string]string{"": `
dependencies {
    implementation 'a.b:one:1.0'
    implementation("a.b:two:2.0") { exclude group: 'x', module: 'y' }
    api "a.b:three:3.0", 'a.b:four:4.0',
        'a.b:five:5.0'
    runtimeOnly 'a.b:six:6.0:classifier@jar'
    testImplementation 'a.b:seven'
    compileOnly 'a.b:eight:8.+'
    annotationProcessor 'a.b:nine:9'; implementation 'a.b:ten:10'
}`}, []string{"a.b/eight build 9", "a.b/five@5.0 runtime 6", "a.b/four@4.0 runtime 5", "a.b/nine@9 build 10", "a.b/one@1.0 runtime 3", "a.b/seven test 8", "a.b/six@6.0 runtime 7", "a.b/ten@10 runtime 10", "a.b/three@3.0 runtime 5", "a.b/two@2.0 runtime 4"}},
		{"map notation", map[string]string{"": `
ext.v = '2.0'
dependencies {
    implementation group: 'a.b', name: 'one', version: '1.0'
    implementation(group: "a.b", name: "two", version: v)
    implementation([group: 'a.b', name: 'three', version: "$v"])
    compile([[group: 'a.b', name: 'four', version: '4'], 'a.b:five:5'])
}`}, []string{"a.b/five@5 runtime 7", "a.b/four@4 runtime 7", "a.b/one@1.0 runtime 4", "a.b/three@2.0 runtime 6", "a.b/two@2.0 runtime 5"}},
		{"variables", map[string]string{"": `
ext {
    one = "1.0"
    versions = [two: '2.0', inner: [three: "3.${one}"]]
    lib = "a.b:lib:$one"
    list = ["a.b:l1:1", "a.b:l2:${versions.two}"]
    set('four', '4.0')
}
def five = '5.0'
ext['six'] = '6.0'
project.ext.seven = '7.0'
dependencies {
    implementation "a.b:one:${one}"
    implementation "a.b:two:${versions.two}"
    implementation "a.b:three:${versions['inner'].three}"
    implementation "a.b:four:" + four
    implementation "a.b:five:${project.five}"
    implementation "a.b:six:${property('six')}"
    implementation "a.b:seven:${rootProject.ext.seven}"
    implementation "a.b:eight:$fromProperties"
    implementation "a.b:nine:$nowhere"
    implementation 'a.b:ten:\$one'
    implementation lib
    implementation(list)
}`, "gradle.properties": "# x\nfromProperties = 8.0\n"}, []string{
			"a.b/eight@8.0 runtime 20", "a.b/five@5.0 runtime 17", "a.b/four@4.0 runtime 16", "a.b/l1@1 runtime 24", "a.b/l2@2.0 runtime 24", "a.b/lib@1.0 runtime 23", "a.b/nine runtime 21", "a.b/one@1.0 runtime 13",
			"a.b/seven@7.0 runtime 19", "a.b/six@6.0 runtime 18", "a.b/ten runtime 22", "a.b/three@3.1.0 runtime 15", "a.b/two@2.0 runtime 14"}},
		{"names of scripts above and of agreeing scripts elsewhere", map[string]string{
			"app/build.gradle": "dependencies { implementation \"a:near:$x\"; implementation \"a:far:$y\"; implementation \"a:torn:$z\" }",
			"build.gradle":     "ext.x = '1'", "gradle/versions.gradle": "ext.y = '2'\next.z = '1'", "other/versions.gradle": "ext.z = '2'"},
			[]string{"a/far@2 runtime 1", "a/near@1 runtime 1", "a/torn runtime 1"}},
		{"Kotlin", map[string]string{"build.gradle.kts": `val one = "1.0"
val two by extra("2.0")
extra["three"] = "3.0"
val four: String by project
plugins {
    id("org.some.plugin") version "1.1"
    kotlin("jvm") version "1.9.0"
    java
}
dependencies {
    implementation("a.b:one:$one")
    implementation("a.b:two:${two}")
    api("a.b", "named", "9")
    implementation("a.b:three:${extra["three"]}")
    implementation("a.b:four:$four")
    implementation(kotlin("stdlib", "1.9.0"))
    implementation(platform("a.bom:bom:7.0"))
    testImplementation(project(":core"))
    "kapt"("a.b:kapt:1")
    add("implementation", "a.b:added:1")
    implementation(group = "a.b", name = "five", version = "5.0")
    constraints { implementation("a.b:never:1") }
    implementation(files("libs/x.jar"))
    if (one == "1.0") { implementation("a.b:cond:1") }
}`, "gradle.properties": "four=4.0"}, []string{"a.b/added@1 runtime 20", "a.b/cond@1 runtime 24", "a.b/five@5.0 runtime 21", "a.b/four@4.0 runtime 15", "a.b/kapt@1 build 19", "a.b/named@9 runtime 13", "a.b/one@1.0 runtime 11", "a.b/three@3.0 runtime 14", "a.b/two@2.0 runtime 12",
			"a.bom/bom@7.0 build 17", "org.jetbrains.kotlin.jvm/org.jetbrains.kotlin.jvm.gradle.plugin@1.9.0 build 7", "org.jetbrains.kotlin/kotlin-stdlib@1.9.0 runtime 16", "org.some.plugin/org.some.plugin.gradle.plugin@1.1 build 6"}},
		{"version catalog", map[string]string{
			"gradle/libs.versions.toml": "[versions]\nj = \"1.0\"\nrich = { strictly = \"2.0\" }\n[libraries]\njunit-api = { module = \"org.j:api\", version.ref = \"j\" }\nplain = \"a.b:plain:3.0\"\nparts = { group = \"a.b\", name = \"parts\", version = \"4.0\" }\nrich = { module = \"a.b:rich\", version.ref = \"rich\" }\nbare = { module = \"a.b:bare\" }\nunused = \"a.b:unused:1\"\n[bundles]\nall = [\"plain\", \"parts\"]\n[plugins]\nshade = { id = \"com.shade\", version.ref = \"j\" }\n",
			"app/build.gradle.kts":      "plugins {\n alias(libs.plugins.shade)\n}\ndependencies {\n testImplementation(libs.junit.api)\n implementation(libs.bundles.all)\n implementation(libs.rich)\n implementation(libs.bare)\n implementation(\"x:y:${libs.versions.j.get()}\")\n implementation(projects.core)\n}\n"},
			[]string{"a.b/bare runtime 8", "a.b/parts@4.0 runtime 6", "a.b/plain@3.0 runtime 6", "a.b/rich@2.0 runtime 7", "com.shade/com.shade.gradle.plugin@1.0 build 2", "org.j/api@1.0 test 5", "x/y@1.0 runtime 9"}},
		{"not dependencies", map[string]string{"": `
// dependencies { implementation 'a:comment:1' }
/* dependencies { implementation 'a:block:1' } */
String s = "dependencies { implementation 'a:string:1' }"
configurations.all { resolutionStrategy { force 'a:forced:1' } }
dependencyManagement { dependencies { dependency 'a:managed:1' } }
dependencies {
    implementation project(':core')
    implementation fileTree(dir: 'libs', include: ['*.jar'])
    implementation gradleApi()
    implementation sourceSets.main.output
}`}, nil},
		{"buildscript and buildSrc", map[string]string{"": "buildscript { dependencies { classpath 'a:plugin:1' } }", "buildSrc/build.gradle": "dependencies { implementation 'a:tool:1' }"}, []string{"a/plugin@1 build 1", "a/tool@1 build 1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if text, ok := test.files[""]; ok {
				delete(test.files, "")
				test.files["build.gradle"] = text
			}
			facts := scan(t, test.files)
			var got []string
			for _, c := range facts.Components {
				got = append(got, fmt.Sprintf("%s %s %d", strings.TrimPrefix(c.PURL, "pkg:maven/"), c.Scope, c.Evidence[0].Line))
				if !c.Direct {
					t.Errorf("%s is not direct", c.PURL)
				}
			}
			slices.Sort(got)
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if len(facts.Gaps) > 0 {
				t.Errorf("gaps %q", gaps(facts.Gaps))
			}
		})
	}
}

func TestGradleScopes(t *testing.T) {
	for config, want := range map[string]string{"implementation": inventory.ScopeRuntime, "api": inventory.ScopeRuntime, "debugImplementation": inventory.ScopeRuntime, "testCompileOnly": inventory.ScopeTest,
		"androidTestImplementation": inventory.ScopeTest, "compileOnly": inventory.ScopeBuild, "kaptDebug": inventory.ScopeBuild, "classpath": inventory.ScopeBuild, "detektPlugins": inventory.ScopeBuild, "developmentOnly": inventory.ScopeDev, "whatever": inventory.ScopeRuntime} {
		if got := configScope(config); got != want {
			t.Errorf("%s: %s, want %s", config, got, want)
		}
	}
}

// hostileGradle are scripts that a careless reader takes too long for.
func hostileGradle() []string {
	return []string{
		strings.Repeat("set(\"x\", ", 40000), strings.Repeat("a=[b:", 60000), strings.Repeat("x=(", 100000), strings.Repeat("/*", 200000), strings.Repeat(`"""`, 100001),
		"dependencies {" + strings.Repeat("a {", 100000), "dependencies { i " + strings.Repeat("[", 200000), strings.Repeat("dependencies {", 30000), strings.Repeat("a=", 200000),
		"ext.a=\"$b$b$b$b$b$b$b$b$b$b\"\n" + "ext.b=\"$c$c$c$c$c$c$c$c$c$c\"\n" + "ext.c=\"$d$d$d$d$d$d$d$d$d$d\"\n" + "ext.d=\"$a$a$a$a$a$a$a$a$a$a\"\n" + strings.Repeat("dependencies { i \"x:y:$a\" }\n", 100),
		"plugins {" + strings.Repeat("id 'a' version ", 50000), strings.Repeat("a.", 200000) + "=1", "dependencies { i " + strings.Repeat("a.", 200000),
	}
}

func TestGradleHostile(t *testing.T) {
	for i, text := range hostileGradle() {
		start := time.Now()
		scan(t, map[string]string{"build.gradle": text})
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("script %d took %v", i, d)
		}
	}
}

// TestDeep checks that nesting cannot fill the stack, in our parsers or syft's.
func TestDeep(t *testing.T) {
	deep := strings.Repeat("[", 2<<20)
	for p, text := range map[string]string{"Cargo.lock": "a = " + deep, "Cargo.toml": "a = " + deep, "libs.versions.toml": "a = " + deep, "package-lock.json": deep, "pnpm-lock.yaml": "a: " + deep, "bun.lock": deep, "poetry.lock": "a = " + deep,
		"composer.lock": strings.Repeat("{\"a\":", 1<<20), "pubspec.lock": strings.Repeat("- ", 1<<20), "stack.yaml": "a: " + strings.Repeat("{a: ", 1<<20), "pom.xml": strings.Repeat("<a>", 1<<20), ".github/workflows/a.yml": strings.Repeat("- ", 1<<20)} {
		if facts := scan(t, map[string]string{p: text}); len(facts.Gaps) == 0 {
			t.Errorf("%s: no gap", p)
		}
	}
}

// FuzzReaders gives any text to any reader: none may panic, hang or report a
// component without name or evidence.
func FuzzReaders(f *testing.F) {
	names := []string{"go.mod", "vendor/modules.txt", "package.json", "node_modules/a/package.json", "package-lock.json", "build.gradle", "build.gradle.kts", "libs.versions.toml", "gradle.properties",
		"requirements.txt", "poetry.lock", "vcpkg.json", "CMakeLists.txt", "a.jar", "Cargo.toml", "composer.json", "pyproject.toml", "Gemfile"}
	for i, text := range []string{goModText, "# a v1\n", `{"name":"a","dependencies":{"b":"1.0.0"}}`, `{"name":"a","version":"1"}`, packageLockText, "ext { v = [a: '1'] }\ndependencies { implementation \"a:b:${v.a}\" }", "val v by extra(\"1\")", "[libraries]\na = \"b:c:1\"\n", "a=b",
		"a==1\nb>2", poetryLockText, `{"dependencies":["a",{"name":"b","host":true}]}`, "FetchContent_Declare(a URL https://github.com/a/b/archive/1.zip)", archive(f, "META-INF/MANIFEST.MF", "a: b\n", "x.jar", archive(f, "a", "b")), "[dependencies]\na=\"1\"\n", `{"require":{"a/b":"1"}}`, "[project]\ndependencies=[\"a\"]\n", "gem 'a'\n"} {
		f.Add(uint8(i), []byte(text))
	}
	kinds := newMatcher()
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		p := names[int(which)%len(names)]
		tree := treeOf(map[string]string{p: string(text)})
		w := newWorkspace(context.Background(), tree, 1<<20)
		todo := kinds.pick(tree)
		for _, m := range todo.manifests {
			m.role = inventory.RoleProduct
			if m.by.keep {
				m.text = text
			}
			r := m.by.read(w, m) // without recovering
			for _, c := range merge(w, r.found) {
				if c.Name == "" || len(c.Evidence) == 0 || c.Evidence[0].Path != p || c.Evidence[0].Line > strings.Count(string(text), "\n")+1 {
					t.Errorf("%+v", c)
				}
			}
			for _, problem := range r.problems {
				if problem.reason == "" || problem.path != p {
					t.Errorf("%+v", problem)
				}
			}
		}
	})
}

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

// TestGradleBuild checks what the files of a build say together: versions that
// one sets for others, code of the build, lock files.
func TestGradleBuild(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string // purl scope path:line
		gaps  []string
	}{
		{"constraints of the script", map[string]string{"build.gradle": "dependencies {\n  constraints {\n    implementation 'a:set:1'\n    implementation(group: 'a', name: 'map', version: '2')\n    implementation('a:rich') { version { strictly '3' } }\n    implementation 'a:alone:9'\n  }\n  implementation 'a:set'\n  implementation 'a:map'\n  implementation 'a:rich'\n  implementation 'a:own:4'\n  implementation 'a:none'\n}\n"},
			[]string{"a/map@2 runtime build.gradle:9", "a/none runtime build.gradle:12", "a/own@4 runtime build.gradle:11", "a/rich@3 runtime build.gradle:10", "a/set@1 runtime build.gradle:8"}, nil},
		{"dependency management, in a script that others apply", map[string]string{
			"gradle/managed.gradle": "ext.v = '2'\ndependencyManagement {\n  imports { mavenBom \"a.bom:bom:${v}\" }\n  dependencies {\n    dependency \"a:one:$v\"\n    dependency('a:two:3') { exclude 'x:y' }\n    dependencySet(group: 'a.set', version: '4') {\n      entry 'x'\n      entry('y') { exclude 'z:z' }\n    }\n    dependency 'a:lost:1'\n  }\n}\n",
			"app/build.gradle":      "dependencies {\n  implementation 'a:one', 'a:two'\n  implementation 'a.set:x'\n  testImplementation 'a.set:y'\n  implementation 'a:one2'\n  implementation 'a:two:5'\n}\n",
			"lib/build.gradle":      "dependencyManagement { dependencies { dependency 'a:near:7' } }\ndependencies { implementation 'a:near' }\n",
			"web/build.gradle":      "dependencies { implementation 'a:near' }\n"},
			[]string{"a.bom/bom@2 build gradle/managed.gradle:3", "a.set/x@4 runtime app/build.gradle:3", "a.set/y@4 test app/build.gradle:4", "a/near runtime web/build.gradle:1", "a/near@7 runtime lib/build.gradle:2", "a/one2 runtime app/build.gradle:5", "a/one@2 runtime app/build.gradle:2", "a/two@3 runtime app/build.gradle:2", "a/two@5 runtime app/build.gradle:6"}, nil},
		{"Kotlin: the extension of the dependency management, forced versions", map[string]string{"build.gradle.kts": "configure<DependencyManagementExtension> {\n  dependencies {\n    dependency(\"a:one:1\")\n    dependencySet(\"a.set:2\") { entry(\"x\") }\n  }\n}\nconfigurations.all { resolutionStrategy { force(\"a:forced:3\") } }\ndependencies {\n  implementation(\"a:one\")\n  implementation(\"a.set:x\")\n  implementation(\"a:forced\")\n}\n"},
			[]string{"a.set/x@2 runtime build.gradle.kts:10", "a/forced@3 runtime build.gradle.kts:11", "a/one@1 runtime build.gradle.kts:9"}, nil},
		{"what a script manages for its own project, and for those below", map[string]string{"build.gradle": "configurations.all { resolutionStrategy { force 'a:own:1' } }\nallprojects {\n  dependencies { constraints { implementation 'a:all:2' } }\n}\nsubprojects { configurations.all { resolutionStrategy { force 'a:sub:3' } } }\n", "app/build.gradle": "dependencies { implementation 'a:own', 'a:all', 'a:sub' }\n"},
			[]string{"a/all@2 runtime app/build.gradle:1", "a/own runtime app/build.gradle:1", "a/sub@3 runtime app/build.gradle:1"}, nil},
		{"a platform of the build", map[string]string{"bom/build.gradle": "plugins { id 'java-platform' }\ndependencies { constraints { api 'a:x:1' } }\n", "other/build.gradle.kts": "plugins { `java-platform` }\ndependencies { constraints { api(\"a:torn:2\") } }\n", "third/build.gradle": "plugins { id 'java-platform' }\ndependencies { constraints { api 'a:torn:1' } }\n",
			"app/build.gradle": "dependencies {\n  implementation platform(project(':bom'))\n  implementation 'a:x'\n  implementation 'a:torn'\n}\n"},
			[]string{"a/torn runtime app/build.gradle:4", "a/x@1 runtime app/build.gradle:3"}, nil},
		{"versions in the block behind", map[string]string{"build.gradle.kts": "dependencies {\n  implementation(\"a:x\") {\n    version { strictly(\"[1, 2[\"); prefer(\"1.7\") }\n  }\n  configurations.configureEach { resolutionStrategy { force(\"a:forced:1\") } }\n  implementation(\"a:y:1\") { version { require(\"2\") } }\n  implementation(\"a:z\") { because(\"version\") }\n  if (x == 1) { api(\"a:if:1\") } else if (x == 2) { api(\"a:elif:1\") } else { api(\"a:else:1\") }\n}\n"},
			[]string{"a/elif@1 runtime build.gradle.kts:8", "a/else@1 runtime build.gradle.kts:8", "a/if@1 runtime build.gradle.kts:8", "a/x@1.7 runtime build.gradle.kts:2", "a/y@2 runtime build.gradle.kts:6", "a/z runtime build.gradle.kts:7"}, nil},
		{"properties with a default", map[string]string{"gradle.properties": "set=1\n", "build.gradle": "ext {\n  a = System.getProperty(\"a.version\", \"2-SNAPSHOT\")\n  b = findProperty('set') ?: '9'\n  c = findProperty('unset') ?: '3'\n}\ndependencies {\n  implementation \"x:a:$a\"\n  implementation \"x:b:$b\"\n  implementation \"x:c:$c\"\n  implementation \"x:f:${versions.f}\"\n}\nconfigurations.all { resolutionStrategy { force 'x:f:7' } }\n", "k/build.gradle.kts": "val d = providers.gradleProperty(\"set\").orElse(\"9\").get()\nval e = findProperty(\"set\") as String? ?: \"9\"\nval g = providers.gradleProperty(\"unset\").getOrElse(\"4\")\ndependencies {\n  implementation(\"x:d:$d\")\n  implementation(\"x:e:$e\")\n  implementation(\"x:g:$g\")\n}\n"},
			[]string{"x/a@2-SNAPSHOT runtime build.gradle:7", "x/b@1 runtime build.gradle:8", "x/c@3 runtime build.gradle:9", "x/d@1 runtime k/build.gradle.kts:5", "x/e@1 runtime k/build.gradle.kts:6", "x/f@7 runtime build.gradle:10", "x/g@4 runtime k/build.gradle.kts:7"}, nil},
		{"loops over configurations, functions of a block", map[string]string{"build.gradle.kts": "dependencies {\n  listOf(\"compileOnly\", \"testCompileOnly\").forEach { name ->\n    name(\"a:x:1\") { because(\"x\") }\n  }\n  fun custom(notation: Any) {\n    add(\"custom\", notation)\n  }\n  custom(\"a:y:1\")\n}\n", "groovy/build.gradle": "dependencies {\n  ['testImplementation', 'testRuntimeOnly'].each { add(it, 'a:z:1') }\n}\n"},
			[]string{"a/x@1 build build.gradle.kts:3", "a/y@1 runtime build.gradle.kts:8", "a/z@1 test groovy/build.gradle:2"}, nil},
		{"programs that protobuf fetches, default dependencies, packages of npm", map[string]string{"build.gradle": "protobuf {\n  protoc { artifact = 'a:protoc:1' }\n  plugins { grpc { artifact = \"a:grpc:2\" } }\n}\nconfigurations { tool { defaultDependencies { add(project.dependencies.create('a:tool:3')) } } }\ndependencies { implementation npm('left', '1.0.0'); implementation(npm('right', '^2')) }\n"},
			[]string{"a/grpc@2 build build.gradle:3", "a/protoc@1 build build.gradle:2", "a/tool@3 runtime build.gradle:5", "left@1.0.0 runtime build.gradle:6", "right runtime build.gradle:6"}, nil},
		{"of a computed coordinate the name counts", map[string]string{"build.gradle.kts": "val native = \"a:b:1\" + \":\" + classifier()\ndependencies {\n  implementation(native)\n  implementation(\"a:c:\" + version())\n}\n"},
			[]string{"a/b@1 runtime build.gradle.kts:3", "a/c runtime build.gradle.kts:4"}, nil},
		{"constants of buildSrc", map[string]string{
			"buildSrc/src/main/kotlin/Deps.kt": "package x\nobject Versions {\n  const val one = \"1\"\n  val two: String = \"2\"\n}\nobject Deps {\n  private const val three = \"3\"\n  const val a = \"a:a:${Versions.one}\"\n  object In {\n    val b = \"a:b:\" + Versions.two\n  }\n  val c = \"a:c:$three\"\n  fun f(x: String) = \"no\"\n}\n",
			"buildSrc/src/main/java/Old.java":  "class Old {\n  public static final String D = \"a:d:4\";\n}\n",
			"src/main/kotlin/App.kt":           "object Versions { const val one = \"9\" }\n",
			"app/build.gradle.kts":             "dependencies {\n  implementation(Deps.a)\n  implementation(Deps.In.b)\n  implementation(Deps.c)\n  implementation(Old.D)\n  implementation(\"a:e:${Versions.two}\")\n}\n"},
			[]string{"a/a@1 runtime app/build.gradle.kts:2", "a/b@2 runtime app/build.gradle.kts:3", "a/c@3 runtime app/build.gradle.kts:4", "a/d@4 runtime app/build.gradle.kts:5", "a/e@2 runtime app/build.gradle.kts:6"}, nil},
		{"plugins of an included build", map[string]string{
			"settings.gradle.kts":                       "pluginManagement { includeBuild(\"logic\") }\n",
			"gradle/libs.versions.toml":                 "[libraries]\nx = \"a:x:1\"\ny = \"a:y:2\"\nz-z = \"a:z:4\"\nbom = \"a:bom:5\"\n",
			"logic/build.gradle.kts":                    "dependencies { implementation(\"a:plugin:1\"); testImplementation(\"a:t:1\") }\n",
			"logic/src/main/kotlin/Convention.kt":       "class Convention : Plugin<Project> {\n  override fun apply(target: Project) = with(target) {\n    dependencies {\n      add(\"implementation\", libs.findLibrary(\"x\").get())\n      \"testImplementation\"(libs.findLibrary(\"y\").get())\n      println(computed())\n      implementation(found)\n      val bom = libs.findLibrary(\"bom\").get()\n      add(\"implementation\", platform(bom))\n    }\n    dependencies.add(\"ksp\", \"a:ksp:3\")\n  }\n}\nprivate val Project.found: Any\n  get() =\n    extensions.getByType(C::class.java)\n      .named(\"libs\")\n      .findLibrary(\"z-z\")\n      .get()\n",
			"logic/src/main/kotlin/publish.gradle.kts":  "plugins { `maven-publish` }\n",
			"app/src/main/kotlin/dependencies/Other.kt": "fun f() { dependencies { implementation(\"a:never:1\") } }\n"},
			[]string{"a/bom@5 build logic/src/main/kotlin/Convention.kt:9", "a/ksp@3 build logic/src/main/kotlin/Convention.kt:11", "a/plugin@1 build logic/build.gradle.kts:1", "a/t@1 test logic/build.gradle.kts:1", "a/x@1 runtime logic/src/main/kotlin/Convention.kt:4", "a/y@2 test logic/src/main/kotlin/Convention.kt:5", "a/z@4 runtime logic/src/main/kotlin/Convention.kt:7"}, nil},
		{"an included build that is published is a product", map[string]string{"settings.gradle.kts": "pluginManagement { includeBuild(\"our-plugin\") }\n", "our-plugin/build.gradle.kts": "plugins { id(\"com.gradle.plugin-publish\") version \"2.1\" }\ndependencies { implementation(\"a:x:1\") }\n"},
			[]string{"a/x@1 runtime our-plugin/build.gradle.kts:2", "com.gradle.plugin-publish/com.gradle.plugin-publish.gradle.plugin@2.1 build our-plugin/build.gradle.kts:1"}, nil},
		{"lock files", map[string]string{
			"gradle.lockfile":                                           "# To regenerate, run: ./gradlew :dependencies --write-locks\na:run:1=compileClasspath,runtimeClasspath\na:compile:2=compileClasspath\na:t:3=testRuntimeClasspath\na:lint:4=detektPlugins\na:moved:5.1=releaseRuntimeClasspath\nempty=annotationProcessor\n",
			"settings-gradle.lockfile":                                  "a:catalog:8=incomingCatalogForLibs0\n",
			"buildscript-gradle.lockfile":                               "a:tool:6=classpath\n",
			"old/gradle/dependency-locks/a.lockfile":                    "# x\na:any:1\n",
			"old/gradle/dependency-locks/testRuntimeClasspath.lockfile": "a:old:7\n",
			"build.gradle":                                              "dependencies {\n  implementation 'a:run'\n  implementation 'a:moved:5.0'\n}\n"},
			[]string{"a/any@1 runtime old/gradle/dependency-locks/a.lockfile:2", "a/catalog@8 build settings-gradle.lockfile:1", "a/compile@2 build gradle.lockfile:3", "a/lint@4 build gradle.lockfile:5", "a/moved@5.1 runtime build.gradle:3", "a/old@7 test old/gradle/dependency-locks/testRuntimeClasspath.lockfile:1", "a/run@1 runtime build.gradle:2", "a/t@3 test gradle.lockfile:4", "a/tool@6 build buildscript-gradle.lockfile:1"}, nil},
		{"a plugin that computes what it declares", map[string]string{"buildSrc/build.gradle": "plugins { id 'groovy' }\n", "buildSrc/src/main/groovy/P.groovy": "class P {\n  void apply(p) {\n    p.dependencies {\n      implementation which()\n    }\n  }\n}\n"}, nil,
			[]string{"buildSrc/src/main/groovy/P.groovy no-components: Gradle script declares 1 dependencies by expressions that could not be resolved, the first in line 4 (which); a gradle.lockfile would name them"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			facts := scan(t, test.files)
			var got []string
			for _, c := range facts.Components {
				name := strings.TrimPrefix(strings.TrimPrefix(c.PURL, "pkg:maven/"), "pkg:npm/")
				got = append(got, fmt.Sprintf("%s %s %s:%d", name, c.Scope, c.Evidence[0].Path, c.Evidence[0].Line))
			}
			slices.Sort(got)
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if d := cmp.Diff(test.gaps, gaps(facts.Gaps)); d != "" {
				t.Errorf("gaps (-want +got):\n%s", d)
			}
		})
	}
}

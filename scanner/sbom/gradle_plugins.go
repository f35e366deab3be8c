// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// plugins reads id("x") version "1": the plugin's marker artifact.
func (g *gradleReader) plugins(ts []gradleToken) {
	for len(ts) > 0 {
		line := statement(ts)
		ts = ts[min(len(line)+1, len(ts)):]
		line = trimNewlines(line)
		if len(line) < 2 || line[0].kind != gradleWord {
			continue
		}
		id, version := "", ""
		arg := line[1:]
		if line[1].is("(") {
			arg = inside(line, 1)
		}
		switch line[0].text {
		case "id":
			if len(arg) > 0 && arg[0].str() {
				id = g.one(g.m.path, arg[:1], 0)
			}
		case "kotlin":
			if len(arg) > 0 && arg[0].str() {
				id = "org.jetbrains.kotlin." + arg[0].text
			}
		case "alias":
			if all := g.values(g.m.path, arg, 0); len(all) == 1 {
				id, version, _ = strings.Cut(all[0], ":")
			}
		}
		for i := range line {
			if line[i].text == "version" && line[i].kind == gradleWord && i+1 < len(line) {
				version = g.one(g.m.path, versionArg(line[i+1:]), 0)
			}
		}
		if version = definite(version); version == "" || !mavenPart.MatchString(id) {
			continue // a plugin of Gradle itself, or one whose version another script sets
		}
		g.r.found = append(g.r.found, found{purl: purl(packageurl.TypeMaven, id, id+".gradle.plugin", version), name: id + ":" + id + ".gradle.plugin", version: version,
			scope: inventory.ScopeBuild, direct: true, path: g.m.path, line: line[0].line})
	}
}

func versionArg(ts []gradleToken) []gradleToken {
	if ts[0].is("(") {
		return inside(ts, 0)
	}
	if ts[0].kind == gradleWord {
		_, n := pathName(ts)
		return ts[:min(n, len(ts))]
	}
	return ts[:1]
}

// configScope maps the name of a configuration to a scope. An unknown one
// counts as runtime, the strictest.
func configScope(config string) string {
	c := strings.ToLower(config)
	switch {
	case strings.Contains(c, "test"):
		return inventory.ScopeTest
	case strings.HasSuffix(c, "compileonly"), strings.HasSuffix(c, "compileonlyapi"), strings.HasSuffix(c, "annotationprocessor"), strings.HasPrefix(c, "kapt"), strings.HasPrefix(c, "ksp"),
		strings.HasPrefix(c, "provided"), c == "classpath", strings.HasSuffix(c, "plugins"), strings.HasSuffix(c, "plugin"), strings.HasPrefix(c, "checkstyle"), strings.HasPrefix(c, "errorprone"),
		strings.HasPrefix(c, "jacoco"), strings.HasPrefix(c, "kover"), strings.HasSuffix(c, "docs"), strings.HasPrefix(c, "detekt"), strings.HasPrefix(c, "spotbugs"), strings.HasPrefix(c, "spotless"), c == "pmd", strings.HasPrefix(c, "codenarc"), strings.HasSuffix(c, "codegen"), strings.HasSuffix(c, "generator"), strings.Contains(c, "javadoc"), strings.HasPrefix(c, "dokka"), strings.HasPrefix(c, "asciidoc"), strings.HasPrefix(c, "lintchecks"), c == "ktlint", c == "protoc", strings.HasSuffix(c, "signature"):
		return inventory.ScopeBuild
	case c == "developmentonly":
		return inventory.ScopeDev
	case strings.HasPrefix(c, "jmh"), strings.Contains(c, "benchmark"):
		return inventory.ScopeTest
	}
	return inventory.ScopeRuntime
}

// imports reads the BOMs that the dependency management of Spring's plugin takes in.
func (g *gradleReader) imports(ts []gradleToken) {
	for i := range ts {
		if ts[i].kind != gradleWord || ts[i].text != "mavenBom" || i+1 >= len(ts) {
			continue
		}
		arg := statement(ts[i+1:])
		if ts[i+1].is("(") {
			arg = inside(ts, i+1)
		}
		for _, one := range g.values(g.m.path, command(arg), 0) {
			if strings.Count(one, ":") > 1 {
				g.coordinate(inventory.ScopeBuild, one, ts[i].line)
			}
		}
	}
}

// artifacts reads the compiler and the plugins of the block protobuf, which are
// programs that are fetched for the build: artifact = "g:a:v".
func (g *gradleReader) artifacts(ts []gradleToken) {
	for i := range ts {
		if ts[i].kind != gradleWord || ts[i].text != "artifact" || i+2 > len(ts)-1 {
			continue
		}
		arg := ts[i+1:]
		if arg[0].is("=") {
			arg = arg[1:]
		}
		values := g.values(g.m.path, statement(trimLeading(arg)), 0)
		if len(values) == 0 {
			g.miss(ts[i].line, "")
		}
		for _, one := range values {
			g.coordinate(inventory.ScopeBuild, one, ts[i].line)
		}
	}
}

// npm reads npm("name", "version") of a Kotlin script that builds for JavaScript.
func (g *gradleReader) npm(scope, function string, args [][]gradleToken, line int) {
	if len(args) == 0 {
		return
	}
	name, allowed := g.one(g.m.path, args[0], 0), ""
	if len(args) > 1 {
		allowed = g.one(g.m.path, args[1], 0)
	}
	if name == unresolved {
		g.miss(line, "")
		return
	}
	f := found{name: name, scope: scope, direct: true, path: g.m.path, line: line}
	if function == "devNpm" {
		f.scope = inventory.ScopeDev
	}
	switch {
	case exactVersion(allowed):
		f.version = allowed
	case !strings.Contains(allowed, unresolved):
		f.allowed = allowed
	}
	f.purl = npmPURL(name, f.version)
	g.r.found = append(g.r.found, f)
}

// settled returns the version of a package: what a lock file beside the script
// says, then what the script says, then what the build manages.
func (g *gradleReader) settled(name, version string, ranged bool) string {
	if locked := g.lock[name]; len(locked) > 0 && !slices.Contains(locked, version) {
		if len(locked) == 1 {
			return locked[0]
		}
	}
	if version != "" || ranged {
		return version
	}
	return g.b.managedVersion(g.m.path, name)
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"path"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// lockedModule is a line of a Gradle lock file: "group:artifact:version=configurations".
type lockedModule struct {
	name, version string
	configs       []string
	line          int
}

// gradleLocked reads the lines of a Gradle lock file. Before Gradle 6.5 each
// configuration had a file of its own, which is named by it.
func gradleLocked(p string, text []byte) (all []lockedModule) {
	own := ""
	if path.Base(path.Dir(p)) == "dependency-locks" {
		own = strings.TrimSuffix(path.Base(p), ".lockfile")
	}
	n := 0
	for line := range bytes.Lines(withoutBOM(text)) {
		n++
		body := strings.TrimSpace(string(line))
		if body == "" || body[0] == '#' {
			continue
		}
		module, configs, _ := strings.Cut(body, "=")
		parts := strings.Split(module, ":")
		if len(parts) != 3 || !mavenPart.MatchString(parts[0]) || !mavenPart.MatchString(parts[1]) || definite(parts[2]) == "" {
			continue
		}
		one := lockedModule{name: parts[0] + ":" + parts[1], version: parts[2], configs: strings.Split(configs, ","), line: n}
		if own != "" {
			one.configs = []string{own}
		}
		all = append(all, one)
	}
	return all
}

// readGradleLock reads a lock file of Gradle. The configurations in which a module
// is say its scope; the scripts beside it say what is direct.
func readGradleLock(_ *workspace, m manifest) (r report) {
	building := !strings.HasPrefix(path.Base(m.path), "gradle.lockfile") && path.Base(path.Dir(m.path)) != "dependency-locks" // of the build script or of the settings
	for _, one := range gradleLocked(m.path, m.text) {
		scope := ""
		for _, config := range one.configs {
			if s := resolvedScope(config); scope == "" || scopeRank(s) < scopeRank(scope) {
				scope = s
			}
		}
		if building {
			scope = inventory.ScopeBuild
		}
		group, artifact, _ := strings.Cut(one.name, ":")
		r.found = append(r.found, found{purl: purl(packageurl.TypeMaven, group, artifact, one.version), name: one.name, version: one.version, scope: scope, path: m.path, line: one.line})
	}
	return r
}

// resolvedScope is the scope of a configuration that Gradle resolves: the class
// path for running is what a release holds, the one for compiling holds more.
func resolvedScope(config string) string {
	c := strings.ToLower(config)
	scope := configScope(config)
	if scope == inventory.ScopeRuntime && (strings.HasSuffix(c, "compileclasspath") || strings.HasPrefix(c, "kotlincompiler") || strings.HasPrefix(c, "kotlinbuildtools") || strings.HasPrefix(c, "kotlinklib") || strings.HasPrefix(c, "kotlinnative")) {
		return inventory.ScopeBuild
	}
	return scope
}

// gradleLock returns the versions that lock files of a directory name.
func (w *workspace) gradleLock(dir string) map[string][]string {
	out := map[string][]string{}
	files := append([]string{path.Join(dir, "gradle.lockfile")}, w.withSuffix(path.Join(dir, "gradle", "dependency-locks"), ".lockfile")...)
	for _, p := range files {
		text, err := w.read(p)
		if err != nil || len(text) > maxManifest {
			continue
		}
		for _, one := range gradleLocked(p, text) {
			out[one.name] = append(out[one.name], one.version)
		}
	}
	for name := range out {
		out[name] = sorted(out[name])
	}
	return out
}

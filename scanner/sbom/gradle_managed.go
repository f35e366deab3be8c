// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"strings"
)

// gradleManaged is what one script says of the versions of packages that others
// ask for without one: constraints, the dependency management of Spring's plugin,
// forced versions.
type gradleManaged struct {
	tokens   []gradleToken
	platform bool              // the script makes a platform, which other projects take in
	versions map[string]string // "group:artifact" -> version; nil until it is asked for
	shared   map[string]string // those that count for the projects below as well
}

// manages keeps the tokens of a script that speaks of versions.
func (b *gradleBuild) manages(p string, ts []gradleToken) {
	m := gradleManaged{tokens: ts}
	speaks := false
	for i, t := range ts {
		switch {
		case t.text == "java-platform" && t.kind != gradlePunct || t.text == "`" && i+3 < len(ts) && ts[i+1].text == "java" && ts[i+3].text == "platform":
			m.platform = true
		case t.kind == gradleWord && (t.text == "constraints" || t.text == "dependencyManagement" || t.text == "DependencyManagementExtension" || t.text == "resolutionStrategy"):
			speaks = true
		}
	}
	if speaks {
		b.managed[p] = &m
	}
}

// managedVersion returns the version that a script gets for a package for which
// it names none: from itself, from scripts of its directory and of those above,
// then from scripts that are no project's own and from platforms, when all of
// them agree. "" when none tells.
func (b *gradleBuild) managedVersion(file, name string) string {
	if len(b.managed) == 0 {
		return ""
	}
	own, _ := b.versionsOf(file)
	if v := own[name]; v != "" {
		return v
	}
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		for _, f := range b.inDir[dir] {
			versions, shared := b.versionsOf(f)
			if dir != path.Dir(file) && ofProject(f) {
				versions = shared
			}
			if v := versions[name]; v != "" {
				return v
			}
		}
		if dir == "." {
			break
		}
	}
	one := ""
	for _, f := range sortedKeys(b.managed) {
		if ofProject(f) && !b.managed[f].platform {
			continue
		}
		versions, _ := b.versionsOf(f)
		v := versions[name]
		if v != "" && one != "" && v != one {
			return ""
		}
		if v != "" {
			one = v
		}
	}
	return one
}

// ofProject reports whether a script is that of one project, and not one that
// projects apply.
func ofProject(p string) bool { return strings.HasPrefix(path.Base(p), "build.gradle") }

// versionsOf reads what a script manages, once: for its own project, and of that
// what it manages for all projects.
func (b *gradleBuild) versionsOf(file string) (versions, shared map[string]string) {
	m := b.managed[file]
	if m == nil {
		return nil, nil
	}
	if m.versions == nil {
		m.versions, m.shared = map[string]string{}, map[string]string{}
		r := managedReader{gradleEval: gradleEval{b: b}, file: file, into: m.versions, shared: m.shared}
		r.blocks(m.tokens, "", 0)
	}
	return m.versions, m.shared
}

// managedReader finds versions in the blocks of one script.
type managedReader struct {
	gradleEval
	file   string
	into   map[string]string
	shared map[string]string
	all    bool // the block is one for all projects
}

// blocks walks over a script. within is the block of management that it is in.
func (r *managedReader) blocks(ts []gradleToken, within string, depth int) {
	start := 0
	for i := 0; i < len(ts) && depth <= 100; i++ {
		t := ts[i]
		if t.kind == gradleNewline || t.is(";") || t.is("}") {
			if within != "" {
				r.statement(within, ts[start:i], nil)
			}
			start = i + 1
			continue
		}
		if t.is("(") || t.is("[") {
			i += t.skip
			continue
		}
		if !t.is("{") {
			continue
		}
		head, body := ts[start:i], inside(ts, i)
		inner, before := within, r.all
		for k, h := range head {
			switch {
			case h.kind != gradleWord:
			case h.text == "allprojects" || h.text == "subprojects" || h.text == "configure" && k+1 < len(head) && head[k+1].is("("):
				r.all = true
			case h.text == "constraints" || h.text == "resolutionStrategy":
				inner = h.text
			case h.text == "dependencyManagement" || h.text == "DependencyManagementExtension":
				inner = "dependencyManagement"
			}
		}
		switch {
		case within != "" && inner == within && len(head) > 1:
			r.statement(within, head, body)
		default:
			r.blocks(body, inner, depth+1)
		}
		r.all = before
		i += t.skip
		start = i + 1
	}
	if within != "" && start < len(ts) {
		r.statement(within, ts[start:], nil)
	}
}

// statement reads one line of management with the block behind it.
func (r *managedReader) statement(within string, ts, body []gradleToken) {
	ts = trimNewlines(ts)
	if len(ts) < 2 || ts[0].kind != gradleWord && !ts[0].str() {
		return
	}
	args := ts[1:]
	if args[0].is("(") {
		args = inside(ts, 1)
	}
	word := ts[0].text
	switch {
	case within == "resolutionStrategy" && word != "force", within == "dependencyManagement" && word != "dependency" && word != "dependencySet":
		return
	case word == "dependencySet":
		r.set(splitArgs(args), body)
		return
	}
	for _, arg := range splitArgs(args) {
		if fields := namedFields(&r.gradleEval, r.file, splitArgs(args)); fields["name"] != "" {
			r.add(fields["group"]+":"+fields["name"], fields["version"])
			return
		}
		for _, text := range r.values(r.file, arg, 0) {
			parts := strings.Split(text, ":")
			if len(parts) < 2 {
				continue
			}
			version := closureVersion(&r.gradleEval, r.file, body)
			if len(parts) > 2 && version == "" {
				version, _, _ = strings.Cut(parts[2], "@")
			}
			r.add(parts[0]+":"+parts[1], version)
		}
	}
}

// set reads dependencySet(group: 'g', version: 'v') { entry 'a' }, or
// dependencySet("g:v") { entry("a") }.
func (r *managedReader) set(args [][]gradleToken, body []gradleToken) {
	fields := namedFields(&r.gradleEval, r.file, args)
	group, version := fields["group"], fields["version"]
	if len(args) == 1 && group == "" {
		group, version, _ = strings.Cut(r.one(r.file, args[0], 0), ":")
	}
	for i := 0; i+1 < len(body); i++ {
		if body[i].kind != gradleWord || body[i].text != "entry" {
			continue
		}
		at := i + 1
		if body[at].is("(") && at+1 < len(body) {
			at++
		}
		if body[at].str() {
			r.add(group+":"+r.one(r.file, body[at:at+1], 0), version)
		}
	}
}

func (r *managedReader) add(name, version string) {
	if version = definite(version); version == "" || strings.Contains(name, unresolved) {
		return
	}
	if _, ok := r.into[name]; !ok {
		r.into[name] = version
	}
	if _, ok := r.shared[name]; !ok && r.all {
		r.shared[name] = version
	}
}

// closureVersion reads the version in the block behind a dependency:
// { version { strictly("1.0") } }; "" when none tells one version.
func closureVersion(e *gradleEval, file string, body []gradleToken) string {
	for i := range body {
		if body[i].kind != gradleWord || body[i].text != "version" || i+1 >= len(body) || !body[i+1].is("{") {
			continue
		}
		inner := inside(body, i+1)
		for _, word := range []string{"strictly", "require", "prefer"} {
			for k := range inner {
				if inner[k].kind != gradleWord || inner[k].text != word || k+1 >= len(inner) {
					continue
				}
				arg := inner[k+1:]
				if arg[0].is("(") {
					arg = inside(inner, k+1)
				}
				if v := definite(e.one(file, statement(arg), 0)); v != "" {
					return v
				}
			}
		}
	}
	return ""
}

// namedFields reads group: 'a', name: 'b', version: 'c', with colons or with
// equals signs; nil when the arguments are not of that form.
func namedFields(e *gradleEval, file string, args [][]gradleToken) map[string]string {
	var out map[string]string
	for _, arg := range args {
		if len(arg) < 3 || arg[0].kind != gradleWord || !(arg[1].is(":") || arg[1].is("=")) {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[arg[0].text] = e.one(file, arg[2:], 0)
	}
	return out
}

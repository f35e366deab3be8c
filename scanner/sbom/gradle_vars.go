// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// gradleVars are the names that one directory's scripts give values to:
// strings, maps (flattened with dots) and lists.
type gradleVars map[string][]gradleToken

// gradleBuild is what all Gradle files of the tree say together.
type gradleBuild struct {
	byFile  map[string]gradleVars     // script or properties file -> its names
	inDir   map[string][]string       // directory -> those files, in path order
	all     map[string][]string       // name -> files that set it, in path order
	catalog map[string]*gradleCatalog // directory of the build + "/" + name -> catalog
	logic   []string                  // directories of builds that a settings script includes for their plugins
	managed map[string]*gradleManaged // script -> what it says of versions
	sources map[string][]string       // script -> code of the build that declares dependencies, which it is to report
	public  map[string]bool           // directories with a script that publishes
}

// buildsBuild reports whether a script belongs to the build itself: buildSrc, or
// a build that is included for its plugins. A script among its sources is such a
// plugin, and what it declares is declared for the projects that apply it.
func (b *gradleBuild) buildsBuild(p string) bool {
	if strings.Contains(p, "/src/main/") {
		return false
	}
	return b.logicRoot(p) != ""
}

// included finds includeBuild("x") in the pluginManagement of a settings script,
// and elsewhere when the name says what the build is for.
func (b *gradleBuild) included(p string, ts []gradleToken) {
	for i := range ts {
		if ts[i].kind != gradleWord || i+1 >= len(ts) {
			continue
		}
		if ts[i].text == "pluginManagement" && ts[i+1].is("{") {
			for _, dir := range includeBuilds(inside(ts, i+1)) {
				b.logic = append(b.logic, path.Join(path.Dir(p), dir))
			}
		}
	}
	for _, dir := range includeBuilds(ts) {
		name := strings.ToLower(path.Base(dir))
		if strings.HasPrefix(name, "build") || strings.Contains(name, "convention") || strings.Contains(name, "plugin") {
			b.logic = append(b.logic, path.Join(path.Dir(p), dir))
		}
	}
}

func includeBuilds(ts []gradleToken) (out []string) {
	for i := range ts {
		if ts[i].kind != gradleWord || ts[i].text != "includeBuild" || i+1 >= len(ts) {
			continue
		}
		arg := ts[i+1:]
		if arg[0].is("(") {
			arg = inside(ts, i+1)
		}
		if len(arg) > 0 && arg[0].str() && arg[0].text != "." {
			out = append(out, arg[0].text)
		}
	}
	return out
}

// gradleOf reads the names of all Gradle files, once.
func (w *workspace) gradleOf() *gradleBuild {
	if w.gradle != nil {
		return w.gradle
	}
	b := &gradleBuild{byFile: map[string]gradleVars{}, inDir: map[string][]string{}, all: map[string][]string{}, catalog: map[string]*gradleCatalog{},
		managed: map[string]*gradleManaged{}, sources: map[string][]string{}, public: map[string]bool{}}
	entries := w.tree.Entries()
	var scripts []string
	for i := range entries {
		if e := &entries[i]; e.Regular() && e.Size <= maxScript && b.learn(w, e.Path) {
			scripts = append(scripts, e.Path)
		}
	}
	b.logic = slices.DeleteFunc(b.logic, b.published)
	if len(scripts) > 0 {
		b.learnSources(w, scripts)
	}
	w.gradle = b
	return b
}

// published reports whether a build that others include is published itself: it is
// a product then, and not only there for its plugins.
func (b *gradleBuild) published(dir string) bool {
	for at := range b.public {
		if at == dir || strings.HasPrefix(at, dir+"/") {
			return true
		}
	}
	return false
}

// take keeps the names of one file.
func (b *gradleBuild) take(p string, vars gradleVars) {
	b.byFile[p] = vars
	b.inDir[path.Dir(p)] = append(b.inDir[path.Dir(p)], p)
	for name := range vars {
		b.all[name] = append(b.all[name], p)
	}
}

// learn takes the names of one file and reports whether it is a script. What
// cannot be read is left to the reader of that file, which says so.
func (b *gradleBuild) learn(w *workspace, p string) bool {
	base := path.Base(p)
	script := strings.HasSuffix(base, ".gradle") || strings.HasSuffix(base, ".gradle.kts")
	catalog := strings.HasSuffix(base, ".versions.toml")
	if !script && !catalog && base != "gradle.properties" {
		return false
	}
	text, err := w.read(p)
	if err != nil {
		return false
	}
	vars := gradleVars{}
	switch {
	case catalog:
		if c, err := parseCatalog(text); err == nil {
			b.catalog[catalogKey(p)] = c
		}
		return false
	case script:
		tokens := lexGradle(text)
		vars.script(tokens)
		if strings.HasPrefix(base, "settings.gradle") {
			b.included(p, tokens)
		} else if strings.HasPrefix(base, "build.gradle") && publishes(tokens) {
			b.public[path.Dir(p)] = true
		}
		b.manages(p, tokens)
	default:
		vars.properties(text)
	}
	b.take(p, vars)
	return script
}

// catalogKey is the place for which a catalog file counts and its name:
// "gradle/libs.versions.toml" is "libs" of the directory above.
func catalogKey(p string) string {
	dir := path.Dir(p)
	if path.Base(dir) == "gradle" {
		dir = path.Dir(dir)
	}
	return path.Join(dir, strings.TrimSuffix(path.Base(p), ".versions.toml"))
}

func (v gradleVars) properties(text []byte) {
	n := 0
	for line := range bytes.Lines(text) {
		n++
		s := strings.TrimSpace(string(line))
		if s == "" || s[0] == '#' || s[0] == '!' {
			continue
		}
		if i := strings.IndexAny(s, "=:"); i > 0 {
			v.set(strings.TrimSpace(s[:i]), []gradleToken{{kind: gradleText, text: strings.TrimSpace(s[i+1:]), line: n}})
		}
	}
}

// set keeps the first value of a name.
func (v gradleVars) set(name string, value []gradleToken) {
	if name = bareName(name); name != "" && len(value) > 0 {
		if _, ok := v[name]; !ok {
			v[name] = value
		}
	}
}

// bareName drops the prefixes by which a script reaches its extra properties.
func bareName(name string) string {
	for again := true; again; {
		again = false
		for _, prefix := range []string{"rootProject.", "project.", "ext.", "extra.", "this.", "gradle.", "properties."} {
			if rest, ok := strings.CutPrefix(name, prefix); ok {
				name, again = rest, true
			}
		}
	}
	return name
}

// script finds the assignments of a script, wherever they stand.
func (v gradleVars) script(ts []gradleToken) {
	for i := range ts {
		switch {
		case ts[i].is("=") && i > 0 && i+1 < len(ts) && !ts[i+1].is("=") && !ts[i-1].is("=") && !ts[i-1].is("!") && !ts[i-1].is("<") && !ts[i-1].is(">"):
			if name := nameBefore(ts, i); name != "" {
				v.assign(name, value(ts[i+1:]), 0)
			}
		case ts[i].kind == gradleWord && ts[i].text == "by" && i > 0 && ts[i-1].kind == gradleWord: // val x by extra("1")
			if j := i + 2; j < len(ts) && ts[i+1].text == "extra" && ts[j].is("(") {
				v.assign(ts[i-1].text, inside(ts, j), 0)
			}
		case ts[i].kind == gradleWord && ts[i].text == "set" && i+1 < len(ts) && ts[i+1].is("("): // set("x", "1")
			if args := splitArgs(inside(ts, i+1)); len(args) == 2 && len(args[0]) == 1 && args[0][0].str() {
				v.assign(args[0][0].text, args[1], 0)
			}
		}
	}
}

// nameBefore reads the name that is assigned to: a.b.c, ext["a"], ext.a.
func nameBefore(ts []gradleToken, i int) string {
	var parts []string
	i--
	for i >= 0 {
		switch {
		case ts[i].is("]") && i >= 2 && ts[i-1].str() && ts[i-2].is("["):
			parts = append(parts, ts[i-1].text)
			i -= 3
			if i >= 0 && ts[i].kind == gradleWord {
				continue
			}
		case ts[i].kind == gradleWord:
			parts = append(parts, ts[i].text)
			i--
		default:
			return ""
		}
		if i >= 1 && ts[i].is(".") {
			i--
			continue
		}
		break
	}
	for a, b := 0, len(parts)-1; a < b; a, b = a+1, b-1 {
		parts[a], parts[b] = parts[b], parts[a]
	}
	return strings.Join(parts, ".")
}

// maxStatement bounds a statement, in tokens outside of brackets.
const maxStatement = 128

// statement returns the tokens up to the end of the statement, cut off at maxStatement.
func statement(ts []gradleToken) []gradleToken {
	steps := 0
	for i := 0; i < len(ts); i++ {
		t := ts[i]
		switch {
		case t.kind == gradleNewline && i > 0 && !ts[i-1].is("+") && !ts[i-1].is(","):
			return ts[:i]
		case t.is(";") || t.is(")") || t.is("]") || t.is("}"):
			return ts[:i]
		}
		i += t.skip
		if steps++; steps > maxStatement {
			return ts[:min(i+1, len(ts))]
		}
	}
	return ts
}

// value returns a statement that is a plain expression; nothing for a
// comparison or a chain of assignments.
func value(ts []gradleToken) []gradleToken {
	for i := 0; i < len(ts) && i < maxStatement; i++ {
		if ts[i].is("=") {
			return nil
		}
		if ts[i].kind == gradleNewline {
			break
		}
		i += ts[i].skip
	}
	return statement(ts)
}

// assign records a value; a map is flattened: versions = [a: "1"] sets versions.a.
func (v gradleVars) assign(name string, value []gradleToken, depth int) {
	value = trimNewlines(value)
	if len(value) == 0 || depth > 8 {
		return
	}
	open := -1
	switch {
	case value[0].is("["):
		open = 0
	case (value[0].text == "mapOf" || value[0].text == "mutableMapOf") && len(value) > 1 && value[1].is("("):
		open = 1
	}
	if open >= 0 {
		found := false
		for _, arg := range splitArgs(inside(value, open)) {
			if len(arg) >= 3 && (arg[0].kind == gradleWord || arg[0].str()) && (arg[1].is(":") || arg[1].text == "to") {
				v.assign(name+"."+arg[0].text, arg[2:], depth+1)
				found = true
			}
		}
		if found {
			return
		}
	}
	v.set(name, value)
}

// lookup finds the value of a name as a script in a directory sees it: its own
// file, the files of its directory and of those above, then, when all other
// files of the tree agree on it, theirs.
func (b *gradleBuild) lookup(file, name string) ([]gradleToken, string, bool) {
	name = bareName(name)
	if value, ok := b.byFile[file][name]; ok {
		return value, file, true
	}
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		for _, f := range b.inDir[dir] {
			if value, ok := b.byFile[f][name]; ok {
				return value, f, true
			}
		}
		if dir == "." {
			break
		}
	}
	files := b.all[name]
	for _, f := range files {
		if !sameTokens(b.byFile[f][name], b.byFile[files[0]][name]) {
			return nil, "", false
		}
	}
	if len(files) == 0 {
		return nil, "", false
	}
	return b.byFile[files[0]][name], files[0], true
}

func sameTokens(a, b []gradleToken) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].kind != b[i].kind || a[i].text != b[i].text {
			return false
		}
	}
	return true
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// A build keeps code of its own in buildSrc and in builds that it includes for
// their plugins: objects of constants that scripts name, and plugins that declare
// dependencies for the projects that apply them. Both are read like scripts.

// maxBuildSources bounds how many source files of one tree are read for that.
const maxBuildSources = 2000

var (
	buildSource  = regexp.MustCompile(`(^|/)src/main/(?:kotlin|java|groovy)/.+\.(?:kt|groovy|java)$`)
	declaresDeps = regexp.MustCompile(`\bdependencies\b`)
	holdsValue   = regexp.MustCompile(`\b(?:val|String|def|static)\b`)
	// a property that looks a library up: val Project.x: T get() = ... findLibrary("y") ...
	accessorProperty = regexp.MustCompile(`\bval\s+(?:[\w<>]+\.)?(\w+)\b[^=\n]*\n?\s*get\(\)\s*=(?:[^\n]*\n[ \t]+){0,8}?[^\n]*(findLibrary\("[^"\n]+"\))`)
)

// learnSources takes the constants of the build's own code, and gives the code
// that declares dependencies to the script that is to report it.
func (b *gradleBuild) learnSources(w *workspace, scripts []string) {
	n := 0
	entries := w.tree.Entries()
	for i := range entries {
		e := &entries[i]
		root := ""
		if ext := path.Ext(e.Path); (ext == ".kt" || ext == ".groovy" || ext == ".java") && e.Regular() && e.Size <= maxScript && buildSource.MatchString(e.Path) {
			root = b.logicRoot(e.Path)
		}
		if root == "" {
			continue
		}
		if n++; n > maxBuildSources {
			return
		}
		text, err := w.read(e.Path)
		if err != nil {
			continue
		}
		if holdsValue.Match(text) {
			vars, local, tokens := gradleVars{}, gradleVars{}, lexGradle(text)
			vars.constants(tokens)
			local.script(tokens)
			for _, m := range accessorProperty.FindAllSubmatch(text, 200) {
				vars.set(string(m[1]), lexGradle(m[2]))
			}
			b.take(e.Path, vars)
			for name, value := range local { // of a function: known in its file alone
				vars.set(name, value)
			}
		}
		if declaresDeps.Match(text) {
			if carrier := carrierOf(root, scripts); carrier != "" {
				b.sources[carrier] = append(b.sources[carrier], e.Path)
			}
		}
	}
}

// carrierOf is the script that reports the code of a build: the first of its own,
// or the first of the directory above.
func carrierOf(root string, scripts []string) string {
	above := ""
	for _, p := range scripts {
		if strings.HasPrefix(p, root+"/") {
			return p
		}
		if path.Dir(p) == path.Dir(root) && above == "" {
			above = p
		}
	}
	return above
}

// logicRoot is the directory of the build for whose own sake a file is there; ""
// when it belongs to a project.
func (b *gradleBuild) logicRoot(p string) string {
	if i := strings.Index("/"+p, "/buildSrc/"); i >= 0 {
		return p[:i+len("buildSrc")]
	}
	for _, dir := range b.logic {
		if strings.HasPrefix(p, dir+"/") {
			return dir
		}
	}
	return ""
}

// constants finds the values that objects and classes hold: Versions.kotlin,
// Deps.Compose.ui. Names that the file sets once are known without the object,
// as the object itself names them.
func (v gradleVars) constants(ts []gradleToken) {
	bare := map[string]int{}
	value := map[string][]gradleToken{}
	v.members(ts, "", 0, func(prefix, name string, ts []gradleToken) {
		v.assign(prefix+name, ts, 0)
		bare[name]++
		value[name] = ts
	})
	for name, n := range bare {
		if n == 1 {
			v.assign(name, value[name], 0)
		}
	}
}

func (v gradleVars) members(ts []gradleToken, prefix string, depth int, found func(prefix, name string, ts []gradleToken)) {
	start := 0
	for i := 0; i < len(ts) && depth <= 20; i++ {
		switch t := ts[i]; {
		case t.kind == gradleNewline || t.is(";") || t.is("}"):
			start = i + 1
		case t.is("(") || t.is("["):
			i += t.skip
		case t.is("="):
			if i > start && ts[i-1].kind == gradleWord && i+1 < len(ts) && !ts[i+1].is("=") {
				name, typed := ts[i-1].text, i-2
				if typed > start && ts[typed].is(":") { // val x: String = ...
					name = ts[typed-1].text
				}
				found(prefix, name, valueOf(ts[i+1:]))
			}
		case t.is("{"):
			name := ""
			for k := start; k+1 < i; k++ {
				if w := ts[k].text; ts[k].kind == gradleWord && (w == "object" || w == "class" || w == "interface") && ts[k+1].kind == gradleWord {
					name = ts[k+1].text + "."
				}
			}
			if name != "" || start < i && ts[start].text == "companion" {
				v.members(inside(ts, i), prefix+name, depth+1, found)
			}
			i += t.skip
			start = i + 1
		}
	}
}

// valueOf is value for an expression behind an equals sign.
func valueOf(ts []gradleToken) []gradleToken { return value(trimLeading(ts)) }

func trimLeading(ts []gradleToken) []gradleToken {
	for len(ts) > 0 && ts[0].kind == gradleNewline {
		ts = ts[1:]
	}
	return ts
}

// readBuildSources reads the plugins of a build, of which a script is to report.
func (w *workspace) readBuildSources(script string, r *report) {
	for _, p := range w.gradleOf().sources[script] {
		text, err := w.read(p)
		if err != nil || !bytes.Contains(text, []byte("dependencies")) {
			continue
		}
		m := manifest{path: p, role: w.role(p), text: text}
		g := &gradleReader{gradleEval: gradleEval{b: w.gradle}, m: m, r: r, source: true}
		g.blocks(lexGradle(text), 0, false)
		g.tell()
	}
}

// usualConfig fits the names of configurations that declare something.
var usualConfig = regexp.MustCompile(`(?i)(implementation|api|compileOnly|runtimeOnly|processor|kapt|ksp|classpath|plugins|desugaring|lintChecks|^compile|^runtime|^testCompile)$`)

// inLoop returns the configurations that a name stands for in the block of a loop.
func (g *gradleReader) inLoop(config string) []string {
	if names := g.loops[config]; len(names) > 0 {
		return names
	}
	return []string{config}
}

// loop reads listOf("a", "b").forEach { name -> ... } and ["a", "b"].each { ... };
// n is the number of tokens that it takes, 0 when it is none.
func (g *gradleReader) loop(ts []gradleToken, depth int) (n int) {
	open := 0
	if ts[0].kind == gradleWord && (ts[0].text == "listOf" || ts[0].text == "setOf" || ts[0].text == "arrayOf") {
		open = 1
	}
	if open >= len(ts) || !ts[open].is("(") && !ts[open].is("[") || ts[open].skip == 0 {
		return 0
	}
	at := open + ts[open].skip + 1
	if at+2 >= len(ts) || !ts[at].is(".") || ts[at+1].text != "forEach" && ts[at+1].text != "each" || !ts[at+2].is("{") {
		return 0
	}
	var names []string
	for _, arg := range splitArgs(inside(ts, open)) {
		names = append(names, g.values(g.m.path, arg, 0)...)
	}
	body, name := inside(ts, at+2), "it"
	if head := trimLeading(body); len(head) > 2 && head[0].kind == gradleWord && head[1].is("-") && head[2].is(">") {
		name, body = head[0].text, head[3:]
	}
	before := g.loops
	g.loops = map[string][]string{name: names}
	g.statements(body, depth+1)
	g.loops = before
	return at + 3 + ts[at+2].skip
}

// localFunction skips a function that a block declares for itself: its calls
// count. n is the number of tokens that it takes.
func localFunction(ts []gradleToken) (n int) {
	for n < len(ts) {
		switch t := ts[n]; {
		case t.is("{"):
			return n + 1 + t.skip
		case t.is("="), t.kind == gradleNewline && n > 2:
			return n + len(statement(ts[n:]))
		default:
			n += 1 + t.skip
		}
	}
	return n
}

// publishes reports whether the script of a project publishes what it makes.
func publishes(ts []gradleToken) bool {
	for i, t := range ts {
		switch {
		case t.kind == gradlePunct:
		case t.text == "maven-publish", t.text == "com.gradle.plugin-publish", strings.HasPrefix(t.text, "com.vanniktech.maven.publish"):
			return true
		case t.text == "maven" && i > 0 && ts[i-1].is("`") && i+2 < len(ts) && ts[i+2].text == "publish":
			return true
		}
	}
	return false
}

// buildScope is the scope of what a script of the build's own code asks for.
func buildScope(scope string) string {
	if scope == inventory.ScopeTest {
		return scope
	}
	return inventory.ScopeBuild
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// maxScript is the largest build script that is read, in bytes.
const maxScript = 1 << 20

// readGradle reads the dependency blocks and plugins of a Gradle script without
// running it: literal coordinates, maps of group, name and version, variables,
// properties, version catalogs. Programs that compute coordinates stay unread;
// a product script in which such a place was met is a Gap.
func readGradle(w *workspace, m manifest) (r report) {
	if len(m.text) > maxScript {
		r.problems = append(r.problems, problem{m.path, inventory.GapTooLarge, "larger than the limit for build scripts (1 MiB)"})
		return r
	}
	g := &gradleReader{gradleEval: gradleEval{b: w.gradleOf()}, m: m, r: &r, build: w.gradleOf().buildsBuild(m.path), lock: w.gradleLock(path.Dir(m.path))}
	g.blocks(lexGradle(m.text), 0, false)
	g.tell()
	w.readBuildSources(m.path, &r)
	return r
}

// tell makes a Gap of what could not be read in a file of the product.
func (g *gradleReader) tell() {
	if g.unread > 0 && g.m.role == inventory.RoleProduct {
		g.r.problems = append(g.r.problems, problem{g.m.path, inventory.GapNoComponents,
			fmt.Sprintf("Gradle script declares %d dependencies by expressions that could not be resolved, the first in line %d%s; a gradle.lockfile would name them", g.unread, g.unreadAt, g.unreadName)})
	}
}

type gradleReader struct {
	gradleEval
	m          manifest
	r          *report
	build      bool                // the script builds the build
	test       bool                // the block belongs to tests
	optional   bool                // the configuration is that of an optional feature
	source     bool                // code of the build and no script: only usual configurations count
	lock       map[string][]string // versions that a lock file beside the script names, by "group:artifact"
	chosen     string              // version that the block behind the declaration names
	loops      map[string][]string // names of a loop -> the configurations that they stand for
	unread     int
	unreadAt   int
	unreadName string // " (expression)" of the first, or nothing
}

// blocks walks over a script and stops at the blocks that declare something.
// test is set inside a block that belongs to a source set or a suite of tests.
func (g *gradleReader) blocks(ts []gradleToken, depth int, test bool) {
	start := 0
	for i := 0; i < len(ts); i++ {
		switch t := ts[i]; {
		case t.kind == gradleNewline || t.is(";") || t.is("}"):
			start = i + 1
			continue
		case t.text == "dependencies" && t.kind == gradleWord && i+3 < len(ts) && ts[i+1].is(".") && ts[i+2].text == "add" && ts[i+3].is("("):
			g.declare("add", inside(ts, i+3), nil, t.line)
			continue
		case !t.is("{") || depth > 100:
			continue
		}
		head, body := ts[start:i], inside(ts, i)
		name := ""
		if len(head) > 0 && head[len(head)-1].kind == gradleWord {
			name = head[len(head)-1].text
		}
		within := test || testHead(head)
		if slices.ContainsFunc(head, func(t gradleToken) bool { return t.text == "DependencyManagementExtension" }) {
			name = "dependencyManagement"
		}
		if (name == "dependencies" || name == "plugins") && ts[i].skip == 0 && g.m.role == inventory.RoleProduct {
			g.r.unparsable(g.m.path, fmt.Sprintf("the block %q in line %d is not closed", name, ts[i].line))
		}
		switch name {
		case "dependencies", "defaultDependencies":
			before := g.test
			g.test = within
			g.statements(body, depth)
			g.test = before
		case "plugins":
			g.plugins(body)
		case "dependencyManagement":
			g.imports(body)
		case "protobuf":
			g.artifacts(body)
		case "pluginManagement", "publishing", "pom", "constraints":
		default:
			g.blocks(body, depth+1, within)
		}
		i += ts[i].skip
		start = i + 1
	}
}

var testName = regexp.MustCompile(`^(?:test|tests|testing|\w*Tests?|\w*TestSuite)$`)

// testHead reports whether the words before a block name a source set or a suite
// of tests: commonTest, val jvmTest by getting, named("integrationTest"),
// withType<JvmTestSuite>().
func testHead(head []gradleToken) bool {
	for i, t := range head {
		switch {
		case t.kind == gradleWord && (t.text == "project" || t.text == "task" || t.text == "tasks" || t.text == "configurations"):
			return false
		case t.kind == gradleWord && t.text != "test" && testName.MatchString(t.text):
			return true
		case t.str() && i >= 2 && head[i-1].is("(") && testName.MatchString(t.text):
			return true
		}
	}
	return false
}

// ignored are words at the head of a statement in a dependency block that
// declare nothing.
var ignored = map[string]bool{"constraints": true, "components": true, "modules": true, "artifactTypes": true, "attributesSchema": true,
	"registerTransform": true, "exclude": true, "because": true, "configurations": true, "resolutionStrategy": true, "def": true, "val": true, "var": true, "import": true, "return": true}

// statements reads a dependency block.
func (g *gradleReader) statements(ts []gradleToken, depth int) {
	for i := 0; i < len(ts) && depth <= 100; {
		t := ts[i]
		if t.kind != gradleWord && !t.str() {
			if n := 0; t.is("[") {
				if n = g.loop(ts[i:], depth); n > 0 {
					i += n
					continue
				}
			}
			i += 1
			if t.is("{") { // the block of an if, or of something we do not know
				g.statements(inside(ts, i-1), depth+1)
				i += t.skip
			}
			continue
		}
		if n := g.loop(ts[i:], depth); n > 0 {
			i += n
			continue
		}
		if t.kind == gradleWord && t.text == "fun" {
			i += localFunction(ts[i:])
			continue
		}
		if t.kind == gradleWord && t.text == "else" {
			i++
			continue
		}
		end := i + 1
		for end+1 < len(ts) && ts[end].is(".") && ts[end+1].kind == gradleWord {
			end += 2
		}
		config := ts[end-1].text
		switch {
		case end < len(ts) && ts[end].is("{"):
			if !ignored[t.text] && !ofProjects(ts[i:end]) {
				g.statements(inside(ts, end), depth+1)
			}
			i = end + 1 + ts[end].skip
		case t.kind == gradleWord && (t.text == "if" || t.text == "for" || t.text == "while") && end < len(ts) && ts[end].is("("):
			i = end + 1 + ts[end].skip
		case ignored[t.text]:
			i += 1 + len(statement(ts[i+1:]))
		case end < len(ts) && ts[end].is("("):
			after := end + 1 + ts[end].skip
			g.declare(config, inside(ts, end), closure(ts, after), t.line)
			i = g.after(ts, after)
		case end < len(ts) && (ts[end].str() || ts[end].kind == gradleWord || ts[end].is("[")):
			args := command(ts[end:])
			g.declare(config, args, closure(ts, end+len(args)), t.line)
			i = g.after(ts, end+len(args))
		default:
			i = end
		}
	}
}

// ofProjects reports a loop over the projects of the build: what it declares is
// the build's own.
func ofProjects(ts []gradleToken) bool {
	last := ts[len(ts)-1].text
	return (last == "each" || last == "forEach" || last == "all") && strings.HasSuffix(strings.ToLower(ts[0].text), "projects")
}

// command returns the arguments of a Groovy command: config 'a:b:1', 'c:d:2' { ... }.
func command(ts []gradleToken) []gradleToken {
	steps := 0
	for i := 0; i < len(ts); i++ {
		t := ts[i]
		if t.is("{") || t.is(";") || t.is("}") || t.kind == gradleNewline && i > 0 && !ts[i-1].is(",") && !ts[i-1].is("+") {
			return ts[:i]
		}
		i += t.skip
		if steps++; steps > maxStatement {
			return ts[:min(i+1, len(ts))]
		}
	}
	return ts
}

// closure returns the block behind a declaration; nothing when there is none.
func closure(ts []gradleToken, i int) []gradleToken {
	if i < len(ts) && ts[i].is("{") {
		return inside(ts, i)
	}
	return nil
}

// after skips the closure that may follow a declaration: it holds exclusions.
func (g *gradleReader) after(ts []gradleToken, i int) int {
	if i < len(ts) && ts[i].is("{") {
		return i + 1 + ts[i].skip
	}
	return i
}

// declare reads the arguments of one configuration and the block behind them.
func (g *gradleReader) declare(config string, ts, body []gradleToken, line int) {
	args := splitArgs(ts)
	if config == "add" && len(args) > 1 && len(args[0]) == 1 && args[0][0].kind != gradlePunct {
		config, args = args[0][0].text, args[1:]
	}
	if !configName.MatchString(config) {
		return
	}
	scope := ""
	for _, one := range g.inLoop(config) {
		if s := configScope(one); scope == "" || scopeRank(s) < scopeRank(scope) {
			scope = s
		}
		if g.source && !usualConfig.MatchString(one) {
			return
		}
	}
	if g.test && scopeRank(scope) < scopeRank(inventory.ScopeTest) {
		scope = inventory.ScopeTest
	}
	if g.build {
		scope = buildScope(scope)
	}
	g.optional = strings.HasPrefix(config, "optional")
	g.chosen = closureVersion(&g.gradleEval, g.m.path, body)
	if fields := g.fields(args); fields != nil {
		if fields["name"] != "" {
			g.coordinate(scope, fields["group"]+":"+fields["name"]+":"+fields["version"], line)
		}
		return
	}
	if parts := g.parts(args); parts != "" {
		g.coordinate(scope, parts, line)
		return
	}
	for _, arg := range args {
		g.argument(scope, arg, line, 0)
	}
}

// parts reads Kotlin's api("group", "name", "version"); "" when it is not of that form.
func (g *gradleReader) parts(args [][]gradleToken) string {
	if len(args) < 2 || len(args) > 3 {
		return ""
	}
	var parts []string
	for _, arg := range args {
		if len(arg) != 1 || !arg[0].str() || strings.Contains(arg[0].text, ":") {
			return ""
		}
		parts = append(parts, g.one(g.m.path, arg, 0))
	}
	return strings.Join(parts, ":")
}

var configName = regexp.MustCompile(`^[A-Za-z_][\w-]*$`)

// fields reads group: 'a', name: 'b', version: 'c'; nil when it is not of that form.
func (g *gradleReader) fields(args [][]gradleToken) map[string]string {
	for _, arg := range args {
		if len(arg) > 0 && arg[0].is("[") {
			if inner := splitArgs(inside(arg, 0)); len(args) == 1 && len(inner) > 0 && !inner[0][0].is("[") {
				return g.fields(inner)
			}
			return nil
		}
	}
	return namedFields(&g.gradleEval, g.m.path, args)
}

// argument reads one argument of a configuration.
func (g *gradleReader) argument(scope string, ts []gradleToken, line, depth int) {
	if len(ts) == 0 || depth > 8 {
		return
	}
	if ts[0].line > 0 {
		line = ts[0].line
	}
	if ts[0].is("[") {
		for _, arg := range splitArgs(inside(ts, 0)) {
			if f := g.fields([][]gradleToken{arg}); f != nil && f["name"] != "" {
				g.coordinate(scope, f["group"]+":"+f["name"]+":"+f["version"], line)
				continue
			}
			g.argument(scope, arg, line, depth+1)
		}
		return
	}
	if ts[0].kind == gradleWord {
		if open := callAt(ts); open > 0 {
			g.call(scope, ts[open-1].text, ts[0].text, splitArgs(inside(ts, open)), line, depth)
			return
		}
		switch ts[0].text {
		case "project", "sourceSets", "configurations", "files", "rootProject", "gradle", "projects":
			if _, ok := g.maybeNamed(ts); !ok {
				return // the build's own output
			}
		}
	}
	values := g.values(g.m.path, ts, 0)
	if len(values) == 0 {
		name, _ := pathName(ts)
		g.miss(line, name)
	}
	for _, v := range values {
		g.coordinate(scope, v, line)
	}
}

func (g *gradleReader) maybeNamed(ts []gradleToken) ([]string, bool) {
	name, _ := pathName(ts)
	values := g.named(g.m.path, name, 0)
	return values, len(values) > 0
}

// callAt returns the index of the opening parenthesis when the expression is a
// call that gives a dependency and not a value: platform(...), kotlin(...).
func callAt(ts []gradleToken) int {
	i := 1
	for i+1 < len(ts) && ts[i].is(".") && ts[i+1].kind == gradleWord {
		i += 2
	}
	if i < len(ts) && ts[i].is("(") {
		switch ts[i-1].text {
		case "get", "property", "findProperty", "asProvider", "toString", "findLibrary", "findBundle":
			return 0
		}
		return i
	}
	return 0
}

// call reads a dependency that a function makes. Those that lead back to the
// build or to files declare no package.
func (g *gradleReader) call(scope, function, first string, args [][]gradleToken, line, depth int) {
	switch function {
	case "platform", "enforcedPlatform": // only versions come from it
		for _, arg := range args {
			g.argument(inventory.ScopeBuild, arg, line, depth+1)
		}
	case "kotlin":
		if len(args) > 0 {
			coordinate := "org.jetbrains.kotlin:kotlin-" + g.one(g.m.path, args[0], 0)
			if len(args) > 1 {
				coordinate += ":" + g.one(g.m.path, args[1], 0)
			}
			g.coordinate(scope, coordinate, line)
		}
	case "create", "variantOf", "module", "dependency", "testFixtures", "deobf", "listOf", "setOf", "arrayOf":
		if len(args) > 0 && len(args[0]) > 0 && args[0][0].text != "project" {
			for _, arg := range args {
				g.argument(scope, arg, line, depth+1)
			}
		}
	case "npm", "devNpm", "peerNpm":
		g.npm(scope, function, args, line)
	case "project", "files", "fileTree", "gradleApi", "localGroovy", "gradleTestKit", "gradleKotlinDsl", "embeddedKotlin", "gradlePlugin":
	default:
		if len(args) == 1 && len(args[0]) == 1 && args[0][0].str() { // a function of the build that looks into a catalog
			if lines := g.b.anyCatalog(g.m.path, alias(args[0][0].text)); lines != nil {
				for _, l := range lines {
					g.coordinate(scope, l, line)
				}
				return
			}
		}
		if first == "project" || first == "rootProject" || first == "sourceSets" || first == "configurations" || first == "files" || first == "fileTree" {
			return
		}
		g.miss(line, function)
	}
}

// miss counts a declaration whose package is not known. name is the expression,
// as far as it is one; only words and dots of the first are told.
func (g *gradleReader) miss(line int, name string) {
	if g.unread == 0 {
		g.unreadAt = line
		if missName.MatchString(name) {
			g.unreadName = " (" + name + ")"
		}
	}
	g.unread++
}

var missName = regexp.MustCompile(`^[A-Za-z_][\w.]{0,79}$`)

var mavenPart = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.\-]*$`)

// coordinate records "group:artifact:version:classifier@type".
func (g *gradleReader) coordinate(scope, text string, line int) {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "@")
	parts := strings.Split(text, ":")
	if len(parts) < 2 || !mavenPart.MatchString(parts[0]) || !mavenPart.MatchString(parts[1]) {
		if strings.HasPrefix(text, ":") || strings.ContainsAny(text, "/\\") || text == "" { // a project path, a file
			return
		}
		g.miss(line, "")
		return
	}
	version := ""
	if len(parts) > 2 {
		version = definite(parts[2])
	}
	version = g.settled(parts[0]+":"+parts[1], cmp.Or(g.chosen, version), rangeOf(parts) != "")
	g.r.found = append(g.r.found, found{purl: purl(packageurl.TypeMaven, parts[0], parts[1], version), name: parts[0] + ":" + parts[1], version: version,
		scope: scope, direct: true, optional: g.optional, allowed: rangeOf(parts), path: g.m.path, line: line})
}

// rangeOf returns what a coordinate allows when that is no single version.
func rangeOf(parts []string) string {
	if len(parts) < 3 || strings.ContainsAny(parts[2], "$\x01") {
		return ""
	}
	return parts[2]
}

// definite returns a version when it is one and not a range or a wish.
func definite(v string) string {
	v, _, _ = strings.Cut(v, "!!")
	if v == "" || strings.ContainsAny(v, "+[](),$\x01 ") || strings.HasPrefix(v, "latest.") {
		return ""
	}
	return v
}

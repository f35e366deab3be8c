// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// A lock file whose sections are flow collections names the same packages.
func TestFlowStyleHidesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		want       []string
	}{
		"pnpm":             {"pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages: {a@1.0.0: {resolution: {integrity: x}}}\n", []string{"pkg:npm/a@1.0.0"}},
		"pnpm, many lines": {"pnpm-lock.yaml", "packages: {\n  a@1.0.0: {resolution: {integrity: x}}, # one\n  \"b@2.0.0\": {resolution: {integrity: 'y}'}},\n}\n", []string{"pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0"}},
		"an anchor first":  {"pnpm-lock.yaml", "packages: &all {a@1.0.0: {resolution: {integrity: x}}}\n", []string{"pkg:npm/a@1.0.0"}},
		"an apostrophe":    {"pubspec.lock", "packages: {it's: {version: 1.0.0}, b: {version: 2.0.0}}\n", []string{"pkg:pub/b@2.0.0", "pkg:pub/it%27s@1.0.0"}},
		"pubspec":          {"pubspec.yaml", "dependencies: {http: ^1.0.0}\n", []string{"pkg:pub/http"}},
		"Helm":             {"Chart.yaml", "dependencies: [{name: redis, version: 1.0.0, repository: x}]\n", []string{"pkg:helm/redis@1.0.0"}},
		"Yarn":             {"yarn.lock", "__metadata: {version: 8}\n\"a@npm:^1\": {version: 1.0.0, resolution: \"a@npm:1.0.0\"}\n", []string{"pkg:npm/a@1.0.0"}},
		"CocoaPods":        {"Podfile.lock", "PODS: [\"A (1.0)\"]\n", []string{"pkg:cocoapods/A@1.0"}},
	} {
		facts := scan(t, map[string]string{c.file: c.text})
		var got []string
		for _, one := range facts.Components {
			got = append(got, one.PURL)
		}
		if d := cmp.Diff(c.want, got); d != "" || len(facts.Gaps) != 0 {
			t.Errorf("%s: %s%v", name, d, facts.Gaps)
		}
	}
}

// What cannot be followed, or only at the cost of hours, ends with a gap of the file.
func TestHostileManifests(t *testing.T) {
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	nested := `"x":1`
	for range 150 {
		nested = `"dependencies":{"a":{"version":"1.0.0",` + nested + `}}`
	}
	deep := ""
	for i := range 70 {
		deep += fmt.Sprintf(`%q:{"version":"1.0.%d"},`, strings.Repeat("node_modules/p/", i)+"node_modules/p", i)
	}
	for name, c := range map[string]struct{ file, text, want string }{
		"an alias for a section":        {"pnpm-lock.yaml", "x: &a {a@1.0.0: {}}\npackages: *a\n", "unparsable: not readable as pnpm-lock.yaml, line 2"},
		"a quote without end":           {"pnpm-lock.yaml", "a: \"x\n" + strings.Repeat("  x y\n", 300000), "unparsable: not readable as pnpm-lock.yaml, line 300001"},
		"a flow collection without end": {"pnpm-lock.yaml", "packages: {\n" + strings.Repeat("  a: b,\n", 300000), "unparsable: not readable as pnpm-lock.yaml, line 300001"},
		"all need all, Yarn":            {"yarn.lock", many(20000, "\"a@^%[1]d\":\n  version \"1.0.%[1]d\"\n  dependencies:\n    a \"^x\"\n\n"), "truncated: more relations between packages than are followed"},
		"all need all, Bundler":         {"Gemfile.lock", "GEM\n  specs:\n" + many(20000, "    a (1.%d)\n      a\n"), "truncated: more relations between packages than are followed"},
		"all need all, CocoaPods":       {"Podfile.lock", "PODS:\n" + many(20000, "  - A (%d):\n    - A\n"), "truncated: more relations between packages than are followed"},
		"a block without end":           {"build.gradle", "dependencies {\n  implementation \"a:b:1\"\n", `unparsable: the block "dependencies" in line 1 is not closed`},
		"requirements that are gone":    {"requirements.txt", "a==1\n-r sub/base.in\n", "unreadable: line 2 includes a file that cannot be read in the tree"},
		"the same in a pyproject.toml":  {"pyproject.toml", "[tool.setuptools.dynamic]\ndependencies = {file = [\"base.in\"]}\n", "unreadable: takes requirements from a file that cannot be read in the tree"},
		"a wide table":                  {"Cargo.lock", many(150000, "[a%d]\n"), "unparsable: not readable as Cargo.lock: more than 20,000 keys in one table, or nested too deeply"},
		"node_modules without end":      {"package-lock.json", `{"packages":{` + strings.TrimSuffix(deep, ",") + `}}`, "unparsable: packages are nested too deeply"},
		"the same in the old form":      {"package-lock.json", `{"lockfileVersion":1,` + nested + `}`, "unparsable: packages are nested too deeply"},
	} {
		var got []string
		for _, g := range scan(t, map[string]string{c.file: c.text}).Gaps {
			got = append(got, g.Code+": "+g.Reason)
		}
		if !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The look for what a package loads ends at the root of an absolute key, too.
func TestAbsoluteKeyOfNPM(t *testing.T) {
	facts := scan(t, map[string]string{"package-lock.json": `{"lockfileVersion":3,"packages":{"/x":{"name":"y","dependencies":{"b":"1"}},"node_modules/a":{"version":"1.0.0"}}}`})
	if len(facts.Components) != 1 {
		t.Errorf("%+v", facts.Components)
	}
}

// A link in the place of a manifest is a gap, unless what it names is read for itself.
func TestLinkedManifests(t *testing.T) {
	link := func(p, target string) scanner.TreeEntry {
		return scanner.TreeEntry{Role: scanner.RoleOf(p, nil), Entry: inventory.Entry{Path: p, Mode: fs.ModeSymlink | 0o777, Size: int64(len(target)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(target)), nil
		}}}
	}
	const lock = `{"packages":{"node_modules/a":{"version":"1.0.0"}}}`
	for name, c := range map[string]struct {
		link, target string
		gap          bool
	}{
		"out of the tree":     {"package-lock.json", "/etc/package-lock.json", true},
		"above the tree":      {"package-lock.json", "../package-lock.json", true},
		"to itself":           {"package-lock.json", "package-lock.json", true},
		"to another name":     {"package-lock.json", "sub/other.json", true},
		"to another kind":     {"go.mod", "sub/package-lock.json", true},
		"to a lock file":      {"package-lock.json", "sub/package-lock.json", false},
		"requirements":        {"requirements.txt", "sub/base.in", true},
		"of a test":           {"testdata/package-lock.json", "/etc/package-lock.json", false},
		"a part of a script":  {"x.gradle", "/etc/x.gradle", false},
		"not a manifest":      {"a.json", "/etc/a.json", false},
		"a name without end":  {"package-lock.json", strings.Repeat("./", maxLink) + "sub/package-lock.json", true},
		"from a directory up": {"app/package-lock.json", "../sub/package-lock.json", false},
	} {
		entries, kept := []scanner.TreeEntry{link(c.link, c.target)}, map[string][]byte{}
		for p, text := range map[string]string{"sub/package-lock.json": lock, "sub/other.json": lock, "sub/base.in": "a==1\n"} {
			e := link(p, text)
			e.Mode = 0o644
			entries, kept[p] = append(entries, e), []byte(text)
		}
		facts := scanTree(t, scanner.NewTree(entries, kept), Options{})
		if got := len(facts.Gaps) == 1 && facts.Gaps[0].Path == c.link && facts.Gaps[0].Code == inventory.GapUnsupported; got != c.gap || !c.gap && len(facts.Gaps) > 0 {
			t.Errorf("%s: %v", name, facts.Gaps)
		}
	}
}

// What setuptools reads from files of any name is read, too.
func TestDynamicRequirements(t *testing.T) {
	facts := scan(t, map[string]string{"pyproject.toml": "[tool.setuptools.dynamic]\ndependencies = {file = \"base.in\"}\noptional-dependencies.test = {file = [\"deps/t.txt\", \"requirements.txt\"]}\n",
		"base.in": "a==1\n-r more.in\n", "more.in": "b>2\n", "deps/t.txt": "c==3\n", "requirements.txt": "d==4\n"})
	if d := cmp.Diff([]string{"a@1 runtime direct", "b runtime direct range >2", "c@3 test direct", "d@4 runtime direct"}, graphRows(facts.Components)); d != "" || len(facts.Gaps) > 0 {
		t.Errorf("%s %v", d, facts.Gaps)
	}
}

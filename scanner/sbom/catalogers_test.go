// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/anchore/syft/syft/artifact"
	"github.com/anchore/syft/syft/file"
	"github.com/anchore/syft/syft/pkg"
	"github.com/anchore/syft/syft/source"
	"github.com/anchore/syft/syft/source/directorysource"
	"github.com/bmatcuk/doublestar/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// recorder notes what catalogers ask for.
type recorder struct {
	*resolver
	mu    sync.Mutex
	globs []string
	mimes bool
}

func (r *recorder) FilesByGlob(patterns ...string) ([]file.Location, error) {
	r.mu.Lock()
	r.globs = append(r.globs, patterns...)
	r.mu.Unlock()
	return r.resolver.FilesByGlob(patterns...)
}

func (r *recorder) FilesByMIMEType(types ...string) ([]file.Location, error) {
	r.mu.Lock()
	r.mimes = true
	r.mu.Unlock()
	return r.resolver.FilesByMIMEType(types...)
}

func resolverOf(files map[string]string) *resolver {
	tree := treeOf(files)
	return &resolver{w: newWorkspace(context.Background(), tree, 1<<20), x: newIndex(tree)}
}

// TestTableMatchesSyft holds the table to what the catalogers really ask for:
// a new version of syft that reads further files fails here.
func TestTableMatchesSyft(t *testing.T) {
	for _, c := range catalogers() {
		t.Run(c.name, func(t *testing.T) {
			made := c.make()
			if made.Name() != c.name {
				t.Errorf("syft calls it %q", made.Name())
			}
			r := &recorder{resolver: resolverOf(map[string]string{"x": "y"})}
			if _, _, err := made.Catalog(context.Background(), r); err != nil {
				t.Fatal(err)
			}
			var want, got []string
			for _, s := range c.files {
				want = append(want, s.glob)
				if !doublestar.ValidatePattern(s.glob) {
					t.Errorf("pattern %q", s.glob)
				}
			}
			for _, g := range r.globs {
				if g != "/etc/debian_version" && g != "**/pyvenv.cfg" {
					got = append(got, g)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if d := cmp.Diff(slices.Compact(want), slices.Compact(got)); d != "" {
				t.Errorf("globs (-table +syft):\n%s", d)
			}
			if r.mimes != c.executables {
				t.Errorf("asks for executables: %v", r.mimes)
			}
			if r.x.full > 0 {
				t.Errorf("%d globs looked at every path", r.x.full)
			}
		})
	}
	for _, r := range readers() {
		for _, glob := range r.files {
			if !doublestar.ValidatePattern(glob) || !strings.HasPrefix(glob, "**/") {
				t.Errorf("%s: pattern %q", r.kind, glob)
			}
		}
	}
}

// TestParity compares our resolver with syft's own directory source.
func TestParity(t *testing.T) {
	files := map[string]string{
		"go.mod": goModText, "go.sum": "github.com/a/b v1.2.3 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "sub/go.mod": "module y\nrequire github.com/z/z v1.0.0\n",
		"web/package-lock.json": packageLockText, "web/package.json": `{"name":"app"}`, "web/yarn.lock": "# yarn lockfile v1\n\n\na@1:\n  version \"1.0.0\"\n  resolved \"https://example.org/a.tgz#0\"\n",
		"pom.xml":        strings.Replace(pomText, "<modelVersion>", "<parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>1.0</version><relativePath>parent/pom.xml</relativePath></parent><modelVersion>", 1),
		"parent/pom.xml": `<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>parent</artifactId><version>1.0</version><dependencyManagement><dependencies><dependency><groupId>org.managed</groupId><artifactId>elsewhere</artifactId><version>9.1</version></dependency></dependencies></dependencyManagement></project>`,
		"Cargo.lock":     cargoLockText, "py/poetry.lock": poetryLockText, "py/requirements.txt": "flask==2.0.1\n-r more-requirements.txt\n", "py/more-requirements.txt": "jinja2==3.0\n", ".github/workflows/ci.yml": workflowText,
		"rebar.lock": "{\"1.2.0\",\n[{<<\"cowlib\">>,{pkg,<<\"cowlib\">>,<<\"2.9.1\">>},0}]}.\n", "Gemfile.lock": "GEM\n  remote: https://rubygems.org/\n  specs:\n    rails (7.0.0)\n\nDEPENDENCIES\n  rails\n", "vendor/x-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: x\nVersion: 1\n",
		"LICENSE": "x\n", "a/b/c/d/Podfile.lock": "PODS:\n  - A (1.0)\n\nDEPENDENCIES:\n  - A\n\nCOCOAPODS: 1.0\n",
	}
	root := t.TempDir()
	for p, text := range files {
		full := filepath.Join(root, p)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	src, err := directorysource.New(directorysource.Config{Path: root, Base: root})
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := src.FileResolver(source.SquashedScope)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, c := range catalogers() {
		want, got := packages(t, c.make(), theirs), packages(t, c.make(), resolverOf(files))
		total += len(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-directory source +ours):\n%s", c.name, d)
		}
	}
	if total < 5 {
		t.Errorf("only %d packages: the fixture does not show enough", total)
	}
}

func packages(t *testing.T, c pkg.Cataloger, r file.Resolver) []string {
	t.Helper()
	found, _, _ := c.Catalog(context.Background(), r) // an error may come with packages
	var out []string
	for _, p := range found {
		for _, l := range p.Locations.ToSlice() {
			out = append(out, strings.Join([]string{p.PURL, p.Name, p.Version, clean(l.RealPath)}, " "))
		}
	}
	slices.Sort(out)
	return out
}

// TestIndex compares the index with a look at every path.
func TestIndex(t *testing.T) {
	files := map[string]string{}
	for _, p := range []string{"go.mod", "a/go.mod", "a/b/go.mod", "a-b/x.txt", "a/x.txt", "a.txt", "go/pkg/mod/m@v1/LICENSE", "go/pkg/mod/m@v1/sub/f", "x/lock.py.lock", "x/requirements.txt", "x/requirements-dev.txt", "d/.github/workflows/a.yml", "gradle.lockfile", "Z/noext", "z/{b}/c"} {
		files[p] = p
	}
	x := newIndex(treeOf(files))
	for _, pattern := range []string{"**/go.mod", "/go.mod", "go.mod", "**/*.txt", "a/*.txt", "**/a/**", "**/go/pkg/mod/m@v1/*", "**/go/pkg/mod/none@v1/*", "**/*requirements*.txt", "**/*.py.lock", "**/.github/workflows/*.yml",
		"**/gradle.lockfile*", "**/{go.mod,a.txt}", "**/{a,x}/*.txt", "**", "*", "**/*", "a*/*", "**/[ag]*/go.mod", "**/noext", "none/**", "**/a.*"} {
		var want []string
		for _, p := range x.paths {
			if doublestar.MatchUnvalidated(strings.TrimPrefix(pattern, "/"), p) {
				want = append(want, p)
			}
		}
		for range 2 { // the second answer is a remembered one
			got, err := x.glob(pattern)
			if d := cmp.Diff(want, append([]string(nil), got...)); d != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", pattern, err, d)
			}
		}
	}
	if _, err := x.glob("a["); err == nil {
		t.Error("a broken pattern was taken")
	}
	before := x.full
	if _, err := x.glob("**/go/pkg/mod/github.com/x/y@v1.2.3/*"); err != nil || x.full != before {
		t.Error("a license search per module looks at every path")
	}
}

// TestPanic checks that neither a reader nor a cataloger can end the scan.
func TestPanic(t *testing.T) {
	w := newWorkspace(context.Background(), treeOf(map[string]string{"x.lock": "x"}), 1<<20)
	bad := &reader{kind: "bad file", read: func(*workspace, manifest) report { panic("oh") }}
	if d := cmp.Diff([]problem{{"x.lock", inventory.GapUnparsable, "the reader of a bad file failed on this file (string)"}}, readSafely(w, manifest{path: "x.lock", by: bad}).problems, cmp.AllowUnexported(problem{})); d != "" {
		t.Error(d)
	}
	r := &resolver{w: w, x: newIndex(w.tree)}
	c := &cataloger{name: "bad-cataloger", make: func() pkg.Cataloger { return panicking{} }, files: []sourceFile{{glob: "**/x.lock"}}}
	if d := cmp.Diff([]problem{{"x.lock", inventory.GapUnparsable, "syft's bad-cataloger failed (string)"}}, runCataloger(r, c, &work{}).problems, cmp.AllowUnexported(problem{})); d != "" {
		t.Error(d)
	}
}

type panicking struct{}

func (panicking) Name() string { return "bad-cataloger" }
func (panicking) Catalog(context.Context, file.Resolver) ([]pkg.Package, []artifact.Relationship, error) {
	panic("oh")
}

func TestLicenseOf(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"MIT", "MIT"}, {"(MIT OR Apache-2.0)", "MIT OR Apache-2.0"}, {"", ""}, {"SEE LICENSE IN x", "SEE LICENSE IN x"},
		{"MIT|Apache-2.0", "Apache-2.0 AND MIT"}, {"MIT|MIT", "MIT"}, {"MIT|Some License", "MIT, Some License"}, {"MIT OR ISC|Zlib", "(ISC OR MIT) AND Zlib|(MIT OR ISC) AND Zlib"}, {strings.Repeat("x", 500), ""},
	} {
		if got := licenseOf(strings.Split(test.in, "|")...); !slices.Contains(strings.Split(test.want, "|"), got) {
			t.Errorf("%q: %q", test.in, got)
		}
	}
}

func TestExecutable(t *testing.T) {
	elf := func(kind byte) []byte {
		b := make([]byte, 64)
		copy(b, "\x7fELF\x02\x01\x01")
		b[16] = kind
		return b
	}
	pe := make([]byte, 0x90)
	copy(pe, "MZ")
	pe[0x3c] = 0x80
	copy(pe[0x80:], "PE\x00\x00")
	for _, test := range []struct {
		head []byte
		want string
	}{{elf(1), ""}, {elf(2), mimeExecutable}, {elf(3), mimeShared}, {pe, mimePE}, {[]byte("MZ is text"), ""}, {[]byte("\xca\xfe\xba\xbe\x00\x00\x00\x34"), ""}, {[]byte("\xca\xfe\xba\xbe\x00\x00\x00\x02"), mimeMachO}, {[]byte("\xcf\xfa\xed\xfe\x07\x00\x00\x01"), mimeMachO}, {nil, ""}} {
		if got := executable(test.head); got != test.want {
			t.Errorf("%x: %q, want %q", test.head[:min(8, len(test.head))], got, test.want)
		}
	}
}

func TestLineOf(t *testing.T) {
	w := newWorkspace(context.Background(), treeOf(map[string]string{"f": "serde 9\nname = \"serde\"\nversion = \"1.0\"\n@scope/name@2.0:\ncom.a:b-c:3.0\n"}), 1<<20)
	for _, test := range []struct {
		name, version string
		want          int
	}{{"serde", "1.0", 1}, {"serde", "", 1}, {"@scope/name", "2.0", 4}, {"com.a:b-c", "3.0", 5}, {"absent", "1", 0}} {
		if got := w.lineOf("f", test.name, test.version); got != test.want {
			t.Errorf("%s@%s: line %d, want %d", test.name, test.version, got, test.want)
		}
	}
}

func BenchmarkComponents(b *testing.B) {
	files := map[string]string{"go.mod": goModText, "package-lock.json": packageLockText, "pom.xml": pomText, "Cargo.lock": cargoLockText}
	for i := range 5000 {
		files["src/d"+string(rune('a'+i%26))+"/"+strings.Repeat("x", i%50)+"/f"+string(rune('a'+i%23))+".go"] = "package x\n"
	}
	tree := treeOf(files)
	for b.Loop() {
		scanTree(b, tree, Options{})
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// pinnedGo makes a module cache and the go.sum that pins it: of each module its
// version and the lines of its go.mod.
type pinnedGo struct {
	files fstest.MapFS
	sum   strings.Builder
}

// tree is the hash of a module's files in these tests: any will do.
func (*pinnedGo) tree(module string) string { return goModHash([]byte(module)) }

func (c *pinnedGo) add(module, version string, requires ...string) {
	text := "module " + module + "\n"
	for _, r := range requires {
		text += "require " + r + "\n"
	}
	at := "cache/download/" + module + "/@v/" + version
	c.files[at+".mod"] = &fstest.MapFile{Data: []byte(text)}
	c.files[at+".zip"] = &fstest.MapFile{Data: []byte("zip of " + module)}
	c.files[at+".ziphash"] = &fstest.MapFile{Data: []byte(c.tree(module) + "\n")}
	fmt.Fprintf(&c.sum, "%s %s %s\n%s %s/go.mod %s\n", module, version, c.tree(module), module, version, goModHash([]byte(text)))
}

func newPinnedGo() *pinnedGo { return &pinnedGo{files: fstest.MapFS{}} }

func TestGoModHash(t *testing.T) {
	// From the go.sum of this module: gopkg.in/check.v1, whose go.mod is this one line.
	if got, want := goModHash([]byte("module gopkg.in/check.v1\n")), "h1:Co6ibVJAznAaIkqp8huTwlJQCZ016jof/cbN4VW5Yz0="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestGoRequires(t *testing.T) {
	const a, b, d = "pkg:golang/example.org/a@v1.0.0", "pkg:golang/example.org/b@v1.5.0", "pkg:golang/example.org/d@v1.0.0"
	mod := func(lines ...string) string {
		return "module example.org/m\n\ngo 1.20\n\nrequire example.org/a v1.0.0\n\nrequire (\n\texample.org/b v1.5.0 // indirect\n\texample.org/d v1.0.0 // indirect\n)\n" + strings.Join(lines, "\n")
	}
	plain := func() *pinnedGo {
		c := newPinnedGo()
		c.add("example.org/a", "v1.0.0", "example.org/b v1.2.0", "example.org/gone v1.0.0") // b is selected at a later version, gone is not needed
		c.add("example.org/b", "v1.5.0", "example.org/d v1.0.0")
		c.add("example.org/d", "v1.0.0")
		return c
	}
	for _, c := range []struct {
		name  string
		mod   string
		cache func(*pinnedGo)
		want  map[string][]string
		via   map[string]string
	}{
		{"the selected versions", mod(), nil, map[string][]string{a: {b}, b: {d}, d: {}}, map[string]string{b: a, d: b}},
		{"excluded", mod("exclude example.org/b v1.2.0"), nil, map[string][]string{a: {}, b: {d}, d: {}}, nil},
		{"not what go.sum pins", mod(), func(c *pinnedGo) {
			c.files["cache/download/example.org/a/@v/v1.0.0.mod"].Data = []byte("module example.org/a\nrequire example.org/d v1.0.0\n")
		}, map[string][]string{b: {d}, d: {}}, nil},
		{"not in the cache", mod(), func(c *pinnedGo) { delete(c.files, "cache/download/example.org/b/@v/v1.5.0.mod") }, map[string][]string{a: {b}, d: {}}, map[string]string{b: a}},
		{"broken", mod(), func(c *pinnedGo) {
			c.sum.Reset()
			c.add("example.org/a", "v1.0.0", "example.org/b v1.2.0")
			c.add("example.org/b", "v1.5.0", "(")
			c.add("example.org/d", "v1.0.0")
		}, map[string][]string{a: {b}, d: {}}, map[string]string{b: a}},
		{"before go 1.17 go.mod does not list all", strings.Replace(mod(), "go 1.20", "go 1.16", 1), nil, map[string][]string{b: {d}, d: {}}, nil},
		{"replaced", mod("replace example.org/b => example.org/fork v1.6.0"), func(c *pinnedGo) { c.add("example.org/fork", "v1.6.0", "example.org/d v0.1.0") },
			map[string][]string{a: {"pkg:golang/example.org/fork@v1.6.0"}, "pkg:golang/example.org/fork@v1.6.0": {d}, d: {}}, map[string]string{"pkg:golang/example.org/fork@v1.6.0": a, d: "pkg:golang/example.org/fork@v1.6.0"}},
		{"replaced by a directory", mod("replace example.org/b => ./b"), nil, map[string][]string{a: {}, d: {}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			cache := plain()
			if c.cache != nil {
				c.cache(cache)
			}
			facts := scanTree(t, treeOf(map[string]string{"go.mod": c.mod, "go.sum": cache.sum.String(), "b/go.mod": "module example.org/b\n"}), Options{Caches: Caches{Go: cache.files}})
			got, via := map[string][]string{}, map[string]string{}
			for _, one := range facts.Components {
				if one.Requires != nil {
					got[one.PURL] = one.Requires
				}
				if one.Via != "" {
					via[one.PURL] = one.Via
				}
				for _, e := range one.Evidence {
					if proved := slices.Contains(e.Proves, inventory.ProvesRequires); proved != (one.Requires != nil && e.Path == "go.sum") {
						t.Errorf("%s: %s proves %v", one.PURL, e.Path, e.Proves)
					}
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if len(c.via)+len(via) > 0 {
				if diff := cmp.Diff(c.via, via); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestGoPinned(t *testing.T) {
	const commit = "0123456789abcdef0123456789abcdef01234567"
	info := func(text string) func(*pinnedGo) {
		return func(c *pinnedGo) {
			c.files["cache/download/example.org/a/@v/v1.0.0.info"] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	zip := sha256.Sum256([]byte("zip of example.org/a"))
	digest := []string{"sha256:" + hex.EncodeToString(zip[:])}
	for _, c := range []struct {
		name   string
		cache  func(*pinnedGo)
		sum    string // go.sum instead of the one that fits; "-" for none
		closed bool   // no cache
		hashes []string
		pinned bool
		origin *inventory.Origin
	}{
		{name: "all", hashes: digest, pinned: true},
		{name: "without a cache", closed: true, pinned: true},
		{name: "without go.sum nothing is sure", sum: "-"},
		{name: "another archive", cache: func(c *pinnedGo) { c.files["cache/download/example.org/a/@v/v1.0.0.ziphash"].Data = []byte("h1:x") }, pinned: true},
		{name: "an archive that nobody has looked into", cache: func(c *pinnedGo) { delete(c.files, "cache/download/example.org/a/@v/v1.0.0.ziphash") }, pinned: true},
		{name: "where it is from", cache: info(`{"Version": "v1.0.0", "Origin": {"VCS": "git", "URL": "https://git.example.org/a", "Hash": "` + commit + `"}}`), hashes: digest, pinned: true, origin: &inventory.Origin{Repository: "https://git.example.org/a", Revision: commit}},
		{name: "from inside", cache: info(`{"Version": "v1.0.0", "Origin": {"VCS": "git", "URL": "https://git.example.corp/a", "Hash": "` + commit + `"}}`), hashes: digest, pinned: true},
		{name: "of another version", cache: info(`{"Version": "v1.1.0", "Origin": {"VCS": "git", "URL": "https://git.example.org/a", "Hash": "` + commit + `"}}`), hashes: digest, pinned: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			cache := newPinnedGo()
			cache.add("example.org/a", "v1.0.0")
			cache.add("example.org/unused", "v1.0.0") // go.sum pins more than go.mod asks for
			if c.cache != nil {
				c.cache(cache)
			}
			files := map[string]string{"go.mod": "module example.org/m\n\ngo 1.20\n\nrequire example.org/a v1.0.0\n", "go.sum": cache.sum.String()}
			if c.sum == "-" {
				delete(files, "go.sum")
			}
			o := Options{Caches: Caches{Go: cache.files}}
			if c.closed {
				o.Caches.Go = nil
			}
			facts := scanTree(t, treeOf(files), o)
			if len(facts.Components) != 1 || len(facts.Gaps) != 0 {
				t.Fatalf("components %v, gaps %v", facts.Components, facts.Gaps)
			}
			one := facts.Components[0]
			sum := ""
			if c.pinned {
				sum = cache.tree("example.org/a")
			}
			if one.Sum != sum || one.Scope != inventory.ScopeRuntime || !one.Direct || one.Version != "v1.0.0" || (one.Requires != nil) != (c.pinned && !c.closed) {
				t.Errorf("%+v", one)
			}
			if diff := cmp.Diff(c.hashes, one.Hashes); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.origin, one.Origin); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// go.sum makes no component, whatever stands in it, and its role says nothing of scopes.
func TestGoSumAlone(t *testing.T) {
	c := newPinnedGo()
	c.add("example.org/a", "v1.0.0")
	if facts := scan(t, map[string]string{"go.sum": c.sum.String(), "go.mod": "module example.org/m\n"}); len(facts.Components) != 0 {
		t.Error(facts.Components)
	}
	facts := scan(t, map[string]string{"go.sum": c.sum.String(), "go.mod": "module example.org/m\n\nrequire example.org/a v1.0.0\n", "a_test.go": "package m\n\nimport _ \"example.org/a\"\n"})
	if one := facts.Components[0]; one.Scope != inventory.ScopeTest || one.Optional {
		t.Errorf("%+v", one)
	}
}

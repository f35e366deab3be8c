// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"crypto/sha1"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// berryLock is a yarn.lock of Yarn 4 with two packages whose archives have these digests.
func berryLock(arg, quick string) string {
	return "__metadata:\n  version: 8\n  cacheKey: 10c0\n\n" +
		"\"arg@npm:^5.0.0\":\n  version: 5.0.2\n  resolution: \"arg@npm:5.0.2\"\n  checksum: 10c0/" + arg + "\n  languageName: node\n  linkType: hard\n\n" +
		"\"@alloc/quick-lru@npm:^5.0.0\":\n  version: 5.3.0\n  resolution: \"@alloc/quick-lru@npm:5.3.0\"\n  checksum: 10c0/" + quick + "\n  languageName: node\n  linkType: hard\n\n" +
		"\"patched@patch:patched@npm%3A1.0.0#x\":\n  version: 1.0.0\n  resolution: \"patched@patch:patched@npm%3A1.0.0#x::version=1.0.0&hash=1\"\n  checksum: 10c0/" + arg + "\n  languageName: node\n  linkType: hard\n"
}

func sha512Of(content string) string {
	sum := sha512.Sum512([]byte(content))
	return hex.EncodeToString(sum[:])
}

// TestYarnCaches: the archives of Yarn 2 and later, in the tree and outside of it.
func TestYarnCaches(t *testing.T) {
	arg := archive(t, "node_modules/arg/package.json", "{\"name\": \"arg\",\n\"license\": \"MIT\"}", "node_modules/arg/LICENSE.md", "text MIT", "node_modules/other/LICENSE", "text ISC")
	quick := archive(t, "node_modules/@alloc/quick-lru/license", "text ISC", "node_modules/@alloc/quick-lru/package.json", `{"license": {"type": "ISC License"}}`)
	lock := berryLock(sha512Of(arg), sha512Of(quick))
	argName, quickName := "arg-npm-5.0.2-2f5805a547-", "@alloc-quick-lru-npm-5.3.0-7952ff0a41-"
	own := func(name, content string) string { return name + sha512Of(content)[:10] + ".zip" }
	manifest := `{"dependencies": {}, "devDependencies": {"arg": "^5.0.0", "@alloc/quick-lru": "^5.0.0"}}`
	for _, c := range []struct {
		name string
		tree map[string]string
		yarn fstest.MapFS
		want []string // of arg and quick-lru: license, scope, in the tree, cache and path of texts
		gap  string
	}{
		{"neither in the tree nor in a cache", nil, nil, []string{" dev false", " dev false"}, ""},
		{"in the tree", map[string]string{".yarn/cache/" + own(argName, arg): arg, ".yarn/cache/" + own(quickName, quick): quick}, nil,
			[]string{"MIT/MIT dev true .yarn/cache/" + own(argName, arg) + "!/node_modules/arg/LICENSE.md", "ISC License/ISC dev true .yarn/cache/" + own(quickName, quick) + "!/node_modules/@alloc/quick-lru/license"}, ""},
		{"in a directory of the tree that the settings name", map[string]string{".yarnrc.yml": "cacheFolder: ./packages\n", "packages/" + own(argName, arg): arg}, nil,
			[]string{"MIT/MIT dev true packages/" + own(argName, arg) + "!/node_modules/arg/LICENSE.md", " dev false"}, ""},
		{"of the tree another content", map[string]string{".yarn/cache/" + own(argName, arg): quick}, nil, []string{" dev true", " dev false"},
			"Yarn's cache in the tree holds arg 5.0.2, which was not used: its content does not have the digest that is pinned"},
		{"in the global cache", nil, fstest.MapFS{argName + "10c0.zip": cacheFile(arg), own(quickName, quick): cacheFile(quick)},
			[]string{"MIT/MIT dev false yarn=" + argName + "10c0.zip!/node_modules/arg/LICENSE.md", "ISC License/ISC dev false yarn=" + own(quickName, quick) + "!/node_modules/@alloc/quick-lru/license"}, ""},
		{"another content in the global cache", nil, fstest.MapFS{argName + "10c0.zip": cacheFile(quick)}, []string{" dev false", " dev false"},
			"the yarn cache holds arg 5.0.2, which was not used: its content does not have the digest that is pinned"},
		{"of another key", nil, fstest.MapFS{argName + "9.zip": cacheFile(arg)}, []string{" dev false", " dev false"}, ""},
	} {
		tree := map[string]string{"package.json": manifest, "yarn.lock": lock}
		for p, text := range c.tree {
			tree[p] = text
		}
		caches := Caches{}
		if c.yarn != nil {
			caches.Yarn = c.yarn
		}
		facts := scanTree(t, treeOf(tree), Options{Licenses: lineReader{}, Caches: caches})
		var got []string
		for _, purl := range []string{"pkg:npm/arg@5.0.2", "pkg:npm/%40alloc/quick-lru@5.3.0"} {
			for i := range facts.Components {
				if x := &facts.Components[i]; x.PURL == purl {
					got = append(got, yarnRow(x))
				}
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		var gaps []string
		for _, g := range facts.Gaps {
			gaps = append(gaps, g.Reason)
		}
		if strings.Join(gaps, "\n") != c.gap {
			t.Errorf("%s: gaps %q", c.name, gaps)
		}
	}
}

func yarnRow(c *inventory.Component) string {
	row := fmt.Sprint(strings.TrimLeft(c.Licenses.Declared+"/"+c.Licenses.Concluded, "/"), " ", c.Scope, " ", c.Distributed)
	for _, x := range c.Licenses.Texts {
		row += " "
		if x.Cache != "" {
			row += x.Cache + "="
		}
		row += x.Path
	}
	return row
}

// TestYarnClassicCache: Yarn 1 keeps the archives themselves.
func TestYarnClassicCache(t *testing.T) {
	good := tgz(t, "package/package.json", "{\"license\": {\"type\": \"BSD\"}}", "package/LICENSE", "text BSD-3-Clause")
	sri, _ := sriOf(good)
	old := sha1.Sum([]byte(good))
	tree := map[string]string{"yarn.lock": "\"@s/a.b@^1\":\n  version \"1.0.0\"\n  resolved \"https://registry.example.org/a#" + strings.Repeat("0", 40) + "\"\n  integrity " + sri + "\n\n" +
		"c@^1:\n  version \"1.0.0\"\n  resolved \"https://registry.example.org/c\"\n\n" +
		"d@^1:\n  version \"1.0.0\"\n  resolved \"https://registry.example.org/d#" + hex.EncodeToString(old[:]) + "\"\n"}
	at := func(name string) string { return name + "/node_modules/@s/a.b/.yarn-tarball.tgz" }
	for _, c := range []struct {
		name  string
		cache fstest.MapFS
		want  string
		gaps  int
	}{
		{"of that name and version", fstest.MapFS{at("npm-@s-a-b-1.0.0-0123-integrity"): cacheFile(good)}, "BSD | BSD-3-Clause | yarn-classic=" + at("npm-@s-a-b-1.0.0-0123-integrity") + "!/package/LICENSE:1", 0},
		{"the one of two that has the digest", fstest.MapFS{at("npm-@s-a-b-1.0.0-0123-integrity"): cacheFile(tgz(t)), at("npm-@s-a-b-1.0.0-4567-integrity"): cacheFile(good)},
			"BSD | BSD-3-Clause | yarn-classic=" + at("npm-@s-a-b-1.0.0-4567-integrity") + "!/package/LICENSE:1", 0},
		{"whatever the rest of its name", fstest.MapFS{at("npm-@s-a-b-1.0.0-rc.1-0123"): cacheFile(good), at("npm-@s-a-b-1.0.01-0123"): cacheFile(good)}, "BSD | BSD-3-Clause | yarn-classic=" + at("npm-@s-a-b-1.0.0-rc.1-0123") + "!/package/LICENSE:1", 0},
		{"another content", fstest.MapFS{at("npm-@s-a-b-1.0.0-0123-integrity"): cacheFile(tgz(t))}, " |  | ", 1},
		{"without its archive", fstest.MapFS{"npm-@s-a-b-1.0.0-0123-integrity/node_modules/@s/a.b/LICENSE": cacheFile("text BSD-3-Clause")}, " |  | ", 0},
		{"by SHA-1, as old lock files have it", fstest.MapFS{"npm-d-1.0.0-0123/node_modules/d/.yarn-tarball.tgz": cacheFile(good)}, " |  | ", 0},
		{"no digest, no use", fstest.MapFS{"npm-c-1.0.0-0123/node_modules/c/.yarn-tarball.tgz": cacheFile(good)}, " |  | ", 0},
	} {
		rows, gaps := cacheRows(t, tree, Caches{YarnClassic: c.cache})
		if got := rows["pkg:npm/%40s/a.b@1.0.0"]; got != c.want || len(gaps) != c.gaps || rows["pkg:npm/c@1.0.0"] != " |  | " || (c.cache["npm-d-1.0.0-0123/node_modules/d/.yarn-tarball.tgz"] != nil) != strings.HasPrefix(rows["pkg:npm/d@1.0.0"], "BSD | BSD-3-Clause | ") {
			t.Errorf("%s:\n got %s\nwant %s\ngaps %q, c %s", c.name, got, c.want, gaps, rows["pkg:npm/c@1.0.0"])
		}
	}
}

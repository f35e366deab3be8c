// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestOpenCaches: where each tool keeps its cache, by its own variable and without.
func TestOpenCaches(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the places are those of Linux")
	}
	for _, c := range []struct{ name, variable, dir, byDefault string }{
		{"go", "GOMODCACHE", "", "go/pkg/mod"},
		{"go", "GOPATH", "pkg/mod", "go/pkg/mod"},
		{"cargo", "CARGO_HOME", "registry/src", ".cargo/registry/src"},
		{"crates", "CARGO_HOME", "registry/cache", ".cargo/registry/cache"},
		{"npm", "npm_config_cache", "_cacache", ".npm/_cacache"},
		{"npm", "NPM_CONFIG_CACHE", "_cacache", ".npm/_cacache"},
		{"pnpm", "pnpm_config_store_dir", "", ".local/share/pnpm/store"},
		{"pnpm", "npm_config_store_dir", "", ".local/share/pnpm/store"},
		{"pnpm", "PNPM_HOME", "store", ".local/share/pnpm/store"},
		{"pnpm", "XDG_DATA_HOME", "pnpm/store", ".local/share/pnpm/store"},
		{"yarn", "YARN_CACHE_FOLDER", "", ".yarn/berry/cache"},
		{"yarn", "YARN_GLOBAL_FOLDER", "cache", ".yarn/berry/cache"},
		{"yarn-classic", "YARN_CACHE_FOLDER", "v6", ".cache/yarn/v6"},
		{"yarn-classic", "XDG_CACHE_HOME", "yarn/v6", ".cache/yarn/v6"},
		{"maven", "", "", ".m2/repository"},
		{"gradle", "GRADLE_USER_HOME", "caches/modules-2/files-2.1", ".gradle/caches/modules-2/files-2.1"},
		{"nuget", "NUGET_PACKAGES", "", ".nuget/packages"},
		{"uv", "UV_CACHE_DIR", "", ".cache/uv"},
		{"uv", "XDG_CACHE_HOME", "uv", ".cache/uv"},
		{"venv", "VIRTUAL_ENV", "", ""},
		{"conda", "CONDA_PREFIX", "", ""},
		{"composer", "COMPOSER_CACHE_DIR", "files", ".cache/composer/files"},
		{"composer", "XDG_CACHE_HOME", "composer/files", ".cache/composer/files"},
		{"gems", "GEM_HOME", "", ".gem/ruby"},
		{"pub", "PUB_CACHE", "", ".pub-cache"},
	} {
		check := func(variable, dir string) {
			where := t.TempDir()
			if err := os.MkdirAll(filepath.Join(where, filepath.FromSlash(dir)), 0o755); err != nil {
				t.Fatal(err)
			}
			_, states := openCaches(func(name string) string {
				if name == variable {
					return where
				}
				return ""
			})
			if !slices.Contains(states, c.name) || len(states) != 16 {
				t.Errorf("%s, %s: %q", c.name, variable, states)
			}
		}
		if c.variable != "" {
			check(c.variable, c.dir)
		}
		if c.byDefault != "" {
			check("HOME", c.byDefault)
		}
	}
}

// TestOpenCachesNowhere: without an environment no cache is there, and none is a file.
func TestOpenCachesNowhere(t *testing.T) {
	caches, states := openCaches(func(string) string { return "" })
	for _, s := range states {
		if !strings.HasSuffix(s, " (not there)") {
			t.Errorf("%s is there", s)
		}
	}
	v := reflect.ValueOf(caches)
	if v.NumField() != len(states) {
		t.Errorf("%d caches, and %d are told", v.NumField(), len(states))
	}
	for i := range v.NumField() {
		if !v.Field(i).IsNil() {
			t.Errorf("%s is open", v.Type().Field(i).Name)
		}
	}
}

// TestCachesAreNotLeft: a link out of a cache is not followed.
func TestCachesAreNotLeft(t *testing.T) {
	outside, home := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "x"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "_cacache")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"file": filepath.Join(outside, "x"), "dir": outside} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	caches, _ := openCaches(func(name string) string {
		if name == "npm_config_cache" {
			return home
		}
		return ""
	})
	for _, p := range []string{"file", "dir/x"} {
		if _, err := fs.Stat(caches.NPM, p); err == nil {
			t.Errorf("%s was found", p)
		}
		if _, err := caches.NPM.Open(p); err == nil {
			t.Errorf("%s was opened", p)
		}
	}
}

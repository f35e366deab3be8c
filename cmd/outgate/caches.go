// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/sbom"
)

// openCaches opens the package caches of this machine to read, where their tools
// keep them. Links out of them are not followed. The states say of each whether
// it is there: "go", "maven (not there)".
func openCaches(env func(string) string) (c sbom.Caches, states []string) {
	open := func(name, dir string) fs.FS {
		if dir != "" {
			if root, err := os.OpenRoot(dir); err == nil {
				states = append(states, name)
				return root.FS()
			}
		}
		states = append(states, name+" (not there)")
		return nil
	}
	home, cargo := env("HOME"), cmp.Or(env("CARGO_HOME"), below(env("HOME"), ".cargo"))
	c.Go = open(inventory.CacheGo, goModCache(env))
	c.Cargo = open(inventory.CacheCargo, below(cargo, "registry", "src"))
	c.Crates = open(inventory.CacheCrates, below(cargo, "registry", "cache"))
	c.NPM = open(inventory.CacheNPM, below(npmCache(env), "_cacache"))
	c.Pnpm = open(inventory.CachePnpm, pnpmStore(env))
	c.Yarn = open(inventory.CacheYarn, cmp.Or(env("YARN_CACHE_FOLDER"), below(cmp.Or(env("YARN_GLOBAL_FOLDER"), below(home, ".yarn", "berry")), "cache")))
	c.YarnClassic = open(inventory.CacheYarnClassic, below(cmp.Or(env("YARN_CACHE_FOLDER"), yarnClassicCache(env)), "v6"))
	c.Maven = open(inventory.CacheMaven, below(home, ".m2", "repository"))
	c.Gradle = open(inventory.CacheGradle, below(cmp.Or(env("GRADLE_USER_HOME"), below(home, ".gradle")), "caches", "modules-2", "files-2.1"))
	c.NuGet = open(inventory.CacheNuGet, cmp.Or(env("NUGET_PACKAGES"), below(cmp.Or(home, env("USERPROFILE")), ".nuget", "packages")))
	c.UV = open(inventory.CacheUV, cmp.Or(env("UV_CACHE_DIR"), uvCache(env)))
	c.Venv = open(inventory.CacheVenv, env("VIRTUAL_ENV"))
	c.Conda = open(inventory.CacheConda, env("CONDA_PREFIX"))
	c.Composer = open(inventory.CacheComposer, below(cmp.Or(env("COMPOSER_CACHE_DIR"), composerCache(env)), "files"))
	c.Gems = open(inventory.CacheGems, cmp.Or(env("GEM_HOME"), below(home, ".gem", "ruby")))
	c.Pub = open(inventory.CachePub, cmp.Or(env("PUB_CACHE"), pubCache(env)))
	return c, states
}

// goModCache is the module cache of Go (`go help environment`): GOMODCACHE, else
// pkg/mod below the first entry of GOPATH, else below go in the home directory;
// "" when none of these is set.
func goModCache(env func(string) string) string {
	if dir := env("GOMODCACHE"); dir != "" {
		return dir
	}
	if list := filepath.SplitList(env("GOPATH")); len(list) > 0 && list[0] != "" {
		return below(list[0], "pkg", "mod")
	}
	return below(env("HOME"), "go", "pkg", "mod")
}

// below joins a path; nothing is below a directory that is not known.
func below(dir string, parts ...string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

// npmCache is the cache of npm (`npm config get cache`) as the environment has it.
func npmCache(env func(string) string) string {
	if dir := cmp.Or(env("npm_config_cache"), env("NPM_CONFIG_CACHE")); dir != "" {
		return dir
	}
	if runtime.GOOS == "windows" {
		return below(env("LOCALAPPDATA"), "npm-cache")
	}
	return below(env("HOME"), ".npm")
}

// pnpmStore is the directory of pnpm's stores (`pnpm store path` without the version) in
// the home directory; of a project on another disk pnpm makes one there, which is not looked for.
func pnpmStore(env func(string) string) string {
	if dir := cmp.Or(env("pnpm_config_store_dir"), env("npm_config_store_dir"), env("NPM_CONFIG_STORE_DIR")); dir != "" {
		return dir
	}
	return below(cmp.Or(env("PNPM_HOME"), below(dataHome(env), "pnpm")), "store")
}

// dataHome is where programs keep data of a user.
func dataHome(env func(string) string) string {
	switch runtime.GOOS {
	case "windows":
		return env("LOCALAPPDATA")
	case "darwin":
		return below(env("HOME"), "Library")
	}
	return cmp.Or(env("XDG_DATA_HOME"), below(env("HOME"), ".local", "share"))
}

// yarnClassicCache is where Yarn 1 keeps its caches (`yarn cache dir` without the version).
func yarnClassicCache(env func(string) string) string {
	switch runtime.GOOS {
	case "windows":
		return below(env("LOCALAPPDATA"), "Yarn", "Cache")
	case "darwin":
		return below(env("HOME"), "Library", "Caches", "Yarn")
	}
	return below(cacheHome(env), "yarn")
}

// cacheHome is where programs keep what can be fetched again.
func cacheHome(env func(string) string) string {
	switch runtime.GOOS {
	case "windows":
		return env("LOCALAPPDATA")
	case "darwin":
		return below(env("HOME"), "Library", "Caches")
	}
	return cmp.Or(env("XDG_CACHE_HOME"), below(env("HOME"), ".cache"))
}

// uvCache is where uv keeps its cache (`uv cache dir`): on macOS as on Linux.
func uvCache(env func(string) string) string {
	if runtime.GOOS == "windows" {
		return below(env("LOCALAPPDATA"), "uv", "cache")
	}
	return below(cmp.Or(env("XDG_CACHE_HOME"), below(env("HOME"), ".cache")), "uv")
}

// composerCache is where Composer keeps its cache (`composer config --global cache-dir`).
func composerCache(env func(string) string) string {
	switch runtime.GOOS {
	case "windows":
		return below(env("LOCALAPPDATA"), "Composer")
	case "darwin":
		return below(env("HOME"), "Library", "Caches", "composer")
	}
	return below(cacheHome(env), "composer")
}

// pubCache is where Dart keeps packages (dart.dev/tools/pub/environment-variables).
func pubCache(env func(string) string) string {
	if runtime.GOOS == "windows" {
		return below(env("LOCALAPPDATA"), "Pub", "Cache")
	}
	return below(env("HOME"), ".pub-cache")
}

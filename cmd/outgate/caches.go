// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// goModCache opens the module cache of Go, where the go command keeps it
// (`go help environment`): GOMODCACHE, else pkg/mod below the first entry of
// GOPATH, else below go in the home directory. Links out of it are not followed.
func goModCache(env func(string) string) (fs.FS, error) {
	dir := env("GOMODCACHE")
	if dir == "" {
		if list := filepath.SplitList(env("GOPATH")); len(list) > 0 && list[0] != "" {
			dir = filepath.Join(list[0], "pkg", "mod")
		} else if home := env("HOME"); home != "" {
			dir = filepath.Join(home, "go", "pkg", "mod")
		} else {
			return nil, errors.New("neither GOMODCACHE, GOPATH nor HOME is set, so the module cache of Go is not known")
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return root.FS(), nil
}

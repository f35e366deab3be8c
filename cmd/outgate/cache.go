// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// userCacheDir is where runs leave what the next one need not find again; ""
// when the user has no such directory.
func userCacheDir() string {
	dir := os.Getenv("XDG_CACHE_HOME") // also where it is not the custom
	if !filepath.IsAbs(dir) {
		var err error
		if dir, err = os.UserCacheDir(); err != nil {
			return ""
		}
	}
	return filepath.Join(dir, "outgate")
}

// cacheVersion names the program for the cache. A build without a version is
// told from others by its file.
func cacheVersion() string {
	v := toolVersion()
	if v != "devel" {
		return v
	}
	if name, err := os.Executable(); err == nil {
		if info, err := os.Stat(name); err == nil {
			return fmt.Sprint(v, " ", info.Size(), " ", info.ModTime().UnixNano())
		}
	}
	return v + fmt.Sprint(" ", os.Getpid()) // nobody else's
}

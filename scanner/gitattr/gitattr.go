// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package gitattr understands what a repository says about its own files in
// .gitignore and .gitattributes, for the sources that walk a tree: a directory,
// an archive, or the tree of a commit.
//
// # Ignoring
//
// [Ignore] implements the pattern language of gitignore(5): comments, negation,
// directory-only and anchored patterns, "**", brackets and escapes, files in
// every directory. Only files of the repository are ever given to it; the
// user's global excludes are not, because a verdict may not depend on the
// machine it is made on.
//
// # Roles
//
// [Attributes] implements gitattributes(5) as far as the linguist attributes
// need it, and [Attributes.Role] turns them into a role:
//
//	linguist-vendored        vendored
//	linguist-generated       generated
//	linguist-documentation   docs
//
// An attribute that is switched off ("-linguist-vendored", or "=false") takes
// the role away that the path conventions would give.
//
// # Names
//
// [CleanPath] spells a file name of any bytes as UTF-8 text.
//
// Both parsers take hostile input: the number of rules and the length of a line
// are bounded, and matching takes no more steps than the product of the two
// lengths. What is over a bound is left out, which means that more files are
// examined, never fewer.
package gitattr

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"
)

// MaxBytes is the largest .gitignore or .gitattributes file worth reading.
const MaxBytes = 1 << 20

const (
	maxRules = 4096
	maxLine  = 2048 // git's own limit for a line of attributes
)

// lines yields the lines of a file without their ends, and without a byte order mark.
func lines(content []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
		for line := range bytes.Lines(content[:min(len(content), MaxBytes)]) {
			line = bytes.TrimSuffix(line, []byte("\n"))
			line = bytes.TrimSuffix(line, []byte("\r"))
			if len(line) <= maxLine && !yield(string(line)) {
				return
			}
		}
	}
}

// relative returns path as seen from dir; ok is false when it is not below.
func relative(dir, path string) (rel string, ok bool) {
	if dir == "" {
		return path, true
	}
	if len(path) > len(dir) && path[len(dir)] == '/' && path[:len(dir)] == dir {
		return path[len(dir)+1:], true
	}
	return "", false
}

// CleanPath spells a path of any bytes as UTF-8. Each byte that is not part of a
// character becomes "%XX", and a "%" that two hexadecimal digits follow becomes
// "%25", so that the bytes can be had back and different paths stay different.
// All other paths are returned as they are.
func CleanPath(path string) string {
	if utf8.ValidString(path) && !strings.Contains(path, "%") {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); {
		r, n := utf8.DecodeRuneInString(path[i:])
		if r == utf8.RuneError && n == 1 || path[i] == '%' && isHex(path, i+1) && isHex(path, i+2) {
			fmt.Fprintf(&b, "%%%02X", path[i])
		} else {
			b.WriteString(path[i : i+n])
		}
		i += n
	}
	return b.String()
}

func isHex(s string, i int) bool {
	return i < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[i]) >= 0
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-git/go-git/v5/plumbing"
)

// commit is the part of a commit object that is needed.
type commit struct {
	tree      plumbing.Hash
	parents   []plumbing.Hash
	author    string // "Name <mail>"
	authored  int64  // seconds since 1970
	committed int64
}

var errCommit = errors.New("commit is malformed")

// parseCommit reads the head of a commit object.
func parseCommit(data []byte) (commit, error) {
	var c commit
	for n := 0; ; n++ {
		line, rest, more := bytes.Cut(data, []byte("\n"))
		key, value, _ := bytes.Cut(line, []byte(" "))
		switch {
		case n == 0:
			id, ok := parseID(string(value))
			if string(key) != "tree" || !ok {
				return c, errCommit
			}
			c.tree = id
		case string(key) == "parent":
			id, ok := parseID(string(value))
			if !ok {
				return c, errCommit
			}
			c.parents = append(c.parents, id)
		case string(key) == "author" && c.author == "":
			c.author, c.authored = parseIdentity(value)
		case string(key) == "committer":
			_, c.committed = parseIdentity(value)
			return c, nil
		}
		if !more || len(line) == 0 {
			return c, nil // git itself reads commits without a committer
		}
		data = rest
	}
}

// parseIdentity reads "Name <mail> seconds zone". The text becomes valid UTF-8
// without control characters; a time that is not one becomes 0.
func parseIdentity(b []byte) (who string, when int64) {
	end := bytes.LastIndexByte(b, '>')
	if end < 0 {
		return cleanText(string(b)), 0
	}
	if seconds := strings.Fields(string(b[end+1:])); len(seconds) > 0 {
		when, _ = strconv.ParseInt(seconds[0], 10, 64)
	}
	return cleanText(string(b[:end+1])), when
}

func cleanText(s string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// rfc3339 formats seconds since 1970; "" when the year has no four digits.
func rfc3339(seconds int64) string {
	t := time.Unix(seconds, 0).UTC()
	if seconds < 0 || t.Year() < 1970 || t.Year() > 9999 {
		return ""
	}
	return t.Format(time.RFC3339)
}

// parseTag returns what an annotated tag points to.
func parseTag(data []byte) (plumbing.Hash, bool) {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	value, ok := bytes.CutPrefix(line, []byte("object "))
	if !ok {
		return plumbing.ZeroHash, false
	}
	return parseID(string(value))
}

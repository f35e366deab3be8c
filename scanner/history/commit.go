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
	author    []byte // "Name <mail>", as written
	committer []byte
	authored  int64 // seconds since 1970
	committed int64
	message   []byte
}

var errCommit = errors.New("commit is malformed")

// parseCommit reads a commit object. What it returns is part of data.
func parseCommit(data []byte) (commit, error) {
	var c commit
	c.message = message(data)
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
		case string(key) == "author" && c.author == nil:
			c.author, c.authored = parseIdentity(value)
		case string(key) == "committer":
			c.committer, c.committed = parseIdentity(value)
			return c, nil
		}
		if !more || len(line) == 0 {
			return c, nil // git itself reads commits without a committer
		}
		data = rest
	}
}

// message is what follows the head of a commit or tag.
func message(data []byte) []byte {
	_, text, _ := bytes.Cut(data, []byte("\n\n"))
	return text
}

// parseIdentity reads "Name <mail> seconds zone". A time that is not one becomes 0.
func parseIdentity(b []byte) (who []byte, when int64) {
	end := bytes.LastIndexByte(b, '>')
	if end < 0 {
		return b, 0
	}
	seconds, _, _ := bytes.Cut(bytes.TrimLeft(b[end+1:], " "), []byte(" "))
	when, _ = strconv.ParseInt(string(seconds), 10, 64)
	return b[:end+1], when
}

// cleanText makes valid UTF-8 without control characters of a text.

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

// parseTagger returns who made an annotated tag, and when.
func parseTagger(data []byte) (who []byte, when int64) {
	head, _, _ := bytes.Cut(data, []byte("\n\n"))
	for line := range bytes.Lines(head) {
		if value, ok := bytes.CutPrefix(line, []byte("tagger ")); ok {
			return parseIdentity(bytes.TrimRight(value, "\n"))
		}
	}
	return nil, 0
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

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package supply looks at how a release is built and at where its parts come
// from: workflows that run actions by names which can be moved, or hand the rights
// of the repository to what strangers propose; and dependencies that strangers
// cannot fetch, because they are directories, files of one machine, or behind ssh.
//
//	scanner.Scan(ctx, in, []*scanner.Detector{supply.New()}, scanner.Options{})
//
// Workflows are those of GitHub Actions. They and manifests are read line by line:
// every finding has its line, and a file that no parser takes is read all the same.
package supply

import (
	"bytes"
	"context"
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Name is the name of the detector.
const Name = "supply"

// version is bumped when results change.
const version = 1

const (
	maxFindings = 500 // of one file
	maxText     = 200 // bytes of one
	maxLine     = 4096
)

// New returns the detector. It needs no data and holds no state.
func New() *scanner.Detector {
	return &scanner.Detector{
		Name:    Name,
		Doc:     "workflows of CI, and dependencies that strangers cannot fetch",
		Version: version,
		Wants:   func(e *inventory.Entry) bool { return isWorkflow(e.Path) || manifestOf(e.Path) != nil },
		File:    file,
	}
}

func file(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
	if f.Binary || !f.Regular() || f.Commit != "" {
		return inventory.Facts{}, ctx.Err()
	}
	o := &found{path: f.Path, role: f.Role}
	if isWorkflow(f.Path) {
		workflow(o, f.Content)
	} else {
		manifest(o, manifestOf(f.Path), f.Content)
	}
	return inventory.Facts{Supply: o.list}, ctx.Err()
}

// found gathers the flaws of one file.
type found struct {
	path string
	role inventory.Role
	list []inventory.Supply
}

func (o *found) add(kind, text, target string, line int) {
	if len(o.list) < maxFindings {
		o.list = append(o.list, inventory.Supply{Path: o.path, Line: line, Context: o.role, Kind: kind, Text: shown(text), Target: target})
	}
}

// account is what may stand before the host of a URL.
var account = regexp.MustCompile(`://[^/@\s]*@`)

// shown is a short valid text without the credentials of a URL.
func shown(text string) string {
	text = account.ReplaceAllStringFunc(strings.TrimSpace(text), func(s string) string {
		if s == "://git@" {
			return s
		}
		return "://"
	})
	return strings.ToValidUTF8(text[:min(len(text), maxText)], "")
}

// lines calls f with each line and its number.
func lines(text []byte, f func(line string, at int)) {
	at := 0
	for line := range bytes.Lines(text) {
		at++
		if len(line) <= maxLine {
			f(strings.TrimRight(string(line), "\r\n"), at)
		}
	}
}

// within resolves a path of a manifest; ok is false when it leaves the tree.
func within(of, p string) (target string, ok bool) {
	if strings.HasPrefix(p, "/") || strings.Contains(p, ":") || strings.HasPrefix(p, "~") {
		return "", false
	}
	target = path.Join(path.Dir(of), p)
	if target == ".." || strings.HasPrefix(target, "../") {
		return "", false
	}
	return target, true
}

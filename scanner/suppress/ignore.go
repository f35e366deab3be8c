// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package suppress

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
)

// IgnorePath is the ignore file of gitleaks, which repositories bring along.
const IgnorePath = ".gitleaksignore"

// maxIgnored is how many entries of an ignore file are read.
const maxIgnored = 10_000

// Ignore is the content of a .gitleaksignore: lines COMMIT:FILE:RULE:LINE or
// FILE:RULE:LINE. The rules are those of another program and are passed over.
type Ignore struct {
	entries []place
	idle    []inventory.IdleSuppression
}

type place struct {
	commit, path string // commit "" for an entry that is a mere position
	line         int
	written      int // the line of the ignore file
}

// ParseIgnore reads an ignore file. It comes with the repository and may hold
// anything: lines that are not understood are kept as idle entries, which repeat
// nothing of their text.
func ParseIgnore(data []byte) *Ignore {
	g := &Ignore{}
	if len(data) > MaxFile {
		g.Broken(0, fmt.Sprintf("the file is larger than %d bytes and was not read", MaxFile))
		return g
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line, _, _ = strings.Cut(line, " #")
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if len(g.entries)+len(g.idle) >= maxIgnored {
			g.Broken(n, fmt.Sprintf("more than %d entries; from here on they were not read", maxIgnored))
			break
		}
		at, ok := placeOf(line)
		if !ok {
			g.Broken(n, "the line is neither COMMIT:FILE:RULE:LINE nor FILE:RULE:LINE")
			continue
		}
		at.written = n
		g.entries = append(g.entries, at)
	}
	return g
}

// Broken records that a line, or with 0 the whole file, was not understood.
func (g *Ignore) Broken(line int, why string) {
	g.idle = append(g.idle, idle(line, inventory.IdleInvalid, why))
}

func idle(line int, code, why string) inventory.IdleSuppression {
	return inventory.IdleSuppression{By: inventory.SuppressedIgnoreFile, Path: IgnorePath, Line: line, Code: code, Reason: why}
}

// placeOf reads an entry from its end, because a path may hold colons.
func placeOf(text string) (at place, ok bool) {
	cut := func() (last string) {
		i := strings.LastIndexByte(text, ':')
		if i < 0 {
			return ""
		}
		last, text = text[i+1:], text[:i]
		return last
	}
	line, err := strconv.Atoi(cut())
	rule := cut()
	if err != nil || line < 1 || rule == "" || strings.ContainsAny(rule, "/\\ ") || !utf8.ValidString(text) {
		return at, false
	}
	at.line = line
	if i := strings.IndexByte(text, ':'); i == 40 && strings.Trim(text[:i], "0123456789abcdef") == "" {
		at.commit, text = text[:i], text[i+1:]
	}
	clean := path.Clean(strings.ReplaceAll(text, `\`, "/"))
	if text == "" || clean == "." || path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
		return at, false
	}
	at.path = clean
	return at, true
}

// Apply notes what the file says in the findings of the inventory, which must
// still hold every finding of the history, and adds what speaks for nothing.
// blobAt finds the blob of a path in a commit; nil when the history was not read.
//
// An entry with a commit names the finding at that line of that blob; it speaks
// for the same content wherever it is. A position speaks for what is there in the
// tree.
func (g *Ignore) Apply(inv *inventory.Inventory, blobAt func(commit, path string) (blob string, err error)) {
	if !ran(inv, "secret") {
		return
	}
	inv.Idle = append(inv.Idle, g.idle...)
	all := findings(inv)
	blobs, paths, prints := map[string][]int{}, map[string][]int{}, map[string][]int{}
	for i, f := range all {
		if f.blob != "" {
			blobs[f.blob] = append(blobs[f.blob], i)
		}
		if f.at.Commit == "" {
			paths[f.at.Path] = append(paths[f.at.Path], i)
		}
		prints[f.fingerprint] = append(prints[f.fingerprint], i)
	}
	for _, e := range g.entries {
		word := inventory.Suppression{By: inventory.SuppressedIgnoreFile, Path: IgnorePath, Line: e.written, Bound: e.commit != ""}
		there := func(i int) bool {
			return all[i].at.StartLine <= e.line && e.line <= max(all[i].at.StartLine, all[i].at.EndLine)
		}
		if e.commit == "" {
			if !g.speak(all, paths[e.path], there, word) {
				inv.Idle = append(inv.Idle, idle(e.written, inventory.IdleUnused, "no finding is at this line of this file"))
			}
			continue
		}
		if blobAt == nil {
			inv.Idle = append(inv.Idle, idle(e.written, inventory.IdleUnresolved, "it names a commit, and no history was read"))
			continue
		}
		blob, err := blobAt(e.commit, e.path)
		if err != nil {
			inv.Idle = append(inv.Idle, idle(e.written, inventory.IdleUnresolved, err.Error()))
			continue
		}
		var same []int
		for _, i := range blobs[blob] {
			if there(i) && all[i].fingerprint != "" {
				same = append(same, prints[all[i].fingerprint]...)
			}
		}
		slices.Sort(same)
		if !g.speak(all, slices.Compact(same), func(int) bool { return true }, word) {
			inv.Idle = append(inv.Idle, idle(e.written, inventory.IdleUnused, "no finding was at this line of this file in that commit"))
		}
	}
}

func (g *Ignore) speak(all []finding, among []int, fits func(int) bool, word inventory.Suppression) (spoke bool) {
	for _, i := range among {
		if fits(i) {
			all[i].speak(word)
			spoke = true
		}
	}
	return spoke
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

import (
	"strings"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
)

// field is a field of a paragraph with its lines.
type field struct {
	line  int
	lines []string // without the name, trimmed
}

// readDep5 reads a machine-readable debian/copyright file, version 1.0, as far
// as REUSE speaks of it: the paragraphs that name files.
func readDep5(raw []byte) ([]inventory.ReuseTable, error) {
	if len(raw) > maxTOML {
		return nil, mistake(1, "larger than %d MiB", maxTOML>>20)
	}
	if !utf8.Valid(raw) {
		return nil, mistake(1, "not valid UTF-8")
	}
	paragraphs, err := paragraphsOf(string(raw))
	if err != nil {
		return nil, err
	}
	if len(paragraphs) == 0 || paragraphs[0]["format"] == nil {
		return nil, mistake(1, "the first paragraph has no field Format")
	}
	var out []inventory.ReuseTable
	patterns := 0
	for _, p := range paragraphs[1:] {
		files := p["files"]
		if files == nil {
			continue
		}
		one := inventory.ReuseTable{Line: files.line, Precedence: inventory.PrecedenceAggregate}
		for _, line := range files.lines {
			for _, pattern := range strings.Fields(line) {
				if bad := badEscape(pattern); bad != "" {
					return nil, mistake(files.line, "Files: %s is no escape; write \\*, \\? or \\\\", bad)
				}
				if one.Paths = append(one.Paths, pattern); strings.ContainsAny(pattern, "*?") {
					patterns++
				}
				if len(pattern) > 4096 || patterns > maxPaths {
					return nil, mistake(files.line, "Files: a name is longer than 4 KiB, or there are more than %d with wildcards", maxPaths)
				}
			}
		}
		if p["copyright"] == nil || p["license"] == nil {
			return nil, mistake(files.line, "the paragraph lacks a field Copyright or License")
		}
		for _, n := range p["copyright"].lines {
			if n != "" {
				one.Notices = append(one.Notices, n)
			}
		}
		one.Licenses = p["license"].lines[:1] // the text of the license may follow
		if len(one.Paths) == 0 {
			return nil, mistake(files.line, "Files names no file")
		}
		if out = append(out, one); len(out) > maxTables {
			return nil, mistake(1, "more than %d paragraphs", maxTables)
		}
	}
	return out, nil
}

// badEscape returns the first escape that is none.
func badEscape(pattern string) string {
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '\\' {
			continue
		}
		if i+1 == len(pattern) || !strings.ContainsRune(`*?\`, rune(pattern[i+1])) {
			return pattern[i:min(i+2, len(pattern))]
		}
		i++
	}
	return ""
}

// paragraphsOf reads fields by their lower-case names, a map for each paragraph.
func paragraphsOf(text string) ([]map[string]*field, error) {
	var all []map[string]*field
	var current map[string]*field
	var last *field
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.TrimSpace(line) == "":
			current, last = nil, nil
		case line[0] == '#':
		case line[0] == ' ' || line[0] == '\t':
			if last == nil {
				return nil, mistake(number, "a line that goes on where no field was begun")
			}
			last.lines = append(last.lines, strings.TrimSpace(line))
		default:
			name, value, ok := strings.Cut(line, ":")
			if !ok || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
				return nil, mistake(number, "expected a field, \"Name: value\"")
			}
			if current == nil {
				current = map[string]*field{}
				all = append(all, current)
			}
			if name = strings.ToLower(name); current[name] != nil {
				return nil, mistake(number, "the field is given twice in one paragraph")
			}
			last = &field{line: number, lines: []string{strings.TrimSpace(value)}}
			current[name] = last
		}
	}
	return all, nil
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Command gen writes the id lists of package spdx from unpacked packages.
//
//	go run ./spdx/gen DIR
//
// DIR holds the unpacked npm package spdx-license-ids and the source of the crate spdx, as `go generate ./rules` fetches them. The command is run from the root of
// the module and writes spdx/data/licenses.txt and spdx/data/exceptions.txt.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./spdx/gen DIR")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	var ids, old []string
	for pattern, into := range map[string]any{
		"spdx-license-ids-*/package/index.json":      &ids,
		"spdx-license-ids-*/package/deprecated.json": &old,
	} {
		if err := read(filepath.Join(dir, pattern), into); err != nil {
			return err
		}
	}
	licenses, exceptions, err := crateTables(dir)
	if err != nil {
		return err
	}
	mark := func(ids []string, deprecated bool) []string {
		lines := make([]string, 0, len(ids))
		for _, id := range ids {
			line := id
			if deprecated {
				line += " deprecated"
			}
			if strings.Contains(licenses[id], "IS_OSI_APPROVED") {
				line += " osi"
			}
			if strings.Contains(licenses[id], "IS_FSF_LIBRE") {
				line += " libre"
			}
			lines = append(lines, line)
		}
		return lines
	}
	if err := write("spdx/data/licenses.txt", slices.Concat(mark(ids, false), mark(old, true))); err != nil {
		return err
	}
	lines := make([]string, 0, len(exceptions))
	for id, flags := range exceptions {
		if strings.Contains(flags, "IS_DEPRECATED") {
			id += " deprecated"
		}
		lines = append(lines, id)
	}
	return write("spdx/data/exceptions.txt", lines)
}

// crateTables reads the tables of licenses and exceptions in the source of the crate: id to flags.
func crateTables(dir string) (licenses, exceptions map[string]string, err error) {
	data, err := os.ReadFile(filepath.Join(dir, "spdx-0.13.6/src/identifiers.rs"))
	if err != nil {
		return nil, nil, err
	}
	first, second, ok := strings.Cut(string(data), "EXCEPTIONS: &[Exception]")
	if !ok {
		return nil, nil, errors.New("identifiers.rs: no table of exceptions")
	}
	return flagsOf(first), flagsOf(second), nil
}

func flagsOf(table string) map[string]string {
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`name: "([^"]+)",(?:\s*full_name: r#".*?"#,)?\s*index: \d+,\s*flags: ([^,]+),`).FindAllStringSubmatch(table, -1) {
		out[m[1]] = m[2]
	}
	return out
}

func read(pattern string, into any) error {
	files, err := filepath.Glob(pattern)
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return fmt.Errorf("%s: %d files, expected one", pattern, len(files))
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

func write(file string, lines []string) error {
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}

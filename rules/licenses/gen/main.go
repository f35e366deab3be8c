// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Command gen writes the data pack of package rules from unpacked packages:
//
//	npm pack spdx-license-list@6.12.0 spdx-license-ids@3.0.24
//	cargo fetch                 # of a package that depends on spdx = "=0.13.6"
//	go run ./rules/licenses/gen DIR
//
// DIR holds spdx-license-list-6.12.0/package, spdx-license-ids-3.0.24/package
// and spdx-0.13.6 (the source of the crate). The command is run from the root
// of the module and writes rules/licenses/names.tsv and
// rules/licenses/texts.json.zst. `go generate ./scanner/license/text` must
// follow. Origins and digests are in rules/licenses/README.md.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/outgate/outgate/rules"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./rules/licenses/gen DIR")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

type listed struct {
	Name        string `json:"name"`
	URL         string `json:"url"`
	LicenseText string `json:"licenseText"`
}

func run(dir string) error {
	var ids []string
	var list map[string]listed
	if err := readJSON(filepath.Join(dir, "spdx-license-ids-3.0.24/package/index.json"), &ids); err != nil {
		return err
	}
	if err := readJSON(filepath.Join(dir, "spdx-license-list-6.12.0/package/spdx-full.json"), &list); err != nil {
		return err
	}
	crate := filepath.Join(dir, "spdx-0.13.6/src")
	names, err := crateNames(filepath.Join(crate, "identifiers.rs"))
	if err != nil {
		return err
	}
	var texts []rules.LicenseText
	var tsv strings.Builder
	slices.Sort(ids)
	for _, id := range ids {
		l := list[id]
		if l.LicenseText == "" {
			if l.LicenseText, err = crateText(filepath.Join(crate, "text/licenses", id)); err != nil {
				return err
			}
		}
		if l.Name == "" {
			l.Name = names[id]
		}
		fmt.Fprintf(&tsv, "%s\t%s\t%s\n", id, l.Name, l.URL)
		texts = append(texts, rules.LicenseText{ID: id, Text: l.LicenseText})
	}
	exceptions, err := filepath.Glob(filepath.Join(crate, "text/exceptions/*"))
	if err != nil || len(exceptions) == 0 {
		return fmt.Errorf("no exceptions in %s: %v", crate, err)
	}
	for _, file := range exceptions {
		text, err := crateText(file)
		if err != nil {
			return err
		}
		texts = append(texts, rules.LicenseText{ID: filepath.Base(file), Exception: true, Text: text})
	}
	if err := os.WriteFile("rules/licenses/names.tsv", []byte(tsv.String()), 0o644); err != nil {
		return err
	}
	return pack("rules/licenses/texts.json.zst", texts)
}

func pack(file string, v any) error {
	var plain bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(8<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	return os.WriteFile(file, w.EncodeAll(plain.Bytes(), nil), 0o644)
}

func readJSON(file string, into any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// crateText reads a text that the crate keeps as a raw Rust string literal.
func crateText(file string) (string, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("no text of %s", filepath.Base(file))
	}
	if err != nil {
		return "", err
	}
	_, rest, ok := strings.Cut(string(data), `"`)
	n := strings.LastIndexByte(rest, '"')
	if !ok || n < 0 {
		return "", fmt.Errorf("%s: not a Rust string", file)
	}
	return rest[:n], nil
}

// crateNames reads the full names from the crate's table of identifiers.
func crateNames(file string) (map[string]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, m := range regexp.MustCompile(`name: "([^"]+)",\s*full_name: r#"(.*?)"#`).FindAllStringSubmatch(string(data), -1) {
		names[m[1]] = m[2]
	}
	return names, nil
}

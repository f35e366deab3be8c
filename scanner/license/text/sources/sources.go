// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package sources reads the texts that the tables of package text are made of:
// those of the SPDX License List (package rules), those of licenseclassifier
// (Apache-2.0, in its module), and our own notices.
package sources

import (
	_ "embed" // the list of assets
	"fmt"
	"strings"
	"sync"

	"github.com/google/licenseclassifier/v2/assets"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner/license/text"
)

// assets.txt names the documents that licenseclassifier embeds; its API reads
// one by name and lists none. TestAssetList holds the two equal.
//
//go:embed assets.txt
var assetList string

// Assets returns the names of licenseclassifier's documents.
func Assets() []string { return strings.Fields(assetList) }

// All returns every source, those of SPDX first.
func All() ([]text.Source, error) {
	texts, err := rules.LicenseTexts()
	if err != nil {
		return nil, err
	}
	var out []text.Source
	for _, t := range texts {
		kind := text.License
		if t.Exception {
			kind = text.Exception
		}
		out = append(out, text.Source{ID: t.ID, Kind: kind, From: "spdx:" + t.ID, Text: t.Text})
		if own, ok := ownPart(t); ok {
			out = append(out, text.Source{ID: t.ID, Kind: kind, From: "part:" + t.ID, Text: own})
		}
	}
	for _, path := range Assets() {
		s, err := asset(path)
		if err != nil {
			return nil, err
		}
		if s.Kind != "" {
			out = append(out, s)
		}
	}
	return out, nil
}

// asset reads a document of licenseclassifier. Its supplements name licenses
// without granting them; their kind is "".
func asset(path string) (text.Source, error) {
	data, err := assets.ReadLicenseFile(path)
	if err != nil {
		return text.Source{}, err
	}
	parts := strings.Split(path, "/")
	if len(parts) != 3 {
		return text.Source{}, fmt.Errorf("%s: not kind/name/variant", path)
	}
	s := text.Source{ID: parts[1], From: "lc:" + path, Text: string(data)}
	if id := misnamed(path); id != "" {
		s.ID = id
	}
	switch parts[0] {
	case "License":
		s.Kind = text.License
	case "Header":
		s.Kind = text.Header
	}
	return s, nil
}

// unpacked is for those who ask for one text after the other.
var unpacked = sync.OnceValues(rules.LicenseTexts)

// ownPart is what a license says itself, before it quotes others: files that are
// under it alone leave the rest out.
func ownPart(t rules.LicenseText) (string, bool) {
	if t.ID != "Sleepycat" { // the licenses of the University of California and of Harvard follow
		return "", false
	}
	n := strings.LastIndex(t.Text[:max(0, strings.Index(t.Text, "Regents"))], "Copyright")
	if n < 0 {
		return "", false
	}
	return t.Text[:n], true
}

// misnamed are the documents of licenseclassifier whose words SPDX lists under
// another id than their folder says.
func misnamed(path string) string {
	switch path {
	case "License/BSD-3-Clause/a.txt": // one paragraph with the advertising clause
		return "BSD-4.3TAHOE"
	case "License/MIT/dec.txt": // no grant "free of charge", but the name not to be used
		return "HPND-DEC"
	}
	return ""
}

// Text returns the text of a document by its From.
func Text(from string) (string, error) {
	kind, name, _ := strings.Cut(from, ":")
	if kind == "lc" {
		s, err := asset(name)
		return s.Text, err
	}
	texts, err := unpacked()
	if err != nil {
		return "", err
	}
	for _, t := range texts {
		if t.ID != name {
			continue
		}
		if own, ok := ownPart(t); ok && kind == "part" {
			return own, nil
		}
		return t.Text, nil
	}
	return "", fmt.Errorf("no text of %s", from)
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	_ "embed" // categories, names and texts
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/outgate/outgate/spdx"
)

// Categories of licenses, by what they ask of the one who passes the work on.
const (
	CategoryPublicDomain    = "public-domain"
	CategoryPermissive      = "permissive"
	CategoryWeakCopyleft    = "weak-copyleft"
	CategoryStrongCopyleft  = "strong-copyleft"
	CategoryNetworkCopyleft = "network-copyleft"
	CategoryProprietary     = "proprietary" // not open: source-available, non-commercial, no derivatives
)

//go:embed licenses/categories.yaml
var categoriesYAML []byte

// Categories returns the category of every SPDX license identifier, current
// and deprecated, in canonical spelling. An exception may soften a copyleft
// license; the category is that of the license without it. Of LicenseRef- ids
// those have one that are listed by name. The facts are in licenses/categories.yaml, beside this file.
func Categories() map[string]string { return maps.Clone(categories()) }

var categories = sync.OnceValue(func() map[string]string {
	m, _ := readCategories("rules/licenses/categories.yaml", categoriesYAML, spdx.IDs()) // a test holds the file free of mistakes
	return m
})

type categoryFile struct {
	PublicDomain    []Value[string] `yaml:"public-domain"`
	Permissive      []Value[string] `yaml:"permissive"`
	WeakCopyleft    []Value[string] `yaml:"weak-copyleft"`
	StrongCopyleft  []Value[string] `yaml:"strong-copyleft"`
	NetworkCopyleft []Value[string] `yaml:"network-copyleft"`
	Proprietary     []Value[string] `yaml:"proprietary"`
}

// readCategories assigns each id to one category. An id written out beats a
// family. Patterns without an id, ids in two categories and ids in none are
// mistakes.
func readCategories(file string, data []byte, ids []string) (map[string]string, Errors) {
	var f categoryFile
	errs := Decode(file, data, &f)
	lists := []struct {
		category string
		patterns []Value[string]
	}{
		{CategoryPublicDomain, f.PublicDomain},
		{CategoryPermissive, f.Permissive},
		{CategoryWeakCopyleft, f.WeakCopyleft},
		{CategoryStrongCopyleft, f.StrongCopyleft},
		{CategoryNetworkCopyleft, f.NetworkCopyleft},
		{CategoryProprietary, f.Proprietary},
	}
	exact, family := map[string]string{}, map[string]string{}
	for _, l := range lists {
		for _, p := range l.patterns {
			if strings.HasPrefix(p.V, "LicenseRef-") { // no list to compare it with
				if other := exact[p.V]; other != "" {
					errs.Add(p.At, "%s is %s already", p.V, other)
				}
				exact[p.V] = l.category
				continue
			}
			into, used := exact, false
			if strings.Contains(p.V, "*") {
				into = family
			}
			for _, id := range ids {
				if ok, err := path.Match(p.V, id); err != nil || !ok {
					continue
				}
				used = true
				if other := into[id]; other != "" && (other != l.category || !strings.Contains(p.V, "*")) {
					errs.Add(p.At, "%s is %s already", id, other)
				}
				into[id] = l.category
			}
			if !used {
				errs.Add(p.At, "%q names no SPDX license%s", p.V, Suggest(p.V, ids))
			}
		}
	}
	out := maps.Clone(exact)
	for _, id := range ids {
		c := exact[id]
		if c == "" {
			c = family[id]
		}
		if c == "" {
			errs.Add(Position{File: file, Line: 1, Column: 1}, "%s has no category", id)
			continue
		}
		out[id] = c
	}
	return out, errs
}

// LicenseName is one entry of the SPDX License List.
type LicenseName struct {
	ID   string // current identifier
	Name string // full name
	URL  string // the license's own page; "" when the list gives none
}

//go:generate bash licenses/gen/generate.sh

//go:embed licenses/names.tsv
var namesTSV string

// LicenseNames returns the current licenses of the SPDX License List, sorted
// by identifier.
func LicenseNames() []LicenseName {
	var out []LicenseName
	for line := range strings.Lines(namesTSV) {
		f := strings.SplitN(strings.TrimRight(line, "\n"), "\t", 3)
		if len(f) == 3 { // a test holds the file free of other lines
			out = append(out, LicenseName{f[0], f[1], f[2]})
		}
	}
	return out
}

// LicenseText is the text of a license or exception of the SPDX License List.
type LicenseText struct {
	ID        string `json:"id"`
	Exception bool   `json:"exception,omitempty"`
	Text      string `json:"text"`
}

//go:embed licenses/texts.json.zst
var textsPack []byte

const spdxListVersion = "3.29.0"

// LicenseListVersion is the release of the SPDX License List that is built in.
func LicenseListVersion() string { return spdxListVersion }

// LicenseTexts unpacks the texts of all current licenses and all exceptions of
// the SPDX License List. It takes some tens of milliseconds: a scan works from
// tables made of them beforehand. The error is one of a damaged program.
func LicenseTexts() ([]LicenseText, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	plain, err := d.DecodeAll(textsPack, nil)
	if err != nil {
		return nil, fmt.Errorf("license texts: %w", err)
	}
	var out []LicenseText
	if err := json.Unmarshal(plain, &out); err != nil {
		return nil, fmt.Errorf("license texts: %w", err)
	}
	return out, nil
}

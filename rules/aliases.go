// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	_ "embed" // the aliases
	"strings"
	"sync"

	"github.com/outgate/outgate/spdx"
)

//go:embed licenses/aliases.yaml
var aliasesYAML []byte

// LicenseAliases are the spellings of license and exception names beside those
// of the SPDX License List.
type AliasTable struct {
	Names      []LicenseAlias
	Exceptions []ExceptionAlias
}

// LicenseAlias is how one license is called. Spellings may hold alternatives,
// see ExpandAlias.
type LicenseAlias struct {
	ID    Value[string] `yaml:"id"`    // an SPDX expression
	Full  []string      `yaml:"full"`  // speaks of a license wherever it stands
	Short []string      `yaml:"short"` // needs words beside it that speak of a license
	Loose []string      `yaml:"loose"` // a family of licenses, of which this is the usual one
	Marks []string      `yaml:"marks"` // words, in lower case, near which names without the word license may stand
	URLs  []string      `yaml:"urls"`  // addresses without scheme and www., in lower case
}

// ExceptionAlias is how one license exception is called.
type ExceptionAlias struct {
	ID    Value[string] `yaml:"id"`
	Names []string      `yaml:"names"`
}

type aliasFile struct {
	Names      []LicenseAlias   `yaml:"names"`
	Exceptions []ExceptionAlias `yaml:"exceptions"`
}

// LicenseAliases returns the built-in table. The errors are mistakes of the
// file; a test holds it free of them.
func LicenseAliases() (*AliasTable, Errors) { return aliases() }

var aliases = sync.OnceValues(func() (*AliasTable, Errors) {
	return readAliases("rules/licenses/aliases.yaml", aliasesYAML)
})

func readAliases(file string, data []byte) (*AliasTable, Errors) {
	var f aliasFile
	errs := Decode(file, data, &f)
	for _, n := range f.Names {
		if _, err := spdx.Parse(n.ID.V); err != nil {
			errs.Add(n.ID.At, "%v", err)
		}
		for _, list := range [][]string{n.Full, n.Short, n.Loose} {
			for _, spelling := range list {
				if ExpandAlias(spelling) == nil {
					errs.Add(n.ID.At, "%q has more than %d spellings or an open bracket", spelling, maxSpellings)
				}
			}
		}
	}
	for _, x := range f.Exceptions {
		if _, ok := spdx.KnownException(x.ID.V); !ok {
			errs.Add(x.ID.At, "unknown exception %q", x.ID.V)
		}
	}
	return &AliasTable{f.Names, f.Exceptions}, errs
}

// maxSpellings is how many spellings one pattern may stand for.
const maxSpellings = 256

// ExpandAlias returns the spellings that a pattern stands for: each choice of
// its alternatives, written (a|b|), combined. It is nil when there are more
// than 256 or a bracket is open.
func ExpandAlias(pattern string) []string {
	out := []string{""}
	for pattern != "" {
		from := strings.IndexByte(pattern, '(')
		to := -1
		if from >= 0 {
			to = closing(pattern, from)
			if to < 0 {
				return nil
			}
		}
		if from < 0 || !strings.Contains(pattern[from:to], "|") { // brackets of the name itself
			end := len(pattern)
			if from >= 0 {
				end = to + 1
			}
			for i := range out {
				out[i] += pattern[:end]
			}
			pattern = pattern[end:]
			continue
		}
		var longer []string
		for _, head := range out {
			for _, choice := range strings.Split(pattern[from+1:to], "|") {
				longer = append(longer, head+pattern[:from]+choice)
			}
		}
		if out = longer; len(out) > maxSpellings {
			return nil
		}
		pattern = pattern[to+1:]
	}
	return out
}

// closing returns the bracket that closes the one at an offset, or -1.
func closing(s string, from int) int {
	depth := 0
	for i := from; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

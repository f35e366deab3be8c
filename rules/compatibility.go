// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	_ "embed" // the matrix and the pairs
	"fmt"
	"strings"
)

//go:embed licenses/osadl.txt
var osadlText string

//go:embed licenses/compatibility.yaml
var compatibilityYAML []byte

// CompatibilityMatrix is the license compatibility matrix of OSADL: what its
// checklists say of code under one license in a work under another.
type CompatibilityMatrix struct {
	Date     string   // of the snapshot, "2006-01-02"
	Licenses []string // SPDX expressions of one license each, sorted
	Cells    []string // Cells[outbound][inbound]: one of the Cell letters
}

// Letters of a CompatibilityMatrix.
const (
	CellSame       = '='
	CellCompatible = 'y'
	CellConflict   = 'n'
	CellDepends    = 'd' // on what is combined
	CellUnknown    = '?' // OSADL gives no recommendation
)

// OSADL returns the built-in matrix. Its data are under CC-BY-4.0, by the Open
// Source Automation Development Lab; see licenses/README.md.
func OSADL() *CompatibilityMatrix {
	m, _ := readMatrix(osadlText) // a test holds the file free of mistakes
	return m
}

func readMatrix(text string) (*CompatibilityMatrix, error) {
	m := &CompatibilityMatrix{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") {
			if _, date, ok := strings.Cut(line, "as of "); ok {
				m.Date = strings.TrimSuffix(date, ".")
			}
			continue
		}
		name, cells, ok := strings.Cut(line, "\t")
		if !ok || strings.Trim(cells, "=ynd?") != "" {
			return nil, fmt.Errorf("osadl.txt:%d: expected a license, a tab and letters", number)
		}
		m.Licenses, m.Cells = append(m.Licenses, name), append(m.Cells, cells)
	}
	for i, cells := range m.Cells {
		if len(cells) != len(m.Licenses) {
			return nil, fmt.Errorf("osadl.txt: %s has %d letters for %d licenses", m.Licenses[i], len(cells), len(m.Licenses))
		}
	}
	return m, nil
}

// CompatibilityPair says how code under some licenses goes into works under
// others. Patterns may hold * for anything.
type CompatibilityPair struct {
	Outbound, Inbound []string // SPDX licenses, perhaps WITH an exception, or patterns
	Usage             []string // "vendored", "linked", "dynamic"
	Answer            string   // one of the Answer constants
	Because           string   // a clause: "the exception allows linking with OpenSSL"
	Source            string   // what the answer rests on
}

// Answers of a CompatibilityPair.
const (
	AnswerCompatible  = "compatible"
	AnswerConditional = "conditional"
	AnswerConflict    = "conflict"
)

// CompatibilityPairs returns the curated pairs in the order in which they are
// asked: the first that fits decides. They are in licenses/compatibility.yaml.
func CompatibilityPairs() []CompatibilityPair {
	pairs, _ := readPairs("rules/licenses/compatibility.yaml", compatibilityYAML) // a test holds the file free of mistakes
	return pairs
}

type pairsFile struct {
	Pairs []pairDoc `yaml:"pairs"`
}

type pairDoc struct {
	At       Position
	Outbound []Value[string] `yaml:"outbound"`
	Inbound  []Value[string] `yaml:"inbound"`
	Usage    []Value[string] `yaml:"usage"`
	Answer   Value[string]   `yaml:"answer"`
	Because  Value[string]   `yaml:"because"`
	Source   Value[string]   `yaml:"source"`
}

func readPairs(file string, data []byte) ([]CompatibilityPair, Errors) {
	var f pairsFile
	errs := Decode(file, data, &f)
	usages := []string{"vendored", "linked", "dynamic"}
	out := make([]CompatibilityPair, 0, len(f.Pairs))
	for _, d := range f.Pairs {
		p := CompatibilityPair{Answer: d.Answer.V, Because: d.Because.V, Source: d.Source.V, Usage: plain(d.Usage)}
		p.Outbound, p.Inbound = plain(d.Outbound), plain(d.Inbound)
		if len(p.Outbound) == 0 || len(p.Inbound) == 0 || p.Because == "" || p.Source == "" {
			errs.Add(d.At, "expected outbound, inbound, because and source")
		}
		switch p.Answer {
		case AnswerCompatible, AnswerConditional, AnswerConflict:
		default:
			errs.Add(d.Answer.At, "unknown answer %q%s", p.Answer, Suggest(p.Answer, []string{AnswerCompatible, AnswerConditional, AnswerConflict}))
		}
		if len(p.Usage) == 0 {
			p.Usage = usages
		}
		for i, u := range p.Usage {
			if strings.Contains(strings.Join(usages, " "), u) {
				continue
			}
			errs.Add(d.Usage[i].At, "unknown usage %q%s", u, Suggest(u, usages))
		}
		out = append(out, p)
	}
	return out, errs
}

func plain(values []Value[string]) []string {
	var out []string
	for _, v := range values {
		out = append(out, v.V)
	}
	return out
}

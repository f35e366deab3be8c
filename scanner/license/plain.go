// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"cmp"
	"slices"
	"strings"

	classifier "github.com/google/licenseclassifier/v2"
	"github.com/google/licenseclassifier/v2/assets"
)

// plain is unmodified licenseclassifier over whole files: the yardstick of the
// text engine.
type plain struct{ lc *classifier.Classifier }

func newPlain() (*plain, error) {
	lc, err := assets.DefaultClassifier()
	if err != nil {
		return nil, err
	}
	return &plain{lc}, nil
}

func (p *plain) find(content []byte) []match {
	starts := lineStarts(content)
	offset := func(line int) int { return starts[min(max(line-1, 0), len(starts)-1)] }
	var out []match
	for _, m := range p.lc.Match(content).Matches {
		if m.MatchType == "Copyright" {
			continue
		}
		out = append(out, match{
			kind: strings.ToLower(m.MatchType), name: m.Name, confidence: m.Confidence,
			start: offset(m.StartLine), end: max(offset(m.EndLine+1)-1, offset(m.StartLine)), first: m.StartLine, last: m.EndLine,
		})
	}
	slices.SortFunc(out, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(b.confidence, a.confidence), strings.Compare(a.name, b.name), strings.Compare(a.kind, b.kind))
	})
	return out
}

func lineStarts(content []byte) []int {
	starts := []int{0}
	for i, c := range content {
		if c == '\n' && i+1 < len(content) {
			starts = append(starts, i+1)
		}
	}
	return starts
}

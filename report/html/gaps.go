// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// gapPlaces caps the places of gaps of one kind that are listed.
const gapPlaces = 25

// gapKind holds the gaps of one code.
type gapKind struct {
	code string
	gaps []inventory.Gap
}

// gapKinds groups gaps by code, the most frequent first.
func gapKinds(gaps []inventory.Gap) []*gapKind {
	index := map[string]*gapKind{}
	var kinds []*gapKind
	for _, g := range gaps {
		k := index[g.Code]
		if k == nil {
			k = &gapKind{code: g.Code}
			index[g.Code] = k
			kinds = append(kinds, k)
		}
		k.gaps = append(k.gaps, g)
	}
	slices.SortStableFunc(kinds, func(a, b *gapKind) int {
		return cmp.Or(len(b.gaps)-len(a.gaps), strings.Compare(a.code, b.code))
	})
	return kinds
}

// gapView is a kind of gaps on the page.
type gapView struct {
	Code   string
	N      int
	Help   string
	Places []gapPlaceView
	More   int
}

type gapPlaceView struct{ Place, Why string }

func (b *builder) gaps() []gapView {
	var out []gapView
	for _, k := range gapKinds(b.v.Gaps) {
		g := gapView{Code: cmp.Or(line(k.code), "?"), N: len(k.gaps), Help: b.gapHelp(k.code)}
		for i := range k.gaps[:min(len(k.gaps), gapPlaces)] {
			why := line(k.gaps[i].Reason)
			if d := k.gaps[i].Detector; d != "" {
				why = line(d) + ": " + why
			}
			g.Places = append(g.Places, gapPlaceView{b.gapPlace(&k.gaps[i]), why})
		}
		g.More = len(k.gaps) - len(g.Places)
		out = append(out, g)
	}
	return out
}

func (b *builder) gapPlace(g *inventory.Gap) string {
	return b.place(inventory.Location{Path: g.Path, Commit: g.Commit})
}

// gapHelp says what to do about gaps of a code.
func (b *builder) gapHelp(code string) string {
	if s, ok := b.words.words["gap."+code]; ok {
		return s
	}
	return b.words.text("gap.other")
}

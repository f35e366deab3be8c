// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// Size of the icicle. Its columns are: all, direct components, what these bring along.
const (
	icicleWidth  = 960
	icicleFirst  = 128 // width of the first column
	icicleDepth  = 4   // further columns, at most
	icicleLine   = 17  // height that a name needs
	icicleSmall  = 9   // height that a small one needs
	icicleLeast  = 85  // height of the whole
	icicleMost   = 560
	icicleThin   = 4   // what would be thinner is drawn together, by category
	icicleLetter = 6.8 // width of a letter
)

// icicleView is the dependency tree as a chart: each component stands right of the one
// that brings it along, as high as all that it brings along itself, in the color of its license's category.
type icicleView struct {
	Width, Height int
	Parts         []piece
}

// piece is a rectangle of the icicle.
type piece struct {
	X, Y, W, H, TextY      string
	Category, Label, Title string
	Small                  bool
}

// branch is a component with those that it brings along.
type branch struct {
	name, category, license string
	children                []*branch
	size                    int // components without further ones below it
}

// icicle draws the components; nil when there is none.
func (b *builder) icicle(list []inventory.Component) *icicleView {
	if len(list) == 0 {
		return nil
	}
	root := b.tree(list)
	root.measure()
	columns := min(max(root.depth(), 1), icicleDepth)
	height := min(max(icicleLeast, root.size*icicleLine), icicleMost)
	d := b.draw(root, columns, height)
	if few := max(icicleLeast, len(d.parts)*icicleLine); few < height { // nearly all is drawn together
		height = few
		d = b.draw(root, columns, height)
	}
	return &icicleView{icicleWidth, height, d.parts}
}

func (b *builder) draw(root *branch, columns, height int) *drawing {
	d := &drawing{words: b.words, columns: columns, unit: float64(height) / float64(root.size)}
	d.piece(0, 0, root.size, icicleFirst, "all", root.name, root.name)
	d.children(root, 0, 0)
	return d
}

// tree hangs each component below the one that brings it along. Those of which no
// path from the root is known hang together.
func (b *builder) tree(list []inventory.Component) *branch {
	root := &branch{name: b.words.count("icicle.all", len(list))}
	lost := &branch{name: b.words.text("icicle.lost"), category: "all"}
	byPURL := make(map[string]*branch, len(list))
	nodes := make([]*branch, len(list))
	for i := range list {
		c := &list[i]
		license := componentLicense(c)
		nodes[i] = &branch{name: strings.TrimSpace(cmp.Or(line(c.Name), line(c.PURL)) + " " + line(cmp.Or(c.Version, c.Range))), category: b.categories.of(license), license: cmp.Or(line(license), b.words.text("unknown"))}
		byPURL[c.PURL] = nodes[i]
	}
	for i := range list {
		c, parent := &list[i], lost
		switch {
		case c.Direct:
			parent = root
		case b.facts.pathFromRoot(c) != "":
			parent = byPURL[c.Via]
		}
		parent.children = append(parent.children, nodes[i])
	}
	if len(lost.children) > 0 {
		root.children = append(root.children, lost)
	}
	return root
}

// measure counts what hangs below, and puts the largest first.
func (n *branch) measure() {
	for _, c := range n.children {
		c.measure()
		n.size += c.size
	}
	n.size = max(n.size, 1)
	slices.SortStableFunc(n.children, func(x, y *branch) int {
		return cmp.Or(cmp.Compare(y.size, x.size), cmp.Compare(slices.Index(categories(), y.category), slices.Index(categories(), x.category)), strings.Compare(x.name, y.name))
	})
}

// depth is how many components stand on the longest path below a branch.
func (n *branch) depth() int {
	most := 0
	for _, c := range n.children {
		most = max(most, c.depth()+1)
	}
	return most
}

// drawing collects pieces; a component without further ones is unit high.
type drawing struct {
	words   catalog
	columns int // behind the first
	unit    float64
	parts   []piece
}

// children draws what hangs below a branch, in a column, from the place at on. Those
// that would be too thin are drawn as one piece for each category.
func (d *drawing) children(n *branch, depth, at int) {
	if depth == d.columns {
		return
	}
	width := (icicleWidth - icicleFirst) / d.columns
	x := icicleFirst + depth*width
	thin := map[string][]*branch{}
	for _, c := range n.children {
		if float64(c.size)*d.unit < icicleThin {
			thin[c.category] = append(thin[c.category], c)
			continue
		}
		title := c.name
		if c.license != "" {
			title += " · " + c.license
		}
		d.piece(x, at, c.size, width, c.category, c.name, title)
		d.children(c, depth+1, at)
		at += c.size
	}
	for _, category := range slices.Backward(append(categories(), "all")) { // what asks for most first
		group := thin[category]
		if len(group) == 0 {
			continue
		}
		size := 0
		for _, c := range group {
			size += c.size
		}
		name := d.words.count("icicle.many", len(group), "first", group[0].name)
		d.piece(x, at, size, width, category, name, name+" · "+d.words.word("category", category))
		at += size
	}
}

// piece draws n components from the one at on, with a name where there is room.
func (d *drawing) piece(x, at, n, width int, category, name, title string) {
	y, h := float64(at)*d.unit, float64(n)*d.unit
	p := piece{X: decimal(float64(x)), Y: decimal(y), W: decimal(float64(width) - 2), H: decimal(max(h-1, 0.5)), Category: category, Title: title}
	switch {
	case h >= icicleLine-3:
		p.Label, p.TextY = fit(name, int(float64(width-16)/icicleLetter)), decimal(min(h/2, 20)+4)
	case h >= icicleSmall:
		p.Label, p.TextY, p.Small = fit(name, int(float64(width-16)/icicleLetter*1.3)), decimal(h/2+2.5), true
	}
	d.parts = append(d.parts, p)
}

// fit cuts a name to a number of columns; wide characters take two.
func fit(s string, columns int) string {
	used := 0
	for i, r := range s {
		if used++; r >= 0x1100 {
			used++
		}
		if used > columns {
			return strings.TrimRight(s[:i], " ·") + "…"
		}
	}
	return s
}

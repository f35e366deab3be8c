// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/outgate/outgate/inventory"
)

// staticComponents caps the components that stand in the page itself.
const staticComponents = 40

// componentLicense is the license to show: what was found in the files of a
// package, else what it declares.
func componentLicense(c *inventory.Component) string {
	return cmp.Or(c.Licenses.Concluded, c.Licenses.Declared)
}

// componentView is a component as a line of the table.
type componentView struct {
	Name, Version, PURL, Scope, Declared, Concluded, Category, Path, Place string
	Direct, Distributed                                                    bool
}

// ordered are the components, those whose license asks for most first.
func (b *builder) ordered() []inventory.Component {
	list := slices.Clone(b.inv.Components)
	rank := func(c *inventory.Component) int {
		return slices.Index(categories(), b.categories.of(componentLicense(c)))
	}
	slices.SortStableFunc(list, func(x, y inventory.Component) int { return cmp.Compare(rank(&y), rank(&x)) })
	return list
}

func (b *builder) component(c *inventory.Component) componentView {
	v := componentView{Name: cmp.Or(line(c.Name), line(c.PURL)), Version: line(cmp.Or(c.Version, c.Range)), PURL: line(c.PURL), Scope: line(c.Scope), Declared: line(c.Licenses.Declared),
		Concluded: line(c.Licenses.Concluded), Category: b.categories.of(componentLicense(c)), Path: b.facts.pathFromRoot(c), Direct: c.Direct, Distributed: c.Distributed}
	if len(c.Evidence) > 0 {
		v.Place = line(c.Evidence[0].Path)
		if n := c.Evidence[0].Line; n > 0 {
			v.Place += fmt.Sprintf(":%d", n)
		}
	}
	return v
}

// componentTable holds all components in columns.
type componentTable struct {
	Name      *column `json:"name"`
	Version   *column `json:"version"`
	PURL      *column `json:"purl"`
	Scope     *column `json:"scope"`
	Declared  *column `json:"declared"`
	Concluded *column `json:"concluded"`
	Category  *column `json:"category"`
	Path      *column `json:"path"`
	Place     *column `json:"place"`
	Direct    string  `json:"direct"` // a digit for each row
}

// componentTable is nil when there is no inventory.
func (b *builder) componentTable() *componentTable {
	if b.inv == nil {
		return nil
	}
	list := b.ordered()
	t := &componentTable{}
	columns := []**column{&t.Name, &t.Version, &t.PURL, &t.Scope, &t.Declared, &t.Concluded, &t.Category, &t.Path, &t.Place}
	for _, c := range columns {
		*c = newColumn(len(list))
	}
	direct := make([]byte, len(list))
	for i := range list {
		c := b.component(&list[i])
		for k, s := range []string{c.Name, c.Version, c.PURL, c.Scope, c.Declared, c.Concluded, c.Category, c.Path, c.Place} {
			(*columns[k]).add(s)
		}
		if direct[i] = '0'; c.Direct {
			direct[i] = '1'
		}
	}
	for _, c := range columns {
		(*c).done()
	}
	t.Direct = string(direct)
	return t
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package bom

import (
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

const (
	maxStatements = 32  // copyright statements of one package
	sureStatement = 0.9 // confidence of one
)

// copyrights finds the copyright statements of packages: those in their own license
// files, and of the product those in the license files and notices at its root.
type copyrights struct {
	files map[string]*inventory.File // that hold statements, by path
}

func newCopyrights(inv *inventory.Inventory) *copyrights {
	c := &copyrights{files: map[string]*inventory.File{}}
	for i := range inv.Files {
		if f := &inv.Files[i]; len(f.Copyrights) > 0 {
			c.files[f.Path] = f
		}
	}
	return c
}

// of returns the statements of a component, each once, in the order of its files.
func (c *copyrights) of(l *inventory.ComponentLicenses) (out []string) {
	for _, t := range l.Texts {
		if t.Cache == "" {
			out = c.add(out, t.Path)
		}
	}
	for _, f := range l.Others {
		if f.Cache == "" {
			out = c.add(out, f.Path)
		}
	}
	return out
}

// ofRoot returns the statements of the product.
func (c *copyrights) ofRoot(inv *inventory.Inventory) (out []string) {
	for i := range inv.Files {
		p := inv.Files[i].Path
		if path.Dir(p) != "." {
			continue
		}
		word := strings.ToLower(p)
		if i := strings.IndexAny(word, ".-_"); i > 0 {
			word = word[:i]
		}
		switch word {
		case "license", "licence", "copying", "copyright", "notice":
			out = c.add(out, p)
		}
	}
	return out
}

func (c *copyrights) add(out []string, p string) []string {
	f := c.files[p]
	if f == nil {
		return out
	}
	seen := map[string]bool{}
	for _, s := range out {
		seen[s] = true
	}
	for i := range f.Copyrights {
		s := strings.Join(strings.Fields(f.Copyrights[i].Statement), " ")
		if f.Copyrights[i].Confidence >= sureStatement && s != "" && !seen[s] && len(out) < maxStatements && !ofLicenseText(s, f) {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// ofLicenseText reports a statement on the license text itself, which says nothing of what stands under it.
func ofLicenseText(statement string, f *inventory.File) bool {
	for _, text := range []struct{ license, holder string }{
		{"GPL-", "Free Software Foundation"}, {"GFDL-", "Free Software Foundation"}, {"WTFPL", "Sam Hocevar"}, {"Artistic-2.0", "Perl Foundation"}, {"BUSL-", "MariaDB"},
	} {
		if !strings.Contains(statement, text.holder) {
			continue
		}
		for i := range f.Licenses {
			if strings.Contains(f.Licenses[i].Expression, text.license) {
				return true
			}
		}
	}
	return false
}

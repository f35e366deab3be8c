// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// rootLicense is a license file of the project itself.
type rootLicense struct {
	file *inventory.File
	main *inventory.License // the license it is about; nil when none was recognized
}

// rootLicenses returns the license files at the root, in path order; without
// one, the texts below LICENSES (REUSE 3.3).
func rootLicenses(inv *inventory.Inventory) []rootLicense {
	var root, reuse []rootLicense
	for i := range inv.Files {
		f := &inv.Files[i]
		dir, name := split(f.Path)
		switch {
		case dir == "" && isLicenseName(name) && f.Header == nil:
			root = append(root, rootLicense{f, mainLicense(f)})
		case dir == "LICENSES":
			if m := mainLicense(f); m != nil {
				reuse = append(reuse, rootLicense{f, m})
			}
		}
	}
	if len(root) == 0 {
		return reuse
	}
	return root
}

// mainLicense is the first known license text of a file, else its first tag or notice.
func mainLicense(f *inventory.File) *inventory.License {
	for _, class := range []string{inventory.ClassText, inventory.ClassTag, inventory.ClassNotice} {
		for i := range f.Licenses {
			if f.Licenses[i].Class == class && listedOnly(f.Licenses[i].Expression) {
				return &f.Licenses[i]
			}
		}
	}
	return nil
}

// listedOnly reports whether an expression names nothing but licenses of the
// SPDX list. A LicenseRef says that a text was found, and not what it grants.
func listedOnly(expression string) bool {
	e, err := spdx.Parse(expression)
	return err == nil && !slices.ContainsFunc(e.Licenses(), func(l spdx.License) bool { return strings.Contains(l.ID, "LicenseRef-") })
}

// outboundFrom is the license that the root license files grant: several files
// are a choice, but for the LGPL, whose text builds on that of the GPL.
func outboundFrom(roots []rootLicense) *spdx.Expr {
	var exprs []*spdx.Expr
	lesser := false
	for _, r := range roots {
		if r.main == nil {
			continue
		}
		if e, err := spdx.Parse(r.main.Expression); err == nil {
			exprs = append(exprs, e)
			lesser = lesser || strings.HasPrefix(e.String(), "LGPL-")
		}
	}
	if lesser {
		exprs = slices.DeleteFunc(exprs, func(e *spdx.Expr) bool { return strings.HasPrefix(e.String(), "GPL-") })
	}
	return spdx.Or(exprs...)
}

func split(path string) (dir, name string) {
	i := strings.LastIndexByte(path, '/')
	return path[:max(i, 0)], path[i+1:]
}

// isLicenseName reports whether a file name is one that license texts have.
func isLicenseName(name string) bool {
	return hasStem(name, "license", "licence", "copying", "unlicense")
}

// hasStem reports whether a name is one of the stems, in any case, alone or
// followed by a separator and more.
func hasStem(name string, stems ...string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc(stems, func(stem string) bool {
		rest, ok := strings.CutPrefix(lower, stem)
		return ok && (rest == "" || strings.ContainsRune("._-", rune(rest[0])))
	})
}

// strong reports whether the evidence grants a license, rather than mentioning one.
func strong(l *inventory.License) bool {
	return l.Class == inventory.ClassText || l.Class == inventory.ClassTag || l.Class == inventory.ClassNotice
}

// licenseIDs returns the distinct ids that a file grants, sorted. known
// remembers the ids of expressions.
func licenseIDs(f *inventory.File, known map[string][]string) []string {
	var ids []string
	for i := range f.Licenses {
		if !strong(&f.Licenses[i]) {
			continue
		}
		expression := f.Licenses[i].Expression
		some, ok := known[expression]
		if !ok {
			some = []string{expression}
			if expr, err := spdx.Parse(expression); err == nil {
				some = nil
				for _, l := range expr.Licenses() {
					some = append(some, l.String())
				}
			}
			known[expression] = some
		}
		ids = append(ids, some...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

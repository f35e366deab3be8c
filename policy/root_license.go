// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"path"
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
func rootLicenses(inv *inventory.Inventory) []rootLicense { return rootLicensesIn(inv, "") }

// rootLicensesIn returns those of the part of a repository below a directory.
func rootLicensesIn(inv *inventory.Inventory, below string) []rootLicense {
	var root, reuse []rootLicense
	for i := range inv.Files {
		f := &inv.Files[i]
		dir, name := split(f.Path)
		switch {
		case dir == below && isLicenseName(name) && !isAttribution(name) && f.Header == nil:
			root = append(root, rootLicense{f, mainLicense(f)})
		case dir == path.Join(below, "LICENSES"):
			if m := mainLicense(f); m != nil {
				reuse = append(reuse, rootLicense{f, m})
			}
		}
	}
	if len(root) == 0 {
		return reuse
	}
	plain := func(r rootLicense) bool { return plainLicense(r) && r.main != nil }
	if slices.ContainsFunc(root, plain) { // beside it, LICENSE-x is about something else
		root = slices.DeleteFunc(root, func(r rootLicense) bool { return !plainLicense(r) })
	}
	return root
}

// plainLicense reports a file named just LICENSE or COPYING, with any ending of
// a text, and the second part of the LGPL.
func plainLicense(r rootLicense) bool {
	dir, name := split(r.file.Path)
	if path.Base(dir) == "LICENSES" {
		return false
	}
	stem, ext, _ := strings.Cut(strings.ToLower(name), ".")
	switch ext {
	case "", "txt", "md", "rst", "html", "adoc", "lesser", "lesser.txt", "lesser.md", "lib", "lib.txt":
		return stem == "license" || stem == "licence" || stem == "copying" || stem == "unlicense"
	}
	return false
}

// isAttribution reports names of files that hold the licenses of others.
func isAttribution(name string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc([]string{"3rd", "third", "thirdparty", "dependenc", "bundled", "binary"}, func(w string) bool { return strings.Contains(lower, w) })
}

// mainLicense is the first known license text of a file, else its first tag or
// notice. A dedication to the public domain stands back: beside a license it is
// about a part.
func mainLicense(f *inventory.File) *inventory.License {
	for _, known := range []func(string) bool{listedOnly, dedication} {
		for _, class := range []string{inventory.ClassText, inventory.ClassTag, inventory.ClassNotice} {
			for i := range f.Licenses {
				if f.Licenses[i].Class == class && known(f.Licenses[i].Expression) {
					return &f.Licenses[i]
				}
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

// outboundFrom is the license that the root license files grant.
func outboundFrom(roots []rootLicense) *spdx.Expr { return spdx.Or(rootExprs(roots)...) }

// RootLicense is the license under which the files of an inventory put the whole,
// as an SPDX expression; "" when no license file at the root says so.
func RootLicense(inv *inventory.Inventory) string { return outboundFrom(rootLicenses(inv)).String() }

// rootExprs returns the distinct licenses of the root license files: several
// are taken for a choice, but for the LGPL, whose text builds on that of the GPL.
func rootExprs(roots []rootLicense) []*spdx.Expr {
	var exprs []*spdx.Expr
	lesser := false
	for _, r := range roots {
		if r.main == nil {
			continue
		}
		if e, err := spdx.Parse(r.main.Expression); err == nil {
			if !slices.ContainsFunc(exprs, func(x *spdx.Expr) bool { return x.String() == e.String() }) {
				exprs = append(exprs, e)
			}
			lesser = lesser || strings.HasPrefix(e.String(), "LGPL-")
		}
	}
	if lesser {
		exprs = slices.DeleteFunc(exprs, func(e *spdx.Expr) bool { return strings.HasPrefix(e.String(), "GPL-") })
	}
	return exprs
}

// granted returns the expressions of the license texts in a file; without one,
// those of its tags and notices. A dedication to the public domain is no text
// that would speak for the others, and an exception alone grants nothing.
func granted(f *inventory.File) []string {
	var texts, rest []string
	speaks := false
	for i := range f.Licenses {
		switch l := &f.Licenses[i]; {
		case loneException(l.Expression) != "":
		case l.Class == inventory.ClassText:
			texts = append(texts, l.Expression)
			speaks = speaks || !dedication(l.Expression)
		case strong(l):
			rest = append(rest, l.Expression)
		}
	}
	if speaks {
		return texts
	}
	return append(texts, rest...)
}

// fitsOutbound reports whether a license at the root is the outbound license or
// one of its choices, as its text shows it. The LGPL brings the text of the GPL.
func (j *judge) fitsOutbound(expression string) bool {
	e, err := spdx.Parse(expression)
	if err != nil || j.out.expr == nil {
		return false
	}
	lesser := slices.ContainsFunc(j.roots, func(r rootLicense) bool {
		return slices.ContainsFunc(granted(r.file), func(e string) bool { return strings.HasPrefix(e, "LGPL-") })
	})
	fits := func(l spdx.License) bool {
		return flowsInto(l, j.out.expr) || slices.ContainsFunc(j.out.expr.Licenses(), func(o spdx.License) bool {
			return plainID(o) == plainID(l) || lesser && strings.HasPrefix(o.ID, "LGPL-") && strings.HasPrefix(l.ID, "GPL-")
		})
	}
	return slices.ContainsFunc(e.Choices(), func(choice []spdx.License) bool {
		return !slices.ContainsFunc(choice, func(l spdx.License) bool { return !fits(l) })
	})
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
		expression := f.Licenses[i].Expression
		if !strong(&f.Licenses[i]) || loneException(expression) != "" {
			continue
		}
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

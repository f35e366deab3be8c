// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package spdx

import (
	_ "embed" // the lists
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed data/licenses.txt
var licensesTxt string

//go:embed data/exceptions.txt
var exceptionsTxt string

type entry struct {
	id                     string
	deprecated, osi, libre bool
}

type index struct {
	ids           []string         // sorted without regard to case
	byLower       map[string]entry // lower case id -> entry
	exceptions    map[string]string
	oldExceptions map[string]bool   // deprecated ones, by their ids
	bySqueezed    map[string]string // squeezed spelling -> current id, for Suggest
}

// lists is built on first use and never changes.
var lists = sync.OnceValue(func() *index {
	x := &index{byLower: map[string]entry{}, exceptions: map[string]string{}, oldExceptions: map[string]bool{}, bySqueezed: map[string]string{}}
	for line := range strings.Lines(licensesTxt) {
		id, marks, _ := strings.Cut(strings.TrimSpace(line), " ")
		e := entry{id, strings.Contains(marks, "deprecated"), strings.Contains(marks, "osi"), strings.Contains(marks, "libre")}
		x.ids = append(x.ids, id)
		x.byLower[strings.ToLower(id)] = e
		target := replace(id, false).String()
		if key := squeeze(id); x.bySqueezed[key] == "" || !e.deprecated {
			x.bySqueezed[key] = target
		}
	}
	for line := range strings.Lines(exceptionsTxt) {
		id, marks, _ := strings.Cut(strings.TrimSpace(line), " ")
		x.exceptions[strings.ToLower(id)] = id
		x.oldExceptions[id] = strings.Contains(marks, "deprecated")
	}
	return x
})

// replacement is what a deprecated id stands for. plain is used without "+",
// later with it. Net-SNMP has no single replacement and stays as it is.
type replacement struct{ plain, later License }

func gnu(family, exception string) replacement {
	return replacement{
		License{ID: family + "-only", Exception: exception},
		License{ID: family + "-or-later", Exception: exception},
	}
}

func same(id, exception string) replacement {
	l := License{ID: id, Exception: exception}
	return replacement{l, l}
}

func plain(id string) replacement {
	return replacement{License{ID: id}, License{ID: id, OrLater: true}}
}

func replacementOf(id string) (replacement, bool) {
	switch id {
	case "AGPL-1.0", "AGPL-3.0", "GFDL-1.1", "GFDL-1.2", "GFDL-1.3", "GPL-1.0", "GPL-2.0", "GPL-3.0", "LGPL-2.0", "LGPL-2.1", "LGPL-3.0":
		return gnu(id, ""), true
	case "GPL-2.0-with-autoconf-exception":
		return gnu("GPL-2.0", "Autoconf-exception-2.0"), true
	case "GPL-2.0-with-bison-exception":
		return gnu("GPL-2.0", "Bison-exception-2.2"), true
	case "GPL-2.0-with-classpath-exception":
		return gnu("GPL-2.0", "Classpath-exception-2.0"), true
	case "GPL-2.0-with-font-exception":
		return gnu("GPL-2.0", "Font-exception-2.0"), true
	case "GPL-2.0-with-GCC-exception":
		return gnu("GPL-2.0", "GCC-exception-2.0"), true
	case "GPL-3.0-with-autoconf-exception":
		return gnu("GPL-3.0", "Autoconf-exception-3.0"), true
	case "GPL-3.0-with-GCC-exception":
		return gnu("GPL-3.0", "GCC-exception-3.1"), true
	case "eCos-2.0":
		return same("GPL-2.0-or-later", "eCos-exception-2.0"), true
	case "wxWindows": // its text grants the GNU Library General Public License, version 2 or later
		return same("LGPL-2.0-or-later", "WxWindows-exception-3.1"), true
	case "BSD-2-Clause-FreeBSD":
		return plain("BSD-2-Clause-Views"), true
	case "BSD-2-Clause-NetBSD":
		return plain("BSD-2-Clause"), true
	case "bzip2-1.0.5":
		return plain("bzip2-1.0.6"), true
	case "Nunit":
		return plain("zlib-acknowledgement"), true
	case "StandardML-NJ":
		return plain("SMLNJ"), true
	}
	return replacement{}, false
}

// replace turns a canonical id and a "+" into a leaf without deprecated ids.
func replace(id string, plus bool) License {
	if r, ok := replacementOf(id); ok {
		if plus {
			return r.later
		}
		return r.plain
	}
	if !plus {
		return License{ID: id}
	}
	if base, ok := strings.CutSuffix(id, "-only"); ok { // the "+" was added on purpose
		if _, gnu := replacementOf(base); gnu {
			return License{ID: base + "-or-later"}
		}
	}
	if base, ok := strings.CutSuffix(id, "-or-later"); ok {
		if _, gnu := replacementOf(base); gnu {
			return License{ID: id}
		}
	}
	if rest, ok := strings.CutPrefix(id, "GFDL-"); ok { // GFDL-1.1-invariants-only and its kin
		if base, only := strings.CutSuffix(rest, "-only"); only {
			return License{ID: "GFDL-" + base + "-or-later"}
		}
		return License{ID: id}
	}
	return License{ID: id, OrLater: true}
}

// Known looks an identifier up without regard to case and returns its
// canonical spelling and whether the list calls it deprecated.
// LicenseRef-idstring and DocumentRef-idstring:LicenseRef-idstring are known
// by their form and returned as they are.
func Known(id string) (canonical string, deprecated, ok bool) {
	if isRef(id) {
		return id, false, true
	}
	e, ok := lists().byLower[strings.ToLower(id)]
	return e.id, e.deprecated, ok
}

func isRef(id string) bool {
	if rest, ok := strings.CutPrefix(id, "DocumentRef-"); ok {
		doc, ref, ok := strings.Cut(rest, ":")
		if !ok || !isIDString(doc) {
			return false
		}
		id = ref
	}
	rest, ok := strings.CutPrefix(id, "LicenseRef-")
	return ok && isIDString(rest)
}

func isIDString(s string) bool {
	for i := range len(s) {
		if !idByte(s[i]) || s[i] == ':' {
			return false
		}
	}
	return s != ""
}

// KnownException looks an exception identifier up without regard to case.
func KnownException(id string) (canonical string, ok bool) {
	canonical, ok = lists().exceptions[strings.ToLower(id)]
	return canonical, ok
}

// Deprecated reports whether the list calls the identifier of a license or an
// exception deprecated; false for unknown ones. The spelling must be that of the list.
func Deprecated(id string) bool {
	if e := lists().byLower[strings.ToLower(id)]; e.id == id && id != "" {
		return e.deprecated
	}
	return lists().oldExceptions[id]
}

// IDs returns all license identifiers of the list, current and deprecated,
// sorted without regard to case.
func IDs() []string { return append([]string(nil), lists().ids...) }

// ExceptionIDs returns all exception identifiers of the list, sorted.
func ExceptionIDs() []string { return slices.Sorted(maps.Values(lists().exceptions)) }

// OSIApproved reports whether the Open Source Initiative has approved the
// license, as far as the list says; false for unknown ids.
func OSIApproved(id string) bool { return lists().byLower[strings.ToLower(id)].osi }

// FSFLibre reports whether the Free Software Foundation calls the license free, as
// far as the list says; false for unknown ids.
func FSFLibre(id string) bool { return lists().byLower[strings.ToLower(id)].libre }

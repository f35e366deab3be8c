// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package spdx

import (
	"slices"
	"strings"
)

// Agree reports whether the license texts that were found fit what is declared:
// they show one of the licenses that it names. (Others beside it, of bundled
// code say, are what Beyond returns.)
// What no text can tell is left aside: whether later versions are allowed, and
// exceptions, which stand elsewhere. The text of Python-2.0 holds that of
// PSF-2.0, and LGPL-3.0 asks for the text of GPL-3.0. The text of a license that is
// declared by a reference of the package's own nobody knows. Without either there
// is nothing to disagree with.
func Agree(declared, found *Expr) bool {
	if declared == nil || found == nil {
		return true
	}
	named := textsOf(declared.Licenses())
	if slices.ContainsFunc(declared.Licenses(), func(l License) bool { return ownRef(l.ID) }) {
		return true
	}
	for text := range textsOf(found.Licenses()) {
		if named[text] {
			return true
		}
	}
	return false
}

// ownRef reports whether an identifier is a reference that a package has made up:
// none of ours, which name what many say.
func ownRef(id string) bool {
	return strings.HasPrefix(id, "LicenseRef-") && id != "LicenseRef-public-domain" && !strings.HasPrefix(id, "LicenseRef-outgate-")
}

// Beyond returns the licenses of the texts found that what is declared does not name.
func Beyond(declared, found *Expr) []License {
	named := textsOf(declared.Licenses())
	return slices.DeleteFunc(found.Licenses(), func(l License) bool { return named[textOf(l)] })
}

func textsOf(all []License) map[string]bool {
	set := make(map[string]bool, len(all)+1)
	for _, l := range all {
		t := textOf(l)
		set[t] = true
		switch t {
		case "Python-2.0":
			set["PSF-2.0"] = true
		case "LGPL-3.0":
			set["GPL-3.0"] = true
		}
	}
	return set
}

// textOf is the identifier of what a license's text is, in the form that
// packages declare: the Python stack with one year more, and the BSD with a
// sentence on whose views it expresses, have names of their own that few use.
func textOf(l License) string {
	id, _ := strings.CutSuffix(l.ID, "-or-later")
	id, _ = strings.CutSuffix(id, "-only")
	switch id {
	case "Python-2.0.1":
		return "Python-2.0"
	case "BSD-2-Clause-Views":
		return "BSD-2-Clause"
	}
	return id
}

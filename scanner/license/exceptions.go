// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"cmp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// loneException stands for the license that an exception belongs to where the
// file does not say which.
const loneException = "LicenseRef-outgate-exception"

// exceptionLines is how far behind a notice its exception may stand.
const exceptionLines = 80

// addExceptions joins each exception to the notice or text it belongs to: the
// last one before it that it fits, else the next one. A text of an exception
// that belongs to nothing is a fact of its own, a name is not.
func addExceptions(facts, exceptions []fact) []fact {
	for _, x := range exceptions {
		if slices.ContainsFunc(facts, func(f fact) bool { return saysItself(&f, &x) }) {
			continue
		}
		best := -1
		for i := range facts {
			if f := &facts[i]; !f.weak && fitsAny(f.expr, x.Expression) && !tooFar(f, &x) && (best < 0 || nearer(&x, f, &facts[best])) {
				best = i
			}
		}
		if best < 0 {
			if e := ref(loneException + " WITH " + x.Expression); e != nil && !x.weak {
				x.expr, x.Expression = e, e.String()
				facts = append(facts, x)
			}
			continue
		}
		f := &facts[best]
		if e := withException(f.expr, x.Expression); e != nil {
			f.expr, f.Expression, f.also = e, e.String(), append(f.also, x)
			if x.Class == inventory.ClassText && f.StartLine <= x.StartLine && x.StartLine-f.EndLine <= exceptionLines {
				f.EndLine = max(f.EndLine, x.EndLine)
			}
		}
	}
	return facts
}

// saysItself reports whether an exception is named beside an expression that holds
// it: of a part of the file, as a list of the licenses of bundled code has them.
func saysItself(f, x *fact) bool {
	return x.Class != inventory.ClassText && f.Class != inventory.ClassText && f.StartLine-besideLines <= x.EndLine && x.StartLine <= f.EndLine+besideLines &&
		slices.ContainsFunc(f.expr.Licenses(), func(l spdx.License) bool { return l.Exception == x.Expression })
}

// besideLines is how far from an expression its exception may be named.
const besideLines = 3

// tooFar reports whether an exception is named so far behind the text of a license
// that it belongs to something else.
func tooFar(f, x *fact) bool {
	return f.Class == inventory.ClassText && x.Class != inventory.ClassText && x.StartLine > f.EndLine+exceptionLines
}

func fitsAny(e *spdx.Expr, exception string) bool {
	return slices.ContainsFunc(e.Licenses(), func(l spdx.License) bool { return fits(l.ID, exception) })
}

// nearer reports whether an exception belongs to a rather than to b.
func nearer(x, a, b *fact) bool {
	rank := func(f *fact) int { // distance in lines; what follows is farther away
		if f.StartLine <= x.EndLine {
			return max(0, x.StartLine-f.EndLine)
		}
		return exceptionLines + f.StartLine - x.EndLine
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.StartLine, a.StartLine)) < 0
}

// withException adds an exception to the licenses of an expression that it
// fits. It returns nil when it fits none, or they have one already.
func withException(e *spdx.Expr, exception string) *spdx.Expr {
	fields := strings.Fields(e.String())
	added := false
	for i, f := range fields {
		id := strings.Trim(f, "()")
		if i+1 < len(fields) && fields[i+1] == "WITH" || i > 0 && fields[i-1] == "WITH" || !fits(id, exception) {
			continue
		}
		fields[i] = strings.Replace(f, id, id+" WITH "+exception, 1)
		added = true
	}
	if !added {
		return nil
	}
	return ref(strings.Join(fields, " "))
}

// fits reports whether an exception can belong to a license: those of LLVM and
// Swift are Apache's, all others the GNU family's, of the version that they
// name.
func fits(id, exception string) bool {
	switch exception {
	case "LLVM-exception", "Swift-exception":
		return strings.HasPrefix(id, "Apache-")
	case "GCC-exception-3.1", "Autoconf-exception-3.0", "Autoconf-exception-generic-3.0", "Qt-GPL-exception-1.0":
		return strings.Contains(id, "GPL-3")
	case "Classpath-exception-2.0":
		return strings.HasPrefix(id, "GPL-") && !strings.HasPrefix(id, "GPL-1.0-only")
	}
	lesser := strings.HasPrefix(id, "LGPL-")
	switch {
	case strings.Contains(exception, "LGPL"):
		return lesser
	case strings.Contains(exception, "GPL-"), strings.Contains(exception, "Linux"):
		return !lesser && strings.Contains(id, "GPL-")
	}
	return strings.Contains(id, "GPL-")
}

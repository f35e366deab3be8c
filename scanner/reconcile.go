// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// reconcile joins the facts that different detectors found in one file. The GNU
// licenses carry the copyright line of their own steward; inside such a text it
// speaks of the license, not of the file.
func reconcile(f *inventory.File) {
	f.Copyrights = slices.DeleteFunc(f.Copyrights, func(c inventory.Copyright) bool {
		if !slices.ContainsFunc(c.Holders, func(h string) bool { return strings.Contains(h, "Free Software Foundation") }) {
			return false
		}
		return slices.ContainsFunc(f.Licenses, func(l inventory.License) bool {
			// The steward's line stands under the title, a few lines above the matched text at most.
			return l.Class == inventory.ClassText && isGNU(l.Expression) && l.StartLine-6 <= c.StartLine && c.EndLine <= l.EndLine
		})
	})
	if len(f.Copyrights) == 0 {
		f.Copyrights = nil
	}
}

func isGNU(expression string) bool {
	return slices.ContainsFunc([]string{"GPL-", "LGPL-", "AGPL-", "GFDL-"}, func(p string) bool { return strings.HasPrefix(expression, p) })
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// titleLines is how many lines above the matched text of a license its title
// and its steward's copyright line may stand.
const titleLines = 6

// reconcile joins the facts that different detectors found in one file. Some
// license texts carry the copyright line of whoever wrote the license, or an
// example of a notice; inside such a text these speak of the license, not of
// the file. The line above an MIT or BSD text is the file's own and stays.
func reconcile(f *inventory.File) {
	f.Copyrights = slices.DeleteFunc(f.Copyrights, func(c inventory.Copyright) bool {
		return slices.ContainsFunc(f.Licenses, func(l inventory.License) bool { return l.Class == inventory.ClassText && ofText(&c, &l) })
	})
	if len(f.Copyrights) == 0 {
		f.Copyrights = nil
	}
}

// ofText reports whether a statement belongs to the text of a license.
func ofText(c *inventory.Copyright, l *inventory.License) bool {
	if c.EndLine > l.EndLine || c.StartLine < l.StartLine-titleLines {
		return false
	}
	for _, s := range stewards() {
		if !slices.ContainsFunc(s.licenses, func(p string) bool { return strings.HasPrefix(l.Expression, p) }) || !s.title && c.StartLine < l.StartLine {
			continue
		}
		if slices.ContainsFunc(c.Holders, func(h string) bool {
			return slices.ContainsFunc(s.holders, func(n string) bool { return strings.Contains(h, n) })
		}) {
			return true
		}
	}
	return false
}

// steward is who is named in the texts of some licenses without holding what is licensed.
type steward struct {
	licenses []string // how their identifiers begin
	holders  []string // parts of the names
	title    bool     // the line stands under the title, above the text that is matched
}

// stewards lists the licenses whose official text holds a copyright line. Licenses
// in which the line names the licensor (MIT, BSD, Apache-1.1, PHP, W3C) are not among them.
func stewards() []steward {
	return []steward{
		{[]string{"GPL-", "LGPL-", "AGPL-", "GFDL-"}, []string{"Free Software Foundation"}, true},
		{[]string{"AGPL-1"}, []string{"Affero"}, true},
		{[]string{"SSPL-"}, []string{"MongoDB"}, true},
		{[]string{"OSL-", "AFL-", "NPOSL-"}, []string{"Lawrence", "Rosen"}, true},
		{[]string{"Artistic-2"}, []string{"Perl Foundation"}, true},
		{[]string{"WTFPL"}, []string{"Hocevar"}, true},
		{[]string{"QPL-"}, []string{"Trolltech"}, true},
		{[]string{"RPL-"}, []string{"Technical Pursuit"}, true},
		{[]string{"BUSL-"}, []string{"MariaDB"}, false},
		{[]string{"EUPL-"}, []string{"European Community", "European Union"}, true},
		{[]string{"LPPL-"}, []string{"LaTeX3 Project", "M. Y. Name", "LaTeX Project"}, true},
		{[]string{"MPL-", "NPL-", "SPL-", "CPAL-"}, []string{"Mozilla", "Netscape", "the Initial Developer"}, false},
		{[]string{"CC-", "CC0-"}, []string{"Creative Commons"}, false},
		{[]string{"OFL-"}, []string{"SIL International"}, false},
		{[]string{"CDDL-"}, []string{"Sun Microsystems"}, false},
		{[]string{"APSL-"}, []string{"Apple"}, false},
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// copiedDoc is the section copied of a policy.
type copiedDoc struct {
	Level   word   `yaml:"level"`
	Share   number `yaml:"share"`
	Roles   []word `yaml:"roles"`
	Exclude []word `yaml:"exclude"`
}

// copiedRules judge files that are nearly identical.
type copiedRules struct {
	scoped
	share int // percent
}

func (l *loader) copiedOf(d *copiedDoc, p *Policy) {
	p.copied = copiedRules{scoped{l.setting(d.Level, "copied.level", "warn"), l.roles(d.Roles, "copied.roles"), l.globs(d.Exclude, "copied.exclude")}, 80}
	if d.Share.At.Line > 0 {
		p.copied.share = d.Share.V
		if d.Share.V < 60 || d.Share.V > 100 {
			l.add(d.Share.At, "copied.share: expected 60 to 100 percent, found %d", d.Share.V)
		}
	}
}

// minOwnCopy is from how many lines on a file of the product is a copy of another one: small
// classes of one project look alike without being copied.
const minOwnCopy = 40

func copiedFile() check {
	return check{
		Check: Check{
			Code: "copied-file", Post: PostIP,
			Title: "A file is a copy of another one, without its notice",
			Doc: "The code of a file of the project is nearly the same as that of a vendored file, or of a file of the project with another copyright notice, and a holder whom the other one names is missing here. " +
				"Nearly every license asks to keep that notice. A vendored file without a notice has that of its library's license file; where there is none either, the finding is a note. " +
				"Comments, white space and case do not count when files are compared. Holders of the project (project.holders) need not be named. Of two files of the project, at least 40 lines must agree, and the one with the older year, or whose notice the other one keeps and extends, is taken for the original.",
			Help: "use the vendored file itself; or put back its copyright and license notice, beside your own if you have changed it",
		},
		needs: []string{"similar", "copyright"}, waivable: true,
		on: func(p *Policy) bool { return !p.copied.allows() },
		run: func(j *judge) {
			files := make(map[string]*inventory.File, len(j.inv.Files))
			for i := range j.inv.Files {
				files[j.inv.Files[i].Path] = &j.inv.Files[i]
			}
			told := map[[2]string]bool{} // pairs of product files that lack each other's notice
			for i := range j.inv.Similar {
				s := &j.inv.Similar[i]
				a, b := files[s.A], files[s.B]
				if a == nil || b == nil || s.Share < j.p.copied.share || !j.p.copied.judges(a) || told[[2]string{s.B, s.A}] {
					continue
				}
				if b.Role == inventory.RoleVendored || s.Lines >= minOwnCopy && !original(a, b) {
					told[[2]string{s.A, s.B}] = j.copied(s, a, b, files)
				}
			}
		},
	}
}

// original reports that of two files of the product a is the one from which the
// other was made: b keeps its notice and adds one, or a's is older.
func original(a, b *inventory.File) bool {
	own, theirs := holdersOf(a), holdersOf(b)
	if len(own) == 0 {
		return false
	}
	kept := !slices.ContainsFunc(own, func(h string) bool {
		return !slices.ContainsFunc(theirs, func(o string) bool { return sameHolder(h, o) })
	})
	mine, other := firstYear(a), firstYear(b)
	return kept || mine != "" && other != "" && mine < other
}

// firstYear is the earliest year of a file's sure statements; "" when none has one.
func firstYear(f *inventory.File) string {
	first := ""
	for i := range f.Copyrights {
		if c := &f.Copyrights[i]; c.Confidence >= sureStatement && len(c.Years) >= 4 && (first == "" || c.Years[:4] < first) {
			first = c.Years[:4]
		}
	}
	return first
}

// copied raises a pair, and reports whether it did.
func (j *judge) copied(s *inventory.Similar, a, b *inventory.File, files map[string]*inventory.File) bool {
	theirs, from := holdersOf(b), b.Path
	if len(theirs) == 0 && b.Role == inventory.RoleVendored {
		theirs, from = libraryHolders(b, files)
	}
	own := holdersOf(a)
	missing := slices.DeleteFunc(slices.Clone(theirs), func(h string) bool {
		return j.p.ours(foldHolder(h)) || slices.ContainsFunc(own, func(o string) bool { return sameHolder(h, o) })
	})
	level, message := j.p.copied.setting, ""
	switch {
	case len(missing) > 0:
		message = fmt.Sprintf("nearly identical to %s, and lacks its notice of %q", b.Path, clip(missing[0]))
	case len(theirs) > 0 || b.Role != inventory.RoleVendored:
		return false
	default:
		level = level.cap(LevelNote, "a vendored file that names no holder makes a note")
		message = "nearly identical to " + b.Path + ", which names no holder"
	}
	evidence := fmt.Sprintf("%d %% of its code, %s", s.Share, plural(s.Lines, "line"))
	if from != b.Path {
		evidence += "; the holder is named in " + from
	}
	j.raise(level, High, item{
		v:       Violation{Message: message, Location: inventory.Location{Path: a.Path}, Evidence: evidence},
		content: b.Path + " " + strings.Join(missing, "\n"),
	})
	return true
}

// libraryHolders are those that the license file nearest to a vendored file names.
func libraryHolders(f *inventory.File, files map[string]*inventory.File) (holders []string, from string) {
	root, _ := libraryOf(f.Path)
	for dir := f.Path; dir != root; {
		at := strings.LastIndexByte(dir, '/')
		if at < 0 {
			return nil, ""
		}
		dir = dir[:at]
		for _, name := range []string{"LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING", "COPYING.txt", "NOTICE", "COPYRIGHT", "license.txt", "License.txt"} {
			if l := files[dir+"/"+name]; l != nil {
				if holders := holdersOf(l); len(holders) > 0 {
					return holders, l.Path
				}
			}
		}
	}
	return nil, ""
}

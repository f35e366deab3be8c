// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

func headerLicenseMismatch() check {
	return check{
		Check: Check{
			Code: "header-license-mismatch", Post: PostCompliance,
			Title: "The header of a file names another license than its directory",
			Doc: "The header of a file of the project (of the roles in headers.roles) puts it under a license that is not the one declared for its path: by the LICENSE files and package manifests of the nearest " +
				"directory up the tree that has any, at the root also by project.outbound. One of the two is wrong, and whoever receives the file may take it at either word. Where several licenses are declared, " +
				"each fits; an older \"or later\" fits a newer version. A file that names a foreign holder rightly keeps its license: holder-foreign speaks of it. Where the policy names no holders, a file with a " +
				"copyright statement may be such a one, and this is a note.",
			Help: "correct the header, or declare the license: a LICENSE file in the directory, or project.outbound",
		},
		needs: []string{"license", "copyright"}, waivable: true,
		on: func(p *Policy) bool { return !p.mismatch.allows() },
		run: func(j *judge) {
			declared := j.declarations()
			for i := range j.inv.Files {
				f := &j.inv.Files[i]
				if f.Header != nil && f.Header.State != inventory.HeaderMissing && len(f.Licenses) > 0 && j.p.mismatch.judges(f) {
					j.headerLicense(f, declared)
				}
			}
		},
	}
}

// declaration is the license that a directory declares for the files below it.
type declaration struct {
	licenses []spdx.License
	places   []string // files that say so, and the words of it
}

func (d *declaration) add(expression, place string) {
	e, err := spdx.Parse(expression)
	if err != nil || loneException(expression) != "" || !listedOnly(expression) {
		return
	}
	d.licenses = append(d.licenses, e.Licenses()...)
	if text := place + " (" + e.String() + ")"; !slices.Contains(d.places, text) {
		d.places = append(d.places, text)
	}
}

// declarations collects what license files and manifests say, by directory.
func (j *judge) declarations() map[string]*declaration {
	out := map[string]*declaration{}
	at := func(dir string) *declaration {
		if out[dir] == nil {
			out[dir] = &declaration{}
		}
		return out[dir]
	}
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		dir, name := split(f.Path)
		if dir == "LICENSES" || strings.HasSuffix(dir, "/LICENSES") { // REUSE: the texts of all that is used
			dir = strings.TrimSuffix(strings.TrimSuffix(dir, "LICENSES"), "/")
		} else if !isLicenseName(name) || f.Header != nil {
			name = ""
		}
		for k := range f.Licenses {
			l := &f.Licenses[k]
			if l.Class == inventory.ClassManifest || name != "" && strong(l) {
				at(dir).add(l.Expression, f.Path)
			}
		}
	}
	if j.dir != "" { // the license files at the root speak for a subproject without its own
		for _, r := range j.roots {
			if r.main != nil {
				at("").add(r.main.Expression, r.file.Path)
			}
		}
	}
	if j.p.outbound != nil {
		at("").add(j.p.outbound.String(), "project.outbound")
	}
	return out
}

// nearest returns the declaration of the nearest directory up the tree; nil when there is none.
func nearest(declared map[string]*declaration, dir string) *declaration {
	for {
		if d := declared[dir]; d != nil && len(d.licenses) > 0 {
			return d
		}
		if dir == "" {
			return nil
		}
		dir, _ = split(dir)
	}
}

func (j *judge) headerLicense(f *inventory.File, declared map[string]*declaration) {
	dir, _ := split(f.Path)
	d := nearest(declared, dir)
	if d == nil {
		return
	}
	s := j.p.mismatch.setting
	for _, c := range headStatements(f) {
		if j.p.knowsHolders() && slices.ContainsFunc(c.Holders, func(h string) bool { return j.owner(h).foreign != "" }) {
			return
		}
		if !j.p.knowsHolders() {
			s = s.cap(LevelNote, "the policy names no holders, and the file may be somebody else's")
		}
	}
	for i := range f.Licenses {
		l := &f.Licenses[i]
		if !strong(l) || l.StartLine < f.Header.StartLine || l.EndLine > f.Header.EndLine || d.covers(l.Expression) {
			continue
		}
		if r := j.ruling(l.Expression, usageVendored, j.p.unknownFile); rank(r.level) >= rank(LevelWarn) {
			continue // license-denied speaks of it
		}
		where, whole := groupOf(f)
		places := strings.Join(d.places[:min(len(d.places), 3)], ", ")
		j.raise(s, Medium, item{
			v: Violation{
				Message:  fmt.Sprintf("the header puts the file under %s, and its directory is declared as %s", clip(l.Expression), d.words()),
				Location: inventory.Location{Path: f.Path, StartLine: l.StartLine, EndLine: l.EndLine},
				Evidence: "declared by " + places,
			},
			license: l.Expression, content: l.Expression + "\n" + d.words(), where: where, whole: whole,
		})
		return
	}
}

// covers reports whether a license expression fits what is declared. What nobody
// knows belongs to license-unknown.
func (d *declaration) covers(expression string) bool {
	e, err := spdx.Parse(expression)
	if err != nil || loneException(expression) != "" || !listedOnly(expression) || len(e.Choices()) == 0 {
		return true
	}
	return slices.ContainsFunc(e.Choices(), func(choice []spdx.License) bool {
		return !slices.ContainsFunc(choice, func(l spdx.License) bool {
			return !slices.ContainsFunc(d.licenses, func(o spdx.License) bool {
				return plainID(l) == plainID(o) || flows(l, o)
			})
		})
	})
}

// words are the declared licenses, each once, in order.
func (d *declaration) words() string {
	var all []string
	for _, l := range d.licenses {
		all = append(all, l.String())
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) > 4 {
		all = append(all[:4:4], "...")
	}
	return strings.Join(all, ", ")
}

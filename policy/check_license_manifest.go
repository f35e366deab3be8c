// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"

	"github.com/outgate/outgate/inventory"
)

func licenseManifestMismatch() check {
	return check{
		Check: Check{
			Code: "license-manifest-mismatch", Post: PostCompliance,
			Title: "A manifest or README names another license than LICENSE",
			Doc: "The license field of a package manifest of the product (license-file.manifest), or a README at the root that puts a license in force (license-file.readme), says something else than the LICENSE file of the nearest directory up the tree, " +
				"at the root also than project.outbound. Registries show what the manifest says, readers of the code what LICENSE says, and both will rely on it. Where several licenses are declared, each fits; a mere mention in a README does not count, nor does a port (vcpkg.json beside portfile.cmake), which speaks of the package of somebody else.",
			Help: "make them agree: correct the manifest or the README, or put the license file beside it",
		},
		needs: []string{"license"}, waivable: true,
		on:  func(p *Policy) bool { return !p.manifestLicense.allows() || !p.readmeLicense.allows() },
		run: func(j *judge) { j.manifestLicenses() },
	}
}

// surely is from which confidence on a reference puts a license in force.
const surely = 0.9

func (j *judge) manifestLicenses() {
	declared := j.licenseFiles()
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		dir, name := split(f.Path)
		d := nearest(declared, dir)
		if d == nil || j.isPort(dir) {
			continue
		}
		readme := dir == "" && hasStem(name, "readme")
		var wrong *inventory.License
		agrees := false
		for k := range f.Licenses {
			l := &f.Licenses[k]
			switch {
			case l.Class == inventory.ClassManifest && f.Role == inventory.RoleProduct && !d.covers(l.Expression) && j.ruling(l.Expression, usageVendored, j.p.unknownFile).allows(): // else license-denied speaks of it
				j.licenseAgainst(j.p.manifestLicense, "the manifest", f, l, d)
			case readme && (l.Class == inventory.ClassNotice || l.Class == inventory.ClassReference && l.Confidence >= surely):
				if d.covers(l.Expression) {
					agrees = true
				} else if wrong == nil {
					wrong = l
				}
			}
		}
		if wrong != nil && !agrees {
			j.licenseAgainst(j.p.readmeLicense, "the README", f, wrong, d)
		}
	}
}

// isPort reports whether a directory describes how to build the package of somebody else, whose license its manifest names.
func (j *judge) isPort(dir string) bool {
	return dir != "" && j.hasPath(dir+"/portfile.cmake")
}

func (j *judge) licenseAgainst(s setting, what string, f *inventory.File, l *inventory.License, d *declaration) {
	j.raise(s, Medium, item{
		v: Violation{
			Message:  fmt.Sprintf("%s says %s, and LICENSE says %s", what, clip(l.Expression), d.words()),
			Location: inventory.Location{Path: f.Path, StartLine: l.StartLine, EndLine: l.EndLine},
			Evidence: "declared by " + strings.Join(d.places[:min(len(d.places), 3)], ", "),
		},
		license: l.Expression, content: l.Expression + "\n" + d.words(),
	})
}

// licenseFiles collects what license files alone say, by directory, and project.outbound for the root.
func (j *judge) licenseFiles() map[string]*declaration {
	out := map[string]*declaration{}
	add := func(dir, expression, place string) {
		if out[dir] == nil {
			out[dir] = &declaration{}
		}
		out[dir].add(expression, place)
	}
	for i := range j.inv.Files {
		f := &j.inv.Files[i]
		dir, name := split(f.Path)
		switch {
		case dir == "LICENSES" || strings.HasSuffix(dir, "/LICENSES"):
			dir = strings.TrimSuffix(strings.TrimSuffix(dir, "LICENSES"), "/")
		case !isLicenseName(name) || f.Header != nil:
			continue
		}
		for k := range f.Licenses {
			if strong(&f.Licenses[k]) {
				add(dir, f.Licenses[k].Expression, f.Path)
			}
		}
	}
	if j.p.outbound != nil {
		add("", j.p.outbound.String(), "project.outbound")
	}
	return out
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/outgate/outgate/inventory"
)

func licenseUnknown() check {
	return check{
		Check: Check{
			Code: "license-unknown", Post: PostCompliance,
			Title: "Code without a known license",
			Doc: "A vendored library has no file that grants a license, or a file of the release names a license that neither the SPDX list nor the policy knows " +
				"(a LicenseRef, or an expression that does not parse). Code without a license may not be passed on, so unknown is never quietly fine. " +
				"A mere mention warns at most, and an exception whose license the file does not name is a note. " +
				"A library is the first directory below a vendored root (vendor, third_party, node_modules, ...).",
			Help: "find out where it comes from and add its license file, or give a LicenseRef a category in licenses.categories, or remove the code",
		},
		needs: []string{"license"}, waivable: true,
		on: func(p *Policy) bool { return !p.unknownFile.allows() || !p.unknownVendor.allows() },
		run: func(j *judge) {
			for _, dir := range slices.Sorted(maps.Keys(j.libraries)) {
				if lib := j.libraries[dir]; lib.first != nil && !lib.licensed {
					j.unlicensedLibrary(lib)
				}
			}
			for i := range j.lic.Files {
				f := &j.lic.Files[i]
				if usageOfFile(f) != usageVendored {
					continue
				}
				for k := range f.Licenses {
					j.unknownFile(f, &f.Licenses[k])
				}
			}
		},
	}
}

// inWords says what the ids mean that the license detector gives to findings
// without a license; any other id stands for itself.
func inWords(license string) string {
	switch license {
	case "LicenseRef-outgate-unknown":
		return "a license that is not recognized"
	case "LicenseRef-outgate-invalid-expression":
		return "an SPDX tag that is no license expression"
	case "LicenseRef-outgate-proprietary":
		return "code marked as not licensed to anybody"
	case licenseList:
		return "a list of license names, which puts nothing under any of them,"
	case publicDomain:
		return "a dedication to the public domain"
	}
	if x := loneException(license); x != "" {
		return "the exception " + x + " without its license"
	}
	return license
}

func (j *judge) unlicensedLibrary(lib *library) {
	v := Violation{
		Message:  "the vendored library " + lib.dir + " has no known license",
		Location: location(lib.first.Path),
		Evidence: plural(lib.files, "file") + ", none grants a license",
	}
	if lib.text != nil {
		v.Location, v.Evidence = location(lib.text.Path), "no known license was recognized in "+lib.text.Path
	}
	j.raise(j.p.unknownVendor, High, item{v: v, where: lib.dir, whole: true})
}

// mismatched reports whether license-file-mismatch speaks of the file already.
func (j *judge) mismatched(f *inventory.File) bool {
	return licenseFileMismatch().on(j.p) && slices.ContainsFunc(j.roots, func(r rootLicense) bool {
		return r.file == f && r.main == nil && (plainLicense(r) || j.out.expr == nil)
	})
}

func (j *judge) unknownFile(f *inventory.File, l *inventory.License) {
	unknown := j.p.unknownFile
	if f.Role == inventory.RoleVendored {
		unknown = j.p.unknownVendor
	}
	r := j.ruling(l.Expression, usageVendored, unknown)
	if !r.unknown || j.speaksForProject(f, l) || j.mismatched(f) || j.echo(f, l) {
		return
	}
	s, kind := j.soften(r.setting, f, l)
	where, whole := groupOf(f)
	message := fmt.Sprintf("the license %s is not known to the policy", clip(r.license))
	if words := inWords(r.license); words != r.license {
		message = words + " stands in the release"
	}
	j.raise(s, High, item{
		v: Violation{
			Message:  message,
			Location: inventory.Location{Path: f.Path, StartLine: l.StartLine, EndLine: l.EndLine},
			Evidence: matched(l),
		},
		license: r.license, content: r.license + kind, where: where, whole: whole,
	})
}

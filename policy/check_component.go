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

func componentLicenseDenied() check {
	return check{
		Check: Check{
			Code: "component-license-denied", Post: PostCompliance,
			Title: "A component is under a license that may not be used this way",
			Doc: "A package that the release contains or needs has a license whose category the policy does not allow for its usage: vendored when its bytes are in " +
				"the repository, linked for Go, Rust and C packages, dynamic for packages that a runtime loads, tool for build and CI scope, and test for " +
				"development and test scope. The concluded license counts, else the declared one.",
			Help: "replace the component, take another of its license choices, or waive it by purl with a reason",
		},
		needs: []string{"sbom"}, waivable: true,
		run: func(j *judge) {
			for i := range j.inv.Components {
				c := &j.inv.Components[i]
				expression := first(c.Licenses.Concluded, c.Licenses.Declared)
				if expression == "" {
					continue
				}
				usage := usageOfComponent(c)
				r := j.ruling(expression, usage, j.p.unknownFile)
				if r.allows() || r.unknown {
					continue
				}
				what := r.license
				if r.chosen != "" {
					what = fmt.Sprintf("%s, the best choice of %s,", r.chosen, expression)
				}
				v := componentViolation(c)
				v.Message = fmt.Sprintf("%s is under %s which may not be used this way (%s)", nameOf(c), what, usage)
				v.Evidence = fmt.Sprintf("%s, scope %s", expression, c.Scope)
				j.raise(r.setting, Medium, item{v: v, license: r.license, where: c.PURL, whole: true, content: r.license})
			}
		},
	}
}

func componentLicenseUnknown() check {
	return check{
		Check: Check{
			Code: "component-license-unknown", Post: PostCompliance,
			Title: "The license of a component is not known",
			Doc: "A package whose bytes are in the repository (distributed), or that users fetch, has no license that is known. Each distributed one is a violation of its own. " +
				"For fetched ones a lock file often names no license, so they are one violation together, with the coverage; when binaries are distributed " +
				"(project.distribution), fetched runtime packages are part of them and are judged like distributed ones.",
			Help: "find out the license and record it where the package declares it, or replace the component",
		},
		needs: []string{"sbom"}, waivable: true,
		on:  func(p *Policy) bool { return !p.unknownShipped.allows() || !p.unknownFetched.allows() },
		run: func(j *judge) { j.unknownComponents() },
	}
}

func (j *judge) unknownComponents() {
	var known, all int
	var missing *inventory.Component
	var purls []string
	for i := range j.inv.Components {
		c := &j.inv.Components[i]
		unknown := j.unlicensed(c)
		if c.Distributed || fetched(c) && j.p.binary && c.Scope == inventory.ScopeRuntime {
			if unknown && usageOfComponent(c) != usageTest && !ofBuildWrapper(c) && !j.inLicensedLibrary(c) {
				v := componentViolation(c)
				v.Message = "the license of " + nameOf(c) + " is not known, and its bytes are passed on"
				v.Evidence = first(first(c.Licenses.Concluded, c.Licenses.Declared), "no license declared or found")
				j.raise(j.p.unknownShipped, High, item{v: v, where: c.PURL, whole: true})
			}
			continue
		}
		if fetched(c) {
			all++
			switch {
			case !unknown:
				known++
				continue
			case missing == nil:
				missing = c
			}
			purls = append(purls, c.PURL)
		}
	}
	if missing != nil {
		j.raise(j.p.unknownFetched, Medium, item{
			v: Violation{
				Message:  fmt.Sprintf("licenses known for %d of %d fetched components", known, all),
				Evidence: "the first without one is " + missing.PURL,
				Help:     "look up the others before binaries are built from them; licenses.min-coverage demands a share",
			},
			where: strings.TrimSpace("fetched components " + j.dir), whole: true, members: purls,
		})
	}
}

func licenseCoverage() check {
	return check{
		Check: Check{
			Code: "license-coverage", Post: PostCompliance,
			Title: "Too few components have a known license",
			Doc:   "The share of fetched components with a known license is below licenses.min-coverage, or is not known because no manifest could be read and the policy lists gaps only. Without that key the check is off.",
			Help:  "declare or look up the missing licenses, or lower licenses.min-coverage",
		},
		needs: []string{"sbom"}, waivable: true,
		on: func(p *Policy) bool { return p.minCoverage > 0 },
		run: func(j *judge) {
			c := j.counts()
			if c.Fetched == 0 && !j.p.gapsBlock && j.manifestsUnread() {
				// The policy lists gaps only, and asks for a share of what nobody could read.
				j.raise(setting{LevelFail, "", j.p.minCoverageAt, fmt.Sprintf("licenses.min-coverage: %d", j.p.minCoverage)}, High, item{
					v: Violation{
						Message:  fmt.Sprintf("no fetched component could be read, and licenses of %d%% of them are asked for", j.p.minCoverage),
						Evidence: "see the gaps of components",
					},
					where: "fetched components", whole: true, unheld: true,
				})
				return
			}
			if c.Fetched == 0 || c.FetchedLicensed*100 >= j.p.minCoverage*c.Fetched {
				return
			}
			j.raise(setting{LevelFail, "", j.p.minCoverageAt, fmt.Sprintf("licenses.min-coverage: %d", j.p.minCoverage)}, High, item{
				v: Violation{
					Message:  fmt.Sprintf("licenses are known for %d%% of the fetched components, %d%% are asked for", c.FetchedLicensed*100/c.Fetched, j.p.minCoverage),
					Evidence: fmt.Sprintf("licenses known for %d of %d fetched components", c.FetchedLicensed, c.Fetched),
				},
				where: "fetched components", whole: true, weight: 100 - c.FetchedLicensed*100/c.Fetched,
			})
		},
	}
}

// manifestsUnread reports whether a manifest that is not a fixture could not be read.
func (j *judge) manifestsUnread() bool {
	roles := make(map[string]inventory.Role, len(j.inv.Files))
	for i := range j.inv.Files {
		roles[j.inv.Files[i].Path] = j.inv.Files[i].Role
	}
	return slices.ContainsFunc(j.inv.Gaps, func(g inventory.Gap) bool {
		message, _ := fixture(&g, roles)
		return g.Detector == "sbom" && message == ""
	})
}

// fetched reports whether users of the release fetch the component.
func fetched(c *inventory.Component) bool {
	return c.Role == inventory.RoleProduct && !c.Distributed
}

// unlicensed reports whether no license of the component is known.
func (j *judge) unlicensed(c *inventory.Component) bool {
	expression := first(c.Licenses.Concluded, c.Licenses.Declared)
	if expression == "" {
		return true
	}
	e, err := spdx.Parse(expression)
	if err != nil || e.Choices() == nil {
		return true
	}
	// known when one choice is known as a whole
	return !slices.ContainsFunc(e.Choices(), func(choice []spdx.License) bool {
		return !slices.ContainsFunc(choice, func(l spdx.License) bool {
			return j.p.category(l) == categoryUnknown && !names(j.p.allow, l) && !names(j.p.deny, l)
		})
	})
}

// inLicensedLibrary reports whether a component without a declared license lies
// in a vendored library whose files grant one, which license-denied judges, or is a
// copy without a manifest in one of which license-unknown says that none does.
func (j *judge) inLicensedLibrary(c *inventory.Component) bool {
	if c.Type == "golang" {
		dir, _ := libraryOf("vendor/" + c.Name + "/x")
		if lib := j.libraries[dir]; lib != nil && lib.licensed {
			return true
		}
	}
	return slices.ContainsFunc(c.Evidence, func(e inventory.Evidence) bool {
		dir, ok := libraryOf(e.Path)
		lib := j.libraries[dir]
		return ok && vendoredPath(e.Path) && lib != nil && (lib.licensed || c.Role == inventory.RoleVendored && lib.first != nil && !j.p.unknownVendor.allows())
	})
}

// ofBuildWrapper reports whether a component is the launcher of a build tool.
func ofBuildWrapper(c *inventory.Component) bool {
	return len(c.Evidence) > 0 && !slices.ContainsFunc(c.Evidence, func(e inventory.Evidence) bool { return !buildWrapper(e.Path) })
}

// usageOfComponent derives the column of the matrix.
func usageOfComponent(c *inventory.Component) string {
	switch {
	case c.Role == inventory.RoleTest || c.Role == inventory.RoleExample || c.Role == inventory.RoleDocs:
		return usageTest
	case ofBuildWrapper(c):
		return usageTool
	case c.Distributed:
		return usageVendored
	case c.Scope == inventory.ScopeDev || c.Scope == inventory.ScopeTest:
		return usageTest
	case c.Scope == inventory.ScopeBuild || c.Scope == inventory.ScopeCI || c.Role == inventory.RoleCI:
		return usageTool
	}
	switch c.Type {
	case "golang", "cargo", "conan", "vcpkg", "swift", "cocoapods", "hackage":
		return usageLinked
	case "maven", "npm", "pypi", "gem", "nuget", "composer", "hex", "pub", "cran", "cpan", "luarocks":
		return usageDynamic
	}
	return usageLinked // the stricter of the two
}

// componentViolation points at the first evidence of a component.
func componentViolation(c *inventory.Component) Violation {
	v := Violation{Component: c.PURL}
	if len(c.Evidence) > 0 {
		e := c.Evidence[0]
		v.Location = inventory.Location{Path: e.Path, StartLine: e.Line, EndLine: e.Line}
	}
	return v
}

func nameOf(c *inventory.Component) string {
	if c.Version == "" {
		return first(c.Name, c.PURL)
	}
	return first(c.Name, c.PURL) + " " + c.Version
}

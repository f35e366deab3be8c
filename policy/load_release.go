// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "github.com/outgate/outgate/inventory"

// releaseDoc says what a source release may hold.
type releaseDoc struct {
	Binaries word   `yaml:"binaries"`
	Archives word   `yaml:"archives"`
	Roles    []word `yaml:"roles"`
	Exclude  []word `yaml:"exclude"`
}

// workflowsDoc says what flaws of CI do.
type workflowsDoc struct {
	Unpinned    word `yaml:"unpinned"`
	Untrusted   word `yaml:"untrusted"`
	Permissions word `yaml:"permissions"`
}

// dependsDoc says what dependencies do that strangers cannot fetch.
type dependsDoc struct {
	Local  word `yaml:"local"`
	SSH    word `yaml:"ssh"`
	System word `yaml:"system"`
}

// sbomDoc says how complete the list of components must be, in percent.
type sbomDoc struct {
	Level   word   `yaml:"level"`
	PURL    number `yaml:"purl"`
	Version number `yaml:"version"`
	License number `yaml:"license"`
}

// shares are the percentages that the list of components must reach.
type shares struct {
	setting
	purl, version, license int
}

func (l *loader) releaseOf(d *document, p *Policy) {
	roles := l.roles(d.Release.Roles, "release.roles")
	if d.Release.Roles == nil {
		roles = []inventory.Role{inventory.RoleProduct, inventory.RoleVendored, inventory.RoleGenerated}
	}
	exclude := l.globs(d.Release.Exclude, "release.exclude")
	p.binaries = scoped{l.setting(d.Release.Binaries, "release.binaries", "note"), roles, exclude}
	p.archives = scoped{l.setting(d.Release.Archives, "release.archives", "note"), roles, exclude}

	w := &d.Workflows
	p.unpinned = l.setting(w.Unpinned, "workflows.unpinned", "note")
	p.untrusted = l.setting(w.Untrusted, "workflows.untrusted", "warn")
	p.permissions = l.setting(w.Permissions, "workflows.permissions", "note")

	p.unresolvable = map[string]setting{
		inventory.SupplyLocal:  l.setting(d.Depends.Local, "dependencies.local", "warn"),
		inventory.SupplySSH:    l.setting(d.Depends.SSH, "dependencies.ssh", "warn"),
		inventory.SupplySystem: l.setting(d.Depends.System, "dependencies.system", "warn"),
	}
	p.sbom = shares{setting: l.setting(d.SBOM.Level, "sbom.level", "fail")}
	for _, one := range []struct {
		v    number
		key  string
		into *int
	}{{d.SBOM.PURL, "purl", &p.sbom.purl}, {d.SBOM.Version, "version", &p.sbom.version}, {d.SBOM.License, "license", &p.sbom.license}} {
		if one.v.V < 0 || one.v.V > 100 {
			l.add(one.v.At, "sbom.%s: expected percent, 0 to 100, found %d", one.key, one.v.V)
		}
		*one.into = one.v.V
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"
	"github.com/anchore/syft/syft/pkg"

	"github.com/outgate/outgate/spdx"
)

// convert turns a package of syft into one finding for each file that shows it.
func convert(p *pkg.Package, c *cataloger, todo *work) []found {
	f := found{purl: normalPURL(p.PURL), name: p.Name, version: p.Version, scope: c.scope, distributed: c.distributed, license: declared(p)}
	if f.version == "UNKNOWN" {
		f.version = ""
	}
	switch m := p.Metadata.(type) {
	case pkg.RustCargoLockEntry:
		f.self = m.Source == ""
	case pkg.GitHubActionsUseStatement:
		if image, ok := strings.CutPrefix(m.Value, "docker://"); ok {
			dockerImage(&f, image)
		} else if _, ref, ok := strings.Cut(m.Value, "@"); ok && ref != f.version { // the version that a comment behind a commit claims is not proved
			if one, err := packageurl.FromString(p.PURL); err == nil {
				one.Version = ref
				f.version, f.purl = ref, normalPURL(one.ToString())
			}
		}
	}
	if local(f.version) {
		f.self = true
	}
	var out []found
	for _, l := range p.Locations.ToSlice() {
		f.path = clean(l.RealPath)
		s := todo.sources[f.path]
		f.direct = s != nil && s.direct
		if base := path.Base(f.path); c.distributed && (base == "METADATA" || base == "PKG-INFO") {
			f.source = path.Dir(f.path)
		} else if c.distributed && base == "installed.json" { // vendor/composer/installed.json
			f.source = path.Join(path.Dir(path.Dir(f.path)), p.Name)
		}
		out = append(out, f)
	}
	return out
}

// local reports a version that names a place in the repository.
func local(version string) bool {
	for _, p := range []string{"file:", "link:", "workspace:", "portal:", "0.0.0-use.local"} {
		if strings.HasPrefix(version, p) {
			return true
		}
	}
	return false
}

// dockerImage makes a component of a container image that a workflow runs.
func dockerImage(f *found, image string) {
	name, version, _ := strings.Cut(image, "@")
	if version == "" {
		if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
			name, version = name[:i], name[i+1:]
		}
	}
	dir, base := path.Split(name)
	f.name, f.version = name, version
	f.purl = purl(packageurl.TypeDocker, strings.TrimSuffix(dir, "/"), base, version)
}

// purl builds a package URL; the parts are encoded as needed.
func purl(kind, namespace, name, version string) string {
	return normalPURL(packageurl.NewPackageURL(kind, namespace, name, version, nil, "").ToString())
}

// normalPURL writes the name the one way that the type demands (purl-spec, PURL
// types), so that two spellings are one component.
func normalPURL(p string) string {
	end := len(p)
	if i := strings.IndexAny(p, "@?#"); i >= 0 {
		end = i
	}
	switch {
	case strings.HasPrefix(p, "pkg:pypi/"):
		return strings.ReplaceAll(strings.ToLower(p[:end]), "_", "-") + p[end:]
	case strings.HasPrefix(p, "pkg:github/"), strings.HasPrefix(p, "pkg:composer/"):
		return strings.ToLower(p[:end]) + p[end:]
	}
	return p
}

// declared joins what a package says of its license.
func declared(p *pkg.Package) string {
	var all []string
	for _, l := range p.Licenses.ToSlice() {
		value := l.SPDXExpression
		if value == "" {
			value = l.Value
		}
		if !strings.HasPrefix(value, "sha256:") { // the digest of a license file, not a name
			all = append(all, value)
		}
	}
	return licenseOf(all...)
}

// maxLicense bounds a declared license that is not an expression, in bytes.
const maxLicense = 200

// licenseOf normalizes declared licenses: one SPDX expression when every value
// is one (several are joined by AND, the careful reading), else the values as
// they are written, on one line.
func licenseOf(values ...string) string {
	var expressions, raw []string
	for _, v := range values {
		v = strings.Join(strings.Fields(v), " ")
		if v == "" || len(v) > maxLicense || slices.Contains(raw, v) {
			continue
		}
		raw = append(raw, v)
		if e, err := spdx.Parse(v); err == nil {
			expressions = append(expressions, e.String())
		}
	}
	slices.Sort(raw)
	if len(expressions) != len(raw) {
		return strings.Join(raw, ", ")
	}
	slices.Sort(expressions)
	expressions = slices.Compact(expressions)
	if len(expressions) > 1 {
		for i, e := range expressions {
			if strings.Contains(e, " OR ") {
				expressions[i] = "(" + e + ")"
			}
		}
	}
	return strings.Join(expressions, " AND ")
}

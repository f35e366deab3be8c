// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// UnknownLicense stands for a license that is named or written out and that
// nobody here knows. It is reported with confidence 0.
const UnknownLicense = "LicenseRef-outgate-unknown"

// publicDomain stands for a work without copyright, which SPDX has no id for.
const publicDomain = "LicenseRef-public-domain"

const (
	maxManifest     = 4 << 20
	maxNesting      = 100      // of elements, lists and parentheses
	maxManifests    = 100      // licenses of one field
	maxDeclarations = 1000     // fields of one manifest
	maxDeclared     = 64 << 10 // bytes of values of one manifest: what reading a value costs adds up
)

// Confidence of a value that is no SPDX expression: a name that is exact, and
// one that leaves version or variant to convention.
const (
	exactField = 0.9
	looseField = 0.6
)

// declaration is a license field as written. Its values are joined by op: Or
// where the format's documentation calls a list a choice, And where it does
// not say, since nobody may assume a choice that was not granted.
type declaration struct {
	values []string
	urls   []string // beside the values, for those that say nothing; may be short
	op     func(...*spdx.Expr) *spdx.Expr
	offset int
	read   func(string) (*spdx.Expr, float64) // what a value means; nil is declaredOne
}

// manifestKind is a kind of manifest. A strict one is nothing but data, so
// that what it says about its license is in the field; programs and texts may
// also say it in a comment.
type manifestKind struct {
	read   func(content []byte) ([]declaration, error)
	strict bool
}

// manifestNames are the manifests with a fixed name. Case counts, as it does
// for the programs that look for them.
var manifestNames = map[string]manifestKind{
	"package.json":            {jsonReader(spdx.Or, nil), true},                                            // docs.npmjs.com: an OR expression took its place
	"composer.json":           {jsonReader(spdx.Or, nil), true},                                            // getcomposer.org: a list is a choice
	"bower.json":              {jsonReader(spdx.And, nil), true},                                           // github.com/bower/spec
	"podspec.json":            {jsonReader(spdx.And, nil), true},                                           // the JSON form of a podspec
	"vcpkg.json":              {jsonReader(spdx.And, nil), true},                                           // learn.microsoft.com/vcpkg/reference/vcpkg-json
	"elm.json":                {jsonReader(spdx.And, nil), true},                                           // github.com/elm/compiler, docs/elm.json
	"elm-package.json":        {jsonReader(spdx.And, nil), true},                                           // Elm before 0.19
	"dub.json":                {jsonReader(spdx.And, nil), true},                                           // dub.pm/dub-reference/recipe
	"haxelib.json":            {jsonReader(spdx.And, haxeNames), true},                                     // lib.haxe.org/documentation
	"META.json":               {jsonReader(spdx.And, cpanNames), true},                                     // CPAN::Meta::Spec: "some or all of the files"
	"META.yml":                {yamlReader(spdx.And, cpanNames, "license"), false},                         // versions 1 of CPAN::Meta::Spec
	"CITATION.cff":            {yamlReader(spdx.Or, nil, "license"), false},                                // the CFF schema: "it is assumed their relationship is OR"
	"Chart.yaml":              {yamlReader(spdx.And, nil, "annotations", "artifacthub.io/license"), false}, // artifacthub.io/docs/topics/annotations/helm
	"Cargo.toml":              {cargoLicense, true},
	"pyproject.toml":          {pyprojectLicense, true},
	"setup.cfg":               {setupCfg, true},
	"setup.py":                {setupPy, false},
	"PKG-INFO":                {pythonMetadata, false},
	"METADATA":                {pythonMetadata, false},
	"pom.xml":                 {pomLicense, true},
	"ivy.xml":                 {ivyLicense, false},
	"package.xml":             {xmlReader("package/license"), false}, // ROS REP 149, PEAR
	"Directory.Build.props":   {msbuildLicense, false},
	"Directory.Build.targets": {msbuildLicense, false},
	"DESCRIPTION":             {rDescription, false},
	"copyright":               {debianCopyright, false},
	"MANIFEST.MF":             {bundleLicense, false},
	"opam":                    {opamLicense, false},
	"Makefile.PL":             {makefilePL, false},
	"Build.PL":                {makefilePL, false},
	"APKBUILD":                {shellReader("license", archNames), false},
	"PKGBUILD":                {shellReader("license", archNames), false},
	"Portfile":                {portfile, false},
	"conanfile.py":            {conanfile, false},
	"mix.exs":                 {mixLicense, false},
	"project.clj":             {leiningen, false},
	"build.sbt":               {sbtLicense, false},
}

// manifestExtensions are the manifests that are named after the package.
var manifestExtensions = map[string]manifestKind{
	".pom":      {pomLicense, false},
	".gemspec":  {gemspec, false},
	".podspec":  {podspec, false},
	".rockspec": {rockspec, false},
	".nuspec":   {nuspecLicense, false},
	".csproj":   {msbuildLicense, false},
	".fsproj":   {msbuildLicense, false},
	".vbproj":   {msbuildLicense, false},
	".spec":     {rpmSpec, false},
	".cabal":    {cabalLicense, false},
	".opam":     {opamLicense, false},
	".ebuild":   {ebuild, false},
}

// manifest reads the license fields of the package manifests it knows. A
// manifest in a syntax that programs insist on is an error when it cannot be
// parsed.
func manifest(base string, content []byte) ([]inventory.License, error) {
	kind, ok := manifestKindOf(base)
	if !ok {
		return nil, nil
	}
	if len(content) > maxManifest {
		return nil, fmt.Errorf("manifest larger than %d MiB", maxManifest>>20)
	}
	content = bytes.TrimPrefix(content, []byte("\xEF\xBB\xBF"))
	found, err := kind.read(content)
	if err != nil {
		return nil, err
	}
	if len(found) > maxDeclarations {
		return nil, fmt.Errorf("more than %d license fields", maxDeclarations)
	}
	var out []inventory.License
	line, counted, work := 1, 0, 0
	for _, d := range found {
		if len(d.values) > maxManifests {
			return nil, fmt.Errorf("more than %d licenses in one field", maxManifests)
		}
		for _, v := range d.values {
			work += min(len(v), maxValue)
		}
		if work > maxDeclared {
			return nil, fmt.Errorf("license fields hold more than %d KiB", maxDeclared>>10)
		}
		e, confidence := declared(d)
		if e == "" {
			continue
		}
		at := min(d.offset, len(content))
		if at < counted {
			line, counted = 1, 0
		}
		line += bytes.Count(content[counted:at], []byte("\n"))
		counted = at
		out = append(out, inventory.License{Expression: e, Class: inventory.ClassManifest, StartLine: line, EndLine: line, Confidence: confidence})
	}
	return out, nil
}

// isManifest reports whether the file is data that says its license in a field
// and nowhere else. A program that declares a package is read for comments too.
func isManifest(base string) bool {
	kind, ok := manifestKindOf(base)
	return ok && kind.strict
}

func manifestKindOf(base string) (manifestKind, bool) {
	if kind, ok := manifestNames[base]; ok {
		return kind, true
	}
	if strings.HasSuffix(base, ".podspec.json") {
		return manifestNames["podspec.json"], true
	}
	ext := path.Ext(base)
	switch lower := strings.ToLower(ext); lower {
	case ".nuspec", ".csproj", ".fsproj", ".vbproj": // Windows does not tell case apart
		ext = lower
	}
	kind, ok := manifestExtensions[ext]
	return kind, ok
}

// declared turns the values of a field into an expression.
func declared(d declaration) (string, float64) {
	read := d.read
	if read == nil {
		read = declaredOne
	}
	var parts []*spdx.Expr
	confidence := 1.0
	for i, v := range d.values {
		e, c := read(strings.TrimSpace(v))
		if c == 0 && i < len(d.urls) && d.urls[i] != "" {
			if linked, sure := declaredOne(strings.TrimSpace(d.urls[i])); sure > 0 {
				e, c = linked, sure
			}
		}
		if e == nil {
			continue
		}
		parts = append(parts, e)
		confidence = min(confidence, c)
	}
	if len(parts) == 0 {
		return "", 0
	}
	op := d.op
	if op == nil {
		op = spdx.And
	}
	return op(parts...).String(), confidence
}

func ref(id string) *spdx.Expr {
	e, err := spdx.Parse(id)
	if err != nil {
		return nil
	}
	return e
}

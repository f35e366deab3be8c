// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

func nugetPURL(name, version string) string { return purl(packageurl.TypeNuget, "", name, version) }

// xmlElement is an element of a small XML file, with its line.
type xmlElement struct {
	name  string
	attrs map[string]string
	text  string // direct text, trimmed
	line  int
	below []*xmlElement
}

func (e *xmlElement) child(name string) string {
	for _, b := range e.below {
		if strings.EqualFold(b.name, name) {
			return b.text
		}
	}
	return ""
}

// attr returns an attribute or a child element of that name, as MSBuild treats them alike.
func (e *xmlElement) attr(name string) string {
	for key, value := range e.attrs {
		if strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return e.child(name)
}

// maxXMLElements bounds what one XML file may hold.
const maxXMLElements = 1 << 20

// parseXML reads an XML file into elements. An encoding that is declared and not
// UTF-8 is read as bytes: names and versions are ASCII.
func parseXML(text []byte) (*xmlElement, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = true
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	root := &xmlElement{}
	stack := []*xmlElement{root}
	for count := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(stack) > 1 {
				line, _ := d.InputPos()
				return nil, fmt.Errorf("line %d", line)
			}
			return root, nil
		}
		if err != nil {
			line, _ := d.InputPos()
			return nil, fmt.Errorf("line %d", line)
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > maxXMLElements || len(stack) > maxNesting {
				line, _ := d.InputPos()
				return nil, fmt.Errorf("line %d", line)
			}
			line, _ := d.InputPos()
			e := &xmlElement{name: t.Name.Local, line: line}
			for _, a := range t.Attr {
				if e.attrs == nil {
					e.attrs = map[string]string{}
				}
				e.attrs[a.Name.Local] = a.Value
			}
			top.below = append(top.below, e)
			stack = append(stack, e)
		case xml.EndElement:
			top.text = strings.TrimSpace(top.text)
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(top.text)+len(t) < 1<<16 {
				top.text += string(t)
			}
		}
	}
}

// is reports whether a document has the root that its kind asks for; an empty one need not.
func (e *xmlElement) is(root string, text []byte) bool {
	return len(bytes.TrimSpace(withoutBOM(text))) == 0 || slices.ContainsFunc(e.below, func(b *xmlElement) bool { return strings.EqualFold(b.name, root) })
}

// each calls yield for all elements of a name, at any depth.
func (e *xmlElement) each(name string, yield func(*xmlElement)) {
	for _, b := range e.below {
		if strings.EqualFold(b.name, name) {
			yield(b)
		}
		b.each(name, yield)
	}
}

// readMSBuild reads a project file of .NET (csproj, fsproj, vbproj, props,
// targets): PackageReference with versions from properties and from
// Directory.Packages.props, GlobalPackageReference, DotNetCliToolReference.
func readMSBuild(w *workspace, m manifest) (r report) {
	if !bytes.Contains(m.text, []byte("PackageReference")) && !bytes.Contains(m.text, []byte("DotNetCliToolReference")) {
		if strings.HasSuffix(m.path, "proj") && len(bytes.TrimSpace(withoutBOM(m.text))) > 0 && !bytes.Contains(m.text, []byte("<Project")) {
			r.unparsable(m.path, "not readable as a .NET project, it has no <Project>")
		}
		return r
	}
	doc, err := parseXML(withoutBOM(m.text))
	if err != nil {
		r.unparsable(m.path, "not readable as a .NET project, "+err.Error())
		return r
	}
	props, central := w.msbuildAbove(path.Dir(m.path))
	learnProperties(doc, props)
	w.importMSBuild(doc, m.path, props, central, 0)
	test := m.role == inventory.RoleTest || hasTestSDK(doc) || forTests(m.path)
	var all []declaration
	row := func(e *xmlElement, scope string) {
		name := e.attr("Include")
		if name == "" {
			name = e.attr("Update")
		}
		if name = expandMSBuild(name, props, 0); name == "" || strings.ContainsAny(name, "$@;*") {
			return
		}
		versions := central[strings.ToLower(name)]
		if v := cmp.Or(e.attr("VersionOverride"), e.attr("Version")); v != "" || len(versions) == 0 {
			versions = []string{v}
		}
		d := declaration{name: name, scope: scope, line: e.line}
		if strings.EqualFold(e.attr("PrivateAssets"), "all") {
			d.scope = inventory.ScopeBuild
		}
		if test {
			d.scope = inventory.ScopeTest
		}
		for _, version := range versions {
			one := d
			one.allowed = expandMSBuild(version, props, 0)
			if v := strings.TrimSuffix(strings.TrimPrefix(one.allowed, "["), "]"); v != "" && strings.Trim(v[:1], "0123456789") == "" && !strings.ContainsAny(v, "*,[]()$ ") {
				one.version, one.allowed = v, "" // NuGet takes the lowest that satisfies a plain version
			}
			if strings.Contains(one.allowed, "$(") {
				one.allowed = ""
			}
			all = append(all, one)
		}
	}
	doc.each("PackageReference", func(e *xmlElement) { row(e, inventory.ScopeRuntime) })
	doc.each("GlobalPackageReference", func(e *xmlElement) { row(e, inventory.ScopeBuild) })
	doc.each("DotNetCliToolReference", func(e *xmlElement) { row(e, inventory.ScopeBuild) })
	return declare(m, packageurl.TypeNuget, w.has(path.Join(path.Dir(m.path), "packages.lock.json")), all)
}

// forTests reports whether a file of properties or targets is, by its name, one
// for the projects of tests or of benchmarks: Test.targets, Benchmarks.props.
func forTests(p string) bool {
	stem := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(path.Base(p)), ".targets"), ".props"), "s")
	return stem == "test" || stem == "benchmark" || stem == "unittest" || strings.HasSuffix(stem, ".test") || strings.HasSuffix(stem, ".benchmark")
}

func hasTestSDK(doc *xmlElement) (is bool) {
	doc.each("PackageReference", func(e *xmlElement) { is = is || strings.EqualFold(e.attr("Include"), "Microsoft.NET.Test.Sdk") })
	doc.each("IsTestProject", func(e *xmlElement) { is = is || strings.EqualFold(e.text, "true") })
	return is
}

// msbuildAbove reads the properties and central versions that files above a
// directory set (Directory.Build.props, Directory.Packages.props), and the files
// that those import. A package has several central versions when conditions choose.
func (w *workspace) msbuildAbove(dir string) (props map[string]string, central map[string][]string) {
	props, central = map[string]string{}, map[string][]string{}
	for at := dir; ; at = path.Dir(at) {
		set := map[string][]string{}
		for _, name := range []string{"Directory.Build.props", "Directory.Packages.props", "Directory.Build.targets"} {
			w.learnMSBuild(path.Join(at, name), props, set, 0)
		}
		for key, versions := range set {
			if len(central[key]) == 0 {
				central[key] = versions
			}
		}
		if at == "." {
			return props, central
		}
	}
}

// learnMSBuild reads the properties and central versions of one file.
func (w *workspace) learnMSBuild(p string, props map[string]string, central map[string][]string, depth int) {
	text, err := w.read(p)
	if err != nil || len(text) > maxManifest {
		return
	}
	doc, err := parseXML(withoutBOM(text))
	if err != nil {
		return
	}
	learnProperties(doc, props)
	w.importMSBuild(doc, p, props, central, depth)
	doc.each("ItemGroup", func(group *xmlElement) {
		for _, e := range group.below {
			if !strings.EqualFold(e.name, "PackageVersion") {
				continue
			}
			key, version := strings.ToLower(cmp.Or(e.attr("Include"), e.attr("Update"))), expandMSBuild(e.attr("Version"), props, 0)
			if e.attr("Update") != "" && e.attr("Condition") == "" && group.attr("Condition") == "" {
				central[key] = nil // instead of what stands above
			}
			if key != "" && !slices.Contains(central[key], version) {
				central[key] = append(central[key], version)
			}
		}
	})
}

// importMSBuild reads the files of the tree that a project file imports.
func (w *workspace) importMSBuild(doc *xmlElement, p string, props map[string]string, central map[string][]string, depth int) {
	if depth > 5 {
		return
	}
	doc.each("Import", func(e *xmlElement) {
		at := strings.ReplaceAll(e.attr("Project"), `\`, "/")
		for _, here := range []string{"$(MSBuildThisFileDirectory)", "$(MSBuildProjectDirectory)"} {
			if len(at) > len(here) && strings.EqualFold(at[:len(here)], here) {
				at = strings.TrimPrefix(at[len(here):], "/")
			}
		}
		at = expandMSBuild(at, props, 0)
		if at != "" && !strings.ContainsAny(at, "$*:") {
			w.learnMSBuild(path.Join(path.Dir(p), at), props, central, depth+1)
		}
	})
}

func learnProperties(doc *xmlElement, props map[string]string) {
	doc.each("PropertyGroup", func(e *xmlElement) {
		for _, b := range e.below {
			if key := strings.ToLower(b.name); props[key] == "" {
				props[key] = b.text
			}
		}
	})
}

// expandMSBuild fills in $(Name).
func expandMSBuild(text string, props map[string]string, depth int) string {
	for from := 0; depth < 8; {
		i := strings.Index(text[from:], "$(")
		if i < 0 {
			break
		}
		i += from
		end := strings.IndexByte(text[i:], ')')
		if end < 0 {
			break
		}
		value, ok := props[strings.ToLower(text[i+2:i+end])]
		if !ok || len(value) > 200 {
			from = i + end
			continue
		}
		value = expandMSBuild(value, props, depth+1)
		text = text[:i] + value + text[i+end+1:]
		from = i + len(value)
		if len(text) > 2000 {
			break
		}
	}
	return text
}

// readPackagesConfig reads a packages.config of older .NET projects.
func readPackagesConfig(_ *workspace, m manifest) (r report) {
	doc, err := parseXML(withoutBOM(m.text))
	if err != nil {
		r.unparsable(m.path, "not readable as packages.config, "+err.Error())
		return r
	}
	doc.each("package", func(e *xmlElement) {
		name, version := e.attr("id"), e.attr("version")
		if name == "" {
			return
		}
		f := found{purl: nugetPURL(name, version), name: name, version: version, scope: inventory.ScopeRuntime, direct: true, path: m.path, line: e.line}
		if strings.EqualFold(e.attr("developmentDependency"), "true") {
			f.scope = inventory.ScopeBuild
		}
		r.found = append(r.found, f)
	})
	return r
}

// readNugetLock reads a packages.lock.json: each framework with all its packages.
func readNugetLock(w *workspace, m manifest) (r report) {
	type entry struct {
		Type         string             `json:"type"`
		Resolved     string             `json:"resolved"`
		ContentHash  string             `json:"contentHash"`
		Dependencies map[string]npmText `json:"dependencies"`
	}
	var lock struct {
		Dependencies map[string]map[string]entry `json:"dependencies"`
	}
	if err := json.Unmarshal(withoutBOM(m.text), &lock); err != nil {
		r.unparsable(m.path, jsonReason("packages.lock.json", m.text, err))
		return r
	}
	scopes := map[string]string{}
	for _, suffix := range []string{".csproj", ".fsproj", ".vbproj"} {
		for _, p := range w.withSuffix(path.Dir(m.path), suffix) {
			if text, err := w.read(p); err == nil {
				if doc, err := parseXML(withoutBOM(text)); err == nil {
					test := hasTestSDK(doc)
					doc.each("PackageReference", func(e *xmlElement) {
						switch key := strings.ToLower(e.attr("Include")); {
						case test:
							scopes[key] = inventory.ScopeTest
						case strings.EqualFold(e.attr("PrivateAssets"), "all"):
							scopes[key] = inventory.ScopeBuild
						}
					})
				}
			}
		}
	}
	for _, framework := range sortedKeys(lock.Dependencies) {
		g := &lockGraph{}
		number := map[string]int{}
		packages := lock.Dependencies[framework]
		for _, name := range sortedKeys(packages) {
			p := packages[name]
			f := found{purl: nugetPURL(name, p.Resolved), name: name, version: p.Resolved, self: strings.EqualFold(p.Type, "Project"), path: m.path}
			if sum, err := base64.StdEncoding.DecodeString(p.ContentHash); err == nil && len(sum) == digestBytes("sha512") {
				f.hashes = []string{"sha512:" + hex.EncodeToString(sum)}
			}
			number[strings.ToLower(name)] = g.add(f)
		}
		for _, name := range sortedKeys(packages) {
			from := number[strings.ToLower(name)]
			for need := range packages[name].Dependencies {
				if to, ok := number[strings.ToLower(need)]; ok {
					g.need(from, to)
				}
			}
			if kind := packages[name].Type; strings.EqualFold(kind, "Direct") || strings.EqualFold(kind, "CentralTransitive") || strings.EqualFold(kind, "Project") {
				scope := scopes[strings.ToLower(name)]
				if scope == "" {
					scope = inventory.ScopeRuntime
				}
				if !strings.EqualFold(kind, "CentralTransitive") {
					g.root(from, scope)
				}
			}
		}
		r.add(g.report())
	}
	return r
}

// readDotnetTools reads the tools that a repository has its developers run
// (dotnet-tools.json).
func readDotnetTools(_ *workspace, m manifest) (r report) {
	var doc struct {
		Tools map[string]struct {
			Version npmText `json:"version"`
		} `json:"tools"`
	}
	if err := json.Unmarshal(withoutBOM(m.text), &doc); err != nil {
		r.unparsable(m.path, jsonReason("dotnet-tools.json", m.text, err))
		return r
	}
	var all []declaration
	for _, name := range sortedKeys(doc.Tools) {
		all = append(all, declaration{name: name, version: string(doc.Tools[name].Version), scope: inventory.ScopeDev})
	}
	return declare(m, packageurl.TypeNuget, false, all)
}

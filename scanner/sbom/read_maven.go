// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"cmp"
	"errors"
	"path"
	"strings"

	"github.com/anchore/packageurl-go"

	"github.com/outgate/outgate/inventory"
)

// pom is a pom.xml as it is written (maven.apache.org/pom.html).
type pom struct {
	path                     string
	group, artifact, version string // as inherited from the parent's coordinates, not filled in
	parent                   pomParent
	properties               map[string]string
	dependencies             []pomDependency
	managed                  []pomDependency
}

type pomParent struct {
	group, artifact, version, relative string
	given                              bool
}

type pomDependency struct {
	group, artifact, version, scope, kind, classifier string
	optional                                          bool
	line                                              int
}

// parsePOM reads a pom.xml; profiles add their dependencies, as any of them may be on.
func parsePOM(p string, text []byte) (*pom, error) {
	doc, err := parseXML(withoutBOM(text))
	if err != nil {
		return nil, err
	}
	if !doc.is("project", text) {
		return nil, errors.New("it has no <project>")
	}
	out := &pom{path: p, properties: map[string]string{}}
	for _, project := range doc.below {
		if project.name != "project" {
			continue
		}
		for _, e := range project.below {
			switch e.name {
			case "groupId":
				out.group = e.text
			case "artifactId":
				out.artifact = e.text
			case "version":
				out.version = e.text
			case "parent":
				out.parent = pomParent{e.child("groupId"), e.child("artifactId"), e.child("version"), e.child("relativePath"), true}
			case "profiles":
				for _, profile := range e.below {
					out.section(profile)
				}
			}
		}
		out.section(project)
	}
	out.group, out.version = cmp.Or(out.group, out.parent.group), cmp.Or(out.version, out.parent.version)
	return out, nil
}

// section reads what a project and a profile have in common.
func (p *pom) section(e *xmlElement) {
	for _, b := range e.below {
		switch b.name {
		case "properties":
			for _, v := range b.below {
				if _, ok := p.properties[v.name]; !ok || e.name == "project" {
					p.properties[v.name] = v.text
				}
			}
		case "dependencies":
			p.dependencies = append(p.dependencies, pomDependencies(b)...)
		case "dependencyManagement":
			for _, list := range b.below {
				if list.name == "dependencies" {
					p.managed = append(p.managed, pomDependencies(list)...)
				}
			}
		}
	}
}

func pomDependencies(e *xmlElement) (out []pomDependency) {
	for _, d := range e.below {
		if d.name == "dependency" {
			line := d.line
			for _, b := range d.below {
				if b.name == "artifactId" {
					line = b.line
				}
			}
			out = append(out, pomDependency{d.child("groupId"), d.child("artifactId"), d.child("version"), d.child("scope"), d.child("type"), d.child("classifier"), d.child("optional") == "true", line})
		}
	}
	return out
}

// pomReactor knows all pom.xml files of the tree.
type pomReactor struct {
	byPath map[string]*pom
	byName map[string][]*pom // "group:artifact", filled in
}

// reactor reads all pom.xml files, once. One that is broken is told of by its reader.
func (w *workspace) reactor() *pomReactor {
	if w.poms != nil {
		return w.poms
	}
	w.poms = &pomReactor{map[string]*pom{}, map[string][]*pom{}}
	for _, p := range w.named(".", "pom.xml") {
		if text, err := w.read(p); err == nil && len(text) <= maxManifest {
			if one, err := parsePOM(p, text); err == nil {
				w.poms.byPath[p] = one
			}
		}
	}
	for _, p := range sortedKeys(w.poms.byPath) {
		one := w.poms.byPath[p]
		chain := w.poms.chain(one)
		name := fillPOM(one.group, chain, 0) + ":" + fillPOM(one.artifact, chain, 0)
		w.poms.byName[name] = append(w.poms.byName[name], one)
	}
	return w.poms
}

// maxParents bounds a chain of parents, which may be a circle.
const maxParents = 32

// chain returns a pom and its parents as far as they are in the tree.
func (r *pomReactor) chain(p *pom) []*pom {
	var out []*pom
	for p != nil && len(out) < maxParents {
		out = append(out, p)
		if !p.parent.given {
			break
		}
		relative := cmp.Or(p.parent.relative, "../pom.xml")
		at := path.Join(path.Dir(p.path), strings.ReplaceAll(relative, `\`, "/"))
		if path.Ext(at) != ".xml" {
			at = path.Join(at, "pom.xml")
		}
		next := r.byPath[at]
		if next != nil && next.artifact != p.parent.artifact {
			next = nil
		}
		if next == nil {
			for _, one := range r.byName[p.parent.group+":"+p.parent.artifact] {
				if next == nil || one.version == p.parent.version {
					next = one
				}
			}
		}
		p = next
	}
	return out
}

// fillPOM fills in ${name} from the properties of a pom and its parents. What
// cannot be told stays as it is.
func fillPOM(text string, chain []*pom, depth int) string {
	for from := 0; depth < 16; {
		i := strings.Index(text[from:], "${")
		if i < 0 {
			break
		}
		i += from
		end := strings.IndexByte(text[i:], '}')
		if end < 0 {
			break
		}
		value, ok := propertyOf(text[i+2:i+end], chain)
		if !ok {
			from = i + end
			continue
		}
		value = fillPOM(value, chain, depth+1)
		if len(text)+len(value) > 2000 {
			break
		}
		text = text[:i] + value + text[i+end+1:]
		from = i + len(value)
	}
	return text
}

func propertyOf(name string, chain []*pom) (string, bool) {
	for _, p := range chain {
		if v, ok := p.properties[name]; ok {
			return v, true
		}
	}
	own := chain[0]
	for _, prefix := range []string{"project.", "pom.", ""} {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok || prefix == "" && name != "version" && name != "groupId" && name != "artifactId" {
			continue
		}
		switch rest {
		case "version":
			return own.version, own.version != "" && own.version != "${"+name+"}"
		case "groupId":
			return own.group, own.group != "" && own.group != "${"+name+"}"
		case "artifactId":
			return own.artifact, own.artifact != ""
		case "parent.version":
			return own.parent.version, own.parent.version != ""
		case "parent.groupId":
			return own.parent.group, own.parent.group != ""
		}
	}
	return "", false
}

// pomManaged is what dependencyManagement says of a package.
type pomManaged struct{ version, scope string }

// manages collects dependencyManagement of a pom and its parents, imported BOMs
// of the tree included. The nearest wins.
func (r *pomReactor) manages(p *pom, into map[string]pomManaged, depth int) {
	chain := r.chain(p)
	var imports []*pom
	for _, one := range chain {
		for _, d := range one.managed {
			group, artifact := fillPOM(d.group, chain, 0), fillPOM(d.artifact, chain, 0)
			if d.scope == "import" {
				imports = append(imports, r.byName[group+":"+artifact]...)
				continue
			}
			if _, ok := into[group+":"+artifact]; !ok {
				into[group+":"+artifact] = pomManaged{fillPOM(d.version, chain, 0), d.scope}
			}
		}
	}
	for _, bom := range imports {
		if depth < 8 {
			r.manages(bom, into, depth+1)
		}
	}
}

// readPOM reads the dependencies of a pom.xml with what its parents in the tree
// set: properties, managed versions and scopes, BOMs. A version that stands
// elsewhere is not known.
func readPOM(w *workspace, m manifest) (r report) {
	p := w.reactor().byPath[m.path]
	if p == nil {
		_, err := parsePOM(m.path, m.text)
		reason := "not readable as pom.xml"
		if err != nil {
			reason += ", " + err.Error()
		}
		r.unparsable(m.path, reason)
		return r
	}
	chain := w.poms.chain(p)
	managed := map[string]pomManaged{}
	w.poms.manages(p, managed, 0)
	row := func(d pomDependency, chain []*pom) {
		group, artifact := fillPOM(d.group, chain, 0), fillPOM(d.artifact, chain, 0)
		if !mavenPart.MatchString(group) || !mavenPart.MatchString(artifact) {
			return
		}
		by := managed[group+":"+artifact]
		version := fillPOM(cmp.Or(d.version, by.version), chain, 0)
		scope := pomScope(cmp.Or(d.scope, by.scope))
		f := found{name: group + ":" + artifact, version: definite(version), scope: scope, direct: true, optional: d.optional, path: m.path, line: d.line}
		if f.version == "" && !strings.Contains(version, "${") {
			f.allowed = version
		}
		for _, own := range w.poms.byName[f.name] {
			if v := fillPOM(own.version, w.poms.chain(own), 0); version == "" || v == version || strings.Contains(version, "${") {
				f.self = true
			}
		}
		f.purl = purl(packageurl.TypeMaven, group, artifact, f.version)
		r.found = append(r.found, f)
	}
	for _, d := range p.dependencies {
		row(d, chain)
	}
	for _, d := range p.managed {
		if d.scope == "import" {
			row(d, chain)
		}
	}
	if p.parent.given && len(chain) == 1 { // a parent from elsewhere sets versions and plugins
		row(pomDependency{group: p.parent.group, artifact: p.parent.artifact, version: p.parent.version, scope: "import", line: w.lineOf(m.path, p.parent.artifact, p.parent.version)}, chain)
	}
	return r
}

func pomScope(scope string) string {
	switch scope {
	case "test":
		return inventory.ScopeTest
	case "provided", "import":
		return inventory.ScopeBuild
	}
	return inventory.ScopeRuntime
}

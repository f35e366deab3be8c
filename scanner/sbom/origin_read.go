// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Who made a package and where its source is, as the metadata of each ecosystem
// says. What is said of who publishes or maintains counts where nobody is named as author.

// npmOrigin is the part of a package.json (docs.npmjs.com/cli/configuring-npm/package-json),
// taken apart only when somebody asks for it: any form may stand there.
type npmOrigin struct {
	Author       json.RawMessage `json:"author"`
	Contributors json.RawMessage `json:"contributors"`
	Maintainers  json.RawMessage `json:"maintainers"`
	Repository   json.RawMessage `json:"repository"`
	Homepage     npmText         `json:"homepage"`
	Bugs         json.RawMessage `json:"bugs"`
}

func (p *npmOrigin) origin() (o inventory.Origin) {
	for _, list := range []json.RawMessage{p.Author, p.Contributors, p.Maintainers} {
		if o.Authors = makers(false, npmPeople(list)...); len(o.Authors) > 0 {
			break
		}
	}
	repository := npmAddress(p.Repository)
	if strings.Count(repository, "/") == 1 && !strings.Contains(repository, ":") { // "owner/name" is one of GitHub
		repository = "github:" + repository
	}
	o.Repository, o.Homepage, o.Issues = repositoryAddress(repository), webAddress(string(p.Homepage)), webAddress(npmAddress(p.Bugs))
	return o
}

// npmPeople are the names in a person, an object or a string, or a list of such;
// what is none of them is nobody.
func npmPeople(data json.RawMessage) (names []string) {
	var list []json.RawMessage
	if len(data) > 0 && data[0] == '[' && json.Unmarshal(data, &list) == nil {
		for _, one := range list[:min(len(list), maxMakers)] {
			names = append(names, npmField(one, "name"))
		}
		return names
	}
	return []string{npmField(data, "name")}
}

// npmAddress is a string, or the field "url" of an object.
func npmAddress(data json.RawMessage) string { return npmField(data, "url") }

// npmField is a string, or that field of an object, else "".
func npmField(data json.RawMessage, name string) (s string) {
	var fields map[string]npmText
	switch {
	case len(data) == 0:
	case data[0] == '"':
		_ = json.Unmarshal(data, &s)
	case data[0] == '{' && json.Unmarshal(data, &fields) == nil:
		s = string(fields[name])
	}
	return s
}

// composerOrigin is the part of a composer.json or an entry of a composer.lock (getcomposer.org/doc/04-schema.md).
type composerOrigin struct {
	Authors  json.RawMessage `json:"authors"`
	Homepage npmText         `json:"homepage"`
	Support  struct {
		Issues npmText `json:"issues"`
		Source npmText `json:"source"`
	} `json:"support"`
	Source struct {
		Type      npmText `json:"type"`
		URL       npmText `json:"url"`
		Reference npmText `json:"reference"`
	} `json:"source"`
}

func (c *composerOrigin) origin() inventory.Origin {
	o := inventory.Origin{Authors: makers(false, npmPeople(c.Authors)...), Repository: repositoryAddress(string(c.Source.URL)), Homepage: webAddress(string(c.Homepage)), Issues: webAddress(string(c.Support.Issues))}
	if o.Repository != "" && c.Source.Type == "git" {
		o.Revision = revision(string(c.Source.Reference))
	}
	if o.Repository == "" {
		o.Repository = repositoryAddress(string(c.Support.Source))
	}
	return o
}

// cargoOrigin reads the table package of a Cargo.toml (doc.rust-lang.org/cargo/reference/manifest.html).
func cargoOrigin(own map[string]any) inventory.Origin {
	var names []string
	list, _ := own["authors"].([]any)
	for _, v := range list {
		if s, ok := v.(string); ok {
			names = append(names, s)
		}
	}
	repository, _ := own["repository"].(string)
	homepage, _ := own["homepage"].(string)
	return inventory.Origin{Authors: makers(false, names...), Repository: repositoryAddress(repository), Homepage: webAddress(homepage)}
}

// pomOrigin reads a pom.xml (maven.apache.org/pom.html). Its organization made the
// artifact; where none is named, its developers did.
func pomOrigin(text []byte) (o inventory.Origin) {
	var p struct {
		URL          string   `xml:"url"`
		Organization string   `xml:"organization>name"`
		Developers   []string `xml:"developers>developer>name"`
		SCM          string   `xml:"scm>url"`
		Connection   string   `xml:"scm>connection"`
		Issues       string   `xml:"issueManagement>url"`
	}
	if xml.Unmarshal(text, &p) != nil {
		return o
	}
	if o.Authors = makers(true, p.Organization); len(o.Authors) == 0 {
		o.Authors = makers(false, p.Developers...)
	}
	if o.Repository = repositoryAddress(p.Connection); o.Repository == "" {
		o.Repository = repositoryAddress(p.SCM)
	}
	o.Homepage, o.Issues = webAddress(p.URL), webAddress(p.Issues)
	return o
}

// jarOrigin reads the main section of a manifest of a Java archive (JAR specification; OSGi core, 3.2.1).
func jarOrigin(m map[string]string) inventory.Origin {
	o := inventory.Origin{Homepage: webAddress(m["Bundle-DocURL"])}
	for _, key := range []string{"Implementation-Vendor", "Bundle-Vendor", "Specification-Vendor"} {
		if o.Authors = makers(true, m[key]); len(o.Authors) > 0 {
			break
		}
	}
	return o
}

// pythonOrigin reads the head of METADATA or PKG-INFO (packaging.python.org, core metadata).
func pythonOrigin(text []byte) (o inventory.Origin) {
	var authors, maintainers []string
	for line := range bytes.Lines(text) {
		s := strings.TrimRight(string(line), "\r\n")
		if s == "" {
			break
		}
		key, value, ok := strings.Cut(s, ": ")
		if !ok {
			continue
		}
		switch key {
		case "Author", "Author-email":
			authors = append(authors, value)
		case "Maintainer", "Maintainer-email":
			maintainers = append(maintainers, value)
		case "Home-page":
			o.Homepage = webAddress(value)
		case "Project-URL":
			label, address, _ := strings.Cut(value, ",")
			pythonURL(&o, label, strings.TrimSpace(address))
		}
	}
	if o.Authors = makers(false, authors...); len(o.Authors) == 0 {
		o.Authors = makers(false, maintainers...)
	}
	return o
}

// pythonURL takes an address by its label, in the spelling of well-known project URLs
// (packaging.python.org/specifications/well-known-project-urls).
func pythonURL(o *inventory.Origin, label, address string) {
	label = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(label))
	switch label {
	case "homepage":
		o.Homepage = cmp.Or(o.Homepage, webAddress(address))
	case "source", "repository", "sourcecode", "github", "code":
		o.Repository = cmp.Or(o.Repository, repositoryAddress(address))
	case "issues", "bugs", "issue", "tracker", "issuetracker", "bugtracker":
		o.Issues = cmp.Or(o.Issues, webAddress(address))
	}
}

var (
	gemAuthors = regexp.MustCompile(`(?m)^\s*\w+\.authors?\s*=\s*(\[[^\]\n]*\]|"[^"\n]*"|'[^'\n]*')`)
	gemHome    = regexp.MustCompile(`(?m)^\s*\w+\.homepage\s*=\s*["']([^"'\n]*)["']`)
	gemURI     = regexp.MustCompile(`["'](source_code_uri|bug_tracker_uri)["']\s*=>\s*["']([^"'\n]*)["']`)
	quoted     = regexp.MustCompile(`"([^"]*)"|'([^']*)'`)
)

// gemOrigin reads a gemspec as RubyGems writes it for an installed gem.
func gemOrigin(text []byte) (o inventory.Origin) {
	if m := gemAuthors.FindSubmatch(text); m != nil {
		var names []string
		for _, q := range quoted.FindAllSubmatch(m[1], maxMakers) {
			names = append(names, string(q[1])+string(q[2]))
		}
		o.Authors = makers(false, names...)
	}
	if m := gemHome.FindSubmatch(text); m != nil {
		o.Homepage = webAddress(string(m[1]))
	}
	for _, m := range gemURI.FindAllSubmatch(text, 8) {
		if string(m[1]) == "source_code_uri" {
			o.Repository = repositoryAddress(string(m[2]))
		} else {
			o.Issues = webAddress(string(m[2]))
		}
	}
	return o
}

// originOf reads the metadata of a package by the name of its file.
func originOf(name string, text []byte) (o inventory.Origin) {
	switch base := path.Base(name); {
	case base == "package.json":
		var p npmOrigin
		if json.Unmarshal(withoutBOM(text), &p) == nil {
			return p.origin()
		}
	case base == "composer.json":
		var p composerJSON
		if json.Unmarshal(withoutBOM(text), &p) == nil {
			return p.origin()
		}
	case base == "Cargo.toml":
		var doc map[string]any
		if scanner.UnmarshalTOML(withoutBOM(text), &doc) == nil {
			return cargoOrigin(table(doc["package"]))
		}
	case base == "METADATA", base == "PKG-INFO":
		return pythonOrigin(text)
	case strings.HasSuffix(base, ".gemspec"):
		return gemOrigin(text)
	case base == "pom.xml", strings.HasSuffix(base, ".pom"):
		return pomOrigin(text)
	}
	return o
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// xmlField is an element with its attributes, by local name, and its text.
type xmlField struct {
	path   string
	attr   map[string]string
	text   string
	offset int
}

// xmlFields reads the elements at the paths, in the order of their start.
func xmlFields(content []byte, paths ...string) ([]xmlField, error) {
	wanted := make([][]string, len(paths))
	for i, p := range paths {
		wanted[i] = strings.Split(p, "/")
	}
	d := xml.NewDecoder(bytes.NewReader(content))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // names are ASCII
	var out []xmlField
	var path []string
	open := map[int]int{} // depth to the field that is open there
	for {
		at := int(d.InputOffset())
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, errors.New("not valid XML")
		}
		switch t := t.(type) {
		case xml.StartElement:
			if path = append(path, t.Name.Local); len(path) > maxNesting {
				return nil, errors.New("XML nested too deeply")
			}
			if n := pathIn(path, wanted); n >= 0 && len(out) <= 3*maxDeclarations {
				open[len(path)] = len(out)
				out = append(out, xmlField{paths[n], attributes(t), "", at})
			}
		case xml.CharData:
			if n, ok := open[len(path)]; ok && len(out[n].text) < maxValue {
				out[n].text += string(t[:min(len(t), maxValue)])
			}
		case xml.EndElement:
			delete(open, len(path))
			path = path[:max(len(path)-1, 0)]
		}
	}
}

func pathIn(path []string, wanted [][]string) int {
	for i, w := range wanted {
		if len(w) != len(path) {
			continue
		}
		same := true
		for j := len(w) - 1; j >= 0 && same; j-- {
			same = w[j] == path[j]
		}
		if same {
			return i
		}
	}
	return -1
}

func attributes(t xml.StartElement) map[string]string {
	out := map[string]string{}
	for _, a := range t.Attr[:min(len(t.Attr), maxManifests)] {
		out[a.Name.Local] = a.Value
	}
	return out
}

func singleSpaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// xmlReader reads one field for each element at the path.
func xmlReader(path string) func([]byte) ([]declaration, error) {
	return func(content []byte) ([]declaration, error) {
		fields, err := xmlFields(content, path)
		var out []declaration
		for _, f := range fields {
			out = append(out, declaration{values: []string{singleSpaced(f.text)}, offset: f.offset})
		}
		return out, err
	}
}

// pomLicense reads the names of licenses, or the URL where the name says
// nothing. Maven assumes that the user can select any of several
// (maven.apache.org/ref/current/maven-model/maven.html, licenses).
func pomLicense(content []byte) ([]declaration, error) {
	const element = "project/licenses/license"
	fields, err := xmlFields(content, element, element+"/name", element+"/url")
	if err != nil {
		return nil, err
	}
	out := declaration{op: spdx.Or}
	for _, f := range fields {
		switch last := len(out.values) - 1; f.path {
		case element:
			if last < 0 {
				out.offset = f.offset
			}
			out.values, out.urls = append(out.values, ""), append(out.urls, "")
		case element + "/name":
			out.values[last] = singleSpaced(f.text)
		case element + "/url":
			out.urls[last] = f.text
		}
	}
	if out.values == nil {
		return nil, nil
	}
	return []declaration{out}, nil
}

// ivyLicense reads <license name= url=>
// (ant.apache.org/ivy/history/latest-milestone/ivyfile/license.html).
func ivyLicense(content []byte) ([]declaration, error) {
	fields, err := xmlFields(content, "ivy-module/info/license")
	var out []declaration
	for _, f := range fields {
		out = append(out, declaration{values: []string{f.attr["name"]}, urls: []string{f.attr["url"]}, offset: f.offset})
	}
	return out, err
}

// nuspecLicense reads <license type="expression">, and the older licenseUrl
// where there is no license (learn.microsoft.com/nuget/reference/nuspec).
func nuspecLicense(content []byte) ([]declaration, error) {
	const element = "package/metadata/license"
	fields, err := xmlFields(content, element, element+"Url")
	var expressions, links []declaration
	files := 0
	for _, f := range fields {
		d := declaration{values: []string{singleSpaced(f.text)}, offset: f.offset}
		switch {
		case f.path == element && f.attr["type"] == "file":
			files++
		case f.path == element:
			expressions = append(expressions, d)
		case !strings.Contains(f.text, "aka.ms/deprecateLicenseUrl"):
			links = append(links, d)
		}
	}
	if len(expressions)+files == 0 {
		return links, err
	}
	return expressions, err
}

// msbuildLicense reads the property from which NuGet makes the nuspec
// (learn.microsoft.com/nuget/reference/msbuild-targets).
func msbuildLicense(content []byte) ([]declaration, error) {
	const group = "Project/PropertyGroup/"
	fields, err := xmlFields(content, group+"PackageLicenseExpression", group+"PackageLicenseUrl")
	var out []declaration
	for _, f := range fields {
		out = append(out, declaration{values: []string{singleSpaced(f.text)}, offset: f.offset})
	}
	return out, err
}

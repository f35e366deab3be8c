// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// UnknownLicense stands for a license that is named or written out and that
// nobody here knows. It is reported with confidence 0.
const UnknownLicense = "LicenseRef-outgate-unknown"

const (
	maxManifest  = 4 << 20
	maxXMLDepth  = 100
	maxManifests = 100 // licenses of one manifest
)

// declaration is a license field as written: alternatives of one field are
// joined by op.
type declaration struct {
	values []string
	op     func(...*spdx.Expr) *spdx.Expr
	offset int
}

// manifest reads the license field of the package manifests it knows. A
// manifest that cannot be parsed is an error.
func manifest(base string, content []byte) ([]inventory.License, error) {
	read := manifestReader(base)
	if read == nil {
		return nil, nil
	}
	if len(content) > maxManifest {
		return nil, fmt.Errorf("manifest larger than %d MiB", maxManifest>>20)
	}
	found, err := read(content)
	if err != nil {
		return nil, err
	}
	var out []inventory.License
	for _, d := range found {
		e, confidence := declared(d)
		if e == "" {
			continue
		}
		line := 1 + bytes.Count(content[:min(d.offset, len(content))], []byte("\n"))
		out = append(out, inventory.License{Expression: e, Class: inventory.ClassManifest, StartLine: line, EndLine: line, Confidence: confidence})
	}
	return out, nil
}

func isManifest(base string) bool { return manifestReader(base) != nil }

func manifestReader(base string) func([]byte) ([]declaration, error) {
	switch base {
	case "package.json", "composer.json": // a list is a choice, as Composer's documentation says
		return jsonLicense
	case "Cargo.toml":
		return func(c []byte) ([]declaration, error) { return tomlLicense(c, "package", "workspace.package") }
	case "pyproject.toml":
		return func(c []byte) ([]declaration, error) { return tomlLicense(c, "project", "tool.poetry") }
	case "pom.xml":
		return pomLicense
	case "setup.cfg":
		return iniLicense
	}
	return nil
}

// declared turns the values of a field into an expression.
func declared(d declaration) (string, float64) {
	var parts []*spdx.Expr
	confidence := 1.0
	for _, v := range d.values {
		e, c := declaredOne(strings.TrimSpace(v))
		if e == nil {
			continue
		}
		parts = append(parts, e)
		confidence = min(confidence, c)
	}
	if len(parts) == 0 {
		return "", 0
	}
	return d.op(parts...).String(), confidence
}

// declaredOne reads one value: an expression, a name, or words that name a
// license nobody knows.
func declaredOne(v string) (*spdx.Expr, float64) {
	lower := strings.ToLower(v)
	if v == "" || strings.HasPrefix(lower, "see license in") || strings.HasPrefix(v, "${") {
		return nil, 0 // the license is elsewhere
	}
	if unlicensed(v) || lower == "proprietary" || lower == "private" || lower == "commercial" {
		return ref(proprietary), 1
	}
	if e, err := spdx.Parse(v); err == nil {
		return e, 1
	}
	if strings.Contains(v, "/") && !strings.Contains(v, "://") { // Cargo's old form of OR
		var parts []*spdx.Expr
		for one := range strings.SplitSeq(v, "/") {
			e, err := spdx.Parse(strings.TrimSpace(one))
			if err != nil {
				parts = nil
				break
			}
			parts = append(parts, e)
		}
		if parts != nil {
			return spdx.Or(parts...), 1
		}
	}
	plain := strings.TrimPrefix(plainLine([]byte(v)), "the ")
	if n, ok := readName(plain); ok && len(plain)-n.size <= len(" software license, version") {
		if e, err := spdx.Parse(n.id); err == nil {
			return e, n.confidence
		}
	}
	if e := sloppy(v); e != nil {
		return e, sloppily
	}
	return ref(UnknownLicense), 0
}

func ref(id string) *spdx.Expr {
	e, err := spdx.Parse(id)
	if err != nil {
		return nil
	}
	return e
}

// jsonLicense reads "license" and the older "licenses" of the top object:
// a string, an object with a type, or a list of either.
func jsonLicense(content []byte) ([]declaration, error) {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xEF\xBB\xBF"))))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	var out []declaration
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, errors.New("not valid JSON")
		}
		at := int(d.InputOffset())
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, errors.New("not valid JSON")
		}
		if key == "license" || key == "licenses" {
			if values := jsonValues(raw); len(values) > 0 {
				out = append(out, declaration{values, spdx.Or, at})
			}
		}
	}
	return out, nil
}

func jsonValues(raw json.RawMessage) []string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return []string{s}
	}
	var o struct{ Type, Name string }
	if json.Unmarshal(raw, &o) == nil {
		if o.Type == "" {
			o.Type = o.Name
		}
		return []string{o.Type}
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var out []string
	for _, one := range list[:min(len(list), maxManifests)] {
		if len(one) > 0 && one[0] != '[' {
			out = append(out, jsonValues(one)...)
		}
	}
	return out
}

// tomlLicense reads license = "..." or license = {text = "..."} of the tables.
func tomlLicense(content []byte, tables ...string) ([]declaration, error) {
	var p unstable.Parser
	p.Reset(content)
	var out []declaration
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = tomlKey(e.Key())
		case unstable.KeyValue:
			key := tomlKey(e.Key())
			if table != "" {
				key = table + "." + key
			}
			for _, t := range tables {
				if key != t+".license" && key != t+".license.text" {
					continue
				}
				value := e.Value()
				if value.Kind == unstable.InlineTable {
					value = inlineText(value)
				}
				if value != nil && value.Kind == unstable.String {
					out = append(out, declaration{[]string{firstLine(string(value.Data))}, spdx.And, int(value.Raw.Offset)})
				}
			}
		}
	}
	if p.Error() != nil {
		return nil, errors.New("not valid TOML")
	}
	return out, nil
}

// inlineText returns the value of text in {text = "..."}, or nil.
func inlineText(table *unstable.Node) *unstable.Node {
	for it := table.Children(); it.Next(); {
		if kv := it.Node(); kv.Kind == unstable.KeyValue && tomlKey(kv.Key()) == "text" {
			return kv.Value()
		}
	}
	return nil
}

func tomlKey(it unstable.Iterator) string {
	var parts []string
	for it.Next() {
		parts = append(parts, string(it.Node().Data))
	}
	return strings.Join(parts, ".")
}

// firstLine is enough of a field into which a whole license text was put.
func firstLine(s string) string {
	s = strings.TrimSpace(s)
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// pomLicense reads project/licenses/license/name, or the URL where the name
// says nothing. Maven lets the user choose among several.
func pomLicense(content []byte) ([]declaration, error) {
	d := xml.NewDecoder(bytes.NewReader(content))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // names are ASCII
	var path []string
	var out declaration
	var name, url string
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.New("not valid XML")
		}
		switch t := t.(type) {
		case xml.StartElement:
			if path = append(path, t.Name.Local); len(path) > maxXMLDepth {
				return nil, errors.New("XML nested too deeply")
			}
			if at := strings.Join(path, "/"); at == "project/licenses/license" {
				name, url = "", ""
				if out.offset == 0 {
					out.offset = int(d.InputOffset())
				}
			}
		case xml.CharData:
			switch strings.Join(path, "/") {
			case "project/licenses/license/name":
				name += string(t)
			case "project/licenses/license/url":
				url += string(t)
			}
		case xml.EndElement:
			if strings.Join(path, "/") == "project/licenses/license" && len(out.values) < maxManifests {
				out.values = append(out.values, pomValue(name, url))
			}
			path = path[:max(len(path)-1, 0)]
		}
	}
	if len(out.values) == 0 {
		return nil, nil
	}
	out.op = spdx.Or
	return []declaration{out}, nil
}

func pomValue(name, url string) string {
	name = strings.Join(strings.Fields(name), " ")
	if _, confidence := declaredOne(name); confidence == 0 && url != "" {
		if _, confidence := declaredOne(strings.TrimSpace(url)); confidence > 0 {
			return strings.TrimSpace(url)
		}
	}
	return name
}

// iniLicense reads license = ... of [metadata].
func iniLicense(content []byte) ([]declaration, error) {
	section, offset := "", 0
	for raw := range bytes.Lines(content) {
		line := strings.TrimSpace(string(raw))
		switch {
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			section = line[1 : len(line)-1]
		case section == "metadata" && raw[0] != ' ' && raw[0] != '\t':
			key, value, ok := strings.Cut(line, "=")
			if !ok {
				key, value, ok = strings.Cut(line, ":")
			}
			if ok && strings.EqualFold(strings.TrimSpace(key), "license") && strings.TrimSpace(value) != "" {
				return []declaration{{[]string{value}, spdx.And, offset}}, nil
			}
		}
		offset += len(raw)
	}
	return nil, nil
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"errors"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// cargoLicense reads the license of a crate
// (doc.rust-lang.org/cargo/reference/manifest.html): an expression, or the
// older form with a slash.
func cargoLicense(content []byte) ([]declaration, error) {
	fields, err := tomlFields(content, "package.license", "workspace.package.license")
	return licenseFields(fields), err
}

// pyprojectLicense reads PEP 621's license = {text = ...}, PEP 639's license =
// "expression", the classifiers, and those of Poetry and Flit.
func pyprojectLicense(content []byte) ([]declaration, error) {
	var keys, lists []string
	for _, table := range []string{"project", "tool.poetry", "tool.flit.metadata"} {
		keys = append(keys, table+".license", table+".license.text")
		lists = append(lists, table+".classifiers")
	}
	fields, err := tomlFields(content, slices.Concat(keys, lists)...)
	var named, classified []tomlField
	for _, f := range fields {
		if slices.Contains(lists, f.key) {
			classified = append(classified, f)
		} else {
			named = append(named, f)
		}
	}
	var labels []fieldText
	for _, f := range classified {
		labels = append(labels, fieldText{f.value, f.offset})
	}
	return withClassifiers(licenseFields(named), labels), err
}

func licenseFields(fields []tomlField) []declaration {
	var out []declaration
	for _, f := range fields {
		out = append(out, declaration{values: []string{firstLine(f.value)}, offset: f.offset})
	}
	return out
}

// tomlField is a string below a key, alone or in a list.
type tomlField struct {
	key, value string
	offset     int
}

// tomlFields reads the strings below the keys.
func tomlFields(content []byte, keys ...string) ([]tomlField, error) {
	var p unstable.Parser
	p.Reset(content)
	var out []tomlField
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
			value := e.Value()
			if value.Kind == unstable.InlineTable {
				key, value = key+".text", inlineText(value)
			}
			if value == nil || !slices.Contains(keys, key) || len(out) > maxDeclarations {
				continue
			}
			if value.Kind == unstable.String {
				out = append(out, tomlField{key, string(value.Data), int(value.Raw.Offset)})
			}
			if value.Kind == unstable.Array {
				out = append(out, tomlStrings(key, value)...)
			}
		}
	}
	if p.Error() != nil {
		return nil, errors.New("not valid TOML")
	}
	return out, nil
}

func tomlStrings(key string, list *unstable.Node) []tomlField {
	var out []tomlField
	for it := list.Children(); it.Next() && len(out) <= maxDeclarations; {
		if one := it.Node(); one.Kind == unstable.String {
			out = append(out, tomlField{key, string(one.Data), int(one.Raw.Offset)})
		}
	}
	return out
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

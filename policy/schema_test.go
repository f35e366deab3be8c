// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	goflag "flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/outgate/outgate/rules"
)

var update = goflag.Bool("update", false, "rewrite docs/schema/policy.v1.schema.json")

const schemaFile = "../docs/schema/policy.v1.schema.json"

type object = map[string]any

// schemaMaker makes the JSON Schema of a policy: the keys from the type of the
// document, the words from what the loader says of a wrong one, the
// descriptions from docs/policy.md.
type schemaMaker struct {
	t    *testing.T
	docs map[string]string // "section key" and "key" -> meaning
}

// bogus is no word of any key.
const bogus = "zz-bogus"

// step is one step of a path into a policy.
type step struct{ name string } // "" is an entry of a list

// policyWith writes a policy that holds a value at a path, on line 2.
func policyWith(path []step, value string) (text string, column int) {
	open, shut := "", ""
	for i, s := range path {
		switch {
		case s.name == "":
			open, shut = open+"[", "]"+shut
		case i == 0:
			open += s.name + ": "
		default:
			open, shut = open+"{"+s.name+": ", "}"+shut
		}
	}
	return "version: 1\n" + open + value + shut + "\n", len(open) + 1
}

// said are the messages of the loader at a column of line 2.
func said(text string, column int) []string {
	_, err := Load("p.yaml", []byte(text))
	var all rules.Errors
	if !errors.As(err, &all) {
		return nil
	}
	var out []string
	for _, e := range all {
		if e.At.Line == 2 && e.At.Column == column {
			out = append(out, e.Message)
		}
	}
	return out
}

var (
	knownWords = regexp.MustCompile(`unknown value "zz-bogus"; known are ([a-z0-9, -]+)$`)
	missingKey = regexp.MustCompile(`^[a-z:. -]*?([a-z-]+):? is missing`)
)

func (m *schemaMaker) words(path []step) []string {
	text, column := policyWith(path, bogus)
	for _, message := range said(text, column) {
		switch known := knownWords.FindStringSubmatch(message); {
		case strings.Contains(message, "unknown level"):
			return levelWords()
		case strings.Contains(message, "unknown check"):
			return waivableCodes()
		case strings.Contains(message, "expected preset:NAME"):
			return presetNames()
		case known != nil:
			return strings.Split(known[1], ", ")
		}
	}
	return nil
}

func waivableCodes() []string {
	var codes []string
	for _, c := range table() {
		if c.waivable {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

func (m *schemaMaker) of(t reflect.Type, path []step) object {
	var s object
	switch t.Kind() {
	case reflect.Pointer:
		return m.of(t.Elem(), path)
	case reflect.Slice:
		s = object{"type": "array", "items": m.of(t.Elem(), append(slices.Clip(path), step{}))}
		if t == reflect.TypeFor[rules.Words]() { // one may stand alone
			s = object{"anyOf": []any{s["items"], s}}
		}
	case reflect.Map:
		s = object{"type": "object", "additionalProperties": m.of(t.Elem(), append(slices.Clip(path), step{categoryNames()[0]})), "propertyNames": object{"enum": categoryNames()}}
	case reflect.Struct:
		if f, ok := t.FieldByName("V"); ok {
			s = m.scalar(f.Type, path)
		} else if t == reflect.TypeFor[rules.Node]() {
			s = object{"type": "object"}
		} else {
			s = m.mapping(t, path)
		}
	default:
		m.t.Fatalf("no schema for %s", t)
	}
	if text := m.meaning(path); text != "" {
		s["description"] = text
	}
	return s
}

func (m *schemaMaker) scalar(t reflect.Type, path []step) object {
	switch t.Kind() {
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	}
	words := m.words(path)
	if slices.Equal(words, levelWords()) {
		return object{"$ref": "#/$defs/level"}
	}
	if slices.Equal(words, waivableCodes()) { // or the id of a rule of the policy's own
		return object{"anyOf": []any{object{"enum": words}, object{"type": "string", "pattern": ruleID.String()}}}
	}
	if slices.Equal(words, presetNames()) {
		return object{"anyOf": []any{object{"enum": words}, object{"type": "string", "pattern": "^file:."}}}
	}
	if words != nil {
		return object{"enum": words}
	}
	return object{"type": []string{"string", "number", "boolean"}} // YAML: 2026 is a name as well
}

func (m *schemaMaker) mapping(t reflect.Type, path []step) object {
	properties := object{}
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("yaml"); name != "" {
			properties[name] = m.of(t.Field(i).Type, append(slices.Clip(path), step{name}))
		}
	}
	s := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(path) > 0 && path[len(path)-1].name == "" { // an entry of a list
		text, column := policyWith(path, "{}")
		var required []string
		for _, message := range said(text, column) {
			if k := missingKey.FindStringSubmatch(message); k != nil && properties[k[1]] != nil {
				required = append(required, k[1])
			}
		}
		if required != nil {
			s["required"] = required
		}
	}
	return s
}

func (m *schemaMaker) meaning(path []step) string {
	if len(path) == 0 || path[len(path)-1].name == "" {
		return ""
	}
	last := path[len(path)-1].name
	return m.docs[path[0].name+" "+last]
}

// meanings reads the tables of docs/policy.md.
func meanings(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile("../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	row := regexp.MustCompile("^\\| `([a-z-]+)` \\| (.+) \\|$")
	var sections []string
	for line := range strings.Lines(string(page)) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			sections = strings.Split(title, ", ")
		}
		if r := row.FindStringSubmatch(line); r != nil {
			text := regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`).ReplaceAllString(r[2], "$1")
			for _, s := range append(sections, r[1]) {
				if key := s + " " + r[1]; out[key] == "" {
					out[key] = text
				}
			}
		}
	}
	return out
}

func policySchema(t *testing.T) []byte {
	m := &schemaMaker{t, meanings(t)}
	s := m.of(reflect.TypeFor[document](), nil)
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = "https://github.com/outgate/outgate/blob/main/docs/schema/policy.v1.schema.json"
	s["title"] = "outgate policy, version 1"
	s["required"] = []string{"version"}
	s["$defs"] = object{"level": object{"enum": levelWords(), "description": "What a finding does: allow, note, warn, fail; or by severity: low (a note), medium (a warning), high and critical (fail)."}}
	s["properties"].(object)["version"].(object)["const"] = 1
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSchemaIsCurrent(t *testing.T) {
	got := policySchema(t)
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("the schema is not current; run go test ./policy -run Schema -update (-want +got):\n%s", d)
	}
}

func compiledSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// accepts says what the schema has against a policy.
func accepts(t testing.TB, s *jsonschema.Schema, text string) error {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		return err
	}
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}

// What loads is valid: presets, the policies of the documentation, those of tests.
func TestSchemaAccepts(t *testing.T) {
	s := compiledSchema(t)
	texts := map[string]string{"planted": everyWaiver(), "waiver": waiverLines}
	for _, name := range rules.Presets() {
		data, err := rules.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		texts["preset:"+name] = string(data)
	}
	page, err := os.ReadFile("../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range regexp.MustCompile("(?s)```yaml policy\n(.*?)```").FindAllSubmatch(page, -1) {
		texts[fmt.Sprintf("docs/policy.md %d", i+1)] = string(b[1])
	}
	for name, text := range texts {
		if err := accepts(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := compiledSchema(t)
	for _, text := range []string{
		"name: x\n", "version: 2\n", "version: 1\nwaiver: []\n", "version: 1\nheaders: {requird: true}\n", "version: 1\nheaders: {level: fial}\n", "version: 1\nheaders: {required: \"yes\"}\n",
		"version: 1\nextends: preset:apache\n", "version: 1\nverdict: {gaps: no}\n", "version: 1\nlicenses: {matrix: {permisive: {vendored: allow}}}\n", "version: 1\nlicenses: {matrix: {permissive: {vendored: alow}}}\n",
		"version: 1\nsecrets: {weak: {docs: maybe}}\n", "version: 1\nwaivers: [{id: W-1}]\n", "version: 1\nheaders: {roles: [products]}\n",
		strings.Replace(waiverLines, "license-denied", "license-denyed", 1), strings.Replace(waiverLines, "    owner: alice\n", "", 1),
	} {
		if _, err := Load("p.yaml", []byte(text)); err == nil {
			t.Errorf("the loader accepts\n%s", text)
		}
		if accepts(t, s, text) == nil {
			t.Errorf("the schema accepts\n%s", text)
		}
	}
}

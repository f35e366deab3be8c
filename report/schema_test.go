// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

const schemaDir = "../docs/schema"

// source is what the Go files of a package say beyond reflection: comments and
// constants.
type source struct {
	comments map[string]string // "Type" or "Type.Field"
	consts   map[string]string // name -> value, strings only
}

func parseSource(t *testing.T, files ...string) source {
	t.Helper()
	src := source{map[string]string{}, map[string]string{}}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		src.add(f.Decls)
	}
	return src
}

// inventorySource are the files of package inventory.
func inventorySource(t *testing.T) source {
	t.Helper()
	files, err := filepath.Glob("../inventory/*.go")
	if err != nil {
		t.Fatal(err)
	}
	return parseSource(t, slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })...)
}

func (src source) add(decls []ast.Decl) {
	for _, decl := range decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range gen.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				src.comments[spec.Name.Name] = oneLine(gen.Doc.Text())
				structure, ok := spec.Type.(*ast.StructType)
				if !ok {
					continue
				}
				for _, field := range structure.Fields.List {
					for _, name := range field.Names {
						src.comments[spec.Name.Name+"."+name.Name] = oneLine(field.Doc.Text() + field.Comment.Text())
					}
				}
			case *ast.ValueSpec:
				for i, name := range spec.Names {
					if i < len(spec.Values) {
						if lit, ok := spec.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
							src.consts[name.Name], _ = strconv.Unquote(lit.Value)
						}
					}
				}
			}
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// words returns the constants whose names begin with a prefix and go on with a
// capital.
func (s source) words(prefix string) []string {
	var list []string
	for name, value := range s.consts {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" && rest[0] <= 'Z' {
			list = append(list, value)
		}
	}
	slices.Sort(list)
	return list
}

// generator makes a JSON Schema of Go types.
type generator struct {
	src   map[string]source // by package name
	enums map[string][]string
	defs  map[string]any
}

type object = map[string]any

func (g *generator) schemaOf(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Pointer:
		return g.schemaOf(t.Elem())
	case reflect.Slice:
		return object{"type": "array", "items": g.schemaOf(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": g.schemaOf(t.Elem())}
	case reflect.Struct:
		name := strings.ToLower(t.Name()[:1]) + t.Name()[1:]
		if _, ok := g.defs[name]; !ok {
			g.defs[name] = nil // a recursive type would find itself
			g.defs[name] = g.structure(t)
		}
		return object{"$ref": "#/$defs/" + name}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer", "minimum": 0}
	case reflect.Float64:
		return object{"type": "number", "minimum": 0, "maximum": 1}
	case reflect.String:
		if words, ok := g.enums[t.Name()]; ok {
			return object{"type": "string", "enum": words}
		}
		return object{"type": "string"}
	}
	panic("no schema for " + t.String())
}

func (g *generator) structure(t reflect.Type) object {
	properties, required := object{}, []string{}
	g.fields(t, properties, &required)
	slices.Sort(required)
	s := object{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
	if text := g.comment(t, ""); text != "" {
		s["description"] = text
	}
	return s
}

func (g *generator) fields(t reflect.Type, properties object, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			g.fields(f.Type, properties, required)
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		s := g.schemaOf(f.Type)
		if t.Name() == "Vulnerability" && f.Name == "Score" {
			s["maximum"] = 10 // CVSS
		}
		if words, ok := g.enums[t.Name()+"."+f.Name]; ok {
			s = object{"type": "string", "enum": words}
		}
		if text := g.comment(t, f.Name); text != "" {
			s["description"] = text
		}
		properties[name] = s
		if option != "omitempty" && option != "omitzero" {
			*required = append(*required, name)
		}
	}
}

func (g *generator) comment(t reflect.Type, field string) string {
	src := g.src[filepath.Base(t.PkgPath())]
	if field != "" {
		return src.comments[t.Name()+"."+field]
	}
	return src.comments[t.Name()]
}

func generateSchema(t *testing.T, root reflect.Type, id string) []byte {
	t.Helper()
	inv, pol := inventorySource(t), parseSource(t, "../policy/verdict.go")
	states := []string{string(policy.Pass), string(policy.PassWithWaivers), string(policy.PendingApproval), string(policy.Fail), string(policy.Incomplete)}
	g := &generator{
		src: map[string]source{"inventory": inv, "policy": pol, "report": parseSource(t, "diff.go")}, defs: object{},
		enums: map[string][]string{
			"Role": roles(), "State": states,
			"Severity":     {string(policy.Critical), string(policy.High), string(policy.Medium), string(policy.Low)},
			"Level":        {string(policy.LevelFail), string(policy.LevelWarn), string(policy.LevelNote)},
			"Subject.Kind": subjectKinds(), "Coverage.History": histories(),
			"Header.State":      headerStates(),
			"License.Class":     classes(),
			"Secret.Tier":       tiers(),
			"Trace.Status":      statuses(),
			"Leak.Kind":         leakKinds(),
			"Identity.Part":     identityParts(),
			"Contribution.Part": contributionParts(),
			"Media.Kind":        mediaKinds(),
			"Supply.Kind":       supplyKinds(), "Document.Kind": documentKinds(), "Topic.Name": topicNames(), "Contact.Kind": contactKinds(), "Tag.Signature": signatures(),
			"Suppression.By":     suppressors(),
			"IdleSuppression.By": suppressors(), "IdleSuppression.Code": idleCodes(),
			"ReuseTag.Kind": tagKinds(), "ReuseTable.Precedence": precedences(),
			"Lookup.Service": {inventory.ServiceDepsDev}, "Online.Service": {inventory.ServiceDepsDev},
			"Component.Scope": scopes(), "Component.Linked": linked(), "Gap.Code": gapCodes(),
			"PostVerdict.Post":   {policy.PostCompliance, policy.PostSecurity, policy.PostIP, policy.PostOperations},
			"Violation.Post":     {policy.PostCompliance, policy.PostSecurity, policy.PostIP, policy.PostOperations},
			"Violation.Baseline": {policy.BaselineNew, policy.BaselineUnchanged}, "Difference.Kind": inventory.DifferenceKinds(),
			"Inventory.Schema": {inventory.Schema}, "Verdict.Schema": {policy.VerdictSchema}, "Diff.Schema": {DiffSchema},
		},
	}
	if root == reflect.TypeFor[policy.Verdict]() { // of an inventory that was never stored, too
		for _, field := range []string{"Subject.Kind", "Coverage.History"} {
			g.enums[field] = append(g.enums[field], "")
		}
	}
	s := g.structure(root)
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = "https://github.com/outgate/outgate/blob/main/docs/schema/" + id
	s["title"] = "outgate " + strings.ToLower(root.Name()) + ", version 1"
	s["$defs"] = g.defs
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The published schemas are made of the Go types and their comments.
func TestSchemasAreCurrent(t *testing.T) {
	for id, root := range map[string]reflect.Type{
		"inventory.v1.schema.json": reflect.TypeFor[inventory.Inventory](),
		"verdict.v1.schema.json":   reflect.TypeFor[policy.Verdict](),
		"diff.v1.schema.json":      reflect.TypeFor[Diff](),
	} {
		got := generateSchema(t, root, id)
		file := filepath.Join(schemaDir, id)
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is not current; run go test ./report -update (-want +got):\n%s", id, diff)
		}
	}
}

// The vocabularies hold every constant, and no other word.
func TestVocabularies(t *testing.T) {
	src := inventorySource(t)
	for prefix, list := range map[string][]string{"Subject": subjectKinds(), "Role": roles(), "Header": headerStates(), "Class": classes(), "Tier": tiers(),
		"Status": statuses(), "Scope": scopes(), "Linked": linked(), "Proves": proves(), "Gap": gapCodes(), "Idle": idleCodes(), "Contribution": contributionParts(), "Media": mediaKinds(), "Supply": supplyKinds(), "Document": documentKinds(), "Topic": topicNames(), "Contact": contactKinds(), "Signature": signatures(), "Tag": tagKinds(), "Precedence": precedences()} {
		slices.Sort(list)
		if diff := cmp.Diff(src.words(prefix), list); diff != "" {
			t.Errorf("%s: -constants +vocabulary\n%s", prefix, diff)
		}
	}
}

func compileSchema(t testing.TB, file string) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(nothing{})
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// nothing is a loader that opens no file and no connection.
type nothing struct{}

func (nothing) Load(url string) (any, error) { return nil, fmt.Errorf("%s: not loaded in tests", url) }

func validate(t testing.TB, s *jsonschema.Schema, data []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("not JSON: %v", err)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("%v", err)
	}
}

func TestOutputIsValid(t *testing.T) {
	forVerdict := compileSchema(t, filepath.Join(schemaDir, "verdict.v1.schema.json"))
	forSARIF := compileSchema(t, "testdata/sarif-schema-2.1.0.json")
	forGitLab := compileSchema(t, "testdata/gitlab-codequality.schema.json")
	verdicts := fixtures()
	verdicts["every field"] = everyField()
	for name, v := range verdicts {
		t.Run(name, func(t *testing.T) {
			validate(t, forVerdict, render(t, JSON, v, Options{}))
			for _, known := range [][]policy.Check{nil, checks(), policy.Checks()} {
				validate(t, forSARIF, render(t, SARIF, v, Options{Checks: known}))
				for _, bad := range junitProblems(render(t, JUnit, v, Options{Checks: known})) {
					t.Error("JUnit: " + bad)
				}
			}
			validate(t, forGitLab, render(t, GitLab, v, Options{}))
		})
	}
	forInventory := compileSchema(t, filepath.Join(schemaDir, "inventory.v1.schema.json"))
	for name, inv := range map[string]*inventory.Inventory{"everything": everything(), "empty": emptyDirectory(), "nil lists": {
		Subject: emptyDirectory().Subject, Coverage: emptyDirectory().Coverage,
		Files: []inventory.File{{Path: "a", Role: inventory.RoleDocs, Copyrights: []inventory.Copyright{{}}}}, Components: []inventory.Component{{Scope: inventory.ScopeDev, Role: inventory.RoleDocs}},
	}} {
		t.Run("inventory "+name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteInventory(&b, inv); err != nil {
				t.Fatal(err)
			}
			validate(t, forInventory, b.Bytes())
		})
	}
}

// everyField is a verdict in which each field is set; a new field fails the
// test until it is set here.
func everyField() *policy.Verdict {
	inv := everything()
	v := violation("license-denied", policy.PostIP, policy.LevelFail, policy.High, "m", lineAt("a", 1, 2))
	v.Location.Commit, v.Evidence, v.Component, v.Subproject, v.Baseline = commit, "e", "pkg:npm/a@1", "plugins/a", policy.BaselineNew
	v.Places = []inventory.Location{v.Location, lineAt("b", 3, 4)}
	v.Places[1].Commit = commit
	v.Suppression = inv.Secrets[0].Suppression
	v.Baseline = policy.BaselineNew
	v.Waiver = &policy.WaiverRef{ID: "W", Reason: "r", Owner: "o", ApprovedBy: "a", Ticket: "T-1", Expires: "2027-01-01", At: policy.Place{File: "p", Line: 1, Column: 2}}
	return &policy.Verdict{
		Schema: policy.VerdictSchema, State: policy.Fail, Now: "2026-01-01T00:00:00Z", Tool: inv.Tool, Subject: inv.Subject, Coverage: inv.Coverage, Gaps: inv.Gaps,
		Policy:     policy.PolicyRef{Name: "n", Source: "s", Digest: "d", Chosen: "c", Scope: "reuse", Extends: []policy.Base{{Source: "preset:x", Digest: "sha256:0"}}},
		Approvals:  []policy.ApprovalState{{Post: policy.PostIP, Given: true, Awaited: "a", By: "b", Date: "2026-01-01", Signed: true, Source: "f", Answers: []policy.Answer{{Question: "q", Answer: "a", Note: "n", Asked: "q?"}}}},
		Posts:      []policy.PostVerdict{{Post: policy.PostIP, Owner: "o", State: policy.Fail, Fails: 1, Warns: 2, Waived: 3, Known: 5, Suppressed: 4, Awaited: "x"}},
		Facts:      policy.FactCounts{Licenses: map[string]int{"MIT": 1}, Secrets: 1, Components: 2, Fetched: 3, FetchedLicensed: 4, FilesWithHolders: 5, Suppressed: 6, SuppressedOutside: 7},
		Violations: []policy.Violation{v}, Waived: []policy.Violation{v}, Known: []policy.Violation{v}, Suppressed: []policy.Violation{v},
		Lists:   []policy.KnownRef{{Path: "p", Outside: true, Digest: "d", Counts: true, Entries: 2, Stale: 1}},
		Base:    &policy.BaseRef{Ref: "v1.0.0", Commit: commit, NewOnly: true, New: 1, Known: 2, Gone: 3, Gaps: inv.Gaps},
		Curated: []policy.Curated{{Path: "a", Component: "pkg:npm/a@1", Detected: "MIT", License: "ISC", Content: []string{"blob:aa"}, Reason: "r", By: "b", Date: "2026-01-01", At: policy.Place{File: "p", Line: 1, Column: 2}}},
	}
}

func TestFixturesSetEveryField(t *testing.T) {
	for _, v := range []any{everything(), everyField()} {
		unset(t, reflect.ValueOf(v).Elem(), reflect.TypeOf(v).Elem().Name())
	}
}

func unset(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			unset(t, v.Elem(), path)
			return
		}
	case reflect.Struct:
		for i := range v.NumField() {
			unset(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
		return
	case reflect.Slice:
		if v.Len() > 0 {
			unset(t, v.Index(0), path)
			return
		}
	}
	if v.IsZero() {
		t.Errorf("%s is not set", path)
	}
}

// The copy of the official schema is the one that testdata/README.md names.
func TestSARIFSchemaDigest(t *testing.T) {
	data, err := os.ReadFile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("testdata/README.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	if digest := "sha256:" + hex.EncodeToString(sum[:]); !strings.Contains(string(readme), digest) {
		t.Errorf("the schema has digest %s", digest)
	}
}

func schemaAccepts(t *testing.T, s *jsonschema.Schema, text string) bool {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc) == nil
}

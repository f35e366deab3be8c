// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package when

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
)

func file() *inventory.File {
	return &inventory.File{
		Path: "third_party/x/a.c", Role: inventory.RoleVendored, Size: 12,
		Licenses:   []inventory.License{{Expression: "MIT", Class: inventory.ClassTag, StartLine: 1, Confidence: 1}},
		Copyrights: []inventory.Copyright{{Statement: "Copyright 2020 Example Corp", Holders: []string{"Example Corp"}, Confidence: 0.95}},
	}
}

func secret() *inventory.Secret {
	return &inventory.Secret{Rule: "secret/example", Tier: inventory.TierWeak, Context: inventory.RoleTest, Location: inventory.Location{Path: "a/b.go", StartLine: 3}, Trace: inventory.Trace{Status: inventory.StatusRemoved, Refs: []string{"refs/heads/x"}}}
}

func TestHolds(t *testing.T) {
	for _, c := range []struct {
		kind, source string
		fact         any
		want         bool
	}{
		{File, `file.path.startsWith("third_party/") && size(file.copyrights) == 1`, file(), true},
		{File, `file.role == "vendored"`, file(), true},
		{File, `file.copyrights.exists(c, c.holders.exists(h, h.contains("Corp")))`, file(), true},
		{File, `file.copyrights.all(c, c.confidence > 0.99)`, file(), false},
		{File, `file.licenses[0].expression in ["MIT", "ISC"]`, file(), true},
		{File, `has(file.header)`, file(), false},
		{File, `file.header.state == ""`, file(), true},
		{File, `file.size > 10`, file(), true},
		{File, `file.path.glob("third_party/**/*.{c,h}")`, file(), true},
		{File, `file.path.glob("*.c")`, file(), false},
		{File, `file.path.like("third*.c")`, file(), true},
		{File, `"ABC".lower() == "abc" && file.size > 0`, file(), true},
		{File, `file.path.matches("^third_party/[a-z]+/")`, file(), true},
		{Secret, `secret.path == "a/b.go" && secret.start_line == 3 && secret.status != "in_tree" && secret.context == "test"`, secret(), true},
		{Secret, `"refs/heads/x" in secret.refs`, secret(), true},
		{Component, `component.licenses.declared == "" && component.direct`, &inventory.Component{Direct: true}, true},
		{Vulnerability, `vulnerability.score >= 7.0 && has(vulnerability.vex)`, &inventory.Vulnerability{Score: 7, VEX: &inventory.VEXStatement{}}, true},
		{Violating, `violation.severity == "low" && violation.path.endsWith(".c")`, &Violation{Severity: "low", Path: "x.c"}, true},
	} {
		var l Language
		cond, problems := l.Compile(c.kind, c.source)
		if problems != nil {
			t.Errorf("%s: %+v", c.source, problems)
			continue
		}
		got, cost, err := cond.Holds(c.fact)
		if err != nil || got != c.want || cost == 0 {
			t.Errorf("%s: %v, %d steps, %v", c.source, got, cost, err)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ kind, source, want string }{
		{File, `file.pth == "x"`, `5 unknown field "pth"`},
		{File, "true &&\n  file.copyrights.exists(c, c.holder == \"x\")", `38 unknown field "holder"`},
		{File, `fil.path == "x"`, `0 unknown name "fil"`},
		{File, `file.path.startWith("x")`, `10 unknown name "startWith"`},
		{File, `file.path == 3`, `10 == does not go with (string, int)`},
		{File, `file.path == "x" )`, `17 ")" is not expected here`},
		{File, `file.path`, `0 is string, and a condition is true or false`},
		{File, `file.path ==`, `12 the condition ends where more is expected`},
		{File, ``, `0 is empty; write a condition on file`},
		{File, `file.path.matches("(")`, `18 no valid regular expression`},
		{File, `file.path.glob("[")`, `15 "[" is not a valid pattern`},
		{File, `file.path == "` + strings.Repeat("x", MaxSource) + `"`, `0 is longer than 4000 bytes`},
		{File, `"äö" == file.pht`, "15 unknown field \"pht\""},
		{File, strings.Repeat("(", 200) + "true" + strings.Repeat(")", 200), "404 expression recursion limit exceeded: 100"},
		{File, `file.copyrights.exists(a, a.holders.exists(b, file.copyrights.exists(c, c.holders.exists(d, d == b))))`, "88 comprehension exceeds nesting limit"},
		{File, `component.name == "x"`, `0 unknown name "component"`},
		{"files", `true`, `0 no facts are of the kind "files"`},
		{File, `file.path == "x`, `13 token recognition error`},
	} {
		var l Language
		cond, problems := l.Compile(c.kind, c.source)
		if cond != nil || len(problems) == 0 {
			t.Errorf("%.60s: accepted", c.source)
			continue
		}
		if got := fmt.Sprintf("%d %s", problems[0].Offset, problems[0].Message); !strings.HasPrefix(got, c.want) {
			t.Errorf("%.60s: %s (%+v)", c.source, got, problems)
		}
	}
}

func TestErrorIsNoAnswer(t *testing.T) {
	f := file()
	for range 20_000 {
		f.Licenses = append(f.Licenses, inventory.License{Expression: "MIT"})
	}
	for _, c := range []struct{ source, want string }{
		{`file.licenses[90000].expression == "MIT"`, "index out of bounds: 90000"},
		{`file.size / (file.size - file.size) == 1`, "division by zero"},
		{`file.licenses.exists(a, file.licenses.exists(b, a.expression != b.expression))`, ErrCost.Error()},
		{`file.path.glob(file.path + "[")`, `"third_party/x/a.c[" is not a valid pattern`},
	} {
		var l Language
		cond, problems := l.Compile(File, c.source)
		if problems != nil {
			t.Fatalf("%s: %+v", c.source, problems)
		}
		holds, _, err := cond.Holds(f)
		if err == nil || holds || err.Error() != c.want {
			t.Errorf("%s: %v, %v", c.source, holds, err)
		}
		if c.want == ErrCost.Error() && !errors.Is(err, ErrCost) {
			t.Error("no ErrCost")
		}
	}
}

func TestReads(t *testing.T) {
	for _, c := range []struct {
		source, field string
		want          bool
	}{
		{`file.path == "x"`, "licenses", false},
		{`file.path == "x" || file.licenses.exists(l, l.class == "tag")`, "licenses", true},
		{`has(file.header)`, "header", true},
		{`[file].exists(f, f.path == "x")`, "licenses", true},
	} {
		var l Language
		cond, problems := l.Compile(File, c.source)
		if problems != nil {
			t.Fatalf("%s: %+v", c.source, problems)
		}
		if cond.Reads(c.field) != c.want || cond.Constant() {
			t.Errorf("%s reads %s: %v, constant %v", c.source, c.field, !c.want, cond.Constant())
		}
	}
	var l Language
	if cond, _ := l.Compile(File, "1 == 1"); !cond.Constant() {
		t.Error("1 == 1 looks at the file")
	}
}

func TestText(t *testing.T) {
	text, problems := ReadText(File, "{path} of {role}, {size} bytes")
	if problems != nil {
		t.Fatal(problems)
	}
	if got := text.Of(file()); got != "third_party/x/a.c of vendored, 12 bytes" {
		t.Error(got)
	}
	text, problems = ReadText(Component, "{name} under {licenses.declared}: {hashes}")
	if problems != nil {
		t.Fatal(problems)
	}
	if got := text.Of(&inventory.Component{Name: "x\ny" + strings.Repeat("z", 300), Hashes: []string{"a", "b"}, Licenses: inventory.ComponentLicenses{Declared: "MIT"}}); got != "x y"+strings.Repeat("z", 197)+"... under MIT: a, b" {
		t.Error(got)
	}
	if text, problems = ReadText(File, "{header.state}"); problems != nil || text.Of(file()) != "" {
		t.Error(problems)
	}
	for source, want := range map[string]string{
		"in {pth}": `4 unknown field "pth"`, "{licenses}": `1 {licenses} is no text; name a field of it, or another one`, "x {path": "2 the brace is not closed", "{path.x}": "6 nothing stands below {path}",
	} {
		_, problems := ReadText(File, source)
		if len(problems) != 1 || fmt.Sprintf("%d %s", problems[0].Offset, problems[0].Message) != want {
			t.Errorf("%s: %+v", source, problems)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{`file.path.startsWith("x")`, `file.copyrights.exists(c, c.holders.exists(h, h.like("*Corp")))`, `file.path.glob("**/*.{c,h}")`, "file.pth == \"ä\"\n && x", `"\u0041" in [file.path]`, `file.size / 0 == 1`} {
		f.Add(s)
	}
	var l Language
	fact := file()
	f.Fuzz(func(t *testing.T, source string) {
		cond, problems := l.Compile(File, source)
		if (cond == nil) == (problems == nil) {
			t.Fatalf("condition %v, problems %v", cond, problems)
		}
		for _, p := range problems {
			if p.Offset < 0 || p.Offset > len(source) || p.Message == "" {
				t.Fatalf("%+v", p)
			}
		}
		if cond == nil {
			return
		}
		holds, _, err := cond.Holds(fact)
		if again, _, err2 := cond.Holds(fact); again != holds || (err == nil) != (err2 == nil) || holds && err != nil {
			t.Fatal("two answers")
		}
	})
}

func BenchmarkHolds(b *testing.B) {
	var l Language
	cond, problems := l.Compile(File, `file.role == "product" && file.path.startsWith("third_party/") && size(file.copyrights) == 0`)
	if problems != nil {
		b.Fatal(problems)
	}
	f := file()
	for b.Loop() {
		cond.Holds(f)
	}
}

func BenchmarkFirstCondition(b *testing.B) {
	for b.Loop() {
		var l Language
		l.Compile(File, `file.role == "product"`)
	}
}

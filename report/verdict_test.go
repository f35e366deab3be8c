// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/policy"
)

// stored is a verdict that is written and can be read back.
func stored(t testing.TB, v *policy.Verdict) string {
	t.Helper()
	return string(render(t, JSON, v, Options{}))
}

func TestVerdictRoundTrip(t *testing.T) {
	verdicts := fixtures()
	delete(verdicts, "zero")
	verdicts["every field"] = everyField()
	for name, v := range verdicts {
		if name == "fail" { // made for looks; its counts are none of the list
			consistentPosts(v)
		}
		text := stored(t, v)
		got, err := ReadVerdict(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again := stored(t, got); again != text {
			t.Errorf("%s: written again, it differs:\n%s", name, cmp.Diff(text, again))
		}
		for _, f := range formats() {
			o := release()
			if a, b := render(t, f.render, v, o), render(t, f.render, got, o); name != "every field" && !bytes.Equal(a, b) {
				t.Errorf("%s: %s differs when it is rendered later", name, f.name)
			}
		}
	}
}

func consistentPosts(v *policy.Verdict) {
	for i := range v.Posts {
		n := 0
		for k := range v.Violations {
			if v.Violations[k].Post == v.Posts[i].Post && v.Violations[k].Level == policy.LevelFail {
				n++
			}
		}
		if v.Posts[i].Fails = n; n > 0 {
			v.Posts[i].State = policy.Fail
		}
	}
}

func TestReadVerdictStrict(t *testing.T) {
	schema := compileSchema(t, filepath.Join(schemaDir, "verdict.v1.schema.json"))
	good := stored(t, everyField())
	pass := stored(t, passing())
	for _, test := range []struct {
		name, text, old, new, err string
		bySchema                  bool
	}{
		{"other schema", good, "outgate.verdict.v1", "outgate.verdict.v2", `verdict: schema is "outgate.verdict.v2"; this version reads "outgate.verdict.v1"`, true},
		{"inventory", good, "outgate.verdict.v1", "outgate.inventory.v1", `schema is "outgate.inventory.v1"`, true},
		{"unknown field at the top", good, `"gaps": [`, `"gasp": [`, `unknown field "gasp"; did you mean "gaps"? (is this a verdict`, true},
		{"unknown field within", good, `"check": "license-denied",`, `"chek": "license-denied",`, `violations[0]: unknown field "chek"; did you mean "check"?`, true},
		{"state", good, `"verdict": "FAIL",`, `"verdict": "PASSED",`, `verdict: unknown value "PASSED" (known: PASS, PASS_WITH_WAIVERS, PENDING_APPROVAL, INCOMPLETE, FAIL)`, true},
		{"empty state", good, `"verdict": "FAIL",`, `"verdict": "",`, `verdict: unknown value ""`, true},
		{"post", good, `"post": "ip"`, `"post": "pi"`, `posts[0]: post: unknown value "pi"`, true},
		{"approval", good, `"approvals": [` + "\n    {\n      \"post\": \"ip\"", `"approvals": [` + "\n    {\n      \"post\": \"pi\"", `approvals[0]: post: unknown value "pi"`, false},
		{"level", good, `"level": "fail"`, `"level": "faill"`, `violations[0]: level: unknown value "faill"`, true},
		{"severity", good, `"severity": "high"`, `"severity": "low-ish"`, `violations[0]: severity: unknown value "low-ish"`, true},
		{"baseline", good, `"baseline": "new"`, `"baseline": "old"`, `violations[0]: baseline: unknown value "old"`, true},
		{"lines", good, `"start_line": 1,`, `"start_line": 9,`, `violations[0]: lines: 9 to 2 is not a range`, false},
		{"place", good, `"start_line": 3,`, `"start_line": 9,`, `violations[0]: places[1]: lines: 9 to 4 is not a range`, false},
		{"null list", good, `"waived": [`, `"waived": null, "x": [`, `waived: expected a list, found null`, true},
		{"gap code", good, `"code": "too-large"`, `"code": "too-big"`, `gaps[0]: code: unknown value "too-big"`, true},
		{"time", good, `"now": "2026-01-01T00:00:00Z"`, `"now": "yesterday"`, `now: expected a time in RFC 3339`, false},
		{"expiry", good, `"expires": "2027-01-01",`, `"expires": "never",`, `waiver: expires: "never" is not a date`, false},
		{"negative", good, `"warns": 2`, `"warns": -2`, `posts[0]: a count below zero`, true},
		{"kind", good, `"kind": "worktree"`, `"kind": "tree"`, `subject: kind: unknown value "tree"`, true},
		{"twice", good, `"gaps": [`, `"posts": [], "gaps": [`, `field "posts" is given twice`, false},
		{"pass beside an error", good, `"verdict": "FAIL",`, `"verdict": "PASS",`, `verdict: PASS, and post ip is FAIL`, false},
		{"post passes beside an error", good, `"verdict": "FAIL",` + "\n      \"fails\"", `"verdict": "PASS",` + "\n      \"fails\"", `posts: ip is PASS, with 1 errors`, false},
		{"errors counted away", good, `"fails": 1`, `"fails": 0`, `posts: ip counts 0 errors, and 1 are listed`, false},
		{"pass without a file", pass, `"files": 4211`, `"files": 0`, `verdict: PASS, and no file was examined`, false},
		{"pass beside an incomplete post", pass, `"owner": "ip@example.org",` + "\n      \"verdict\": \"PASS\"", `"owner": "ip@example.org",` + "\n      \"verdict\": \"INCOMPLETE\"", `verdict: PASS, and post ip is INCOMPLETE`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(test.text, test.old, test.new, 1)
			if text == test.text {
				t.Fatalf("nothing to replace: %s", test.old)
			}
			_, err := ReadVerdict(strings.NewReader(text))
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("got %v, want %s", err, test.err)
			}
			if accepted := schemaAccepts(t, schema, text); accepted == test.bySchema && test.name != "twice" {
				t.Errorf("the schema accepts it: %v", accepted)
			}
		})
	}
	nobody := passing()
	nobody.Posts = nil
	if _, err := ReadVerdict(strings.NewReader(stored(t, nobody))); err == nil || !strings.Contains(err.Error(), "no post has judged") {
		t.Errorf("a verdict without posts: %v", err)
	}
	twice := passing()
	twice.Posts[1] = twice.Posts[0]
	if _, err := ReadVerdict(strings.NewReader(stored(t, twice))); err == nil || !strings.Contains(err.Error(), "compliance is listed twice") {
		t.Errorf("a post twice: %v", err)
	}
	lost := everyField()
	lost.Posts[0] = policy.PostVerdict{Post: policy.PostSecurity, State: policy.Fail}
	if _, err := ReadVerdict(strings.NewReader(stored(t, lost))); err == nil || !strings.Contains(err.Error(), "ip is missing, and has 1 errors") {
		t.Errorf("a post that is missing: %v", err)
	}
	open := passing()
	open.Approvals = []policy.ApprovalState{{Post: policy.PostIP, Awaited: "carol"}}
	if _, err := ReadVerdict(strings.NewReader(stored(t, open))); err == nil || !strings.Contains(err.Error(), "PASS, and ip has not approved") {
		t.Errorf("a PASS that nobody has signed: %v", err)
	}
	mild := waived()
	mild.State = policy.Pass
	if _, err := ReadVerdict(strings.NewReader(stored(t, mild))); err == nil || !strings.Contains(err.Error(), "PASS, and 3 waived violations") {
		t.Errorf("a PASS with waivers: %v", err)
	}
}

// A verdict that was cut off is refused wherever it ends, and so is what follows it.
func TestReadVerdictWhole(t *testing.T) {
	good := strings.TrimSuffix(stored(t, everyField()), "\n")
	for n := range len(good) {
		if _, err := ReadVerdict(strings.NewReader(good[:n])); err == nil || !strings.Contains(err.Error(), "cut off") {
			t.Fatalf("the first %d of %d bytes: %v", n, len(good), err)
		}
	}
	if _, err := ReadVerdict(strings.NewReader(good + "{}")); err == nil || !strings.Contains(err.Error(), "data after the end") {
		t.Errorf("data after the end: %v", err)
	}
	const limit = 1 << 20
	for name, r := range map[string]io.Reader{
		"endless space": io.MultiReader(strings.NewReader(good), spaces{}),
		"endless list":  io.MultiReader(strings.NewReader(`{"violations":[`), spaces{}),
	} {
		if _, err := readVerdict(r, limit); err == nil || err.Error() != "verdict: larger than 1.0 MiB" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range verdictFields() {
		start := strings.Index(good, "\n  \""+name+"\": ")
		rest := good[start+1:]
		end := strings.Index(rest, "\n  \"")
		if end < 0 {
			end = len(rest) - len("\n}")
		}
		text := good[:start] + rest[end:]
		if name == "gaps" {
			text = strings.TrimSuffix(strings.TrimSuffix(good[:start], "\n"), ",") + "\n}"
		}
		if _, err := ReadVerdict(strings.NewReader(text)); err == nil || err.Error() != `verdict: field "`+name+`" is missing` {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

func TestStoredSchema(t *testing.T) {
	for _, test := range []struct{ text, schema, err string }{
		{stored(t, passing()), policy.VerdictSchema, ""},
		{written(t, everything()), "outgate.inventory.v1", ""},
		{`{"files": [1, {"schema": "inner"}], "schema": "later"}`, "later", ""},
		{`{}`, "", `field "schema" is missing`},
		{`[]`, "", "the document: expected an object"},
		{``, "", "cut off"},
		{`{"a": 1, "b"`, "", "cut off"},
		{`{"schema": 1}`, "", "schema: field"},
	} {
		schema, err := StoredSchema(strings.NewReader(test.text))
		if schema != test.schema || (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%.40s: %q, %v", test.text, schema, err)
		}
	}
}

// Whatever is read as a verdict can be rendered, and written and read again.
func FuzzReadVerdict(f *testing.F) {
	f.Add([]byte(stored(f, everyField())))
	f.Add([]byte(stored(f, passing())))
	f.Add([]byte(stored(f, spoken())))
	f.Add([]byte(`{"schema":"outgate.verdict.v1","posts":[{}]}`))
	f.Add([]byte(strings.Repeat(`{"facts":`, 100)))
	o := release()
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = StoredSchema(bytes.NewReader(data))
		v, err := ReadVerdict(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := JSON(&b, v, Options{}); err != nil {
			t.Fatal(err)
		}
		again, err := ReadVerdict(&b)
		if err != nil {
			t.Fatalf("written again, it is refused: %v", err)
		}
		if again.State != v.State || len(again.Violations) != len(v.Violations) {
			t.Error("written again, it says something else")
		}
		for _, format := range formats() {
			if !NeedsInventory(format.name) {
				if err := format.render(io.Discard, v, o); err != nil {
					t.Errorf("%s: %v", format.name, err)
				}
			}
		}
	})
}

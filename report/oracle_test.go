// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	nethtml "golang.org/x/net/html"

	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/bom"
)

// An oracle tells what is wrong with a report of hostile content. benign is the
// same report of harmless content.
type oracle func(benign, got []byte) []string

// oracles are those of the formats. A format that is not among them is held to
// what every oracle asks, and to the number of "<" of its benign report.
func oracles(t testing.TB) map[string]oracle {
	forSARIF := compileSchema(t, "testdata/sarif-schema-2.1.0.json")
	forGitLab := compileSchema(t, "testdata/gitlab-codequality.schema.json")
	of := func(schema *jsonschema.Schema, more ...func([]byte) []string) oracle {
		return func(_, got []byte) []string {
			bad := checkJSON(got)
			if len(bad) > 0 {
				return bad
			}
			if err := schemaError(schema, got); err != nil {
				bad = append(bad, err.Error())
			}
			for _, m := range more {
				bad = append(bad, m(got)...)
			}
			return bad
		}
	}
	return map[string]oracle{
		"text":                         func(_, got []byte) []string { return checkTerminal(string(got), false) },
		"json":                         func(_, got []byte) []string { return checkJSON(got) },
		"sarif":                        of(forSARIF, checkAddresses),
		"gitlab":                       sameCount(`"check_name": `, of(forGitLab)),
		"junit":                        checkJUnit,
		"markdown":                     checkMarkdown,
		"html":                         checkHTML,
		"github":                       checkAnnotations,
		"violations-csv":               checkCSV,
		"components-csv":               checkCSV,
		"notice":                       checkNotice,
		string(bom.SPDX23JSON):         func(_, got []byte) []string { return checkJSON(got) },
		string(bom.SPDX3JSON):          func(_, got []byte) []string { return checkJSON(got) },
		string(bom.CycloneDX16JSON):    func(_, got []byte) []string { return checkJSON(got) },
		string(bom.CycloneDX17JSON):    func(_, got []byte) []string { return checkJSON(got) },
		string(bom.CycloneDX16XML):     checkXMLNames,
		string(bom.CycloneDX17XML):     checkXMLNames,
		string(bom.SPDX23TagValue):     checkTagValue,
		"(a format without an oracle)": sameCount("<", func(_, _ []byte) []string { return nil }),
	}
}

func oracleOf(all map[string]oracle, format string) oracle {
	if o := all[format]; o != nil {
		return o
	}
	return all["(a format without an oracle)"]
}

// inertText is what every format is held to: UTF-8, no character that a terminal or an
// editor obeys, no command of a CI service at the start of a line. The text of a license may have tabs.
func inertText(format string, got []byte) (bad []string) {
	if !utf8.Valid(got) {
		bad = append(bad, "not UTF-8")
	}
	for _, r := range string(got) {
		if r != '\n' && (r != '\t' || format != noticeFormat) && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			bad = append(bad, fmt.Sprintf("character %U stands raw", r))
		}
	}
	ours := regexp.MustCompile(`^::(error|warning|notice) (file|title)=`)
	for line := range strings.SplitSeq(string(got), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "::") && !ours.MatchString(line) || strings.Contains(line, "##[") || strings.Contains(line, "##vso[") {
			bad = append(bad, fmt.Sprintf("a CI service would obey %.200q", line))
		}
	}
	return bad
}

func sameCount(mark string, next oracle) oracle {
	return func(benign, got []byte) (bad []string) {
		if a, b := bytes.Count(benign, []byte(mark)), bytes.Count(got, []byte(mark)); a != b {
			bad = append(bad, fmt.Sprintf("%d times %q, want %d", b, mark, a))
		}
		return append(bad, next(benign, got)...)
	}
}

// xmlNames lists the elements and attributes of a document in order.
func xmlNames(data []byte) (names []string, err error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			names = append(names, "<"+token.Name.Local)
			for _, a := range token.Attr {
				names = append(names, token.Name.Local+"."+a.Name.Local)
			}
		case xml.EndElement:
			names = append(names, ">")
		case xml.Comment, xml.Directive:
			names = append(names, "a comment or directive")
		}
	}
}

func checkJUnit(benign, got []byte) []string {
	a, err := xmlNames(benign)
	b, err2 := xmlNames(got)
	switch {
	case err != nil || err2 != nil:
		return []string{fmt.Sprint("no XML: ", err, err2)}
	case !slices.Equal(a, b):
		return []string{"other elements than in a benign report"}
	}
	return junitProblems(got)
}

// checkXMLNames is checkJUnit for documents in which a part may be missing, because
// a hostile text is no license or no address.
func checkXMLNames(benign, got []byte) (bad []string) {
	a, err := xmlNames(benign)
	b, err2 := xmlNames(got)
	if err != nil || err2 != nil {
		return []string{fmt.Sprint("no XML: ", err, err2)}
	}
	for _, name := range b {
		if !slices.Contains(a, name) && name != "<name" && name != "<group" && name != "<expression" && name != "<id" && name != "<version" {
			bad = append(bad, "element or attribute "+name)
		}
	}
	if bytes.Contains(got, []byte("##")) {
		bad = append(bad, "a CI command stands raw in XML")
	}
	return bad
}

// checkMarkdown holds a report to the structure of a benign one: what is left of the
// marks of Markdown when code spans, where they mean nothing, are taken out.
// checkHTML wants no element, attribute or address that the benign page does not
// have, and as many of those that run or load something.
func checkHTML(benign, got []byte) (bad []string) {
	want, have := htmlParts(benign), htmlParts(got)
	for part, n := range have {
		switch element, _, _ := strings.Cut(part, " "); {
		case want[part] == 0:
			bad = append(bad, "there is a "+part)
		case slices.Contains([]string{"script", "style", "iframe", "object", "embed", "img", "form", "base", "link", "meta"}, element) && want[part] != n:
			bad = append(bad, fmt.Sprintf("%d times %s, want %d", n, part, want[part]))
		}
	}
	return bad
}

// htmlParts counts the elements of a page, their attributes, and the addresses that
// lead out of it.
func htmlParts(page []byte) map[string]int {
	parts := map[string]int{}
	for z := nethtml.NewTokenizer(bytes.NewReader(page)); z.Next() != nethtml.ErrorToken; {
		token := z.Token()
		if token.Type != nethtml.StartTagToken && token.Type != nethtml.SelfClosingTagToken {
			continue
		}
		parts[token.Data]++
		for _, a := range token.Attr {
			parts[token.Data+" "+a.Key]++
			if (a.Key == "href" || a.Key == "src") && !strings.HasPrefix(a.Val, "#") {
				parts[token.Data+" to "+a.Val]++
			}
		}
	}
	return parts
}

func checkMarkdown(benign, got []byte) (bad []string) {
	a, b := strings.Split(string(benign), "\n"), strings.Split(string(got), "\n")
	if len(a) != len(b) {
		return []string{fmt.Sprintf("%d lines, want %d", len(b), len(a))}
	}
	for i := range a {
		if have, want := markdownMarks(b[i]), markdownMarks(a[i]); have != want {
			bad = append(bad, fmt.Sprintf("marks %.80q of %.120q, want %q", have, b[i], want))
		}
		plainText := spans(b[i], "")
		if regexp.MustCompile(`(?i)https?:|www\.|gh-\d|@\w|[#!%&~$]\d|:\w+:|^\s*\d+[.)]`).MatchString(plainText) {
			bad = append(bad, fmt.Sprintf("a reference or link in %.120q", plainText))
		}
	}
	return bad
}

// spans replaces the code spans of a line as CommonMark finds them (6.1): a run of
// backticks up to the next run of the same length.
func spans(line, by string) string {
	var out strings.Builder
	for i := 0; i < len(line); {
		if line[i] == '\\' && i+1 < len(line) && unicode.IsPunct(rune(line[i+1])) { // outside of a span
			out.WriteString("\\" + line[i+1:i+2])
			i += 2
			continue
		}
		if line[i] != '`' {
			out.WriteByte(line[i])
			i++
			continue
		}
		n := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
		end := -1
		for k := i + n; k < len(line); {
			if line[k] != '`' {
				k++
				continue
			}
			m := len(line[k:]) - len(strings.TrimLeft(line[k:], "`"))
			if m == n {
				end = k + m
				break
			}
			k += m
		}
		if end < 0 {
			out.WriteString(line[i : i+n])
			i += n
			continue
		}
		out.WriteString(by)
		if strings.HasPrefix(strings.TrimSpace(line), "|") && strings.Contains(line[i:end], "|") {
			out.WriteString("|") // in a table a pipe ends the cell, code or not
		}
		i = end
	}
	return out.String()
}

func markdownMarks(line string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("<>[]!*_~|#`\\$^&@+{}", r) {
			return r
		}
		return -1
	}, spans(line, ""))
}

func checkAnnotations(benign, got []byte) (bad []string) {
	a, b := bytes.Count(benign, []byte("\n")), bytes.Count(got, []byte("\n"))
	if a != b {
		bad = append(bad, fmt.Sprintf("%d lines, want %d", b, a))
	}
	line := regexp.MustCompile(`^(::(error|warning|notice) (file=[^:,]*,(line=\d+,endLine=\d+,)?)?title=[^:,]*::|outgate: not annotated: )`)
	percent := regexp.MustCompile(`%(25|3A|2C)`)
	for l := range strings.SplitSeq(strings.TrimSuffix(string(got), "\n"), "\n") {
		if !line.MatchString(l) {
			bad = append(bad, fmt.Sprintf("not an annotation of ours: %.200q", l))
		}
		if strings.Contains(percent.ReplaceAllString(l, ""), "%") {
			bad = append(bad, fmt.Sprintf("a percent sign stands raw: %.200q", l))
		}
	}
	return bad
}

func checkCSV(benign, got []byte) (bad []string) {
	a, err := csv.NewReader(bytes.NewReader(benign)).ReadAll()
	b, err2 := csv.NewReader(bytes.NewReader(got)).ReadAll()
	if err != nil || err2 != nil || len(a) != len(b) {
		return []string{fmt.Sprintf("%d rows, want %d: %v, %v", len(b), len(a), err, err2)}
	}
	formula := regexp.MustCompile(`^[\s"\x{a0}\x{3000}]*[=+\-@＝＋－＠\t\r]`)
	for _, row := range b {
		for _, c := range row {
			for part := range strings.SplitSeq(c, ";") { // where ";" separates cells
				if formula.MatchString(part) {
					bad = append(bad, fmt.Sprintf("a formula: %.100q", c))
				}
			}
		}
	}
	return bad
}

func checkNotice(benign, got []byte) (bad []string) {
	if a, b := bytes.Count(benign, []byte("\n--------")), bytes.Count(got, []byte("\n--------")); a != b {
		bad = append(bad, fmt.Sprintf("%d headings, want %d", b, a))
	}
	return bad
}

func checkTagValue(benign, got []byte) (bad []string) {
	count := func(data []byte) map[string]int {
		n, inside := map[string]int{}, false
		for l := range strings.SplitSeq(string(data), "\n") {
			tag, rest, _ := strings.Cut(l, ":")
			if !inside {
				n[tag]++
				inside = strings.HasPrefix(rest, " <text>")
			}
			if strings.HasSuffix(l, "</text>") {
				inside = false
			}
		}
		return n
	}
	have, want := count(got), count(benign)
	for tag, n := range have {
		if want[tag] == 0 && tag != "PackageVersion" && tag != "LicenseID" && tag != "ExtractedText" && tag != "LicenseName" && tag != "##### Extracted license" && tag != "PackageChecksum" || tag == "PackageName" && n != want[tag] {
			bad = append(bad, fmt.Sprintf("%d times the tag %.80q, want %d", n, tag, want[tag]))
		}
	}
	return bad
}

// plausible puts a text into every string field that the examined repository, its
// policy or its people fill, and leaves alone those that only the program fills:
// without them nothing would be shown.
func plausible(v reflect.Value, text string) {
	ours := []string{"Schema", "Kind", "Scope", "Class", "Tier", "Status", "By", "Code", "Post", "Now", "Expires", "Date", "Began", "Precedence", "Part", "Linked", "Type", "Severity", "Baseline", "History", "Detector", "Published", "Time", "Digest"}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			plausible(v.Elem(), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); !slices.Contains(ours, f.Name) && (f.Type.Kind() != reflect.String || f.Type.PkgPath() == "") {
				plausible(v.Field(i), text)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			plausible(v.Index(i), text)
		}
	case reflect.Map:
		poison(v, text)
	case reflect.String:
		v.SetString(text)
	}
}

// hostile makes a verdict and what goes with it, with a text in every untrusted place.
func hostile(text string, everywhere bool) (*policy.Verdict, Options) {
	put := plausible
	if everywhere {
		put = poison
	}
	v, o := everyField(), release()
	v.Violations = append(v.Violations, v.Violations[0], v.Violations[0])
	v.Violations[1].Level, v.Violations[1].Location.Commit = policy.LevelWarn, ""
	v.Violations[2].Level, v.Violations[2].Location = policy.LevelNote, inventory.Location{}
	v.Violations[2].Suppression, v.Violations[2].Waiver, v.Violations[2].Places = nil, nil, nil
	inv := o.Inventory
	copied := inv.Components[1]
	inv.Components = append(inv.Components, copied)
	put(reflect.ValueOf(v).Elem(), text)
	put(reflect.ValueOf(inv).Elem(), text)
	put(reflect.ValueOf(&o.Checks).Elem(), text)
	if !everywhere {
		inv.Coverage.Detectors = []string{"copyright", "license", "sbom"}
	}
	for i := range v.Violations {
		v.Violations[i].Fingerprint = fmt.Sprint("f", i)
	}
	license, notice := &inv.Files[len(inv.Files)-2], &inv.Files[len(inv.Files)-1]
	if !everywhere { // a library whose folder has the name, with its texts
		license.Path, notice.Path = "third_party/"+text+"/LICENSE", "third_party/"+text+"/NOTICE"
		inv.Components[1].PURL, inv.Components[2].PURL = "pkg:npm/"+text, "pkg:npm/a@"+text
	}
	o.Texts = map[string][]byte{license.Path: []byte(text + "\n" + text), notice.Path: []byte(text)}
	return v, o
}

// TestHostileContent renders every payload in every untrusted place in every format.
func TestHostileContent(t *testing.T) {
	all := oracles(t)
	type of struct {
		format     string
		everywhere bool
	}
	benign := map[of][]byte{}
	variants := func(text string, use func(of, *policy.Verdict, Options, Renderer)) {
		for _, everywhere := range []bool{true, false} {
			v, o := hostile(text, everywhere)
			for _, f := range formats() {
				use(of{f.name, everywhere}, v, o, f.render)
			}
		}
	}
	variants("x", func(k of, v *policy.Verdict, o Options, r Renderer) {
		var b bytes.Buffer
		_ = r(&b, v, o) // a document has no time when even that is hostile
		benign[k] = b.Bytes()
	})
	if n := len(payloads()); n < 80 {
		t.Errorf("%d payloads", n)
	}
	cells := 0
	for _, p := range payloads() {
		t.Run(p.name, func(t *testing.T) {
			variants(p.text, func(k of, v *policy.Verdict, o Options, r Renderer) {
				var b bytes.Buffer
				if err := r(&b, v, o); err != nil {
					if !NeedsInventory(k.format) || !k.everywhere {
						t.Errorf("%s: %v", k.format, err)
					}
					return
				}
				cells++
				for _, bad := range append(inertText(k.format, b.Bytes()), oracleOf(all, k.format)(benign[k], b.Bytes())...) {
					t.Errorf("%s, %v: %.500s", k.format, k.everywhere, bad)
				}
			})
		})
	}
	t.Logf("%d payloads, %d reports", len(payloads()), cells)
}

// The terminal has widths and colors besides; it shows what it escapes.
func TestHostileTerminal(t *testing.T) {
	for _, p := range payloads() {
		v, o := hostile(p.text, true)
		for _, o := range []Options{{All: true}, {Width: 40, Color: true}, {Quiet: true}, o} {
			text := string(render(t, Text, v, o))
			for _, bad := range checkTerminal(text, o.Color) {
				t.Errorf("%s: %s", p.name, bad)
			}
			if o.All && p.shown != "" && !strings.Contains(text, p.shown) {
				t.Errorf("%s is not shown as %s", p.name, p.shown)
			}
		}
		inv := everything()
		poison(reflect.ValueOf(inv).Elem(), p.text)
		var b bytes.Buffer
		if err := WriteInventory(&b, inv); err != nil {
			t.Fatal(err)
		}
		for _, bad := range checkJSON(b.Bytes()) {
			t.Errorf("%s: inventory: %s", p.name, bad)
		}
	}
}

// A renderer that lets text through as it is does not pass: the oracles can fail.
func TestOraclesFindBrokenRenderers(t *testing.T) {
	all := oracles(t)
	broken := map[string]string{ // how a careless format would write a text
		"text": "error: %s\n", "json": `{"m": "%s"}`, "sarif": `{"version": "2.1.0", "runs": [{"m": "%s"}]}`, "gitlab": `[{"check_name": "%s"}]`, "junit": "<testcase name=\"%s\"/>", "markdown": "- %s\n",
		"github": "::error title=%s::x\n", "violations-csv": "a,%s\n", "components-csv": "%s,a\n", "notice": "-------- x\n%s\n", "html": "<p>%s</p>",
		string(bom.SPDX23JSON): `{"m": "%s"}`, string(bom.SPDX3JSON): `{"m": "%s"}`, string(bom.CycloneDX16JSON): `{"m": "%s"}`, string(bom.CycloneDX17JSON): `{"m": "%s"}`,
		string(bom.CycloneDX16XML): "<a b=\"%s\"/>", string(bom.CycloneDX17XML): "<a>%s</a>", string(bom.SPDX23TagValue): "PackageName: %s\n",
	}
	for _, f := range formats() {
		shape := broken[f.name]
		if shape == "" {
			shape = "<p>%s</p>"
		}
		caught := 0
		benign := fmt.Appendf(nil, shape, "x")
		for _, p := range payloads() {
			got := fmt.Appendf(nil, shape, p.text)
			if len(inertText(f.name, got))+len(oracleOf(all, f.name)(benign, got)) > 0 {
				caught++
			}
		}
		if caught < 25 {
			t.Errorf("%s: %d of %d payloads are caught in a broken renderer", f.name, caught, len(payloads()))
		}
	}
	// Without the checks that every format shares, each oracle still sees what is its own.
	for format, payload := range map[string]string{
		"text": "a\nPASS", "json": `a"b`, "sarif": `"`, "gitlab": `"},{"check_name":"forged`, "junit": `"/><testcase name="`, "markdown": `[x](http://evil.example)`, "github": `x,line=1,title=PASS::forged`,
		"violations-csv": "=1+1", "components-csv": "a;@b", "notice": "\n-------- y", string(bom.SPDX23TagValue): "x\nPackageName: y", string(bom.CycloneDX16XML): `"/><script/>`, "some other": "<b>", "html": `<b onclick="x">`,
	} {
		shape := broken[format]
		if shape == "" {
			shape = "<p>%s</p>"
		}
		if bad := oracleOf(all, format)(fmt.Appendf(nil, shape, "x"), fmt.Appendf(nil, shape, payload)); len(bad) == 0 {
			t.Errorf("%s: %q is not caught", format, payload)
		}
	}
}

func schemaError(s *jsonschema.Schema, data []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}

// junitProblems holds a report to the schema of JUnit XML as Jenkins and GitLab read
// it (junit-10.xsd): elements, their order, attributes, and counts that are right.
func junitProblems(data []byte) (bad []string) {
	type testcase struct {
		Name      string     `xml:"name,attr"`
		Classname string     `xml:"classname,attr"`
		File      string     `xml:"file,attr"`
		Failure   []struct{} `xml:"failure"`
		Error     []struct{} `xml:"error"`
		Skipped   []struct{} `xml:"skipped"`
	}
	type counts struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	var doc struct {
		XMLName xml.Name
		counts
		Suites []struct {
			counts
			Name  string     `xml:"name,attr"`
			Cases []testcase `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		return []string{err.Error()}
	}
	if doc.XMLName.Local != "testsuites" {
		bad = append(bad, "root "+doc.XMLName.Local)
	}
	var sum counts
	for _, s := range doc.Suites {
		var n counts
		for _, c := range s.Cases {
			n.Tests++
			n.Failures += len(c.Failure)
			n.Errors += len(c.Error)
			n.Skipped += len(c.Skipped)
			if len(c.Failure)+len(c.Error)+len(c.Skipped) > 1 || c.Classname != s.Name {
				bad = append(bad, fmt.Sprintf("case %.80q of class %.80q", c.Name, c.Classname))
			}
		}
		if n != s.counts {
			bad = append(bad, fmt.Sprintf("suite %.80q counts %+v, has %+v", s.Name, s.counts, n))
		}
		sum.Tests += n.Tests
		sum.Failures += n.Failures
		sum.Errors += n.Errors
	}
	if sum != doc.counts {
		bad = append(bad, fmt.Sprintf("the root counts %+v, has %+v", doc.counts, sum))
	}
	return append(bad, junitStructure(data)...)
}

// junitStructure walks the elements: each with its parent, its attributes and what may stand before it.
func junitStructure(data []byte) (bad []string) {
	type rule struct {
		parent, before string // regular expressions; before is the sibling that went before, "" for none
		attributes     []string
		required       int // of the attributes, the first ones
	}
	rules := map[string]rule{
		"testsuites": {"", "", []string{"name", "tests", "failures", "errors", "time", "disabled"}, 1},
		"testsuite":  {"testsuites", "testsuite|", []string{"name", "tests", "failures", "errors", "skipped", "timestamp", "time", "hostname", "id", "package"}, 4},
		"properties": {"testsuite", "", nil, 0},
		"property":   {"properties", "property|", []string{"name", "value"}, 2},
		"testcase":   {"testsuite", "properties|testcase", []string{"name", "classname", "file", "line", "time"}, 2},
		"skipped":    {"testcase", "", []string{"message"}, 0},
		"error":      {"testcase", "", []string{"message", "type"}, 2},
		"failure":    {"testcase", "", []string{"message", "type"}, 2},
		"system-out": {"testcase", "skipped|error|failure|", nil, 0},
	}
	matches := func(pattern, s string) bool { return regexp.MustCompile("^(" + pattern + ")$").MatchString(s) }
	stack, last := []string{""}, []string{""}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if err != nil {
			return bad
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			r, ok := rules[name]
			if !ok || !matches(r.parent, stack[len(stack)-1]) || !matches(r.before, last[len(last)-1]) {
				bad = append(bad, fmt.Sprintf("<%s> in <%s> behind <%s>", name, stack[len(stack)-1], last[len(last)-1]))
			}
			var have []string
			for _, a := range token.Attr {
				have = append(have, a.Name.Local)
				if !slices.Contains(r.attributes, a.Name.Local) {
					bad = append(bad, fmt.Sprintf("<%s> has the attribute %s", name, a.Name.Local))
				}
			}
			for _, must := range r.attributes[:r.required] {
				if !slices.Contains(have, must) {
					bad = append(bad, fmt.Sprintf("<%s> lacks the attribute %s", name, must))
				}
			}
			stack, last[len(last)-1] = append(stack, name), name
			last = append(last, "")
		case xml.EndElement:
			stack, last = stack[:len(stack)-1], last[:len(last)-1]
		case xml.CharData:
			if in := stack[len(stack)-1]; strings.TrimSpace(string(token)) != "" && in != "failure" && in != "error" && in != "system-out" {
				bad = append(bad, "text in <"+in+">")
			}
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/outgate/outgate/policy"
)

// junitLines caps the violations that one case lists: a test report shows each
// case as one text.
const junitLines = 100

// JUnit writes the verdict as a JUnit XML report: a suite for each post with a case
// for each check, one for the gaps, and one with the verdict itself. A check with a
// violation that fails is a failure; one whose violations are all excused (waived,
// known, suppressed) is skipped, with the reasons; a gap, and a verdict that could
// not be reached, is an error, so that an INCOMPLETE run is never green. A check of
// [Options].Checks that found nothing passes, unless its post could not be judged
// or the policy judges one thing alone.
func JUnit(w io.Writer, v *policy.Verdict, o Options) error {
	if v == nil {
		return errNoVerdict
	}
	suites := append([]junitSuite{verdictSuite(v)}, postSuites(v, o.Checks)...)
	if len(v.Gaps) > 0 {
		suites = append(suites, gapSuite(v))
	}
	x := &xmlWriter{w: bufio.NewWriterSize(w, 1<<16)}
	x.w.WriteString(xml.Header)
	var sum junitSuite
	for i := range suites {
		sum.cases = append(sum.cases, suites[i].cases...)
	}
	x.open("testsuites", append([]string{"name", "outgate"}, sum.counts()[:6]...)...)
	for i := range suites {
		suites[i].write(x, v)
	}
	x.close("testsuites")
	return x.w.Flush()
}

// Kinds of the outcome of a case; "" passes.
const (
	junitFailure = "failure"
	junitError   = "error"
	junitSkipped = "skipped"
)

type junitSuite struct {
	name       string // below "outgate."
	properties []string
	cases      []junitCase
}

type junitCase struct {
	name, file    string
	outcome       string // one of the junit constants
	kind, message string
	body, out     []string // lines
}

func verdictSuite(v *policy.Verdict) junitSuite {
	state := stateOf(v.State)
	c := junitCase{name: "verdict", kind: string(state), message: string(state) + ": " + cmp.Or(v.Subject.Name, "the subject") + " " + meaning(v), body: []string{totals(v)}}
	switch {
	case state == policy.Fail:
		c.outcome = junitFailure
	case blocked(state):
		c.outcome = junitError
	default:
		c.out, c.body = append(c.body, c.message), nil
	}
	return junitSuite{name: "verdict", cases: []junitCase{c}, properties: []string{
		"subject", v.Subject.Name, "commit", v.Subject.Commit, "policy", policyName(v.Policy), "policy digest", v.Policy.Digest, "tool", strings.TrimSpace(v.Tool.Name + " " + v.Tool.Version)}}
}

// postSuites makes a suite of each post that was judged, and of each other one that
// a violation names.
func postSuites(v *policy.Verdict, checks []policy.Check) []junitSuite {
	type key struct{ post, check string }
	found := map[key]*findings{}
	var posts []string
	for _, p := range v.Posts {
		posts = append(posts, p.Post)
	}
	judged := len(posts)
	for as, one := range all(v) {
		k := key{one.Post, one.Check}
		f := found[k]
		if f == nil {
			f = &findings{}
			found[k] = f
		}
		f.add(as, one)
		if !slices.Contains(posts, one.Post) {
			posts = append(posts, one.Post)
		}
	}
	slices.Sort(posts[judged:])
	var suites []junitSuite
	for i, post := range posts {
		suite := junitSuite{name: post}
		undecided := true
		if i < judged {
			p := v.Posts[i]
			undecided = stateOf(p.State) == policy.Incomplete
			suite.properties = []string{"owner", p.Owner}
			suite.cases = append(suite.cases, postCase(p))
		}
		done := map[string]bool{}
		for _, c := range checks {
			if c.Post != post || done[c.Code] {
				continue
			}
			done[c.Code] = true
			f := found[key{post, c.Code}]
			switch {
			case f != nil:
				suite.cases = append(suite.cases, f.as(c.Code))
			case undecided:
				suite.cases = append(suite.cases, junitCase{name: c.Code, outcome: junitSkipped, message: "nothing found, and not everything was examined"})
			case v.Policy.Scope == "":
				suite.cases = append(suite.cases, junitCase{name: c.Code})
			}
		}
		var others []string
		for k := range found {
			if k.post == post && !done[k.check] {
				others = append(others, k.check)
			}
		}
		slices.Sort(others)
		for _, code := range others {
			suite.cases = append(suite.cases, found[key{post, code}].as(code))
		}
		suites = append(suites, suite)
	}
	return suites
}

func postCase(p policy.PostVerdict) junitCase {
	state := stateOf(p.State)
	c := junitCase{name: "verdict of the post", kind: string(state), message: string(state) + ": " + count(p.Fails, "error") + ", " + count(p.Warns, "warning")}
	switch {
	case state == policy.Fail:
		c.outcome = junitFailure
	case blocked(state):
		c.outcome = junitError
	default:
		return junitCase{name: c.name, out: []string{c.message}}
	}
	if p.Owner != "" {
		c.body = append(c.body, "owner: "+p.Owner)
	}
	if p.Awaited != "" {
		c.body = append(c.body, "waits for: "+p.Awaited)
	}
	return c
}

// findings are the violations of one check.
type findings struct {
	fails, others, excused []string // one line each, at most junitLines
	n                      [3]int   // of them, in that order
	first                  *policy.Violation
	reason                 string // of the first excused one
}

func (f *findings) add(as standing, v *policy.Violation) {
	list, n := &f.fails, &f.n[0]
	line := place(v.Location) + ": " + v.Message
	switch {
	case as != asOpen:
		list, n = &f.excused, &f.n[2]
		line += " (" + string(as) + ": " + excuse(as, v) + ")"
		f.reason = cmp.Or(f.reason, string(as)+": "+excuse(as, v))
	case levelRank(v.Level) > 0:
		list, n = &f.others, &f.n[1]
		line = string(v.Level) + ": " + place(v.Location) + ": " + told(v)
	default:
		if f.first == nil {
			f.first = v
		}
		if v.Evidence != "" {
			line += "; seen: " + v.Evidence
		}
		if v.Help != "" {
			line += "; help: " + v.Help
		}
	}
	if v.ID != "" {
		line = v.ID + "  " + line
	}
	if *n++; len(*list) < junitLines {
		*list = append(*list, line)
	}
}

// as makes the case of a check.
func (f *findings) as(check string) junitCase {
	c := junitCase{name: check}
	switch {
	case f.n[0] > 0:
		c.outcome, c.kind = junitFailure, string(f.first.Severity)
		c.message, c.file = f.first.Message, f.first.Location.Path
		if f.n[0] > 1 {
			c.message = count(f.n[0], "violation") + ", the first: " + c.message
		}
		c.body = counted(f.fails, f.n[0])
	case f.n[2] > 0 && f.n[1] == 0:
		c.outcome, c.message = junitSkipped, f.reason
		if f.n[2] > 1 {
			c.message = count(f.n[2], "excused violation") + ", the first " + f.reason
		}
	}
	c.out = append(counted(f.others, f.n[1]), counted(f.excused, f.n[2])...)
	return c
}

// counted ends a list that was cut with the number of what is missing.
func counted(lines []string, n int) []string {
	if n > len(lines) {
		lines = append(lines, "and "+number(int64(n-len(lines)))+" more; all of them are in the JSON report")
	}
	return lines
}

// gapSuite makes a case of each kind of gap.
func gapSuite(v *policy.Verdict) junitSuite {
	suite := junitSuite{name: "coverage"}
	for _, k := range gapKinds(v.Gaps) {
		c := junitCase{name: "gap " + k.code, kind: k.code, message: gapTitle(k) + ": " + gapHelp(k.code), outcome: junitError}
		if !blocked(v.State) { // the policy lets it stand
			c.outcome = junitSkipped
		}
		for _, g := range k.gaps[:min(len(k.gaps), junitLines)] {
			c.body = append(c.body, gapPlace(g)+": "+gapMessage(g))
		}
		c.body = counted(c.body, len(k.gaps))
		if c.outcome == junitSkipped {
			c.body, c.out = nil, c.body
		}
		suite.cases = append(suite.cases, c)
	}
	return suite
}

// counts are the attributes of a suite that count its cases.
func (s *junitSuite) counts() []string {
	n := map[string]int{}
	for _, c := range s.cases {
		n[c.outcome]++
	}
	return []string{"tests", strconv.Itoa(len(s.cases)), "failures", strconv.Itoa(n[junitFailure]), "errors", strconv.Itoa(n[junitError]), "skipped", strconv.Itoa(n[junitSkipped])}
}

func (s *junitSuite) write(x *xmlWriter, v *policy.Verdict) {
	name := "outgate." + s.name
	attributes := append([]string{"name", name}, s.counts()...)
	if t, err := time.Parse(time.RFC3339, v.Now); err == nil {
		attributes = append(attributes, "timestamp", t.UTC().Format("2006-01-02T15:04:05"))
	}
	x.open("testsuite", attributes...)
	x.open("properties")
	for i := 0; i+1 < len(s.properties); i += 2 {
		x.empty("property", "name", s.properties[i], "value", s.properties[i+1])
	}
	x.close("properties")
	for _, c := range s.cases {
		attributes := []string{"name", c.name, "classname", name}
		if c.file != "" {
			attributes = append(attributes, "file", c.file)
		}
		if c.outcome == "" && len(c.out) == 0 {
			x.empty("testcase", attributes...)
			continue
		}
		x.open("testcase", attributes...)
		switch c.outcome {
		case junitSkipped:
			x.empty(c.outcome, "message", c.message)
		case junitFailure, junitError:
			x.text(c.outcome, c.body, "message", c.message, "type", c.kind)
		}
		if len(c.out) > 0 {
			x.text("system-out", c.out)
		}
		x.close("testcase")
	}
	x.close("testsuite")
}

// xmlWriter writes indented XML. Every text passes through visible, so that it
// holds no character that XML cannot hold and none that a viewer would obey.
type xmlWriter struct {
	w     *bufio.Writer
	buf   bytes.Buffer
	depth int
}

func (x *xmlWriter) escape(s string) {
	x.buf.Reset()
	xml.EscapeText(&x.buf, []byte(Visible(s, maxText))) // a bytes.Buffer does not fail
	x.w.Write(x.buf.Bytes())
}

func (x *xmlWriter) tag(name string, attributes []string, end string) {
	fmt.Fprintf(x.w, "%s<%s", strings.Repeat(indent, x.depth), name)
	for i := 0; i+1 < len(attributes); i += 2 {
		x.w.WriteString(" " + attributes[i] + `="`)
		x.escape(attributes[i+1])
		x.w.WriteByte('"')
	}
	x.w.WriteString(end)
}

func (x *xmlWriter) open(name string, attributes ...string) {
	x.tag(name, attributes, ">\n")
	x.depth++
}

func (x *xmlWriter) close(name string) {
	x.depth--
	fmt.Fprintf(x.w, "%s</%s>\n", strings.Repeat(indent, x.depth), name)
}

func (x *xmlWriter) empty(name string, attributes ...string) { x.tag(name, attributes, "/>\n") }

// text writes an element that holds lines.
func (x *xmlWriter) text(name string, lines []string, attributes ...string) {
	x.tag(name, attributes, ">")
	for i, l := range lines {
		if i > 0 {
			x.w.WriteByte('\n')
		}
		x.escape(l)
	}
	fmt.Fprintf(x.w, "</%s>\n", name)
}

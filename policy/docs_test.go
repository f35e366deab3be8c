// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

var (
	section = regexp.MustCompile(`(?m)^## (\S+)$`)
	block   = regexp.MustCompile("(?s)```(json|yaml) ([a-z -]+)\n(.*?)```")
)

// TestDocsChecks executes docs/checks.md: every check has a section, and every
// example fires or does not as it is marked.
func TestDocsChecks(t *testing.T) {
	page, err := os.ReadFile("../docs/checks.md")
	if err != nil {
		t.Fatal(err)
	}
	heads := section.FindAllSubmatchIndex(page, -1)
	var codes, sections []string
	for i, h := range heads {
		end := len(page)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		codes = append(codes, string(page[h[2]:h[3]]))
		sections = append(sections, string(page[h[1]:end]))
	}
	var want []string
	for _, c := range Checks() {
		want = append(want, c.Code)
	}
	if d := cmp.Diff(want, codes); d != "" {
		t.Fatalf("sections (-checks +docs):\n%s", d)
	}
	for i, code := range codes {
		t.Run(code, func(t *testing.T) { runSection(t, code, sections[i]) })
	}
}

func runSection(t *testing.T, code, text string) {
	overlay := ""
	fires, quiet := 0, 0
	for _, b := range block.FindAllStringSubmatch(text, -1) {
		kind, marks, body := b[1], strings.Fields(b[2]), b[3]
		if kind == "yaml" {
			overlay = body
			continue
		}
		p, err := Load("p.yaml", []byte("version: 1\nextends: preset:apache-2.0-outbound\n"+overlay))
		if err != nil {
			t.Fatal(err)
		}
		v := Evaluate(example(t, body, slices.Contains(marks, "bare")), p, day("2026-03-01"))
		raised := v.Violations
		if slices.Contains(marks, "waived") {
			raised = v.Waived
		}
		if slices.Contains(marks, "suppressed") {
			raised = v.Suppressed
		}
		i := slices.IndexFunc(raised, func(x Violation) bool { return x.Check == code })
		switch marks[0] {
		case "must-fire":
			fires++
			if i < 0 {
				t.Errorf("does not fire in\n%s\nviolations: %+v", body, v.Violations)
				continue
			}
			complete(t, &raised[i])
			for _, level := range []Level{LevelFail, LevelWarn, LevelNote} {
				if slices.Contains(marks, string(level)) && raised[i].Level != level {
					t.Errorf("%s, not %s, in\n%s", raised[i].Level, level, body)
				}
			}
		case "must-not-fire":
			quiet++
			if i >= 0 {
				t.Errorf("fires in\n%s\n%+v", body, raised[i])
			}
		default:
			t.Errorf("unknown mark %q", marks[0])
		}
	}
	if fires == 0 || quiet == 0 {
		t.Errorf("%d examples fire, %d do not", fires, quiet)
	}
}

// complete holds every violation to both causes, words and a way out.
func complete(t *testing.T, v *Violation) {
	t.Helper()
	if v.PolicyAt.File == "" || v.PolicyAt.Line == 0 || v.PolicyText == "" || v.Help == "" || v.Message == "" || strings.HasSuffix(v.Message, ".") || v.ID == "" || v.Level == "" || v.Severity == "" || !slices.Contains(Posts(), v.Post) {
		t.Errorf("incomplete: %+v", v)
	}
}

func example(t *testing.T, body string, bare bool) *inventory.Inventory {
	t.Helper()
	var snippet inventory.Inventory
	d := json.NewDecoder(bytes.NewReader([]byte(body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&snippet); err != nil {
		t.Fatalf("%v in\n%s", err, body)
	}
	inv := clean()
	if bare {
		inv.Files = nil
	}
	inv.Files = append(inv.Files, snippet.Files...)
	inv.Secrets, inv.Components, inv.Gaps, inv.Idle = snippet.Secrets, snippet.Components, snippet.Gaps, snippet.Idle
	inv.Leaks, inv.Identities, inv.Vulnerabilities, inv.HeaderTexts = snippet.Leaks, snippet.Identities, snippet.Vulnerabilities, snippet.HeaderTexts
	inv.Base, inv.Coverage.Began = snippet.Base, snippet.Coverage.Began
	inv.Media, inv.Similar, inv.Contributions = snippet.Media, snippet.Similar, snippet.Contributions
	inv.Supply, inv.Community = snippet.Supply, snippet.Community
	inv.Coverage.Files = len(inv.Files)
	return inv
}

// TestDocsPolicy: docs/policy.md names every key of the policy.
func TestDocsPolicy(t *testing.T) {
	page, err := os.ReadFile("../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range documentKeys() {
		if !bytes.Contains(page, []byte("`"+key)) {
			t.Errorf("docs/policy.md does not explain `%s`", key)
		}
	}
	n := 0
	for _, b := range regexp.MustCompile("(?s)```yaml policy\n(.*?)```").FindAllSubmatch(page, -1) {
		n++
		if _, err := Load("docs/policy.md", b[1]); err != nil {
			t.Errorf("%v in\n%s", err, b[1])
		}
	}
	if n < 3 {
		t.Errorf("%d whole policies in docs/policy.md", n)
	}
}

// TestCheckTable: codes are unique, and people find words for each.
func TestCheckTable(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Checks() {
		if seen[c.Code] || !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(c.Code) {
			t.Errorf("code %q", c.Code)
		}
		seen[c.Code] = true
		if !slices.Contains(Posts(), c.Post) || c.Title == "" || c.Doc == "" || c.Help == "" || strings.HasSuffix(c.Title, ".") {
			t.Errorf("%+v", c)
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/rules"
)

// licenseText is the text of a license, without what stands before the grant.
func licenseText(t *testing.T, id string) string {
	t.Helper()
	texts, err := rules.LicenseTexts()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range texts {
		if l.ID == id {
			return l.Text
		}
	}
	t.Fatalf("no text of %s", id)
	return ""
}

// explained runs explain license on a file at a width, with color or without.
func explained(t *testing.T, name, content string, width int, color bool) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, name, content)
	t.Chdir(dir)
	env := map[string]string{}
	if color {
		env["CLICOLOR_FORCE"] = "1"
	}
	var out, err bytes.Buffer
	if status := run(t.Context(), []string{"explain", "license", name}, program{out: &out, err: &err, width: width, getenv: func(k string) string { return env[k] }}); status != 0 {
		t.Fatalf("status %d: %s", status, err.String())
	}
	return out.String()
}

// TestExplainLicenseIsInert: nothing that a file holds reaches a terminal, or
// the log of a CI service, as a command.
func TestExplainLicenseIsInert(t *testing.T) {
	hostile := []string{"\x1b[2J", "\u202eevil", "::error::x", "##[error]", "#", "##vso[task]x", "\a", "\u200b", "\xff\xfe", "a\rb", "\u2028"}
	mit := licenseText(t, "MIT")
	sgr := regexp.MustCompile("\x1b\\[[0-9;]+m")
	for _, h := range hostile {
		for _, content := range []string{
			strings.Replace(mit, "sublicense", h+" sublicense "+h+"\n"+h+" Acme"+h+"\n::notice::"+h, 1),
			h + "// " + h + " licensed under the MIT License" + h + "\n" + h + h,
			"// SPDX-License-Identifier: " + h + "MIT" + h + "\n",
		} {
			for _, color := range []bool{false, true} {
				out := explained(t, "a.c", content, 60, color)
				for line := range strings.Lines(sgr.ReplaceAllString(out, "")) {
					if line = strings.TrimSuffix(line, "\n"); strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##") {
						t.Errorf("%q: a log obeys %q", h, line)
					}
					if strings.ContainsFunc(line, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) }) {
						t.Errorf("%q: a terminal obeys %q", h, line)
					}
				}
			}
		}
	}
}

func TestExplainLicenseFitsTheWidth(t *testing.T) {
	isc := strings.ReplaceAll(licenseText(t, "ISC"), "\n", " ")
	for _, content := range []string{
		strings.Repeat("x=1;", 9000) + strings.Replace(isc, "modify", strings.Repeat("y", 9000)+" "+strings.Repeat("z ", 120), 1) + strings.Repeat("x=1;", 9000),
		strings.Repeat("é", 5000) + " is under the ISC License " + strings.Repeat("中", 5000),
	} {
		for _, width := range []int{40, 63, 100} {
			out := explained(t, "a.txt", content, width, false)
			if !strings.Contains(out, "\nISC  ") || strings.Count(out, "\n") > 200 {
				t.Errorf("%d lines:\n%.2000s", strings.Count(out, "\n"), out)
			}
			for line := range strings.Lines(out) {
				if n := report.Columns(strings.TrimSuffix(line, "\n")); n > width {
					t.Errorf("%d columns of %d: %s", n, width, line)
				}
			}
		}
	}
}

func TestExplainLicenseColors(t *testing.T) {
	out := explained(t, "LICENSE", strings.Replace(licenseText(t, "MIT"), "sublicense", "rent", 1), 80, true)
	for _, want := range []string{"\x1b[31msublicense\x1b[0m", "\x1b[32mrent\x1b[0m"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.ContainsAny(out, "{}") {
		t.Errorf("brackets beside colors:\n%s", out)
	}
	if out := explained(t, "a.c", "// licensed under the MIT License\n", 80, true); !strings.Contains(out, "\x1b[1;4mMIT License\x1b[0m") || strings.Contains(out, "^") {
		t.Errorf("%s", out)
	}
}

// TestExplainLicenseDecodes reads a file as a scan does: UTF-16 is text, bytes
// that are no text are not looked at.
func TestExplainLicenseDecodes(t *testing.T) {
	wide := "\xff\xfe"
	for _, r := range "// under the MIT License\n// und mehr: ü 中 Ω и\n" {
		wide += string([]byte{byte(r), byte(r >> 8)})
	}
	if out := explained(t, "a.c", wide, 0, false); !strings.Contains(out, "1 | // under the MIT License\n") {
		t.Errorf("%s", out)
	}
	if out := explained(t, "LICENSE", "\x00\x01\x02\x03\x00MIT License\x05\x06", 0, false); out != "LICENSE: not looked at for licenses; the file is binary\n" {
		t.Errorf("%s", out)
	}
}

// TestLicensesTranscripts holds the transcripts of docs/licenses.md to what the
// program prints for the file that the document shows before each.
func TestLicensesTranscripts(t *testing.T) {
	doc, err := os.ReadFile(filepath.FromSlash("../../docs/licenses.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)`([^`\n]+)`:\n\n```\n(.*?)```.*?```text\n\\$ outgate explain license (\\S+)\n(.*?)```").FindAllStringSubmatch(string(doc), -1)
	if len(blocks) < 2 {
		t.Fatalf("%d transcripts", len(blocks))
	}
	for _, b := range blocks {
		if out := explained(t, b[1], b[2], 0, false); b[1] != b[3] || strings.TrimSpace(out) != strings.TrimSpace(b[4]) {
			t.Errorf("the program prints for %s:\n%s", b[1], out)
		}
	}
}

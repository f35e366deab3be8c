// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// The first screen says whether, why not, what next and how much was seen.
func TestFirstScreen(t *testing.T) {
	for _, width := range []int{80, 100, 140} {
		lines := strings.Split(string(render(t, Text, failing(), Options{Width: width})), "\n")
		first := strings.Join(lines[:screenLines], "\n")
		for _, want := range []string{
			"FAIL  WeEvent may not be published as it stands", "commit 9f3c1a2b4d5e", "oss@example.org", "approve the release: carol",
			"third_party/foo/LICENSE:1-674", "revoke it at its issuer first", "raise the size limit", "4,211 files", "9 gaps", "812 commits",
		} {
			if !strings.Contains(first, want) {
				t.Errorf("width %d: the first screen lacks %q:\n%s", width, want, first)
			}
		}
	}
}

// No line is wider than the terminal, but for what must be copied whole.
func TestLinesFit(t *testing.T) {
	for name, v := range fixtures() {
		for _, n := range []int{80, 100, 140} {
			for _, all := range []bool{false, true} {
				text := string(render(t, Text, v, Options{Width: n, All: all}))
				for line := range strings.SplitSeq(text, "\n") {
					if w := width(line); w > n {
						t.Errorf("%s at %d columns: a line of %d:\n%s", name, n, w, line)
					}
				}
			}
		}
	}
}

// A path as wide as the terminal stands whole, so that it can be copied.
func TestPathsStandWhole(t *testing.T) {
	v := base(policy.Fail)
	for _, n := range []int{20, 50, 90, 120} {
		v.Violations = append(v.Violations, violation("secret", policy.PostSecurity, policy.LevelFail, policy.High, fmt.Sprintf("message %d", n), lineAt(strings.Repeat("d/", n/2)+"x.go", 7, 9)))
	}
	for _, o := range []Options{{Width: 140}, {}} {
		text := string(render(t, Text, v, o))
		for i := range v.Violations {
			if want := "   " + place(v.Violations[i].Location); !strings.Contains(text, want) {
				t.Errorf("width %d: the place %q is not whole in\n%s", o.Width, want, text)
			}
		}
	}
}

// What a cap hides is counted: shown and hidden make up all.
func TestCapsCount(t *testing.T) {
	many := func(n int, message func(i int) string) *policy.Verdict {
		v := base(policy.Fail)
		for i := range n {
			v.Violations = append(v.Violations, violation("c", policy.PostIP, policy.LevelFail, policy.High, message(i), lineAt(fmt.Sprintf("file%04d.go", i), 1, 1)))
		}
		return v
	}
	tests := map[string]func(i int) string{
		"one message":       func(int) string { return "same" },
		"a message each":    func(i int) string { return fmt.Sprint("message ", i) },
		"messages repeated": func(i int) string { return fmt.Sprint("message ", i%17) },
	}
	for name, message := range tests {
		for _, n := range []int{1, 5, 6, 7, 15, 16, 40, 1000} {
			t.Run(fmt.Sprint(name, " ", n), func(t *testing.T) {
				text := string(render(t, Text, many(n, message), Options{}))
				body := text[strings.Index(text, "error[c]"):]
				body = body[:strings.Index(body, "\nFAIL  ")]
				if i := strings.Index(body, "\nnext  "); i >= 0 {
					body = body[:i]
				}
				shown := strings.Count(body, ".go:1")
				for line := range strings.SplitSeq(body, "\n") {
					var more int
					if _, err := fmt.Sscanf(strings.ReplaceAll(strings.TrimSpace(line), ",", ""), "and %d more;", &more); err == nil {
						shown += more
					} else if i := strings.Index(line, "(and "); i >= 0 {
						if _, err := fmt.Sscanf(line[i:], "(and %d more)", &more); err == nil {
							shown += more
						}
					}
				}
				if shown != n {
					t.Errorf("%d violations, %d accounted for:\n%s", n, shown, body)
				}
				all := string(render(t, Text, many(n, message), Options{All: true}))
				for i := range n {
					if !strings.Contains(all, fmt.Sprintf("   file%04d.go:1", i)) {
						t.Errorf("All hides file %d", i)
					}
				}
			})
		}
	}
}

func TestWriteViolation(t *testing.T) {
	var b strings.Builder
	v := waived().Waived[0]
	v.Help = "outgate waive " + v.ID
	if err := WriteViolation(&b, &v, Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	want := `error[license-denied]: MPL-2.0 may not be vendored  ` + v.ID + `  post: compliance
   third_party/mpl/a.c:1-15  matched MPL-2.0 (notice, 0.99)
   policy.yaml:7:5           license-denied = fail (medium)
   help: outgate waive ` + v.ID + `
   waived by W-2026-014 until 2027-03-31, alice: MPL file unmodified, source
         linked
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	v.Message, v.Evidence, v.Waiver.Reason = "\x1b[2J", "\u202e", "a\rb"
	b.Reset()
	if err := WriteViolation(&b, &v, Options{}); err != nil {
		t.Fatal(err)
	}
	if bad := checkTerminal(b.String(), false); len(bad) > 0 {
		t.Errorf("%q", bad)
	}
	if err := WriteViolation(io.Discard, nil, Options{}); err == nil {
		t.Error("no violation, no error")
	}
	if err := WriteViolation(&failingWriter{3}, &v, Options{}); !errors.Is(err, errFull) {
		t.Errorf("full disk: %v", err)
	}
}

// Colors change nothing but colors.
func TestColor(t *testing.T) {
	for name, v := range fixtures() {
		colored := string(render(t, Text, v, Options{Width: 90, Color: true}))
		for _, st := range []style{"0", bold, dim, green, yellow, red, cyan} {
			colored = strings.ReplaceAll(colored, "\x1b["+string(st)+"m", "")
		}
		if got := string(render(t, Text, v, Options{Width: 90})); got != colored {
			t.Errorf("%s: the texts differ", name)
		}
	}
}

func TestWorstFirst(t *testing.T) {
	v := base(policy.Fail)
	for i, s := range []struct {
		check    string
		level    policy.Level
		severity policy.Severity
	}{{"d", policy.LevelNote, policy.Critical}, {"c", policy.LevelWarn, policy.Critical}, {"b", policy.LevelFail, policy.Low}, {"a", policy.LevelFail, policy.Critical}, {"a", policy.LevelWarn, policy.Low}} {
		v.Violations = append(v.Violations, violation(s.check, policy.PostIP, s.level, s.severity, fmt.Sprint("m", i), lineAt("x", i, i)))
	}
	var got []string
	for line := range strings.SplitSeq(string(render(t, Text, v, Options{})), "\n") {
		if head, _, ok := strings.Cut(line, "]: "); ok {
			got = append(got, head)
		}
	}
	if want := "error[a error[b warning[c warning[a note[d"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
}

func TestExpiry(t *testing.T) {
	tests := []struct {
		expires, now, text string
		soon               bool
	}{
		{"2026-12-05", "2026-11-23T08:00:00Z", "until 2026-12-05, 12 days left", true},
		{"2026-11-24", "2026-11-23T08:00:00Z", "until 2026-11-24, 1 day left", true},
		{"2026-11-23", "2026-11-23T23:59:59Z", "until 2026-11-23, its last day", true},
		{"2026-12-30", "2026-11-23T08:00:00Z", "until 2026-12-30", false},
		{"2026-11-01", "2026-11-23T08:00:00Z", "until 2026-11-01", false},
		{"", "2026-11-23T08:00:00Z", "without an end", true},
		{"soon", "2026-11-23T08:00:00Z", "until soon", false},
		{"2026-12-05", "", "until 2026-12-05", false},
	}
	for _, test := range tests {
		if text, soon := expiry(test.expires, test.now); text != test.text || soon != test.soon {
			t.Errorf("expiry(%q, %q) = %q, %v", test.expires, test.now, text, soon)
		}
	}
}

func TestFigures(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 12: "12", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1: "-1", -1000: "-1,000", -123456: "-123,456"} {
		if got := number(n); got != want {
			t.Errorf("number(%d) = %s", n, got)
		}
	}
	for n, want := range map[int64]string{0: "0 bytes", 1023: "1,023 bytes", 1024: "1.0 KiB", 40_055_312: "38.2 MiB", 1 << 62: "4.0 EiB"} {
		if got := byteSize(n); got != want {
			t.Errorf("byteSize(%d) = %s", n, got)
		}
	}
}

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "微众": 4, "é": 1, "e\u0301": 1, "ﾊﾝ": 2, "한글": 4, "\u1112\u1161\u11ab": 2, "（x）": 5, "✓": 1, "⚡": 2, "🚀": 2, "…": 1, "─": 1, "\U00020000": 2} {
		if got := width(s); got != want {
			t.Errorf("width(%q) = %d, want %d", s, got, want)
		}
	}
	for _, test := range []struct {
		n           int
		clip, short string
	}{{1, "…", "…"}, {4, "微…", "…明"}, {5, "微众…", "微…明"}, {8, "微众说明", "微众说明"}} {
		if c, m := clip("微众说明", test.n), shorten("微众说明", test.n); c != test.clip || m != test.short {
			t.Errorf("%d columns: clip %q, shorten %q", test.n, c, m)
		}
	}
}

// Each code of a gap tells what to do; one without advice of its own says so.
func TestGapHelp(t *testing.T) {
	for _, code := range gapCodes() {
		if code != inventory.GapUnsupported && gapHelp(code) == gapHelp("") {
			t.Errorf("no advice for %s", code)
		}
	}
}

func large(n int) *policy.Verdict {
	v := base(policy.Fail)
	for i := range n {
		v.Violations = append(v.Violations, violation(fmt.Sprintf("check-%d", i%20), policy.PostCompliance, policy.LevelFail, policy.High,
			fmt.Sprintf("message %d", i%5000), lineAt(fmt.Sprintf("src/module%d/file%d.go", i%300, i), i%400+1, i%400+3)))
	}
	return v
}

func BenchmarkRender(b *testing.B) {
	v := large(100_000)
	for _, f := range formats() {
		b.Run(f.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f.render(io.Discard, v, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("text all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := Text(io.Discard, v, Options{All: true}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// The steps stand once in a report that is in sight as a whole, else twice.
func TestNextIsRepeatedInLongReports(t *testing.T) {
	v := base(policy.Fail)
	for i, want := range []int{1, 1, 2} {
		if i > 0 {
			for k := range 6 * i * i {
				v.Violations = append(v.Violations, violation(fmt.Sprint("c", k), policy.PostIP, policy.LevelFail, policy.High, "message", lineAt(fmt.Sprintf("f%d-%d", i, k), 1, 1)))
			}
		} else {
			v.Violations = append(v.Violations, violation("c", policy.PostIP, policy.LevelFail, policy.High, "message", lineAt("f", 1, 1)))
		}
		text := string(render(t, Text, v, Options{}))
		if got := strings.Count(text, "next  ip"); got != want {
			t.Errorf("%d lines: the steps stand %d times, want %d", strings.Count(text, "\n"), got, want)
		}
	}
}

func TestSeverityIsNamedOnce(t *testing.T) {
	for _, c := range []struct {
		text     string
		severity policy.Severity
		want     string
	}{
		{"secrets.structured.default: critical", policy.Critical, "secrets.structured.default: critical"},
		{"strong-copyleft x vendored = critical", policy.Critical, "strong-copyleft x vendored = critical"},
		{"license-file.mismatch: fail", policy.Critical, "license-file.mismatch: fail (critical)"},
		{"critical-mass: high", policy.Critical, "critical-mass: high (critical)"},
		{"", policy.Low, "(low)"},
	} {
		if got := graded(c.text, c.severity); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestPlaceOfRecords(t *testing.T) {
	id := strings.Repeat("ab", 20)
	for want, l := range map[string]inventory.Location{
		"message of commit abababababab:7": {Path: ".git/commit/" + id, Commit: id, StartLine: 7, EndLine: 7},
		"text of tag v1/x:3 @abababababab": {Path: ".git/tag/v1/x", Commit: id, StartLine: 3, EndLine: 3},
		".git/tag/v1:3":                    {Path: ".git/tag/v1", StartLine: 3, EndLine: 3}, // a file, wherever it may come from
	} {
		if got := place(l); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A long text beside a wide column goes to a line of its own; a short one, or one
// beside a narrow column, stays.
func TestTallColumns(t *testing.T) {
	long := strings.Repeat("word ", 40)
	for _, tt := range []struct {
		left, right string
		beside      bool
	}{{"a/b.go:4", long, true}, {"some/longer/path/of/a/file.go:4", long, false}, {"some/longer/path/of/a/file.go:4", "few words", true}} {
		var out bytes.Buffer
		s := newScreen(&out, Options{Width: 80})
		s.table(3, []row{{span{plain, tt.left}, span{plain, tt.right}}})
		if err := s.w.Flush(); err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(out.String(), "\n")
		if got := strings.TrimSpace(first) != tt.left; got != tt.beside {
			t.Errorf("%s: %s", tt.left, out.String())
		}
	}
}

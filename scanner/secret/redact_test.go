// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"regexp"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

func built(t *testing.T) *Engine {
	t.Helper()
	set, err := rules.Secrets()
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(set)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func drawnToken(t *testing.T) string {
	t.Helper()
	token, err := rules.Expand("glp"+"at-{alnum:20}", 7)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestRedact(t *testing.T) {
	e, token := built(t), drawnToken(t)
	for text, want := range map[string]string{
		"conf/token-" + token + ".txt": `^conf/token-\[redacted-[0-9a-f]{8}\]\.txt$`,
		token:                          `^\[redacted-[0-9a-f]{8}\]$`,
		token + "/" + token:            `^\[redacted-([0-9a-f]{8})\]/\[redacted-[0-9a-f]{8}\]$`,
		`client_secret: "kJ8vQ2mX7p` + `L4wR9tB3nZ6cY1".txt`: `^client_secret: "\[redacted-[0-9a-f]{8}\]"\.txt$`,
		"refs/heads/main":                      `^refs/heads/main$`,
		"":                                     `^$`,
		"https://git.example.org/a/b.git":      `^https://git\.example\.org/a/b\.git$`,
		"pkg:golang/github.com/spf13/cobra@v1": `^pkg:golang/github\.com/spf13/cobra@v1$`,
		strings.Repeat("0123456789abcdef", 4):  `^(0123456789abcdef){4}$`,
	} {
		got := e.Redact(text)
		if !regexp.MustCompile(want).MatchString(got) || strings.Contains(got, token) {
			t.Errorf("%q does not look like %s", strings.ReplaceAll(got, token, "TOKEN"), want)
		}
		if again := e.Redact(got); again != got {
			t.Errorf("%q becomes %q the second time", got, again)
		}
	}
	// Normalized, as package managers write names.
	if got := e.Redact("pkg:pypi/" + strings.ToLower(strings.ReplaceAll("AK"+"IA"+"Q3EGRIZ2ULNW7TB5", "_", "-"))); !strings.HasPrefix(got, "pkg:pypi/[redacted-") {
		t.Error("a credential in small letters is shown")
	}
	github, err := rules.Expand("{crc32:gh"+"p_}", 5)
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Redact("pkg:pypi/" + strings.ReplaceAll(github, "_", "-")); !strings.HasPrefix(got, "pkg:pypi/[redacted-") {
		t.Error("a credential with - for _ is shown")
	}
	pem, err := rules.Expand("{pem:RSA PRIVATE KEY}", 3)
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Redact("a\n" + pem + "\nb"); strings.Count(got, "\n") != strings.Count(pem, "\n")+2 || !strings.Contains(got, "[redacted-") {
		t.Errorf("lines move:\n%s", got)
	}
}

// A secret in the name of a file is a finding, without a line and, as always,
// without the value; whoever shows the path redacts it to the same digits.
func TestSecretInAName(t *testing.T) {
	e, token := built(t), drawnToken(t)
	f := &scanner.File{Entry: inventory.Entry{Path: "conf/" + token + ".txt", Blob: "b"}, Role: inventory.RoleProduct, Content: []byte("nothing\n")}
	facts, err := e.Detector().File(t.Context(), f)
	if err != nil || len(facts.Secrets) != 1 {
		t.Fatalf("%v, %d secrets", err, len(facts.Secrets))
	}
	s := facts.Secrets[0]
	if s.StartLine != 0 || s.EndLine != 0 || s.Path != f.Path || s.Length != len(token) || s.Tier != inventory.TierStructured || s.Suppression != nil {
		t.Errorf("line %d to %d, %s, %d bytes, %+v", s.StartLine, s.EndLine, s.Tier, s.Length, s.Suppression)
	}
	if got := e.Redact(f.Path); got != "conf/[redacted-"+s.Fingerprint[:8]+"].txt" {
		t.Errorf("shown as %q", strings.ReplaceAll(got, token, "TOKEN"))
	}
}

// The fingerprint of a guessable value does not change when a comment that speaks
// for it is written behind it, and does when the value gets another length.
func TestFingerprintsAndComments(t *testing.T) {
	e := built(t)
	prints := func(line string) (out []string) {
		facts, err := e.Detector().File(t.Context(), &scanner.File{Entry: inventory.Entry{Path: "conf/app.yaml"}, Role: inventory.RoleProduct, Content: []byte("a: b\n" + line + "\n")})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range facts.Secrets {
			out = append(out, s.Fingerprint)
		}
		return out
	}
	for _, value := range []string{"Hunter2" + "-is-b3st!", "kJ8vQ2mX7p" + "L4wR9tB3nZ6cY1"} {
		line := `password: "` + value + `"`
		before := prints(line)
		if len(before) != 1 {
			t.Fatalf("%d findings", len(before))
		}
		for _, comment := range []string{" # outgate:allow " + before[0][:8], " # outgate:allow " + before[0] + " until 2026-12-31 of the manual", " # gitleaks:allow"} {
			if after := prints(line + comment); len(after) != 1 || after[0] != before[0] {
				t.Errorf("with %q: %v, without %v", comment, after, before)
			}
		}
		if after := prints(`password: "` + value + `x7"`); len(after) != 1 || after[0] == before[0] {
			t.Error("a longer value has the fingerprint of the shorter")
		}
	}
}

// The reason of a comment never repeats a value of the file.
func TestReasonRepeatsNoValue(t *testing.T) {
	e := built(t)
	value := "Hunter2" + "-is-b3st!"
	for _, reason := range []string{value + " is the value", "it is '" + value + "'"} {
		facts, err := e.Detector().File(t.Context(), &scanner.File{Entry: inventory.Entry{Path: "conf/app.yaml"}, Role: inventory.RoleProduct, Content: []byte(`password: "` + value + `" # outgate:allow ` + reason + "\n")})
		if err != nil || len(facts.Secrets) == 0 {
			t.Fatalf("%v, %d secrets", err, len(facts.Secrets))
		}
		for _, s := range facts.Secrets {
			if s.Suppression == nil || s.Suppression.Reason != "" {
				t.Errorf("suppression %v", s.Suppression != nil)
			}
		}
	}
}

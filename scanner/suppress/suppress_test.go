// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package suppress_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/suppress"
)

func digits(n int) string { return fmt.Sprintf("%032x", n) }

func secretAt(print, path, commit, blob string, line int) inventory.Secret {
	return inventory.Secret{Rule: "secret/x", Tier: inventory.TierAssigned, Location: inventory.Location{Path: path, Commit: commit, StartLine: line, EndLine: line}, Blob: blob, Fingerprint: print}
}

func scanned(secrets ...inventory.Secret) *inventory.Inventory {
	return &inventory.Inventory{Coverage: inventory.Coverage{Detectors: []string{"secret"}}, Secrets: secrets}
}

// words lists who speaks for each finding.
func words(inv *inventory.Inventory) []string {
	var out []string
	for _, s := range inv.Secrets {
		text := "-"
		if w := s.Suppression; w != nil {
			text = fmt.Sprintf("%s:%d", w.Path, w.Line)
			if w.Bound {
				text += " bound"
			}
			if w.Outside {
				text += " outside"
			}
		}
		out = append(out, text)
	}
	return out
}

func idle(inv *inventory.Inventory) []string {
	var out []string
	for _, w := range inv.Idle {
		out = append(out, fmt.Sprintf("%d %s", w.Line, w.Code))
	}
	return out
}

func expect(t *testing.T, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestBaseline(t *testing.T) {
	b, err := suppress.ParseBaseline("b", []byte("# head\n\n"+digits(1)+" secret/x until 2026-12-31 a  reason\r\n"+digits(2)+" secret/other\n"+digits(3)+" secret/x\n"+digits(9)+" leak/host\n"))
	if err != nil {
		t.Fatal(err)
	}
	inv := scanned(secretAt(digits(1), "a", "", "", 1), secretAt(digits(2), "a", "", "", 2), secretAt(digits(4), "a", "", "", 3), secretAt(digits(1), "old", "c", "", 3))
	b.Apply(inv, false)
	// Line 4 names another rule: another secret.
	expect(t, "words", []string{"b:3 bound", "-", "-", "b:3 bound"}, words(inv))
	expect(t, "idle", []string{"4 unused", "5 unused"}, idle(inv)) // nobody has looked for leaks
	if w := inv.Secrets[0].Suppression; w.Expires != "2026-12-31" || w.Reason != "a reason" || w.By != inventory.SuppressedBaseline {
		t.Errorf("%+v", w)
	}
	inv = scanned()
	b.Apply(inv, true)
	expect(t, "without history", nil, idle(inv))
}

// The stronger word is noted, in whatever order they come.
func TestStrongerWord(t *testing.T) {
	parse := func(name, rest string, outside bool) *suppress.Baseline {
		b, err := suppress.ParseBaseline(name, []byte(digits(1)+" secret/x"+rest+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		b.Outside = outside
		return b
	}
	inside, outside, ends := parse("in", " why", false), parse("out", " until 2026-01-01", true), parse("ends", " until 2026-01-01 why", false)
	for _, order := range [][]*suppress.Baseline{{inside, outside, ends}, {ends, outside, inside}, {outside, inside}} {
		inv := scanned(secretAt(digits(1), "a", "", "", 1))
		inv.Secrets[0].Suppression = &inventory.Suppression{By: inventory.SuppressedInline, Path: "a", Line: 1}
		for _, b := range order {
			b.Apply(inv, false)
		}
		expect(t, "outside", []string{"out:1 bound outside"}, words(inv))
		expect(t, "idle", nil, idle(inv))
	}
	inv := scanned(secretAt(digits(1), "a", "", "", 1))
	ends.Apply(inv, false)
	inside.Apply(inv, false)
	expect(t, "the longer", []string{"in:1 bound"}, words(inv))
}

func TestBaselineErrors(t *testing.T) {
	for text, want := range map[string]string{
		"x secret/a": "b:1:1: expected a fingerprint of 32 lower-case hexadecimal digits, found 1 characters",
		strings.ToUpper(digits(10)) + " secret/a": "b:1:1: expected a fingerprint",
		digits(1):                                           "b:1:33: expected a rule behind the fingerprint",
		digits(1) + " seecret/a":                            `b:1:34: expected a rule, like secret/private-key; did you mean "secret"?`,
		digits(1) + " secret/A":                             "b:1:34: expected a rule",
		digits(1) + " secret/a until":                       "b:1:43: expected a date",
		digits(1) + " secret/a until 2026-13-01":            "b:1:49: expected a date",
		digits(1) + " secret/a untli 2026-12-01":            `b:1:43: a date needs the word until before it; did you mean "until"?`,
		digits(1) + " secret/a\n" + digits(1) + " secret/a": "b:2:1: the fingerprint stands in line 1 already",
		digits(1) + " secret/a\n# note":                     "b:2:1: comments stand at the head",
		"<<<<<<< HEAD":                                      "b:1:1: a merge conflict",
		"# x\n\xff":                                         "b:2:1: not UTF-8",
		strings.Repeat("#\n", suppress.MaxFile/2) + "#":     "b:1:1: larger than",
	} {
		b, err := suppress.ParseBaseline("b", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.80q: %v, %v; want %s", text, b, err, want)
		}
	}
}

func TestBaselineUpdate(t *testing.T) {
	text := "# ours\n" + digits(3) + " secret/x until 2026-12-31 gone\n" + digits(2) + " secret/x kept reason\n"
	b, err := suppress.ParseBaseline("b", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	inv := scanned(secretAt(digits(2), "a", "", "", 1), secretAt(digits(1), "a", "", "", 2), secretAt(digits(1), "b", "", "", 2), secretAt(digits(5), "a", "", "", 3), secretAt("short", "a", "", "", 4), secretAt(digits(6), "a", "", "", 5))
	inv.Secrets[3].Suppression = &inventory.Suppression{By: inventory.SuppressedInline, Bound: true}
	inv.Secrets[5].Suppression = &inventory.Suppression{By: inventory.SuppressedInline}
	if added, gone := b.Update(inv, "new one", "2027-01-01", false); added != 2 || gone != 1 {
		t.Errorf("added %d, gone %d", added, gone)
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	want := "# ours\n" + digits(1) + " secret/x until 2027-01-01 new one\n" + digits(2) + " secret/x kept reason\n" + digits(3) + " secret/x until 2026-12-31 gone\n" + digits(6) + " secret/x until 2027-01-01 new one\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	again, err := suppress.ParseBaseline("b", out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if added, gone := again.Update(inv, "other", "", true); added != 0 || gone != 1 || len(again.Entries) != 3 {
		t.Errorf("added %d, gone %d, %d entries", added, gone, len(again.Entries))
	}
}

func TestIgnore(t *testing.T) {
	commit := strings.Repeat("c", 40)
	g := suppress.ParseIgnore([]byte("# comment\n\n" + commit + ":dir/a:b.txt:rule:3 # note\n./tree.txt:generic:7\nnonsense\n" + commit + ":gone:rule:1\n" + commit + ":dir/a:b.txt:rule:4\n../x:rule:1\nfile:rule:0\nnone.txt:r:1\n"))
	secrets := []inventory.Secret{
		secretAt(digits(1), "dir/a:b.txt", "first", "blob1", 3), secretAt(digits(2), "dir/a:b.txt", "first", "blob1", 8), secretAt(digits(1), "moved.txt", "", "blob2", 40), secretAt(digits(3), "tree.txt", "", "blob3", 7),
		secretAt(digits(4), "tree.txt", "", "blob3", 8), secretAt(digits(3), "tree.txt", "old", "blob4", 7),
	}
	inv := scanned(slices.Clone(secrets)...)
	g.Apply(inv, func(c, path string) (string, error) {
		if c == commit && path == "dir/a:b.txt" {
			return "blob1", nil
		}
		return "", errors.New("the commit that it names holds no such file")
	})
	expect(t, "words", []string{".gitleaksignore:3 bound", "-", ".gitleaksignore:3 bound", ".gitleaksignore:4", "-", "-"}, words(inv))
	expect(t, "idle", []string{"5 invalid", "8 invalid", "9 invalid", "6 unresolved", "7 unused", "10 unused"}, idle(inv))

	inv = scanned(slices.Clone(secrets)...)
	suppress.ParseIgnore([]byte(commit+":dir/a:b.txt:rule:3\n")).Apply(inv, nil)
	expect(t, "without history", []string{"-", "-", "-", "-", "-", "-"}, words(inv))
	expect(t, "without history", []string{"1 unresolved"}, idle(inv))

	inv = scanned(slices.Clone(secrets)...)
	suppress.ParseIgnore(bytes.Repeat([]byte("a:b:1\n"), suppress.MaxFile)).Apply(inv, nil)
	expect(t, "too large", []string{"0 invalid"}, idle(inv))
	inv = scanned(slices.Clone(secrets)...)
	suppress.ParseIgnore(bytes.Repeat([]byte("a:b:1\n"), 20_000)).Apply(inv, nil)
	if len(inv.Idle) != 10_001 {
		t.Errorf("%d idle entries of too many", len(inv.Idle))
	}
	inv = &inventory.Inventory{}
	suppress.ParseIgnore([]byte("nonsense\n")).Apply(inv, nil)
	expect(t, "no secrets looked for", nil, idle(inv))
}

func FuzzBaseline(f *testing.F) {
	f.Add([]byte("# head\n" + digits(1) + " secret/x until 2026-12-31 reason\n" + digits(2) + " leak/host\n"))
	f.Add([]byte("<<<<<<< a\n=======\n\t# x\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := suppress.ParseBaseline("b", data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "b:") {
				t.Errorf("no position first: %v", err)
			}
			return
		}
		var first, second bytes.Buffer
		b.Update(&inventory.Inventory{}, "", "", false)
		if err := b.Write(&first); err != nil {
			t.Fatal(err)
		}
		again, err := suppress.ParseBaseline("b", first.Bytes())
		if err != nil {
			t.Fatalf("what was written is not read: %v\n%s", err, &first)
		}
		if again.Write(&second); !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%q becomes %q", first.Bytes(), second.Bytes())
		}
	})
}

func FuzzIgnore(f *testing.F) {
	f.Add([]byte(strings.Repeat("c", 40) + ":a:b:1\n"))
	f.Add([]byte("a/b:c:1\n#\n a : b : 1\n\xff:x:1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		inv := scanned(secretAt(digits(1), "a", "", "blob", 1))
		suppress.ParseIgnore(data).Apply(inv, func(string, string) (string, error) { return "blob", nil })
		for _, w := range inv.Idle {
			if w.Line < 0 || w.Code == "" || w.Reason == "" {
				t.Errorf("%+v", w)
			}
		}
	})
}

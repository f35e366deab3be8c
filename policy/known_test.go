// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

const knownTestHead = knownHead + "\n"

func TestParseKnown(t *testing.T) {
	id := strings.Repeat("0a", 16)
	for _, c := range []struct{ name, text, want string }{
		{"no head", id + " license-denied fail/high a m\n", `1:1: expected the line "# outgate known violations 1"`},
		{"another version", "# outgate known violations 2\n", "1:1: expected the line"},
		{"short identity", knownTestHead + "0a license-denied fail/high a m\n", "2:1: expected an identity of 32 lower-case hexadecimal digits, found 2 characters"},
		{"upper case", knownTestHead + strings.ToUpper(id) + " license-denied fail/high a m\n", "2:1: expected an identity"},
		{"twice", knownTestHead + id + " license-denied fail/high a m\n\n" + id + " license-denied fail/high b m\n", "4:1: the identity stands in line 2 already"},
		{"unknown check", knownTestHead + id + " license-dented fail/high a m\n", "2:34: expected a check"},
		{"structured", knownTestHead + id + " secret-structured fail/high a m\n", "2:34: structured secrets cannot be known"},
		{"not waivable", knownTestHead + id + " waiver-expired fail/high a m\n", "2:34: violations of waiver-expired cannot be known"},
		{"level", knownTestHead + id + " license-denied allow/high a m\n", "2:49: expected a level and a severity"},
		{"severity", knownTestHead + id + " license-denied fail a m\n", "2:49: expected a level and a severity"},
		{"count", knownTestHead + id + " license-denied fail/high*0 a m\n", "2:49: expected a number behind *"},
		{"no path", knownTestHead + id + " license-denied fail/high\n", "2:58: expected a path"},
		{"bad quotes", knownTestHead + id + " license-denied fail/high \"a m\n", "2:59: expected a path in double quotes"},
		{"conflict", knownTestHead + "<<<<<<< ours\n", "2:1: a merge conflict"},
		{"not UTF-8", knownTestHead + "\xff\n", "2:1: not UTF-8"},
	} {
		_, err := ParseKnown("k", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), "k:"+c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	if _, err := ParseKnown("k", append([]byte(knownTestHead), bytes.Repeat([]byte("#\n"), MaxKnown/2)...)); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("large: %v", err)
	}
}

func TestKnownRoundTrip(t *testing.T) {
	l := &KnownList{Entries: []KnownEntry{
		{Identity: strings.Repeat("1", 32), Check: "header-missing", Level: LevelFail, Severity: Medium, Path: "-", Message: "m"},
		{Identity: strings.Repeat("2", 32), Check: "header-missing", Level: LevelWarn, Severity: Low, Path: "a b\"\n\u202e.go", Message: "a\nb\x1b[31m"},
		{Identity: strings.Repeat("3", 32), Check: "leak-internal", Level: LevelNote, Severity: Critical, Count: 7, Message: ""},
	}}
	var b bytes.Buffer
	if err := l.Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := ParseKnown("k", b.Bytes())
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	want := slices.Clone(l.Entries)
	want[1].Message = "a b [31m"
	for i := range want {
		want[i].Line = 4 + i
	}
	if d := cmp.Diff(want, again.Entries); d != "" {
		t.Error(d)
	}
}

// TestKnownList: what a list names does not decide; what is new or worse does.
func TestKnownList(t *testing.T) {
	p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nproject: {outbound: Apache-2.0}\nheaders: {required: true, level: fail}\nleaks: {host: {default: fail}, personal-data: {default: fail}, thresholds: {}}\n")
	now := day("2026-03-01")
	missing := func(path string) inventory.File {
		return inventory.File{Path: path, Role: inventory.RoleProduct, Header: &inventory.Header{State: inventory.HeaderMissing}}
	}
	secret := func(path, print, tier, commit, status string) inventory.Secret {
		return inventory.Secret{Rule: "secret/x", Title: "X", Tier: tier, Context: inventory.RoleProduct, Location: inventory.Location{Path: path, Commit: commit, StartLine: 3}, Trace: inventory.Trace{Status: status}, Fingerprint: print}
	}
	leak := func(n int) inventory.Leak {
		return inventory.Leak{Rule: "leak/x", Kind: inventory.LeakHost, Context: inventory.RoleProduct, Location: inventory.Location{Path: "src/main.go", StartLine: 3}, Trace: inventory.Trace{Status: inventory.StatusInTree}, Count: n, Fingerprint: "abc"}
	}
	old := func() *inventory.Inventory {
		inv := clean()
		inv.Files = append(inv.Files, missing("src/a.go"))
		inv.Secrets = []inventory.Secret{secret("conf/a", "aa", inventory.TierAssigned, "", inventory.StatusInTree), secret("key", "bb", inventory.TierStructured, "", inventory.StatusInTree)}
		inv.Leaks = []inventory.Leak{leak(2)}
		return inv
	}
	list := &KnownList{Path: "../known", Outside: true, Entries: Known(old(), p, now)}
	for _, c := range []struct {
		name   string
		change func(*inventory.Inventory, *KnownList)
		fails  []string // that are not structured
		stale  int
	}{
		{name: "nothing", change: func(*inventory.Inventory, *KnownList) {}},
		{name: "other lines", change: func(inv *inventory.Inventory, _ *KnownList) { inv.Secrets[0].StartLine = 9 }},
		{name: "a further file", change: func(inv *inventory.Inventory, _ *KnownList) { inv.Files = append(inv.Files, missing("src/b.go")) }, fails: []string{"header-missing src/b.go"}},
		{name: "another secret", change: func(inv *inventory.Inventory, _ *KnownList) { inv.Secrets[0].Fingerprint = "cc" }, fails: []string{"secret-assigned conf/a"}, stale: 1},
		{name: "removed from the tree", change: func(inv *inventory.Inventory, _ *KnownList) {
			inv.Secrets[0] = secret("conf/a", "aa", inventory.TierAssigned, "c1", inventory.StatusRemoved)
		}},
		{name: "more of it", change: func(inv *inventory.Inventory, _ *KnownList) { inv.Leaks[0].Count = 3 }, fails: []string{"leak-internal src/main.go"}},
		{name: "less of it", change: func(inv *inventory.Inventory, _ *KnownList) { inv.Leaks[0].Count = 1 }},
		{name: "mended", change: func(inv *inventory.Inventory, _ *KnownList) { inv.Files = inv.Files[:len(inv.Files)-1] }, stale: 1},
		{name: "it was a warning", change: func(_ *inventory.Inventory, l *KnownList) {
			for i := range l.Entries {
				l.Entries[i].Level = LevelWarn
			}
		}, fails: []string{"header-missing src/a.go", "leak-internal src/main.go", "secret-assigned conf/a"}},
		{name: "of the repository, which the preset honors", change: func(_ *inventory.Inventory, l *KnownList) { l.Outside = false }},
	} {
		t.Run(c.name, func(t *testing.T) {
			inv, l := old(), &KnownList{Path: list.Path, Outside: true, Entries: slices.Clone(list.Entries)}
			c.change(inv, l)
			v := EvaluateKnown(inv, p, now, []*KnownList{l})
			var fails []string
			structured := 0
			for _, x := range v.Violations {
				switch {
				case x.Check == "secret-structured":
					structured++
				case x.Level == LevelFail:
					fails = append(fails, x.Check+" "+x.Location.Path)
				}
			}
			slices.Sort(fails)
			if !slices.Equal(fails, c.fails) || structured != 1 || len(v.Lists) != 1 || v.Lists[0].Stale != c.stale || !v.Lists[0].Counts {
				t.Errorf("fails %v, want %v; structured %d; lists %+v, want %d stale", fails, c.fails, structured, v.Lists, c.stale)
			}
		})
	}
	for _, forbid := range []string{"verdict: {new-only: false}", "suppressions: {repository: forbid}"} {
		p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nproject: {outbound: Apache-2.0}\nheaders: {required: true, level: fail}\nleaks: {host: {default: fail}}\n"+forbid+"\n")
		v := EvaluateKnown(old(), p, now, []*KnownList{{Path: KnownPath, Entries: list.Entries}})
		if len(v.Known) > 0 || v.Lists[0].Counts || v.Lists[0].Stale > 0 {
			t.Errorf("%s: %v %+v", forbid, codes(v.Known), v.Lists)
		}
	}
}

func FuzzParseKnown(f *testing.F) {
	f.Add([]byte(knownTestHead + strings.Repeat("0a", 16) + " license-denied fail/high*3 \"a b\" words\n"))
	f.Add([]byte(knownTestHead + "# c\n\n" + strings.Repeat("b1", 16) + " leak-internal warn/low - \n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ParseKnown("k", data)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := l.Write(&b); err != nil {
			t.Fatal(err)
		}
		again, err := ParseKnown("k", b.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		for i := range l.Entries {
			a, o := l.Entries[i], again.Entries[i]
			if a.Identity != o.Identity || a.Path != o.Path || a.Count != o.Count {
				t.Fatalf("%+v became %+v", a, o)
			}
		}
	})
}

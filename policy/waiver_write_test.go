// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// deniedViolation is a violation of the planted repository, as a policy makes it.
func deniedViolation(t testing.TB, p *Policy) Violation {
	t.Helper()
	for _, v := range Evaluate(planted(), p, day("2026-03-01")).Violations {
		if v.Check == "license-denied" {
			return v
		}
	}
	t.Fatal("no license is denied")
	return Violation{}
}

func newWaiver(v Violation) NewWaiver {
	return NewWaiver{Violation: v, Reason: "looked at: fine", Owner: "alice", ApprovedBy: "carol", Created: day("2026-03-01").Add(7 * time.Hour), Expires: day("2026-05-30")}
}

const writtenEntry = `# src/copied.c: MESSAGE
- id: W-2026-001
  check: license-denied
  match: {id: ID}
  reason: "looked at: fine"
  owner: alice
  approved-by: carol
  created: 2026-03-01
  expires: 2026-05-30
`

// TestWaive: the entry is put at + and nothing else changes, whatever the form of the file.
func TestWaive(t *testing.T) {
	entry := func(indent string) string {
		return indent + strings.ReplaceAll(strings.TrimSuffix(writtenEntry, "\n"), "\n", "\n"+indent) + "\n"
	}
	first := "- {id: W-1, check: header-missing, match: {path: a}, reason: r, owner: o, approved-by: carol, created: 2026-02-01, expires: 2026-06-30}"
	flow := `{id: W-2026-001, check: license-denied, match: {id: ID}, reason: "looked at: fine", owner: alice, approved-by: carol, created: 2026-03-01, expires: 2026-05-30}`
	head := plantedPolicy + "# a comment   \n\n"
	for _, c := range []struct{ name, before, after string }{
		{"no list", head, head + "waivers:\n" + entry("  ")},
		{"no list, no line end", strings.TrimSpace(head), strings.TrimSpace(head) + "\nwaivers:\n" + entry("  ")},
		{"empty list", head + "waivers: []\n# end\n", head + "waivers:\n" + entry("  ") + "# end\n"},
		{"empty list with a comment", head + "waivers: [ ]  # none yet\nverdict: {gaps: warn}\n", head + "waivers:  # none yet\n" + entry("  ") + "verdict: {gaps: warn}\n"},
		{"empty list at the end", head + "waivers: []", head + "waivers:\n" + entry("  ")},
		{"nothing", head + "waivers:\nverdict: {gaps: warn}\n", head + "waivers:\n" + entry("  ") + "verdict: {gaps: warn}\n"},
		{"a block", head + "waivers:\n  " + first + "\n    # of the entry\n\n# of what follows\nverdict: {gaps: warn}\n",
			head + "waivers:\n  " + first + "\n    # of the entry\n" + entry("  ") + "\n# of what follows\nverdict: {gaps: warn}\n"},
		{"a block without indent", head + "waivers:\n" + first + "\nverdict: {gaps: warn}\n", head + "waivers:\n" + first + "\n" + entry("") + "verdict: {gaps: warn}\n"},
		{"a block far in", head + "waivers: # ours\n      " + first, head + "waivers: # ours\n      " + first + "\n" + entry("      ")},
		{"a block text", head + "waivers:\n  " + strings.Replace(first, "reason: r", `reason: "- no #"`, 1) + "\n", head + "waivers:\n  " + strings.Replace(first, "reason: r", `reason: "- no #"`, 1) + "\n" + entry("  ")},
		{"brackets", head + "waivers: [" + first[2:] + "] # all\nverdict: {gaps: warn}\n", head + "waivers: [" + first[2:] + ", " + flow + "] # all\nverdict: {gaps: warn}\n"},
		{"brackets with a last comma", head + "waivers: [\n  " + first[2:] + ",\n]\n", head + "waivers: [\n  " + first[2:] + ",\n " + flow + "]\n"},
	} {
		for _, ends := range []string{"\n", "\r\n"} {
			t.Run(c.name, func(t *testing.T) {
				before := strings.ReplaceAll(c.before, "\n", ends)
				p := load(t, before)
				v := deniedViolation(t, p)
				got, id, err := p.Waive([]byte(before), newWaiver(v))
				if err != nil {
					t.Fatal(err)
				}
				if id != "W-2026-001" {
					t.Errorf("id %s", id)
				}
				want := strings.NewReplacer("\n", ends, "MESSAGE", v.Message, "ID", v.ID).Replace(c.after)
				if ends == "\r\n" && !strings.HasSuffix(before, ends) && !strings.Contains(before, ends) {
					t.Skip("one line")
				}
				if d := cmp.Diff(want, string(got)); d != "" {
					t.Errorf("-want +got\n%s", d)
				}
				verdict := Evaluate(planted(), load(t, string(got)), day("2026-03-01"))
				if len(verdict.Waived) != 1 || verdict.Waived[0].ID != v.ID || verdict.Waived[0].Waiver.ID != id {
					t.Errorf("waived: %v", codes(verdict.Waived))
				}
			})
		}
	}
}

// What is not a list to which an entry can be added is left alone.
func TestWaiveByHand(t *testing.T) {
	text := "{version: 1, extends: \"preset:apache-2.0-outbound\", posts: {compliance: {approvers: [carol]}}}\n"
	p := load(t, text)
	if got, _, err := p.Waive([]byte(text), newWaiver(deniedViolation(t, p))); err == nil || got != nil || !strings.Contains(err.Error(), "by hand") || !strings.Contains(err.Error(), "check: license-denied") {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestWaiveRules(t *testing.T) {
	p := load(t, allWaivers+waive("W-2026-009", "license-denied", "{path: x}", "carol"))
	v := deniedViolation(t, p)
	if v.Severity != Critical {
		t.Fatalf("severity %s", v.Severity)
	}
	for _, c := range []struct {
		name   string
		change func(*NewWaiver)
		want   string
	}{
		{"ninety days", func(w *NewWaiver) {}, ""},
		{"one more", func(w *NewWaiver) { w.Expires = day("2026-05-31") }, "a waiver for a violation of severity critical lasts 90 days at most; the latest date is 2026-05-30"},
		{"a year for less", func(w *NewWaiver) { w.Violation.Severity, w.Expires = High, day("2027-03-01") }, ""},
		{"and a day", func(w *NewWaiver) { w.Violation.Severity, w.Expires = High, day("2027-03-02") }, "lasts 365 days at most; the latest date is 2027-03-01"},
		{"today", func(w *NewWaiver) { w.Expires = day("2026-03-01") }, ""},
		{"yesterday", func(w *NewWaiver) { w.Expires = day("2026-02-28") }, "2026-02-28 is before today, 2026-03-01"},
		{"no reason", func(w *NewWaiver) { w.Reason = " " }, "needs a reason"},
		{"owner of the post", func(w *NewWaiver) { w.Owner = "" }, ""},
		{"no owner", func(w *NewWaiver) { w.Owner, w.Violation.Post = "", PostOperations }, "needs an owner, and post operations has none; fill in posts.operations.owner, or name one with --owner"},
		{"nobody signs", func(w *NewWaiver) { w.ApprovedBy = "" }, "post compliance must approve its waivers; approvers are carol"},
		{"a stranger signs", func(w *NewWaiver) { w.ApprovedBy = "carl" }, `"carl" may not approve for post compliance; did you mean "carol"?; approvers are carol`},
		{"no approvers", func(w *NewWaiver) { w.Violation.Post = PostOperations }, "post operations has no approvers"},
		{"check", func(w *NewWaiver) { w.Violation.Check = "waiver-expired" }, "waiver-expired cannot be waived"},
		{"id", func(w *NewWaiver) { w.ID = "W-2026-009" }, "is taken already"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWaiver(v)
			c.change(&w)
			_, id, err := p.Waive([]byte(allWaivers+waive("W-2026-009", "license-denied", "{path: x}", "carol")), w)
			switch {
			case c.want == "" && (err != nil || id != "W-2026-010"):
				t.Errorf("%s %v", id, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("%v", err)
			}
		})
	}
}

// FuzzWaive: what the command makes of a file loads, and differs from it by the entry.
func FuzzWaive(f *testing.F) {
	f.Add(plantedPolicy, "looked at")
	f.Add(plantedPolicy+"waivers: []\n", "a: b # c")
	f.Add(allWaivers+waive("W-1", "license-denied", "{path: x}", "carol"), "\"quoted\"\n- x")
	f.Add(plantedPolicy+"waivers: [{id: W-1, check: gap, match: {path: 'a]'}, reason: r, owner: o, approved-by: sam, created: 2026-02-01, expires: 2026-06-30}, ]\n", "{[,]}")
	f.Fuzz(func(t *testing.T, text, reason string) {
		p, err := Load("p.yaml", []byte(text))
		if err != nil {
			return
		}
		v := Violation{ID: "V-12345678", Check: "license-denied", Post: PostCompliance, Severity: High, Message: reason}
		w := newWaiver(v)
		w.Reason = reason
		if len(p.posts[PostCompliance].approvers) == 0 {
			w.ApprovedBy = ""
		}
		got, _, err := p.Waive([]byte(text), w)
		if err != nil {
			return
		}
		q, err := Load("p.yaml", got)
		if err != nil {
			t.Fatalf("%v in\n%s", err, got)
		}
		if last := q.waivers[len(q.waivers)-1]; last.reason != strings.TrimSpace(oneLine(reason)) || len(q.waivers) != len(p.waivers)+1 {
			t.Fatalf("%+v", last)
		}
	})
}

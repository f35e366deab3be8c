// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/html"
)

func TestSameBytes(t *testing.T) {
	v, o := fixture(t)
	first := render(t, v, o)
	for range 5 {
		w, p := fixture(t)
		if !bytes.Equal(render(t, w, p), first) {
			t.Fatal("two renderings differ")
		}
	}
	if len(first) > 400_000 {
		t.Errorf("%d bytes for a small report", len(first))
	}
}

type failing struct{ after int }

func (f *failing) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestErrors(t *testing.T) {
	v, o := fixture(t)
	if err := html.Write(io.Discard, nil, o); err == nil {
		t.Error("no verdict is no error")
	}
	o.Lang = "xx"
	if err := html.Write(io.Discard, v, o); err == nil || !strings.Contains(err.Error(), `"xx"`) {
		t.Errorf("a language that is not there: %v", err)
	}
	o.Lang = ""
	size := len(render(t, v, o))
	for _, after := range []int{0, 70_000, size / 2, size - 1} {
		if err := html.Write(&failing{after}, v, o); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("a writer that fails after %d bytes: %v", after, err)
		}
	}
}

// TestFirstScreen: verdict, first action, its owner and when stand before everything else.
func TestFirstScreen(t *testing.T) {
	v, o := fixture(t)
	text := content(parse(t, render(t, v, o)))
	at := 0
	for _, want := range []string{"FAIL", "lighthouse may not be published as it stands", "First action", "Security", "infosec@example.org", "revoke the credential first", "deploy/", "at once", "Not seen", "1 gap: unparsable 1", "642 files", "Compliance", "oss@example.org", "before publication"} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("%q does not follow in %.900s", want, text)
		}
		at += i
	}
}

// unknownKey finds the key of a text that a catalog lacks.
var unknownKey = regexp.MustCompile(`\b(verdict\.(published|staged|scope)|state|action|due|first|coverage)\.[a-zA-Z_]+`)

func TestEveryState(t *testing.T) {
	sentences := map[string]bool{}
	for _, state := range []policy.State{policy.Pass, policy.PassWithWaivers, policy.PendingApproval, policy.Fail, policy.Incomplete, "", "GREEN"} {
		for kind, change := range map[string]func(*policy.Verdict){"": func(*policy.Verdict) {}, "staged": func(v *policy.Verdict) { v.Coverage.Staged = true }, "scope": func(v *policy.Verdict) { v.Policy.Scope = "reuse" }} {
			for _, lang := range []string{"en", "zh"} {
				v := &policy.Verdict{State: state, Subject: inventory.Subject{Name: "x{name}"}, Posts: []policy.PostVerdict{{Post: policy.PostIP, State: state, Awaited: "carol"}}}
				change(v)
				text := content(parse(t, render(t, v, html.Options{Lang: lang})))
				if unknownKey.MatchString(text) || !strings.Contains(text, "x{name}") {
					t.Errorf("%s %s %s: %.200s", state, kind, lang, text)
				}
				unreached := state == "" || state == "GREEN" || state == policy.Incomplete
				if lang == "en" && unreached != strings.HasPrefix(strings.TrimSpace(text[strings.Index(text, "PDF")+3:]), "INCOMPLETE") {
					t.Errorf("state %q shows as %.300s", state, text)
				}
				if nothing := strings.Contains(text, "Nothing has to be done"); lang == "en" && nothing != (state == policy.Pass || state == policy.PassWithWaivers) {
					t.Errorf("state %q, nothing to do: %v", state, nothing)
				}
				sentences[lang+kind+text[:min(len(text), 400)]] = true
			}
		}
	}
	if len(sentences) != 5*3*2 {
		t.Errorf("%d different pages", len(sentences))
	}
}

// packed is what the test looks at in the table.
type packed struct {
	Lists   [4]int
	ID      struct{ P []string }
	Message struct {
		P []string
		I []int
	}
	Places map[string]struct {
		N int
		L []string
	}
	Facts  map[string][]int
	Blocks []struct{ T string }
}

func TestTableHoldsEverything(t *testing.T) {
	v, o := fixture(t)
	var table packed
	if err := json.Unmarshal(unpack(t, render(t, v, o)), &table); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([4]int{len(v.Violations), len(v.Waived), len(v.Known), len(v.Suppressed)}, table.Lists); d != "" {
		t.Error(d)
	}
	at := 0
	for _, list := range [][]policy.Violation{v.Violations, v.Waived, v.Known, v.Suppressed} {
		for i := range list {
			if got := table.ID.P[at]; got != list[i].ID && list[i].ID != v.Known[0].ID {
				t.Errorf("row %d is %s, want %s", at, got, list[i].ID)
			}
			if got := table.Message.P[table.Message.I[at]]; got != list[i].Message {
				t.Errorf("row %d says %q, want %q", at, got, list[i].Message)
			}
			at++
		}
	}
	titles := map[string]bool{}
	for _, b := range table.Blocks {
		titles[b.T] = true
	}
	for _, want := range []string{"The secret", "The trace", "The license statement", "The copyright statement"} {
		if !titles[want] {
			t.Errorf("no block %q, there are %v", want, slices.Sorted(maps.Keys(titles)))
		}
	}
}

// TestPlacesAreCounted: of a violation for many places all are counted, and those that are left out are told.
func TestPlacesAreCounted(t *testing.T) {
	v := many(6)
	for i := range 300 {
		v.Violations[0].Places = append(v.Violations[0].Places, inventory.Location{Path: fmt.Sprintf("p%d", i)})
	}
	page := render(t, v, html.Options{})
	var table packed
	if err := json.Unmarshal(unpack(t, page), &table); err != nil {
		t.Fatal(err)
	}
	if p := table.Places["0"]; p.N != 300 || len(p.L) != 200 {
		t.Errorf("%d places, %d listed", p.N, len(p.L))
	}
	if !bytes.Contains(page, []byte("and 288 more places")) {
		t.Error("the page does not tell how many places it leaves out")
	}
}

// TestFactsAreMarked: a header beside its template, in both shapes in which the facts have it.
func TestFactsAreMarked(t *testing.T) {
	v, o := fixture(t)
	page := string(render(t, v, o))
	if !strings.Contains(page, "<ins>only</ins>") || !strings.Contains(page, "Reference: GPL-3.0-or-later") {
		t.Error("the notice of a file is not marked against its license's own")
	}
	v.Violations[0].Check, v.Violations[0].Evidence = "header-altered", "under the [-Apache-] {+Apachee+} License {+today+}"
	page = string(render(t, v, o))
	for _, want := range []string{"<del>Apache</del>", "<ins>Apachee</ins>", "<ins>today</ins>", "Template"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
}

// TestWaivers: the first to end is on top, and marked when that is soon.
func TestWaivers(t *testing.T) {
	v, o := fixture(t)
	text := content(parse(t, render(t, v, o)))
	_, text, _ = strings.Cut(text, "those that end first on top")
	soon, late := strings.Index(text, "W-2026-020"), strings.Index(text, "W-2026-014")
	if soon < 0 || late < soon || !strings.Contains(text[soon:late], "12 days left") || strings.Contains(text[late:late+100], "left") {
		t.Errorf("%.600s", text)
	}
	for now, want := range map[string]string{"2026-12-05T23:00:00Z": "its last day", "2026-12-04T01:00:00Z": "1 day left", "2026-11-04T23:00:00Z": "Owner dave", "2026-11-05T00:00:00Z": "30 days left", "2026-12-06T00:00:00Z": "Owner dave"} {
		v.Now = now
		text := content(parse(t, render(t, v, o)))
		if _, text, _ = strings.Cut(text, "Waiver W-2026-020"); !strings.HasPrefix(text, " Last day 2026-12-05 "+want) {
			t.Errorf("at %s: %.60s", now, text)
		}
	}
	// A post with nothing to do is told of the next waiver to end.
	v.Now, v.Violations, v.State = "2026-11-23T08:00:00Z", nil, policy.PassWithWaivers
	if text := content(parse(t, render(t, v, o))); !strings.Contains(text, "waiver W-2026-020 ends after 2026-12-05") {
		t.Error("the post is not told")
	}
	v.Waived[0].Waiver.Expires = ""
	if text := content(parse(t, render(t, v, html.Options{}))); !strings.Contains(text, "without an end") {
		t.Error("a waiver without an end is not marked")
	}
}

// TestPostThatCouldNotJudge: what has to be done for a post without a violation that lacks facts.
func TestPostThatCouldNotJudge(t *testing.T) {
	v := &policy.Verdict{State: policy.Incomplete, Posts: []policy.PostVerdict{{Post: policy.PostIP, State: policy.Incomplete}}, Gaps: []inventory.Gap{{Code: inventory.GapLFS, Path: "a.bin"}, {Code: inventory.GapLFS, Path: "b.bin"}, {Code: "new-kind", Path: "c"}}}
	text := content(parse(t, render(t, v, html.Options{})))
	if n := strings.Count(text, "git lfs pull"); n != 3 { // first action, post, list of gaps
		t.Errorf("told %d times", n)
	}
	if !strings.Contains(text, "Whoever runs the scan") || !strings.Contains(text, "see the reason") || !strings.Contains(text, "3 gaps: lfs-pointer 2, new-kind 1") {
		t.Errorf("%.900s", text)
	}
}

// TestApprovals: who has signed, under which signature, with which answers, and who has not.
func TestApprovals(t *testing.T) {
	v, o := fixture(t)
	v.Approvals = []policy.ApprovalState{
		{Post: policy.PostIP, Given: true, By: "carol", Date: "2026-11-20", Signed: true, Source: "approvals/ip.dsse", Answers: []policy.Answer{{Question: "patents", Answer: "none", Note: "searched"}}},
		{Post: policy.PostCompliance, Awaited: "alice, on this commit"},
	}
	text := content(parse(t, render(t, v, o)))
	for _, want := range []string{"approved by carol on 2026-11-20, signature verified", "approval awaited alice, on this commit", "approvals/ip.dsse patents none searched"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
}

// TestCompared: the base, lists of what is known, and corrections are told.
func TestCompared(t *testing.T) {
	v := many(12)
	v.Violations[0].Baseline = policy.BaselineNew
	v.Base = &policy.BaseRef{Ref: "v1.4.0", Commit: commit, New: 3, Known: 120, Gone: 2, Gaps: []inventory.Gap{{}}}
	v.Lists = []policy.KnownRef{{Path: ".outgate/known", Entries: 7, Stale: 1}}
	for i := range 30 {
		v.Curated = append(v.Curated, policy.Curated{Path: fmt.Sprintf("lib/%d.c", i), Detected: "GPL-2.0-only", License: "MIT", Reason: "asked the author", By: "alice", Date: "2026-01-02", At: policy.Place{File: "policy.yaml", Line: 70 + i/29}})
	}
	page := render(t, v, html.Options{})
	text := content(parse(t, page))
	for _, want := range []string{"Compared with v1.4.0 (9f3c1a2b4d5e): 3 new, 120 known, 2 gone; the policy lets all of them decide (verdict.new-only); 1 gap in it", ".outgate/known names 7 known violations, 1 of them gone", "MIT: asked the author 29", "by alice, 2026-01-02, policy.yaml:70",
		"detected: GPL-2.0-only lib/0.c", "and 4 more", v.Violations[0].ID + " new "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if !bytes.Contains(unpack(t, page), []byte(`"baseline":{"p":["new",""]`)) {
		t.Error("the table does not tell what is new")
	}
}

// TestSuppressed: who speaks for what, those from outside marked and last.
func TestSuppressed(t *testing.T) {
	v := many(12)
	for i, w := range []inventory.Suppression{
		{By: inventory.SuppressedBaseline, Path: "../release/baseline", Line: 4, Outside: true, Reason: "revoked", Expires: "2027-01-01"},
		{By: inventory.SuppressedIgnoreFile, Path: ".gitleaksignore", Line: 1}, {By: inventory.SuppressedInline, Path: "a.yaml", Line: 3},
	} {
		x := v.Violations[i]
		x.Suppression = &w
		v.Suppressed = append(v.Suppressed, x)
	}
	for range 40 {
		v.Known = append(v.Known, v.Violations[5])
	}
	text := content(parse(t, render(t, v, html.Options{})))
	at := 0
	for _, want := range []string{"40 violations that the base held already", "and 15 more; see the table", "ignore file .gitleaksignore", "comments on the lines", "baseline ../release/baseline", "from outside of the repository", "revoked until 2027-01-01"} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("%q does not follow in %.2000s", want, text[at:])
		}
		at += i
	}
}

// TestSortsWhatIsNot: a verdict that was written by hand is shown the worst first.
func TestSortsWhatIsNot(t *testing.T) {
	v := many(12)
	slices.Reverse(v.Violations)
	var table packed
	if err := json.Unmarshal(unpack(t, render(t, v, html.Options{})), &table); err != nil {
		t.Fatal(err)
	}
	if got := table.ID.P[0]; got != v.Violations[len(v.Violations)-1].ID && got != v.Violations[len(v.Violations)-2].ID {
		t.Errorf("%s is first", got)
	}
}

// TestHoldersCountFiles: a holder counts once in each file, however often it is named there.
func TestHoldersCountFiles(t *testing.T) {
	inv := &inventory.Inventory{}
	for range 3 {
		inv.Files = append(inv.Files, inventory.File{Copyrights: []inventory.Copyright{{Holders: []string{"Ada"}}, {Holders: []string{"Ada", "Bo"}}, {Holders: []string{"Bo"}}}})
	}
	text := content(parse(t, render(t, &policy.Verdict{}, html.Options{Inventory: inv})))
	if !strings.Contains(text, "Ada 3 Bo 3") {
		t.Errorf("%.300s", text[strings.Index(text, "Copyright holders"):])
	}
}

// TestContributorsByRole: each person once, in the role that says most; bots are listed and not counted.
func TestContributorsByRole(t *testing.T) {
	v, o := fixture(t)
	text := content(parse(t, render(t, v, o)))
	text = text[strings.Index(text, "Contributors, by role"):]
	for _, want := range []string{
		"3 of 5 people wrote or committed within the window; bots left out", "3 entries in MAINTAINERS.md; 2 of them found in the history, 1 active",
		"half of the 220 commits of the window are by 1 person; 3 wrote any",
		"named in a list 2 Ada Example dev0@example.org 900 commits, 410 of others committed, last 2026-11-22 Émile Exemple emile@example.org 56 commits, 2 of others committed, last 2021-07-30, not active",
		"the work of others 1 Bo Sample", "wrote commits 3 update[bot]", "dev2@example.org 225 commits, last 2026-10-15",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %.1500s", want, text)
		}
	}
	if strings.Contains(text, "Authors of commits") {
		t.Error("authors are listed twice")
	}
	o.Inventory.Community.Contributors = nil // an inventory without them
	if text := content(parse(t, render(t, v, o))); !strings.Contains(text, "Authors of commits 5 Ada Example dev0@example.org 900") || strings.Contains(text, "Bus factor") {
		t.Error("without contributors the identities are not told, or a figure is made of nothing")
	}
	o.Lang = "zh"
	render(t, v, o)
}

// TestRotatesWhatIsASecret: a possible password that is no error rings no alarm.
func TestRotatesWhatIsASecret(t *testing.T) {
	for _, c := range []struct {
		check string
		level policy.Level
		want  bool
	}{
		{"secret-structured", policy.LevelFail, true}, {"secret-structured", policy.LevelWarn, true}, {"secret-assigned", policy.LevelNote, true},
		{"secret-weak", policy.LevelFail, true}, {"secret-weak", policy.LevelWarn, false}, {"secret-weak", policy.LevelNote, false}, {"leak-internal", policy.LevelFail, false},
	} {
		v := &policy.Verdict{Violations: []policy.Violation{{ID: "V-1", Check: c.check, Level: c.level, Severity: policy.High, Message: "x"}}}
		if got := strings.Contains(content(parse(t, render(t, v, html.Options{}))), "Rotate first"); got != c.want {
			t.Errorf("%s, %s: %v", c.check, c.level, got)
		}
	}
}

// TestSaysWhatIsNotThere: from a verdict alone.
func TestSaysWhatIsNotThere(t *testing.T) {
	v, _ := fixture(t)
	text := content(parse(t, render(t, v, html.Options{})))
	if n := strings.Count(text, "Not available in this run"); n != 3 {
		t.Errorf("it is said %d times that something is not available", n)
	}
}

func TestTrend(t *testing.T) {
	v, o := fixture(t)
	text := content(parse(t, render(t, v, o)))
	if !strings.Contains(text, fmt.Sprintf("2026-10-19 08:00 UTC FAIL 9f3c1a2b4d5e %d", fails(v)+31)) || !strings.Contains(text, "this run") {
		t.Errorf("the first run is not told: %s", text[strings.Index(text, "Trend"):])
	}
	o.Previous = nil
	if text := content(parse(t, render(t, v, o))); !strings.Contains(text, "--previous") {
		t.Error("it does not say how to get a trend")
	}
	for n := range 70 { // more runs than are drawn, on one day
		p := *v
		p.Now = fmt.Sprintf("2026-01-01T%02d:%02d:00Z", n/60, n%60)
		o.Previous = append(o.Previous, &p)
	}
	render(t, v, o)
}

func fails(v *policy.Verdict) int {
	n := 0
	for i := range v.Violations {
		if v.Violations[i].Level == policy.LevelFail {
			n++
		}
	}
	return n
}

func catalogs(t *testing.T) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	for _, lang := range []string{"en", "zh"} {
		data, err := os.ReadFile(filepath.Join("assets/lang", lang+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(data, &words); err != nil {
			t.Fatal(err)
		}
		out[lang] = words
	}
	return out
}

// TestCatalogs: both languages have the same keys with the same places, and every key
// that the page asks for.
func TestCatalogs(t *testing.T) {
	all := catalogs(t)
	place := regexp.MustCompile(`\{\w+\}`)
	for key, en := range all["en"] {
		zh, ok := all["zh"][key]
		if !ok || zh == "" || en == "" {
			t.Errorf("%s is missing or empty in a language", key)
		}
		a, b := place.FindAllString(en, -1), place.FindAllString(zh, -1)
		slices.Sort(a)
		slices.Sort(b)
		if d := cmp.Diff(a, b); d != "" {
			t.Errorf("%s has other places: %s", key, d)
		}
		if strings.HasSuffix(key, ".one") && all["en"][strings.TrimSuffix(key, ".one")] == "" {
			t.Errorf("%s is the form for one of nothing", key)
		}
	}
	for key := range all["zh"] {
		if _, ok := all["en"][key]; !ok {
			t.Errorf("%s is in one language only", key)
		}
	}
	used := regexp.MustCompile(`(?:\bt|\btn|text\(|count\() ?"([a-z][\w.-]*[\w])"|say\('([\w.-]+)'`)
	for _, pattern := range []string{"*.go", "assets/page.tmpl", "assets/script/*.js"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range used.FindAllStringSubmatch(string(data), -1) {
				key := m[1]
				if m[2] != "" {
					key = "js." + m[2]
				}
				if _, ok := all["en"][key]; !ok {
					t.Errorf("%s asks for %q", file, key)
				}
			}
		}
	}
}

// TestGapsHaveHelp: each kind of gap has its own advice.
func TestGapsHaveHelp(t *testing.T) {
	words := catalogs(t)["en"]
	for _, code := range []string{inventory.GapUnreadable, inventory.GapTooLarge, inventory.GapTruncated, inventory.GapMissing, inventory.GapShallow, inventory.GapLFS, inventory.GapDetector, inventory.GapUnparsable, inventory.GapNoFiles,
		inventory.GapUnsupported, inventory.GapInterrupted, inventory.GapNoComponents, inventory.GapGiven} {
		if words["gap."+code] == "" {
			t.Errorf("no help for %s", code)
		}
	}
}

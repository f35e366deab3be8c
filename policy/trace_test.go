// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
)

// TestWhereabouts: where a clone would find a secret decides how bad it is.
func TestWhereabouts(t *testing.T) {
	many := make([]string, inventory.MaxTraceRefs)
	for i := range many {
		many[i] = "refs/pull/1/head"
	}
	for _, c := range []struct {
		name, policy, subject, status string
		refs                          []string
		count                         int
		want                          string // level, then words of message or evidence
	}{
		{"branches", "", "", inventory.StatusOnlyInRef, []string{"refs/heads/x", "refs/tags/v1"}, 2, "fail|only of other references|in 2 references (refs/heads/x, refs/tags/v1)"},
		{"a branch among local ones", "", "", inventory.StatusOnlyInRef, []string{"refs/remotes/origin/x", "refs/stash"}, 2, "fail|only of other references"},
		{"stash", "", "", inventory.StatusOnlyInRef, []string{"refs/stash"}, 1, "warn|in references that a push does not take along|in 1 reference (refs/stash)"},
		{"older stash", "", "", inventory.StatusOnlyInRef, []string{"stash@{3}"}, 1, "warn|does not take along"},
		{"stash of a bare repository", "", inventory.SubjectBare, inventory.StatusOnlyInRef, []string{"refs/stash"}, 1, "fail|only of other references"},
		{"more than are listed", "", "", inventory.StatusOnlyInRef, many, len(many) + 1, "fail|(refs/pull/1/head, refs/pull/1/head, refs/pull/1/head, ...)"},
		{"not told by which", "", "", inventory.StatusOnlyInRef, nil, 0, "fail|only of other references"},
		{"unreachable", "", "", inventory.StatusUnreachable, nil, 0, "note|in objects that no branch or tag reaches"},
		{"status of the future", "", "", "elsewhere", nil, 0, "fail|in the git history"},
		{"removed", "", "", inventory.StatusRemoved, []string{"refs/heads/main"}, 1, "fail|removed from the tree|in 1 reference; |since commit aaaaaaaaaaaa by Ann on 2024-01-02|7 commits to rewrite"},
		{"local by policy", "secrets: {structured: {local: fail}}", "", inventory.StatusOnlyInRef, []string{"refs/stash"}, 1, "fail|does not take along"},
		{"never worse than removed", "secrets: {structured: {local: fail, removed: note}}", "", inventory.StatusOnlyInRef, []string{"refs/stash"}, 1, "note|does not take along"},
		{"removed counts for branches", "secrets: {structured: {removed: warn}}", "", inventory.StatusOnlyInRef, []string{"refs/heads/x"}, 1, "warn|only of other references"},
		{"unreachable by policy", "secrets: {structured: {unreachable: warn}}", "", inventory.StatusUnreachable, nil, 0, "warn|no branch or tag"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inv := clean()
			inv.Files[0].Licenses = text("MIT")
			inv.Files[5].Licenses = nil
			inv.Subject.Kind = first(c.subject, inventory.SubjectWorktree)
			s := secretIn("a", inventory.RoleProduct, inventory.TierStructured, c.status, "1")
			s.Trace = inventory.Trace{Status: c.status, Refs: c.refs, RefCount: c.count, FirstCommit: strings.Repeat("a", 40), FirstAuthor: "Ann", FirstDate: "2024-01-02T00:00:00Z", Rewrite: 7}
			s.Commit = s.FirstCommit
			inv.Secrets = []inventory.Secret{s}
			v := Evaluate(inv, load(t, "version: 1\nextends: preset:mit-outbound\n"+c.policy+"\n"), day("2026-03-01")).Violations
			if len(v) != 1 {
				t.Fatalf("%+v", v)
			}
			got := string(v[0].Level) + "|" + v[0].Message + "|" + v[0].Evidence
			for _, want := range strings.Split(c.want, "|") {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in %q", want, got)
				}
			}
			if !strings.HasPrefix(v[0].Help, "revoke the credential") {
				t.Error(v[0].Help)
			}
		})
	}
}

func TestRecordsAreNamed(t *testing.T) {
	id := strings.Repeat("c", 40)
	for path, want := range map[string]string{
		".git/commit/" + id: "X in a commit message",
		".git/tag/v1":       "X in the text of a tag",
		"conf/a":            "X in the git history, removed from the tree",
	} {
		inv := clean()
		s := secretIn(path, inventory.RoleProduct, inventory.TierStructured, inventory.StatusRemoved, "1")
		s.Commit = id
		inv.Secrets = []inventory.Secret{s}
		found := false
		for _, v := range Evaluate(inv, preset(t, "mit-outbound"), day("2026-03-01")).Violations {
			found = found || v.Message == want
		}
		if !found {
			t.Errorf("%s: no %q", path, want)
		}
	}
}

// TestPartOfTheHistory: what is new since a reference is enough for a policy that says so alone.
func TestPartOfTheHistory(t *testing.T) {
	for _, c := range []struct {
		history, policy string
		want            State
	}{
		{inventory.HistoryAll, "", Pass},
		{inventory.HistoryEverything, "", Pass},
		{inventory.HistorySince, "", Incomplete},
		{inventory.HistorySince, "secrets: {since: false}\n", Incomplete},
		{inventory.HistorySince, "secrets: {since: true}\n", Pass},
		{inventory.HistorySince, "secrets: {history: false}\n", Pass},
		{inventory.HistoryNone, "secrets: {since: true}\n", Incomplete},
	} {
		inv := clean()
		inv.Files[0].Licenses = text("MIT")
		inv.Files[5].Licenses = nil
		inv.Coverage.History = c.history
		if v := Evaluate(inv, load(t, "version: 1\nextends: preset:mit-outbound\n"+c.policy), day("2026-03-01")); v.State != c.want {
			t.Errorf("%s %q: %s, want %s: %v %v", c.history, c.policy, v.State, c.want, v.Gaps, codes(v.Violations))
		}
	}
}

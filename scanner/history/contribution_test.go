// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// written makes a commit of an author with a message.
func (f *fixture) written(author, message string, parents ...plumbing.Hash) plumbing.Hash {
	f.t.Helper()
	f.now += 60
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", f.tree(map[string]string{"a": fmt.Sprint(f.now)}))
	for _, p := range parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	fmt.Fprintf(&b, "author %s %d +0000\ncommitter Com <com@example.org> %d +0000\n\n%s\n", author, f.now, f.now, message)
	return f.object(plumbing.CommitObject, []byte(b.String()))
}

// contributed counts a history and lists "part mail: signed of commits, first unsigned".
func contributed(t *testing.T, r *Repo, o Options, since plumbing.Hash) (out []string, gaps []inventory.Gap) {
	t.Helper()
	h := r.History(o)
	if !since.IsZero() {
		h.CountContributionsSince(since.String())
	}
	_, gaps = drain(t, h.Blobs(t.Context(), nil))
	for _, c := range h.Contributions() {
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s %s: %d of %d %s", c.Part, c.Mail, c.Signed, c.Commits, short(c.Unsigned)), " "))
	}
	return out, gaps
}

func TestContributions(t *testing.T) {
	const ann, bob, cat = "Ann <ann@example.org>", "Bob <bob@example.org>", "Cat <cat@example.org>"
	f := newFixture(t, false)
	c1 := f.written(ann, "one\n\nSigned-off-by: "+ann)
	c2 := f.written(bob, "two\n\nSigned-off-by: "+ann, c1) // somebody else's
	c3 := f.written(bob, "three\n\nsigned-off-by: Robert <BOB@example.org>", c2)
	c4 := f.written(ann, "four\n\nSigned-off-by: Ann <ann@home.example>", c2)
	c5 := f.written(ann, "Merge", c3, c4)
	c6 := f.written(ann, "five\n\nCo-authored-by: "+bob+"\nCo-authored-by: "+cat+"\nCo-authored-by: "+cat+"\nSigned-off-by: "+ann+"\nSigned-off-by: "+bob, c5)
	c7 := f.written(cat, "not a trailer: "+cat+"\nReviewed-by: "+cat, c6)
	f.ref("refs/heads/master", c7)
	lost := f.written(cat, "stashed", c7)
	f.ref("refs/stash", lost)
	r := f.open()

	all := []string{
		"author ann@example.org: 3 of 3",
		"author bob@example.org: 1 of 2 " + short(c2.String()), "co-author bob@example.org: 1 of 1",
		"author cat@example.org: 0 of 1 " + short(c7.String()), "co-author cat@example.org: 0 of 1 " + short(c6.String()),
	}
	for _, tt := range []struct {
		name  string
		o     Options
		since plumbing.Hash
		want  []string
	}{
		{"all", Options{}, plumbing.ZeroHash, all},
		{"everything", Options{Scope: inventory.HistoryEverything}, plumbing.ZeroHash, all},
		{"since a commit", Options{}, c3, []string{"author ann@example.org: 2 of 2", "co-author bob@example.org: 1 of 1", all[3], all[4]}},
		{"since the merge", Options{}, c5, []string{"author ann@example.org: 1 of 1", "co-author bob@example.org: 1 of 1", all[3], all[4]}},
		{"since the last", Options{}, c7, nil},
		{"a walk since", Options{Since: c6.String()}, c6, []string{all[3]}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, gaps := contributed(t, r, tt.o, tt.since)
			if d := cmp.Diff(tt.want, got); d != "" || len(gaps) > 0 {
				t.Errorf("-want +got\n%s%v", d, gaps)
			}
		})
	}
	if _, gaps := contributed(t, r, Options{}, lost); len(gaps) != 0 {
		t.Errorf("what is local is in the walk: %v", gaps)
	}
	if _, gaps := contributed(t, r, Options{}, f.written(ann, "nowhere")); len(gaps) != 1 || gaps[0].Detector != "contributions" || gaps[0].Code != inventory.GapMissing {
		t.Errorf("%v", gaps)
	}
}

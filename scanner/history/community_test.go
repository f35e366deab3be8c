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

// committed makes a commit of an author and a committer at a time.
func (f *fixture) committed(author, committer string, when int64, parents ...plumbing.Hash) plumbing.Hash {
	f.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", f.tree(map[string]string{"a": fmt.Sprint(when)}))
	for _, p := range parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	fmt.Fprintf(&b, "author %s %d +0000\ncommitter %s %d +0000\n\nwork\n", author, when, committer, when)
	return f.object(plumbing.CommitObject, []byte(b.String()))
}

// signed makes an annotated tag whose message ends in a block of a kind.
func (f *fixture) signed(name string, to plumbing.Hash, kind string) plumbing.Hash {
	text := fmt.Sprintf("object %s\ntype commit\ntag %s\ntagger Ann <ann@example.org> 86400 +0000\n\nrelease\n", to, name)
	if kind != "" {
		text += fmt.Sprintf("-----BEGIN %s-----\n\nabcd\n-----END %s-----\n", kind, kind)
	}
	return f.object(plumbing.TagObject, []byte(text))
}

func TestContributors(t *testing.T) {
	const ann, bob, web = "Ann <ann@example.org>", "Bob <bob@example.org>", "GitHub <noreply@github.com>"
	const day = 24 * 60 * 60
	f := newFixture(t, false)
	c1 := f.committed(ann, ann, day)
	c2 := f.committed(bob, ann, 2*day, c1)
	c3 := f.committed(bob, web, 800*day, c1)
	c4 := f.committed(ann, ann, 801*day, c2, c3) // a merge
	f.ref("refs/heads/master", c4)
	stashed := f.committed("Cat <cat@example.org>", ann, 900*day, c4)
	f.ref("refs/stash", stashed)
	f.ref("refs/tags/light", c2)
	f.ref("refs/tags/pgp", f.signed("pgp", c1, "PGP SIGNATURE"))
	f.ref("refs/tags/ssh", f.signed("ssh", c1, "SSH SIGNATURE"))
	f.ref("refs/tags/plain", f.signed("plain", c4, ""))
	f.ref("refs/tags/torn", f.object(plumbing.TagObject, fmt.Appendf(nil, "object %s\ntype commit\ntag torn\ntagger Ann <ann@example.org> 86400 +0000\n\nrelease\n-----BEGIN PGP SIGNATURE-----\n\nabcd\n", c4)))
	h := f.open().History(Options{})
	drain(t, h.Blobs(t.Context(), nil))
	people, since, tags := h.Contributors()
	want := []inventory.Contributor{
		{Name: "Ann", Mail: "ann@example.org", Authored: 1, Committed: 2, First: "1970-01-02", Last: "1972-03-12"},
		{Name: "Bob", Mail: "bob@example.org", Authored: 2, Recent: 1, First: "1970-01-03", Last: "1972-03-11"},
	}
	if d := cmp.Diff(want, people); d != "" || since != "1971-03-13" {
		t.Errorf("since %s, -want +got\n%s", since, d)
	}
	wantTags := []inventory.Tag{
		{Name: "light", Commit: c2.String(), Date: "1970-01-03T00:00:00Z"},
		{Name: "pgp", Commit: c1.String(), Annotated: true, Signature: "pgp", Date: "1970-01-02T00:00:00Z"},
		{Name: "plain", Commit: c4.String(), Annotated: true, Date: "1970-01-02T00:00:00Z"},
		{Name: "ssh", Commit: c1.String(), Annotated: true, Signature: "ssh", Date: "1970-01-02T00:00:00Z"},
		{Name: "torn", Commit: c4.String(), Annotated: true, Date: "1970-01-02T00:00:00Z"},
	}
	if d := cmp.Diff(wantTags, tags); d != "" {
		t.Errorf("tags: -want +got\n%s", d)
	}
}

// Before a walk nothing is known.
func TestContributorsOfNothing(t *testing.T) {
	f := newFixture(t, false)
	f.ref("refs/heads/master", f.written("Ann <ann@example.org>", "one"))
	if people, since, tags := f.open().History(Options{}).Contributors(); people != nil || since != "" || tags != nil {
		t.Errorf("%v %q %v", people, since, tags)
	}
}

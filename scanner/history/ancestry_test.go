// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// TestAncestry: names with ~, ^ and ... lead where git has them lead.
func TestAncestry(t *testing.T) {
	f := newFixture(t, true)
	file := map[string]string{"a": "a"}
	root := f.commit(file)
	left, right := f.commit(file, root), f.commit(map[string]string{"a": "b"}, root)
	merge := f.commit(file, left, right)
	other := f.commit(map[string]string{"a": "c"}, right)
	alone := f.commit(map[string]string{"a": "d"})
	f.ref("refs/heads/master", merge)
	f.ref("refs/heads/other", other)
	f.ref("refs/heads/alone", alone)
	r := f.open()
	for _, c := range []struct {
		name string
		want plumbing.Hash
	}{
		{"master~0", merge}, {"master~", left}, {"master^", left}, {"master^2", right}, {"master^0", merge}, {"master~2", root}, {"master^2~1", root}, {"master^2^1", root},
		{"other...", right}, {"master...", merge}, {merge.String() + "~1", left},
	} {
		if got, err := r.Resolve(c.name); err != nil || got != c.want.String() {
			t.Errorf("%s: %s, %v, want %s", c.name, got, err, c.want)
		}
	}
	for name, want := range map[string]string{
		"master~3": "has 0 parents", "master^3": "has 2 parents", "master~99999999999999999999": "is not in the form", "master~1@": "is not in the form", "nothing~1": "not in the repository",
		"alone...": "no commit in common", "...": "not in the repository", "~1": "not in the repository",
	} {
		if got, err := r.Resolve(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %s, %v, want %s", name, got, err, want)
		}
	}
	r.shallow[left] = true
	if _, err := r.Resolve("master~2"); err == nil || !strings.Contains(err.Error(), "git fetch --unshallow") {
		t.Errorf("shallow: %v", err)
	}
	delete(r.shallow, left)

	// What the history of a commit holds is told alike by the walk and without it.
	named := []string{root.String(), left.String(), right.String(), other.String(), alone.String(), "no id"}
	want := []string{root.String(), right.String()}
	slices.Sort(want)
	h := r.History(Options{})
	for _, walked := range []bool{false, true} {
		if walked {
			drain(t, h.Blobs(t.Context(), nil))
		}
		got, gaps := h.Reached(t.Context(), right.String(), named)
		if !slices.Equal(got, want) || len(gaps) > 0 {
			t.Errorf("walked %v: %v, %v, want %v", walked, got, gaps, want)
		}
	}
	f.remove(root)
	if got, gaps := f.open().History(Options{}).Reached(t.Context(), right.String(), named); len(got) != 1 || len(gaps) != 1 {
		t.Errorf("missing: %v, %v", got, gaps)
	}
}

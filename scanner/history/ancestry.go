// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// Resolve returns the id of the commit that a name leads to: a full object id, a
// reference, or the short name of a tag, branch or remote branch, in git's order.
// Behind it may stand ~N and ^N, as in git, for ancestors and parents (v1.0~2), or "..." for
// the commit at which the history of HEAD parted from it (main...).
// A name that leads nowhere is an error that says how to fetch it.
func (r *Repo) Resolve(name string) (string, error) {
	if ref, ok := strings.CutSuffix(name, "..."); ok {
		return r.mergeBase(ref)
	}
	at := strings.IndexAny(name, "~^")
	if at < 0 {
		return r.resolve(name)
	}
	text, err := r.resolve(name[:at])
	if err != nil {
		return "", err
	}
	id, _ := parseID(text)
	for rest := name[at:]; rest != ""; {
		kind := rest[0]
		end := 1
		for end < len(rest) && '0' <= rest[end] && rest[end] <= '9' {
			end++
		}
		n, err := 1, error(nil)
		if end > 1 {
			n, err = strconv.Atoi(rest[1:end])
		}
		if err != nil || kind != '~' && kind != '^' {
			return "", fmt.Errorf("%q is not in the form of REF~N, REF^N, REF... or REF", name)
		}
		if id, err = r.ancestor(id, kind, n); err != nil {
			return "", fmt.Errorf("%q: %w", name, err)
		}
		rest = rest[end:]
	}
	return id.String(), nil
}

// ancestor goes n first parents back (~), or to the nth parent (^).
func (r *Repo) ancestor(id plumbing.Hash, kind byte, n int) (plumbing.Hash, error) {
	steps, which := n, 1
	if kind == '^' {
		steps, which = min(n, 1), n
	}
	for range steps {
		c, err := r.commit(id)
		switch {
		case err != nil:
			return id, fmt.Errorf("the commit %s is not in the repository; fetch it: git fetch origin %s", id, id)
		case r.shallow[id]:
			return id, fmt.Errorf("the parents of %s are not in this shallow clone; fetch them: git fetch --unshallow", id)
		case len(c.parents) < which:
			return id, fmt.Errorf("the commit %s has %d parents", id, len(c.parents))
		}
		id = c.parents[which-1]
	}
	if _, err := r.commit(id); err != nil {
		return id, fmt.Errorf("the commit %s is not in the repository; fetch it: git fetch origin %s", id, id)
	}
	return id, nil
}

// mergeBase is the youngest commit that the histories of a reference and of HEAD
// share and that no other shared one is built on.
func (r *Repo) mergeBase(ref string) (string, error) {
	text, err := r.resolve(ref)
	if err != nil {
		return "", err
	}
	if r.head.id.IsZero() {
		return "", errors.New("HEAD leads to no commit")
	}
	ours, err := r.ancestors([]plumbing.Hash{r.head.id}, nil, nil)
	if err != nil {
		return "", err
	}
	id, _ := parseID(text)
	var shared []plumbing.Hash
	if _, err := r.ancestors([]plumbing.Hash{id}, ours, &shared); err != nil {
		return "", err
	}
	if len(shared) == 0 {
		hint := ""
		if len(r.shallow) > 0 {
			hint = " in this shallow clone; fetch more: git fetch --unshallow"
		}
		return "", fmt.Errorf("%q and HEAD have no commit in common%s", ref, hint)
	}
	return slices.MaxFunc(shared, func(a, b plumbing.Hash) int {
		return cmp.Or(cmp.Compare(ours[a], ours[b]), cmp.Compare(a.String(), b.String()))
	}).String(), nil
}

// ancestors returns all that some commits reach, with their dates, down to those in
// known, which are added to met.
func (r *Repo) ancestors(todo []plumbing.Hash, known map[plumbing.Hash]int64, met *[]plumbing.Hash) (map[plumbing.Hash]int64, error) {
	out := map[plumbing.Hash]int64{}
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, done := out[id]; done {
			continue
		}
		if date, ok := known[id]; ok {
			out[id] = date
			*met = append(*met, id)
			continue
		}
		c, err := r.commit(id)
		if err != nil {
			return nil, fmt.Errorf("the commit %s is not in the repository; fetch it: git fetch origin %s", id, id)
		}
		out[id] = c.committed
		if !r.shallow[id] {
			todo = append(todo, c.parents...)
		}
	}
	return out, nil
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
)

// Options say which part of a history to read.
type Options struct {
	// Scope is inventory.HistoryAll, or "" for the same, or HistoryEverything.
	Scope string
	// Since is the id of a commit, as Resolve returns it. What it reaches is left
	// out, and so are the stash and all else that is not published. The first commit
	// of a finding is then the first of those that were read. "" leaves out nothing.
	Since string
}

// scope is what a walk is to read.
type scope struct {
	tips  []tip // by reach
	since plumbing.Hash
	lost  bool // objects that no reference reaches as well
	gaps  []inventory.Gap
}

// scope spells options out.
func (r *Repo) scope(o Options) scope {
	var s scope
	if !r.head.id.IsZero() {
		s.tips = append(s.tips, tip{"HEAD", r.head.id, reachPublished})
	}
	for _, ref := range r.refs {
		s.tips = append(s.tips, tip{ref.name, ref.id, reachPublished})
	}
	if o.Since != "" {
		s.since = plumbing.NewHash(o.Since)
		return s
	}
	s.lost = o.Scope == inventory.HistoryEverything
	for _, ref := range r.others {
		switch {
		case ref.name != stash && !s.lost:
		case ref.id.IsZero():
			s.gaps = append(s.gaps, inventory.Gap{Detector: "history", Code: inventory.GapMissing, Reason: fmt.Sprintf("the reference %s leads to nothing, or cannot be read", ref.name)})
		default:
			s.tips = append(s.tips, tip{ref.name, ref.id, reachLocal})
		}
	}
	if !r.bare || s.lost {
		s.tips = append(s.tips, r.stashed()...)
	}
	return s
}

const (
	stash      = "refs/stash"
	maxStashes = 1 << 16
)

// stashed returns the stashes below the newest one, which only the log of the
// reference names.
func (r *Repo) stashed() []tip {
	text, err := readFile(r.common, "logs/"+stash, 64<<20)
	if err != nil {
		return nil
	}
	lines := bytes.Split(bytes.TrimRight(text, "\n"), []byte("\n"))
	slices.Reverse(lines) // the newest first
	var out []tip
	for i, line := range lines[:min(len(lines), maxStashes)] {
		fields := bytes.SplitN(line, []byte(" "), 3)
		if i == 0 || len(fields) < 3 {
			continue
		}
		if id, ok := parseID(string(fields[1])); ok && !id.IsZero() {
			out = append(out, tip{fmt.Sprintf("stash@{%d}", i), id, reachLocal})
		}
	}
	return out
}

// Skipped names the references that are not part of the history, by namespace
// and with their number ("refs/notes (1)"), in order: those of a work tree
// outside heads, tags and remotes, but for the stash. Of a bare repository all
// are read.
func (h *History) Skipped() []string {
	skipped := map[string]int{}
	for _, ref := range h.repo.others {
		if h.options.Since != "" || h.options.Scope != inventory.HistoryEverything && ref.name != stash {
			skipped[namespace(ref.name)]++
		}
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(skipped)) {
		out = append(out, fmt.Sprintf("%s (%d)", name, skipped[name]))
	}
	return out
}

// resolve is Resolve of a name without anything behind it.
func (r *Repo) resolve(name string) (string, error) {
	id, known := parseID(name)
	for _, form := range []string{"%s", "refs/%s", "refs/tags/%s", "refs/heads/%s", "refs/remotes/%s", "refs/remotes/%s/HEAD"} {
		if known {
			break
		}
		full := fmt.Sprintf(form, name)
		for _, ref := range slices.Concat([]reference{r.head}, r.refs, r.others) {
			if ref.name == full && !ref.id.IsZero() {
				id, known = ref.id, true
			}
		}
	}
	what := "is not in the repository"
	for range maxSymbolic + 1 {
		if !known {
			break
		}
		o, err := r.store.get(id)
		if errors.Is(err, errAbsent) && len(r.store.outside) > 0 {
			return "", fmt.Errorf("%q names an object that is missing; objects/info/alternates names a directory outside, which is not followed (git repack -a -d copies the objects in)", name)
		}
		if err != nil {
			what = cause(err)
			break
		}
		switch o.kind {
		case plumbing.CommitObject:
			return id.String(), nil
		case plumbing.TagObject:
			id, known = parseTag(o.data)
		default:
			return "", fmt.Errorf("%s is no commit", name)
		}
	}
	remote, branch := "origin", name
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(name, "refs/remotes/"), "origin/"); ok {
		branch = rest
	}
	if !fetchable(name) {
		return "", fmt.Errorf("%q %s", name, what)
	}
	return "", fmt.Errorf("%s %s; fetch it: git fetch %s %s", name, what, remote, fetchSpec(name, branch))
}

// fetchSpec says what to ask of a remote so that name is known afterwards.
func fetchSpec(name, branch string) string {
	if branch != name {
		return "+refs/heads/" + branch + ":refs/remotes/origin/" + branch
	}
	return name
}

// fetchable reports whether a name can stand in a command that somebody will copy.
func fetchable(name string) bool {
	return name != "" && name[0] != '-' && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-") == ""
}

// exclude takes what a commit reaches out of the walk.
func (w *walker) exclude(ctx context.Context, since plumbing.Hash) {
	if since.IsZero() {
		return
	}
	w.before = map[plumbing.Hash]plumbing.Hash{}
	todo := []plumbing.Hash{since}
	for len(todo) > 0 && ctx.Err() == nil {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, done := w.before[id]; done {
			continue
		}
		c, err := w.repo.commit(id)
		if err != nil {
			continue // what it reaches counts as new
		}
		w.before[id] = c.tree
		w.byID[id] = -1
		if !w.repo.shallow[id] {
			todo = append(todo, c.parents...)
		}
	}
	w.edge = []plumbing.Hash{w.before[since]}
}

// commit reads a commit.
func (r *Repo) commit(id plumbing.Hash) (commit, error) {
	data, err := r.store.getKind(id, plumbing.CommitObject)
	if err != nil {
		return commit{}, err
	}
	return parseCommit(data)
}

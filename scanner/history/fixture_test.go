// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/storer"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// fixture makes repositories object by object, so that every shape of history
// can be had, those that git would not make included.
type fixture struct {
	t    testing.TB
	dir  string
	repo *git.Repository
	now  int64
	done map[plumbing.Hash]bool // objects written
}

func newFixture(t testing.TB, bare bool) *fixture {
	t.Helper()
	dir := t.TempDir()
	repo, err := git.PlainInit(dir, bare)
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{t: t, dir: dir, repo: repo, now: 1_600_000_000, done: map[plumbing.Hash]bool{}}
}

func (f *fixture) check(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) object(kind plumbing.ObjectType, content []byte) plumbing.Hash {
	f.t.Helper()
	id := plumbing.ComputeHash(kind, content)
	if f.done[id] {
		return id
	}
	f.done[id] = true
	o := f.repo.Storer.NewEncodedObject()
	o.SetType(kind)
	w, err := o.Writer()
	f.check(err)
	_, err = w.Write(content)
	f.check(err)
	f.check(w.Close())
	_, err = f.repo.Storer.SetEncodedObject(o)
	f.check(err)
	return id
}

func (f *fixture) blob(content string) plumbing.Hash {
	return f.object(plumbing.BlobObject, []byte(content))
}

// tree makes a tree of paths and contents. "-> x" is a symbolic link, "@hex" a gitlink.
func (f *fixture) tree(files map[string]string) plumbing.Hash {
	f.t.Helper()
	below := map[string]map[string]string{}
	type line struct {
		name, key string
		mode      filemode.FileMode
		id        plumbing.Hash
	}
	var lines []line
	for p, content := range files {
		if dir, rest, nested := strings.Cut(p, "/"); nested {
			if below[dir] == nil {
				below[dir] = map[string]string{}
			}
			below[dir][rest] = content
			continue
		}
		l := line{name: p, key: p, mode: filemode.Regular}
		if target, ok := strings.CutPrefix(content, "-> "); ok {
			l.mode, content = filemode.Symlink, target
		}
		if id, ok := strings.CutPrefix(content, "@"); ok {
			l.mode, l.id = filemode.Submodule, plumbing.NewHash(id)
		} else {
			l.id = f.blob(content)
		}
		lines = append(lines, l)
	}
	for dir, inner := range below {
		lines = append(lines, line{name: dir, key: dir + "/", mode: filemode.Dir, id: f.tree(inner)})
	}
	sort.Slice(lines, func(i, j int) bool { return lines[i].key < lines[j].key })
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%o %s\x00%s", uint32(l.mode), l.name, l.id[:])
	}
	return f.object(plumbing.TreeObject, []byte(b.String()))
}

// commit makes a commit a minute after the one before.
func (f *fixture) commit(files map[string]string, parents ...plumbing.Hash) plumbing.Hash {
	f.t.Helper()
	f.now += 60
	return f.commitTree(f.tree(files), f.now, parents...)
}

func (f *fixture) commitTree(tree plumbing.Hash, when int64, parents ...plumbing.Hash) plumbing.Hash {
	f.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", tree)
	for _, p := range parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	fmt.Fprintf(&b, "author Ann <ann@example.org> %d +0200\ncommitter Com <com@example.org> %d +0000\n\nmessage\n", when-30, when)
	return f.object(plumbing.CommitObject, []byte(b.String()))
}

func (f *fixture) ref(name string, id plumbing.Hash) {
	f.t.Helper()
	f.check(f.repo.Storer.SetReference(plumbing.NewHashReference(plumbing.ReferenceName(name), id)))
}

func (f *fixture) gitDir() string {
	if _, err := os.Stat(filepath.Join(f.dir, ".git")); err == nil {
		return filepath.Join(f.dir, ".git")
	}
	return f.dir
}

func (f *fixture) write(name, content string) {
	f.t.Helper()
	p := filepath.Join(f.gitDir(), filepath.FromSlash(name))
	f.check(os.MkdirAll(filepath.Dir(p), 0o755))
	f.check(os.WriteFile(p, []byte(content), 0o644))
}

// remove deletes a loose object.
func (f *fixture) remove(id plumbing.Hash) {
	f.t.Helper()
	f.check(os.Remove(filepath.Join(f.gitDir(), "objects", filepath.FromSlash(loosePath(id)))))
}

// repack moves all loose objects into one pack, with deltas.
func (f *fixture) repack() {
	f.t.Helper()
	var ids []plumbing.Hash
	all, err := f.repo.Storer.IterEncodedObjects(plumbing.AnyObject)
	f.check(err)
	f.check(all.ForEach(func(o plumbing.EncodedObject) error {
		ids = append(ids, o.Hash())
		return nil
	}))
	w, err := f.repo.Storer.(storer.PackfileWriter).PackfileWriter()
	f.check(err)
	_, err = packfile.NewEncoder(w, f.repo.Storer, false).Encode(ids, 10)
	f.check(err)
	f.check(w.Close())
	for _, id := range ids {
		f.remove(id)
	}
}

func (f *fixture) open() *Repo {
	f.t.Helper()
	r, err := Open(f.dir)
	f.check(err)
	f.t.Cleanup(func() { r.Close() })
	return r
}

// idOf is the id that git gives to a blob.
func idOf(content string) string {
	return plumbing.ComputeHash(plumbing.BlobObject, []byte(content)).String()
}

// drain reads a source: entries as "path commit content", gaps as "gap path: code: reason".
func drain(t testing.TB, src scanner.Source) (entries map[string]string, gaps []inventory.Gap) {
	t.Helper()
	entries = map[string]string{}
	for e, err := range src {
		var g *scanner.GapError
		if errors.As(err, &g) {
			gaps = append(gaps, g.Gap)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if e.Record != "" {
			continue
		}
		f, err := e.Open()
		if errors.As(err, &g) {
			gaps = append(gaps, g.Gap)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		if int64(len(content)) != e.Size {
			t.Errorf("%s: size %d, but %d bytes", e.Path, e.Size, len(content))
		}
		if e.Blob != idOf(string(content)) {
			t.Errorf("%s: blob %s, but the content is that of %s", e.Path, e.Blob, idOf(string(content)))
		}
		if _, twice := entries[e.Blob]; twice {
			t.Errorf("%s is offered twice", e.Blob)
		}
		entries[e.Blob] = e.Path + " " + short(e.Commit) + " " + e.Mode.String()
	}
	return entries, gaps
}

func short(commit string) string {
	if len(commit) > 7 {
		return commit[:7]
	}
	return commit
}

func dateOf(seconds int64) string { return time.Unix(seconds, 0).UTC().Format(time.RFC3339) }

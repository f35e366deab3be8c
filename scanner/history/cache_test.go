// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// TestCacheOfAHistory changes a repository under a cache of its blobs: what a
// second run says is what a first one would have said, gaps included.
func TestCacheOfAHistory(t *testing.T) {
	f := newFixture(t, true)
	commits := randomHistory(f, 21, 60)
	f.repack()
	var looked atomic.Int64
	d := &scanner.Detector{Name: "ends", History: true, File: func(_ context.Context, file *scanner.File) (inventory.Facts, error) {
		looked.Add(1)
		if !bytes.HasSuffix(file.Content, []byte("7")) {
			return inventory.Facts{}, nil
		}
		return inventory.Facts{Secrets: []inventory.Secret{{Rule: "secret/seven", Context: file.Role, Blob: file.Blob, Location: inventory.Location{Path: file.Path, Commit: file.Commit, StartLine: 1, EndLine: 1}}}}, nil
	}}
	dir := filepath.Join(t.TempDir(), "cache")
	scan := func(jobs int, cached bool) string {
		r := f.open()
		o := scanner.Options{Jobs: jobs, MaxBytes: scanner.DefaultMaxBytes}
		if cached {
			o.Cache = scanner.OpenCache(dir, f.dir, "test", []*scanner.Detector{d}, o)
		}
		h := r.History(Options{})
		in := scanner.Input{Tree: r.Tree(), Hash: true, History: func(seen func(string) (inventory.Role, bool)) scanner.Source { return h.Blobs(t.Context(), seen) }}
		inv, err := scanner.Scan(t.Context(), in, []*scanner.Detector{d}, o)
		f.check(err)
		Attribute(inv, h)
		inv.Sort()
		text, err := json.Marshal(inv)
		f.check(err)
		return string(text)
	}
	pack := func() string {
		packs, err := filepath.Glob(filepath.Join(f.dir, "objects", "pack", "*.pack"))
		f.check(err)
		return packs[0]
	}
	steps := []struct {
		name   string
		change func()
		most   int64 // calls of the detector that the change may cost
	}{
		{"first", func() {}, 1 << 20},
		{"nothing", func() {}, 0},
		{"a new commit", func() {
			f.ref("refs/heads/new", f.commit(map[string]string{"new": "content of seven 7", "d0/e0/f0": "content 7"}, commits[59]))
		}, 3}, // and the text of the commit
		{"an old date", func() {
			f.ref("refs/heads/old", f.commitTree(f.tree(map[string]string{"old": "content 17", "older": "content 27"}), 1_500_000_000))
		}, 1 << 20},
		{"a branch is gone", func() { f.check(f.repo.Storer.RemoveReference(plumbing.ReferenceName("refs/heads/old"))) }, 1 << 20},
		{"a broken pack", func() {
			data, err := os.ReadFile(pack())
			f.check(err)
			for i := 100; i < len(data)-100; i += 200 {
				data[i] ^= 0x55
			}
			f.check(os.Chmod(pack(), 0o644))
			f.check(os.WriteFile(pack(), data, 0o644))
			f.check(os.Chtimes(pack(), time.Now(), time.Now().Add(time.Hour)))
		}, 1 << 20},
		{"no pack", func() { f.check(os.Remove(pack())) }, 1 << 20},
	}
	var before string
	for _, step := range steps {
		step.change()
		want := scan(1, false)
		if want == before && step.name != "nothing" {
			t.Errorf("%s: changes nothing", step.name)
		}
		before = want
		looked.Store(0)
		got := []string{scan(1, true)}
		if n := looked.Load(); n > step.most {
			t.Errorf("%s: %d files were examined", step.name, n)
		}
		got = append(got, scan(4, true), scan(4, false))
		if i := slices.IndexFunc(got, func(s string) bool { return s != want }); i >= 0 {
			t.Errorf("%s: run %d says something else\n%s\n%s", step.name, i, got[i], want)
		}
	}
}

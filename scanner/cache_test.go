// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/outgate/outgate/inventory"
)

// cached is a subject with a tree and a history, and what was done to it.
type cached struct {
	t        *testing.T
	dir      string
	tree     map[string]string
	old      []string // contents that history holds, at path old/N
	commit   string
	stored   string
	detector Detector
	looked   atomic.Int64 // calls of the detector
	opened   atomic.Int64 // of history
}

func newCached(t *testing.T) *cached {
	c := &cached{t: t, dir: filepath.Join(t.TempDir(), "cache"), commit: "c1", stored: "pack 1"}
	c.tree = map[string]string{}
	for i := range 20 {
		c.tree[fmt.Sprintf("f%d.go", i)] = strings.Repeat("key\n", i%3) + fmt.Sprint("package p", i)
		c.old = append(c.old, strings.Repeat("key\n", i%4)+fmt.Sprint("old ", i))
	}
	c.detector = Detector{Name: "keys", Version: 1, Rules: "r1", History: true, File: func(_ context.Context, f *File) (inventory.Facts, error) {
		c.looked.Add(1)
		var facts inventory.Facts
		for i := range bytes.Count(f.Content, []byte("key")) {
			facts.Secrets = append(facts.Secrets, inventory.Secret{Rule: "secret/key", Context: f.Role, Blob: f.Blob, Location: inventory.Location{Path: f.Path, Commit: f.Commit, StartLine: i + 1, EndLine: i + 1}})
		}
		if bytes.Contains(f.Content, []byte("odd")) {
			facts.Gaps = []inventory.Gap{{Path: f.Path, Commit: f.Commit, Code: inventory.GapTruncated, Reason: "odd"}}
		}
		return facts, nil
	}}
	return c
}

func (c *cached) input() Input {
	tree := func(yield func(inventory.Entry, error) bool) {
		for p, content := range c.tree {
			yield(inventory.Entry{Path: p, Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}, nil)
		}
	}
	history := func(func(string) (inventory.Role, bool)) Source {
		return func(yield func(inventory.Entry, error) bool) {
			for i, content := range c.old {
				yield(inventory.Entry{Path: fmt.Sprint("old/", i), Commit: c.commit, Blob: BlobID([]byte(content)), Size: int64(len(content)), Stored: c.stored, Open: func() (io.ReadCloser, error) {
					c.opened.Add(1)
					return memory{strings.NewReader(content), content, c.stored}, nil
				}}, nil)
			}
		}
	}
	return Input{Tree: tree, Hash: true, History: history}
}

type memory struct {
	*strings.Reader
	content, stored string
}

func (m memory) Bytes() []byte  { return []byte(m.content) }
func (m memory) Stored() string { return m.stored }
func (memory) Close() error     { return nil }

// run scans with the cache and without, which must not differ, and returns how
// often the detector was called and a blob of history opened with it.
func (c *cached) run(jobs int) (looked, opened int64) {
	c.t.Helper()
	o := Options{Jobs: jobs, MaxBytes: DefaultMaxBytes}
	want, err := json.Marshal(scanned(c.t, c.input(), o, &c.detector))
	if err != nil {
		c.t.Fatal(err)
	}
	c.looked.Store(0)
	c.opened.Store(0)
	o.Cache = OpenCache(c.dir, "subject", "outgate 1", []*Detector{&c.detector}, o)
	got, err := json.Marshal(scanned(c.t, c.input(), o, &c.detector))
	if err != nil {
		c.t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		c.t.Fatalf("with the cache:\n%s\nwithout:\n%s", got, want)
	}
	return c.looked.Load(), c.opened.Load()
}

func (c *cached) expect(what string, looked, opened int64) {
	c.t.Helper()
	for _, jobs := range []int{1, 8} {
		l, o := c.run(jobs)
		if l != looked || o != opened {
			c.t.Errorf("%s, %d workers: looked at %d files, opened %d; want %d and %d", what, jobs, l, o, looked, opened)
		}
		looked, opened = 0, 0 // the second time
	}
}

func TestCacheSparesWhatWasExamined(t *testing.T) {
	c := newCached(t)
	c.expect("cold", 40, 20)
	c.expect("warm", 0, 0)
	c.tree["f1.go"] += "\n// changed key\n"
	c.expect("a changed file", 1, 0)
	c.tree["g1.go"] = c.tree["f2.go"]
	c.expect("the same content at another path", 1, 0)
	c.old = append(c.old, "new key")
	c.expect("a new blob", 1, 1)
	c.old = c.old[5:]
	c.expect("blobs that are gone move the others to other paths", 16, 16)
	c.commit = "c0"
	c.expect("another first commit", 16, 16)
	c.detector.Rules = "r2"
	c.expect("other rules", int64(len(c.tree))+16, 16)
	c.detector.Version++
	c.expect("another version", int64(len(c.tree))+16, 16)
}

// TestCacheReadsWhatMayHaveChanged: what is stored in another way is read again,
// though not examined.
func TestCacheReadsWhatMayHaveChanged(t *testing.T) {
	c := newCached(t)
	c.expect("cold", 40, 20)
	c.stored = "pack 2"
	c.expect("packed anew", 0, 20)
	c.stored = ""
	for range 2 {
		if looked, opened := c.run(1); looked != 0 || opened != 20 {
			t.Errorf("not stored in a pack: looked at %d files, opened %d", looked, opened)
		}
	}
}

type zipped struct{ name, content string }

func zipFile(t *testing.T, files ...zipped) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = io.WriteString(w, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCacheOfArchives: what is in an archive is remembered with it, but for one
// that has a Gap anywhere inside.
func TestCacheOfArchives(t *testing.T) {
	c := newCached(t)
	c.detector.Archives = true
	c.tree = map[string]string{"a.zip": zipFile(t, zipped{"x.txt", "key"}, zipped{"y.txt", "clean"}), "odd.zip": zipFile(t, zipped{"x.txt", "key"}, zipped{"z.txt", "odd"})}
	c.old = nil
	if looked, _ := c.run(1); looked != 6 {
		t.Errorf("cold: looked at %d files", looked)
	}
	for range 2 {
		if looked, _ := c.run(1); looked != 2 { // those of odd.zip; the archives themselves are known
			t.Errorf("warm: looked at %d members", looked)
		}
	}
	delete(c.tree, "odd.zip")
	c.expect("without the odd one", 0, 0)
	c.tree["b.zip"] = c.tree["a.zip"]
	c.expect("at another path", 3, 0)
	c.tree["a.zip"] = zipFile(t, zipped{"x.txt", "key key"}, zipped{"y.txt", "clean"})
	c.expect("another content", 3, 0)
	c.detector.Rules = "r2"
	c.expect("other rules", 6, 0)
}

func TestCacheForgetsNoGap(t *testing.T) {
	c := newCached(t)
	c.tree["odd.go"], c.old[3] = "odd key", "odd"
	for range 3 {
		c.run(2)
	}
	if looked, opened := c.run(2); looked != 2 || opened != 1 {
		t.Errorf("looked at %d files with gaps, opened %d", looked, opened)
	}
	c.detector.File = func(context.Context, *File) (inventory.Facts, error) { return inventory.Facts{}, errors.New("no") }
	c.tree["f1.go"] = "new"
	for range 2 {
		if inv := scanned(t, c.input(), Options{Cache: OpenCache(c.dir, "subject", "outgate 1", []*Detector{&c.detector}, Options{MaxBytes: DefaultMaxBytes})}, &c.detector); len(inv.Gaps) != 1+2 {
			t.Errorf("gaps %v", inv.Gaps)
		}
	}
}

// TestCacheThatIsNone has every file that is not the cache that was written.
func TestCacheThatIsNone(t *testing.T) {
	c := newCached(t)
	c.run(2)
	names, err := filepath.Glob(filepath.Join(c.dir, "*"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%v, %v", names, err)
	}
	name := names[0]
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	put := func(data []byte) func() {
		return func() {
			os.RemoveAll(name)
			if err := os.WriteFile(name, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	sealed := func(body string) []byte {
		sum := sha256.Sum256([]byte(body))
		return []byte(cacheMagic + string(sum[:]) + body)
	}
	digest := string(good[len(cacheMagic)+32:][:32])
	cases := map[string]func(){
		"empty":           put(nil),
		"of the future":   put(bytes.Replace(good, []byte("facts 2"), []byte("facts 3"), 1)),
		"of others":       put(sealed(strings.Repeat("x", 32) + "\x00\x00\x00\x00")),
		"many keys":       put(sealed(digest + "\xff\xff\xff\xff")),
		"a long fact":     put(sealed(digest + "\x00\x00\x00\x00" + strings.Repeat("k", 16) + "\xff\xff\xff\xff{}")),
		"half a key":      put(sealed(digest + "\x00\x00\x00\x00" + "kkk")),
		"something else":  put([]byte("no cache")),
		"a directory":     func() { os.Remove(name); os.Mkdir(name, 0o700) },
		"a link":          func() { os.RemoveAll(name); os.Rename(put2(t, good), name+"x"); os.Symlink(name+"x", name) },
		"anybody's":       func() { put(good)(); os.Chmod(name, 0o666) },
		"in a public dir": func() { put(good)(); os.Chmod(c.dir, 0o777) },
	}
	for at := 0; at < len(good); at += 1 + len(good)/40 {
		changed := bytes.Clone(good)
		changed[at] ^= 1
		cases[fmt.Sprint("changed at ", at)] = put(changed)
		cases[fmt.Sprint("cut off at ", at)] = put(good[:at])
	}
	for what, spoil := range cases {
		if runtime.GOOS == "windows" && (what == "a link" || what == "anybody's" || what == "in a public dir") {
			continue
		}
		spoil()
		if looked, opened := c.run(2); looked != 40 || opened != 20 {
			t.Errorf("%s: looked at %d files, opened %d", what, looked, opened)
		}
		os.Chmod(c.dir, 0o700)
		put(good)()
	}
	if looked, opened := c.run(2); looked != 0 || opened != 0 {
		t.Errorf("the good one: looked at %d files, opened %d", looked, opened)
	}
}

func put2(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestCacheNowhere: what cannot be written is no error.
func TestCacheNowhere(t *testing.T) {
	c := newCached(t)
	c.dir = filepath.Join(put2(t, nil), "below a file")
	for range 2 {
		if looked, _ := c.run(1); looked != 40 {
			t.Errorf("looked at %d files", looked)
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"a.facts", "b.facts", "c.facts", "left.tmp", "fresh.tmp", "other"} {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, 100), 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(time.Duration(i-9) * time.Hour)
		if name == "fresh.tmp" {
			when = time.Now()
		}
		if err := os.Chtimes(filepath.Join(dir, name), when, when); err != nil {
			t.Fatal(err)
		}
	}
	evict(dir, filepath.Join(dir, "a.facts"), 150)
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	if got := fmt.Sprint(left); got != "[a.facts c.facts fresh.tmp other]" {
		t.Error(got)
	}
}

// FuzzCache reads any bytes as a cache of the right detectors.
func FuzzCache(f *testing.F) {
	c := OpenCache(f.TempDir(), "s", "t", nil, Options{})
	e := inventory.Entry{Path: "p", Commit: "c"}
	c.note(&e, "b1", "", inventory.Facts{})
	c.note(&e, "b2", "s", inventory.Facts{Secrets: []inventory.Secret{{Rule: "r"}}})
	f.Add(c.encode()[len(cacheMagic)+2*sha256.Size:])
	f.Add([]byte("\x00\x00\x00\x01"))
	f.Fuzz(func(t *testing.T, body []byte) {
		body = append(bytes.Clone(c.digest[:]), body...)
		sum := sha256.Sum256(body)
		var r remembered
		r.read(bytes.Join([][]byte{[]byte(cacheMagic), sum[:], body}, nil), c.digest)
		for _, blob := range []string{"b1", "b2"} {
			if facts, _, ok := r.find(c.key(&e, blob)); ok && len(facts.Gaps) > 0 {
				t.Error("a gap came out of the cache")
			}
		}
	})
}

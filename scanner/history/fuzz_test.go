// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/plumbing/format/objfile"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// familyOfAll has every kind of entry that a pack can have.
func familyOfAll() []packed {
	const a, b, c = "the first content\n", "the first content\nlonger\n", "the first content\nlonger\nand longer\n"
	big := strings.Repeat("many lines of the same\n", 300)
	return []packed{
		packedBlob(a), offsetDelta(1, a, b), refDelta(b, c), packedBlob(big), offsetDelta(1, big, big+"end"), packedBlob(""),
		{id: plumbing.ComputeHash(plumbing.TreeObject, nil), kind: plumbing.TreeObject},
	}
}

// FuzzPack reads all objects of a pack of any bytes through a sound index, with
// one more entry anywhere. What is read must have its id, and nothing may depend on what is in the cache.
func FuzzPack(f *testing.F) {
	good, rawIndex := buildPack(f, familyOfAll())
	x, err := parseIndex(rawIndex, int64(len(good)))
	if err != nil {
		f.Fatal(err)
	}
	var sound []spot
	for id, at := range x.all() {
		sound = append(sound, spot{id, at})
	}
	f.Add(good, 0, byte(0), uint16(12))
	for i, at := range x.sorted {
		f.Add(good, int(at), byte(0x70), uint16(12+i)) // turns objects into deltas
		f.Add(good, int(at)+1, byte(1), uint16(13))
	}
	f.Fuzz(func(t *testing.T, data []byte, at int, change byte, extra uint16) {
		entries := append(slices.Clone(sound), spot{plumbing.Hash{1}, int64(extra)})
		content := append(bytes.Clone(data[:max(0, len(data)-idSize)]), make([]byte, idSize)...)
		if at >= 0 && at < len(content) {
			content[at] ^= change
		}
		if len(content) < packHead+idSize {
			return
		}
		binary.BigEndian.PutUint32(content[8:], uint32(len(entries)))
		index, err := parseIndex(buildIndex(entries, plumbing.Hash{}, 1<<31), int64(len(content)))
		if err != nil {
			return
		}
		open := func(cacheSize int) *store {
			p, err := openPack("x", 0, bytes.NewReader(content), int64(len(content)), index, newCache(cacheSize))
			if err != nil {
				t.Skip()
			}
			return &store{packs: []*pack{p}}
		}
		warm, cold := open(1<<20), open(0)
		var ids []plumbing.Hash
		for id := range index.all() {
			ids = append(ids, id)
		}
		met := make([]bool, len(ids))
		for _, next := range warm.families(ids, nil) {
			if met[next.id] {
				t.Fatal("an object is named twice")
			}
			met[next.id] = true
			o, err := warm.get(ids[next.id])
			if err == nil && check(ids[next.id], o) != nil {
				t.Fatal("content of another object")
			}
			if err == nil && next.size != int64(len(o.data)) {
				t.Fatalf("size %d, but %d bytes", next.size, len(o.data))
			}
			if _, err2 := cold.get(ids[next.id]); (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() {
				t.Fatalf("with a cache: %v, without: %v", err, err2)
			}
		}
		if slices.Contains(met, false) {
			t.Fatal("an object is left out")
		}
	})
}

// FuzzIndex holds the reader of indexes against go-git's. The checksum is made
// right, so that the bytes in front of it are looked at.
func FuzzIndex(f *testing.F) {
	pack, index := buildPack(f, familyOfAll())
	const packSize = 1 << 40
	add := func(index []byte) { f.Add(index[:len(index)-sha1.Size], -1, byte(0)) }
	add(index)
	for _, at := range []int{8, 8 + 255*4, indexHead, indexHead + 7*idSize + 7*4} {
		f.Add(index[:len(index)-sha1.Size], at, byte(0xff))
	}
	x, err := parseIndex(index, int64(len(pack)))
	if err != nil {
		f.Fatal(err)
	}
	var entries []spot
	for id, at := range x.all() {
		entries = append(entries, spot{id, at + 3<<30})
	}
	add(buildIndex(entries, plumbing.Hash{}, 1<<31))
	add(buildIndex(nil, plumbing.Hash{}, 1<<31))
	f.Fuzz(func(t *testing.T, data []byte, at int, change byte) {
		data = bytes.Clone(data)
		if at >= 0 && at < len(data) {
			data[at] ^= change
		}
		sum := sha1.Sum(data)
		data = append(data, sum[:]...)
		x, err := parseIndex(data, packSize)
		if err != nil {
			return
		}
		other := idxfile.NewMemoryIndex()
		if err := idxfile.NewDecoder(bytes.NewReader(data)).Decode(other); err != nil {
			return // go-git wants more of an index than is needed
		}
		times := map[plumbing.Hash]int{}
		for id := range x.all() {
			times[id]++
		}
		for id, n := range times {
			at, ok := x.offset(id)
			if _, found := slices.BinarySearch(x.sorted, at); !ok || !found || at < packHead || at >= packSize {
				t.Fatalf("%s: offset %d, %v", id, at, ok)
			}
			if x.end(at, packSize) <= at {
				t.Fatal("an object without an end")
			}
			if want, err := other.FindOffset(id); err != nil || n == 1 && want != at {
				t.Fatalf("%s: offset %d, go-git: %d, %v", id, at, want, err)
			}
			id[idSize-1]++
			if _, ok := x.offset(id); ok != (times[id] > 0) {
				t.Fatalf("%s: found %v", id, ok)
			}
		}
	})
}

// FuzzDelta holds the application of deltas against go-git's.
func FuzzDelta(f *testing.F) {
	f.Add([]byte("base text"), []byte("\x09\x05\x90\x03\x02xy"))
	f.Add([]byte("a"), []byte("\x01\xff\xff\xff\xff\x7f\x81\x00"))
	f.Add([]byte("base"), deltaOn("base", "base and more"))
	f.Add(bytes.Repeat([]byte("0123456789"), 7000), []byte("\xf0\xa2\x04\x80\x80\x04\x80"))
	f.Add([]byte(""), []byte("\x00\x01\x01x"))
	f.Fuzz(func(t *testing.T, base, delta []byte) {
		out, err := applyDelta(base, delta)
		if err == nil {
			_, rest, _ := deltaSize(delta)
			if size, _, _ := deltaSize(rest); int64(len(out)) != size {
				t.Fatalf("%d bytes, %d stated", len(out), size)
			}
		}
		if _, rest, err := deltaSize(delta); err == nil {
			if size, _, err := deltaSize(rest); err == nil && size > 1<<20 {
				return // go-git believes the size at once
			}
		}
		want, err2 := packfile.PatchDelta(base, delta)
		switch {
		case err == nil && err2 != nil && len(base) > 0 && len(delta) >= 4: // go-git wants that much of both
			t.Fatalf("go-git: %v, here %q", err2, out)
		case err == nil && err2 == nil && !bytes.Equal(out, want):
			t.Fatalf("go-git makes %q, here %q", want, out)
		case err != nil && err2 == nil && len(want) > 0: // it takes a size that is cut off for 0
			t.Fatalf("go-git makes %q, here: %v", want, err)
		}
	})
}

// FuzzLoose holds the reader of loose objects against go-git's.
func FuzzLoose(f *testing.F) {
	for _, content := range []string{"blob 3\x00abc", "tree 0\x00", "blob 4\x00abc", "blob 2\x00abc", "blob -1\x00abc", "blot 3\x00abc", "blob 03\x00abc", "blob +3\x00abc", "blob 99999999999999999999\x00", "commit 3", ""} {
		f.Add(deflated(f, []byte(content), -1), -1, byte(0))
		f.Add(deflated(f, []byte(content), 0), 9, byte(0x10))
	}
	f.Fuzz(func(t *testing.T, data []byte, at int, change byte) {
		data = bytes.Clone(data)
		if at >= 0 && at < len(data) {
			data[at] ^= change
		}
		o, size, err := parseLoose(bytes.NewReader(data), 1<<20)
		if err != nil {
			return
		}
		if _, n, err := parseLoose(bytes.NewReader(data), 0); err != nil || n != size || size != int64(len(o.data)) {
			t.Fatalf("size %d, then %d, and %d bytes, %v", n, size, len(o.data), err)
		}
		r, err := objfile.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		kind, n, err := r.Header()
		if err != nil || kind != o.kind || n != size {
			t.Fatalf("go-git: %s of %d bytes, %v; here %s of %d", kind, n, err, o.kind, size)
		}
		if content, err := io.ReadAll(r); err != nil || !bytes.Equal(content, o.data) {
			t.Fatalf("other content than go-git's: %v", err)
		}
	})
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/inventory"
)

// packed is an object as a pack holds it, as sound or broken as a test wants it.
type packed struct {
	id   plumbing.Hash
	kind plumbing.ObjectType
	back int           // of an offset delta: how many objects before it its base is
	base plumbing.Hash // of a reference delta
	data []byte        // inflated: the content, or the delta
	size int64         // stated; 0 means the true one
	raw  []byte        // in place of the compressed data
}

func packedBlob(content string) packed {
	return packed{id: plumbing.ComputeHash(plumbing.BlobObject, []byte(content)), kind: plumbing.BlobObject, data: []byte(content)}
}

// deltaOn makes a delta between two contents: all of the base, then the rest of the target.
func deltaOn(base, target string) []byte {
	d := binary.AppendUvarint(nil, uint64(len(base)))
	d = binary.AppendUvarint(d, uint64(len(target)))
	rest := target
	if n := len(base); n > 0 && n < 1<<16 && strings.HasPrefix(target, base) {
		d = append(d, 0x80|0x30, byte(n), byte(n>>8))
		rest = target[n:]
	}
	for len(rest) > 0 {
		n := min(len(rest), 127)
		d = append(append(d, byte(n)), rest[:n]...)
		rest = rest[n:]
	}
	return d
}

// offsetDelta is a blob as a delta on the object back places before it.
func offsetDelta(back int, base, target string) packed {
	return packed{id: packedBlob(target).id, kind: plumbing.OFSDeltaObject, back: back, data: deltaOn(base, target)}
}

// refDelta is a blob as a delta on an object that is named by its id.
func refDelta(base, target string) packed {
	return packed{id: packedBlob(target).id, kind: plumbing.REFDeltaObject, base: packedBlob(base).id, data: deltaOn(base, target)}
}

// buildPack writes a pack and its index.
func buildPack(t testing.TB, objects []packed) (pack, index []byte) {
	t.Helper()
	pack = binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(len(objects)))
	offsets := make([]int64, len(objects))
	for i, o := range objects {
		offsets[i] = int64(len(pack))
		size := cmp.Or(o.size, int64(len(o.data)))
		c := byte(o.kind)<<4 | byte(size&15)
		for size >>= 4; size > 0; size >>= 7 {
			pack = append(pack, c|0x80)
			c = byte(size & 0x7f)
		}
		pack = append(pack, c)
		switch o.kind {
		case plumbing.OFSDeltaObject:
			back := offsets[i] - offsets[i-o.back]
			b := []byte{byte(back & 0x7f)}
			for back >>= 7; back > 0; back >>= 7 {
				back--
				b = append([]byte{0x80 | byte(back&0x7f)}, b...)
			}
			pack = append(pack, b...)
		case plumbing.REFDeltaObject:
			pack = append(pack, o.base[:]...)
		}
		if o.raw != nil {
			pack = append(pack, o.raw...)
		} else {
			pack = append(pack, deflated(t, o.data, -1)...)
		}
	}
	sum := sha1.Sum(pack)
	pack = append(pack, sum[:]...)
	entries := make([]spot, len(objects))
	for i, o := range objects {
		entries[i] = spot{o.id, offsets[i]}
	}
	return pack, buildIndex(entries, sum, 1<<31)
}

type spot struct {
	id plumbing.Hash
	at int64
}

// buildIndex writes an index; offsets from far on go into the table of large ones.
func buildIndex(entries []spot, pack plumbing.Hash, far int64) []byte {
	slices.SortFunc(entries, func(a, b spot) int { return bytes.Compare(a.id[:], b.id[:]) })
	out := []byte("\xfftOc\x00\x00\x00\x02")
	for b := range 256 {
		n := 0
		for _, e := range entries {
			if int(e.id[0]) <= b {
				n++
			}
		}
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	for _, e := range entries {
		out = append(out, e.id[:]...)
	}
	out = append(out, make([]byte, 4*len(entries))...)
	var large []byte
	for _, e := range entries {
		if e.at < far {
			out = binary.BigEndian.AppendUint32(out, uint32(e.at))
			continue
		}
		out = binary.BigEndian.AppendUint32(out, 1<<31|uint32(len(large)/8))
		large = binary.BigEndian.AppendUint64(large, uint64(e.at))
	}
	out = append(append(out, large...), pack[:]...)
	sum := sha1.Sum(out)
	return append(out, sum[:]...)
}

// addPack puts a pack beside the objects of a fixture.
func (f *fixture) addPack(name string, objects ...packed) {
	f.t.Helper()
	pack, index := buildPack(f.t, objects)
	f.write("objects/pack/pack-"+name+".pack", string(pack))
	f.write("objects/pack/pack-"+name+".idx", string(index))
}

// commitOf makes a commit of files whose blobs need not exist.
func (f *fixture) commitOf(ids ...plumbing.Hash) plumbing.Hash {
	f.t.Helper()
	var b strings.Builder
	for i, id := range ids {
		fmt.Fprintf(&b, "100644 f%04d\x00%s", i, id[:])
	}
	f.now += 60
	c := f.commitTree(f.object(plumbing.TreeObject, []byte(b.String())), f.now)
	f.ref("refs/heads/master", c)
	return c
}

// TestPacksRightOrGap has every odd pack that was thought of. Whatever is
// offered is checked by drain to be what its id says; the rest must be a Gap.
func TestPacksRightOrGap(t *testing.T) {
	const base, next = "the base of it all\n", "the base of it all\nand a line\n"
	chain := func(n int) (all []packed) {
		all = append(all, packedBlob(base))
		content := base
		for i := range n {
			longer := content + string(rune('a'+i%26))
			if len(longer) > 400 {
				longer = base + fmt.Sprint(i) // a short one again
			}
			all = append(all, offsetDelta(1, content, longer))
			content = longer
		}
		return all
	}
	broken := func(o packed, change func(*packed)) packed { change(&o); return o }
	tests := map[string]struct {
		objects []packed
		right   int    // blobs that are offered
		gap     string // in the reason of every Gap; "" for none
		gaps    int
	}{
		"whole":               {objects: []packed{packedBlob(base), packedBlob("")}, right: 2},
		"offset delta":        {objects: []packed{packedBlob(base), offsetDelta(1, base, next)}, right: 2},
		"reference delta":     {objects: []packed{refDelta(base, next), packedBlob(base)}, right: 2},
		"a long chain":        {objects: chain(300), right: 301},
		"a chain too long":    {objects: chain(maxChain + 3), right: maxChain + 1, gap: "deltas on top of each other", gaps: 3},
		"a circle of one":     {objects: []packed{refDelta(next, next), packedBlob(base)}, right: 1, gap: "deltas on top of each other", gaps: 1},
		"a circle of two":     {objects: []packed{refDelta(next, base), refDelta(base, next)}, gap: "deltas on top of each other", gaps: 2},
		"base in no pack":     {objects: []packed{refDelta("elsewhere", next)}, gap: "is not in its pack", gaps: 1},
		"base is broken":      {objects: []packed{broken(packedBlob(base), func(o *packed) { o.raw = []byte("x\x9c????") }), offsetDelta(1, base, next)}, gap: "cannot be read", gaps: 2},
		"wrong id":            {objects: []packed{broken(packedBlob(base), func(o *packed) { o.id[3] ^= 1 })}, gap: "content that its id stands for", gaps: 1},
		"wrong kind":          {objects: []packed{broken(packedBlob(base), func(o *packed) { o.kind = plumbing.TagObject })}, gap: "cannot be read", gaps: 1},
		"unknown kind":        {objects: []packed{broken(packedBlob(base), func(o *packed) { o.kind = 5 })}, gap: "unknown object type", gaps: 1},
		"states less":         {objects: []packed{broken(packedBlob(base), func(o *packed) { o.size = 4 })}, gap: "larger than stated", gaps: 1},
		"states more":         {objects: []packed{broken(packedBlob(base), func(o *packed) { o.size = 40 })}, gap: "unexpected EOF", gaps: 1},
		"states far more":     {objects: []packed{broken(packedBlob(base), func(o *packed) { o.size = 200 << 20 })}, gap: "size that its data cannot have", gaps: 1},
		"states any number":   {objects: []packed{broken(packedBlob(base), func(o *packed) { o.size = 1 << 59 })}, gap: "larger than 256 MiB", gaps: 1},
		"no data":             {objects: []packed{broken(packedBlob(base), func(o *packed) { o.raw = []byte{} })}, gap: "cannot be read", gaps: 1},
		"no zlib":             {objects: []packed{broken(packedBlob(base), func(o *packed) { o.raw = []byte("plain text") })}, gap: "malformed", gaps: 1},
		"delta of another":    {objects: []packed{packedBlob(base), broken(offsetDelta(1, base, next), func(o *packed) { o.data[0]++ })}, right: 1, gap: "delta is malformed", gaps: 1},
		"delta states a bomb": {objects: []packed{packedBlob(base), broken(offsetDelta(1, base, next), func(o *packed) { o.data = append(binary.AppendUvarint([]byte{byte(len(base))}, 1<<40), 0x90, 19) })}, right: 1, gap: "larger than 256 MiB", gaps: 1},
		"delta is cut off":    {objects: []packed{packedBlob(base), broken(offsetDelta(1, base, next), func(o *packed) { o.data = o.data[:len(o.data)-3] })}, right: 1, gap: "delta is malformed", gaps: 1},
		"delta is empty":      {objects: []packed{packedBlob(base), broken(offsetDelta(1, base, next), func(o *packed) { o.data = nil })}, right: 1, gap: "cannot be read", gaps: 1},
		"an object twice":     {objects: []packed{packedBlob(base), packedBlob(base), offsetDelta(1, base, next)}, right: 2},
		"the other is broken": {objects: []packed{broken(packedBlob(base), func(o *packed) { o.raw = []byte("x\x9c????") }), packedBlob(next)}, right: 1, gap: "cannot be read", gaps: 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, true)
			f.addPack("a", test.objects...)
			var ids []plumbing.Hash
			for _, o := range test.objects {
				ids = append(ids, o.id)
			}
			f.commitOf(ids...)
			got, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil))
			if len(got) != test.right || len(gaps) != test.gaps {
				t.Errorf("%d blobs, %d gaps; want %d and %d", len(got), len(gaps), test.right, test.gaps)
			}
			for _, g := range gaps {
				if test.gap == "" || !strings.Contains(g.Reason, test.gap) || g.Code != "missing-object" {
					t.Errorf("%s: %s", g.Code, g.Reason)
				}
			}
		})
	}
}

// TestObjectDirectories has what may lie beside a pack, or in its place.
func TestObjectDirectories(t *testing.T) {
	const one, two = "content one", "content one and two"
	broken := packedBlob(one)
	broken.raw = []byte("x\x9c????")
	change := func(f *fixture, name string, change func([]byte) []byte) {
		name = filepath.Join(f.gitDir(), "objects", filepath.FromSlash(name))
		data, err := os.ReadFile(name)
		f.check(err)
		f.check(os.WriteFile(name, change(data), 0o644))
	}
	cut := func(n int) func([]byte) []byte { return func(b []byte) []byte { return b[:len(b)-n] } }
	loose := func(content string) string { return loosePath(packedBlob(content).id) }
	tests := map[string]struct {
		make  func(f *fixture)
		right int      // of the blobs one and two
		gaps  []string // in their reasons, in any order
	}{
		"a broken copy in the first pack": {func(f *fixture) { f.addPack("a", broken); f.addPack("b", packedBlob(one), packedBlob(two)) }, 2, nil},
		"a broken copy in the last pack":  {func(f *fixture) { f.addPack("b", broken); f.addPack("a", packedBlob(one), packedBlob(two)) }, 2, nil},
		"a loose copy is whole":           {func(f *fixture) { f.addPack("a", broken); f.blob(one); f.blob(two) }, 2, nil},
		"a loose copy is broken": {func(f *fixture) {
			f.addPack("a", packedBlob(one), packedBlob(two))
			f.write("objects/"+loose(one), "no object")
		}, 2, nil},
		"base in another pack": {func(f *fixture) { f.addPack("a", packedBlob(one)); f.addPack("b", refDelta(one, two)) }, 1, []string{"is not in its pack"}},
		"other files": {func(f *fixture) {
			f.addPack("a", packedBlob(one), packedBlob(two))
			for _, name := range []string{"pack-a.keep", "pack-a.promisor", "pack-a.bitmap", "pack-a.rev", "pack-a.mtimes", "multi-pack-index", "tmp_pack_x1", "pack-old.idx"} {
				f.write("objects/pack/"+name, "anything")
			}
			f.write("info/grafts", strings.Repeat("0", 40)+"\n")
		}, 2, nil},
		"any name": {func(f *fixture) {
			pack, index := buildPack(f.t, []packed{packedBlob(one), packedBlob(two)})
			f.write("objects/pack/odd.pack", string(pack))
			f.write("objects/pack/odd.idx", string(index))
		}, 2, nil},
		"no index but a multi-pack-index": {func(f *fixture) {
			f.addPack("a", packedBlob(one))
			f.blob(two)
			f.write("objects/pack/multi-pack-index", "MIDX")
			f.check(os.Remove(filepath.Join(f.gitDir(), "objects/pack/pack-a.idx")))
		}, 1, []string{"objects/pack/pack-a.pack: its index: no such file", "is missing"}},
		"no pack": {func(f *fixture) {
			f.addPack("a", packedBlob(one))
			f.blob(two)
			f.check(os.Remove(filepath.Join(f.gitDir(), "objects/pack/pack-a.pack")))
		}, 1, []string{"is missing"}},
		"pack is cut off": {func(f *fixture) { f.addPack("a", packedBlob(one)); f.blob(two); change(f, "pack/pack-a.pack", cut(1)) }, 1, []string{"cut off", "is missing"}},
		"pack is nearly gone": {func(f *fixture) {
			f.addPack("a", packedBlob(one))
			f.blob(two)
			change(f, "pack/pack-a.pack", func(b []byte) []byte { return b[:9] })
		}, 1, []string{"outside the pack", "is missing"}},
		"pack is none": {func(f *fixture) {
			f.addPack("a", packedBlob(one))
			f.blob(two)
			change(f, "pack/pack-a.pack", func(b []byte) []byte { b[0]++; return b })
		}, 1, []string{"not a pack", "is missing"}},
		"index is cut off": {func(f *fixture) { f.addPack("a", packedBlob(one)); f.blob(two); change(f, "pack/pack-a.idx", cut(1)) }, 1, []string{"checksum of the index", "is missing"}},
		"index is empty": {func(f *fixture) {
			f.addPack("a", packedBlob(one))
			f.blob(two)
			change(f, "pack/pack-a.idx", func([]byte) []byte { return nil })
		}, 1, []string{"index is malformed", "is missing"}},
		"index of another": {func(f *fixture) {
			f.addPack("a", packedBlob(one))
			f.blob(two)
			_, index := buildPack(f.t, []packed{packedBlob("x")})
			f.write("objects/pack/pack-a.idx", string(index))
		}, 1, []string{"not the one that its index was made for", "is missing"}},
		"index of version 1": {func(f *fixture) {
			f.addPack("a", packedBlob(one))
			f.blob(two)
			f.write("objects/pack/pack-a.idx", strings.Repeat("\x00", 2000))
		}, 1, []string{"version 1", "is missing"}},
		"table of far offsets": {func(f *fixture) { f.farPack(12, packedBlob(one), packedBlob(two)) }, 2, nil},
		"far offset nowhere": {func(f *fixture) {
			pack, _ := buildPack(f.t, []packed{packedBlob(one)})
			f.write("objects/pack/pack-a.pack", string(pack))
			sum := plumbing.Hash(pack[len(pack)-idSize:])
			f.write("objects/pack/pack-a.idx", string(buildIndex([]spot{{packedBlob(one).id, 5 << 30}}, sum, 1<<31)))
			f.blob(two)
		}, 1, []string{"place outside the pack", "is missing"}},
		"loose, no zlib": {func(f *fixture) { f.blob(two); f.write("objects/"+loose(one), "no object") }, 1, []string{"cannot be read"}},
		"loose, cut off": {func(f *fixture) { f.blob(one); f.blob(two); f.rewriteLoose(one, cut(5)) }, 1, []string{"unexpected EOF"}},
		"loose, empty":   {func(f *fixture) { f.blob(two); f.write("objects/"+loose(one), "") }, 1, []string{"unexpected EOF"}},
		"loose, no header": {func(f *fixture) {
			f.blob(two)
			f.write("objects/"+loose(one), string(deflated(f.t, []byte("no header in as many bytes as one may have"), 1)))
		}, 1, []string{"header of the object"}},
		"loose, unknown kind": {func(f *fixture) {
			f.blob(two)
			f.write("objects/"+loose(one), string(deflated(f.t, []byte("blot 11\x00"+one), 1)))
		}, 1, []string{"header of the object"}},
		"loose, other content": {func(f *fixture) {
			f.blob(two)
			f.write("objects/"+loose(one), string(deflated(f.t, []byte("blob 11\x00content 0ne"), 1)))
		}, 1, []string{"content that its id stands for"}},
		"loose, a bomb": {func(f *fixture) {
			f.blob(two)
			f.write("objects/"+loose(one), string(deflated(f.t, []byte("blob 1099511627776\x00"+one), 1)))
		}, 1, []string{"larger than 256 MiB"}},
		"loose, states more": {func(f *fixture) {
			f.blob(two)
			f.write("objects/"+loose(one), string(deflated(f.t, []byte("blob 12\x00"+one), 1)))
		}, 1, []string{"unexpected EOF"}},
		"loose, states less": {func(f *fixture) {
			f.blob(two)
			f.write("objects/"+loose(one), string(deflated(f.t, []byte("blob 10\x00"+one), 1)))
		}, 1, []string{"larger than stated"}},
		"loose, a directory": {func(f *fixture) { f.blob(two); f.write("objects/"+loose(one)+"/x", "") }, 1, []string{"not a regular file"}},
		"alternates in a loop": {func(f *fixture) {
			f.blob(one)
			f.write("objects/info/alternates", "../objects\n../more\n")
			f.write("more/info/alternates", "../objects\n../more\n../more/.\n")
			f.write("more/"+loose(two), string(deflated(f.t, []byte("blob 19\x00"+two), 1)))
		}, 2, nil},
		"alternates too deep": {func(f *fixture) {
			f.blob(one)
			f.write("objects/info/alternates", "../m0\n")
			for i := range 7 {
				f.write(fmt.Sprintf("m%d/info/alternates", i), fmt.Sprintf("../m%d\n", i+1))
			}
			f.write("m7/"+loose(two), string(deflated(f.t, []byte("blob 19\x00"+two), 1)))
		}, 1, []string{"on top of each other", "is missing"}},
		"alternate is not there": {func(f *fixture) { f.blob(one); f.blob(two); f.write("objects/info/alternates", "../nowhere\n") }, 2, []string{"object directory: no such file"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, true)
			f.commitOf(packedBlob(one).id, packedBlob(two).id)
			test.make(f)
			got, gaps := drain(t, f.open().History(Options{}).Blobs(context.Background(), nil))
			if len(got) != test.right || len(gaps) != len(test.gaps) {
				t.Errorf("%d blobs and %v; want %d and %q", len(got), gaps, test.right, test.gaps)
			}
			for _, want := range test.gaps {
				if !slices.ContainsFunc(gaps, func(g inventory.Gap) bool { return strings.Contains(g.Reason, want) && g.Code == inventory.GapMissing }) {
					t.Errorf("no gap says %q: %v", want, gaps)
				}
			}
		})
	}
}

// farPack adds a pack whose index keeps offsets from far on in the second table.
func (f *fixture) farPack(far int64, objects ...packed) {
	f.t.Helper()
	pack, index := buildPack(f.t, objects)
	x, err := parseIndex(index, int64(len(pack)))
	f.check(err)
	var entries []spot
	for id, at := range x.all() {
		entries = append(entries, spot{id, at})
	}
	f.write("objects/pack/pack-far.pack", string(pack))
	f.write("objects/pack/pack-far.idx", string(buildIndex(entries, x.pack, far)))
}

// rewriteLoose changes the file of a loose blob.
func (f *fixture) rewriteLoose(content string, change func([]byte) []byte) {
	f.t.Helper()
	name := filepath.Join(f.gitDir(), "objects", filepath.FromSlash(loosePath(packedBlob(content).id)))
	data, err := os.ReadFile(name)
	f.check(err)
	f.check(os.Remove(name)) // written read-only
	f.check(os.WriteFile(name, change(data), 0o644))
}

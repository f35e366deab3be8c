// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func deflated(t testing.TB, content []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// contents are of all the kinds that make an encoder choose its blocks.
func contents() [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 100_000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	var text strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&text, "line %d of the %x file\n", i, r.IntN(1000))
	}
	skewed := make([]byte, 60_000) // long codes
	for i := range skewed {
		skewed[i] = byte(bitsOf(r.Uint64()))
	}
	return [][]byte{nil, []byte("a"), []byte("hello, hello, hello"), bytes.Repeat([]byte{7}, 300_000), noise, []byte(text.String()), skewed, noise[:70]}
}

func bitsOf(v uint64) (n int) {
	for ; v&1 == 1; v >>= 1 {
		n++
	}
	return n
}

func TestInflate(t *testing.T) {
	z := new(inflater)
	for i, content := range contents() {
		for level := zlib.HuffmanOnly; level <= zlib.BestCompression; level++ {
			packed := deflated(t, content, level)
			got := make([]byte, len(content))
			if err := z.whole(got, packed); err != nil || !bytes.Equal(got, content) {
				t.Errorf("content %d level %d: %v", i, level, err)
			}
			if err := z.whole(got, append(bytes.Clone(packed), "next object"...)); err != nil || !bytes.Equal(got, content) {
				t.Errorf("content %d level %d, with bytes behind it: %v", i, level, err)
			}
			if len(content) == 0 {
				continue
			}
			if err := z.whole(got[1:], packed); err == nil || !strings.Contains(err.Error(), "larger than stated") {
				t.Errorf("content %d level %d: no room for it: %v", i, level, err)
			}
			if err := z.whole(make([]byte, len(content)+1), packed); err == nil {
				t.Errorf("content %d level %d: shorter than stated, and no error", i, level)
			}
			if err := z.head(got[:min(20, len(got))], packed); err != nil || !bytes.HasPrefix(content, got[:min(20, len(got))]) {
				t.Errorf("content %d level %d: head: %v", i, level, err)
			}
			for _, cut := range []int{1, 2, 3, 4, 5, len(packed) / 2, len(packed) - 3} {
				if err := z.whole(got, packed[:len(packed)-cut]); err == nil {
					t.Errorf("content %d level %d: cut off by %d bytes, and no error", i, level, cut)
				}
			}
			packed[len(packed)-1] ^= 1
			if err := z.whole(got, packed); err == nil || !strings.Contains(err.Error(), "checksum") {
				t.Errorf("content %d level %d: wrong checksum: %v", i, level, err)
			}
		}
	}
}

// FuzzInflate holds the inflater against compress/zlib.
func FuzzInflate(f *testing.F) {
	for _, content := range contents() {
		content = content[:min(len(content), 3000)]
		for _, level := range []int{zlib.HuffmanOnly, zlib.NoCompression, zlib.BestSpeed, zlib.DefaultCompression} {
			f.Add(deflated(f, content, level), 0, byte(0))
			f.Add(deflated(f, content, level), 4, byte(5))
		}
	}
	z := new(inflater)
	f.Fuzz(func(t *testing.T, packed []byte, at int, change byte) {
		packed = bytes.Clone(packed)
		if at >= 0 && at < len(packed) {
			packed[at] ^= change
		}
		const most = 1 << 20
		var want []byte
		r, err := zlib.NewReader(bytes.NewReader(packed))
		if err == nil {
			want, err = io.ReadAll(io.LimitReader(r, most))
		}
		if len(want) == most {
			return
		}
		got := make([]byte, len(want))
		if mine := z.whole(got, packed); (mine == nil) != (err == nil) {
			t.Fatalf("compress/zlib: %v, here: %v", err, mine)
		}
		if err == nil && !bytes.Equal(got, want) {
			t.Fatal("other content than that of compress/zlib")
		}
	})
}

func BenchmarkInflate(b *testing.B) {
	content := contents()[5][:3000]
	packed := deflated(b, content, zlib.DefaultCompression)
	out := make([]byte, len(content))
	b.Run("own", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		z := new(inflater)
		for b.Loop() {
			if err := z.whole(out, packed); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("compress/zlib", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		in := bytes.NewReader(packed)
		r, err := zlib.NewReader(in)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			in.Reset(packed)
			if err := r.(zlib.Resetter).Reset(in, nil); err != nil {
				b.Fatal(err)
			}
			if _, err := io.ReadFull(r, out); err != nil {
				b.Fatal(err)
			}
		}
	})
}

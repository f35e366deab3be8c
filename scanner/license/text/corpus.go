// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import (
	"crypto/sha256"
	_ "embed" // the tables
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Kinds of documents.
const (
	License   = "license"   // the text of a license
	Header    = "header"    // what a file says to put itself under a license
	Exception = "exception" // the text of a license exception
)

// Document is a text that files are compared with.
type Document struct {
	ID         string   // SPDX id, or the name of licenseclassifier for its own texts
	Kind       string   // License, Header or Exception
	From       string   // where the text comes from: "spdx:MIT", "lc:License/MIT/pristine.txt"
	Also       []string // other ids whose text has the same words
	Words      []uint16
	grams      int     // how many of its grams are in the index
	listed     bool    // its id is on the SPDX License List
	grantWords []int32 // where it says granted or permitted
	freeCount  int     // how many words name the holder
	free       []bool  // words that name the holder, nil when there are none
}

// Corpus is all documents and an index of some of their grams: four words in
// a row, chosen so that any text that resembles a document shares several with
// it. It is read only and safe for concurrent use.
type Corpus struct {
	Dict  *Dict
	Docs  []Document
	grams index
	heavy []bool // see aligner
	rare  []bool
}

const gramSize = 4

func gramOf(ids []uint16) uint64 {
	return uint64(ids[0])<<48 | uint64(ids[1])<<32 | uint64(ids[2])<<16 | uint64(ids[3])
}

// Source is a document before it is read.
type Source struct {
	ID, Kind, From, Text string
}

// Build reads documents and chooses their grams. It is what `go generate` runs;
// a scan uses Load. Documents of one kind with the same words become one.
func Build(sources []Source) (*Corpus, [][]int, error) {
	c := &Corpus{Dict: newDict(MaxWords)}
	same := map[string]int{}
	for _, s := range sources {
		var w Words
		l := lexer{dict: c.Dict, grow: true, src: []byte(s.Text), out: &w}
		l.run(1 << 30)
		if c.Dict.Len() > MaxWords/2 {
			return nil, nil, errors.New("the documents have too many different words")
		}
		key := s.Kind + string(wordBytes(w.IDs))
		if i, ok := same[key]; ok {
			c.Docs[i].join(s)
			continue
		}
		same[key] = len(c.Docs)
		c.Docs = append(c.Docs, Document{ID: s.ID, Kind: s.Kind, From: s.From, Words: w.IDs})
	}
	return c, chooseGrams(c.Docs), nil
}

// join notes that another id has the same words. The shortest id of the SPDX
// list stands for all: GFDL-1.1-only, not GFDL-1.1-no-invariants-only.
func (d *Document) join(s Source) {
	if d.ID == s.ID || slices.Contains(d.Also, s.ID) {
		return
	}
	if strings.HasPrefix(s.From, "spdx:") && len(s.ID) < len(d.ID) {
		d.Also = append(d.Also, d.ID)
		d.ID, d.From = s.ID, s.From
		return
	}
	d.Also = append(d.Also, s.ID)
}

// chooseGrams picks, from each stretch of a document, the gram that is in the
// fewest documents. Short documents have all of theirs.
func chooseGrams(docs []Document) [][]int {
	frequency := map[uint64]int{}
	for _, d := range docs {
		seen := map[uint64]bool{}
		for i := 0; i+gramSize <= len(d.Words); i++ {
			if g := gramOf(d.Words[i:]); !seen[g] {
				seen[g] = true
				frequency[g]++
			}
		}
	}
	chosen := make([][]int, len(docs))
	for n, d := range docs {
		stretch := stretchOf(len(d.Words))
		for from := 0; from+gramSize <= len(d.Words); from += stretch {
			best := from
			for i := from + 1; i < from+stretch && i+gramSize <= len(d.Words); i++ {
				a, b := gramOf(d.Words[i:]), gramOf(d.Words[best:])
				if frequency[a] < frequency[b] || frequency[a] == frequency[b] && a < b {
					best = i
				}
			}
			chosen[n] = append(chosen[n], best)
		}
	}
	return chosen
}

// stretchOf is how far apart the chosen grams of a document of n words stand.
func stretchOf(n int) int { return min(max(n/32, 1), 8) }

func wordBytes(ids []uint16) []byte {
	b := make([]byte, 0, 2*len(ids))
	for _, id := range ids {
		b = binary.LittleEndian.AppendUint16(b, id)
	}
	return b
}

//go:embed tables.zst
var tables []byte

// Version is the digest of the built-in documents: "sha256:" and the first
// twelve digits.
func Version() string {
	sum := sha256.Sum256(tables)
	return "sha256:" + hex.EncodeToString(sum[:6])
}

// tablesFormat is the first line of the tables.
const tablesFormat = "outgate license tables 1\n"

// Encode writes the corpus for Load.
func (c *Corpus) Encode(chosen [][]int) ([]byte, error) {
	b := []byte(tablesFormat)
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	text(strings.Join(c.Dict.words[1:], "\n"))
	b = binary.AppendUvarint(b, uint64(len(c.Docs)))
	for i, d := range c.Docs {
		text(strings.Join(append([]string{d.ID, d.Kind, d.From}, d.Also...), "\n"))
		b = binary.AppendUvarint(b, uint64(len(d.Words)))
		b = binary.AppendUvarint(b, uint64(len(chosen[i])))
		last := 0
		for _, p := range chosen[i] {
			b = binary.AppendUvarint(b, uint64(p-last))
			last = p
		}
		free := freeRuns(freeWords(c.Dict, d.Words))
		if d.Kind != License {
			free = nil
		}
		b = binary.AppendUvarint(b, uint64(len(free)))
		for _, n := range free {
			b = binary.AppendUvarint(b, uint64(n))
		}
	}
	for _, isRare := range rareWords(c.Dict, c.Docs) {
		b = append(b, 0)
		if isRare {
			b[len(b)-1] = 1
		}
	}
	for _, d := range c.Docs {
		b = append(b, wordBytes(d.Words)...)
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(8<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return w.EncodeAll(b, nil), nil
}

// Load unpacks the built-in corpus. marks are words, in lower case, whose
// places the lexer keeps; they may be new to the dictionary. An error means
// that the program itself is damaged.
func Load(marks []string) (*Corpus, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	plain, err := d.DecodeAll(tables, nil)
	if err != nil {
		return nil, fmt.Errorf("license tables: %w", err)
	}
	c, err := decode(plain)
	if err != nil {
		return nil, fmt.Errorf("license tables: %w", err)
	}
	for _, w := range marks {
		c.Dict.flags[c.Dict.Add(w)] |= flagMark
	}
	c.heavy = heavyWords(c.Dict)
	return c, nil
}

// decode reads what Encode wrote.
func decode(b []byte) (*Corpus, error) {
	if !strings.HasPrefix(string(b[:min(len(b), len(tablesFormat))]), tablesFormat) {
		return nil, errors.New("of another format: run go generate in this package")
	}
	r := reader{b: b[len(tablesFormat):]}
	words := r.text()
	n := r.number()
	if r.bad || n > len(b) {
		return nil, errors.New("damaged")
	}
	c := &Corpus{Dict: newDict(MaxWords), Docs: make([]Document, n)}
	for w := range strings.SplitSeq(words, "\n") {
		c.Dict.Add(w)
	}
	size := c.Dict.Len()
	sizes, chosen, all := make([]int, n), make([][]int32, n), 0
	for i := range c.Docs {
		c.Docs[i], sizes[i], chosen[i] = r.document()
		if r.bad {
			return nil, errors.New("damaged")
		}
		all += len(chosen[i])
	}
	c.rare = make([]bool, MaxWords+1)
	for i, b := range r.take(size) {
		c.rare[i] = b != 0
	}
	c.grams.init(all)
	granted, permitted := c.Dict.ID("granted"), c.Dict.ID("permitted")
	for i := range c.Docs {
		d := &c.Docs[i]
		d.Words = r.words(sizes[i])
		if r.bad {
			return nil, errors.New("damaged")
		}
		for at, w := range d.Words {
			if w == granted || w == permitted {
				d.grantWords = append(d.grantWords, int32(at))
			}
		}
		for _, p := range chosen[i] {
			if int(p)+gramSize > len(d.Words) {
				return nil, errors.New("damaged")
			}
			c.grams.add(gramOf(d.Words[p:]), int32(i), p)
		}
	}
	return c, nil
}

// reader reads numbers and strings; bad is set when there are too few bytes.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) number() int {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > 1<<31 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

func (r *reader) take(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) text() string { return string(r.take(r.number())) }

func (r *reader) words(n int) []uint16 {
	raw := r.take(2 * n)
	out := make([]uint16, len(raw)/2)
	for i := range out {
		out[i] = binary.LittleEndian.Uint16(raw[2*i:])
	}
	return out
}

// document reads all of a document but its words: how many they are, and where
// its grams stand.
func (r *reader) document() (d Document, size int, chosen []int32) {
	f := strings.Split(r.text(), "\n")
	size = r.number()
	count := r.number()
	if len(f) < 3 || count > size {
		r.bad = true
		return d, 0, nil
	}
	d = Document{ID: f[0], Kind: f[1], From: f[2], Also: f[3:], grams: count}
	d.listed = strings.HasPrefix(d.From, "spdx:") || !strings.HasPrefix(d.ID, "LicenseRef-")
	chosen = make([]int32, count)
	last := 0
	for j := range chosen {
		last += r.number()
		chosen[j] = int32(last)
	}
	d.free = r.runs(size)
	for _, f := range d.free {
		if f {
			d.freeCount++
		}
	}
	return d, size, chosen
}

// runs reads what freeRuns wrote, for a document of n words.
func (r *reader) runs(n int) []bool {
	count := r.number()
	if count == 0 || r.bad || count > 2*n {
		return nil
	}
	free := make([]bool, n)
	at := 0
	for i := range count {
		for end := at + r.number(); at < end && at < n; at++ {
			free[at] = i%2 == 1
		}
	}
	return free
}

// index maps a gram to the places where documents have it: a table with open
// addressing, lists in one slice, and a bit filter that answers most questions
// without touching the table.
type index struct {
	filter []uint64
	keys   []uint64
	heads  []int32 // index into places, plus one
	places []place
	mask   uint64
}

type place struct {
	doc, pos int32
	next     int32 // index plus one
}

const filterBits = 21

func (x *index) init(n int) {
	size := 1
	for size < n*3/2 {
		size *= 2
	}
	x.filter = make([]uint64, 1<<(filterBits-6))
	x.keys, x.heads, x.mask = make([]uint64, size), make([]int32, size), uint64(size-1)
	x.places = make([]place, 0, n)
}

func mix(gram uint64) uint64 {
	gram *= 0x9E3779B97F4A7C15
	return gram ^ gram>>32
}

func (x *index) add(gram uint64, doc, pos int32) {
	h := mix(gram)
	f := h >> (64 - filterBits)
	x.filter[f>>6] |= 1 << (f & 63)
	i := h & x.mask
	for x.heads[i] != 0 && x.keys[i] != gram {
		i = (i + 1) & x.mask
	}
	x.keys[i] = gram
	x.places = append(x.places, place{doc, pos, x.heads[i]})
	x.heads[i] = int32(len(x.places))
}

// find returns the first place of a gram, plus one, or 0.
func (x *index) find(gram uint64) int32 {
	h := mix(gram)
	if f := h >> (64 - filterBits); x.filter[f>>6]&(1<<(f&63)) == 0 {
		return 0
	}
	for i := h & x.mask; x.heads[i] != 0; i = (i + 1) & x.mask {
		if x.keys[i] == gram {
			return x.heads[i]
		}
	}
	return 0
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	_ "embed" // the list of assets
	"fmt"
	"math"
	"strings"
	"sync"

	"github.com/google/licenseclassifier/v2/assets"
)

// assets.txt names the documents that licenseclassifier embeds; its API reads
// one by name and lists none. TestAssetList holds the two equal.
//
//go:embed assets.txt
var assetList string

const (
	threshold = .8 // licenseclassifier's default: share of a document that must be found
	gramSize  = 4  // words in a row that it compares first; computeQ(.8)
)

// document is one license text, header or supplement of licenseclassifier.
type document struct {
	path, kind, name, variant string
	size                      int // words
	need                      int // words that must be covered by common grams
	words                     []wordCount
}

type wordCount struct {
	id    uint16
	count uint16
}

// corpus is what proves that a text holds none of the documents, and finds the
// few it may hold. It is built once, on first use, and only read afterwards.
type corpus struct {
	dict  *dictionary
	docs  []document
	grams gramIndex
}

var loadCorpus = sync.OnceValues(buildCorpus)

func buildCorpus() (*corpus, error) {
	c := &corpus{dict: newDictionary()}
	c.grams.init()
	var toks tokens
	counts := map[uint16]int{}
	for path := range strings.Lines(assetList) {
		path = strings.TrimSpace(path)
		text, err := assets.ReadLicenseFile(path)
		if err != nil {
			return nil, fmt.Errorf("license corpus: %w", err)
		}
		parts := strings.SplitN(path, "/", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("license corpus: %s: not kind/name/variant", path)
		}
		toks.reset()
		t := newTokenizer(c.dict, text, &toks)
		t.grow = true
		t.run(math.MaxInt)
		if c.dict.full() {
			return nil, fmt.Errorf("license corpus: more than %d words", maxWords)
		}
		d := document{path: path, kind: parts[0], name: parts[1], variant: parts[2], size: toks.len(), need: int(threshold * float64(toks.len()))}
		clear(counts)
		for _, id := range toks.ids {
			if counts[id]++; counts[id] == 1 {
				d.words = append(d.words, wordCount{id: id})
			}
		}
		for i := range d.words {
			d.words[i].count = uint16(min(counts[d.words[i].id], math.MaxUint16))
		}
		if d.size >= gramSize {
			for i := 0; i+gramSize <= d.size; i++ {
				c.grams.add(gramOf(toks.ids[i:]), int32(len(c.docs)), int32(max(d.need, gramSize)))
			}
		}
		c.docs = append(c.docs, d)
	}
	c.dict.alias()
	return c, nil
}

// gramOf packs four word numbers of 13 bits.
func gramOf(ids []uint16) uint64 {
	return uint64(ids[0])<<39 | uint64(ids[1])<<26 | uint64(ids[2])<<13 | uint64(ids[3])
}

// gramIndex maps a gram to the documents that hold it: a table with open
// addressing, lists in one slice, and a bit filter that answers most lookups
// without touching the table.
type gramIndex struct {
	filter []uint64
	slots  []gramSlot
	nodes  []gramNode
	used   int
}

type gramSlot struct {
	gram uint64
	head int32 // index into nodes, plus one; 0 is free
	need int32 // fewest covered words that any of its documents needs
}

type gramNode struct {
	doc  int32
	next int32 // index plus one
}

const (
	filterBits = 22
	slotBits   = 19
)

func (g *gramIndex) init() {
	g.filter = make([]uint64, 1<<(filterBits-6))
	g.slots = make([]gramSlot, 1<<slotBits)
}

func mix(gram uint64) uint64 {
	gram *= 0x9E3779B97F4A7C15
	return gram ^ gram>>29
}

func (g *gramIndex) slot(gram uint64) *gramSlot {
	for i := mix(gram) >> 7 & (1<<slotBits - 1); ; i = (i + 1) & (1<<slotBits - 1) {
		if s := &g.slots[i]; s.head == 0 || s.gram == gram {
			return s
		}
	}
}

func (g *gramIndex) add(gram uint64, doc, need int32) {
	h := mix(gram) & (1<<filterBits - 1)
	g.filter[h>>6] |= 1 << (h & 63)
	s := g.slot(gram)
	if s.head == 0 {
		if g.used++; g.used > len(g.slots)*3/4 {
			return // cannot happen with the pinned assets; TestCorpus watches the figure
		}
	} else if g.nodes[s.head-1].doc == doc {
		return
	}
	if s.head == 0 || need < s.need {
		s.need = need
	}
	s.gram = gram
	g.nodes = append(g.nodes, gramNode{doc, s.head})
	s.head = int32(len(g.nodes))
}

// find returns the gram's slot, or nil when no document holds the gram.
func (g *gramIndex) find(gram uint64) *gramSlot {
	h := mix(gram) & (1<<filterBits - 1)
	if g.filter[h>>6]&(1<<(h&63)) == 0 {
		return nil
	}
	if s := g.slot(gram); s.head != 0 {
		return s
	}
	return nil
}

// maxWords is what 13 bits hold, number 0 left out.
const maxWords = 1<<13 - 1

const tableBits = 15

// dictionary numbers the words of all documents from 1. Number 0 is every other word.
type dictionary struct {
	words []string // by number; words[0] is ""
	table []uint16
	names []string // alternative spellings, numbered after words
	to    []uint16
}

func newDictionary() *dictionary {
	return &dictionary{words: []string{""}, table: make([]uint16, 1<<tableBits)}
}

func (d *dictionary) full() bool { return len(d.words) > maxWords }

// spelled returns the word or alternative spelling of a table entry, and its number.
func (d *dictionary) spelled(n uint16) (string, uint16) {
	if i := int(n) - len(d.words); i >= 0 {
		return d.names[i], d.to[i]
	}
	return d.words[n], n
}

func hashWord(w []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range w {
		h = (h ^ uint32(c)) * 16777619
	}
	return h ^ h>>15
}

// lookup returns the number of a cleaned word. With grow, unknown words are
// added, in the spelling that licenseclassifier keeps.
func (d *dictionary) lookup(w []byte, grow bool) uint16 {
	i := hashWord(w) & (1<<tableBits - 1)
	for ; d.table[i] != 0; i = (i + 1) & (1<<tableBits - 1) {
		if s, n := d.spelled(d.table[i]); s == string(w) {
			return n
		}
	}
	if !grow || d.full() {
		return 0
	}
	if other := interchangeable(string(w)); other != "" {
		return d.lookup([]byte(other), true)
	}
	n := uint16(len(d.words))
	d.words = append(d.words, string(w))
	d.table[i] = n
	return n
}

// alias adds the alternative spellings; no word is added afterwards.
func (d *dictionary) alias() {
	for from := range strings.FieldsSeq(spellings) {
		from, _, _ := strings.Cut(from, ":")
		n := d.lookup([]byte(interchangeable(from)), false)
		if n == 0 {
			continue
		}
		i := hashWord([]byte(from)) & (1<<tableBits - 1)
		for d.table[i] != 0 {
			i = (i + 1) & (1<<tableBits - 1)
		}
		d.table[i] = uint16(len(d.words) + len(d.names))
		d.names = append(d.names, from)
		d.to = append(d.to, n)
	}
}

// spellings are the words that licenseclassifier takes for one another.
const spellings = `analyse:analyze artefact:artifact authorisation:authorization authorised:authorized calibre:caliber
cancelled:canceled capitalisations:capitalizations catalogue:catalog categorise:categorize centre:center
emphasised:emphasized favour:favor favourite:favorite fulfil:fulfill fulfilment:fulfillment https:http
initialise:initialize judgment:judgement labelling:labeling labour:labor licence:license maximise:maximize
modelled:modeled modelling:modeling offence:offense optimise:optimize organisation:organization organise:organize
practise:practice programme:program realise:realize recognise:recognize signalling:signaling
utilisation:utilization whilst:while wilful:wilfull`

func interchangeable(w string) string {
	for pair := range strings.FieldsSeq(spellings) {
		if from, to, _ := strings.Cut(pair, ":"); from == w {
			return to
		}
	}
	return ""
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import (
	"strings"
)

// MaxWords is how many words a dictionary can number.
const MaxWords = 1<<15 - 1

const (
	dictBits  = 16
	dictSlots = 1 << dictBits
)

// Dict numbers words from 1. Number 0 is every other word. Words are in lower
// case; a run of digits is a word of its own.
type Dict struct {
	words []string
	hash  []uint32 // by number
	flags []flag   // by number
	canon []uint16 // by number: the word that it is another spelling of, mostly itself
	slots []uint16 // open addressing by hash
}

// flag tells what the lexer does at a word.
type flag uint8

const (
	flagMark      flag = 1 << iota // its places are kept in Words.Marks
	flagCopyright                  // may begin a copyright line
	flagLeader                     // comments a line out, at its start (dnl, rem)
	flagRoman                      // may number a paragraph
)

func newDict(capacity int) *Dict {
	d := &Dict{words: make([]string, 1, capacity+1), hash: make([]uint32, 1, capacity+1), flags: make([]flag, 1, capacity+1), canon: make([]uint16, 1, capacity+1), slots: make([]uint16, dictSlots)}
	for _, w := range []string{"copyright", "copyrighted", "copr"} {
		d.flags[d.Add(w)] |= flagCopyright
	}
	for _, w := range []string{"dnl", "rem"} {
		d.flags[d.Add(w)] |= flagLeader
	}
	for _, w := range strings.Fields("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv a b c d e f g h j k l m n o p q r") {
		d.flags[d.Add(w)] |= flagRoman
	}
	for pair := range strings.FieldsSeq(spellings) {
		word, as, _ := strings.Cut(pair, ":")
		to := d.Add(as)
		d.canon[d.Add(word)] = to
	}
	return d
}

// Len is the number of words, number 0 counted.
func (d *Dict) Len() int { return len(d.words) }

// ID returns the number of a word in lower case, 0 when it is not there.
func (d *Dict) ID(word string) uint16 { return d.find(hashString(word), []byte(word)) }

// Add returns the number of a word and adds it when it is not there. When the
// dictionary is full it returns 0.
func (d *Dict) Add(word string) uint16 {
	h := hashString(word)
	if id := d.find(h, []byte(word)); id != 0 || len(d.words) > MaxWords {
		return id
	}
	id := uint16(len(d.words))
	d.words = append(d.words, word)
	d.hash = append(d.hash, h)
	d.flags = append(d.flags, 0)
	d.canon = append(d.canon, id)
	i := h >> (32 - dictBits)
	for d.slots[i] != 0 {
		i = (i + 1) & (dictSlots - 1)
	}
	d.slots[i] = id
	return id
}

// spellings are words that say the same, each with the one that stands for it.
const spellings = `licence:license licences:licenses licenced:licensed licencing:licensing sublicence:sublicense
analyse:analyze artefact:artifact authorisation:authorization authorised:authorized cancelled:canceled
catalogue:catalog centre:center favour:favor fulfil:fulfill fulfilment:fulfillment https:http
initialise:initialize judgment:judgement labelling:labeling labour:labor maximise:maximize modelled:modeled
offence:offense optimise:optimize organisation:organization organisations:organizations organise:organize
practise:practice programme:program realise:realize recognise:recognize utilisation:utilization whilst:while
wilful:willful merchantibility:merchantability 
behaviour:behavior defence:defense colour:color acknowledgement:acknowledgment acknowledgements:acknowledgments`

const (
	hashSeed  = 2166136261
	hashPrime = 16777619
)

func hashString(w string) uint32 {
	h := uint32(hashSeed)
	for i := range len(w) {
		h = (h ^ uint32(w[i])) * hashPrime
	}
	return finish(h)
}

// finish spreads the hash; the table is indexed by its upper bits.
func finish(h uint32) uint32 {
	h ^= h >> 15
	return h * 0x85EBCA6B
}

// find looks a word up by its hash. The bytes may be in upper case.
func (d *Dict) find(h uint32, word []byte) uint16 {
	for i := h >> (32 - dictBits); ; i = (i + 1) & (dictSlots - 1) {
		id := d.slots[i]
		if id == 0 {
			return 0
		}
		if d.hash[id] == h && equalFold(d.words[id], word) {
			return id
		}
	}
}

func equalFold(s string, b []byte) bool {
	if len(s) != len(b) {
		return false
	}
	for i := range len(s) {
		if s[i] != lower[b[i]] {
			return false
		}
	}
	return true
}

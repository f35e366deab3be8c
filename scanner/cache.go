// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"sync"

	"github.com/outgate/outgate/inventory"
)

// Cache remembers between runs what the detectors found in a file, so that a
// second run looks at new files only. It holds facts, as the inventory does, and
// never the value of a secret.
//
// What is remembered is told apart by everything that a detector can know: the
// git object id of the content, path, mode, role and commit, and the names,
// versions and rules of the detectors, the version of the program and its
// options. A file with a Gap is never remembered: it is examined again. What was
// found inside an archive is remembered beside what was found in the archive itself.
//
// A file is read before its facts are looked up, unless its entry says where
// the bytes are stored (see [inventory.Entry]): then a hit means that they were
// whole when they were last read, and have not been touched since.
//
// A cache that is damaged, of another format or not private to the user is the
// same as none, and one that cannot be written is no error. A nil *Cache is none.
type Cache struct {
	// Hide takes credentials out of a text. Facts that it would change, such as a
	// path that holds one, are not remembered. nil: nothing is hidden.
	Hide func(text string) string

	file   string
	digest [sha256.Size]byte
	old    remembered

	places sync.Map // stored -> cacheKey

	mu    sync.Mutex
	clean []cacheKey
	facts map[cacheKey][]byte
}

type cacheKey [16]byte

func compareKeys(a, b cacheKey) int {
	if x, y := binary.BigEndian.Uint64(a[:]), binary.BigEndian.Uint64(b[:]); x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(binary.BigEndian.Uint64(a[8:]), binary.BigEndian.Uint64(b[8:]))
}

const cacheMagic = "outgate facts 2\n"

// OpenCache opens the cache for one subject, below dir. tool names the program
// with its version and those of its options that change what detectors find; o
// is what the scan will be given.
func OpenCache(dir, subject, tool string, ds []*Detector, o Options) *Cache {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %d\n", cacheMagic, tool, o.MaxBytes)
	for _, d := range ds {
		fmt.Fprintf(h, "%q %d %q %v\n", d.Name, d.Version, d.Rules, d.History)
	}
	c := &Cache{facts: map[cacheKey][]byte{}}
	h.Sum(c.digest[:0])
	name := sha256.Sum256(append(c.digest[:], subject...))
	c.file = filepath.Join(dir, hex.EncodeToString(name[:16])+factsEnd)
	if data, err := ReadPrivate(c.file); err == nil {
		c.old.read(data, c.digest)
	}
	return c
}

// key names what was examined, wherever its bytes are. The file is of one digest.
func (c *Cache) key(e *inventory.Entry, blob string) (k cacheKey) {
	b := make([]byte, 0, 256)
	for _, s := range []string{blob, e.Path, e.Commit, e.Record, string(e.Role)} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.AppendUvarint(b, uint64(e.Mode))
	sum := sha256.Sum256(b)
	return cacheKey(sum[:])
}

// in names the same where its bytes were read in a place. There are few places.
func (c *Cache) in(k cacheKey, stored string) cacheKey {
	place, ok := c.places.Load(stored)
	if !ok {
		sum := sha256.Sum256([]byte(stored))
		place, _ = c.places.LoadOrStore(stored, cacheKey(sum[:]))
	}
	for i, b := range place.(cacheKey) {
		k[i] ^= b
	}
	return k
}

// stored looks up an entry that need not be read.
func (c *Cache) stored(e *inventory.Entry) (inventory.Facts, bool) {
	if c == nil || e.Stored == "" || e.Blob == "" || e.Commit == "" {
		return inventory.Facts{}, false
	}
	k := c.key(e, e.Blob)
	facts, text, ok := c.old.find(c.in(k, e.Stored))
	if ok {
		c.add(text, k, c.in(k, e.Stored)) // as it is
	}
	return facts, ok
}

// read looks up an entry whose content was read. What is known stays remembered as it is; stored
// is as in note.
func (c *Cache) read(e *inventory.Entry, blob, stored string) (inventory.Facts, bool) {
	if c == nil || blob == "" {
		return inventory.Facts{}, false
	}
	k := c.key(e, blob)
	facts, text, ok := c.old.find(k)
	if ok {
		c.remember(e, k, stored, text)
	}
	return facts, ok
}

// inside stands for the place of what was found in an archive, by a name that no
// source gives to one.
const inside = "\x00inside"

// unpacked looks up what was found in an archive whose content was read.
func (c *Cache) unpacked(e *inventory.Entry, blob string) (inventory.Facts, bool) {
	if c == nil || blob == "" {
		return inventory.Facts{}, false
	}
	k := c.in(c.key(e, blob), inside)
	facts, text, ok := c.old.find(k)
	if ok {
		c.add(text, k)
	}
	return facts, ok
}

// noteUnpacked remembers what was found in an archive that was opened whole.
func (c *Cache) noteUnpacked(e *inventory.Entry, blob string, facts inventory.Facts) {
	if c == nil || blob == "" {
		return
	}
	if text, ok := c.text(facts); ok {
		c.add(text, c.in(c.key(e, blob), inside))
	}
}

// note remembers the facts of a file that was examined whole. stored is where
// its bytes were read, "" when that is not known.
func (c *Cache) note(e *inventory.Entry, blob, stored string, facts inventory.Facts) {
	if c == nil || blob == "" {
		return
	}
	text, ok := c.text(facts)
	if !ok {
		return
	}
	c.remember(e, c.key(e, blob), stored, text)
}

func (c *Cache) remember(e *inventory.Entry, k cacheKey, stored string, text []byte) {
	if stored != "" && e.Commit != "" { // files of the tree are read in any case
		c.add(text, k, c.in(k, stored))
	} else {
		c.add(text, k)
	}
}

// text returns facts as they are kept, nil for none; ok is false for those that are
// not to be kept.
func (c *Cache) text(facts inventory.Facts) (text []byte, ok bool) {
	if facts.Empty() {
		return nil, true
	}
	text, err := json.Marshal(facts)
	if err != nil || len(facts.Gaps) > 0 {
		return nil, false
	}
	var again inventory.Facts
	if json.Unmarshal(text, &again) != nil || !reflect.DeepEqual(facts, again) {
		return nil, false // it would not come back as it is: a path that is no UTF-8, say
	}
	return text, c.Hide == nil || c.Hide(string(text)) == string(text)
}

// add remembers one text of facts under some keys; nil stands for no facts.
func (c *Cache) add(text []byte, keys ...cacheKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range keys {
		if text == nil {
			c.clean = append(c.clean, k)
		} else {
			c.facts[k] = text
		}
	}
}

// save writes what this run has met, and nothing else: what is gone from the
// subject is forgotten.
func (c *Cache) save() {
	if c == nil {
		return
	}
	data := c.encode()
	if c.old.same(data) {
		return
	}
	WritePrivate(c.file, data)
}

// encode gives the bytes of the file: magic, checksum, then digest, the sorted
// keys of files without facts, and those with their facts.
func (c *Cache) encode() []byte {
	slices.SortFunc(c.clean, compareKeys)
	c.clean = slices.Compact(c.clean)
	body := bytes.Clone(c.digest[:])
	body = binary.BigEndian.AppendUint32(body, uint32(len(c.clean)))
	for _, k := range c.clean {
		body = append(body, k[:]...)
	}
	keys := make([]cacheKey, 0, len(c.facts))
	for k := range c.facts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compareKeys)
	for _, k := range keys {
		body = append(body, k[:]...)
		body = binary.BigEndian.AppendUint32(body, uint32(len(c.facts[k])))
		body = append(body, c.facts[k]...)
	}
	sum := sha256.Sum256(body)
	return slices.Concat([]byte(cacheMagic), sum[:], body)
}

// remembered is the content of a cache file. The zero value remembers nothing.
type remembered struct {
	sum   []byte
	clean []byte            // keys, sorted
	begin [1<<16 + 1]uint32 // by the first two bytes of a key: the first of clean that is no less
	facts map[cacheKey][]byte
}

// read takes over a file, if it is whole and about the same detectors.
func (r *remembered) read(data []byte, digest [sha256.Size]byte) {
	rest, ok := bytes.CutPrefix(data, []byte(cacheMagic))
	if !ok || len(rest) < 2*sha256.Size+4 {
		return
	}
	sum, body := rest[:sha256.Size], rest[sha256.Size:]
	if s := sha256.Sum256(body); !bytes.Equal(s[:], sum) || !bytes.HasPrefix(body, digest[:]) {
		return
	}
	body = body[len(digest):]
	n := int(binary.BigEndian.Uint32(body))
	body = body[4:]
	if n > len(body)/len(cacheKey{}) {
		return
	}
	clean, body := body[:n*len(cacheKey{})], body[n*len(cacheKey{}):]
	facts := map[cacheKey][]byte{}
	for len(body) > 0 {
		if len(body) < len(cacheKey{})+4 {
			return
		}
		k := cacheKey(body)
		size := int(binary.BigEndian.Uint32(body[len(k):]))
		body = body[len(k)+4:]
		if size > len(body) {
			return
		}
		facts[k] = body[:size]
		body = body[size:]
	}
	r.sum, r.clean, r.facts = sum, clean, facts
	for i := range n {
		r.begin[int(binary.BigEndian.Uint16(clean[i*len(cacheKey{}):]))+1]++
	}
	for i := range 1 << 16 {
		r.begin[i+1] += r.begin[i]
	}
}

// same reports whether a file would say nothing new.
func (r *remembered) same(data []byte) bool {
	return r.sum != nil && bytes.Equal(data[len(cacheMagic):len(cacheMagic)+sha256.Size], r.sum)
}

// find returns the text of the facts as well; nil for none.
func (r *remembered) find(k cacheKey) (facts inventory.Facts, text []byte, ok bool) {
	first := binary.BigEndian.Uint16(k[:])
	lo, hi := int(r.begin[first]), int(r.begin[int(first)+1])
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch c := compareKeys(cacheKey(r.clean[mid*len(k):]), k); {
		case c == 0:
			return facts, nil, true
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	if text, ok = r.facts[k]; !ok {
		return facts, nil, false
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if d.Decode(&facts) != nil || len(facts.Gaps) > 0 {
		return inventory.Facts{}, nil, false
	}
	return facts, text, true
}

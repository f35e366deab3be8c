// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
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
// options. A file with a Gap is never remembered: it is examined again.
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

	mu    sync.Mutex
	clean []cacheKey
	facts map[cacheKey][]byte
}

type cacheKey [16]byte

const cacheMagic = "outgate facts 1\n"

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

// key names what was examined. stored is "" for what was read.
func (c *Cache) key(e *inventory.Entry, blob, stored string) (k cacheKey) {
	b := make([]byte, 0, 256)
	b = append(b, c.digest[:]...)
	for _, s := range []string{blob, stored, e.Path, e.Commit, e.Record, string(e.Role)} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.AppendUvarint(b, uint64(e.Mode))
	sum := sha256.Sum256(b)
	return cacheKey(sum[:])
}

// stored looks up an entry that need not be read.
func (c *Cache) stored(e *inventory.Entry) (inventory.Facts, bool) {
	if c == nil || e.Stored == "" || e.Blob == "" || e.Commit == "" {
		return inventory.Facts{}, false
	}
	facts, ok := c.old.find(c.key(e, e.Blob, e.Stored))
	if ok {
		c.note(e, e.Blob, e.Stored, facts)
	}
	return facts, ok
}

// read looks up an entry whose content was read.
func (c *Cache) read(e *inventory.Entry, blob string) (inventory.Facts, bool) {
	if c == nil || blob == "" {
		return inventory.Facts{}, false
	}
	return c.old.find(c.key(e, blob, ""))
}

// note remembers the facts of a file that was examined whole. stored is where
// its bytes were read, "" when that is not known.
func (c *Cache) note(e *inventory.Entry, blob, stored string, facts inventory.Facts) {
	if c == nil || blob == "" || len(facts.Gaps) > 0 {
		return
	}
	var text []byte
	if !facts.Empty() {
		var err error
		if text, err = json.Marshal(facts); err != nil {
			return
		}
		var again inventory.Facts
		if json.Unmarshal(text, &again) != nil || !reflect.DeepEqual(facts, again) {
			return // it would not come back as it is: a path that is no UTF-8, say
		}
		if c.Hide != nil && c.Hide(string(text)) != string(text) {
			return
		}
	}
	keys := []cacheKey{c.key(e, blob, "")}
	if stored != "" && e.Commit != "" { // files of the tree are read in any case
		keys = append(keys, c.key(e, blob, stored))
	}
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
	slices.SortFunc(c.clean, func(a, b cacheKey) int { return bytes.Compare(a[:], b[:]) })
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
	slices.SortFunc(keys, func(a, b cacheKey) int { return bytes.Compare(a[:], b[:]) })
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
	clean []byte // keys, sorted
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
}

// same reports whether a file would say nothing new.
func (r *remembered) same(data []byte) bool {
	return r.sum != nil && bytes.Equal(data[len(cacheMagic):len(cacheMagic)+sha256.Size], r.sum)
}

func (r *remembered) find(k cacheKey) (facts inventory.Facts, ok bool) {
	lo, hi := 0, len(r.clean)/len(k)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch c := bytes.Compare(r.clean[mid*len(k):(mid+1)*len(k)], k[:]); {
		case c == 0:
			return facts, true
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	text, ok := r.facts[k]
	if !ok {
		return facts, false
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if d.Decode(&facts) != nil || len(facts.Gaps) > 0 {
		return inventory.Facts{}, false
	}
	return facts, true
}

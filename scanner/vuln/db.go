// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package vuln

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// A database file is
//
//	magic | blocks, each a zstd frame of JSON lines | index, a zstd frame | trailer
//
// The first line of the index is the Meta; each further one is a key, the number
// of the block, and the offset and length of its lines in the block unpacked; then
// one line for each block with its offset and length in the file. The trailer is
// the offset and length of the index and the SHA-256 of all before the digest.
const (
	magic     = "outgate-vuln 2\n\x00" // 1 kept names of Go and npm by their capitals
	trailer   = 8 + 8 + sha256.Size
	blockSize = 64 << 10 // unpacked, about
	maxIndex  = 1 << 30
)

func encode(r *record) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(r) // ends with a newline
	return b.Bytes(), err
}

func utc(rfc3339 string) string {
	t, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

type indexed struct {
	key                   string
	block, offset, length int
}

type index struct {
	Meta   Meta
	Keys   []indexed
	Blocks [][2]int64 // offset and length in the file
}

// WriteTo writes the database of all records that were added.
func (im *Importer) WriteTo(w io.Writer) (int64, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return 0, err
	}
	hash := sha256.New()
	out := &counter{w: io.MultiWriter(w, hash)}
	out.Write([]byte(magic))
	x := index{Meta: im.meta}
	var block bytes.Buffer
	flush := func() {
		if block.Len() == 0 {
			return
		}
		at := out.n
		out.Write(z.EncodeAll(block.Bytes(), nil))
		x.Blocks = append(x.Blocks, [2]int64{at, out.n - at})
		block.Reset()
	}
	for _, e := range im.sorted() {
		last := len(x.Keys) - 1
		if last < 0 || x.Keys[last].key != e.key {
			if block.Len() >= blockSize {
				flush()
			}
			x.Keys = append(x.Keys, indexed{key: e.key, block: len(x.Blocks), offset: block.Len()})
			last++
		}
		block.Write(e.json)
		x.Keys[last].length = block.Len() - x.Keys[last].offset
	}
	flush()
	x.Meta.Packages = len(x.Keys)
	at := out.n
	text, err := x.text()
	if err != nil {
		return out.n, err
	}
	out.Write(z.EncodeAll(text, nil))
	var tail [16]byte
	binary.BigEndian.PutUint64(tail[:], uint64(at))
	binary.BigEndian.PutUint64(tail[8:], uint64(out.n-at))
	out.Write(tail[:])
	out.Write(hash.Sum(nil))
	return out.n, out.err
}

type counter struct {
	w   io.Writer
	n   int64
	err error
}

func (c *counter) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.w.Write(p)
	c.n += int64(n)
	c.err = err
	return n, err
}

func (x *index) text() ([]byte, error) {
	var b bytes.Buffer
	meta, err := json.Marshal(x.Meta)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "%s\n", meta)
	for _, k := range x.Keys {
		fmt.Fprintf(&b, "%s\t%d\t%d\t%d\n", k.key, k.block, k.offset, k.length) // a key holds one tab
	}
	b.WriteByte('\n')
	for _, k := range x.Blocks {
		fmt.Fprintf(&b, "%d\t%d\n", k[0], k[1])
	}
	return b.Bytes(), nil
}

// DB is an opened database. It is safe for one goroutine at a time.
type DB struct {
	Meta   Meta
	Digest string // "sha256:..." of the file

	file   *os.File
	z      *zstd.Decoder
	lines  []string // of the index: keys, sorted
	blocks [][2]int64
	size   int64

	cached int // number of the block in block; -1: none
	block  []byte
}

// ErrDamaged says that a file is no whole database.
var ErrDamaged = errors.New("the vulnerability database is damaged; import it again")

// Open opens a database and verifies its digest.
func Open(path string) (*DB, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	db := &DB{file: f, cached: -1}
	if err := db.load(); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return db, nil
}

// Close releases the file.
func (db *DB) Close() error {
	if db.z != nil {
		db.z.Close()
	}
	return db.file.Close()
}

func (db *DB) load() error {
	info, err := db.file.Stat()
	if err != nil {
		return err
	}
	head := make([]byte, len(magic))
	if _, err := db.file.ReadAt(head, 0); err == nil && string(head) == "outgate-vuln 1\n\x00" {
		return errors.New("the vulnerability database is of an earlier version of outgate; import it again")
	} else if err != nil || string(head) != magic {
		return errors.New("this is no vulnerability database; make one with `outgate vuln db import`")
	}
	db.size = info.Size()
	if db.size < int64(len(magic)+trailer) {
		return ErrDamaged
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(db.file, 0, db.size-sha256.Size)); err != nil {
		return err
	}
	tail := make([]byte, trailer)
	if _, err := db.file.ReadAt(tail, db.size-trailer); err != nil {
		return err
	}
	if !bytes.Equal(tail[16:], hash.Sum(nil)) {
		return ErrDamaged
	}
	db.Digest = "sha256:" + hex.EncodeToString(tail[16:])
	if db.z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxIndex)); err != nil {
		return err
	}
	return db.readIndex(int64(binary.BigEndian.Uint64(tail)), int64(binary.BigEndian.Uint64(tail[8:])))
}

func (db *DB) readIndex(at, length int64) error {
	text, err := db.unpack(at, length)
	if err != nil {
		return err
	}
	meta, rest, ok := strings.Cut(string(text), "\n")
	keys, blocks, ok2 := strings.Cut(rest, "\n\n")
	if strings.HasPrefix(rest, "\n") { // no key at all
		keys, blocks, ok2 = "", rest[1:], true
	}
	if !ok || !ok2 || json.Unmarshal([]byte(meta), &db.Meta) != nil {
		return ErrDamaged
	}
	if keys != "" {
		db.lines = strings.Split(keys, "\n")
	}
	for line := range strings.Lines(blocks) {
		n, ok := numbers(strings.TrimSuffix(line, "\n"), 2)
		if !ok {
			return ErrDamaged
		}
		db.blocks = append(db.blocks, [2]int64{n[0], n[1]})
	}
	return nil
}

func (db *DB) unpack(at, length int64) ([]byte, error) {
	if at < 0 || length < 0 || at > db.size || length > db.size-at {
		return nil, ErrDamaged
	}
	packed := make([]byte, length)
	if _, err := db.file.ReadAt(packed, at); err != nil {
		return nil, err
	}
	text, err := db.z.DecodeAll(packed, nil)
	if err != nil {
		return nil, ErrDamaged
	}
	return text, nil
}

// records returns those of a package.
func (db *DB) records(key string) ([]record, error) {
	prefix := key + "\t"
	i := sort.SearchStrings(db.lines, prefix)
	if i == len(db.lines) || !strings.HasPrefix(db.lines[i], prefix) {
		return nil, nil
	}
	n, ok := numbers(db.lines[i][len(prefix):], 3)
	if !ok || n[0] >= int64(len(db.blocks)) {
		return nil, ErrDamaged
	}
	k := indexed{block: int(n[0]), offset: int(n[1]), length: int(n[2])}
	if db.cached != k.block {
		text, err := db.unpack(db.blocks[k.block][0], db.blocks[k.block][1])
		if err != nil {
			return nil, err
		}
		db.block, db.cached = text, k.block
	}
	if k.offset > len(db.block) || k.length > len(db.block)-k.offset {
		return nil, ErrDamaged
	}
	var out []record
	for d := json.NewDecoder(bytes.NewReader(db.block[k.offset : k.offset+k.length])); d.More(); {
		var r record
		if err := d.Decode(&r); err != nil {
			return nil, ErrDamaged
		}
		out = append(out, r)
	}
	return out, nil
}

// numbers reads as many whole numbers as asked for, none negative, separated by tabs.
func numbers(line string, want int) ([]int64, bool) {
	fields := strings.Split(line, "\t")
	out := make([]int64, 0, want)
	for _, f := range fields {
		n, err := strconv.ParseInt(f, 10, 48)
		if err != nil || n < 0 {
			return nil, false
		}
		out = append(out, n)
	}
	return out, len(out) == want
}

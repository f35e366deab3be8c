// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
)

// Bounds for one object. A pack can state any size and chain any number of
// deltas; what is over a bound is an error, and so a Gap.
const (
	maxObject = 256 << 20 // bytes of an object, inflated
	maxChain  = 4095      // deltas on top of each other: git's own limit
	maxWork   = 1 << 30   // bytes written to rebuild one object from its deltas
)

var (
	errAbsent   = errors.New("object is not in the repository")
	errTooLarge = fmt.Errorf("object is larger than %d MiB", maxObject>>20)
)

// object is a whole object. data is shared with the cache: never modified.
type object struct {
	kind plumbing.ObjectType
	data []byte
}

// pack is one pack file. It is safe for concurrent use: all reading goes
// through ReadAt and the readers of a pool.
type pack struct {
	name    string // "pack-....pack"
	serial  int    // position in the order of names
	file    io.ReaderAt
	size    int64
	index   *idxfile.MemoryIndex
	readers sync.Pool // of *packReader
	cache   *cache
}

func openPack(name string, serial int, file, idx *os.File, c *cache) (*pack, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	index := idxfile.NewMemoryIndex()
	if err := idxfile.NewDecoder(idx).Decode(index); err != nil {
		return nil, fmt.Errorf("index of %s: %w", name, err)
	}
	index.CRC32 = nil // an object's own id is checked instead
	p := &pack{name: name, serial: serial, file: file, size: info.Size(), index: index, cache: c}
	p.readers.New = func() any { return &packReader{pack: p, buf: make([]byte, 32<<10)} }
	return p, nil
}

// offset looks an object up in the index.
func (p *pack) offset(id plumbing.Hash) (int64, bool) {
	bucket := p.index.FanoutMapping[id[0]]
	if bucket < 0 || bucket >= len(p.index.Names) {
		return 0, false
	}
	names := p.index.Names[bucket]
	lo, hi := 0, len(names)/len(id)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch c := bytes.Compare(names[mid*len(id):(mid+1)*len(id)], id[:]); {
		case c == 0:
			return p.offsetAt(bucket, mid)
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, false
}

func (p *pack) offsetAt(bucket, i int) (int64, bool) {
	at := binary.BigEndian.Uint32(p.index.Offset32[bucket][4*i:])
	if at&(1<<31) == 0 {
		return int64(at), true
	}
	far := 8 * int64(at&^(1<<31))
	if far+8 > int64(len(p.index.Offset64)) {
		return 0, false
	}
	return int64(binary.BigEndian.Uint64(p.index.Offset64[far:]) &^ (1 << 63)), true
}

// link is one delta on the way down to a whole object.
type link struct{ at, data, size int64 }

// read rebuilds the object at an offset.
func (p *pack) read(at int64) (object, error) {
	r := p.readers.Get().(*packReader)
	defer p.readers.Put(r)
	var chain []link
	var base object
	for {
		if o, ok := p.cache.get(p, at); ok {
			base = o
			break
		}
		h, err := r.header(at)
		if err != nil {
			return object{}, err
		}
		if h.base == 0 {
			data, err := r.inflate(h.data, h.size)
			if err != nil {
				return object{}, err
			}
			base = object{h.kind, data}
			p.cache.put(p, at, base)
			break
		}
		if len(chain) == maxChain {
			return object{}, fmt.Errorf("more than %d deltas on top of each other", maxChain)
		}
		chain = append(chain, link{at, h.data, h.size})
		at = h.base
	}
	work := 0
	for i := len(chain) - 1; i >= 0; i-- {
		delta, err := r.inflate(chain[i].data, chain[i].size)
		if err != nil {
			return object{}, err
		}
		base.data, err = applyDelta(base.data, delta)
		if err != nil {
			return object{}, err
		}
		if work += len(base.data); work > maxWork {
			return object{}, errTooLarge
		}
		p.cache.put(p, chain[i].at, base)
	}
	return base, nil
}

// sizeOf returns the size of the object at an offset without rebuilding it.
func (p *pack) sizeOf(at int64) (int64, error) {
	if o, ok := p.cache.get(p, at); ok {
		return int64(len(o.data)), nil
	}
	r := p.readers.Get().(*packReader)
	defer p.readers.Put(r)
	h, err := r.header(at)
	if err != nil || h.base == 0 {
		return h.size, err
	}
	head, err := r.inflateHead(h.data, h.size)
	if err != nil {
		return 0, err
	}
	_, rest, err := deltaSize(head)
	if err != nil {
		return 0, err
	}
	size, _, err := deltaSize(rest)
	return size, err
}

// header of a packed object. base is the offset of what a delta builds on, 0
// for a whole object.
type header struct {
	kind             plumbing.ObjectType
	size, data, base int64
}

// packReader reads a pack through one buffer, which serves the small objects
// beside each other without a system call for each.
type packReader struct {
	pack *pack
	buf  []byte
	at   int64 // offset in the pack of buf[0]
	n    int   // valid bytes of buf
	pos  int64 // offset in the pack of the next byte
	zlib io.ReadCloser
}

func (r *packReader) fill() error {
	if i := r.pos - r.at; i >= 0 && i < int64(r.n) {
		return nil
	}
	r.at, r.n = r.pos, 0
	n, err := r.pack.file.ReadAt(r.buf, r.at)
	r.n = n
	if n > 0 {
		return nil
	}
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// ReadByte makes the inflater take no more bytes than it needs.
func (r *packReader) ReadByte() (byte, error) {
	if err := r.fill(); err != nil {
		return 0, err
	}
	c := r.buf[r.pos-r.at]
	r.pos++
	return c, nil
}

func (r *packReader) Read(b []byte) (int, error) {
	if err := r.fill(); err != nil {
		return 0, err
	}
	n := copy(b, r.buf[r.pos-r.at:r.n])
	r.pos += int64(n)
	return n, nil
}

func (r *packReader) header(at int64) (h header, err error) {
	if at < 12 || at >= r.pack.size-20 {
		return h, errors.New("offset outside the pack")
	}
	r.pos = at
	c, err := r.ReadByte()
	if err != nil {
		return h, err
	}
	h.kind, h.size = plumbing.ObjectType(c>>4&7), int64(c&15)
	for shift := 4; c&0x80 != 0; shift += 7 {
		if shift > 53 {
			return h, errTooLarge
		}
		if c, err = r.ReadByte(); err != nil {
			return h, err
		}
		h.size |= int64(c&0x7f) << shift
	}
	if h.size > maxObject {
		return h, errTooLarge
	}
	switch h.kind {
	case plumbing.CommitObject, plumbing.TreeObject, plumbing.BlobObject, plumbing.TagObject:
	case plumbing.OFSDeltaObject:
		if h.base, err = r.baseOffset(at); err != nil {
			return h, err
		}
	case plumbing.REFDeltaObject:
		var id plumbing.Hash
		if _, err := io.ReadFull(r, id[:]); err != nil {
			return h, err
		}
		base, ok := r.pack.offset(id)
		if !ok || base == 0 {
			return h, fmt.Errorf("base %s of a delta: %w", id, errAbsent)
		}
		h.base = base
	default:
		return h, errors.New("unknown object type in the pack")
	}
	h.data = r.pos
	return h, nil
}

// baseOffset reads the distance back to the base of a delta.
func (r *packReader) baseOffset(at int64) (int64, error) {
	var back int64
	for i := 0; ; i++ {
		c, err := r.ReadByte()
		if err != nil {
			return 0, err
		}
		if i > 0 {
			back++
		}
		back = back<<7 | int64(c&0x7f)
		if back >= at || i > 8 {
			return 0, errors.New("base of a delta lies outside the pack")
		}
		if c&0x80 == 0 {
			break
		}
	}
	if back <= 0 {
		return 0, errors.New("a delta that builds on itself")
	}
	return at - back, nil
}

func (r *packReader) stream(at int64) error {
	r.pos = at
	if r.zlib == nil {
		z, err := zlib.NewReader(r)
		r.zlib = z
		if err != nil {
			r.zlib = nil
		}
		return err
	}
	return r.zlib.(zlib.Resetter).Reset(r, nil)
}

// inflate returns exactly size bytes, whose end and checksum must follow.
func (r *packReader) inflate(at, size int64) ([]byte, error) {
	if err := r.stream(at); err != nil {
		return nil, err
	}
	return readExactly(r.zlib, size)
}

// inflateHead returns the first bytes of a delta: enough for its two sizes.
func (r *packReader) inflateHead(at, size int64) ([]byte, error) {
	if err := r.stream(at); err != nil {
		return nil, err
	}
	head := make([]byte, min(size, 20))
	_, err := io.ReadFull(r.zlib, head)
	return head, err
}

// readExactly reads size bytes and the end of the stream. Memory grows with
// what is there, not with what was stated.
func readExactly(r io.Reader, size int64) ([]byte, error) {
	if size > maxObject {
		return nil, errTooLarge
	}
	data := make([]byte, min(size, 1<<20))
	if _, err := io.ReadFull(r, data); err != nil && size > 0 {
		return nil, unexpected(err)
	}
	if rest := size - int64(len(data)); rest > 0 {
		b := bytes.NewBuffer(data)
		if _, err := io.CopyN(b, r, rest); err != nil {
			return nil, unexpected(err)
		}
		data = b.Bytes()
	}
	var one [1]byte
	if n, err := io.ReadFull(r, one[:]); n != 0 || err != io.EOF {
		if n == 0 && err != nil {
			return nil, unexpected(err)
		}
		return nil, errors.New("object is larger than stated")
	}
	return data, nil
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

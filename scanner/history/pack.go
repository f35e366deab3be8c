// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
)

// Bounds for one object. A pack can state any size and chain any number of
// deltas; what is over a bound is an error, and so a Gap.
const (
	maxObject = 256 << 20 // bytes of an object, inflated
	maxChain  = 4095      // deltas on top of each other: git's own limit
	maxWork   = 8 << 30   // bytes of an object and of all the bases below it
)

var (
	errAbsent   = errors.New("object is not in the repository")
	errTooLarge = fmt.Errorf("object is larger than %d MiB", maxObject>>20)
	errChain    = fmt.Errorf("more than %d deltas on top of each other", maxChain)
	errWork     = fmt.Errorf("deltas on top of each other make more than %d GiB", maxWork>>30)
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
	state   string // changes when the file does: see inventory.Entry
	file    io.ReaderAt
	size    int64
	index   *packIndex
	readers sync.Pool // of *packReader
	cache   *cache
}

const packHead = 12 // bytes in front of the first object

// openPack opens a pack of size bytes with its index.
func openPack(name string, serial int, file io.ReaderAt, size int64, index *packIndex, c *cache) (*pack, error) {
	p := &pack{name: name, serial: serial, file: file, size: size, index: index, cache: c}
	p.readers.New = func() any { return &packReader{pack: p} }
	return p, p.checkEnds()
}

// checkEnds compares head and tail of the pack with its index: a pack that was
// cut off, or that another one has taken the place of, is noticed at once.
func (p *pack) checkEnds() error {
	var head [packHead]byte
	if _, err := p.file.ReadAt(head[:], 0); err != nil {
		return unexpected(err)
	}
	if version := binary.BigEndian.Uint32(head[4:]); string(head[:4]) != "PACK" || version != 2 && version != 3 {
		return errors.New("not a pack of version 2 or 3")
	}
	if n := binary.BigEndian.Uint32(head[8:]); int64(n) != int64(p.index.count()) {
		return fmt.Errorf("holds %d objects, but its index names %d", n, p.index.count())
	}
	var tail plumbing.Hash
	if _, err := p.file.ReadAt(tail[:], p.size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	if tail != p.index.pack {
		return errors.New("the pack is cut off, or not the one that its index was made for")
	}
	return nil
}

// offset looks an object up in the index.
func (p *pack) offset(id plumbing.Hash) (int64, bool) { return p.index.offset(id) }

// link is one delta on the way down to a whole object.
type link struct{ at, data, size int64 }

// rebuilt is an object out of a pack with what it took to make it, were nothing
// in the cache: whether a bound is kept may not depend on what happens to be there.
type rebuilt struct {
	object
	depth   int           // deltas
	work    int64         // bytes of this object and of all its bases
	checked plumbing.Hash // the id that the content was compared with; zero for none
}

// read rebuilds the object at an offset.
func (p *pack) read(at int64) (rebuilt, error) {
	r := p.readers.Get().(*packReader)
	defer p.readers.Put(r)
	var chain []link
	var o rebuilt
	for {
		cached, ok := p.cache.get(p, at)
		if ok {
			o = cached
			break
		}
		h, err := r.header(at)
		if err != nil {
			return rebuilt{}, err
		}
		if h.base == 0 {
			data, err := r.inflate(h.data, h.size)
			if err != nil {
				return rebuilt{}, err
			}
			o = rebuilt{object: object{h.kind, data}, work: h.size}
			p.cache.put(p, at, o)
			break
		}
		if len(chain) == maxChain {
			return rebuilt{}, errChain
		}
		chain = append(chain, link{at, h.data, h.size})
		at = h.base
	}
	if o.depth+len(chain) > maxChain {
		return rebuilt{}, errChain
	}
	for i := len(chain) - 1; i >= 0; i-- {
		delta, err := r.inflateDelta(chain[i].data, chain[i].size)
		if err != nil {
			return rebuilt{}, err
		}
		o.data, err = applyDelta(o.data, delta)
		if err != nil {
			return rebuilt{}, err
		}
		o.depth, o.checked = o.depth+1, plumbing.ZeroHash
		if o.work += int64(len(o.data)); o.work > maxWork {
			return rebuilt{}, errWork
		}
		p.cache.put(p, chain[i].at, o)
	}
	return o, nil
}

// sizeOf returns the size of the object at an offset without rebuilding it.
func (p *pack) sizeOf(at int64) (int64, error) {
	if o, ok := p.cache.get(p, at); ok {
		return int64(len(o.data)), nil
	}
	r := p.readers.Get().(*packReader)
	defer p.readers.Put(r)
	h, err := r.header(at)
	if err != nil {
		return 0, err
	}
	return r.size(h)
}

// header of a packed object. base is the offset of what a delta builds on, 0
// for a whole object.
type header struct {
	kind             plumbing.ObjectType
	size, data, base int64
}

// packReader reads a pack through one window, which serves the objects beside
// each other without a system call for each.
type packReader struct {
	pack  *pack
	buf   []byte // the window
	at    int64  // offset in the pack of buf[0]
	z     inflater
	delta []byte // the last one, which lies at deltaAt; used again
	// deltaAt is 0 when there is none.
	deltaAt int64
}

const (
	window = 16 << 10
	// inMemory is the size in the pack above which an object is read as a stream.
	inMemory = 1 << 20
)

// bytes returns what the pack holds at an offset, n bytes at most, as far as the
// pack goes. They are valid until the next call.
func (r *packReader) bytes(at, n int64) ([]byte, error) {
	n = min(n, r.pack.size-sha1.Size-at)
	if i := at - r.at; i >= 0 && i+n <= int64(len(r.buf)) {
		return r.buf[i : i+n], nil
	}
	want := max(n, window)
	if int64(cap(r.buf)) < want {
		r.buf = make([]byte, want)
	}
	got, err := r.pack.file.ReadAt(r.buf[:want], at)
	r.buf, r.at = r.buf[:got], at
	if int64(got) < n {
		r.buf = r.buf[:0]
		return nil, unexpected(err)
	}
	return r.buf[:n], nil
}

// maxHeader is the size of the longest header: ten bytes of size and a base.
const maxHeader = int64(10 + idSize)

func (r *packReader) header(at int64) (h header, err error) {
	if at < packHead || at >= r.pack.size-sha1.Size {
		return h, errors.New("offset outside the pack")
	}
	b, err := r.bytes(at, maxHeader)
	if err != nil {
		return h, err
	}
	n := 0
	for shift := 0; ; n++ {
		if n == len(b) {
			return h, io.ErrUnexpectedEOF
		}
		c := b[n]
		if n == 0 {
			h.kind, h.size, shift = plumbing.ObjectType(c>>4&7), int64(c&15), 4
		} else if shift > 53 {
			return h, errTooLarge
		} else {
			h.size |= int64(c&0x7f) << shift
			shift += 7
		}
		if c&0x80 == 0 {
			break
		}
	}
	if h.size > maxObject {
		return h, errTooLarge
	}
	b = b[n+1:]
	h.data = at + int64(n) + 1
	switch h.kind {
	case plumbing.CommitObject, plumbing.TreeObject, plumbing.BlobObject, plumbing.TagObject:
		return h, nil
	case plumbing.OFSDeltaObject:
		return h, h.baseOffset(at, b)
	case plumbing.REFDeltaObject:
		return h, h.baseID(r.pack, b)
	}
	return h, errors.New("unknown object type in the pack")
}

func (h *header) baseID(p *pack, b []byte) error {
	if len(b) < idSize {
		return io.ErrUnexpectedEOF
	}
	var id plumbing.Hash
	h.data += int64(copy(id[:], b))
	base, ok := p.offset(id)
	if !ok {
		return fmt.Errorf("base %s of a delta is not in its pack", id) // only packs for the wire are like that
	}
	h.base = base
	return nil
}

// baseOffset reads the distance back to the base of a delta.
func (h *header) baseOffset(at int64, b []byte) error {
	var back int64
	for i, c := range b {
		if i > 0 {
			back++
		}
		back = back<<7 | int64(c&0x7f)
		if back >= at || i > 8 {
			return errors.New("base of a delta lies outside the pack")
		}
		if c&0x80 == 0 {
			if back == 0 {
				return errors.New("a delta that builds on itself")
			}
			h.base = at - back
			h.data += int64(i) + 1
			return nil
		}
	}
	return io.ErrUnexpectedEOF
}

// inflate returns exactly size bytes, whose end and checksum must follow.
func (r *packReader) inflate(at, size int64) ([]byte, error) {
	end := r.pack.index.end(at, r.pack.size-sha1.Size)
	if end-at > inMemory {
		return r.stream(at, end, size)
	}
	if size > (end-at)*ratio {
		return nil, errors.New("object states a size that its data cannot have")
	}
	src, err := r.bytes(at, end-at)
	if err != nil {
		return nil, err
	}
	data := make([]byte, size)
	return data, r.z.whole(data, src)
}

// inflateDelta is inflate for bytes that are needed until the next call only.
func (r *packReader) inflateDelta(at, size int64) ([]byte, error) {
	end := r.pack.index.end(at, r.pack.size-sha1.Size)
	if end-at > inMemory || size > inMemory {
		return r.inflate(at, size)
	}
	if r.deltaAt == at && int64(len(r.delta)) == size {
		return r.delta, nil
	}
	r.deltaAt = 0
	src, err := r.bytes(at, end-at)
	if err != nil {
		return nil, err
	}
	if int64(cap(r.delta)) < size {
		r.delta = make([]byte, size+size/2)
	}
	r.delta = r.delta[:size]
	if err := r.z.whole(r.delta, src); err != nil {
		return nil, err
	}
	r.deltaAt = at
	return r.delta, nil
}

// stream is inflate for a large object.
func (r *packReader) stream(at, end, size int64) ([]byte, error) {
	z, err := zlib.NewReader(bufio.NewReaderSize(io.NewSectionReader(r.pack.file, at, end-at), window))
	if err != nil {
		return nil, unexpected(err)
	}
	return readExactly(z, size)
}

// size returns the size of the object that a header begins.
func (r *packReader) size(h header) (int64, error) {
	if h.base == 0 {
		return h.size, nil
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

// inflateHead returns the first bytes of a delta: enough for its two sizes.
func (r *packReader) inflateHead(at, size int64) ([]byte, error) {
	src, err := r.bytes(at, min(inMemory, r.pack.index.end(at, r.pack.size-sha1.Size)-at))
	if err != nil {
		return nil, err
	}
	head := make([]byte, min(size, 20))
	return head, r.z.head(head, src)
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

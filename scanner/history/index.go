// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"
	"cmp"
	"crypto/sha1" // the checksum of an index, not a matter of trust
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
)

// packIndex says where in a pack its objects are: version 2 of git's format.
// Memory is that of the file, which is looked at where it lies.
type packIndex struct {
	fan    [256]int // objects whose id begins with this byte or a lower one
	ids    []byte   // sorted, idSize bytes each
	near   []byte   // offsets, 4 bytes each; with the high bit a position in far
	far    []byte   // offsets beyond 2 GiB, 8 bytes each
	sorted []int64  // all offsets, in order
	at     []int32  // the object at each of them, as a position in the order of ids
	pack   plumbing.Hash
}

const (
	idSize       = len(plumbing.ZeroHash)
	indexHead    = 8 + 256*4
	indexTail    = 2 * sha1.Size
	maxIndexFile = 4 << 30
)

var errIndex = errors.New("index is malformed")

// readIndex reads an index of the stated size. Nothing in it is believed: the
// counts must fit the size, the ids must be in order, the checksum must be right,
// and every offset must lie inside a pack of packSize bytes.
func readIndex(r io.Reader, size, packSize int64) (*packIndex, error) {
	if size < indexHead+indexTail || size > maxIndexFile {
		return nil, errIndex
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, unexpected(err)
	}
	return parseIndex(data, packSize)
}

func parseIndex(data []byte, packSize int64) (*packIndex, error) {
	switch {
	case len(data) < indexHead+indexTail:
		return nil, errIndex
	case !bytes.HasPrefix(data, []byte("\xfftOc")):
		return nil, errors.New("index has version 1, which is not supported (git index-pack writes a new one)")
	case binary.BigEndian.Uint32(data[4:]) != 2:
		return nil, errors.New("index has a version that is not supported")
	}
	body := data[:len(data)-sha1.Size]
	if sum := sha1.Sum(body); !bytes.Equal(sum[:], data[len(body):]) {
		return nil, errors.New("checksum of the index is wrong")
	}
	x := &packIndex{}
	for i := range x.fan {
		x.fan[i] = int(binary.BigEndian.Uint32(data[8+4*i:]))
		if i > 0 && x.fan[i] < x.fan[i-1] {
			return nil, errIndex
		}
	}
	count, rest := x.fan[255], data[indexHead:len(data)-indexTail]
	if count > len(rest)/(idSize+8) {
		return nil, errIndex
	}
	x.ids, rest = rest[:count*idSize], rest[count*idSize:]
	x.near, x.far = rest[4*count:8*count], rest[8*count:] // a CRC for each object comes first: its id says more
	if len(x.far)%8 != 0 {
		return nil, errIndex
	}
	copy(x.pack[:], data[len(data)-indexTail:])
	return x, x.check(packSize)
}

// check goes through all entries.
func (x *packIndex) check(packSize int64) error {
	const bits = 24 // for the position of an object, behind its offset; in a pack of more objects or bytes positions are not kept
	x.sorted = make([]int64, x.count())
	paired := x.count() < 1<<bits && packSize < 1<<(62-bits)
	bucket := 0
	for i := range x.sorted {
		id := x.ids[i*idSize : (i+1)*idSize]
		for i >= x.fan[bucket] {
			bucket++
		}
		if int(id[0]) != bucket || i > 0 && bytes.Compare(x.ids[(i-1)*idSize:i*idSize], id) > 0 {
			return errIndex
		}
		at, ok := x.offsetAt(i)
		if !ok || at < packHead || at >= packSize-sha1.Size {
			return errors.New("index names a place outside the pack")
		}
		if x.sorted[i] = at; paired {
			x.sorted[i] = at<<bits | int64(i)
		}
	}
	slices.Sort(x.sorted)
	if paired {
		x.at = make([]int32, len(x.sorted))
		for i, pair := range x.sorted {
			x.sorted[i], x.at[i] = pair>>bits, int32(pair&(1<<bits-1))
		}
	}
	return nil
}

func (x *packIndex) count() int { return len(x.ids) / idSize }

// id returns the object at a position in the order of ids.
func (x *packIndex) id(i int) (id plumbing.Hash) {
	copy(id[:], x.ids[i*idSize:])
	return id
}

// idAt returns the object at an offset, if that is known.
func (x *packIndex) idAt(at int64) (id plumbing.Hash, ok bool) {
	if i, found := slices.BinarySearch(x.sorted, at); found && x.at != nil {
		return x.id(int(x.at[i])), true
	}
	return id, false
}

// offset looks an object up.
func (x *packIndex) offset(id plumbing.Hash) (int64, bool) {
	lo, hi := 0, x.fan[id[0]]
	if id[0] > 0 {
		lo = x.fan[id[0]-1]
	}
	key := binary.BigEndian.Uint64(id[:]) // nearly always enough, and compared at once
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		at := x.ids[mid*idSize : (mid+1)*idSize]
		c := cmp.Compare(binary.BigEndian.Uint64(at), key)
		if c == 0 {
			c = bytes.Compare(at, id[:])
		}
		switch {
		case c == 0:
			return x.offsetAt(mid)
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, false
}

func (x *packIndex) offsetAt(i int) (int64, bool) {
	at := binary.BigEndian.Uint32(x.near[4*i:])
	if at&(1<<31) == 0 {
		return int64(at), true
	}
	far := 8 * int(at&^(1<<31))
	if far+8 > len(x.far) {
		return 0, false
	}
	v := binary.BigEndian.Uint64(x.far[far:])
	return int64(v), v < 1<<62
}

// end returns where the object at an offset ends at the latest: where the next
// one begins. The last one ends at limit.
func (x *packIndex) end(at, limit int64) int64 {
	i, found := slices.BinarySearch(x.sorted, at)
	for found && i < len(x.sorted) && x.sorted[i] == at { // an object can be listed twice
		i++
	}
	if i < len(x.sorted) {
		return x.sorted[i]
	}
	return limit
}

// all yields every object of the index.
func (x *packIndex) all() iter.Seq2[plumbing.Hash, int64] {
	return func(yield func(plumbing.Hash, int64) bool) {
		for i := range x.count() {
			if at, _ := x.offsetAt(i); !yield(x.id(i), at) {
				return
			}
		}
	}
}

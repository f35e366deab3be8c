// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"container/list"
	"errors"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
)

var errDelta = errors.New("delta is malformed")

// deltaSize reads one of the two sizes at the head of a delta.
func deltaSize(d []byte) (size int64, rest []byte, err error) {
	for i, c := range d {
		if i > 8 {
			break
		}
		size |= int64(c&0x7f) << (7 * i)
		if c&0x80 == 0 {
			return size, d[i+1:], nil
		}
	}
	return 0, nil, errDelta
}

// applyDelta builds an object from its base: a sequence of copies out of the
// base and of bytes to insert.
func applyDelta(base, delta []byte) ([]byte, error) {
	from, delta, err := deltaSize(delta)
	if err != nil || from != int64(len(base)) {
		return nil, errDelta
	}
	size, delta, err := deltaSize(delta)
	if err != nil {
		return nil, err
	}
	if size > maxObject {
		return nil, errTooLarge
	}
	// A delta byte can copy at most 16 MiB: do not believe a size it cannot reach.
	out := make([]byte, 0, min(size, int64(len(delta))<<24))
	for len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		if op == 0 {
			return nil, errDelta
		}
		if op&0x80 == 0 {
			n := int(op)
			if n > len(delta) || int64(len(out)+n) > size {
				return nil, errDelta
			}
			out = append(out, delta[:n]...)
			delta = delta[n:]
			continue
		}
		var at, n int
		if at, n, delta, err = copyArgs(op, delta); err != nil {
			return nil, err
		}
		if at+n > len(base) || int64(len(out)+n) > size {
			return nil, errDelta
		}
		out = append(out, base[at:at+n]...)
	}
	if int64(len(out)) != size {
		return nil, errDelta
	}
	return out, nil
}

// copyArgs reads the offset (up to 4 bytes) and length (up to 3) of a copy;
// the bits of the opcode say which bytes are there.
func copyArgs(op byte, d []byte) (at, n int, rest []byte, err error) {
	for bit := range 7 {
		if op&(1<<bit) == 0 {
			continue
		}
		if len(d) == 0 {
			return 0, 0, nil, errDelta
		}
		if bit < 4 {
			at |= int(d[0]) << (8 * bit)
		} else {
			n |= int(d[0]) << (8 * (bit - 4))
		}
		d = d[1:]
	}
	if n == 0 {
		n = 0x10000
	}
	return at, n, d, nil
}

// cache keeps recently used objects for the deltas that build on them: as many
// as fit, and the last one even if it does not.
type cache struct {
	mu    sync.Mutex
	left  int // bytes
	limit int
	items map[cacheKey]*list.Element
	order *list.List // most recently used first
}

type cacheKey struct {
	pack *pack
	at   int64
}

type cacheItem struct {
	key cacheKey
	rebuilt
}

const itemOverhead = 256 // bytes that the book-keeping of one object takes, about

func newCache(limit int) *cache {
	return &cache{left: limit, limit: limit, items: map[cacheKey]*list.Element{}, order: list.New()}
}

func (c *cache) get(p *pack, at int64) (rebuilt, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[cacheKey{p, at}]
	if !ok {
		return rebuilt{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cacheItem).rebuilt, true
}

// checked notes that an object has the content that its id stands for.
func (c *cache) checked(p *pack, at int64, id plumbing.Hash) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[cacheKey{p, at}]; ok {
		e.Value.(*cacheItem).checked = id
	}
}

func (c *cache) put(p *pack, at int64, o rebuilt) {
	cost := len(o.data) + itemOverhead
	c.mu.Lock()
	defer c.mu.Unlock()
	key := cacheKey{p, at}
	if _, ok := c.items[key]; ok {
		return
	}
	for c.left < cost && c.order.Len() > 0 {
		last := c.order.Back()
		old := c.order.Remove(last).(*cacheItem)
		delete(c.items, old.key)
		c.left += len(old.data) + itemOverhead
	}
	c.left -= cost
	c.items[key] = c.order.PushFront(&cacheItem{key, o})
}

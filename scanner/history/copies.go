// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"bytes"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/outgate/outgate/scanner"
)

// base says what a blob that was just read out of the pack in a state takes over
// from the one that it is stored as a change of. nil: it is stored whole, or what
// it builds on is no longer in memory, or is not what its id stands for.
func (s *store) base(id plumbing.Hash, state string, data []byte) *scanner.Base {
	for _, p := range s.packs {
		if at, ok := p.offset(id); ok && p.state == state {
			return p.base(at, data)
		}
	}
	return nil
}

func (p *pack) base(at int64, data []byte) *scanner.Base {
	r := p.readers.Get().(*packReader)
	defer p.readers.Put(r)
	h, err := r.header(at)
	if err != nil || h.base == 0 {
		return nil
	}
	o, ok := p.cache.get(p, h.base)
	if !ok {
		return nil
	}
	if o.checked.IsZero() {
		id, ok := p.index.idAt(h.base)
		if !ok || check(id, o.object) != nil {
			return nil
		}
		o.checked = id
		p.cache.checked(p, h.base, id)
	}
	delta, err := r.inflateDelta(h.data, h.size)
	if err != nil {
		return nil
	}
	b := &scanner.Base{Blob: o.checked.String(), Size: len(o.data), Copies: copiesOf(delta)}
	for _, c := range b.Copies { // whatever the delta is, and whenever it was read: nothing is believed
		if c.From+c.Len > len(o.data) || c.To+c.Len > len(data) || !bytes.Equal(o.data[c.From:c.From+c.Len], data[c.To:c.To+c.Len]) {
			return nil
		}
	}
	return b
}

// copiesOf returns what a delta takes over from its base, in order. Copies that go
// on where the one before ended are one. A malformed delta has none.
func copiesOf(delta []byte) (copies []scanner.Copy) {
	_, delta, err := deltaSize(delta)
	if err == nil {
		_, delta, err = deltaSize(delta)
	}
	to := 0
	for err == nil && len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		if op&0x80 == 0 {
			if op == 0 || int(op) > len(delta) {
				return nil
			}
			to += int(op)
			delta = delta[op:]
			continue
		}
		var from, n int
		if from, n, delta, err = copyArgs(op, delta); err != nil {
			return nil
		}
		if last := len(copies) - 1; last >= 0 && copies[last].To+copies[last].Len == to && copies[last].From+copies[last].Len == from {
			copies[last].Len += n
		} else {
			copies = append(copies, scanner.Copy{To: to, From: from, Len: n})
		}
		to += n
	}
	return copies
}

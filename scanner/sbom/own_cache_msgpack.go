// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"fmt"
	"math"
)

// messagePack reads one value of MessagePack: map[string]any (with keys printed), []any,
// string, int64, float64, bool, nil; bytes are strings, and extensions nil. It knows the
// extension "records" of msgpackr, maps whose names are written once: 0xd4 'r' ID, the list
// of names and the values; later ID and the values.
func messagePack(data []byte) (any, error) {
	r := packReader{rest: data, records: map[byte][]any{}}
	return r.value(0)
}

const maxPackDepth = 64

type packReader struct {
	rest    []byte
	records map[byte][]any // names by ID
}

// take returns the next bytes.
func (r *packReader) take(n uint64) ([]byte, error) {
	if n > uint64(len(r.rest)) {
		return nil, errDamaged
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out, nil
}

// number reads an unsigned number of so many bytes.
func (r *packReader) number(bytes int) (n uint64, err error) {
	b, err := r.take(uint64(bytes))
	for _, x := range b {
		n = n<<8 | uint64(x)
	}
	return n, err
}

func (r *packReader) value(depth int) (any, error) {
	b, err := r.take(1)
	if err != nil || depth > maxPackDepth {
		return nil, errDamaged
	}
	switch t := b[0]; {
	case t < 0x40:
		return int64(t), nil
	case t < 0x80:
		if names, ok := r.records[t]; ok {
			return r.record(names, depth)
		}
		return int64(t), nil
	case t < 0x90:
		return r.pairs(uint64(t&0x0f), depth)
	case t < 0xa0:
		return r.list(uint64(t&0x0f), depth)
	case t < 0xc0:
		return r.text(uint64(t & 0x1f))
	case t >= 0xe0:
		return int64(int8(t)), nil
	default:
		return r.other(t, depth)
	}
}

// other reads the types that have a byte of their own.
func (r *packReader) other(t byte, depth int) (any, error) {
	switch t {
	case 0xc0, 0xc1:
		return nil, nil
	case 0xc2, 0xc3:
		return t == 0xc3, nil
	case 0xca:
		n, err := r.number(4)
		return float64(math.Float32frombits(uint32(n))), err
	case 0xcb:
		n, err := r.number(8)
		return math.Float64frombits(n), err
	case 0xcc, 0xcd, 0xce, 0xcf:
		n, err := r.number(1 << (t - 0xcc))
		return int64(n), err
	case 0xd0, 0xd1, 0xd2, 0xd3:
		n, err := r.number(1 << (t - 0xd0))
		shift := 64 - 8<<(t-0xd0)
		return int64(n<<shift) >> shift, err
	case 0xd4:
		return r.short(depth)
	case 0xd5, 0xd6, 0xd7, 0xd8: // extensions of 2, 4, 8, 16 bytes
		_, err := r.take(1 + 1<<(t-0xd4))
		return nil, err
	}
	sizes := map[byte]int{0xc4: 1, 0xc5: 2, 0xc6: 4, 0xc7: 1, 0xc8: 2, 0xc9: 4, 0xd9: 1, 0xda: 2, 0xdb: 4, 0xdc: 2, 0xdd: 4, 0xde: 2, 0xdf: 4}
	n, err := r.number(sizes[t])
	if err != nil {
		return nil, err
	}
	switch t {
	case 0xc7, 0xc8, 0xc9:
		_, err := r.take(n + 1)
		return nil, err
	case 0xdc, 0xdd:
		return r.list(n, depth)
	case 0xde, 0xdf:
		return r.pairs(n, depth)
	}
	return r.text(n)
}

// short reads an extension of one byte: a record with its names, or anything.
func (r *packReader) short(depth int) (any, error) {
	b, err := r.take(2)
	if err != nil || b[0] != 'r' {
		return nil, err
	}
	names, err := r.value(depth + 1)
	if err != nil {
		return nil, err
	}
	list, ok := names.([]any)
	if !ok || b[1] < 0x40 || b[1] >= 0x80 {
		return nil, errDamaged
	}
	r.records[b[1]] = list
	return r.record(list, depth)
}

func (r *packReader) record(names []any, depth int) (any, error) {
	out := map[string]any{}
	for _, name := range names {
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		text, _ := name.(string)
		out[text] = v
	}
	return out, nil
}

func (r *packReader) pairs(n uint64, depth int) (any, error) {
	out := map[string]any{}
	for range n {
		key, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if out[fmt.Sprint(key)], err = r.value(depth + 1); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *packReader) list(n uint64, depth int) (any, error) {
	var out []any
	for range n {
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (r *packReader) text(n uint64) (any, error) {
	b, err := r.take(n)
	return string(b), err
}

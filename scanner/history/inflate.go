// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io"
)

var errZlib = errors.New("compressed data is malformed")

// inflater undoes zlib (RFC 1950 and 1951) from memory to memory. A pack says
// how large an object is before it comes, so that the output needs no window
// and the input no reader: compress/zlib takes about three times as long for
// objects of a few kilobytes. A fuzz test holds it against compress/zlib.
type inflater struct {
	src  []byte // not read yet
	buf  uint64 // bits that were read, the next one lowest
	n    int    // valid bits of buf
	dst  []byte
	out  int // bytes of dst that are written
	lens [maxLit + maxDist]uint8
	lit  table
	dist table
}

// ratio is what deflate can shrink at best, rounded up: a size beyond it is a lie.
const ratio = 1032

// whole fills dst with a zlib stream that must end when dst is full.
func (z *inflater) whole(dst, src []byte) error {
	ended, err := z.run(dst, src)
	switch {
	case err != nil:
		return err
	case !ended:
		return errors.New("object is larger than stated")
	case z.out < len(dst):
		return io.ErrUnexpectedEOF
	}
	z.buf >>= z.n & 7
	z.n &^= 7
	sum, ok := z.bytes4()
	if !ok {
		return io.ErrUnexpectedEOF
	}
	if sum != adler32.Checksum(dst) {
		return errors.New("checksum of the compressed data is wrong")
	}
	return nil
}

// head fills dst with the beginning of a stream.
func (z *inflater) head(dst, src []byte) error {
	_, err := z.run(dst, src)
	if err == nil && z.out < len(dst) {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// bytes4 reads the big-endian number behind the last block.
func (z *inflater) bytes4() (v uint32, ok bool) {
	for range 4 {
		if z.n >= 8 {
			v = v<<8 | uint32(z.buf&0xff)
			z.buf >>= 8
			z.n -= 8
			continue
		}
		if len(z.src) == 0 {
			return 0, false
		}
		v = v<<8 | uint32(z.src[0])
		z.src = z.src[1:]
	}
	return v, true
}

// run decodes blocks until the last one ends, or something would be written
// behind the end of dst.
func (z *inflater) run(dst, src []byte) (ended bool, err error) {
	z.dst, z.out, z.buf, z.n = dst, 0, 0, 0
	if len(src) < 2 {
		return false, io.ErrUnexpectedEOF
	}
	if src[0]&15 != 8 || src[0]>>4 > 7 || binary.BigEndian.Uint16(src)%31 != 0 || src[1]&0x20 != 0 {
		return false, errZlib
	}
	z.src = src[2:]
	for {
		header, ok := z.take(3)
		if !ok {
			return false, io.ErrUnexpectedEOF
		}
		full := false
		switch header >> 1 {
		case 0:
			full, err = z.stored()
		case 1:
			full, err = z.block(fixed())
		case 2:
			if err = z.dynamic(); err == nil {
				full, err = z.block(&z.lit, &z.dist)
			}
		default:
			err = errZlib
		}
		if err != nil || full || header&1 == 1 {
			return err == nil && !full, err
		}
	}
}

// take reads up to 16 bits.
func (z *inflater) take(n int) (uint32, bool) {
	z.fill()
	if z.n < n {
		return 0, false
	}
	v := uint32(z.buf) & (1<<n - 1)
	z.buf >>= n
	z.n -= n
	return v, true
}

// fill makes at least 56 bits ready, or all that are left.
func (z *inflater) fill() {
	if len(z.src) >= 8 {
		z.buf |= binary.LittleEndian.Uint64(z.src) << z.n
		took := (63 - z.n) >> 3
		z.src = z.src[took:]
		z.n += took << 3
		z.buf &= 1<<z.n - 1
		return
	}
	for z.n <= 56 && len(z.src) > 0 {
		z.buf |= uint64(z.src[0]) << z.n
		z.src = z.src[1:]
		z.n += 8
	}
}

func (z *inflater) stored() (full bool, err error) {
	z.buf >>= z.n & 7
	z.n &^= 7
	n, ok := z.take(16)
	not, ok2 := z.take(16)
	if !ok || !ok2 {
		return false, io.ErrUnexpectedEOF
	}
	if n != ^not&0xffff {
		return false, errZlib
	}
	for ; n > 0 && z.n > 0; n-- { // bytes that are in buf already
		if z.out == len(z.dst) {
			return true, nil
		}
		z.dst[z.out] = byte(z.buf)
		z.out++
		z.buf >>= 8
		z.n -= 8
	}
	took := copy(z.dst[z.out:], z.src[:min(int(n), len(z.src))])
	z.out += took
	z.src = z.src[took:]
	switch {
	case took == int(n):
		return false, nil
	case z.out == len(z.dst):
		return true, nil
	}
	return false, io.ErrUnexpectedEOF
}

func (z *inflater) dynamic() error {
	head, ok := z.take(14)
	if !ok {
		return io.ErrUnexpectedEOF
	}
	lits, dists, codes := int(head&31)+257, int(head>>5&31)+1, int(head>>10)+4
	if lits > maxLit || dists > maxDist {
		return errZlib
	}
	var lens [len(codeOrder)]uint8
	for _, i := range codeOrder[:codes] {
		l, ok := z.take(3)
		if !ok {
			return io.ErrUnexpectedEOF
		}
		lens[i] = uint8(l)
	}
	if !z.lit.build(lens[:], lengths[:]) {
		return errZlib
	}
	for i := 0; i < lits+dists; {
		z.fill()
		e := z.lit.e[z.buf&(1<<z.lit.root-1)]
		if e == 0 || e.size() > z.n {
			return stopped(z.src, z.n)
		}
		z.buf >>= e.size()
		z.n -= e.size()
		symbol := e.value()
		if symbol < 16 {
			z.lens[i] = uint8(symbol)
			i++
			continue
		}
		width, least, fill := 2, 3, uint8(0)
		switch symbol {
		case 16:
			if i == 0 {
				return errZlib
			}
			fill = z.lens[i-1]
		case 17:
			width = 3
		default:
			width, least = 7, 11
		}
		times, ok := z.take(width)
		if !ok {
			return io.ErrUnexpectedEOF
		}
		end := i + least + int(times)
		if end > lits+dists {
			return errZlib
		}
		for ; i < end; i++ {
			z.lens[i] = fill
		}
	}
	if !z.lit.build(z.lens[:lits], literals[:]) || !z.dist.build(z.lens[lits:lits+dists], distances[:]) {
		return errZlib
	}
	return nil
}

// block decodes the symbols of one block. full means that dst has no room for
// the next of them. It works on copies of the state, which stay in registers.
func (z *inflater) block(lits, dists *table) (full bool, err error) {
	src, buf, n, dst, out := z.src, z.buf, z.n, z.dst, z.out
	lit, litMask, dist, distMask := &lits.e, uint64(1)<<lits.root-1, &dists.e, uint64(1)<<dists.root-1
loop:
	for {
		// 48 bits are enough for a length, its distance and the extra bits of both.
		if len(src) >= 8 {
			buf |= binary.LittleEndian.Uint64(src) << (n & 63)
			took := (63 - n) >> 3
			src = src[took:]
			n += took << 3
			buf &= 1<<(n&63) - 1
		} else {
			for n <= 56 && len(src) > 0 {
				buf |= uint64(src[0]) << (n & 63)
				src = src[1:]
				n += 8
			}
		}
		e := lit[buf&litMask]
		for e&isLiteral != 0 && n >= 48 { // several of one filling
			if out == len(dst) {
				full = true
				break loop
			}
			dst[out] = byte(e >> 16)
			out++
			buf >>= e & 15
			n -= int(e & 15)
			e = lit[buf&litMask]
		}
		if n < 48 && len(src) >= 8 {
			continue
		}
		if e&isLink != 0 {
			buf >>= rootBits
			n -= rootBits
			e = lit[e.sum(buf)]
		}
		buf >>= e & 15
		if n -= int(e & 15); e == 0 || n < 0 {
			err = stopped(src, n)
			break
		}
		if e&isLiteral != 0 {
			if out == len(dst) {
				full = true
				break
			}
			dst[out] = byte(e >> 16)
			out++
			continue
		}
		if e&isEnd != 0 {
			break
		}
		length := e.sum(buf)
		buf >>= e.extra()
		d := dist[buf&distMask]
		if n -= e.extra(); d&isLink != 0 {
			buf >>= rootBits
			n -= rootBits
			d = dist[d.sum(buf)]
		}
		buf >>= d & 15
		back := d.sum(buf)
		buf >>= d.extra()
		if n -= int(d&15) + d.extra(); d == 0 || n < 0 {
			err = stopped(src, n)
			break
		}
		if back > out {
			err = errZlib
			break
		}
		if length > len(dst)-out {
			length, full = len(dst)-out, true
		}
		if from := out - back; back >= length {
			copy(dst[out:out+length], dst[from:from+length])
		} else {
			for i := range length {
				dst[out+i] = dst[from+i]
			}
		}
		if out += length; full {
			break
		}
	}
	z.src, z.buf, z.n, z.out = src, buf, n, out
	return full, err
}

// stopped is why no symbol could be decoded with n bits left.
func stopped(src []byte, n int) error {
	if len(src) == 0 && n < maxCode {
		return io.ErrUnexpectedEOF
	}
	return errZlib
}

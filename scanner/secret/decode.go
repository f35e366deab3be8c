// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"cmp"
	"context"
	"path"
	"slices"
	"strings"
)

const (
	maxDepth   = 2        // encodings, one around the other, that are read
	maxDecoded = 64 << 20 // decoded bytes that are searched for one file, at all depths
)

// inner is what only a candidate found in decoded bytes has. Its spans are
// those of the encoded text.
type inner struct {
	encodings   string // outermost first, joined by +
	length      int    // bytes of the value
	fingerprint string
}

// decode searches what the tokens of a text stand for, and takes what it finds
// among the findings. depth is how many encodings may still be taken off.
func (s *scan) decode(ctx context.Context, depth int) error {
	if depth == 0 || s.stopped != "" {
		return nil
	}
	var found []candidate
	var standIns []span
	var err error
	f := &finder{alphabets: s.alphabets, text: s.text, reach: s.reach, min: s.leastToken()}
	if s.again != nil {
		f.zones = s.again.words
	}
	f.yield = func(t *token) bool {
		if err = s.inside(ctx, t, depth, &found); err != nil || s.stopped != "" {
			return false
		}
		if t.name != (span{}) && isText(t.plain) && (template(t.plain) || standIn(t.plain) || saysNothing(t.plain)) {
			standIns = append(standIns, t.span)
		}
		return true
	}
	f.all(s.binary)
	s.reread = f.live
	if err == nil {
		s.join(found, standIns)
	}
	return err
}

// leastToken is how short a token of digits may be.
func (s *scan) leastToken() int {
	if s.least == 0 {
		s.least = minToken
		if !s.binary && holdsSecretManifest(s.path, s.text) {
			s.least = minShort
		}
	}
	return s.least
}

// holdsSecretManifest tells a Kubernetes manifest with a Secret, whose values
// are base64 however short they are.
func holdsSecretManifest(name string, text []byte) bool {
	switch path.Ext(name) {
	case ".yaml", ".yml", ".json", ".tpl":
		for at := 0; ; {
			n := bytes.Index(text[at:], []byte("Secret"))
			if n < 0 {
				return false
			}
			before, after := text[:at+n], text[at+n+len("Secret"):]
			if bytes.HasSuffix(before, []byte("kind: ")) || bytes.HasPrefix(after, []byte{'"'}) && (bytes.HasSuffix(before, []byte(`"kind": "`)) || bytes.HasSuffix(before, []byte(`"kind":"`))) {
				return true
			}
			at += n + len("Secret")
		}
	}
	return false
}

// inside searches the plain text of a token as if it stood in the file. The
// value of an assignment is read together with its name.
func (s *scan) inside(ctx context.Context, t *token, depth int, found *[]candidate) error {
	if *s.toDecode -= len(t.plain); *s.toDecode < 0 {
		s.stopped = "too much encoded text: the rest of it was not decoded"
		return nil
	}
	sub := &scan{engine: s.engine, scratch: s.borrow(), path: s.path, binary: s.binary || !isText(t.plain), dialect: data, commit: s.commit, work: s.work, toDecode: s.toDecode, text: t.plain}
	if bytes.HasPrefix(t.plain, []byte(`{"version":3`)) { // a source map holds program text
		sub.dialect = code
	}
	lead := 0
	if t.name.end > t.name.start && !sub.binary {
		name, value := s.text[t.name.start:t.name.end], bytes.TrimRight(t.plain, "\r\n")
		lead = len(name) + len(": ")
		sub.text = slices.Concat(name, []byte(": "), t.plain)
		sub.last, sub.lastOK = assignment{name: span{0, len(name)}, value: span{lead, lead + len(value)}}, true
	}
	err := sub.run(ctx)
	why := ""
	if err == nil {
		_, why, err = sub.foreign(ctx)
	}
	if err == nil {
		err = sub.decode(ctx, depth-1)
	}
	s.work = sub.work
	s.stopped = cmp.Or(sub.stopped, why, s.stopped)
	for _, c := range sub.found {
		if c.inner == nil {
			c.inner = &inner{t.encoding, c.value.end - c.value.start, sub.fingerprint(c)}
		} else {
			c.inner = &inner{t.encoding + "+" + c.inner.encodings, c.inner.length, c.inner.fingerprint}
		}
		c.value, c.whole, c.name = t.outside(c.value, lead), t.outside(c.whole, lead), span{}
		*found = append(*found, c)
	}
	if len(*found) > 2*maxFindings {
		s.stopped = tooManySecrets
	}
	sub.giveBack()
	return err
}

// outside turns a span of the plain text, before which lead bytes were put, into
// one of the encoded text.
func (t *token) outside(v span, lead int) span {
	start := t.at(max(0, v.start-lead))
	return span{start, max(start, t.at(max(0, v.end-lead-1))) + 1}
}

// join takes findings in decoded text among those of the text around it. What
// the text already says is not said again; a value that was taken for a secret
// as it stands gives way to what it stands for, and goes when that is a stand-in.
func (s *scan) join(found []candidate, standIns []span) {
	if len(found)+len(standIns) == 0 {
		return
	}
	gone := make([]bool, len(s.found))
	slices.SortFunc(standIns, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	for i, c := range s.found {
		n, _ := slices.BinarySearchFunc(standIns, c.value.start+1, func(t span, start int) int { return cmp.Compare(t.start, start) })
		gone[i] = n > 0 && c.value.end <= standIns[n-1].end && s.rules[c.rule].name != nil
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(strings.Count(a.inner.encodings, "+"), strings.Count(b.inner.encodings, "+")), cmp.Compare(a.value.start, b.value.start), cmp.Compare(s.rules[a.rule].ID, s.rules[b.rule].ID))
	})
	type identity struct {
		rule        int
		fingerprint string
	}
	taken := map[identity][]span{}
	var more []candidate
	for _, c := range found {
		id := identity{c.rule, c.inner.fingerprint}
		if slices.ContainsFunc(taken[id], c.whole.overlaps) || !s.yields(c, gone) {
			continue
		}
		taken[id] = append(taken[id], c.whole)
		more = append(more, c)
	}
	kept := s.found[:0]
	for i, c := range s.found {
		if !gone[i] {
			kept = append(kept, c)
		}
	}
	s.found = append(kept, more...)
	slices.SortStableFunc(s.found, func(a, b candidate) int { return cmp.Compare(a.value.start, b.value.start) })
	if len(s.found) > maxFindings {
		s.found = s.found[:maxFindings]
		s.stopped = tooManySecrets
	}
}

func (v span) overlaps(o span) bool { return v.start < o.end && o.start < v.end }

// yields reports whether all findings of the text that overlap one in decoded
// text give way to it, and marks them as gone.
func (s *scan) yields(c candidate, gone []bool) bool {
	from, _ := slices.BinarySearchFunc(s.found, c.whole.start, func(o candidate, start int) int { return cmp.Compare(o.whole.end, start+1) })
	to := from
	for ; to < len(s.found) && s.found[to].whole.start < c.whole.end; to++ {
		o := &s.found[to]
		same := o.rule == c.rule && o.value.end-o.value.start == c.inner.length
		if same || s.rules[o.rule].name == nil {
			return false
		}
	}
	for i := from; i < to; i++ {
		gone[i] = true
	}
	return true
}

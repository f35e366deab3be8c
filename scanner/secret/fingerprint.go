// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Identity. A value that nobody can guess is named by a hash of rule and value,
// so that it is recognized wherever it turns up. A guessable one must not be:
// whoever holds a report could try words until the hash fits. It is named by
// rule, path, name, length and the line around it, without the value and without
// a comment that speaks for it; two such secrets of one length on equal lines of
// one file share a fingerprint.

// minBits is what makes a value unguessable: entropy times length.
const minBits = 72

func (s *scan) fingerprint(c candidate) string {
	r := &s.rules[c.rule]
	id := r.ID
	value := s.text[c.value.start:c.value.end]
	if len(value) >= 20 && entropy(value)*float64(len(value)) >= minBits && (r.tier == 0 || s.random(value)) {
		return digest("value", []byte(id), value)
	}
	before, after := s.lineAround(c.value)
	before, after = scanner.WithoutInline(before), scanner.WithoutInline(after)
	before, after = before[max(0, len(before)-200):], after[:min(len(after), 200)]
	return digest("place", []byte(id), []byte(s.path), s.text[c.name.start:c.name.end], binary.BigEndian.AppendUint32(nil, uint32(len(value))), collapsed(before), collapsed(after))
}

func collapsed(b []byte) []byte { return bytes.Join(bytes.Fields(b), []byte{' '}) }

// lineAround returns what stands on the line before and behind a value, as far
// as a comment that speaks for it may be away.
func (s *scan) lineAround(v span) (before, after []byte) {
	before = s.text[max(0, v.start-scanner.MaxInlineReach):v.start]
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	after = s.text[v.end:min(len(s.text), v.end+scanner.MaxInlineReach)]
	if cut := bytes.IndexByte(after, '\n'); cut >= 0 {
		after = after[:cut]
	}
	return before, after
}

// inline is what a comment on the line says for a finding. A reason that repeats
// a value of the file is left out.
func (s *scan) inline(c candidate, path, fingerprint string, line int) *inventory.Suppression {
	if s.binary {
		return nil
	}
	before, after := s.lineAround(c.value)
	word := scanner.InlineSuppression(fingerprint, before, after)
	if word == nil {
		return nil
	}
	word.Path, word.Line = path, line
	for _, o := range s.found {
		if bytes.Contains([]byte(word.Reason), s.text[o.value.start:o.value.end]) {
			word.Reason = ""
		}
	}
	return word
}

// digest is SHA-256 over the fields, each led by its length, cut to 128 bits.
func digest(kind string, fields ...[]byte) string {
	h := sha256.New()
	var n [8]byte
	for _, f := range append([][]byte{[]byte(kind)}, fields...) {
		binary.BigEndian.PutUint64(n[:], uint64(len(f)))
		h.Write(n[:])
		h.Write(f)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// secrets turns the findings, which are in order, into facts.
func (s *scan) secrets(f *scanner.File) []inventory.Secret {
	tiers := [...]string{inventory.TierStructured, inventory.TierAssigned, inventory.TierWeak}
	status := inventory.StatusInTree
	if f.Commit != "" {
		status = inventory.StatusRemoved
	}
	out := make([]inventory.Secret, 0, len(s.found))
	line, at := 1, 0
	for _, c := range s.found {
		if c.value.start >= at {
			line += bytes.Count(s.text[at:c.value.start], []byte{'\n'})
		} else {
			line -= bytes.Count(s.text[c.value.start:at], []byte{'\n'})
		}
		at = c.value.start
		r := &s.rules[c.rule]
		in := c.inner
		if in == nil {
			in = &inner{"", c.value.end - c.value.start, s.fingerprint(c)}
		}
		out = append(out, inventory.Secret{
			Rule: r.ID, Title: r.Title, Tier: tiers[c.tier], Context: f.Role,
			Location: inventory.Location{Path: f.Path, Commit: f.Commit, StartLine: line, EndLine: line + bytes.Count(s.text[c.value.start:c.value.end], []byte{'\n'})},
			Blob:     f.Blob, Trace: inventory.Trace{Status: status}, Decoded: in.encodings, Length: in.length, Fingerprint: in.fingerprint, Suppression: s.inline(c, f.Path, in.fingerprint, line),
		})
	}
	return out
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	classifier "github.com/google/licenseclassifier/v2"
	"github.com/google/licenseclassifier/v2/assets"
)

// judge is licenseclassifier, loaded with the documents that were asked for so
// far. Documents beyond those asked for cannot match (they fail one of the
// tests that the engine made before), so an answer does not depend on what
// other files needed.
type judge struct {
	corpus *corpus
	index  map[string]int32 // "kind/name/variant" -> document

	mu     sync.RWMutex
	lc     *classifier.Classifier
	loaded []bool
}

// filler is a word outside the dictionary.
const filler = "qzqzq"

func newJudge(c *corpus) *judge {
	j := &judge{corpus: c, index: make(map[string]int32, len(c.docs)), loaded: make([]bool, len(c.docs)), lc: classifier.NewClassifier(threshold)}
	for i := range c.docs {
		j.index[c.docs[i].path] = int32(i)
	}
	// One document with every word gives all words the numbers they always have.
	j.lc.AddContent("Dictionary", "all", "words", []byte(spelledOut(filler+" "+strings.Join(c.dict.words[1:], " "))))
	return j
}

// spelledOut protects cleaned words from being cleaned once more:
// licenseclassifier drops the s of https, also inside httpscripts.
func spelledOut(words string) string { return strings.ReplaceAll(words, "https", "http.s") }

func (j *judge) load(docs []int32) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, d := range docs {
		if j.loaded[d] {
			continue
		}
		doc := &j.corpus.docs[d]
		text, err := assets.ReadLicenseFile(doc.path)
		if err != nil {
			return err
		}
		j.lc.AddContent(doc.kind, doc.name, doc.variant, text)
		j.loaded[d] = true
	}
	return nil
}

func (j *judge) ready(docs []int32) bool {
	for _, d := range docs {
		if !j.loaded[d] {
			return false
		}
	}
	return true
}

// ask shows licenseclassifier one region.
func (j *judge) ask(content []byte, s *scratch, r region, docs []int32) []answer {
	text := content[s.toks.off[r.from]:wordEnd(content, s, r.to-1)]
	text = append(slices.Clip(text), j.padding(s, r, docs)...)
	j.mu.RLock()
	for !j.ready(docs) {
		j.mu.RUnlock()
		if err := j.load(docs); err != nil {
			return nil // the same file was read when the corpus was built
		}
		j.mu.RLock()
	}
	res := j.lc.Match(text)
	j.mu.RUnlock()
	var out []answer
	for _, m := range res.Matches {
		d, ok := j.index[m.MatchType+"/"+m.Name+"/"+m.Variant]
		if !ok || m.StartTokenIndex >= r.to-r.from {
			continue // a dated copyright line, or the dictionary
		}
		out = append(out, answer{d, m.Confidence, m.StartTokenIndex, min(m.EndTokenIndex, r.to-r.from-1)})
	}
	slices.SortFunc(out, func(a, b answer) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(b.last, a.last), cmp.Compare(b.confidence, a.confidence), cmp.Compare(a.doc, b.doc))
	})
	return out
}

// wordEnd is the offset after the word: the start of the next one, or the end
// of its line.
func wordEnd(content []byte, s *scratch, i int) int {
	start := int(s.toks.off[i])
	if i+1 < s.toks.len() && s.toks.line[i+1] == s.toks.line[i] {
		return int(s.toks.off[i+1])
	}
	if n := bytes.IndexByte(content[start:], '\n'); n >= 0 {
		end := start + n
		if i+1 < s.toks.len() && end > start && content[end-1] == '-' { // the word goes on in the next line
			return int(s.toks.off[i+1])
		}
		return end
	}
	return len(content)
}

// padding repeats, after the region, words that the whole text has and the
// region lacks, so that licenseclassifier's test of the region has the same
// outcome as its test of the whole text. No two of them stand together, so
// they can match nothing.
func (j *judge) padding(s *scratch, r region, docs []int32) []byte {
	have := map[uint16]uint32{}
	for _, id := range s.toks.ids[r.from:r.to] {
		have[id]++
	}
	want := map[uint16]uint32{}
	for _, d := range docs {
		for _, w := range j.corpus.docs[d].words {
			if n := uint32(w.count); have[w.id] < n && s.counts[w.id] >= n {
				want[w.id] = max(want[w.id], n-have[w.id])
			}
		}
	}
	if len(want) == 0 {
		return nil
	}
	ids := make([]uint16, 0, len(want))
	for id := range want {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	b := []byte("\n")
	for _, id := range ids {
		for range want[id] {
			b = append(b, filler+" "...)
			b = append(b, spelledOut(j.corpus.dict.words[id])...)
			b = append(b, ' ')
		}
	}
	return append(b, filler...)
}

func sortMatches(ms []match) {
	slices.SortFunc(ms, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(b.confidence, a.confidence), strings.Compare(a.name, b.name), strings.Compare(a.kind, b.kind), strings.Compare(a.variant(), b.variant()))
	})
}

func (m match) variant() string {
	if m.doc == nil {
		return ""
	}
	return m.doc.variant
}

// plain is unmodified licenseclassifier over whole files: the yardstick of the engine.
type plain struct{ lc *classifier.Classifier }

func newPlain() (*plain, error) {
	lc, err := assets.DefaultClassifier()
	if err != nil {
		return nil, err
	}
	return &plain{lc}, nil
}

func (p *plain) find(content []byte) []match {
	starts := lineStarts(content)
	offset := func(line int) int { return starts[min(max(line-1, 0), len(starts)-1)] }
	var out []match
	for _, m := range p.lc.Match(content).Matches {
		if m.MatchType == "Copyright" {
			continue
		}
		out = append(out, match{
			kind: m.MatchType, name: m.Name, confidence: m.Confidence,
			start: offset(m.StartLine), end: max(offset(m.EndLine+1)-1, offset(m.StartLine)), first: m.StartLine, last: m.EndLine,
		})
	}
	sortMatches(out)
	return out
}

func lineStarts(content []byte) []int {
	starts := []int{0}
	for i, c := range content {
		if c == '\n' && i+1 < len(content) {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxFindings = 1000
	// maxWork bounds the work on one file, in bytes that pass through an
	// anchored regular expression (some 100 ns each). Ordinary files need a
	// few thousand, dumps of many megabytes a few hundred thousand.
	maxWork    = 24 << 20
	costTry    = 8  // of starting a regular expression
	costSearch = 16 // of a byte in a search that is not anchored
	costTest   = 96 // of the name and value tests of an assignment
	costParse  = 10 // of reading an assignment
	// near is how far behind a keyword a match may begin that does not contain it.
	near = 48
	// wholeEnough is the length from which a part of a value tells as much as the value.
	wholeEnough = 100
	// step is how many bytes are read between two looks at the context.
	step = 1 << 13
	// minHalves times the longest keyword is a text that is worth to be cut in two.
	minHalves = 8
)

// scan is the search through one content.
type scan struct {
	*engine
	*scratch
	text    []byte
	path    string
	binary  bool
	dialect dialect
	commit  string // "" in the tree
	raw     *rawText

	found   []candidate
	claimed []span // values that belong to a rule they do not fit
	done    []int  // per rule: where its last match ended
	work    int
	stopped string
	last    assignment // of the last keyword in an assignment, for the next keyword in the same name
	lastOK  bool
	blind   int // last keyword position read as assignment

	toDecode *int // bytes that may still be decoded, at all depths

	least int // see leastToken

	notes  bool   // that spots and reread are wanted
	again  *again // where to look; nil for everywhere
	met    int    // where the keyword ends that is looked at
	live   bool   // what stands there has to be looked at again wherever it is copied
	spots  []spot // of the keywords that are such
	idle   int    // work on places since the last spot
	spared int    // work on places that were not looked at again
	reread []span // the same of encoded text
}

const tooManySecrets = "more than 1000 secrets: the rest of the file was not searched"

// candidate is a match that passed every test.
type candidate struct {
	rule  int
	tier  int
	value span
	whole span   // what the pattern matched, for overlaps
	name  span   // of the assignment; empty for a rule over text
	inner *inner // of a finding in decoded bytes
}

func (s *scan) run(ctx context.Context) error {
	var known []spot
	zones := []span{{0, len(s.text)}}
	if s.again != nil {
		known, zones = s.again.spots, s.again.zones
	}
	for _, z := range zones {
		for ; len(known) > 0 && int(known[0].end) <= z.start && s.stopped == ""; known = known[1:] {
			s.meetAgain(known[0])
		}
		if err := s.search(ctx, z); err != nil {
			return err
		}
	}
	for ; len(known) > 0 && s.stopped == ""; known = known[1:] {
		s.meetAgain(known[0])
	}
	s.resolve()
	if s.stopped != "" {
		s.found = s.found[:min(len(s.found), maxFindings)]
	}
	return nil
}

// search looks for the keywords that end in a zone.
func (s *scan) search(ctx context.Context, z span) error {
	a := s.words
	state := uint32(0)
	for i := max(0, z.start-a.longest+1); i < z.start; i++ {
		state = a.next[state+uint32(a.class[s.text[i]])]
	}
	for from := z.start; from < z.end && s.stopped == ""; {
		if err := ctx.Err(); err != nil {
			return err
		}
		end := min(from+step, z.end)
		if end-from >= max(minHalves, minHalves*a.longest) { // foreign rules alone have no keywords here
			state, end = s.halves(from, end)
		} else {
			for i := from; i < end; i++ {
				if state = a.next[state+uint32(a.class[s.text[i]])]; state < a.accept {
					continue
				}
				if s.meet(state, i+1); s.stopped != "" {
					return nil
				}
			}
		}
		from = end
	}
	return nil
}

// halves searches from one place to about another one, in two halves side by side:
// while the processor waits for one row of the table it can ask for the other. The
// places are met in the order of the text.
func (s *scan) halves(from, to int) (state uint32, end int) {
	a := s.words
	next, class, accept := a.next, &a.class, a.accept
	n := (to - from) / 2
	var first, second uint32
	for i := max(0, from-a.longest+1); i < from; i++ {
		first = next[first+uint32(class[s.text[i]])]
	}
	for i := from + n - a.longest + 1; i < from+n; i++ {
		second = next[second+uint32(class[s.text[i]])]
	}
	left, right := s.text[from:from+n], s.text[from+n:][:n]
	s.early, s.late = s.early[:0], s.late[:0]
	for i, c := range left {
		first = next[first+uint32(class[c])]
		second = next[second+uint32(class[right[i]])]
		if first >= accept {
			s.early = append(s.early, spot{end: uint32(from + i + 1), state: first})
		}
		if second >= accept {
			s.late = append(s.late, spot{end: uint32(from + n + i + 1), state: second})
		}
	}
	for _, places := range [][]spot{s.early, s.late} {
		for _, p := range places {
			if s.stopped == "" {
				s.meet(p.state, int(p.end))
			}
		}
	}
	return second, from + 2*n
}

// meet tries the rules of the keywords that end at a place, as the state of the
// automaton tells.
func (s *scan) meet(state uint32, end int) {
	s.met, s.live = end, false
	before := s.work
	for _, k := range s.words.at(state) {
		s.keywordAt(int(k), end)
	}
	if !s.notes {
		return
	}
	if !s.live {
		s.idle += s.work - before
	}
	if s.live || s.idle > maxIdle {
		s.spots = append(s.spots, spot{uint32(end), state, uint32(s.idle)})
		s.idle = 0
	}
}

// meetAgain is meet for a place that the base has had.
func (s *scan) meetAgain(known spot) {
	s.idle, s.spared = s.idle+int(known.idle), s.spared+int(known.idle)
	if known.state != 0 {
		s.meet(known.state, int(known.end))
	}
}

// reads notes what of the text a rule has looked at before it turned a place
// away. What is not noted so has to call for another look: see again.go.
func (s *scan) reads(from, to int) {
	if from < s.met-s.reach || to > s.met+s.reach {
		s.live = true
	}
}

// keywordAt tries the rules of a keyword that ends at end.
func (s *scan) keywordAt(k, end int) {
	start := end - len(s.keyword[k])
	for _, i := range s.byWord[k] {
		r := &s.rules[i]
		if s.binary && (r.tier != 0 || r.name != nil) {
			continue
		}
		switch {
		case r.name != nil:
			s.assigned(i, start, end)
		case r.first:
			s.anchored(i, start)
		case r.behind:
			if start == 0 || !isAlnum(s.text[start-1]) {
				s.anchored(i, end)
			}
		default:
			s.around(i, start, end)
		}
	}
}

// spend counts work and reports whether there is any left.
func (s *scan) spend(n int) bool {
	s.work += n
	if s.work <= maxWork {
		return true
	}
	s.stopped = "too many places that look like secrets: the rest of the file was not searched"
	return false
}

// anchored tries a rule whose match begins at a place: that of the keyword, or
// that behind the name of a service.
func (s *scan) anchored(i, at int) {
	r := &s.rules[i]
	if until := s.until(i); at < until {
		s.live = s.live || until <= len(s.text) // or it does not look at this path
		return
	}
	if s.reads(at, at+r.MinLen); len(s.text)-at < r.MinLen {
		return
	}
	l := r.limits.get()
	for n := range l.guard {
		if at+n >= len(s.text) || !l.guard[n][s.text[at+n]] {
			return
		}
	}
	end, limit := at+len(l.guard), min(len(s.text), at+r.MaxLen)
	if r.behind {
		last, read, ok := s.lastToken(&r.run, at, limit)
		if s.reads(at, read); !ok {
			return
		}
		end = min(limit, last+2) // its padding
	}
	for !r.behind && end < limit && l.anywhere[s.text[end]] {
		end++
	}
	s.reads(at-1, end+utf8.UTFMax)
	if end-at < r.MinLen || !s.spend(end-at+costTry) {
		return
	}
	end = min(len(s.text), end+utf8.UTFMax)
	re, from := r.anchored, at
	if at > 0 && r.after != nil {
		re, from = r.after, at-1
	}
	key := s.nothing.key(i, at-from, s.text[from:end])
	if s.nothing.has(key) {
		return
	}
	m := re.get().FindSubmatchIndex(s.text[from:end])
	if m == nil {
		s.nothing.add(key)
		return
	}
	s.live = true
	s.match(i, from, m, at)
}

// around tries a rule that has the keyword somewhere in its match, or shortly
// before it.
func (s *scan) around(i, start, end int) {
	r := &s.rules[i]
	until := s.until(i)
	if until > len(s.text) { // it does not look at this path
		return
	}
	from := max(until, end-r.MaxLen, 0)
	s.live = s.live || from == until && until > 0
	s.reads(from-1, end+near+r.MaxLen+utf8.UTFMax)
	to := min(len(s.text), end+near+r.MaxLen+utf8.UTFMax)
	for to-from >= r.MinLen && s.spend((to-from)*costSearch) {
		cut := from
		if cut > 0 {
			cut-- // so that \b sees what stands before
		}
		key := s.nothing.key(i, from-cut, s.text[cut:to])
		if s.nothing.has(key) {
			return
		}
		m := r.search.get().FindSubmatchIndex(s.text[cut:to])
		if m == nil {
			s.nothing.add(key)
			return
		}
		if cut+m[0] > end+near {
			return
		}
		s.live = true
		if cut+m[0] >= from {
			s.match(i, cut, m, cut+m[0])
		}
		from = max(cut+m[1], from+1)
	}
}

// match takes a match of a rule over text; m counts from base.
func (s *scan) match(i, base int, m []int, start int) {
	r := &s.rules[i]
	value := span{base + m[2*r.SecretGroup], base + m[2*r.SecretGroup+1]}
	if m[2*r.SecretGroup] < 0 {
		return
	}
	if r.SecretGroup == 0 {
		value.start = start
	}
	s.done[i] = base + m[1]
	whole := span{start, base + m[1]}
	if r.behind && s.cut(value) {
		return
	}
	if r.behind { // what stands between the name of the service and the value is no part of a token
		whole = value
	}
	s.keep(candidate{rule: i, tier: r.tier, value: value, whole: whole})
}

// cut reports whether a value is the part of a longer one that a pattern could
// match: behind its quote no quote ends it, or a sign joins it to a letter or a digit.
func (s *scan) cut(v span) bool {
	if v.end == len(s.text) || v.end-v.start >= wholeEnough || s.text[v.end-1] == '=' {
		return false
	}
	end := s.text[v.end]
	if v.start > 1 && s.text[v.start-1] == '=' && strings.IndexByte("\"'`", s.text[v.start-2]) >= 0 {
		return true
	}
	if v.start > 0 && strings.IndexByte("\"'`", s.text[v.start-1]) >= 0 && end > ' ' && end < 0x7f && end != s.text[v.start-1] && strings.IndexByte("\"'`\\&,;)=:", end) < 0 {
		return true
	}
	return strings.IndexByte("?!;#@%^(", end) >= 0 && v.end+1 < len(s.text) && isAlnum(s.text[v.end+1])
}

// until returns the place where a rule's last match ended, beyond the text for
// a rule that does not look at this path.
func (s *scan) until(i int) int {
	if s.done == nil {
		if s.done, s.fresh = s.fresh, nil; s.done == nil {
			s.done = make([]int, len(s.rules))
		}
		for _, n := range s.excluded(s.path) {
			s.done[n] = len(s.text) + 1
		}
	}
	return s.done[i]
}

// assigned tries a rule over assignments at a keyword inside a name.
func (s *scan) assigned(i, start, end int) {
	s.live = true // far from the keyword, and in the light of what was read before
	if !(s.blind > end || s.blind == end) {
		inLast := s.lastOK && start >= s.last.name.start && end <= s.last.name.end
		if !inLast {
			if !s.spend(costParse) {
				return
			}
			s.last, s.lastOK = assignmentAt(s.text, start, end, s.dialect, s.raw)
			if s.lastOK {
				s.last.value = innerOf(s.text, defaultOf(s.text, s.last.value))
				s.lastOK = s.last.value.end > s.last.value.start && s.spend(s.last.items*costTest)
			}
		}
		s.blind = end
	}
	r := &s.rules[i]
	a := s.last
	if !s.lastOK || start < a.name.start || end > a.name.end || a.value.start < s.until(i) {
		return
	}
	value := s.text[a.value.start:a.value.end]
	fits := len(value) >= r.MinLen && len(value) <= r.MaxLen
	if !fits && !r.Exclusive || !s.spend(len(value)+costTest) {
		return
	}
	fits = fits && r.anchored.get().Match(value)
	if !fits && !r.Exclusive || !r.name.get().Match(s.text[a.name.start:a.name.end]) {
		return
	}
	if !fits {
		s.claimed = append(s.claimed, a.value)
		return
	}
	at := a.value
	if m := r.anchored.get().FindSubmatchIndex(value); m != nil && r.SecretGroup > 0 && m[2*r.SecretGroup] >= 0 {
		at = span{a.value.start + m[2*r.SecretGroup], a.value.start + m[2*r.SecretGroup+1]}
	}
	s.done[i] = a.value.end
	s.keep(candidate{rule: i, tier: r.tier, value: at, whole: a.value, name: a.name})
}

// defaultOf cuts "${NAME:default}" down to the default.
func defaultOf(text []byte, v span) span {
	b := text[v.start:v.end]
	if !bytes.HasPrefix(b, []byte("${")) || !bytes.HasSuffix(b, []byte("}")) {
		return v
	}
	colon := bytes.IndexByte(b, ':')
	if colon < 0 || bytes.LastIndex(b, []byte("${")) > 0 {
		return v
	}
	if colon+1 < len(b) && b[colon+1] == '-' {
		colon++
	}
	return span{v.start + colon + 1, v.end - 1}
}

// allowsWordOf reports a value with a stopword of the rule in it.
func (r *rule) allowsWordOf(value []byte) bool {
	if len(r.Allow.Stopwords) == 0 {
		return false
	}
	folded := bytes.ToLower(value)
	return slices.ContainsFunc(r.Allow.Stopwords, func(w string) bool { return bytes.Contains(folded, []byte(w)) })
}

// keep tests a match and takes it among the findings.
func (s *scan) keep(c candidate) {
	r := &s.rules[c.rule]
	value := s.text[c.value.start:c.value.end]
	if len(value) == 0 || r.MinEntropy > 0 && entropy(value) < r.MinEntropy {
		return
	}
	if blank(value) && !r.has("pem") {
		if !typed(value) || r.tier > 0 && !r.has("token") {
			return
		}
		c.tier = tierWeak
	}
	if r.allowsWordOf(value) {
		return
	}
	for _, re := range r.allow {
		if re.Match(value) {
			return
		}
	}
	if r.tier > 0 && (template(value) || s.marked(value)) {
		return
	}
	if s.binary && c.name == (span{}) && !printable(value) || r.tier == 0 && c.name == (span{}) && s.within(c.whole) {
		return
	}
	for _, check := range r.checks {
		tier, ok := check(s, &c)
		if !ok {
			return
		}
		c.tier = max(c.tier, tier)
	}
	s.found = append(s.found, c)
	if len(s.found) > 2*maxFindings {
		s.resolve()
	}
	if len(s.found) > maxFindings {
		s.stopped = tooManySecrets
	}
}

func printable(v []byte) bool {
	return !slices.ContainsFunc(v, func(c byte) bool { return c < ' ' && c != '\n' && c != '\r' && c != '\t' || c > 0x7e })
}

func (r *rule) has(check string) bool { return slices.Contains(r.Validate, check) }

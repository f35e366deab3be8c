// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Foreign rules keep the meaning that they have in gitleaks: a keyword anywhere in
// the file makes the rule run over all of it. What a run over the whole file would
// find is found with less reading:
//
//   - Every match contains one of the rule's literals (literals.go). With a greatest
//     length, all matches lie within that length of one, so only such windows are
//     read; windows that overlap are one.
//   - A match consists of bytes that the pattern can match, so a window is cut into
//     runs of these, each read with one byte of context on either side.
//
// Neither loses a match, adds one or moves its ends. The reading is bounded by
// maxForeignWork; beyond it the file gets a Gap.

// maxForeignWork bounds the work of all foreign rules on one file: bytes times
// the size of the program that reads them, over 64.
const maxForeignWork = 64 << 20

// foreignScan is the work of the foreign rules on one content.
type foreignScan struct {
	*scan
	live    []bool   // by rule: all that it asks of the file is there
	windows [][]span // by rule
	work    int
	matches []candidate
	stopped string
}

// foreign adds what the foreign rules find to s.found. why is "" when all of the
// content was searched. The rules that find the file by its path alone are returned apart.
func (s *scan) foreign(ctx context.Context) (byPath []*rule, why string, err error) {
	set := s.engine.foreignRules
	if set == nil {
		return nil, "", nil
	}
	fs := &foreignScan{scan: s}
	seen := make([]bool, set.count)
	if err := fs.pass(ctx, func(word, _ int) { seen[word] = true }); err != nil {
		return nil, "", err
	}
	fs.live = make([]bool, len(s.rules))
	reads := false
	for _, i := range set.rules {
		switch r := &s.rules[i]; {
		case !fs.applies(r, seen):
		case r.foreign.regex == nil:
			byPath = append(byPath, r)
		default:
			fs.live[i], reads = true, true
		}
	}
	if !reads {
		return byPath, "", nil
	}
	fs.windows = make([][]span, len(s.rules))
	if err := fs.pass(ctx, fs.hit); err != nil {
		return nil, "", err
	}
	for _, i := range set.rules {
		if err := ctx.Err(); err != nil {
			return nil, "", err
		}
		if fs.live[i] {
			fs.read(i)
		}
	}
	s.joinForeign(fs.matches)
	return byPath, fs.stopped, nil
}

// pass runs the automaton over the text.
func (fs *foreignScan) pass(ctx context.Context, word func(n, end int)) error {
	a := fs.engine.foreignRules.words
	state := uint32(0)
	for from := 0; from < len(fs.text); from += step {
		if err := ctx.Err(); err != nil {
			return err
		}
		end := min(from+step, len(fs.text))
		for i := from; i < end; i++ {
			state = a.next[state+uint32(a.class[fs.text[i]])]
			if state < a.accept {
				continue
			}
			for _, k := range a.at(state) {
				word(int(k), i+1)
			}
		}
	}
	return nil
}

// applies reports whether a rule is to be run on this content at all.
func (fs *foreignScan) applies(r *rule, seen []bool) bool {
	f := r.foreign
	one := func(words []int) bool {
		return len(words) == 0 || slices.ContainsFunc(words, func(n int) bool { return seen[n] })
	}
	switch {
	case !one(f.gate) || !one(f.need):
		return false
	case fs.binary && r.tier != 0 && f.regex != nil:
		return false
	case f.path != nil && !f.path.MatchString(fs.path):
		return false
	}
	return !slices.ContainsFunc(f.allow, fs.excusesFile)
}

// hit widens the windows of the rules that a word belongs to.
func (fs *foreignScan) hit(word, end int) {
	set := fs.engine.foreignRules
	for _, i := range set.hits[word] {
		if !fs.live[i] {
			continue
		}
		windows := fs.windows[i]
		last := len(windows) - 1
		r := &fs.rules[i]
		if r.MaxLen < 0 { // as far as the bytes of a match reach
			if last >= 0 && end <= windows[last].end || !r.foreign.bytes[fs.text[end-1]] {
				continue
			}
			fs.windows[i] = append(windows, fs.runAround(r, end-1))
			continue
		}
		from, to := max(0, end-r.MaxLen-1), min(len(fs.text), end+r.MaxLen+1)
		for from > 0 && !utf8.RuneStart(fs.text[from]) {
			from--
		}
		if last >= 0 && from <= windows[last].end {
			windows[last].end = max(windows[last].end, to)
			continue
		}
		if len(windows) >= maxForeignWork/(costTry*len(set.rules)) {
			fs.stop()
			continue
		}
		fs.windows[i] = append(windows, span{from, to})
	}
}

// runAround is the run of bytes around at that a match can consist of.
func (fs *foreignScan) runAround(r *rule, at int) span {
	run := span{at, at + 1}
	for run.start > 0 && r.foreign.bytes[fs.text[run.start-1]] {
		run.start--
	}
	for run.end < len(fs.text) && r.foreign.bytes[fs.text[run.end]] {
		run.end++
	}
	return run
}

func (fs *foreignScan) stop() {
	fs.stopped = "too many places for the rules given with --secret-rules: the rest of the file was not searched by them"
}

// read runs a rule over its windows, run by run.
func (fs *foreignScan) read(i int) {
	r := &fs.rules[i]
	windows := fs.windows[i]
	if len(r.foreign.need) == 0 {
		windows = []span{{0, len(fs.text)}}
	}
	for _, w := range windows {
		fs.work += (w.end - w.start) / 16
		for at := w.start; at < w.end; {
			if !r.foreign.bytes[fs.text[at]] {
				at++
				continue
			}
			end := at + 1
			for end < w.end && r.foreign.bytes[fs.text[end]] {
				end++
			}
			if end-at >= r.MinLen && !fs.matchRun(i, span{at, end}) {
				return
			}
			at = end
		}
	}
}

// matchRun takes all matches inside a run, in order, and reports whether to go on.
func (fs *foreignScan) matchRun(i int, run span) bool {
	r := &fs.rules[i]
	from, to := max(0, run.start-1), min(len(fs.text), run.end+1)
	if fs.work += (to-from)*r.foreign.price + costTry; fs.work > maxForeignWork {
		fs.stop()
		return false
	}
	for _, m := range r.foreign.regex.FindAllSubmatchIndex(fs.text[from:to], maxFindings+1) {
		fs.take(i, from, m)
	}
	if len(fs.matches) > maxFindings {
		fs.stopped = fmt.Sprintf("more than %d matches of the rules given with --secret-rules: the rest of the file was not searched by them", maxFindings)
		return false
	}
	return true
}

// take tests a match; m counts from base.
func (fs *foreignScan) take(i, base int, m []int) {
	r := &fs.rules[i]
	whole := span{base + m[0], base + m[1]}
	for whole.start < whole.end && fs.text[whole.start] == '\n' {
		whole.start++
	}
	for whole.start < whole.end && fs.text[whole.end-1] == '\n' {
		whole.end--
	}
	value := whole
	for g := 1; 2*g < len(m); g++ {
		if m[2*g] < m[2*g+1] && (r.SecretGroup == 0 || r.SecretGroup == g) {
			value = span{base + m[2*g], base + m[2*g+1]}
			break
		}
	}
	if value.start == value.end || r.MinEntropy > 0 && entropy(fs.text[value.start:value.end]) <= r.MinEntropy {
		return
	}
	if slices.ContainsFunc(r.foreign.allow, func(a foreignAllow) bool { return fs.excuses(a, value, whole) }) {
		return
	}
	fs.matches = append(fs.matches, candidate{rule: i, tier: r.tier, value: value, whole: whole})
}

// excusesFile reports whether an allowlist speaks for the file as a whole.
func (fs *foreignScan) excusesFile(a foreignAllow) bool {
	if !a.All {
		return fs.inCommits(a) || matchesAny(a.paths, []byte(fs.path))
	}
	if len(a.regexes)+len(a.Stopwords) > 0 {
		return false // depends on the match
	}
	return (len(a.Commits) == 0 || fs.inCommits(a)) && (len(a.paths) == 0 || matchesAny(a.paths, []byte(fs.path)))
}

func (fs *foreignScan) inCommits(a foreignAllow) bool {
	return fs.commit != "" && slices.Contains(a.Commits, fs.commit)
}

// excuses reports whether an allowlist speaks for a match in a file that it does
// not excuse as a whole.
func (fs *foreignScan) excuses(a foreignAllow, value, whole span) bool {
	target := value
	switch a.Target {
	case "match":
		target = whole
	case "line":
		target.start = bytes.LastIndexByte(fs.text[:whole.start], '\n') + 1
		target.end = len(fs.text)
		if n := bytes.IndexByte(fs.text[whole.end:], '\n'); n >= 0 {
			target.end = whole.end + n
		}
	}
	regex := func() bool { return matchesAny(a.regexes, fs.text[target.start:target.end]) }
	stopword := func() bool {
		folded := strings.ToLower(string(fs.text[value.start:value.end]))
		return slices.ContainsFunc(a.Stopwords, func(w string) bool { return strings.Contains(folded, w) })
	}
	if !a.All {
		return regex() || stopword()
	}
	return (len(a.Commits) == 0 || fs.inCommits(a)) && (len(a.paths) == 0 || matchesAny(a.paths, []byte(fs.path))) &&
		(len(a.regexes) == 0 || regex()) && (len(a.Stopwords) == 0 || stopword())
}

func matchesAny(list []*regexp.Regexp, text []byte) bool {
	return slices.ContainsFunc(list, func(re *regexp.Regexp) bool { return re.Match(text) })
}

// joinForeign puts the matches of foreign rules among the findings. Where two values
// overlap one stays: the strongest tier, then our own rule, then the longer
// value, then the ID.
func (s *scan) joinForeign(matches []candidate) {
	if len(matches) == 0 {
		return
	}
	prefer := func(a, b candidate) int {
		ra, rb := &s.rules[a.rule], &s.rules[b.rule]
		own := func(r *rule) int {
			if r.foreign != nil {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.tier, b.tier), own(ra)-own(rb), cmp.Compare(b.value.end-b.value.start, a.value.end-a.value.start), cmp.Compare(ra.ID, rb.ID))
	}
	all := slices.Concat(s.found, matches)
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.value.start, b.value.start), prefer(a, b)) })
	kept := all[:0]
	for _, c := range all {
		if n := len(kept); n > 0 && c.value.start < kept[n-1].value.end {
			if prefer(c, kept[n-1]) < 0 {
				kept[n-1] = c
			}
			continue
		}
		kept = append(kept, c)
	}
	s.found = kept
}

// byPath is the finding of a rule that looks at the path alone: the whole file.
func byPath(r *rule, f *scanner.File) inventory.Secret {
	status := inventory.StatusInTree
	if f.Commit != "" {
		status = inventory.StatusRemoved
	}
	return inventory.Secret{
		Rule: r.ID, Title: r.Title, Tier: r.Tier, Context: f.Role,
		Location: inventory.Location{Path: f.Path, Commit: f.Commit},
		Blob:     f.Blob, Trace: inventory.Trace{Status: status}, Length: len(f.Content), Fingerprint: digest("path", []byte(r.ID), []byte(f.Path)),
	}
}

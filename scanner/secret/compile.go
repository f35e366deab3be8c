// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// engine is a rule set made ready to run. It is not modified after newEngine but for
// what it remembers to be faster.
type engine struct {
	filters
	*alphabets
	words   *automaton
	rules   []rule
	placed  []int   // rules that look at some paths only
	byWord  [][]int // keyword -> rules to try there
	keyword []string
	marks   map[string]bool // keywords of exclusive rules
	mark    [2]int          // length of the shortest and the longest of them

	foreignRules *foreignSet // nil when no foreign rules were given

	reach   int // see defaultReach; tests take less
	nothing *memo
	paths   [64]atomic.Pointer[ofPath] // by the hash of the path
	spare   sync.Pool                  // of *scratch
}

// rule is a compiled rules.SecretRule.
type rule struct {
	*rules.SecretRule
	tier     int  // rank: lower is stronger
	spread   int  // how much the length of matches varies; the closer pattern varies less
	first    bool // every match begins with a keyword
	behind   bool // every match begins behind a keyword, the name of a service
	anchored *pattern
	after    *pattern // anchored behind one character of context
	search   *pattern // not anchored; nil when first
	name     *pattern // nil for a rule over text
	allow    []*regexp.Regexp
	limits   *limits // what bytes a match may have; nil when that was not looked at
	checks   []check
	run      tokenRun     // of a rule with services: what the value begins with
	foreign  *foreignRule // set for a rule in another scanner's format, which has none of the fields above
}

// limits are the bytes that a match of a pattern may have. They are worked out
// when they are first wanted, as patterns are.
type limits struct {
	once     sync.Once
	source   string      // the pattern, which is known to be valid
	guard    [][256]bool // at its first positions
	anywhere [256]bool   // at all
}

func (l *limits) get() *limits {
	if l == nil {
		return new(limits)
	}
	l.once.Do(func() {
		prog, err := programOf(l.source)
		if err != nil {
			panic(err) // as regexp.MustCompile does
		}
		l.guard, l.anywhere = guardOf(prog), bytesOf(prog)
	})
	return l
}

// pattern is a regular expression that is compiled when it is first wanted: most
// rules meet nothing in most repositories. It is known to be valid.
type pattern struct {
	source string
	once   sync.Once
	re     *regexp.Regexp
}

func (p *pattern) get() *regexp.Regexp {
	p.once.Do(func() { p.re = regexp.MustCompile(p.source) })
	return p.re
}

// maxLazy is the length of a pattern that cannot be nested too deep to be put into
// a group; a longer one is compiled at once, to see.
const maxLazy = 800

// newPattern takes a pattern, and what it is put into for an expression: a group.
// parsed says that the pattern is known to be valid by itself.
func newPattern(before, source, after string, parsed bool) (*pattern, error) {
	p := &pattern{source: before + source + after}
	if parsed && len(source) <= maxLazy {
		return p, nil
	}
	re, err := regexp.Compile(p.source)
	p.once.Do(func() { p.re = re })
	return p, err
}

func rank(tier string) int {
	return slices.Index([]string{inventory.TierStructured, inventory.TierAssigned, inventory.TierWeak}, tier)
}

// compileRules compiles with all processors: with hundreds of rules that is most of
// the time that the program takes to start.
func compileRules(all []rules.SecretRule) ([]rule, []error) {
	compiled, failed := make([]rule, len(all)), make([]error, len(all))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(all)); i = next.Add(1) - 1 {
				compiled[i], failed[i] = compile(&all[i])
			}
		})
	}
	workers.Wait()
	return compiled, failed
}

func newEngine(set *rules.SecretSet) (*engine, error) {
	e := &engine{filters: filters{commonPairs()}, alphabets: newAlphabets(), marks: map[string]bool{}, mark: [2]int{1 << 15, 0}, reach: defaultReach, nothing: newMemo()}
	index := map[string]int{}
	compiled, failed := compileRules(set.Rules)
	for i, r := range compiled {
		if err := failed[i]; err != nil {
			return nil, err
		}
		if len(r.Paths)+len(r.Allow.Paths) > 0 {
			e.placed = append(e.placed, i)
		}
		for _, k := range ownKeywords(&r) {
			n, known := index[k]
			if !known {
				n = len(e.keyword)
				index[k] = n
				e.keyword = append(e.keyword, k)
				e.byWord = append(e.byWord, nil)
			}
			e.byWord[n] = append(e.byWord[n], len(e.rules))
		}
		e.rules = append(e.rules, r)
		e.own(&r)
	}
	if len(e.keyword) > maxWords {
		return nil, errTooManyWords
	}
	var err error
	if e.foreignRules, err = newForeign(e.rules); err != nil {
		return nil, err
	}
	e.words, err = newAutomaton(e.keyword)
	return e, err
}

const maxWords = 1 << 15

var errTooManyWords = fmt.Errorf("secret rules: more than %d keywords", maxWords)

// ownKeywords are those at which a rule is tried: a foreign one has other words.
func ownKeywords(r *rule) []string {
	if r.foreign != nil {
		return nil
	}
	return slices.Concat(r.Keywords, r.Services)
}

func compile(r *rules.SecretRule) (rule, error) {
	out := rule{SecretRule: r, tier: rank(r.Tier), spread: r.MaxLen - r.MinLen}
	fail := func(err error) (rule, error) { return rule{}, fmt.Errorf("%s: rule %s: %w", r.At, r.ID, err) }
	if r.Foreign != nil {
		var err error
		if out.foreign, err = compileForeign(r); err != nil {
			return fail(err)
		}
		return out, nil
	}
	type form struct {
		into                  **pattern
		before, source, after string
	}
	forms := []form{{&out.search, "", r.Pattern, ""}}
	first, parsed := false, r.MaxLen > 0 // the loader has worked it out
	if r.Name == "" && len(r.Services) == 0 {
		var err error
		if first, err = beginsWithKeyword(r.Pattern, r.Keywords, parsed); err != nil {
			return fail(err)
		}
	}
	switch {
	case r.Name != "":
		forms = []form{{&out.name, "", r.Name, ""}, {&out.anchored, `\A(?:`, r.Pattern, `)\z`}}
	case len(r.Services) > 0:
		out.behind = true
		out.spread = serviceSpread
		out.limits = &limits{source: r.Pattern}
		out.run = runOf(r.Pattern, r.SecretGroup)
		forms = []form{{&out.anchored, `\A(?:`, r.Pattern, `)`}}
	case first:
		out.first = true
		out.limits = &limits{source: r.Pattern}
		forms = []form{{&out.anchored, `\A(?:`, r.Pattern, `)`}, {&out.after, `\A(?s:.)(?:`, r.Pattern, `)`}}
	}
	for _, f := range forms {
		var err error
		if *f.into, err = newPattern(f.before, f.source, f.after, parsed); err != nil {
			return fail(err)
		}
	}
	for _, a := range r.Allow.Regexes {
		re, err := regexp.Compile(a)
		if err != nil {
			return fail(err)
		}
		out.allow = append(out.allow, re)
	}
	for _, name := range r.Validate {
		c := checkNamed(name)
		if c == nil {
			return fail(fmt.Errorf("check %q is not implemented", name))
		}
		out.checks = append(out.checks, c)
	}
	return out, nil
}

// own notes the marks of an exclusive rule over text.
func (e *engine) own(r *rule) {
	for _, k := range r.Keywords {
		if r.Exclusive && r.name == nil {
			e.marks[k] = true
			e.mark = [2]int{min(e.mark[0], len(k)), max(e.mark[1], len(k))}
		}
	}
}

// marked reports a value that bears the mark of a vendor. The vendor's rule has
// the last word on it: what does not fit the format, a token cut short or made
// up, is no secret under any name.
func (e *engine) marked(v []byte) bool {
	var folded [64]byte
	for n := range min(len(v), e.mark[1], len(folded)) {
		folded[n] = v[n]
		if isUpper(v[n]) {
			folded[n] |= 0x20
		}
		if n+1 >= e.mark[0] && e.marks[string(folded[:n+1])] {
			return true
		}
	}
	return false
}

const (
	// serviceSpread stands between the rule of a single vendor and those over any name.
	serviceSpread = 250
	maxGuard      = 24   // positions
	maxSteps      = 2000 // beginnings that are followed
)

// programOf compiles a pattern for those who look at what it can match.
func programOf(pattern string) (*syntax.Prog, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return syntax.Compile(re.Simplify())
}

// guardOf returns, for the first positions of a match, the bytes that may stand
// there. Where a match could already have ended it stops. It is a necessary
// condition that costs some nanoseconds and spares most regexp calls.
func guardOf(prog *syntax.Prog) [][256]bool {
	var guard [][256]bool
	states := []uint32{uint32(prog.Start)}
	for range maxGuard {
		runes, ended := closure(prog, states)
		if ended || len(runes) == 0 {
			return guard
		}
		var bytes [256]bool
		states = states[:0]
		wide := false
		for _, pc := range runes {
			in := &prog.Inst[pc]
			ascii(in, func(b byte) { bytes[b] = true })
			wide = wide || matchesWide(in)
			states = append(states, in.Out)
		}
		if wide { // a rune of several bytes: later positions are not known
			for b := 128; b < 256; b++ {
				bytes[b] = true
			}
			return append(guard, bytes)
		}
		guard = append(guard, bytes)
	}
	return guard
}

// bytesOf returns the bytes that can occur in a match: the run of them from the
// keyword on bounds what the regular expression has to read.
func bytesOf(prog *syntax.Prog) (set [256]bool) {
	for i := range prog.Inst {
		in := &prog.Inst[i]
		switch in.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			ascii(in, func(b byte) { set[b] = true })
			if matchesWide(in) {
				for b := 128; b < 256; b++ {
					set[b] = true
				}
			}
		}
	}
	return set
}

// closure follows empty instructions; empty-width conditions count as met.
func closure(prog *syntax.Prog, from []uint32) (runes []uint32, ended bool) {
	seen := make([]bool, len(prog.Inst))
	stack := slices.Clone(from)
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch in := &prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstEmptyWidth, syntax.InstNop:
			stack = append(stack, in.Out)
		case syntax.InstMatch:
			ended = true
		case syntax.InstFail:
		default:
			runes = append(runes, pc)
		}
	}
	slices.Sort(runes)
	return runes, ended
}

// ascii calls see for every byte below 128 that an instruction matches.
func ascii(in *syntax.Inst, see func(b byte)) {
	runes := in.Rune
	switch {
	case in.Op == syntax.InstRuneAny, in.Op == syntax.InstRuneAnyNotNL:
		runes = []rune{0, unicode.MaxASCII}
	case len(runes) == 1 && syntax.Flags(in.Arg)&syntax.FoldCase == 0:
		runes = []rune{runes[0], runes[0]}
	case len(runes) == 1: // in either case
		r := runes[0]
		for f := r; ; {
			if f <= unicode.MaxASCII {
				see(byte(f))
			}
			if f = unicode.SimpleFold(f); f == r {
				return
			}
		}
	}
	for i := 0; i+1 < len(runes); i += 2 {
		for r := runes[i]; r <= min(runes[i+1], unicode.MaxASCII); r++ {
			see(byte(r))
		}
	}
}

func matchesWide(in *syntax.Inst) bool {
	switch in.Op {
	case syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	case syntax.InstRune1:
		return in.Rune[0] > 127 || syntax.Flags(in.Arg)&syntax.FoldCase != 0 && foldsWide(in.Rune[0])
	}
	if len(in.Rune) == 1 {
		return in.Rune[0] > 127 || syntax.Flags(in.Arg)&syntax.FoldCase != 0 && foldsWide(in.Rune[0])
	}
	return len(in.Rune) > 0 && in.Rune[len(in.Rune)-1] > 127
}

// foldsWide reports whether a letter has a form outside ASCII: k (Kelvin sign) and s (long s).
func foldsWide(r rune) bool {
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		if f > 127 {
			return true
		}
	}
	return false
}

// beginsWithKeyword reports whether every match of a pattern begins with one of the
// keywords, whatever the case, so that it can be tried at the keyword only. false
// may also mean that it cannot be told. parsed says that the pattern is known to be
// valid; it is not compiled then when its text shows the answer.
func beginsWithKeyword(pattern string, keywords []string, parsed bool) (bool, error) {
	if parsed {
		text := strings.ToLower(literalStart(pattern))
		if slices.ContainsFunc(keywords, func(k string) bool { return strings.HasPrefix(text, k) }) {
			return true, nil
		}
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return false, err
	}
	longest := 0
	for _, k := range keywords {
		longest = max(longest, len(k))
	}
	clamp(re, longest+1)
	prog, err := syntax.Compile(re.Simplify())
	return err == nil && startsWithKeyword(prog, keywords), err
}

// clamp cuts repetitions to as many as matter to the first bytes of a match.
func clamp(re *syntax.Regexp, times int) {
	if re.Op == syntax.OpRepeat {
		re.Min, re.Max = min(re.Min, times), min(re.Max, times)
	}
	for _, sub := range re.Sub {
		clamp(sub, times)
	}
}

// literalStart is what every match of a pattern begins with, as far as its source
// shows it at a glance: "" is never wrong.
func literalStart(pattern string) string {
	if strings.ContainsRune(pattern, '|') {
		return ""
	}
	text := strings.TrimPrefix(pattern, `\b`)
	n := 0
	for n < len(text) && (isAlnum(text[n]) || text[n] == '_' || text[n] == '-' || text[n] == '/') {
		n++
	}
	if n > 0 && n < len(text) && strings.IndexByte("*?{+", text[n]) >= 0 { // it says how often the last one stands there
		n--
	}
	return text[:n]
}

func startsWithKeyword(prog *syntax.Prog, keywords []string) bool {
	type open struct {
		text string
		pc   uint32
	}
	work, seen := []open{{"", uint32(prog.Start)}}, map[open]bool{}
	for steps := 0; len(work) > 0; steps++ {
		w := work[len(work)-1]
		work = work[:len(work)-1]
		if slices.ContainsFunc(keywords, func(k string) bool { return strings.HasPrefix(w.text, k) }) {
			continue
		}
		onTheWay := slices.ContainsFunc(keywords, func(k string) bool { return strings.HasPrefix(k, w.text) })
		if !onTheWay || steps > maxSteps {
			return false
		}
		runes, ended := closure(prog, []uint32{w.pc})
		if ended {
			return false
		}
		for _, pc := range runes {
			in := &prog.Inst[pc]
			if matchesWide(in) && !foldable(in) {
				return false
			}
			ascii(in, func(b byte) {
				if isUpper(b) {
					b |= 0x20
				}
				next := open{w.text + string(rune(b)), in.Out}
				if !seen[next] {
					seen[next] = true
					work = append(work, next)
				}
			})
		}
	}
	return true
}

// foldable tells a letter k or s in any case, whose only wide forms are the Kelvin
// sign and the long s. The automaton does not fold these; no token is written
// with them.
func foldable(in *syntax.Inst) bool {
	if in.Op != syntax.InstRune && in.Op != syntax.InstRune1 || len(in.Rune) == 0 {
		return false
	}
	if len(in.Rune) == 1 {
		return in.Rune[0] < 128
	}
	for i := 0; i < len(in.Rune); i += 2 {
		if lo, hi := in.Rune[i], in.Rune[i+1]; hi > 127 && (lo != hi || hi != 0x17f && hi != 0x212a) {
			return false
		}
	}
	return true
}

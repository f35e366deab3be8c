// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

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

// serviceSpread stands between the rule of a single vendor and those over any name.
const serviceSpread = 250

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
)

// foreignSet is what the rules of another scanner's format need beside our own
// engine: an automaton for their words. It is not modified after newForeign.
type foreignSet struct {
	rules []int // places in engine.rules
	words *automaton
	count int     // of words
	hits  [][]int // word -> rules whose every match contains one like it
}

// foreignRule is a compiled rules.SecretForeign.
type foreignRule struct {
	regex *regexp.Regexp // nil: the path alone is the finding
	path  *regexp.Regexp // nil: every file
	allow []foreignAllow
	gate  []int     // words: the file contains one of them; empty when the rule asks for none
	need  []int     // words: a match contains one of them; empty when nothing is known
	bytes [256]bool // what a match can consist of
	price int       // of one byte in the regular expression, in units of maxForeignWork
}

type foreignAllow struct {
	*rules.ForeignAllow
	regexes, paths []*regexp.Regexp
}

// compileForeign compiles a foreign rule; its words are numbered by newForeign.
func compileForeign(r *rules.SecretRule) (*foreignRule, error) {
	f := &foreignRule{}
	var err error
	if r.Pattern != "" {
		if f.regex, err = regexp.Compile(r.Pattern); err != nil {
			return nil, err
		}
		prog, err := programOf(r.Pattern)
		if err != nil {
			return nil, err
		}
		f.bytes = bytesOf(prog)
		f.price = priceOf(r.Pattern)
	}
	if r.Foreign.Path != "" {
		if f.path, err = regexp.Compile(r.Foreign.Path); err != nil {
			return nil, err
		}
	}
	for i := range r.Foreign.Allow {
		a := foreignAllow{ForeignAllow: &r.Foreign.Allow[i]}
		if a.regexes, err = compileAll(a.Regexes); err != nil {
			return nil, err
		}
		if a.paths, err = compileAll(a.Paths); err != nil {
			return nil, err
		}
		f.allow = append(f.allow, a)
	}
	return f, nil
}

func compileAll(sources []string) (out []*regexp.Regexp, err error) {
	for _, source := range sources {
		re, err := regexp.Compile(source)
		if err != nil {
			return nil, err
		}
		out = append(out, re)
	}
	return out, nil
}

// priceOf weighs a byte by the size of the program that reads it.
func priceOf(pattern string) int {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 1
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return 1
	}
	return 1 + len(prog.Inst)/64
}

// newForeign numbers the words of the foreign rules; nil when there are no such rules.
func newForeign(all []rule) (*foreignSet, error) {
	set := &foreignSet{}
	index := map[string]int{}
	var words []string
	number := func(word string) int {
		n, known := index[word]
		if !known {
			n = len(words)
			index[word], words = n, append(words, word)
			set.hits = append(set.hits, nil)
		}
		return n
	}
	for i := range all {
		r := &all[i]
		if r.foreign == nil {
			continue
		}
		set.rules = append(set.rules, i)
		if !slices.ContainsFunc(r.Keywords, foldsBeyondASCII) {
			for _, k := range r.Keywords {
				r.foreign.gate = append(r.foreign.gate, number(k))
			}
		}
		if r.Pattern == "" {
			continue
		}
		re, err := syntax.Parse(r.Pattern, syntax.Perl)
		if err != nil {
			return nil, err
		}
		for _, w := range literals(re) {
			n := number(w)
			r.foreign.need = append(r.foreign.need, n)
			set.hits[n] = append(set.hits[n], i)
		}
	}
	if len(set.rules) == 0 {
		return nil, nil
	}
	if len(words) > maxWords {
		return nil, errTooManyWords
	}
	var err error
	set.count = len(words)
	set.words, err = newAutomaton(words)
	return set, err
}

// foldsBeyondASCII tells a word whose case the automaton does not fold. A rule with
// such a keyword is tried in every file.
func foldsBeyondASCII(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return r > 127 && string(r) != strings.ToUpper(string(r)) })
}

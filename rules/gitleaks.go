// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// SecretForeign is what a rule in the format of gitleaks says beyond a rule of
// our own. Such a rule keeps the meaning it has there: its keywords count
// anywhere in the file, its pattern has no upper length, and nothing but its own
// allowlists excuses a match.
type SecretForeign struct {
	Path  string         // RE2 over the path of the file; "" is every file. With an empty Pattern the path alone is the finding
	Allow []ForeignAllow // its own allowlists first, then those of the file that apply to it
}

// ForeignAllow is one allowlist. What it lists is joined by OR, unless All is set.
type ForeignAllow struct {
	All       bool     // every kind that is listed must hold
	Target    string   // what Regexes look at: "secret", "match" or "line"
	Regexes   []string // RE2
	Stopwords []string // lower case; the secret contains one of them, whatever the case
	Paths     []string // RE2 over the path
	Commits   []string // full ids in lower case; of a file in history its first commit counts
}

// Limits of a foreign rule.
const (
	maxForeignPattern = 8 << 10 // bytes of RE2 source
	maxForeignProgram = 20_000  // instructions
	maxForeignTotal   = 1 << 20 // instructions of all that a file holds, with what it extends
	maxForeignRules   = 5000    // of one file, with what it extends
	maxForeignList    = 5000    // entries of a list
	maxForeignID      = 200     // bytes
	maxExtend         = 2       // files that extend each other: gitleaks' own limit
)

// foreignPrefix leads the ids of rules out of gitleaks' TOML.
const foreignPrefix = "gitleaks/"

// tierTag is what a tag begins with that sets the tier of a foreign rule.
const tierTag = "outgate:"

// LoadGitleaks reads rules in the TOML of gitleaks 8. read returns the bytes of
// a file that extend.path names, relative to the file that says so. The error is
// an [Errors] with every mistake of the files. What the format knows and this
// program does not is a mistake as well: a rule that never fires would look like
// a pass. notes says, for people, what was left out and changes no finding of a
// rule that was loaded.
func LoadGitleaks(file string, data []byte, read func(name string) ([]byte, error)) (rules []SecretRule, notes []string, err error) {
	l := &gitleaksLoader{read: read}
	doc := l.load(file, data, 1)
	if doc == nil {
		return nil, nil, l.errs.Err()
	}
	rules = l.rules(doc)
	if len(rules) == 0 && len(l.errs) == 0 {
		l.errs.Add(Position{file, 1, 1}, "the file holds no rule")
	}
	if err := l.errs.Err(); err != nil {
		return nil, nil, err
	}
	return rules, l.notes, nil
}

// gitleaksTOML is a configuration as written.
type gitleaksTOML struct {
	At          Position
	Title       Value[string] `toml:"title"`
	Description Value[string] `toml:"description"`
	MinVersion  Value[string] `toml:"minVersion"`
	Extend      struct {
		At            Position
		Path          Value[string]   `toml:"path"`
		URL           Value[string]   `toml:"url"`
		UseDefault    Value[bool]     `toml:"useDefault"`
		DisabledRules []Value[string] `toml:"disabledRules"`
	} `toml:"extend"`
	Rules      []gitleaksRule  `toml:"rules"`
	Allowlist  *gitleaksAllow  `toml:"allowlist"`
	Allowlists []gitleaksAllow `toml:"allowlists"`
}

type gitleaksRule struct {
	At          Position
	ID          Value[string]   `toml:"id"`
	Description Value[string]   `toml:"description"`
	Path        Value[string]   `toml:"path"`
	Regex       Value[string]   `toml:"regex"`
	SecretGroup Value[int]      `toml:"secretGroup"`
	Entropy     Value[float64]  `toml:"entropy"`
	Keywords    []Value[string] `toml:"keywords"`
	Tags        []Value[string] `toml:"tags"`
	Allowlist   *gitleaksAllow  `toml:"allowlist"`
	Allowlists  []gitleaksAllow `toml:"allowlists"`
	Required    []struct {
		At            Position
		ID            Value[string] `toml:"id"`
		WithinLines   Value[int]    `toml:"withinLines"`
		WithinColumns Value[int]    `toml:"withinColumns"`
	} `toml:"required"`
	SkipReport Value[bool] `toml:"skipReport"`
}

type gitleaksAllow struct {
	At          Position
	Description Value[string]   `toml:"description"`
	TargetRules []Value[string] `toml:"targetRules"`
	Condition   Value[string]   `toml:"condition"`
	Commits     []Value[string] `toml:"commits"`
	Paths       []Value[string] `toml:"paths"`
	RegexTarget Value[string]   `toml:"regexTarget"`
	Regexes     []Value[string] `toml:"regexes"`
	StopWords   []Value[string] `toml:"stopwords"`
}

type gitleaksLoader struct {
	read       func(string) ([]byte, error)
	errs       Errors
	notes      []string
	size       int  // instructions so far
	useDefault bool // somewhere gitleaks' default rules were asked for
}

// note is said once.
func (l *gitleaksLoader) note(at Position, format string, args ...any) {
	if text := at.String() + ": " + fmt.Sprintf(format, args...); !slices.Contains(l.notes, text) {
		l.notes = append(l.notes, text)
	}
}

// load reads a file and what it extends, joined as gitleaks joins them: what the
// file says of a rule wins over what the extended file says of it.
func (l *gitleaksLoader) load(file string, data []byte, depth int) *gitleaksTOML {
	doc := new(gitleaksTOML)
	l.errs = append(l.errs, decodeTOML(file, data, doc)...)
	if doc.At.Line == 0 {
		return nil
	}
	l.distinct(doc)
	e := &doc.Extend
	if e.URL.At.Line > 0 {
		l.errs.Add(e.URL.At, "extend.url: outgate opens no connection; save the file and name it in extend.path")
	}
	if e.UseDefault.V {
		l.useDefault = true
		l.note(e.UseDefault.At, "extend.useDefault: gitleaks' default rules are not part of outgate; its own rules stay in force instead")
	}
	var base *gitleaksTOML
	if e.Path.At.Line > 0 {
		base = l.extended(file, e.Path, depth)
	}
	for _, id := range e.DisabledRules {
		known := base != nil && slices.ContainsFunc(base.Rules, func(r gitleaksRule) bool { return r.ID.V == id.V })
		switch {
		case known:
			base.Rules = slices.DeleteFunc(base.Rules, func(r gitleaksRule) bool { return r.ID.V == id.V })
		case e.UseDefault.V:
			l.note(id.At, "extend.disabledRules: %s is no rule of the extended file; outgate's own rules stay in force", shown(id.V))
		case e.Path.At.Line == 0 || base != nil:
			l.errs.Add(id.At, "extend.disabledRules: the extended file has no rule %s%s", shown(id.V), Suggest(id.V, idsOf(base)))
		}
	}
	if base != nil {
		doc.join(base)
	}
	return doc
}

func idsOf(doc *gitleaksTOML) (ids []string) {
	if doc != nil {
		for i := range doc.Rules {
			ids = append(ids, doc.Rules[i].ID.V)
		}
	}
	return ids
}

// distinct refuses an id that one file gives twice: gitleaks takes the last, and
// nobody sees that the first never fires.
func (l *gitleaksLoader) distinct(doc *gitleaksTOML) {
	seen := map[string]Position{}
	for i := range doc.Rules {
		id := doc.Rules[i].ID
		if at, twice := seen[id.V]; twice && id.V != "" {
			l.errs.Add(id.At, "rule %s is already defined at %s", shown(id.V), at)
		}
		seen[id.V] = id.At
	}
}

func (l *gitleaksLoader) extended(file string, name Value[string], depth int) *gitleaksTOML {
	switch {
	case depth >= maxExtend:
		l.errs.Add(name.At, "extend.path: more than %d files extend each other", maxExtend)
		return nil
	case name.V == "":
		l.errs.Add(name.At, "extend.path is empty")
		return nil
	}
	path := name.V
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(file), filepath.FromSlash(path))
	}
	if l.read == nil {
		l.errs.Add(name.At, "extend.path: other files cannot be read here")
		return nil
	}
	data, err := l.read(path)
	if err != nil {
		l.errs.Add(name.At, "extend.path: %v", err)
		return nil
	}
	return l.load(path, data, depth+1)
}

// join lays doc over base.
func (doc *gitleaksTOML) join(base *gitleaksTOML) {
	for i := range base.Rules {
		under := base.Rules[i]
		at := slices.IndexFunc(doc.Rules, func(r gitleaksRule) bool { return r.ID.V == under.ID.V })
		if at < 0 {
			doc.Rules = append(doc.Rules, under)
			continue
		}
		over := &doc.Rules[at]
		over.Description = written(over.Description, under.Description)
		over.Path = written(over.Path, under.Path)
		over.Regex = written(over.Regex, under.Regex)
		over.SecretGroup = written(over.SecretGroup, under.SecretGroup)
		over.Entropy = written(over.Entropy, under.Entropy)
		over.SkipReport = written(over.SkipReport, under.SkipReport)
		over.Keywords = slices.Concat(under.Keywords, over.Keywords)
		over.Tags = slices.Concat(under.Tags, over.Tags)
		over.Required = slices.Concat(under.Required, over.Required)
		over.Allowlists = slices.Concat(under.lists(), over.lists())
		over.Allowlist = nil
	}
	doc.Allowlists = slices.Concat(doc.lists(), base.lists())
	doc.Allowlist = nil
}

func written[T any](over, under Value[T]) Value[T] {
	if over.At.Line > 0 {
		return over
	}
	return under
}

func (r *gitleaksRule) lists() []gitleaksAllow { return oneAndAll(r.Allowlist, r.Allowlists) }

func (doc *gitleaksTOML) lists() []gitleaksAllow { return oneAndAll(doc.Allowlist, doc.Allowlists) }

// oneAndAll takes the older single table as well.
func oneAndAll(one *gitleaksAllow, all []gitleaksAllow) []gitleaksAllow {
	if one == nil {
		return all
	}
	return append([]gitleaksAllow{*one}, all...)
}

func (l *gitleaksLoader) rules(doc *gitleaksTOML) []SecretRule {
	if len(doc.Rules) > maxForeignRules {
		l.errs.Add(doc.Rules[maxForeignRules].At, "more than %d rules", maxForeignRules)
		return nil
	}
	var out []SecretRule
	for i := range doc.Rules {
		if r, ok := l.rule(&doc.Rules[i]); ok {
			out = append(out, r)
		}
	}
	l.global(doc, out)
	return out
}

// global hands the allowlists of the file to the rules they are for.
func (l *gitleaksLoader) global(doc *gitleaksTOML, rules []SecretRule) {
	for _, y := range doc.lists() {
		allow := l.allow(&y)
		for _, target := range y.TargetRules {
			switch known := idsOf(doc); {
			case slices.Contains(known, target.V):
			case l.useDefault:
				l.note(target.At, "targetRules: %s is no rule of this file; outgate's own rules are not excused", shown(target.V))
			default:
				l.errs.Add(target.At, "targetRules: the file has no rule %s%s", shown(target.V), Suggest(target.V, known))
			}
		}
		for i := range rules {
			id := strings.TrimPrefix(rules[i].ID, foreignPrefix)
			if len(y.TargetRules) == 0 || slices.ContainsFunc(y.TargetRules, func(t Value[string]) bool { return t.V == id }) {
				rules[i].Foreign.Allow = append(rules[i].Foreign.Allow, allow)
			}
		}
	}
}

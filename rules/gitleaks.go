// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"path/filepath"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
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

func (l *gitleaksLoader) rule(y *gitleaksRule) (SecretRule, bool) {
	r := SecretRule{
		ID: foreignPrefix + y.ID.V, Title: strings.TrimSuffix(strings.Join(strings.Fields(y.Description.V), " "), "."), Tier: inventory.TierAssigned, Severity: "high",
		Pattern: y.Regex.V, SecretGroup: y.SecretGroup.V, MinEntropy: y.Entropy.V, At: y.At, Foreign: &SecretForeign{Path: y.Path.V},
	}
	switch id := y.ID.V; {
	case strings.TrimSpace(id) == "":
		l.errs.Add(y.At, "id is missing or empty")
	case len(id) > maxForeignID || strings.ContainsFunc(id, func(c rune) bool { return c < '!' || c > '~' }):
		l.errs.Add(y.ID.At, "id %s: expected at most %d printable characters of ASCII, without blanks", shown(id), maxForeignID)
	}
	if r.Title == "" {
		r.Title = y.ID.V
	}
	for i := range y.Required {
		l.errs.Add(y.Required[i].At, "required: a rule that asks for a match of another rule nearby is not supported; without this table the rule fires on its own")
	}
	if y.SkipReport.V {
		l.errs.Add(y.SkipReport.At, "skipReport: a rule without findings serves only rules that are not supported (required); leave it out")
	}
	if y.Regex.V == "" && y.Path.V == "" {
		if l.useDefault && len(y.Required) == 0 {
			l.note(y.At, "rule %s has neither regex nor path: it amends a default rule of gitleaks, which outgate does not have", shown(y.ID.V))
			return r, false
		}
		l.errs.Add(y.At, "rule %s has neither regex nor path", shown(y.ID.V))
		return r, false
	}
	l.pattern(y, &r)
	if y.Path.V != "" {
		l.regex(y.Path, "path")
	}
	if e := y.Entropy; e.V < 0 || e.V > 8 {
		l.errs.Add(e.At, "entropy %v: expected 0 to 8 bits per byte", e.V)
	}
	for _, k := range bounded(l, "keywords", y.Keywords) {
		if word := strings.ToLower(k.V); word == "" {
			l.errs.Add(k.At, "keywords: an empty word is in every file; leave the key out instead")
		} else if !slices.Contains(r.Keywords, word) {
			r.Keywords = append(r.Keywords, word)
		}
	}
	l.tags(y, &r)
	if y.Allowlist != nil && len(y.Allowlists) > 0 {
		l.errs.Add(y.Allowlist.At, "allowlist and allowlists in one rule: put all of them into [[rules.allowlists]]")
	}
	for _, a := range y.lists() {
		for _, t := range a.TargetRules {
			l.errs.Add(t.At, "targetRules belongs to an allowlist of the whole file, not of a rule")
		}
		r.Foreign.Allow = append(r.Foreign.Allow, l.allow(&a))
	}
	return r, true
}

func (l *gitleaksLoader) pattern(y *gitleaksRule, r *SecretRule) {
	if y.Regex.V == "" {
		return
	}
	shape, ok := l.regex(y.Regex, "regex")
	r.MinLen, r.MaxLen = shape.min, shape.max
	switch g := y.SecretGroup; {
	case !ok:
	case shape.min == 0:
		l.errs.Add(y.Regex.At, "regex: matches the empty text")
	case g.V < 0 || g.V > shape.groups:
		l.errs.Add(g.At, "secretGroup %d: the regex has %d", g.V, shape.groups)
	}
}

// tags sets the tier by the tag "outgate:TIER"; other tags say nothing here.
func (l *gitleaksLoader) tags(y *gitleaksRule, r *SecretRule) {
	tiers := []string{inventory.TierStructured, inventory.TierAssigned, inventory.TierWeak}
	for _, t := range bounded(l, "tags", y.Tags) {
		tier, ours := strings.CutPrefix(t.V, tierTag)
		switch {
		case !ours:
		case !slices.Contains(tiers, tier):
			l.errs.Add(t.At, "tag %s: expected %s and one of %s%s", shown(t.V), tierTag, strings.Join(tiers, ", "), Suggest(tier, tiers))
		default:
			r.Tier = tier
		}
	}
}

func (l *gitleaksLoader) allow(y *gitleaksAllow) ForeignAllow {
	a := ForeignAllow{Target: "secret"}
	switch word := strings.ToUpper(y.Condition.V); word {
	case "", "OR", "||":
	case "AND", "&&":
		a.All = true
	default:
		l.errs.Add(y.Condition.At, "condition %s: expected AND or OR", shown(y.Condition.V))
	}
	switch y.RegexTarget.V {
	case "", "secret":
	case "match", "line":
		a.Target = y.RegexTarget.V
	default:
		l.errs.Add(y.RegexTarget.At, "regexTarget %s: expected secret, match or line%s", shown(y.RegexTarget.V), Suggest(y.RegexTarget.V, []string{"secret", "match", "line"}))
	}
	for _, e := range bounded(l, "regexes", y.Regexes) {
		if l.notEmpty(e, "regexes") {
			l.regex(e, "regexes")
			a.Regexes = append(a.Regexes, e.V)
		}
	}
	for _, e := range bounded(l, "paths", y.Paths) {
		if l.notEmpty(e, "paths") {
			l.regex(e, "paths")
			a.Paths = append(a.Paths, e.V)
		}
	}
	for _, w := range bounded(l, "stopwords", y.StopWords) {
		if l.notEmpty(w, "stopwords") {
			a.Stopwords = append(a.Stopwords, strings.ToLower(w.V))
		}
	}
	for _, c := range bounded(l, "commits", y.Commits) {
		id := strings.ToLower(c.V)
		if len(id) != 40 || strings.Trim(id, "0123456789abcdef") != "" {
			l.errs.Add(c.At, "commits: %s is not a full commit id", shown(c.V))
		}
		a.Commits = append(a.Commits, id)
	}
	if len(y.Regexes)+len(y.Paths)+len(y.StopWords)+len(y.Commits) == 0 {
		l.errs.Add(y.At, "the allowlist names none of commits, paths, regexes and stopwords")
	}
	return a
}

// notEmpty refuses an entry that would excuse everything.
func (l *gitleaksLoader) notEmpty(v Value[string], key string) bool {
	if v.V == "" {
		l.errs.Add(v.At, "%s: an empty entry would excuse everything", key)
	}
	return v.V != ""
}

func bounded(l *gitleaksLoader, key string, list []Value[string]) []Value[string] {
	if len(list) > maxForeignList {
		l.errs.Add(list[maxForeignList].At, "%s: more than %d entries", key, maxForeignList)
		return list[:maxForeignList]
	}
	return list
}

// regex checks a regular expression against RE2 and the limits.
func (l *gitleaksLoader) regex(v Value[string], key string) (shape, bool) {
	var s shape
	message := ""
	if len(v.V) > maxForeignPattern {
		message = fmt.Sprintf("longer than %d bytes", maxForeignPattern)
	} else if re, err := syntax.Parse(v.V, syntax.Perl); err != nil {
		message = strings.Replace(explainSyntax(v.V, err), "secret-group", "secretGroup", 1)
	} else if prog, err := syntax.Compile(re.Simplify()); err != nil {
		message = err.Error()
	} else if len(prog.Inst) > maxForeignProgram {
		message = fmt.Sprintf("compiles to %d instructions, more than %d; make the repetitions shorter", len(prog.Inst), maxForeignProgram)
	} else if l.size += len(prog.Inst); l.size > maxForeignTotal {
		message = fmt.Sprintf("all regular expressions together compile to more than %d instructions; divide the file", maxForeignTotal)
		if l.size-len(prog.Inst) > maxForeignTotal {
			return s, false // said once
		}
	} else {
		s.groups = re.MaxCap()
		s.min, s.max = matchLength(re)
	}
	if message != "" {
		l.errs.Add(v.At, "%s: %s", key, message)
	}
	return s, message == ""
}

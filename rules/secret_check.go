// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/outgate/outgate/inventory"
)

// secretYAML is a rule as written, each value with its position.
type secretYAML struct {
	ID          Value[string]   `yaml:"id"`
	Title       Value[string]   `yaml:"title"`
	Tier        Value[string]   `yaml:"tier"`
	Severity    Value[string]   `yaml:"severity"`
	Pattern     Value[string]   `yaml:"pattern"`
	Name        Value[string]   `yaml:"name"`
	SecretGroup Value[int]      `yaml:"secret-group"`
	Keywords    []Value[string] `yaml:"keywords"`
	Services    Value[string]   `yaml:"services"` // divided by blanks: a list of a thousand scalars costs ten times the time to read
	Exclusive   Value[bool]     `yaml:"exclusive"`
	MinEntropy  Value[float64]  `yaml:"min-entropy"`
	Paths       []Value[string] `yaml:"paths"`
	Allow       struct {
		Stopwords []Value[string] `yaml:"stopwords"`
		Regexes   []Value[string] `yaml:"regexes"`
		Paths     []Value[string] `yaml:"paths"`
	} `yaml:"allow"`
	Validate    []Value[string] `yaml:"validate"`
	Source      Value[string]   `yaml:"source"`
	Help        Value[string]   `yaml:"help"`
	Since       Value[string]   `yaml:"since"`
	Match       []Value[string] `yaml:"match"`
	NoMatch     []Value[string] `yaml:"no-match"`
	ExamplePath Value[string]   `yaml:"example-path"`
	At          Position
}

// Limits of one rule. They keep the cost of a rule set that nobody has read
// within bounds.
const (
	maxPattern  = 1000 // bytes of RE2 source
	maxProgram  = 2500 // instructions
	maxMatch    = 4096 // bytes a match may have
	maxList     = 100  // entries of a list
	maxServices = 2000 // names of services
	minService  = 3    // bytes; shorter names are parts of too many words
	maxExample  = 4096 // bytes of an example as written
	minStopword = 2    // bytes; shorter words would allow almost everything
)

var ruleIDs = regexp.MustCompile(`^secret/[a-z0-9]+(-[a-z0-9]+)*$`)

// rule checks a rule. At the places in told a mistake has been reported: what
// could not be read there is not called missing or wrong once more.
func (y *secretYAML) rule(told map[Position]bool) (SecretRule, Errors) {
	c := &secretChecker{y: y, told: told}
	c.words()
	c.pattern()
	c.keywords()
	c.services()
	c.lists()
	c.examples()
	r := &c.rule
	r.ID, r.Title, r.Tier, r.Severity = y.ID.V, y.Title.V, y.Tier.V, y.Severity.V
	r.Source, r.Help, r.Since, r.At = y.Source.V, y.Help.V, y.Since.V, y.ID.At
	return c.rule, c.errs
}

type secretChecker struct {
	y    *secretYAML
	rule SecretRule
	told map[Position]bool
	errs Errors
}

// add reports a mistake at a value, or with c.y.At one of the whole rule.
func (c *secretChecker) add(at Position, format string, args ...any) {
	if at == c.y.At || !c.told[at] {
		c.errs.Add(at, format, args...)
	}
}

// need reports a missing value and returns whether it is there.
func (c *secretChecker) need(key string, v Value[string]) bool {
	if strings.TrimSpace(v.V) != "" {
		return true
	}
	at := v.At
	if at.Line == 0 {
		at = c.y.At
	}
	c.add(at, "%s is missing or empty", key)
	return false
}

func (c *secretChecker) oneOf(key string, v Value[string], known ...string) {
	if c.need(key, v) && !slices.Contains(known, v.V) {
		c.add(v.At, "%s %q is not known: one of %s%s", key, v.V, strings.Join(known, ", "), Suggest(v.V, known))
	}
}

func (c *secretChecker) words() {
	y := c.y
	if c.need("id", y.ID) && !ruleIDs.MatchString(y.ID.V) {
		c.add(y.ID.At, "id %q: expected secret/kebab-name in lower case", y.ID.V)
	}
	c.need("title", y.Title)
	c.need("since", y.Since)
	c.oneOf("tier", y.Tier, inventory.TierStructured, inventory.TierAssigned, inventory.TierWeak)
	c.oneOf("severity", y.Severity, "critical", "high", "medium", "low")
	if c.need("source", y.Source) {
		if u, err := url.Parse(y.Source.V); err != nil || u.Scheme != "https" || u.Host == "" {
			c.add(y.Source.At, "source: expected an https URL of the page that documents the format")
		}
	}
	if e := y.MinEntropy; e.V < 0 || e.V > 8 {
		c.add(e.At, "min-entropy %v: expected 0 to 8 bits per byte", e.V)
	}
	c.rule.MinEntropy = y.MinEntropy.V
	c.rule.Exclusive = y.Exclusive.V
	if y.Exclusive.V && y.Tier.V != inventory.TierStructured && y.Name.V == "" {
		c.add(y.Exclusive.At, "exclusive: only a structured rule or one over names has something of its own")
	}
}

func (c *secretChecker) pattern() {
	y := c.y
	if y.Name.V != "" {
		if _, message := analyze(y.Name.V, true); message != "" {
			c.add(y.Name.At, "name: %s", message)
		}
		c.rule.Name = y.Name.V
	}
	if !c.need("pattern", y.Pattern) {
		return
	}
	shape, message := analyze(y.Pattern.V, false)
	if message != "" {
		c.add(y.Pattern.At, "pattern: %s", message)
		return
	}
	if g := y.SecretGroup; g.V < 0 || g.V > shape.groups {
		c.add(g.At, "secret-group %d: the pattern has %d", g.V, shape.groups)
		return
	}
	c.rule.Pattern, c.rule.SecretGroup = y.Pattern.V, y.SecretGroup.V
	c.rule.MinLen, c.rule.MaxLen = shape.min, shape.max
}

func (c *secretChecker) keywords() {
	if len(c.y.Keywords) == 0 && c.y.Services.V == "" {
		c.add(c.y.At, "keywords are missing: without one the pattern would run over every byte")
	}
	for _, k := range c.y.Keywords {
		word := strings.ToLower(k.V)
		switch {
		case len(word) < 2:
			c.add(k.At, "keyword %q is too short", k.V)
		case strings.ContainsFunc(word, func(r rune) bool { return r < ' ' || r > '~' }):
			c.add(k.At, "keyword %q: only printable ASCII", k.V)
		case slices.Contains(c.rule.Keywords, word):
			c.add(k.At, "keyword %q is given twice", k.V)
		default:
			c.rule.Keywords = append(c.rule.Keywords, word)
		}
	}
}

// services are looked for as keywords are, but as whole words, and none needs an
// example of its own: {service} in an example stands for each of them.
func (c *secretChecker) services() {
	y := c.y
	names := strings.Fields(strings.ToLower(y.Services.V))
	at := y.Services.At
	if len(names) == 0 {
		return
	}
	if len(y.Keywords) > 0 || y.Name.V != "" {
		c.add(at, "services exclude keywords and name: the pattern is what follows the name of a service")
	}
	if len(names) > maxServices {
		c.add(at, "services: more than %d names", maxServices)
	}
	seen := map[string]bool{}
	for _, word := range names {
		switch {
		case len(word) < minService:
			c.add(at, "service %q is too short", word)
		case strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789_.-") != "":
			c.add(at, "service %q: only letters, digits and _ . -", word)
		case seen[word]:
			c.add(at, "service %q is given twice", word)
		default:
			c.rule.Services = append(c.rule.Services, word)
		}
		seen[word] = true
	}
}

func (c *secretChecker) lists() {
	y, r := c.y, &c.rule
	r.Paths = c.globs("paths", y.Paths)
	r.Allow.Paths = c.globs("allow.paths", y.Allow.Paths)
	for _, w := range c.bounded("allow.stopwords", y.Allow.Stopwords) {
		if len(w.V) < minStopword {
			c.add(w.At, "stopword %q is too short", w.V)
		}
		r.Allow.Stopwords = append(r.Allow.Stopwords, strings.ToLower(w.V))
	}
	for _, e := range c.bounded("allow.regexes", y.Allow.Regexes) {
		if _, message := analyze(e.V, true); message != "" {
			c.add(e.At, "allow.regexes: %s", message)
		}
		r.Allow.Regexes = append(r.Allow.Regexes, e.V)
	}
	for _, v := range c.bounded("validate", y.Validate) {
		if known := SecretChecks(); !slices.Contains(known, v.V) {
			c.add(v.At, "validate: %q is not a known check: one of %s%s", v.V, strings.Join(known, ", "), Suggest(v.V, known))
		}
		r.Validate = append(r.Validate, v.V)
	}
}

func (c *secretChecker) bounded(key string, list []Value[string]) []Value[string] {
	if len(list) > maxList {
		c.add(list[maxList].At, "%s: more than %d entries", key, maxList)
		return list[:maxList]
	}
	return list
}

func (c *secretChecker) globs(key string, list []Value[string]) (out []string) {
	for _, g := range c.bounded(key, list) {
		if !doublestar.ValidatePattern(g.V) || g.V == "" {
			c.add(g.At, "%s: %q is not a glob", key, g.V)
		}
		out = append(out, g.V)
	}
	return out
}

// examples expands every example once and holds the keywords against them: a
// keyword that no example contains, or an example without a keyword, means that
// the prefilter would miss what the pattern describes.
func (c *secretChecker) examples() {
	y := c.y
	c.rule.ExamplePath = "example.txt"
	if y.ExamplePath.V != "" {
		c.rule.ExamplePath = y.ExamplePath.V
	}
	var texts []string
	expand := func(key string, list []Value[string]) (out []string) {
		if len(list) == 0 {
			c.add(y.At, "%s: at least one example is needed", key)
		}
		for _, e := range c.bounded(key, list) {
			text, err := Expand(c.rule.ExampleOf(e.V, 0), 1)
			switch {
			case len(e.V) > maxExample:
				c.add(e.At, "%s: an example of more than %d bytes", key, maxExample)
			case strings.TrimSpace(e.V) == "":
				c.add(e.At, "%s: an empty example", key)
			case err != nil:
				c.add(e.At, "%s: %v", key, err)
			}
			out, texts = append(out, e.V), append(texts, strings.ToLower(text))
		}
		return out
	}
	c.rule.Match = expand("match", y.Match)
	matches := texts
	c.rule.NoMatch = expand("no-match", y.NoMatch)
	for _, e := range y.Match {
		if y.Services.V != "" && !strings.Contains(e.V, service) {
			c.add(e.At, "this example does not contain %s, so it says nothing about the services", service)
		}
	}
	if len(matches) == 0 || len(c.rule.Keywords) == 0 {
		return
	}
	for _, k := range y.Keywords {
		if !slices.ContainsFunc(matches, func(t string) bool { return strings.Contains(t, strings.ToLower(k.V)) }) {
			c.add(k.At, "no match example contains the keyword %q", k.V)
		}
	}
	for i, t := range matches {
		if !slices.ContainsFunc(c.rule.Keywords, func(k string) bool { return strings.Contains(t, k) }) {
			c.add(y.Match[min(i, len(y.Match)-1)].At, "this example contains no keyword, so the rule would not look at it")
		}
	}
}

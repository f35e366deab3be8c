// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
)

// SecretRule describes one kind of credential. A rule works in one of three ways:
// with Keywords alone its Pattern is looked for in the text around a keyword; with
// Name it looks at assignments only (a value given to a name, in any language
// or configuration format), Name must match the name and Pattern the whole value;
// with Services its Pattern must match right behind the name of a service.
type SecretRule struct {
	ID          string      // "secret/kebab-name"
	Title       string      // for people, no trailing period
	Tier        string      // inventory.TierStructured, TierAssigned or TierWeak
	Severity    string      // critical, high, medium or low
	Pattern     string      // RE2; every repetition has an upper limit
	Name        string      // RE2 over the assigned name; "" for a rule over text
	SecretGroup int         // capture group that holds the value; 0 is the whole match
	Keywords    []string    // lower case; a match contains one of them (with Name: the name does); empty with Services
	Services    []string    // lower case; names of services whose credentials have no mark of their own
	Exclusive   bool        // what begins with a keyword (with Name: what has such a name) is this rule's alone: what does not fit its Pattern is no token
	MinEntropy  float64     // bits per byte that the value must have at least; 0 asks nothing
	Paths       []string    // globs (doublestar); empty means every file
	Allow       SecretAllow // what is not a finding after all
	Validate    []string    // names out of SecretChecks
	Source      string      // URL of the vendor's page, or of the standard, that documents the format
	Help        string      // how to revoke it; "" when there is nothing special to say
	Since       string      // outgate version that brought the rule
	Match       []string    // examples that must be found, in the language of Expand
	NoMatch     []string    // examples that must not be found
	ExamplePath string      // file name for the examples; "example.txt" unless given
	At          Position    // where the rule is written

	MinLen, MaxLen int // bytes that Pattern can match, computed; MaxLen is -1 when a foreign pattern has no limit

	Foreign *SecretForeign // set for a rule in another scanner's format, see LoadGitleaks; ID is "gitleaks/ID" then
}

// SecretAllow lists what makes a match harmless. One hit suffices.
type SecretAllow struct {
	Stopwords []string // the value contains one of them; case does not count
	Regexes   []string // one of them matches somewhere in the value
	Paths     []string // globs over the path of the file
}

// SecretSet is a checked set of rules.
type SecretSet struct {
	Rules  []SecretRule // sorted by ID, no ID twice
	Digest string       // "sha256:..." over the data of all rules
}

// SecretChecks returns the names that `validate` takes, sorted. They are
// implemented in scanner/secret and described in docs/rules.md.
func SecretChecks() []string {
	return []string{"basic-auth", "comment", "crc32-base62", "drawn", "jwt", "key-name", "nkey", "password", "pem", "random", "secret-name", "strong-password", "token", "url-password"}
}

// NewSecretSet joins rules of several files: it sorts them, refuses an ID given
// twice, and computes the digest.
func NewSecretSet(all []SecretRule) (*SecretSet, error) {
	set := &SecretSet{Rules: slices.Clone(all)}
	slices.SortStableFunc(set.Rules, func(a, b SecretRule) int { return strings.Compare(a.ID, b.ID) })
	var errs Errors
	hash := sha256.New()
	for i, r := range set.Rules {
		if i > 0 && set.Rules[i-1].ID == r.ID {
			errs.Add(r.At, "rule %q is already defined at %s", r.ID, set.Rules[i-1].At)
		}
		r.At = Position{}
		foreign := SecretForeign{}
		if r.Foreign != nil {
			foreign, r.Foreign = *r.Foreign, nil
		}
		text := fmt.Sprintf("%#v%#v", r, foreign)
		fmt.Fprintf(hash, "%d:%s", len(text), text)
	}
	set.Digest = "sha256:" + hex.EncodeToString(hash.Sum(nil))
	return set, errs.Err()
}

// LoadRuleFile reads a file of rules that a user brings: gitleaks' TOML when its
// name ends in .toml ([LoadGitleaks]), else our own YAML ([LoadSecretRules]). read
// returns the bytes of a file that the file extends, and may be nil.
func LoadRuleFile(file string, data []byte, read func(name string) ([]byte, error)) (rules []SecretRule, notes []string, err error) {
	if strings.EqualFold(path.Ext(file), ".toml") {
		return LoadGitleaks(file, data, read)
	}
	rules, err = LoadSecretRules(file, data)
	return rules, nil, err
}

// LoadSecretRules reads one YAML file: either one rule (a mapping) or a list of
// them under the key "rules". The error is an [Errors] with every mistake.
func LoadSecretRules(file string, data []byte) ([]SecretRule, error) {
	rules, errs := loadSecretRules(file, data)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return rules, nil
}

func loadSecretRules(file string, data []byte) ([]SecretRule, Errors) {
	var raw struct {
		Rules []secretYAML `yaml:"rules"`
	}
	var errs Errors
	list := bytes.HasPrefix(data, []byte("rules:")) || bytes.Contains(data, []byte("\nrules:"))
	if list {
		errs = Decode(file, data, &raw)
	} else {
		raw.Rules = make([]secretYAML, 1)
		errs = Decode(file, data, &raw.Rules[0])
	}
	if len(raw.Rules) == 0 && len(errs) == 0 {
		errs.Add(Position{file, 1, 1}, "the file holds no rule")
	}
	told := map[Position]bool{}
	for _, e := range errs {
		told[e.At] = true
	}
	seen := map[string]Position{}
	var rules []SecretRule
	for i, y := range raw.Rules {
		if y.At.Line == 0 { // nothing, or no mapping
			if list || len(told) == 0 {
				errs.Add(Position{file, 1, 1}, "rule %d of the file has nothing that can be read", i+1)
			}
			continue
		}
		if at, twice := seen[y.ID.V]; twice && y.ID.V != "" {
			errs.Add(y.ID.At, "rule %q is already defined at %s", y.ID.V, at)
		}
		seen[y.ID.V] = y.ID.At
		rule, bad := y.rule(told)
		rules, errs = append(rules, rule), append(errs, bad...)
	}
	return rules, errs
}

// service stands in an example for the name of a service.
const service = "{service}"

// ExampleOf puts the name of the nth service, counted around the list, into an
// example. Without services the example stays as it is.
func (r *SecretRule) ExampleOf(example string, n int) string {
	if len(r.Services) == 0 {
		return example
	}
	return strings.ReplaceAll(example, service, r.Services[n%len(r.Services)])
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

//go:embed leaks/*.yaml
var leakFiles embed.FS

// LeakRule describes one kind of internal trace. What to look for is code in
// scanner/leak, named by ID, and data in the lists; the rule holds the words for
// people and the examples that the engine must and must not find.
type LeakRule struct {
	ID      string        // "leak/kebab-name", one of LeakIDs
	Kind    string        // one of the inventory.Leak constants
	Title   string        // for people, no trailing period
	Help    string        // what to do about it
	Since   string        // outgate version that brought the rule
	Match   []LeakExample // must be found
	NoMatch []LeakExample // must not be found
	At      Position      // where the rule is written
}

// LeakExample is a text in the language of [Expand] and the file it stands in.
type LeakExample struct {
	Text, Path string
	At         Position
}

// LeakSet is the checked set of leak rules with its lists.
type LeakSet struct {
	Rules  []LeakRule          // sorted by ID; every one of LeakIDs once
	Lists  map[string][]string // every one of LeakLists; entries in lower case but for needles of code
	Digest string              // "sha256:..." over the data
}

// LeakIDs returns the rules that scanner/leak implements, sorted, with their kinds.
func LeakIDs() map[string]string {
	return map[string]string{
		"leak/internal-host":        inventory.LeakHost,
		"leak/private-address":      inventory.LeakAddress,
		"leak/private-registry":     inventory.LeakRegistry,
		"leak/unlisted-registry":    inventory.LeakRegistry,
		"leak/internal-link":        inventory.LeakLink,
		"leak/company-server":       inventory.LeakLink,
		"leak/chat-webhook":         inventory.LeakWebhook,
		"leak/home-directory":       inventory.LeakPath,
		"leak/local-mail":           inventory.LeakIdentity,
		"leak/word":                 inventory.LeakWord,
		"leak/confidential":         inventory.LeakMarker,
		"leak/patent":               inventory.LeakPatent,
		"leak/prc-resident-id":      inventory.LeakPersonalData,
		"leak/bank-card":            inventory.LeakPersonalData,
		"leak/prc-mobile":           inventory.LeakPersonalData,
		"leak/prc-uscc":             inventory.LeakPersonalData,
		"leak/iban":                 inventory.LeakPersonalData,
		"leak/us-ssn":               inventory.LeakPersonalData,
		"leak/crypto-use":           inventory.LeakCrypto,
		"leak/crypto-code":          inventory.LeakCrypto,
		"leak/keystore":             inventory.LeakOpaque,
		"leak/encrypted-archive":    inventory.LeakOpaque,
		"leak/executable":           inventory.LeakOpaque,
		"leak/database":             inventory.LeakOpaque,
		"leak/office-document":      inventory.LeakOpaque,
		"leak/disk-image":           inventory.LeakOpaque,
		"leak/unreadable-container": inventory.LeakOpaque,
	}
}

// LeakLists returns the names of the lists that scanner/leak reads, sorted.
func LeakLists() []string {
	return []string{
		"archive-extensions", "build-files", "chat-webhooks", "code-needles", "company-servers", "crypto-needles", "database-extensions", "disk-extensions",
		"executable-extensions", "generic-users", "host-keys", "internal-suffixes", "keystore-extensions", "known-addresses", "known-hosts", "lock-files",
		"markers", "office-extensions", "open-domains", "placeholder-labels", "public-registries", "test-cards", "weak-markers", "weak-suffixes",
	}
}

// Leaks returns the embedded set.
func Leaks() (*LeakSet, error) { return loadLeakFS(leakFiles) }

type leakFileYAML struct {
	Rules []leakYAML                 `yaml:"rules"`
	Lists map[string][]Value[string] `yaml:"lists"`
}

type leakYAML struct {
	At      Position
	ID      Value[string]     `yaml:"id"`
	Title   Value[string]     `yaml:"title"`
	Help    Value[string]     `yaml:"help"`
	Since   Value[string]     `yaml:"since"`
	Match   []leakExampleYAML `yaml:"match"`
	NoMatch []leakExampleYAML `yaml:"no-match"`
}

type leakExampleYAML struct {
	At   Position
	Text Value[string] `yaml:"text"`
	Path Value[string] `yaml:"path"`
}

func loadLeakFS(files fs.FS) (*LeakSet, error) {
	names, err := fs.Glob(files, "leaks/*.yaml")
	if err != nil {
		return nil, err
	}
	l := &leakLoader{set: &LeakSet{Lists: map[string][]string{}}, hash: sha256.New()}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		l.file("rules/"+name, data)
	}
	l.complete()
	if err := l.errs.Err(); err != nil {
		return nil, err
	}
	return l.set, nil
}

type leakLoader struct {
	set  *LeakSet
	hash interface {
		Write([]byte) (int, error)
		Sum([]byte) []byte
	}
	errs Errors
	last string // file that was read last, for what is missing from all
}

func (l *leakLoader) file(name string, data []byte) {
	l.last = name
	fmt.Fprintf(l.hash, "%d:", len(data))
	l.hash.Write(bytes.TrimSpace(data))
	var raw leakFileYAML
	l.errs = append(l.errs, Decode(name, data, &raw)...)
	for i := range raw.Rules {
		l.rule(&raw.Rules[i])
	}
	for list, entries := range raw.Lists {
		l.list(name, list, entries)
	}
}

func (l *leakLoader) rule(y *leakYAML) {
	kind, known := LeakIDs()[y.ID.V]
	at := y.ID.At
	if at.Line == 0 {
		at = y.At
	}
	var ids []string
	for id := range LeakIDs() {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	switch {
	case !known:
		l.errs.Add(at, "id %q is no rule that the engine knows%s", y.ID.V, Suggest(y.ID.V, ids))
	case slices.ContainsFunc(l.set.Rules, func(r LeakRule) bool { return r.ID == y.ID.V }):
		l.errs.Add(at, "rule %q is given twice", y.ID.V)
	}
	for _, need := range []struct{ key, text string }{{"title", y.Title.V}, {"help", y.Help.V}, {"since", y.Since.V}} {
		if strings.TrimSpace(need.text) == "" {
			l.errs.Add(at, "%s is missing or empty", need.key)
		}
	}
	r := LeakRule{ID: y.ID.V, Kind: kind, Title: y.Title.V, Help: y.Help.V, Since: y.Since.V, At: at}
	if !leakWithoutExamples(y.ID.V) {
		r.Match, r.NoMatch = l.examples(at, "match", y.Match), l.examples(at, "no-match", y.NoMatch)
	}
	l.set.Rules = append(l.set.Rules, r)
}

// leakWithoutExamples names the rules whose input is no text of a file: bytes
// that no YAML can hold, a list of the user's, identities.
func leakWithoutExamples(id string) bool {
	return LeakIDs()[id] == inventory.LeakOpaque || id == "leak/word" || id == "leak/local-mail"
}

func (l *leakLoader) examples(at Position, key string, ys []leakExampleYAML) (out []LeakExample) {
	if len(ys) == 0 {
		l.errs.Add(at, "%s: at least one example is needed", key)
	}
	for _, y := range ys {
		if _, err := Expand(y.Text.V, 1); err != nil {
			l.errs.Add(y.Text.At, "%s: %v", key, err)
		}
		if strings.TrimSpace(y.Text.V) == "" || strings.TrimSpace(y.Path.V) == "" {
			l.errs.Add(y.At, "%s: an example needs text and path", key)
		}
		out = append(out, LeakExample{y.Text.V, y.Path.V, y.At})
	}
	return out
}

func (l *leakLoader) list(file, name string, entries []Value[string]) {
	at := Position{file, 1, 1}
	if len(entries) > 0 {
		at = entries[0].At
	}
	switch {
	case !slices.Contains(LeakLists(), name):
		l.errs.Add(at, "lists: %q is no list that the engine reads%s", name, Suggest(name, LeakLists()))
	case l.set.Lists[name] != nil:
		l.errs.Add(at, "lists: %q is given twice", name)
	case len(entries) == 0:
		l.errs.Add(at, "lists: %q is empty", name)
	}
	seen := map[string]bool{}
	for _, e := range entries {
		text := strings.TrimSpace(e.V)
		if text == "" || seen[text] {
			l.errs.Add(e.At, "%s: %q is empty or given twice", name, e.V)
		}
		seen[text] = true
		l.set.Lists[name] = append(l.set.Lists[name], text)
	}
}

// complete holds the set against what the engine implements: a rule or list
// that is missing would be a search less.
func (l *leakLoader) complete() {
	at := Position{l.last, 1, 1}
	for id := range LeakIDs() {
		if !slices.ContainsFunc(l.set.Rules, func(r LeakRule) bool { return r.ID == id }) {
			l.errs.Add(at, "no file describes the rule %q", id)
		}
	}
	for _, name := range LeakLists() {
		if l.set.Lists[name] == nil {
			l.errs.Add(at, "no file holds the list %q", name)
		}
	}
	for _, name := range []string{"code-needles", "crypto-needles"} {
		for _, e := range l.set.Lists[name] {
			if !regexp.MustCompile(`^[^=]+ = \S.{3,}$`).MatchString(e) {
				l.errs.Add(at, "%s: %q: expected \"ALGORITHM = TEXT\" with four bytes of text at least", name, e)
			}
		}
	}
	slices.SortStableFunc(l.set.Rules, func(a, b LeakRule) int { return strings.Compare(a.ID, b.ID) })
	l.set.Digest = "sha256:" + hex.EncodeToString(l.hash.Sum(nil))
}

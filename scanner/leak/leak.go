// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package leak finds internal traces: what tells strangers about the inside of an
// organization, or about people, and is no credential. Words for people, examples
// and lists of names are data (rules/leaks); this package knows what to look for.
//
// # How a file is read
//
// One pass hashes the four bytes at each place and looks them up in a small bit
// map (see triggers.go): most places end there. Where a needle stands, the reader
// of its kind looks at the text around it: an address (url.go, host.go,
// address.go), a build file's registry (registry.go), a home directory (path.go),
// a marker (marker.go), a name of cryptography. A second pass over every fourth
// byte finds runs of digits (personal.go); a third one, only when a word list is
// given, compares the words of the text with it (words.go). Content that is no
// text is told by its first bytes (opaque.go).
//
// # What counts
//
// A finding gates a release, so a bare word is none. URLs and values of
// configuration are strong evidence, strings of code weaker, prose weakest. Names
// and numbers that everybody uses or invents are left out: defaults of routers and
// containers, ranges of networks, versions, "example", test cards.
//
// # What is reported
//
// One leak for each rule and each thing found in a file, with the number of its
// places; personal data and words once for each rule or word. Words, personal data
// and webhooks are never shown. The fingerprint is a hash of rule and content, so
// that a host is one thing wherever it stands; where the content could be guessed
// (personal data, words) path stands in for it.
//
// # What it does not do
//
// Strings inside binary files are not searched, nor are archives opened. Nothing
// is resolved or asked on a network.
package leak

import (
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

// Name of the detector, as --only and gaps write it.
const Name = "leak"

// version is part of every cache key; it is bumped when results change for the
// same rules.
const version = 2

// New makes the detector. words is the organization's list; nil when there is none.
func New(set *rules.LeakSet, words *rules.WordList, wordKey []byte) (*scanner.Detector, error) {
	e, err := newEngine(set)
	if err != nil {
		return nil, err
	}
	if words != nil {
		e.words = newWordMatcher(words, wordKey)
	}
	return &scanner.Detector{
		Name:    Name,
		Doc:     "Finds internal hosts, registries, links, markers, personal data and content that nobody can inspect.",
		Version: version,
		Rules:   set.Digest,
		History: true,
		File: func(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
			return e.file(ctx, f)
		},
	}, nil
}

// engine is the compiled set. It is never modified after newEngine but for the
// pool inside words.
type engine struct {
	rules    map[string]*rules.LeakRule
	lists    map[string]map[string]bool
	suffixes []string // "." and an internal suffix
	webhooks []string
	known    []addressPattern
	markers  []marker
	crypto   []cryptoNeedle
	triggers *triggers
	words    *wordMatcher
}

// trigger says which reader looks at a needle.
type trigger uint8

const (
	atURL trigger = iota
	atGitHost
	atSuffix
	atIPv4
	atIPv6
	atHome
	atMarker
	atCrypto
	atImage
	atPatent
)

func newEngine(set *rules.LeakSet) (*engine, error) {
	e := &engine{rules: map[string]*rules.LeakRule{}, lists: map[string]map[string]bool{}, webhooks: set.Lists["chat-webhooks"]}
	for i := range set.Rules {
		e.rules[set.Rules[i].ID] = &set.Rules[i]
	}
	for name, entries := range set.Lists {
		e.lists[name] = map[string]bool{}
		for _, x := range entries {
			e.lists[name][x] = true
		}
	}
	var ns []needle
	for _, c := range "abcdefghijklmnopqrstuvwxyz0123456789" {
		ns = append(ns, needle{text: string(c) + "://", fold: true, what: atURL})
	}
	ns = append(ns, needle{text: "git@", what: atGitHost}, needle{text: "image:", what: atImage})
	for _, s := range set.Lists["internal-suffixes"] {
		e.suffixes = append(e.suffixes, "."+s)
		ns = append(ns, needle{text: "." + s, fold: true, what: atSuffix, arg: len(e.suffixes) - 1})
	}
	for _, p := range set.Lists["known-addresses"] {
		pattern, err := parseAddressPattern(p)
		if err != nil {
			return nil, err
		}
		e.known = append(e.known, pattern)
	}
	for _, p := range []string{"10.0", "10.1", "10.2", "10.3", "10.4", "10.5", "10.6", "10.7", "10.8", "10.9", "172.", "192.168.", "169.254.", "100."} {
		ns = append(ns, needle{text: p, what: atIPv4})
	}
	for _, a := range "0123456789abcdef" {
		for _, b := range "0123456789abcdef" {
			ns = append(ns, needle{text: "fd" + string(a) + string(b) + ":", fold: true, what: atIPv6})
		}
	}
	for _, p := range patentWords() {
		ns = append(ns, needle{text: p, fold: true, what: atPatent})
	}
	for _, p := range []string{"/home/", "/Users/", `:\Users\`, `:\\Users\\`} {
		ns = append(ns, needle{text: p, what: atHome})
	}
	ns = append(ns, e.addMarkers(set)...)
	ns = append(ns, e.addCrypto(set)...)
	e.triggers = newTriggers(ns)
	return e, nil
}

// setting is what kind of text a file holds, which decides how much evidence a
// name needs.
type setting uint8

const (
	prose setting = iota
	code
	config
)

func settingOf(name, ext string) setting {
	switch ext {
	case "go", "java", "js", "mjs", "cjs", "ts", "jsx", "tsx", "vue", "svelte", "py", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "cs", "rb", "php", "rs", "kt", "scala", "swift", "m", "mm", "groovy", "sol", "lua", "pl", "pm", "dart",
		"html", "htm", "css", "scss", "less", "jsp", "erl", "ex", "exs", "hs", "clj", "r", "s", "asm", "proto", "map":
		return code
	case "md", "mdx", "markdown", "rst", "adoc", "txt", "tex", "org", "log", "po", "pot", "svg", "man", "diff", "patch", "":
		if ext == "" && !strings.ContainsAny(name, "._") && (strings.HasPrefix(name, "docker") || strings.HasPrefix(name, "makefile") || strings.HasPrefix(name, "jenkinsfile") || name == "hosts" || name == "gemfile" || name == "pipfile" || name == "vagrantfile" || name == "procfile") {
			return config
		}
		return prose
	}
	return config
}

// file looks at one file.
func (e *engine) file(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
	base := strings.ToLower(path.Base(f.Path))
	s := &scan{engine: e, f: f, text: f.Content, base: base, ext: strings.TrimPrefix(path.Ext(base), ".")}
	if strings.HasPrefix(base, ".") && strings.Count(base, ".") == 1 {
		s.ext = ""
	}
	switch {
	case f.Record != "":
		s.setting = prose
		s.hostDone = bytes.Index(f.Content, []byte("\n\n")) // the header names people: see Identities
	case s.ext == "" && strings.HasPrefix(base, "."): // .env, .npmrc
		s.setting = config
	default:
		s.setting = settingOf(base, s.ext)
	}
	if f.Binary {
		s.opaque()
		return s.facts(), ctx.Err()
	}
	s.buildFile = e.lists["build-files"][base] || strings.HasSuffix(base, ".gradle") || strings.HasSuffix(base, ".gradle.kts")
	s.lockFile = e.lists["lock-files"][base]
	e.triggers.each(s.text, s.look)
	if isDockerfile(base) {
		s.dockerfile()
	}
	s.numbers()
	if e.words != nil {
		e.words.each(s.text, s.word)
		if f.Record == "" {
			e.words.each([]byte(f.Path), s.wordInPath)
		}
	}
	return s.facts(), ctx.Err()
}

// look hands a needle to the reader of its kind.
func (s *scan) look(n *needle, at int) {
	switch n.what {
	case atURL:
		s.url(at + len(n.text))
	case atGitHost:
		s.gitHost(at + len(n.text))
	case atSuffix:
		s.suffix(at, n.arg)
	case atIPv4:
		s.ipv4(at)
	case atIPv6:
		s.ipv6(at)
	case atHome:
		s.home(at, len(n.text))
	case atMarker:
		s.marker(at, n.arg)
	case atCrypto:
		s.cryptography(at, n.arg)
	case atPatent:
		s.patent(at)
	case atImage:
		s.image(at + len(n.text))
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package secret finds credentials in files: tokens of documented formats,
// private keys, secret-like values given to secret-like names, passwords in
// URLs and headers. The kinds are data (rules/secrets); this package is the
// engine that runs them.
//
// # How a file is read
//
// One Aho-Corasick pass over the bytes finds the keywords of all rules at once;
// a file without any, the common case, costs nothing more. At a keyword, a
// table of the bytes that a match may begin with turns most places away. What
// is left meets the rule's regular expression, anchored at the keyword and
// bounded by the longest match, never the whole file. A rule with a name looks
// at assignments instead: a small hand-written reader understands the usual
// notations (code, JSON, YAML, properties, XML, shell, SQL, PHP's serialization),
// lists, decoders and conversions around a value, and configuration in strings of
// several lines, and hands over name and value. A rule with services looks right
// behind the name of a service whose tokens have no mark. What matches then passes
// the rule's entropy, allowlists and checks, and the common test for stand-ins
// ("example", "xxxxx", 12345678).
//
// Keywords are looked for near the match, not anywhere in the file: a list of
// hashes in a file that mentions a vendor is not a list of the vendor's tokens.
//
// Rules that a user brings in gitleaks' TOML keep the meaning they have there,
// keywords anywhere in the file included; see foreign.go.
//
// # Tiers
//
// structured: a documented format. assigned: a random value under a secret's
// name. weak: plain passwords, URL credentials, headers. Where matches overlap
// one finding stays, that of the strongest tier and then of the closest
// pattern. A failed checksum, or a value that is merely a UUID or short and
// of small letters and digits, weakens a finding to weak instead of dropping it,
// and so do digits or letters that count up in a value of a documented format.
// What bears a vendor's mark, or a name that is a vendor's alone, and does not fit
// that vendor's rule is no finding of a general rule.
//
// # Encoded text
//
// A second, cheaper pass looks for tokens of sixteen characters or more that
// stand for other bytes: base64 in either alphabet, in one line or many; hexadecimal
// digits; percent, \x, \u and XML escapes; UTF-16 in binary files. Nearly all that
// looks like a token is turned away by the first bytes that it stands for, which
// are no text. The others are searched like a file, two encodings deep. A token
// that is the value of an assignment is judged under the name outside: the data of
// a Kubernetes Secret, however short, and the argument of a function that decodes
// it. The finding has the identity of the plain value, the place of the token, and
// the encodings in inventory.Secret.Decoded. What the text says as it stands is
// not said again; a value that stands for a placeholder is none. See decode.go.
//
// Archives of the tree are opened by the scan, which shows each member as a file.
//
// # Versions
//
// What a version of a file has copied from another one that was searched is looked
// at where the other one gave reason to; see again.go. The facts are the same.
//
// # What it does not do
//
// Encoded bytes that do not begin as text (compressed, encrypted, DER) are not
// searched. Values are never tried against a service. Binary files are searched for
// structured rules only.
//
// The path of a file is searched like its content; such a finding has no line,
// and [Engine.Redact] hides the value wherever the path is shown.
//
// # Comments that speak for a finding
//
// "outgate:allow FINGERPRINT" on the line of a finding, and the like (see
// package scanner), is recorded with the finding, which stays. Only the lines of
// findings are looked at.
//
// # Bounds and secrecy
//
// Work per file is bounded: beyond it, and beyond a thousand findings, the file
// gets a Gap of code truncated. No fact holds any character of a value; see
// fingerprint.go for what identity is made of.
package secret

import (
	"context"
	"io/fs"
	"sync"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

// Name of the detector, as --only and gaps write it.
const Name = "secret"

// version is part of every cache key; it is bumped when results change for the
// same rules.
const version = 4

// Engine is a set of rules made ready to run. It is safe for concurrent use.
type Engine struct {
	*engine
	digest string
	loose  func() *engine // for normalized names; made when the first comes by
}

// NewEngine makes a set of rules ready. The error names the rule that cannot run
// and the file it is in.
func NewEngine(set *rules.SecretSet) (*Engine, error) {
	e, err := newEngine(set)
	if err != nil {
		return nil, err
	}
	return &Engine{e, set.Digest, sync.OnceValue(func() *engine { return looseEngine(set) })}, nil
}

// New makes the detector that runs a set of rules; see NewEngine for the error.
func New(set *rules.SecretSet) (*scanner.Detector, error) {
	e, err := NewEngine(set)
	if err != nil {
		return nil, err
	}
	return e.Detector(), nil
}

// Detector makes the detector that runs the rules.
func (e *Engine) Detector() *scanner.Detector {
	return &scanner.Detector{
		Name:    Name,
		Doc:     "Finds tokens, private keys and passwords in files and history.",
		Version: version,
		Rules:   e.digest,
		Wants: func(entry *inventory.Entry) bool {
			return entry.Regular() || entry.Mode&fs.ModeSymlink != 0
		},
		History:  true,
		Archives: true,
		File: func(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
			return e.file(ctx, f)
		},
	}
}

func (e *engine) newScan(f *scanner.File, text []byte) *scan {
	return &scan{engine: e, scratch: e.borrow(), text: text, path: f.Path, binary: f.Binary, dialect: dialectOf(f.Path), commit: f.Commit, raw: rawOf(f.Path, text)}
}

// borrow takes memory for a scan, which gives it back.
func (e *engine) borrow() *scratch {
	if spare, ok := e.spare.Get().(*scratch); ok {
		return spare
	}
	return new(scratch)
}

// scratch is memory that the search through one file leaves to that through another.
type scratch struct {
	fresh       []int  // zeros, for scan.done
	early, late []spot // see halves
}

// giveBack gives the memory of a scan that is over to another one.
func (s *scan) giveBack() {
	if s.done != nil {
		clear(s.done)
		s.fresh, s.done = s.done, nil
	}
	s.spare.Put(s.scratch)
	s.scratch = nil
}

// all searches a content with all rules. It returns the foreign rules that find the
// file by its path alone, and why these have not come to the end, if so.
func (s *scan) all(ctx context.Context) (byPath []*rule, foreignStopped string, err error) {
	if err = s.run(ctx); err == nil {
		byPath, foreignStopped, err = s.foreign(ctx)
	}
	if err == nil {
		budget := maxDecoded
		s.toDecode = &budget
		err = s.decode(ctx, maxDepth)
	}
	return byPath, foreignStopped, err
}

func (e *engine) file(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
	text := f.Content
	if !f.Binary {
		text = utf8Of(text)
	}
	s := e.newScan(f, text)
	repeatable := s.repeatable(f)
	if s.notes = repeatable; repeatable {
		s.again = s.recall(f)
	}
	paths, foreignStopped, err := s.all(ctx)
	if s.again != nil && s.work+s.spared > maxWork { // a search through all of it might not have come to the end
		s.giveBack()
		s = e.newScan(f, text)
		s.notes = true
		paths, foreignStopped, err = s.all(ctx)
	}
	if err != nil {
		return inventory.Facts{}, err
	}
	if repeatable && s.stopped == "" {
		s.remember(f)
	}
	var facts inventory.Facts
	if len(s.found) > 0 {
		facts.Secrets = s.secrets(f)
	}
	for _, r := range paths {
		facts.Secrets = append(facts.Secrets, byPath(r, f))
	}
	s.giveBack()
	facts.Secrets = append(facts.Secrets, e.named(f)...)
	for _, why := range []string{s.stopped, foreignStopped} {
		if why != "" {
			facts.Gaps = append(facts.Gaps, inventory.Gap{Detector: Name, Path: f.Path, Commit: f.Commit, Code: inventory.GapTruncated, Reason: why})
		}
	}
	return facts, nil
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package suppress

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

// BaselinePath is where a repository keeps its own baseline.
const BaselinePath = ".outgate/baseline"

// MaxFile is the largest baseline or ignore file that is read, in bytes.
const MaxFile = 4 << 20

// digits of a whole fingerprint.
const digits = 32

// Baseline is a list of findings that somebody speaks for:
//
//	FINGERPRINT RULE [until YYYY-MM-DD] [reason]
//
// one line for each, sorted, so that branches merge without conflict. It holds no
// clear text. Lines that begin with # stand at the head only.
type Baseline struct {
	Path    string // as reports name it
	Outside bool   // it comes from outside the repository
	Entries []Entry

	head []string // comment lines
}

// Entry is one line of a baseline.
type Entry struct {
	Fingerprint string // 32 hexadecimal digits
	Rule        string // "secret/kebab-name"
	Until       string // last day, "2006-01-02"; "" without an end
	Reason      string
	Line        int // from 1; 0 for one that was not read
}

// ParseBaseline reads a baseline, strictly. The error is a [rules.Errors] with
// every mistake of the file, each with its position. It repeats nothing of the
// file: a pasted value would be printed.
func ParseBaseline(path string, data []byte) (*Baseline, error) {
	p := &parser{b: &Baseline{Path: path}, seen: map[string]int{}}
	switch {
	case len(data) > MaxFile:
		p.add(1, 1, "larger than %d bytes", MaxFile)
	case !utf8.Valid(data):
		before, _, _ := bytes.Cut(bytes.ToValidUTF8(data, []byte{0}), []byte{0})
		p.add(1+bytes.Count(before, []byte{'\n'}), 1, "not UTF-8")
	default:
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			p.line(n, strings.TrimRight(line, "\r\n"))
		}
	}
	if err := p.errs.Err(); err != nil {
		return nil, err
	}
	return p.b, nil
}

type parser struct {
	b    *Baseline
	errs rules.Errors
	seen map[string]int // fingerprint -> line
}

func (p *parser) add(line, column int, format string, args ...any) {
	p.errs.Add(rules.Position{File: p.b.Path, Line: line, Column: column}, "%s", fmt.Sprintf(format, args...))
}

func (p *parser) line(n int, line string) {
	const maxErrors = 100
	words := fields(line)
	switch {
	case len(p.errs) >= maxErrors, len(words) == 0:
		return
	case words[0].text[0] == '#':
		if len(p.b.Entries) > 0 {
			p.add(n, words[0].column, "comments stand at the head of the file; write the reason behind the rule")
		}
		p.b.head = append(p.b.head, line)
		return
	case slices.Contains([]string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"}, words[0].text):
		p.add(n, 1, "a merge conflict: keep the lines of both sides")
		return
	}
	e := Entry{Fingerprint: words[0].text, Line: n}
	if len(e.Fingerprint) != digits || strings.Trim(e.Fingerprint, "0123456789abcdef") != "" {
		p.add(n, words[0].column, "expected a fingerprint of %d lower-case hexadecimal digits, found %d characters", digits, len(e.Fingerprint))
	} else if before, twice := p.seen[e.Fingerprint]; twice {
		p.add(n, words[0].column, "the fingerprint stands in line %d already; keep one of them", before)
	}
	p.seen[e.Fingerprint] = n
	if len(words) < 2 {
		p.add(n, len(line)+1, "expected a rule behind the fingerprint, like secret/private-key")
		return
	}
	e.Rule = words[1].text
	p.rule(n, words[1])
	p.rest(n, words[2:], &e)
	p.b.Entries = append(p.b.Entries, e)
}

func (p *parser) rule(n int, w field) {
	if regexp.MustCompile(`^(secret|leak)/[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(w.text) {
		return
	}
	kind, _, slash := strings.Cut(w.text, "/")
	hint := ""
	if slash {
		hint = rules.Suggest(kind, []string{"secret", "leak"})
	}
	p.add(n, w.column, "expected a rule, like secret/private-key%s", hint)
}

func (p *parser) rest(n int, words []field, e *Entry) {
	if len(words) > 1 && words[0].text != "until" {
		if _, err := time.Parse(time.DateOnly, words[1].text); err == nil {
			if hint := rules.Suggest(words[0].text, []string{"until"}); hint != "" {
				p.add(n, words[0].column, "a date needs the word until before it%s", hint)
			}
		}
	}
	if len(words) > 0 && words[0].text == "until" {
		if len(words) == 1 {
			p.add(n, words[0].column, "expected a date YYYY-MM-DD behind until")
			return
		}
		if _, err := time.Parse(time.DateOnly, words[1].text); err != nil {
			p.add(n, words[1].column, "expected a date YYYY-MM-DD behind until")
		}
		e.Until, words = words[1].text, words[2:]
	}
	var reason []string
	for _, w := range words {
		reason = append(reason, w.text)
	}
	e.Reason = strings.Join(reason, " ")
}

type field struct {
	text   string
	column int // from 1, in bytes
}

func fields(line string) []field {
	var out []field
	for at := 0; at < len(line); {
		if line[at] == ' ' || line[at] == '\t' {
			at++
			continue
		}
		end := at + strings.IndexAny(line[at:]+" ", " \t")
		out = append(out, field{line[at:end], at + 1})
		at = end
	}
	return out
}

// Apply notes what the baseline says in the findings of the inventory, and which
// entries speak for none. With partial, the scan has left out the history, so
// that an entry without a finding tells nothing.
func (b *Baseline) Apply(inv *inventory.Inventory, partial bool) {
	byPrint := map[string]int{}
	for i, e := range b.Entries {
		byPrint[e.Fingerprint] = i
	}
	used := make([]bool, len(b.Entries))
	for _, f := range findings(inv) {
		i, ok := byPrint[f.fingerprint]
		if !ok || b.Entries[i].Rule != f.rule {
			continue
		}
		used[i] = true
		e := &b.Entries[i]
		f.speak(inventory.Suppression{By: inventory.SuppressedBaseline, Path: b.Path, Line: e.Line, Bound: true, Outside: b.Outside, Reason: scanner.SafeReason(e.Reason), Expires: e.Until})
	}
	for i, e := range b.Entries {
		kind, _, _ := strings.Cut(e.Rule, "/")
		if used[i] || partial || !ran(inv, kind) {
			continue
		}
		inv.Idle = append(inv.Idle, inventory.IdleSuppression{By: inventory.SuppressedBaseline, Path: b.Path, Line: e.Line, Outside: b.Outside, Code: inventory.IdleUnused,
			Reason: "no finding of this rule has this fingerprint"})
	}
}

// Update says what a baseline that covers the findings of the inventory needs:
// entries that are there already keep their date and reason, new ones take those
// given. An entry whose finding is gone stays, unless prune is set. Findings that
// a comment or an ignore file names by content need no entry.
func (b *Baseline) Update(inv *inventory.Inventory, reason, until string, prune bool) (added, gone int) {
	have := map[string]int{}
	for i, e := range b.Entries {
		have[e.Fingerprint] = i
	}
	found := map[string]bool{}
	for _, f := range findings(inv) {
		if len(f.fingerprint) != digits {
			continue // a finding of another program, or of none
		}
		if _, ok := have[f.fingerprint]; !ok {
			if word := *f.word; word != nil && word.Bound && word.By != inventory.SuppressedBaseline {
				continue
			}
			have[f.fingerprint] = len(b.Entries)
			b.Entries = append(b.Entries, Entry{Fingerprint: f.fingerprint, Rule: f.rule, Until: until, Reason: reason})
			added++
		}
		found[f.fingerprint] = true
	}
	kept := b.Entries[:0]
	for _, e := range b.Entries {
		if !found[e.Fingerprint] {
			gone++
			if prune {
				continue
			}
		}
		kept = append(kept, e)
	}
	b.Entries = kept
	slices.SortFunc(b.Entries, func(a, c Entry) int {
		return cmp.Or(strings.Compare(a.Fingerprint, c.Fingerprint), strings.Compare(a.Rule, c.Rule))
	})
	return added, gone
}

// Write writes the baseline in the form that ParseBaseline reads.
func (b *Baseline) Write(w io.Writer) error {
	var out strings.Builder
	head := b.head
	if len(head) == 0 {
		head = []string{
			"# Findings that are known, and why they are none. Written by `outgate baseline`; one line for each:",
			"# FINGERPRINT RULE [until YYYY-MM-DD] [reason]",
		}
	}
	for _, line := range head {
		out.WriteString(line + "\n")
	}
	for _, e := range b.Entries {
		words := []string{e.Fingerprint, e.Rule}
		if e.Until != "" {
			words = append(words, "until", e.Until)
		}
		if e.Reason != "" {
			words = append(words, e.Reason)
		}
		out.WriteString(strings.Join(words, " ") + "\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

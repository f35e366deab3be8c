// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// KnownPath is where a repository keeps its own list of known violations.
const KnownPath = ".outgate/known"

// MaxKnown is the largest list that is read, in bytes.
const MaxKnown = 16 << 20

const knownHead = "# outgate known violations 1"

// KnownList is a file with violations that are known and do not decide as long as they do
// not get worse. It speaks of violations, which are debt; a baseline of findings
// (package suppress) says that a secret is none. One line for each place, sorted:
//
//	IDENTITY CHECK LEVEL/SEVERITY[*N] PATH MESSAGE
//
// Path and message are for people, and so that a review sees what is accepted; the identity,
// which stands for check, place and content, decides. N is how much there is of it.
type KnownList struct {
	Path    string // as reports name it
	Outside bool   // it comes from outside the repository
	Digest  string // "sha256:..." over the file's bytes; "" for one that was not read
	Entries []KnownEntry
}

// KnownEntry is one line of a list.
type KnownEntry struct {
	Identity string // 32 hexadecimal digits
	Check    string
	Level    Level
	Severity Severity
	Count    int    // 0 where it does not matter
	Path     string // "" for the whole repository
	Message  string
	Line     int // from 1; 0 for one that was not read
}

// IsKnownList reports whether a file is a list of known violations, and not another baseline.
func IsKnownList(data []byte) bool {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return strings.TrimRight(string(line), "\r ") == knownHead
}

// ParseKnown reads a list, strictly. The error is a [rules.Errors] with every mistake, each
// with its position. It repeats nothing of the file.
func ParseKnown(path string, data []byte) (*KnownList, error) {
	sum := sha256.Sum256(data)
	p := &knownParser{list: &KnownList{Path: path, Digest: "sha256:" + hex.EncodeToString(sum[:])}, seen: map[string]int{}, checks: map[string]bool{}}
	for _, c := range table() {
		p.checks[c.Code] = c.waivable
	}
	switch {
	case len(data) > MaxKnown:
		p.add(1, 1, "larger than %d bytes", MaxKnown)
	case !utf8.Valid(data):
		before, _, _ := bytes.Cut(bytes.ToValidUTF8(data, []byte{0}), []byte{0})
		p.add(1+bytes.Count(before, []byte{'\n'}), 1, "not UTF-8")
	case !IsKnownList(data):
		p.add(1, 1, "expected the line %q", knownHead)
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
	return p.list, nil
}

type knownParser struct {
	list   *KnownList
	errs   rules.Errors
	seen   map[string]int  // identity -> line
	checks map[string]bool // that there are -> one can be known
}

func (p *knownParser) add(line, column int, format string, args ...any) {
	if len(p.errs) < 100 {
		p.errs.Add(rules.Position{File: p.list.Path, Line: line, Column: column}, "%s", fmt.Sprintf(format, args...))
	}
}

func (p *knownParser) line(n int, line string) {
	switch {
	case strings.TrimSpace(line) == "" || line[0] == '#':
		return
	case slices.Contains([]string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"}, line[:min(7, len(line))]):
		p.add(n, 1, "a merge conflict: keep the lines of both sides")
		return
	}
	e := KnownEntry{Line: n}
	rest := line
	next := func() (word string, column int) {
		column = len(line) - len(rest) + 1
		word, rest, _ = strings.Cut(rest, " ")
		return word, column
	}
	var at int
	if e.Identity, at = next(); !isHex(e.Identity, digitsOfPrint) {
		p.add(n, at, "expected an identity of %d lower-case hexadecimal digits, found %d characters", digitsOfPrint, len(e.Identity))
		return
	}
	if before, twice := p.seen[e.Identity]; twice {
		p.add(n, at, "the identity stands in line %d already; keep one of them", before)
	}
	p.seen[e.Identity] = n
	e.Check, at = next()
	can, is := p.checks[e.Check]
	if ruleID.MatchString(e.Check) { // a rule of the policy's own
		can, is = true, true
	}
	switch {
	case !is:
		p.add(n, at, "expected a check, like license-denied")
	case e.Check == "secret-structured":
		p.add(n, at, "structured secrets cannot be known: revoke the credential, or waive the violation")
	case !can:
		p.add(n, at, "violations of %s cannot be known", e.Check)
	}
	var grading string
	grading, at = next()
	p.grading(n, at, grading, &e)
	if rest == "" {
		p.add(n, len(line)+1, "expected a path behind the severity, or - for the whole repository")
		return
	}
	p.path(n, len(line)-len(rest)+1, rest, &e)
	p.list.Entries = append(p.list.Entries, e)
}

// grading reads LEVEL/SEVERITY[*N].
func (p *knownParser) grading(n, at int, text string, e *KnownEntry) {
	text, times, counted := strings.Cut(text, "*")
	if counted {
		count, err := strconv.Atoi(times)
		if err != nil || count < 1 || strconv.Itoa(count) != times {
			p.add(n, at, "expected a number behind *")
		}
		e.Count = count
	}
	level, severity, _ := strings.Cut(text, "/")
	e.Level, e.Severity = Level(level), Severity(severity)
	if rank(e.Level) < 1 || grade(e.Severity) < 1 {
		p.add(n, at, "expected a level and a severity, like fail/high")
	}
}

// path reads PATH MESSAGE.
func (p *knownParser) path(n, at int, rest string, e *KnownEntry) {
	if rest[0] == '"' {
		quoted, err := strconv.QuotedPrefix(rest)
		if err == nil {
			e.Path, err = strconv.Unquote(quoted)
		}
		if err != nil {
			p.add(n, at, "expected a path in double quotes, as Go writes strings")
			return
		}
		e.Message = strings.TrimPrefix(rest[len(quoted):], " ")
		return
	}
	if e.Path, e.Message, _ = strings.Cut(rest, " "); e.Path == "-" {
		e.Path = ""
	}
}

// Write writes the list in the form that ParseKnown reads.
func (l *KnownList) Write(w io.Writer) error {
	var out strings.Builder
	out.WriteString(knownHead + "\n# Violations that do not decide as long as they do not get worse. Written by `outgate baseline --violations`; one line for each place:\n# IDENTITY CHECK LEVEL/SEVERITY[*N] PATH MESSAGE\n")
	for _, e := range l.Entries {
		times := ""
		if e.Count > 0 {
			times = fmt.Sprintf("*%d", e.Count)
		}
		path := e.Path
		switch {
		case path == "":
			path = "-"
		case path == "-" || strings.ContainsFunc(path, func(r rune) bool { return r == ' ' || r == '"' || !unicode.IsPrint(r) }):
			path = strconv.Quote(path)
		}
		fmt.Fprintf(&out, "%s %s %s/%s%s %s %s\n", e.Identity, e.Check, e.Level, e.Severity, times, path, printable(e.Message))
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// printable puts a text into one line.
func printable(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))), " ")
}

// Merge takes over what is known today. Entries that fit nothing stay, unless prune is set.
func (l *KnownList) Merge(today []KnownEntry, prune bool) (added, gone int) {
	have, now := map[string]bool{}, map[string]bool{}
	for _, e := range l.Entries {
		have[e.Identity] = true
	}
	entries := slices.Clone(today)
	for _, e := range today {
		now[e.Identity] = true
		if !have[e.Identity] {
			added++
		}
	}
	for _, e := range l.Entries {
		if !now[e.Identity] {
			if gone++; !prune {
				entries = append(entries, e)
			}
		}
	}
	l.Entries = entries
	sortKnown(l.Entries)
	return added, gone
}

func sortKnown(list []KnownEntry) {
	slices.SortFunc(list, func(a, b KnownEntry) int {
		return cmp.Or(strings.Compare(a.Check, b.Check), strings.Compare(a.Path, b.Path), strings.Compare(a.Identity, b.Identity))
	})
}

// Known lists what of an inventory a list of known violations would hold: what
// neither a waiver nor a word excuses and no list can leave out (structured secrets).
func Known(inv *inventory.Inventory, p *Policy, now time.Time) []KnownEntry {
	j := newJudge(inv, p, now.UTC())
	j.examine()
	titles := map[string]string{}
	for _, c := range p.all() {
		titles[c.Code] = c.Title
	}
	byPrint := map[string]*KnownEntry{}
	for i := range j.items {
		it := &j.items[i]
		if it.gap != nil || it.unheld || it.gates || it.excused() {
			continue
		}
		id := printOf(it, it.at)
		e := byPrint[id]
		if e == nil {
			e = &KnownEntry{Identity: id, Check: it.v.Check, Path: it.v.Location.Path, Message: it.v.Message}
			if it.v.Post == PostSecurity { // the list may be committed, and must not repeat what has leaked
				e.Message = titles[it.v.Check]
			}
			byPrint[id] = e
		}
		if rank(it.v.Level) > rank(e.Level) {
			e.Level = it.v.Level
		}
		if grade(it.v.Severity) > grade(e.Severity) {
			e.Severity = it.v.Severity
		}
		e.Count = max(e.Count, it.weight)
	}
	var out []KnownEntry
	for _, e := range byPrint {
		out = append(out, *e)
	}
	sortKnown(out)
	return out
}

const digitsOfPrint = 32

// printOf is the identity of an item in a list. What an item lists belongs to it: another list is
// another thing.
func printOf(it *item, at whereabouts) string {
	id := identityOf(it, it.v.Location.Path)
	return fingerprint(append([]string{"known", id.check, id.path, id.component, id.about, at.word()}, it.members...)...)
}

// compareLists marks the items that a list names, unless they are worse now.
func (j *judge) compareLists(lists []*KnownList) {
	for _, l := range lists {
		ref := KnownRef{Path: l.Path, Outside: l.Outside, Digest: l.Digest, Entries: len(l.Entries), Counts: j.p.newOnly && (l.Outside || j.p.spoken.repository)}
		byPrint := make(map[string]*KnownEntry, len(l.Entries))
		for i := range l.Entries {
			byPrint[l.Entries[i].Identity] = &l.Entries[i]
		}
		used := map[string]bool{}
		for i := range j.items {
			it := &j.items[i]
			if it.gap != nil || it.unheld || it.gates {
				continue
			}
			e := byPrint[printOf(it, it.at)]
			if e == nil && it.at != inTree { // it was in the tree
				e = byPrint[printOf(it, inTree)]
			}
			if e == nil || e.Check != it.v.Check {
				continue
			}
			used[e.Identity] = true
			if ref.Counts && !it.known {
				j.hold(it, &held{level: e.Level, severity: e.Severity, at: it.at, weight: e.Count, members: it.members}, l.Path)
			}
		}
		ref.Stale = len(l.Entries) - len(used)
		j.lists = append(j.lists, ref)
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

var (
	// reserved says alone that the file is not for others.
	reserved = regexp.MustCompile(`\bunauthori[sz]ed (?:copying|reproduction|duplication|distribution|redistribution)(?:,? (?:or|and|and/or)? ?[a-z]+){0,3} of this (?:file|software|program|code|source|work)|\bproprietary ?(?:and|&|/|or) ?confidential\b|\bconfidential ?(?:and|&|/) ?proprietary\b|\bcompany confidential\b|\bnot licen[cs]ed for (?:re-?)?distribution\b`)
	// signs say so two at a time, beside a copyright.
	signs = []*regexp.Regexp{
		regexp.MustCompile(`\bproprietary (?:information|property|software|source code|rights|notice|licen[cs]e|to|material|trade)\b|\bproprietary ?[.!:]`),
		regexp.MustCompile(`\bconfidential (?:information|property|material|trade)\b|\bconfidential ?[.!:]`),
		regexp.MustCompile(`\b(?:strictly|expressly) (?:prohibited|forbidden)\b`),
		regexp.MustCompile(`\btrade secrets?\b`),
		regexp.MustCompile(`\b(?:may|must|shall) not be (?:copied|reproduced|disclosed|distributed|redistributed|used)\b|\bdo not (?:copy|distribute|redistribute)\b`),
	}
	ownerBrake     = regexp.MustCompile(`(?:\b(?:no|not|non|never|without|detects?|finds?|such as|e\.g\.|phrases?|looks? for)\b[^.]{0,30}|["'(])$`)
	ownerCopyright = regexp.MustCompile(`\bcopyright\b|\(c\)|©|\ball rights reserved\b`)
)

// ownerWords are the words of which every header of an owner has one.
func ownerWords() []string {
	return []string{"propriet", "confiden", "unauthori", "not licen", "trade secret"}
}

// ownedOnly finds the header of a file that its owner keeps to himself. Only
// the comment at the start of the file counts, outside the lines that other
// facts explain.
func ownedOnly(file string, content []byte, found []fact) []fact {
	head := content[:leadingComment(file, content)]
	lower := bytes.ToLower(head)
	if !slices.ContainsFunc(ownerWords(), func(w string) bool { return bytes.Contains(lower, []byte(w)) }) {
		return nil
	}
	p := plainText{}
	var b strings.Builder
	for line := range bytes.Lines(head) {
		p.lines = append(p.lines, b.Len())
		if !onLine(found, len(p.lines)) {
			b.WriteString(plainLine(line[:min(len(line), lineBytes)]))
			b.WriteByte(' ')
		}
	}
	p.text = b.String()
	from, to := -1, -1
	sight := func(re *regexp.Regexp) bool {
		m := re.FindStringIndex(p.text)
		if m == nil || ownerBrake.MatchString(p.text[:m[0]]) {
			return false
		}
		if from < 0 || m[0] < from {
			from = m[0]
		}
		to = max(to, m[1])
		return true
	}
	confidence := exactName
	if !sight(reserved) {
		if len(found) > 0 || !ownerCopyright.MatchString(p.text) {
			return nil
		}
		n := 0
		for _, re := range signs {
			if sight(re) {
				n++
			}
		}
		if n < 2 {
			return nil
		}
		confidence = sloppily
	}
	return factsOf([]inventory.License{{Expression: proprietary, Class: inventory.ClassNotice, StartLine: 1 + p.lineOf(from), EndLine: 1 + p.lineOf(to-1), Confidence: confidence}})
}

// lineBytes is how much of one line is read.
const lineBytes = 400

// plainText is lines in lower case, without comment leaders, joined.
type plainText struct {
	text  string
	lines []int // where in text each line begins
}

// lineOf is the index of the line in which an offset of the text lies.
func (p *plainText) lineOf(at int) int {
	i, found := slices.BinarySearch(p.lines, at)
	if !found {
		i--
	}
	for found && i+1 < len(p.lines) && p.lines[i+1] == at { // a line without text
		i++
	}
	return max(i, 0)
}

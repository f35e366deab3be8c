// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/outgate/outgate/rules"
)

// marker is a phrase as its words; the longest is what the scan looks for.
type marker struct {
	words  []string
	anchor int
	weak   bool // means something else as well
	han    bool // Chinese: no white space between the words
	text   string
}

func (e *engine) addMarkers(set *rules.LeakSet) (ns []needle) {
	for _, list := range []string{"markers", "weak-markers"} {
		for _, phrase := range set.Lists[list] {
			m := marker{words: strings.Split(phrase, "-"), weak: list == "weak-markers", han: phrase[0] >= 0x80}
			m.text = strings.Join(m.words, " ")
			if m.han {
				m.text = strings.Join(m.words, "")
			}
			for i, w := range m.words {
				if len(w) > len(m.words[m.anchor]) {
					m.anchor = i
				}
			}
			e.markers = append(e.markers, m)
			ns = append(ns, needle{text: m.words[m.anchor], fold: true, what: atMarker, arg: len(e.markers) - 1})
		}
	}
	return ns
}

// headBytes is where a first comment or a title page ends at the latest.
const headBytes = 1500

// marker decides whether a phrase is a statement about the document.
func (s *scan) marker(at, arg int) {
	m := &s.markers[arg]
	start, end, ok := s.phrase(m, at)
	if !ok || m.weak && end <= s.markerDone {
		return
	}
	before, after := s.lineBefore(start), s.lineAfter(end)
	lead, tail := markup(before), strings.TrimSpace(strings.Trim(markup(after), ")]"))
	switch {
	case s.setting != prose && !s.inComment(before), m.weak && s.setting != prose && !s.beginsComment(before):
		return
	case speaksOfLaw(before, after) || m.weak && speaksOfInformation(after), isQuote(s.byteAt(start-1)) || isQuote(s.byteAt(end)):
		return // a contract; a mention
	case m.han:
		ok = s.hanStatement(m, start, lead, tail)
	default:
		ok = s.statement(m, s.text[start:end], start, lead, tail)
	}
	if ok {
		s.markerDone = end
		s.add("leak/confidential", start, m.text, m.text)
	}
}

// phrase holds the words around the anchor, with white space and comment signs between them.
func (s *scan) phrase(m *marker, at int) (start, end int, ok bool) {
	start, end = at, at+len(m.words[m.anchor])
	if !m.han && (isWord(s.byteAt(start-1)) || isWord(s.byteAt(end))) {
		return 0, 0, false
	}
	for i := m.anchor - 1; i >= 0; i-- {
		gap := start
		for gap > 0 && start-gap < 12 && isGap(s.text[gap-1]) {
			gap--
		}
		w := m.words[i]
		if gap == start && !m.han || gap < len(w) || !strings.EqualFold(string(s.text[gap-len(w):gap]), w) || !m.han && isWord(s.byteAt(gap-len(w)-1)) {
			return 0, 0, false
		}
		start = gap - len(w)
	}
	for _, w := range m.words[m.anchor+1:] {
		gap := end
		for gap < len(s.text) && gap-end < 12 && isGap(s.text[gap]) {
			gap++
		}
		if gap == end && !m.han || gap+len(w) > len(s.text) || !strings.EqualFold(string(s.text[gap:gap+len(w)]), w) || !m.han && isWord(s.byteAt(gap+len(w))) {
			return 0, 0, false
		}
		end = gap + len(w)
	}
	return start, end, true
}

func isGap(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '*' || c == '#' || c == '/' || c == '&'
}

// markup takes the signs of comments and markup from the ends of a line.
func markup(line []byte) string {
	return strings.Trim(string(line), " \t\r*#/-<>!=_|;%\"'`~+:{}\\([,，：「『【（")
}

// beginsComment reports whether the line begins as a comment.
func (s *scan) beginsComment(before []byte) bool {
	line := bytes.TrimSpace(before)
	if bytes.HasPrefix(line, []byte("#")) && (len(line) == 1 || isAlpha(line[1])) {
		switch s.ext {
		case "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "cs":
			return false // #define
		}
	}
	for _, sign := range []string{"//", "/*", "*", "#", "--", "<!--", ";", "%", "'", "rem ", "REM ", "\"\"\""} {
		if bytes.HasPrefix(line, []byte(sign)) {
			return true
		}
	}
	return false
}

// inComment reports whether the line begins as a comment, or holds one before this place.
func (s *scan) inComment(before []byte) bool {
	if s.beginsComment(before) {
		return true
	}
	line := bytes.TrimLeft(before, " \t")
	for _, sign := range []string{"// ", "/* ", " # ", "<!-- "} {
		if bytes.Contains(line, []byte(sign)) {
			return true
		}
	}
	return false
}

// speaksOfLaw leaves license texts and contracts alone, which define what is confidential.
func speaksOfLaw(before, after []byte) bool {
	line := strings.ToLower(string(before) + " " + string(after))
	for _, w := range []string{"you agree", "shall", "confidentiality", "client", "receiving party", "license", "warrant", "computing", "中华人民共和国", "商业秘密法"} {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

// speaksOfInformation knows the term of contracts, "Confidential Information".
func speaksOfInformation(after []byte) bool {
	word := bytes.ToLower(bytes.TrimLeft(after, " *"))
	return bytes.HasPrefix(word, []byte("information")) || bytes.HasPrefix(word, []byte("data")) || bytes.HasPrefix(word, []byte("comput"))
}

// statement: the phrase makes up the line or most of it.
func (s *scan) statement(m *marker, phrase []byte, start int, lead, tail string) bool {
	before, after := len(strings.Fields(lead)), len(strings.Fields(tail))
	capitals := bytes.Equal(phrase, bytes.ToUpper(phrase))
	ends := tail == "" || strings.IndexByte(".!;:,-(", s.nextMark(start+len(phrase))) >= 0
	title := unicode.IsUpper(rune(phrase[0]))
	if !m.weak {
		if !title && !strings.Contains(strings.ToLower(lead), "this ") {
			return false // the end of a sentence that went over the line
		}
		return capitals && before+after <= 14 || before <= 6 && (ends || after <= 3 && strings.Contains(m.text, "confidential"))
	}
	alone := before <= 3 && after == 0
	switch {
	case m.text == "confidential":
		return capitals && before+after <= 6 && !s.isEnum(start, len(phrase)) && (before+after > 0 || s.setting == prose || start < headBytes) || title && alone && start < headBytes
	case capitals:
		return before <= 2 && after <= 6
	}
	// In the comments of code "for internal use only" speaks of an interface.
	return s.setting == prose && title && before <= 3 && ends && after <= 6 && start < headBytes ||
		s.setting == prose && strings.Contains(string(s.lineBefore(start)), "**") && before <= 2 && after == 0
}

// nextMark is the first byte behind a phrase that is no blank.
func (s *scan) nextMark(at int) byte {
	for at < len(s.text) && (s.text[at] == ' ' || s.text[at] == '*') {
		at++
	}
	return s.byteAt(at)
}

// isEnum reports a constant among others: between commas, or assigned.
func (s *scan) isEnum(start, n int) bool {
	before, after := bytes.TrimRight(s.lineBefore(start), " \t"), bytes.TrimLeft(s.lineAfter(start+n), " \t")
	if len(before) > 0 && strings.IndexByte(",|({[.=", before[len(before)-1]) >= 0 {
		return true
	}
	return len(after) > 0 && strings.IndexByte("=,|(]}", after[0]) >= 0
}

// hanStatement: a strong phrase in a short sentence, a weak one alone.
func (s *scan) hanStatement(m *marker, start int, lead, tail string) bool {
	size := utf8.RuneCountInString(lead) + utf8.RuneCountInString(tail)
	if m.weak {
		return size == 0 || size <= 4 && (strings.HasPrefix(tail, "★") || strings.HasPrefix(tail, "文件") || strings.HasPrefix(tail, "级"))
	}
	switch m.text {
	case "绝密", "密级", "保密级别", "注意保密", "公司内部", "内部使用", "商业机密", "商业秘密", "公司机密":
		return size <= 8
	}
	return size <= 40
}

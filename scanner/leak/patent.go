// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"regexp"
	"strings"
)

// patentWords are what a line that names a patent has in it.
func patentWords() []string { return []string{"patent", "u.s. pat", "us pat", "专利"} }

var (
	// patentNumber is a number behind the word: "US Patent No. 5,123,456", "U.S. Pat. 7,654,321 B2", "EP 1 234 567 B1", "ZL 2010 1 0123456.7", "专利号：ZL201010123456.7".
	patentNumber = regexp.MustCompile(`(?i)(?:\b(?:no\.?|nos\.?|number|numbers|#|app(?:lication|l\.?)?)?\s*:?\s*)(\b(?:US|EP|WO|CN|JP|KR|DE|FR|GB|ZL)\s?[0-9](?:[ ,./]?[0-9]){5,14}(?:\s?[ABCU][0-9]?)?\b|\b[0-9]{1,2},[0-9]{3},[0-9]{3}\b|\b[0-9]{4}/[0-9]{7}\b|\b[0-9]{2}/[0-9]{3},[0-9]{3}\b|ZL\s?[0-9]{4,12}(?:[ .][0-9X]{1,8})*)`)
	patentState  = regexp.MustCompile(`(?i)\bpatents?[- ](?:is |are )?(?:pending|applied for)\b|\bprotected by (?:one or more |u\.?s\.? )*patents?\b|\bcovered by (?:one or more |u\.?s\.? |the following )*patents?\b|专利申请中|已申请专利|受专利保护`)
)

// patent decides whether a word speaks of a certain patent: one with a number, or
// one that is pending, in the same line or the next one. What licenses say of patents has neither.
// Only the tree counts: what a release practices, not what it once said.
func (s *scan) patent(at int) {
	if s.f.Commit != "" || at < s.patentDone {
		return
	}
	start := bytes.LastIndexByte(s.text[:at], '\n') + 1
	end := at
	for range 2 {
		if i := bytes.IndexByte(s.text[end:], '\n'); i >= 0 {
			end += i + 1
		} else {
			end = len(s.text)
		}
	}
	start, end = max(start, at-300), min(end, at+400)
	s.patentDone = at + 6
	around := s.text[start:end]
	if m := patentNumber.FindSubmatchIndex(around); m != nil && m[3]-m[2] >= 7 {
		shown := strings.Join(strings.Fields(string(around[m[2]:m[3]])), " ")
		s.add("leak/patent", at, shown, shown)
		return
	}
	if m := patentState.Find(around); m != nil && bytes.Contains(bytes.ToLower(s.text[at:min(at+40, len(s.text))]), bytes.ToLower(m[max(0, len(m)-6):])) {
		shown := strings.ToLower(strings.Join(strings.Fields(string(m)), " "))
		s.add("leak/patent", at, shown, shown)
	}
}

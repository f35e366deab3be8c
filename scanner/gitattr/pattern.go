// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package gitattr

import "strings"

// pattern is one compiled line of .gitignore or .gitattributes.
type pattern struct {
	segments []string // of an anchored pattern; "**" stands for any number of directories
	base     string   // of an unanchored pattern: compared with the last element of the path
	literal  bool     // base holds no wildcard
	dirOnly  bool
}

// compile reads a pattern. ok is false for what can never match.
func compile(text string) (p pattern, ok bool) {
	if n := len(text); n > 0 && text[n-1] == '/' && !escaped(text, n-1) {
		p.dirOnly = true
		text = text[:n-1]
	}
	if text == "" || danglingEscape(text) {
		return p, false
	}
	if !strings.Contains(text, "/") {
		p.base = text
		p.literal = !strings.ContainsAny(text, `*?[\`)
		return p, true
	}
	text = strings.ReplaceAll(strings.TrimPrefix(text, "/"), `\/`, "/")
	for seg := range strings.SplitSeq(text, "/") {
		if len(seg) >= 2 && strings.Trim(seg, "*") == "" {
			seg = "**"
		}
		if n := len(p.segments); seg == "**" && n > 0 && p.segments[n-1] == "**" {
			continue
		}
		p.segments = append(p.segments, seg)
	}
	return p, true
}

// escaped reports whether the byte at i is preceded by an odd number of backslashes.
func escaped(s string, i int) bool {
	n := 0
	for i > n && s[i-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

func danglingEscape(s string) bool { return escaped(s, len(s)) }

// match compares the pattern with a path relative to the directory of the file
// that holds the pattern. isDir says that the path is a directory.
func (p *pattern) match(rel string, isDir bool) bool {
	if p.dirOnly && !isDir {
		return false
	}
	if p.segments == nil {
		base := rel[strings.LastIndexByte(rel, '/')+1:]
		if p.literal {
			return base == p.base
		}
		return glob(p.base, base)
	}
	return matchSegments(p.segments, rel)
}

// matchSegments matches element by element. On a mismatch only the last "**"
// is extended: whatever an earlier one could take in, the last one can as well.
func matchSegments(segments []string, rel string) bool {
	i, rest, done := 0, rel, false
	star, starRest := -1, ""
	for {
		if i < len(segments) && segments[i] == "**" {
			if i == len(segments)-1 {
				return !done // "dir/**" is everything below dir, not dir itself
			}
			star, starRest = i, rest
			i++
			continue
		}
		if i == len(segments) && done {
			return true
		}
		if i < len(segments) && !done {
			head, tail, more := strings.Cut(rest, "/")
			if glob(segments[i], head) {
				i, rest, done = i+1, tail, !more
				continue
			}
		}
		if star < 0 {
			return false
		}
		_, tail, more := strings.Cut(starRest, "/")
		if !more {
			return false
		}
		starRest = tail
		i, rest, done = star+1, tail, false
	}
}

// glob matches one path element: "*", "?", "[...]" and "\" escapes. The work is
// bounded by the product of both lengths.
func glob(pat, s string) bool {
	pi, si := 0, 0
	starP, starS := -1, 0
	for si < len(s) || pi < len(pat) {
		if pi < len(pat) && pat[pi] == '*' {
			for pi < len(pat) && pat[pi] == '*' {
				pi++
			}
			if pi == len(pat) {
				return true
			}
			starP, starS = pi, si
			continue
		}
		if pi < len(pat) && si < len(s) {
			n, ok, valid := globOne(pat[pi:], s[si])
			if !valid {
				return false
			}
			if ok {
				pi += n
				si++
				continue
			}
		}
		if starP < 0 || starS >= len(s) {
			return false
		}
		starS++
		pi, si = starP, starS
	}
	return true
}

// globOne matches one byte and returns the length of the pattern used. valid is
// false when a bracket is never closed: such a pattern matches nothing.
func globOne(pat string, c byte) (n int, ok, valid bool) {
	switch pat[0] {
	case '?':
		return 1, true, true
	case '\\':
		if len(pat) < 2 {
			return 0, false, false
		}
		return 2, pat[1] == c, true
	case '[':
		return bracket(pat, c)
	}
	return 1, pat[0] == c, true
}

// bracket matches a bracket expression with ranges, "!" or "^" and named classes.
func bracket(pat string, c byte) (n int, ok, valid bool) {
	i := 1
	negate := i < len(pat) && (pat[i] == '!' || pat[i] == '^')
	if negate {
		i++
	}
	found := false
	for first := true; ; first = false {
		if i >= len(pat) {
			return 0, false, false
		}
		if pat[i] == ']' && !first {
			return i + 1, found != negate, true
		}
		if pat[i] == '[' && i+1 < len(pat) && pat[i+1] == ':' {
			if end := strings.IndexByte(pat[i+2:], ']'); end > 0 && pat[i+1+end] == ':' {
				in, known := inClass(pat[i+2:i+1+end], c)
				if !known {
					return 0, false, false
				}
				found = found || in
				i += end + 3
				continue
			}
		}
		lo, next, ok := bracketByte(pat, i)
		if !ok {
			return 0, false, false
		}
		i = next
		hi := lo
		if i+1 < len(pat) && pat[i] == '-' && pat[i+1] != ']' {
			if hi, i, ok = bracketByte(pat, i+1); !ok {
				return 0, false, false
			}
		}
		found = found || lo <= c && c <= hi
	}
}

func bracketByte(pat string, i int) (b byte, next int, ok bool) {
	if pat[i] == '\\' {
		i++
	}
	if i >= len(pat) {
		return 0, i, false
	}
	return pat[i], i + 1, true
}

func inClass(name string, c byte) (in, known bool) {
	lower, upper, digit := 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9'
	graph := c > ' ' && c < 0x7f
	switch name {
	case "alpha":
		return lower || upper, true
	case "digit":
		return digit, true
	case "alnum":
		return lower || upper || digit, true
	case "lower":
		return lower, true
	case "upper":
		return upper, true
	case "space":
		return c == ' ' || '\t' <= c && c <= '\r', true
	case "blank":
		return c == ' ' || c == '\t', true
	case "punct":
		return graph && !lower && !upper && !digit, true
	case "xdigit":
		return digit || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F', true
	case "print":
		return graph || c == ' ', true
	case "graph":
		return graph, true
	case "cntrl":
		return c < ' ' || c == 0x7f, true
	}
	return false, false
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// In a cleaned line these two bytes stand for breaks: softBreak where the text
// itself starts a new line (an escaped \n, <br>), hardBreak where the string,
// the cell or the comment that held the text is over.
const (
	softBreak     = '\n'
	hardBreak     = '\x03'
	hardBreakText = string(rune(hardBreak))
	hardSpace     = "\u00a0" // inside <jane at example dot org>, which is one word
)

// clean brings a line into a form that splits into words at white space:
// entities and escapes decoded, markup gone, signs set apart. Letters, digits
// and punctuation of the names stay as written.
func clean(raw []byte, from *source) string {
	s := decode(raw, &from.latin1)
	if strings.IndexByte(s, '&') >= 0 {
		s = unescape(s, &from.unescaped)
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		start, n := b.Len(), cleanOne(&b, s, i)
		if b.Len()-start != n || n > 1 {
			from.cleaned.rewrote(b.String()[start:], start, i, i+n)
		}
		i += n
	}
	return b.String()
}

// unescape replaces the entities of HTML.
func unescape(s string, t *trail) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		n := 1
		for n < len(s)-i && n < 34 && (letterDigit(s[i+n]) || n == 1 && s[i+n] == '#') {
			n++
		}
		if s[i] != '&' {
			if n = strings.IndexByte(s[i:], '&'); n < 0 {
				n = len(s) - i
			}
			b.WriteString(s[i : i+n])
		} else {
			if i+n < len(s) && s[i+n] == ';' {
				n++
			}
			b.WriteString(html.UnescapeString(s[i : i+n]))
		}
		i += n
		t.add(b.Len(), i)
	}
	return b.String()
}

// cleanOne writes what stands for s[i:] at its beginning and returns the number of bytes it used up.
func cleanOne(b *strings.Builder, s string, i int) int {
	c := s[i]
	switch c {
	case '&', '|', '@', '*', '-', '\'':
		if piece, n := sequence(s[i:]); n > 0 {
			b.WriteString(piece)
			return n
		}
	}
	switch c {
	case '<':
		return cleanAngle(b, s[i:])
	case '\\':
		return cleanEscape(b, s[i:])
	case '(':
		return cleanParenthesis(b, s, i)
	case '[', '{':
		return cleanBracket(b, s, i)
	case '"':
		if n := quoted(s, i, 1, '"'); n > 0 {
			writeQuoted(b, s[i:i+n])
			return n
		}
		b.WriteByte(quoteBreak(s[i+1:]))
	case '|':
		if i > 0 && s[i-1] == ' ' && i+1 < len(s) && s[i+1] == ' ' {
			b.WriteByte(hardBreak) // a field is over
			break
		}
		b.WriteByte(' ')
	case '>': // the end of a tag that began on another line
		if i > 0 && (s[i-1] == '\'' || s[i-1] == '"') {
			c = ' '
		}
		b.WriteByte(c)
	case '*', ']', '}', '\t', '\r', '`', '\v', '\f', 0:
		b.WriteByte(' ')
	default:
		if c < utf8.RuneSelf {
			b.WriteByte(c)
			break
		}
		if n := quotedGuillemets(s, i); n > 0 {
			writeQuoted(b, s[i:i+n])
			return n
		}
		return cleanRune(b, s[i:])
	}
	return 1
}

// sequence is what stands for the signs that s begins with when they mean
// something together, and their length; 0 is none.
func sequence(s string) (string, int) {
	for _, q := range [...]struct{ signs, piece string }{
		{"&copy;", " © "}, {"&#169;", " © "}, {"&#xa9;", " © "}, // escaped twice
		{"|copy|", " © "}, {"@copyright{}", " © "}, {"*/", hardBreakText}, {"*)", hardBreakText}, {"-->", hardBreakText}, {"''", " "},
	} {
		if q.signs[0] == s[0] && hasAnyFold(s, q.signs) {
			return q.piece, len(q.signs)
		}
	}
	return "", 0
}

// cleanParenthesis sets (c) apart and drops the one that opens the arguments of a call.
func cleanParenthesis(b *strings.Builder, s string, i int) int {
	if n := signLen(s[i:]); n > 0 {
		b.WriteByte(' ')
		b.WriteString(strings.ReplaceAll(s[i:i+n], " ", ""))
		b.WriteByte(' ')
		return n
	}
	if n := definedTerm(s[i:]); n > 0 {
		b.WriteByte(' ')
		return n
	}
	if i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\'') {
		b.WriteByte(' ')
		return 1
	}
	if i > 0 && s[i-1] != ' ' && s[i-1] != '(' && !hasAnyFold(s[i:], "(s)", "(es)", "(-") {
		b.WriteByte(' ')
	}
	b.WriteByte('(')
	return 1
}

// definedTerm is the length of a term that a contract defines at the beginning of s, ("Authors"), or 0.
func definedTerm(s string) int {
	for i := 2; i < min(len(s), 40); i++ {
		if s[1] != '"' || s[2] < 'A' || s[2] > 'Z' {
			return 0
		}
		if s[i] == '"' {
			if i+1 < len(s) && s[i+1] == ')' {
				return i + 2
			}
			return 0
		}
		if s[i] != ' ' && !letterDigit(s[i]) {
			return 0
		}
	}
	return 0
}

// cleanRune handles a letter or sign beyond ASCII.
func cleanRune(b *strings.Builder, s string) int {
	if w := asianMark(s); w != "" {
		b.WriteString(" " + w + " ")
		return len(w)
	}
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case '©', 'ⓒ', 'Ⓒ':
		b.WriteString(" © ")
	case 'Â': // double-encoded UTF-8
		if strings.HasPrefix(s[n:], "©") {
			return n
		}
		b.WriteRune(r)
	case '“', '”', '„', '«', '»', '\u00a0', '\u3000', '•', '·', '\ufeff', '\u200b', '：', '\u2028', '\ufffd':
		b.WriteByte(' ')
	case '，', '、':
		b.WriteString(", ")
	case '。':
		b.WriteString(". ")
	case '（':
		b.WriteString(" (")
	case '）':
		b.WriteString(") ")
	case '’', '‘':
		b.WriteByte('\'')
	default:
		if r < 0xA0 {
			b.WriteByte(' ')
			break
		}
		b.WriteRune(r)
	}
	return n
}

// asianMark is the word for copyright at the beginning of s in a script
// without spaces, or "".
func asianMark(s string) string {
	switch s[0] {
	case 0xE7, 0xE8, 0xEC:
	default:
		return ""
	}
	for _, w := range [...]string{"版权所有", "版權所有", "著作权", "著作權", "著作権", "저작권"} {
		if strings.HasPrefix(s, w) {
			if rest := s[len(w):]; strings.HasPrefix(rest, "者") || strings.HasPrefix(rest, "人") || strings.HasPrefix(rest, "法") || strings.HasPrefix(rest, "자") || strings.HasPrefix(rest, "법") || strings.HasPrefix(rest, "表示") || strings.HasPrefix(rest, "は") || strings.HasPrefix(rest, "が") || strings.HasPrefix(rest, "を") || strings.HasPrefix(rest, "の") || strings.HasPrefix(rest, "은") || strings.HasPrefix(rest, "는") || strings.HasPrefix(rest, "이") || strings.HasPrefix(rest, "을") || strings.HasPrefix(rest, "의") {
				return ""
			}
			return w
		}
	}
	return ""
}

// signLen is the length of "(c)" or "( c )" at the beginning of s, or 0.
func signLen(s string) int {
	if len(s) >= 3 && lower(s[1]) == 'c' && s[2] == ')' {
		return 3
	}
	if len(s) >= 5 && s[1] == ' ' && lower(s[2]) == 'c' && s[3] == ' ' && s[4] == ')' {
		return 5
	}
	return 0
}

// isKey reports that a colon and a value follow a quote: "author": "Jane Doe", "authors": [.
func isKey(rest string) bool {
	rest = strings.TrimLeft(rest[1:], " ")
	return rest != "" && (rest[0] == '"' || rest[0] == '[' || rest[0] == '{')
}

// quoteBreak tells the quote that closes a string from one inside a sentence.
func quoteBreak(rest string) byte {
	rest = strings.TrimLeft(rest, " \t)]}")
	if rest == "" || rest[0] == ',' || rest[0] == ';' || rest[0] == '+' || rest[0] == ':' && !isKey(rest) || rest[0] == '>' || rest[0] == '\\' || strings.HasPrefix(rest, "/>") {
		return hardBreak
	}
	return ' '
}

// cleanBracket handles [..] and {..}: a placeholder becomes one word, else the bracket goes.
func cleanBracket(b *strings.Builder, s string, i int) int {
	if s[i] == '[' && i > 0 && s[i-1] == ']' { // [text][reference]
		if n := strings.IndexByte(s[i:min(len(s), i+60)], ']'); n > 0 && !strings.ContainsAny(s[i+1:i+n], "[(") {
			b.WriteByte(hardBreak)
			return n + 1
		}
	}
	closing := byte(']')
	if s[i] == '{' {
		closing = '}'
	}
	rest := s[i:]
	n := strings.IndexByte(rest[:min(len(rest), 80)], closing)
	if n > 1 {
		in := rest[1:n]
		if strings.Contains(in, "getFullYear") || strings.Contains(in, "new Date") || strings.Contains(in, "currentYear") {
			b.WriteByte(' ') // {new Date().getFullYear()}: the year of the day
			return n + 1
		}
		if in[0] == s[i] || i > 0 && s[i-1] == '$' || isPlaceholder(in) && !hasYear(in) {
			b.WriteString(" <> ")
			return n + 1
		}
	}
	b.WriteByte(' ')
	return 1
}

// hasYear reports a year among the words of s: braces around a mark with a year are a comment of Pascal.
func hasYear(s string) bool {
	for w := range strings.FieldsSeq(s) {
		if _, ok := parseYears(w); ok {
			return true
		}
	}
	return false
}

// cleanEscape handles a backslash.
func cleanEscape(b *strings.Builder, s string) int {
	for _, e := range [...]string{`\u{a9}`, `\u{00a9}`, `\00a9`, `\a9`, `\u00a9`, `\xc2\xa9`, `\302\251`, `\xa9`, `\251`, `\(co`, `\[co]`, `\copyright`} {
		if hasAnyFold(s, e) {
			b.WriteString(" © ")
			return len(e)
		}
	}
	if hasAnyFold(s, `\author`) {
		b.WriteByte('@')
		return 1
	}
	if r := escapedRune(s); r > 0x9F {
		b.WriteRune(r)
		return len(`\u0000`)
	}
	if len(s) < 2 {
		b.WriteByte(' ')
		return 1
	}
	followed := len(s) > 2 && 'a' <= s[2] && s[2] <= 'z'
	switch {
	case s[1] == 'n' && !followed, s[1] == 'r' && !followed:
		b.WriteByte(softBreak)
		return 2
	case s[1] == 't' && !followed:
		b.WriteByte(' ')
		return 2
	case s[1] == '"':
		b.WriteByte(' ')
		return 2
	}
	b.WriteByte(' ')
	return 1
}

// escapedRune is the letter that \u00e9 stands for at the beginning of s, or 0.
func escapedRune(s string) rune {
	if len(s) < 6 || s[1] != 'u' {
		return 0
	}
	n, err := strconv.ParseUint(s[2:6], 16, 32)
	if err != nil || utf16.IsSurrogate(rune(n)) || !unicode.IsLetter(rune(n)) {
		return 0
	}
	return rune(n)
}

func hasAnyFold(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return true
		}
	}
	return false
}

// marker is the kind of comment marker that a raw line begins with.
func marker(raw []byte) string {
	t := bytes.TrimLeft(raw, " \t")
	for _, m := range [...]string{"//", "/*", "*", "#", ";", "--", "%", "!", `.\"`, `\"`, "'"} {
		if bytes.HasPrefix(t, []byte(m)) {
			return m
		}
	}
	if len(t) > 3 && hasFold(t, "dnl ") || hasFold(t, "rem ") {
		return string(t[:3])
	}
	return ""
}

// isCode reports whether a raw line is a directive or statement of a
// programming language, at which any text before it is over.
func isCode(raw []byte) bool {
	t := bytes.TrimLeft(raw, " \t")
	if len(t) > 1 && t[0] == '#' {
		t = bytes.TrimLeft(t[1:], " \t")
		for _, w := range [...]string{"include", "define", "ifdef", "ifndef", "if ", "endif", "pragma", "undef", "import", "else"} {
			if bytes.HasPrefix(t, []byte(w)) {
				return true
			}
		}
		return false
	}
	for _, w := range [...]string{"package ", "import ", "using ", "namespace ", "func ", "def ", "static ", "const ", "export ", "extern ", "struct "} {
		if bytes.HasPrefix(t, []byte(w)) {
			return true
		}
	}
	return false
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strings"
)

// entropy is Shannon's, in bits per byte.
func entropy(v []byte) float64 {
	if len(v) == 0 {
		return 0
	}
	var count [256]int
	for _, c := range v {
		count[c]++
	}
	h, n := 0.0, float64(len(v))
	for _, k := range count {
		if k > 0 {
			p := float64(k) / n
			h -= p * math.Log2(p)
		}
	}
	return h
}

// kinds is what a value is made of.
type kinds struct{ lower, upper, digit, symbol, hex, other int }

func kindsOf(v []byte) (k kinds) {
	for _, c := range v {
		switch {
		case isDigit(c):
			k.digit++
			k.hex++
		case isLower(c):
			k.lower++
			if c <= 'f' {
				k.hex++
			}
		case isUpper(c):
			k.upper++
			if c <= 'F' {
				k.hex++
			}
		case c > ' ' && c < 0x7f:
			k.symbol++
		default:
			k.other++
		}
	}
	return k
}

func isLower(c byte) bool  { return c >= 'a' && c <= 'z' }
func isUpper(c byte) bool  { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return isLower(c | 0x20) }
func isAlnum(c byte) bool  { return isLetter(c) || isDigit(c) }

// empty reports a value that is made of escaped blanks alone: what stands between
// two elements of a page that is kept as a string, as in "<b id=\"pass\">\r\n".
func empty(v []byte) bool {
	for i := 0; i+1 < len(v); i += 2 {
		if v[i] != '\\' || v[i+1] != 'r' && v[i+1] != 'n' && v[i+1] != 't' {
			return false
		}
	}
	return len(v)%2 == 0
}

// blank reports whether a value is a stand-in whatever the rule: a run of one
// character, a counted alphabet, the word example.
func blank(v []byte) bool {
	if empty(v) {
		return true
	}
	run, up, distinct := 1, 1, 0
	var seen [256]bool
	for i, c := range v {
		if !seen[c] {
			seen[c], distinct = true, distinct+1
		}
		if i == 0 {
			continue
		}
		run, up = next(c == v[i-1], run), next(c == v[i-1]+1, up)
		if run >= 5 && (c|0x20 == 'x' || c == '*' || c == '.') || run >= 8 || up >= 8 {
			return true
		}
	}
	if len(v) >= 12 && distinct <= 4 {
		return true
	}
	return saysStandIn(v)
}

// alphabet reports ten letters of the alphabet in order, small or capital: a
// part of the alphabet that no generator draws.
func alphabet(v []byte) bool {
	run := 1
	for i := 1; i < len(v); i++ {
		run = next(isLetter(v[i-1]) && v[i]|0x20 == v[i-1]|0x20+1, run)
		if run >= alphabetRun {
			return true
		}
	}
	return false
}

// saysStandIn reports the words of a stand-in.
func saysStandIn(v []byte) bool {
	folded := bytes.ToLower(v)
	return bytes.Contains(folded, []byte("example")) || bytes.Contains(folded, []byte("placeholder")) || bytes.Contains(folded, []byte("changeme"))
}

func next(more bool, n int) int {
	if more {
		return n + 1
	}
	return 1
}

// template reports whether a value is filled in elsewhere: a variable, a
// reference, a format, something encrypted.
func template(v []byte) bool {
	s := string(v)
	for _, part := range []string{"${", "$(", "{{", "}}", "<%", "%>", "#{", "%(", "@{", "[[", "$[", "{0}", "{1}", "%s", "%v", "%d", "%q", "...", "\u2026", "***", "\\u"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	if inner := strings.Trim(s, `'"`); inner != "" && inner != s { // "'$X'" of a shell
		return template([]byte(inner))
	}
	first, last := s[0], s[len(s)-1]
	open, end := strings.IndexByte(s, '{'), strings.LastIndexByte(s, '}')
	switch {
	case end > open+1 && open >= 0 && (isAlnum(s[open+1]) || s[open+1] == '_'), open < 0 && last == '}' && onlyName(s[:len(s)-1]): // a {field} of a format
		return true
	case first == '<' && strings.Contains(s, ">"), first == '[' && last == ']', first == '{', first == '%' && last == '%', first == '@' && last == '@', len(s) > 4 && first == '#' && last == '#', first == '(', strings.HasPrefix(s, "__") && strings.HasSuffix(s, "__"), len(s) > 2 && first == '+' && last == '+' && onlyName(strings.TrimSpace(s[1:len(s)-1])): // "'+x+'"
		return true
	case first == '$' && len(s) > 1 && onlyName(s[1:]), first == '*' && onlyName(s[1:]), first == '&', first == '!' && onlyName(s[1:]), first == '#' && onlyName(s[1:]), first == ':' && onlyName(s[1:]):
		return true
	}
	low := strings.ToLower(s)
	for _, p := range []string{"enc(", "enc[", "vault:", "arn:", "secretref:", "env:", "env.", "file:", "ref:", "ref+", "op://", "process.env", "os.environ", "os.getenv", "secrets.", "self.", "this.",
		"config.", "settings.", "$2a$", "$2b$", "$2y$", "$argon", "$pbkdf", "$6$", "$5$", "$1$", "sha256:", "sha1:", "sha256-", "sha384-", "sha512-", "pbkdf2", "md5:", "data:", "cpe:", "pkg:", "urn:", "ssh-rsa", "func(", "var."} {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	return false
}

func onlyName(s string) bool {
	for i := range len(s) {
		if !isAlnum(s[i]) && s[i] != '_' && s[i] != '.' && s[i] != '-' {
			return false
		}
	}
	return s != ""
}

// standIn reports words that people write where a secret will stand, and names
// of algorithms.
func standIn(v []byte) bool {
	s := squeeze(v)
	for _, w := range []string{"your", "example", "sample", "changeme", "changeit", "changethis", "placeholder", "dummy", "fake", "insert", "fillin", "replaceme", "replacewith", "replacethis", "todo", "fixme", "redacted", "masked",
		"foobar", "opensesame", "notset", "notreal", "notasecret", "mysecret", "mytoken", "mypassword", "secretkey", "accesskey", "apikey", "xxx", "enterpass", "somepass", "somesecret", "sometoken", "thepassword", "donotuse", "deadbeef", "abcdef", "lorem", "sha256", "sha512", "sha384", "aes128", "aes256", "hmacsha"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// squeeze lowers letters and drops what separates words.
func squeeze(v []byte) string {
	out := make([]byte, 0, len(v))
	for _, c := range v {
		if isAlnum(c) {
			if isUpper(c) {
				c |= 0x20
			}
			out = append(out, c)
		}
	}
	return string(out)
}

// commonly lists, for each letter, the letters that often follow it in English
// and in identifiers: about two of five pairs, but nineteen of twenty in words.
const commonly = "bcdgiklmnprstuvwxyz|aeilorsubyj|aehikloturyc|aeiourdsygl|acdefgilmnpqrstvwxybk|aeilfortuy|aeghilnorsuy|aeiortuyn|abcdefgklmnoprstvz|aeous|aeilnsy|adefikloptsuvygm|abeimopsuy|acdefgiklnostuvyj|" +
	"abcdefgiklmnoprstuvwxy|aehiloprstuy|ul|abcdefgikmlnoprstuvy|aceghiklmopqrstuwy|aehilorstuwyc|abcdegilmnprstxfk|aeioy|aehinorsld|pteaicym|mpnstoel|aeoiyz"

func commonPairs() (table [26][26]bool) {
	for i, followers := range strings.Split(commonly, "|") {
		for _, c := range []byte(followers) {
			table[i][c-'a'] = true
		}
	}
	return table
}

// wordiness is the share of the letters and digits of a value that lies in
// words: runs of three or more letters, cut at changes of case, most of whose
// pairs are common. Random text has little of it.
func (f *filters) wordiness(v []byte) float64 {
	inWords, all := 0, 0
	for i := 0; i < len(v); {
		if !isLetter(v[i]) {
			if isDigit(v[i]) {
				all++
			}
			i++
			continue
		}
		j := i + 1
		for j < len(v) && isLetter(v[j]) && !(isUpper(v[j]) && isLower(v[j-1])) {
			j++
		}
		if j-i >= 3 && f.word(v[i:j]) {
			inWords += j - i
		}
		all += j - i
		i = j
	}
	if all == 0 {
		return 0
	}
	return float64(inWords) / float64(all)
}

func (f *filters) word(w []byte) bool {
	good := 0
	for i := 1; i < len(w); i++ {
		if f.pairs[(w[i-1]|0x20)-'a'][(w[i]|0x20)-'a'] {
			good++
		}
	}
	vowels := bytes.ContainsAny(bytes.ToLower(w), "aeiouy")
	return vowels && float64(good) >= 0.75*float64(len(w)-1)
}

// filters holds the tables that value tests read.
type filters struct{ pairs [26][26]bool }

// random reports whether a value looks drawn by chance rather than thought up.
func (f *filters) random(v []byte) bool {
	n := len(v)
	k := kindsOf(v)
	if n < 8 || k.other > 0 || k.symbol*3 > n {
		return false
	}
	h := entropy(v)
	if k.hex == n {
		return n >= 16 && k.digit > 0 && (k.digit < n || n >= digitsOfKey) && h >= 2.8
	}
	if k.hex+k.symbol == n && k.symbol <= 2 && n >= 20 { // digits in two or three groups
		return k.digit > 0 && k.hex > k.digit && h >= 2.8
	}
	if h < min(3.5, 0.78*math.Log2(float64(n))) {
		return false
	}
	words := f.wordiness(v)
	letters := k.lower + k.upper
	switch {
	case letters == 0:
		return false
	case k.digit == 0 && (k.lower == 0 || k.upper == 0):
		return n >= 20 && words < 0.3
	case k.digit == 0:
		return n >= 16 && words < 0.4
	case n < 16:
		return words < 0.4 && changes(v) >= n/4
	}
	return words < 0.55 && changes(v) >= n/8
}

// changes counts the places where the kind of character changes.
func changes(v []byte) int {
	n := 0
	for i := 1; i < len(v); i++ {
		if isDigit(v[i]) != isDigit(v[i-1]) || isUpper(v[i]) != isUpper(v[i-1]) {
			n++
		}
	}
	return n
}

// strongPassword reports a password that somebody took care of: eight
// characters of three kinds, or random.
func (f *filters) strongPassword(v []byte) bool {
	k := kindsOf(v)
	if len(v) < 8 || k.other > 0 {
		return false
	}
	n := 0
	for _, c := range []int{k.lower, k.upper, k.digit, k.symbol} {
		if c > 0 {
			n++
		}
	}
	return k.digit > 0 && n >= 3 && entropy(v) >= 2.5 || f.random(v)
}

// coordinates are those of an artifact: group, a name with dots, artifact, version and more.
var coordinates = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+(:[A-Za-z0-9._-]+){2,}$`)

// release reports what package managers take for the version of a dependency:
// a version, a range of versions, a name for one, the place of a package.
func (f *filters) release(v []byte) bool {
	s := string(v)
	for _, p := range []string{"workspace:", "file:", "link:", "portal:", "catalog:", "npm:", "git:", "git+", "git@", "github:", "gitlab:", "bitbucket:"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	if s == "latest" || s == "next" || coordinates.MatchString(s) {
		return true
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,|", r) })
	for _, p := range parts {
		if !f.version(strings.TrimLeft(p, "~^<>=!v")) {
			return false
		}
	}
	return len(parts) > 0
}

// version reports two or more numbers with dots, or with x or * for one of
// them, and a word behind: 1.2, 1.2.x, 1.2.3-rc.1, 1.0.Final.
func (f *filters) version(s string) bool {
	numbers, i := 0, 0
	for i < len(s) {
		j := i
		for j < len(s) && isDigit(s[j]) && j-i < 9 {
			j++
		}
		if j == i && (s[i] == 'x' || s[i] == '*') {
			j++
		}
		if j == i || j < len(s) && isAlnum(s[j]) && s[j] != 'a' && s[j] != 'b' && s[j] != 'r' {
			break
		}
		numbers++
		i = j
		if i == len(s) || s[i] != '.' {
			break
		}
		i++
	}
	tail := s[min(i, len(s)):]
	if numbers < 2 && (s != "*" || numbers != 1) {
		return false
	}
	return strings.Trim(tail, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-+_") == "" && (numbers > 2 || len(tail) <= 20 && !f.random([]byte(tail)))
}

// uuid reports the 8-4-4-4-12 form.
func uuid(v []byte) bool {
	if len(v) != 36 {
		return false
	}
	for i, c := range v {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

// reference reports a value that names something: a path, a URL, an address, a
// dotted, dashed or underscored name, code.
func (f *filters) reference(v []byte) bool {
	s := string(v)
	switch {
	case strings.Contains(s, "://"), strings.Contains(s, "::"), strings.Contains(s, "->"), strings.Contains(s, "()"), strings.HasPrefix(s, "/") && f.wordiness(v) > 0.4, strings.HasPrefix(s, "//") && strings.ContainsAny(s, ".:"), strings.HasPrefix(s, "./"),
		strings.HasPrefix(s, "../"), strings.HasPrefix(s, "~/"), strings.HasPrefix(s, "--"):
		return true
	case strings.Count(s, "/") >= 2 && f.wordiness(v) > 0.4:
		return true
	}
	if call := strings.IndexByte(s, '('); call > 2 && onlyName(s[:call]) && f.wordiness(v[:call]) > 0.5 {
		return true
	}
	if !onlyName(s) || !strings.ContainsAny(s, "._-") {
		return false
	}
	return f.wordiness(v) >= 0.6
}

// madeUp reports what people write for a password in examples: the words of a
// stand-in, "test" with a number.
func madeUp(v []byte) bool {
	s := squeeze(v)
	for _, w := range []string{"your", "example", "sample", "changeme", "changeit", "changethis", "placeholder", "dummy", "fake", "insert", "fillin", "replaceme", "replacewith", "replacethis", "todo", "fixme", "redacted", "masked",
		"opensesame", "notset", "notreal", "notareal", "notasecret", "xxx", "enterpass", "thepassword", "donotuse", "deadbeef", "lorem"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	rest, test := strings.CutPrefix(s, "test")
	return test && (strings.Trim(rest, "0123456789") == "" || in(" pass pwd user ", rest)) || in(" foo bar baz foobar ", s)
}

// slug reports three words in a row that - or _ join, as in the name of a thing.
func (f *filters) slug(v []byte) bool {
	words := 0
	for part := range bytes.FieldsFuncSeq(v, func(r rune) bool { return r == '-' || r == '_' }) {
		if k := kindsOf(part); len(part) < 4 || k.lower != len(part) || !f.word(part) {
			words = 0
			continue
		}
		if words++; words == 3 {
			return true
		}
	}
	return false
}

// joined reports words held together by underscores that are no name of a
// secret: crazy_horse, Oradoc_1, but not db_password nor DB_USER.
func joined(v []byte) bool {
	lower := false
	for _, c := range v {
		if !isAlnum(c) && c != '_' {
			return false
		}
		lower = lower || isLower(c)
	}
	words := nameWords(string(v))
	return lower && !slices.ContainsFunc(words, sensitiveWord)
}

// shortLower reports a short value of small letters and digits: a hand on a keyboard
// makes such ones as well as a generator.
func shortLower(v []byte) bool {
	k := kindsOf(v)
	return len(v) < 20 && k.lower+k.digit == len(v) && k.hex < len(v)
}

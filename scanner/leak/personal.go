// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/outgate/outgate/rules"
)

// tally counts numbers that could be cards or telephones and that no word speaks
// for: together they may show that a file is a table of them.
type tally struct {
	cards, cardsRight int
	firstCard         int
	mobiles           map[string]bool
	firstMobile       int
	right             map[string]bool
	header            string // first line of a table, lower case, led by a blank; "" when not read yet
}

// What a file needs when nothing on the line says what a number is.
const (
	loneCards   = 3  // right checksums, and half of all that have the form
	loneMobiles = 20 // different numbers
)

// numbers looks at runs of digits. Whatever is looked for has four digits in a row
// somewhere, so every fourth byte is enough.
func (s *scan) numbers() {
	t := s.text
	for i := 3; i < len(t); i += 4 {
		if !isDigit(t[i]) {
			continue
		}
		lo, hi := i, i+1
		for lo > 0 && isDigit(t[lo-1]) && hi-lo < 40 {
			lo--
		}
		for hi < len(t) && isDigit(t[hi]) {
			hi++
		}
		s.run(lo, hi)
		if hi > i+1 {
			i = hi - 1 // the next place looked at is four behind the last digit
		}
	}
	s.lone()
}

// run looks at one whole run of digits.
func (s *scan) run(lo, hi int) {
	n := hi - lo
	switch {
	case n <= 24 && s.inIBAN(lo):
		return
	case n == 4:
		s.grouped(lo, hi)
		return
	case n < 8 || n > 19:
		return
	}
	if !s.opens(lo) {
		if n == 11 || n == 13 {
			s.mobile(lo, hi)
		}
		return
	}
	if n <= 18 {
		s.uscc(lo)
	}
	switch {
	case n == 11, n == 13 && s.text[lo] == '8':
		s.mobile(lo, hi)
	case n == 18 && s.closes(hi), n == 17 && s.byteAt(hi)|0x20 == 'x' && s.closes(hi+1):
		if s.residentID(lo) {
			return
		}
	}
	if n >= 13 && s.closes(hi) {
		s.card(lo, string(s.text[lo:hi]))
	}
}

// opens and closes say whether a number begins or ends as a value of its own, as in
// a table, a string or a sentence: not within an identifier, a hash or an address.
func (s *scan) opens(at int) bool {
	c := s.byteAt(at - 1)
	if c == '=' || c == ':' || c == '-' {
		return c != '-' && !isDigit(s.byteAt(at-2))
	}
	return c == 0 || c >= 0x80 || strings.IndexByte(" \t\n\r,'\"(|;>[`", c) >= 0
}

func (s *scan) closes(at int) bool {
	c := s.byteAt(at)
	if c == '.' {
		return !isWord(s.byteAt(at + 1))
	}
	return c == 0 || c >= 0x80 || strings.IndexByte(" \t\n\r,'\")|;<]`", c) >= 0
}

// residentID: region, date and check character (GB 11643-1999).
func (s *scan) residentID(lo int) bool {
	id := strings.ToUpper(string(s.text[lo : lo+18]))
	if !isRegion(id) || rules.PRCIDCheck(id[:17]) != id[17:] || id[14:17] == "000" {
		return false
	}
	born, err := time.Parse("20060102", id[6:14])
	if err != nil || born.Year() < 1900 || born.Year() > 2035 {
		return false
	}
	if thoughtUp(id[6:]) {
		return false
	}
	s.person("leak/prc-resident-id", lo, id)
	return true
}

// isRegion knows the provinces of GB/T 2260 in the first two digits.
func isRegion(code string) bool {
	switch code[0] {
	case '1':
		return code[1] >= '1' && code[1] <= '5'
	case '2':
		return code[1] >= '1' && code[1] <= '3'
	case '3':
		return code[1] >= '1' && code[1] <= '7'
	case '4':
		return code[1] >= '1' && code[1] <= '6'
	case '5':
		return code[1] >= '0' && code[1] <= '4'
	case '6':
		return code[1] >= '1' && code[1] <= '5'
	case '7', '8':
		return code[1] >= '1' && code[1] <= '3'
	}
	return false
}

// uscc: class of the registering office, region, and check character (GB 32100-2015).
func (s *scan) uscc(lo int) {
	if lo+18 > len(s.text) || isWord(s.byteAt(lo+18)) || !s.closes(lo+18) {
		return
	}
	code := string(s.text[lo : lo+18])
	if !slices.Contains([]string{"11", "12", "13", "51", "52", "53", "91", "92", "93"}, code[:2]) || !isRegion(code[2:]) || strings.Trim(code[2:8], "0123456789") != "" {
		return
	}
	if check := rules.USCCCheck(code[:17]); check == "" || check != code[17:] || strings.Trim(code[2:], "0") == "" || thoughtUp(code[8:]) {
		return
	}
	if strings.Trim(code, "0123456789") == "" && !s.near(lo, "信用代码", "uscc", "credit", "license", "税号", "taxno", "corp", "company", "企业") {
		return // digits alone have the form by chance too often
	}
	s.person("leak/prc-uscc", lo, code)
}

// mobile: 1, 3 to 9, nine digits, with a word for telephones near by.
func (s *scan) mobile(lo, hi int) {
	number := string(s.text[lo:hi])
	if len(number) == 13 {
		number = strings.TrimPrefix(number, "86")
	}
	plus := bytes.HasSuffix(s.text[max(0, lo-4):lo], []byte("+86")) || bytes.HasSuffix(s.text[max(0, lo-4):lo], []byte("+86 ")) || bytes.HasSuffix(s.text[max(0, lo-4):lo], []byte("+86-"))
	if len(number) != 11 || number[0] != '1' || number[1] < '3' || !s.closes(hi) || !plus && !s.opens(lo) || thoughtUp(number[3:]) {
		return
	}
	if plus || s.near(lo, "mobile", "phone", "tel", "cell", "手机", "电话", "联系", "号码", "sms", "短信", "whatsapp") {
		s.person("leak/prc-mobile", lo, number)
		return
	}
	if s.isTable() {
		if s.tally.mobiles == nil {
			s.tally.mobiles, s.tally.firstMobile = map[string]bool{}, lo
		}
		s.tally.mobiles[number] = true
	}
}

// thoughtUp numbers repeat or count: 12345678, 88888888, 13800138000.
func thoughtUp(digits string) bool {
	counts, repeats := 0, 0
	for i := 1; i < len(digits); i++ {
		if d := int(digits[i]) - int(digits[i-1]); d == 1 || d == -1 || d == -9 {
			counts++
		} else if d == 0 {
			repeats++
		}
	}
	most, distinct := 0, 0
	var times [256]int
	for i := range len(digits) {
		if times[digits[i]]++; times[digits[i]] == 1 {
			distinct++
		}
		most = max(most, times[digits[i]])
	}
	return counts >= len(digits)*2/3 || repeats >= len(digits)*2/3 || len(digits) >= 8 && (distinct <= 3 || most*2 > len(digits))
}

// cardNetwork holds the length against the issuer's prefix (ISO/IEC 7812).
func cardNetwork(n string) bool {
	two, four := n[:2], n[:4]
	switch {
	case two == "62":
		return len(n) >= 16
	case n[0] == '4':
		return len(n) == 16 || len(n) == 19
	case two >= "51" && two <= "55", four >= "2221" && four <= "2720":
		return len(n) == 16
	case two == "34", two == "37":
		return len(n) == 15
	case four == "6011", two == "65", four >= "6440" && four <= "6499", four >= "3528" && four <= "3589":
		return len(n) == 16
	case two == "36", two == "38", two == "30" && n[2] <= '5':
		return len(n) == 14
	case four == "9558":
		return len(n) == 19
	}
	return false
}

// card: issuer, length, Luhn. A tenth of all numbers pass the checksum, so a word
// for cards must stand near by, or most of the numbers of the file must pass.
func (s *scan) card(at int, number string) {
	if !cardNetwork(number) || s.lists["test-cards"][number] || thoughtUp(number) || thoughtUp(number[6:]) {
		return
	}
	right := rules.LuhnCheck(number[:len(number)-1]) == number[len(number)-1:]
	if s.near(at, "card", "bank", "卡号", "银行", "credit", "visa", "unionpay", "debit", "账号", "acct") {
		if right {
			s.person("leak/bank-card", at, number)
		}
		return
	}
	if !s.isTable() || s.tally.right[number] {
		return
	}
	s.tally.cards++
	if right {
		if s.tally.right == nil {
			s.tally.right, s.tally.firstCard = map[string]bool{}, at
		}
		s.tally.right[number] = true
		s.tally.cardsRight++
	}
}

// grouped reads a card number in groups of four, and a social security number.
func (s *scan) grouped(lo, hi int) {
	sep := s.byteAt(hi)
	if (sep == ' ' || sep == '-') && s.opens(lo) {
		digits := string(s.text[lo:hi])
		at := hi
		for s.byteAt(at) == sep && len(digits) < 19 {
			end := at + 1
			for end < len(s.text) && isDigit(s.text[end]) && end-at <= 4 {
				end++
			}
			if end == at+1 {
				break
			}
			digits += string(s.text[at+1 : end])
			at = end
			if end < hi+5 {
				break
			}
		}
		if (len(digits) == 16 || len(digits) == 19) && s.closes(at) && s.byteAt(at) != sep {
			s.card(lo, digits)
		}
		return
	}
	if s.byteAt(lo-1) == '-' && s.closes(hi) && lo >= 7 {
		s.socialSecurity(lo - 7)
	}
}

// socialSecurity: ddd-dd-dddd, of the areas that were issued, with a word for it on the line.
func (s *scan) socialSecurity(at int) {
	n := string(s.text[at : at+11])
	if n[3] != '-' || n[6] != '-' || strings.Trim(n[:3]+n[4:6]+n[7:], "0123456789") != "" || !s.opens(at) {
		return
	}
	if n[:3] == "000" || n[:3] == "666" || n[0] == '9' || n[4:6] == "00" || n[7:] == "0000" || n == "078-05-1120" || n == "219-09-9999" || thoughtUp(n[:3]+n[4:6]+n[7:]) {
		return
	}
	if s.near(at, "ssn", "social security") {
		s.person("leak/us-ssn", at, n)
	}
}

// inIBAN looks for the head of an account number, two capitals and two digits, in
// the capitals and digits before a run, grouped or not.
func (s *scan) inIBAN(lo int) bool {
	if c := s.byteAt(lo - 1); asciiUpper(c) == 0 && (c != ' ' || !isDigit(s.byteAt(lo-2)) && asciiUpper(s.byteAt(lo-2)) == 0) {
		return false
	}
	for at := lo - 2; at >= 0 && lo-at <= 34; at-- {
		c := s.text[at]
		if asciiUpper(c) == 0 && !isDigit(c) && c != ' ' {
			return false
		}
		if asciiUpper(c) == 1 && asciiUpper(s.byteAt(at+1)) == 1 && isDigit(s.byteAt(at+2)) && isDigit(s.byteAt(at+3)) && s.opens(at) {
			return s.iban(at)
		}
	}
	return false
}

// ibanLength is the length of an account number by country (SWIFT IBAN registry).
func ibanLength(country string) int {
	const table = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
	i := strings.Index(table, country)
	if i < 0 || i%5 != 0 {
		return 0
	}
	return int(table[i+2]-'0')*10 + int(table[i+3]-'0')
}

// iban: country, length, remainder modulo 97 (ISO 13616).
func (s *scan) iban(at int) bool {
	want := ibanLength(string(s.text[at : at+2]))
	var number []byte
	i := at
	for i < len(s.text) && len(number) < want {
		switch c := s.text[i]; {
		case isDigit(c) || asciiUpper(c) == 1:
			number = append(number, c)
		case c != ' ' || len(number)%4 != 0 || s.byteAt(i-1) == ' ':
			return false
		}
		i++
	}
	if want == 0 || len(number) < want || isWord(s.byteAt(i)) {
		return false
	}
	n := string(number)
	if rules.IBANRest(n[4:]+n[:4]) != 1 {
		return false
	}
	if !isPublishedIBAN(n) && !thoughtUp(n[4:]) {
		s.person("leak/iban", at, n)
	}
	return true
}

// isPublishedIBAN knows the examples of the registry and of the standard's page.
func isPublishedIBAN(n string) bool {
	return slices.Contains([]string{"DE89370400440532013000", "GB29NWBK60161331926819", "GB82WEST12345698765432", "FR1420041010050500013M02606", "NL91ABNA0417164300", "ES9121000418450200051332", "IT60X0542811101000000123456", "CH9300762011623852957", "AT611904300234573201", "BE68539007547034", "PL61109010140000071219812874", "SE4550000000058398257466", "NO9386011117947", "DK5000400440116243", "FI2112345600000785"}, n)
}

// near reports whether one of the words stands on the line before a number, or in
// the first line of a table, or in the head of the statement that inserts it.
func (s *scan) near(at int, words ...string) bool {
	line := strings.ToLower(string(s.lineBefore(at)))
	if s.isTable() {
		if s.tally.header == "" {
			first := s.text[:min(len(s.text), 600)]
			if i := bytes.IndexByte(first, '\n'); i >= 0 {
				first = first[:i]
			}
			s.tally.header = " " + strings.ToLower(string(first))
		}
		line += s.tally.header
	}
	for _, w := range words {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

// isTable reports files that hold records.
func (s *scan) isTable() bool {
	switch s.ext {
	case "csv", "tsv", "sql", "txt", "dat", "dump", "log", "xml":
		return true
	}
	return false
}

// lone adds what only the whole file shows.
func (s *scan) lone() {
	if t := &s.tally; t.cardsRight >= loneCards && t.cardsRight*2 >= t.cards {
		for number := range t.right {
			s.person("leak/bank-card", t.firstCard, number)
		}
	}
	if t := &s.tally; len(t.mobiles) >= loneMobiles {
		for number := range t.mobiles {
			s.person("leak/prc-mobile", t.firstMobile, number)
		}
	}
}

// person counts different numbers of one rule; the record names none of them.
func (s *scan) person(rule string, at int, number string) {
	if s.numbersSeen == nil {
		s.numbersSeen = map[string]bool{}
	}
	if key := rule + number; !s.numbersSeen[key] && len(s.numbersSeen) < 1_000_000 {
		s.numbersSeen[key] = true
		x := s.add(rule, at, "", "")
		x.at, x.guessable = min(x.at, at), true
	}
}

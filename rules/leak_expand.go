// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"strconv"
	"strings"
)

// personal makes numbers that carry the checksum of their standard; ok is false
// for a name that is not one of these generators.
func (g *generator) personal(name, argument string) (text string, ok bool, err error) {
	switch name {
	case "none":
		return "", true, nil
	case "prc-id":
		body := "440305" + strconv.Itoa(1960+int(g.next()%40)) + fmt.Sprintf("%02d%02d", 1+g.next()%12, 1+g.next()%28) + g.pick(digits, 3)
		return body + PRCIDCheck(body), true, nil
	case "uscc":
		body := "91440300" + g.pick("0123456789ABCDEFGHJKLMNPQRTUWXY", 9)
		return body + USCCCheck(body), true, nil
	case "card":
		prefix, length, _ := strings.Cut(argument, ":")
		n, err := strconv.Atoi(length)
		if err != nil || n <= len(prefix) || n > 19 {
			return "", true, fmt.Errorf("{card:%s}: expected {card:PREFIX:LENGTH}", argument)
		}
		body := prefix + g.pick(digits, n-len(prefix)-1)
		return body + LuhnCheck(body), true, nil
	case "iban":
		account := map[string]string{"DE": g.pick(digits, 18), "GB": g.pick(upper, 4) + g.pick(digits, 14)}[argument]
		if account == "" {
			return "", true, fmt.Errorf("{iban:%s}: expected {iban:DE} or {iban:GB}", argument)
		}
		return argument + fmt.Sprintf("%02d", 98-IBANRest(account+argument+"00")) + account, true, nil
	}
	return "", false, nil
}

// PRCIDCheck returns the check character of the first seventeen digits of a PRC
// resident identity number: ISO 7064 MOD 11-2, as GB 11643-1999 has it.
func PRCIDCheck(body string) string {
	sum, weight := 0, 1
	for i := len(body) - 1; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(body[i]-'0') * weight
	}
	return string("10X98765432"[sum%11])
}

// USCCCheck returns the check character of the first seventeen characters of a
// unified social credit code (GB 32100-2015), and "" for a character that the
// code does not use.
func USCCCheck(body string) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, weight := 0, 1
	for i := range len(body) {
		n := strings.IndexByte(alphabet, body[i])
		if n < 0 {
			return ""
		}
		sum += n * weight
		weight = weight * 3 % 31
	}
	return string(alphabet[(31-sum%31)%31])
}

// LuhnCheck returns the check digit of a card number without it (ISO/IEC 7812-1).
func LuhnCheck(body string) string {
	sum := 0
	for i := range len(body) {
		n := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return strconv.Itoa((10 - sum%10) % 10)
}

// IBANRest returns the remainder modulo 97 of a rearranged account number,
// letters counted as 10 to 35 (ISO 13616); -1 for another character. A valid
// number, its first four characters moved to the end, leaves 1.
func IBANRest(s string) int {
	rest := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return -1
		}
	}
	return rest
}

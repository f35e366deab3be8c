// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package holder

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kindOf tells the kind of a name. mail is an address of a person that stood with it.
func kindOf(n Name, mail string) (Kind, float64) {
	if parts := list(n.Text); n.Form == "" && len(parts) > 1 {
		return kindOfList(parts)
	}
	keys := strings.Fields(n.Key)
	if len(keys) == 0 {
		return Unknown, 0
	}
	switch {
	case isGroup(n.Form):
		return Collective, 0.95
	case n.Form != "" && n.Slip == "":
		return Organization, 0.98
	case n.Form != "":
		return Organization, 0.9
	case slices.ContainsFunc(keys, isOrganizationWord) || hasOrganizationSign(n.Key):
		return Organization, 0.85
	case cjkPerson(n.Key):
		return Person, 0.85
	}
	words := strings.Fields(n.Text)
	if !namesOfPerson(words) {
		if len(words) == 1 && len(words[0]) < 8 && words[0] == strings.ToUpper(words[0]) && strings.ContainsFunc(words[0], unicode.IsLetter) {
			return Organization, 0.6 // IBM, CERN
		}
		return Unknown, 0
	}
	return personOf(words, keys, mail)
}

// list splits an enumeration of names.
func list(text string) []string {
	var parts []string
	for _, p := range strings.Split(strings.NewReplacer(" and ", "\x00", " & ", "\x00", ", ", "\x00", "; ", "\x00").Replace(text), "\x00") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// kindOfList is that of all parts, or of the organization among them.
func kindOfList(parts []string) (Kind, float64) {
	kind, least := Unknown, 1.0
	for i, p := range parts[:min(len(parts), 16)] {
		n := Name{Text: p}
		n.Key, n.Form, n.Slip = splitForm(fold(p))
		k, c := kindOf(n, "")
		switch {
		case k == Organization:
			return k, c
		case i == 0:
			kind, least = k, c
		case k != kind:
			kind, least = Unknown, 0
		}
		least = min(least, c)
	}
	if kind == Unknown {
		return Unknown, 0
	}
	return kind, least
}

// personOf grades a text that could be the name of a person by its words.
func personOf(words, keys []string, mail string) (Kind, float64) {
	switch {
	case given(keys[0]) && len(keys) > 1:
		return Person, 0.9
	case slices.ContainsFunc(words[1:], isInitial) || isInitial(words[0]) && len(words) > 1:
		return Person, 0.85
	case len(words) > 2 && slices.ContainsFunc(words[1:len(words)-1], isParticle):
		return Person, 0.8
	case mail != "":
		return Person, 0.85
	case len(keys) > 1 && len(keys) < 4 && chinese(keys):
		return Person, 0.8
	case isTitle(keys[0]) && len(keys) > 1:
		return Person, 0.9
	}
	return Unknown, 0
}

// namesOfPerson reports whether all words could be those of a person's name: two to
// five, without digits, each with a capital at most at its beginning or after a hyphen.
func namesOfPerson(words []string) bool {
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		if strings.ContainsAny(w, "0123456789/_:&+@#") || !unicode.IsUpper(first) && !isParticle(w) {
			return false
		}
	}
	return true
}

// isInitial reports "J." and "J".
func isInitial(w string) bool {
	r, size := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) && (len(w) == size || w[size:] == ".")
}

// isParticle reports the small words within names of persons.
func isParticle(w string) bool {
	switch w {
	case "van", "von", "de", "der", "den", "da", "di", "del", "della", "dos", "du", "ten", "ter", "zu", "zum", "bin", "ibn", "al", "el", "af", "av":
		return true
	}
	return false
}

func isTitle(w string) bool {
	switch w {
	case "dr", "prof", "mr", "mrs", "ms", "ing", "dipl":
		return true
	}
	return false
}

// isOrganizationWord reports folded words that stand in names of companies, schools, offices and projects.
func isOrganizationWord(w string) bool {
	_, ok := slices.BinarySearch(strings.Fields(organizationWords), w)
	return ok
}

// hasOrganizationSign reports the same of names that are written without spaces.
func hasOrganizationSign(key string) bool {
	for _, sign := range [...]string{"大学", "大學", "研究院", "研究所", "科技", "集团", "集團", "银行", "銀行", "学院", "基金会", "基金會", "中心", "实验室", "実験室", "研究室", "協会", "协会", "財団", "委员会", "委員会", "대학교", "연구소", "연구원", "재단", "은행", "그룹", "университет", "институт", "академия"} {
		if strings.Contains(key, sign) {
			return true
		}
	}
	return false
}

// cjkPerson reports two to four Chinese characters behind a frequent family
// name, and three Korean syllables behind one.
func cjkPerson(key string) bool {
	runes := []rune(squeeze(key))
	if len(runes) < 2 || len(runes) > 4 {
		return false
	}
	han, hangul := true, true
	for _, r := range runes {
		han = han && unicode.Is(unicode.Han, r)
		hangul = hangul && unicode.Is(unicode.Hangul, r)
	}
	switch {
	case han && len(runes) < 4:
		return strings.ContainsRune(hanFamilies, runes[0])
	case hangul && len(runes) == 3:
		return strings.ContainsRune(hangulFamilies, runes[0])
	}
	return false
}

// given reports a folded given name.
func given(w string) bool {
	_, ok := slices.BinarySearch(strings.Fields(givenNames), w)
	return ok
}

// chinese reports names in Latin letters with a frequent Chinese or Korean family
// name first or last, and words of one or two syllables beside it.
func chinese(keys []string) bool {
	family := func(w string) bool {
		_, ok := slices.BinarySearch(strings.Fields(latinFamilies), w)
		return ok
	}
	rest := keys[1:]
	if !family(keys[0]) {
		if !family(keys[len(keys)-1]) {
			return false
		}
		rest = keys[:len(keys)-1]
	}
	return !slices.ContainsFunc(rest, func(w string) bool { return !syllables(w) })
}

// syllables reports one or two syllables of Pinyin, by their endings.
func syllables(w string) bool {
	if len(w) < 2 || len(w) > 10 {
		return false
	}
	vowels := 0
	for i := range len(w) {
		if strings.IndexByte("aeiou", w[i]) >= 0 && (i == 0 || strings.IndexByte("aeiou", w[i-1]) < 0) {
			vowels++
		}
	}
	last := w[len(w)-1]
	return vowels > 0 && vowels < 3 && (strings.IndexByte("aeioun", last) >= 0 || strings.HasSuffix(w, "ng"))
}

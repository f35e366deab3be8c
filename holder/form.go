// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package holder

import (
	"slices"
	"strings"
)

// form is one spelling of a legal form, folded, and the one it counts as.
type form struct{ spelling, is string }

// endForms stand at the end of a name. A longer spelling is looked for first, so
// that "co ltd" is not taken for "ltd".
func endForms() []form {
	return []form{
		{"inc", "inc"}, {"incorporated", "inc"}, {"incorp", "inc"},
		{"corp", "corp"}, {"corporation", "corp"},
		{"ltd", "ltd"}, {"limited", "ltd"}, {"ltd inc", "ltd"},
		{"co", "co"}, {"company", "co"}, {"cie", "co"},
		{"co ltd", "co ltd"}, {"coltd", "co ltd"}, {"company ltd", "co ltd"}, {"company limited", "co ltd"}, {"co limited", "co ltd"}, {"limited company", "co ltd"}, {"co ltd inc", "co ltd"},
		{"co inc", "co inc"}, {"company inc", "co inc"},
		{"llc", "llc"}, {"l l c", "llc"}, {"limited liability company", "llc"}, {"llp", "llp"}, {"lp", "lp"}, {"plc", "plc"}, {"public limited company", "plc"}, {"pbc", "pbc"},
		{"pty ltd", "pty ltd"}, {"pty limited", "pty ltd"}, {"proprietary limited", "pty ltd"}, {"pty", "pty ltd"},
		{"pte ltd", "pte ltd"}, {"pte limited", "pte ltd"}, {"pvt ltd", "pvt ltd"}, {"private limited", "pvt ltd"}, {"private ltd", "pvt ltd"}, {"pvt limited", "pvt ltd"},
		{"sdn bhd", "sdn bhd"}, {"bhd", "bhd"}, {"tbk", "tbk"},
		{"gmbh", "gmbh"}, {"g m b h", "gmbh"}, {"mbh", "gmbh"}, {"gesellschaft mit beschrankter haftung", "gmbh"}, {"gmbh and co kg", "gmbh co kg"}, {"gmbh co kg", "gmbh co kg"}, {"gmbh and co", "gmbh co kg"},
		{"ag", "ag"}, {"aktiengesellschaft", "ag"}, {"kg", "kg"}, {"ohg", "ohg"}, {"ug", "ug"}, {"ug haftungsbeschrankt", "ug"}, {"gbr", "gbr"}, {"eg", "eg"}, {"ev", "ev"}, {"e v", "ev"}, {"se", "se"},
		{"sa", "sa"}, {"s a", "sa"}, {"sas", "sas"}, {"sasu", "sas"}, {"sarl", "sarl"}, {"eurl", "eurl"}, {"snc", "snc"}, {"srl", "srl"}, {"s r l", "srl"}, {"spa", "spa"}, {"s p a", "spa"},
		{"sl", "sl"}, {"s l", "sl"}, {"slu", "sl"}, {"ltda", "ltda"}, {"limitada", "ltda"}, {"lda", "lda"}, {"sa de cv", "sa de cv"},
		{"bv", "bv"}, {"b v", "bv"}, {"nv", "nv"}, {"n v", "nv"}, {"vof", "vof"}, {"bvba", "bvba"},
		{"ab", "ab"}, {"aktiebolag", "ab"}, {"oy", "oy"}, {"oyj", "oyj"}, {"oy ab", "oy"}, {"as", "as"}, {"asa", "asa"}, {"aps", "aps"}, {"ehf", "ehf"}, {"hf", "hf"},
		{"sp zoo", "sp zoo"}, {"sp z oo", "sp zoo"}, {"sp z o o", "sp zoo"}, {"sro", "sro"}, {"s r o", "sro"}, {"doo", "doo"}, {"d o o", "doo"}, {"kft", "kft"}, {"zrt", "zrt"}, {"nyrt", "nyrt"}, {"ood", "ood"}, {"eood", "eood"},
		{"ooo", "ooo"}, {"ooo ltd", "ooo"}, {"ооо", "ooo"}, {"зао", "zao"}, {"zao", "zao"}, {"оао", "oao"}, {"oao", "oao"}, {"пао", "pao"}, {"pao", "pao"}, {"ао", "ao"}, {"тоо", "too"},
		{"kk", "株式会社"}, {"k k", "株式会社"}, {"kabushiki kaisha", "株式会社"}, {"gk", "合同会社"}, {"godo kaisha", "合同会社"},
		{"有限公司", "有限公司"}, {"有限责任公司", "有限公司"}, {"有限責任公司", "有限公司"}, {"股份有限公司", "股份有限公司"}, {"股份公司", "股份有限公司"}, {"公司", "公司"},
		{"株式会社", "株式会社"}, {"有限会社", "有限会社"}, {"合同会社", "合同会社"}, {"一般社団法人", "一般社団法人"}, {"주식회사", "주식회사"}, {"유한회사", "유한회사"},
		// The nouns of groups are no legal forms, but they work like one.
		{"authors", "authors"}, {"author", "authors"}, {"contributors", "contributors"}, {"contributor", "contributors"}, {"committers", "committers"}, {"developers", "developers"}, {"dev team", "developers"},
		{"development team", "developers"}, {"core team", "team"}, {"team", "team"}, {"maintainers", "maintainers"}, {"community", "community"}, {"project", "project"}, {"project authors", "authors"},
		{"project contributors", "contributors"}, {"project developers", "developers"}, {"copyright holders", "authors"}, {"作者", "authors"}, {"贡献者", "contributors"},
	}
}

// leadForms stand before a name.
func leadForms() []form {
	return []form{
		{"株式会社", "株式会社"}, {"有限会社", "有限会社"}, {"合同会社", "合同会社"}, {"一般社団法人", "一般社団法人"}, {"주식회사", "주식회사"}, {"유한회사", "유한회사"},
		{"ооо", "ooo"}, {"ooo", "ooo"}, {"зао", "zao"}, {"оао", "oao"}, {"пао", "pao"}, {"ао", "ao"}, {"тоо", "too"}, {"pt", "pt"},
	}
}

// isGroup reports the nouns of groups among the forms.
func isGroup(form string) bool {
	switch form {
	case "authors", "contributors", "committers", "developers", "team", "maintainers", "community", "project":
		return true
	}
	return false
}

// cjkForms sets the legal forms of Chinese, Japanese and Korean names apart from
// what they are written together with.
func cjkForms(text string) string {
	text = strings.NewReplacer("㈱", " 株式会社 ", "(株)", " 株式会社 ", "（株）", " 株式会社 ", "㈲", " 有限会社 ", "(有)", " 有限会社 ", "（有）", " 有限会社 ",
		"㈜", " 주식회사 ", "(주)", " 주식회사 ", "（주）", " 주식회사 ", "(유)", " 유한회사 ").Replace(text)
	for _, f := range [...]string{"股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "股份公司", "株式会社", "有限会社", "合同会社", "一般社団法人", "주식회사", "유한회사"} {
		if i := strings.Index(text, f); i >= 0 {
			return text[:i] + " " + f + " " + text[i+len(f):]
		}
	}
	if rest, ok := strings.CutSuffix(strings.TrimSpace(text), "公司"); ok && rest != "" {
		return rest + " 公司"
	}
	return text
}

// formInParens reports a parenthesis that holds a legal form: "(Pty) Ltd" keeps it, "(주)" does.
func formInParens(tail string) bool {
	inner := strings.Trim(tail, "()（） .")
	return inner == "株" || inner == "주" || inner == "有" || inner == "유" || inner == "pty" || inner == "haftungsbeschränkt"
}

// splitForm takes the legal form off the words of a name. slip is a word that is
// almost one. A name that is nothing but a form is a key.
func splitForm(words []word) (key, is, slip string) {
	if len(words) > 1 {
		for _, f := range leadForms() {
			if words[0].low == f.spelling {
				return join(words[1:]), f.is, ""
			}
		}
		if n, found := endForm(words); n > 0 {
			return join(words[:len(words)-n]), found, ""
		}
		if n, found, raw := almostForm(words); n > 0 {
			return join(words[:len(words)-n]), found, raw
		}
	}
	return join(words), "", ""
}

// endForm returns how many words at the end are a legal form, the longest one.
func endForm(words []word) (n int, is string) {
	for _, f := range endForms() {
		k := strings.Count(f.spelling, " ") + 1
		if k > n && k < len(words) && join(words[len(words)-k:]) == f.spelling {
			n, is = k, f.is
		}
	}
	return n, is
}

// almostForm recognizes a long legal form with a mistake in it: "Incoporated",
// "Corperation", "Co. Limted". Short ones are too near to other words.
func almostForm(words []word) (n int, is, raw string) {
	last := words[len(words)-1]
	fixed := ""
	for _, long := range [...]string{"incorporated", "corporation", "limited", "company", "contributors", "authors"} {
		reach := 1
		if len(long) > 8 {
			reach = 2
		}
		if last.low[0] == long[0] && distance(last.low, long, reach) <= reach {
			fixed = long
		}
	}
	switch last.low {
	case "ldt", "lmtd", "ltdd", "lltd":
		fixed = "ltd"
	case "copr", "crop":
		fixed = "corp"
	}
	if fixed == "" {
		return 0, "", ""
	}
	mended := slices.Clone(words)
	mended[len(mended)-1].low = fixed
	n, is = endForm(mended)
	return n, is, last.raw
}

// punctuationSlip finds two signs in a row that no spelling has: "Co,. Ltd".
func punctuationSlip(text string) string {
	for _, slip := range [...]string{",.", ",,", ", .", " ,,"} {
		i := strings.Index(text, slip)
		if i < 0 {
			continue
		}
		from := strings.LastIndexByte(text[:i], ' ') + 1
		return strings.TrimSpace(text[from : i+len(slip)])
	}
	return ""
}

func join(words []word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.low)
	}
	return b.String()
}

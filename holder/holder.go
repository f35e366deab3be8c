// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package holder knows the names of copyright holders: which spellings are one
// name, what kind of holder a name is, and which known name a misspelt one is
// likely meant to be.
//
//	a, b := holder.Of("WeBank Co.,Ltd"), holder.Of("WEBANK CO., LTD.")
//	a.Same(b)                                // true
//	holder.Of("The Kubernetes Authors").Kind // Collective
//
// # Identity
//
// A name is folded into a key, which is what is left of it in lower case without
// accents, punctuation, a leading "the", mail and postal addresses and tails such as "and others";
// and a form, the legal form in one spelling ("Incorporated" is "inc", "Company
// Limited" is "co ltd", 有限责任公司 is 有限公司) or the noun of a group ("authors",
// "contributors"). Two names are the same when both agree. A name without a form
// is another spelling than one with a form: whether "Example" may stand for
// "Example Inc." is up to the list of whoever asks.
//
// # Kinds
//
// A legal form makes an organization, "The X Authors" a collective. The rest is a
// guess from words (University, Labs), given and family names, initials and mail addresses,
// and Confidence says how good it is; "" is the kind of a name that tells nothing.
//
// # Bounds
//
// Names come from files that anybody may have written. At most 512 bytes of one
// are looked at; every function is total and its time bounded by that.
//
// The package imports the standard library only.
package holder

import (
	"strings"
	"unicode/utf8"
)

// Kind says what a name belongs to.
type Kind string

// The kinds.
const (
	Organization Kind = "organization"
	Collective   Kind = "collective" // "The X Authors": whoever has contributed
	Person       Kind = "person"
	Unknown      Kind = ""
)

// maxName bounds the part of a name, in bytes, that is looked at.
const maxName = 512

// Name is a holder's name taken apart. The zero value is that of an empty text.
type Name struct {
	Text       string  // as written, without addresses and tails
	Key        string  // folded, without Form; "" when nothing is left
	Form       string  // legal form or group noun in its one spelling, "" when there is none
	Kind       Kind    // what it most likely is
	Confidence float64 // of Kind, 0 to 1
	// Slip is the part that no spelling of a legal form has, as written: "Incoporated", "Co,.". "" when there is none.
	Slip string
}

// Of takes a holder's name apart. A mail address in it helps to tell a person.
func Of(text string) Name {
	text = bounded(text)
	plain, mail := withoutMail(text)
	plain = withoutTail(withoutAddress(plain))
	n := Name{Text: strings.Trim(strings.Join(strings.Fields(plain), " "), " ,;:")}
	words := fold(plain)
	n.Key, n.Form, n.Slip = splitForm(words)
	if s := punctuationSlip(plain); n.Slip == "" && s != "" {
		n.Slip = s
	}
	n.Kind, n.Confidence = kindOf(n, mail)
	return n
}

// Same reports whether two names are one, apart from case, punctuation and the
// spelling of the legal form.
func (n Name) Same(o Name) bool {
	return n.Key == o.Key && n.Form == o.Form && (n.Key != "" || n.Form != "")
}

// String is the folded name, key and form: equal for names that are the same.
func (n Name) String() string {
	return strings.TrimSpace(n.Key + " " + n.Form)
}

// bounded cuts a text to maxName bytes of valid UTF-8.
func bounded(text string) string {
	if len(text) > maxName {
		cut := maxName
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	return strings.ToValidUTF8(text, " ")
}

// withoutMail takes mail addresses and URLs out of a name. mail is the first
// address that belongs to a person by its look, "" when there is none.
func withoutMail(text string) (plain, mail string) {
	var keep []string
	if before, rest, ok := strings.Cut(text, "<"); ok && strings.TrimSpace(before) != "" { // "<jane at example dot org>"
		inside, after, _ := strings.Cut(rest, ">")
		if words := strings.Fields(inside); len(words) > 2 && words[1] == "at" {
			text, mail = before+" "+after, words[0]+"@"+strings.Join(words[2:], "")
			if isRoleMail(mail) {
				mail = ""
			}
		}
	}
	for _, w := range strings.Fields(strings.NewReplacer("<", " <", ">", "> ").Replace(text)) {
		bare := strings.Trim(w, "<>()[],;:\"'")
		switch {
		case strings.Contains(bare, "://"), strings.HasPrefix(strings.ToLower(bare), "www."):
		case strings.Contains(bare, "@") && len(bare) > 1:
			if mail == "" && !isRoleMail(bare) {
				mail = bare
			}
		case bare == "" && strings.Trim(w, "<>()") == "":
		default:
			keep = append(keep, w)
		}
	}
	return strings.Join(keep, " "), mail
}

// isRoleMail reports the address of a function rather than of somebody.
func isRoleMail(mail string) bool {
	local, _, _ := strings.Cut(strings.ToLower(mail), "@")
	switch local {
	case "info", "support", "dev", "devel", "team", "opensource", "open-source", "oss", "contact", "admin", "security", "hello", "legal", "help", "sales", "maintainers", "authors", "developers", "users", "list", "licensing", "copyright", "office", "noreply", "no-reply":
		return true
	}
	return strings.HasSuffix(local, "-dev") || strings.HasSuffix(local, "-devel") || strings.HasSuffix(local, "-users")
}

// withoutTail cuts what may follow a name: "and others", "All rights reserved", a remark in parentheses.
func withoutTail(text string) string {
	for {
		low := asciiLower(text)
		cut := len(text)
		for _, tail := range [...]string{"all rights reserved", "et al"} {
			if rest, ok := strings.CutSuffix(strings.TrimRight(low, " .,;:"), tail); ok && (rest == "" || strings.HasSuffix(rest, " ")) {
				cut = min(cut, len(rest))
			}
		}
		for _, joint := range [...]string{" and ", " & ", " and/or ", " or "} {
			if i := strings.LastIndex(low, joint); i >= 0 && Nobody(low[i+len(joint):]) {
				cut = min(cut, i)
			}
		}
		if trimmed := strings.TrimRight(low, " .,;:"); cut == len(text) && strings.HasSuffix(trimmed, ")") {
			if i := strings.LastIndexByte(trimmed, '('); i > 0 && strings.Trim(text[:i], " ,.") != "" && !formInParens(trimmed[i:]) {
				cut = i
			}
		}
		if cut == len(text) || strings.Trim(text[:cut], " ,.;:") == "" {
			return text
		}
		text = text[:cut]
	}
}

// Nobody reports whether a part of a name names nobody in particular: "others",
// "and many contributors", "its affiliates".
func Nobody(text string) bool {
	words := fold(bounded(text))
	for _, w := range words {
		switch w.low {
		case "and", "or", "all", "many", "more", "other", "others", "its", "their", "his", "her", "the", "various", "several", "individual", "respective", "contributors", "contributor", "contributing", "authors", "developers", "affiliates", "subsidiaries", "licensors", "suppliers", "friends":
		default:
			return false
		}
	}
	return true
}

// withoutAddress cuts a postal address: the first part behind a comma that
// begins with a number or holds a word of addresses, and all after it.
func withoutAddress(text string) string {
	parts := strings.Split(text, ",")
	for i, p := range parts {
		words := strings.Fields(asciiLower(p))
		if i == 0 || len(words) < 2 {
			continue
		}
		number := strings.Trim(words[0], "0123456789-") == "" && len(words[0]) < 7 && !isYear(words[0])
		for _, w := range words {
			switch strings.Trim(w, ".") {
			case "street", "avenue", "ave", "road", "boulevard", "blvd", "suite", "floor", "p.o", "lane", "drive", "strasse", "straße", "rue", "parkway", "building":
				number = true
			}
		}
		if number {
			return strings.Join(parts[:i], ",")
		}
	}
	return text
}

// asciiLower lowers A to Z and keeps every length.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func isYear(w string) bool {
	return len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) && strings.Trim(w, "0123456789") == ""
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import "strings"

// nameWords splits an assigned name into lower-case words: at separators, at
// changes of case and before digits.
func nameWords(name string) []string {
	var words []string
	start := 0
	flush := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(name[start:end]))
		}
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case !isAlnum(c):
			flush(i)
			start = i + 1
		case i > start && isDigit(c) != isDigit(name[i-1]),
			i > start && isUpper(c) && isLower(name[i-1]),
			i > start && isUpper(c) && i+1 < len(name) && isLower(name[i+1]):
			flush(i)
			start = i
		}
	}
	flush(len(name))
	return words
}

// sensitive words, and words that end with them, name a secret.
const sensitive = " password passwd passwort pwd pass passphrase passcode pswd secret token key credential credentials auth authorization psk salt "

// harmless words end with a sensitive one and mean something else.
const harmless = " keyword keywords monkey turkey hotkey donkey hockey compass bypass surpass trespass overpass pubkey publickey oauth "

// fused words end with pass, which is too short to be told from compass.
const fused = " dbpass userpass mypass rootpass adminpass smtppass mailpass ftppass authpass keypass storepass "

// keyKinds are the words that make a key a secret one.
const keyKinds = " api access secret private priv auth encryption encrypt encrypting signing sign signature master account shared app application service consumer license storage session jwt hmac crypto cipher aes des rsa deploy " +
	"admin write read integration subscription sdk root server webhook developer dev rest customer user validation host bot maps cookie security safe token partner merchant project env live test prod s3 aws azure gcp google github personal "

// after words follow a sensitive one when the value is about the secret, not the secret itself.
const after = " name names id ids identifier file files filename path paths dir directory folder url uri urls link host hostname port type types kind len length size count num number limit max min ttl expiry expires expired expiration expire expiring timeout lifetime age " +
	"interval duration field fields label labels header headers prefix suffix param params parameter parameters policy policies regex regexp pattern format hash hashed digest checksum fingerprint hint message msg error errors err title description desc placeholder " +
	"column class endpoint version algorithm alg algo method mode status state rule rules validator validation required enabled disabled strength reset changed change updated created at time date provider source store manager handler service factory builder ref " +
	"reference selector template input output variable arg args flag option options index position offset usage scope scopes issuer audience subject owner user username role attribute attr property prompt request response confirm confirmation matches " +
	"list map set table schema view page form event action key keys group caption tooltip help info warning comment is was has can not are and or for from of to the in by with "

// before words precede a sensitive one when nothing is kept secret.
const before = " public pub sha md bcrypt no non is has use uses enable disable show hide forgot forgotten reset change invalid wrong missing empty hashed encrypted sealed encoded hash next page continue continuation cursor csrf xsrf cancellation cancel sync design primary foreign " +
	"cache sort partition row column map object index registry hot short dict unique composite event message routing group lock translation i18n label color error expected actual invalid unknown prev previous first last press pressed arrow shift ctrl binding "

func in(list, word string) bool { return strings.Contains(list, " "+word+" ") }

// secretName reports whether a name is one under which a secret is kept.
func secretName(name string) bool {
	words := nameWords(name)
	last := -1
	for i, w := range words {
		if sensitiveWord(w) {
			last = i
		}
	}
	if last < 0 {
		return false
	}
	for _, w := range words[last+1:] {
		if in(after, w) {
			return false
		}
	}
	for _, w := range words[:last] {
		if in(before, w) {
			return false
		}
	}
	w := strings.TrimSuffix(words[last], "s")
	if w == "key" {
		for _, k := range words[:last] {
			if in(keyKinds, k) || sensitiveWord(k) {
				return true
			}
		}
		return false
	}
	if rest, fused := strings.CutSuffix(w, "key"); fused {
		return in(keyKinds, rest)
	}
	return true
}

// bareKey reports whether a name says that something is a key and not of what
// kind: key, self.key, KEY2, nkey. What the words before it would say is not known.
func bareKey(name string) bool {
	const prefix = 2 // letters fused with key
	name = name[strings.LastIndexByte(name, '.')+1:]
	words := nameWords(name)
	for len(words) > 1 && isDigit(words[len(words)-1][0]) {
		words = words[:len(words)-1]
	}
	return len(words) == 1 && len(words[0]) <= prefix+len("key") && strings.HasSuffix(words[0], "key")
}

// bareToken reports whether a name says that something is a token and not of what.
func bareToken(name string) bool {
	return strings.EqualFold(name[strings.LastIndexByte(name, '.')+1:], "token")
}

func sensitiveWord(w string) bool {
	if in(harmless, w) {
		return false
	}
	if in(fused, w) {
		return true
	}
	w = strings.TrimSuffix(w, "s")
	for _, s := range strings.Fields(sensitive) {
		if w == s || len(s) > 3 && strings.HasSuffix(w, s) || w == s+"word" {
			return true
		}
		if (s == "key" || s == "pwd") && strings.HasSuffix(w, s) {
			return true
		}
	}
	return w == "pas" // "pass" without its s
}

// nouns are words that say nothing together with others, and may be a password alone.
const nouns = " client server service app account database db "

// nameOnly are words of which a value may consist and still be no secret: it
// repeats what the name says, or states a type.
const nameOnly = sensitive + " passwords secrets tokens keys api access private public user username my the a an new old current confirm re hash value name id type field label string str text int integer bool boolean bytes byte object any void char varchar " +
	"true false null nil none undefined function number symbol required optional default enabled disabled yes no on off empty unknown input output hidden basic bearer login log in admin root session refresh oauth jwt csrf xsrf form " +
	"data json xml header param query env var file path url uri host port email mail is not invalid incorrect missing wrong reset forgot change update create enter repeat please must be and or with for to of digest md sha plain plaintext encrypted base "

// saysNothing reports whether a value consists of such words only.
func saysNothing(v []byte) bool {
	words := nameWords(string(v))
	said := len(words) == 0
	for _, w := range words {
		if in(nameOnly, w) {
			said = true
		} else if !in(nouns, w) {
			return false
		}
	}
	return said
}

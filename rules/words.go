// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WordList is an organization's list of words that must not be published:
// project names, customers. Words are in normal form, see [NormalWord].
type WordList struct {
	Plain  []Word
	Hashed []Word // Word.Text is the hash as 32 bytes, keyed or not
}

// Word is one entry. Its text never leaves the scan; Label does.
type Word struct {
	Text  string // normal form, or 32 bytes of hash
	Keyed bool   // the hash is an HMAC
	Label string // what reports say: the comment behind the word, else "line N of FILE"
}

// Size is the number of words.
func (l *WordList) Size() int { return len(l.Plain) + len(l.Hashed) }

// Limits of a word list.
const (
	maxWords     = 100_000
	maxWordLine  = 400
	MaxWordBytes = 64 // of a normal form
	minWordRunes = 2
)

// LoadWords reads a list: one word or phrase a line, "#" begins a comment that at
// the end of a line is the word's label. "sha256:HEX" and "hmac:HEX" lines hold
// the hash of a normal form, as [HashWord] makes it; the latter need a key, at
// least 16 bytes long. The error is an [Errors] with every mistake, and names
// lines, never words. A list without a word is a mistake.
func LoadWords(file string, data, key []byte) (*WordList, error) {
	var errs Errors
	list := &WordList{}
	add := func(line int, format string, args ...any) { errs.Add(Position{file, line, 1}, format, args...) }
	seen := map[string]int{}
	data = bytes.TrimPrefix(data, []byte{0xEF, 0xBB, 0xBF})
	for n, raw := range bytes.Split(data, []byte{'\n'}) {
		line := string(bytes.TrimRight(raw, "\r"))
		if len(line) > maxWordLine {
			add(n+1, "a line of more than %d bytes", maxWordLine)
			continue
		}
		if !utf8.ValidString(line) {
			add(n+1, "not UTF-8")
			continue
		}
		text, label := wordLine(line)
		if text == "" {
			continue
		}
		w, problem := wordOf(text, key)
		if problem != "" {
			add(n+1, "%s", problem)
			continue
		}
		if first, twice := seen[w.Text]; twice {
			add(n+1, "the word of line %d once more", first)
			continue
		}
		seen[w.Text] = n + 1
		w.Label = label
		if label == "" {
			w.Label = fmt.Sprintf("line %d of %s", n+1, path.Base(filepath.ToSlash(file)))
		}
		if strings.HasPrefix(text, "sha256:") || strings.HasPrefix(text, "hmac:") {
			list.Hashed = append(list.Hashed, w)
		} else {
			list.Plain = append(list.Plain, w)
		}
		if list.Size() > maxWords {
			add(n+1, "more than %d words", maxWords)
			break
		}
	}
	if list.Size() == 0 && len(errs) == 0 {
		add(1, "the list holds no word")
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return list, nil
}

// wordLine parts a line into word and label.
func wordLine(line string) (text, label string) {
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return "", ""
	}
	text, label, _ = strings.Cut(line, " #")
	return strings.TrimSpace(text), strings.TrimSpace(label)
}

func wordOf(text string, key []byte) (w Word, problem string) {
	for _, kind := range []string{"sha256:", "hmac:"} {
		digits, ok := strings.CutPrefix(text, kind)
		if !ok {
			continue
		}
		hash, err := hex.DecodeString(digits)
		switch {
		case err != nil || len(hash) != sha256.Size:
			return w, fmt.Sprintf("expected %s and 64 hexadecimal digits", kind)
		case kind == "hmac:" && len(key) < MinWordKey:
			return w, "a keyed hash, but there is no key of 16 bytes at least: give --words-key FILE or OUTGATE_WORDS_KEY"
		}
		return Word{Text: string(hash), Keyed: kind == "hmac:"}, ""
	}
	normal := NormalWord(text)
	switch {
	case utf8.RuneCountInString(normal) < minWordRunes:
		return w, "a word needs two letters or digits at least"
	case len(normal) > MaxWordBytes:
		return w, fmt.Sprintf("longer than %d bytes", MaxWordBytes)
	}
	return Word{Text: normal}, ""
}

// MinWordKey is the least length of a key for hashed words, in bytes.
const MinWordKey = 16

// NormalWord is the form in which words are compared: letters and digits only,
// lower case. "Project Titan", "project_titan" and "ProjectTitan" are one word.
func NormalWord(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// HashWord hashes a normal form: HMAC-SHA-256 with the key, SHA-256 without one.
func HashWord(normal, key []byte) [sha256.Size]byte {
	if len(key) == 0 {
		var b [128]byte // a word is shorter: no allocation
		return sha256.Sum256(append(append(b[:0], "outgate.word.v1\x00"...), normal...))
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("outgate.word.v1\x00"))
	mac.Write(normal)
	return [sha256.Size]byte(mac.Sum(nil))
}

// HashWords turns a list into one that names no word: each plain line becomes a
// hashed one with the same label, without a label when there was none; comments
// of their own line are left out, for they may name words. Hashed lines stay.
func HashWords(file string, data, key []byte) ([]byte, error) {
	if _, err := LoadWords(file, data, key); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for line := range strings.SplitSeq(string(bytes.TrimPrefix(data, []byte{0xEF, 0xBB, 0xBF})), "\n") {
		text, label := wordLine(strings.TrimRight(line, "\r"))
		if text == "" {
			continue
		}
		if !strings.HasPrefix(text, "sha256:") && !strings.HasPrefix(text, "hmac:") {
			kind := "sha256"
			if len(key) > 0 {
				kind = "hmac"
			}
			text = fmt.Sprintf("%s:%x", kind, HashWord([]byte(NormalWord(text)), key))
		}
		if label != "" {
			text += " # " + label
		}
		out.WriteString(text + "\n")
	}
	return out.Bytes(), nil
}

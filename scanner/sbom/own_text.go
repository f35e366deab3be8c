// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/spdx"
)

// textsOf returns the licenses that a file puts something under, with its place, and what the file is.
func textsOf(f ownFile, text []byte, found []inventory.License) ([]granted, inventory.LicenseFile) {
	file := fileOf(&f)
	texts := textsIn(text, found, f.readme)
	for i := range texts {
		texts[i].Cache, texts[i].Path, texts[i].Digest = file.Cache, file.Path, file.Digest
	}
	return texts, file
}

func fileOf(f *ownFile) inventory.LicenseFile {
	return inventory.LicenseFile{Cache: f.cache, Path: f.path, Digest: digestOf(f.content)}
}

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// granted is a license that a file puts something under.
type granted struct {
	inventory.LicenseText
	bare bool // by its text alone, which cannot tell whether later versions are allowed
}

// onlyWord tells in a name that later versions are not allowed.
var onlyWord = regexp.MustCompile(`(?i)\b(only|exclusively|solely)\b`)

// textsIn returns the licenses that a file puts something under: those of its
// texts and notices, else of its tags, else the only one that it names. Of a
// README texts alone count: it names many.
func textsIn(content []byte, found []inventory.License, readme bool) (texts []granted) {
	take := func(class string) {
		named := and(distinct(texts))
		for i := range found {
			l := &found[i]
			e, err := spdx.Parse(l.Expression)
			if l.Class != class || err != nil || !understood(l) {
				continue
			}
			if j := slices.IndexFunc(texts, func(t granted) bool { return t.Expression == l.Expression }); j >= 0 {
				texts[j].bare = texts[j].bare && class == inventory.ClassText
				continue
			}
			if named != nil && len(spdx.Beyond(named, e)) == 0 && !strings.Contains(l.Expression, " WITH ") && !slices.ContainsFunc(texts, func(t granted) bool { return t.bare && laterThan(l.Expression, t.Expression) }) {
				continue // said by a text already
			}
			texts = append(texts, granted{inventory.LicenseText{Line: l.StartLine, Expression: l.Expression}, class == inventory.ClassText})
		}
	}
	take(inventory.ClassText)
	if readme {
		if namesMore(texts, found) {
			return nil
		}
		return texts
	}
	if choice, ok := choiceOf(content, texts, found); ok {
		return []granted{choice}
	}
	take(inventory.ClassNotice)
	for _, class := range []string{inventory.ClassTag, inventory.ClassReference} {
		if len(texts) == 0 {
			take(class)
		} else {
			texts = append(texts, introduced(texts, found, class)...)
		}
		if class == inventory.ClassReference && len(texts) > 1 && texts[0].Expression != texts[1].Expression && !stronger(found) {
			return nil
		}
	}
	lines := bytes.Split(content, []byte("\n"))
	for i := range texts {
		texts[i].bare = texts[i].bare && !slices.ContainsFunc(found, func(l inventory.License) bool {
			return l.Expression == texts[i].Expression && l.Class != inventory.ClassText && onlyWord.Match(linesFrom(lines, l.StartLine, l.EndLine))
		})
	}
	return texts
}

// namesMore reports whether a README puts something under a license of which it
// does not hold the text: that of a part, who knows of which.
func namesMore(texts []granted, found []inventory.License) bool {
	named := and(distinct(texts))
	return named != nil && slices.ContainsFunc(found, func(l inventory.License) bool {
		e, err := spdx.Parse(l.Expression)
		return err == nil && understood(&l) && l.Confidence >= sureName && l.Class != inventory.ClassManifest && len(spdx.Beyond(named, e)) > 0
	})
}

// understood reports whether a fact says which license. A text that merely resembles
// one without an identifier of the SPDX list is that of somebody else.
func understood(l *inventory.License) bool {
	return l.Confidence > 0 && !strings.Contains(l.Expression, "LicenseRef-outgate-") &&
		!(l.Class == inventory.ClassText && l.Confidence < sureName && strings.HasPrefix(l.Expression, "LicenseRef-"))
}

// introduced returns the later versions that tags or names before a bare text allow of it.
func introduced(texts []granted, found []inventory.License, class string) (more []granted) {
	for i := range found {
		l := &found[i]
		if l.Class == class && l.Confidence >= sureName && slices.ContainsFunc(texts, func(t granted) bool {
			return t.bare && l.StartLine < t.Line && laterThan(l.Expression, t.Expression)
		}) && !slices.ContainsFunc(slices.Concat(texts, more), func(t granted) bool { return t.Expression == l.Expression }) {
			more = append(more, granted{LicenseText: inventory.LicenseText{Line: l.StartLine, Expression: l.Expression}})
		}
	}
	return more
}

// grantWords begin the grant of many licenses.
var grantWords = regexp.MustCompile(`(?i)\bpermission\s+(is\s+(hereby\s+)?(granted|given)|to\s+use,?\s+copy)|\bredistribution\s+and\s+use\s+in\b`)

// offered are the words that make a grant an alternative: to leave it out is to say less than is allowed.
var offered = regexp.MustCompile(`(?i)\b(at\s+your\s+option|alternative)\b`)

// grantsMore reports whether a license file grants something in lines that no
// license recognized in it explains, and not as an alternative: then it is not
// understood as a whole.
func grantsMore(content []byte, found []inventory.License) bool {
	if !grantWords.Match(content) {
		return false
	}
	lines := bytes.Split(content, []byte("\n"))
	for i := range found {
		if l := &found[i]; understood(l) {
			for n := max(l.StartLine, 1); n <= min(l.EndLine, len(lines)); n++ {
				lines[n-1] = nil
			}
		}
	}
	rest := bytes.Join(lines, []byte("\n"))
	for _, at := range grantWords.FindAllIndex(rest, -1) {
		if before := rest[max(at[0]-offerBytes, 0):at[0]]; !offered.Match(before) {
			return true
		}
	}
	return false
}

// offerBytes is how far before a grant the words stand that make it an alternative.
const offerBytes = 200

// stronger reports whether a file does more than name licenses.
func stronger(found []inventory.License) bool {
	return slices.ContainsFunc(found, func(l inventory.License) bool { return l.Class != inventory.ClassReference })
}

// contribution tells that a choice is asked of those who contribute, not offered to users.
var contribution = regexp.MustCompile(`(?i)\bcontribut(or|ion)`)

var choiceWords = regexp.MustCompile(`(?i)\b(either|or|option|choose|choice)\b`)

// choiceOf returns the choice that a file offers between all of its texts, in so
// many words: "dual licensed" alone may as well mean that both count.
func choiceOf(content []byte, texts []granted, found []inventory.License) (granted, bool) {
	if len(texts) < 2 {
		return granted{}, false
	}
	all := and(distinct(texts))
	lines := bytes.Split(content, []byte("\n"))
	for i := range found {
		l := &found[i]
		e, err := spdx.Parse(l.Expression)
		if err == nil && strings.Contains(e.String(), " OR ") && l.Confidence >= sureName && len(spdx.Beyond(e, all)) == 0 && len(spdx.Beyond(all, e)) == 0 &&
			choiceWords.Match(linesFrom(lines, l.StartLine, l.EndLine+1)) && !contribution.Match(linesFrom(lines, l.StartLine, l.EndLine)) {
			return granted{LicenseText: inventory.LicenseText{Line: l.StartLine, Expression: e.String()}}, true
		}
	}
	return granted{}, false
}

// linesFrom returns the lines first to last of a text, from 1.
func linesFrom(lines [][]byte, first, last int) []byte {
	first, last = min(max(first-1, 0), len(lines)), min(max(last, 0), len(lines))
	return bytes.Join(lines[first:max(first, last)], []byte("\n"))
}

// distinct returns the expressions of texts, each once, in order.
func distinct(texts []granted) (all []string) {
	for i := range texts {
		if !slices.Contains(all, texts[i].Expression) {
			all = append(all, texts[i].Expression)
		}
	}
	return all
}

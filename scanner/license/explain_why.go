// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"fmt"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/license/text"
)

// whyNamed says why a name counts, and what makes its confidence low. phrase is
// what puts something under the license.
func whyNamed(f *fact, phrase string) string {
	c := f.claim
	s := nameSort(c) + forceClause(c, phrase) + "."
	switch {
	case c.kind == byGNU && c.vague && f.loose:
		s += " It names no version, so all are meant, hence the low confidence."
	case c.kind == byGNU && c.open:
		s += " No word speaks of later versions."
	case c.kind == byLoose:
		s += " It leaves the version or variant open, and " + f.Expression + " is the usual one, hence the low confidence."
	case c.kind == byURL && c.vague:
		s += " It leaves the version open, hence the low confidence."
	case c.kind == byException:
		s += " The file names no license that it fits."
	}
	switch {
	case f.Class == inventory.ClassNotice && c.formal && c.kind == byGNU:
		s += " Such words are a notice wherever they stand."
	case f.Class == inventory.ClassNotice && len(f.also) == 0:
		s += " It stands in the comment at the start of the file, so it is a notice."
	}
	return s
}

// nameSort begins the sentence: what kind of name it is.
func nameSort(c *claim) string {
	switch c.kind {
	case byException:
		return "The name of an exception"
	case byURL:
		return "An address of the license"
	case byGNU:
		return "A name of the GNU family"
	case byLoose:
		return "The name of a family"
	case byShort:
		return "An identifier or a short name"
	}
	return "A full name"
}

// forceClause goes on: what is said about it.
func forceClause(c *claim, phrase string) string {
	switch {
	case c.formal:
		return `, in the wording of a notice ("redistribute", "modify")`
	case c.granted && phrase != "":
		return fmt.Sprintf(`, put in force by "%s"`, phrase)
	case c.granted:
		return ", put in force by the sentence around it"
	case c.label:
		return ", the value of a field"
	case c.kind == byURL:
		return "; an address counts wherever it stands, and no words put anything under it"
	case c.alone:
		return ", alone on its line: a mention that no words put in force"
	case c.called, c.calledNext:
		return `, beside the word "license": a mention that no words put in force`
	}
	return ": a mere mention, which no words put in force"
}

// whyTag says why a tag counts.
func whyTag(f *fact) string {
	switch {
	case f.Expression == InvalidExpression:
		return "The value of the tag is no SPDX expression, and nothing in it is a known license: it counts as unknown, with no confidence."
	case f.Confidence == 0:
		return "The value of the tag holds identifiers that nobody here knows, hence no confidence."
	case f.Expression == UnknownLicense:
		return "The tag says NONE or NOASSERTION: somebody looked and found no license to name."
	case f.Expression == proprietary:
		return "The tag says that nothing is granted."
	case f.Confidence >= 1:
		return "The value of the tag is an SPDX expression."
	case f.Confidence >= exactName:
		return "The value of the tag begins with an SPDX expression; other words follow it, so the confidence is not full."
	}
	return "The value of the tag is no SPDX expression; it is understood all the same, with a lower confidence."
}

// whyField says why a field counts; d is nil when it is not known which.
func whyField(base string, d *declaration, f *fact) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The license field of %s", base)
	if d != nil && len(d.values) > 1 {
		meaning := "all of them apply"
		if strings.Contains(f.Expression, " OR ") {
			meaning = "its format makes them a choice"
		}
		if f.Confidence >= 1 {
			fmt.Fprintf(&b, " lists %d SPDX expressions; %s.", len(d.values), meaning)
			return b.String()
		}
		fmt.Fprintf(&b, " lists %d values; %s. The least certain one", len(d.values), meaning)
	}
	switch {
	case f.Confidence == 0:
		b.WriteString(" holds a value that names no license known here: it counts as unknown, with no confidence.")
	case f.Expression == proprietary:
		b.WriteString(" says that nothing is granted.")
	case f.Confidence >= 1:
		b.WriteString(" holds an SPDX expression.")
	case f.Confidence >= exactField:
		b.WriteString(" holds the name of the license, though no SPDX expression.")
	case f.Confidence > looseField:
		b.WriteString(" holds no SPDX expression; it is understood all the same, with a lower confidence.")
	default:
		b.WriteString(" leaves the version or the variant open, hence the low confidence.")
	}
	return b.String()
}

// whyDocument says how much of a document is there.
func whyDocument(c *Comparison, f *fact) string {
	what := "The text of "
	switch {
	case c.Kind == text.Header && f.claim != nil:
		what = "The notice around it is that of "
	case c.Kind == text.Header:
		what = "The notice of "
	case c.Kind == text.Exception:
		what = "The text of the exception "
	}
	s := what + c.ID + " (" + c.Document + "), "
	lost, added, name := 0, 0, false
	for _, e := range c.Edits {
		switch {
		case e.Free && e.Op != text.Equal:
			name = true
		case e.Op == text.Lost:
			lost += e.Words
		case e.Op == text.Added:
			added += e.Words
		}
	}
	if lost > 0 {
		s += fmt.Sprintf("without %d of its %d words", lost, c.Words)
	} else {
		s += fmt.Sprintf("all %d words", c.Words)
	}
	switch {
	case added == 1:
		s += " and with another one in between"
	case added > 1:
		s += fmt.Sprintf(" and with %d others in between", added)
	}
	if name {
		s += "; the holder's name differs, which does not count"
	}
	return s + "."
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package fix writes what a policy asks for into files: bytes in, bytes out. It
// reads and writes no file.
//
//	spec := fix.NewSpec(rule, "Example Corp", "2026")
//	r := spec.Header(&file, content)   // file holds the facts of the scan
//	if r.Changed() {
//		write(r.Content)
//	}
//
// # Promises
//
// Nothing outside of the header changes by a byte: byte order mark, encoding
// (UTF-8, UTF-16, any that keeps ASCII), interpreter line, prolog, line ends, the
// missing end of the last line. What comes out is read again, and is given back
// only when its header is what it should be and fixing it once more changes
// nothing. A file that is not surely the project's is left as it is: one with
// another holder, another license, words on rights that no template knows.
package fix

import (
	"bytes"
	"slices"

	"github.com/outgate/outgate/header"
	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// Action says what was done with a header.
type Action string

// The actions.
const (
	Kept     Action = "kept"     // it is as it should be
	Added    Action = "added"    // there was none
	Replaced Action = "replaced" // it said something else
	Dated    Action = "dated"    // its years were others
	Left     Action = "left"     // it is not for us to touch; Why says why
)

// Result is what became of a file.
type Result struct {
	Content []byte // the new content; the old one when nothing changed
	Action  Action
	Why     string // of Left: why, to be read behind the name of the file
}

// Changed reports whether the content is another one.
func (r *Result) Changed() bool {
	return r.Action == Added || r.Action == Replaced || r.Action == Dated
}

// Spec is what headers must be.
type Spec struct {
	Rule   *policy.HeaderRule // with a template
	Holder string             // of new statements; "" when the template has none
	Year   string             // of new statements; "" for none
	Extend bool               // ranges of years go on to Year
	// Facts are those of a new content of a file, as a scan would find them. It holds what
	// is written to the promises; nil leaves that to the words of the header alone.
	Facts func(f *inventory.File, content []byte) (*inventory.File, error)

	table *header.Table
}

// NewSpec returns a Spec; see its fields.
func NewSpec(rule *policy.HeaderRule, holder, year string) *Spec {
	return &Spec{Rule: rule, Holder: holder, Year: year, table: header.NewTable()}
}

func left(content []byte, why string) Result { return Result{content, Left, why} }

// Header gives a file the header that it should have. f are the facts of this
// very content; f.Header must not be nil.
func (s *Spec) Header(f *inventory.File, content []byte) Result {
	r := s.once(f, content)
	if !r.Changed() || s.Facts == nil {
		return r
	}
	switch after, err := s.Facts(f, r.Content); {
	case err != nil:
		return left(content, "could not be examined with its new header: "+err.Error())
	case after.Header == nil || after.Header.State != inventory.HeaderProper:
		return left(content, "would not show its header where one is looked for")
	default:
		if again := s.once(after, r.Content); again.Action != Kept {
			return left(content, "has a header that no rule can write anew")
		}
	}
	return r
}

// once is Header without a look at what comes of it.
func (s *Spec) once(f *inventory.File, content []byte) Result {
	text, enc, err := decode(content)
	if err != nil {
		return left(content, err.Error())
	}
	lang := s.table.Of(f.Path, text)
	if lang == nil {
		return left(content, "is of a language that takes no header")
	}
	if why := s.foreign(f); why != "" {
		return left(content, why)
	}
	out, action, why := s.text(lang, f, text, enc)
	if why != "" {
		return left(content, why)
	}
	if action == Kept {
		return Result{content, Kept, ""}
	}
	return Result{enc.encode(out), action, ""}
}

// text is once on text whose ASCII is plain.
func (s *Spec) text(lang *header.Language, f *inventory.File, content []byte, enc encoding) (out []byte, action Action, why string) {
	top := content[:min(len(content), header.HeadBytes)]
	head := lang.Read(top)
	if head.Why != "" {
		return nil, Left, head.Why
	}
	found := lang.Find(top, head, func(b header.Block) bool {
		return slices.ContainsFunc(f.Copyrights, func(c inventory.Copyright) bool { return c.StartLine >= b.StartLine && c.StartLine <= b.EndLine })
	})
	if found.Generated {
		return nil, Left, "is generated"
	}
	e := &edit{spec: s, lang: lang, file: f, content: content, enc: enc, eol: lineEnd(content)}
	if f.Header.State == inventory.HeaderMissing {
		if len(found.Blocks) > 0 {
			return nil, Left, "has a comment that may be a header"
		}
		out, why = e.add(head.Start)
		action = Added
	} else {
		if from, to := found.Lines(); from != f.Header.StartLine || to != f.Header.EndLine {
			return nil, Left, "has a header that is read in two ways"
		}
		out, action, why = e.existing(found)
	}
	if why == "" && action != Kept {
		why = s.verify(lang, content, out)
	}
	return out, action, why
}

// states reports a copyright statement in a block.
func states(lang *header.Language, content []byte, b header.Block) bool {
	for line := range bytes.Lines([]byte(lang.Text(content, b))) {
		if header.Statement(string(line)) {
			return true
		}
	}
	return false
}

// foreign says why a file is not the project's; "" when nothing speaks against it.
func (s *Spec) foreign(f *inventory.File) string {
	for i := range f.Copyrights {
		c := &f.Copyrights[i]
		inHeader := f.Header.State == inventory.HeaderProper && c.StartLine >= f.Header.StartLine && c.StartLine <= f.Header.EndLine
		if c.Confidence < 0.9 && !inHeader {
			continue
		}
		for _, h := range c.Holders {
			if !s.Rule.Ours(h) {
				return "names the holder " + h
			}
		}
	}
	var strong []*inventory.License
	for i := range f.Licenses {
		switch f.Licenses[i].Class {
		case inventory.ClassTag, inventory.ClassNotice, inventory.ClassText:
			strong = append(strong, &f.Licenses[i])
		}
	}
	for _, l := range append(strong, policy.HeaderLicenses(f)...) {
		if !s.Rule.LicenseFits([]*inventory.License{l}) {
			return "names the license " + l.Expression
		}
	}
	return ""
}

// verify reads what was written once more: the header is there, and it is what
// the policy asks for.
func (s *Spec) verify(lang *header.Language, before, after []byte) string {
	head := lang.Read(after)
	found := lang.Find(after, head, func(b header.Block) bool { return states(lang, after, b) })
	if head.Why != "" || found.Generated || len(found.Blocks) == 0 {
		return "would not show its header where one is looked for"
	}
	if len(s.Rule.Templates) > 0 {
		if _, d := header.Nearest(s.Rule.Templates, header.MaskYears(found.Text(lang, after))); s.Rule.Demands(d.Grade) {
			return "would still differ from the template: " + d.Words
		}
	}
	if bytes.Count(after, []byte{'\n'})-bytes.Count(before, []byte{'\n'}) > 1000 {
		return "would get a header of more than a thousand lines"
	}
	return ""
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"slices"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// rpmSpec reads the tag License of a package and its subpackages
// (rpm-software-management.github.io/rpm/manual/spec.html): SPDX, or the names
// that Fedora used before.
func rpmSpec(content []byte) ([]declaration, error) {
	var out []declaration
	named, preamble, offset := false, true, 0
	for raw := range bytes.Lines(content) {
		at := offset
		offset += len(raw)
		if raw[0] == '%' {
			preamble = inPreamble(string(raw[:min(len(raw), 32)]), preamble)
		}
		tag, value, ok := strings.Cut(string(raw[:min(len(raw), maxExpression)]), ":")
		if !ok || !preamble || len(out) > maxDeclarations {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(tag)) {
		case "name":
			named = true
		case "license":
			out = append(out, declaration{values: []string{value}, offset: at, read: fedoraNames.reader()})
		}
	}
	if !named {
		return nil, nil
	}
	return out, nil
}

// inPreamble tells whether tags may follow a line that starts with %.
func inPreamble(line string, before bool) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(line[1:]), " ")
	switch word {
	case "package":
		return true
	case "description", "prep", "build", "conf", "generate_buildrequires", "install", "check", "clean", "files", "changelog",
		"pre", "post", "preun", "postun", "pretrans", "posttrans", "verifyscript", "triggerin", "triggerun", "triggerpostun", "sepolicy":
		return false
	}
	return before
}

// shellAssignment is NAME=value of a shell script, split into words.
type shellAssignment struct {
	words  []string
	list   bool // NAME=(...)
	offset int
}

// assignments reads NAME=value, NAME+=value and NAME=(a b) at the start of
// lines.
func assignments(content []byte, name string) []shellAssignment {
	var out []shellAssignment
	for pos := 0; pos < len(content) && len(out) <= maxDeclarations; {
		start := pos
		for start < len(content) && (content[start] == ' ' || content[start] == '\t') {
			start++
		}
		rest := content[start:]
		if after, ok := bytes.CutPrefix(rest, []byte(name)); ok {
			after = bytes.TrimPrefix(after, []byte("+"))
			if after, ok := bytes.CutPrefix(after, []byte("=")); ok {
				words, size := shellValue(after)
				out = append(out, shellAssignment{words, bytes.HasPrefix(after, []byte("(")), start})
				pos = len(content) - len(after) + size
				continue
			}
		}
		n := bytes.IndexByte(rest, '\n')
		if n < 0 {
			break
		}
		pos = start + n + 1
	}
	return out
}

// shellValue reads the words of a value, and how many bytes it takes.
func shellValue(s []byte) (out []string, size int) {
	s = s[:min(len(s), 4*maxValue)]
	list := len(s) > 0 && s[0] == '('
	i := 0
	if list {
		i++
	}
	var word []byte
	flush := func() {
		out = append(out, strings.Fields(string(word))...)
		word = word[:0]
	}
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\'':
			n := bytes.IndexByte(s[i+1:], c)
			if n < 0 {
				return out, i
			}
			text := strings.Join(strings.Fields(string(s[i+1:i+1+n])), " ")
			if word = append(word, text...); list { // an element of a list is one, with its spaces
				out, word = append(out, string(word)), word[:0]
			}
			i += n + 1
		case list && c == ')':
			flush()
			return out, i + 1
		case list && c == '#' && len(word) == 0:
			if n := bytes.IndexByte(s[i:], '\n'); n >= 0 {
				i += n
			}
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';':
			if flush(); !list {
				return out, i
			}
		default:
			word = append(word, c)
		}
	}
	flush()
	return out, i
}

// shellReader reads the variable of a recipe (wiki.archlinux.org/title/PKGBUILD,
// wiki.alpinelinux.org/wiki/APKBUILD_Reference): one value is an expression,
// or names side by side as Alpine wrote them once; all of a list apply, but
// those with MSYS2's prefix are a choice (msys2.org/dev/package-licensing).
func shellReader(name string, own nameTable) func([]byte) ([]declaration, error) {
	return func(content []byte) ([]declaration, error) {
		var out []declaration
		for _, a := range assignments(content, name) {
			values := a.words
			if !a.list && slices.ContainsFunc(values, func(v string) bool { return slices.Contains([]string{"AND", "OR", "WITH"}, strings.ToUpper(v)) }) {
				values = []string{strings.Join(values, " ")}
			}
			op := spdx.And
			for i, v := range values {
				v, choice := strings.CutPrefix(v, "spdx:")
				if choice {
					op = spdx.Or
				}
				values[i] = strings.TrimPrefix(v, "custom:")
			}
			out = append(out, declaration{values: values, op: op, offset: a.offset, read: own.reader()})
		}
		return out, nil
	}
}

// ebuild reads LICENSE (devmanual.gentoo.org/general-concepts/licenses): all
// apply, those in || ( ) are a choice, and those of USE conditionals may apply.
func ebuild(content []byte) ([]declaration, error) {
	var out []declaration
	for _, a := range assignments(content, "LICENSE") {
		out = append(out, declaration{values: []string{strings.Join(a.words, " ")}, offset: a.offset, read: func(v string) (*spdx.Expr, float64) {
			words := strings.Fields(v)
			return ebuildGroup(&words, spdx.And, 0)
		}})
	}
	return out, nil
}

func ebuildGroup(words *[]string, op func(...*spdx.Expr) *spdx.Expr, depth int) (*spdx.Expr, float64) {
	var xs []*spdx.Expr
	confidence := 1.0
	inner := spdx.And
	for len(*words) > 0 && len(xs) < maxManifests {
		word := (*words)[0]
		*words = (*words)[1:]
		var e *spdx.Expr
		sure := 1.0
		switch {
		case word == ")":
			return op(xs...), confidence
		case word == "||":
			inner = spdx.Or
			continue
		case word == "(":
			if depth == maxNesting {
				return nil, 0
			}
			e, sure = ebuildGroup(words, inner, depth+1)
			inner = spdx.And
		case strings.HasSuffix(word, "?"):
			continue
		default:
			e, sure = declaredIn(word, gentooNames)
		}
		if e != nil {
			xs, confidence = append(xs, e), min(confidence, sure)
		}
	}
	return op(xs...), confidence
}

// portfile reads the license of a port (guide.macports.org, global keywords):
// names side by side apply, those in braces are a choice.
func portfile(content []byte) ([]declaration, error) {
	var out []declaration
	offset, from := 0, -1
	text := ""
	for raw := range bytes.Lines(content) {
		at := offset
		offset += len(raw)
		line := strings.TrimSpace(string(raw[:min(len(raw), maxExpression)]))
		if from < 0 {
			word, rest, _ := strings.Cut(strings.ReplaceAll(line, "\t", " "), " ")
			if word != "license" || len(out) > maxDeclarations {
				continue
			}
			from, line = at, rest
		}
		more := strings.HasSuffix(line, `\`)
		if text += strings.TrimSuffix(line, `\`) + " "; more && len(text) < maxValue {
			continue
		}
		out = append(out, declaration{values: []string{text}, offset: from, read: portLicense})
		from, text = -1, ""
	}
	return out, nil
}

func portLicense(text string) (*spdx.Expr, float64) {
	var all, choice []*spdx.Expr
	confidence := 1.0
	braces := 0
	for word := range strings.FieldsSeq(strings.NewReplacer("{", " { ", "}", " } ").Replace(text)) {
		switch strings.ToLower(word) {
		case "{":
			braces++
			continue
		case "}":
			braces--
			all, choice = append(all, spdx.Or(choice...)), nil
			continue
		case "nomirror", "opensslexception": // not licenses
			continue
		}
		e, sure := declaredIn(word, macportsNames)
		if e == nil {
			continue
		}
		confidence = min(confidence, sure)
		if braces > 0 {
			choice = append(choice, e)
		} else {
			all = append(all, e)
		}
	}
	return spdx.And(append(all, spdx.Or(choice...))...), confidence
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/spdx"
)

// assignment is how a language gives a field its value.
type assignment struct {
	scriptSyntax
	keys  []string // names of the field
	signs []string // what stands between name and value
	call  string   // the field is an argument of this call
	dot   bool     // the field belongs to an object: s.license
	join  bool     // strings side by side are one
	line  bool     // a value ends with its line, unless a parenthesis is open
}

// fieldText is a string and where it stands.
type fieldText struct {
	text   string
	offset int
}

// scriptValue is a field that was found in a program.
type scriptValue struct {
	key     string
	strings []fieldText
	urls    []string // urls[i] belongs to strings[i]
	offset  int
}

// Bounds of a value in a program.
const (
	maxValueTokens  = 20000
	maxValueStrings = 2000
)

// find reads the values of the fields from a program.
func (a assignment) find(content []byte) []scriptValue {
	var out []scriptValue
	l := newScriptLexer(a.scriptSyntax, content)
	depth, inside := 0, 0 // inside is the depth of the call's arguments
	var before, key lexeme
	for t := l.next(); t.kind != lexEnd && len(out) <= maxDeclarations; {
		switch {
		case t.kind == lexSign && opensGroup(t.text):
			if depth++; key.text == a.call && before.text != "def" {
				inside = depth
			}
		case t.kind == lexSign && closesGroup(t.text):
			if depth == inside {
				inside = 0
			}
			depth = max(depth-1, 0)
		case a.isField(before, key, t) && (a.call == "" || inside > 0 && depth == inside):
			v := scriptValue{key: key.text, offset: key.offset}
			before, key = lexeme{}, lexeme{}
			t = a.value(l, &v)
			if len(v.strings) > 0 {
				out = append(out, v)
			}
			continue
		}
		before, key, t = key, t, l.next()
	}
	return out
}

// isField reports whether key and sign are those of a field.
func (a assignment) isField(before, key, sign lexeme) bool {
	if sign.kind != lexSign || !slices.Contains(a.signs, sign.text) || key.kind != lexWord && key.kind != lexString {
		return false
	}
	return slices.Contains(a.keys, key.text) && (before.text == "." && before.kind == lexSign) == a.dot
}

// value reads what is assigned, and returns the token behind it.
func (a assignment) value(l *scriptLexer, v *scriptValue) lexeme {
	depth := 0
	var before, last lexeme
	var calls []string // by depth
	for n := range maxValueTokens {
		t := l.next()
		switch {
		case t.kind == lexEnd, depth == 0 && n > 0 && t.newline && !(a.join && last.kind == lexString && t.kind == lexString):
			return t
		case t.kind == lexString:
			a.take(v, before, last, t, calls)
		case t.kind == lexSign && opensGroup(t.text):
			if depth++; last.kind == lexWord && strings.EqualFold(last.text, "w") && (before.text == "%" || before.text == "~") {
				literalWords(l, v)
				return l.next()
			}
			name := ""
			if last.kind == lexWord {
				name = last.text
			}
			calls = append(calls, name)
		case t.kind == lexSign && closesGroup(t.text):
			if depth--; depth < 0 {
				return t
			}
			calls = calls[:len(calls)-1]
		case depth == 0 && n > 0 && t.text == ",", depth == 0 && last.kind == lexString && !a.line && t.kind != lexSign:
			return t
		}
		before, last = last, t
	}
	return l.next()
}

// take adds a string to the values, unless a key in front of it says that it
// is something else: {type: "MIT", file: "LICENSE"}.
func (a assignment) take(v *scriptValue, before, last, t lexeme, calls []string) {
	if len(v.strings) > maxValueStrings {
		return
	}
	key := ""
	switch {
	case last.kind == lexSign && slices.Contains([]string{"=>", "=", ":"}, last.text) && before.kind != lexSign:
		key = before.text
	case last.kind == lexWord:
		key = last.text
	case len(calls) > 0:
		key = calls[len(calls)-1]
	}
	switch key {
	case "", "type", "name", "Seq", "List", "Set", "Vector", "Array", "r", "u", "b", "R", "U", "B", "in", "tuple", "list":
		if a.join && last.kind == lexString && len(v.strings) > 0 {
			v.strings[len(v.strings)-1].text += t.text
			return
		}
		v.strings, v.urls = append(v.strings, fieldText{t.text, t.offset}), append(v.urls, "")
	case "url", "URL", "uri", "URI", "create":
		if n := len(v.urls); n > 0 {
			v.urls[n-1] = t.text
		}
	}
}

// literalWords reads the rest of %w[A B] in Ruby and ~w[A B] in Elixir.
func literalWords(l *scriptLexer, v *scriptValue) {
	end := l.pos
	for end < len(l.src) && end < l.pos+maxValue && !closesGroup(string(l.src[end])) {
		end++
	}
	for _, w := range strings.Fields(string(l.src[l.pos:end])) {
		v.strings, v.urls = append(v.strings, fieldText{w, l.pos}), append(v.urls, "")
	}
	l.pos = min(end+1, len(l.src))
}

func opensGroup(s string) bool  { return s == "(" || s == "[" || s == "{" }
func closesGroup(s string) bool { return s == ")" || s == "]" || s == "}" }

// licenses reads the fields as declarations.
func (a assignment) licenses(content []byte, op func(...*spdx.Expr) *spdx.Expr, own nameTable) []declaration {
	var out []declaration
	for _, v := range a.find(content) {
		out = append(out, v.declaration(op, own))
	}
	return out
}

func (v scriptValue) declaration(op func(...*spdx.Expr) *spdx.Expr, own nameTable) declaration {
	d := declaration{urls: v.urls, op: op, offset: v.offset, read: own.reader()}
	for _, s := range v.strings {
		d.values = append(d.values, firstLine(s.text))
	}
	return d
}

// gemspec reads s.license = "MIT" and s.licenses = [...]
// (guides.rubygems.org/specification-reference), which does not say whether
// several are a choice.
func gemspec(content []byte) ([]declaration, error) {
	a := assignment{scriptSyntax: rubySyntax, keys: []string{"license", "licenses"}, signs: []string{"="}, dot: true}
	return a.licenses(content, spdx.And, nil), nil
}

// podspec reads s.license = "MIT" or {:type => "MIT", :file => "LICENSE"}
// (guides.cocoapods.org/syntax/podspec.html#license).
func podspec(content []byte) ([]declaration, error) {
	a := assignment{scriptSyntax: rubySyntax, keys: []string{"license"}, signs: []string{"="}, dot: true}
	return a.licenses(content, spdx.And, nil), nil
}

// rockspec reads description.license (github.com/luarocks/luarocks/wiki/Rockspec-format).
func rockspec(content []byte) ([]declaration, error) {
	a := assignment{scriptSyntax: luaSyntax, keys: []string{"license"}, signs: []string{"="}}
	return a.licenses(content, spdx.And, nil), nil
}

// conanfile reads the license attribute of a recipe
// (docs.conan.io/2/reference/conanfile/attributes.html): a string or a tuple.
func conanfile(content []byte) ([]declaration, error) {
	a := assignment{scriptSyntax: pythonSyntax, keys: []string{"license"}, signs: []string{"="}, join: true}
	return a.licenses(content, spdx.And, nil), nil
}

// mixLicense reads licenses: [...] of the package (hex.pm/docs/publish).
func mixLicense(content []byte) ([]declaration, error) {
	a := assignment{scriptSyntax: elixirSyntax, keys: []string{"licenses"}, signs: []string{":"}}
	return a.licenses(content, spdx.And, nil), nil
}

// opamLicense reads license: "MIT" or a list
// (opam.ocaml.org/doc/Manual.html#opamfield-license).
func opamLicense(content []byte) ([]declaration, error) {
	a := assignment{scriptSyntax: opamSyntax, keys: []string{"license"}, signs: []string{":"}}
	return a.licenses(content, spdx.And, nil), nil
}

// makefilePL reads LICENSE => 'perl' of ExtUtils::MakeMaker and license =>
// 'perl' of Module::Build.
func makefilePL(content []byte) ([]declaration, error) {
	a := assignment{scriptSyntax: perlSyntax, keys: []string{"LICENSE", "license"}, signs: []string{"=>"}}
	return a.licenses(content, spdx.And, cpanNames), nil
}

// sbtLicense reads licenses := Seq("MIT" -> url(...)) and +=
// (www.scala-sbt.org/1.x/docs/Publishing.html). It becomes a POM, where several
// are a choice.
func sbtLicense(content []byte) ([]declaration, error) {
	a := assignment{scriptSyntax: scalaSyntax, keys: []string{"licenses"}, signs: []string{":=", "+=", "++="}, line: true}
	return a.licenses(content, spdx.Or, nil), nil
}

// leiningen reads :license {:name "EPL-1.0"} and :licenses [...]
// (sample.project.clj of Leiningen), which become a POM too.
func leiningen(content []byte) ([]declaration, error) {
	var out []declaration
	l := newScriptLexer(clojureSyntax, content)
	a := assignment{scriptSyntax: clojureSyntax}
	var before lexeme
	for t := l.next(); t.kind != lexEnd && len(out) <= maxDeclarations; before, t = t, l.next() {
		if before.text != ":" || t.kind != lexWord || t.text != "license" && t.text != "licenses" {
			continue
		}
		v := scriptValue{offset: t.offset}
		a.clojureValue(l, &v)
		out = append(out, v.declaration(spdx.Or, nil))
	}
	return out, nil
}

// clojureValue reads one form.
func (a assignment) clojureValue(l *scriptLexer, v *scriptValue) {
	depth := 0
	var before, last lexeme
	for range maxValueTokens {
		t := l.next()
		switch {
		case t.kind == lexEnd:
			return
		case t.kind == lexSign && opensGroup(t.text):
			depth++
		case t.kind == lexSign && closesGroup(t.text):
			depth--
		case t.kind == lexString:
			a.take(v, before, last, t, nil)
		}
		if depth <= 0 {
			return
		}
		before, last = last, t
	}
}

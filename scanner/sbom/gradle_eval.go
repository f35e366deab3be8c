// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"strings"
)

// gradleEval resolves expressions of one script. steps bounds the work: a
// hostile script may refer in circles.
type gradleEval struct {
	b     *gradleBuild
	steps int
}

const (
	maxEvalSteps = 2000
	maxEvalText  = 2000 // bytes of one value
)

// values returns the strings that an expression stands for: one, several for a
// list, none when it cannot be told. file is where the expression is written.
func (e *gradleEval) values(file string, ts []gradleToken, depth int) []string {
	ts = trimNewlines(ts)
	if e.steps++; len(ts) == 0 || depth > 12 || e.steps > maxEvalSteps {
		return nil
	}
	if ts[0].is("[") || (len(ts) > 1 && ts[1].is("(") && (ts[0].text == "listOf" || ts[0].text == "arrayOf" || ts[0].text == "setOf")) {
		open := 0
		if !ts[0].is("[") {
			open = 1
		}
		var all []string
		for _, arg := range splitArgs(inside(ts, open)) {
			all = append(all, e.values(file, arg, depth+1)...)
		}
		return all
	}
	if i := elvis(ts); i > 0 { // a ?: b
		left := ts[:i]
		for len(left) > 0 && left[len(left)-1].is("?") { // as String?
			left = left[:len(left)-1]
		}
		if all := e.values(file, left, depth+1); len(all) == 1 && !strings.Contains(all[0], unresolved) {
			return all
		}
		return e.values(file, ts[i+2:], depth+1)
	}
	text := ""
	for i := 0; i < len(ts); {
		var part []string
		n := 1
		switch {
		case ts[i].is("+") || ts[i].kind == gradleNewline:
			i++
			continue
		case ts[i].is("("):
			part, n = e.values(file, inside(ts, i), depth+1), ts[i].skip+1
		case ts[i].kind == gradleText:
			part = []string{strings.ReplaceAll(ts[i].text, "\x00", "")}
		case ts[i].kind == gradleFormat:
			part = []string{e.format(file, ts[i].text, depth)}
		case ts[i].kind == gradleWord:
			var name string
			if part, n = e.property(file, ts[i:], depth); n > 0 {
				break
			}
			name, n = pathName(ts[i:])
			part = e.named(file, name, depth)
		}
		i += n
		if i >= len(ts) && text == "" {
			return part
		}
		if len(part) == 0 && strings.Contains(text, ":") { // of "group:name:" + version() the name is known
			part = []string{unresolved}
		}
		if len(part) != 1 || len(text)+len(part[0]) > maxEvalText {
			return nil
		}
		text += part[0]
	}
	return []string{text}
}

// elvis finds the operator ?: outside of brackets; 0 when there is none.
func elvis(ts []gradleToken) int {
	for i := 0; i+2 < len(ts); i++ {
		if i > 0 && ts[i].is("?") && ts[i+1].is(":") {
			return i
		}
		i += ts[i].skip
	}
	return 0
}

// property reads a property that has a default: System.getProperty("a", "1"),
// providers.gradleProperty("a").orElse("1").get(). What the files of the build set
// for it counts first. n is the number of tokens, 0 when it is none of that.
func (e *gradleEval) property(file string, ts []gradleToken, depth int) (value []string, n int) {
	var name string
	var fallback []gradleToken
	at := 0
	for at < len(ts) && ts[at].kind == gradleWord {
		word := ts[at].text
		at++
		if at < len(ts) && ts[at].is("(") {
			args := splitArgs(inside(ts, at))
			at += 1 + ts[at].skip
			switch {
			case (word == "getProperty" || word == "getOrDefault") && len(args) == 2:
				fallback = args[1]
			case (word == "orElse" || word == "getOrElse") && len(args) == 1:
				fallback = args[0]
			case word == "gradleProperty" && len(args) == 1 && len(args[0]) == 1 && args[0][0].str():
				name = args[0][0].text
			}
		}
		if at+1 >= len(ts) || !ts[at].is(".") || ts[at+1].kind != gradleWord {
			break
		}
		at++
	}
	if fallback == nil {
		return nil, 0
	}
	if name != "" {
		if value = e.named(file, name, depth+1); len(value) == 1 {
			return value, at
		}
	}
	return e.values(file, fallback, depth+1), at
}

// pathName reads a.b["c"].get(), property("x") and the like; n is the number of
// tokens it takes.
func pathName(ts []gradleToken) (name string, n int) {
	var parts []string
	for n < len(ts) {
		t := ts[n]
		switch {
		case t.kind == gradleWord && n+1 < len(ts) && ts[n+1].is("("):
			args := inside(ts, n+1)
			switch {
			case len(args) == 1 && args[0].str() && catalogCall(t.text) != "": // libs.findLibrary("x"): the catalog's own name may be a variable
				parts = append([]string{catalogMark}, catalogCall(t.text)+alias(args[0].text))
			case len(args) == 1 && args[0].str(): // property("x"), version("x"), named("x")
				parts = append(parts, args[0].text)
			case t.text == "get" || t.text == "toString" || t.text == "asProvider" || t.text == "getOrNull":
			default:
				parts = append(parts, t.text+"()")
			}
			n += 1 + ts[n+1].skip + 1
		case t.kind == gradleWord:
			parts = append(parts, t.text)
			n++
		default:
			return strings.Join(parts, "."), max(n, 1)
		}
		for n < len(ts) && ts[n].is("!") { // Kotlin: surely not null
			n++
		}
		for n+2 < len(ts) && ts[n].is("[") && ts[n+1].str() && ts[n+2].is("]") {
			parts = append(parts, ts[n+1].text)
			n += 3
		}
		if n+1 < len(ts) && ts[n].is("?") && ts[n+1].is(".") {
			n++
		}
		if n < len(ts) && ts[n].is(".") {
			n++
			continue
		}
		if n < len(ts) && ts[n].kind == gradleWord && ts[n].text == "as" { // a cast
			n = min(n+2, len(ts))
		}
		break
	}
	return strings.Join(parts, "."), max(n, 1)
}

// catalogMark begins the name of an entry of a version catalog that a call looks
// up, whatever the catalog is called.
const catalogMark = "\x02"

// catalogCall is the part of a version catalog that a call looks into; "" for
// other calls.
func catalogCall(function string) string {
	switch function {
	case "findLibrary":
		return "library:"
	case "findBundle":
		return "bundles."
	case "findVersion":
		return "versions."
	case "findPlugin":
		return "plugins."
	}
	return ""
}

// named resolves a name: a variable, or an entry of a version catalog.
func (e *gradleEval) named(file, name string, depth int) []string {
	if rest, ok := strings.CutPrefix(name, catalogMark+"."); ok {
		return e.b.anyCatalog(file, strings.TrimPrefix(rest, "library:"))
	}
	if lines, known := e.b.accessor(file, name); known {
		return lines
	}
	value, where, ok := e.b.lookup(file, name)
	if !ok {
		return nil
	}
	return e.values(where, value, depth+1)
}

// unresolved stands in a text for an expression that could not be told.
const unresolved = "\x01"

// format fills in $name and ${expression}.
func (e *gradleEval) format(file, text string, depth int) string {
	var out strings.Builder
	for i := 0; i < len(text) && out.Len() <= maxEvalText; i++ {
		c := text[i]
		switch {
		case c == 0 && i+1 < len(text): // an escaped dollar sign
			i++
			out.WriteByte(text[i])
		case c == '$' && strings.HasPrefix(text[i+1:], "{"):
			end := strings.IndexByte(text[i:], '}')
			if end < 0 {
				return out.String() + unresolved
			}
			out.WriteString(e.one(file, lexGradle([]byte(text[i+2:i+end])), depth))
			i += end
		case c == '$' && i+1 < len(text) && wordStart(text[i+1]):
			end := i + 1
			for end < len(text) && (wordStart(text[end]) || text[end] == '.' && end+1 < len(text) && wordStart(text[end+1])) {
				end++
			}
			value := e.one(file, lexGradle([]byte(text[i+1:end])), depth)
			if value == unresolved { // Kotlin reads no further than the first name
				if dot := strings.IndexByte(text[i+1:end], '.'); dot > 0 {
					end = i + 1 + dot
					value = e.one(file, lexGradle([]byte(text[i+1:end])), depth)
				}
			}
			out.WriteString(value)
			i = end - 1
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

func (e *gradleEval) one(file string, ts []gradleToken, depth int) string {
	if all := e.values(file, ts, depth+1); len(all) == 1 && !strings.Contains(all[0], unresolved) {
		return all[0]
	}
	return unresolved
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package when

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
)

var (
	undefinedField = regexp.MustCompile(`^undefined field '([^']*)'`)
	undeclared     = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	noOverload     = regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '([^']*)'`)
	unexpected     = regexp.MustCompile(`^(?:mismatched|extraneous) input '(.*)' expecting `)
	operator       = regexp.MustCompile(`^[@_]*(\W+|in)_*$`)
)

// problems words what CEL has against a condition. A mistake that follows from
// another one at the same place is left out.
func problems(kind, source string, issues *cel.Issues) []Problem {
	var out []Problem
	for _, e := range issues.Errors() {
		p := Problem{Offset: offset(source, e.Location.Line(), e.Location.Column())}
		message := firstLine(e.Message)
		if f := undefinedField.FindStringSubmatch(message); f != nil {
			p.Word, p.Known = f[1], allFields(kind)
			p.Message = "unknown field \"" + f[1] + "\""
			if at := strings.Index(source[p.Offset:], f[1]); at >= 0 && strings.TrimSpace(source[p.Offset:p.Offset+at]) == "." {
				p.Offset += at // CEL points at the period
			}
		} else if f := undeclared.FindStringSubmatch(message); f != nil {
			p.Word, p.Known = f[1], append(functionNames(), kind)
			p.Message = "unknown name \"" + f[1] + "\""
			if before, ok := strings.CutSuffix(source[:p.Offset], f[1]); ok {
				p.Offset = len(before) // CEL points at the parenthesis of a call
			}
		} else if f := noOverload.FindStringSubmatch(message); f != nil {
			name := strings.Trim(f[1], "_@")
			if m := operator.FindStringSubmatch(f[1]); m != nil {
				name = strings.Trim(m[1], "_")
			}
			p.Message = name + " does not go with " + typeName(f[2])
		} else {
			p.Message = syntax(strings.TrimPrefix(message, "Syntax error: "))
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	return slices.CompactFunc(out, func(a, b Problem) bool { return a.Offset == b.Offset })
}

// syntax words what the parser says, which lists all that it would take.
func syntax(message string) string {
	f := unexpected.FindStringSubmatch(message)
	switch {
	case f == nil:
		return strings.Replace(message, "invalid matches argument", "no valid regular expression", 1)
	case f[1] == "<EOF>":
		return "the condition ends where more is expected"
	}
	return fmt.Sprintf("%q is not expected here", f[1])
}

// typeName writes a type without the Go package that it comes from.
func typeName(s string) string {
	return strings.NewReplacer("inventory.", "", "when.", "").Replace(s)
}

// offset is the place of a line, from 1, and a column, in characters from 0.
func offset(source string, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		next := strings.IndexByte(source[at:], '\n')
		if next < 0 {
			return len(source)
		}
		at += next + 1
	}
	for i := range source[at:] {
		if column == 0 {
			return at + i
		}
		column--
	}
	return len(source)
}

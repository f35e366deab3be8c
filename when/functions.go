// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package when

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/bmatcuk/doublestar/v4"
)

// functions are those that CEL itself lacks and policies know: patterns of
// paths, patterns with *, and lower case. None makes a text longer.
func functions() []cel.EnvOption {
	text, two := []*cel.Type{cel.StringType}, []*cel.Type{cel.StringType, cel.StringType}
	return []cel.EnvOption{
		cel.Function("glob", cel.MemberOverload("string_glob", two, cel.BoolType, cel.BinaryBinding(func(path, pattern ref.Val) ref.Val {
			if err := checkGlob(string(pattern.(types.String))); err != nil {
				return types.NewErr("%v", err)
			}
			return types.Bool(doublestar.MatchUnvalidated(string(pattern.(types.String)), string(path.(types.String))))
		}))),
		cel.Function("like", cel.MemberOverload("string_like", two, cel.BoolType, cel.BinaryBinding(func(text, pattern ref.Val) ref.Val {
			return types.Bool(like(string(pattern.(types.String)), string(text.(types.String))))
		}))),
		cel.Function("lower", cel.MemberOverload("string_lower", text, cel.StringType, cel.UnaryBinding(func(text ref.Val) ref.Val {
			return types.String(strings.ToLower(string(text.(types.String))))
		}))),
	}
}

func functionNames() []string {
	return []string{"glob", "like", "lower", "startsWith", "endsWith", "contains", "matches", "size", "exists", "exists_one", "all", "filter", "map", "has"}
}

// prices says what the functions above cost.
type prices struct{}

// CallCost is that of a search for each byte of the text by those of the pattern.
func (prices) CallCost(function, _ string, args []ref.Val, _ ref.Val) *uint64 {
	length := func(v ref.Val) uint64 { s, _ := v.(types.String); return uint64(len(s)) }
	cost := uint64(1)
	switch function {
	case "glob", "like":
		cost += length(args[0]) * length(args[1]) / 64
	case "lower":
		cost += length(args[0]) / 16
	default:
		return nil
	}
	return &cost
}

func checkGlob(pattern string) error {
	switch {
	case len(pattern) > 512 || strings.Count(pattern, "*") > 16 || strings.Count(pattern, "{") > 8:
		return fmt.Errorf("the pattern is too long or has too many wildcards")
	case !doublestar.ValidatePattern(pattern):
		return fmt.Errorf("%q is not a valid pattern", pattern)
	}
	return nil
}

// patterns checks those of glob that are written out.
func patterns(ast *cel.Ast, source string) []Problem {
	var out []Problem
	info := ast.NativeRep().SourceInfo()
	celast.PreOrderVisit(ast.NativeRep().Expr(), celast.NewExprVisitor(func(e celast.Expr) {
		if e.Kind() != celast.CallKind || e.AsCall().FunctionName() != "glob" || len(e.AsCall().Args()) != 1 || e.AsCall().Args()[0].Kind() != celast.LiteralKind {
			return
		}
		arg := e.AsCall().Args()[0]
		pattern, ok := arg.AsLiteral().(types.String)
		if !ok {
			return
		}
		if err := checkGlob(string(pattern)); err != nil {
			at := info.GetStartLocation(arg.ID())
			out = append(out, Problem{Offset: offset(source, at.Line(), at.Column()), Message: err.Error()})
		}
	}))
	return out
}

// like matches a text against a pattern in which * stands for any run of
// characters. Its time is bounded by the product of the lengths.
func like(pattern, text string) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && pattern[p] == text[t]:
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package when compiles and evaluates the conditions that a policy writes in
// `when:`. A condition looks at one fact and is true or false of it; it is a CEL
// expression, and no other package knows that.
//
// # The fact
//
// A condition sees one variable, which is called as the kind of the fact: file,
// component, secret. Its fields are those of the inventory's JSON form, so that
// whoever has read the output of `outgate scan --format json` knows them, and
// they are typed: a misspelled one is a [Problem] with its place when the
// condition is compiled, not a condition that is quietly never true.
//
// # Limits
//
// A condition is at most [MaxSource] bytes. Evaluating it costs steps, which
// are counted, not timed, so that the same facts come to the same end on every
// machine. Functions that make long texts or long lists out of short ones are
// not there.
package when

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/ext"
	"cel.dev/cel-go/interpreter"
)

// Limits of conditions.
const (
	MaxSource = 4000      // bytes of a condition
	MaxCost   = 1_000_000 // steps that one evaluation may take; a comparison is about one
	maxNested = 3         // exists, all, filter and map inside each other
	maxDepth  = 100       // expressions inside each other
)

// Language compiles conditions. It costs some milliseconds to make the first
// condition of a kind; a policy without conditions needs none. Not for
// concurrent use.
type Language struct{ envs map[string]*cel.Env }

// Problem is a mistake in a condition.
type Problem struct {
	Offset  int // of the character in the condition, from 0, in bytes
	Message string
	Word    string   // the unknown name that Message is about; "" when it is about none
	Known   []string // the names that Word may have meant
}

// Condition is a compiled condition, safe for concurrent use.
type Condition struct {
	source  string
	kind    string
	program cel.Program
	reads   []string
	whole   bool
}

// String is the condition as it was written.
func (c *Condition) String() string { return c.source }

// Kind is the kind of facts that the condition looks at.
func (c *Condition) Kind() string { return c.kind }

// Reads reports whether the condition looks at a field of the fact.
func (c *Condition) Reads(field string) bool { return c.whole || slices.Contains(c.reads, field) }

// Constant reports a condition that never looks at the fact.
func (c *Condition) Constant() bool { return !c.whole && len(c.reads) == 0 }

// Compile reads a condition on facts of a kind, one of [Kinds]. With problems
// there is no condition.
func (l *Language) Compile(kind, source string) (*Condition, []Problem) {
	switch {
	case strings.TrimSpace(source) == "":
		return nil, []Problem{{Message: "is empty; write a condition on " + kind}}
	case len(source) > MaxSource:
		return nil, []Problem{{Message: fmt.Sprintf("is longer than %d bytes", MaxSource)}}
	case !utf8.ValidString(source):
		return nil, []Problem{{Message: "is not UTF-8"}}
	}
	env, err := l.env(kind)
	if err != nil {
		return nil, []Problem{{Message: err.Error()}}
	}
	ast, issues := env.Compile(source)
	if issues.Err() != nil {
		return nil, problems(kind, source, issues)
	}
	if t := ast.OutputType(); !t.IsExactType(types.BoolType) {
		return nil, []Problem{{Message: fmt.Sprintf("is %s, and a condition is true or false", typeName(t.String()))}}
	}
	c := &Condition{source: source, kind: kind}
	c.look(ast.NativeRep().Expr())
	if found := patterns(ast, source); found != nil {
		return nil, found
	}
	c.program, err = env.Program(ast, cel.EvalOptions(cel.OptOptimize, cel.OptTrackCost), cel.CostLimit(MaxCost), cel.CostTracking(prices{}))
	if err != nil {
		return nil, []Problem{{Message: firstLine(err.Error())}}
	}
	return c, nil
}

// ErrCost says that a condition took more steps than it may.
var ErrCost = errors.New("it takes too many steps")

// Holds evaluates the condition on a fact, a pointer to the Go type of the kind,
// and says how many steps that took. An error is no answer: the condition is then neither true nor false.
func (c *Condition) Holds(fact any) (holds bool, cost uint64, err error) {
	defer func() {
		if r := recover(); r != nil {
			holds, cost, err = false, MaxCost, fmt.Errorf("it cannot be evaluated: %v", r)
		}
	}()
	out, details, err := c.program.Eval(&one{c.kind, fact})
	if details != nil && details.ActualCost() != nil {
		cost = *details.ActualCost()
	}
	if err != nil {
		var stopped interpreter.EvalCancelledError
		if errors.As(err, &stopped) && stopped.Cause == interpreter.CostLimitExceeded {
			return false, MaxCost, ErrCost
		}
		return false, cost, errors.New(firstLine(err.Error()))
	}
	holds, ok := out.Value().(bool)
	if !ok {
		return false, cost, fmt.Errorf("it is %s, not true or false", out.Type().TypeName())
	}
	return holds, cost, nil
}

// one is the only variable of a condition.
type one struct {
	name string
	fact any
}

// ResolveName and Parent make it what CEL asks for variables.
func (o *one) ResolveName(name string) (any, bool) { return o.fact, name == o.name }

func (o *one) Parent() interpreter.Activation { return nil }

func (l *Language) env(kind string) (*cel.Env, error) {
	if env := l.envs[kind]; env != nil {
		return env, nil
	}
	fact, ok := goTypes()[kind]
	if !ok {
		return nil, fmt.Errorf("no facts are of the kind %q", kind)
	}
	options := []cel.EnvOption{
		ext.NativeTypes(fact, ext.ParseStructField(nameOf)),
		cel.Variable(kind, cel.ObjectType(typeOf(fact))),
		cel.ASTValidators(cel.ValidateRegexLiterals(), cel.ValidateComprehensionNestingLimit(maxNested)),
		cel.ParserRecursionLimit(maxDepth), cel.ParserExpressionSizeLimit(MaxSource),
		cel.HomogeneousAggregateLiterals(),
	}
	env, err := cel.NewEnv(append(options, functions()...)...)
	if err != nil {
		return nil, fmt.Errorf("conditions on %s cannot be read: %w", kind, err)
	}
	if l.envs == nil {
		l.envs = map[string]*cel.Env{}
	}
	l.envs[kind] = env
	return env, nil
}

// look notes which fields of the fact an expression reads.
func (c *Condition) look(e celast.Expr) {
	whole := 0
	celast.PreOrderVisit(e, celast.NewExprVisitor(func(e celast.Expr) {
		switch e.Kind() {
		case celast.IdentKind:
			if e.AsIdent() == c.kind {
				whole++
			}
		case celast.SelectKind:
			if on := e.AsSelect().Operand(); on.Kind() == celast.IdentKind && on.AsIdent() == c.kind {
				whole-- // its operand is visited as well
				c.reads = append(c.reads, e.AsSelect().FieldName())
			}
		}
	}))
	c.whole = whole > 0
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

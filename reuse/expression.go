// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Licenses returns the identifiers of licenses and exceptions in an expression
// as they are written, each once and in order. Whether they are known is not
// asked: a license that is not on the list may stand in LICENSES all the same.
// The error says what is wrong with the form.
func Licenses(expression string) ([]string, error) {
	if len(expression) > 8<<10 {
		return nil, errors.New("longer than 8 KiB")
	}
	r := &expressionReader{}
	if err := r.split(expression); err != nil {
		return nil, err
	}
	if err := r.choice(0); err != nil {
		return nil, err
	}
	if r.at < len(r.words) {
		return nil, fmt.Errorf("expected AND, OR or WITH before %q", r.words[r.at])
	}
	return r.found, nil
}

type expressionReader struct {
	words []string
	at    int
	found []string
}

// split cuts an expression into words and brackets.
func (r *expressionReader) split(text string) error {
	begin := -1
	end := func(i int) {
		if begin >= 0 {
			r.words = append(r.words, text[begin:i])
		}
		begin = -1
	}
	for i, c := range text {
		switch {
		case unicode.IsSpace(c):
			end(i)
		case c == '(' || c == ')':
			end(i)
			r.words = append(r.words, string(c))
		case !isIDRune(c):
			return fmt.Errorf("unexpected character %q", c)
		case begin < 0:
			begin = i
		}
	}
	end(len(text))
	return nil
}

func isIDRune(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsNumber(c) || strings.ContainsRune("-_.:+", c)
}

func (r *expressionReader) next() string {
	if r.at == len(r.words) {
		return ""
	}
	return r.words[r.at]
}

func operator(word string) string {
	if up := strings.ToUpper(word); up == "AND" || up == "OR" || up == "WITH" {
		return up
	}
	return ""
}

// choice reads operands between AND and OR, whose order does not matter here.
func (r *expressionReader) choice(depth int) error {
	for {
		if err := r.operand(depth); err != nil {
			return err
		}
		if op := operator(r.next()); op != "AND" && op != "OR" {
			return nil
		}
		r.at++
	}
}

func (r *expressionReader) operand(depth int) error {
	if depth > 100 {
		return errors.New("brackets nested too deeply")
	}
	if r.next() == "(" {
		r.at++
		if err := r.choice(depth + 1); err != nil {
			return err
		}
		if r.next() != ")" {
			return errors.New("a bracket is not closed")
		}
		r.at++
		return nil
	}
	if err := r.id("a license"); err != nil || operator(r.next()) != "WITH" {
		return err
	}
	r.at++
	return r.id("an exception")
}

func (r *expressionReader) id(what string) error {
	word := r.next()
	switch {
	case word == "" && r.at == 0:
		return errors.New("it is empty")
	case word == "":
		return fmt.Errorf("expected %s at the end", what)
	case word == "(" || word == ")" || operator(word) != "":
		return fmt.Errorf("expected %s, found %q", what, word)
	}
	if r.at++; !slices.Contains(r.found, word) {
		r.found = append(r.found, word)
	}
	return nil
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

const (
	maxTOML   = 4 << 20 // bytes of a REUSE.toml or dep5
	maxTables = 10_000
	maxPaths  = 10_000 // patterns with wildcards in all tables: each may be tried on each file
)

// place is a mistake in a file; its text begins with the line.
type place struct {
	line, column int
	message      string
}

func (p *place) Error() string {
	if p.column > 0 {
		return fmt.Sprintf("%d:%d: %s", p.line, p.column, p.message)
	}
	return fmt.Sprintf("%d: %s", p.line, p.message)
}

func mistake(line int, format string, args ...any) error {
	return &place{line: line, message: fmt.Sprintf(format, args...)}
}

// readTOML reads a REUSE.toml. With a mistake anywhere nothing of it counts.
func readTOML(raw []byte) ([]inventory.ReuseTable, error) {
	if len(raw) > maxTOML {
		return nil, mistake(1, "larger than %d MiB", maxTOML>>20)
	}
	if !utf8.Valid(raw) {
		return nil, mistake(1, "not valid UTF-8")
	}
	var whole map[string]any
	if err := scanner.UnmarshalTOML(raw, &whole); err != nil {
		at := &place{line: 1, message: "not valid TOML: " + strings.TrimPrefix(strings.SplitN(err.Error(), "\n", 2)[0], "toml: ")}
		if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
			at.line, at.column = bad.Position()
		}
		return nil, at
	}
	version, written := whole["version"]
	switch n := version.(type) {
	case nil:
		if written || len(whole) > 0 {
			return nil, mistake(1, "the key \"version\" is missing; write \"version = 1\"")
		}
		return nil, nil // an empty file says nothing
	case int64:
		if n != 1 {
			return nil, mistake(keyLines(raw, "version")(0), "version %d is not known; this program reads version 1", n)
		}
	default:
		return nil, mistake(keyLines(raw, "version")(0), "version must be a whole number, 1")
	}
	return tables(raw, whole["annotations"])
}

// tables reads the list of annotations.
func tables(raw []byte, value any) ([]inventory.ReuseTable, error) {
	if value == nil {
		return nil, nil
	}
	lines := keyLines(raw, "annotations")
	list, ok := value.([]any)
	if !ok {
		return nil, mistake(lines(0), "annotations must be a list of tables; write [[annotations]]")
	}
	if len(list) > maxTables {
		return nil, mistake(1, "more than %d tables", maxTables)
	}
	var out []inventory.ReuseTable
	patterns := 0
	for i, item := range list {
		line := lines(i)
		table, ok := item.(map[string]any)
		if !ok {
			return nil, mistake(line, "annotations must be a list of tables")
		}
		one, err := annotation(table, line)
		if err != nil {
			return nil, err
		}
		for _, p := range one.Paths {
			if strings.Contains(p, "*") {
				patterns++
			}
			if len(p) > 4096 || patterns > maxPaths {
				return nil, mistake(line, "a path is longer than 4 KiB, or there are more than %d with wildcards", maxPaths)
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// keyLines finds the lines on which a key or table of the top level begins, by
// their number from 0.
func keyLines(raw []byte, name string) func(int) int {
	var p unstable.Parser
	p.Reset(raw)
	var found []int
	for p.NextExpression() {
		e := p.Expression()
		for it := e.Key(); it.Next(); {
			if n := it.Node(); it.IsLast() && string(n.Data) == name && (e.Kind == unstable.ArrayTable || e.Kind == unstable.KeyValue || e.Kind == unstable.Table) {
				found = append(found, 1+bytes.Count(raw[:n.Raw.Offset], []byte{'\n'}))
			}
		}
	}
	return func(i int) int {
		if len(found) == 0 {
			return 1
		}
		return found[min(i, len(found)-1)]
	}
}

func annotation(table map[string]any, line int) (one inventory.ReuseTable, err error) {
	one.Line, one.Precedence = line, inventory.PrecedenceClosest
	if one.Paths, err = texts(table, "path", line); err != nil {
		return one, err
	}
	if len(one.Paths) == 0 {
		return one, mistake(line, "the table has no path")
	}
	if one.Notices, err = texts(table, "SPDX-"+"FileCopyrightText", line); err != nil {
		return one, err
	}
	for _, n := range one.Notices {
		if strings.ContainsAny(n, "\r\n") {
			return one, mistake(line, "a copyright notice goes over more than one line; write a list")
		}
	}
	if one.Licenses, err = texts(table, "SPDX-"+"License-Identifier", line); err != nil {
		return one, err
	}
	for i := range one.Licenses {
		one.Licenses[i] = strings.TrimSpace(one.Licenses[i])
	}
	switch p := table["precedence"]; p {
	case nil:
	case inventory.PrecedenceClosest, inventory.PrecedenceAggregate, inventory.PrecedenceOverride:
		one.Precedence = p.(string)
	default:
		return one, mistake(line, "precedence must be \"closest\", \"aggregate\" or \"override\"")
	}
	return one, nil
}

// texts reads a text or a list of texts.
func texts(table map[string]any, key string, line int) ([]string, error) {
	switch v := table[key].(type) {
	case nil:
		return nil, nil
	case string:
		return []string{v}, nil
	case []any:
		var out []string
		for _, item := range v {
			s, ok := item.(string)
			if !ok {
				return nil, mistake(line, "%s: expected a list of strings", key)
			}
			out = append(out, s)
		}
		return out, nil
	}
	return nil, mistake(line, "%s: expected a string or a list of strings", key)
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package reuse

// Match reports whether a pattern of REUSE.toml fits a path below its directory:
// * is anything without a slash, ** and **/ anything at all, a backslash takes
// the next character as it is. The time is at most the product of the lengths.
func Match(pattern, name string) bool { return match(compile(pattern), name) }

// matchDEP5 is Match for a pattern of .reuse/dep5: * is anything, ? one character.
func matchDEP5(pattern, name string) bool { return match(compileDEP5(pattern), name) }

// step is a piece of a pattern: a byte, or a wildcard.
type step struct {
	kind stepKind
	b    byte
}

type stepKind uint8

const (
	stepByte stepKind = iota
	stepName          // any run of bytes without a slash
	stepAll           // any run of bytes
	stepOne           // one character
)

func compile(pattern string) (steps []step) {
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			steps = append(steps, step{b: pattern[i]})
		case c == '\\': // nothing to take as it is
		case c == '*' && i+1 < len(pattern) && pattern[i+1] == '*':
			i++
			if i+1 < len(pattern) && pattern[i+1] == '/' {
				i++
			}
			steps = append(steps, step{kind: stepAll})
		case c == '*':
			steps = append(steps, step{kind: stepName})
		default:
			steps = append(steps, step{b: c})
		}
	}
	return steps
}

func compileDEP5(pattern string) (steps []step) {
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			steps = append(steps, step{b: pattern[i]})
		case c == '*':
			steps = append(steps, step{kind: stepAll})
		case c == '?':
			steps = append(steps, step{kind: stepOne})
		default:
			steps = append(steps, step{b: c})
		}
	}
	return steps
}

// match walks over the name once and keeps all places of the pattern that it
// may be at.
func match(steps []step, name string) bool {
	if len(steps) == 1 && steps[0].kind == stepAll {
		return true
	}
	var room [64]bool
	var both []bool
	if n := 2 * (len(steps) + 1); n <= len(room) {
		both = room[:n]
	} else {
		both = make([]bool, n)
	}
	at, next := both[:len(steps)+1], both[len(steps)+1:]
	at[0] = true
	skip(steps, at)
	for i := 0; i < len(name); i++ {
		c := name[i]
		clear(next)
		any := false
		for k, here := range at[:len(steps)] {
			if !here {
				continue
			}
			switch s := steps[k]; s.kind {
			case stepByte:
				next[k+1] = next[k+1] || s.b == c
			case stepAll:
				next[k] = true
			case stepName:
				next[k] = next[k] || c != '/'
			case stepOne:
				if i+1 < len(name) && name[i+1]&0xC0 == 0x80 { // the letter goes on
					next[k] = true
				} else {
					next[k+1] = true
				}
			}
		}
		skip(steps, next)
		for _, here := range next {
			any = any || here
		}
		if !any {
			return false
		}
		at, next = next, at
	}
	return at[len(steps)]
}

// skip lets wildcards that may be empty be so.
func skip(steps []step, at []bool) {
	for k, s := range steps {
		if at[k] && (s.kind == stepAll || s.kind == stepName) {
			at[k+1] = true
		}
	}
}

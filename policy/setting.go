// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
)

// setting is what a key of the policy makes of a finding, and where it is written.
type setting struct {
	level    Level    // "" allows
	severity Severity // "" leaves the grade to the check
	at       Place
	text     string // the deciding line in words
}

func (s setting) allows() bool { return s.level == "" }

// cap weakens a setting to the given level at most, and says why.
func (s setting) cap(limit Level, why string) setting {
	if rank(s.level) > rank(limit) {
		s.level, s.severity = limit, ""
		s.text += ", " + why
	}
	return s
}

// under weakens a setting to another one, and names it when it did.
func (s setting) under(limit setting) setting {
	if rank(s.level) > rank(limit.level) || s.level == limit.level && limit.severity != "" && s.stricter(limit) {
		s.level, s.severity = limit.level, limit.severity
		s.text += ", " + limit.text
	}
	return s
}

// stricter reports whether s does more to the verdict than o.
func (s setting) stricter(o setting) bool {
	if rank(s.level) != rank(o.level) {
		return rank(s.level) > rank(o.level)
	}
	return grade(s.severity) > grade(o.severity)
}

// rank orders levels: allow, note, warn, fail.
func rank(l Level) int { return slices.Index([]Level{"", LevelNote, LevelWarn, LevelFail}, l) }

// grade orders severities: none, low, medium, high, critical.
func grade(s Severity) int {
	return slices.Index([]Severity{"", Low, Medium, High, Critical}, s)
}

// levelWords are what a policy may write for a level. A severity implies one:
// critical and high fail, medium warns, low is a note.
func levelWords() []string {
	return []string{"allow", "note", "warn", "fail", "low", "medium", "high", "critical"}
}

func levelOf(text string) (Level, Severity, bool) {
	switch text {
	case "allow":
		return "", "", true
	case "note", "warn", "fail":
		return Level(text), "", true
	case "low":
		return LevelNote, Low, true
	case "medium":
		return LevelWarn, Medium, true
	case "high", "critical":
		return LevelFail, Severity(text), true
	}
	return "", "", false
}

// setting reads a level; key names it in words. When the key is not written,
// the default applies and the words say so.
func (l *loader) setting(v word, key, byDefault string) setting {
	if v.At.Line == 0 {
		l.unset = append(l.unset, leaf{key: key, text: byDefault})
		level, severity, _ := levelOf(byDefault)
		return setting{level, severity, Place{File: l.file}, key + " is not set: " + byDefault}
	}
	level, severity, ok := levelOf(v.V)
	if !ok {
		l.add(v.At, "%s: unknown level %q%s; known are allow, note, warn, fail, or a severity: low (note), medium (warn), high, critical (fail)",
			key, clip(v.V), rules.Suggest(v.V, levelWords()))
	}
	return setting{level, severity, PlaceOf(v.At), key + ": " + v.V}
}

// clip shortens a word of the file for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "..."
	}
	return s
}

// masked hides what may be a credential that was pasted into the file: letters
// mixed with digits in one long run, of which no word of a policy has any. Names
// like "BSD-3-Clause-No-Nuclear-License-2014" mix them between hyphens only.
func masked(message string) string {
	run := regexp.MustCompile(`[A-Za-z0-9+/_=-]{16,}`)
	return run.ReplaceAllStringFunc(message, func(s string) string {
		if !slices.ContainsFunc(strings.Split(s, "-"), func(part string) bool {
			return strings.ContainsAny(part, "0123456789") && strings.Trim(part, "0123456789_") != ""
		}) {
			return s
		}
		return fmt.Sprintf("%s... (%d characters)", s[:4], len(s))
	})
}

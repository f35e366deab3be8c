// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

// Reports repeat short texts of a repository: names of files, branches and
// people, lines of copyright, error texts. The same rules that search files hide
// what they find there.

const (
	minName = 10   // bytes of the shortest text that is looked at
	maxName = 4096 // of the longest that may be a normalized name
	minRun  = 16   // letters and digits in a row, of a token in a normalized name
)

// Redact returns the text with "[redacted-3f2a9c1b]" in place of each credential:
// the first digits of its fingerprint. Lines stay where they are. The same text
// always becomes the same, so that a redacted path still tells its file from
// others.
//
// Names of packages are normalized by those who read them: _ becomes -, capitals
// become small. What would be a credential otherwise is hidden, too.
func (e *Engine) Redact(text string) string {
	if len(text) < minName {
		return text
	}
	hidden := e.hide(text, text, nil)
	if len(text) <= maxName {
		underscored := strings.ReplaceAll(text, "-", "_")
		if underscored != text {
			hidden = e.hide(text, underscored, hidden)
		}
		if loose := e.looseFor(text, underscored); loose != nil {
			hidden = loose.hide(text, text, hidden)
			hidden = loose.hide(text, underscored, hidden)
		}
	}
	if len(hidden) == 0 {
		return text
	}
	slices.SortFunc(hidden, func(a, b hiding) int { return cmp.Compare(a.start, b.start) })
	var b strings.Builder
	at := 0
	for _, h := range hidden {
		b.WriteString(text[at:h.start] + "[redacted-" + h.print[:8] + "]" + strings.Repeat("\n", strings.Count(text[h.start:h.end], "\n")))
		at = h.end
	}
	return b.String() + text[at:]
}

// normalized reports a text that may hold a token with small letters for capitals.
func normalized(text string) bool {
	run, digits := 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case isUpper(c):
			return false
		case isLower(c), isDigit(c):
			run, digits = run+1, digits || isDigit(c)
			if run >= minRun && digits {
				return true
			}
		default:
			run, digits = 0, false
		}
	}
	return false
}

// looseFor is nil when there is nothing to look for: making the rules ready takes
// a tenth of a second, and few runs need them.
func (e *Engine) looseFor(variants ...string) *engine {
	for _, text := range variants {
		if normalized(text) && e.mentionsFormat(text) {
			return e.loose()
		}
	}
	return nil
}

// mentionsFormat reports a keyword of a structured rule, which are the same whatever the case.
func (e *engine) mentionsFormat(text string) bool {
	a, state := e.words, uint32(0)
	for i := range len(text) {
		state = a.next[state+uint32(a.class[text[i]])]
		if state < a.accept {
			continue
		}
		for _, k := range a.at(state) {
			if slices.ContainsFunc(e.byWord[k], func(i int) bool { return e.rules[i].tier == 0 }) {
				return true
			}
		}
	}
	return false
}

// looseEngine is made of the structured rules, with capitals and small letters alike.
func looseEngine(set *rules.SecretSet) *engine {
	loose := &rules.SecretSet{}
	for _, r := range set.Rules {
		if r.Tier == inventory.TierStructured && r.Pattern != "" && r.Foreign == nil {
			r.Pattern = "(?i)" + r.Pattern
			loose.Rules = append(loose.Rules, r)
		}
	}
	e, err := newEngine(loose)
	if err != nil {
		return nil // it was made before, case apart
	}
	return e
}

// hiding is a credential in a text, with the fingerprint that stands for it.
type hiding struct {
	span
	print string
}

// hide adds what is found in a variant of the text, which has the same length,
// and does not overlap with what was found before.
func (e *engine) hide(text, variant string, hidden []hiding) []hiding {
	s := e.inName(variant)
	for _, c := range s.found {
		if strings.Contains(text[c.value.start:c.value.end], "[redacted-") || // a text that comes by again
			slices.ContainsFunc(hidden, func(h hiding) bool { return c.value.start < h.end && h.start < c.value.end }) {
			continue
		}
		hidden = append(hidden, hiding{c.value, s.fingerprint(c)})
	}
	return hidden
}

// inName searches a text that belongs to no file. Its fingerprints are made of
// what stands around a value at most, never of a path that holds it.
func (e *engine) inName(text string) *scan {
	s := &scan{engine: e, scratch: e.borrow(), text: []byte(text)}
	s.run(context.Background()) // which is never done, so that there is no error
	s.giveBack()
	s.found = slices.DeleteFunc(s.found, func(c candidate) bool { return s.rules[c.rule].guesses() })
	return s
}

// guesses reports a rule that takes what stands behind the name of a service for
// its token. In the name of a file or branch that is the hash of a build or a
// commit far more often.
func (r *rule) guesses() bool { return len(r.Services) > 0 && r.Tier == inventory.TierWeak }

// named returns the secrets that the path of a file holds. They have no line.
func (e *engine) named(f *scanner.File) []inventory.Secret {
	if len(f.Path) < minName {
		return nil
	}
	known, slot := e.ofPath(f.Path)
	if known.clean {
		return nil
	}
	s := e.inName(f.Path)
	if len(s.found) == 0 {
		slot.Store(&ofPath{path: f.Path, excluded: known.excluded, clean: true})
		return nil
	}
	found := s.secrets(f)
	for i := range found {
		found[i].StartLine, found[i].EndLine, found[i].Suppression = 0, 0, nil
	}
	return found
}

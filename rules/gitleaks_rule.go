// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// rule checks one rule of the file; false leaves it out.
func (l *gitleaksLoader) rule(y *gitleaksRule) (SecretRule, bool) {
	r := SecretRule{
		ID: foreignPrefix + y.ID.V, Title: strings.TrimSuffix(strings.Join(strings.Fields(y.Description.V), " "), "."), Tier: inventory.TierAssigned, Severity: "high",
		Pattern: y.Regex.V, SecretGroup: y.SecretGroup.V, MinEntropy: y.Entropy.V, At: y.At, Foreign: &SecretForeign{Path: y.Path.V},
	}
	switch id := y.ID.V; {
	case strings.TrimSpace(id) == "":
		l.errs.Add(y.At, "id is missing or empty")
	case len(id) > maxForeignID || strings.ContainsFunc(id, func(c rune) bool { return c < '!' || c > '~' }):
		l.errs.Add(y.ID.At, "id %s: expected at most %d printable characters of ASCII, without blanks", shown(id), maxForeignID)
	}
	if r.Title == "" {
		r.Title = y.ID.V
	}
	for i := range y.Required {
		l.errs.Add(y.Required[i].At, "required: a rule that asks for a match of another rule nearby is not supported; without this table the rule fires on its own")
	}
	if y.SkipReport.V {
		l.errs.Add(y.SkipReport.At, "skipReport: a rule without findings serves only rules that are not supported (required); leave it out")
	}
	if y.Regex.V == "" && y.Path.V == "" {
		if l.useDefault && len(y.Required) == 0 {
			l.note(y.At, "rule %s has neither regex nor path: it amends a default rule of gitleaks, which outgate does not have", shown(y.ID.V))
			return r, false
		}
		l.errs.Add(y.At, "rule %s has neither regex nor path", shown(y.ID.V))
		return r, false
	}
	l.pattern(y, &r)
	if y.Path.V != "" {
		l.regex(y.Path, "path")
	}
	if e := y.Entropy; e.V < 0 || e.V > 8 {
		l.errs.Add(e.At, "entropy %v: expected 0 to 8 bits per byte", e.V)
	}
	for _, k := range bounded(l, "keywords", y.Keywords) {
		if word := strings.ToLower(k.V); word == "" {
			l.errs.Add(k.At, "keywords: an empty word is in every file; leave the key out instead")
		} else if !slices.Contains(r.Keywords, word) {
			r.Keywords = append(r.Keywords, word)
		}
	}
	l.tags(y, &r)
	if y.Allowlist != nil && len(y.Allowlists) > 0 {
		l.errs.Add(y.Allowlist.At, "allowlist and allowlists in one rule: put all of them into [[rules.allowlists]]")
	}
	for _, a := range y.lists() {
		for _, t := range a.TargetRules {
			l.errs.Add(t.At, "targetRules belongs to an allowlist of the whole file, not of a rule")
		}
		r.Foreign.Allow = append(r.Foreign.Allow, l.allow(&a))
	}
	return r, true
}

func (l *gitleaksLoader) pattern(y *gitleaksRule, r *SecretRule) {
	if y.Regex.V == "" {
		return
	}
	shape, ok := l.regex(y.Regex, "regex")
	r.MinLen, r.MaxLen = shape.min, shape.max
	switch g := y.SecretGroup; {
	case !ok:
	case shape.min == 0:
		l.errs.Add(y.Regex.At, "regex: matches the empty text")
	case g.V < 0 || g.V > shape.groups:
		l.errs.Add(g.At, "secretGroup %d: the regex has %d", g.V, shape.groups)
	}
}

// tags sets the tier by the tag "outgate:TIER"; other tags say nothing here.
func (l *gitleaksLoader) tags(y *gitleaksRule, r *SecretRule) {
	tiers := []string{inventory.TierStructured, inventory.TierAssigned, inventory.TierWeak}
	for _, t := range bounded(l, "tags", y.Tags) {
		tier, ours := strings.CutPrefix(t.V, tierTag)
		switch {
		case !ours:
		case !slices.Contains(tiers, tier):
			l.errs.Add(t.At, "tag %s: expected %s and one of %s%s", shown(t.V), tierTag, strings.Join(tiers, ", "), Suggest(tier, tiers))
		default:
			r.Tier = tier
		}
	}
}

func (l *gitleaksLoader) allow(y *gitleaksAllow) ForeignAllow {
	a := ForeignAllow{Target: "secret"}
	switch word := strings.ToUpper(y.Condition.V); word {
	case "", "OR", "||":
	case "AND", "&&":
		a.All = true
	default:
		l.errs.Add(y.Condition.At, "condition %s: expected AND or OR", shown(y.Condition.V))
	}
	switch y.RegexTarget.V {
	case "", "secret":
	case "match", "line":
		a.Target = y.RegexTarget.V
	default:
		l.errs.Add(y.RegexTarget.At, "regexTarget %s: expected secret, match or line%s", shown(y.RegexTarget.V), Suggest(y.RegexTarget.V, []string{"secret", "match", "line"}))
	}
	for _, e := range bounded(l, "regexes", y.Regexes) {
		if l.notEmpty(e, "regexes") {
			l.regex(e, "regexes")
			a.Regexes = append(a.Regexes, e.V)
		}
	}
	for _, e := range bounded(l, "paths", y.Paths) {
		if l.notEmpty(e, "paths") {
			l.regex(e, "paths")
			a.Paths = append(a.Paths, e.V)
		}
	}
	for _, w := range bounded(l, "stopwords", y.StopWords) {
		if l.notEmpty(w, "stopwords") {
			a.Stopwords = append(a.Stopwords, strings.ToLower(w.V))
		}
	}
	for _, c := range bounded(l, "commits", y.Commits) {
		id := strings.ToLower(c.V)
		if len(id) != 40 || strings.Trim(id, "0123456789abcdef") != "" {
			l.errs.Add(c.At, "commits: %s is not a full commit id", shown(c.V))
		}
		a.Commits = append(a.Commits, id)
	}
	if len(y.Regexes)+len(y.Paths)+len(y.StopWords)+len(y.Commits) == 0 {
		l.errs.Add(y.At, "the allowlist names none of commits, paths, regexes and stopwords")
	}
	return a
}

// notEmpty refuses an entry that would excuse everything.
func (l *gitleaksLoader) notEmpty(v Value[string], key string) bool {
	if v.V == "" {
		l.errs.Add(v.At, "%s: an empty entry would excuse everything", key)
	}
	return v.V != ""
}

func bounded(l *gitleaksLoader, key string, list []Value[string]) []Value[string] {
	if len(list) > maxForeignList {
		l.errs.Add(list[maxForeignList].At, "%s: more than %d entries", key, maxForeignList)
		return list[:maxForeignList]
	}
	return list
}

// regex checks a regular expression against RE2 and the limits.
func (l *gitleaksLoader) regex(v Value[string], key string) (shape, bool) {
	var s shape
	message := ""
	if len(v.V) > maxForeignPattern {
		message = fmt.Sprintf("longer than %d bytes", maxForeignPattern)
	} else if re, err := syntax.Parse(v.V, syntax.Perl); err != nil {
		message = strings.Replace(explainSyntax(v.V, err), "secret-group", "secretGroup", 1)
	} else if prog, err := syntax.Compile(re.Simplify()); err != nil {
		message = err.Error()
	} else if len(prog.Inst) > maxForeignProgram {
		message = fmt.Sprintf("compiles to %d instructions, more than %d; make the repetitions shorter", len(prog.Inst), maxForeignProgram)
	} else if l.size += len(prog.Inst); l.size > maxForeignTotal {
		message = fmt.Sprintf("all regular expressions together compile to more than %d instructions; divide the file", maxForeignTotal)
		if l.size-len(prog.Inst) > maxForeignTotal {
			return s, false // said once
		}
	} else {
		s.groups = re.MaxCap()
		s.min, s.max = matchLength(re)
	}
	if message != "" {
		l.errs.Add(v.At, "%s: %s", key, message)
	}
	return s, message == ""
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/when"
)

// maxRules is the largest number of rules of its own that a policy may hold.
const maxRules = 200

// ruleDoc is a rule that the policy states itself.
type ruleDoc struct {
	At       rules.Position
	ID       word        `yaml:"id"`
	Title    word        `yaml:"title"`
	Post     word        `yaml:"post"`
	Kind     word        `yaml:"kind"`
	Level    word        `yaml:"level"`
	Severity word        `yaml:"severity"`
	When     word        `yaml:"when"`
	Message  word        `yaml:"message"`
	Help     word        `yaml:"help"`
	Examples examplesDoc `yaml:"examples"`
}

// examplesDoc are facts of the rule's kind.
type examplesDoc struct {
	Match   []rules.Node `yaml:"match"`
	NoMatch []rules.Node `yaml:"no-match"`
}

// ruleExample is a fact with what the rule must say of it.
type ruleExample struct {
	at    rules.Position
	fact  any
	match bool
}

var ruleID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$`)

func (l *loader) rulesOf(docs []ruleDoc, p *Policy) {
	seen := map[string]rules.Position{}
	for i := range docs {
		d := &docs[i]
		switch {
		case d.At.Line == 0:
			l.add(d.At, "rules: entry %d is empty", i+1)
			continue
		case i == maxRules:
			l.add(d.At, "rules: there are more than %d", maxRules)
			return
		}
		r := rule{place: d.At, severity: Medium}
		r.Code = l.ruleID(d, seen)
		r.Post = l.required(d.Post, d.At, "rules: post")
		l.oneOf(d.Post, "rules: post", Posts())
		r.setting = l.ruleLevel(d, r.Code)
		if d.Severity.At.Line > 0 && l.oneOf(d.Severity, "rules: severity", []string{"low", "medium", "high", "critical"}) {
			r.severity = Severity(d.Severity.V)
		}
		r.Help = first(l.textOr(d.Help, "rules: help"), "change it, or waive it with a reason")
		kind := l.required(d.Kind, d.At, "rules: kind")
		if kind == "" || !l.oneOf(d.Kind, "rules: kind", when.Kinds()) {
			kind = ""
		}
		source, message := l.required(d.When, d.At, "rules: when"), l.required(d.Message, d.At, "rules: message")
		if r.kind = kind; kind != "" && source != "" {
			r.when = l.condition(d.When, kind, "rules: when")
		}
		if kind != "" && message != "" {
			text, problems := when.ReadText(kind, d.Message.V)
			l.problems(d.Message, "rules: message", problems)
			r.message = text
		}
		r.Title = first(l.textOr(d.Title, "rules: title"), titleOf(message))
		r.Doc = fmt.Sprintf("A rule of the policy (%s). It is violated by each %s of which this is true: %s", d.At, kind, strings.Join(strings.Fields(source), " "))
		r.examples = append(l.examples(d.Examples.Match, kind, true), l.examples(d.Examples.NoMatch, kind, false)...)
		p.rules = append(p.rules, r)
	}
}

// ruleID reads the id: WORD/NAME, so that none is ever that of a check of outgate.
func (l *loader) ruleID(d *ruleDoc, seen map[string]rules.Position) string {
	id := l.required(d.ID, d.At, "rules: id")
	if id == "" {
		return ""
	}
	before, taken := seen[id]
	switch {
	case !ruleID.MatchString(id):
		l.add(d.ID.At, "rules: id: expected WORD/NAME of lower-case letters, digits and hyphens, such as office/no-origin, found %q", clip(id))
	case strings.HasPrefix(id, "secret/"), strings.HasPrefix(id, "leak/"):
		l.add(d.ID.At, "rules: id: %q is a name of outgate's own rules; take another word before the slash", clip(id))
	case taken:
		l.add(d.ID.At, "rules: id %q is taken already at %s", clip(id), before)
	}
	seen[id] = d.ID.At
	return id
}

// ruleLevel reads the level. One that is not written fails, and stands where the rule does.
func (l *loader) ruleLevel(d *ruleDoc, id string) setting {
	s := setting{level: LevelFail, at: PlaceOf(d.At), text: id + " without a level: fail"}
	if d.Level.At.Line > 0 {
		s = l.setting(d.Level, id, "fail")
	}
	if d.When.V != "" {
		s.text += "; when: " + clip(strings.Join(strings.Fields(d.When.V), " "))
	}
	return s
}

func (l *loader) textOr(v word, key string) string {
	if v.At.Line == 0 {
		return ""
	}
	return l.text(v, key)
}

// titleOf makes a title of a message: its places are words.
func titleOf(message string) string {
	return strings.NewReplacer("{", "", "}", "").Replace(strings.TrimRight(strings.Join(strings.Fields(message), " "), "."))
}

// condition compiles one.
func (l *loader) condition(v word, kind, key string) *when.Condition {
	c, problems := l.language.Compile(kind, v.V)
	l.problems(v, key, problems)
	return c
}

// problems reports mistakes inside of a text of the file, each at its place in
// the file, with the line of the text and a mark below.
func (l *loader) problems(v word, key string, found []when.Problem) {
	for _, p := range found {
		hint := ""
		if p.Word != "" {
			hint = rules.Suggest(p.Word, p.Known)
		}
		at := v.At
		if p.Offset > 0 {
			at = rules.Within(l.sources[v.At.File], v.At, v.V, p.Offset)
		}
		l.add(at, "%s: %s%s%s", key, p.Message, hint, caret(v.V, p.Offset))
	}
}

// caret shows the line of a text that a mistake is on, and a mark below it.
func caret(text string, offset int) string {
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	before, after := []rune(text[start:offset]), []rune(text[offset:start+len(line)])
	const most = 70
	if len(before) > most {
		before = append([]rune("..."), before[len(before)-most:]...)
	}
	if len(after) > most {
		after = append(after[:most:most], []rune("...")...)
	}
	shown := strings.ReplaceAll(string(before)+string(after), "\t", " ")
	if strings.TrimSpace(shown) == "" || masked(shown) != shown {
		return "" // a mark below what is not shown whole would be wrong
	}
	return "\n    " + shown + "\n    " + strings.Repeat(" ", len(before)) + "^"
}

func (l *loader) examples(nodes []rules.Node, kind string, match bool) []ruleExample {
	var out []ruleExample
	for _, n := range nodes {
		if kind == "" {
			continue
		}
		fact := when.NewFact(kind)
		errs := n.Decode(fact)
		for _, e := range errs {
			l.add(e.At, "rules: examples: %s", e.Message)
		}
		plain(fact)
		out = append(out, ruleExample{n.At, fact, match})
	}
	return out
}

// plain gives an example what it need not say: a file of the product, in the tree.
func plain(fact any) {
	switch f := fact.(type) {
	case *inventory.File:
		f.Role = first(f.Role, inventory.RoleProduct)
	case *inventory.Component:
		f.Role, f.Scope = first(f.Role, inventory.RoleProduct), first(f.Scope, inventory.ScopeRuntime)
	case *inventory.Secret:
		f.Context, f.Status = first(f.Context, inventory.RoleProduct), first(f.Status, inventory.StatusInTree)
	case *inventory.Leak:
		f.Context, f.Status = first(f.Context, inventory.RoleProduct), first(f.Status, inventory.StatusInTree)
	case *inventory.Media:
		f.Context = first(f.Context, inventory.RoleProduct)
	}
}

// Misjudged lists the examples of the policy's rules of which a rule says
// otherwise, or gives no answer. Position first.
func (r *Reading) Misjudged() rules.Errors {
	var out rules.Errors
	for i := range r.Policy.rules {
		one := &r.Policy.rules[i]
		for _, e := range one.examples {
			holds, _, err := one.when.Holds(e.fact)
			switch {
			case err != nil:
				out.Add(e.at, "%s", masked(fmt.Sprintf("%s gives no answer for this example: %v", one.Code, err)))
			case holds != e.match:
				out.Add(e.at, "%s", fmt.Sprintf("%s %s this example, which stands in %s", one.Code, [2]string{"does not match", "matches"}[index(holds)], [2]string{"no-match", "match"}[index(e.match)]))
			}
		}
	}
	return out
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

// unprovenRules lists the rules of the policy without an example of both kinds.
func (r *Reading) unprovenRules(expect, not map[string]bool) rules.Errors {
	var out rules.Errors
	for i := range r.Policy.rules {
		one := &r.Policy.rules[i]
		match := expect[one.Code] || slices.ContainsFunc(one.examples, func(e ruleExample) bool { return e.match })
		quiet := not[one.Code] || slices.ContainsFunc(one.examples, func(e ruleExample) bool { return !e.match })
		switch {
		case !match && !quiet:
			out.Add(one.place, "%s has no examples; write facts that it matches, and facts that it does not", one.Code)
		case !match:
			out.Add(one.place, "%s has no example that it matches", one.Code)
		case !quiet:
			out.Add(one.place, "%s has no example that it does not match", one.Code)
		}
	}
	return out
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/compat"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// pairRule is an entry of licenses.compatibility: the office's own word on code
// under some licenses in a release under others.
type pairRule struct {
	outbound, inbound []string // patterns
	usage             []string // of compat.Usages
	setting           setting
}

type pairDoc struct {
	At       rules.Position
	Outbound []word `yaml:"outbound"`
	Inbound  []word `yaml:"inbound"`
	Usage    []word `yaml:"usage"`
	Answer   word   `yaml:"answer"`
	Because  word   `yaml:"because"`
}

// pairs reads licenses.compatibility.
func (l *loader) pairs(docs []pairDoc) []pairRule {
	const key = "licenses.compatibility"
	levels := map[string]string{rules.AnswerCompatible: "allow", rules.AnswerConditional: "warn", rules.AnswerConflict: "fail"}
	answers := []string{rules.AnswerCompatible, rules.AnswerConditional, rules.AnswerConflict}
	var out []pairRule
	for _, d := range docs {
		r := pairRule{usage: compat.Usages()}
		for list, into := range map[*[]word]*[]string{&d.Outbound: &r.outbound, &d.Inbound: &r.inbound} {
			for _, v := range *list {
				if v.V == "*" {
					*into = append(*into, "*")
					continue
				}
				*into = append(*into, l.license(v, key))
			}
		}
		if len(d.Outbound) == 0 || len(d.Inbound) == 0 {
			l.add(d.At, "%s: expected outbound and inbound, lists of licenses; \"*\" is any", key)
		}
		if len(d.Usage) > 0 {
			r.usage = nil
		}
		for _, v := range d.Usage {
			if !slices.Contains(compat.Usages(), v.V) {
				l.add(v.At, "%s: unknown usage %q%s; known are %s", key, clip(v.V), rules.Suggest(v.V, compat.Usages()), strings.Join(compat.Usages(), ", "))
			}
			r.usage = append(r.usage, v.V)
		}
		level, ok := levels[d.Answer.V]
		if !ok {
			l.add(d.Answer.At, "%s: unknown answer %q%s; known are %s", key, clip(d.Answer.V), rules.Suggest(d.Answer.V, answers), strings.Join(answers, ", "))
			level = "fail"
		}
		r.setting.level, r.setting.severity, _ = levelOf(level)
		r.setting.at = PlaceOf(d.At)
		r.setting.text = fmt.Sprintf("%s: %s", key, d.Answer.V)
		if because := l.text(d.Because, key); because != "" {
			r.setting.text += ", " + because
		} else {
			l.add(d.At, "%s: because is missing; say what the answer rests on", key)
		}
		out = append(out, r)
	}
	return out
}

// paired asks licenses.compatibility; the first entry that fits every license
// that the release may be taken under decides.
func (p *Policy) paired(in spdx.License, usage string, outbound *spdx.Expr) (setting, bool) {
	fits := func(patterns []string, l spdx.License) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool { return wildcard(pattern, l.String()) })
	}
	licenses := outbound.Licenses()
	for i := range p.pairs {
		r := &p.pairs[i]
		if len(licenses) > 0 && slices.Contains(r.usage, usage) && fits(r.inbound, in) &&
			!slices.ContainsFunc(licenses, func(out spdx.License) bool { return !fits(r.outbound, out) }) {
			return r.setting, true
		}
	}
	return setting{}, false
}

// beside lets what is known of a license beside the outbound one have its say
// over the cell of the matrix, which stands for the kinds of the two: a known
// conflict fails, whatever the cell; into a copyleft release goes what is
// compatible with it. For the rest the cell decides.
func (p *Policy) beside(outbound *spdx.Expr, in spdx.License, usage string, cell setting) setting {
	o := compat.Default().Into(outbound, in, usage)
	if o.Layer == compat.LayerSame {
		return setting{}
	}
	if o.Layer != compat.LayerPair && o.Layer != compat.LayerOSADL {
		return cell
	}
	says := "compatibility: " + o.String()
	switch o.Answer {
	case compat.Compatible:
		if p.copyleft(outbound) {
			return setting{}
		}
	case compat.Conditional:
		if p.copyleft(outbound) {
			return setting{level: LevelWarn, severity: Medium, at: p.outboundAt, text: says}
		}
	case compat.Conflict:
		if cell.level == LevelFail {
			return cell
		}
		return setting{level: LevelFail, severity: High, at: p.outboundAt, text: says}
	}
	return cell
}

// copyleft reports a release all of whose licenses ask for the source of what is
// built on it: the matrix is written for what such licenses do to others.
func (p *Policy) copyleft(outbound *spdx.Expr) bool {
	return !slices.ContainsFunc(outbound.Licenses(), func(l spdx.License) bool {
		switch p.category(l) {
		case rules.CategoryWeakCopyleft, rules.CategoryStrongCopyleft, rules.CategoryNetworkCopyleft:
			return false
		}
		return true
	})
}

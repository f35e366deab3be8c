// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/when"
)

// maxSteps is how many steps the conditions of a policy may take in one
// evaluation, all facts together. They are counted and not timed, so the same facts end alike everywhere.
const maxSteps = 500_000_000

// rule is a check that the policy states itself.
type rule struct {
	Check
	setting
	severity Severity
	kind     string
	when     *when.Condition
	message  *when.Text
	examples []ruleExample
	place    rules.Position
}

// all are the checks that judge by a policy: those of outgate, then the policy's own.
func (p *Policy) all() []check {
	out := table()
	for i := range p.rules {
		out = append(out, p.rules[i].check())
	}
	return out
}

// Checks describes the checks of outgate and then those that the policy states itself.
func (p *Policy) Checks() []Check {
	out := Checks()
	for i := range p.rules {
		out = append(out, p.rules[i].Check)
	}
	return out
}

func (r *rule) check() check {
	return check{Check: r.Check, needs: r.needs(), waivable: true, on: func(*Policy) bool { return !r.allows() }, run: r.run}
}

// needs are the detectors that find what the rule looks at.
func (r *rule) needs() []string {
	if r.when == nil {
		return nil
	}
	switch r.kind {
	case when.File:
		var out []string
		for _, f := range []struct{ field, detector string }{{"licenses", "license"}, {"copyrights", "copyright"}, {"authors", "copyright"}, {"header", "copyright"}, {"reuse", reuseDetector}} {
			if r.when.Reads(f.field) {
				out = append(out, f.detector)
			}
		}
		return out
	case when.Component, when.Vulnerability:
		return []string{"sbom"}
	case when.Secret, when.Leak, when.Media, when.Similar:
		return []string{r.kind}
	}
	return nil
}

// run applies the rule to every fact of its kind.
func (r *rule) run(j *judge) {
	inv := j.inv
	switch r.kind {
	case when.File:
		each(j, r, inv.Files, fileItem)
	case when.Component:
		each(j, r, inv.Components, componentItem)
	case when.Secret:
		each(j, r, inv.Secrets, secretItem)
	case when.Leak:
		each(j, r, inv.Leaks, leakRuleItem)
	case when.Media:
		each(j, r, inv.Media, func(_ *judge, m *inventory.Media) item {
			return item{v: Violation{Location: location(m.Path), Evidence: also(m.Format+" "+m.Field, clip(m.Text))}, content: m.Field + " " + m.Text}
		})
	case when.Similar:
		each(j, r, inv.Similar, func(_ *judge, s *inventory.Similar) item {
			return item{v: Violation{Location: location(s.A), Evidence: fmt.Sprintf("%d%% of %s", s.Share, s.B)}, content: s.B}
		})
	case when.Identity:
		j.wantsHistory(r.Code)
		each(j, r, inv.Identities, func(_ *judge, id *inventory.Identity) item {
			return item{v: Violation{Location: inventory.Location{Commit: id.FirstCommit}, Evidence: id.Part + ", " + times(id.Commits)}, content: id.Part + " " + id.Mail + " " + id.Name}
		})
	case when.Contribution:
		j.blocked = append(j.blocked, j.uncounted()...)
		each(j, r, inv.Contributions, func(_ *judge, c *inventory.Contribution) item {
			return item{v: Violation{Location: inventory.Location{Commit: c.Unsigned}, Evidence: c.Part + ", " + plural(c.Commits, "commit")}, content: c.Part + " " + c.Mail + " " + c.Name}
		})
	case when.Vulnerability:
		if inv.Vulnerabilities == nil || inv.Vulnerabilities.Database == nil {
			j.block(inventory.Gap{Code: inventory.GapDetector, Reason: "no vulnerability database was asked (--vuln-db), and the policy asks for what it finds (" + r.Code + ")"})
			return
		}
		each(j, r, slices.DeleteFunc(slices.Clone(inv.Vulnerabilities.Found), func(v inventory.Vulnerability) bool { return j.p.vulns.excusedBy(&v) != "" }), vulnerabilityItem(inv.Components))
	}
}

// each judges facts of one kind. What the condition gives no answer for is a gap
// that names the first of them: it is neither in order nor a violation.
func each[T any](j *judge, r *rule, facts []T, describe func(*judge, *T) item) {
	failed := 0
	var gap inventory.Gap
	for i := range facts {
		fact := &facts[i]
		holds, err := j.holds(r.when, fact)
		switch {
		case err != nil:
			if failed++; failed == 1 {
				it := describe(j, fact)
				gap = inventory.Gap{Path: it.v.Location.Path, Commit: it.v.Location.Commit, Code: inventory.GapRule, Reason: fmt.Sprintf("the rule %s (%s) gives no answer for the %s %s: %v", r.Code, r.place, r.kind, nameOfItem(&it), err)}
			}
		case holds:
			it := describe(j, fact)
			it.v.Message = strings.TrimRight(r.message.Of(fact), ".")
			j.raise(r.setting, r.severity, it)
		}
	}
	if failed > 1 {
		gap.Reason += fmt.Sprintf("; and for %d more", failed-1)
	}
	if failed > 0 {
		j.block(gap)
	}
}

// holds evaluates a condition within what all of them may take together.
func (j *judge) holds(c *when.Condition, fact any) (bool, error) {
	if j.steps >= maxSteps {
		return false, fmt.Errorf("the conditions of the policy took more than %d million steps before", maxSteps/1_000_000)
	}
	holds, cost, err := c.Holds(fact)
	j.steps += cost
	return holds, err
}

func (j *judge) block(g inventory.Gap) { j.blocked = append(j.blocked, g) }

// wantsHistory records that a rule asks for what only the history tells.
func (j *judge) wantsHistory(code string) {
	s := &j.inv.Subject
	if !j.p.enough(j.inv.Coverage.History) && (s.Kind == inventory.SubjectWorktree || s.Kind == inventory.SubjectBare) {
		j.block(inventory.Gap{Detector: "history", Code: inventory.GapUnsupported, Reason: "the policy asks who wrote the history (" + code + "), which was not scanned" + partly(j.inv.Coverage)})
	}
}

// nameOfItem names what an item is about, for the reason of a gap.
func nameOfItem(it *item) string {
	switch l := it.v.Location; {
	case it.v.Component != "":
		return clip(it.v.Component)
	case l.Path != "" && l.StartLine > 0:
		return fmt.Sprintf("%s:%d", l.Path, l.StartLine)
	case l.Path != "":
		return l.Path
	case l.Commit != "":
		return "of commit " + l.Commit[:min(12, len(l.Commit))]
	}
	return "of the repository"
}

func fileItem(_ *judge, f *inventory.File) item {
	return item{v: Violation{Location: location(f.Path), Evidence: string(first(f.Role, inventory.RoleProduct)) + " file"}}
}

func componentItem(_ *judge, c *inventory.Component) item {
	v := componentViolation(c)
	license := first(c.Licenses.Concluded, c.Licenses.Declared)
	v.Evidence = also(nameOf(c), fmt.Sprintf("%s, scope %s", first(license, "no license known"), c.Scope))
	return item{v: v, license: license, where: c.PURL, whole: true}
}

func secretItem(j *judge, s *inventory.Secret) item {
	at := whereOf(&s.Trace, j.inv.Subject.Kind)
	v := Violation{Location: s.Location, Evidence: strings.TrimSuffix(fmt.Sprintf("%s, %d characters; %s", s.Rule, s.Length, sinceWhen(&s.Trace, at)), "; ")}
	it := item{v: v, content: strings.TrimSpace(s.Rule + " " + at.word() + " " + s.Fingerprint), where: s.Path, whole: true}
	j.word(&it, s.Suppression, s.Fingerprint, s.Tier == inventory.TierStructured)
	return it
}

func leakRuleItem(j *judge, l *inventory.Leak) item {
	it := *leakItem(j, l)
	it.v.Help = ""
	if l.Kind != inventory.LeakCrypto {
		j.word(&it, l.Suppression, l.Fingerprint, false)
	}
	return it
}

func vulnerabilityItem(components []inventory.Component) func(*judge, *inventory.Vulnerability) item {
	byPURL := map[string]*inventory.Component{}
	for i := range components {
		if c := &components[i]; byPURL[c.PURL] == nil {
			byPURL[c.PURL] = c
		}
	}
	return func(_ *judge, f *inventory.Vulnerability) item {
		v := Violation{Component: f.PURL}
		if c := byPURL[f.PURL]; c != nil {
			v = componentViolation(c)
		}
		v.Evidence = also(f.ID+", "+f.Severity, clip(f.Summary))
		return item{v: v, content: f.ID, where: f.PURL, whole: true}
	}
}

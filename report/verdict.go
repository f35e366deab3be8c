// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"time"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/rules"
)

// MaxVerdict is the size, in bytes, of the largest stored verdict that
// [ReadVerdict] takes.
const MaxVerdict = 512 << 20

// ReadVerdict reads what [JSON] wrote, as strictly as [ReadInventory] reads an
// inventory. A verdict that is better than what it holds (PASS beside a violation
// that fails, or beside a post that does not pass) is an error as well: no report is made
// of a word that its own evidence contradicts.
func ReadVerdict(r io.Reader) (*policy.Verdict, error) { return readVerdict(r, MaxVerdict) }

func readVerdict(r io.Reader, limit int64) (*policy.Verdict, error) {
	limited := &io.LimitedReader{R: r, N: limit + 1}
	d := &decoder{json: json.NewDecoder(limited), left: &limited.N, limit: limit}
	v := &policy.Verdict{}
	err := d.document(verdictFields(), func(name string) error { return d.verdictField(name, v) })
	if err == nil {
		err = consistent(v)
	}
	if err != nil {
		return nil, fmt.Errorf("verdict: %w", err)
	}
	return v, nil
}

// verdictFields are the fields of the top level that are required.
func verdictFields() []string {
	return []string{"schema", "verdict", "now", "tool", "subject", "policy", "posts", "approvals", "coverage", "facts", "violations", "waived", "known", "suppressed", "curated", "gaps"}
}

func (d *decoder) verdictField(name string, v *policy.Verdict) error {
	switch name {
	case "schema":
		err := d.value(name, &v.Schema, &shape{})
		if err == nil && v.Schema != policy.VerdictSchema {
			err = fmt.Errorf("schema is %q; this version reads %q", v.Schema, policy.VerdictSchema)
		}
		return err
	case "verdict":
		return cmp.Or(d.value(name, &v.State, &shape{}), word(name, string(v.State), states()))
	case "now":
		err := d.value(name, &v.Now, &shape{})
		if _, wrong := time.Parse(time.RFC3339, v.Now); err == nil && v.Now != "" && wrong != nil {
			err = errors.New("now: expected a time in RFC 3339")
		}
		return err
	case "tool":
		return d.value(name, &v.Tool, shapeOf(reflect.TypeFor[inventory.Tool]()))
	case "subject":
		if err := d.value(name, &v.Subject, shapeOf(reflect.TypeFor[inventory.Subject]())); err != nil || v.Subject.Kind == "" {
			return err
		}
		return at(name, checkSubject(&v.Subject))
	case "policy":
		return d.value(name, &v.Policy, shapeOf(reflect.TypeFor[policy.PolicyRef]()))
	case "posts":
		return readList(d, name, &v.Posts, checkPost)
	case "approvals":
		return readList(d, name, &v.Approvals, func(a *policy.ApprovalState) error { return word("post", a.Post, policy.Posts()) })
	case "coverage":
		if err := d.value(name, &v.Coverage, shapeOf(reflect.TypeFor[inventory.Coverage]())); err != nil || v.Coverage.History == "" {
			return err
		}
		return at(name, checkCoverage(&v.Coverage))
	case "facts":
		return d.value(name, &v.Facts, shapeOf(reflect.TypeFor[policy.FactCounts]()))
	case "violations":
		return readList(d, name, &v.Violations, checkViolation)
	case "waived":
		return readList(d, name, &v.Waived, checkViolation)
	case "known":
		return readList(d, name, &v.Known, checkViolation)
	case "suppressed":
		return readList(d, name, &v.Suppressed, checkViolation)
	case "curated":
		return readList(d, name, &v.Curated, func(c *policy.Curated) error { return day("date", c.Date) })
	case "known_lists":
		return readList(d, name, &v.Lists, func(l *policy.KnownRef) error { return counts(l.Entries, l.Stale, l.Entries-l.Stale) })
	case "base":
		v.Base = new(policy.BaseRef)
		if err := d.value(name, v.Base, shapeOf(reflect.TypeFor[policy.BaseRef]())); err != nil {
			return err
		}
		return at(name, counts(v.Base.New, v.Base.Known, v.Base.Gone))
	case "gaps":
		return readList(d, name, &v.Gaps, checkGap)
	}
	return fmt.Errorf("unknown field %q%s (is this a verdict, as `outgate check -o json=FILE` writes it?)", name, rules.Suggest(name, verdictFields()))
}

// states are the states of a verdict, the best first.
func states() []string {
	return []string{string(policy.Pass), string(policy.PassWithWaivers), string(policy.PendingApproval), string(policy.Incomplete), string(policy.Fail)}
}

func checkPost(p *policy.PostVerdict) error {
	return cmp.Or(word("post", p.Post, policy.Posts()), word("verdict", string(p.State), states()), counts(p.Fails, p.Warns, p.Waived, p.Known, p.Suppressed))
}

func counts(all ...int) error {
	if slices.Min(all) < 0 {
		return errors.New("a count below zero")
	}
	return nil
}

func checkViolation(v *policy.Violation) error {
	severities := []string{string(policy.Critical), string(policy.High), string(policy.Medium), string(policy.Low)}
	err := cmp.Or(word("post", v.Post, policy.Posts()), word("severity", string(v.Severity), severities),
		word("level", string(v.Level), []string{string(policy.LevelFail), string(policy.LevelWarn), string(policy.LevelNote)}),
		lines(v.Location.StartLine, v.Location.EndLine), checkSuppression(v.Suppression))
	if err == nil && v.Baseline != "" {
		err = word("baseline", v.Baseline, []string{policy.BaselineNew, policy.BaselineUnchanged})
	}
	for i := 0; err == nil && i < len(v.Places); i++ {
		err = at(fmt.Sprintf("places[%d]", i), lines(v.Places[i].StartLine, v.Places[i].EndLine))
	}
	if err == nil && v.Waiver != nil {
		err = at("waiver", day("expires", v.Waiver.Expires))
	}
	return err
}

// consistent holds a verdict to what it rests on: it may be worse than its parts
// show, never better.
func consistent(v *policy.Verdict) error {
	rank := func(s policy.State) int { return slices.Index(states(), string(s)) }
	fails := map[string]int{}
	for i := range v.Violations {
		if v.Violations[i].Level == policy.LevelFail {
			fails[v.Violations[i].Post]++
		}
	}
	listed := map[string]bool{}
	for _, p := range v.Posts {
		if listed[p.Post] {
			return fmt.Errorf("posts: %s is listed twice", p.Post)
		}
		listed[p.Post] = true
		switch {
		case p.Fails != fails[p.Post]:
			return fmt.Errorf("posts: %s counts %d errors, and %d are listed", p.Post, p.Fails, fails[p.Post])
		case p.Fails > 0 && p.State != policy.Fail:
			return fmt.Errorf("posts: %s is %s, with %d errors", p.Post, p.State, p.Fails)
		case rank(p.State) > rank(v.State):
			return fmt.Errorf("verdict: %s, and post %s is %s", v.State, p.Post, p.State)
		}
	}
	for post, n := range fails {
		if !listed[post] {
			return fmt.Errorf("posts: %s is missing, and has %d errors", post, n)
		}
	}
	for _, a := range v.Approvals {
		if !a.Given && !blocked(v.State) {
			return fmt.Errorf("verdict: %s, and %s has not approved", v.State, a.Post)
		}
	}
	switch {
	case !blocked(v.State) && len(v.Posts) == 0:
		return fmt.Errorf("verdict: %s, and no post has judged", v.State)
	case !blocked(v.State) && v.Coverage.Files == 0 && !v.Coverage.Staged:
		return fmt.Errorf("verdict: %s, and no file was examined", v.State)
	case v.State == policy.Pass && len(v.Waived) > 0:
		return fmt.Errorf("verdict: %s, and %s", v.State, count(len(v.Waived), "waived violation"))
	}
	return nil
}

// StoredSchema tells what a stored document says it is: the value of its field
// "schema", wherever that stands in the object. It reads no further.
func StoredSchema(r io.Reader) (string, error) {
	limited := &io.LimitedReader{R: r, N: MaxInventory + 1}
	d := &decoder{json: json.NewDecoder(limited), left: &limited.N, limit: MaxInventory}
	if err := d.delim('{', "the document"); err != nil {
		return "", err
	}
	for d.json.More() {
		token, err := d.json.Token()
		if err != nil {
			return "", d.explain("the document", err)
		}
		d.raw = d.raw[:0]
		if err := d.json.Decode(&d.raw); err != nil {
			return "", d.explain("the document", err)
		}
		if token == "schema" {
			var schema string
			return schema, d.explain("schema", json.Unmarshal(d.raw, &schema))
		}
	}
	return "", errors.New(`field "schema" is missing`)
}

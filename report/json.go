// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"io"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// JSON writes the whole verdict as indented JSON, in the form of
// docs/schema/verdict.v1.schema.json: nothing is cut short, lists are never
// null, HTML characters stand as they are. Options do not change it.
func JSON(w io.Writer, v *policy.Verdict, _ Options) error {
	if v == nil {
		return errNoVerdict
	}
	e := newEncoder(w)
	e.open('{')
	e.field("schema", policy.VerdictSchema)
	e.field("verdict", stateOf(v.State))
	e.field("now", v.Now)
	e.field("tool", v.Tool)
	e.field("subject", v.Subject)
	e.field("policy", v.Policy)
	list(e, "posts", v.Posts, func(p policy.PostVerdict) any {
		p.State = stateOf(p.State)
		return p
	})
	list(e, "approvals", v.Approvals, same)
	e.field("coverage", coverage(v.Coverage))
	facts := v.Facts
	if facts.Licenses == nil {
		facts.Licenses = map[string]int{}
	}
	e.field("facts", facts)
	list(e, "violations", v.Violations, same)
	list(e, "waived", v.Waived, same)
	list(e, "known", v.Known, same)
	list(e, "suppressed", v.Suppressed, same)
	list(e, "gaps", v.Gaps, same)
	if len(v.Lists) > 0 {
		list(e, "known_lists", v.Lists, same)
	}
	if v.Base != nil {
		b := *v.Base
		b.Gaps = notNil(b.Gaps)
		e.field("base", b)
	}
	e.close('}')
	return e.flush()
}

func coverage(c inventory.Coverage) inventory.Coverage {
	c.Detectors = notNil(c.Detectors)
	return c
}

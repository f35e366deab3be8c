// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"context"
	"errors"
	"fmt"

	"github.com/outgate/outgate/rules"
)

// seeds is how many texts are made of each example: what holds for one random
// value may fail for the next.
const seeds = 5

// TestRules runs the examples of every rule through the engine that scans
// files. Each match example must give a finding of its rule that is at least as
// strong as the rule's tier, each no-match example none; an exclusive rule over
// names may leave its finding to one of a stronger tier. The error joins all
// failures, each with the position of the rule; no value is printed.
func TestRules(ctx context.Context, set *rules.SecretSet) error {
	e, err := newEngine(set)
	if err != nil {
		return err
	}
	var failures []error
	for i := range e.rules {
		r := &e.rules[i]
		for _, want := range []bool{true, false} {
			key, examples := "match", r.Match
			if !want {
				key, examples = "no-match", r.NoMatch
			}
			for n, example := range examples {
				for service := range max(1, len(r.Services)) {
					example := r.ExampleOf(example, service)
					tries := uint64(seeds)
					if service > 0 { // the next service is text enough of its own
						tries = 1
					}
					if err := e.example(ctx, i, example, want, tries); err != nil {
						failures = append(failures, fmt.Errorf("%s: %s: %s example %d (%s): %w", r.At, r.ID, key, n+1, example, err))
					}
				}
			}
		}
	}
	return errors.Join(failures...)
}

func (e *engine) example(ctx context.Context, rule int, example string, want bool, tries uint64) error {
	for seed := range tries {
		text, err := rules.Expand(example, seed)
		if err != nil {
			return err
		}
		s := &scan{engine: e, scratch: e.borrow(), text: []byte("line\n" + text + "\n"), path: e.rules[rule].ExamplePath, dialect: dialectOf(e.rules[rule].ExamplePath)}
		if err := s.run(ctx); err != nil {
			return err
		}
		hit, other := false, ""
		for _, c := range s.found {
			if r := &e.rules[rule]; c.rule == rule || want && r.Exclusive && r.name != nil && c.tier < r.tier {
				hit = hit || c.tier <= r.tier
			} else {
				other = ", but " + e.rules[c.rule].ID + " was"
			}
		}
		if hit != want {
			if want {
				return fmt.Errorf("not found with seed %d%s", seed, other)
			}
			return fmt.Errorf("found with seed %d", seed)
		}
	}
	return nil
}

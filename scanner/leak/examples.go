// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"context"
	"errors"
	"fmt"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

// seeds is how many texts are made of each example.
const seeds = 5

// TestRules runs the examples of every rule through the engine that scans files:
// each match example must give a leak of its rule, each no-match example none. The
// error joins all failures, each with the position of the example.
func TestRules(ctx context.Context, set *rules.LeakSet) error {
	e, err := newEngine(set)
	if err != nil {
		return err
	}
	var failures []error
	for i := range set.Rules {
		r := &set.Rules[i]
		for _, list := range []struct {
			examples []rules.LeakExample
			want     bool
		}{{r.Match, true}, {r.NoMatch, false}} {
			for _, x := range list.examples {
				if err := e.example(ctx, r.ID, x, list.want); err != nil {
					failures = append(failures, fmt.Errorf("%s: %s: %w", x.At, r.ID, err))
				}
			}
		}
	}
	return errors.Join(failures...)
}

func (e *engine) example(ctx context.Context, rule string, x rules.LeakExample, want bool) error {
	for seed := range uint64(seeds) {
		text, err := rules.Expand(x.Text, seed)
		if err != nil {
			return err
		}
		f := &scanner.File{Entry: inventory.Entry{Path: x.Path}, Role: inventory.RoleProduct, Content: []byte(text + "\n")}
		facts, err := e.file(ctx, f)
		if err != nil {
			return err
		}
		hit, other := false, ""
		for _, l := range facts.Leaks {
			if l.Rule == rule {
				hit = true
			} else {
				other = ", but " + l.Rule + " was"
			}
		}
		switch {
		case want && !hit:
			return fmt.Errorf("a match example is not found with seed %d%s", seed, other)
		case !want && hit:
			return fmt.Errorf("a no-match example is found with seed %d", seed)
		}
	}
	return nil
}

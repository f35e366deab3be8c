// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/outgate/outgate/policy"
)

// loadCLA gives a policy the lists that it names of those with a contributor
// agreement; dir is as for policyFiles.
func loadCLA(p *policy.Policy, dir string) error {
	lists := p.CLA()
	for i, f := range policyFiles(p, lists, dir, "a policy inside the repository names lists inside of it") {
		data, err := readAtMost(f.open, maxWordFile)
		if err != nil {
			return usage("contributions.cla: %v", err)
		}
		if err := p.LoadCLA(lists[i], f.name, data); err != nil {
			return usage("invalid list of contributions.cla\n%v", err)
		}
	}
	return nil
}

// countContributions has the history count contributions behind a reference; "" is
// for all that is published.
func (t *target) countContributions(ref string) error {
	if ref == "" || t.history == nil {
		return nil
	}
	id, err := t.repo.Resolve(ref)
	if err != nil {
		return incomplete(fmt.Errorf("contributions.since: %w", err))
	}
	t.contributionsSince = ref + " (" + id + ")"
	t.history.CountContributionsSince(id)
	return nil
}

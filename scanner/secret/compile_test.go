// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"slices"
	"testing"
)

// A rule whose matches need not begin with a keyword is searched for around each
// of them. Around words that every source file is full of, that costs ten times
// as much as all other rules together.
func TestNoRuleSearchesAroundCommonWords(t *testing.T) {
	common := []string{"access", "auth", "data", "key", "pass", "password", "private", "secret", "token", "value"}
	e := built(t)
	for i := range e.rules {
		r := &e.rules[i]
		if r.first || r.name != nil {
			continue
		}
		for _, k := range r.Keywords {
			if slices.Contains(common, k) {
				t.Errorf("%s is searched for around %q: let every match begin with a keyword", r.ID, k)
			}
		}
	}
}

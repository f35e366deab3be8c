// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"testing"

	"github.com/outgate/outgate/rules"
)

func set(t testing.TB) *rules.LeakSet {
	t.Helper()
	set, err := rules.Leaks()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestExamples runs the examples of rules/leaks.
func TestExamples(t *testing.T) {
	if err := TestRules(t.Context(), set(t)); err != nil {
		t.Error(err)
	}
}

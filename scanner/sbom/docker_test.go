// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// A base image that is an argument of the build is not in the repository: there is
// nothing to read better.
func TestBaseImageOfTheBuild(t *testing.T) {
	facts := scan(t, map[string]string{"Dockerfile": "ARG BASE\nFROM ${BASE}\n", "test/Dockerfile": "ARG BASE\nFROM ${BASE}\n"})
	want := []inventory.Gap{{Detector: "sbom", Path: "Dockerfile", Code: inventory.GapGiven, Reason: "1 base images of the Dockerfile are arguments of the build"}}
	if d := cmp.Diff(want, facts.Gaps); d != "" || len(facts.Components) > 0 {
		t.Errorf("%v %s", facts.Components, d)
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The policies of docs/examples load, say nothing in vain, and their own examples hold and prove each rule that they make fail.
func TestExamplePolicies(t *testing.T) {
	files, err := filepath.Glob("../../docs/examples/*.yaml")
	if err != nil || len(files) < 3 {
		t.Fatalf("%v %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			r, err := readPolicy(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range append(r.Lint(), r.Unproven()...) {
				t.Error(e)
			}
			lines, err := runExamples(r, besideFile(file), time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				t.Error(l)
			}
			if len(r.Policy.Tests()) == 0 {
				t.Error("no examples")
			}
			for _, w := range r.Policy.Words() { // what a policy names lies beside it
				if _, err := os.Stat(filepath.Join(filepath.Dir(file), w.Path)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// What an example expects of a check, another one rules out: a check that is always raised would be noticed as well.
func TestExamplePoliciesBothWays(t *testing.T) {
	files, _ := filepath.Glob("../../docs/examples/*.yaml")
	for _, file := range files {
		r, err := readPolicy(file)
		if err != nil {
			t.Fatal(err)
		}
		var expect, not []string
		for _, one := range r.Policy.Tests() {
			expect, not = append(expect, one.Expect...), append(not, one.Not...)
		}
		for _, code := range expect {
			if !slices.Contains(not, code) {
				t.Errorf("%s: %s is in not of no example", file, code)
			}
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/outgate/outgate/report"
)

// leftFile is a file that a fixer left alone.
type leftFile struct{ path, why string }

// listLeft lists them, the first twenty unless all are asked for.
func listLeft(b *strings.Builder, left []leftFile, all bool) {
	shown := len(left)
	if !all {
		shown = min(shown, 20)
	}
	for _, l := range left[:shown] {
		fmt.Fprintf(b, "  %s: %s\n", report.Visible(l.path, 0), report.Visible(l.why, 0))
	}
	if n := len(left) - shown; n > 0 {
		fmt.Fprintf(b, "  and %d more; --all lists them\n", n)
	}
}

// printSummary prints what a fixer has done; beside a diff, which has standard
// output for itself, on standard error.
func printSummary(s program, text string, diff bool) error {
	text = s.redact(text)
	if diff {
		_, err := io.WriteString(s.err, text)
		return err
	}
	return deliver(s, "", func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

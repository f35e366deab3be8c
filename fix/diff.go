// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package fix

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Diff shows in the unified form what changes between two contents that differ in
// one place, with three lines around it. before is nil for a file that is new.
// UTF-16 is shown as UTF-8.
func Diff(path string, before, after []byte) string {
	const around = 3
	a, b := textLines(before), textLines(after)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	from, endA, endB := max(0, head-around), min(len(a), len(a)-tail+around), min(len(b), len(b)-tail+around)
	var out strings.Builder
	old := "a/" + path
	if before == nil {
		old = "/dev/null"
	}
	fmt.Fprintf(&out, "--- %s\n+++ b/%s\n@@ -%s +%s @@\n", old, path, span(from, endA), span(from, endB))
	write := func(sign string, lines []string) {
		for _, l := range lines {
			out.WriteString(sign + l)
			if !strings.HasSuffix(l, "\n") {
				out.WriteString("\n\\ No newline at end of file\n")
			}
		}
	}
	write(" ", a[from:head])
	write("-", a[head:len(a)-tail])
	write("+", b[head:len(b)-tail])
	write(" ", a[len(a)-tail:endA])
	return out.String()
}

func span(from, to int) string {
	if from == to {
		return fmt.Sprintf("%d,0", from)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

func textLines(content []byte) []string {
	if text, _, err := decode(content); err == nil {
		content = text
	}
	var out []string
	for _, l := range slices.Collect(bytes.Lines(content)) {
		out = append(out, string(l))
	}
	return out
}

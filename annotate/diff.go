// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package annotate

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Diff shows in the unified form what changes in one place of a file, with three
// lines around it. before is nil for a file that is new.
func Diff(name string, before, after []byte) string {
	const around = 3
	a, b := slices.Collect(bytes.Lines(before)), slices.Collect(bytes.Lines(after))
	head, tail := 0, 0
	for head < min(len(a), len(b)) && bytes.Equal(a[head], b[head]) {
		head++
	}
	for tail < min(len(a), len(b))-head && bytes.Equal(a[len(a)-1-tail], b[len(b)-1-tail]) {
		tail++
	}
	from, endA, endB := max(0, head-around), min(len(a), len(a)-tail+around), min(len(b), len(b)-tail+around)
	var out strings.Builder
	old := "a/" + name
	if before == nil {
		old = "/dev/null"
	}
	fmt.Fprintf(&out, "--- %s\n+++ b/%s\n@@ -%s +%s @@\n", old, name, span(from, endA), span(from, endB))
	write := func(sign string, lines [][]byte) {
		for _, l := range lines {
			out.WriteString(sign + string(l))
			if !bytes.HasSuffix(l, []byte("\n")) {
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

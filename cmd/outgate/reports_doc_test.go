// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/outgate/outgate/report"
)

// docs/reports.md names every format, and the commands in it are ones.
func TestReportsPage(t *testing.T) {
	page := readCI(t, "docs/reports.md")
	listed := page[strings.Index(page, "| format |"):strings.Index(page, "What every format holds to")]
	for _, f := range report.Formats() {
		if !strings.Contains(listed, "`"+f+"`") {
			t.Errorf("format %s is not listed", f)
		}
	}
	for _, m := range regexp.MustCompile("`([a-z0-9-]+)`(, | \\|)").FindAllStringSubmatch(listed, -1) {
		if _, err := report.ByName(m[1]); err != nil {
			t.Errorf("listed: %v", err)
		}
	}
	n := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(page, -1) {
		for line := range strings.Lines(block[1]) {
			n++
			words := strings.Fields(line)
			if words[0] != "outgate" {
				t.Errorf("no command: %s", line)
			} else if err := acceptable(words[1:]); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
	if n < 12 {
		t.Errorf("%d commands", n)
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"strconv"

	"golang.org/x/term"
)

func standardProgram() program {
	s := program{out: os.Stdout, err: os.Stderr, getenv: os.Getenv, detectors: detectors(), cacheDir: userCacheDir()}
	s.outTTY = term.IsTerminal(int(os.Stdout.Fd()))
	s.errTTY = term.IsTerminal(int(os.Stderr.Fd()))
	if columns, err := strconv.Atoi(s.getenv("COLUMNS")); err == nil && columns > 0 {
		s.width = columns
	} else if s.outTTY {
		if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
			s.width = w
		}
	}
	return s
}

// color reports whether standard output takes colors (no-color.org, bixense.com/clicolors).
func (s program) color() bool {
	switch {
	case s.getenv("NO_COLOR") != "":
		return false
	case s.getenv("CLICOLOR_FORCE") != "" && s.getenv("CLICOLOR_FORCE") != "0":
		return true
	}
	return s.outTTY && s.getenv("TERM") != "dumb"
}

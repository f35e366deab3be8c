// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import "io"

// Visible returns text of an examined file as a terminal shows it: on one line,
// with escapes for all that a terminal or the log of a CI service would obey,
// cut to at most so many columns; 0 cuts nothing. Text that begins a line of
// the output must not be taken apart first: what is harmless in pieces may not
// be so joined.
func Visible(s string, columns int) string {
	const bytesOfColumn = 16 // more than any character needs
	if columns > 0 && len(s) > columns*bytesOfColumn {
		s = s[:columns*bytesOfColumn] + ellipsis
	}
	if s = visible(s); columns > 0 {
		s = clip(s, columns)
	}
	return s
}

// Columns is the number of columns that a visible text takes on a terminal.
func Columns(s string) int { return width(s) }

// WriteJSON writes a value as the JSON reports are written: indented, HTML
// characters as they are, control and format characters as escapes.
func WriteJSON(w io.Writer, v any) error {
	e := newEncoder(w)
	e.value(v)
	return e.flush()
}

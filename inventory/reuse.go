// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

// Kinds of tags.
const (
	TagNotice      = "notice"      // SPDX-FileCopyrightText, SPDX-SnippetCopyrightText, or a line with Copyright or ©
	TagLicense     = "license"     // SPDX-License-Identifier
	TagContributor = "contributor" // SPDX-FileContributor
)

// How a table of REUSE.toml stands to what is written closer to a file.
const (
	PrecedenceClosest   = "closest"   // it counts where nothing closer says something
	PrecedenceAggregate = "aggregate" // it counts beside what is closer
	PrecedenceOverride  = "override"  // it counts, and nothing closer does
)

// Reuse is what one file says in the way of the REUSE specification 3.3. It
// holds what is written, not what follows from it for other files: see package
// reuse. Only the detector of that name gives it.
type Reuse struct {
	Tags   []ReuseTag   `json:"tags,omitempty"`
	Tables []ReuseTable `json:"tables,omitempty"` // of a REUSE.toml or .reuse/dep5
	Link   string       `json:"link,omitempty"`   // what a symbolic link names
}

// ReuseTag is a tag with its value. Of equal ones in a file the first is kept.
type ReuseTag struct {
	Kind    string `json:"kind"`              // one of the Tag constants
	Text    string `json:"text"`              // a notice whole, else the value; may be "" for a tag without one
	Line    int    `json:"line"`              // from 1
	Snippet bool   `json:"snippet,omitempty"` // between SPDX-SnippetBegin and SPDX-SnippetEnd: about a part of the file
}

// ReuseTable says something of other files: a table of REUSE.toml, or a
// paragraph of .reuse/dep5.
type ReuseTable struct {
	Line       int      `json:"line"`
	Paths      []string `json:"paths"`      // patterns, relative to the directory of a REUSE.toml, to the root for dep5
	Precedence string   `json:"precedence"` // one of the Precedence constants; of dep5 aggregate
	Notices    []string `json:"notices,omitempty"`
	Licenses   []string `json:"licenses,omitempty"` // expressions as written
}

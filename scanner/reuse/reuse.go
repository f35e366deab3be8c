// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package reuse reads what files say of rights in the way of the REUSE
// specification 3.3: tags, REUSE.toml, .reuse/dep5, and symbolic links, which are
// not covered.
//
//	scanner.Scan(ctx, in, []*scanner.Detector{reuse.New()}, scanner.Options{})
//
// It judges each file alone. What follows for a file from its sidecar and from
// the tables of other files is the business of package reuse at the root.
//
// # Tags
//
// Tags are looked for anywhere in a file, commented or not, as reuse-tool does.
// On one line a copyright notice goes before a license. What stands between
// REUSE-IgnoreStart and REUSE-IgnoreEnd is not there; without an end that is the
// rest of the file.
//
// The value of a tag goes to the end of its line, without what closes a comment
// there. The marks before the tag, back to front, are taken off as well:
// "## SPDX-License-Identifier: MIT ##".
//
// A file whose first 2,048 bytes hold control characters that text does not have
// is binary and has no tags: its licensing stands in a sidecar or a table.
// UTF-16 and UTF-32 with a byte order mark are text.
//
// # Cost
//
// A file that holds none of the marks, nearly all data, is passed over by three
// searches.
package reuse

import (
	"context"
	"io/fs"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Name is the name of the detector.
const Name = "reuse"

// version is bumped when results change.
const version = 1

// New returns the detector. It needs no data and holds no state.
func New() *scanner.Detector {
	return &scanner.Detector{
		Name:    Name,
		Doc:     "tags, REUSE.toml and dep5 of the REUSE specification 3.3",
		Version: version,
		Wants:   func(e *inventory.Entry) bool { return e.Regular() || e.Mode.Type() == fs.ModeSymlink },
		File:    file,
	}
}

func file(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
	var found inventory.Reuse
	var facts inventory.Facts
	gap := func(code, reason string) {
		facts.Gaps = append(facts.Gaps, inventory.Gap{Detector: Name, Path: f.Path, Code: code, Reason: reason})
	}
	var err error
	switch base := f.Path[strings.LastIndexByte(f.Path, '/')+1:]; {
	case f.Mode.Type() == fs.ModeSymlink:
		found.Link = string(f.Raw)
	case base == "REUSE.toml" && !strings.Contains("/"+f.Path, "/LICENSES/"):
		found.Tables, err = readTOML(f.Raw)
	case f.Path == ".reuse/dep5":
		found.Tables, err = readDep5(f.Raw)
	default:
		var cut bool
		if found.Tags, cut = tags(f.Raw); cut {
			gap(inventory.GapTruncated, "more than 1,000 different license tags; the rest was not read")
		}
	}
	if err != nil {
		gap(inventory.GapUnparsable, f.Path+":"+err.Error())
	}
	if len(found.Tags)+len(found.Tables) > 0 || found.Link != "" {
		facts.Reuse = &found
	}
	return facts, ctx.Err()
}

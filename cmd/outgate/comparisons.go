// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"slices"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/html"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/license"
)

// maxCompared is the size of the largest file that is laid beside its reference texts, in bytes.
const maxCompared = 64 << 10

// compareLicenses reads the files in which a violation speaks of a license text or notice once more
// and lays them beside the reference texts, for the HTML report. Nothing depends on it but what the page
// shows: where the files are not at hand, or no longer what was judged, it says how to see the words.
func (f *checkFlags) compareLicenses(ctx context.Context, s program, path string, v *policy.Verdict, inv *inventory.Inventory) error {
	if f.isStored || isInventory(path) || f.scan.source.staged || !f.wants(func(format string) bool { return format == "html" }) {
		return nil
	}
	wanted := html.Comparable(v, inv)
	if len(wanted) == 0 {
		return nil
	}
	texts, err := readAgain(ctx, path, f.scan.source.includeIgnored, wanted)
	if err != nil {
		return err
	}
	redactTexts(s, texts)
	explain := license.Explainer()
	f.compared = map[string][]html.Comparison{}
	for _, name := range wanted {
		content, ok := texts[name]
		if !ok {
			continue
		}
		x, err := explain(ctx, name, content)
		if err != nil {
			return incomplete(err)
		}
		for i := range x.Findings {
			for k := range x.Findings[i].Comparisons {
				f.compared[name] = append(f.compared[name], shownComparison(&x.Findings[i], &x.Findings[i].Comparisons[k]))
			}
		}
	}
	return ctx.Err()
}

func shownComparison(found *license.Finding, c *license.Comparison) html.Comparison {
	out := html.Comparison{Document: c.Document, Class: found.Class, StartLine: found.StartLine, EndLine: found.EndLine, Lost: c.Lost, Added: c.Added}
	for i := range c.Edits {
		out.Pieces = append(out.Pieces, html.Piece{Reference: c.Edits[i].Reference, Text: c.Edits[i].Text})
	}
	return out
}

// readAgain reads the named files of path, as text; those that are too large, binary or gone are left out.
func readAgain(ctx context.Context, path string, ignored bool, wanted []string) (map[string][]byte, error) {
	t, err := openTarget(ctx, path, sourceOptions{history: inventory.HistoryNone, includeIgnored: ignored})
	if err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	left := len(wanted)
	for e, err := range t.input.Tree {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err != nil || !slices.Contains(wanted, e.Path) {
			continue // what cannot be read was a gap of the scan
		}
		if left--; e.Regular() && e.Size <= maxCompared {
			if raw, err := readAtMost(e.Open, maxCompared); err == nil {
				if content, binary := scanner.Decode(raw); !binary {
					texts[e.Path] = []byte(content)
				}
			}
		}
		if left == 0 {
			break
		}
	}
	return texts, nil
}

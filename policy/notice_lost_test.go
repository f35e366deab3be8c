// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"testing"

	"github.com/outgate/outgate/inventory"
)

// TestNoticeLost: what counts as a loss, and how far it goes.
func TestNoticeLost(t *testing.T) {
	says := func(holder string, confidence float64) []inventory.Copyright {
		return []inventory.Copyright{{Statement: "Copyright 2009 " + holder, Holders: []string{holder}, StartLine: 1, EndLine: 1, Confidence: confidence}}
	}
	file := func(path, blob string, role inventory.Role, c []inventory.Copyright, l []inventory.License) inventory.File {
		return inventory.File{Path: path, Blob: blob, Role: role, Copyrights: c, Licenses: l}
	}
	mention := []inventory.License{{Expression: "MIT", Class: inventory.ClassReference, Confidence: 0.9}}
	for _, tt := range []struct {
		name  string
		then  inventory.File
		now   inventory.File
		isNew []string
		level Level // "" when nothing is lost
	}{
		{"a holder", file("src/a.c", "1", inventory.RoleProduct, says("Other Ltd.", 0.95), nil), file("src/a.c", "2", inventory.RoleProduct, nil, nil), nil, LevelFail},
		{"a doubtful statement", file("src/a.c", "1", inventory.RoleProduct, says("Other Ltd.", 0.6), nil), file("src/a.c", "2", inventory.RoleProduct, nil, nil), nil, ""},
		{"in documentation", file("docs/a.md", "1", inventory.RoleDocs, says("Other Ltd.", 0.95), nil), file("docs/a.md", "2", inventory.RoleDocs, nil, nil), nil, LevelWarn},
		{"in an attribution", file("THIRD-PARTY.txt", "1", inventory.RoleProduct, says("Other Ltd.", 0.95), nil), file("THIRD-PARTY.txt", "2", inventory.RoleProduct, nil, nil), nil, LevelWarn},
		{"another name of the same entity", file("src/a.c", "1", inventory.RoleProduct, says("Old Name Inc.", 0.95), nil), file("src/a.c", "2", inventory.RoleProduct, says("Example Corp", 0.95), nil), nil, ""},
		{"a license", file("src/a.c", "1", inventory.RoleProduct, nil, tag("MIT")), file("src/a.c", "2", inventory.RoleProduct, nil, nil), nil, LevelWarn},
		{"a license of another's file", file("src/a.c", "1", inventory.RoleProduct, says("Other Ltd.", 0.95), tag("MIT")), file("src/a.c", "2", inventory.RoleProduct, says("Other Ltd.", 0.95), nil), nil, LevelFail},
		{"a license that is still mentioned", file("src/a.c", "1", inventory.RoleProduct, nil, tag("MIT")), file("src/a.c", "2", inventory.RoleProduct, nil, mention), nil, ""},
		{"a text that nobody knows", file("src/a.c", "1", inventory.RoleProduct, nil, tag("LicenseRef-Own")), file("src/a.c", "2", inventory.RoleProduct, nil, nil), nil, ""},
		{"a license file", file("lib/LICENSE", "1", inventory.RoleProduct, nil, text("MIT")), file("lib/a.c", "2", inventory.RoleProduct, nil, nil), nil, LevelFail},
		{"a license file of documentation", file("lib/LICENSE", "1", inventory.RoleDocs, nil, text("MIT")), file("lib/a.c", "2", inventory.RoleProduct, nil, nil), nil, ""},
		{"a license file without a license", file("lib/LICENSE-faq.md", "1", inventory.RoleProduct, nil, nil), file("lib/a.c", "2", inventory.RoleProduct, nil, nil), nil, ""},
		{"a license file of which nothing old is left", file("lib/LICENSE", "1", inventory.RoleProduct, nil, text("MIT")), file("lib/a.c", "2", inventory.RoleProduct, nil, nil), []string{"lib/a.c"}, ""},
	} {
		inv := clean()
		inv.Files = append(inv.Files, tt.now)
		inv.Base = &inventory.Base{Ref: "v1", Commit: "c", New: tt.isNew, Files: []inventory.File{tt.then}}
		p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nproject: {entities: [{name: Example Corp, aliases: [Old Name Inc.]}]}\n")
		var level Level
		for _, v := range Evaluate(inv, p, day("2026-03-01")).Violations {
			if v.Check == "notice-lost" {
				level = v.Level
			}
		}
		if level != tt.level {
			t.Errorf("%s: %q, want %q", tt.name, level, tt.level)
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// maxInitHolders is how many holders a fresh policy lists.
const maxInitHolders = 5

// InitPolicy writes a commented policy that fits the repository: it extends
// the preset that [PresetFor] picks, publishes under the license found, and
// lists the copyright holders found most often. Owners are left to fill in.
// The result loads without mistakes.
func InitPolicy(inv *inventory.Inventory) []byte {
	own := sorted(inv)
	preset, why := PresetFor(own)
	outbound := "Apache-2.0"
	switch exprs := rootExprs(rootLicenses(own)); {
	case len(exprs) == 1:
		outbound = exprs[0].String()
	case preset == "generic-outbound": // none is known, or a person has to choose
		outbound = outboundFromFile
	}
	why = strings.TrimPrefix(why, "no policy was named, and ")
	var b strings.Builder
	fmt.Fprintf(&b, `# yaml-language-server: $schema=https://raw.githubusercontent.com/outgate/outgate/main/docs/schema/policy.v1.schema.json
# What must hold before this repository is published.
# Every key is explained in docs/policy.md; try it with: outgate check .

version: 1
name: %s

# %s.
# The preset decides everything that is not written here.
extends: preset:%s

project:
  # The license of the release.
  outbound: %s
  # source: what is in the repository. Add binary when programs built from it are shipped too.
  distribution: [source]
`, quote(oneLine(first(inv.Subject.Name, "project"))), oneLine(strings.ToUpper(why[:1])+why[1:]), preset, quote(outbound))
	writeHolders(&b, own)
	b.WriteString(`
# Who must act on a violation (owner), and who may sign waivers and approvals (approvers).
posts:
  compliance: {owner: "fill in: who keeps licenses in order", approvers: []}
  security: {owner: "fill in: who revokes a leaked secret", approvers: []}
  ip: {owner: "fill in: who settles where code comes from", approvers: []}
  operations: {owner: "fill in: who looks after the community", approvers: []}

verdict:
  # What could not be examined blocks the release; with warn it is listed only.
  # gaps: warn
  # Posts that must sign each release, for example [ip].
  require-approvals: []

# Exceptions: one violation, one reason, one end. The approver must stand in the post's list.
# waivers:
#   - id: W-1
#     check: license-denied
#     match: {path: "third_party/example/**", license: MPL-2.0}
#     reason: unmodified files, their source is linked
#     owner: alice
#     approved-by: bob
#     created: 2026-01-31
#     expires: 2026-07-31
waivers: []
`)
	return []byte(b.String())
}

func writeHolders(b *strings.Builder, inv *inventory.Inventory) {
	holders := frequentHolders(inv)
	if len(holders) == 0 {
		b.WriteString("  # No copyright holder was found. Name yours to have foreign ones reported:\n  # holders: [\"Example Corp\", \"The * Authors\"]\n")
		return
	}
	b.WriteString("  # The holders found most often in the project's own files. Strike out whoever is not yours.\n  holders:\n")
	for _, h := range holders {
		fmt.Fprintf(b, "    - %s\n", quote(h))
	}
}

// frequentHolders returns the names that NOTICE and LICENSE at the root give,
// then those found in the most product files, as written there first. Files that
// hold license texts name the stewards of these texts.
func frequentHolders(inv *inventory.Inventory) []string {
	count, spelling := map[string]int{}, map[string]string{}
	for i := range inv.Files {
		f := &inv.Files[i]
		weight := 1
		switch dir, name := split(f.Path); {
		case f.Role != inventory.RoleProduct:
			continue
		case dir == "" && (hasStem(name, "notice") || isLicenseName(name) && !isAttribution(name)):
			weight = len(inv.Files)
		case slices.ContainsFunc(f.Licenses, func(l inventory.License) bool { return l.Class == inventory.ClassText }):
			continue
		}
		seen := map[string]bool{}
		for _, c := range f.Copyrights {
			if c.Confidence < sureStatement {
				continue
			}
			for _, h := range c.Holders {
				// A * would be a wildcard, and a long name is a sentence.
				folded := foldHolder(h)
				if folded == "" || seen[folded] || strings.Contains(h, "*") || len(h) > 100 {
					continue
				}
				seen[folded] = true
				count[folded] += weight
				if spelling[folded] == "" {
					spelling[folded] = oneLine(h)
				}
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b))
	})
	var out []string
	for _, n := range names[:min(len(names), maxInitHolders)] {
		out = append(out, spelling[n])
	}
	return out
}

// oneLine makes text from a repository fit for a comment or a value.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "?")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || !strconv.IsPrint(r) }), " ")
}

// quote writes a YAML double-quoted string, in the part of its syntax that is JSON.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(oneLine(s)) + `"`
}

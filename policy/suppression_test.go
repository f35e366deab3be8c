// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/outgate/outgate/inventory"
)

const spokenPrint = "3f2a9c1b5d7e8f90a1b2c3d4e5f60718"

// spokenFor is a repository with one secret for which somebody speaks.
func spokenFor(tier string, w inventory.Suppression) *inventory.Inventory {
	inv := clean()
	s := secretIn("conf/app.yaml", inventory.RoleProduct, tier, inventory.StatusInTree, spokenPrint)
	w.Path, w.Line = "conf/app.yaml", 1
	s.Suppression = &w
	inv.Secrets = []inventory.Secret{s}
	return inv
}

func TestSuppressionSettings(t *testing.T) {
	bound := inventory.Suppression{By: inventory.SuppressedInline, Bound: true}
	unbound := inventory.Suppression{By: inventory.SuppressedIgnoreFile}
	outside := inventory.Suppression{By: inventory.SuppressedBaseline, Bound: true, Outside: true}
	whole := inventory.Suppression{By: inventory.SuppressedInline, Bound: true, Reason: "sample", Expires: "2026-03-01"}
	for _, c := range []struct {
		policy, tier string
		word         inventory.Suppression
		refused      string // "": it counts
	}{
		{"", inventory.TierAssigned, bound, ""},
		{"", inventory.TierWeak, bound, ""},
		{"", inventory.TierStructured, bound, "for a structured secret"},
		{"", inventory.TierStructured, outside, ""},
		{"", inventory.TierAssigned, unbound, "it names a place"},
		{"{repository: forbid}", inventory.TierAssigned, bound, "no word of the repository"},
		{"{repository: forbid}", inventory.TierAssigned, outside, ""},
		{"{structured: honor}", inventory.TierStructured, bound, ""},
		{"{structured: honor}", inventory.TierStructured, unbound, "it names a place"},
		{"{structured: honor, repository: forbid}", inventory.TierStructured, bound, "no word of the repository"},
		{"{unbound: honor}", inventory.TierAssigned, unbound, ""},
		{"{unbound: honor}", inventory.TierStructured, unbound, "for a structured secret"},
		{"{reason: required}", inventory.TierAssigned, bound, "asks for a reason"},
		{"{reason: required}", inventory.TierAssigned, outside, "asks for a reason"},
		{"{reason: required, expiry: required}", inventory.TierAssigned, whole, ""},
		{"{expiry: required}", inventory.TierAssigned, bound, "asks for an end"},
	} {
		yaml := "version: 1\nextends: preset:apache-2.0-outbound\n"
		if c.policy != "" {
			yaml += "suppressions: " + c.policy + "\n"
		}
		v := Evaluate(spokenFor(c.tier, c.word), load(t, yaml), day("2026-03-01"))
		what := fmt.Sprintf("%s, %s, %+v", c.policy, c.tier, c.word)
		if c.refused == "" {
			if len(v.Violations) != 0 || len(v.Suppressed) != 1 || v.State != Pass || v.Suppressed[0].Suppression == nil || v.Facts.Suppressed != 1 || (v.Facts.SuppressedOutside == 1) != c.word.Outside || v.Posts[1].Suppressed != 1 {
				t.Errorf("%s: %s, open %v, suppressed %v, %+v", what, v.State, codes(v.Violations), codes(v.Suppressed), v.Facts)
			}
			continue
		}
		if len(v.Violations) != 1 || len(v.Suppressed) != 0 || v.Facts.Suppressed != 0 || !strings.Contains(v.Violations[0].Evidence, "the comment at conf/app.yaml:1 does not count: ") && !strings.Contains(v.Violations[0].Evidence, "entry at conf/app.yaml:1 does not count: ") ||
			!strings.Contains(v.Violations[0].Evidence, c.refused) {
			t.Errorf("%s: %+v", what, v.Violations)
		}
	}
	// What a policy leaves out is judged strictly.
	if v := Evaluate(spokenFor(inventory.TierAssigned, bound), load(t, "version: 1\n"), day("2026-03-01")); len(v.Suppressed) != 0 {
		t.Errorf("a policy without the section honors %v", codes(v.Suppressed))
	}
}

// The last day is included, in UTC, and a date that is none is over.
func TestSuppressionExpiry(t *testing.T) {
	p := preset(t, "apache-2.0-outbound")
	for now, counts := range map[string]bool{"2026-02-28": true, "2026-03-01": true, "2026-03-02": false} {
		v := Evaluate(spokenFor(inventory.TierAssigned, inventory.Suppression{By: inventory.SuppressedInline, Bound: true, Expires: "2026-03-01"}), p, day(now).Add(23*time.Hour+59*time.Minute))
		if counts != (len(v.Suppressed) == 1) || counts != (len(v.Violations) == 0) {
			t.Errorf("%s: suppressed %v, open %v", now, codes(v.Suppressed), codes(v.Violations))
		}
		if counts {
			continue
		}
		if got := strings.Join(codes(v.Violations), ", "); got != "fail secret-assigned conf/app.yaml, note suppression-expired conf/app.yaml" || !strings.Contains(v.Violations[1].Evidence, "1 finding counts again") {
			t.Errorf("%s: %s %+v", now, got, v.Violations[1])
		}
	}
	v := Evaluate(spokenFor(inventory.TierAssigned, inventory.Suppression{By: inventory.SuppressedInline, Bound: true, Expires: "some day"}), p, day("2026-03-01"))
	if len(v.Suppressed) != 0 {
		t.Error("a date that is none never ends")
	}
}

// Members of a group are spoken for one by one, and a waiver is stronger.
func TestSuppressionInGroups(t *testing.T) {
	inv := clean()
	for i := range 3 {
		inv.Secrets = append(inv.Secrets, secretIn(fmt.Sprintf("x/testdata/%d.key", i), inventory.RoleTest, inventory.TierStructured, inventory.StatusInTree, fmt.Sprintf("%032d", i)))
	}
	inv.Secrets[0].Suppression = &inventory.Suppression{By: inventory.SuppressedBaseline, Path: "out", Line: 1, Bound: true, Outside: true}
	inv.Secrets[1].Suppression = &inventory.Suppression{By: inventory.SuppressedBaseline, Path: "out", Line: 2, Bound: true, Outside: true}
	p := preset(t, "apache-2.0-outbound")
	v := Evaluate(inv, p, day("2026-03-01"))
	if len(v.Violations) != 1 || v.Violations[0].Location.Path != "x/testdata/2.key" || len(v.Suppressed) != 2 || v.Facts.Suppressed != 2 {
		t.Errorf("open %v, suppressed %v", codes(v.Violations), codes(v.Suppressed))
	}
	w := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nwaivers:\n  - {id: W, check: secret-structured, match: {path: x/testdata/0.key}, reason: r, owner: o, created: 2026-02-01, expires: 2026-04-01}\n")
	v = Evaluate(inv, w, day("2026-03-01"))
	if len(v.Waived) != 1 || len(v.Suppressed) != 1 || v.Facts.Suppressed != 1 || len(v.Violations) != 1 {
		t.Errorf("open %v, waived %v, suppressed %v", codes(v.Violations), codes(v.Waived), codes(v.Suppressed))
	}
}

// Whatever a violation of a secret says, revoking comes first; and it shows how
// to speak for the finding only where that would count.
func TestHelpOfSecrets(t *testing.T) {
	p := load(t, "version: 1\nextends: preset:apache-2.0-outbound\nsuppressions: {reason: required, expiry: required}\n")
	for _, tier := range []string{inventory.TierStructured, inventory.TierAssigned, inventory.TierWeak} {
		for _, status := range []string{inventory.StatusInTree, inventory.StatusRemoved} {
			inv := clean()
			s := secretIn("a", inventory.RoleProduct, tier, status, spokenPrint)
			if status == inventory.StatusRemoved {
				s.Commit = strings.Repeat("c", 40)
			}
			inv.Secrets = []inventory.Secret{s}
			v := Evaluate(inv, p, day("2026-03-01")).Violations[0]
			if !strings.HasPrefix(v.Help, "revoke the credential first") {
				t.Errorf("%s %s: %s", tier, status, v.Help)
			}
			shown := strings.Contains(v.Evidence, "outgate:allow 3f2a9c1b until YYYY-MM-DD REASON")
			if want := tier != inventory.TierStructured && status == inventory.StatusInTree; shown != want {
				t.Errorf("%s %s: %s", tier, status, v.Evidence)
			}
			if strings.Contains(v.Help, "outgate baseline") != (tier != inventory.TierStructured) {
				t.Errorf("%s %s: %s", tier, status, v.Help)
			}
		}
	}
}

func TestSuppressionMistakes(t *testing.T) {
	_, err := Load("p.yaml", []byte("version: 1\nsuppressions: {repository: honour, unbound: yes, expiry: require, all: honor}\n"))
	for _, want := range []string{`p.yaml:2:28: suppressions.repository: unknown value "honour"; did you mean "honor"?`, `suppressions.unbound: unknown value "yes"; known are honor, forbid`, `did you mean "required"?`, `unknown key "all"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}

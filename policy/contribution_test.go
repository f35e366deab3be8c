// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

const askDCO = "version: 1\nextends: preset:apache-2.0-outbound\n"

func contribution(name, mail string, commits, signed int) inventory.Contribution {
	c := inventory.Contribution{Name: name, Mail: mail, Part: inventory.ContributionAuthor, Commits: commits, Signed: signed}
	if signed < commits {
		c.Unsigned = strings.Repeat("c", 40)
	}
	return c
}

// unsignedOf judges contributions and lists level and message of what the check raises.
func unsignedOf(t *testing.T, p *Policy, change func(*inventory.Inventory), cs ...inventory.Contribution) (raised []string, v Verdict) {
	t.Helper()
	inv := clean()
	inv.Contributions = cs
	if change != nil {
		change(inv)
	}
	v = Evaluate(inv, p, day("2026-03-01"))
	for _, x := range v.Violations {
		if x.Check == "contribution-unsigned" {
			raised = append(raised, string(x.Level)+" "+x.Message)
		}
	}
	return raised, v
}

func TestContributions(t *testing.T) {
	sum := sha256.Sum256([]byte("hash@example.org"))
	cla := "# signed in 2025\nJane@Example.org  # by paper\n@partner.example\nJohn  Q. Public\nsha256:" + hex.EncodeToString(sum[:]) + "\n"
	for _, tt := range []struct {
		name, policy, cla string
		in                inventory.Contribution
		want              string
	}{
		{"outside, unsigned", "{unsigned: fail, company-domains: [example.com]}", "", contribution("Jane", "jane@example.org", 3, 1), `fail 1 author of the domain "example.org": 2 commits without Signed-off-by or CLA entry`},
		{"all signed", "{unsigned: fail, company-domains: [example.com]}", "", contribution("Jane", "jane@example.org", 3, 3), ""},
		{"of the company", "{unsigned: fail, company-domains: [example.com]}", "", contribution("Joe", "joe@Dev.Example.com", 3, 0), ""},
		{"a domain that ends alike", "{unsigned: warn, company-domains: [example.com]}", "", contribution("Joe", "joe@notexample.com", 1, 0), `warn 1 author of the domain "notexample.com": 1 commit without Signed-off-by or CLA entry`},
		{"no company named", "{unsigned: warn}", "", contribution("Joe", "joe@example.com", 1, 0), `warn 1 author of the domain "example.com": 1 commit without Signed-off-by or CLA entry`},
		{"domains of identities", "{unsigned: warn}\nidentities: {domains: [example.com]}", "", contribution("Joe", "joe@example.com", 1, 0), ""},
		{"mail in the list", "{unsigned: fail, cla: [cla.txt]}", cla, contribution("J", "jane@example.org", 1, 0), ""},
		{"domain in the list", "{unsigned: fail, cla: [cla.txt]}", cla, contribution("J", "x@eu.partner.example", 1, 0), ""},
		{"name in the list", "{unsigned: fail, cla: [cla.txt]}", cla, contribution("john q. public", "x@example.net", 1, 0), ""},
		{"digest in the list", "{unsigned: fail, cla: [cla.txt]}", cla, contribution("J", "Hash@example.org", 1, 0), ""},
		{"not in the list", "{unsigned: fail, cla: [cla.txt]}", cla, contribution("J", "mary@example.org", 1, 0), `fail 1 author of the domain "example.org": 1 commit without Signed-off-by or CLA entry`},
		{"a bot", "{unsigned: fail}", "", contribution("update[bot]", "1+update[bot]@users.example.org", 4, 0), "note 4 commits of bots without Signed-off-by"},
		{"no bot any more", "{unsigned: fail, bots: [robot@*]}", "", contribution("update[bot]", "u@example.org", 4, 0), `fail 1 author of the domain "example.org": 4 commits without Signed-off-by or CLA entry`},
		{"not asked for", "{company-domains: [example.com]}", "", contribution("Jane", "jane@example.org", 3, 0), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Load("p.yaml", []byte(askDCO+"contributions: "+tt.policy+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range p.CLA() {
				if err := p.LoadCLA(f, f.Path, []byte(tt.cla)); err != nil {
					t.Fatal(err)
				}
			}
			raised, v := unsignedOf(t, p, nil, tt.in)
			if got := strings.Join(raised, "\n"); got != tt.want || len(v.Gaps) > 0 {
				t.Errorf("%s\nwant %s\n%v", got, tt.want, v.Gaps)
			}
			for _, x := range v.Violations {
				if text := fmt.Sprint(x); x.Check == "contribution-unsigned" && !strings.Contains(tt.in.Name, "bot") && (strings.Contains(text, tt.in.Name) || strings.Contains(text, tt.in.Mail)) {
					t.Errorf("names a person: %s", text)
				}
			}
		})
	}
}

// What was not counted cannot pass.
func TestContributionsNotCounted(t *testing.T) {
	for _, tt := range []struct {
		name, policy string
		change       func(*inventory.Inventory)
		gap          string // "" for none
	}{
		{"all", "{unsigned: warn}", nil, ""},
		{"history left out", "{unsigned: warn}", func(v *inventory.Inventory) { v.Coverage.History = inventory.HistoryNone }, "history was not scanned"},
		{"shallow", "{unsigned: warn}", func(v *inventory.Inventory) { v.Subject.Shallow = true }, "commits of the history are not there"},
		{"a commit is missing", "{unsigned: warn}", func(v *inventory.Inventory) {
			v.Gaps = []inventory.Gap{{Detector: "history", Code: inventory.GapMissing, Reason: "x"}}
		}, "commits of the history are not there"},
		{"since, counted so", "{unsigned: warn, since: v1}", func(v *inventory.Inventory) { v.Coverage.ContributionsSince = "v1 (" + strings.Repeat("d", 40) + ")" }, ""},
		{"since, counted otherwise", "{unsigned: warn, since: v1}", func(v *inventory.Inventory) { v.Coverage.ContributionsSince = "v2 (" + strings.Repeat("d", 40) + ")" }, "scan with this policy"},
		{"since, not counted so", "{unsigned: warn, since: v1}", nil, "scan with this policy"},
		{"all, counted since", "{unsigned: warn}", func(v *inventory.Inventory) { v.Coverage.ContributionsSince = "v2 (" + strings.Repeat("d", 40) + ")" }, "scan with this policy"},
		{"list not read", "{unsigned: warn, cla: [cla.txt]}", nil, "cla.txt was not read"},
		{"no repository", "{unsigned: warn}", func(v *inventory.Inventory) {
			v.Subject.Kind, v.Coverage.History = inventory.SubjectDirectory, inventory.HistoryNotApplicable
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Load("p.yaml", []byte(askDCO+"secrets: {history: false}\ncontributions: "+tt.policy+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			_, v := unsignedOf(t, p, tt.change)
			found := ""
			for _, g := range v.Gaps {
				if g.Detector == "contributions" {
					found += g.Reason
				}
			}
			if (tt.gap == "") != (found == "") || !strings.Contains(found, tt.gap) {
				t.Errorf("gaps %v, want %q", v.Gaps, tt.gap)
			}
			for _, post := range v.Posts {
				if post.Post == PostIP && (post.State == Incomplete) != (tt.gap != "") {
					t.Errorf("post ip: %s", post.State)
				}
			}
		})
	}
}

func TestLoadCLAMistakes(t *testing.T) {
	p, err := Load("p.yaml", []byte(askDCO+"contributions: {unsigned: warn, cla: [a]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	err = p.LoadCLA(p.CLA()[0], "dir/a", []byte("jane@example.org\n*@example.org\nsha256:12\n@\n@x@y.z\n"))
	want := "dir/a:2:1: dir/a:3:1: dir/a:4:1: dir/a:5:1: "
	got := ""
	for _, line := range strings.Split(fmt.Sprint(err), "\n") {
		if before, _, ok := strings.Cut(line, ": "); ok {
			got += before + ": "
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%v\n%s", err, d)
	}
	if err := p.LoadCLA(p.CLA()[0], "a", []byte("# nobody\n\n")); err == nil || !strings.Contains(err.Error(), "names nobody") {
		t.Error(err)
	}
}

func TestContributionMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"contributions: {unsigned: maybe}":               "unknown level",
		"contributions: {company-domains: [a@b.c]}":      "expected a domain",
		"contributions: {bots: ['*']}":                   "makes a bot of everybody",
		"contributions: {since: ''}":                     "is empty",
		"copied: {share: 40}":                            "expected 60 to 100",
		"media: {foreign: fial}":                         "did you mean",
		"contributions: {unsigend: fail}":                "unsigend",
		"copied: {roles: [produkt]}":                     "did you mean",
		"contributions: {unsigned: warn, cla: ['']}":     "is empty",
		"contributions: {unsigned: warn, since: [a, b]}": "since",
	} {
		_, err := Load("p.yaml", []byte(askDCO+text+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "p.yaml:3:") {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

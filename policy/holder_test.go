// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"strings"
	"testing"

	"github.com/outgate/outgate/holder"
	"github.com/outgate/outgate/inventory"
)

const entitiesPolicy = `version: 1
extends: preset:apache-2.0-outbound
project:
  entities:
    - {name: Example Corp, aliases: [Example], since: 2008, former: [{name: Sample Inc., since: 2010, until: 2013}]}
    - {name: The Example Authors}
  holders: ["Friendly *"]
`

func TestOwner(t *testing.T) {
	p := load(t, entitiesPolicy)
	for _, tt := range []struct {
		in, entity, foreign string
		pattern             bool
		diff                holder.Difference
	}{
		{"EXAMPLE CORPORATION", "Example Corp", "", false, holder.None},
		{"Example", "Example Corp", "", false, holder.None},
		{"Sample, Inc", "Example Corp", "", false, holder.None},
		{"Example Authors", "The Example Authors", "", false, holder.None},
		{"Example Ltd.", "Example Corp", "", false, holder.Form},
		{"Example Corperation", "Example Corp", "", false, holder.Slip},
		{"Friendly Labs", "", "", true, holder.Foreign},
		{"Example Corp and Friendly Labs", "", "", true, holder.Foreign},
		{"Example Corp, Other Ltd.", "Example Corp", "Other Ltd.", false, holder.None},
		{"Other Ltd. & Example Corp and many contributors", "Example Corp", "Other Ltd.", false, holder.None},
		{"Example Corp and others", "Example Corp", "", false, holder.None},
		{"Example Corp, a nonprofit organization", "Example Corp", "", false, holder.None},
		{"Example Corp, A Labs", "Example Corp", "A Labs", false, holder.None},
		{"Other Ltd. and Another Ltd.", "", "Other Ltd. and Another Ltd.", false, holder.Foreign},
		{"Jane Doe", "", "Jane Doe", false, holder.Foreign},
	} {
		o := p.owner(tt.in)
		name := ""
		if o.entity != nil {
			name = o.entity.name
		}
		if name != tt.entity || o.foreign != tt.foreign || o.pattern != tt.pattern || o.diff != tt.diff {
			t.Errorf("%q: entity %q, foreign %q, pattern %v, difference %d; want %+v", tt.in, name, o.foreign, o.pattern, o.diff, tt)
		}
	}
}

// TestHolderGroups: spellings of one holder are one violation, and each file of a
// top-level directory is named by it.
func TestHolderGroups(t *testing.T) {
	inv := clean()
	for path, h := range map[string]string{"src/a.c": "Other, Inc.", "src/b.c": "OTHER INCORPORATED", "lib/c.c": "Other Inc", "src/d.c": "Other Ltd."} {
		inv.Files = append(inv.Files, inventory.File{Path: path, Role: inventory.RoleProduct, Header: proper(),
			Copyrights: []inventory.Copyright{{Statement: "Copyright 2020 " + h, Holders: []string{h}, StartLine: 1, EndLine: 1, Confidence: 0.95}}})
	}
	v := Evaluate(inv, load(t, entitiesPolicy), day("2026-03-01"))
	places := map[string]int{}
	for _, x := range v.Violations {
		if x.Check == "holder-foreign" {
			places[x.Location.Path] = max(1, len(x.Places))
		}
	}
	if len(places) != 3 || places["src/a.c"] != 2 || places["lib/c.c"] != 1 || places["src/d.c"] != 1 {
		t.Errorf("%v", places)
	}
}

// TestPersonFollowsForeign: what a policy says of foreign holders holds for
// persons until it says otherwise.
func TestPersonFollowsForeign(t *testing.T) {
	inv := clean()
	inv.Files = append(inv.Files, inventory.File{Path: "src/a.c", Role: inventory.RoleProduct, Header: proper(),
		Copyrights: []inventory.Copyright{{Statement: "Copyright 2020 Jane Doe", Holders: []string{"Jane Doe"}, StartLine: 1, EndLine: 1, Confidence: 0.95}}})
	for over, want := range map[string]string{
		"": "fail holder-person src/a.c", "holders: {foreign: warn}\n": "warn holder-person src/a.c", "holders: {foreign: allow}\n": "",
		"holders: {foreign: allow, person: note}\n": "note holder-person src/a.c", "holders: {person: allow}\n": "",
	} {
		got := ""
		for _, c := range codes(Evaluate(inv, load(t, entitiesPolicy+over), day("2026-03-01")).Violations) {
			if strings.Contains(c, "holder-") {
				got += c
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", over, got, want)
		}
	}
}

func TestReversed(t *testing.T) {
	for text, want := range map[string]string{
		"Copyright 2021-2019 X": "2021-2019", "(c) 2019 – 2015, X": "2019-2015", "2019-2021 X": "", "2019-01-02": "", "2019-1999-01": "", "version 12019-2018": "", "2019": "", "2021-20190": "", "2021 - present": "", "": "", "2021-": "", "2021-2019-": "",
	} {
		if got, ok := reversed(text); got != want || ok != (want != "") {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestLastYear(t *testing.T) {
	for years, want := range map[string]int{"": 0, "2019": 2019, "2015, 2017-2018": 2018, "2012-present": 2026, "x": 0} {
		if got := lastYear(&inventory.Copyright{Years: years}, day("2026-03-01")); got != want {
			t.Errorf("%q: %d, want %d", years, got, want)
		}
	}
}

func TestFormerNames(t *testing.T) {
	for _, tt := range []struct{ holder, years, want string }{
		{"Sample Inc.", "2011", ""}, {"Sample Inc.", "2011-2013", ""}, {"Sample Inc.", "2012-2015", "warn holder-entity"}, {"Sample Inc.", "2011-present", "warn holder-entity"},
		{"Sample Inc.", "", ""}, {"Sample Inc.", "2009", "warn copyright-year"}, {"Example Corp", "2007", "warn copyright-year"}, {"Example Corp", "2014-2026", ""}, {"Example Corp", "2027", "warn copyright-year"},
		{"Sample Inc. and Other Ltd.", "2020", "fail holder-foreign"}, {"The Example Authors", "2001", ""}, {"Friendly Labs", "2030", "warn copyright-year"},
	} {
		inv := clean()
		inv.Files = append(inv.Files, inventory.File{Path: "src/a.c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("Apache-2.0"),
			Copyrights: []inventory.Copyright{{Statement: "Copyright " + tt.years + " " + tt.holder, Holders: []string{tt.holder}, Years: tt.years, StartLine: 1, EndLine: 1, Confidence: 0.95}}})
		got := strings.Join(codes(Evaluate(inv, load(t, entitiesPolicy), day("2026-03-01")).Violations), "\n")
		if want := strings.TrimSpace(tt.want + " src/a.c"); tt.want != "" && got != want || tt.want == "" && got != "" {
			t.Errorf("%q %s: %q, want %q", tt.holder, tt.years, got, tt.want)
		}
	}
}

// TestAttributions: what is there to name others is not judged.
func TestAttributions(t *testing.T) {
	for path, judged := range map[string]bool{
		"NOTICE": false, "AUTHORS.md": false, "debian/copyright": false, "THIRD-PARTY-NOTICES.txt": false, "LICENSES/MIT.txt": false, "sub/LICENSES/MIT.txt": false, "LICENSES/third_party/lib/LICENSE": false, "LICENSE": true, "docs/text.txt": true, "notice.txt/x": true,
	} {
		f := &inventory.File{Path: path}
		if attributes(f) == judged {
			t.Errorf("%s: judged %v", path, !judged)
		}
	}
	if attributes(&inventory.File{Path: "notice.go", Header: proper()}) || !attributes(&inventory.File{Path: "LICENSE", Licenses: append(text("MIT"), text("ISC")...)}) {
		t.Error("a source file by its name, or a license file with two texts")
	}
}

// TestNobodyNamed: a policy that names no holders has no foreign ones.
func TestNobodyNamed(t *testing.T) {
	inv := clean()
	for _, h := range []string{"Other Ltd.", "Jane Doe", "Example Incoporated"} {
		inv.Files = append(inv.Files, inventory.File{Path: "src/" + h + ".c", Role: inventory.RoleProduct, Header: proper(), Licenses: tag("Apache-2.0"),
			Copyrights: []inventory.Copyright{{Statement: "Copyright 2031 " + h, Holders: []string{h}, Years: "2031", StartLine: 1, EndLine: 1, Confidence: 0.95}}})
	}
	if got := codes(Evaluate(inv, preset(t, "apache-2.0-outbound"), day("2026-03-01")).Violations); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

// TestOursAboveTheirs: the project's notice above that of another is the graver case.
func TestOursAboveTheirs(t *testing.T) {
	for _, tt := range []struct {
		ours, theirs int
		severity     Severity
		message      string
	}{{1, 9, High, "stands above"}, {9, 1, Medium, "carries a notice of"}} {
		inv := clean()
		inv.Files = append(inv.Files, inventory.File{Path: "src/a.c", Role: inventory.RoleProduct, Header: &inventory.Header{State: inventory.HeaderProper, StartLine: 1, EndLine: 12}, Licenses: tag("Apache-2.0"),
			Copyrights: []inventory.Copyright{
				{Statement: "Copyright 2020 Example Corp", Holders: []string{"Example Corp"}, StartLine: tt.ours, EndLine: tt.ours, Confidence: 0.95},
				{Statement: "Copyright 2009 Other Ltd.", Holders: []string{"Other Ltd."}, StartLine: tt.theirs, EndLine: tt.theirs, Confidence: 0.95}}})
		found := false
		for _, v := range Evaluate(inv, load(t, entitiesPolicy), day("2026-03-01")).Violations {
			if v.Check == "header-double" {
				found = v.Severity == tt.severity && strings.Contains(v.Message, tt.message)
			}
		}
		if !found {
			t.Errorf("%+v", tt)
		}
	}
}

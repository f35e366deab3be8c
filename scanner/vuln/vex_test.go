// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package vuln

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

func found() *inventory.Vulnerabilities {
	return &inventory.Vulnerabilities{Found: []inventory.Vulnerability{
		{ID: "GHSA-1", Aliases: []string{"CVE-1"}, PURL: "pkg:npm/left@1.0.0", Fixed: "1.0.1"},
		{ID: "GHSA-2", PURL: "pkg:npm/%40team/right@2.0.0"},
	}}
}

const openVEXDoc = `{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "sec@example.org", "timestamp": "2026-01-01T00:00:00Z", "version": 1, "statements": [
  {"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:generic/us@1", "subcomponents": [{"@id": "pkg:npm/left"}]}], "status": "not_affected", "justification": "vulnerable_code_not_present"},
  {"vulnerability": {"name": "GHSA-2"}, "products": [{"identifiers": {"purl": "pkg:npm/%40team/right@2.0.0"}}], "status": "affected", "timestamp": "2026-03-01T00:00:00Z"},
  {"vulnerability": {"name": "GHSA-2"}, "products": [{"@id": "pkg:npm/%40team/right@2.0.0"}], "status": "fixed"},
  {"vulnerability": {"name": "GHSA-2"}, "products": [{"@id": "pkg:npm/%40team/right@2.0.1"}], "status": "fixed"}]}`

const cycloneVEXDoc = `{"bomFormat": "CycloneDX", "metadata": {"timestamp": "2026-01-01T00:00:00Z"}, "components": [{"bom-ref": "c1", "purl": "pkg:npm/left@1.0.0"}],
 "vulnerabilities": [{"id": "X-9", "references": [{"id": "CVE-1"}], "analysis": {"state": "false_positive", "detail": "not called"}, "affects": [{"ref": "urn:cdx:3e671687/1#c1"}]},
  {"id": "GHSA-2", "affects": [{"ref": "pkg:npm/%40team/right@2.0.0"}]}]}`

func TestVEX(t *testing.T) {
	for _, c := range []struct {
		name, doc string
		want      []string // status of each that was found
		idle      int
	}{
		{"OpenVEX: an alias, any version; the youngest counts", openVEXDoc, []string{inventory.VEXNotAffected, inventory.VEXAffected}, 1},
		{"CycloneDX: a reference; without a state nobody speaks", cycloneVEXDoc, []string{inventory.VEXNotAffected, ""}, 0},
		{"of two times the later one, whatever their zones", strings.NewReplacer("2026-03-01T00:00:00Z", "2026-01-01T01:00:00+02:00").Replace(openVEXDoc), []string{inventory.VEXNotAffected, inventory.VEXFixed}, 1},
		{"versions that a statement names", strings.Replace(cycloneVEXDoc, `"affects": [{"ref": "urn:cdx:3e671687/1#c1"}]`, `"affects": [{"ref": "pkg:npm/left", "versions": [{"version": "0.9.0", "status": "unaffected"}]}]`, 1), []string{"", ""}, 1},
		{"the one that is there among them", strings.Replace(cycloneVEXDoc, `"affects": [{"ref": "urn:cdx:3e671687/1#c1"}]`, `"affects": [{"ref": "pkg:npm/left", "versions": [{"version": "0.9.0"}, {"version": "1.0.0"}]}]`, 1), []string{inventory.VEXNotAffected, ""}, 0},
	} {
		statements, err := ReadVEX("v.json", []byte(c.doc))
		if err != nil {
			t.Fatal(err)
		}
		v := found()
		idle := Apply(v, statements)
		var got []string
		for _, f := range v.Found {
			status := ""
			if f.VEX != nil {
				status = f.VEX.Status
				if f.VEX.Path != "v.json" || f.VEX.Time == "" {
					t.Errorf("%+v", f.VEX)
				}
			}
			got = append(got, status)
		}
		if d := cmp.Diff(c.want, got); d != "" || len(idle) != c.idle {
			t.Errorf("%s: %d idle\n%s", c.name, len(idle), d)
		}
	}
}

func TestVEXMistakes(t *testing.T) {
	statement := func(s string) string {
		return `{"@context": "https://openvex.dev/ns/v0.2.0", "statements": [` + s + `]}`
	}
	for _, c := range []struct{ doc, want string }{
		{`[`, "v.json: unexpected end"},
		{`{}`, "v.json: neither an OpenVEX nor a CycloneDX document"},
		{statement(`{"vulnerability": {"name": "A"}, "products": [{"@id": "pkg:npm/a"}], "status": "fine"}`), `v.json: statement 1: unknown status "fine"`},
		{statement(`{"products": [{"@id": "pkg:npm/a"}], "status": "fixed"}`), "v.json: statement 1: vulnerability.name is missing"},
		{statement(`{"vulnerability": {"name": "A"}, "status": "fixed"}`), "v.json: statement 1: it names no product"},
		{statement(`{"vulnerability": {"name": "A"}, "products": [{"@id": "pkg:npm/a"}], "status": "not_affected"}`), "v.json: statement 1: not_affected needs a justification"},
		{`{"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "A", "analysis": {"state": "odd"}}]}`, `v.json: vulnerability 1: unknown analysis.state "odd"`},
		{`{"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "A", "analysis": {"state": "resolved"}, "affects": [{"ref": "pkg:npm/a", "versions": [{"range": "vers:npm/<2"}]}]}]}`, "v.json: vulnerability 1: affects has a range"},
		{`{"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "A", "analysis": {"state": "resolved"}}]}`, "v.json: vulnerability 1: affects names no component"},
	} {
		if _, err := ReadVEX("v.json", []byte(c.doc)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// What is written is read back, and says the same.
func TestOpenVEXRoundTrip(t *testing.T) {
	statements, err := ReadVEX("v.json", []byte(openVEXDoc))
	if err != nil {
		t.Fatal(err)
	}
	v := found()
	Apply(v, statements)
	var b bytes.Buffer
	if err := WriteOpenVEX(&b, "pkg:generic/us@1", "sec@example.org", "outgate test", "2026-04-01T00:00:00Z", v); err != nil {
		t.Fatal(err)
	}
	again, err := ReadVEX("w.json", b.Bytes())
	if err != nil {
		t.Fatalf("%v in\n%s", err, &b)
	}
	w := found()
	if idle := Apply(w, again); len(idle) > 0 {
		t.Errorf("%d idle", len(idle))
	}
	for i := range v.Found {
		if v.Found[i].VEX.Status != w.Found[i].VEX.Status || v.Found[i].VEX.Justification != w.Found[i].VEX.Justification {
			t.Errorf("%+v became %+v", v.Found[i].VEX, w.Found[i].VEX)
		}
	}
	if !strings.Contains(b.String(), "no fixed version is known") {
		t.Errorf("affected without an action:\n%s", &b)
	}
}

func FuzzReadVEX(f *testing.F) {
	f.Add([]byte(openVEXDoc))
	f.Add([]byte(cycloneVEXDoc))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if statements, err := ReadVEX("v.json", data); err == nil {
			Apply(found(), statements)
		}
	})
}

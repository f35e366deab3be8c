// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"strings"
	"testing"
)

func releaseUnder(t *testing.T, outbound, more string) (*Policy, outboundOf) {
	t.Helper()
	p, err := Load("p.yaml", []byte("version: 1\nname: p\nextends: preset:mit-outbound\nproject: {outbound: "+outbound+"}\n"+more))
	if err != nil {
		t.Fatal(err)
	}
	return p, outboundOf{p.outbound, p.outbound.String()}
}

func TestBesideTheOutboundLicense(t *testing.T) {
	for _, c := range []struct {
		name, outbound, more, inbound, usage string
		want                                 Level
		text                                 string // part of the deciding line
	}{
		{"a known conflict between allowed kinds", "GPL-2.0-only", "", "Apache-2.0", usageVendored, LevelFail, "conflict (pair: "},
		{"the OSADL matrix", "CDDL-1.1", "", "GPL-2.0-only", usageVendored, LevelFail, "strong-copyleft x vendored"},
		{"the OSADL matrix, where the cell allows", "CDDL-1.1", "licenses: {matrix: {strong-copyleft: {vendored: allow}}}\n", "GPL-2.0-only", usageVendored, LevelFail, "osadl: OSADL matrix of 20"},
		{"copyleft takes what is compatible", "GPL-3.0-only", "", "MPL-2.0", usageVendored, "", ""},
		{"a permissive release does not, the cell decides", "MIT", "", "MPL-2.0", usageVendored, LevelFail, "weak-copyleft x vendored"},
		{"a condition warns in a copyleft release", "GPL-3.0-only", "", "AGPL-3.0-only", usageLinked, LevelWarn, "conditional (pair: "},
		{"own license", "EPL-2.0", "", "EPL-2.0", usageVendored, "", ""},
		{"kinds only: the cell decides", "GPL-3.0-only", "", "CC-BY-SA-3.0", usageVendored, LevelFail, "weak-copyleft x vendored"},
		{"tools are not combined", "GPL-2.0-only", "", "Apache-2.0", usageTool, "", ""},
		{"no outbound license", "none", "", "GPL-2.0-only", usageTool, "", ""},
		{"the office's pair", "GPL-2.0-only", pairOf("[GPL-2.0-only]", "[Apache-2.0]", "", "conditional"), "Apache-2.0", usageVendored, LevelWarn, "licenses.compatibility: conditional, counsel said so"},
		{"of another usage", "GPL-2.0-only", pairOf("[GPL-2.0-only]", "[Apache-2.0]", "[dynamic]", "compatible"), "Apache-2.0", usageVendored, LevelFail, "conflict"},
		{"of another outbound", "GPL-2.0-only", pairOf("[GPL-3.0-only]", "[Apache-2.0]", "", "compatible"), "Apache-2.0", usageVendored, LevelFail, "conflict"},
		{"of another inbound", "GPL-2.0-only", pairOf("[GPL-2.0-only]", "[MIT]", "", "conflict"), "Apache-2.0", usageVendored, LevelFail, "conflict (pair"},
		{"any outbound", "GPL-2.0-only", pairOf(`["*"]`, `["Apache-*"]`, "", "compatible"), "Apache-2.0", usageVendored, "", ""},
		{"not each outbound", "GPL-2.0-only OR MIT", pairOf("[MIT]", "[GPL-3.0-only]", "", "compatible"), "GPL-3.0-only", usageVendored, LevelFail, "x vendored"},
		{"allow comes before pairs", "GPL-2.0-only", "licenses: {allow: [Apache-2.0]}\n", "Apache-2.0", usageVendored, "", ""},
	} {
		if c.outbound == "none" {
			p := preset(t, "internal-use")
			if r := p.judge(c.inbound, c.usage, outboundOf{}, p.unknownFile); r.level != c.want {
				t.Errorf("%s: %+v", c.name, r)
			}
			continue
		}
		p, out := releaseUnder(t, c.outbound, c.more)
		r := p.judge(c.inbound, c.usage, out, p.unknownFile)
		if r.level != c.want || !strings.Contains(r.text, c.text) {
			t.Errorf("%s: %q by %q, want %q by %q", c.name, r.level, r.text, c.want, c.text)
		}
		if r.level == LevelFail && r.severity == "" {
			t.Errorf("%s: no severity", c.name)
		}
	}
}

func pairOf(outbound, inbound, usage, answer string) string {
	if usage != "" {
		usage = ", usage: " + usage
	}
	return "licenses: {compatibility: [{outbound: " + outbound + ", inbound: " + inbound + usage + ", answer: " + answer + ", because: counsel said so}]}\n"
}

func TestPairMistakes(t *testing.T) {
	_, err := Load("p.yaml", []byte(`version: 1
name: p
extends: preset:mit-outbound
licenses:
  compatibility:
    - outbound: [GPL3]
      inbound: [Apache-2.0]
      usage: [dinamic]
      answer: conflikt
    - outbound: [MIT]
      answer: compatible
      because: x
`))
	for _, want := range []string{
		`p.yaml:6:18: licenses.compatibility: offset 0: unknown license "GPL3"; did you mean "GPL-3.0-only"?`,
		`p.yaml:8:15: licenses.compatibility: unknown usage "dinamic"; did you mean "dynamic"?`,
		`p.yaml:9:15: licenses.compatibility: unknown answer "conflikt"; did you mean "conflict"?`,
		"p.yaml:6:7: licenses.compatibility: because is missing",
		"p.yaml:10:7: licenses.compatibility: expected outbound and inbound",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}

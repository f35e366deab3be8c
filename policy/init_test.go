// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/outgate/outgate/inventory"
)

func TestInitPolicyLoads(t *testing.T) {
	hostile := clean()
	hostile.Subject.Name = "a\"b\\c\n: [x"
	hostile.Files[0].Licenses = text("GPL-2.0-only WITH Classpath-exception-2.0 OR MIT")
	hostile.Files[5].Copyrights[0].Holders = []string{"Evil\" }\n# Corp", "* everybody", "Ünïcode 株式会社", "<x@y>", "\u2028\xff"}
	for i := range 20 {
		hostile.Files = append(hostile.Files, inventory.File{Path: fmt.Sprintf("h%d.go", i), Role: inventory.RoleProduct, Copyrights: []inventory.Copyright{{Holders: []string{fmt.Sprintf("Holder %d", i%9)}, Confidence: 1}}})
	}
	odd := clean()
	odd.Files[0].Licenses = nil
	none := clean()
	none.Files = none.Files[1:2]
	for name, inv := range map[string]*inventory.Inventory{"clean": clean(), "hostile": hostile, "no license": none, "unrecognized license": odd, "empty": {}, "planted": planted()} {
		t.Run(name, func(t *testing.T) {
			text := InitPolicy(inv)
			p, err := Load("policy.yaml", text)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			v := Evaluate(inv, p, day("2026-03-01"))
			for _, x := range v.Violations {
				if x.Check == "license-file-mismatch" && name != "unrecognized license" {
					t.Errorf("it does not fit: %s\n%s", x.Message, text)
				}
			}
		})
	}
	p := load(t, string(InitPolicy(clean())))
	if len(p.holders) != 1 || p.holders[0] != "example corp" || p.outbound.String() != "Apache-2.0" || p.Name != "example" {
		t.Errorf("%+v", p)
	}
	if v := Evaluate(clean(), p, day("2026-03-01")); v.State != Pass {
		t.Errorf("%s %v", v.State, codes(v.Violations))
	}
	if text := string(InitPolicy(hostile)); strings.Contains(text, "everybody") || strings.Count(text, "\n    - \"") != maxInitHolders {
		t.Errorf("holders:\n%s", text)
	}
}

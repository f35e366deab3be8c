// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/outgate/outgate/inventory"
)

func TestRanges(t *testing.T) {
	for years, want := range map[string][]inventory.YearRange{
		"": nil, "2019": {{2019, 2019}}, "2019-2021, 2023": {{2019, 2021}, {2023, 2023}}, "2012-present": {{2012, 0}}, "2001, 2016-": {{2001, 2001}, {2016, 0}},
		"soon": nil, "2019-x, 2020": {{2020, 2020}}, " 2019 ,2020": {{2019, 2019}, {2020, 2020}},
	} {
		c := inventory.Copyright{Years: years}
		if d := cmp.Diff(want, c.Ranges()); d != "" {
			t.Errorf("%q: -want +got\n%s", years, d)
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkReadInventory(b *testing.B) {
	inv := everything()
	for i := range 20_000 {
		f := inv.Files[0]
		f.Path = fmt.Sprintf("src/file%05d.go", i)
		inv.Files = append(inv.Files, f)
	}
	text := written(b, inv)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := ReadInventory(strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}

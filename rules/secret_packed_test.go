// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write secrets.json from secrets/*.yaml")

// The packed rules are what the files say, to the last digit of the digest.
func TestPackedSecrets(t *testing.T) {
	want, err := loadSecretFS(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("secrets.json", pack(t, want), 0o666); err != nil {
			t.Fatal(err)
		}
		return // the program still holds what it was built with
	}
	got, err := Secrets()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("secrets.json is not what secrets/*.yaml say; run `go test ./rules -update` (- files, + packed):\n%.2000s", diff)
	}
	if len(got.Rules) < 300 {
		t.Errorf("%d rules", len(got.Rules))
	}
}

// pack writes one rule on a line, so that a changed rule is a changed line.
func pack(t *testing.T, set *SecretSet) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(`{"Digest":"` + set.Digest + `","Rules":[`)
	for i := range set.Rules {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		line := json.NewEncoder(&b)
		line.SetEscapeHTML(false)
		if err := line.Encode(&set.Rules[i]); err != nil {
			t.Fatal(err)
		}
		b.Truncate(b.Len() - 1)
	}
	b.WriteString("\n]}\n")
	return b.Bytes()
}

// loadSecretFS reads the files that the packed set is made of.
func loadSecretFS(files fs.FS) (*SecretSet, error) {
	names, err := fs.Glob(files, "secrets/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []SecretRule
	var errs Errors
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		part, bad := loadSecretRules("rules/"+name, data)
		all, errs = append(all, part...), append(errs, bad...)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return NewSecretSet(all)
}

func BenchmarkSecrets(b *testing.B) {
	for b.Loop() {
		if _, err := Secrets(); err != nil {
			b.Fatal(err)
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/rules"
)

// enoughBroken is how many broken files there must be at least.
const enoughBroken = 60

var announced = regexp.MustCompile(`^# mistakes: (\d+), suggestions: (\d+)\n`)

// TestBrokenFiles reads the policies of testdata/broken. Each says in its first
// line how many mistakes it has, and how many of them have a near word; beside it,
// in NAME.txt, stands what the loader must say: all mistakes at once, each with its place first.
func TestBrokenFiles(t *testing.T) {
	paths, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	place := regexp.MustCompile(`^[a-z/-]+\.yaml:[0-9]+:[0-9]+: `)
	for _, path := range paths {
		ok := t.Run(strings.TrimSuffix(filepath.Base(path), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = LoadBeside(filepath.Base(path), data, func(name string) ([]byte, error) {
				data, err := os.ReadFile(filepath.Join(filepath.Dir(path), filepath.FromSlash(name)))
				if err != nil {
					return nil, fmt.Errorf("%s: no such file", name) // systems word it otherwise
				}
				return data, nil
			})
			var mistakes rules.Errors
			if !errors.As(err, &mistakes) {
				t.Fatalf("read with %v", err)
			}
			for _, m := range mistakes {
				if !place.MatchString(m.Error()) {
					t.Errorf("no place first: %s", m)
				}
			}
			got := err.Error() + "\n"
			head := announced.FindStringSubmatch(string(data))
			if head == nil || head[1] != fmt.Sprint(len(mistakes)) || head[2] != fmt.Sprint(strings.Count(got, "did you mean")) {
				t.Errorf("announced %q, found %d mistakes and %d suggestions:\n%s", head, len(mistakes), strings.Count(got, "did you mean"), got)
			}
			expected := strings.TrimSuffix(path, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(expected, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(expected)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
		if ok {
			right++
		}
	}
	t.Logf("%d of %d", right, len(paths))
	if len(paths) < enoughBroken {
		t.Errorf("%d broken files; there must be %d", len(paths), enoughBroken)
	}
}

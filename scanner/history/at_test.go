// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"strings"
	"testing"
)

func TestBlobAt(t *testing.T) {
	f := newFixture(t, true)
	id := f.commit(map[string]string{"a.txt": "one\n", "dir/sub/b.txt": "two\n"})
	later := f.commit(map[string]string{"a.txt": "three\n"}, id)
	f.ref("refs/heads/master", later)
	r := f.open()
	for _, c := range []struct{ commit, path, want string }{
		{id.String(), "a.txt", idOf("one\n")},
		{id.String(), "dir/sub/b.txt", idOf("two\n")},
		{later.String(), "a.txt", idOf("three\n")},
		{later.String(), "dir/sub/b.txt", "!no such file"},
		{id.String(), "dir/sub", "!no such file"},
		{id.String(), "a.txt/b", "!no such file"},
		{id.String(), "dir//b.txt", "!no such file"},
		{id.String(), strings.Repeat("a/", 5000) + "b", "!too deep"},
		{idOf("one\n"), "a.txt", "!not in the repository"}, // a blob, no commit
		{strings.Repeat("0", 40), "a.txt", "!not in the repository"},
		{"HEAD", "a.txt", "!not a commit id"},
	} {
		got, err := r.BlobAt(c.commit, c.path)
		if err != nil {
			got = "!" + err.Error()
			if strings.Contains(got, c.path) {
				t.Errorf("the error repeats the path: %v", err)
			}
		}
		if c.want != got && (c.want[0] != '!' || got[0] != '!' || !strings.Contains(got, c.want[1:])) {
			t.Errorf("%.12s:%.20s: %s, want %s", c.commit, c.path, got, c.want)
		}
	}
}

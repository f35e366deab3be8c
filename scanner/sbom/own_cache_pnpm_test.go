// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// pnpmStoreOf is a store of one package in one of the forms: its index, and its files.
func pnpmStoreOf(t *testing.T, version, sri, id string, files map[string]string) fstest.MapFS {
	t.Helper()
	sum, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(sri, "sha512-"))
	digits := hex.EncodeToString(sum)
	store := fstest.MapFS{}
	name, number := cutSpec(id)
	type entry struct {
		Integrity string `json:"integrity"`
		Mode      int    `json:"mode"`
	}
	index := map[string]entry{}
	packed := []byte{0x82, 0xa4, 'a', 'l', 'g', 'o', 0xa6, 's', 'h', 'a', '5', '1', '2', 0xa5, 'f', 'i', 'l', 'e', 's', 0x80 | byte(len(files))}
	first := true
	for f, text := range files {
		sum := sha512.Sum512([]byte(text))
		own := hex.EncodeToString(sum[:])
		mode, ending := 0o644, ""
		if strings.HasPrefix(text, "#!") {
			mode, ending = 0o755, "-exec"
		}
		store[version+"/files/"+own[:2]+"/"+own[2:]+ending] = cacheFile(text)
		index[f] = entry{"sha512-" + base64.StdEncoding.EncodeToString(sum[:]), mode}
		packed = append(append(packed, 0xa0|byte(len(f))), f...)
		if first { // names once, as msgpackr writes them
			packed = append(packed, 0xd4, 'r', 'A', 0x92, 0xa6, 'd', 'i', 'g', 'e', 's', 't', 0xa4, 'm', 'o', 'd', 'e')
		} else {
			packed = append(packed, 'A')
		}
		first = false
		packed = append(append(packed, 0xd9, 128), own...)
		packed = append(packed, 0xcd, byte(mode>>8), byte(mode))
	}
	text, err := json.Marshal(map[string]any{"name": name, "version": number, "files": index})
	if err != nil {
		t.Fatal(err)
	}
	switch version {
	case "v3":
		store["v3/files/"+digits[:2]+"/"+digits[2:]+"-index.json"] = cacheFile(string(text))
	case "v10":
		store["v10/index/"+digits[:2]+"/"+digits[2:64]+"-"+strings.ReplaceAll(id, "/", "+")+".json"] = cacheFile(string(text))
	case "v11":
		store["v11/index.db"] = cacheFile(sqliteOf(512, [][2]string{{"sha512-+\tother@1.0.0", "x"}, {sri + "\t" + id, string(packed)}, {"sha512-zz\tother@1.0.0", "x"}}))
	}
	return store
}

// TestPnpmCache: the three forms of a store, and what is not used of them.
func TestPnpmCache(t *testing.T) {
	tgz := "the archive, which no store keeps"
	sri, _ := sriOf(tgz)
	lock := map[string]string{"pnpm-lock.yaml": "lockfileVersion: '9.0'\npackages:\n\n  '@s/a@1.0.0':\n    resolution: {integrity: " + sri + "}\n"}
	files := map[string]string{"package.json": "{\"name\": \"@s/a\",\n\"license\": \"MIT\"}", "LICENSE": "text MIT", "LICENSE-x": "#!\ntext ISC", "sub/LICENSE": "text Zlib", "README.md": "text X11"}
	for _, version := range []string{"v3", "v10", "v11"} {
		for _, c := range []struct {
			name   string
			change func(store fstest.MapFS)
			want   string // license and, after a "!", the gap
		}{
			{"whole", func(fstest.MapFS) {}, "MIT / MIT AND ISC"},
			{"a file is not there", func(s fstest.MapFS) { delete(s, storedAt(s, "text MIT")) }, " / !it cannot be read"},
			{"a file was changed", func(s fstest.MapFS) { s[storedAt(s, "text MIT")] = cacheFile("text ISC") }, " / !its content does not have the digest that is pinned"},
			{"a README is not there, and nobody asks", func(s fstest.MapFS) { delete(s, storedAt(s, "text X11")) }, "MIT / MIT AND ISC"},
			{"the index is broken", func(s fstest.MapFS) {
				for p, f := range s {
					if strings.Contains(p, "index") {
						s[p] = cacheFile(string(f.Data[:len(f.Data)/2]))
					}
				}
			}, " / !it cannot be read"},
			{"another store", func(s fstest.MapFS) { clear(s) }, " / "},
		} {
			store := pnpmStoreOf(t, version, sri, "@s/a@1.0.0", files)
			c.change(store)
			facts := scanTree(t, treeOf(lock), Options{Licenses: lineReader{}, Caches: Caches{Pnpm: store}})
			if len(facts.Components) != 1 {
				t.Fatalf("%s: %d components", c.name, len(facts.Components))
			}
			l := facts.Components[0].Licenses
			got := l.Declared + " / " + l.Concluded
			for _, g := range facts.Gaps {
				_, reason, _ := strings.Cut(g.Reason, "which was not used: ")
				got += "!" + reason
			}
			if got != c.want {
				t.Errorf("%s, %s: got %q, want %q", version, c.name, got, c.want)
			}
			for _, x := range l.Texts {
				if x.Cache != "pnpm" || !strings.HasPrefix(x.Path, version+"/files/") || !strings.Contains(x.Path, "!/LICENSE") {
					t.Errorf("%s: text at %s %s", version, x.Cache, x.Path)
				}
			}
		}
	}
	files["package.json"] = `{"license": {"type": "BSD"}}` // what only the reader of package.json understands
	if rows, _ := cacheRows(t, lock, Caches{Pnpm: pnpmStoreOf(t, "v10", sri, "@s/a@1.0.0", files)}); !strings.HasPrefix(rows["pkg:npm/%40s/a@1.0.0"], "BSD | ") {
		t.Errorf("%v", rows)
	}
	other := pnpmStoreOf(t, "v3", sri, "@s/b@1.0.0", files)
	if _, gaps := cacheRows(t, lock, Caches{Pnpm: other}); len(gaps) != 1 {
		t.Errorf("an index of another package: gaps %q", gaps)
	}
}

// storedAt is the path of a file of a store by its content.
func storedAt(store fstest.MapFS, text string) string {
	for p, f := range store {
		if string(f.Data) == text {
			return p
		}
	}
	return ""
}

// sqliteOf makes a database with a table "package_index" WITHOUT ROWID of sorted rows: each
// but the last in the middle is a leaf of its own below the first page of the table.
func sqliteOf(pageSize int, rows [][2]string) string {
	varint := func(n int) []byte {
		if n < 0x80 {
			return []byte{byte(n)}
		}
		return []byte{byte(n>>7) | 0x80, byte(n & 0x7f)}
	}
	var pages [][]byte
	newPage := func() int {
		pages = append(pages, make([]byte, pageSize))
		return len(pages)
	}
	record := func(columns ...any) []byte {
		var head, body []byte
		for _, c := range columns {
			switch c := c.(type) {
			case string:
				head, body = append(head, varint(2*len(c)+13)...), append(body, c...)
			case []byte:
				head, body = append(head, varint(2*len(c)+12)...), append(body, c...)
			case int:
				head, body = append(head, 1), append(body, byte(c))
			}
		}
		return append(append(varint(len(head)+1), head...), body...)
	}
	cell := func(row []byte, largest int) []byte { // with the rest of a long one on other pages
		least := (pageSize-12)*32/255 - 23
		here := len(row)
		if here > largest {
			if here = least + (len(row)-least)%(pageSize-4); here > largest {
				here = least
			}
		}
		out := append(varint(len(row)), row[:here]...)
		if rest := row[here:]; len(rest) > 0 {
			number := newPage()
			out = binary.BigEndian.AppendUint32(out, uint32(number))
			for len(rest) > 0 {
				n := copy(pages[number-1][4:], rest)
				if rest = rest[n:]; len(rest) > 0 {
					next := newPage()
					binary.BigEndian.PutUint32(pages[number-1], uint32(next))
					number = next
				}
			}
		}
		return out
	}
	put := func(number int, kind byte, right int, cells ...[]byte) {
		page, at, end := pages[number-1], 0, pageSize
		if number == 1 {
			at = 100
		}
		page[at] = kind
		binary.BigEndian.PutUint16(page[at+3:], uint16(len(cells)))
		list := at + 8
		if kind == 0x02 {
			binary.BigEndian.PutUint32(page[at+8:], uint32(right))
			list += 4
		}
		for i, c := range cells {
			end -= len(c)
			copy(page[end:], c)
			binary.BigEndian.PutUint16(page[list+2*i:], uint16(end))
		}
	}
	largest := (pageSize-12)*64/255 - 23
	newPage()
	root := newPage()
	left, right := newPage(), newPage()
	middle := len(rows) / 2
	var low, high [][]byte
	for i, r := range rows {
		c := cell(record(r[0], []byte(r[1])), largest)
		switch {
		case i < middle:
			low = append(low, c)
		case i > middle:
			high = append(high, c)
		default:
			put(root, 0x02, right, append(binary.BigEndian.AppendUint32(nil, uint32(left)), c...))
		}
	}
	put(left, 0x0a, 0, low...)
	put(right, 0x0a, 0, high...)
	master := record("table", "package_index", "package_index", root, "CREATE TABLE package_index (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID")
	put(1, 0x0d, 0, append(append(varint(len(master)), 1), master...))
	copy(pages[0], "SQLite format 3\x00")
	binary.BigEndian.PutUint16(pages[0][16:], uint16(pageSize))
	binary.BigEndian.PutUint32(pages[0][56:], 1)
	return string(bytes.Join(pages, nil))
}

// TestSQLiteRow finds rows at every place of a tree, long ones included, and none that is not there.
func TestSQLiteRow(t *testing.T) {
	rows := [][2]string{{"a", "1"}, {"b", strings.Repeat("long ", 500)}, {"c", strings.Repeat("x", 3000)}, {"d", ""}, {"e" + strings.Repeat("e", 300), "of a long key"}}
	dir := fstest.MapFS{"x.db": cacheFile(sqliteOf(512, rows)), "sub/y": cacheFile("")}
	for _, r := range rows {
		if got, err := sqliteRow(dir, "x.db", "package_index", r[0]); err != nil || string(got) != r[1] {
			t.Errorf("%.3s: %d bytes, %v, want %d", r[0], len(got), err, len(r[1]))
		}
	}
	for _, c := range []struct {
		name, table, key string
		want             error
	}{
		{"x.db", "package_index", "", errNotCached}, {"x.db", "package_index", "bb", errNotCached}, {"x.db", "package_index", "z", errNotCached}, {"x.db", "other", "a", errNotCached},
		{"none.db", "package_index", "a", errNotCached}, {"sub", "package_index", "a", errDamaged}, {"sub/y", "package_index", "a", errDamaged},
	} {
		if _, err := sqliteRow(dir, c.name, c.table, c.key); !errors.Is(err, c.want) {
			t.Errorf("%s %s %q: %v, want %v", c.name, c.table, c.key, err, c.want)
		}
	}
}

// TestMessagePack reads each type, and no more than is there.
func TestMessagePack(t *testing.T) {
	for _, c := range []struct {
		data string
		want any
	}{
		{"\x07", int64(7)}, {"\x41", int64(0x41)}, {"\xff", int64(-1)}, {"\xcc\xff", int64(255)}, {"\xcd\x01\x00", int64(256)}, {"\xd0\xff", int64(-1)}, {"\xd1\xff\xfe", int64(-2)},
		{"\xcb\x40\x00\x00\x00\x00\x00\x00\x00", 2.0}, {"\xca\x40\x00\x00\x00", 2.0}, {"\xc0", nil}, {"\xc2", false}, {"\xc3", true},
		{"\xa2ab", "ab"}, {"\xd9\x02ab", "ab"}, {"\xc4\x02ab", "ab"}, {"\x92\x01\x02", []any{int64(1), int64(2)}}, {"\xdc\x00\x01\xc3", []any{true}},
		{"\x81\xa1a\x01", map[string]any{"a": int64(1)}}, {"\xde\x00\x01\x01\x02", map[string]any{"1": int64(2)}},
		{"\x92\xd4rA\x91\xa1a\x01A\x02", []any{map[string]any{"a": int64(1)}, map[string]any{"a": int64(2)}}},
		{"\x92\xd6\xff\x00\x00\x00\x00\x01", []any{nil, int64(1)}}, {"\x92\xc7\x01\x05x\x01", []any{nil, int64(1)}}, {"\x92\xd4xA\x01", []any{nil, int64(1)}},
	} {
		if got, err := messagePack([]byte(c.data)); err != nil {
			t.Errorf("%q: %v", c.data, err)
		} else if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q: %s", c.data, d)
		}
	}
	for _, data := range []string{"", "\xa2a", "\x92\x01", "\x81\xa1a", "\xdf\xff\xff\xff\xff", "\xd4r\x00\x90", "\xd4rA\x01", strings.Repeat("\x91", maxPackDepth+2) + "\x01", "\xcd\x01"} {
		if _, err := messagePack([]byte(data)); err == nil {
			t.Errorf("%.20q was read", data)
		}
	}
}

// FuzzPnpmDatabase gives any bytes to the readers of the store v11.
func FuzzPnpmDatabase(f *testing.F) {
	f.Add([]byte(sqliteOf(512, [][2]string{{"a", "\x81\xa5files\x80"}, {"k", "\x82\xa4algo\xa6sha512\xa5files\x81\xa7LICENSE\xd4rA\x91\xa6digest\xa2ab"}, {"z", strings.Repeat("z", 2000)}})))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, key := range []string{"a", "k", "z"} {
			row, err := sqliteRow(fstest.MapFS{"x": &fstest.MapFile{Data: data}}, "x", "package_index", key)
			if err != nil && !errors.Is(err, errDamaged) && !errors.Is(err, errNotCached) || len(row) > len(data) {
				t.Fatalf("%d bytes of %d, %v", len(row), len(data), err)
			}
			_, _ = messagePack(row)
		}
		_, _ = messagePack(data)
	})
}

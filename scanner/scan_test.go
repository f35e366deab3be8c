// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package scanner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

// files is a source in memory that counts how often each file is opened.
type files struct {
	content map[string]string
	order   []string
	mu      sync.Mutex
	opens   map[string]int
}

func newFiles(pairs ...string) *files {
	f := &files{content: map[string]string{}, opens: map[string]int{}}
	for i := 0; i < len(pairs); i += 2 {
		f.content[pairs[i]] = pairs[i+1]
		f.order = append(f.order, pairs[i])
	}
	return f
}

func (f *files) open(path string) (io.ReadCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opens[path]++
	return io.NopCloser(strings.NewReader(f.content[path])), nil
}

func (f *files) source(yield func(inventory.Entry, error) bool) {
	for _, path := range f.order {
		e := inventory.Entry{Path: path, Size: int64(len(f.content[path])), Open: func() (io.ReadCloser, error) { return f.open(path) }}
		if !yield(e, nil) {
			return
		}
	}
}

// lines reports every line that holds a word as a license, so that tests see
// which file a detector was shown and what it saw there.
func lines(name, word string) *Detector {
	return &Detector{Name: name, File: func(_ context.Context, f *File) (inventory.Facts, error) {
		var facts inventory.Facts
		for i, line := range bytes.Split(f.Content, []byte("\n")) {
			if bytes.Contains(line, []byte(word)) {
				facts.Licenses = append(facts.Licenses, inventory.License{Expression: word, StartLine: i + 1, EndLine: i + 1})
			}
		}
		return facts, nil
	}}
}

func scanned(t *testing.T, in Input, o Options, ds ...*Detector) *inventory.Inventory {
	t.Helper()
	inv, err := Scan(t.Context(), in, ds, o)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func TestEachFileIsOpenedOnceForAllDetectors(t *testing.T) {
	f := newFiles("a.go", "x MIT", "go.mod", "module m", "b.txt", "MIT")
	var reopened Progress
	manifests := &Detector{
		Name: "manifests",
		Keep: func(path string) bool { return path == "go.mod" },
		Tree: func(_ context.Context, tree *Tree) (inventory.Facts, error) {
			for _, path := range []string{"go.mod", "b.txt"} { // one kept by the walk, one not
				r, err := tree.Open(tree.Lookup(path))
				if err != nil {
					return inventory.Facts{}, err
				}
				if got, _ := io.ReadAll(r); string(got) != f.content[path] {
					return inventory.Facts{}, fmt.Errorf("%s: read %q", path, got)
				}
			}
			return inventory.Facts{}, nil
		},
	}
	inv := scanned(t, Input{Tree: f.source}, Options{Progress: &reopened}, lines("one", "MIT"), lines("two", "x"), manifests)
	if len(inv.Gaps) > 0 {
		t.Fatalf("gaps: %v", inv.Gaps)
	}
	want := map[string]int{"a.go": 1, "go.mod": 1, "b.txt": 2}
	if diff := cmp.Diff(want, f.opens); diff != "" {
		t.Errorf("opens (-want +got):\n%s", diff)
	}
	if got := reopened.Reopens.Load(); got != 1 {
		t.Errorf("reopens counted: %d, want 1", got)
	}
}

func TestWorkersAndOrderDoNotChangeTheInventory(t *testing.T) {
	var pairs []string
	for i := range 300 {
		pairs = append(pairs, fmt.Sprintf("dir%d/f%d.txt", i%7, i), strings.Repeat("MIT\nGPL\n", i%5))
	}
	var first []byte
	for round := range 6 {
		f := newFiles(pairs...)
		if round > 0 {
			rand.Shuffle(len(f.order), func(i, j int) { f.order[i], f.order[j] = f.order[j], f.order[i] })
		}
		inv := scanned(t, Input{Tree: f.source}, Options{Jobs: []int{1, 8}[round%2]}, lines("one", "MIT"), lines("two", "GPL"))
		got, err := json.Marshal(inv)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) {
			t.Fatalf("round %d differs", round)
		}
	}
}

func TestWhateverFailsIsAGap(t *testing.T) {
	entry := func(path, content string, openErr error) inventory.Entry {
		return inventory.Entry{Path: path, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
			if openErr != nil {
				return nil, openErr
			}
			return io.NopCloser(strings.NewReader(content)), nil
		}}
	}
	source := func(yield func(inventory.Entry, error) bool) {
		_ = yield(entry("good", "MIT", nil), nil) &&
			yield(entry("locked", "x", &fs.PathError{Op: "open", Path: "/secret/place/locked", Err: fs.ErrPermission}), nil) &&
			yield(entry("big", strings.Repeat("x", 2000), nil), nil) &&
			yield(entry("grows", "", nil), nil) &&
			yield(entry("lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", nil), nil) &&
			yield(entry("panics", "boom", nil), nil) &&
			yield(entry("fails", "fail", nil), nil) &&
			yield(inventory.Entry{}, &GapError{inventory.Gap{Detector: "history", Commit: "c0ffee", Code: inventory.GapMissing, Reason: "blob absent"}}) &&
			yield(inventory.Entry{}, errors.New("directory vanished"))
	}
	fragile := &Detector{Name: "fragile", File: func(_ context.Context, f *File) (inventory.Facts, error) {
		switch string(f.Content) {
		case "boom":
			_ = f.Content[len(f.Content)]
		case "fail":
			return inventory.Facts{Gaps: []inventory.Gap{{Path: f.Path, Code: inventory.GapTruncated, Reason: "cut"}}}, errors.New("cannot")
		}
		return inventory.Facts{}, nil
	}}
	broken := &Detector{Name: "broken", Tree: func(context.Context, *Tree) (inventory.Facts, error) { panic("tree") }}
	inv := scanned(t, Input{Tree: source}, Options{MaxBytes: 1000}, fragile, broken, lines("license", "MIT"))
	want := []inventory.Gap{
		{Detector: "broken", Code: inventory.GapDetector, Reason: "the detector panicked: string"},
		{Detector: "source", Code: inventory.GapUnreadable, Reason: "directory vanished"},
		{Detector: "history", Commit: "c0ffee", Code: inventory.GapMissing, Reason: "blob absent"},
		{Path: "big", Code: inventory.GapTooLarge, Reason: "2000 bytes, larger than the size limit of 1000"},
		{Detector: "fragile", Path: "fails", Code: inventory.GapDetector, Reason: "cannot"},
		{Detector: "fragile", Path: "fails", Code: inventory.GapTruncated, Reason: "cut"},
		{Path: "lfs", Code: inventory.GapLFS, Reason: "a Git LFS pointer; the content it stands for is not here"},
		{Path: "locked", Code: inventory.GapUnreadable, Reason: "open: permission denied"},
		{Detector: "fragile", Path: "panics", Code: inventory.GapDetector, Reason: "the detector panicked: runtime.boundsError"},
	}
	if diff := cmp.Diff(want, inv.Gaps, cmp.FilterValues(func(a, b string) bool {
		return strings.HasPrefix(a, "the detector panicked") && strings.HasPrefix(b, "the detector panicked")
	}, cmp.Ignore())); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	if inv.Files[len(inv.Files)-1].Path != "panics" || inv.Coverage.Files != 5 {
		t.Errorf("the scan did not go on: %d files", inv.Coverage.Files)
	}
	var found bool
	for _, f := range inv.Files {
		found = found || f.Path == "good" && len(f.Licenses) == 1
	}
	if !found {
		t.Error("the facts of the good file are lost")
	}
}

func TestAFileLargerThanItsEntrySaysIsAGap(t *testing.T) {
	source := func(yield func(inventory.Entry, error) bool) {
		yield(inventory.Entry{Path: "f", Size: 1, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(strings.Repeat("x", 500))), nil
		}}, nil)
	}
	inv := scanned(t, Input{Tree: source}, Options{MaxBytes: 100}, lines("license", "MIT"))
	if len(inv.Gaps) != 2 || inv.Gaps[0].Code != inventory.GapNoFiles || inv.Gaps[1].Code != inventory.GapTooLarge {
		t.Errorf("gaps: %v", inv.Gaps)
	}
}

// What nobody looks into is read as far as its role and its kind need.
func TestOfAFileThatNobodyWantsTheHeadIsRead(t *testing.T) {
	generated := "// Code generated by x. DO NOT EDIT.\n"
	for _, c := range []struct {
		name          string
		says, is      int64
		keep          bool
		hash          bool
		most, counted int64
	}{
		{name: "large", says: 1 << 20, is: 1 << 20, most: 8000, counted: 1 << 20},
		{name: "large and kept", says: 1 << 20, is: 1 << 20, keep: true, most: 1 << 20, counted: 1 << 20},
		{name: "large and hashed", says: 1 << 20, is: 1 << 20, hash: true, most: 1 << 20, counted: 1 << 20},
		{name: "small", says: 100, is: 100, most: 100, counted: 100},
		{name: "empty", says: 0, is: 0, most: 0, counted: 0},
		{name: "grown", says: 100, is: 5000, most: 5000, counted: 5000},
		{name: "grown from nothing", says: 0, is: 5000, most: 5000, counted: 5000},
		{name: "shrunk", says: 5000, is: 100, most: 100, counted: 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := strings.NewReader((generated + strings.Repeat("x", int(c.is)))[:c.is])
			source := func(yield func(inventory.Entry, error) bool) {
				yield(inventory.Entry{Path: "a.go", Size: c.says, Open: func() (io.ReadCloser, error) { return io.NopCloser(whole), nil }}, nil)
			}
			d := &Detector{Name: "tree", Wants: func(*inventory.Entry) bool { return false }, Keep: func(string) bool { return c.keep },
				Tree: func(context.Context, *Tree) (inventory.Facts, error) { return inventory.Facts{}, nil }}
			inv := scanned(t, Input{Tree: source, Hash: c.hash}, Options{}, d)
			if got := c.is - int64(whole.Len()); got != c.most {
				t.Errorf("%d bytes read, not %d", got, c.most)
			}
			if inv.Coverage.Bytes != c.counted || len(inv.Gaps) != 0 {
				t.Errorf("%d bytes counted, not %d; gaps %v", inv.Coverage.Bytes, c.counted, inv.Gaps)
			}
			if role := inv.Files[0].Role; c.is > 0 && role != inventory.RoleGenerated {
				t.Errorf("role %s", role)
			}
		})
	}
}

// TestUnaskedFilesStayClosed: a file is opened when somebody wants its content, its first bytes or its id, and not else.
func TestUnaskedFilesStayClosed(t *testing.T) {
	tree := func(context.Context, *Tree) (inventory.Facts, error) { return inventory.Facts{}, nil }
	never := func(*inventory.Entry) bool { return false }
	none := &Detector{Name: "none", Wants: never, Head: never, Tree: tree}
	for _, c := range []struct {
		name      string
		detectors []*Detector
		hash      bool
		opened    bool
	}{
		{"nobody asks", []*Detector{none}, false, false},
		{"a tree step that looks at all heads", []*Detector{none, {Name: "all", Wants: never, Tree: tree}}, false, true},
		{"one that looks at this head", []*Detector{none, {Name: "some", Wants: never, Tree: tree, Head: func(e *inventory.Entry) bool { return e.Path == "vendor/a.go" }}}, false, true},
		{"content", []*Detector{none, lines("license", "MIT")}, false, true},
		{"content that is kept", []*Detector{{Name: "kept", Wants: never, Head: never, Tree: tree, Keep: func(string) bool { return true }}}, false, true},
		{"its id", []*Detector{none}, true, true},
	} {
		opened := false
		source := func(yield func(inventory.Entry, error) bool) {
			yield(inventory.Entry{Path: "vendor/a.go", Size: 3, Open: func() (io.ReadCloser, error) { opened = true; return io.NopCloser(strings.NewReader("MIT")), nil }}, nil)
		}
		inv := scanned(t, Input{Tree: source, Hash: c.hash}, Options{}, c.detectors...)
		if opened != c.opened {
			t.Errorf("%s: opened %v", c.name, opened)
		}
		if inv.Coverage.Files != 1 || inv.Coverage.Bytes != 3 || len(inv.Gaps) != 0 || inv.Files[0].Role != inventory.RoleVendored {
			t.Errorf("%s: %+v, gaps %v, role %s", c.name, inv.Coverage, inv.Gaps, inv.Files[0].Role)
		}
	}
}

func TestZeroFilesIsAGap(t *testing.T) {
	inv := scanned(t, Input{Tree: newFiles().source}, Options{}, lines("license", "MIT"))
	if len(inv.Gaps) != 1 || inv.Gaps[0].Code != inventory.GapNoFiles {
		t.Errorf("gaps: %v", inv.Gaps)
	}
}

func TestASourceThatPanicsIsAGap(t *testing.T) {
	f := newFiles("a", "MIT")
	source := func(yield func(inventory.Entry, error) bool) {
		f.source(yield)
		panic("index out of range")
	}
	inv := scanned(t, Input{Tree: source}, Options{}, lines("license", "MIT"))
	if len(inv.Gaps) != 1 || inv.Gaps[0].Detector != "source" || len(inv.Files[0].Licenses) != 1 {
		t.Errorf("gaps: %v", inv.Gaps)
	}
}

func TestCancelledScanReturnsNoInventory(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f := newFiles("a", "MIT", "b", "MIT", "c", "MIT")
	stopper := &Detector{Name: "stop", File: func(context.Context, *File) (inventory.Facts, error) {
		cancel()
		return inventory.Facts{}, nil
	}}
	inv, err := Scan(ctx, Input{Tree: f.source}, []*Detector{stopper}, Options{Jobs: 1})
	if !errors.Is(err, context.Canceled) || inv != nil {
		t.Errorf("got %v, %v", inv, err)
	}
}

func TestHistoryShowsOnlyWhatTheTreeDoesNotHold(t *testing.T) {
	f := newFiles("a", "shared")
	var shown []string
	var mu sync.Mutex
	all := &Detector{Name: "all", History: true, File: func(_ context.Context, f *File) (inventory.Facts, error) {
		mu.Lock()
		defer mu.Unlock()
		shown = append(shown, f.Commit+":"+string(f.Content))
		return inventory.Facts{}, nil
	}}
	treeOnly := &Detector{Name: "tree", File: func(_ context.Context, f *File) (inventory.Facts, error) {
		if f.Commit != "" {
			t.Errorf("%s of history shown to a detector of the tree", f.Path)
		}
		return inventory.Facts{}, nil
	}}
	history := func(seen func(string) (inventory.Role, bool)) Source {
		return func(yield func(inventory.Entry, error) bool) {
			for _, content := range []string{"shared", "old"} {
				id := BlobID([]byte(content))
				if role, ok := seen(id); ok {
					if role != inventory.RoleProduct {
						t.Errorf("role %q", role)
					}
					continue
				}
				yield(inventory.Entry{Path: "a", Commit: "c1", Blob: id, Size: -1, Open: func() (io.ReadCloser, error) {
					return io.NopCloser(strings.NewReader(content)), nil
				}}, nil)
			}
		}
	}
	inv := scanned(t, Input{Tree: f.source, Hash: true, History: history}, Options{Jobs: 1}, all, treeOnly)
	if diff := cmp.Diff([]string{":shared", "c1:old"}, shown); diff != "" {
		t.Error(diff)
	}
	if inv.Coverage.Blobs != 1 || len(inv.Files) != 1 || inv.Files[0].Blob != BlobID([]byte("shared")) {
		t.Errorf("coverage %+v, files %+v", inv.Coverage, inv.Files)
	}
}

func TestRolesSetAgainstPathAndContentAreCounted(t *testing.T) {
	f := newFiles("a.go", "package a", "docs/b.md", "# b", "c.go", "package c")
	source := func(yield func(inventory.Entry, error) bool) {
		for e := range f.source {
			if e.Path != "c.go" {
				e.Role = inventory.RoleDocs // true of b.md alone
			}
			if !yield(e, nil) {
				return
			}
		}
	}
	inv := scanned(t, Input{Tree: source}, Options{}, lines("license", "MIT"))
	if inv.Coverage.Overridden != 1 || inv.Files[0].Role != inventory.RoleDocs {
		t.Errorf("coverage %+v, files %+v", inv.Coverage, inv.Files)
	}
}

// TestTwoFilesOfOneName: an archive can hold them; the order is its own.
func TestTwoFilesOfOneName(t *testing.T) {
	source := func(yield func(inventory.Entry, error) bool) {
		for i := range 40 {
			text := strings.Repeat("MIT\n", i)
			yield(inventory.Entry{Path: "same", Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}, nil)
		}
	}
	for range 5 {
		inv := scanned(t, Input{Tree: source}, Options{Jobs: 8}, lines("license", "MIT"))
		for i, f := range inv.Files {
			if len(f.Licenses) != i {
				t.Fatalf("file %d of the source is at another place", len(f.Licenses))
			}
		}
	}
}

func TestBlobIDIsGits(t *testing.T) { // git hash-object of an empty file and of "hello\n"
	for content, want := range map[string]string{
		"":        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
		"hello\n": "ce013625030ba8dba906f756967f9e9ca394464a",
	} {
		if got := BlobID([]byte(content)); got != want {
			t.Errorf("%q: %s, want %s", content, got, want)
		}
	}
}

func TestDetectorsSeeUTF8(t *testing.T) {
	for name, content := range map[string]string{
		"utf8-bom":             "\xef\xbb\xbfa\nMIT é\n",
		"utf16le":              "\xff\xfea\x00\n\x00M\x00I\x00T\x00 \x00\xe9\x00\n\x00",
		"utf16be":              "\xfe\xff\x00a\x00\n\x00M\x00I\x00T\x00 \x00\xe9\x00\n",
		"plain":                "a\nMIT é\n",
		"utf16le without mark": "a\x00\n\x00M\x00I\x00T\x00 \x00\xe9\x00\n\x00" + strings.Repeat("x\x00", 20),
		"utf16be without mark": "\x00a\x00\n\x00M\x00I\x00T\x00 \x00\xe9\x00\n" + strings.Repeat("\x00x", 20),
		"utf32le":              "\xff\xfe\x00\x00a\x00\x00\x00\n\x00\x00\x00M\x00\x00\x00I\x00\x00\x00T\x00\x00\x00 \x00\x00\x00\xe9\x00\x00\x00\n\x00\x00\x00",
		"false mark":           "\xff\xfea\nMIT é " + strings.Repeat("plain text\n", 9),
		"false UTF-32 mark":    "\xff\xfe\x00\x00a\nMIT é " + strings.Repeat("plain text\n", 9),
		"CR and one LF":        "a\rMIT é\rb\rc\n",
		"CR alone":             "a\rMIT é\r",
		"stray NUL":            "\x00a\nMIT é " + strings.Repeat("plain text\n", 9),
	} {
		t.Run(name, func(t *testing.T) {
			d := lines("license", "MIT é")
			inner := d.File
			d.File = func(ctx context.Context, f *File) (inventory.Facts, error) {
				if f.Binary {
					t.Error("taken for binary")
				}
				return inner(ctx, f)
			}
			inv := scanned(t, Input{Tree: newFiles("f", content).source}, Options{}, d)
			if got := inv.Files[0].Licenses; len(got) != 1 || got[0].StartLine != 2 {
				t.Errorf("licenses %v", got)
			}
		})
	}
}

func TestBinaryIsToldFromText(t *testing.T) {
	elf := "\x7fELF\x02\x01\x01" + strings.Repeat("\x00\x01\x02abc\x00\x00\x03", 200)
	cjk := "\xff\xfe" // UTF-16 of Chinese characters without any ASCII
	for i := range 200 {
		cjk += string([]byte{byte(i * 37), 0x4e + byte(i%40)})
	}
	for name, want := range map[string]struct {
		content string
		binary  bool
		gaps    int
	}{
		"tool":  {elf, true, 0},
		"x.go":  {elf, true, 1}, // what claims to be source and is not
		"cjk":   {cjk, false, 0},
		"empty": {"", false, 0},
		"nul":   {"\x00", true, 0},
		"a.c":   {"int x;\x00" + strings.Repeat("int y;\n", 40), false, 0},
	} {
		var got bool
		d := &Detector{Name: "d", File: func(_ context.Context, f *File) (inventory.Facts, error) {
			got = f.Binary
			return inventory.Facts{}, nil
		}}
		inv := scanned(t, Input{Tree: newFiles(name, want.content).source}, Options{}, d)
		if got != want.binary || len(inv.Gaps) != want.gaps {
			t.Errorf("%s: binary %v, gaps %v", name, got, inv.Gaps)
		}
	}
}

func TestAStewardsCopyrightInsideItsLicenseTextIsNotTheFiles(t *testing.T) {
	for name, test := range map[string]struct {
		license, class string
		from, to       int // of the license
		holder         string
		line           int
		stays          bool
	}{
		"the steward under the title":             {"GPL-3.0-only", inventory.ClassText, 6, 600, "Free Software Foundation, Inc.", 4, false},
		"the steward in the text":                 {"LGPL-2.1-or-later", inventory.ClassText, 1, 600, "the Free Software Foundation", 300, false},
		"another holder in the text":              {"GPL-3.0-only", inventory.ClassText, 1, 600, "Example", 300, true},
		"another holder behind it":                {"GPL-3.0-only", inventory.ClassText, 1, 600, "Example", 610, true},
		"the steward's own source":                {"GPL-3.0-or-later", inventory.ClassNotice, 2, 16, "Free Software Foundation, Inc.", 2, true},
		"the steward far above":                   {"GPL-3.0-only", inventory.ClassText, 100, 600, "Free Software Foundation, Inc.", 4, true},
		"the licensor of MIT":                     {"MIT", inventory.ClassText, 1, 20, "Example", 3, true},
		"a steward as licensor of MIT":            {"MIT", inventory.ClassText, 1, 20, "Free Software Foundation", 3, true},
		"the example of a notice":                 {"MPL-1.1", inventory.ClassText, 1, 470, "the Initial Developer", 440, false},
		"the Mozilla Foundation above the text":   {"MPL-2.0", inventory.ClassText, 5, 370, "Mozilla Foundation", 2, true},
		"a compound expression":                   {"GPL-2.0-only WITH Classpath-exception-2.0", inventory.ClassText, 1, 340, "Free Software Foundation, Inc.", 4, false},
		"the licensor of the Business Source one": {"BUSL-1.1", inventory.ClassText, 1, 90, "Example", 10, true},
		"its steward":                             {"BUSL-1.1", inventory.ClassText, 1, 90, "MariaDB Corporation Ab", 3, false},
	} {
		f := inventory.File{
			Licenses:   []inventory.License{{Expression: test.license, Class: test.class, StartLine: test.from, EndLine: test.to}},
			Copyrights: []inventory.Copyright{{Statement: "Copyright 2007 " + test.holder, Holders: []string{test.holder}, StartLine: test.line, EndLine: test.line}},
		}
		reconcile(&f)
		if stays := len(f.Copyrights) == 1; stays != test.stays {
			t.Errorf("%s: stays %v", name, stays)
		}
		if len(f.Copyrights) == 0 && f.Copyrights != nil {
			t.Errorf("%s: an empty list", name)
		}
	}
}

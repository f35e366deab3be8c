// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package history

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/scanner"
)

// bases opens all blobs of the history in order and returns what they say of their bases.
func bases(t *testing.T, f *fixture) (all map[string]*scanner.Base, follows int) {
	t.Helper()
	all = map[string]*scanner.Base{}
	for e, err := range f.open().History(Options{}).Blobs(t.Context(), nil) {
		if err != nil || e.Record != "" {
			continue
		}
		rc, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		all[e.Blob] = rc.(scanner.Derived).Base()
		if e.Follows {
			follows++
		}
	}
	return all, follows
}

func TestBases(t *testing.T) {
	f := newFixture(t, true)
	first := strings.Repeat("a line of the first version\n", 4000) // a copy is no longer than 64 KiB
	second := first[:60_000] + "and of the second\n"
	third := second + "and of the third\n"
	prefix := packedBlob(first[:60_000])
	f.addPack("a", prefix, offsetDelta(1, first[:60_000], second), refDelta(second, third), packedBlob(first))
	f.commitOf(prefix.id, packedBlob(second).id, packedBlob(third).id, packedBlob(first).id)
	got, follows := bases(t, f)
	want := map[string]*scanner.Base{
		idOf(first): nil, idOf(first[:60_000]): nil,
		idOf(second): {Blob: idOf(first[:60_000]), Size: 60_000, Copies: []scanner.Copy{{Len: 60_000}}},
		idOf(third):  {Blob: idOf(second), Size: len(second), Copies: []scanner.Copy{{Len: len(second)}}},
	}
	if diff := cmp.Diff(want, got); diff != "" || follows != 2 {
		t.Errorf("%d follow: %s", follows, diff)
	}
}

// An index may give any id to the base of a delta. The base is not that object then,
// whatever is known of it.
func TestABaseIsWhatItsIDSays(t *testing.T) {
	f := newFixture(t, true)
	real, other := strings.Repeat("what stands in the pack\n", 50), strings.Repeat("what the id stands for\n", 50)
	lying := packedBlob(real)
	lying.id = packedBlob(other).id
	f.addPack("a", lying, offsetDelta(1, real, real+"and more\n"))
	f.blob(other) // whole, as a loose object
	f.commitOf(packedBlob(other).id, packedBlob(real+"and more\n").id)
	got, _ := bases(t, f)
	if base, ok := got[idOf(real+"and more\n")]; base != nil || !ok || len(got) != 2 {
		t.Errorf("%v of %d", base, len(got))
	}
}

func TestCopiesOf(t *testing.T) {
	for delta, want := range map[string][]scanner.Copy{
		"":                                 nil,
		"\x80":                             nil, // no size
		"\x09\x05\x00":                     nil, // no such instruction
		"\x09\x05\x05x":                    nil, // cut off
		"\x09\x05\xff":                     nil,
		"\x09\x05\x90\x03\x02xy":           {{To: 0, From: 0, Len: 3}},
		"\x09\x05\x02xy\x91\x04\x03":       {{To: 2, From: 4, Len: 3}},
		"\x09\x05\x91\x02\x03\x91\x05\x01": {{To: 0, From: 2, Len: 4}}, // one goes on where the other ended
		"\x09\x05\x91\x02\x03\x91\x02\x03": {{To: 0, From: 2, Len: 3}, {To: 3, From: 2, Len: 3}},
	} {
		if diff := cmp.Diff(want, copiesOf([]byte(delta))); diff != "" {
			t.Errorf("%x: %s", delta, diff)
		}
	}
}

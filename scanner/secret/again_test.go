// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// revision is one content of a file, and what it has in common with another one.
type revision struct {
	path string
	text []byte
	base *scanner.Base
}

// opened is a version as a source opens it.
type opened struct {
	io.Reader
	revision
}

func (o opened) Close() error        { return nil }
func (o opened) Bytes() []byte       { return o.text }
func (o opened) Stored() string      { return "" }
func (o opened) Base() *scanner.Base { return o.base }

// foundIn is what a scan of the versions finds, in one history, with or without their bases.
func foundIn(t testing.TB, d *scanner.Detector, versions []revision, bases bool) []inventory.Secret {
	t.Helper()
	source := func(func(string) (inventory.Role, bool)) scanner.Source {
		return func(yield func(inventory.Entry, error) bool) {
			for n, v := range versions {
				if !bases {
					v.base = nil
				}
				open := func() (io.ReadCloser, error) { return opened{bytes.NewReader(v.text), v}, nil }
				e := inventory.Entry{Path: v.path, Mode: 0o644, Size: int64(len(v.text)), Blob: scanner.BlobID(v.text), Commit: fmt.Sprintf("%040d", n), Follows: n > 0, Open: open}
				if !yield(e, nil) {
					return
				}
			}
		}
	}
	inv, err := scanner.Scan(context.Background(), scanner.Input{History: source, Hash: true}, []*scanner.Detector{d}, scanner.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range inv.Gaps {
		if g.Code != inventory.GapNoFiles {
			inv.Secrets = append(inv.Secrets, inventory.Secret{Rule: g.Code, Title: g.Reason, Location: inventory.Location{Commit: g.Commit}})
		}
	}
	return inv.Secrets
}

// edited makes a version out of another one by a script of copies and insertions.
func edited(from revision, path string, script []edit) revision {
	v := revision{path: path, base: &scanner.Base{Blob: scanner.BlobID(from.text), Size: len(from.text)}}
	for _, e := range script {
		if e.insert != nil {
			v.text = append(v.text, e.insert...)
			continue
		}
		at := min(e.from, len(from.text))
		n := min(e.n, len(from.text)-at)
		if n > 0 {
			v.base.Copies = append(v.base.Copies, scanner.Copy{To: len(v.text), From: at, Len: n})
			v.text = append(v.text, from.text[at:at+n]...)
		}
	}
	return v
}

type edit struct {
	from, n int
	insert  []byte
}

// fragments are texts in which rules find something, or nearly, on their own and
// encoded in every way, and such in which they do not.
func fragments(t testing.TB) []string {
	var all []string
	set := embedded(t)
	for seed := range set.Rules {
		r := &set.Rules[seed]
		for _, example := range append(r.Match[:len(r.Match):len(r.Match)], r.NoMatch...) {
			all = append(all, expand(t, r.ExampleOf(example, seed), uint64(seed)))
		}
	}
	for n, text := range all[:len(all):len(all)] {
		switch n % 6 {
		case 0:
			all = append(all, base64.StdEncoding.EncodeToString([]byte(text)))
		case 1:
			all = append(all, "token: "+hex.EncodeToString([]byte(text)))
		case 2:
			all = append(all, strings.ReplaceAll(fmt.Sprintf("% x", text), " ", "%"))
		case 3:
			lines := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte(text+"\n"), 8))
			for i := 76; i < len(lines); i += 77 {
				lines = lines[:i] + "\n" + lines[i:]
			}
			all = append(all, lines)
		case 4:
			var escaped strings.Builder
			for _, c := range []byte(text) {
				fmt.Fprintf(&escaped, `\x%02x`, c)
			}
			all = append(all, escaped.String())
		}
	}
	return append(all,
		expand(t, "-----BEGIN "+"PRIVATE KEY-----\n{alnum:64}\n{alnum:64}\n{alnum:64}\n{alnum:64}\n-----END PRIVATE KEY-----\n", 7),
		expand(t, "kind: Secret\ndata:\n  password: {alnum:12}\n", 8), expand(t, "{alnum:900}", 9), expand(t, "%41{alnum:900}%42", 10),
		"`", `"""`, "'''", "/*", "*/", "//", "#", "\n", " ", "=", ":", "\"", "'", "%", "\\", "%41", `\u0041`, "&#65;", "password", "secret_key = ", "token", "api_key: \"",
	)
}

// random drives one round of the property: a text of fragments and a line of
// versions of it, each edited in a few places.
func random(r *rand.Rand, fragments []string) []revision {
	names := []string{"a.go", "a.yaml", "a.md", "a.json", "a.py", "a", "test/a.java", "a.properties"}
	name := names[r.IntN(len(names))]
	path := func() string {
		if r.IntN(8) == 0 {
			name = names[r.IntN(len(names))]
		}
		return name
	}
	noise := func(n int) []byte {
		const words = "the server reads key names from its list and writes token counts to auth logs (see docs) \n\tif x := fn(a, b); x != nil { return err }\n"
		var b []byte
		for len(b) < n {
			at := r.IntN(len(words) - 12)
			b = append(b, words[at:at+1+r.IntN(12)]...)
		}
		return b
	}
	piece := func() []byte {
		f := fragments[r.IntN(len(fragments))]
		if r.IntN(4) == 0 { // cut short
			f = f[:r.IntN(len(f)+1)]
		}
		return []byte(f)
	}
	var text []byte
	for range 2 + r.IntN(12) {
		text = append(text, noise(r.IntN([]int{1500, 60}[r.IntN(2)]))...)
		text = append(text, piece()...)
		text = append(text, " \n"[r.IntN(2)])
	}
	versions := []revision{{path: path(), text: text}}
	for range 8 {
		from := versions[len(versions)-1]
		if r.IntN(4) == 0 {
			from = versions[r.IntN(len(versions))]
		}
		var script []edit
		at := 0
		for range 1 + r.IntN(4) {
			end := at + r.IntN(len(from.text)-at+1)
			script = append(script, edit{from: at, n: end - at})
			switch r.IntN(9) {
			case 6, 7, 8: // another character
				const signs = " \n\t\"'`=:;,.%\\/-_&#<>(){}[]Aa0"
				script = append(script, edit{insert: []byte{signs[r.IntN(len(signs))]}})
				end++
			case 0: // something goes
				end += r.IntN(60)
			case 1:
				end += r.IntN(1 + len(from.text)/4)
			case 2: // something comes again
				script = append(script, edit{from: r.IntN(len(from.text) + 1), n: r.IntN(len(from.text) + 1)})
			case 3:
				script = append(script, edit{insert: noise(1 + r.IntN(20))})
			default:
				script = append(script, edit{insert: piece()})
			}
			at = min(end, len(from.text))
		}
		script = append(script, edit{from: at, n: len(from.text)})
		next := edited(from, path(), script)
		versions = append(versions, next)
		if r.IntN(2) == 0 { // what was broken is whole again
			versions = append(versions, edited(next, path(), undo(from, next)))
		}
	}
	return versions
}

// undo is the script that makes the version before out of an edited one.
func undo(from, next revision) (script []edit) {
	at := 0
	for _, c := range next.base.Copies {
		if c.From >= at {
			script = append(script, edit{insert: append([]byte{}, from.text[at:c.From]...)}, edit{from: c.To, n: c.Len})
			at = c.From + c.Len
		}
	}
	return append(script, edit{insert: append([]byte{}, from.text[at:]...)})
}

// What is found in versions of a file is the same whether it is known what they
// have in common or not.
func TestAgainFindsWhatWholeFinds(t *testing.T) {
	pieces := fragments(t)
	for _, reach := range []int{defaultReach, 40} { // with a short one there is more to go wrong
		t.Run(fmt.Sprint(reach), func(t *testing.T) { againFindsWhatWholeFinds(t, detectorOfReach(t, reach), pieces) })
	}
}

// What a version of the same file has not found says nothing of one where the text
// means something else.
func TestAgainLooksWhereTheMeaningChanges(t *testing.T) {
	quiet := expand(t, "{lower:9} {lower:7} {lower:8}\n", 1)
	padding := strings.Repeat(quiet, 60)
	for _, c := range []struct {
		name   string
		from   revision
		path   string
		script []edit
		rule   string // finds something in the second version that it has not found in the first
	}{
		{"a name that the rule looks at", revision{path: "settings", text: []byte(padding + expand(t, "//npm.acme.test/:_auth={basic:deploy}\n", 2) + padding)}, ".npmrc",
			[]edit{{from: 0, n: 400}, {insert: []byte("word\n")}, {from: 400, n: 1 << 20}}, "secret/npmrc-auth"},
		{"a match that gives way to one inside of it", revision{path: "a.txt", text: []byte(padding + expand(t, "ATATT3{alnum:120}-ATATT3{alnum:120}\n", 3) + padding)}, "a.txt",
			[]edit{{from: 0, n: len(padding)}, {insert: []byte("B")}, {from: len(padding) + 1, n: 1 << 20}}, "secret/atlassian-api-token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := detectorOfReach(t, 40)
			versions := []revision{c.from, edited(c.from, c.path, c.script)}
			times := func(found []inventory.Secret) (n int) {
				for i := range found {
					if found[i].Rule == c.rule {
						n++
					}
				}
				return n
			}
			whole := foundIn(t, d, versions, false)
			if first := foundIn(t, d, versions[:1], false); times(first) >= times(whole) {
				t.Fatalf("%d findings in the first version, %d in both", times(first), times(whole))
			}
			if diff := cmp.Diff(whole, foundIn(t, d, versions, true)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func detectorOfReach(t testing.TB, reach int) *scanner.Detector {
	t.Helper()
	e, err := NewEngine(embedded(t))
	if err != nil {
		t.Fatal(err)
	}
	e.reach = reach
	return e.Detector()
}

func againFindsWhatWholeFinds(t *testing.T, d *scanner.Detector, pieces []string) {
	rounds := 400
	if testing.Short() {
		rounds = 40
	}
	several := 0
	for seed := range uint64(rounds) {
		r := rand.New(rand.NewPCG(seed, 4))
		versions := random(r, pieces)
		whole := foundIn(t, d, versions, false)
		if diff := cmp.Diff(whole, foundIn(t, d, versions, true)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		several += len(whole)
	}
	if several < rounds {
		t.Errorf("only %d findings in %d rounds: nothing was compared", several, rounds)
	}
}

// FuzzAgain has the fuzzer write the text and the script of a delta.
func FuzzAgain(f *testing.F) {
	d, pieces := detectorOfReach(f, 40), fragments(f)
	f.Add("a.go", []byte("token := \"x\"\n"), []byte{0, 0, 0, 2, 0, 1, 1, 0, 0, 4}, uint64(1))
	f.Add("a.yaml", []byte("a: b\n"), bytes.Repeat([]byte{1, 7, 0, 0, 3, 40}, 9), uint64(2))
	f.Add("a.json", []byte("{}"), []byte("copy and insert, copy and insert"), uint64(3))
	f.Fuzz(func(t *testing.T, path string, text, script []byte, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 5))
		first := revision{path: path}
		for len(first.text) < 3000 {
			first.text = append(append(first.text, text...), pieces[r.IntN(len(pieces))]...)
			first.text = append(first.text, expand(t, " {lower:200} ", seed)...)
		}
		var edits []edit
		for ; len(script) >= 4; script = script[4:] {
			a, b := int(script[1])<<8|int(script[2]), int(script[3])
			switch script[0] % 4 {
			case 0, 1:
				edits = append(edits, edit{from: a % len(first.text), n: b * 16})
			case 2:
				edits = append(edits, edit{insert: []byte(pieces[a%len(pieces)])})
			default:
				edits = append(edits, edit{insert: text[min(a, len(text)):min(a+b, len(text))]})
			}
		}
		second := edited(first, path, edits)
		versions := []revision{first, second, edited(second, path, edits)}
		if diff := cmp.Diff(foundIn(t, d, versions, false), foundIn(t, d, versions, true)); diff != "" {
			t.Fatal(diff)
		}
	})
}

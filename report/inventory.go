// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
)

// MaxInventory is the size, in bytes, of the largest stored inventory that
// [ReadInventory] takes.
const MaxInventory = 512 << 20

// WriteInventory writes an inventory as indented JSON, in the form of
// docs/schema/inventory.v1.schema.json. Lists are never null. The inventory is
// written in the order it has and is not changed.
func WriteInventory(w io.Writer, inv *inventory.Inventory) error {
	if inv == nil {
		return errors.New("no inventory to write")
	}
	e := newEncoder(w)
	e.open('{')
	e.field("schema", inventory.Schema)
	e.field("tool", inv.Tool)
	e.field("subject", inv.Subject)
	e.field("coverage", coverage(inv.Coverage))
	list(e, "files", inv.Files, file)
	list(e, "secrets", inv.Secrets, same)
	list(e, "leaks", inv.Leaks, same)
	list(e, "identities", inv.Identities, same)
	list(e, "components", inv.Components, func(c inventory.Component) any {
		c.Evidence = notNil(c.Evidence)
		return c
	})
	list(e, "manifests", inv.Manifests, same)
	if inv.Vulnerabilities != nil {
		e.field("vulnerabilities", vulnerabilitiesOf(*inv.Vulnerabilities))
	}
	list(e, "gaps", inv.Gaps, same)
	list(e, "header_texts", inv.HeaderTexts, same)
	list(e, "idle_suppressions", inv.Idle, same)
	if inv.Base != nil {
		e.field("base", baseOf(*inv.Base))
	}
	list(e, "contributions", inv.Contributions, same)
	list(e, "media", inv.Media, same)
	list(e, "similar", inv.Similar, same)
	list(e, "supply", inv.Supply, same)
	if inv.Community != nil {
		e.field("community", inv.Community)
	}
	e.close('}')
	return e.flush()
}

// vulnerabilitiesOf gives the list of what was found, also when that is nothing.
func vulnerabilitiesOf(v inventory.Vulnerabilities) any {
	v.Found = notNil(v.Found)
	return v
}

// baseOf gives lists to a base that has none, without touching the caller's.
func baseOf(b inventory.Base) any {
	type plain inventory.Base // without Files and Whole, which stand beside it
	out := struct {
		plain
		Files []any `json:"files"`
		Whole any   `json:"whole,omitempty"`
	}{plain: plain(b), Files: make([]any, len(b.Files))}
	for i, f := range b.Files {
		out.Files[i] = file(f)
	}
	out.New, out.Reached, out.Detectors = notNil(b.New), notNil(b.Reached), notNil(b.Detectors)
	out.Secrets, out.Leaks, out.Media, out.HeaderTexts, out.Gaps = notNil(b.Secrets), notNil(b.Leaks), notNil(b.Media), notNil(b.HeaderTexts), notNil(b.Gaps)
	if b.Whole != nil {
		out.Whole = wholeOf(*b.Whole)
	}
	return out
}

func wholeOf(w inventory.Whole) any {
	w.Components = slices.Clone(notNil(w.Components))
	for i := range w.Components {
		w.Components[i].Evidence = notNil(w.Components[i].Evidence)
	}
	w.Manifests, w.Similar = notNil(w.Manifests), notNil(w.Similar)
	if w.Vulnerabilities != nil {
		v := *w.Vulnerabilities
		v.Found = notNil(v.Found)
		w.Vulnerabilities = &v
	}
	return w
}

// file gives every copyright statement a list of holders, without touching the
// caller's.
func file(f inventory.File) any {
	if slices.ContainsFunc(f.Copyrights, func(c inventory.Copyright) bool { return c.Holders == nil }) {
		f.Copyrights = slices.Clone(f.Copyrights)
		for i := range f.Copyrights {
			f.Copyrights[i].Holders = notNil(f.Copyrights[i].Holders)
		}
	}
	return f
}

// ReadInventory reads what [WriteInventory] wrote, strictly: another schema, an
// unknown, repeated or missing field at any depth, a null, a word outside of the
// vocabulary (a role that no check would judge), a path that leaves the root,
// a cut-off file, data after the end and more than [MaxInventory] bytes are
// errors that say where. A field dropped silently could turn a FAIL into a PASS.
func ReadInventory(r io.Reader) (*inventory.Inventory, error) {
	return readInventory(r, MaxInventory)
}

func readInventory(r io.Reader, limit int64) (*inventory.Inventory, error) {
	limited := &io.LimitedReader{R: r, N: limit + 1}
	d := &decoder{json: json.NewDecoder(limited), left: &limited.N, limit: limit}
	inv, err := d.inventory()
	if err != nil {
		return nil, fmt.Errorf("inventory: %w", err)
	}
	return inv, nil
}

// decoder reads the top level by hand, so that errors can name the element and
// one element at a time is buffered.
type decoder struct {
	json  *json.Decoder
	left  *int64 // bytes that may still be read; 0 when the limit was passed
	limit int64
	raw   json.RawMessage // the value at hand
}

// optional are the fields of the top level that stand for a question that was asked.
func optional() []string { return []string{"vulnerabilities", "base", "community"} }

// fields are the fields of the top level that are required.
func fields() []string {
	return []string{"schema", "tool", "subject", "coverage", "files", "secrets", "leaks", "identities", "components", "manifests", "gaps", "header_texts", "idle_suppressions", "contributions", "media", "similar", "supply"}
}

func (d *decoder) inventory() (*inventory.Inventory, error) {
	inv := &inventory.Inventory{}
	if err := d.document(fields(), func(name string) error { return d.field(name, inv) }); err != nil {
		return nil, err
	}
	if inv.Coverage.Files > len(inv.Files) {
		return nil, fmt.Errorf("coverage: files: %d were examined, and %d are listed", inv.Coverage.Files, len(inv.Files))
	}
	return inv, checkHeaders(inv)
}

// document reads an object field by field, to the end of the file.
func (d *decoder) document(required []string, field func(name string) error) error {
	if err := d.delim('{', "the document"); err != nil {
		return err
	}
	seen := map[string]bool{}
	for d.json.More() {
		token, err := d.json.Token()
		if err != nil {
			return d.explain("the document", err)
		}
		name, _ := token.(string) // the decoder lets nothing else stand for a key
		if seen[name] {
			return fmt.Errorf("field %q is given twice", name)
		}
		seen[name] = true
		if err := field(name); err != nil {
			return err
		}
	}
	if err := d.delim('}', "the document"); err != nil {
		return err
	}
	for _, name := range required {
		if !seen[name] {
			return fmt.Errorf("field %q is missing", name)
		}
	}
	_, err := d.json.Token()
	switch {
	case *d.left <= 0:
		return d.tooLarge()
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("data after the end, at byte %d", d.json.InputOffset())
	}
	return nil
}

func (d *decoder) field(name string, inv *inventory.Inventory) error {
	switch name {
	case "schema":
		if err := d.value(name, &inv.Schema, &shape{}); err != nil {
			return err
		}
		if inv.Schema != inventory.Schema {
			return fmt.Errorf("schema is %q; this version reads %q", inv.Schema, inventory.Schema)
		}
		return nil
	case "tool":
		return d.value(name, &inv.Tool, shapeOf(reflect.TypeFor[inventory.Tool]()))
	case "subject":
		if err := d.value(name, &inv.Subject, shapeOf(reflect.TypeFor[inventory.Subject]())); err != nil {
			return err
		}
		return at(name, checkSubject(&inv.Subject))
	case "coverage":
		if err := d.value(name, &inv.Coverage, shapeOf(reflect.TypeFor[inventory.Coverage]())); err != nil {
			return err
		}
		return at(name, checkCoverage(&inv.Coverage))
	case "files":
		return readList(d, name, &inv.Files, checkFile)
	case "secrets":
		return readList(d, name, &inv.Secrets, checkSecret)
	case "leaks":
		return readList(d, name, &inv.Leaks, checkLeak)
	case "identities":
		return readList(d, name, &inv.Identities, checkIdentity)
	case "components":
		return readList(d, name, &inv.Components, checkComponent)
	case "manifests":
		return readList(d, name, &inv.Manifests, checkManifest)
	case "contributions":
		return readList(d, name, &inv.Contributions, checkContribution)
	case "media":
		return readList(d, name, &inv.Media, checkMedia)
	case "similar":
		return readList(d, name, &inv.Similar, checkSimilar)
	case "supply":
		return readList(d, name, &inv.Supply, checkSupply)
	case "community":
		inv.Community = new(inventory.Community)
		if err := d.value(name, inv.Community, shapeOf(reflect.TypeFor[inventory.Community]())); err != nil {
			return err
		}
		return at(name, checkCommunity(inv.Community))
	case "gaps":
		return readList(d, name, &inv.Gaps, checkGap)
	case "header_texts":
		return readList(d, name, &inv.HeaderTexts, checkHeaderText)
	case "idle_suppressions":
		return readList(d, name, &inv.Idle, checkIdle)
	case "vulnerabilities":
		inv.Vulnerabilities = new(inventory.Vulnerabilities)
		if err := d.value(name, inv.Vulnerabilities, shapeOf(reflect.TypeFor[inventory.Vulnerabilities]())); err != nil {
			return err
		}
		return at(name, checkVulnerabilities(inv.Vulnerabilities))
	case "base":
		inv.Base = new(inventory.Base)
		if err := d.value(name, inv.Base, shapeOf(reflect.TypeFor[inventory.Base]())); err != nil {
			return err
		}
		return at(name, checkBase(inv.Base))
	}
	return fmt.Errorf("unknown field %q%s (is this an inventory, as `outgate scan` writes it?)", name, rules.Suggest(name, append(fields(), optional()...)))
}

func readList[T any](d *decoder, name string, into *[]T, check func(*T) error) error {
	if err := d.delim('[', name); err != nil {
		return err
	}
	*into = []T{}
	s := shapeOf(reflect.TypeFor[T]())
	for i := 0; d.json.More(); i++ {
		where := fmt.Sprintf("%s[%d]", name, i)
		var one T
		if err := d.value(where, &one, s); err != nil {
			return err
		}
		if err := check(&one); err != nil {
			return at(where, err)
		}
		*into = append(*into, one)
	}
	return d.delim(']', name)
}

// value reads the next value. Package encoding/json takes repeated names, other
// spellings of them, and leaves out what is missing; a shape does not.
func (d *decoder) value(where string, into any, s *shape) error {
	d.raw = d.raw[:0]
	if err := d.json.Decode(&d.raw); err != nil {
		return d.explain(where, err)
	}
	if err := strict(d.raw, s); err != nil {
		return at(where, err)
	}
	return d.explain(where, json.Unmarshal(d.raw, into))
}

func (d *decoder) delim(want json.Delim, where string) error {
	token, err := d.json.Token()
	if err != nil {
		return d.explain(where, err)
	}
	if token == want {
		return nil
	}
	noun := map[json.Delim]string{'{': "an object", '[': "a list", '}': "the end of the object", ']': "the end of the list"}[want]
	if token == nil {
		token = "null"
	}
	return fmt.Errorf("%s: expected %s, found %v at byte %d", where, noun, token, d.json.InputOffset())
}

// explain puts the place before an error of the JSON decoder and says what it
// means.
func (d *decoder) explain(where string, err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case *d.left <= 0:
		return d.tooLarge()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s: the file ends too early, at byte %d; it is cut off", where, d.json.InputOffset())
	case errors.As(err, &kind):
		return fmt.Errorf("%s: field %q: expected %s, found %s", where, kind.Field, kind.Type, kind.Value)
	}
	return fmt.Errorf("%s: %s (near byte %d)", where, strings.TrimPrefix(err.Error(), "json: "), d.json.InputOffset())
}

func (d *decoder) tooLarge() error { return fmt.Errorf("larger than %s", byteSize(d.limit)) }

func at(where string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", where, err)
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
)

// Limits of what a policy extends.
const (
	maxBaseDepth = 8  // bases below each other
	maxBases     = 32 // in all
)

// Base is a policy that another one extends.
type Base struct {
	Source string `json:"source"` // "preset:mit-outbound" or "file:../office.yaml", as it is from the policy that judges
	Digest string `json:"digest"` // "sha256:..." over its bytes
}

// layer is a policy that others lie upon.
type layer struct {
	name     string
	doc      *document
	policy   *Policy
	written  map[string]leaf
	decided  map[string]bool   // sections that it writes
	defaults map[string]string // levels that it leaves out -> what counts then
	free     []string          // keys that an overlay may set as it likes
}

// extend reads what a policy extends and joins it: the document that judges, and
// the one below the file's own, nil when it extends nothing. dir is where the
// paths of the file begin; above are the files that led here.
func (l *loader) extend(own *document, dir string, above []string) (joined, base *document) {
	var layers []*layer
	for _, v := range own.Extends {
		if one := l.base(v, dir, above); one != nil {
			layers = append(layers, one)
		}
	}
	if len(layers) == 0 {
		return own, nil
	}
	base = layers[0].doc
	for i, next := range layers[1:] {
		m := &merger{l: l, below: layers[:i+1], beside: next}
		base = m.join(base, next.doc)
	}
	m := &merger{l: l, below: layers}
	joined = m.join(base, own)
	m.licenses(own)
	return joined, base
}

// base reads one policy to extend, with what that extends itself; nil after a mistake.
func (l *loader) base(v word, dir string, above []string) *layer {
	name := l.text(v, "extends")
	preset, isPreset := strings.CutPrefix(name, "preset:")
	file, isFile := strings.CutPrefix(name, "file:")
	var data []byte
	var err error
	below := ""
	switch {
	case name == "":
		return nil
	case isPreset:
		if data, err = rules.Preset(preset); err != nil {
			l.add(v.At, "extends: %v", err)
			return nil
		}
	case isFile && strings.TrimSpace(file) == "":
		l.add(v.At, "extends: file: names no file")
		return nil
	case isFile && l.open == nil:
		l.add(v.At, "extends: %q cannot be read here: the policy does not lie on disk", clip(file))
		return nil
	case isFile:
		file = beside(dir, file)
		name, below = "file:"+file, path.Dir(file)
	default:
		hint := rules.Suggest("preset:"+name, presetNames())
		if slices.Contains(rules.Presets(), name) {
			hint = fmt.Sprintf("; did you mean %q?", "preset:"+name)
		}
		l.add(v.At, "extends: expected preset:NAME or file:PATH, found %q%s; presets are %s", clip(name), hint, strings.Join(rules.Presets(), ", "))
		return nil
	}
	switch {
	case slices.Contains(above, name) || isFile && file == path.Base(l.top):
		l.add(v.At, "extends: %q extends itself: %s", clip(name), clip(strings.Join(append(above, name), " -> ")))
		return nil
	case len(above) >= maxBaseDepth || len(l.bases) >= maxBases:
		l.add(v.At, "extends: more than %d policies below each other, or %d in all", maxBaseDepth, maxBases)
		return nil
	}
	if isFile {
		if data, err = l.open(file); err != nil {
			l.add(v.At, "extends: %v", err)
			return nil
		}
	}
	return l.layer(name, below, data, above)
}

// layer reads the bytes of a policy to extend.
func (l *loader) layer(name, dir string, data []byte, above []string) *layer {
	place := strings.TrimPrefix(name, "file:")
	if dir != "" {
		place = beside(path.Dir(l.top), place)
	}
	l.sources[place] = data
	sum := sha256.Sum256(data)
	doc := new(document)
	if errs := rules.Decode(place, data, doc); errs != nil {
		l.errs = append(l.errs, errs...)
	}
	if doc.At.Line == 0 || !l.version(doc) {
		return nil
	}
	inner := &loader{file: place, top: l.top, open: l.open, sources: l.sources, own: doc, bases: l.bases, dir: dir, above: append(slices.Clip(above), name)}
	doc.rebase(dir)
	joined, _ := inner.extend(doc, dir, inner.above)
	one := &layer{name: place, doc: joined, written: map[string]leaf{}, decided: map[string]bool{}, defaults: map[string]string{}}
	one.policy = inner.policy(joined)
	one.free = one.policy.overridable
	for _, leaf := range leaves(joined) {
		one.written[leaf.key] = leaf
		one.decided[sectionOf(leaf.key)] = true
	}
	for _, leaf := range inner.unset {
		one.defaults[matrixKey(leaf.key)] = leaf.text
	}
	l.errs = append(l.errs, inner.errs...)
	l.named = append(append(l.named, data...), inner.named...)
	l.bases = append(inner.bases, Base{name, "sha256:" + hex.EncodeToString(sum[:])})
	return one
}

// beside is a path that a file in dir names.
func beside(dir, name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if path.IsAbs(name) || dir == "" || strings.Contains(name, ":/") {
		return path.Clean(name)
	}
	return path.Join(dir, name)
}

// rebase makes the paths of files that a policy names relative to the one that extends it.
func (d *document) rebase(dir string) {
	if dir == "" || dir == "." {
		return
	}
	for _, list := range [][]word{d.Leaks.Words, d.Contrib.CLA} {
		for i := range list {
			list[i].V = beside(dir, list[i].V)
		}
	}
	templates := [][]word{d.Headers.Template}
	for i := range d.Subprojects {
		templates = append(templates, d.Subprojects[i].Headers.Template)
	}
	for _, list := range templates {
		for i := range list {
			if file, ok := strings.CutPrefix(list[i].V, "file:"); ok {
				list[i].V = "file:" + beside(dir, file)
			}
		}
	}
}

func presetNames() []string {
	var out []string
	for _, p := range rules.Presets() {
		out = append(out, "preset:"+p)
	}
	return out
}

// overridable reads the keys that those who extend the policy may set as they
// like. Where it is not written, what the project is is the project's own.
func (l *loader) overridable(list []word) []string {
	if list == nil {
		return []string{"project"}
	}
	known := keysOf()
	var out []string
	for _, v := range list {
		key := l.text(v, "overridable")
		if key != "" && key != everyKey && !slices.ContainsFunc(known, func(k string) bool { return under(k, key) || strings.HasPrefix(key, "licenses.matrix.") }) {
			l.add(v.At, "overridable: unknown key %q%s", clip(key), rules.Suggest(key, known))
		}
		out = append(out, key)
	}
	return out
}

// everyKey stands for all keys in overridable.
const everyKey = "*"

// frees reports whether the layer leaves a key to those above it.
func (y *layer) frees(key string) bool {
	return slices.ContainsFunc(y.free, func(f string) bool { return f == everyKey || under(plainKey(key), f) })
}

// plainKey is a key without the places in lists.
func plainKey(key string) string {
	for {
		before, after, ok := strings.Cut(key, "[")
		if !ok {
			return key
		}
		_, after, _ = strings.Cut(after, "]")
		key = before + after
	}
}

// matrixKey is the key of a cell that the loader calls by its names.
func matrixKey(key string) string {
	if category, usage, ok := strings.Cut(key, " x "); ok {
		return "licenses.matrix." + category + "." + usage
	}
	return key
}

// told names the layers for a message.
func told(layers []*layer) string {
	var names []string
	for _, y := range layers {
		names = append(names, y.name)
	}
	return strings.Join(names, ", ")
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

// merger joins a policy with those below it, or, when beside is set, two that a
// third one extends. What lies above may tighten; what lies beside is as good as
// the other, and of two values the stricter one counts.
type merger struct {
	l      *loader
	below  []*layer
	beside *layer // nil: the document above is the policy's own
}

// join makes one document of two. Neither is modified.
func (m *merger) join(base, over *document) *document {
	out := new(document)
	m.value(reflect.ValueOf(out).Elem(), reflect.ValueOf(base).Elem(), reflect.ValueOf(over).Elem(), "")
	out.Version, out.Name, out.Extends, out.Overridable, out.Tests, out.At = over.Version, over.Name, over.Extends, over.Overridable, over.Tests, over.At
	if out.Name.At.Line == 0 {
		out.Name = base.Name
	}
	return out
}

func (m *merger) value(dst, base, over reflect.Value, key string) {
	switch dst.Kind() {
	case reflect.Struct:
		if dst.Type() == reflect.TypeFor[rules.Position]() {
			if dst.Set(over); over.FieldByName("Line").Int() == 0 {
				dst.Set(base)
			}
			return
		}
		if dst.FieldByName("V").IsValid() {
			m.scalar(dst, base, over, key)
			return
		}
		for i := range dst.NumField() {
			name := dst.Type().Field(i).Tag.Get("yaml")
			switch {
			case dst.Type().Field(i).Name == "At":
				m.value(dst.Field(i), base.Field(i), over.Field(i), key)
			case name != "" && key == "" && slices.Contains([]string{"version", "name", "extends", "overridable", "tests"}, name): // each file's own
			case name != "":
				m.value(dst.Field(i), base.Field(i), over.Field(i), strings.TrimPrefix(key+"."+name, "."))
			}
		}
	case reflect.Map:
		m.table(dst, base, over, key)
	case reflect.Slice:
		m.list(dst, base, over, key)
	}
}

func (m *merger) table(dst, base, over reflect.Value, key string) {
	if base.Len()+over.Len() == 0 {
		if dst.Set(over); over.IsNil() {
			dst.Set(base)
		}
		return
	}
	dst.Set(reflect.MakeMap(dst.Type()))
	for _, name := range slices.Sorted(maps.Keys(mergedKeys(base, over))) {
		k := reflect.ValueOf(name)
		get := func(v reflect.Value) reflect.Value {
			one := reflect.New(dst.Type().Elem()).Elem()
			if at := v.MapIndex(k); at.IsValid() {
				one.Set(at)
			}
			return one
		}
		b, o, out := get(base), get(over), reflect.New(dst.Type().Elem()).Elem()
		if out.Kind() == reflect.Slice { // licenses.categories
			out.Set(reflect.AppendSlice(o.Slice3(0, o.Len(), o.Len()), b))
		} else {
			m.value(out, b, o, key+"."+name)
		}
		dst.SetMapIndex(k, out)
	}
}

func mergedKeys(a, b reflect.Value) map[string]bool {
	names := stringKeys(a)
	maps.Copy(names, stringKeys(b))
	return names
}

// place is the position of a scalar; Line is 0 when it is not written.
func place(v reflect.Value) rules.Position { return v.FieldByName("At").Interface().(rules.Position) }

// stated is what the layers below say of a key: as written, or by the default
// of a section that one of them decides.
func (m *merger) stated(layers []*layer, v reflect.Value, key string) (text string, at rules.Position, ok bool) {
	if at = place(v); at.Line > 0 {
		return bare(v.FieldByName("V")), at, true
	}
	for _, y := range layers {
		if !y.decides(key) {
			continue
		}
		if from := fallsTo(key); from != "" {
			if l, ok := y.written[from]; ok {
				return l.text, l.at, true
			}
			if text, ok = y.defaults[from]; ok {
				return text, at, true
			}
		}
		if text, ok = y.defaults[key]; ok {
			return text, at, true
		}
		if text, ok = fallbacks()[key]; ok {
			return text, at, true
		}
		if strings.HasPrefix(key, "licenses.matrix.") {
			return "fail", at, true
		}
	}
	return "", at, false
}

// bare is the text of a scalar without quotes.
func bare(v reflect.Value) string {
	if v.Kind() == reflect.String {
		return v.String()
	}
	return scalar(v)
}

func (m *merger) scalar(dst, base, over reflect.Value, key string) {
	dst.Set(base)
	if m.beside != nil {
		m.stricter(dst, base, over, key)
		return
	}
	if place(over).Line == 0 {
		return
	}
	dst.Set(over)
	was, at, ok := m.stated(m.below, base, key)
	now := bare(over.FieldByName("V"))
	if !ok || now == was || m.free(key, at) {
		return
	}
	a, comparable := strictness(key, now)
	b, also := strictness(key, was)
	switch {
	case comparable && also && a >= b:
	case comparable && also:
		m.refuse(place(over), key, fmt.Sprintf("%s is milder than %s", now, was), at)
	case !comparable && (also && was == "" || at.Line > 0 && !also):
		m.refuse(place(over), key, "is decided already", at)
	}
}

// stricter takes the stricter one of two values that lie beside each other.
func (m *merger) stricter(dst, base, over reflect.Value, key string) {
	was, at, ok := m.stated(m.below, base, key)
	now, place2, also := m.stated([]*layer{m.beside}, over, key)
	switch {
	case !also:
		return
	case !ok:
		dst.Set(over)
		return
	case was == now:
		return
	}
	a, comparable := strictness(key, now)
	b, comparable2 := strictness(key, was)
	switch {
	case comparable && comparable2:
		if a > b {
			dst.Set(over)
		}
	case comparable != comparable2: // only what is not written can be compared with everything
		if comparable {
			dst.Set(over)
		}
	case at.Line == 0 || place2.Line > 0 && m.free(key, at):
		dst.Set(over)
	case place2.Line > 0 && !m.beside.frees(key):
		m.l.add(place2, "%s: contradicts %s, which is extended as well; neither lists %s as overridable", key, at, key)
	}
}

// free reports whether all layers that decide a key leave it to those above.
func (m *merger) free(key string, at rules.Position) bool {
	for _, y := range m.below {
		if (at.Line > 0 && y.writes(key) || y.decides(key)) && !y.frees(key) {
			return false
		}
	}
	return true
}

func (y *layer) writes(key string) bool { return y.decided[sectionOf(key)] }

func (m *merger) refuse(at rules.Position, key, what string, before rules.Position) {
	where := "by default"
	if before.Line > 0 {
		where = before.String()
	}
	var names []*layer
	for _, y := range m.below {
		if y.decides(key) && !y.frees(key) {
			names = append(names, y)
		}
	}
	m.l.add(at, "%s: %s (%s); an overlay may only tighten, and %s does not list %s as overridable", key, what, where, told(names), plainKey(key))
}

func (m *merger) list(dst, base, over reflect.Value, key string) {
	kind := listOf(key)
	if kind == listAdds {
		dst.Set(together(base, over, key == "licenses.compatibility"))
		if m.beside == nil && key == "licenses.compatibility" {
			m.pairs(over)
		}
		if key == "subprojects" {
			m.parts(base.Interface().([]subprojectDoc), over.Interface().([]subprojectDoc))
		}
		return
	}
	if over.IsNil() && (m.beside == nil || base.IsNil()) {
		dst.Set(base)
		return
	}
	if dst.Type() != reflect.TypeFor[[]word]() {
		m.fixed(dst, base, over, key)
		return
	}
	b, o := base.Interface().([]word), over.Interface().([]word)
	if m.beside != nil {
		dst.Set(reflect.ValueOf(m.both(kind, key, b, o)))
		return
	}
	dst.Set(over)
	decided := b != nil || kind != listFixed && slices.ContainsFunc(m.below, func(y *layer) bool {
		return y.decides(key) && (key != "identities.domains" && key != "contributions.company-domains")
	})
	at := firstPlace(b)
	if key == "headers.holders" && b == nil { // the project's holders count, for who asks for them
		for _, y := range m.below {
			if l, ok := y.written["headers.other-holder"]; ok && l.text != "allow" {
				decided, at = true, l.at
			}
		}
	}
	if !decided || m.free(key, at) {
		return
	}
	was := wordsOf(b)
	if b == nil {
		was = listDefault(key)
	}
	now := wordsOf(o)
	switch kind {
	case listGrows:
		for _, w := range was {
			if !slices.Contains(now, w) {
				m.refuse(listPlace(o, m.l), key, fmt.Sprintf("leaves out %q", clip(w)), at)
			}
		}
	case listShrinks:
		for _, v := range o {
			if !slices.Contains(was, v.V) {
				m.refuse(v.At, key, fmt.Sprintf("adds %q", clip(v.V)), at)
			}
		}
	case listFixed:
		if !slices.Equal(was, now) {
			m.refuse(listPlace(o, m.l), key, "is decided already", at)
		}
	}
}

// both joins two lists that lie beside each other to the stricter one.
func (m *merger) both(kind listKind, key string, b, o []word) []word {
	switch {
	case kind == listFixed && b != nil && o != nil && !slices.Equal(wordsOf(b), wordsOf(o)):
		if at := firstPlace(b); !m.free(key, at) && !m.beside.frees(key) {
			m.l.add(listPlace(o, m.l), "%s: contradicts %s, which is extended as well; neither lists %s as overridable", key, at, key)
		}
		return o
	case kind == listFixed && o == nil:
		return b
	case kind == listFixed:
		return o
	}
	fill := func(list []word, layers []*layer, at rules.Position) ([]word, bool) {
		if list != nil || !slices.ContainsFunc(layers, func(y *layer) bool { return y.decides(key) }) {
			return list, list != nil
		}
		list = []word{}
		for _, w := range listDefault(key) {
			list = append(list, word{V: w, At: at})
		}
		return list, true
	}
	b, haveB := fill(b, m.below, firstPlace(o))
	o, haveO := fill(o, []*layer{m.beside}, firstPlace(b))
	switch {
	case !haveB:
		return o
	case !haveO:
		return b
	case kind == listGrows:
		out := slices.Clone(b)
		for _, v := range o {
			if !slices.Contains(wordsOf(out), v.V) {
				out = append(out, v)
			}
		}
		return out
	}
	return slices.DeleteFunc(append([]word{}, b...), func(v word) bool { return !slices.Contains(wordsOf(o), v.V) })
}

// fixed joins lists of mappings of which one counts: the entities of the project.
func (m *merger) fixed(dst, base, over reflect.Value, key string) {
	if over.IsNil() {
		dst.Set(base)
		return
	}
	dst.Set(over)
	if base.Len() == 0 {
		return
	}
	var was, now []leaf
	leavesOf(base, key, &was)
	leavesOf(over, key, &now)
	same := slices.EqualFunc(was, now, func(a, b leaf) bool { return a.key == b.key && a.text == b.text })
	if !same && len(now) > 0 && len(was) > 0 && !m.free(key, was[0].at) {
		m.refuse(now[0].at, key, "is decided already", was[0].at)
	}
}

// together puts one list behind another, and leaves out what is in both because
// two policies extend a third.
func together(base, over reflect.Value, baseFirst bool) reflect.Value {
	if base.Len() == 0 && !over.IsNil() {
		return over
	}
	out := base.Slice3(0, base.Len(), base.Len())
	seen := map[rules.Position]bool{}
	for i := range base.Len() {
		seen[place(base.Index(i))] = true
	}
	for i := range over.Len() {
		if at := place(over.Index(i)); at.Line == 0 || !seen[at] {
			out = reflect.Append(out, over.Index(i))
		}
	}
	return out
}

// parts refuses a subproject within one of those below: what holds there would no longer do.
func (m *merger) parts(base, over []subprojectDoc) {
	const key = "subprojects"
	for i := range over {
		for k := range base {
			a, b := strings.TrimSuffix(base[k].Path.V, "/"), strings.TrimSuffix(over[i].Path.V, "/")
			switch at := base[k].Path.At; {
			case base[k].At == over[i].At, at.Line == 0, m.beside == nil && !strings.HasPrefix(b, a+"/"), !strings.HasPrefix(b, a+"/") && !strings.HasPrefix(a, b+"/"), m.free(key, at):
			case m.beside == nil:
				m.refuse(over[i].Path.At, key, fmt.Sprintf("%q takes a part out of %q", clip(b), clip(a)), at)
			case !m.beside.frees(key):
				m.l.add(over[i].Path.At, "%s: %q contradicts %q of %s, which is extended as well; neither lists %s as overridable", key, clip(b), clip(a), at, key)
			}
		}
	}
}

// pairs refuses answers of licenses.compatibility that let pass what is below.
func (m *merger) pairs(over reflect.Value) {
	const key = "licenses.compatibility"
	for _, p := range over.Interface().([]pairDoc) {
		decided := slices.ContainsFunc(m.below, func(y *layer) bool { return y.decides(key) })
		if decided && p.Answer.V != "conflict" && p.Answer.At.Line > 0 && !m.free(key, rules.Position{}) {
			m.refuse(p.Answer.At, key, p.Answer.V+" lets pass what the matrix may not", rules.Position{})
		}
	}
}

// licenses refuses to move a license to a milder category.
func (m *merger) licenses(own *document) {
	const key = "licenses.categories"
	if len(own.Licenses.Categories) == 0 || !slices.ContainsFunc(m.below, func(y *layer) bool { return y.decides(key) }) || m.free(key, rules.Position{}) {
		return
	}
	order := append(categoryNames(), categoryUnknown)
	for _, name := range slices.Sorted(maps.Keys(own.Licenses.Categories)) {
		for _, v := range own.Licenses.Categories[name] {
			if was := m.category(v.V, order); slices.Index(order, name) >= 0 && slices.Index(order, name) < slices.Index(order, was) {
				m.refuse(v.At, key, fmt.Sprintf("%q is %s", clip(v.V), was), rules.Position{})
			}
		}
	}
}

// category is the strictest one that the layers below give to a license of a pattern.
func (m *merger) category(pattern string, order []string) string {
	license, _, _ := strings.Cut(pattern, " WITH ")
	worst := ""
	for _, y := range m.below {
		for id := range y.policy.categories {
			if !wildcard(license, id) {
				continue
			}
			expr, err := spdx.Parse(id)
			if err != nil || len(expr.Licenses()) != 1 {
				continue
			}
			if c := y.policy.category(expr.Licenses()[0]); slices.Index(order, c) > slices.Index(order, worst) {
				worst = c
			}
		}
	}
	return first(worst, categoryUnknown)
}

func wordsOf(list []word) []string {
	out := []string{}
	for _, v := range list {
		out = append(out, v.V)
	}
	return out
}

func firstPlace(list []word) rules.Position {
	if len(list) == 0 {
		return rules.Position{}
	}
	return list[0].At
}

// listPlace is where a list is written; an empty one has no place of its own.
func listPlace(list []word, l *loader) rules.Position {
	if len(list) == 0 {
		return rules.Position{File: l.file, Line: 1, Column: 1}
	}
	return list[0].At
}

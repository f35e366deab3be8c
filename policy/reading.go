// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Reading is a policy with what its file and the preset below it say, and where.
type Reading struct {
	Policy *Policy

	own, base, joined *document // base is nil without a preset
	unset             []leaf
}

// Origin is a value of a policy and the place that decides it.
type Origin struct {
	Key   string // "licenses.deny[0]"
	Value string // as YAML
	At    Place  // Line 0: nobody writes it, and the value is the built-in default
}

// Values lists the values that judge, in the order of the documentation: those
// that are written, in the file or in its preset, then the levels by default.
func (r *Reading) Values() []Origin {
	var out []Origin
	for _, l := range leaves(r.joined) {
		if !under(l.key, "extends") {
			out = append(out, Origin{l.key, l.text, PlaceOf(l.at)})
		}
	}
	seen := map[string]bool{}
	unset := slices.Clone(r.unset) // some are in the order of a map
	slices.SortStableFunc(unset, func(a, b leaf) int { return strings.Compare(a.key, b.key) })
	for _, l := range unset {
		key := l.key
		if category, usage, ok := strings.Cut(key, " x "); ok {
			key = "licenses.matrix." + category + "." + usage
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, Origin{Key: key, Value: l.text})
		}
	}
	return out
}

// originColumn is where Show writes the origins.
const originColumn = 56

// Show writes the effective policy as YAML, with the origin of each value as a
// comment. What it writes is a policy without a preset, and judges alike. The
// levels that nobody writes are comments at the end.
func (r *Reading) Show(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# The effective policy of %s, %s\n", r.Policy.Source, r.Policy.Digest)
	if len(r.own.Extends) > 0 {
		fmt.Fprintf(&b, "# It extends %s.\n", strings.Join(wordsOf(r.own.Extends), ", "))
	}
	var before []string
	defaults := false
	for _, o := range r.Values() {
		if o.At.Line == 0 && o.Value != "[]" {
			if !defaults {
				b.WriteString("\n# Nobody writes these levels; the built-in ones count:\n")
			}
			defaults = true
			fmt.Fprintf(&b, "#   %s: %s\n", o.Key, o.Value)
			continue
		}
		path := steps(o.Key)
		b.WriteString(yamlLines(before, path, o))
		before = path
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var stepOf = regexp.MustCompile(`\[\d+\]|[^.\[\]]+`)

func steps(key string) []string { return stepOf.FindAllString(key, -1) }

// yamlLines writes a value and the keys that lead to it, but for those it shares with the value before.
func yamlLines(before, path []string, o Origin) string {
	same := 0
	for same < min(len(before), len(path)-1) && before[same] == path[same] {
		same++
	}
	var b strings.Builder
	dash := false
	for i := same; i < len(path); i++ {
		last := i == len(path)-1
		line := strings.Repeat("  ", i)
		if dash {
			line = strings.Repeat("  ", i-1) + "- "
		}
		dash = strings.HasPrefix(path[i], "[")
		switch {
		case dash && !last:
			continue
		case dash:
			line += "- " + o.Value
		case last:
			line += path[i] + ": " + o.Value
		default:
			line += path[i] + ":"
		}
		if last && o.At.Line > 0 {
			line = fmt.Sprintf("%-*s # %s:%d", originColumn, line, o.At.File, o.At.Line)
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// Keys lists the values that drive a check, waivers for it included; nil for an unknown check.
func (r *Reading) Keys(check string) []Origin {
	prefixes, ok := checkKeys()[check]
	for i := range r.joined.Rules {
		if r.joined.Rules[i].ID.V == check {
			prefixes, ok = []string{fmt.Sprintf("rules[%d]", i)}, true
		}
	}
	if !ok {
		return nil
	}
	out := []Origin{}
	all := r.Values()
	for i := range r.joined.Waivers {
		if r.joined.Waivers[i].Check.V == check {
			prefixes = append(prefixes, fmt.Sprintf("waivers[%d]", i))
		}
	}
	for _, o := range all {
		key := o.Key
		if rest, ok := strings.CutPrefix(key, "subprojects["); ok {
			_, key, _ = strings.Cut(rest, "].")
		}
		if slices.ContainsFunc(prefixes, func(p string) bool { return under(key, p) || under(o.Key, p) }) {
			out = append(out, o)
		}
	}
	return out
}

// under reports whether a key is the prefix, or below it.
func under(key, prefix string) bool {
	rest, ok := strings.CutPrefix(key, prefix)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/spdx"
)

type curationDoc struct {
	At      rules.Position
	Match   curatedDoc `yaml:"match"`
	Content []word     `yaml:"content"`
	License word       `yaml:"license"`
	Reason  word       `yaml:"reason"`
	By      word       `yaml:"by"`
	Date    word       `yaml:"date"`
}

type curatedDoc struct {
	At   rules.Position
	Path word `yaml:"path"`
	PURL word `yaml:"purl"`
}

// pins are the ways in which content is named, with the digits of each, by what is pinned.
func pins(file bool) map[string][]int {
	if file {
		return map[string][]int{"blob": {40, 64}}
	}
	return map[string][]int{"sha256": {64}, "sha384": {96}, "sha512": {128}}
}

func (l *loader) curations(docs []curationDoc) []curation {
	var out []curation
	for i := range docs {
		d := &docs[i]
		if d.At.Line == 0 {
			l.add(d.At, "curations: entry %d is empty", i+1)
			continue
		}
		c := curation{at: PlaceOf(d.At)}
		l.curates(d, &c)
		c.license = l.curatedLicense(d, c.path != "")
		c.reason = l.required(d.Reason, d.At, "curations: reason")
		c.by = l.required(d.By, d.At, "curations: by")
		if len(l.posts[PostCompliance].approvers) > 0 && d.By.At.Line > 0 {
			l.approver(d.By, c.by, PostCompliance)
		}
		c.date, _ = l.date(d.Date, d.At, "curations: date")
		out = append(out, c)
	}
	return out
}

// curates reads what a curation is about, and the content that was read.
func (l *loader) curates(d *curationDoc, c *curation) {
	path, purl := d.Match.Path.At.Line > 0, d.Match.PURL.At.Line > 0
	switch {
	case path && purl:
		l.add(d.Match.PURL.At, "curations: match: path and purl exclude each other; a file and a package are curated one by one")
	case path:
		c.path = l.glob(d.Match.Path, "curations: match.path")
	case purl:
		c.purl = l.text(d.Match.PURL, "curations: match.purl")
		if c.purl != "" && (!strings.HasPrefix(c.purl, "pkg:") || !strings.Contains(c.purl, "/")) {
			l.add(d.Match.PURL.At, "curations: match.purl: expected pkg:TYPE/NAME, found %q", clip(c.purl))
		}
	default:
		l.add(d.At, "curations: match: is missing; name a path or a purl")
	}
	if len(d.Content) == 0 {
		l.add(d.At, "curations: content: is missing; a curation holds for the content that was read only")
	}
	for _, v := range d.Content {
		pin := l.text(v, "curations: content")
		kind, digits, _ := strings.Cut(pin, ":")
		known := pins(path)
		if pin != "" && path != purl && !slices.ContainsFunc(known[kind], func(n int) bool { return isHex(digits, n) }) {
			l.add(v.At, "curations: content: %s, found %q", wantedPin(path), clip(pin))
		}
		c.content = append(c.content, pin)
	}
	slices.Sort(c.content)
	c.content = slices.Compact(c.content)
}

func wantedPin(file bool) string {
	if file {
		return "expected blob: and the git object id of the file (git rev-parse HEAD:PATH), 40 or 64 lower-case hexadecimal digits"
	}
	return "expected sha256: and 64 lower-case hexadecimal digits of each license file of the package, or of the archive as a lock file pins it (sha384: and sha512:, too)"
}

func (l *loader) curatedLicense(d *curationDoc, file bool) string {
	text := l.required(d.License, d.At, "curations: license")
	if text == "" || text == noLicense && file {
		return text
	}
	if text == noLicense {
		l.add(d.License.At, "curations: license: %s is for a file that is under no license of its own; a package without one may not be used", noLicense)
		return text
	}
	expr, err := spdx.Parse(text)
	if err != nil {
		l.add(d.License.At, "curations: license: %v%s", err, suggestLicense(text, err))
		return text
	}
	return expr.String()
}

// curations finds those that an earlier one makes idle.
func (n *linter) curations() {
	all := n.r.Policy.curations
	for i := range all {
		for k := range i {
			a, b := &all[k], &all[i]
			if a.path == b.path && a.purl == b.purl && slices.ContainsFunc(a.content, func(pin string) bool { return slices.Contains(b.content, pin) }) {
				n.note(rules.Position(b.at), "curations: %s is curated for the same content at line %d, which counts", clip(first(b.path, b.purl)), a.at.Line)
				break
			}
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/glyph"
)

// Bounds of what is shown beside one violation.
const (
	factBlocks = 6   // facts of one kind
	factPlaces = 8   // places, references, paths in one row
	factText   = 600 // bytes of a value
)

// block is a fact beside a violation: rows of label and value, and texts laid
// side by side.
type block struct {
	Title string      `json:"t"`
	Note  string      `json:"n,omitempty"`
	Rows  [][2]string `json:"r,omitempty"`
	Sides []side      `json:"s,omitempty"`
}

// side is one of two texts that stand beside each other.
type side struct {
	Title string `json:"t"`
	Text  int    `json:"x"` // index into facts.texts
}

func (b *block) row(label, value string) {
	if value != "" {
		b.Rows = append(b.Rows, [2]string{label, value})
	}
}

// facts finds what the inventory knows about a violation. Without an inventory it
// knows what the evidence says.
type facts struct {
	words      catalog
	texts      texts
	files      map[string]*inventory.File
	headers    map[string]string
	secrets    map[inventory.Location][]*inventory.Secret
	leaks      map[inventory.Location][]*inventory.Leak
	media      map[string][]*inventory.Media
	similar    map[string][]*inventory.Similar
	components map[string]*inventory.Component
	vulns      map[string][]*inventory.Vulnerability
	compared   map[string][]Comparison
	laid       map[*Comparison][2]int // indexes into texts
}

func newFacts(inv *inventory.Inventory, words catalog) *facts {
	f := &facts{words: words, texts: newTexts(), laid: map[*Comparison][2]int{}}
	if inv == nil {
		return f
	}
	f.files = make(map[string]*inventory.File, len(inv.Files))
	for i := range inv.Files {
		f.files[inv.Files[i].Path] = &inv.Files[i]
	}
	f.headers = make(map[string]string, len(inv.HeaderTexts))
	for _, h := range inv.HeaderTexts {
		f.headers[h.ID] = h.Text
	}
	f.secrets = map[inventory.Location][]*inventory.Secret{}
	for i := range inv.Secrets {
		s := &inv.Secrets[i]
		f.secrets[s.Location] = append(f.secrets[s.Location], s)
	}
	f.leaks = map[inventory.Location][]*inventory.Leak{}
	for i := range inv.Leaks {
		l := &inv.Leaks[i]
		f.leaks[l.Location] = append(f.leaks[l.Location], l)
	}
	f.media = map[string][]*inventory.Media{}
	for i := range inv.Media {
		f.media[inv.Media[i].Path] = append(f.media[inv.Media[i].Path], &inv.Media[i])
	}
	f.similar = map[string][]*inventory.Similar{}
	for i := range inv.Similar {
		f.similar[inv.Similar[i].A] = append(f.similar[inv.Similar[i].A], &inv.Similar[i])
	}
	f.components = make(map[string]*inventory.Component, len(inv.Components))
	for i := range inv.Components {
		f.components[inv.Components[i].PURL] = &inv.Components[i]
	}
	f.vulns = map[string][]*inventory.Vulnerability{}
	if inv.Vulnerabilities != nil {
		for i := range inv.Vulnerabilities.Found {
			v := &inv.Vulnerabilities.Found[i]
			f.vulns[v.PURL] = append(f.vulns[v.PURL], v)
		}
	}
	return f
}

// of gives the facts of a violation.
func (f *facts) of(v *policy.Violation) []block {
	var out []block
	switch {
	case isSecret(v.Check):
		out = f.secretBlocks(v, out)
	case strings.HasPrefix(v.Check, "leak-"), v.Check == "crypto-inventory", v.Check == "opaque-content":
		out = f.leakBlocks(v, out)
	}
	if b, ok := f.wordDiff(v); ok {
		out = append(out, b)
	}
	if file := f.files[v.Location.Path]; file != nil && v.Location.Commit == "" {
		out = f.fileBlocks(v, file, out)
	}
	if strings.HasPrefix(v.Check, "media-") {
		for _, m := range first(f.media[v.Location.Path]) {
			out = append(out, f.mediaBlock(m))
		}
	}
	if v.Check == "copied-file" {
		for _, s := range first(f.similar[v.Location.Path]) {
			out = append(out, f.similarBlock(s))
		}
	}
	if c := f.components[v.Component]; c != nil {
		out = append(out, f.componentBlock(c))
		for _, known := range first(f.vulns[v.Component]) {
			if strings.Contains(v.Message, known.ID) || strings.Contains(v.Evidence, known.ID) {
				out = append(out, f.vulnBlock(known))
			}
		}
	}
	return out
}

func first[T any](list []T) []T { return list[:min(len(list), factBlocks)] }

func (f *facts) secretBlocks(v *policy.Violation, out []block) []block {
	for _, s := range first(f.secrets[v.Location]) {
		if !strings.Contains(v.Evidence, s.Rule) && v.Evidence != "" {
			continue
		}
		b := block{Title: f.words.text("fact.secret"), Note: f.words.text("fact.secret.rotate")}
		b.row(f.words.text("fact.rule"), line(cmp.Or(s.Title, s.Rule)))
		b.row(f.words.text("fact.value"), f.words.count("fact.redacted", s.Length))
		b.row(f.words.text("fact.decoded"), line(s.Decoded))
		b.row(f.words.text("fact.role"), f.words.word("role", string(s.Context)))
		f.trace(&b, &s.Trace)
		return append(out, b)
	}
	return out
}

func (f *facts) leakBlocks(v *policy.Violation, out []block) []block {
	for _, l := range first(f.leaks[v.Location]) {
		b := block{Title: f.words.text("fact.leak")}
		b.row(f.words.text("fact.rule"), line(cmp.Or(l.Title, l.Rule)))
		b.row(f.words.text("fact.text"), clip(line(l.Text)))
		b.row(f.words.text("fact.role"), f.words.word("role", string(l.Context)))
		f.trace(&b, &l.Trace)
		out = append(out, b)
	}
	return out
}

// trace says since when a finding is there and how far it spread.
func (f *facts) trace(b *block, t *inventory.Trace) {
	b.row(f.words.text("fact.status"), f.words.word("status", t.Status))
	since := line(short(t.FirstCommit))
	if t.FirstDate != "" {
		since += ", " + day(t.FirstDate)
	}
	if t.FirstAuthor != "" {
		since += ", " + line(t.FirstAuthor)
	}
	b.row(f.words.text("fact.since"), since)
	b.row(f.words.text("fact.refs"), f.list(t.Refs, t.RefCount))
	if t.Rewrite > 0 {
		b.row(f.words.text("fact.rewrite"), number(t.Rewrite))
	}
	if len(t.Paths) > 1 {
		b.row(f.words.text("fact.paths"), f.list(t.Paths, len(t.Paths)))
	}
}

// list joins values, at most factPlaces of all.
func (f *facts) list(values []string, all int) string {
	shown := make([]string, 0, factPlaces)
	for _, v := range values[:min(len(values), factPlaces)] {
		shown = append(shown, clip(line(v)))
	}
	text := strings.Join(shown, ", ")
	if n := max(all, len(values)) - len(shown); n > 0 {
		text += " " + f.words.count("more", n)
	}
	return text
}

func (f *facts) mediaBlock(m *inventory.Media) block {
	b := block{Title: f.words.text("fact.media")}
	b.row(f.words.text("fact.field"), line(m.Format+" "+m.Field))
	b.row(f.words.text("fact.text"), clip(line(m.Text)))
	b.row(f.words.text("fact.holders"), f.list(m.Holders, len(m.Holders)))
	return b
}

func (f *facts) similarBlock(s *inventory.Similar) block {
	b := block{Title: f.words.text("fact.similar")}
	b.row(f.words.text("fact.file"), line(s.A))
	b.row(f.words.text("fact.like"), line(s.B))
	b.row(f.words.text("fact.share"), fmt.Sprintf("%d %%, %s", s.Share, f.words.count("lines", s.Lines)))
	return b
}

func (f *facts) vulnBlock(v *inventory.Vulnerability) block {
	b := block{Title: f.words.text("fact.vulnerability")}
	b.row("ID", f.list(append([]string{v.ID}, v.Aliases...), len(v.Aliases)+1))
	b.row(f.words.text("fact.summary"), clip(line(v.Summary)))
	score := line(v.Severity)
	if v.Score > 0 {
		score += fmt.Sprintf(" (%.1f)", v.Score)
	}
	b.row(f.words.text("fact.severity"), score)
	b.row(f.words.text("fact.fixed"), line(v.Fixed))
	return b
}

func (f *facts) componentBlock(c *inventory.Component) block {
	b := block{Title: f.words.text("fact.component")}
	b.row("purl", line(c.PURL))
	b.row(f.words.text("fact.version"), line(cmp.Or(c.Version, c.Range)))
	b.row(f.words.text("fact.scope"), f.words.word("scope", c.Scope))
	b.row(f.words.text("fact.declared"), cmp.Or(line(c.Licenses.Declared), f.words.text("unknown")))
	b.row(f.words.text("fact.concluded"), cmp.Or(line(c.Licenses.Concluded), f.words.text("unknown")))
	b.row(f.words.text("fact.path"), f.pathFromRoot(c))
	var places []string
	for _, e := range c.Evidence {
		at := e.Path
		if e.Line > 0 {
			at = fmt.Sprintf("%s:%d", e.Path, e.Line)
		}
		places = append(places, at)
	}
	b.row(f.words.text("fact.evidence"), f.list(places, len(places)))
	return b
}

// pathFromRoot names the components from a direct one to c; "" when it is not known.
func (f *facts) pathFromRoot(c *inventory.Component) string {
	var path []string
	for at := c; at != nil && len(path) < 64; at = f.components[at.Via] {
		path = append([]string{line(at.Name)}, path...)
		if at.Direct {
			return strings.Join(path, " → ")
		}
	}
	return ""
}

func clip(s string) string { return clipTo(s, factText) }

func clipTo(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > 0 && s[cut]&0xc0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}

// text keeps the lines of a text of the examined repository.
func text(s string) string { return glyph.Text(s) }

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/policy"
)

// tablePlaces caps the places of one violation in the table.
const tablePlaces = 200

// column holds a text of each row. Each text stands once in Pool; Rows gives the
// index of it for each row, and is nil where row and index are the same.
type column struct {
	Pool []string `json:"p"`
	Rows []int    `json:"i"`

	index map[string]int
}

func newColumn(rows int) *column {
	return &column{Pool: []string{}, Rows: make([]int, 0, rows), index: make(map[string]int, rows/8)}
}

func (c *column) add(s string) {
	at, ok := c.index[s]
	if !ok {
		at = len(c.Pool)
		c.index[s] = at
		c.Pool = append(c.Pool, line(s))
	}
	c.Rows = append(c.Rows, at)
}

// done leaves the rows out where each has a text of its own.
func (c *column) done() {
	if len(c.Pool) == len(c.Rows) {
		c.Rows = nil
	}
}

// table is what the script reads: every violation and every component, in columns.
type table struct {
	Lists      [4]int                       `json:"lists"` // violations in each list: open, waived, known, suppressed
	IDs        *column                      `json:"id"`
	Check      *column                      `json:"check"`
	Post       *column                      `json:"post"`
	Message    *column                      `json:"message"`
	Path       *column                      `json:"path"`
	Commit     *column                      `json:"commit"`
	Evidence   *column                      `json:"evidence"`
	PolicyAt   *column                      `json:"policyAt"`
	PolicyText *column                      `json:"policyText"`
	Help       *column                      `json:"help"`
	Component  *column                      `json:"component"`
	Baseline   *column                      `json:"baseline"` // new or unchanged; "" where nothing was compared
	Levels     string                       `json:"level"`    // a digit for each row: 0 fail, 1 warn, 2 note
	Severities string                       `json:"severity"` // a digit for each row: 0 critical to 3 low
	Start      []int                        `json:"start"`
	End        []int                        `json:"end"` // 0 where it is that of Start
	Places     map[int]places               `json:"places"`
	Waiver     map[int]int                  `json:"waiver"` // row to index of Waivers
	Waivers    []waiverView                 `json:"waivers"`
	Word       map[int]string               `json:"word"`   // row to who speaks for it
	Facts      map[int][]int                `json:"facts"`  // row to indexes of Blocks
	Blocks     []block                      `json:"blocks"` // facts, each once
	Texts      []parts                      `json:"texts"`  // texts of the blocks
	Checks     map[string][2]string         `json:"checks"` // title and explanation
	Owners     map[string]string            `json:"owners"` // of the posts
	Components *componentTable              `json:"components"`
	Words      map[string]string            `json:"words"`
	Names      map[string]map[string]string `json:"names"` // posts, levels, severities in the page's language
}

type places struct {
	All  int      `json:"n"`
	List []string `json:"l"`
}

// table makes the columns.
func (b *builder) table() *table {
	lists := b.lists()
	n := 0
	for _, l := range lists {
		n += len(l)
	}
	t := &table{Places: map[int]places{}, Waiver: map[int]int{}, Waivers: []waiverView{}, Word: map[int]string{}, Facts: map[int][]int{}, Blocks: []block{}, Checks: map[string][2]string{}, Owners: map[string]string{},
		Start: make([]int, 0, n), End: make([]int, 0, n), Words: b.words.forScript(), Names: b.names(), Components: b.componentTable()}
	columns := []**column{&t.IDs, &t.Check, &t.Post, &t.Message, &t.Path, &t.Commit, &t.Evidence, &t.PolicyAt, &t.PolicyText, &t.Help, &t.Component, &t.Baseline}
	for _, c := range columns {
		*c = newColumn(n)
	}
	var levels, severities strings.Builder
	adder := rowAdder{b: b, t: t, waivers: map[policy.WaiverRef]int{}, blocks: map[string]int{}}
	row := 0
	for i, l := range lists {
		t.Lists[i] = len(l)
		for k := range l {
			levels.WriteByte('0' + byte(levelRank(l[k].Level)))
			severities.WriteByte('0' + byte(severityRank(l[k].Severity)))
			adder.add(row, &l[k])
			row++
		}
	}
	for _, c := range columns {
		(*c).done()
	}
	t.Levels, t.Severities = levels.String(), severities.String()
	t.Texts = b.facts.texts.all
	for _, c := range t.Check.Pool {
		if known, ok := b.title[c]; ok {
			t.Checks[c] = [2]string{line(known.Title), line(known.Doc)}
		}
	}
	for _, p := range b.v.Posts {
		t.Owners[line(p.Post)] = line(p.Owner)
	}
	return t
}

// rowAdder adds rows to a table.
type rowAdder struct {
	b       *builder
	t       *table
	waivers map[policy.WaiverRef]int
	blocks  map[string]int
}

func (a *rowAdder) add(row int, v *policy.Violation) {
	t := a.t
	path, commit := a.b.pathOf(v.Location)
	t.IDs.add(v.ID)
	t.Check.add(v.Check)
	t.Post.add(v.Post)
	t.Message.add(v.Message)
	t.Path.add(path)
	t.Commit.add(commit)
	t.Evidence.add(v.Evidence)
	t.PolicyAt.add(policyPlace(v.PolicyAt))
	t.PolicyText.add(v.PolicyText)
	t.Help.add(helpOf(v))
	t.Component.add(v.Component)
	t.Baseline.add(v.Baseline)
	end := v.Location.EndLine
	if end <= v.Location.StartLine {
		end = 0
	}
	t.Start, t.End = append(t.Start, v.Location.StartLine), append(t.End, end)
	if len(v.Places) > 0 {
		t.Places[row] = a.places(v.Places)
	}
	if v.Waiver != nil {
		at, ok := a.waivers[*v.Waiver]
		if !ok {
			at = len(t.Waivers)
			a.waivers[*v.Waiver] = at
			t.Waivers = append(t.Waivers, a.b.waiver(v.Waiver))
		}
		t.Waiver[row] = at
	}
	if s := v.Suppression; s != nil {
		t.Word[row] = a.b.spoken(s)
	}
	a.facts(row, v)
}

func (a *rowAdder) places(list []inventory.Location) places {
	p := places{All: len(list)}
	for _, l := range list[:min(len(list), tablePlaces)] {
		p.List = append(p.List, a.b.place(l))
	}
	return p
}

func (a *rowAdder) facts(row int, v *policy.Violation) {
	for _, f := range a.b.facts.of(v) {
		key, err := json.Marshal(f)
		if err != nil {
			continue // a block holds nothing but texts
		}
		at, ok := a.blocks[string(key)]
		if !ok {
			at = len(a.t.Blocks)
			a.blocks[string(key)] = at
			a.t.Blocks = append(a.t.Blocks, f)
		}
		a.t.Facts[row] = append(a.t.Facts[row], at)
	}
}

// helpOf is the help with a place for the violation's own id, so that all of a
// check have the same.
func helpOf(v *policy.Violation) string {
	if v.ID == "" {
		return v.Help
	}
	return strings.ReplaceAll(v.Help, v.ID, "{id}")
}

// spoken says who speaks for a violation, in one line.
func (b *builder) spoken(s *inventory.Suppression) string {
	text := b.words.word("suppressed", s.By) + " " + b.place(inventory.Location{Path: s.Path, StartLine: s.Line})
	if s.Outside {
		text += ", " + b.words.text("suppressed.outside")
	}
	if s.Reason != "" {
		text += ": " + line(s.Reason)
	}
	if s.Expires != "" {
		text += ", " + b.words.text("until", "date", s.Expires)
	}
	return text
}

// names are words of closed lists in the page's language.
func (b *builder) names() map[string]map[string]string {
	out := map[string]map[string]string{}
	for list, words := range map[string][]string{
		"post": policy.Posts(), "level": {"fail", "warn", "note"}, "severity": {"critical", "high", "medium", "low"}, "scope": scopes(), "category": categories(), "baseline": {policy.BaselineNew, policy.BaselineUnchanged},
	} {
		out[list] = map[string]string{}
		for _, w := range words {
			out[list][w] = b.words.word(list, w)
		}
	}
	return out
}

func scopes() []string {
	return []string{inventory.ScopeRuntime, inventory.ScopeBuild, inventory.ScopeDev, inventory.ScopeTest, inventory.ScopeCI}
}

// writeTable writes the table: JSON, gzip, base64, in an element that no browser runs.
func (b *builder) writeTable(w io.Writer) error {
	if _, err := io.WriteString(w, `<script type="application/gzip" id="table">`); err != nil {
		return err
	}
	encoded := base64.NewEncoder(base64.StdEncoding, w)
	packed, err := gzip.NewWriterLevel(encoded, 7)
	if err != nil {
		return err
	}
	e := json.NewEncoder(packed)
	e.SetEscapeHTML(false)
	if err := e.Encode(b.table()); err != nil {
		return err
	}
	if err := packed.Close(); err != nil {
		return err
	}
	if err := encoded.Close(); err != nil {
		return err
	}
	_, err = io.WriteString(w, "</script>\n")
	return err
}

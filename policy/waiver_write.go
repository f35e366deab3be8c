// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/outgate/outgate/rules"
)

// NewWaiver is a waiver that is to be written for one violation.
type NewWaiver struct {
	ID         string // "" takes the next free one of the year: W-2026-001
	Violation  Violation
	Reason     string
	Owner      string // "" takes the owner of the post
	ApprovedBy string // "" where the post has no approvers
	Ticket     string // "" for none
	Created    time.Time
	Expires    time.Time
}

// errByHand is what [Policy.Waive] returns for a file in a form that it does not edit.
var errByHand = errors.New("the list of waivers is in a form that is not edited; add the entry by hand")

// Waive adds a waiver to the text of the policy p, and returns the new text and
// the id of the waiver. Outside the block that is inserted no byte changes; a
// list that is written as [] opens, and nothing else of the file is touched. The
// result is read again: it holds what the text held before, and the new entry.
//
// An error says what the policy does not allow: an approver that the post does
// not know, a date beyond the limit, a check that cannot be waived.
func (p *Policy) Waive(data []byte, w NewWaiver) (text []byte, id string, err error) {
	if err := p.permit(&w); err != nil {
		return nil, "", err
	}
	if w.ID == "" {
		w.ID = p.freeID(w.Created.Year())
	}
	text, err = insertWaiver(data, &w)
	if err == nil {
		err = onlyAdds(data, text)
	}
	if err != nil {
		return nil, "", fmt.Errorf("%w:\n%s", err, strings.Join(w.lines(), "\n"))
	}
	return text, w.ID, nil
}

// permit holds a new waiver to the rules before anything is written.
func (p *Policy) permit(w *NewWaiver) error {
	v := &w.Violation
	all := p.all()
	i := slices.IndexFunc(all, func(c check) bool { return c.Code == v.Check })
	if i < 0 || !all[i].waivable {
		return fmt.Errorf("%s cannot be waived", v.Check)
	}
	w.Created, w.Expires = w.Created.UTC().Truncate(24*time.Hour), w.Expires.UTC()
	post := p.posts[v.Post]
	if w.Owner == "" && !strings.HasPrefix(post.owner, "fill in") { // what init leaves to people
		w.Owner = post.owner
	}
	if strings.TrimSpace(w.Reason) == "" {
		return errors.New("a waiver needs a reason")
	}
	if strings.TrimSpace(w.Owner) == "" {
		return fmt.Errorf("a waiver needs an owner, and post %s has none; fill in posts.%s.owner, or name one with --owner", v.Post, v.Post)
	}
	switch latest := w.Created.AddDate(0, 0, WaiverDays(v.Severity)); {
	case w.Expires.Before(w.Created):
		return fmt.Errorf("%s is before today, %s", w.Expires.Format(time.DateOnly), w.Created.Format(time.DateOnly))
	case w.Expires.After(latest):
		return fmt.Errorf("a waiver for a violation of severity %s lasts %d days at most; the latest date is %s", v.Severity, WaiverDays(v.Severity), latest.Format(time.DateOnly))
	}
	switch known := strings.Join(post.approvers, ", "); {
	case w.ApprovedBy == "" && known != "":
		return fmt.Errorf("post %s must approve its waivers; approvers are %s", v.Post, known)
	case w.ApprovedBy != "" && known == "":
		return fmt.Errorf("post %s has no approvers; name them in posts.%s.approvers", v.Post, v.Post)
	case w.ApprovedBy != "" && !slices.Contains(post.approvers, w.ApprovedBy):
		return fmt.Errorf("%q may not approve for post %s%s; approvers are %s", clip(w.ApprovedBy), v.Post, rules.Suggest(w.ApprovedBy, post.approvers), known)
	}
	if w.ID != "" && slices.ContainsFunc(p.waivers, func(o waiver) bool { return o.id == w.ID }) {
		return fmt.Errorf("the id %q is taken already", clip(w.ID))
	}
	return nil
}

// freeID is the id behind the last one of the year.
func (p *Policy) freeID(year int) string {
	prefix, last := fmt.Sprintf("W-%d-", year), 0
	for i := range p.waivers {
		if rest, ok := strings.CutPrefix(p.waivers[i].id, prefix); ok {
			if n, err := strconv.Atoi(rest); err == nil && n < 1e6 {
				last = max(last, n)
			}
		}
	}
	return fmt.Sprintf("%s%03d", prefix, last+1)
}

// pairs are the keys and values of the entry.
func (w *NewWaiver) pairs() [][2]string {
	out := [][2]string{
		{"id", yamlText(w.ID)}, {"check", w.Violation.Check}, {"match", "{id: " + w.Violation.ID + "}"}, {"reason", yamlText(oneLine(w.Reason))}, {"owner", yamlText(oneLine(w.Owner))},
		{"approved-by", yamlText(w.ApprovedBy)}, {"created", w.Created.Format(time.DateOnly)}, {"expires", w.Expires.Format(time.DateOnly)}, {"ticket", yamlText(oneLine(w.Ticket))},
	}
	return slices.DeleteFunc(out, func(p [2]string) bool {
		return p[0] == "approved-by" && w.ApprovedBy == "" || p[0] == "ticket" && w.Ticket == ""
	})
}

// lines is the entry of a block list, with a comment that says what it is about.
func (w *NewWaiver) lines() []string {
	about := oneLine(w.Violation.Message)
	if w.Violation.Location.Path != "" {
		about = oneLine(w.Violation.Location.Path) + ": " + about
	}
	if r := []rune(about); len(r) > 160 {
		about = string(r[:160]) + "..."
	}
	out := []string{"# " + about}
	for i, p := range w.pairs() {
		out = append(out, [2]string{"- ", "  "}[min(i, 1)]+p[0]+": "+p[1])
	}
	return out
}

// flow is the entry of a list in brackets.
func (w *NewWaiver) flow() string {
	var parts []string
	for _, p := range w.pairs() {
		if p[0] == "reason" || p[0] == "owner" || p[0] == "ticket" || p[0] == "approved-by" {
			p[1] = strings.TrimSpace(p[1])
			if !strings.HasPrefix(p[1], `"`) && strings.ContainsAny(p[1], ",[]{}") {
				p[1] = quote(p[1])
			}
		}
		parts = append(parts, p[0]+": "+p[1])
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

var (
	waiversKey = regexp.MustCompile(`(?m)^(?:waivers|"waivers"|'waivers')[ \t]*:([ \t]*)`)
	emptyList  = regexp.MustCompile(`^\[[ \t]*\][ \t]*(\r?\n|#|$)`)
)

// insertWaiver puts the entry at the end of the list, or a list at the end of the file.
func insertWaiver(data []byte, w *NewWaiver) ([]byte, error) {
	end := "\n"
	if bytes.Contains(data, []byte("\r\n")) {
		end = "\r\n"
	}
	block := func(indent int) []byte {
		pad := strings.Repeat(" ", indent)
		return []byte(pad + strings.Join(w.lines(), end+pad) + end)
	}
	splice := func(from, to int, parts ...[]byte) []byte {
		return slices.Concat(data[:from], slices.Concat(parts...), data[to:])
	}
	key := waiversKey.FindSubmatchIndex(data)
	if key == nil {
		return splice(len(data), len(data), lineBreak(data, len(data), end), []byte("waivers:"+end), block(2)), nil
	}
	value := key[1]
	if m := emptyList.FindIndex(data[value:]); m != nil { // the brackets go, a comment behind them stays
		closed := value + bytes.IndexByte(data[value:], ']') + 1
		next := lineEndAt(data, closed)
		return slices.Concat(data[:key[2]], data[closed:next], lineBreak(data, next, end), block(2), data[next:]), nil
	}
	if value < len(data) && data[value] == '[' {
		return inBrackets(data, value, w)
	}
	if rest := bytes.TrimSpace(data[value:lineEndAt(data, value)]); len(rest) > 0 && rest[0] != '#' {
		return nil, errByHand
	}
	at, indent := listEnd(data, lineEndAt(data, value))
	return splice(at, at, lineBreak(data, at, end), block(indent)), nil
}

// lineEnd is the offset behind the line of an offset.
func lineEndAt(data []byte, from int) int {
	if i := bytes.IndexByte(data[from:], '\n'); i >= 0 {
		return from + i + 1
	}
	return len(data)
}

// lineBreak is what is missing of a line break before an offset.
func lineBreak(data []byte, at int, end string) []byte {
	if at == 0 || data[at-1] == '\n' {
		return nil
	}
	return []byte(end)
}

// listEnd finds where a block list that begins at an offset ends: behind its last
// line, comments of its own included. A list without entries ends where it begins.
func listEnd(data []byte, from int) (at, indent int) {
	at, indent = from, -1
	for i := from; i < len(data); {
		next := lineEndAt(data, i)
		line := bytes.TrimRight(data[i:next], "\r\n")
		bare := bytes.TrimLeft(line, " ")
		depth := len(line) - len(bare)
		switch {
		case len(bare) == 0: // counts when something follows
		case indent < 0 && bare[0] == '#':
		case indent < 0 && (bytes.HasPrefix(bare, []byte("- ")) || string(bare) == "-"):
			indent, at = depth, next
		case indent < 0:
			return from, 2
		case depth > indent || depth == indent && depth > 0 && bare[0] == '#' || depth == indent && bytes.HasPrefix(bare, []byte("-")) && !bytes.HasPrefix(bare, []byte("---")):
			at = next
		case bare[0] != '#':
			return at, indent
		}
		i = next
	}
	if indent < 0 {
		indent = 2
	}
	return at, indent
}

// inBrackets adds the entry before the bracket that closes the list.
func inBrackets(data []byte, open int, w *NewWaiver) ([]byte, error) {
	depth, quoted, last := 0, byte(0), byte(0)
	for i := open; i < len(data); i++ {
		c := data[i]
		switch {
		case quoted == '"' && c == '\\':
			i++
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case (c == '"' || c == '\'') && bytes.ContainsRune([]byte(" \t\n[{,:"), rune(data[i-1])):
			quoted = c
		case c == '#' && (data[i-1] == ' ' || data[i-1] == '\n' || data[i-1] == '\t'):
			i = lineEndAt(data, i) - 1
			continue
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth > 0 {
				break
			}
			entry := ", " + w.flow()
			if last == ',' || last == '[' {
				entry = " " + w.flow()
			}
			return slices.Concat(data[:i], []byte(entry), data[i:]), nil
		}
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			last = c
		}
	}
	return nil, errByHand
}

// onlyAdds makes sure that the new text says what the old one does, and holds one
// waiver more.
func onlyAdds(before, after []byte) error {
	var a, b document
	if errs := rules.Decode("", before, &a); len(errs) > 0 {
		return errs.Err()
	}
	if errs := rules.Decode("", after, &b); len(errs) > 0 || len(b.Waivers) != len(a.Waivers)+1 {
		return errByHand
	}
	b.Waivers = b.Waivers[:len(a.Waivers)]
	same := func(d *document) []string {
		var out []string
		for _, l := range leaves(d) {
			if l.key != "waivers" { // [] and no list are the same
				out = append(out, l.key+": "+l.text)
			}
		}
		return out
	}
	if !slices.Equal(same(&a), same(&b)) {
		return errByHand
	}
	return nil
}

var plainText = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ._@/()*+-]*$`)

// yamlText writes a text as a scalar: plain where nothing can be taken for something else.
func yamlText(s string) string {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf":
		return strconv.Quote(s)
	}
	if plainText.MatchString(s) && strings.TrimSpace(s) == s {
		return s
	}
	if isDate := len(s) == 10 && strings.Trim(s, "0123456789-") == ""; isDate {
		return s
	}
	return jsonText(s)
}

// jsonText writes a text in double quotes, line breaks and all.
func jsonText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "?") {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case !strconv.IsPrint(r) && r != ' ':
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package community

import (
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// handle is an account as lists write it, "@jane" or "@org/team"; owner is a line of a list without marks, as OWNERS files have it.
var (
	handle  = regexp.MustCompile(`(?:^|[\s(\[|,])@([A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9._-]+)?)(?:$|[\s)\]|,.;:])`)
	profile = regexp.MustCompile(`https?://(?:www\.)?(?:github|gitlab|gitee)\.com/([A-Za-z0-9][A-Za-z0-9_-]*)/?(?:[)\s|>"'\]]|$)`)
	owner   = regexp.MustCompile(`^\s*-\s+"?([A-Za-z0-9][A-Za-z0-9_-]*)"?\s*(?:#.*)?$`)
	mailIn  = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	number  = regexp.MustCompile(`^(?:version\s+|release\s+|release-|rel-)?\[?v?([0-9]+(?:\.[0-9a-zA-Z*]+)+(?:[-+._][0-9A-Za-z.+-]+)?)\b`)
)

// maintainer reads a line of a list of maintainers: each account and address is somebody.
func (r *reader) maintainer(text string, at int) {
	r.line(text, at)
	trimmed := strings.TrimSpace(text)
	if trimmed == "" || strings.HasPrefix(trimmed, "#") && !strings.Contains(trimmed, "@") || strings.HasPrefix(trimmed, "# ") && strings.Contains(strings.ToLower(trimmed), "example") {
		return
	}
	name := nameBefore(trimmed)
	owns := baseOf(r.d.Path) == "codeowners"
	if owns {
		name = ""
		if strings.HasPrefix(trimmed, "#") {
			return
		}
		text, _, _ = strings.Cut(text, " #")
	}
	mails := mailIn.FindAllString(text, -1)
	var handles []string
	bare := mailIn.ReplaceAllString(text, " ")
	for rest := bare; ; { // the marks between two of them are shared
		m := handle.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		handles = append(handles, rest[m[2]:m[3]])
		rest = rest[m[3]:]
	}
	for _, m := range profile.FindAllStringSubmatch(bare, -1) {
		handles = append(handles, m[1])
	}
	if m := owner.FindStringSubmatch(text); m != nil && strings.HasPrefix(baseOf(r.d.Path), "owners") {
		handles = append(handles, m[1])
	}
	handles = unique(handles)
	switch {
	case len(mails) == 1 && len(handles) <= 1:
		h := ""
		if len(handles) == 1 {
			h = handles[0]
		}
		r.named(name, mails[0], h, at)
	case len(mails) == 0 && len(handles) == 1:
		r.named(name, "", handles[0], at)
	default:
		for _, m := range mails {
			r.named("", m, "", at)
		}
		for _, h := range handles {
			r.named("", "", h, at)
		}
	}
}

func unique(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range list {
		if k := strings.ToLower(s); !seen[k] {
			seen[k] = true
			out = append(out, s)
		}
	}
	return out
}

func (r *reader) named(name, mail, account string, at int) {
	key := "named " + strings.ToLower(mail+" "+account)
	if local, domain, _ := strings.Cut(strings.ToLower(mail), "@"); mail != "" && placeholderMail(local, domain) || r.seen[key] || len(r.d.Named) >= maxNamed {
		return
	}
	r.seen[key] = true
	r.d.Named = append(r.d.Named, inventory.Named{Name: clean(name), Mail: clean(mail), Handle: clean(account), Line: at})
}

// nameBefore is the name that stands before the address or account of a line; "" when there is none.
func nameBefore(text string) string {
	end := strings.IndexAny(text, "@<(")
	if i := strings.Index(text, "http"); i >= 0 && (end < 0 || i < end) {
		end = i
	}
	if end < 0 {
		return ""
	}
	if text[end] == '@' { // of an address: back to where it begins
		for end > 0 && isLocal(text[end-1]) {
			end--
		}
	}
	name := strings.Trim(text[:end], " \t*-|[]:,#+•\"'`=")
	if i := strings.LastIndexAny(name, "|"); i >= 0 {
		name = strings.TrimSpace(name[i+1:])
	}
	if strings.ContainsAny(name, "/\\{}$") || len(strings.Fields(name)) > 6 {
		return ""
	}
	return strings.ToValidUTF8(name, "")
}

// baseOf is the name of a file in lower case without its extension.
func baseOf(p string) string {
	name := strings.ToLower(p[strings.LastIndexByte(p, '/')+1:])
	name, _, _ = strings.Cut(name, ".")
	return name
}

// release reads a line of a changelog: headings of Markdown, AsciiDoc and reStructuredText, and lines that begin with a version.
func (r *reader) release(text string, at int) {
	before := r.underline
	r.underline = text
	trimmed := strings.TrimSpace(text)
	heading := ""
	switch {
	case strings.HasPrefix(trimmed, "#"):
		heading = strings.TrimLeft(trimmed, "# ")
	case strings.HasPrefix(trimmed, "=") && len(trimmed) > 3 && strings.Trim(trimmed, "=") != "":
		heading = strings.TrimLeft(trimmed, "= ")
	case len(trimmed) >= 3 && (strings.Trim(trimmed, "=") == "" || strings.Trim(trimmed, "-") == "" || strings.Trim(trimmed, "~") == ""):
		heading, at = strings.TrimSpace(before), at-1
	case text == trimmed && len(trimmed) < 80:
		heading = trimmed
		if !number.MatchString(strings.ToLower(heading)) {
			return
		}
	default:
		return
	}
	lower := strings.ToLower(strings.Trim(heading, "*_ "))
	switch m := number.FindStringSubmatch(lastName(lower)); {
	case strings.Contains(lower, "unreleased"):
		r.add("unreleased", at)
	case m != nil:
		r.add(m[1], at)
	}
}

// lastName takes the name of the project from before a version: "outgate 1.2.0 (2026-01-01)".
func lastName(lower string) string {
	if number.MatchString(lower) {
		return lower
	}
	for rest := lower; ; {
		_, after, ok := strings.Cut(rest, " ")
		if !ok {
			return lower
		}
		if number.MatchString(after) {
			return after
		}
		rest = after
	}
}

func (r *reader) add(name string, at int) {
	if len(r.d.Versions) < maxVersions && !r.seen["version "+name] {
		r.seen["version "+name] = true
		r.d.Versions = append(r.d.Versions, inventory.Release{Version: clean(name), Line: at})
	}
}

// aliases reads .mailmap (gitmailmap(5)): "Proper Name <proper@mail> Commit Name <commit@mail>" and its short forms.
func aliases(text []byte) []inventory.Alias {
	var out []inventory.Alias
	lines(text, func(line string, _ int) {
		line, _, _ = strings.Cut(line, "#")
		first, rest, ok := strings.Cut(line, "<")
		mail, rest, closed := strings.Cut(rest, ">")
		if !ok || !closed || len(out) >= maxAliases {
			return
		}
		a := inventory.Alias{Name: clean(first), Mail: clean(mail)}
		if second, tail, ok := strings.Cut(rest, "<"); ok {
			if commit, _, ok := strings.Cut(tail, ">"); ok {
				a.Proper, a.Mail, a.CommitName = a.Mail, clean(commit), clean(second)
			}
		}
		if a.Mail != "" && (a.Name != "" || a.Proper != "") {
			out = append(out, a)
		}
	})
	return out
}

// clean makes a short valid text.
func clean(s string) string {
	s = strings.TrimSpace(s)
	return strings.ToValidUTF8(s[:min(len(s), maxText)], "")
}

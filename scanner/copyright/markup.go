// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import "strings"

// cleanAngle handles <...>: addresses stay, placeholders become one word, tags go.
func cleanAngle(b *strings.Builder, s string) int {
	n := strings.IndexByte(s[:min(len(s), 400)], '>')
	if n < 0 {
		b.WriteByte(' ')
		return 1
	}
	in := s[1:n]
	switch {
	case in == "":
		b.WriteByte(' ')
	case in[0] == '%':
		b.WriteString(" <> ") // <%= year %>
	case strings.EqualFold(in, "copyright"):
		b.WriteString(" Copyright ") // an element whose text is the statement
	case cleanAttributes(b, in):
	case strings.HasPrefix(in, "a ") && mailLink(in) != "" && authorBefore(b.String()):
		b.WriteString(" " + mailLink(in) + " ")
	case strings.HasPrefix(in, "!--"):
		b.WriteByte(' ')
		return 4
	case isElement(in) && strings.Contains(s[n:], "</"+in+">") && !isMarkup(strings.ToLower(in)):
		b.WriteByte(' ')
	case isTag(in):
		b.WriteByte(tagBreak(in))
	case isAddress(in):
		b.WriteString(" <")
		b.WriteString(strings.Join(strings.Fields(in), hardSpace))
		b.WriteString("> ")
	case isPlaceholder(in):
		b.WriteString(" <> ")
	default:
		b.WriteByte(' ')
		return 1
	}
	return n + 1
}

// isAddress reports whether the text between angle brackets is a mail address or URL.
func isAddress(in string) bool {
	return strings.ContainsRune(in, '@') || strings.Contains(in, "://") || strings.HasPrefix(in, "www.") ||
		strings.Contains(in, " at ") || strings.Contains(in, "(at)") || strings.Contains(in, "AT") && !strings.ContainsRune(in, ' ')
}

// isElement reports the name of an element, whatever it means.
func isElement(in string) bool {
	for i := range len(in) {
		if c := in[i]; !letterDigit(c) && (i == 0 || c != '-' && c != '_' && c != ':' && c != '.') {
			return false
		}
	}
	return in != "" && 'a' <= in[0] && in[0] <= 'z'
}

// isTag reports whether the text between angle brackets is markup.
func isTag(in string) bool {
	if in[0] == '/' || in[0] == '!' || in[0] == '?' {
		return true
	}
	name, rest := in, ""
	if i := strings.IndexAny(in, " \t/"); i >= 0 {
		name, rest = in[:i], in[i:]
	}
	if isMarkup(strings.ToLower(name)) || strings.IndexByte(name, ':') > 0 && !strings.Contains(name, "://") && !strings.ContainsAny(name, "@") && rest == "" {
		return true
	}
	return strings.Contains(rest, `="`) || strings.Contains(rest, "='")
}

// tagBreak is the break a tag makes.
func tagBreak(in string) byte {
	name := strings.ToLower(strings.Trim(in, "/ "))
	if i := strings.IndexAny(name, " \t"); i >= 0 {
		name = name[:i]
	}
	name = name[strings.IndexByte(name, ':')+1:]
	switch name {
	case "br", "p", "li", "tr", "div", "dd", "dt", "h1", "h2", "h3", "h4", "center":
		return softBreak
	case "td", "th", "title", "string", "table", "footer", "body", "html", "script", "style", "meta", "copyright":
		if in[0] == '/' {
			return hardBreak
		}
	}
	return ' '
}

// cleanAttributes writes the attributes of a tag that hold a statement or an
// author, and reports whether there were any:
// <meta name="author" content="Jane Doe">, <theme copyright="YEAR NAME">.
func cleanAttributes(b *strings.Builder, in string) bool {
	if !strings.Contains(in, "=") || !hasAuthorOrMark(in) {
		return false
	}
	found, label := false, ""
	for rest := in; ; {
		eq := strings.IndexByte(rest, '=')
		if eq < 0 || eq+1 >= len(rest) || rest[eq+1] != '"' && rest[eq+1] != '\'' {
			return found
		}
		name := strings.ToLower(rest[strings.LastIndexAny(rest[:eq], " \t")+1 : eq])
		end := strings.IndexByte(rest[eq+2:], rest[eq+1])
		if end < 0 {
			return found
		}
		value := rest[eq+2 : eq+2+end]
		rest = rest[eq+2+end+1:]
		switch {
		case name == "name" || name == "property" || name == "http-equiv":
			label = metaLabel(strings.ToLower(value))
			continue
		case name == "content" && label != "":
			b.WriteString(label)
		case name == "copyright":
			b.WriteString(" Copyright ")
		case !hasMark(value):
			continue
		}
		b.WriteByte(' ')
		for i := 0; i < len(value); {
			i += cleanOne(b, value, i)
		}
		b.WriteByte(hardBreak)
		found = true
	}
}

// metaLabel is what the content of a meta element is introduced with.
func metaLabel(name string) string {
	switch name {
	case "copyright", "rights", "dc.rights", "dcterms.rights", "dcterms.rightsholder":
		return " Copyright "
	case "author", "dc.creator", "article:author":
		return " Author: "
	}
	return ""
}

// mailLink is the address that a link leads to, <a href="mailto:jane@example.org">, or "".
func mailLink(in string) string {
	_, rest, found := strings.Cut(in, "mailto:")
	end := strings.IndexAny(rest, "\"'?")
	if !found || end < 0 || !isMail(rest[:end]) || strings.ContainsAny(rest[:end], " \t<>") {
		return ""
	}
	return rest[:end]
}

// authorBefore reports text that ends with the tag of an author: "@author", "Author:".
func authorBefore(s string) bool {
	s = strings.ToLower(strings.TrimRight(s[max(0, len(s)-16):], " :"))
	return strings.HasSuffix(s, "author") || strings.HasSuffix(s, "authors")
}

// hasMark reports the word copyright or the sign.
func hasMark(s string) bool {
	return strings.Contains(s, "©") || strings.Contains(s, "opyright") || strings.Contains(s, "(c) ") || strings.Contains(s, "(C) ")
}

func hasAuthorOrMark(s string) bool {
	return hasMark(s) || strings.Contains(s, "uthor") || strings.Contains(s, "ights")
}

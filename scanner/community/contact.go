// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package community

import (
	"strings"

	"github.com/outgate/outgate/inventory"
)

// contacts notes the addresses of a line, and what a template left open.
func (r *reader) contacts(text string, at int) {
	lower := lowerASCII(text)
	for rest, from := lower, 0; ; {
		i := strings.IndexByte(rest, '@')
		if i < 0 {
			break
		}
		start, end := from+i, from+i+1
		for start > 0 && isLocal(text[start-1]) {
			start--
		}
		for end < len(text) && isDomain(text[end]) {
			end++
		}
		mail := strings.Trim(text[start:end], ".-_+")
		if local, domain, ok := strings.Cut(mail, "@"); ok && local != "" && strings.Contains(domain, ".") && !strings.HasPrefix(domain, ".") {
			kind := inventory.ContactMail
			if placeholderMail(strings.ToLower(local), strings.ToLower(domain)) {
				kind = inventory.ContactPlaceholder
			}
			r.contact(kind, mail, at)
		}
		from = end
		rest = lower[from:]
	}
	for _, scheme := range []string{"https://", "http://"} {
		for rest, from := lower, 0; ; {
			i := strings.Index(rest, scheme)
			if i < 0 {
				break
			}
			start := from + i
			end := start + strings.IndexAny(lower[start:]+" ", " \t\"'<>)]}|`*,;")
			url := strings.TrimRight(text[start:end], ".:!?")
			host, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(url), scheme), "/")
			if strings.Contains(host, ".") && !strings.Contains(url, "@") {
				kind := inventory.ContactURL
				if placeholderHost(host) || openWord(strings.ToLower(url)) {
					kind = inventory.ContactPlaceholder
				}
				r.contact(kind, url, at)
			}
			from = end
			rest = lower[from:]
		}
	}
	if open := leftOpen(text); open != "" {
		r.contact(inventory.ContactPlaceholder, open, at)
	}
}

func (r *reader) contact(kind, text string, at int) {
	text = clean(text)
	if r.seen[text] || len(r.d.Contacts) >= maxContacts {
		return
	}
	r.seen[text] = true
	r.d.Contacts = append(r.d.Contacts, inventory.Contact{Kind: kind, Text: text, Line: at})
}

// lowerASCII is the text with the letters of ASCII in lower case, byte for byte in its place.
func lowerASCII(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func isLocal(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("._+-%", c) >= 0
}

func isDomain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-'
}

// placeholderMail knows addresses that nobody reads: of the domains of RFC 2606, and words of templates.
func placeholderMail(local, domain string) bool {
	switch local {
	case "your-email", "your.email", "youremail", "your_email", "email", "mail", "username", "user", "you", "name", "firstname.lastname", "xxx", "xxxx", "example":
		if placeholderHost(domain) || local != "email" && local != "mail" && local != "user" {
			return true
		}
	}
	return placeholderHost(domain)
}

func placeholderHost(host string) bool {
	for _, d := range []string{"example.com", "example.org", "example.net", "domain.com", "yourdomain.com", "your-domain.com", "yourcompany.com", "company.com", "email.com"} {
		if host == d || strings.HasSuffix(host, "."+d) {
			return true
		}
	}
	return strings.HasSuffix(host, ".example") || strings.HasSuffix(host, ".invalid") || strings.HasSuffix(host, ".test")
}

// leftOpen returns what a template wants filled in: "[INSERT CONTACT METHOD]", "<your email>", "TODO: contact"; "" for nothing.
func leftOpen(text string) string {
	for _, pair := range []string{"[]", "<>", "{}"} {
		for rest := text; ; {
			_, after, ok := strings.Cut(rest, pair[:1])
			if !ok {
				break
			}
			inside, tail, ok := strings.Cut(after, pair[1:])
			if !ok {
				break
			}
			// "[insert](https://...)" is a link and says where it leads.
			if openWord(strings.ToLower(inside)) && !strings.HasPrefix(tail, "(") && len(inside) < 80 {
				return pair[:1] + inside + pair[1:]
			}
			rest = after
		}
	}
	return ""
}

// openWord knows the words of what is to be filled in.
func openWord(lower string) bool {
	for _, w := range []string{"insert ", "insert_", "insert-", "your email", "your-email", "your_email", "email address", "contact method", "contact email", "contact-email", "maintainer email", "project email", "your-org", "your_org", "yourorg", "your-username", "your-repo", "youruser"} {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

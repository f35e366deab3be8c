// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"strings"
)

// maxURL is how much of an address is looked at, in bytes.
const maxURL = 400

// url reads an address whose "://" ends at from.
func (s *scan) url(from int) {
	rest := s.text[from:min(len(s.text), from+maxURL)]
	rest = rest[:urlEnd(rest)]
	authority, tail := rest, []byte(nil)
	if i := bytes.IndexAny(rest, "/?#"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	if next := s.byteAt(from + len(rest)); tail == nil && (next == '{' || next == '<' || next == '\\' && s.byteAt(from+len(rest)+1) == '(') {
		return // a template
	}
	start := from
	if i := bytes.LastIndexByte(authority, '@'); i >= 0 {
		start, authority = from+i+1, authority[i+1:]
	}
	host := hostOf(authority)
	if host == "" {
		return
	}
	s.hostDone = max(s.hostDone, start+len(host))
	if s.webhook(from, string(rest)) {
		return
	}
	plain := bytes.EqualFold(s.text[max(0, from-7):from], []byte("http://")) || len(authority) > len(host) && authority[len(host)] == ':'
	s.address(start, strings.ToLower(host), string(tail), plain)
}

// urlEnd is where an address ends: at a byte that none contains unquoted.
func urlEnd(b []byte) int {
	for i, c := range b {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"'`<>|\\^{}", c) >= 0 {
			return i
		}
	}
	return len(b)
}

// hostOf takes the host of an authority without port; "" for a template or what no
// host can be.
func hostOf(authority []byte) string {
	if len(authority) > 0 && authority[0] == '[' {
		if i := bytes.IndexByte(authority, ']'); i > 0 {
			return string(authority[1:i])
		}
		return ""
	}
	n := 0
	for n < len(authority) && (isHost(authority[n])) {
		n++
	}
	if n == 0 || n < len(authority) && strings.IndexByte(":,;)", authority[n]) < 0 {
		return ""
	}
	host := strings.TrimRight(string(authority[:n]), ".-_")
	if strings.Contains(host, "..") || strings.HasPrefix(host, "-") {
		return ""
	}
	return host
}

// address judges a host that stands in an address, with what follows it. plain says
// that it is asked without TLS or at a port of its own, as inside of networks.
func (s *scan) address(at int, host, tail string, plain bool) {
	stand := s.hostStanding(host)
	if stand == invented {
		return
	}
	if s.inRegistry(at) {
		if stand == public {
			s.unlisted(at, host)
		} else {
			s.add("leak/private-registry", at, host, host)
		}
		return
	}
	switch stand {
	case internal, weakly, private:
		switch {
		case isPage(host, tail):
			s.add("leak/internal-link", at, host, host)
		case stand == private:
			s.add("leak/private-address", at, host, host)
		case stand == weakly && strings.Count(host, ".") == 1 && (s.setting == prose || s.inComment(s.lineBefore(at))):
			// printer.local: what devices call themselves in documentation
		default:
			s.add("leak/internal-host", at, host, host)
		}
	case bare:
		if isIssue(tail) {
			s.add("leak/internal-link", at, host, host)
		}
	case public:
		if plain {
			s.companyServer(at, host)
		}
	}
}

// companyServer reports a server of the kind that organizations run for
// themselves, on a domain that is not known to be open.
func (s *scan) companyServer(at int, host string) {
	labels := strings.Split(host, ".")
	if len(labels) < 3 || !s.lists["company-servers"][labels[0]] || below(s.lists["open-domains"], labels) != "" || below(s.lists["public-registries"], labels) != "" {
		return
	}
	if domain := labels[len(labels)-2]; s.lists["placeholder-labels"][domain] || s.lists["company-servers"][domain] || strings.Contains(domain, labels[0]) {
		return // the product's own site
	}
	s.add("leak/company-server", at, host, host)
}

// isPage tells trackers, wikis and git servers from other hosts.
func isPage(host, tail string) bool {
	for label := range strings.SplitSeq(host, ".") {
		switch label {
		case "jira", "confluence", "wiki", "gitlab", "gerrit", "jenkins", "nexus", "artifactory", "sonar", "sonarqube", "harbor", "svn", "redmine", "zentao", "git", "gitea", "bitbucket":
			return true
		}
	}
	tail = strings.ToLower(tail)
	for _, mark := range []string{"/jira/", "/confluence/", "/wiki/", "viewpage.action", "/display/", "/job/", "/nexus/", "/artifactory/", "/gerrit/", "/merge_requests/", "/-/issues/", "/svn/", ".git"} {
		if strings.Contains(tail, mark) {
			return true
		}
	}
	return isIssue(tail)
}

// isIssue knows the path of an issue in a tracker: /browse/KEY-123.
func isIssue(tail string) bool {
	_, key, ok := strings.Cut(strings.ToLower(tail), "/browse/")
	project, number, dash := strings.Cut(key, "-")
	return ok && dash && project != "" && number != "" && isDigit(number[0])
}

// gitHost reads git@HOST:PATH, the short form of an ssh address.
func (s *scan) gitHost(from int) {
	end := from
	for end < len(s.text) && end-from < 200 && isHost(s.text[end]) {
		end++
	}
	if end == from || s.byteAt(end) != ':' || s.byteAt(end+1) <= ' ' || from < s.hostDone {
		return
	}
	host := strings.ToLower(string(s.text[from:end]))
	s.hostDone = end
	switch s.hostStanding(host) {
	case internal, weakly, private:
		s.add("leak/internal-link", from, host, host)
	}
}

// webhook reports the address of a chat webhook; the rest of the address is its credential.
func (s *scan) webhook(at int, rest string) bool {
	fold := strings.ToLower(rest)
	for _, begin := range s.webhooks {
		i := strings.Index(fold, begin)
		if i < 0 || i > 0 && fold[i-1] != '.' {
			continue
		}
		credential := rest[i+len(begin):]
		if strings.Contains(begin, "chat.googleapis") && !strings.Contains(credential, "token=") {
			return true
		}
		if len(credential) >= wholeCredential(begin) && isCredential(credential) {
			s.add("leak/chat-webhook", at, begin+credential, "")
		}
		return true
	}
	return false
}

// wholeCredential is the length of the credential of a webhook, where its maker gives
// all of them the same: one that was cut short for a document opens nothing.
func wholeCredential(begin string) int {
	switch {
	case strings.HasPrefix(begin, "oapi.dingtalk.com/"):
		return 64
	case strings.HasPrefix(begin, "qyapi."), strings.HasSuffix(begin, "/bot/v2/hook/"):
		return len("01234567-89ab-cdef-0123-456789abcdef")
	}
	return 0
}

// isCredential tells what was drawn by chance from a stand-in: long, with digits,
// and of many different characters.
func isCredential(text string) bool {
	seen, digits := map[rune]bool{}, 0
	for _, c := range text {
		seen[c] = true
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	fold := strings.ToLower(text)
	return len(text) >= 20 && digits >= 3 && len(seen) >= 10 && !strings.Contains(fold, "xxxx") && !strings.Contains(fold, "your") && !strings.Contains(fold, "example") && !strings.ContainsAny(text, "$*")
}

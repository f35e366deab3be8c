// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"strings"
)

// home reads a path that begins with a home directory.
func (s *scan) home(at, n int) {
	if isDockerfile(s.base) {
		return // accounts of the image
	}
	windows := s.text[at] == ':'
	separator := byte('/')
	if windows {
		separator = '\\'
		if !isAlpha(s.byteAt(at-1)) || isWord(s.byteAt(at-2)) {
			return
		}
	} else if !s.isRoot(at) {
		return
	}
	from := at + n
	end := from
	for end < len(s.text) && end-from < 64 && (isHost(s.text[end]) || s.text[end] >= 0x80) {
		end++
	}
	name := strings.ToLower(strings.TrimRight(string(s.text[from:end]), "."))
	if s.byteAt(end) != separator || !isPerson(name) || s.isGenericUser(name) || s.isIllustration(at) {
		return
	}
	rest := s.text[end:min(len(s.text), end+60)]
	rest = bytes.TrimLeft(rest, string(separator))
	if len(rest) == 0 || !isHost(rest[0]) && rest[0] < 0x80 {
		return
	}
	if i := bytes.IndexAny(rest, " \t\r\n\"'`,;)>"); i >= 0 {
		rest = rest[:i]
	}
	if s.setting == code && s.inComment(s.lineBefore(at)) && !bytes.ContainsAny(rest, "/\\") {
		return // a comment that explains paths
	}
	if s.text[at] == '/' && s.text[at+1] == 'h' && s.isWeb() && !isHomeEntry(rest) {
		return // routes of web programs begin with /home as well
	}
	shown := s.text[at:end]
	if windows {
		shown = s.text[at-1 : end]
	}
	s.add("leak/home-directory", at, "home "+name, strings.ReplaceAll(string(shown), `\\`, `\`))
}

// isRoot reports whether a slash begins an absolute path, on its own or behind "file://".
func (s *scan) isRoot(at int) bool {
	switch before := s.byteAt(at - 1); before {
	case '/':
		return bytes.HasSuffix(s.text[max(0, at-7):at], []byte("file://"))
	case ':':
		return true // a list of paths, a drive letter, a value
	case '}', ')', '$', '%', '*', '~', '.', '-', '>', ']', '\\', '@':
		return false
	default:
		return !isWord(before) && before < 0x80
	}
}

// isPerson refuses what no account is called: templates, numbers, file names.
func isPerson(name string) bool {
	if len(name) < 2 || strings.Trim(name, "0123456789.-_x") == "" {
		return false
	}
	for _, part := range []string{"your", "user", "example", "name", "runner", "build", "test", "placeholder", "admin"} {
		if strings.Contains(name, part) {
			return false
		}
	}
	return isAlpha(name[0]) || name[0] >= 0x80
}

func (s *scan) isGenericUser(name string) bool {
	return s.lists["generic-users"][name] || s.lists["placeholder-labels"][name]
}

func (s *scan) isWeb() bool {
	switch s.ext {
	case "js", "mjs", "ts", "jsx", "tsx", "vue", "html", "htm", "svelte", "php", "rb", "css", "scss", "map":
		return true
	}
	return false
}

// isHomeEntry knows what people keep in their home directories.
func isHomeEntry(rest []byte) bool {
	for _, d := range []string{".", "src/", "work", "Work", "project", "Project", "Desktop", "Documents", "Downloads", "dev/", "code/", "git/", "go/", "repo", "data/", "IdeaProjects", "opt/", "tmp/", "bin/"} {
		if bytes.HasPrefix(rest, []byte(d)) {
			return true
		}
	}
	return false
}

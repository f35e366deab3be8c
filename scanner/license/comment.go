// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package license

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// Bounds of the leading comment.
const (
	leadingLines = 100
	leadingBytes = 16 << 10
)

// leadingComment returns the length of the comment that stands before the
// first line of code, with the blank lines and the prolog (shebang, package
// clause, include guard) among it. Files of prose have none.
func leadingComment(file string, content []byte) int {
	if isProse(file) {
		return 0
	}
	ext := strings.ToLower(path.Ext(strings.TrimSuffix(file, ".in")))
	rest := content[:min(len(content), leadingBytes)]
	end, until := 0, "" // until ends the block comment that is open
	for range leadingLines {
		if len(rest) == 0 {
			break
		}
		n := bytes.IndexByte(rest, '\n') + 1
		if n == 0 {
			n = len(rest)
		}
		code := n
		code, until = commentLine(ext, string(rest[:n]), until)
		if code < n {
			return end + code
		}
		rest, end = rest[n:], end+n
	}
	return end
}

// commentLine returns the offset in a line where code begins, or its length.
func commentLine(ext, line, until string) (code int, open string) {
	at := 0
	for {
		if until != "" {
			n := strings.Index(line[at:], until)
			if n < 0 {
				return len(line), until
			}
			at += n + len(until)
			until = ""
		}
		s := strings.TrimLeft(line[at:], " \t\r\n\ufeff")
		if s == "" {
			return len(line), ""
		}
		start := len(line) - len(s)
		i := slices.IndexFunc(blockComments, func(b [2]string) bool { return strings.HasPrefix(s, b[0]) })
		if i < 0 {
			if isLineComment(ext, s) || isProlog(s) {
				return len(line), ""
			}
			return start, ""
		}
		at, until = start+len(blockComments[i][0]), blockComments[i][1]
	}
}

// blockComments are the ways to open a comment of several lines and to close it.
var blockComments = [][2]string{
	{"/*", "*/"}, {"<!--", "-->"}, {"<#--", "-->"}, {"<%--", "--%>"}, {"{#", "#}"}, {"{-", "-}"}, {"(*", "*)"}, {`"""`, `"""`}, {"'''", "'''"},
	{"--[[", "]]"}, {"<#", "#>"}, {"#|", "|#"}, {"%{", "%}"}, {"=begin", "=end"}, {"=pod", "=cut"}, {"=head1", "=cut"}, {"#[[", "]]"},
}

// isLineComment reports whether the line, without the space before it, is a
// comment in a language with that file extension.
func isLineComment(ext, s string) bool {
	lower := strings.ToLower(s[:min(len(s), 8)])
	if lower == "#include" || strings.HasPrefix(lower, "#import") {
		return false
	}
	for _, leader := range []string{"//", "#", "--", ";;", "dnl", "rem ", "@rem", "::", `\"`, `.\"`, `'\"`, "..", `\ `} {
		if strings.HasPrefix(lower, leader) {
			return true
		}
	}
	in := func(exts string) bool { return ext == "" || slices.Contains(strings.Fields(exts), ext) }
	switch s[0] {
	case ';':
		return in(".lisp .el .scm .clj .asm .s .ini .cfg .conf .nsi .ahk .iss .inf .reg .pro .ll")
	case '%':
		return in(".tex .sty .cls .bib .erl .hrl .m .ps .pro .pl .mat")
	case '!':
		return in(".f .for .f77 .f90 .f95 .f03 .f08 .factor .ad .xdefaults")
	case '\'':
		return in(".vb .vbs .bas .frm .cls .brs")
	case '"':
		return in(".vim .vimrc")
	case '*', 'C', 'c':
		return in(".f .for .f77 .cbl .cob .cpy .abap") && (s[0] == '*' || len(s) > 1 && strings.IndexByte(" \t\r\n*-", s[1]) >= 0) && ext != ""
	}
	return false
}

// isProlog reports whether the line may stand before a file's header comment.
func isProlog(s string) bool {
	for _, p := range []string{"<?", "<!doctype", "<html", "<head", "<%", "%yaml", "---", "package ", "@echo", "@charset", `"use strict"`, "'use strict'", "?>"} {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return true
		}
	}
	return false
}

// isProse reports whether the file is documentation: what it says of licenses
// speaks of the project, not of the file.
func isProse(file string) bool {
	base := strings.ToLower(path.Base(file))
	switch path.Ext(base) {
	case ".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc", ".textile", ".org", ".rtf", ".pod":
		return true
	case ".txt":
		return base != "cmakelists.txt"
	case "":
		for _, word := range []string{"readme", "license", "licence", "unlicense", "copying", "copyright", "notice", "authors", "contribut", "change", "history", "news", "install", "todo", "credits", "patents", "third", "thanks", "acknowledg"} {
			if strings.HasPrefix(base, word) {
				return true
			}
		}
	}
	return false
}

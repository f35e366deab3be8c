// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"bytes"
	"path"
	"strings"
)

// language says how files of one language are known and how they carry a header.
type language struct {
	name  string
	exts  string // file name extensions without the dot, lower case, separated by blanks
	files string // whole base names, separated by blanks
	run   string // interpreters of a #! line, separated by blanks
	style style
	first []string // lower-case beginnings of lines that must stay before a header
}

// style is how a language writes comments. All marks are lower case.
type style struct {
	line   []string
	blocks [][2]string
}

// languages is the table. Formats without comments (JSON, CSV), documents
// (Markdown, plain text) and lists such as .gitignore are left out on purpose:
// a file that no row names cannot carry a header.
func languages() []language {
	var (
		cLike    = style{line: []string{"//"}, blocks: [][2]string{{"/*", "*/"}}}
		cBlock   = style{blocks: [][2]string{{"/*", "*/"}}}
		hash     = style{line: []string{"#"}}
		python   = style{line: []string{"#"}, blocks: [][2]string{{`"""`, `"""`}, {`'''`, `'''`}, {`r"""`, `"""`}}}
		markup   = style{blocks: [][2]string{{"<!--", "-->"}}}
		semi     = style{line: []string{";"}}
		dash     = style{line: []string{"--"}}
		percent  = style{line: []string{"%"}}
		haskell  = style{line: []string{"--"}, blocks: [][2]string{{"{-", "-}"}}}
		sql      = style{line: []string{"--", "#"}, blocks: [][2]string{{"/*", "*/"}}}
		ml       = style{line: []string{"//"}, blocks: [][2]string{{"(*", "*)"}}}
		lisp     = style{line: []string{";"}, blocks: [][2]string{{"#|", "|#"}}}
		assembly = style{line: []string{";", "//", "#", "@", "!", "|"}, blocks: [][2]string{{"/*", "*/"}}}
		hashC    = style{line: []string{"#", "//"}, blocks: [][2]string{{"/*", "*/"}}}
		coding   = []string{"# -*-", "# coding", "#coding", "# vim:", "# encoding"}
		guard    = []string{"#pragma once", "#ifndef", "#define"}
		xml      = []string{"<?xml", "<!doctype", "<html"}
	)
	return []language{
		{name: "Go", exts: "go", style: cLike, first: []string{"//go:build", "// +build", "//+build"}},
		{name: "C", exts: "c h inc", style: cLike, first: guard},
		{name: "C++", exts: "cc cpp cxx c++ hh hpp hxx h++ ipp tpp inl ixx cppm", style: cLike, first: guard},
		{name: "Objective-C", exts: "m mm", style: cLike},
		{name: "CUDA", exts: "cu cuh", style: cLike, first: guard},
		{name: "OpenCL", exts: "cl opencl", style: cLike},
		{name: "Java", exts: "java", style: cLike},
		{name: "Kotlin", exts: "kt kts ktm", style: cLike, run: "kotlin"},
		{name: "Scala", exts: "scala sc sbt", style: cLike, run: "scala"},
		{name: "Groovy", exts: "groovy gradle gvy", files: "Jenkinsfile", style: cLike, run: "groovy"},
		{name: "C#", exts: "cs csx", style: cLike},
		{name: "F#", exts: "fs fsi fsx", style: ml},
		{name: "Visual Basic", exts: "vb bas frm cls vbs", style: style{line: []string{"'", "rem "}}},
		{name: "JavaScript", exts: "js jsx mjs cjs es6", style: cLike, run: "node nodejs deno bun", first: []string{"'use strict'", `"use strict"`, "// @flow", "// @ts-check"}},
		{name: "TypeScript", exts: "ts tsx mts cts", style: cLike, run: "ts-node tsx", first: []string{"'use strict'", `"use strict"`, "// @ts-", "/// <reference"}},
		{name: "Dart", exts: "dart", style: cLike, run: "dart"},
		{name: "Swift", exts: "swift", style: cLike, run: "swift", first: []string{"// swift-tools-version"}},
		{name: "Rust", exts: "rs", style: cLike, first: []string{"#!["}},
		{name: "Zig", exts: "zig zon", style: cLike},
		{name: "D", exts: "d di", style: style{line: []string{"//"}, blocks: [][2]string{{"/*", "*/"}, {"/+", "+/"}}}, run: "rdmd"},
		{name: "V", exts: "vsh", style: cLike, run: "v"},
		{name: "Vala", exts: "vala vapi", style: cLike},
		{name: "Haxe", exts: "hx", style: cLike},
		{name: "ActionScript", exts: "as", style: cLike},
		{name: "Solidity", exts: "sol", style: cLike},
		{name: "Move", exts: "move", style: cLike},
		{name: "Protocol Buffers", exts: "proto", style: cLike},
		{name: "Tars", exts: "tars jce", style: cLike},
		{name: "SWIG", exts: "i swg", style: cLike, first: []string{"%module"}},
		{name: "FlatBuffers", exts: "fbs", style: cLike},
		{name: "Thrift", exts: "thrift", style: hashC},
		{name: "Cap'n Proto", exts: "capnp", style: hash},
		{name: "Avro IDL", exts: "avdl", style: cLike},
		{name: "ANTLR", exts: "g4 g3", style: cLike},
		{name: "Yacc", exts: "y yy ypp", style: cLike, first: []string{"%{"}},
		{name: "Lex", exts: "l ll lex flex", style: cLike, first: []string{"%{"}},
		{name: "GLSL", exts: "glsl vert frag geom comp tesc tese", style: cLike, first: []string{"#version"}},
		{name: "HLSL", exts: "hlsl fx", style: cLike},
		{name: "WGSL", exts: "wgsl", style: cLike},
		{name: "Metal", exts: "metal", style: cLike},
		{name: "QML", exts: "qml", style: cLike},
		{name: "Verilog", exts: "v vh sv svh", style: cLike},
		{name: "VHDL", exts: "vhd vhdl", style: dash},
		{name: "CSS", exts: "css", style: cBlock, first: []string{"@charset"}},
		{name: "SCSS", exts: "scss less styl pcss", style: cLike, first: []string{"@charset"}},
		{name: "Sass", exts: "sass", style: cLike},
		{name: "PHP", exts: "php php3 php4 php5 phtml inc.php", style: hashC, run: "php", first: []string{"<?php", "<?", "declare(strict_types"}},
		{name: "Hack", exts: "hack hh.php", style: cLike, first: []string{"<?hh"}},
		{name: "Python", exts: "py pyi pyx pxd pyw bzl star", files: "SConstruct SConscript wscript BUILD BUILD.bazel WORKSPACE WORKSPACE.bazel MODULE.bazel Tiltfile Snakefile", run: "python python2 python3 pypy pypy3", style: python, first: coding},
		{name: "Ruby", exts: "rb rake gemspec ru rbi podspec", files: "Rakefile Gemfile Vagrantfile Podfile Brewfile Fastfile Guardfile Capfile Dangerfile", run: "ruby jruby rake",
			style: style{line: []string{"#"}, blocks: [][2]string{{"=begin", "=end"}}}, first: []string{"# frozen_string_literal", "# encoding", "# -*-", "# coding", "#\\ ", "# typed:", "# warn_indent"}},
		{name: "Crystal", exts: "cr", style: hash, run: "crystal"},
		{name: "Perl", exts: "pl pm t pod psgi", run: "perl", style: style{line: []string{"#"}, blocks: [][2]string{{"=pod", "=cut"}, {"=head", "=cut"}}}},
		{name: "Raku", exts: "raku rakumod p6 pm6", run: "raku perl6", style: hash},
		{name: "Shell", exts: "sh bash zsh ksh dash ash bats command fish csh tcsh envrc", files: "PKGBUILD APKBUILD gradlew mvnw", run: "sh bash zsh ksh dash ash busybox bats fish csh tcsh", style: hash, first: []string{"# shellcheck shell"}},
		{name: "PowerShell", exts: "ps1 psm1 psd1", run: "pwsh powershell", style: style{line: []string{"#"}, blocks: [][2]string{{"<#", "#>"}}}, first: []string{"#requires"}},
		{name: "Batch", exts: "bat cmd", style: style{line: []string{"rem ", "@rem", "::"}}, first: []string{"@echo off", "echo off", "@if", "setlocal"}},
		{name: "Awk", exts: "awk gawk", run: "awk gawk mawk nawk", style: hash},
		{name: "Sed", exts: "sed", run: "sed", style: hash},
		{name: "Tcl", exts: "tcl tk itcl exp", run: "tclsh wish expect", style: hash},
		{name: "Lua", exts: "lua luau rockspec", run: "lua luajit", style: style{line: []string{"--"}, blocks: [][2]string{{"--[[", "]]"}, {"--[=[", "]=]"}}}},
		{name: "R", exts: "r", run: "rscript", style: hash},
		{name: "Julia", exts: "jl", run: "julia", style: style{line: []string{"#"}, blocks: [][2]string{{"#=", "=#"}}}},
		{name: "MATLAB", exts: "mlx octave", run: "octave", style: style{line: []string{"%", "#"}, blocks: [][2]string{{"%{", "%}"}}}},
		{name: "Nim", exts: "nim nims nimble", run: "nim", style: style{line: []string{"#"}, blocks: [][2]string{{"#[", "]#"}}}},
		{name: "Elixir", exts: "ex exs heex", run: "elixir", style: hash},
		{name: "Erlang", exts: "erl hrl escript", files: "rebar.config", run: "escript", style: percent, first: []string{"%% -*-", "%% coding"}},
		{name: "Gleam", exts: "gleam", style: cLike},
		{name: "Haskell", exts: "hs lhs hsc chs", run: "runhaskell runghc stack", style: haskell, first: []string{"{-#"}},
		{name: "Cabal", exts: "cabal", style: dash, first: []string{"cabal-version"}},
		{name: "Elm", exts: "elm", style: haskell},
		{name: "PureScript", exts: "purs", style: haskell},
		{name: "Idris", exts: "idr agda lean", style: haskell},
		{name: "OCaml", exts: "ml mli mll mly", run: "ocaml", style: ml},
		{name: "Standard ML", exts: "sml sig fun", style: ml},
		{name: "Coq", exts: "coq", style: ml},
		{name: "Clojure", exts: "clj cljs cljc edn bb", run: "bb clojure", style: semi},
		{name: "Lisp", exts: "lisp lsp el asd scm ss rkt", run: "sbcl guile racket emacs", style: lisp, first: []string{";;; -*-", "#lang"}},
		{name: "Assembly", exts: "s asm nasm", style: assembly},
		{name: "LLVM", exts: "td mir", style: cLike},
		{name: "WebAssembly text", exts: "wat wast", style: style{line: []string{";;"}, blocks: [][2]string{{"(;", ";)"}}}},
		{name: "Fortran", exts: "f90 f95 f03 f08 f f77 for", style: style{line: []string{"!", "c ", "c\t", "*"}}},
		{name: "Ada", exts: "adb ads ada gpr", style: dash},
		{name: "Pascal", exts: "pas dpr lpr", style: style{line: []string{"//"}, blocks: [][2]string{{"{", "}"}, {"(*", "*)"}}}},
		{name: "COBOL", exts: "cob cbl", style: style{line: []string{"*"}}},
		{name: "AppleScript", exts: "applescript", run: "osascript", style: style{line: []string{"--", "#"}, blocks: [][2]string{{"(*", "*)"}}}},
		{name: "Vim script", exts: "vim", files: ".vimrc", style: style{line: []string{`"`}}},
		{name: "GDScript", exts: "gd", style: hash},
		{name: "Prolog", exts: "pro prolog", run: "swipl", style: style{line: []string{"%"}, blocks: [][2]string{{"/*", "*/"}}}},
		{name: "TeX", exts: "tex sty cls.tex dtx ltx", style: percent},
		{name: "Roff", exts: "man roff 1 3 5 7 8", style: style{line: []string{`.\"`, `'\"`, `\"`}}},
		{name: "M4", exts: "m4 ac", files: "configure.ac configure.in aclocal.m4", style: style{line: []string{"dnl", "#"}}},
		{name: "SQL", exts: "sql psql ddl pls pks pkb cql hql", style: sql},
		{name: "GraphQL", exts: "graphql gql graphqls", style: hash},
		{name: "Terraform", exts: "tf tfvars hcl nomad", style: hashC},
		{name: "Nix", exts: "nix", style: style{line: []string{"#"}, blocks: [][2]string{{"/*", "*/"}}}},
		{name: "Dhall", exts: "dhall", style: haskell},
		{name: "Jsonnet", exts: "jsonnet libsonnet", style: hashC},
		{name: "CUE", exts: "cue", style: cLike},
		{name: "Rego", exts: "rego", style: hash},
		{name: "Puppet", exts: "pp", style: hash},
		{name: "Make", exts: "mk mak make", files: "Makefile makefile GNUmakefile Makefile.am Makefile.in Kbuild", run: "make", style: hash},
		{name: "CMake", exts: "cmake", files: "CMakeLists.txt", style: style{line: []string{"#"}, blocks: [][2]string{{"#[[", "]]"}}}},
		{name: "Meson", files: "meson.build meson_options.txt meson.options", style: hash},
		{name: "Kconfig", exts: "kconfig", files: "Kconfig", style: hash},
		{name: "Just", exts: "just", files: "justfile Justfile", style: hash},
		{name: "Dockerfile", exts: "dockerfile containerfile", files: "Dockerfile Containerfile", style: hash, first: []string{"# syntax=", "#syntax=", "# escape=", "#escape=", "# check="}},
		{name: "YAML", exts: "yaml yml", style: hash, first: []string{"---", "%yaml", "# yaml-language-server"}},
		{name: "TOML", exts: "toml", style: hash},
		{name: "Properties", exts: "properties", style: style{line: []string{"#", "!"}}},
		{name: "INI", exts: "ini cfg conf", style: style{line: []string{"#", ";"}}},
		{name: "HTML", exts: "html htm xhtml", style: markup, first: xml},
		{name: "XML", exts: "xml xsd xsl xslt wsdl xaml csproj vbproj fsproj props targets nuspec fxml rng dita dtd ui qrc plist storyboard xib", style: markup, first: xml},
		{name: "Vue", exts: "vue svelte astro", style: style{line: []string{"//"}, blocks: [][2]string{{"<!--", "-->"}, {"/*", "*/"}}}, first: []string{"<script", "---"}},
		{name: "JSP", exts: "jsp jspx tag jspf", style: style{blocks: [][2]string{{"<%--", "--%>"}, {"<!--", "-->"}}}, first: []string{"<%@", "<?xml", "<!doctype"}},
		{name: "ASP", exts: "asp aspx ascx ashx asax", style: style{blocks: [][2]string{{"<%--", "--%>"}, {"<!--", "-->"}}}, first: []string{"<%@"}},
		{name: "Razor", exts: "cshtml razor", style: style{blocks: [][2]string{{"@*", "*@"}, {"<!--", "-->"}}}, first: []string{"@page"}},
		{name: "ERB", exts: "erb rhtml", style: style{blocks: [][2]string{{"<%#", "%>"}, {"<!--", "-->"}}}},
		{name: "Go template", exts: "tpl tmpl gotmpl gohtml", style: style{line: []string{"#", "//"}, blocks: [][2]string{{"{{/*", "*/}}"}, {"{{- /*", "*/"}, {"{{ /*", "*/"}, {"<!--", "-->"}, {"/*", "*/"}}}, first: []string{"<?xml", "<!doctype"}},
		{name: "Jinja", exts: "j2 jinja jinja2 njk twig", style: style{line: []string{"#"}, blocks: [][2]string{{"{#", "#}"}, {"<!--", "-->"}}}},
		{name: "Handlebars", exts: "hbs handlebars mustache", style: style{blocks: [][2]string{{"{{!--", "--}}"}, {"{{!", "}}"}, {"<!--", "-->"}}}},
		{name: "FreeMarker", exts: "ftl ftlh", style: style{blocks: [][2]string{{"<#--", "-->"}, {"<!--", "-->"}}}, first: []string{"<#ftl"}},
		{name: "Velocity", exts: "vm vtl", style: style{line: []string{"##"}, blocks: [][2]string{{"#*", "*#"}}}},
		{name: "Pug", exts: "pug jade", style: style{line: []string{"//"}}},
		{name: "Haml", exts: "haml slim", style: style{line: []string{"-#", "/"}}},
		{name: "CoffeeScript", exts: "coffee litcoffee", run: "coffee", style: style{line: []string{"#"}, blocks: [][2]string{{"###", "###"}}}},
		{name: "Gettext", exts: "po pot", style: hash},
		{name: "Device tree", exts: "dts dtsi", style: cLike, first: []string{"/dts-v1/"}},
		{name: "Linker script", exts: "ld lds x.ld", style: cBlock},
		{name: "RPM spec", exts: "spec", style: hash},
		{name: "Gnuplot", exts: "gp gnuplot plt", style: hash},
	}
}

// table finds the language of a file.
type table struct {
	byExt, byName, byRun map[string]*language
}

func newTable() *table {
	t := &table{byExt: map[string]*language{}, byName: map[string]*language{}, byRun: map[string]*language{}}
	all := languages()
	for i := range all {
		l := &all[i]
		for _, e := range strings.Fields(l.exts) {
			t.byExt[e] = l
		}
		for _, n := range strings.Fields(l.files) {
			t.byName[n] = l
		}
		for _, r := range strings.Fields(l.run) {
			t.byRun[r] = l
		}
	}
	return t
}

// of returns the language of a file by its name, else by its first line; nil
// when the file cannot carry a header.
func (t *table) of(name string, content []byte) *language {
	base := path.Base(name)
	if l := t.byName[base]; l != nil {
		return l
	}
	dot := strings.LastIndexByte(base, '.')
	if dot > 0 {
		ext := strings.ToLower(base[dot+1:])
		if l := t.byExt[ext]; l != nil {
			return l
		}
		if ext == "in" || ext == "example" || ext == "dist" { // a template: config.h.in
			return t.of(name[:len(name)-len(ext)-1], content)
		}
	}
	for _, stem := range [...]string{"Dockerfile", "Containerfile", "Makefile"} { // Dockerfile.debian, Dockerfile_windows
		if strings.HasPrefix(base, stem) && !letterDigit(base[len(stem)]) {
			return t.byName[stem]
		}
	}
	return t.byRun[interpreter(content)]
}

// interpreter is the program that a #! line names, without its directory and version; "" when there is none.
func interpreter(content []byte) string {
	if !bytes.HasPrefix(content, []byte("#!")) {
		return ""
	}
	line := content[2:min(len(content), 256)]
	if n := bytes.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	for _, w := range strings.Fields(string(line)) {
		w = strings.ToLower(path.Base(w))
		if w == "env" || strings.HasPrefix(w, "-") || strings.Contains(w, "=") {
			continue
		}
		if t := strings.TrimRight(w, "0123456789."); t != "" && !strings.HasSuffix(w, "3") && !strings.HasSuffix(w, "2") {
			return t
		} else if w, _, _ = strings.Cut(w, "."); w != "" {
			return w
		}
	}
	return ""
}

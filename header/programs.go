// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

// Ways to write a header.
func lines(lead string) form                 { return form{lead: lead} }
func framed(open, lead, closing string) form { return form{open, lead, closing} }

func cLike() style {
	return style{line: []string{"//"}, blocks: [][2]string{{"/*", "*/"}}, write: lines("//")}
}

func cBlock() style {
	return style{line: []string{"//"}, blocks: [][2]string{{"/*", "*/"}}, write: framed("/*", " *", " */")}
}

func hash() style { return style{line: []string{"#"}, write: lines("#")} }

func hashC() style {
	return style{line: []string{"#", "//"}, blocks: [][2]string{{"/*", "*/"}}, write: lines("#")}
}

func slashHash() style {
	return style{line: []string{"//", "#"}, blocks: [][2]string{{"/*", "*/"}}, write: lines("//")}
}

func semi() style    { return style{line: []string{";"}, write: lines(";;")} }
func oneSemi() style { return style{line: []string{";"}, write: lines(";")} }
func dash() style    { return style{line: []string{"--"}, write: lines("--")} }
func percent() style { return style{line: []string{"%"}, write: lines("%")} }

func haskell() style {
	return style{line: []string{"--"}, blocks: [][2]string{{"{-", "-}"}}, write: lines("--")}
}

func ml() style {
	return style{blocks: [][2]string{{"(*", "*)"}}, write: framed("(*", " *", " *)")}
}

// programs are the languages of programs, the first half of the table.
func programs() []Language {
	coding := []string{"# -*-", "# coding", "#coding", "#-*-", "# vim:", "# encoding"}
	guard := []string{"#pragma once", "#ifndef", "#define"}
	docblock := []string{"@jest-", "@flow", "@noflow", "@format", "@prettier", "@jsx"}
	rubyMagic := []string{"# frozen_string_literal", "# encoding", "# -*-", "# coding", "#\\ ", "# typed:", "# warn_indent", "# warn_past_scope", "# shareable_constant_value"}
	return []Language{
		{Name: "Go", exts: "go", style: cLike(), may: []string{"//go:build", "// +build", "//+build"}},
		{Name: "C", exts: "c h inc", style: cBlock(), may: guard},
		{Name: "C++", exts: "cc cpp cxx c++ hh hpp hxx h++ ipp tpp inl ixx cppm", style: cLike(), may: guard},
		{Name: "Objective-C", exts: "m mm", style: cLike(), may: guard},
		{Name: "CUDA", exts: "cu cuh", style: cLike(), may: guard},
		{Name: "OpenCL", exts: "cl opencl", style: cLike(), may: guard},
		{Name: "Java", exts: "java", style: cBlock()},
		{Name: "Kotlin", exts: "kt kts ktm", style: cBlock(), run: "kotlin"},
		{Name: "Scala", exts: "scala sc sbt", style: cBlock(), run: "scala", may: []string{"//> using"}},
		{Name: "Groovy", exts: "groovy gradle gvy", files: "Jenkinsfile", style: cBlock(), run: "groovy"},
		{Name: "C#", exts: "cs csx", style: cLike()},
		{Name: "F#", exts: "fs fsi fsx", style: style{line: []string{"//"}, blocks: [][2]string{{"(*", "*)"}}, write: lines("//")}},
		{Name: "Visual Basic", exts: "vb bas vbs frm cls", style: style{line: []string{"'", "rem "}, write: lines("'")}, must: []string{"version ", "begin", "end", "attribute vb_", "multiuse", "object =", "persistable", "databindingbehavior", "datasourcebehavior", "mtstransactionmode"}},
		{Name: "JavaScript", exts: "js jsx mjs cjs es6", style: cBlock(), run: "node nodejs deno bun", must: []string{"// @flow", "// @ts-check", "// @ts-nocheck"}, may: []string{"'use strict'", `"use strict"`}, pins: docblock},
		{Name: "TypeScript", exts: "ts tsx mts cts", style: cBlock(), run: "ts-node tsx", must: []string{"// @ts-"}, may: []string{"'use strict'", `"use strict"`, "/// <reference"}, pins: docblock},
		{Name: "Dart", exts: "dart", style: cLike(), run: "dart", must: []string{"// @dart"}},
		{Name: "Swift", exts: "swift", style: cLike(), run: "swift", must: []string{"// swift-tools-version", "//swift-tools-version"}},
		{Name: "Rust", exts: "rs", style: cLike(), may: []string{"#!["}},
		{Name: "Zig", exts: "zig zon", style: style{line: []string{"//"}, write: lines("//")}},
		{Name: "D", exts: "d di", style: style{line: []string{"//"}, blocks: [][2]string{{"/*", "*/"}, {"/+", "+/"}}, write: lines("//")}, run: "rdmd"},
		{Name: "V", exts: "vsh", style: cLike(), run: "v"},
		{Name: "Vala", exts: "vala vapi", style: cBlock()},
		{Name: "Haxe", exts: "hx", style: cBlock()},
		{Name: "ActionScript", exts: "as", style: cBlock()},
		{Name: "Apex", exts: "apex", style: cBlock()},
		{Name: "Ballerina", exts: "bal", style: style{line: []string{"//"}, write: lines("//")}},
		{Name: "Odin", exts: "odin", style: cLike(), may: []string{"#+"}},
		{Name: "Hare", exts: "ha", style: style{line: []string{"//"}, write: lines("//")}},
		{Name: "Pony", exts: "pony", style: cLike()},
		{Name: "Squirrel", exts: "nut", style: cLike()},
		{Name: "ReScript", exts: "res resi", style: cLike()},
		{Name: "Reason", exts: "re rei", style: cBlock()},
		{Name: "Mojo", exts: "mojo 🔥", style: hash(), run: "mojo"},
		{Name: "Solidity", exts: "sol", style: cLike()},
		{Name: "Cairo", exts: "cairo", style: style{line: []string{"//"}, write: lines("//")}},
		{Name: "Move", exts: "move", style: cLike()},
		{Name: "Chapel", exts: "chpl", style: cLike()},
		{Name: "Yacc", exts: "y yy ypp", style: cBlock(), may: []string{"%{"}},
		{Name: "Lex", exts: "l ll lex flex", style: cBlock(), may: []string{"%{"}},
		{Name: "ANTLR", exts: "g4 g3", style: cBlock()},
		{Name: "SWIG", exts: "i swg", style: cBlock(), may: []string{"%module"}},
		{Name: "GLSL", exts: "glsl vert frag geom comp tesc tese", style: cLike(), must: []string{"#version"}},
		{Name: "HLSL", exts: "hlsl fx", style: cLike()},
		{Name: "WGSL", exts: "wgsl", style: cLike()},
		{Name: "Metal", exts: "metal", style: cLike()},
		{Name: "OpenSCAD", exts: "scad", style: cLike()},
		{Name: "Stan", exts: "stan", style: cLike()},
		{Name: "Modelica", exts: "mo", style: cLike()},
		{Name: "QML", exts: "qml", style: cLike()},
		{Name: "Slint", exts: "slint", style: cLike()},
		{Name: "Verilog", exts: "v vh sv svh", style: cLike()},
		{Name: "VHDL", exts: "vhd vhdl", style: dash()},
		{Name: "PHP", exts: "php php3 php4 php5 phtml", style: slashHash(), run: "php", must: []string{"<?php", "<?"}, may: []string{"declare(strict_types"}, needs: "<?php"},
		{Name: "Hack", exts: "hack", style: cLike(), may: []string{"<?hh"}},
		{Name: "Python", exts: "py pyi pyx pxd pyw bzl star", files: "SConstruct SConscript wscript BUILD BUILD.bazel WORKSPACE WORKSPACE.bazel MODULE.bazel Tiltfile Snakefile", run: "python python2 python3 pypy pypy3",
			style: style{line: []string{"#"}, blocks: [][2]string{{`"""`, `"""`}, {`'''`, `'''`}, {`r"""`, `"""`}}, doc: []string{`"""`, `'''`, `r"""`}, write: lines("#")}, must: coding},
		{Name: "Ruby", exts: "rb rake gemspec ru rbi podspec", files: "Rakefile Gemfile Vagrantfile Podfile Brewfile Fastfile Guardfile Capfile Dangerfile", run: "ruby jruby rake",
			style: style{line: []string{"#"}, blocks: [][2]string{{"=begin", "=end"}}, write: lines("#")}, must: rubyMagic},
		{Name: "Crystal", exts: "cr", style: hash(), run: "crystal"},
		{Name: "Perl", exts: "pl pm t pod psgi", run: "perl", style: style{line: []string{"#"}, blocks: [][2]string{{"=pod", "=cut"}, {"=head", "=cut"}}, doc: []string{"=pod", "=head"}, write: lines("#")}},
		{Name: "Raku", exts: "raku rakumod p6 pm6", run: "raku", style: hash()},
		{Name: "Shell", exts: "sh bash zsh ksh dash ash bats command fish csh tcsh envrc", files: "PKGBUILD APKBUILD gradlew mvnw", run: "sh bash zsh ksh dash ash busybox bats fish csh tcsh", style: hash(), must: []string{"# shellcheck shell", "#compdef", "#autoload"}},
		{Name: "Nushell", exts: "nu", run: "nu", style: hash()},
		{Name: "PowerShell", exts: "ps1 psm1 psd1", run: "pwsh powershell", style: style{line: []string{"#"}, blocks: [][2]string{{"<#", "#>"}}, write: lines("#")}, may: []string{"#requires"}},
		{Name: "Batch", exts: "bat cmd", style: style{line: []string{"rem ", "@rem", "::"}, write: lines("@rem")}, must: []string{"@echo off", "echo off", "@if"}, may: []string{"setlocal"}},
		{Name: "AutoHotkey", exts: "ahk", style: style{line: []string{";"}, blocks: [][2]string{{"/*", "*/"}}, write: lines(";")}},
		{Name: "NSIS", exts: "nsi nsh", style: style{line: []string{";", "#"}, blocks: [][2]string{{"/*", "*/"}}, write: lines(";")}},
		{Name: "Inno Setup", exts: "iss", style: style{line: []string{";", "//"}, write: lines(";")}},
		{Name: "Awk", exts: "awk gawk", run: "awk gawk mawk nawk", style: hash()},
		{Name: "Sed", exts: "sed", run: "sed", style: hash(), must: []string{"#n"}},
		{Name: "Tcl", exts: "tcl tk itcl exp", run: "tclsh wish expect", style: hash()},
		{Name: "Lua", exts: "lua luau rockspec", run: "lua luajit", style: style{line: []string{"--"}, blocks: [][2]string{{"--[[", "]]"}, {"--[=[", "]=]"}}, write: lines("--")}, must: []string{"--!strict", "--!nonstrict", "--!nocheck"}},
		{Name: "Fennel", exts: "fnl", run: "fennel", style: semi()},
		{Name: "R", exts: "r", run: "rscript", style: hash()},
		{Name: "Julia", exts: "jl", run: "julia", style: style{line: []string{"#"}, blocks: [][2]string{{"#=", "=#"}}, write: lines("#")}},
		{Name: "MATLAB", exts: "octave", run: "octave", style: style{line: []string{"%", "#"}, blocks: [][2]string{{"%{", "%}"}}, write: lines("%")}},
		{Name: "Wolfram", exts: "wl wls", run: "wolframscript", style: ml()},
		{Name: "Nim", exts: "nim nims nimble", run: "nim", style: style{line: []string{"#"}, blocks: [][2]string{{"#[", "]#"}}, write: lines("#")}, must: []string{"#?"}},
		{Name: "Elixir", exts: "ex exs", run: "elixir", style: hash()},
		{Name: "Erlang", exts: "erl hrl escript", files: "rebar.config", run: "escript", style: style{line: []string{"%"}, write: lines("%%")}, must: []string{"%% -*-", "%% coding", "% -*-", "%%!"}},
		{Name: "Gleam", exts: "gleam", style: style{line: []string{"//"}, write: lines("//")}},
		{Name: "Haskell", exts: "hs hsc chs", run: "runhaskell runghc stack", style: haskell(), must: []string{"-- stack", "{- stack", "{- cabal:", "-- cabal"}, may: []string{"{-#"}},
		{Name: "Cabal", exts: "cabal", style: dash(), must: []string{"cabal-version"}},
		{Name: "Elm", exts: "elm", style: haskell()},
		{Name: "PureScript", exts: "purs", style: haskell()},
		{Name: "Idris", exts: "idr agda", style: haskell(), may: []string{"{-#"}},
		{Name: "Lean", exts: "lean", style: style{line: []string{"--"}, blocks: [][2]string{{"/-", "-/"}}, write: framed("/-", "", "-/")}},
		{Name: "Dhall", exts: "dhall", style: haskell()},
		{Name: "OCaml", exts: "ml mli mll", run: "ocaml", style: ml()},
		{Name: "Menhir", exts: "mly", style: style{line: []string{"//"}, blocks: [][2]string{{"/*", "*/"}, {"(*", "*)"}}, write: framed("/*", " *", " */")}, may: []string{"%{"}},
		{Name: "Standard ML", exts: "sml sig fun", style: ml()},
		{Name: "Coq", exts: "coq", style: ml()},
		{Name: "Clojure", exts: "clj cljs cljc edn bb", run: "bb clojure", style: semi()},
		{Name: "Lisp", exts: "lisp lsp el asd scm ss rkt", run: "sbcl guile racket emacs", style: style{line: []string{";"}, blocks: [][2]string{{"#|", "|#"}}, write: lines(";;")}, must: []string{";;; -*-", "#lang"}},
		{Name: "Janet", exts: "janet", run: "janet", style: hash()},
		{Name: "Assembly", exts: "s asm", style: style{line: []string{";", "//", "#", "@", "!", "|"}, blocks: [][2]string{{"/*", "*/"}}, write: framed("/*", " *", " */")}},
		{Name: "NASM", exts: "nasm masm", style: oneSemi()},
		{Name: "LLVM", exts: "td mir", style: cLike()},
		{Name: "LLVM assembly", exts: "llvm", style: oneSemi()},
		{Name: "WebAssembly text", exts: "wat wast", style: style{line: []string{";;"}, blocks: [][2]string{{"(;", ";)"}}, write: lines(";;")}},
		{Name: "Fortran", exts: "f90 f95 f03 f08", style: style{line: []string{"!"}, write: lines("!")}},
		{Name: "Fortran 77", exts: "f f77 for", style: style{line: []string{"!", "c ", "c\t", "*"}, write: lines("C")}},
		{Name: "Ada", exts: "adb ads ada gpr", style: dash()},
		{Name: "Pascal", exts: "pas dpr lpr", style: style{line: []string{"//"}, blocks: [][2]string{{"{", "}"}, {"(*", "*)"}}, write: framed("(*", " *", " *)")}, may: []string{"{$"}},
		{Name: "COBOL", exts: "cob cbl", style: style{line: []string{"*", "*>"}, write: lines("      *>")}},
		{Name: "AppleScript", exts: "applescript", run: "osascript", style: style{line: []string{"--", "#"}, blocks: [][2]string{{"(*", "*)"}}, write: lines("--")}},
		{Name: "Vim script", exts: "vim", files: ".vimrc", style: style{line: []string{`"`}, write: lines(`"`)}},
		{Name: "GDScript", exts: "gd", style: hash()},
		{Name: "Prolog", exts: "pro prolog", run: "swipl", style: style{line: []string{"%"}, blocks: [][2]string{{"/*", "*/"}}, write: lines("%")}},
		{Name: "Zeek", exts: "zeek", run: "zeek", style: hash()},
		{Name: "CoffeeScript", exts: "coffee", run: "coffee", style: style{line: []string{"#"}, blocks: [][2]string{{"###", "###"}}, write: lines("#")}},
	}
}

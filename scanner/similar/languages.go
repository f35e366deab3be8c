// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package similar

import (
	"path"
	"strings"
)

// language says how comments are written, and which lines only name other code.
type language struct {
	line  string   // begins a comment to the end of the line
	block bool     // /* */
	skip  []string // words at the head of lines that import or name a package
}

type languages map[string]language

func newLanguages() languages {
	out := languages{}
	add := func(l language, extensions string) {
		for e := range strings.FieldsSeq(extensions) {
			out[e] = l
		}
	}
	add(language{"//", true, []string{"import", "package", "using", "#include", "use", "namespace", "mod"}},
		"go c h cc cpp cxx hh hpp hxx inl java kt kts scala js mjs cjs jsx ts tsx mts cts cs swift m mm rs dart php groovy gradle sol proto thrift v sv cu cl glsl hlsl zig d")
	add(language{"#", false, []string{"import", "from", "require", "use", "library", "source"}}, "py pyx rb pl pm sh bash zsh r jl tcl nim ex exs cr ps1 coffee")
	add(language{"--", false, []string{"import", "module", "with", "use", "require"}}, "lua hs adb ads sql elm vhd vhdl")
	add(language{"%", false, []string{"-module", "-export", "-include"}}, "erl hrl m4")
	add(language{";", false, nil}, "el lisp clj cljs scm")
	add(language{";", true, nil}, "asm s")
	add(language{"!", false, []string{"use", "module"}}, "f f90 f95 f03 f08 for")
	add(language{"", true, nil}, "css scss less vue svelte")
	return out
}

func (l languages) of(name string) (language, bool) {
	ext := path.Ext(name)
	if len(ext) < 2 || len(ext) > 7 {
		return language{}, false
	}
	found, ok := l[ext[1:]]
	if !ok {
		found, ok = l[strings.ToLower(ext[1:])]
	}
	return found, ok
}

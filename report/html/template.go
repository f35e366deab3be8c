// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"embed"
	"html/template"
	"io/fs"
	"strings"
	"sync"
)

//go:embed assets/page.tmpl
var pageSource string

//go:embed assets/report.css
var styleSheet string

//go:embed assets/script
var scriptFiles embed.FS

// script is the script of the page: the files of assets/script in the order of their names, as one.
var script = sync.OnceValue(func() string {
	var b strings.Builder
	files, _ := fs.Glob(scriptFiles, "assets/script/*.js") // sorted; the pattern is well formed
	for _, name := range files {
		data, _ := scriptFiles.ReadFile(name) // it is part of the program
		b.Write(data)
	}
	return b.String()
})

// parsed is the template with functions in no language; it is cloned for each page.
var parsed = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Funcs(functions(catalog{})).Parse(pageSource)
})

func pageTemplate(words catalog) (*template.Template, error) {
	t, err := parsed()
	if err != nil {
		return nil, err
	}
	if t, err = t.Clone(); err != nil {
		return nil, err
	}
	return t.Funcs(functions(words)), nil
}

func functions(words catalog) template.FuncMap {
	return template.FuncMap{
		"t":    words.text,
		"tn":   words.count,
		"word": words.word,
		"num":  number,
		"line": line,
		"pair": func(a, b any) [2]any { return [2]any{a, b} },
	}
}

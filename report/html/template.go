// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	_ "embed" // template, style sheet, script
	"html/template"
	"sync"
)

//go:embed assets/page.tmpl
var pageSource string

//go:embed assets/report.css
var styleSheet string

//go:embed assets/report.js
var script string

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

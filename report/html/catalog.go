// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

//go:embed assets/lang
var langFiles embed.FS

// catalog holds the page's own words in one language, by key. A key that ends in
// ".one" is the form for one thing.
type catalog struct {
	lang  string // value of the attribute lang
	words map[string]string
}

func catalogOf(lang string) (catalog, error) {
	lang = cmp.Or(lang, "en")
	data, err := langFiles.ReadFile("assets/lang/" + lang + ".json")
	if err != nil {
		return catalog{}, fmt.Errorf("no page in language %q", lang)
	}
	c := catalog{lang: lang}
	if err := json.Unmarshal(data, &c.words); err != nil {
		return catalog{}, fmt.Errorf("%s.json: %w", lang, err)
	}
	if lang == "zh" {
		c.lang = "zh-CN"
	}
	return c, nil
}

// text is the text of a key. Of the pairs, the first is the name of a place
// ("{name}"), the second what is put there.
func (c catalog) text(key string, pairs ...any) string {
	s, ok := c.words[key]
	if !ok {
		return key
	}
	if len(pairs) == 0 {
		return s
	}
	places := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		places = append(places, "{"+fmt.Sprint(pairs[i])+"}", shownValue(pairs[i+1]))
	}
	return strings.NewReplacer(places...).Replace(s)
}

// count is text for a number of things, which stands at {n}.
func (c catalog) count(key string, n int, pairs ...any) string {
	if n == 1 {
		if _, ok := c.words[key+".one"]; ok {
			key += ".one"
		}
	}
	return c.text(key, append(pairs, "n", n)...)
}

// word is the text of a word from a closed list, like a status; one that the catalog
// does not know stays as it is.
func (c catalog) word(list, value string) string {
	if s, ok := c.words[list+"."+value]; ok {
		return s
	}
	return line(value)
}

func shownValue(v any) string {
	switch v := v.(type) {
	case int:
		return number(v)
	case string:
		return line(v)
	}
	return fmt.Sprint(v)
}

// forScript are the texts that the script needs: those whose keys begin with
// "js.", without that.
func (c catalog) forScript() map[string]string {
	out := map[string]string{}
	for key, text := range c.words {
		if name, ok := strings.CutPrefix(key, "js."); ok {
			out[name] = text
		}
	}
	return out
}

// number writes 12345 as 12,345.
func number(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func byteSize(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	f, u := float64(n), 0
	for f >= 1024 && u < len(units)-1 {
		f /= 1024
		u++
	}
	if u == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", f, units[u])
}

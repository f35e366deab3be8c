// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package spdx

import (
	"maps"
	"slices"
	"strings"
)

// maxSuggest bounds the work on hostile input; the longest id has 58 bytes.
const maxSuggest = 100

// Suggest returns the known current id nearest to a misspelled or informal
// one ("GPL3", "Apache 2", "BSD"), or "" when none is near. The result is a
// suggestion for people, never a fact.
func Suggest(id string) string {
	if len(id) > maxSuggest {
		return ""
	}
	x := lists()
	key := squeeze(id)
	if key == "" || key == "unlicensed" { // which says the opposite of Unlicense
		return ""
	}
	if s := alias(key); s != "" {
		return s
	}
	if s := x.bySqueezed[key]; s != "" {
		return s
	}
	for _, suffix := range []string{"+", "orlater", "orabove", "ornewer", "plus"} {
		if base, ok := strings.CutSuffix(key, suffix); ok {
			if later := strings.TrimSuffix(Suggest(base), "-only") + "-or-later"; base != "" && x.byLower[strings.ToLower(later)].id != "" {
				return later
			}
		}
	}
	return nearest(key, slices.Sorted(maps.Keys(x.bySqueezed)), func(k string) string { return x.bySqueezed[k] })
}

func suggestException(id string) string {
	if len(id) > maxSuggest {
		return ""
	}
	names := lists().exceptions
	return nearest(strings.ToLower(id), slices.Sorted(maps.Keys(names)), func(k string) string { return names[k] })
}

// squeeze drops what people add to or leave out of an id: case, punctuation
// and the words "license", "version" and "the".
func squeeze(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '+'
	})
	words = slices.DeleteFunc(words, func(w string) bool {
		return w == "license" || w == "licence" || w == "licensed" || w == "version" || w == "the" || w == "v"
	})
	for i, w := range words {
		if len(w) > 1 && w[0] == 'v' && w[1] >= '0' && w[1] <= '9' {
			words[i] = w[1:]
		}
	}
	return strings.Join(words, "")
}

// alias knows the spellings that no distance finds.
func alias(key string) string {
	switch key {
	case "apache", "apache2", "apache20", "asl2", "asl20", "al2", "al20", "apachesoftware2", "apachesoftware20", "apachesoftware", "apl2", "apl20":
		return "Apache-2.0"
	case "bsd", "bsd3", "3clausebsd", "newbsd", "bsdnew", "modifiedbsd", "revisedbsd", "bsd3clauses", "bsdlike", "bsdstyle":
		return "BSD-3-Clause"
	case "bsd2", "2clausebsd", "simplifiedbsd", "freebsd", "bsdsimplified":
		return "BSD-2-Clause"
	case "bsd4", "4clausebsd", "originalbsd", "bsdoriginal", "oldbsd":
		return "BSD-4-Clause"
	case "mitx11", "expat", "mitlike", "mitstyle":
		return "MIT"
	case "gpl", "gnugpl", "gnugeneralpublic":
		return "GPL-1.0-or-later"
	case "gpl1", "gplv1", "gnugpl1":
		return "GPL-1.0-only"
	case "gpl2", "gnugpl2", "gplv2", "gplv20":
		return "GPL-2.0-only"
	case "gpl3", "gnugpl3", "gplv3", "gplv30":
		return "GPL-3.0-only"
	case "lgpl", "gnulgpl":
		return "LGPL-2.0-or-later"
	case "lgpl2", "lgplv2":
		return "LGPL-2.0-only"
	case "lgpl21", "lgplv21":
		return "LGPL-2.1-only"
	case "lgpl3", "lgplv3":
		return "LGPL-3.0-only"
	case "agpl", "agpl3", "agplv3", "gnuagpl3":
		return "AGPL-3.0-only"
	case "mpl", "mpl2", "mozillapublic2", "mozillapublic20":
		return "MPL-2.0"
	case "epl", "epl1", "eclipsepublic10":
		return "EPL-1.0"
	case "epl2", "eclipsepublic20":
		return "EPL-2.0"
	case "cc0", "cc01":
		return "CC0-1.0"
	case "boost", "bsl1":
		return "BSL-1.0"
	case "psf", "python":
		return "PSF-2.0"
	}
	return ""
}

// nearest returns the value of the key with the smallest edit distance, the
// first in order among equals, when it is near enough to be meant.
func nearest(key string, keys []string, value func(string) string) string {
	best, limit := "", len(key)/4
	if limit == 0 {
		return ""
	}
	for _, k := range keys {
		if d := distance(key, k, limit); d < limit || best == "" && d == limit {
			best, limit = value(k), d
			if limit == 0 {
				break
			}
		}
	}
	return best
}

// distance is the optimal string alignment distance (a swap of neighbors
// counts once), or limit+1 when it is larger than limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return min(row[len(b)], limit+1)
}

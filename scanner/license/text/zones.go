// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package text

import "strings"

// zones are the places where license texts name their holder: the words
// between the two phrases are anybody's. (SPDX marks them as replaceable text.)
var zones = [][2]string{
	{"provided by", "as is"},
	{"event shall", "be liable"},
	{"event will", "be liable"},
	{"names of", "may be used"},
	{"name of", "may be used"},
	{"names of", "not be used"},
	{"name of", "not be used"},
	{"prior permission", "makes no"},
	{"prior consent", "makes no"},
	{"includes software developed by", "neither"},
	{"includes software developed by", "the name"},
	{"includes software developed by", "redistributions"},
}

// maxZone is how many words a holder's name may have.
const maxZone = 14

// freeWords marks the words of a document that stand in a zone.
func freeWords(d *Dict, words []uint16) []bool {
	free := make([]bool, len(words))
	for _, z := range zones {
		open, end := phrase(d, z[0]), phrase(d, z[1])
		for i := range words {
			if !begins(words[i:], open) {
				continue
			}
			from := i + len(open)
			for j := from; j < len(words) && j-from <= maxZone; j++ {
				if begins(words[j:], end) {
					for k := from; k < j; k++ {
						free[k] = true
					}
					break
				}
			}
		}
	}
	n := 0
	for _, f := range free {
		if f {
			n++
		}
	}
	if n*maxFreeShare > len(words) {
		return make([]bool, len(words))
	}
	return free
}

// maxFreeShare: a document of which more than a fifth would be anybody's has no
// zones, or it would be found in other texts.
const maxFreeShare = 5

func phrase(d *Dict, s string) (ids []uint16) {
	for w := range strings.FieldsSeq(s) {
		ids = append(ids, d.ID(w))
	}
	return ids
}

func begins(words, phrase []uint16) bool {
	if len(words) < len(phrase) {
		return false
	}
	for i, w := range phrase {
		if words[i] != w {
			return false
		}
	}
	return true
}

// freeRuns writes the marks as lengths of runs, the first of words that are not
// free. It is nil when none is.
func freeRuns(free []bool) (runs []int) {
	n, is := 0, false
	for _, f := range free {
		if f != is {
			runs = append(runs, n)
			n, is = 0, f
		}
		n++
	}
	if len(runs) == 0 {
		return nil
	}
	return append(runs, n)
}

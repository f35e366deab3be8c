// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package compat

// differences counts the cells of the OSADL matrix against which another source
// decides, by answer and source.
func differences() map[string]int {
	return map[string]int{
		"compatible instead of conditional: GPL-3.0, section 13; AGPL-3.0, section 13":                              4,
		"compatible instead of conditional: LGPL-2.1, section 3; FSF, compatibility matrix of the GNU licenses":     4,
		"compatible instead of conditional: LGPL-2.1, section 3; GPL-3.0, section 13":                               4,
		"compatible instead of conditional: the license allows later versions":                                      4,
		"compatible instead of conflict: FSF, Various Licenses and Comments: Freetype Project License":              6,
		"compatible instead of conflict: FSF, Various Licenses and Comments: GPL-Compatible Free Software Licenses": 14, // IJG
		"compatible instead of conflict: FSF, Various Licenses and Comments: License of Python":                     12,
		"compatible instead of conflict: LGPL-2.1, section 3; GPL-3.0, section 13":                                  4,
		"compatible instead of conflict: the license allows later versions":                                         2,
	}
}

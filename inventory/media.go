// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// What a Media says.
const (
	MediaCopyright = "copyright" // a copyright notice, or the field that names the owner
	MediaCreator   = "creator"   // who made it: an artist, author or designer
	MediaVendor    = "vendor"    // the company that a program or package says it comes from
	MediaLicense   = "license"   // license terms, or their address
)

// Media is one statement about its owner that a file carries in the metadata of
// its format: EXIF and XMP of pictures, tags of sound, names of fonts, versions of programs,
// manifests of packages. Detector media finds them.
type Media struct {
	Path    string   `json:"path"`    // of a member of an archive, "lib/a.jar!/META-INF/MANIFEST.MF"
	Context Role     `json:"context"` // role of the file
	Format  string   `json:"format"`  // "jpeg", "png", "sfnt", "pe", "manifest", ...
	Field   string   `json:"field"`   // where it stands there: "exif Copyright", "xmp dc:rights", "name 0"
	Kind    string   `json:"kind"`    // one of the Media constants
	Text    string   `json:"text"`    // one line, at most 300 bytes
	Holders []string `json:"holders,omitempty"`
	License string   `json:"license,omitempty"` // SPDX expression, where Text is one or the address of one; "" when not known
}

func sortMedia(list []Media) {
	slices.SortStableFunc(list, func(a, b Media) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Field, b.Field), strings.Compare(a.Text, b.Text))
	})
}

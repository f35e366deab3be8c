// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package inventory

// Facts is what one detector learned from one file, or from the whole tree.
// The zero value means "nothing here", the common case.
type Facts struct {
	Header     *Header
	HeaderText *HeaderText // what Header.Text names; nil when there is no header
	Licenses   []License
	Copyrights []Copyright
	Authors    []Author
	Reuse      *Reuse
	Secrets    []Secret
	Leaks      []Leak
	Components []Component
	Manifests  []Manifest
	Media      []Media
	Similar    []Similar
	Supply     []Supply
	Documents  []Document
	Aliases    []Alias
	Imports    *Imports
	Sketch     *Sketch // for the tree step of detector similar; it is no part of an inventory
	Gaps       []Gap
}

// Empty reports whether there is nothing in it, Gaps included.
func (f *Facts) Empty() bool {
	return f.Header == nil && f.Reuse == nil && f.Sketch == nil && f.Imports == nil &&
		len(f.Licenses)+len(f.Copyrights)+len(f.Authors)+len(f.Secrets)+len(f.Leaks)+len(f.Components)+len(f.Manifests)+len(f.Media)+len(f.Similar)+len(f.Supply)+len(f.Documents)+len(f.Aliases)+len(f.Gaps) == 0
}

// Merge adds the facts of another detector on the same file.
func (f *Facts) Merge(o Facts) {
	if o.Header != nil {
		f.Header, f.HeaderText = o.Header, o.HeaderText
	}
	if o.Imports != nil {
		f.Imports = o.Imports
	}
	if o.Sketch != nil {
		f.Sketch = o.Sketch
	}
	if o.Reuse != nil {
		f.Reuse = o.Reuse
	}
	f.Licenses = append(f.Licenses, o.Licenses...)
	f.Copyrights = append(f.Copyrights, o.Copyrights...)
	f.Authors = append(f.Authors, o.Authors...)
	f.Secrets = append(f.Secrets, o.Secrets...)
	f.Leaks = append(f.Leaks, o.Leaks...)
	f.Components = append(f.Components, o.Components...)
	f.Manifests = append(f.Manifests, o.Manifests...)
	f.Media = append(f.Media, o.Media...)
	f.Similar = append(f.Similar, o.Similar...)
	f.Supply = append(f.Supply, o.Supply...)
	f.Documents = append(f.Documents, o.Documents...)
	f.Aliases = append(f.Aliases, o.Aliases...)
	f.Gaps = append(f.Gaps, o.Gaps...)
}

// Add appends the facts that belong to the inventory as a whole; those of a
// file (header, licenses, copyrights, authors, tags) stay with the file. Sort drops repeats of header texts.
func (v *Inventory) Add(f Facts) {
	v.Secrets = append(v.Secrets, f.Secrets...)
	v.Leaks = append(v.Leaks, f.Leaks...)
	v.Components = append(v.Components, f.Components...)
	v.Manifests = append(v.Manifests, f.Manifests...)
	v.Media = append(v.Media, f.Media...)
	v.Similar = append(v.Similar, f.Similar...)
	v.Supply = append(v.Supply, f.Supply...)
	if len(f.Documents)+len(f.Aliases) > 0 {
		c := v.community()
		c.Documents, c.Aliases = append(c.Documents, f.Documents...), append(c.Aliases, f.Aliases...)
	}
	v.Gaps = append(v.Gaps, f.Gaps...)
	if f.HeaderText != nil {
		v.HeaderTexts = append(v.HeaderTexts, *f.HeaderText)
	}
}

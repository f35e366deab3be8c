// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/csv"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// maxModules is how many modules a package may have for its license to be read
// from their heads: what all of them say is the license, and no sample of them.
const maxModules = 500

// isPythonMetadata reports whether a file is the metadata of an installed Python package.
func isPythonMetadata(p string) bool {
	return (path.Base(p) == "METADATA" || path.Base(p) == "PKG-INFO") && strings.HasSuffix(path.Dir(p), "-info")
}

// lookAtMetadata adds what Python metadata holds beside declarations that can be
// read as expressions: the names of its classifiers, a whole text in the field
// License, and, as a README, the description below its head.
func (o *ownLicense) lookAtMetadata(f ownFile, found []inventory.License) {
	head := 0 // lines
	for line := range bytes.Lines(f.content) {
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
		head++
		if value, ok := bytes.CutPrefix(line, []byte("Classifier: License ::")); ok {
			names := strings.Split(string(value), "::")
			if name := strings.TrimSpace(names[len(names)-1]); name != "OSI Approved" {
				o.classifiers = append(o.classifiers, name)
			}
		}
	}
	texts, _ := textsOf(ownFile{path: f.path, content: f.content, readme: true}, f.content, found) // texts alone, no names
	for _, t := range texts {
		if t.Line <= head {
			o.field = append(o.field, t)
		} else {
			o.readme = append(o.readme, t)
		}
	}
}

// named is what the classifiers of a package say when nothing else declares a
// license: an expression when there is one and it leaves nothing open, else their names.
func (o *ownLicense) named() string {
	if len(o.classifiers) == 1 {
		if s, sure := o.by.Value(o.classifiers[0]); s != "" && sure >= sureName {
			return s
		}
	}
	return licenseOf(o.classifiers...)
}

// lookAtModules takes the license of a Python package without any license text
// from the heads of its modules, when each of them has a tag or a notice there.
func (o *ownLicense) lookAtModules(s ownSource) {
	if len(o.texts)+len(o.readme) > 0 || o.unread || !strings.HasSuffix(s.dir, "-info") {
		return
	}
	modules := o.w.modules(s.dir)
	if len(modules) > maxModules {
		return
	}
	var all []granted
	for _, p := range modules {
		content, err := o.w.read(p)
		if err != nil {
			return
		}
		if len(bytes.Fields(content)) < minLicenseWords {
			continue // too short to be worth a notice
		}
		head := content[:min(len(content), maxHead)]
		found, err := o.by.File(o.w.ctx, p, head)
		if err != nil {
			return
		}
		found = slices.DeleteFunc(slices.Clone(found), func(l inventory.License) bool {
			return l.Class != inventory.ClassText && l.Class != inventory.ClassNotice && l.Class != inventory.ClassTag
		})
		texts, _ := textsOf(ownFile{path: p, content: content}, head, found)
		if len(texts) == 0 {
			return
		}
		for _, t := range texts {
			if !slices.Contains(distinct(all), t.Expression) {
				all = append(all, t)
			}
		}
	}
	o.texts = all
}

// modules returns the Python modules that an installed package lists as its own
// and that are in the tree, in path order: by RECORD of a wheel, installed-files.txt
// or SOURCES.txt of an egg, whichever is there first.
func (w *workspace) modules(info string) (out []string) {
	for _, list := range []struct{ name, from string }{{"RECORD", path.Dir(info)}, {"installed-files.txt", info}, {"SOURCES.txt", path.Dir(info)}} {
		content, err := w.read(path.Join(info, list.name))
		if err != nil {
			continue
		}
		for _, name := range listed(content, list.name == "RECORD") {
			if p := path.Join(list.from, name); path.Ext(p) == ".py" && p != path.Join(list.from, "setup.py") && w.has(p) {
				out = append(out, p)
			}
		}
		return sorted(out)
	}
	return nil
}

// listed returns the file names of a list, one a line; of a RECORD they are the
// first column of comma-separated values.
func listed(content []byte, record bool) (names []string) {
	if !record {
		return strings.Fields(string(content))
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	for {
		row, err := r.Read()
		if err == io.EOF {
			return names
		}
		if err != nil {
			return nil
		}
		names = append(names, row[0])
	}
}

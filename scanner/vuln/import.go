// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package vuln

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Bounds of what is imported.
const (
	maxRecord  = 16 << 20 // bytes of one record
	maxRecords = 5_000_000
)

// Importer gathers records. The zero value is ready to use.
type Importer struct {
	Progress func(records int) // called now and then; nil: not
	// Now is the time of the import. A record that claims to be of a later day does not
	// make the database younger. The zero value: every claim is taken.
	Now time.Time

	meta    Meta
	entries []packed
	seen    map[string]string // id -> modified, so that overlapping dumps count once
}

// packed is an entry as it will be stored.
type packed struct {
	key  string
	id   string
	json []byte
}

// Add reads a zip file, a directory or one record (.json). Errors name the file
// and, of an archive, the member; nothing is skipped in silence but records that
// are withdrawn or about ecosystems that are not known here, which Meta counts.
func (im *Importer) Add(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		return im.addDir(ctx, path)
	case strings.EqualFold(filepath.Ext(path), ".zip"):
		return im.addZip(ctx, path)
	case strings.EqualFold(filepath.Ext(path), ".json"):
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return im.read(path, f)
	}
	return fmt.Errorf("%s: expected a directory, a .zip or a .json file of OSV records", path)
}

func (im *Importer) addDir(ctx context.Context, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	found := 0
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", filepath.Join(dir, name), err)
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != ".":
			return fs.SkipDir
		case !d.Type().IsRegular() || !strings.EqualFold(filepath.Ext(name), ".json"):
			return nil
		}
		f, err := root.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		found++
		return im.read(filepath.Join(dir, name), f)
	})
	if err == nil && found == 0 {
		err = fmt.Errorf("%s: holds no .json file", dir)
	}
	return err
}

func (im *Importer) addZip(ctx context.Context, path string) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer z.Close()
	found := 0
	for _, member := range z.File {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if member.FileInfo().IsDir() || !strings.EqualFold(filepath.Ext(member.Name), ".json") {
			continue
		}
		r, err := member.Open()
		if err != nil {
			return fmt.Errorf("%s: %s: %w", path, member.Name, err)
		}
		found++
		err = im.read(path+": "+member.Name, r)
		r.Close()
		if err != nil {
			return err
		}
	}
	if found == 0 {
		return fmt.Errorf("%s: holds no .json file", path)
	}
	return nil
}

// read takes in one record.
func (im *Importer) read(name string, r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, maxRecord+1))
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	case len(data) > maxRecord:
		return fmt.Errorf("%s: larger than %d MiB", name, maxRecord>>20)
	case len(im.seen) >= maxRecords:
		return errors.New("more than 5,000,000 records")
	}
	osv, entries, err := readOSV(data)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if im.seen == nil {
		im.seen, im.meta.Ecosystems = map[string]string{}, map[string]int{}
	}
	if before, ok := im.seen[osv.ID]; ok {
		if before != osv.Modified {
			return fmt.Errorf("%s: %s is there already, with another time of change (%s, here %s); import one dump of each source", name, osv.ID, before, osv.Modified)
		}
		return nil
	}
	im.seen[osv.ID] = osv.Modified
	if im.Progress != nil && len(im.seen)%1000 == 0 {
		im.Progress(len(im.seen))
	}
	for _, t := range []string{osv.Modified, osv.Published} { // a source may leave modified to its mirrors
		if date := utc(t); im.Now.IsZero() || date <= im.Now.UTC().AddDate(0, 0, 1).Format(time.RFC3339) {
			im.meta.Date = max(im.meta.Date, date)
		}
	}
	switch {
	case osv.Withdrawn != "":
		im.meta.Withdrawn++
		return nil
	case len(entries) == 0:
		im.meta.Elsewhere++
		return nil
	}
	im.meta.Records++
	counted := map[string]bool{}
	for _, e := range entries {
		if !counted[e.ecosystem] {
			counted[e.ecosystem] = true
			im.meta.Ecosystems[e.ecosystem]++
		}
		data, err := encode(&e.record)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		im.entries = append(im.entries, packed{e.key, osv.ID, data})
	}
	return nil
}

// sorted orders the entries by package and record.
func (im *Importer) sorted() []packed {
	slices.SortFunc(im.entries, func(a, b packed) int {
		if c := strings.Compare(a.key, b.key); c != 0 {
			return c
		}
		return strings.Compare(a.id, b.id)
	})
	return im.entries
}

// Records is the number of records that count so far.
func (im *Importer) Records() int { return im.meta.Records }

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// composerCache reads archives of Composer's cache, NAME/SHA1.zip of the address that
// composer.lock names, which holds the commit. A sum in the lock file, which seldom is
// there, must fit.
func composerCache(_ *workspace, dir fs.FS) cacheLookUp {
	return func(c *inventory.Component, limit int64) (cached, error) {
		if c.Download == "" {
			return cached{}, errNotCached
		}
		key := sha1.Sum([]byte(c.Download))
		p := strings.ToLower(c.Name) + "/" + hex.EncodeToString(key[:]) + ".zip"
		data, err := readCached(dir, p, limit)
		if err != nil {
			return cached{}, err
		}
		if len(c.Hashes) > 0 && !isPinned(data, c) {
			return cached{}, errOther
		}
		return packed(data, p, firstDir("composer.json"))
	}
}

// gemPlatform is what follows the version of a gem that was built for a platform: it begins
// with a letter, where "g-1.2.0-1.0" is another gem.
var gemPlatform = regexp.MustCompile(`^-[a-z]`)

// gemCache reads gems that are installed: specifications/NAME-VERSION.gemspec, and the
// license files in gems/NAME-VERSION. Gemfile.lock pins no content.
func gemCache(_ *workspace, dir fs.FS) cacheLookUp {
	type place struct{ home, id string }
	var places []place
	homes := []string{"."}
	entries, _ := fs.ReadDir(dir, ".")
	for _, e := range entries { // of a version of Ruby
		homes = append(homes, e.Name())
	}
	for _, home := range homes {
		specifications, _ := fs.ReadDir(dir, path.Join(home, "specifications"))
		for _, s := range specifications {
			if id, ok := strings.CutSuffix(s.Name(), ".gemspec"); ok {
				places = append(places, place{home, id})
			}
		}
	}
	return func(c *inventory.Component, _ int64) (x cached, err error) {
		for _, p := range places {
			rest, ok := strings.CutPrefix(p.id, c.Name+"-"+c.Version)
			if !ok || rest != "" && !gemPlatform.MatchString(rest) {
				continue
			}
			if x, err = unpacked(dir, path.Join(p.home, "gems", p.id), ""); err != nil && !errors.Is(err, errNotCached) {
				return x, err
			}
			at := path.Join(p.home, "specifications", p.id+".gemspec")
			text, err := readCached(dir, at, maxLicenseBytes)
			if err != nil {
				return x, err
			}
			x.files = append([]ownFile{{path: at, content: text, manifest: true}}, x.files...)
			return x, nil
		}
		return x, errNotCached
	}
}

// pubCache reads packages of Dart that lie unpacked in hosted/HOST/NAME-VERSION. The digest
// of the archive is noted in hosted-hashes when it is unpacked; without a pinned one only
// packages of pub.dev count.
func pubCache(_ *workspace, dir fs.FS) cacheLookUp {
	hosts, _ := fs.ReadDir(dir, "hosted")
	return func(c *inventory.Component, _ int64) (cached, error) {
		problem, id := errNotCached, c.Name+"-"+c.Version
		for _, host := range hosts {
			if strings.ContainsAny(id, `/\`) || len(c.Hashes) == 0 && host.Name() != "pub.dev" {
				continue
			}
			x, err := unpacked(dir, path.Join("hosted", host.Name(), id), "")
			if err == nil && len(c.Hashes) > 0 {
				err = noted(dir, path.Join("hosted-hashes", host.Name(), id+".sha256"), c)
			}
			if err == nil {
				return x, nil
			}
			if !errors.Is(err, errNotCached) {
				problem = err
			}
		}
		return cached{}, problem
	}
}

// noted reports whether a file holds one of the digests that are pinned, in hexadecimal digits.
func noted(dir fs.FS, p string, c *inventory.Component) error {
	note, err := readCached(dir, p, maxLicenseBytes)
	if err != nil {
		return errUnproved
	}
	for _, digest := range pinnedDigests(c) {
		if _, digits, _ := strings.Cut(digest, ":"); strings.EqualFold(digits, strings.TrimSpace(string(note))) {
			return nil
		}
	}
	return errOther
}

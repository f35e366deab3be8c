// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	format "github.com/outgate/outgate/archive"
	"github.com/outgate/outgate/inventory"
)

// What is unpacked of one archive of a package at most.
const (
	maxPackedBytes   = 1 << 30
	maxPackedRatio   = 100 // bytes for each packed one, beyond freePackedBytes
	freePackedBytes  = 64 << 20
	maxPackedMembers = 1 << 18
	maxPackedTexts   = 8 * maxLicenseFiles // held in memory, of which the first by name count
	maxKeptBytes     = 8 << 20             // of them
)

// packing says where in an archive the files of a package are.
type packing struct {
	// within returns the path of a member in the package's own directory; false: it is elsewhere.
	within   func(member string) (string, bool)
	manifest func(within string) bool // its metadata
}

// firstDir is the packing of an archive that holds one directory, whatever its name.
func firstDir(manifest string) packing {
	return packing{
		within:   func(member string) (string, bool) { _, rest, ok := strings.Cut(member, "/"); return rest, ok },
		manifest: func(within string) bool { return within == manifest },
	}
}

// packed returns the files of an archive that speak of its package's license: those that
// ownFiles takes of a directory. name is that of the archive. The error is errTooLarge or
// errDamaged: nothing of an archive that cannot be read whole counts.
func packed(data []byte, name string, p packing) (x cached, err error) {
	b := format.Budget{Bytes: min(maxPackedBytes, freePackedBytes+maxPackedRatio*int64(len(data))), Members: maxPackedMembers}
	kept := 0
	manifests, others := map[string]ownFile{}, map[string]ownFile{}
	err = format.Walk(data, path.Base(name), &b, func(m format.Member) error {
		within, ok := p.within(m.Name)
		base := path.Base(within)
		isManifest := p.manifest(within)
		inLicenses := strings.HasSuffix(path.Dir(within), "-info/licenses")
		atRoot := !strings.Contains(within, "/") || inLicenses || strings.HasSuffix(path.Dir(within), "-info/license_files")
		if !ok || !isManifest && (!atRoot || !inLicenses && !isOwnLicense(base) && !isReadme(base)) {
			return nil
		}
		into := others
		if isManifest {
			into = manifests
		}
		delete(into, m.Name) // whoever unpacks keeps the last of a name
		if m.Closed != "" {
			return errDamaged
		}
		text, err := io.ReadAll(io.LimitReader(m.Data, maxLicenseBytes+1))
		if err != nil {
			return err
		}
		if len(text) > maxLicenseBytes {
			x.unread = x.unread || isOwnLicense(base)
			return nil
		}
		if kept += len(text); len(into) >= maxPackedTexts || kept > maxKeptBytes {
			return errTooLarge
		}
		into[m.Name] = ownFile{path: name + "!/" + m.Name, content: text, manifest: isManifest, readme: !isManifest && isReadme(base)}
		return nil
	})
	switch {
	case errors.Is(err, format.ErrBytes), errors.Is(err, format.ErrMembers), errors.Is(err, errTooLarge):
		return cached{}, errTooLarge
	case err != nil:
		return cached{}, errDamaged
	}
	for _, list := range []map[string]ownFile{manifests, others} {
		names := slices.Sorted(maps.Keys(list))
		for _, n := range names[:min(len(names), maxLicenseFiles)] {
			x.files = append(x.files, list[n])
		}
	}
	return x, nil
}

// pinnedDigests returns the strongest of the digests that lock files pin.
func pinnedDigests(c *inventory.Component) (all []string) {
	for _, kind := range []string{"sha512", "sha384", "sha256", "sha1", "md5"} {
		for _, h := range c.Hashes {
			if strings.HasPrefix(h, kind+":") {
				all = append(all, h)
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return nil
}

// isPinned reports whether a content has one of the digests that lock files pin.
func isPinned(data []byte, c *inventory.Component) bool {
	return slices.ContainsFunc(pinnedDigests(c), func(digest string) bool { return hasDigest(data, digest) })
}

// hasDigest reports whether a content has a digest, "sha512:" and hexadecimal digits.
func hasDigest(data []byte, digest string) bool {
	kind, digits, _ := strings.Cut(digest, ":")
	var sum []byte
	switch kind {
	case "sha512":
		s := sha512.Sum512(data)
		sum = s[:]
	case "sha384":
		s := sha512.Sum384(data)
		sum = s[:]
	case "sha256":
		s := sha256.Sum256(data)
		sum = s[:]
	case "sha1":
		s := sha1.Sum(data)
		sum = s[:]
	case "md5":
		s := md5.Sum(data)
		sum = s[:]
	default:
		return false
	}
	return hex.EncodeToString(sum) == digits
}

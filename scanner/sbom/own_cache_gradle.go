// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
)

// gradleCache reads artifacts of Gradle's cache, GROUP/ARTIFACT/VERSION/SHA1/FILE. The
// directory of a file is named by its digest, without leading zeros, which is computed of
// what is read; of several files of one name the first that has it counts.
func gradleCache(_ *workspace, dir fs.FS) cacheLookUp {
	return func(c *inventory.Component, limit int64) (cached, error) {
		return mavenArtifact(c, func(group, artifact, version, ending string) (data []byte, p string, err error) {
			own := path.Join(group, artifact, version)
			if !fs.ValidPath(own) || strings.Contains(group+artifact+version, "/") {
				return nil, "", errNotCached
			}
			entries, err := fs.ReadDir(dir, own)
			if err != nil {
				return nil, "", notCached(err)
			}
			err = errNotCached
			for _, e := range entries {
				digits := e.Name()
				if !e.IsDir() || len(digits) > 2*digestBytes("sha1") {
					continue
				}
				p := path.Join(own, digits, artifact+"-"+version+ending)
				data, problem := readCached(dir, p, limit)
				if problem == nil && !hasDigest(data, "sha1:"+strings.Repeat("0", 2*digestBytes("sha1")-len(digits))+digits) {
					problem = errOther
				}
				if problem == nil {
					return data, p, nil
				}
				if !errors.Is(problem, errNotCached) {
					err = problem
				}
			}
			return nil, "", err
		})
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"path"
	"slices"

	"github.com/outgate/outgate/inventory"
)

// metadataOrigin is what one file of a package's metadata says of makers and addresses.
type metadataOrigin struct {
	cache, path string // as in ownFile
	inventory.Origin
}

// lookAtOrigin reads the metadata of a package for who made it and where its source
// is, unless a reader has done so.
func (o *ownLicense) lookAtOrigin(f ownFile) {
	if f.cache == "" && o.from != nil && path.Base(f.path) == "package.json" {
		return
	}
	if one := originOf(f.path, f.content); hasOrigin(&one) {
		o.origins = append(o.origins, metadataOrigin{f.cache, f.path, one})
	}
}

// tellOrigin adds what was found to a component, and notes the file that proves it:
// among the evidence when it is there, else beside the facts.
func (o *ownLicense) tellOrigin(c *inventory.Component) {
	for i := range o.origins {
		one := &o.origins[i]
		var now inventory.Origin
		if c.Origin != nil {
			now = *c.Origin
		}
		before := now
		joinOrigins(&now, one.Origin)
		authors, addresses := len(before.Authors) != len(now.Authors), before.Repository != now.Repository || before.Homepage != now.Homepage || before.Issues != now.Issues
		if !authors && !addresses {
			continue
		}
		at := slices.IndexFunc(c.Evidence, func(e inventory.Evidence) bool { return one.cache == "" && e.Path == one.path })
		switch {
		case at >= 0:
			e := &c.Evidence[at]
			e.Proves = slices.Clone(e.Proves)
			if authors {
				e.Proves = sorted(append(e.Proves, inventory.ProvesAuthors))
			}
			if addresses {
				e.Proves = sorted(append(e.Proves, inventory.ProvesAddresses))
			}
		case now.Path == "":
			now.Cache, now.Path = one.cache, one.path
		}
		c.Origin = &now
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/community"
	"github.com/outgate/outgate/scanner/copyright"
	"github.com/outgate/outgate/scanner/leak"
	"github.com/outgate/outgate/scanner/license"
	"github.com/outgate/outgate/scanner/media"
	"github.com/outgate/outgate/scanner/reuse"
	"github.com/outgate/outgate/scanner/sbom"
	"github.com/outgate/outgate/scanner/secret"
	"github.com/outgate/outgate/scanner/similar"
	"github.com/outgate/outgate/scanner/supply"
)

// maker makes one detector. Nothing of it runs before it is asked for.
type maker struct {
	name  string
	new   func(detectorOptions) (*scanner.Detector, error)
	asked bool // runs only when --only or the policy asks for it
}

// detectorOptions are the flags that reach detectors.
type detectorOptions struct {
	licenseEngine string
	secretRules   []string                       // files of rules beside the built-in ones
	note          func(string)                   // tells the user something that changes no finding; nil: nobody listens
	secrets       func() (*secret.Engine, error) // shared with whoever redacts; nil makes one
	also          []string                       // detectors to run that run only when asked for
	words         *rules.WordList                // nil: there is none
	wordsKey      []byte
	caches        sbom.Caches // outside of the tree
	licenses      func() (*scanner.Detector, error)
	document      *sbom.Document // nil: components are read from the tree
	submodules    []inventory.Submodule
}

// licenseReader has the license detector look at the license files of components.
type licenseReader struct{ detector *scanner.Detector }

func (r licenseReader) File(ctx context.Context, path string, content []byte) ([]inventory.License, error) {
	facts, err := r.detector.File(ctx, &scanner.File{Entry: inventory.Entry{Path: path, Size: int64(len(content))}, Role: inventory.RoleVendored, Content: content, Raw: content})
	if err == nil && len(facts.Gaps) > 0 {
		err = errors.New(facts.Gaps[0].Reason) // what was not read whole concludes nothing
	}
	return facts.Licenses, err
}

func (licenseReader) Value(text string) (string, float64) { return license.Value(text) }

// detectors is the one list of all detectors.
func detectors() []maker {
	return []maker{
		{name: "license", new: func(o detectorOptions) (*scanner.Detector, error) {
			return o.licenses()
		}},
		{name: "copyright", new: func(detectorOptions) (*scanner.Detector, error) { return copyright.New(), nil }},
		{name: "secret", new: func(o detectorOptions) (*scanner.Detector, error) {
			if o.secrets != nil && len(o.secretRules) == 0 {
				e, err := o.secrets()
				if err != nil {
					return nil, err
				}
				return e.Detector(), nil
			}
			set, err := secretRules(o)
			if err != nil {
				return nil, err
			}
			return secret.New(set)
		}},
		{name: leak.Name, new: func(o detectorOptions) (*scanner.Detector, error) {
			set, err := rules.Leaks()
			if err != nil {
				return nil, err
			}
			return leak.New(set, o.words, o.wordsKey)
		}},
		{name: "sbom", new: func(o detectorOptions) (*scanner.Detector, error) {
			licenses, err := o.licenses()
			if err != nil {
				return nil, err
			}
			return sbom.New(sbom.Options{Caches: o.caches, Licenses: licenseReader{licenses}, Document: o.document, Submodules: o.submodules})
		}},
		{name: media.Name, new: func(detectorOptions) (*scanner.Detector, error) { return media.New(), nil }},
		{name: similar.Name, new: func(detectorOptions) (*scanner.Detector, error) { return similar.New(), nil }},
		{name: community.Name, new: func(detectorOptions) (*scanner.Detector, error) { return community.New(), nil }},
		{name: supply.Name, new: func(detectorOptions) (*scanner.Detector, error) { return supply.New(), nil }},
		{name: reuse.Name, new: func(detectorOptions) (*scanner.Detector, error) { return reuse.New(), nil }, asked: true},
	}
}

// licenseDetector makes the license detector, one for all who ask for it: its tables are large.
func licenseDetector(engine string) func() (*scanner.Detector, error) {
	return sync.OnceValues(func() (*scanner.Detector, error) {
		if engine != "" && engine != "fast" && engine != "plain" {
			return nil, usage("--license-engine: %q is not one of fast, plain", engine)
		}
		return license.New(license.Options{Plain: engine == "plain"})
	})
}

func secretEngine() (*secret.Engine, error) {
	// Nearly all that is made here stays: collecting garbage on the way takes a
	// quarter of the time and finds little.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	set, err := rules.Secrets()
	if err != nil {
		return nil, err
	}
	return secret.NewEngine(set)
}

// pick makes the detectors that --only names; an empty list means all but
// those that run only when asked for, unless o asks for them.
func pick(all []maker, only []string, o detectorOptions) ([]*scanner.Detector, error) {
	o.licenses = licenseDetector(o.licenseEngine)
	wanted := map[string]bool{}
	for _, name := range only {
		wanted[name] = true
	}
	var names []string
	var made []*scanner.Detector
	for _, m := range all {
		names = append(names, m.name)
		if len(only) > 0 && !wanted[m.name] || len(only) == 0 && m.asked && !slices.Contains(o.also, m.name) {
			continue
		}
		delete(wanted, m.name)
		d, err := m.new(o)
		if err != nil {
			return nil, err
		}
		made = append(made, d)
	}
	for _, name := range only {
		if wanted[name] {
			return nil, usage("--only: unknown detector %q%s; known are %s", name, rules.Suggest(name, names), strings.Join(names, ", "))
		}
	}
	return made, nil
}

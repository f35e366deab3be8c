// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io/fs"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/copyright"
	"github.com/outgate/outgate/scanner/leak"
	"github.com/outgate/outgate/scanner/license"
	"github.com/outgate/outgate/scanner/media"
	"github.com/outgate/outgate/scanner/reuse"
	"github.com/outgate/outgate/scanner/sbom"
	"github.com/outgate/outgate/scanner/secret"
	"github.com/outgate/outgate/scanner/similar"
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
	goModCache    fs.FS // nil: caches outside of the tree are not read
}

// detectors is the one list of all detectors.
func detectors() []maker {
	return []maker{
		{name: "license", new: func(o detectorOptions) (*scanner.Detector, error) {
			if o.licenseEngine != "" && o.licenseEngine != "fast" && o.licenseEngine != "plain" {
				return nil, usage("--license-engine: %q is not one of fast, plain", o.licenseEngine)
			}
			return license.New(license.Options{Plain: o.licenseEngine == "plain"})
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
			return sbom.New(sbom.Options{GoModCache: o.goModCache})
		}},
		{name: media.Name, new: func(detectorOptions) (*scanner.Detector, error) { return media.New(), nil }},
		{name: similar.Name, new: func(detectorOptions) (*scanner.Detector, error) { return similar.New(), nil }},
		{name: reuse.Name, new: func(detectorOptions) (*scanner.Detector, error) { return reuse.New(), nil }, asked: true},
	}
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

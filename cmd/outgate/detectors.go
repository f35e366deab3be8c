// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io/fs"
	"strings"

	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
	"github.com/outgate/outgate/scanner/copyright"
	"github.com/outgate/outgate/scanner/leak"
	"github.com/outgate/outgate/scanner/license"
	"github.com/outgate/outgate/scanner/media"
	"github.com/outgate/outgate/scanner/sbom"
	"github.com/outgate/outgate/scanner/secret"
	"github.com/outgate/outgate/scanner/similar"
)

// maker makes one detector. Nothing of it runs before it is asked for.
type maker struct {
	name string
	new  func(detectorOptions) (*scanner.Detector, error)
}

// detectorOptions are the flags that reach detectors.
type detectorOptions struct {
	licenseEngine string
	secretRules   []string                       // files of rules beside the built-in ones
	note          func(string)                   // tells the user something that changes no finding; nil: nobody listens
	secrets       func() (*secret.Engine, error) // shared with whoever redacts; nil makes one
	words         *rules.WordList                // nil: there is none
	wordsKey      []byte
	goModCache    fs.FS // nil: caches outside of the tree are not read
}

// detectors is the one list of all detectors.
func detectors() []maker {
	return []maker{
		{"license", func(o detectorOptions) (*scanner.Detector, error) {
			if o.licenseEngine != "" && o.licenseEngine != "fast" && o.licenseEngine != "plain" {
				return nil, usage("--license-engine: %q is not one of fast, plain", o.licenseEngine)
			}
			return license.New(license.Options{Plain: o.licenseEngine == "plain"})
		}},
		{"copyright", func(detectorOptions) (*scanner.Detector, error) { return copyright.New(), nil }},
		{"secret", func(o detectorOptions) (*scanner.Detector, error) {
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
		{leak.Name, func(o detectorOptions) (*scanner.Detector, error) {
			set, err := rules.Leaks()
			if err != nil {
				return nil, err
			}
			return leak.New(set, o.words, o.wordsKey)
		}},
		{"sbom", func(o detectorOptions) (*scanner.Detector, error) {
			return sbom.New(sbom.Options{GoModCache: o.goModCache})
		}},
		{media.Name, func(detectorOptions) (*scanner.Detector, error) { return media.New(), nil }},
		{similar.Name, func(detectorOptions) (*scanner.Detector, error) { return similar.New(), nil }},
	}
}

func secretEngine() (*secret.Engine, error) {
	set, err := rules.Secrets()
	if err != nil {
		return nil, err
	}
	return secret.NewEngine(set)
}

// pick makes the detectors that --only names; an empty list means all.
func pick(all []maker, only []string, o detectorOptions) ([]*scanner.Detector, error) {
	wanted := map[string]bool{}
	for _, name := range only {
		wanted[name] = true
	}
	var names []string
	var made []*scanner.Detector
	for _, m := range all {
		names = append(names, m.name)
		if len(only) > 0 && !wanted[m.name] {
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

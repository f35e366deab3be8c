// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/spf13/pflag"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/online"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner/leak"
)

// onlineFlags say whether a service is asked for licenses. By default none is.
type onlineFlags struct {
	ask     bool
	exclude []string
	base    string
}

func (f *onlineFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.ask, "online", false, "ask deps.dev for the license and source of fetched packages whose license is not known: sends their names and versions, nothing else; never by default")
	flags.StringArrayVar(&f.exclude, "online-exclude", nil, `PATTERN of package URLs that nothing is told about, as "pkg:maven/com.example/*"; repeatable`)
	flags.StringVar(&f.base, "online-url", "", "URL of another server of the same API (default "+online.DefaultBase+")")
}

// check refuses what cannot be meant, before anything is scanned.
func (f *onlineFlags) check() error {
	if !f.ask && (len(f.exclude) > 0 || f.base != "") {
		return usage("--online-exclude and --online-url go with --online")
	}
	for _, p := range f.exclude {
		if !doublestar.ValidatePattern(p) || !strings.HasPrefix(p, "pkg:") && !strings.HasPrefix(p, "*") {
			return usage("--online-exclude: %q is no pattern of package URLs, like pkg:npm/@example/*", p)
		}
	}
	return nil
}

// detectors adds what tells private packages from public ones to those that were asked for.
func (f *onlineFlags) detectors(only []string) []string {
	if !f.ask || len(only) == 0 || slices.Contains(only, leak.Name) {
		return only
	}
	return append(slices.Clone(only), leak.Name)
}

// enrich asks about the components of an inventory.
func (f *onlineFlags) enrich(ctx context.Context, s program, inv *inventory.Inventory, noCache bool) error {
	if err := f.check(); err != nil || !f.ask {
		return err
	}
	now, err := (&checkFlags{}).time(s)
	if err != nil {
		return err
	}
	set, err := rules.Leaks()
	if err != nil {
		return incomplete(err)
	}
	o := online.Options{Base: f.base, Public: set.Lists["public-registries"], Now: now, Agent: "outgate/" + toolVersion()}
	for _, p := range f.exclude {
		o.Exclude = append(o.Exclude, strings.ReplaceAll(p, "/@", "/%40"), p)
	}
	for _, name := range []string{"GOPRIVATE", "GONOPROXY", "GONOSUMDB"} {
		o.Private = append(o.Private, strings.Split(s.getenv(name), ",")...)
	}
	if s.cacheDir != "" && !noCache {
		o.Cache = filepath.Join(s.cacheDir, "online")
	}
	if err := online.Enrich(ctx, inv, o); err != nil {
		return usage("--online: %v", err)
	}
	return nil
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report"
)

// shownFlags are what a report for people needs beside the verdict.
type shownFlags struct {
	previous []string
	lang     string

	earlier []*policy.Verdict // what previous names
}

func (f *shownFlags) register(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.previous, "previous", nil, "verdict FILE (JSON) of an earlier run, for the trend of an HTML report; repeatable")
	flags.StringVar(&f.lang, "lang", "en", "language of an HTML report's own words: en or zh-CN")
}

// read checks the language, and reads the earlier verdicts.
func (f *shownFlags) read() error {
	if f.lang != "" { // a command that shows no report has no such flag
		lang, err := report.ParseLang(f.lang)
		if err != nil {
			return usage("--lang: %v", err)
		}
		f.lang = lang
	}
	f.earlier = nil
	for _, name := range f.previous {
		v, err := readPrevious(name)
		if err != nil {
			return usage("--previous: %v", err)
		}
		f.earlier = append(f.earlier, v)
	}
	return nil
}

// maxVerdict is the size, in bytes, of the largest stored verdict that is read.
const maxVerdict = 512 << 20

// readPrevious is milder than readVerdict: a trend is no evidence, and an earlier
// version of outgate may have written it.
func readPrevious(name string) (*policy.Verdict, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	d := json.NewDecoder(io.LimitReader(file, maxVerdict))
	v := &policy.Verdict{}
	if err := d.Decode(v); err != nil {
		return nil, fmt.Errorf("%s: no verdict: %w", name, err)
	}
	if v.Schema != policy.VerdictSchema {
		return nil, fmt.Errorf("%s: schema %q, expected %q: a verdict that `outgate check -o json=FILE` wrote", name, v.Schema, policy.VerdictSchema)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s: there is something behind the verdict", name)
	}
	return v, nil
}

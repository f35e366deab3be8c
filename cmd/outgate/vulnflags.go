// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner/vuln"
)

// vulnFlags say which vulnerability database is asked, and whose statements count.
type vulnFlags struct {
	database string // "" for the usual place, "none" for none
	vex      []string
}

const (
	noDatabase = "none"
	maxVEX     = 64 << 20
)

func (f *vulnFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.database, "vuln-db", "", "`FILE` that \"outgate vuln db import\" wrote, or none (default: the file in the usual place, when it is there)")
	flags.StringArrayVar(&f.vex, "vex", nil, "`FILE` with OpenVEX or CycloneDX statements on vulnerabilities; repeatable")
}

// usualDatabase is the place of the database when no flag names one: OUTGATE_VULN_DB,
// else below the user's data directory (XDG Base Directory Specification 0.8).
func usualDatabase(s program) string {
	if file := s.getenv("OUTGATE_VULN_DB"); file != "" {
		return file
	}
	dir := s.getenv("XDG_DATA_HOME")
	if dir == "" {
		home := s.getenv("HOME")
		if home == "" {
			return ""
		}
		dir = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(dir, "outgate", "vuln.db")
}

// evaluate adds what the database knows of the components. A database that is
// named and cannot be read is an error; one that nobody named may be missing.
func (f *vulnFlags) evaluate(s program, inv *inventory.Inventory) error {
	file := f.database
	if file == "" {
		file = usualDatabase(s)
	}
	if file != "" && file != noDatabase {
		db, err := vuln.Open(file)
		switch {
		case err == nil:
			defer db.Close()
			if inv.Vulnerabilities, err = vuln.Match(db, inv.Components); err != nil {
				return incomplete(err)
			}
			if b := inv.Base; b != nil && b.Whole != nil {
				if b.Whole.Vulnerabilities, err = vuln.Match(db, b.Whole.Components); err != nil {
					return incomplete(err)
				}
			}
		case f.database == "" && s.getenv("OUTGATE_VULN_DB") == "" && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)):
			if errors.Is(err, fs.ErrPermission) {
				s.note(fmt.Sprintf("%s cannot be read: %s; known vulnerabilities are not evaluated", file, cause(err)))
			} // nobody named it; the verdict says that nothing was evaluated
		case f.database != "" && errors.Is(err, fs.ErrNotExist):
			return usage("--vuln-db: %s does not exist; `outgate vuln db import` makes one", file)
		default:
			return incomplete(err)
		}
	}
	return f.applyVEX(s, inv)
}

func (f *vulnFlags) applyVEX(s program, inv *inventory.Inventory) error {
	var all []vuln.Statement
	for _, file := range f.vex {
		data, err := readAtMost(func() (io.ReadCloser, error) { return os.Open(file) }, maxVEX)
		if err != nil {
			return usage("--vex: %v", err)
		}
		some, err := vuln.ReadVEX(filepath.ToSlash(file), data)
		if err != nil {
			return usage("--vex: %v", err)
		}
		all = append(all, some...)
	}
	if len(all) == 0 {
		return nil
	}
	if inv.Vulnerabilities == nil {
		return usage("--vex: there is no vulnerability database that the statements could speak of; name one with --vuln-db")
	}
	if b := inv.Base; b != nil && b.Whole != nil && b.Whole.Vulnerabilities != nil {
		vuln.Apply(b.Whole.Vulnerabilities, all)
	}
	if idle := vuln.Apply(inv.Vulnerabilities, all); len(idle) > 0 {
		s.note(fmt.Sprintf("%d of %d VEX statements are about nothing that was found, the first about %s", len(idle), len(all), idle[0].Vulnerability[0]))
	}
	return nil
}

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
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/outgate/outgate/ci"
	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/rules"
)

func newInit(s program) *cobra.Command {
	var flags scanFlags
	var stdout, force bool
	var service string
	cmd := &cobra.Command{
		Use:   "init [PATH]",
		Short: "Write a commented policy that fits the repository",
		Long: `Init scans PATH (default: this directory) for its license and copyright holders and
writes .outgate/policy.yaml: a policy that extends the fitting preset, with the
posts, holders and rules to review. An existing policy is never overwritten.

With --ci it writes, instead of a policy, the file that runs outgate in a pipeline:
.github/workflows/outgate.yml, .gitlab-ci.yml or Jenkinsfile. An existing one stays as it
is unless --force.`,
		Example: `  outgate init
  outgate init --ci github
  outgate init --ci gitlab --stdout
  outgate init --stdout ../service > policy.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := pathArg(args)
			if service != "" {
				return writePipeline(s, path, service, stdout, force)
			}
			if force {
				return usage("--force is for --ci; a policy is never overwritten")
			}
			flags.only = []string{"license", "copyright"}
			flags.source.history = "none"
			t, err := openTarget(cmd.Context(), path, flags.source)
			if err != nil {
				return err
			}
			if t.policyDir == "" && !stdout {
				return usage("%s has no files on disk to put a policy beside; use --stdout", path)
			}
			if own, _, err := t.ownPolicy(); t.caught == nil && !stdout && (err != nil || own != "") {
				if err == nil {
					err = usage("%s exists already in the repository; edit it, or print a fresh one with --stdout", own)
				}
				return err
			}
			inv, err := scanTarget(cmd.Context(), s, t, &flags)
			if err != nil {
				return err
			}
			text := policy.InitPolicy(inv)
			if stdout {
				_, err = s.out.Write(text)
				return err
			}
			return writeNew(s, filepath.Join(t.policyDir, filepath.FromSlash(policyNames[0])), text, "review the holders, fill in the owners, then run `outgate check`")
		},
	}
	flags.registerSource(cmd.Flags())
	cmd.Flags().BoolVar(&stdout, "stdout", false, "print the file instead of writing it")
	cmd.Flags().StringVar(&service, "ci", "", "write the pipeline for a `SERVICE` instead of a policy: "+strings.Join(ci.Services(), ", "))
	cmd.Flags().BoolVar(&force, "force", false, "with --ci: replace an existing file")
	complete(cmd, "ci", ci.Services)
	return cmd
}

// writePipeline writes the file that runs outgate in a service, below a directory.
func writePipeline(s program, dir, service string, stdout, force bool) error {
	release := ""
	if v := toolVersion(); regexp.MustCompile(`^v?\d+\.\d+\.\d+$`).MatchString(v) {
		release = "v" + strings.TrimPrefix(v, "v")
	}
	p, err := ci.For(service, release)
	if err != nil {
		return usage("--ci: %v%s", err, rules.Suggest(service, ci.Services()))
	}
	write := func(w io.Writer) error { _, err := io.WriteString(w, p.Text); return err }
	if stdout {
		return deliver(s, "", write)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return usage("%s is no directory to write %s into; use --stdout", dir, p.Path)
	}
	file := filepath.Join(dir, filepath.FromSlash(p.Path))
	const next = "look at it, then commit it"
	if !force {
		if err := writeNew(s, file, []byte(p.Text), next); err != nil {
			if exit, ok := errors.AsType[*exitError](err); ok && exit.status == exitUsage {
				return usage("%w; take over what you need from --stdout, or replace it with --force", exit.err)
			}
			return err
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return incomplete(err)
	}
	if err := deliver(s, file, write); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "outgate: wrote %s; %s\n", s.redact(file), next)
	return nil
}

// writeNew creates a file that must not exist yet, and tells what to do next.
func writeNew(s program, path string, text []byte, next string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return incomplete(err)
	}
	if err := createFile(path, text, 0o666); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "outgate: wrote %s; %s\n", s.redact(path), next)
	return nil
}

// createFile writes a file that must not be there yet, or leaves none.
func createFile(path string, data []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return usage("%s exists already", path)
	}
	if err != nil {
		return incomplete(bare(err))
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		return incomplete(errors.Join(err, os.Remove(path)))
	}
	return nil
}

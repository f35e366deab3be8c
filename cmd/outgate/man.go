// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newMan(s program) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages",
		Long: `Man writes a manual page for each command into DIR, which it makes: outgate.1,
outgate-check.1 and so on. They say what --help says. The date is that of
SOURCE_DATE_EPOCH, else there is none, so that the same program writes the same pages.`,
		Example: `  outgate man man1
  man ./man1/outgate-check.1`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			date := ""
			if s.getenv("SOURCE_DATE_EPOCH") != "" {
				t, err := (&checkFlags{}).time(s)
				if err != nil {
					return err
				}
				date = t.Format(time.DateOnly)
			}
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return incomplete(err)
			}
			return writePages(s, cmd.Root(), args[0], date)
		},
	}
}

// writePages writes the page of a command and of those below it.
func writePages(s program, cmd *cobra.Command, dir, date string) error {
	file := filepath.Join(dir, pageName(cmd)+".1")
	if err := deliver(s, file, func(w io.Writer) error { _, err := io.WriteString(w, manPage(cmd, date)); return err }); err != nil {
		return err
	}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && c.Name() != "help" {
			if err := writePages(s, c, dir, date); err != nil {
				return err
			}
		}
	}
	return nil
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage writes a page in the man macros of roff (man(7)).
func manPage(cmd *cobra.Command, date string) string {
	var b strings.Builder
	section := func(name string) { fmt.Fprintf(&b, ".SH %s\n", name) }
	fmt.Fprintf(&b, ".TH \"%s\" \"1\" \"%s\" \"outgate %s\" \"outgate\"\n", strings.ToUpper(roff(pageName(cmd))), date, roff(toolVersion()))
	section("NAME")
	fmt.Fprintf(&b, "%s \\- %s\n", roff(pageName(cmd)), roff(cmd.Short))
	section("SYNOPSIS")
	fmt.Fprintf(&b, ".B %s\n", roff(cmd.UseLine()))
	section("DESCRIPTION")
	text := cmd.Long
	if text == "" {
		text = cmd.Short + "."
	}
	literal(&b, text)
	manFlags(&b, section, "OPTIONS", cmd.NonInheritedFlags())
	manFlags(&b, section, "OPTIONS OF ALL COMMANDS", cmd.InheritedFlags())
	if cmd.Example != "" {
		section("EXAMPLES")
		literal(&b, cmd.Example)
	}
	var also []string
	if cmd.HasParent() {
		also = append(also, pageName(cmd.Parent()))
	}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && c.Name() != "help" {
			also = append(also, pageName(c))
		}
	}
	if len(also) > 0 {
		section("SEE ALSO")
		for i, name := range also {
			end := ","
			if i == len(also)-1 {
				end = ""
			}
			fmt.Fprintf(&b, ".BR %s (1)%s\n", roff(name), end)
		}
	}
	return b.String()
}

// literal writes text with the line ends it has: its lists and indents are its own.
func literal(b *strings.Builder, text string) {
	b.WriteString(".nf\n")
	for l := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		b.WriteString(roff(l) + "\n")
	}
	b.WriteString(".fi\n")
}

func manFlags(b *strings.Builder, section func(string), title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	section(title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		names := "--" + f.Name
		if f.Shorthand != "" {
			names = "-" + f.Shorthand + ", " + names
		}
		kind, usage := pflag.UnquoteUsage(f)
		if kind != "" {
			names += " " + kind
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" && !strings.Contains(usage, "(default") {
			usage += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(names), roff(usage))
	})
}

// roff escapes a line of text: backslashes, hyphens that are to be typed, and what a
// line must not begin with.
func roff(line string) string {
	line = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	return line
}

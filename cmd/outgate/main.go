// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Command outgate decides whether a repository may be published, as it stands,
// history included.
//
// It reads facts (licenses, copyright, secrets, components), judges them by a
// written policy and prints one verdict with its evidence:
//
//	outgate check .            scan, judge, print the verdict
//	outgate scan . > facts.json
//	outgate check facts.json   judge stored facts, without a scan
//	outgate explain license-denied
//
// # Exit status
//
//	0  pass, with or without waivers
//	1  the policy fails
//	2  usage, or an invalid policy: nothing was judged
//	3  incomplete: something could not be examined, or the run was interrupted
//	4  waiting for an approval
//
// Results go to standard output, everything else to standard error. This
// package is the only place that names every detector (detectors.go) and the
// only one that knows flags, colors and exit statuses.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/scanner/secret"
)

// Exit statuses. StateExit of package policy gives those of a verdict.
const (
	exitOK         = 0
	exitRefused    = 1
	exitUsage      = 2
	exitIncomplete = 3
)

// exitError ends the program with a status; its message, if any, goes to
// standard error.
type exitError struct {
	status int
	err    error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// incomplete marks an error that kept the program from deciding.
func incomplete(err error) error { return &exitError{exitIncomplete, err} }

// usage marks an error in what the user asked for.
func usage(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

func main() {
	// The collector lets the heap grow by as much as is in use. Counting so many
	// bytes that are never touched, it leaves a small heap alone a while longer, and
	// a large one grows by this much at most. A setting in GOGC is the user's own.
	untouched := make([]byte, headroom)
	status := run(context.Background(), os.Args[1:], standardProgram())
	runtime.KeepAlive(untouched)
	os.Exit(status)
}

const headroom = 40 << 20 // bytes

// program is what one run works with: the standard streams, what is known of
// the terminal, the environment, and the detectors.
type program struct {
	out, err       io.Writer
	outTTY, errTTY bool
	width          int // columns of the terminal; 0 when there is none
	getenv         func(string) string
	detectors      []maker
	secrets        func() (*secret.Engine, error) // made once, by run
	cacheDir       string                         // "" for no cache
}

// note tells something that changes no finding.
func (s program) note(text string) { fmt.Fprintln(s.err, "outgate: note: "+shown(s.redact(text))) }

// shown makes a message harmless for a terminal and the log of a CI service: it may name
// what others have chosen, such as the member of an archive. Its lines stay.
func shown(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = report.Visible(line, 0)
	}
	return strings.Join(lines, "\n")
}

// run executes one command line and returns the exit status.
func run(ctx context.Context, args []string, s program) (status int) {
	ctx, stop := interruptible(ctx)
	defer stop()
	s.secrets = sync.OnceValues(secretEngine)
	defer func() {
		if p := recover(); p != nil { // nothing was decided; say so instead of dying with status 2
			fmt.Fprintf(s.err, "outgate: internal error: %s\n%s", shown(s.redact(fmt.Sprint(p))), debug.Stack())
			status = exitIncomplete
		}
	}()
	out := &watched{to: s.out}
	s.out = out
	root := newRoot(s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if out.err != nil && (err == nil || errors.Is(err, out.err)) { // what nobody could read was not said
		err = incomplete(fmt.Errorf("standard output: %w", out.err))
	}
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		fmt.Fprintln(s.err, "outgate: interrupted; nothing was decided")
		return exitIncomplete
	}
	exit, ok := errors.AsType[*exitError](err)
	if !ok { // cobra's own errors: flags, arguments, unknown commands
		exit = &exitError{exitUsage, err}
	}
	if message := exit.Error(); message != "" {
		fmt.Fprintln(s.err, "outgate: "+shown(s.redact(message)))
	}
	return exit.status
}

// watched remembers the first error of a writer.
type watched struct {
	to  io.Writer
	err error
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

// interruptible cancels the context at the first SIGINT or SIGTERM. A run that
// has not ended soon after, or a second signal, ends the program with status 3.
func interruptible(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case <-signals:
		case <-done:
			return
		}
		cancel()
		select {
		case <-signals:
		case <-time.After(700 * time.Millisecond):
		case <-done:
			return
		}
		os.Stderr.WriteString("outgate: interrupted; nothing was decided\n")
		os.Exit(exitIncomplete)
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/outgate/outgate/scanner"
)

const (
	redraw    = 120 * time.Millisecond // on a terminal
	heartbeat = 10 * time.Second       // elsewhere, so that a CI log shows life
)

// watch shows on standard error how far a scan has come: one line that is
// redrawn on a terminal, a line every ten seconds elsewhere. The function that
// it returns ends the display and clears the line.
func watch(s program, p *scanner.Progress, quiet bool) (stop func()) {
	if quiet {
		return func() {}
	}
	every := heartbeat
	if s.errTTY {
		every = redraw
	}
	start, done := time.Now(), make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-done:
				if s.errTTY {
					fmt.Fprint(s.err, "\r\x1b[K")
				}
				return
			case <-tick.C:
				line := progressLine(p, time.Since(start))
				if s.errTTY {
					fmt.Fprintf(s.err, "\r\x1b[K%s", line)
				} else {
					fmt.Fprintf(s.err, "outgate: %s\n", line)
				}
			}
		}
	})
	return sync.OnceFunc(func() {
		close(done)
		running.Wait()
	})
}

func progressLine(p *scanner.Progress, elapsed time.Duration) string {
	line := fmt.Sprintf("scanning: %d files, %.1f MB", p.Files.Load(), float64(p.Bytes.Load())/1e6)
	if n := p.Blobs.Load(); n > 0 {
		line += fmt.Sprintf(", %d blobs of history", n)
	}
	return fmt.Sprintf("%s, %d s", line, int(elapsed.Seconds()))
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// browserPath finds a browser of the Chromium family; OUTGATE_BROWSER names another one.
func browserPath(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("OUTGATE_BROWSER"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Skip("no Chromium or Chrome is installed (OUTGATE_BROWSER names one elsewhere): what the page does in a browser is not tested")
	return ""
}

// screen is how a page is looked at.
type screen struct {
	width, height int64
	dark, noJS    bool
	hash          string // of the address
}

// tab is a page in a browser, with what it asked for and complained about.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string
}

// browser starts a browser for a test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := browserPath(t)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("%s does not start: %v", path, err)
	}
	return ctx
}

// open shows a page in a tab of its own.
func open(t *testing.T, in context.Context, data []byte, s screen) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(in)
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx}
	p.must(chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	if s.width == 0 {
		s.width, s.height = 1280, 900
	}
	p.call(emulate(ctx, s))
	var complaints []string
	console := chromedp.Console(ctx)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			p.mu.Lock()
			complaints = append(complaints, fmt.Sprintf("%s: %s", m.Type, m.Text))
			p.mu.Unlock()
		}
	}()
	p.must(chromedp.Listen(ctx, func(ev any) {
		if r, ok := ev.(*network.EventRequestWillBeSent); ok {
			p.mu.Lock()
			p.requests = append(p.requests, r.Request.URL)
			p.mu.Unlock()
		}
	}))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	p.must(err)
	address := (&url.URL{Scheme: "file", Path: file, Fragment: s.hash}).String()
	p.must(chromedp.Do(ctx, chromedp.Navigate(address)))
	if !s.noJS {
		p.wait(`document.documentElement.dataset.ready === 'true'`)
	}
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, c := range complaints {
			t.Errorf("console: %s", c)
		}
		for _, r := range p.requests {
			if !strings.HasPrefix(r, "file://") || !strings.Contains(r, "/report.html") {
				t.Errorf("the page asks for %s", r)
			}
		}
		if len(p.requests) == 0 {
			t.Error("not even the page itself was seen to be asked for")
		}
	})
	return p
}

func emulate(ctx context.Context, s screen) error {
	if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: s.width, Height: s.height, DeviceScaleFactor: 1, Mobile: s.width < 600}); err != nil {
		return err
	}
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		return err
	}
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: s.noJS})
	return err
}

func (p *tab) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) call(err error) { p.t.Helper(); p.must(err) }

// js evaluates an expression, which may be a promise.
func js[T any](p *tab, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// wait waits until an expression is true.
func (p *tab) wait(expression string) {
	p.t.Helper()
	for range 600 {
		if js[bool](p, expression) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatalf("never true: %s", expression)
}

// do runs statements.
func (p *tab) do(statements string) {
	p.t.Helper()
	js[bool](p, "(() => {"+statements+"\nreturn true})()")
}

// set chooses a value of a control, as a user does.
func (p *tab) set(id, value string) {
	p.t.Helper()
	quoted, err := json.Marshal(value)
	p.must(err)
	p.do(fmt.Sprintf(`const e = document.getElementById('%s'); e.value = %s; e.dispatchEvent(new Event(e.tagName === 'SELECT' ? 'change' : 'input'))`, id, quoted))
}

// shown is how many rows a grid holds, the head left aside.
func (p *tab) shown(grid string) int {
	p.t.Helper()
	return js[int](p, `Number(document.getElementById('`+grid+`').getAttribute('aria-rowcount')) - 1`)
}

func (p *tab) text(selector string) string {
	p.t.Helper()
	return js[string](p, `document.querySelector("`+selector+`").innerText`)
}

// emulatePrint shows the page as it is printed.
func emulatePrint(ctx context.Context) error {
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	return err
}

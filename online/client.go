// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package online

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// answer is what the service says of one version, as it is kept.
type answer struct {
	URL        string   `json:"url"`
	Date       string   `json:"date"`  // YYYY-MM-DD, UTC
	Found      bool     `json:"found"` // the service knows the version
	Licenses   []string `json:"licenses,omitempty"`
	Repository string   `json:"repository,omitempty"`
}

const (
	keepKnown   = 90 // days that an answer with a license is kept
	keepUnknown = 1  // days that any other is
	tries       = 4
	maxAnswer   = 1 << 20 // bytes
	maxLicenses = 32
	maxLicense  = 1000 // bytes of one
	maxWait     = 30 * time.Second
)

// client asks, at its pace. It is safe for concurrent use.
type client struct {
	o    Options
	base string
	http *http.Client
	jobs int

	mu     sync.Mutex
	next   time.Time // of the next question
	failed int       // in a row
}

var (
	errDown      = errors.New("too many questions in a row had no answer; nothing more was asked")
	errRedirects = errors.New("the service points elsewhere, which is not followed")
)

func newClient(o Options) (*client, error) {
	base := strings.TrimSuffix(cmp.Or(o.Base, DefaultBase), "/")
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return nil, fmt.Errorf("%q is no address of the service: expected https://HOST[/PATH]", base)
	}
	if o.sleep == nil {
		o.sleep = sleep
	}
	o.Timeout, o.Wait, o.Every = cmp.Or(o.Timeout, 10*time.Second), cmp.Or(o.Wait, 500*time.Millisecond), cmp.Or(o.Every, 20*time.Millisecond)
	c := &client{o: o, base: base, http: o.Client, jobs: cmp.Or(o.Jobs, 4)}
	if c.http == nil {
		c.http = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirects }}
	}
	return c, nil
}

func sleep(d time.Duration, done <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-done:
	}
}

// get returns the kept answer, else asks and keeps what it learns.
func (c *client) get(ctx context.Context, address string) (answer, error) {
	if a, ok := c.kept(address); ok {
		return a, nil
	}
	if c.down() {
		return answer{}, errDown
	}
	var err error
	wait := c.o.Wait
	for try := range tries {
		if try > 0 {
			c.o.sleep(wait, ctx.Done())
			wait = min(2*wait, maxWait)
		}
		if ctx.Err() != nil {
			return answer{}, ctx.Err()
		}
		var a answer
		var again time.Duration
		if a, again, err = c.once(ctx, address); err == nil {
			c.count(true)
			c.keep(a)
			return a, nil
		}
		if again < 0 {
			break
		}
		wait = min(max(wait, again), maxWait)
	}
	c.count(false)
	return answer{}, err
}

// down reports whether the network is taken for broken.
func (c *client) down() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed >= maxFailures
}

func (c *client) count(ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed++; ok {
		c.failed = 0
	}
}

// pace waits for the turn of a question.
func (c *client) pace(ctx context.Context) {
	c.mu.Lock()
	now := time.Now()
	if c.next.Before(now) {
		c.next = now
	}
	d := c.next.Sub(now)
	c.next = c.next.Add(c.o.Every)
	c.mu.Unlock()
	if d > 0 {
		c.o.sleep(d, ctx.Done())
	}
}

// once asks once. again is how long to wait before the next try at least; -1: asking again is no use.
func (c *client) once(ctx context.Context, address string) (a answer, again time.Duration, err error) {
	c.pace(ctx)
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return a, -1, errors.New("the address is not valid")
	}
	req.Header.Set("User-Agent", cmp.Or(c.o.Agent, "outgate"))
	req.Header.Set("Accept", "application/json")
	res, err := c.http.Do(req)
	switch {
	case errors.Is(err, errRedirects):
		return a, -1, errRedirects
	case errors.Is(err, context.DeadlineExceeded):
		return a, 0, errors.New("no answer in time")
	case err != nil:
		return a, 0, errors.New("the service cannot be reached")
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound:
		return answer{URL: address, Date: c.today()}, 0, nil
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500:
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return a, time.Duration(min(max(seconds, 0), 3600)) * time.Second, fmt.Errorf("status %d", res.StatusCode)
	case res.StatusCode != http.StatusOK:
		return a, -1, fmt.Errorf("status %d", res.StatusCode)
	}
	a, err = c.read(res.Body, address)
	return a, -1, err
}

// read takes an answer apart.
func (c *client) read(body io.Reader, address string) (answer, error) {
	data, err := io.ReadAll(io.LimitReader(body, maxAnswer+1))
	if err != nil {
		return answer{}, errors.New("the answer broke off")
	}
	var v struct {
		Key struct {
			Name string `json:"name"`
		} `json:"versionKey"`
		Licenses []string `json:"licenses"`
		Links    []struct {
			Label string `json:"label"`
			URL   string `json:"url"`
		} `json:"links"`
	}
	if len(data) > maxAnswer || json.Unmarshal(data, &v) != nil || v.Key.Name == "" {
		return answer{}, errors.New("the answer is none of the service")
	}
	a := answer{URL: address, Date: c.today(), Found: true}
	for _, l := range v.Licenses {
		if l = plain(l); len(l) > maxLicense || len(a.Licenses) == maxLicenses { // a part of them would be another license
			return answer{}, errors.New("the answer names more licenses than can be")
		}
		a.Licenses = append(a.Licenses, l)
	}
	for _, l := range v.Links {
		if u, err := url.Parse(l.URL); l.Label == "SOURCE_REPO" && a.Repository == "" && err == nil && u.Host != "" && u.User == nil && len(l.URL) < 500 && plain(l.URL) == l.URL {
			a.Repository = l.URL
		}
	}
	return a, nil
}

// plain takes what no terminal should see out of a text of the service.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)), " ")
}

func (c *client) today() string { return c.o.Now.UTC().Format(time.DateOnly) }

func (c *client) file(address string) string {
	sum := sha256.Sum256([]byte(address))
	return filepath.Join(c.o.Cache, hex.EncodeToString(sum[:16])+".json")
}

// kept returns an answer of an earlier run that is young enough.
func (c *client) kept(address string) (a answer, ok bool) {
	if c.o.Cache == "" {
		return a, false
	}
	data, err := os.ReadFile(c.file(address))
	if err != nil || json.Unmarshal(data, &a) != nil || a.URL != address {
		return answer{}, false
	}
	day, err := time.Parse(time.DateOnly, a.Date)
	days := int(c.o.Now.UTC().Sub(day).Hours() / 24)
	limit := keepUnknown
	if len(a.Licenses) > 0 {
		limit = keepKnown
	}
	return a, err == nil && days >= 0 && days <= limit
}

// keep writes an answer; that it cannot be kept costs the next run a question and no more.
func (c *client) keep(a answer) {
	if c.o.Cache == "" || os.MkdirAll(c.o.Cache, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(c.o.Cache, ".new-*")
	if err != nil {
		return
	}
	err = json.NewEncoder(f).Encode(a)
	if closed := f.Close(); err == nil && closed == nil {
		err = os.Rename(f.Name(), c.file(a.URL))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/outgate/outgate/policy"
	"github.com/outgate/outgate/report/html"
)

func TestInABrowser(t *testing.T) {
	in := browser(t)
	v, o := fixture(t)
	page := render(t, v, o)
	firstID := v.Violations[0].ID

	t.Run("search", func(t *testing.T) {
		p := open(t, in, page, screen{})
		all := p.shown("grid")
		if all != len(v.Violations) {
			t.Fatalf("%d rows for %d violations", all, len(v.Violations))
		}
		p.set("q", "third_party/QUICK gpl")
		if n := p.shown("grid"); n != matching(v, "third_party/quick", "gpl") || n == 0 {
			t.Errorf("%d rows for a search in path and message", n)
		}
		p.set("q", firstID)
		if n := p.shown("grid"); n != 1 {
			t.Errorf("%d rows for an id", n)
		}
		p.set("q", "no such thing")
		if n, says := p.shown("grid"), p.text("#status"); n != 0 || says != "Nothing fits the filter." {
			t.Errorf("%d rows, %q", n, says)
		}
		p.do(`document.getElementById('reset').click()`)
		if n := p.shown("grid"); n != all {
			t.Errorf("%d rows after a reset", n)
		}
	})
	t.Run("filter", func(t *testing.T) {
		p := open(t, in, page, screen{})
		for _, f := range []struct {
			id, value string
			keep      func(*policy.Violation) bool
		}{
			{"f-post", policy.PostSecurity, func(v *policy.Violation) bool { return v.Post == policy.PostSecurity }},
			{"f-level", "warn", func(v *policy.Violation) bool { return v.Level == policy.LevelWarn }},
			{"f-severity", "critical", func(v *policy.Violation) bool { return v.Severity == policy.Critical }},
			{"f-check", "header-missing", func(v *policy.Violation) bool { return v.Check == "header-missing" }},
		} {
			want := 0
			for i := range v.Violations {
				if f.keep(&v.Violations[i]) {
					want++
				}
			}
			p.set(f.id, f.value)
			if n := p.shown("grid"); n != want || n == 0 || n == len(v.Violations) {
				t.Errorf("%s=%s: %d rows, want %d", f.id, f.value, n, want)
			}
			p.set(f.id, "")
		}
		p.do(`document.querySelector('.pick[data-check="header-missing"]').click()`)
		if n := js[string](p, `document.getElementById('f-check').value`); n != "header-missing" {
			t.Errorf("a check of the summary chooses %q", n)
		}
	})
	t.Run("lists", func(t *testing.T) {
		p := open(t, in, page, screen{})
		for list, want := range []int{len(v.Violations), len(v.Waived), len(v.Known), len(v.Suppressed)} {
			p.do(fmt.Sprintf(`document.querySelector('[data-list="%d"]').click()`, list))
			if n := p.shown("grid"); n != want || n == 0 {
				t.Errorf("list %d: %d rows, want %d", list, n, want)
			}
		}
		p.do(`document.querySelector('#grid .g-row').click()`)
		if says := p.text("#detail"); !strings.Contains(says, "Suppressed by: comments on the lines") || !strings.Contains(says, "a sample of the manual") {
			t.Errorf("details of a suppressed one: %s", says)
		}
	})
	t.Run("sort", func(t *testing.T) {
		p := open(t, in, page, screen{})
		ids := func() []string {
			return js[[]string](p, `[...document.querySelectorAll('#grid .g-row')].sort((a, b) => a.dataset.at - b.dataset.at).map(r => r.children[3].innerText)`)
		}
		p.do(`document.querySelectorAll('#grid [role=columnheader] button')[3].click()`)
		if got := ids(); !slices.IsSorted(got) || len(got) < 5 {
			t.Errorf("not sorted by id: %v", got)
		}
		p.do(`document.querySelectorAll('#grid [role=columnheader] button')[3].click()`)
		if got := ids(); slices.IsSorted(got) || js[string](p, `document.querySelectorAll('#grid [role=columnheader]')[3].getAttribute('aria-sort')`) != "descending" {
			t.Errorf("not sorted the other way: %v", got)
		}
	})
	t.Run("group", func(t *testing.T) {
		p := open(t, in, page, screen{})
		p.set("group", "check")
		kinds := map[string]bool{}
		for i := range v.Violations {
			kinds[v.Violations[i].Check] = true
		}
		if n := p.shown("grid"); n != len(v.Violations)+len(kinds) {
			t.Errorf("%d rows, want %d and %d heads", n, len(v.Violations), len(kinds))
		}
		p.do(`document.querySelector('#grid .g-row.group').click()`)
		if n := p.shown("grid"); n >= len(v.Violations)+len(kinds) {
			t.Errorf("a group does not close: %d rows", n)
		}
		if role := js[string](p, `document.getElementById('grid').getAttribute('role')`); role != "treegrid" {
			t.Errorf("role %s", role)
		}
	})
	t.Run("deep link", func(t *testing.T) {
		for _, id := range []string{v.Violations[len(v.Violations)-1].ID, v.Waived[0].ID, v.Known[0].ID, v.Suppressed[0].ID} {
			p := open(t, in, page, screen{hash: id})
			if says := p.text("#detail"); !strings.Contains(says, id) {
				t.Errorf("%s is not open: %s", id, says)
			}
		}
		p := open(t, in, page, screen{hash: "V-00000000"})
		if says := p.text("#status"); says != "V-00000000 is not in this report" {
			t.Errorf("an unknown id says %q", says)
		}
		p.do(`location.hash = '#` + firstID + `'`)
		p.wait(`document.getElementById('detail').innerText.includes('` + firstID + `')`)
	})
	t.Run("keys", func(t *testing.T) {
		p := open(t, in, page, screen{})
		p.do(`document.getElementById('grid').focus()`)
		p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter)))
		if at := js[string](p, `document.getElementById('grid').getAttribute('aria-activedescendant')`); at != "grid-2" {
			t.Errorf("active: %s", at)
		}
		if says := p.text("#detail"); !strings.Contains(says, v.Violations[2].ID) {
			t.Errorf("details after two steps and enter: %s", says)
		}
		if at := js[string](p, `decodeURIComponent(location.hash)`); at != "#"+v.Violations[2].ID {
			t.Errorf("address %s", at)
		}
	})
	t.Run("evidence", func(t *testing.T) {
		at := slices.IndexFunc(v.Violations, func(x policy.Violation) bool { return x.Location.Path == "third_party/quick/sort.c" })
		p := open(t, in, page, screen{hash: v.Violations[at].ID})
		if got := js[string](p, `[...document.querySelectorAll('#detail ins')].map(e => e.innerText).join('|')`); got != "only" {
			t.Errorf("marked as added: %q", got)
		}
		if says := p.text("#detail"); !strings.Contains(says, "Reference: GPL-3.0-or-later") || !strings.Contains(says, "policy.yaml:") {
			t.Errorf("no reference, or no line of the policy: %s", says)
		}
	})
	t.Run("phone", func(t *testing.T) {
		p := open(t, in, page, screen{width: 390, height: 844})
		if wide := js[int](p, `document.documentElement.scrollWidth`); wide > 390 {
			t.Errorf("the page is %d wide", wide)
		}
		p.do(`document.querySelector('#grid .g-row').click()`)
		if !js[bool](p, `getComputedStyle(document.getElementById('detail')).position === 'fixed' && document.activeElement.classList.contains('close')`) {
			t.Error("details do not cover the screen, or have no focus")
		}
		p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(kb.Escape)))
		if js[bool](p, `document.getElementById('detail').classList.contains('open')`) {
			t.Error("Escape does not close the details")
		}
	})
	t.Run("theme", func(t *testing.T) {
		color := func(p *tab) string { return js[string](p, `getComputedStyle(document.body).backgroundColor`) }
		light, dark := open(t, in, page, screen{}), open(t, in, page, screen{dark: true})
		a, b := color(light), color(dark)
		if a == b {
			t.Errorf("light and dark are both %s", a)
		}
		light.do(`document.getElementById('theme').click()`)
		if got := color(light); got != b || js[string](light, `document.getElementById('theme').getAttribute('aria-pressed')`) != "true" {
			t.Errorf("the button makes %s, dark is %s", got, b)
		}
		light.do(`localStorage.clear()`)
	})
	t.Run("components", func(t *testing.T) {
		p := open(t, in, page, screen{})
		if n := p.shown("p-grid"); n != len(o.Inventory.Components) {
			t.Fatalf("%d rows", n)
		}
		p.set("p-category", "weak-copyleft")
		some := p.shown("p-grid")
		p.set("p-direct", "1")
		if direct := p.shown("p-grid"); some == 0 || direct >= some {
			t.Errorf("%d weak copyleft, %d of them direct", some, direct)
		}
		p.set("p-category", "")
		p.set("p-direct", "")
		p.set("pq", "amber0")
		if n := p.shown("p-grid"); n == 0 || n == len(o.Inventory.Components) {
			t.Errorf("%d rows for a name", n)
		}
	})
	t.Run("windowed", func(t *testing.T) {
		large := many(3000)
		p := open(t, in, render(t, large, html.Options{}), screen{})
		rows := func() int { return js[int](p, `document.querySelectorAll('#grid .g-row').length`) }
		if n := rows(); n < 8 || n > 40 || p.shown("grid") != 3000 {
			t.Errorf("%d rows in the document, %d in the table", n, p.shown("grid"))
		}
		p.do(`document.getElementById('grid').focus()`)
		p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(kb.End)))
		p.wait(`document.getElementById('grid-2999') !== null`)
		if n, says := rows(), p.text("#grid-2999"); n > 40 || !strings.Contains(says, large.Violations[2999].ID) || js[string](p, `document.getElementById('grid-2999').getAttribute('aria-rowindex')`) != "3001" {
			t.Errorf("%d rows at the end, the last says %q", n, says)
		}
		p.do(`document.getElementById('reset').click()`)
		if says := p.text("#grid-0"); !strings.Contains(says, large.Violations[0].ID) {
			t.Errorf("after a reset the first row says %q", says)
		}
	})
	t.Run("without JavaScript", func(t *testing.T) {
		p := open(t, in, page, screen{noJS: true})
		for _, want := range []string{"FAIL", "lighthouse may not be published", "infosec@example.org", v.Violations[0].Message, "W-2026-020", "1 gap"} {
			if !strings.Contains(p.text("main"), want) {
				t.Errorf("%q is not seen", want)
			}
		}
		if js[bool](p, `document.getElementById('explorer').offsetHeight + document.getElementById('tools').offsetHeight > 0`) {
			t.Error("controls without function are seen")
		}
		if n := js[int](p, `[...document.querySelectorAll('svg.icicle, svg.trend, svg.hbar')].filter(e => e.getBoundingClientRect().height > 4).length`); n < 8 {
			t.Errorf("%d charts", n)
		}
	})
	t.Run("Chinese", func(t *testing.T) {
		o := o
		o.Lang = "zh"
		p := open(t, in, render(t, v, o), screen{})
		p.set("q", "no such thing")
		if says := p.text("#status") + p.text("h1"); !strings.Contains(says, "没有符合筛选条件的项") || !strings.Contains(says, "目前不得发布") {
			t.Errorf("it says %s", says)
		}
	})
}

// matching counts the violations in whose path, message or evidence each word stands.
func matching(v *policy.Verdict, words ...string) int {
	n := 0
	for i := range v.Violations {
		x := &v.Violations[i]
		all := strings.ToLower(x.Location.Path + "\n" + x.Message + "\n" + x.Evidence + "\n" + x.Component)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) }) {
			n++
		}
	}
	return n
}

// TestHostileContentInABrowser runs a page of payloads: nothing of it may run, ask
// for anything or become markup.
func TestHostileContentInABrowser(t *testing.T) {
	in := browser(t)
	all := strings.Join(payloads(), " ")
	v, o := poisoned(t, all)
	for i, payload := range payloads() { // and each alone
		x := v.Violations[i%len(v.Violations)]
		poison(reflect.ValueOf(&x).Elem(), payload)
		x.Check = v.Violations[i%len(v.Violations)].Check
		v.Violations = append(v.Violations, x)
	}
	for _, s := range []screen{{}, {width: 390, height: 844}} {
		p := open(t, in, render(t, v, o), s)
		p.do(`document.querySelectorAll('#grid .g-row').forEach(r => r.click()); document.getElementById('grid').scrollTop = 1e6`)
		p.set("group", "dir")
		p.do(`document.querySelectorAll('#grid .g-row').forEach(r => r.click())`)
		if n := js[int](p, `document.querySelectorAll('script').length`); n != 2 {
			t.Errorf("%d scripts", n)
		}
		if js[bool](p, `Boolean(window.owned) || document.querySelectorAll('img, iframe, object, embed, base, link, b[onclick], [onerror], [style]:not(.g-body):not(.g-row)').length > 0`) {
			t.Error("a payload became markup")
		}
	}
}

// TestAccessibilityByAxe runs axe-core, when OUTGATE_AXE names axe.min.js (see docs/report-html.md).
func TestAccessibilityByAxe(t *testing.T) {
	name := os.Getenv("OUTGATE_AXE")
	if name == "" {
		t.Skip("OUTGATE_AXE does not name axe.min.js; accessibility_test.go has the checks that always run")
	}
	axe, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	in := browser(t)
	v, o := fixture(t)
	for _, lang := range []string{"en", "zh"} {
		for _, s := range []screen{{}, {dark: true}, {width: 390, height: 844}, {width: 390, height: 844, dark: true}} {
			for _, noJS := range []bool{false, true} {
				o.Lang = lang
				p := open(t, in, render(t, v, o), screen{width: s.width, height: s.height, dark: s.dark})
				if noJS { // what is seen without JavaScript, in a page where axe can run
					p.do(`document.documentElement.classList.remove('js'); document.getElementById('explorer').hidden = document.getElementById('parts').hidden = document.getElementById('tools').hidden = true`)
				} else {
					p.do(`document.querySelector('#grid .g-row').click()`)
				}
				p.do(string(axe))
				var result []struct {
					ID, Help string
					Nodes    []struct {
						HTML           string
						FailureSummary string
					}
				}
				found := js[string](p, `axe.run({resultTypes: ['violations']}).then(r => JSON.stringify(r.violations))`)
				if err := json.Unmarshal([]byte(found), &result); err != nil {
					t.Fatal(err)
				}
				t.Logf("lang %s, %d wide, dark %v, without JavaScript %v: %d violations", lang, max(s.width, 0), s.dark, noJS, len(result))
				for _, r := range result {
					t.Errorf("%s: %s, %d places: %s", r.ID, r.Help, len(r.Nodes), r.Nodes[0].HTML+"\n"+r.Nodes[0].FailureSummary)
				}
			}
		}
	}
}

// TestMeasureLarge logs how a page of 100,000 violations does, when OUTGATE_MEASURE is set. It asserts
// what must hold at any speed.
func TestMeasureLarge(t *testing.T) {
	if os.Getenv("OUTGATE_MEASURE") == "" {
		t.Skip("OUTGATE_MEASURE is not set")
	}
	in := browser(t)
	page := render(t, many(100_000), html.Options{Checks: policy.Checks()})
	t.Logf("size: %.2f MB", float64(len(page))/1e6)
	for range 3 {
		p := open(t, in, page, screen{})
		t.Logf("interactive after %.0f ms; DOM nodes %d", js[float64](p, `performance.getEntriesByName('ready')[0].startTime`), js[int](p, `document.querySelectorAll('*').length`))
		for _, q := range []string{"kernel", "kernel ledger", "v-4f", "src/queue/", ""} {
			script, frame := measure(p, `q.value = '`+q+`'; q.dispatchEvent(new Event('input'))`)
			t.Logf("filter %-16q %6d rows, %.0f ms, %.0f ms to the next frame", q, p.shown("grid"), script, frame)
		}
		script, frame := measure(p, `document.querySelectorAll('#grid [role=columnheader] button')[1].click()`)
		t.Logf("sort by path: %.0f ms, %.0f ms to the next frame", script, frame)
		script, frame = measure(p, `document.getElementById('group').value = 'dir'; document.getElementById('group').dispatchEvent(new Event('change'))`)
		t.Logf("group by directory: %.0f ms, %.0f ms to the next frame", script, frame)
		if n := js[int](p, `document.querySelectorAll('#grid .g-row').length`); n > 60 {
			t.Errorf("%d rows in the document", n)
		}
	}
}

// measure is how long statements take, and how long it takes until the frame with their effect.
func measure(p *tab, statements string) (script, frame float64) {
	p.t.Helper()
	times := js[[]float64](p, `new Promise(done => { const q = document.getElementById('q'), t = performance.now(); `+statements+`; const s = performance.now() - t; requestAnimationFrame(() => setTimeout(() => done([s, performance.now() - t]))) })`)
	return times[0], times[1]
}

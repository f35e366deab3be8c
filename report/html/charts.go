// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/outgate/outgate/policy"
)

// percent is part of whole as a number from 0 to 100 with two decimals at most.
func percent(part, whole int) string {
	if whole <= 0 {
		return "0"
	}
	return decimal(100 * float64(part) / float64(whole))
}

func decimal(f float64) string {
	s := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// measure gives bars their widths: the largest is 100, none is too thin to see.
func measure(bars []barView) {
	most := 1
	for i := range bars {
		most = max(most, bars[i].N)
	}
	for i := range bars {
		bars[i].Width = decimal(max(100*float64(bars[i].N)/float64(most), 0.6))
	}
}

// run is one stored run in a trend.
type run struct {
	When, State, Tone, Commit           string
	Fails, Warns, Apart, Gaps           int
	FailsMore, FailsLess, Current, Same bool
}

// trendView is a chart of runs over time, and its table.
type trendView struct {
	Runs          []run
	Width, Height int
	Lines         []trendLine
	Ticks         []tick
	Labels        []tick
}

// trendLine is the line of one number through all runs.
type trendLine struct {
	Key, Points string
	Dots        []dot
	EndX, EndY  string
	Last        int
}

type dot struct {
	X, Y string
	N    int
	When string
}

type tick struct{ X, Y, Text string }

// Size of the chart of a trend, and its margins.
const (
	trendWidth, trendHeight = 720, 220
	trendLeft, trendRight   = 48, 130
	trendTop, trendBottom   = 16, 34
	trendRuns               = 60 // the latest ones are shown
)

// trend lays this run and the earlier ones on a line of time; nil for fewer than two.
func (b *builder) trend() *trendView {
	all := append(slices.Clone(b.o.Previous), b.v)
	slices.SortStableFunc(all, func(x, y *policy.Verdict) int { return strings.Compare(x.Now, y.Now) })
	all = all[max(0, len(all)-trendRuns):]
	if len(all) < 2 {
		return nil
	}
	t := &trendView{Width: trendWidth, Height: trendHeight}
	for _, v := range all {
		t.Runs = append(t.Runs, runOf(v, v == b.v))
	}
	for i := range t.Runs[1:] {
		before, at := &t.Runs[i], &t.Runs[i+1]
		at.FailsMore, at.FailsLess = at.Fails > before.Fails, at.Fails < before.Fails
	}
	t.draw()
	return t
}

func runOf(v *policy.Verdict, current bool) run {
	r := run{When: moment(v.Now), State: string(stateOf(v.State)), Tone: stateTone(v.State), Commit: line(short(v.Subject.Commit)), Apart: len(v.Waived) + len(v.Known) + len(v.Suppressed), Gaps: len(v.Gaps), Current: current}
	for i := range v.Violations {
		switch levelOf(v.Violations[i].Level) {
		case policy.LevelFail:
			r.Fails++
		case policy.LevelWarn:
			r.Warns++
		}
	}
	return r
}

// draw places the runs at equal distances: they are seldom far enough apart in time to read
// otherwise.
func (t *trendView) draw() {
	most := 1
	for _, r := range t.Runs {
		most = max(most, r.Fails, r.Warns, r.Apart, r.Gaps)
	}
	most = round(most)
	x := func(i int) float64 {
		return trendLeft + float64(i)*float64(trendWidth-trendLeft-trendRight)/float64(len(t.Runs)-1)
	}
	y := func(n int) float64 {
		return trendHeight - trendBottom - float64(n)*float64(trendHeight-trendTop-trendBottom)/float64(most)
	}
	steps := 4
	if most < 4 {
		steps = most
	}
	for i := range steps + 1 {
		t.Ticks = append(t.Ticks, tick{decimal(trendLeft - 8), decimal(y(most * i / steps)), number(most * i / steps)})
	}
	for _, i := range slices.Compact([]int{0, (len(t.Runs) - 1) / 2, len(t.Runs) - 1}) {
		when, _, _ := strings.Cut(t.Runs[i].When, " ")
		t.Labels = append(t.Labels, tick{decimal(x(i)), decimal(trendHeight - 10), when})
	}
	for _, l := range []struct {
		key string
		of  func(*run) int
	}{
		{"fails", func(r *run) int { return r.Fails }}, {"warns", func(r *run) int { return r.Warns }},
		{"apart", func(r *run) int { return r.Apart }}, {"gaps", func(r *run) int { return r.Gaps }},
	} {
		out := trendLine{Key: l.key}
		var points []string
		for i := range t.Runs {
			n := l.of(&t.Runs[i])
			points = append(points, decimal(x(i))+","+decimal(y(n)))
			out.Dots = append(out.Dots, dot{decimal(x(i)), decimal(y(n)), n, t.Runs[i].When})
			out.Last = n
		}
		out.Points, out.EndX = strings.Join(points, " "), decimal(x(len(t.Runs)-1)+10)
		t.Lines = append(t.Lines, out)
	}
	t.spread(y)
}

// spread sets the names at the ends of the lines apart from each other.
func (t *trendView) spread(y func(int) float64) {
	const apart = 15
	order := make([]*trendLine, len(t.Lines))
	for i := range t.Lines {
		order[i] = &t.Lines[i]
	}
	slices.SortStableFunc(order, func(a, b *trendLine) int { return cmp.Compare(a.Last, b.Last) })
	lowest := float64(trendHeight - trendBottom + apart)
	for _, l := range order {
		lowest = min(y(l.Last), lowest-apart)
		l.EndY = decimal(lowest + 4)
	}
}

// round is the next number that divides well by four.
func round(n int) int {
	if n <= 4 {
		return n
	}
	step := 1
	for {
		for _, f := range []int{4, 8, 12, 20, 40} {
			if f*step >= n {
				return f * step
			}
		}
		step *= 10
	}
}

// describe sums a chart up in words, for those who do not see it.
func (b *builder) describe(bars []barView) string {
	var parts []string
	for _, bar := range bars[:min(len(bars), 5)] {
		parts = append(parts, fmt.Sprintf("%s %s", bar.Label, number(bar.N)))
	}
	return strings.Join(parts, ", ")
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package html_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var update = flag.Bool("update", false, "write docs/report.png")

// TestScreenshot makes the picture of the README, from the fixture:
//
//	go test ./report/html -run TestScreenshot -update
func TestScreenshot(t *testing.T) {
	const name = "../../docs/report.png"
	if !*update {
		info, err := os.Stat(name)
		if err != nil || info.Size() > 200_000 || info.Size() < 20_000 {
			t.Errorf("the picture of the README is missing, or of no fit size: %v, %v", info, err)
		}
		return
	}
	v, o := fixture(t)
	p := open(t, browser(t), render(t, v, o), screen{width: 1280, height: 900})
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	p.must(err)
	p.must(os.WriteFile(name, few(t, picture), 0o644))
}

// few draws a picture with the 256 colors that most of it has, which leaves a page of text as it is
// and makes the file a third as large.
func few(t *testing.T, data []byte) []byte {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[color.Color]int{}
	for y := range full.Bounds().Dy() {
		for x := range full.Bounds().Dx() {
			counts[full.At(x, y)]++
		}
	}
	colors := slices.SortedFunc(maps.Keys(counts), func(a, b color.Color) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	out := image.NewPaletted(full.Bounds(), color.Palette(colors[:min(len(colors), 256)]))
	draw.Draw(out, out.Bounds(), full, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, out); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPrint: on paper the page is light, has no controls, tells the violations and has a place to sign.
func TestPrint(t *testing.T) {
	v, o := fixture(t)
	p := open(t, browser(t), render(t, v, o), screen{dark: true})
	pdf, err := chromedp.Call(p.ctx, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true), PreferCSSPageSize: new(true)})
	p.must(err)
	if len(pdf.Data) < 20_000 {
		t.Errorf("a PDF of %d bytes", len(pdf.Data))
	}
	p.must(emulatePrint(p.ctx))
	for selector, want := range map[string]bool{".signatures": true, "#static": true, ".print-only": true, "#explorer": false, "#tools": false, ".bar nav": false} {
		if seen := js[bool](p, `(e => Boolean(e) && e.offsetHeight > 0)(document.querySelector("`+selector+`"))`); seen != want {
			t.Errorf("%s is seen in print: %v", selector, seen)
		}
	}
	if color := js[string](p, `getComputedStyle(document.body).backgroundColor`); color != "rgb(255, 255, 255)" {
		t.Errorf("paper is %s", color)
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package copyright

import (
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestEncodingOfNames writes names in the encodings of their countries and expects them back.
func TestEncodingOfNames(t *testing.T) {
	for _, c := range []struct {
		name  string
		e     encoding.Encoding
		names []string
	}{
		{"GBK", simplifiedchinese.GBK, []string{"深圳蓝湾软件有限公司", "北京晨星通信技术有限公司", "王小明", "陈晓燕", "杭州青禾网络科技有限公司"}},
		{"EUC-KR", korean.EUCKR, []string{"주식회사 한빛소프트", "별빛데이터", "한국전자통신연구원"}},
		{"Shift-JIS", japanese.ShiftJIS, []string{"株式会社ミナト", "東雲ソフトウェア株式会社", "ミナトシステムズ"}},
		{"Windows-1251", charmap.Windows1251, []string{"Анна Соколова", "Михаил Лебедев", "ООО Северный ветер", "Пётр Ёлкин"}},
		{"KOI8-R", charmap.KOI8R, []string{"Анна Соколова", "Михаил Лебедев", "Пётр Ёлкин"}},
		{"Latin-1", charmap.ISO8859_1, []string{"Jürgen Groß", "Société Fictive", "Müller & Söhne GmbH", "Þórdís Ægisdóttir", "François Müller-Østergård", "Jää Oy", "Määttä Hääyö", "ÅÄÖ AB", "Nuñez y Peña"}},
		{"Windows-1252", charmap.Windows1252, []string{"“Jane” Doe", "Siobhán O’Malley", "Doe – Roe"}},
	} {
		for _, n := range c.names {
			raw, err := c.e.NewEncoder().String("/* Copyright (c) 2007 " + n + " */")
			if err != nil {
				t.Fatal(c.name, n, err)
			}
			if c.name == "Windows-1252" {
				if e := legacy([]byte(raw)); e != nil {
					t.Errorf("%s in %s: taken for %v", n, c.name, e)
				}
				continue
			}
			var tr trail
			if got := decode([]byte(raw), &tr); got != "/* Copyright (c) 2007 "+n+" */" {
				t.Errorf("%s in %s: %s", n, c.name, got)
			}
			f := look(t, "a.h", []byte(raw+"\n"))
			if len(f.Copyrights) != 1 || len(f.Copyrights[0].Holders) != 1 {
				t.Errorf("%s in %s: %+v", n, c.name, f.Copyrights)
			}
		}
	}
}

// TestEncodingOfPlaces leads from a decoded text back to its bytes.
func TestEncodingOfPlaces(t *testing.T) {
	raw, err := simplifiedchinese.GBK.NewEncoder().String("王小明 x 陈晓燕 y")
	if err != nil {
		t.Fatal(err)
	}
	var tr trail
	s := decode([]byte(raw), &tr)
	for _, c := range [...][2]int{{0, 0}, {9, 6}, {10, 7}, {12, 9}, {21, 15}, {22, 16}} {
		if got := tr.back(c[0]); got != c[1] {
			t.Errorf("column %d of %q is byte %d, want %d", c[0], s, got, c[1])
		}
	}
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"testing"
	"unicode/utf8"

	"github.com/outgate/outgate/inventory"
)

// fuzz holds one parser to its bounds; a panic or endless loop fails by itself.
func fuzz(f *testing.F, read func(*found, []byte), seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 12 {
			return // as file does
		}
		o := &found{path: "x", role: inventory.RoleProduct, format: "x", inflate: maxInflate}
		read(o, b)
		if len(o.facts.Media) > maxFields || len(o.facts.Gaps) > 1 || o.inflate < 0 {
			t.Errorf("%d statements, %d gaps, %d bytes left", len(o.facts.Media), len(o.facts.Gaps), o.inflate)
		}
		for _, m := range o.facts.Media {
			if len(m.Text) > maxText || !utf8.ValidString(m.Text) || m.Text == "" {
				t.Errorf("%+v", m)
			}
		}
	})
}

func FuzzJPEG(f *testing.F) {
	fuzz(f, readJPEG, jpeg(cat(0xe1, "Exif\x00\x00", tiff([]int{0x13b}, "Jane Doe")), cat(0xed, "Photoshop 3.0\x00", "8BIM", be16(0x0404), 0, 0, be32(9), "\x1c\x02\x74", be16(4), "Late")))
}
func FuzzTIFF(f *testing.F) {
	fuzz(f, func(o *found, b []byte) { readTIFF(o, b, "x") }, tiff([]int{0x13b, 0x8298, 0x2bc}, "Jane", "Other Ltd.", xmp(rights)))
}
func FuzzPNG(f *testing.F) {
	fuzz(f, readPNG, png(cat("zTXtCopyright\x00\x00", deflated("Other")), cat("iTXtAuthor\x00\x00\x00en\x00\x00Jane")))
}
func FuzzGIF(f *testing.F) {
	fuzz(f, readGIF, gif(cat(0x21, 0xfe, subBlock("(c) Other Ltd.")), cat(0x21, 0xff, 11, "XMP DataXMP", xmp(rights), 1, 0, 0)))
}
func FuzzRIFF(f *testing.F) {
	fuzz(f, readRIFF, riff("WAVE", cat("LIST", "INFO", "ICOP", le32(10), "Other Ltd."), cat("EXIF", tiff([]int{0x13b}, "Jane Doe"))))
}
func FuzzRDF(f *testing.F) { fuzz(f, readRDF, []byte(xmp(rights))) }
func FuzzMP4(f *testing.F) {
	fuzz(f, readMP4, cat(box("ftyp", "isom", be32(0)), box("moov", box("udta", box("cprt", be32(0), be16(0), "Other Ltd.\x00")))))
}
func FuzzPDF(f *testing.F) {
	fuzz(f, readPDF, pdf(`/Author (J\)a\101ne)`, ""), pdfPacked("/Copyright <FEFF00A9>"))
}
func FuzzID3(f *testing.F) {
	fuzz(f, readID3, id3(2, cat("TCR", 0, "2020")), id3(3, cat("TCOP", 1, 0xff, 0xfe, "a\x00")), id3(4, cat("TPE1", 3, "x")))
}
func FuzzVorbis(f *testing.F) {
	fuzz(f, func(o *found, b []byte) { readFLAC(o, b); readOgg(o, b); readVorbis(o, b) }, flac(vorbis("COPYRIGHT=x")), ogg(cat("OpusTags", vorbis("LICENSE=x"))))
}
func FuzzFont(f *testing.F) {
	t := nameTable(map[int]string{0: "© Other", 13: "x"})
	fuzz(f, func(o *found, b []byte) { readSFNT(o, b) }, sfntFile(t), ttc(sfntFile(t)))
}
func FuzzWOFF(f *testing.F) {
	t := nameTable(map[int]string{0: "© Other", 13: "x"})
	fuzz(f, func(o *found, b []byte) { readWOFF(o, b); readWOFF2(o, b) }, woff(t, true), woff2(t))
}
func FuzzPE(f *testing.F) {
	fuzz(f, readPE, peFile([2]string{"LegalCopyright", "(c) Other"}))
}
func FuzzManifest(f *testing.F) {
	fuzz(f, readManifest, []byte("Bundle-Vendor: x\r\n y\r\n\r\nBundle-Vendor: z"))
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package media

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// scan runs the detector on one file through the whole reader.
func scan(t *testing.T, name string, content []byte) *inventory.Inventory {
	t.Helper()
	tree := func(yield func(inventory.Entry, error) bool) {
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
		yield(inventory.Entry{Path: name, Mode: 0o644, Size: int64(len(content)), Open: open}, nil)
	}
	inv, err := scanner.Scan(context.Background(), scanner.Input{Tree: tree}, []*scanner.Detector{New()}, scanner.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// said lists "format field kind: text | holders | license".
func said(inv *inventory.Inventory) []string {
	var out []string
	for _, m := range inv.Media {
		out = append(out, strings.TrimRight(fmt.Sprintf("%s %s %s: %s | %s | %s", m.Format, m.Field, m.Kind, m.Text, strings.Join(m.Holders, ";"), m.License), " |"))
	}
	return out
}

const notice = "Copyright © 2020 Other Ltd. All rights reserved."

func TestFormats(t *testing.T) {
	names := nameTable(map[int]string{0: notice, 1: "Some Font", 7: "Some is a trademark", 8: "Foundry Inc.", 9: "Jane Doe", 13: "This Font is free", 14: "https://scripts.sil.org/OFL"})
	fontFacts := func(format string) []string {
		return []string{
			format + " name 0 copyright: " + notice + " | Other Ltd.", format + " name 9 creator: Jane Doe | Jane Doe",
			format + " name 13 license: This Font is free", format + " name 14 license: https://scripts.sil.org/OFL |  | OFL-1.1", format + " name 8 vendor: Foundry Inc. | Foundry Inc."}
	}
	xmpFacts := func(format string) []string {
		return []string{format + " xmp dc:rights copyright: © 2020 Other & Sons Ltd. | Other & Sons Ltd.", format + " xmp dc:creator creator: Jane Doe | Jane Doe",
			format + " xmp xmpRights:WebStatement license: https://creativecommons.org/licenses/by/4.0/ |  | CC-BY-4.0"}
	}
	for _, tt := range []struct {
		name    string
		content []byte
		want    []string
	}{
		{"exif in jpeg", jpeg(cat(0xe1, "Exif\x00\x00", tiff([]int{0x13b, 0x8298}, "Jane Doe", "(c) 2020 Other Ltd."))),
			[]string{"jpeg exif Copyright copyright: (c) 2020 Other Ltd. | Other Ltd.", "jpeg exif Artist creator: Jane Doe | Jane Doe"}},
		{"short value", jpeg(cat(0xe1, "Exif\x00\x00", tiff([]int{0x8298}, "ACM"))), []string{"jpeg exif Copyright copyright: ACM | ACM"}},
		{"xmp in jpeg", jpeg(cat(0xe0, "JFIF\x00"), cat(0xe1, "http://ns.adobe.com/xap/1.0/\x00", xmp(rights))), xmpFacts("jpeg")},
		{"iptc in jpeg", jpeg(cat(0xed, "Photoshop 3.0\x00", "8BIM", be16(0x0404), 0, 0, be32(5+9+5+5), "\x1c\x02\x74", be16(9), "Other Ltd", "\x1c\x02\x50", be16(5), "Alice")),
			[]string{"jpeg iptc 2:116 copyright: Other Ltd | Other Ltd", "jpeg iptc 2:80 creator: Alice | Alice"}},
		{"comments in jpeg", jpeg(cat(0xfe, "Created with a program"), cat(0xfe, "copyright 2001 by Other Ltd.")), []string{"jpeg comment copyright: copyright 2001 by Other Ltd. | Other Ltd."}},
		{"text of png", png(cat("tEXtCopyright\x00", "Copyright \xa9 2020 Other Ltd."), cat("tEXtAuthor\x00Jane Doe"), cat("tEXtSoftware\x00Editor"), cat("zTXtLicense\x00\x00", deflated("MIT"))),
			[]string{"png text Copyright copyright: Copyright © 2020 Other Ltd. | Other Ltd.", "png text Author creator: Jane Doe | Jane Doe", "png text License license: MIT |  | MIT"}},
		{"international text of png", png(cat("iTXtCopyright\x00\x01\x00en\x00\x00", deflated("© Other Ltd.")), cat("iTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00", xmp(rights))),
			append([]string{"png text Copyright copyright: © Other Ltd. | Other Ltd."}, xmpFacts("png")...)},
		{"exif in png", png(cat("eXIf", tiff([]int{0x8298}, "Other Ltd."))), []string{"png exif Copyright copyright: Other Ltd. | Other Ltd."}},
		{"comment of gif", gif(cat(0x2c, make([]byte, 9), 2, subBlock("xx")), cat(0x21, 0xfe, subBlock("(c) Other Ltd.")), cat(0x21, 0xfe, subBlock("made by a program"))), []string{"gif comment copyright: (c) Other Ltd. | Other Ltd."}},
		{"xmp in gif", gif(cat(0x21, 0xff, 11, "XMP DataXMP", xmp(rights), 1, 0, 0)), xmpFacts("gif")},
		{"webp", riff("WEBP", cat("VP8 ...."), cat("EXIF", tiff([]int{0x8298}, "Other Ltd.")), cat("XMP ", xmp(rights))), append([]string{"riff exif Copyright copyright: Other Ltd. | Other Ltd."}, xmpFacts("riff")...)},
		{"wav", riff("WAVE", cat("LIST", "INFO", "ICOP", le32(10), "Other Ltd.")), []string{"riff INFO ICOP copyright: Other Ltd. | Other Ltd."}},
		{"tiff", tiff([]int{0x8298, 0x13b}, "Other Ltd.", "Jane"), []string{"tiff tiff Copyright copyright: Other Ltd. | Other Ltd.", "tiff tiff Artist creator: Jane | Jane"}},
		{"mp4", cat(box("ftyp", "isom", be32(0)), box("moov", box("udta", box("cprt", be32(0), be16(0x55c4), "Other Ltd.\x00"), box("\xa9cpy", be16(4), be16(0), "Late"),
			box("meta", be32(0), box("hdlr", make([]byte, 8)), box("ilst", box("\xa9ART", box("data", be32(1), be32(0), "Jane Doe")))))), box("uuid", make([]byte, 16), xmp(rights))),
			append([]string{"mp4 box copyright copyright: Late | Late", "mp4 box copyright copyright: Other Ltd. | Other Ltd."},
				"mp4 xmp dc:rights copyright: © 2020 Other & Sons Ltd. | Other & Sons Ltd.", "mp4 box artist creator: Jane Doe | Jane Doe", "mp4 xmp dc:creator creator: Jane Doe | Jane Doe", xmpFacts("mp4")[2])},
		{"pdf", pdf(`/Author (Jane \(J.\) Doe) /Producer (Maker) /Copyright <FEFF00A90020004F0074006800650072>`, xmp(rights)),
			[]string{"pdf info /Copyright copyright: © Other | Other", xmpFacts("pdf")[0], `pdf info /Author creator: Jane (J.) Doe | Jane (J.) Doe`, xmpFacts("pdf")[1], xmpFacts("pdf")[2]}},
		{"pdf with object streams", pdfPacked(`/Author (J\303\244ne)`), []string{"pdf info /Author creator: Jäne | Jäne"}},
		{"encrypted pdf", pdf("/Author (xyzzy)", "<< /Encrypt 3 0 R >>"), nil},
		{"id3v2.3", id3(3, cat("TCOP", 0, "2020 Other Ltd."), cat("TPE1", 1, 0xff, 0xfe, utf16Text("Jäne", binary.LittleEndian)), cat("TIT2", 0, "Title"), cat("WCOP", "https://creativecommons.org/publicdomain/zero/1.0/")),
			[]string{"id3 id3 TCOP copyright: 2020 Other Ltd. | Other Ltd.", "id3 id3 TPE1 creator: Jäne | Jäne", "id3 id3 WCOP license: https://creativecommons.org/publicdomain/zero/1.0/ |  | CC0-1.0"}},
		{"id3v2.2", id3(2, cat("TCR", 0, "2020 Other Ltd.")), []string{"id3 id3 TCR copyright: 2020 Other Ltd. | Other Ltd."}},
		{"id3v2.4", id3(4, cat("TCOP", 3, "2020 Öther Ltd.")), []string{"id3 id3 TCOP copyright: 2020 Öther Ltd. | Öther Ltd."}},
		{"flac", flac(vorbis("TITLE=x", "copyright=(c) Other Ltd.", "LICENSE=https://creativecommons.org/licenses/by-sa/3.0/", "ORGANIZATION=Label Inc.")),
			[]string{"flac comment COPYRIGHT copyright: (c) Other Ltd. | Other Ltd.", "flac comment LICENSE license: https://creativecommons.org/licenses/by-sa/3.0/ |  | CC-BY-SA-3.0", "flac comment ORGANIZATION vendor: Label Inc. | Label Inc."}},
		{"ogg", ogg(cat("\x03vorbis", vorbis("COPYRIGHT=Other Ltd."))), []string{"ogg comment COPYRIGHT copyright: Other Ltd. | Other Ltd."}},
		{"opus", ogg(cat("OpusTags", vorbis("COPYRIGHT=Other Ltd."))), []string{"ogg comment COPYRIGHT copyright: Other Ltd. | Other Ltd."}},
		{"ttf", sfntFile(names), fontFacts("sfnt")},
		{"ttc", ttc(sfntFile(names)), fontFacts("sfnt")},
		{"woff", woff(names, true), fontFacts("woff")},
		{"woff, not packed", woff(names, false), fontFacts("woff")},
		{"woff2", woff2(names), fontFacts("woff2")},
		{"pe", peFile([2]string{"CompanyName", "Other Ltd."}, [2]string{"FileDescription", "Tool"}, [2]string{"LegalCopyright", notice}),
			[]string{"pe version LegalCopyright copyright: " + notice + " | Other Ltd.", "pe version CompanyName vendor: Other Ltd. | Other Ltd."}},
		{"META-INF/MANIFEST.MF", []byte("Manifest-Version: 1.0\r\nBundle-Vendor: The Other Foundati\r\n on\r\nBundle-License: https://www.apache.org/licenses/LICENSE-2.0.txt\r\nBundle-Copyright: Copyright 2019 Other\r\n\r\nName: x\r\nImplementation-Vendor: Late\r\n"),
			[]string{"manifest Bundle-Copyright copyright: Copyright 2019 Other | Other", "manifest Bundle-License license: https://www.apache.org/licenses/LICENSE-2.0.txt |  | Apache-2.0", "manifest Bundle-Vendor vendor: The Other Foundation | The Other Foundation"}},
		{"a.svg", []byte(`<svg xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><rdf:RDF><cc:Work rdf:about=""><dc:rights><cc:Agent><dc:title>Other Ltd.</dc:title></cc:Agent></dc:rights>` +
			`<cc:license rdf:resource="http://creativecommons.org/licenses/by/3.0/"/></cc:Work><cc:License rdf:about="http://creativecommons.org/licenses/by/3.0/"/></rdf:RDF></metadata></svg>`),
			[]string{"svg xmp dc:rights copyright: Other Ltd. | Other Ltd.", "svg xmp cc:license license: http://creativecommons.org/licenses/by/3.0/ |  | CC-BY-3.0"}},
		{"a.txt", []byte("Copyright 2020 Other Ltd., which is the business of another detector"), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inv := scan(t, tt.name, tt.content)
			if d := cmp.Diff(tt.want, said(inv)); d != "" || len(inv.Gaps) > 0 {
				t.Errorf("-want +got\n%s%v", d, inv.Gaps)
			}
		})
	}
}

func TestMembersOfArchives(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, _ := w.Create("META-INF/MANIFEST.MF")
	f.Write([]byte("Manifest-Version: 1.0\nImplementation-Vendor: Other Ltd.\n"))
	f, _ = w.Create("img/logo.png")
	f.Write(png(cat("tEXtCopyright\x00Other Ltd.")))
	w.Close()
	inv := scan(t, "lib/a.jar", b.Bytes())
	if len(inv.Media) != 2 || inv.Media[0].Path != "lib/a.jar!/META-INF/MANIFEST.MF" || inv.Media[1].Path != "lib/a.jar!/img/logo.png" || inv.Media[0].Context != inventory.RoleProduct {
		t.Errorf("%+v", inv.Media)
	}
}

// A picture whose head is mostly text is none the less read as it is stored: text readers
// put spaces in the place of stray NULs.
func TestBytesAsStored(t *testing.T) {
	long := strings.Repeat("Sky. ", 2000)
	inv := scan(t, "a.png", png(cat("tEXtDescription\x00", long), cat("tEXtCopyright\x00Other Ltd.")))
	if len(inv.Media) != 1 || len(inv.Gaps) != 0 {
		t.Errorf("%+v %+v", inv.Media, inv.Gaps)
	}
}

func TestDamageIsAGap(t *testing.T) {
	names := nameTable(map[int]string{0: notice})
	bomb := deflated(strings.Repeat("\x00", maxInflate+1))
	for _, tt := range []struct {
		name    string
		content []byte
		code    string
	}{
		{"jpeg", jpeg(cat(0xe1, "Exif\x00\x00", tiff([]int{0x8298}, "Other Ltd.")))[:20], inventory.GapUnparsable},
		{"tag outside", cat("MM\x00*", be32(8), be16(1), be16(0x8298), be16(2), be32(100), be32(1000), be32(0)), inventory.GapUnparsable},
		{"directory outside", cat("II*\x00", le32(5000), "...."), inventory.GapUnparsable},
		{"png", png(cat("tEXtCopyright\x00Other Ltd."))[:24], inventory.GapUnparsable},
		{"packed text", png(cat("zTXtCopyright\x00\x00", "no zlib")), inventory.GapUnparsable},
		{"bomb", png(cat("zTXtCopyright\x00\x00", bomb)), inventory.GapTruncated},
		{"xmp without end", jpeg(cat(0xe1, "http://ns.adobe.com/xap/1.0/\x00", xmp(rights)[:200])), inventory.GapUnparsable},
		{"webp", cat("RIFF", le32(100), "WEBP", "EXIF", le32(90), "x"), inventory.GapUnparsable},
		{"mp4", cat(box("ftyp", "isom", be32(0)), be32(100), "moov"), inventory.GapUnparsable},
		{"id3", id3(3, cat("TCOP", 0, "Other Ltd."))[:25], inventory.GapUnparsable},
		{"flac", flac(vorbis("COPYRIGHT=Other Ltd."))[:30], inventory.GapUnparsable},
		{"comments", flac(vorbis("COPYRIGHT=Other Ltd.")[:18]), inventory.GapUnparsable},
		{"ttf", sfntFile(names)[:60], inventory.GapUnparsable},
		{"woff", woff(names, true)[:80], inventory.GapUnparsable},
		{"woff2", woff2(names)[:80], inventory.GapUnparsable},
		{"woff2 collection", cat("wOF2ttcf", make([]byte, 60)), inventory.GapUnsupported},
		{"many fields", png(manyTexts(maxFields + 1)...), inventory.GapTruncated},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inv := scan(t, tt.name, tt.content)
			if len(inv.Gaps) != 1 || inv.Gaps[0].Code != tt.code || inv.Gaps[0].Detector != Name || inv.Gaps[0].Path != tt.name {
				t.Errorf("%+v\n%v", inv.Gaps, said(inv))
			}
		})
	}
}

func manyTexts(n int) (chunks [][]byte) {
	for i := range n {
		chunks = append(chunks, fmt.Appendf(nil, "tEXtCopyright\x00Other %d Ltd.", i))
	}
	return chunks
}

func TestHolders(t *testing.T) {
	for text, want := range map[string]string{
		"Copyright (c) 2019-2021 Example Ltd. All rights reserved.":                                            "Example Ltd.",
		"© 2003, 2004 by Jane Doe":                                                                             "Jane Doe",
		"Copyright 2014-2021 The Some Project Authors (https://example.org/some)":                              "The Some Project Authors",
		"Copyright 2010, 2012 Example Systems Incorporated (http://example.org/), with Reserved Font Name 'A'": "Example Systems Incorporated",
		"Digitized data copyright © 2011, Example Corporation.":                                                "Example Corporation",
		"Copyright (c) 2003 by Alpha, Inc. All Rights Reserved. Copyright (c) 2006 by Jane Doe.":               "Alpha, Inc.;Jane Doe",
		"Typeface © The Example Corporation plc. Data © Other Inc. 1990-1992":                                  "The Example Corporation plc.;Other Inc.",
		"Copyright (c) 2010, Jane Doe (jane@example.org), with Reserved Font Name":                             "Jane Doe",
		"Example Ltd":         "Example Ltd",
		"2020 Example Ltd.":   "Example Ltd.",
		"Created by a tool":   "",
		"Public Domain":       "",
		"CC BY-SA 4.0":        "",
		"copyright missing":   "",
		"(c) your company":    "",
		"All rights reserved": "",
		"The picture may be used by everybody for every purpose":  "",
		"This picture may be used by everybody for every purpose": "",
		"Copyright 2020": "",
	} {
		if got := strings.Join(holders(text), ";"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestLicenseOf(t *testing.T) {
	for text, want := range map[string]string{
		"http://creativecommons.org/licenses/by-nc-sa/2.5/": "CC-BY-NC-SA-2.5", "see https://creativecommons.org/publicdomain/zero/1.0/.": "CC0-1.0", "https://creativecommons.org/licenses/by/4.0/deed.de": "CC-BY-4.0",
		"https://creativecommons.org/about": "", "https://creativecommons.org/licenses/by/../": "", "Apache-2.0": "Apache-2.0", "all uses allowed": "", "https://openfontlicense.org": "OFL-1.1",
	} {
		if got := licenseOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

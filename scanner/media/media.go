// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

// Package media reads what pictures, sound, films, fonts, documents, programs
// and packages say of their owner in the metadata of their formats.
//
//	scanner.Scan(ctx, in, []*scanner.Detector{media.New()}, scanner.Options{})
//
// # What is read
//
//	JPEG               EXIF (Copyright, Artist), XMP, IPTC, comments
//	PNG                text chunks, XMP, EXIF
//	GIF                comments, XMP
//	WebP, WAV          EXIF, XMP, INFO lists
//	TIFF               the tags of EXIF, XMP
//	MP4, HEIC, AVIF    cprt and (c)cpy atoms, XMP
//	PDF                the information dictionary, XMP
//	SVG                RDF metadata
//	MP3                ID3v2 and ID3v1
//	FLAC, Ogg          Vorbis comments
//	TTF, OTF, TTC, WOFF, WOFF2  the table name
//	PE                 the version resource
//	META-INF/MANIFEST.MF        vendors and licenses of JAR files and OSGi bundles
//
// The format is told by the first bytes, a manifest by its name; extensions do
// not count. Members of archives are read like files.
//
// # Bounds
//
// Each format has a parser in a file of its own, over bytes in memory and with
// bounds on how much is looked at or inflated. A container that breaks off in
// its metadata, or holds more than the bounds, is a Gap. Other damage, in what
// is no metadata, is not this detector's business.
package media

import (
	"bytes"
	"context"
	"path"
	"strings"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/scanner"
)

// Name is the name of the detector.
const Name = "media"

// version is bumped when results change.
const version = 1

const (
	maxFields  = 64      // statements of one file
	maxText    = 300     // bytes of one
	maxInflate = 8 << 20 // bytes that are inflated of one file
)

// New returns the detector. It needs no data and holds no state.
func New() *scanner.Detector {
	return &scanner.Detector{
		Name:     Name,
		Doc:      "owners and licenses that pictures, sound, fonts, documents, programs and packages name in their metadata",
		Version:  version,
		Archives: true,
		File:     file,
	}
}

// format is one kind of file that is read.
type format struct {
	name string
	is   func(b []byte) bool
	read func(o *found, b []byte)
}

func begins(marks ...string) func([]byte) bool {
	return func(b []byte) bool {
		for _, m := range marks {
			if len(b) >= len(m) && string(b[:len(m)]) == m {
				return true
			}
		}
		return false
	}
}

func formats() []format {
	return []format{
		{"jpeg", begins("\xff\xd8\xff"), readJPEG},
		{"png", begins("\x89PNG\r\n\x1a\n"), readPNG},
		{"gif", begins("GIF87a", "GIF89a"), readGIF},
		{"riff", begins("RIFF"), readRIFF},
		{"tiff", begins("II*\x00", "MM\x00*"), func(o *found, b []byte) { readTIFF(o, b, "tiff") }},
		{"mp4", func(b []byte) bool { return len(b) > 12 && string(b[4:8]) == "ftyp" }, readMP4},
		{"pdf", begins("%PDF-"), readPDF},
		{"id3", begins("ID3"), readID3},
		{"flac", begins("fLaC"), readFLAC},
		{"ogg", begins("OggS"), readOgg},
		{"sfnt", begins("\x00\x01\x00\x00", "OTTO", "true", "ttcf"), readSFNT},
		{"woff", begins("wOFF"), readWOFF},
		{"woff2", begins("wOF2"), readWOFF2},
		{"pe", isPE, readPE},
	}
}

func file(ctx context.Context, f *scanner.File) (inventory.Facts, error) {
	if !f.Regular() || len(f.Content) < 12 {
		return inventory.Facts{}, ctx.Err()
	}
	o := &found{path: f.Path, role: f.Role, inflate: maxInflate}
	raw := f.Raw
	if raw == nil {
		raw = f.Content
	}
	switch {
	case path.Base(f.Path) == "MANIFEST.MF":
		o.format = "manifest"
		readManifest(o, f.Content)
	case !f.Binary && strings.EqualFold(path.Ext(f.Path), ".svg"):
		o.format = "svg"
		readRDF(o, f.Content)
	default:
		o.sniff(raw)
	}
	return o.facts, ctx.Err()
}

func (o *found) sniff(raw []byte) {
	switch raw[0] { // most files are texts
	case 0xff, 0x89, 'G', 'R', 'I', 'M', '%', 'f', 'O', 0, 't', 'w':
	default:
		if !bytes.Equal(raw[4:8], []byte("ftyp")) {
			return
		}
	}
	for _, f := range formats() {
		if f.is(raw) {
			o.format = f.name
			f.read(o, raw)
			return
		}
	}
}

// found gathers the statements of one file.
type found struct {
	path, format string
	role         inventory.Role
	inflate      int // bytes that may still be inflated
	facts        inventory.Facts
}

// add notes a text, if there is something in it.
func (o *found) add(kind, field, text string) {
	text = clean(text)
	if text == "" || len(o.facts.Media) > maxFields {
		return
	}
	m := inventory.Media{Path: o.path, Context: o.role, Format: o.format, Field: field, Kind: kind, Text: text}
	switch kind {
	case inventory.MediaCopyright:
		m.Holders, m.License = holders(text), licenseOf(text)
	case inventory.MediaVendor:
		m.Holders = holders(text)
	case inventory.MediaLicense:
		m.License = licenseOf(text)
	case inventory.MediaCreator:
		m.Holders = []string{text}
	}
	for i := range o.facts.Media { // the same word in two encodings
		if e := &o.facts.Media[i]; e.Field == field && e.Text == text {
			return
		}
	}
	if len(o.facts.Media) == maxFields {
		o.gap(inventory.GapTruncated, "more statements in the metadata than are kept")
		return
	}
	o.facts.Media = append(o.facts.Media, m)
}

// damaged tells of metadata that could not be read; once is enough.
func (o *found) damaged(why string) {
	o.gap(inventory.GapUnparsable, "damaged "+o.format+" file: "+why)
}

func (o *found) gap(code, reason string) {
	if len(o.facts.Gaps) == 0 {
		o.facts.Gaps = append(o.facts.Gaps, inventory.Gap{Path: o.path, Code: code, Reason: reason})
	}
}

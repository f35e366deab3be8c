// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// opaque tells content that nobody can inspect by its first bytes, else by the
// extension. Pictures, fonts, sound and films are not among it. Of history only what
// may hold keys counts.
func (s *scan) opaque() {
	rule := s.opaqueRule()
	if rule == "" || s.f.Commit != "" && rule != "leak/keystore" && rule != "leak/encrypted-archive" {
		return
	}
	s.add(rule, 0, s.f.Blob, s.ext)
}

func (s *scan) opaqueRule() string {
	b := s.text
	begins := func(mark string) bool { return bytes.HasPrefix(b, []byte(mark)) }
	switch {
	case begins("\xfe\xed\xfe\xed"), begins("\xce\xce\xce\xce"), begins("\x03\xd9\xa2\x9a"), isPKCS12(b):
		return "leak/keystore"
	case begins("PK\x03\x04"):
		return s.zipRule()
	case begins("7z\xbc\xaf\x27\x1c"), begins("Rar!\x1a\x07"):
		return "leak/unreadable-container"
	case begins("\x7fELF"), isPE(b), begins("\xca\xfe\xba\xbe"), begins("\xfe\xed\xfa\xce"), begins("\xfe\xed\xfa\xcf"), begins("\xce\xfa\xed\xfe"), begins("\xcf\xfa\xed\xfe"), begins("dex\n"), begins("\x00asm"), begins("!<arch>\n"), begins("\xed\xab\xee\xdb"):
		return "leak/executable"
	case begins("SQLite format 3\x00"):
		return "leak/database"
	case begins("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), begins("%PDF-"):
		return "leak/office-document"
	case begins("QFI\xfb"), begins("KDMV"), begins("vhdxfile"), len(b) > 0x8006 && string(b[0x8001:0x8006]) == "CD001":
		return "leak/disk-image"
	case begins("\x1f\x8b"), begins("\xfd7zXZ\x00"), begins("BZh"), begins("\x28\xb5\x2f\xfd"), len(b) > 262 && string(b[257:262]) == "ustar":
		return "leak/unreadable-container"
	}
	for _, l := range []struct{ list, rule string }{
		{"keystore-extensions", "leak/keystore"}, {"executable-extensions", "leak/executable"}, {"database-extensions", "leak/database"},
		{"office-extensions", "leak/office-document"}, {"disk-extensions", "leak/disk-image"}, {"archive-extensions", "leak/unreadable-container"},
	} {
		if s.lists[l.list][s.ext] {
			return l.rule
		}
	}
	return ""
}

// isPKCS12 knows the DER of RFC 7292, section 4: SEQUENCE { INTEGER 3, SEQUENCE { OID
// of PKCS #7 data or signed data.
func isPKCS12(b []byte) bool {
	if len(b) < 32 || b[0] != 0x30 {
		return false
	}
	body := bytes.Index(b[:8], []byte{0x02, 0x01, 0x03, 0x30})
	return body > 0 && bytes.Contains(b[body:min(len(b), body+24)], []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07"))
}

// isPE knows the header of Windows programs (PE format, MS-DOS stub).
func isPE(b []byte) bool {
	if len(b) < 64 || b[0] != 'M' || b[1] != 'Z' {
		return false
	}
	at := binary.LittleEndian.Uint32(b[60:])
	return int64(at)+4 <= int64(len(b)) && string(b[at:at+4]) == "PE\x00\x00"
}

// zipRule looks at the directory of a zip: the flags of an entry say whether it is
// encrypted (APPNOTE.TXT 4.4.4, bit 0).
func (s *scan) zipRule() string {
	b := s.text
	for rest := b; ; {
		i := bytes.Index(rest, []byte("PK\x01\x02"))
		if i < 0 || i+10 > len(rest) {
			break
		}
		if rest[i+8]&1 != 0 {
			return "leak/encrypted-archive"
		}
		rest = rest[i+4:]
	}
	switch {
	case s.lists["executable-extensions"][s.ext]:
		return "leak/executable"
	case s.lists["office-extensions"][s.ext], strings.Contains(string(b[:min(len(b), 200)]), "[Content_Types].xml"), bytes.Contains(b[:min(len(b), 100)], []byte("mimetypeapplication/vnd.oasis")):
		return "leak/office-document"
	}
	return "leak/unreadable-container"
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"bytes"
	"encoding/binary"
	"path"

	"github.com/outgate/outgate/inventory"
)

// Media types of executables, as syft's catalogers ask for them.
const (
	mimeExecutable = "application/x-executable"
	mimeShared     = "application/x-sharedlib"
	mimeObject     = "application/x-elf"
	mimeMachO      = "application/x-mach-binary"
	mimePE         = "application/vnd.microsoft.portable-executable"
)

// smallestProgram is less than any program that tells what it is built of, in bytes.
const smallestProgram = 64 << 10

// headTells reports whether the first bytes of a file may tell a package. In
// directories that package managers fill no copies of others are looked for, and a small
// file of text by its name is no program.
func headTells(e *inventory.Entry) bool {
	if e.Size >= smallestProgram {
		return true
	}
	switch path.Ext(e.Path) {
	case ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".mts", ".cts", ".flow", ".map", ".json", ".md", ".markdown", ".txt", ".css", ".scss", ".less", ".html", ".yml", ".yaml", ".xml", ".svg", ".py", ".pyi", ".h", ".hpp", ".m":
		for dir := path.Dir(e.Path); dir != "."; dir = path.Dir(dir) {
			if isManaged(dir) {
				return false
			}
		}
	}
	return true
}

// executable names the media type of an executable or a shared library by the
// first bytes of a file; "" for anything else, relocatable objects included.
func executable(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x7fELF")):
		return elfType(head)
	case bytes.HasPrefix(head, []byte("MZ")):
		return peType(head)
	case len(head) < 8:
		return ""
	}
	switch magic := binary.BigEndian.Uint32(head); magic {
	case 0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe:
		return mimeMachO
	case 0xcafebabe, 0xcafebabf: // a universal binary; a Java class has its version here, never below 45
		if binary.BigEndian.Uint32(head[4:]) < 45 {
			return mimeMachO
		}
	}
	return ""
}

func elfType(head []byte) string {
	if len(head) < 18 {
		return ""
	}
	kind := binary.LittleEndian.Uint16(head[16:])
	if head[5] == 2 {
		kind = binary.BigEndian.Uint16(head[16:])
	}
	switch kind {
	case 2:
		return mimeExecutable
	case 3:
		return mimeShared
	case 4: // a core dump
		return mimeObject
	}
	return ""
}

// peType tells a portable executable from text that begins with "MZ": the
// pointer at 0x3c leads to "PE\0\0" where the head reaches that far.
func peType(head []byte) string {
	if len(head) < 0x40 {
		return ""
	}
	at := int64(binary.LittleEndian.Uint32(head[0x3c:]))
	if at < 4 || at > 1<<20 {
		return ""
	}
	if at+4 <= int64(len(head)) && string(head[at:at+4]) != "PE\x00\x00" {
		return ""
	}
	return mimePE
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"encoding/binary"
	"io"
	"io/fs"
	"strings"
)

// sqliteRow returns the second column of the row with a key, of a table WITHOUT ROWID
// whose first column is its key, a text. It reads the few pages that lead there
// (https://www.sqlite.org/fileformat2.html). What only the write-ahead log holds is not
// seen. The error is errNotCached, also when there is no such table, or errDamaged.
func sqliteRow(dir fs.FS, name, table, key string) (value []byte, err error) {
	info, err := fs.Stat(dir, name)
	if err != nil {
		return nil, notCached(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errDamaged
	}
	f, err := dir.Open(name)
	if err != nil {
		return nil, notCached(err)
	}
	defer f.Close()
	at, ok := f.(io.ReaderAt)
	if !ok {
		return nil, errDamaged
	}
	db, err := openSQLite(at)
	if err != nil {
		return nil, err
	}
	root, err := db.tableRoot(table)
	if err != nil {
		return nil, err
	}
	return db.find(root, key)
}

// sqlite reads pages of a database.
type sqlite struct {
	r        io.ReaderAt
	pageSize int64
	usable   int // bytes of a page
}

const (
	sqliteMagic      = "SQLite format 3\x00"
	sqliteHeader     = 100 // bytes before the first page's own header
	sqliteInnerIndex = 0x02
	sqliteInnerTable = 0x05
	sqliteLeafIndex  = 0x0a
	sqliteLeafTable  = 0x0d
	maxSQLiteDepth   = 20
	maxSQLiteTables  = 100 // pages of the list of tables
)

func openSQLite(r io.ReaderAt) (*sqlite, error) {
	head := make([]byte, sqliteHeader)
	if _, err := r.ReadAt(head, 0); err != nil || string(head[:16]) != sqliteMagic {
		return nil, errDamaged
	}
	size := int64(binary.BigEndian.Uint16(head[16:]))
	if size == 1 {
		size = 1 << 16
	}
	db := &sqlite{r: r, pageSize: size, usable: int(size) - int(head[20])}
	if size < 512 || size&(size-1) != 0 || db.usable < 480 || binary.BigEndian.Uint32(head[56:]) > 1 { // of another encoding than UTF-8
		return nil, errDamaged
	}
	return db, nil
}

// sqlitePage is a page of a B-tree.
type sqlitePage struct {
	kind  byte
	data  []byte // whole
	cells []int  // places of the cells, in order of the keys
	right uint32 // the last child of an inner page
}

func (p *sqlitePage) leaf() bool { return p.kind == sqliteLeafIndex || p.kind == sqliteLeafTable }

func (db *sqlite) page(number uint32) (*sqlitePage, error) {
	if number == 0 {
		return nil, errDamaged
	}
	p := &sqlitePage{data: make([]byte, db.pageSize)}
	if _, err := db.r.ReadAt(p.data, int64(number-1)*db.pageSize); err != nil {
		return nil, errDamaged
	}
	head := p.data
	if number == 1 {
		head = head[sqliteHeader:]
	}
	p.kind = head[0]
	n, list := int(binary.BigEndian.Uint16(head[3:])), head[8:]
	if !p.leaf() {
		p.right, list = binary.BigEndian.Uint32(head[8:]), head[12:]
	}
	if 2*n > len(list) {
		return nil, errDamaged
	}
	for i := range n {
		at := int(binary.BigEndian.Uint16(list[2*i:]))
		if at >= db.usable {
			return nil, errDamaged
		}
		p.cells = append(p.cells, at)
	}
	return p, nil
}

// tableRoot finds the first page of a table in the list of tables, which begins at page 1.
func (db *sqlite) tableRoot(table string) (uint32, error) {
	todo, seen := []uint32{1}, 0
	for len(todo) > 0 {
		number := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen++; seen > maxSQLiteTables {
			return 0, errDamaged
		}
		p, err := db.page(number)
		if err != nil {
			return 0, err
		}
		if p.kind == sqliteInnerTable {
			todo = append(todo, p.right)
		} else if p.kind != sqliteLeafTable {
			return 0, errDamaged
		}
		for _, at := range p.cells {
			if !p.leaf() {
				todo = append(todo, childOf(p.data[at:]))
				continue
			}
			row, err := db.payload(p, at, maxLicenseBytes)
			if err != nil {
				return 0, err
			}
			columns, err := sqliteColumns(row, 5) // type, name, table, first page, SQL
			if err != nil {
				return 0, err
			}
			if string(columns[0]) == "table" && string(columns[1]) == table && strings.Contains(string(columns[4]), "WITHOUT ROWID") {
				root := uint32(0)
				for _, b := range columns[3] {
					root = root<<8 | uint32(b)
				}
				return root, nil
			}
		}
	}
	return 0, errNotCached
}

func childOf(cell []byte) uint32 {
	if len(cell) < 4 {
		return 0
	}
	return binary.BigEndian.Uint32(cell)
}

// find goes down from the first page of a table to the row of a key.
func (db *sqlite) find(number uint32, key string) ([]byte, error) {
	for range maxSQLiteDepth {
		p, err := db.page(number)
		if err != nil {
			return nil, err
		}
		if p.kind != sqliteInnerIndex && p.kind != sqliteLeafIndex {
			return nil, errDamaged
		}
		low, high := 0, len(p.cells)
		for low < high {
			middle := (low + high) / 2
			row, err := db.payload(p, p.cells[middle], len(key)+64) // enough to compare
			if err != nil {
				return nil, err
			}
			columns, err := sqliteColumns(row, 1)
			if err != nil {
				return nil, err
			}
			switch strings.Compare(string(columns[0]), key) {
			case 0:
				return db.second(p, p.cells[middle])
			case -1:
				low = middle + 1
			default:
				high = middle
			}
		}
		switch {
		case p.leaf():
			return nil, errNotCached
		case low < len(p.cells):
			number = childOf(p.data[p.cells[low]:])
		default:
			number = p.right
		}
	}
	return nil, errDamaged
}

func (db *sqlite) second(p *sqlitePage, at int) ([]byte, error) {
	row, err := db.payload(p, at, maxIndexBytes)
	if err != nil {
		return nil, err
	}
	columns, err := sqliteColumns(row, 2)
	if err != nil {
		return nil, err
	}
	return columns[1], nil
}

// payload returns the first bytes of a cell's content, those included that continue on other pages.
func (db *sqlite) payload(p *sqlitePage, at, most int) ([]byte, error) {
	cell := p.data[at:db.usable]
	largest := (db.usable-12)*64/255 - 23
	switch p.kind {
	case sqliteInnerIndex:
		cell = cell[min(4, len(cell)):]
	case sqliteLeafTable:
		largest = db.usable - 35
	}
	size, n := sqliteVarint(cell)
	cell = cell[n:]
	if p.kind == sqliteLeafTable {
		_, id := sqliteVarint(cell)
		cell = cell[id:]
	}
	if n == 0 || size > maxIndexBytes {
		return nil, errDamaged
	}
	here := int(size)
	if here > largest {
		least := (db.usable-12)*32/255 - 23
		if here = least + (int(size)-least)%(db.usable-4); here > largest {
			here = least
		}
	}
	if here > len(cell) || here < int(size) && here+4 > len(cell) {
		return nil, errDamaged
	}
	out := append([]byte(nil), cell[:here]...)
	most = min(most, int(size))
	for next := cell[here:]; len(out) < most; {
		page := make([]byte, db.pageSize)
		if number := childOf(next); number == 0 {
			return nil, errDamaged
		} else if _, err := db.r.ReadAt(page, int64(number-1)*db.pageSize); err != nil {
			return nil, errDamaged
		}
		out = append(out, page[4:min(db.usable, 4+int(size)-len(out))]...)
		next = page
	}
	return out[:most], nil
}

// sqliteColumns cuts the first columns of a row; of a row that is cut off the last may be short.
func sqliteColumns(row []byte, count int) (columns [][]byte, err error) {
	size, n := sqliteVarint(row)
	if n == 0 || size > uint64(len(row)) || size < uint64(n) {
		return nil, errDamaged
	}
	types, body := row[n:size], row[size:]
	for range count {
		kind, n := sqliteVarint(types)
		if n == 0 {
			return nil, errDamaged
		}
		types = types[n:]
		width := uint64(0)
		switch {
		case kind >= 12:
			width = (kind - 12) / 2
		case kind <= 4:
			width = kind
		case kind == 5:
			width = 6
		case kind <= 7:
			width = 8
		}
		width = min(width, uint64(len(body)))
		columns, body = append(columns, body[:width]), body[width:]
	}
	return columns, nil
}

// sqliteVarint reads a number of one to nine bytes; 0 bytes when it is cut off.
func sqliteVarint(b []byte) (value uint64, n int) {
	for n < len(b) && n < 8 {
		value = value<<7 | uint64(b[n]&0x7f)
		n++
		if b[n-1] < 0x80 {
			return value, n
		}
	}
	if n < 8 || n >= len(b) {
		return 0, 0
	}
	return value<<8 | uint64(b[n]), n + 1
}

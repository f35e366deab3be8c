// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package header

import (
	"bytes"
	"fmt"
	"strings"
)

// Text is the text of a block, a line for each of its lines, without the marks of
// the comment, frames and rulers, and blanks at both ends. It ends without a line end.
func (l *Language) Text(content []byte, b Block) string {
	raw := content[b.Start:b.End]
	var out []string
	for line := range bytes.Lines(raw) {
		out = append(out, l.strip(line))
	}
	return strings.Join(out, "\n")
}

// strip takes the comment marks off one line.
func (l *Language) strip(line []byte) string {
	text := bytes.TrimSpace(bytes.TrimPrefix(line, bom))
	opened, _ := l.opening(text)
	if text = text[len(opened):]; opened == "" {
		text = text[min(len(l.mark(text)), len(text)):]
	}
	for _, b := range l.style.blocks {
		text = bytes.TrimSuffix(bytes.TrimSpace(text), []byte(b[1]))
	}
	if l.opens("{{/*") { // comments of templates may close with more than one blank
		text = bytes.TrimRight(bytes.TrimSuffix(text, []byte("}}")), " -")
	}
	if lead := strings.TrimSpace(l.style.write.lead); opened == "" && l.style.write.closing != "" {
		text = bytes.TrimPrefix(text, []byte(lead))
	}
	return string(bytes.TrimLeft(bytes.Trim(text, "*#/;!|= \t\r\f\v\x00-"), "% "))
}

// Comment writes lines of text as a comment of the language, a line of the
// result for each line of the comment, without line ends. It fails when a line
// holds what would end the comment, or a line break.
func (l *Language) Comment(text []string) ([]string, error) {
	f := l.style.write
	out := make([]string, 0, len(text)+2)
	if f.closing != "" {
		out = append(out, f.open)
	}
	for _, t := range text {
		if strings.ContainsAny(t, "\r\n") {
			return nil, fmt.Errorf("a line of the header holds a line break")
		}
		if mark := strings.TrimSpace(f.closing); mark != "" && (strings.Contains(t, mark) || strings.HasSuffix(mark, "-->") && strings.Contains(t, "--")) {
			return nil, fmt.Errorf("the header holds %q, which a comment of %s cannot", t, l.Name)
		}
		if t = strings.TrimRight(t, " \t"); t == "" {
			out = append(out, strings.TrimRight(f.lead, " "))
			continue
		}
		switch {
		case f.lead == "" || strings.HasSuffix(f.lead, "  "):
			out = append(out, f.lead+t)
		default:
			out = append(out, f.lead+" "+t)
		}
	}
	if f.closing != "" {
		out = append(out, f.closing)
	}
	return out, nil
}

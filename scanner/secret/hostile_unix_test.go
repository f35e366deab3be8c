// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package secret

import (
	"bytes"
	"strings"
	"syscall"
	"testing"
	"time"
)

// processTime is the processor time of this process: unlike the clock it does
// not depend on what else the machine does.
func processTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Input made to be slow must cost no more than a second or two, and say so
// with a Gap when it was not read to its end.
func TestHostileInput(t *testing.T) {
	d := detector(t)
	var words []string
	for _, r := range embedded(t).Rules {
		words = append(words, r.Keywords...)
	}
	const size = 8 << 20
	for name, unit := range map[string]string{
		"keywords":    strings.Join(words, ""),
		"assignments": "password=secret=token=", "quoted": `key="secret`, "urls": "://a:", "pem": "-----BEGIN " + "PRIVATE KEY-----", "tokens": "ghp_ghp_" + strings.Repeat("a", 30),
		"jwt": "eyJaaaaaaaaaaaaaaaaaa.eyJaaaaaaaa", "near": "discord MMMMMMMMMM", "curl": "curl -u ", "flags": "--token ", "long value": `password = "` + strings.Repeat("aB3", 130), "names": strings.Repeat("secret_", 40),
		"xml": "<password>", "lines": "token\n\n\n", "header": "Bearer " + strings.Repeat("aB3d", 90) + " ", "aaaa": "A",
		"percent": "%41%41%41%41%41%41 ", "escapes": `\x41\x41\x41\x41 `, "entities": "&#65;&#65;&#65;&#65; ", "base64": "cGFzc3dvcmQ9aHVudGVyMjI ", "prefixes": "/cGFzc3dvcmQ9aHVudGVyMjI", "hex": "70617373776f72643d68756e746572 ", "dashes": "-_/+", "backslashes": `\`,
		"lines of base64": "cGFzc3dvcmQ9aHVudGVyMjI9cGFzc3dvcmQ9aHVudGVy\n", "three deep": "JTI1NDElMjU0MSUyNTQxJTI1NDE ", "names of tokens": "token = token = \"cGFzc3dvcmQ9aHVudGVyMjI\"\n",
	} {
		content := bytes.Repeat([]byte(unit), size/len(unit))
		start := processTime(t)
		facts := look(t, d, "a.yaml", content)
		if spent := processTime(t) - start; spent > 2*time.Second {
			t.Errorf("%s: %v for %d MB", name, spent, size>>20)
		} else {
			t.Logf("%s: %v, %d secrets, %d gaps", name, spent.Round(time.Millisecond), len(facts.Secrets), len(facts.Gaps))
		}
		if len(facts.Secrets) > maxFindings {
			t.Errorf("%s: %d findings", name, len(facts.Secrets))
		}
	}
}

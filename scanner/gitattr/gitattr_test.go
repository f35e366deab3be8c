// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package gitattr

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
)

func TestIgnore(t *testing.T) {
	tests := []struct {
		rules, path string
		want        bool
	}{
		{"*.log", "a.log", true},
		{"*.log", "x/y/a.log", true},
		{"/a.log", "x/a.log", false},
		{"/a.log", "a.log", true},
		{"x/a.log", "x/a.log", true},
		{"x/a.log", "y/x/a.log", false},
		{"**/x/a.log", "y/x/a.log", true},
		{"**/x/a.log", "x/a.log", true},
		{"x/**", "x/y/z", true},
		{"x/**", "x", false},
		{"a/**/b", "a/b", true},
		{"a/**/b", "a/x/y/b", true},
		{"a/**/b", "a/x/y/c", false},
		{"build/", "build", false}, // a file of that name
		{"build/", "build/", true},
		{"#x", "#x", false},
		{`\#x`, "#x", true},
		{`\!x`, "!x", true},
		{"x ", "x", true},
		{`x\ `, "x ", true},
		{"*.log\n!keep.log", "keep.log", false},
		{"!keep.log\n*.log", "keep.log", true},
		{"[a-c]x", "bx", true},
		{"[!a-c]x", "bx", false},
		{"[^a-c]x", "dx", true},
		{"[[:digit:]]x", "7x", true},
		{"[]x]", "]", true},
		{"[ab", "a", false},
		{"a?c", "abc", true},
		{"a?c", "a/c", false},
		{"foo*bar", "fooxbar", true},
		{`a\`, "a", false},
		{"\xef\xbb\xbfx", "x", true},
		{"x\r\ny", "x", true},
		{"", "x", false},
		{"/", "x", false},
		{"**", "x/y", true},
		{"a*a*a*a*a*a*a*a*b", strings.Repeat("a", 2000), false},
	}
	for _, tt := range tests {
		g := (*Ignore)(nil).Child("", []byte(tt.rules))
		p, isDir := strings.CutSuffix(tt.path, "/")
		if got := g.Match(p, isDir); got != tt.want {
			t.Errorf("%q on %q: got %v, want %v", tt.rules, tt.path, got, tt.want)
		}
	}
}

func TestIgnoreNested(t *testing.T) {
	top := (*Ignore)(nil).Child("", []byte("*.o\n"))
	sub := top.Child("sub", []byte("!keep.o\n/only\n"))
	for p, want := range map[string]bool{"sub/x.o": true, "sub/keep.o": false, "sub/only": true, "sub/d/only": false, "sub/d/keep.o": false} {
		if got := sub.Match(p, false); got != want {
			t.Errorf("%s: got %v, want %v", p, got, want)
		}
	}
	if !top.Match("sub/keep.o", false) {
		t.Error("a child changed its parent")
	}
}

func TestRole(t *testing.T) {
	a := (*Attributes)(nil).Child("", []byte(`
# comment
[attr]theirs linguist-vendored
lib/** linguist-vendored
lib/ours/** -linguist-vendored
*.gen linguist-generated=true
manual/** linguist-documentation
vendor/** linguist-vendored=false
"with space/*" linguist-vendored
copied/** theirs
*.pb.go -linguist-generated
*.x linguist-vendored
special.x !linguist-vendored
dir/ linguist-vendored
`))
	sub := a.Child("lib/new", []byte("* -linguist-vendored\n*.c linguist-generated\n"))
	tests := []struct {
		a    *Attributes
		path string
		want inventory.Role
	}{
		{a, "lib/a/b.c", inventory.RoleVendored},
		{a, "lib/ours/b.c", ""},
		{a, "x/y.gen", inventory.RoleGenerated},
		{a, "manual/x/y", inventory.RoleDocs},
		{a, "vendor/x/y.go", inventory.RoleProduct},
		{a, "vendor/x/test/y.go", inventory.RoleTest},
		{a, "with space/f", inventory.RoleVendored},
		{a, "copied/f", inventory.RoleVendored},
		{a, "api.pb.go", inventory.RoleProduct},
		{a, "a.x", inventory.RoleVendored},
		{a, "special.x", ""},
		{a, "dir/f", ""},
		{a, "main.go", ""},
		{sub, "lib/new/a.go", ""},
		{sub, "lib/new/a.c", inventory.RoleGenerated},
		{nil, "vendor/x", ""},
	}
	for _, tt := range tests {
		if got := tt.a.Role(tt.path); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.path, got, tt.want)
		}
	}
}

func TestCleanPath(t *testing.T) {
	tests := map[string]string{
		"a/b.go": "a/b.go", "100%.txt": "100%.txt", "é/\u4e16": "é/\u4e16", "50% done": "50% done", "%": "%", "%4": "%4",
		"a\xff/b%": "a%FF/b%", "\xc3\x28": "%C3(", "x\xed\xa0\x80": "x%ED%A0%80", "ok\ufffd": "ok\ufffd",
		"inv\xff\xfe.py": "inv%FF%FE.py", "inv%FF%FE.py": "inv%25FF%25FE.py", "a%2fb": "a%252fb", "%%41": "%%2541", "%\xff": "%%FF", "%4\xff": "%4%FF",
	}
	for in, want := range tests {
		if got := CleanPath(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if got := uncleanPath(CleanPath(in)); got != in {
			t.Errorf("%q: %q is read back as %q", in, CleanPath(in), got)
		}
	}
}

// uncleanPath undoes CleanPath, which shows that no two paths are spelled alike.
func uncleanPath(p string) string {
	var b strings.Builder
	for i := 0; i < len(p); i++ {
		if p[i] == '%' && i+2 < len(p) {
			if c, err := strconv.ParseUint(p[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(p[i])
	}
	return b.String()
}

func FuzzCleanPath(f *testing.F) {
	f.Add("a%41\xff")
	f.Add("%%4\xc3%2")
	f.Fuzz(func(t *testing.T, in string) {
		clean := CleanPath(in)
		if !utf8.ValidString(clean) || uncleanPath(clean) != in {
			t.Errorf("%q is spelled %q, which is read back as %q", in, clean, uncleanPath(clean))
		}
	})
}

// gitTree makes an empty repository, or skips the test where git is absent.
func gitTree(t *testing.T) (dir string, git func(stdin string, args ...string) string) {
	t.Helper()
	exe, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	dir = t.TempDir()
	git = func(stdin string, args ...string) string {
		t.Helper()
		cmd := exec.Command(exe, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "XDG_CONFIG_HOME="+dir)
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.Output()
		if exit, ok := err.(*exec.ExitError); err != nil && (!ok || exit.ExitCode() != 1) {
			t.Fatalf("git %v: %v", args, err)
		}
		return string(out)
	}
	git("", "init", "-q")
	return dir, git
}

// pieces out of which random patterns and paths are made: few names, so that
// they meet often.
var (
	patternPieces = []string{"a", "b", "ab", "*", "**", "?", "/", "/", "/", "[ab]", "[!a]", "*b", "a*", `\a`, "c.o", "*.o", "[a-b]c", "***", "[[:alpha:]]"}
	names         = []string{"a", "b", "ab", "ba", "c.o", "ac", "bc", "abc"}
)

func randomPattern(r *rand.Rand) string {
	var b strings.Builder
	if r.IntN(4) == 0 {
		b.WriteByte('/')
	}
	for range 1 + r.IntN(5) {
		b.WriteString(patternPieces[r.IntN(len(patternPieces))])
	}
	return b.String()
}

// quirk names the patterns that git reads in two ways: behind a literal prefix
// it compares the rest of a pattern on its own, so that in "a**/b" the stars
// become a whole path element.
func quirk(p string) bool {
	for i := 0; i < len(p); i++ {
		if strings.HasPrefix(p[i:], "**") {
			return i > 0 && p[i-1] != '/'
		}
		if strings.IndexByte(`*?[\`, p[i]) >= 0 {
			return false
		}
	}
	return false
}

func TestIgnoreAgainstGit(t *testing.T) {
	dir, git := gitTree(t)
	r := rand.New(rand.NewPCG(1, 2))
	var paths []string
	for _, a := range names {
		for _, b := range names[:4] {
			paths = append(paths, a+"/"+b, path.Join(a, b, names[r.IntN(len(names))]), path.Join(a, b, "a", "b"))
		}
	}
	for round := range 150 {
		var rules strings.Builder
		for range 1 + r.IntN(5) {
			p := randomPattern(r)
			if quirk(p) {
				continue
			}
			if r.IntN(4) == 0 {
				p = "!" + p
			}
			if r.IntN(6) == 0 {
				p += "/"
			}
			fmt.Fprintln(&rules, p)
		}
		if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte(rules.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		out := git(strings.Join(paths, "\x00"), "check-ignore", "--no-index", "--stdin", "-z")
		want := map[string]bool{}
		for p := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
			want[p] = true
		}
		g := (*Ignore)(nil).Child("", []byte(rules.String()))
		for _, p := range paths {
			if got := ignoredWithParents(g, p); got != want[p] {
				t.Errorf("round %d: rules %q, path %q: got %v, git says %v", round, rules.String(), p, got, want[p])
			}
		}
	}
}

// ignoredWithParents asks as a walk does: from the top down.
func ignoredWithParents(g *Ignore, p string) bool {
	for i := 0; i < len(p); i++ {
		if p[i] == '/' && g.Match(p[:i], true) {
			return true
		}
	}
	return g.Match(p, false)
}

func TestAttributesAgainstGit(t *testing.T) {
	dir, git := gitTree(t)
	r := rand.New(rand.NewPCG(3, 4))
	var paths []string
	for _, a := range names {
		for _, b := range names {
			paths = append(paths, a+"/"+b, path.Join(a, b, names[r.IntN(len(names))]))
		}
	}
	values := []string{"linguist-vendored", "-linguist-vendored", "!linguist-vendored", "linguist-vendored=false", "theirs", "linguist-generated", "text"}
	if err := os.MkdirAll(filepath.Join(dir, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	for round := range 100 {
		var files [2]string
		for i := range files {
			b := strings.Builder{}
			if i == 0 {
				b.WriteString("[attr]theirs linguist-vendored -text\n")
			}
			for range 1 + r.IntN(5) {
				if p := randomPattern(r); !quirk(p) {
					fmt.Fprintf(&b, "%s %s\n", p, values[r.IntN(len(values))])
				}
			}
			files[i] = b.String()
			if err := os.WriteFile(filepath.Join(dir, []string{"", "a"}[i], ".gitattributes"), []byte(files[i]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		out := git(strings.Join(paths, "\x00"), "check-attr", "--stdin", "-z", "linguist-vendored")
		fields := strings.Split(out, "\x00")
		top := (*Attributes)(nil).Child("", []byte(files[0]))
		below := top.Child("a", []byte(files[1]))
		for i := 0; i+2 < len(fields); i += 3 {
			want := map[string]state{"set": set, "unset": unset, "false": unset, "unspecified": unspecified}[fields[i+2]]
			a := top
			if strings.HasPrefix(fields[i], "a/") {
				a = below
			}
			got := a.lookup(fields[i])[vendored]
			if got == unmentioned {
				got = unspecified
			}
			if got != want {
				t.Errorf("round %d: %q and %q, path %q: got %v, git says %s", round, files[0], files[1], fields[i], got, fields[i+2])
			}
		}
	}
}

func TestBounds(t *testing.T) {
	many := bytes.Repeat([]byte("x linguist-vendored\n"), 2*maxRules)
	if a := (*Attributes)(nil).Child("", many); len(a.rules) != maxRules {
		t.Errorf("got %d rules of attributes, want %d", len(a.rules), maxRules)
	}
	if g := (*Ignore)(nil).Child("", many); len(g.rules) != maxRules {
		t.Errorf("got %d ignore rules, want %d", len(g.rules), maxRules)
	}
	long := strings.Repeat("a", maxLine+1) + "\nb"
	var got []string
	for line := range lines([]byte(long)) {
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"b"}, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzGitignore(f *testing.F) {
	f.Add([]byte("*.o\n!a/**/b\n/x[a-z]/\n\\#"), "a/b/c.o")
	f.Add([]byte("**/**/**/*a*a*a"), "a/a/a/a/aaaa")
	f.Add([]byte("[[:alpha:]-z\n[]]\n[!]"), "]")
	f.Fuzz(func(t *testing.T, rules []byte, p string) {
		g := (*Ignore)(nil).Child("", rules).Child("d", rules)
		g.Match(p, false)
		g.Match("d/"+p, true)
	})
}

func FuzzGitattributes(f *testing.F) {
	f.Add([]byte("[attr]m linguist-vendored\n\"a\\303b\" m\n* -linguist-generated"), "vendor/a")
	f.Add([]byte("*.c !linguist-vendored linguist-documentation=false"), "x.c")
	f.Fuzz(func(t *testing.T, rules []byte, p string) {
		a := (*Attributes)(nil).Child("", rules).Child("d", rules)
		a.Role(p)
		a.Role("d/" + p)
		if clean := CleanPath(p); !utf8.ValidString(clean) {
			t.Errorf("%q is not UTF-8", clean)
		}
	})
}

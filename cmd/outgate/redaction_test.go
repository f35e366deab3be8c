// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/report"
	"github.com/outgate/outgate/rules"
)

// planting is one text with a secret in it, in one place.
type planting struct {
	place, rule, text string
	parts             []string // of the text: what must never be printed
}

var seed = flag.Uint64("seed", 1, "what the planted secrets are drawn from")

// window is how much of a secret gives it away, in characters.
const window = 12

// plantable makes a text from each match example of each rule, fresh for a seed.
func plantable(t *testing.T, seed uint64) []planting {
	t.Helper()
	set, err := rules.Secrets()
	if err != nil {
		t.Fatal(err)
	}
	var all []planting
	for _, r := range set.Rules {
		if len(r.Services) > 0 && r.Tier == inventory.TierWeak {
			continue // behind the name of a service, names hold hashes of builds: not hidden
		}
		for _, example := range r.Match {
			example = r.ExampleOf(example, int(seed%uint64(max(1, len(r.Services)))))
			text, err := rules.Expand(example, seed)
			if err != nil {
				t.Fatal(err)
			}
			other, err := rules.Expand(example, seed+1)
			if err != nil {
				t.Fatal(err)
			}
			if parts := drawn(text, other); len(parts) > 0 {
				all = append(all, planting{rule: r.ID, text: text, parts: parts})
			}
		}
	}
	return all
}

// drawn returns the words of a text that chance has made: those that another
// drawing lacks.
func drawn(text, other string) []string {
	words := regexp.MustCompile(`[A-Za-z0-9+/_=.~!@$%^&*-]{12,}`)
	known := words.FindAllString(other, -1)
	var out []string
	for _, w := range words.FindAllString(text, -1) {
		if !slices.Contains(known, w) {
			out = append(out, w)
		}
	}
	return out
}

// forms returns what a part may look like in an output: as it is, and encoded.
func forms(part string) []string {
	out := []string{part, strings.ToLower(part), strings.ToUpper(part), url.QueryEscape(part), url.PathEscape(part), hex.EncodeToString([]byte(part)), strings.ToUpper(hex.EncodeToString([]byte(part)))}
	for shift := range 3 { // whatever stands before it
		whole := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + part))
		out = append(out, strings.TrimRight(whole, "=")[4*((shift+2)/3):][:(len(part)-2)/3*4])
	}
	return out
}

// index knows the pieces of all forms of all secrets.
type index struct {
	plain, coded map[string]*planting // pieces of window and of 2*window characters
}

func indexOf(sown []planting) *index {
	x := &index{map[string]*planting{}, map[string]*planting{}}
	for n := range sown {
		p := &sown[n]
		for _, part := range p.parts {
			for i, form := range forms(part) {
				into, size := x.plain, window
				if i > 2 { // encoded
					into, size = x.coded, 2*window
				}
				for at := 0; at+size <= len(form); at++ {
					if piece := form[at : at+size]; varied(piece) {
						into[piece] = p
					}
				}
			}
		}
	}
	return x
}

// leaked calls found for each piece of a secret that a text holds.
func (x *index) leaked(text string, found func(p *planting, at int)) {
	for at := 0; at+window <= len(text); at++ {
		if p := x.plain[text[at:at+window]]; p != nil {
			found(p, at)
		}
		if at+2*window <= len(text) {
			if p := x.coded[text[at:at+2*window]]; p != nil {
				found(p, at)
			}
		}
	}
}

// varied tells chance from fixed pieces like "AccountKey==" or a row of zeros.
func varied(piece string) bool {
	return strings.ContainsAny(piece, "0123456789") && strings.Trim(piece, piece[:1]) != "" && !regexp.MustCompile(`^[a-z._=-]+\d*[a-z._=-]*$`).MatchString(piece)
}

// garden is a repository full of secrets.
type garden struct {
	t      *testing.T
	dir    string
	alone  []planting // texts that are a token, and nothing else
	next   int
	sown   []planting
	others map[string]string // place -> file outside of the repository
}

// token takes the next token, for a place.
func (g *garden) token(place string) string {
	p := g.alone[g.next%len(g.alone)]
	g.next++
	p.place = place
	g.sown = append(g.sown, p)
	return p.text
}

func (g *garden) write(name, content string) { write(g.t, g.dir, name, content) }

// newGarden picks tokens that are recognized without any words around them.
func newGarden(t *testing.T, all []planting) *garden {
	g := &garden{t: t, dir: filepath.Join(t.TempDir(), "garden"), others: map[string]string{}}
	e, err := secretEngine()
	if err != nil {
		t.Fatal(err)
	}
	rest := regexp.MustCompile(`\[redacted-[0-9a-f]{8}\]`)
	for _, p := range all {
		for _, part := range p.parts {
			if regexp.MustCompile(`^[A-Za-z0-9_.-]{16,90}$`).MatchString(part) && rest.ReplaceAllString(e.Redact(part), "") == "" && e.Redact("x-"+part+".txt") != "x-"+part+".txt" {
				g.alone = append(g.alone, planting{rule: p.rule, text: part, parts: []string{part}})
			}
		}
	}
	if len(g.alone) < 60 {
		t.Fatalf("only %d tokens stand for themselves", len(g.alone))
	}
	return g
}

// places are what a repository is made of: each row plants tokens of its own. What
// no detector reports yet must not be printed all the same.
var places = []struct {
	name string
	sow  func(g *garden)
}{
	{"file name", func(g *garden) {
		for _, pattern := range []string{"src/%s", "conf/token-%s.txt", "docs/a.%s.md", "keys/%s.pem", "%s", "testdata/x-%s/y.go", "third_party/lib/%s.c"} {
			g.write(fmt.Sprintf(pattern, g.token("file name "+pattern)), "package x\n")
		}
	}},
	{"directory name", func(g *garden) {
		dir := g.token("directory name")
		g.write("a/"+dir+"/b/c.go", "package c\n")
		g.write("a/"+dir+"/package.json", `{"name": "x", "version": "1.0.0", "dependencies": {"left-pad": "1.0.0"}}`)
		g.write("a/"+dir+"/go.mod", "module example.org/x\n\nrequire example.org/y v1.0.0\n")
	}},
	{"symlink", func(g *garden) {
		for _, link := range [][2]string{{"link-" + g.token("symlink name"), "src"}, {"link-to", "nowhere/" + g.token("symlink target")}} {
			if err := os.Symlink(link[1], filepath.Join(g.dir, link[0])); err != nil {
				g.t.Skip(err)
			}
		}
	}},
	{"unreadable", func(g *garden) {
		g.write("large/"+g.token("name of a file that is too large")+".bin", strings.Repeat("x ", 1<<20))
		g.write("odd/package-lock.json", `{"lockfileVersion": 3, "`+g.token("lock file that does not parse")+`": }`)
		g.write("odd/"+g.token("name of a manifest that does not parse")+"/package-lock.json", `{"lockfileVersion": `)
		g.write("odd/pom.xml", "<project><"+g.token("pom that does not parse")+"></project>")
		g.write("odd/Cargo.lock", "[[package]\nname = \""+g.token("lock file that does not parse")+"\"")
		g.write("odd/"+g.token("name of a binary source")+".go", "package x\x00\x01\x02\x03\x04")
		g.write("odd/lfs-"+g.token("name of an LFS pointer"), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
	}},
	{"statements", func(g *garden) {
		g.write("st/a.go", "// Copyright 2020 "+g.token("copyright holder")+" Corp\n// SPDX-License-Identifier: Apache-2.0\npackage a\n")
		g.write("st/b.go", "// SPDX-License-Identifier: LicenseRef-"+g.token("license tag")+"\npackage b\n")
		g.write("st/c.py", "# @author "+g.token("author")+" <"+g.token("author mail")+"@example.org>\n# Licensed under the "+g.token("license name")+" License\n")
		g.write("st/package.json", fmt.Sprintf(`{"name": %q, "version": "1.0.0", "license": %q, "dependencies": {%q: %q}}`, g.token("package name"), g.token("package license"), "dep", g.token("version of a dependency")))
		g.write("st/requirements.txt", "requests=="+g.token("requirement")+"\n"+g.token("requirement name")+"==1.0\n")
		g.write("st/go.mod", "module example.org/"+g.token("module")+"\n\nrequire example.org/"+g.token("required module")+" v1.0.0\n")
		g.write("st/pom.xml", "<project><modelVersion>4.0.0</modelVersion><groupId>org.x</groupId><artifactId>"+g.token("artifact")+"</artifactId><version>"+g.token("artifact version")+"</version><licenses><license><name>"+g.token("pom license")+"</name></license></licenses></project>")
	}},
	{"encoded", func(g *garden) {
		text := g.token("base64")
		g.write("enc/a.txt", "data = "+base64.StdEncoding.EncodeToString([]byte(text))+"\n")
		g.write("enc/b.txt", "data = "+hex.EncodeToString([]byte(g.token("hex")))+"\n")
		g.write("enc/c.txt", "data = "+strings.ReplaceAll(fmt.Sprintf("% x", g.token("percent")), " ", "%")+"\n")
		escaped := ""
		for _, c := range g.token("escaped") {
			escaped += fmt.Sprintf(`\u%04x`, c)
		}
		g.write("enc/d.json", `{"data": "`+escaped+`"}`)
		wide := []byte{0xff, 0xfe}
		for _, c := range utf16.Encode([]rune("token = \"" + g.token("UTF-16") + "\"\n")) {
			wide = append(wide, byte(c), byte(c>>8))
		}
		g.write("enc/wide.txt", string(wide))
		g.write("enc/binary.bin", "\x00\x01\x02"+g.token("binary")+"\x00\x7f\x00")
	}},
	{"archive", func(g *garden) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range []string{"plain.txt", g.token("name of a member") + ".txt"} {
			w, err := z.Create(name)
			if err != nil {
				g.t.Fatal(err)
			}
			fmt.Fprintf(w, "token = %q\n", g.token("content of a member"))
		}
		if err := z.Close(); err != nil {
			g.t.Fatal(err)
		}
		g.write("lib/members.zip", b.String())
		g.write("lib/"+g.token("name of an archive")+".jar", b.String())
		g.others["archive"] = filepath.Join(g.t.TempDir(), "x.zip")
		if err := os.WriteFile(g.others["archive"], b.Bytes(), 0o666); err != nil {
			g.t.Fatal(err)
		}
	}},
	{"words for findings", func(g *garden) {
		g.write("allow/a.go", fmt.Sprintf("var a = %q // outgate:allow the other is %s\n", g.token("value with a comment"), g.token("reason of a comment")))
		g.write("allow/b.go", fmt.Sprintf("var b = %q // outgate:allow %s\n", g.token("value with a comment"), g.token("comment without a fingerprint")))
		g.write("allow/c.go", fmt.Sprintf("/* gitleaks:allow until %s */ var c = %q\n", g.token("date of a comment"), g.token("value with a comment")))
		g.write(".gitleaksignore", g.token("ignore file")+"\nx/"+g.token("path in an ignore file")+":rule:1\n"+strings.Repeat("0", 40)+":x/"+g.token("path in an ignore file")+":rule:1\n")
		g.write(".outgate/baseline", strings.Repeat("0", 32)+" secret/x until 2026-12-31 "+g.token("reason in a baseline")+"\n")
		g.write(".gitattributes", "*."+g.token("attributes")+" linguist-vendored\n")
		g.write(".gitignore", g.token("ignored name")+"\n")
	}},
	{"policy", func(g *garden) {
		g.write(".outgate/policy.yaml", fmt.Sprintf(`version: 1
name: %s
extends: preset:apache-2.0-outbound
project: {holders: [%s]}
posts: {security: {owner: %s}}
suppressions: {unbound: honor, structured: honor}
waivers:
  - {id: W-%s, check: license-denied, match: {path: "x/%s/**"}, reason: %s, owner: %s, created: 2026-05-01, expires: 2026-07-01}
`, g.token("policy name"), g.token("holder in the policy"), g.token("owner in the policy"), g.token("waiver id"), g.token("waiver path"), g.token("waiver reason"), g.token("waiver owner")))
		for name, text := range map[string]string{
			"unknown key": "version: 1\n" + g.token("unknown key of a policy") + ": x\n", "not YAML": "version: 1\nname: [" + g.token("policy that is no YAML") + "\n",
			"wrong value": "version: 1\nproject: {outbound: " + g.token("wrong value of a policy") + "}\nextends: " + g.token("wrong preset") + "\nsecrets: {weak: {default: " + g.token("wrong level") + "}}\n",
		} {
			g.others["policy, "+name] = filepath.Join(g.t.TempDir(), "policy.yaml")
			write(g.t, filepath.Dir(g.others["policy, "+name]), "policy.yaml", text)
		}
		g.others["baseline"] = filepath.Join(g.t.TempDir(), "baseline")
		write(g.t, filepath.Dir(g.others["baseline"]), "baseline", g.token("broken baseline")+" secret/x\n"+strings.Repeat("1", 32)+" "+g.token("rule of a baseline")+"\n"+strings.Repeat("2", 32)+" secret/x until "+g.token("date of a baseline")+"\n")
		g.others["inventory"] = filepath.Join(g.t.TempDir(), "facts.json")
		write(g.t, filepath.Dir(g.others["inventory"]), "facts.json", `{"schema": "`+g.token("broken inventory")+`"}`)
		g.others["nowhere"] = filepath.Join(g.t.TempDir(), g.token("path of the command line"))
	}},
}

// history is planted behind the tree: it needs commits.
func (g *garden) history() {
	t := g.t
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	gone := "gone/" + g.token("name of a removed file") + ".txt"
	g.write(gone, "token = \""+g.token("content of a removed file")+"\"\n")
	commit(t, g.dir, "first")
	must(os.RemoveAll(filepath.Join(g.dir, "gone")))
	repo, err := git.PlainOpen(g.dir)
	must(err)
	tree, err := repo.Worktree()
	must(err)
	must(tree.AddWithOptions(&git.AddOptions{All: true}))
	when := time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC)
	who := func(what string) *object.Signature {
		return &object.Signature{Name: "Ada " + g.token(what+" name"), Email: g.token(what+" mail") + "@example.org", When: when}
	}
	id, err := tree.Commit("remove "+g.token("commit message")+"\n\nSigned-off-by: "+g.token("trailer")+" <a@example.org>\n", &git.CommitOptions{Author: who("author"), Committer: who("committer")})
	must(err)
	g.write("late.txt", "token = \""+g.token("content by an odd author")+"\"\n")
	must(tree.AddWithOptions(&git.AddOptions{All: true}))
	id, err = tree.Commit("late", &git.CommitOptions{Author: who("author"), Parents: []plumbing.Hash{id}})
	must(err)
	_, err = repo.CreateTag("v-"+g.token("name of a tag"), id, &git.CreateTagOptions{Tagger: who("tagger"), Message: "release " + g.token("text of a tag")})
	must(err)
	for _, ref := range []string{"refs/heads/b-" + g.token("name of a branch"), "refs/tags/t-" + g.token("name of a plain tag"), "refs/odd/" + g.token("name of another reference")} {
		must(repo.Storer.SetReference(plumbing.NewHashReference(plumbing.ReferenceName(ref), id)))
	}
	head := plumbing.ReferenceName("refs/heads/main-" + g.token("branch of HEAD"))
	must(repo.Storer.SetReference(plumbing.NewHashReference(head, id)))
	must(repo.Storer.SetReference(plumbing.NewSymbolicReference(plumbing.HEAD, head)))
	config, err := os.OpenFile(filepath.Join(g.dir, ".git/config"), os.O_APPEND|os.O_WRONLY, 0o666)
	must(err)
	fmt.Fprintf(config, "[remote \"origin\"]\n\turl = https://%s:%s@git.example.org/%s/x.git?token=%s\n", g.token("user of a remote"), g.token("password of a remote"), g.token("path of a remote"), g.token("query of a remote"))
	must(config.Close())
	g.write("untracked-"+g.token("name of an untracked file"), "x\n")
}

// TestNoOutputHoldsASecret plants secrets of every rule wherever a text of a
// repository may come from, and reads everything that the program prints.
func TestNoOutputHoldsASecret(t *testing.T) {
	all := plantable(t, *seed)
	g := newGarden(t, all)
	license, err := os.ReadFile("../../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	g.write("LICENSE", strings.Replace(string(license), "reproduction", "reproduction "+g.token("license text")+" ", 1))
	texts, err := rules.LicenseTexts()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range texts {
		if l.ID == "GPL-2.0-only" { // a violation, whose words the page shows
			g.write("third_party/copyleft/LICENSE", strings.Replace(l.Text, "freedom", "freedom "+g.token("text of a license beside its reference")+" ", 1))
		}
	}
	for _, dir := range []string{"src/", "tests/", "third_party/x/", ".github/workflows/"} {
		var b strings.Builder
		for _, p := range all {
			b.WriteString(p.text + "\n")
		}
		g.write(dir+"all.txt", b.String())
	}
	for i := range all {
		all[i].place = "content"
	}
	for _, place := range places {
		place.sow(g)
	}
	g.history()
	g.sown = append(g.sown, all...)

	printed := map[string]string{}
	run := func(args ...string) string {
		t.Helper()
		status, out, stderr := outgate(t, args...)
		printed[fmt.Sprintf("outgate %s (status %d)", strings.Join(args, " "), status)] = out + "\n" + stderr
		return out
	}
	now := []string{"--now", "2026-06-01", "--max-bytes", "1000000"}
	out := t.TempDir()
	facts := filepath.Join(out, "facts.json")
	outputs := []string{"-o", "inventory=" + facts}
	for _, format := range report.Formats() {
		outputs = append(outputs, "-o", format+"="+filepath.Join(out, format))
	}
	text := run(append(append([]string{"check", g.dir, "--all"}, outputs...), now...)...)
	files, err := os.ReadDir(out)
	if err != nil || len(files) != 1+len(report.Formats()) {
		t.Fatalf("%d reports: %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(out, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		printed[file.Name()] = string(data)
		if file.Name() == "html" {
			printed["table of html"] = htmlTable(t, data)
		}
	}
	run("check", facts, "--policy", filepath.Join(g.dir, ".outgate/policy.yaml"), "--all")
	run("check", "--history", "none", g.dir, "-q")
	run("check", filepath.Join(g.dir, ".git"))
	run("check", filepath.Join(g.dir, "src"), "--policy", "preset:mit-outbound")
	run("init", g.dir, "--stdout")
	run("baseline", g.dir, "-o", "-", "--history", "none")
	run("explain", "license", filepath.Join(g.dir, "LICENSE"))
	run("explain", "license", "--json", filepath.Join(g.dir, "LICENSE"))
	run("explain", "license", filepath.Join(g.dir, "st/b.go"))
	run("explain", "license", filepath.Join(g.dir, "st/package.json"))
	run("check", g.others["archive"], "--policy", "preset:mit-outbound", "--all")
	run("check", g.others["inventory"])
	run("check", g.others["nowhere"])
	run("check", g.dir, "--baseline", g.others["baseline"])
	run("check", g.dir, "--policy", g.others["nowhere"])
	for name, file := range g.others {
		if strings.HasPrefix(name, "policy") {
			run("check", g.dir, "--policy", file)
			run("rules", "test", file)
		}
	}
	explained := 0
	for _, id := range regexp.MustCompile(`V-[0-9a-f]{8,}`).FindAllString(text, -1) {
		if explained++; explained%150 == 1 { // each is a run of its own
			run("explain", id, facts, "--policy", filepath.Join(g.dir, ".outgate/policy.yaml"), "--now", "2026-06-01")
		}
	}
	if explained == 0 {
		t.Error("no violation was explained")
	}
	if !strings.Contains(printed["html"]+printed["table of html"], "In the file") {
		t.Error("the page shows no license text beside its reference")
	}
	known := indexOf(g.sown)
	told := map[string]bool{}
	for command, text := range printed {
		joined := strings.NewReplacer("\n", "", " ", "").Replace(text) // words that were wrapped, too
		known.leaked(text+"\x00"+joined, func(p *planting, at int) {
			if !told[p.place+p.rule] {
				told[p.place+p.rule] = true
				t.Errorf("%s prints the secret planted as %s (%s), at byte %d", command, p.place, p.rule, at)
			}
		})
	}
	for _, want := range []string{"[redacted-", "in the name of a product file"} {
		if !strings.Contains(printed["facts.json"]+text, want) {
			t.Errorf("nothing is %q", want)
		}
	}
}

// htmlTable unpacks the table of violations in an HTML report.
func htmlTable(t *testing.T, page []byte) string {
	t.Helper()
	_, rest, _ := bytes.Cut(page, []byte(`id="table">`))
	packed, _, _ := bytes.Cut(rest, []byte("</script>"))
	r, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(packed)))
	if err != nil {
		t.Fatal(err)
	}
	table, err := io.ReadAll(r)
	if err != nil || len(table) < 1000 {
		t.Fatalf("a table of %d bytes: %v", len(table), err)
	}
	return string(table)
}

// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package leak

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

func leakSet(t testing.TB) *rules.LeakSet {
	t.Helper()
	set, err := rules.Leaks()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func detector(t testing.TB, list string, key []byte) *scanner.Detector {
	t.Helper()
	var words *rules.WordList
	if list != "" {
		var err error
		if words, err = rules.LoadWords("list", []byte(list), key); err != nil {
			t.Fatal(err)
		}
	}
	d, err := New(leakSet(t), words, key)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func look(t testing.TB, d *scanner.Detector, f scanner.File) []inventory.Leak {
	t.Helper()
	if f.Role == "" {
		f.Role = inventory.RoleProduct
	}
	facts, err := d.File(t.Context(), &f)
	if err != nil || len(facts.Gaps) > 0 {
		t.Fatal(err, facts.Gaps)
	}
	return facts.Leaks
}

// texts lists "rule text" of what is found in a text, each with its count if above one.
func texts(t testing.TB, d *scanner.Detector, path, content string) string {
	t.Helper()
	var out []string
	for _, l := range look(t, d, scanner.File{Entry: inventory.Entry{Path: path}, Content: []byte(content)}) {
		s := strings.TrimSpace(strings.TrimPrefix(l.Rule, "leak/") + " " + l.Text)
		if l.Count > 1 {
			s += fmt.Sprintf(" x%d", l.Count)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// TestExamples runs the examples of rules/leaks.
func TestExamples(t *testing.T) {
	if err := TestRules(t.Context(), leakSet(t)); err != nil {
		t.Error(err)
	}
}

// Classes of error that real repositories showed, each on both sides.
func TestContext(t *testing.T) {
	d := detector(t, "", nil)
	for _, c := range []struct{ path, text, want string }{
		// hosts
		{"a.yml", "url: https://api.pay.internal/v1, https://API.pay.internal", "internal-host api.pay.internal x2"},
		{"a.go", `return urlFor("teams.private")`, ""},
		{"a.go", `dial("db.pay.internal:80")`, "internal-host db.pay.internal"},
		{"a.go", `const server = "api.pay.internal"`, "internal-host api.pay.internal"},
		{"a.sh", "cat key >node.private", ""},
		{"a.sh", "cat key >host.pay.corp", ""},
		{"a.xml", "<host>ldap.pay.corp</host>", "internal-host ldap.pay.corp"},
		{"a.pc.in", "X1@Requires.private: y", ""},
		{"a.py", `f"http://db.pay.corp{port}"`, ""},
		{"a.yml", "host: chart-example.local", ""},
		{"a.go", "see ntp1.pay.corp for more", ""},
		{"a.go", `"Ntp1.pay.corp"`, ""}, // an identifier
		{"a.md", "mail ops@ldap.pay.corp", "internal-host ldap.pay.corp"},
		{".mailmap", "Ada <ada@adas-laptop.local>", "local-mail ada@adas-laptop.local"},
		{".mailmap", "<20170223155046.e7nxiv@mail.localdomain>", ""},
		{"a.yml", "url: http://{{name}}.pay.corp/ http://x.${D}.corp http://pay.{d}.corp", ""},
		{"a.yml", "# e.g. db1.pay.corp:80", ""},
		// addresses
		{"a.json", `"v8": "10.2.154.13"`, ""},
		{"pixi.lock", "- libcurand 10.3.10.19 h676", ""},
		{"a.c", "/* Clock Register (10.3.1.16) */", ""},
		{"a.md", "User-Agent: Chrome/10.44.648.205", ""},
		{"a.yml", "x: 10.44.648.205", ""},
		{"a.yml", "x: 10.44.48.20.5", ""},
		{"a.yml", "x: 10.44.48.0/20, 10.44.48.0", ""},
		{"a.yml", "x: 10.44.48.7/20", "private-address 10.44.48.7"},
		{"a.yml", "server: 192.168.77.1 and 192.168.77.19", "private-address 192.168.77.19"},
		{"a.c", "// such as 10.44.48.7", ""},
		{"docker-compose.yml", "ipv4_address: 10.44.48.7", ""},
		{"a.md", "mysql NodePort 10.44.48.7", ""},
		{"a.yml", "clusterIP: 10.44.48.7\nclusterIPs:\n  - 10.44.48.7", ""},
		{"a.yml", "n: 100.99.17.3", ""},
		{"a.yml", "host: 100.99.17.3", "private-address 100.99.17.3"},
		{"a.md", "10.44.48.7 The chapter", ""},
		{"a.cpp", "// step 6 of 10.4.6.12 CreateSpace ( x )", ""},
		{"a.cpp", "// 10.44.6.12 is the server", "private-address 10.44.6.12"},
		{"a.yml", "- 192.168.77.19", ""}, // every home has such a network
		{"a.yml", `"ip":"192.168.77.19"`, "private-address 192.168.77.19"},
		{"a.sh", "# open http://boiler.local/", ""},
		{"a.sh", "curl http://boiler.local/", "internal-host boiler.local"},
		{"a.yml", "x: fd4b:0:0::41 fd4b:9c1e::41 fd4b:9c1e:77a2::41", "private-address fd4b:9c1e:77a2::41"},
		// registries
		{"a.yml", "image: harbor.bank" + "group.cn:8443/base/jdk:8", "unlisted-registry harbor.bankgroup.cn"},
		{"a.yml", "image: cr.some-product.io/base/jdk:8", ""},
		{"a.go", "image: harbor.bank" + "group.cn/base/jdk:8", ""},
		{"package-lock.json", `"resolved": "http://127.0.0.1:8001/a.tgz"`, ""},
		{"package-lock.json", `"funding": {"url": "https://opencollective.com/x"}`, ""},
		{"Dockerfile", "FROM golang:1 AS b\nFROM b\nCOPY --from=hub.bank" + "group.cn/x/y:1 /a /b\nRUN ls /home/jenny/work", "unlisted-registry hub.bankgroup.cn"},
		{"settings.gradle", `maven { url = uri("http://10.44.48.7/maven") }`, "private-registry 10.44.48.7"},
		{"pom.xml", "<mirror>\n<id>x</id><url>http://nexus.pay.corp/x</url></mirror><scm><url>http://www.bankgroup.cn</url></scm>", "private-registry nexus.pay.corp"},
		{"composer.lock", `"dist": {"type": "zip", "url": "https://git.bankgroup.cn/a.zip"},`, "unlisted-registry git.bankgroup.cn"},
		{"composer.lock", `"dist": {},` + "\n" + `"funding": [{` + "\n" + `"url": "https://fund.bankgroup.cn/a"`, ""},
		// links
		{"a.go", "// https://gitlab.bankgroup.cn/a/b", ""},
		{"a.go", "// http://gitlab.bankgroup.cn/a/b", "company-server gitlab.bankgroup.cn"},
		{"a.go", "// http://jira/browse/PAY-1", "internal-link jira"},
		{"a.go", "// http://nginx/x", ""},
		// webhooks carry a credential
		{"a.sh", "curl https://hooks.slack.com/services/" + "T0123ABCD/B456EFGHI/" + strings.Repeat("a1B2", 6), "chat-webhook"},
		// home directories
		{"a.c", " * ~x is /home/dir/of/x", ""},
		{"a.svg", `export="/home/jenny/src/a.png"`, "home-directory /home/jenny"},
		{"a.ts", `path: "/home/jenny/list"`, ""},
		{"a.ts", `path: "/home/jenny/.npm/x"`, "home-directory /home/jenny"},
		{"a.md", "//=> '/Users/jenny/x'", ""},
		{"a.c", "// if / is mounted, but /home/jenny/permanent is not/no", ""},
		{"a.c", "// Dir: /home/jenny/go/pkg/x", "home-directory /home/jenny"},
		// markers
		{"a.h", "#define X 4 /* INTERNAL USE ONLY */", ""},
		{"a.h", "/* INTERNAL USE ONLY */", "confidential internal use only"},
		{"a.go", `// kinds are "company confidential" and others`, ""},
		{"a.h", " * FOR DEBUGGING, TESTING AND INTERNAL USE ONLY!", ""},
		{"a.h", "/* and the key is therefore\n * highly confidential. */", ""},
		{"a.h", "#define X /* INTERNAL USE ONLY */", ""},
		{"a.md", "# CONFIDENTIAL INFORMATION", ""},
		{"a.h", "/* BANK PROPRIETARY AND CONFIDENTIAL INFORMATION */", "confidential proprietary and confidential"},
		{"a.md", "You shall keep what is marked Company Confidential", ""},
		{"a.go", `// "Company Confidential" is one`, ""},
		{"a.md", "| CONFIDENTIAL | the rest |", ""},
		{"a.md", "**Company Confidential**", "confidential company confidential"},
		{"a.md", "The files are\ncompany confidential until then and so on for many words", ""},
	} {
		if got := texts(t, d, c.path, c.text); got != c.want {
			t.Errorf("%s %q:\n got %q\nwant %q", c.path, c.text, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	key := []byte("a key of some length")
	plain := "Titan # P-7\nSilver Fox # P-8\n夸父\nMüller\n"
	keyed, err := rules.HashWords("list", []byte(plain), key)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := rules.HashWords("list", []byte(plain), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]*scanner.Detector{"plain": detector(t, plain, nil), "hashed": detector(t, string(bare), nil), "keyed": detector(t, string(keyed), key)} {
		for _, c := range []struct {
			text string
			want int
		}{
			{"titan", 1}, {"class TitanClient", 1}, {"my_titan_x", 1}, {"TITAN", 1}, {"HTTPTitan", 1}, {"titan2", 1}, {"getTitan()", 1}, {"TITANService", 1},
			{"titanic", 0}, {"mytitan", 0}, {"Titanic", 0}, {"t-i-t-a-n", 0},
			{"silverFox", 1}, {"silver_fox", 1}, {"Silver  fox", 1}, {"silver-\nfox", 1}, {"silverfox", 1}, {"silver     fox", 0}, {"silver and fox", 0}, {"SilverFoxes", 0},
			{"项目夸父一期", 1}, {"夸", 0}, {"MÜLLER gmbh", 1}, {"müllerei", 0},
		} {
			n := 0
			for _, l := range look(t, d, scanner.File{Entry: inventory.Entry{Path: "a.txt"}, Content: []byte("x " + c.text + " y")}) {
				if l.Rule == "leak/word" {
					n += l.Count
				}
				if l.Text != "" {
					t.Errorf("%s: %q is shown: %q", name, c.text, l.Text)
				}
			}
			if n != c.want {
				t.Errorf("%s: %q: %d times, want %d", name, c.text, n, c.want)
			}
		}
		ls := look(t, d, scanner.File{Entry: inventory.Entry{Path: "src/TitanClient.java"}, Content: []byte("\n\nsilver fox")})
		if len(ls) != 2 || !strings.HasSuffix(ls[0].Title, "(P-7)") || !strings.HasSuffix(ls[1].Title, "(P-8)") || ls[1].StartLine != 3 || ls[0].Fingerprint == ls[1].Fingerprint {
			t.Errorf("%s: %+v", name, ls)
		}
	}
}

func TestPersonalData(t *testing.T) {
	d := detector(t, "", nil)
	expand := func(text string, seed uint64) string {
		out, err := rules.Expand(text, seed)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	var cards, phones strings.Builder
	for i := range uint64(4) {
		cards.WriteString(expand("{card:455673:16},x\n", i))
	}
	for i := range 25 {
		fmt.Fprintf(&phones, "1387%d350%03d\n", i%10, i*37)
	}
	resident := expand("{prc-id}", 3)
	grouped := expand("{card:455673:16}", 1)
	for _, c := range []struct{ path, text, want string }{
		{"a.csv", cards.String(), "bank-card x4"},    // right ones only
		{"a.csv", cards.String()[:34], ""},           // two: chance
		{"a.js", cards.String(), ""},                 // no table
		{"a.csv", phones.String(), "prc-mobile x23"}, // a column of telephones; two look thought up
		{"a.csv", phones.String()[:60], ""},          // five numbers
		{"a.txt", "card " + grouped[:4] + " " + grouped[4:8] + " " + grouped[8:12] + " " + grouped[12:], "bank-card"},
		{"Dockerfile", "EXPOSE 2379 2380 4001 7001", ""},                      // has the checksum
		{"a.java", "id = " + resident + " // " + resident, "prc-resident-id"}, // the same number twice is one
		{"a.csv", expand("{prc-id}\n{uscc}\n{iban:GB}", 3), "prc-resident-id; prc-uscc; iban"},
		{"a.csv", "card 6011000990139424", ""}, // published for tests
	} {
		if got := texts(t, d, c.path, c.text); got != c.want {
			t.Errorf("%s %.40q: got %q, want %q", c.path, c.text, got, c.want)
		}
	}
}

func TestOpaque(t *testing.T) {
	d := detector(t, "", nil)
	archive := func(name string, flags uint16) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		if _, err := w.CreateHeader(&zip.FileHeader{Name: name, Flags: flags}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	encrypted := archive("a", 0)
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	pe := make([]byte, 128)
	copy(pe, "MZ")
	pe[60] = 64
	copy(pe[64:], "PE\x00\x00")
	for _, c := range []struct {
		path    string
		content []byte
		want    string
	}{
		{"a.jks", []byte("\xfe\xed\xfe\xed\x00\x00"), "keystore jks"},
		{"a", append([]byte("\x30\x82\x01\x00\x02\x01\x03\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"), make([]byte, 40)...), "keystore"},
		{"a.bin", append([]byte("\x30\x82\x01\x00\x02\x01\x03\x30"), make([]byte, 40)...), ""},
		{"a.zip", archive("a", 0), "unreadable-container zip"},
		{"a.zip", encrypted, "encrypted-archive zip"},
		{"a.jar", archive("a", 0), "executable jar"},
		{"a.bin", archive("[Content_Types].xml", 0), "office-document bin"},
		{"a", []byte("\x7fELF\x00"), "executable"},
		{"a.x", pe, "executable x"},
		{"a.x", []byte("MZ\x00"), ""},
		{"a.x", []byte("SQLite format 3\x00"), "database x"},
		{"a.png", []byte("\x89PNG\x00"), ""},
		{"a.p12", []byte("\x00\x01"), "keystore p12"},
	} {
		ls := look(t, d, scanner.File{Entry: inventory.Entry{Path: c.path}, Content: c.content, Binary: true})
		got := ""
		for _, l := range ls {
			got += strings.TrimSpace(strings.TrimPrefix(l.Rule, "leak/") + " " + l.Text)
		}
		if got != c.want {
			t.Errorf("%s %.20q: got %q, want %q", c.path, c.content, got, c.want)
		}
	}
	if ls := look(t, d, scanner.File{Entry: inventory.Entry{Path: "a", Commit: "1"}, Content: []byte("\x7fELF\x00"), Binary: true}); len(ls) != 0 {
		t.Errorf("a removed program: %+v", ls)
	}
}

func TestIdentities(t *testing.T) {
	id := func(mail, part string) inventory.Identity {
		return inventory.Identity{Name: "A", Mail: mail, Part: part, Commits: 2, FirstCommit: "1"}
	}
	var got []string
	for _, l := range Identities(leakSet(t), []inventory.Identity{
		id("ada@example.org", "author"), id("ada@adas-laptop.local", "author"), id("Ada@Adas-Laptop.local", "committer"), id("root@web1.example.org", "author"), id("ada", "author"), id("", "author"),
		id("ada@localhost", "author"), id("ada@(none)", "author"), id("ada@10.1.7.2", "tagger"), id("1+ada@users.noreply.github.com", "author"),
	}) {
		got = append(got, fmt.Sprintf("%s %s x%d", l.Path, l.Text, l.Count))
	}
	want := []string{".git/commit/1 ada@adas-laptop.local x4", ".git/commit/1 root@web1.example.org x2", ".git/commit/1 ada x2", ".git/commit/1 ada@localhost x2", ".git/commit/1 ada@(none) x2", ".git/tag/1 ada@10.1.7.2 x2"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// The header and the trailers of a commit are left to Identities; its message is read.
func TestRecord(t *testing.T) {
	f := scanner.File{Entry: inventory.Entry{Path: ".git/commit/1", Commit: "1", Record: inventory.RecordCommit}}
	f.Content = []byte("tree 1\nauthor A <a@10.44.48.7> 1 +0000\ncommitter A <a@as-laptop.local> 1 +0000\n\nAs http://jira.pay.corp/browse/PAY-1 says\n\nSigned-off-by: A <a@as-laptop.local>\n")
	if ls := look(t, detector(t, "", nil), f); len(ls) != 1 || ls[0].Rule != "leak/internal-link" || ls[0].StartLine != 5 || ls[0].Status != inventory.StatusRemoved {
		t.Errorf("%+v", ls)
	}
}

// Equal content has equal fingerprints wherever it stands; what could be guessed is
// bound to its path, and what is on another line is the same.
func TestFingerprints(t *testing.T) {
	d := detector(t, "Titan", nil)
	one := func(path, text string) inventory.Leak {
		ls := look(t, d, scanner.File{Entry: inventory.Entry{Path: path}, Content: []byte(text)})
		if len(ls) != 1 {
			t.Fatalf("%+v", ls)
		}
		return ls[0]
	}
	host := one("a.yml", "u: http://db.pay.corp")
	if other := one("b.yml", "\n\nu: http://db.pay.corp"); other.Fingerprint != host.Fingerprint || other.StartLine != 3 {
		t.Error("host")
	}
	if other := one("a.yml", "u: http://db2.pay.corp"); other.Fingerprint == host.Fingerprint {
		t.Error("two hosts")
	}
	if a, b := one("a.txt", "titan"), one("b.txt", "titan"); a.Fingerprint == b.Fingerprint {
		t.Error("word")
	}
	removed := look(t, d, scanner.File{Entry: inventory.Entry{Path: "a.yml", Commit: "1"}, Content: []byte("u: http://db.pay.corp")})
	if removed[0].Status != inventory.StatusRemoved || removed[0].Fingerprint != host.Fingerprint {
		t.Errorf("%+v", removed)
	}
}

// Cryptography is that of the release: no documents, no history.
func TestCrypto(t *testing.T) {
	d := detector(t, "", nil)
	for _, c := range []struct {
		path, commit string
		role         inventory.Role
		want         int
	}{{"a.go", "", inventory.RoleProduct, 1}, {"a.go", "1", inventory.RoleProduct, 0}, {"a.go", "", inventory.RoleDocs, 0}, {"a.md", "", inventory.RoleProduct, 0}} {
		f := scanner.File{Entry: inventory.Entry{Path: c.path, Commit: c.commit}, Role: c.role, Content: []byte("import \"crypto/tls\"")}
		if ls := look(t, d, f); len(ls) != c.want || c.want > 0 && ls[0].Text != "TLS" {
			t.Errorf("%+v: %+v", c, ls)
		}
	}
}

// A flood of different things is cut, and counted.
func TestFlood(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "u: http://h%d.pay.corp\n", i)
	}
	ls := look(t, detector(t, "", nil), scanner.File{Entry: inventory.Entry{Path: "a.yml"}, Content: []byte(b.String())})
	n := 0
	for _, l := range ls {
		n += l.Count
	}
	if len(ls) != maxFindings+1 || n != 3000 {
		t.Errorf("%d leaks for %d places", len(ls), n)
	}
}

func FuzzFile(f *testing.F) {
	for _, s := range []string{
		"http://u:p@db.pay.corp:80/x http://[fd4b:9c1e:77a2::41]:80", "10.44.48.7 fd4b:9c1e:77a2::41", "FROM hub.x/y", "image: a.b/c", "git@h.pay.corp:x", `C:\Users\li\x`, "/home/li/x",
		"do not\n * distribute", "机密", "DE89 3704 0044 0532 0130 00", "4556 7375 8689 9855", "a@b.local", "078-05-1120 ssn", "91350100M000100Y43", "0x63, 0x7c, 0x77, 0x7b", "TitanÜ夸父",
	} {
		f.Add("a.yml", []byte(s))
	}
	f.Add("Dockerfile", []byte("FROM --platform=x hub.bank.cn/a\nCOPY --from=a.b/c d"))
	f.Add("pom.xml", []byte("<repository><url>http://a.corp"))
	hashed, err := rules.HashWords("list", []byte("Titan"), nil)
	if err != nil {
		f.Fatal(err)
	}
	d := detector(f, "Silver Fox\n夸父\n"+string(hashed), nil)
	f.Fuzz(func(t *testing.T, path string, content []byte) {
		for _, binary := range []bool{false, true} {
			in := bytes.Clone(content)
			ls := look(t, d, scanner.File{Entry: inventory.Entry{Path: path}, Content: in, Binary: binary})
			if !bytes.Equal(in, content) {
				t.Fatal("the content was changed")
			}
			again := look(t, d, scanner.File{Entry: inventory.Entry{Path: path}, Content: in, Binary: binary})
			if d := cmp.Diff(ls, again); d != "" {
				t.Fatal(d)
			}
			for _, l := range ls {
				if l.Fingerprint == "" || l.Kind == "" || l.Count < 1 || l.StartLine > bytes.Count(content, []byte{'\n'})+1 {
					t.Fatalf("%+v", l)
				}
				switch l.Kind {
				case inventory.LeakWord, inventory.LeakPersonalData, inventory.LeakWebhook:
					if l.Text != "" {
						t.Fatalf("shown: %+v", l)
					}
				}
			}
		}
	})
}

func BenchmarkFile(b *testing.B) {
	var source strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&source, "\t// line %d: the quick brown fox calls %x\n\tif err := call(ctx, item[%d]); err != nil { return fmt.Errorf(\"%%w\", err) }\n", i, i*2654435761, i)
	}
	for _, c := range []struct{ name, list string }{{"plain", ""}, {"words", "Titan\nSilver Fox\n"}, {"hashed", "sha256:" + strings.Repeat("ab", 32)}} {
		b.Run(c.name, func(b *testing.B) {
			d := detector(b, c.list, nil)
			f := scanner.File{Entry: inventory.Entry{Path: "a.go"}, Role: inventory.RoleProduct, Content: []byte(source.String())}
			b.SetBytes(int64(source.Len()))
			for b.Loop() {
				if _, err := d.File(b.Context(), &f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

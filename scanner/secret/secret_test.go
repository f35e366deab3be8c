// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/outgate/outgate/inventory"
	"github.com/outgate/outgate/rules"
	"github.com/outgate/outgate/scanner"
)

func embedded(t testing.TB) *rules.SecretSet {
	t.Helper()
	set, err := rules.Secrets()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func detector(t testing.TB) *scanner.Detector {
	t.Helper()
	d, err := New(embedded(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func expand(t testing.TB, example string, seed uint64) string {
	t.Helper()
	text, err := rules.Expand(example, seed)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func look(t testing.TB, d *scanner.Detector, path string, content []byte) inventory.Facts {
	t.Helper()
	f := &scanner.File{Entry: inventory.Entry{Path: path, Blob: "b10b"}, Role: inventory.RoleProduct, Content: content}
	f.Binary = bytes.IndexByte(content[:min(len(content), 8000)], 0) >= 0 && !bytes.HasPrefix(content, []byte{0xff, 0xfe}) && !bytes.HasPrefix(content, []byte{0xfe, 0xff})
	facts, err := d.File(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// brief is "rule tier lines" of each finding.
func brief(facts inventory.Facts) []string {
	out := []string{}
	for _, s := range facts.Secrets {
		out = append(out, fmt.Sprintf("%s %s %d-%d", strings.TrimPrefix(s.Rule, "secret/"), s.Tier, s.StartLine, s.EndLine))
	}
	return out
}

func TestEmbeddedRules(t *testing.T) {
	if err := TestRules(context.Background(), embedded(t)); err != nil {
		t.Error(err)
	}
}

func TestRulesReportsFailures(t *testing.T) {
	load := func(match, noMatch string) error {
		loaded, err := rules.LoadSecretRules("x.yaml", []byte("id: secret/x\ntitle: X\ntier: structured\nseverity: low\npattern: '\\bacme_[0-9a-f]{20}\\b'\nkeywords: [acme_]\nsource: https://acme.test/\nsince: 0.1.0\nmatch: ['"+match+"']\nno-match: ['"+noMatch+"']\n"))
		if err != nil {
			t.Fatal(err)
		}
		set, err := rules.NewSecretSet(loaded)
		if err != nil {
			t.Fatal(err)
		}
		return TestRules(context.Background(), set)
	}
	if err := load("acme_{hex:20}", "acme_{hex:2}"); err != nil {
		t.Error(err)
	}
	for _, bad := range [][2]string{{"acme_{hex:10}", "acme_{hex:2}"}, {"acme_{hex:20}", "acme_{hex:20}"}} {
		err := load(bad[0], bad[1])
		if err == nil || !strings.HasPrefix(err.Error(), "x.yaml:1:5: secret/x: ") {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestEveryCheckIsImplemented(t *testing.T) {
	for _, name := range rules.SecretChecks() {
		if checkNamed(name) == nil {
			t.Errorf("check %q is not implemented", name)
		}
	}
	if checkNamed("nonsense") != nil {
		t.Error("an unknown check is implemented")
	}
}

func TestFindings(t *testing.T) {
	d := detector(t)
	for _, tt := range []struct {
		name, path, text string
		want             []string
	}{
		{"nothing", "a.go", "package a\n", nil},
		{"lines", "a.go", "\n\nx := \"{crc32:ghp_}\"\n\n{pem:RSA PRIVATE KEY}\n", []string{"github-pat structured 3-3", "private-key structured 5-19"}},
		{"wrong checksum", "a.go", `"ghp_{base62:36}"`, []string{"github-pat weak 1-1"}},
		{"stand-in", "a.go", `"ghp_{repeat:x36}"`, nil},
		{"one finding for a value of two rules", ".env", "GITHUB_TOKEN={crc32:ghp_}\n", []string{"github-pat structured 1-1"}},
		{"two values on a line", "a.txt", "{crc32:ghp_} {crc32:gho_}", []string{"github-pat structured 1-1", "github-oauth-token structured 1-1"}},
		{"vendor before generic", ".env", "DD_API_KEY={hex:32}", []string{"datadog-api-key assigned 1-1"}},
		{"pem in a string", "a.json", `{{"private_key": "{repeat:-5}BEGIN PRIVATE KEY{repeat:-5}\n{base64:64}\n{base64:64}\n{repeat:-5}END PRIVATE KEY{repeat:-5}\n"}`, []string{"private-key structured 1-1"}},
		{"pem of nothing", "a.go", "{repeat:-5}BEGIN PRIVATE KEY{repeat:-5}\n...\n{repeat:-5}END PRIVATE KEY{repeat:-5}\n" + strings.Repeat("// more text\n", 9), nil},
		{"encrypted pem", "k.pem", "{repeat:-5}BEGIN ENCRYPTED PRIVATE KEY{repeat:-5}\n{base64:64}\n{base64:64}\n{repeat:-5}END ENCRYPTED PRIVATE KEY{repeat:-5}", []string{"private-key assigned 1-4"}},
		{"legacy encrypted pem", "k.pem", "{repeat:-5}BEGIN RSA PRIVATE KEY{repeat:-5}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\n{base64:64}\n{base64:64}\n{repeat:-5}END RSA PRIVATE KEY{repeat:-5}", []string{"private-key assigned 1-7"}},
		{"jwt without json", "a.txt", "eyJ{base64url:40}.eyJ{base64url:40}.{base64url:43}", nil},
		{"uuid", "a.yaml", "api_token: {uuid}", []string{"assigned-secret weak 1-1"}},
		{"url", "a.yaml", "url: https://me:{alnum:16}@host.test/\nother: https://me:${{PASSWORD}@host.test/", []string{"url-password weak 1-1"}},
		{"default of a variable", "application.yml", "password: ${{DB_PASSWORD:{password:12}}", []string{"assigned-password assigned 1-1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := brief(look(t, d, tt.path, []byte(expand(t, tt.text, 3))))
			if diff := cmp.Diff(append([]string{}, tt.want...), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The version of a dependency with a secret's name is no secret.
func TestVersionsAreNoSecrets(t *testing.T) {
	d := detector(t)
	for _, v := range []string{"1.2.1", "^1.2.1", "~7.3", ">=1.0.0", "1.x.x", "1.2.*", "v1.2.3", "==2.31.0", "=1.0.0-rc.1", "1.0.0.Final", "2.0.0-beta4", "^1.0||^2.0", ">=1.2,<2.0", "6.0b1", "1.2.3+build7", "v0.0.0-20210921155107-089bfa567519",
		"latest", "workspace:^1.0.0", "workspace:*", "file:../password", "link:../password", "npm:other@1.2.3", "git+ssh://git@host/x.git#v1.0.1", "github:acme/password#1f2e3d4", "git@host.test:acme/x.git"} {
		for _, tt := range [][2]string{{"package.json", `"dependencies": {{"pbkdf2-password": "V", "auth-token": "V"}`}, {"composer.json", `"acme/password": "V",`}, {"Cargo.toml", `rpassword = "V"`}, {"Cargo.toml", `rpassword = {{ version = "V" }`}, {"pubspec.yaml", "  gem_password: V"}, {"a.txt", "my-secret-token: V"}} {
			text := strings.ReplaceAll(strings.ReplaceAll(tt[1], "{{", "{"), "V", v)
			if got := brief(look(t, d, tt[0], []byte(text+"\n"))); len(got) > 0 {
				t.Errorf("%s: %s: %v", tt[0], text, got)
			}
		}
	}
	for _, still := range []string{"1q2w3e4r", "2.5-tons.Of-Fun!", "0.{password:14}", "{alnum:4}.{password:9}", "19.84-{alnum:14}", "{digits:8}"} {
		if got := brief(look(t, d, "a.properties", []byte(expand(t, "db.password="+still+"\n", 2)))); len(got) != 1 {
			t.Errorf("%s: %v", still, got)
		}
	}
}

func TestURLPasswords(t *testing.T) {
	d := detector(t)
	for url, want := range map[string]bool{
		"http://tobi:hello@example.com/": false, "https://alice:sunny@api.example.org:8443/x": false, "http://user:swordfish@localhost:80/": false, "redis://app:banana@localhost:6379": false, "ftp://joe:apple@host/": false, "http://me:mine@site.test": false, "amqp://guest:guest@localhost/": false,
		"http://tobi:hello@acme.dev/": true, "http://tobi:{password:10}@example.com/": true, "https://{alnum:20}:hello@example.com/": true, "mysql://root:{digits:6}@localhost/x": true, "redis://app:banana@10.0.0.7:6379": true, "redis://app:banana@127.0.0.1:6379": true, "nats://user:password@10.0.0.7:4222": true, "nats://ivan:pass@%s:%d": true, "http://ivan:pass@%s:%d": false, "nats://foo:bar@10.0.0.7:4222": false, "nats://user:${{PASS}@10.0.0.7:4222": false, "nats://user:yourpass@10.0.0.7": false, "http://joe:apple@example.acme.dev": true, "http://joe:app@acme.dev": false, "nats://joe:app@10.0.0.7": false,
	} {
		if got := brief(look(t, d, "a.js", []byte(expand(t, "// see "+url+"\n", 4)))); (len(got) == 1) != want {
			t.Errorf("%s: %v", url, got)
		}
	}
}

func TestCommandLines(t *testing.T) {
	d := detector(t)
	for text, rule := range map[string]string{
		"mysql -uroot -p{alnum:10} -h db": "mysql-command-password", "docker exec db mysqldump -u root -p{alnum:12} x > y": "mysql-command-password", "/usr/bin/mysqladmin -u root -p'{password:12}' status": "mysql-command-password", "mysql --host=db --user=root \\\n   -p{alnum:10}": "mysql-command-password",
		"sshpass -p {alnum:8} ssh a@b": "sshpass-password", "rsync -e \"sshpass -p '{password:10}' ssh\" a b": "sshpass-password",
		"curl -u admin:{alnum:9} https://h.test": "curl-user", "curl -XPOST -uadmin:{alnum:9} h.test": "curl-user", "curl -sku 'admin:{password:9}' h.test": "curl-user", "curl https://h.test \\\n  --user admin:{alnum:9}": "curl-user", "curl --proxy-user me:{alnum:9} h.test": "curl-user", "['curl', '-u', 'x']": "",
		"mysql -u root -p db": "", "mysql -u root -p": "", "mysql -u root -p${{PW}": "", "mysql -u root -p\"$PW\" x": "", "mysql -P3306 -u root x": "", "docker run --name mysql -p13306:3306 -d mysql": "", "mkdir -p mysql && mkdir -pv mysql/data": "", "mysql | grep -ptest": "", "apt-get install mysql; cp -pr src/data dst": "",
		"sshpass -e ssh a@b": "", "sshpass -p $PW ssh a@b": "", "curl -u $U:$P h": "", "curl -sSLu https://h.test:80/x": "", "curl -u user:password h": "", "curl -H 'Accept: x' http://h.test/a:b": "", "curl -o output:file x": "",
		"db.test:5432:orders:app:{alnum:9}\n": "pgpass-password", "# a comment\nlocalhost:5433:*:me:{alnum:9}\n": "pgpass-password", "db:5432:orders:app:$PW\n": "", "host:5432:db:user:password": "", "image: acme.test:5432:a": "", "10:5432:20:30": "",
		"me:$apr1${alnum:8}${alnum:22}\n": "htpasswd-hash", "me:$2y$05${alnum:53}\n": "htpasswd-hash", "- a.users=me:$$apr1$${alnum:8}$${alnum:22}": "htpasswd-hash", "me:$apr1$x$y": "",
	} {
		want := []string{}
		if rule != "" {
			want = append(want, rule+" weak")
		}
		got := brief(look(t, d, "a.sh", []byte(expand(t, text, 6)+"\n")))
		for i := range got {
			got[i] = got[i][:strings.LastIndexByte(got[i], ' ')]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// Names of products hold colons and asterisks by the thousand; only a password
// file is read with a port of any kind.
func TestPasswordFile(t *testing.T) {
	d := detector(t)
	text := expand(t, "# host:port:db:user:password\n*:*:*:me:{alnum:9}\ndb.test:15432:*:me:{alnum:9}\n", 1)
	for path, want := range map[string][]string{"home/.pgpass": {"pgpass-file weak 2-2", "pgpass-file weak 3-3"}, "conf/pgpass.conf": {"pgpass-file weak 2-2", "pgpass-file weak 3-3"}, "a.txt": {}} {
		if diff := cmp.Diff(want, brief(look(t, d, path, []byte(text)))); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	if facts := look(t, d, "cpe.json", []byte(strings.Repeat("\"cpe:2.3:a:acme:db:*:*:*:*:*:*:*:*\",\n", 200_000))); len(facts.Secrets)+len(facts.Gaps) > 0 {
		t.Errorf("%d secrets, %v", len(facts.Secrets), facts.Gaps)
	}
}

// Every notation in which a value is given to a name.
func TestNotations(t *testing.T) {
	d := detector(t)
	for _, tt := range []struct {
		path, text string
		want       bool
	}{
		{"a.go", `apiKey := "V"`, true}, {"a.go", `var apiKey string = "V"`, true}, {"a.go", "const apiKey = `V`", true}, {"a.go", `apiKey := V`, false}, {"a.go", `os.Setenv("API_KEY", "V")`, true},
		{"a.go", `"api_key": "V",`, true}, {"a.go", `cfg["api_key"] = "V"`, true}, {"a.go", `SetApiKey("V")`, true}, {"a.go", `if apiKey == "V" {`, true},
		{"a.ts", `apiKey: string = 'V';`, true}, {"a.js", `apiKey:'V'`, true}, {"a.py", `api_key = b'V'`, true}, {"a.py", `api_key: Optional[str] = "V"`, true}, {"a.rb", `:api_key => 'V'`, true}, {"a.php", `$apiKey .= 'V';`, true},
		{"a.php", `define('API_KEY', 'V');`, true}, {"a.cs", `"Server=db;ApiKey=V;Pool=1"`, true}, {"a.java", `String apiKey = "V";`, true}, {"a.c", `#define API_KEY "V"`, true},
		{"a.json", `{"apiKey":"V"}`, true}, {"a.json", `{"x": "{\"apiKey\":\"V\"}"}`, true}, {"a.yaml", "api_key: V", true}, {"a.yaml", "- name: API_KEY\n  value: V", true}, {"a.yaml", "- name: API_KEY\n  value: \"V\"", true},
		{"a.properties", "acme.api-key=V", true}, {".env", "export API_KEY=V", true}, {"a.ini", "api_key   =   V ; x", true}, {"a.toml", `api_key = "V"`, true}, {"a.mk", "API_KEY ?= V", true}, {"Dockerfile", "ENV API_KEY V", true},
		{"a.sh", "acme --api-key V", true}, {"a.sh", "acme --api-key=V", true}, {"a.xml", "<apiKey>V</apiKey>", true}, {"a.xml", "<apiKey>\n  V\n</apiKey>", true}, {"a.xml", `<property name="api_key" value="V"/>`, true},
		{"a.xml", `<string name="api_key">V</string>`, true}, {"a.xml", `<x apiKey="V"/>`, true}, {"a.txt", "https://h.test/?api_key=V&x=1", true},
		{"a.yaml", "api_key_file: V", false}, {"a.yaml", "public_key: V", false}, {"a.yaml", "cache_key: V", false}, {"a.yaml", "monkey: V", false}, {"a.yaml", "tokenizer: V", false}, {"a.yaml", "next_page_token: V", false},
		{"a.yaml", "api_key: <V>", false}, {"a.yaml", "api_key: ${V}", false}, {"a.yaml", "api_key: '{{ V }}'", false}, {"a.cc", "Token::V", false},
		{"a.go", `[]string{"x", "token", "V"}`, false}, {"a.go", `[]string{"token", "V", "x"}`, false}, {"a.cc", `{"token", "V"}`, true}, {"a.js", `{password: V}`, false}, {"a.yaml", "{api_key: V}", true}, {"a.sh", `--mysql_pwd) para="V";;`, false}, {"a.java", `pwd.getBytes("V")`, false}, {"a.cc", `checkAuthOf("V")`, false}, {"a.cc", "set(\"auth\",\n  \"V\")", false},
	} {
		text := regexp.MustCompile(`\bV\b`).ReplaceAllLiteralString(tt.text, expand(t, "{alnum:32}", 5))
		got := brief(look(t, d, tt.path, []byte("x\n"+text+"\n")))
		if (len(got) == 1) != tt.want || len(got) > 1 {
			t.Errorf("%s: %s: found %v", tt.path, tt.text, got)
		}
	}
}

func TestBinaryFilesMeetStructuredRulesOnly(t *testing.T) {
	text := expand(t, "\x00\x01{crc32:ghp_}\x00password=\"{password:14}\"\x00", 1)
	if diff := cmp.Diff([]string{"github-pat structured 1-1"}, brief(look(t, detector(t), "a.bin", []byte(text)))); diff != "" {
		t.Error(diff)
	}
}

func TestUTF16(t *testing.T) {
	text := expand(t, "é\n𝄞 {crc32:ghp_}\n", 1)
	for _, big := range []bool{false, true} {
		content := []byte{0xff, 0xfe}
		if big {
			content = []byte{0xfe, 0xff}
		}
		for _, u := range utf16.Encode([]rune(text)) {
			lo, hi := byte(u), byte(u>>8)
			if big {
				lo, hi = hi, lo
			}
			content = append(content, lo, hi)
		}
		if diff := cmp.Diff([]string{"github-pat structured 2-2"}, brief(look(t, detector(t), "a.txt", content))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestFacts(t *testing.T) {
	text := expand(t, "{crc32:ghp_}", 1)
	f := &scanner.File{Entry: inventory.Entry{Path: "old/a.txt", Blob: "abc", Commit: "c0ffee"}, Role: inventory.RoleTest, Content: []byte(text)}
	facts, err := detector(t).File(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	want := []inventory.Secret{{
		Rule: "secret/github-pat", Title: "GitHub personal access token", Tier: "structured", Context: "test",
		Location: inventory.Location{Path: "old/a.txt", Commit: "c0ffee", StartLine: 1, EndLine: 1},
		Blob:     "abc", Trace: inventory.Trace{Status: inventory.StatusRemoved}, Length: 40, Fingerprint: facts.Secrets[0].Fingerprint,
	}}
	if diff := cmp.Diff(want, facts.Secrets); diff != "" {
		t.Error(diff)
	}
}

func TestFingerprint(t *testing.T) {
	d := detector(t)
	print := func(path, text string, seed uint64) string {
		facts := look(t, d, path, []byte(expand(t, text, seed)))
		if len(facts.Secrets) != 1 || len(facts.Secrets[0].Fingerprint) != 32 {
			t.Fatalf("%s: %v", text, brief(facts))
		}
		return facts.Secrets[0].Fingerprint
	}
	token := expand(t, "{crc32:ghp_}", 1)
	if print("a", token, 1) != print("b/c", "\n\nmoved: "+token, 1) {
		t.Error("a strong secret changes its identity with its place")
	}
	if print("a", "{crc32:ghp_}", 1) == print("a", "{crc32:ghp_}", 2) {
		t.Error("two tokens share an identity")
	}
	weak := `password = "hunter{digits:1}"`
	if print("a.ini", weak, 1) != print("a.ini", "\n\n"+`password   =   "pony{digits:3}"`, 2) {
		t.Error("a weak password's identity depends on its value or line number")
	}
	if print("a.ini", weak, 1) == print("b.ini", weak, 1) {
		t.Error("weak passwords of two files share an identity")
	}
}

// No fact may hold any part of a value.
func TestValuesNeverLeave(t *testing.T) {
	set := embedded(t)
	d := detector(t)
	for _, r := range set.Rules {
		for _, example := range r.Match {
			for seed := range uint64(3) {
				text := expand(t, r.ExampleOf(example, int(seed)), seed)
				facts := look(t, d, r.ExamplePath, []byte(text))
				out, err := json.Marshal(facts)
				if err != nil {
					t.Fatal(err)
				}
				if leak := common(string(out), text, r.Title); leak != "" {
					t.Errorf("%s: the facts hold %q of example %s", r.ID, leak, example)
				}
			}
		}
	}
}

// common returns a run of twelve or more characters with a digit that a text shares
// with the facts and that is no part of the rule's own words.
func common(facts, text, own string) string {
	for i := 0; i+12 <= len(text); i++ {
		part := text[i : i+12]
		if strings.ContainsAny(part, "0123456789") && strings.Contains(facts, part) && !strings.Contains(own, part) {
			return part
		}
	}
	return ""
}

func TestTruncationLeavesAGap(t *testing.T) {
	var b strings.Builder
	for seed := range uint64(maxFindings + 5) {
		b.WriteString(expand(t, "{crc32:ghp_}\n", seed))
	}
	facts := look(t, detector(t), "dump.txt", []byte(b.String()))
	want := []inventory.Gap{{Detector: "secret", Path: "dump.txt", Code: inventory.GapTruncated, Reason: "more than 1000 secrets: the rest of the file was not searched"}}
	if diff := cmp.Diff(want, facts.Gaps); diff != "" || len(facts.Secrets) != maxFindings {
		t.Errorf("%d secrets, %s", len(facts.Secrets), diff)
	}
}

func TestCancellation(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := &scanner.File{Entry: inventory.Entry{Path: "a"}, Content: []byte("x")}
	if _, err := detector(t).File(ctx, f); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func FuzzSecretFile(f *testing.F) {
	d := detector(f)
	f.Add("a.go", []byte(`password = "x`), false)
	f.Add("a.yaml", []byte("- name: TOKEN\n  value: \"\\\"\n--token x\n<apiKey>\n"), false)
	f.Add("a.json", []byte("-----BEGIN "+"PRIVATE KEY-----\\n-----END"), true)
	f.Add("a.py", []byte("t = \"\"\"\ntoken: [x, 'y'\n\"\"\"\napi_key=['a', 'b', \"c\"]"), false)
	f.Add("a.sql", []byte("\\\"token\\\";s:9:\\\"{\\\"a\\\":\\\"b\\\"}\\\" <name>token</name><value>"), false)
	f.Add("a.tf", []byte("variable \"token\" { default = \"x\" } token.equals( token = new []byte(\"x"), false)
	f.Add(".env", []byte("\xff\xfeA\x00K\x00"), false)
	f.Fuzz(func(t *testing.T, path string, content []byte, binary bool) {
		file := &scanner.File{Entry: inventory.Entry{Path: path}, Content: content, Binary: binary}
		facts, err := d.File(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		last := 0
		for _, s := range facts.Secrets {
			if s.StartLine < max(1, last) || s.EndLine < s.StartLine || s.Length < 1 || s.EndLine > 1+bytes.Count(content, []byte{'\n'}) {
				t.Errorf("a finding out of place: %+v", s)
			}
			last = s.StartLine
		}
	})
}

func BenchmarkSecret(b *testing.B) {
	d := detector(b)
	var text strings.Builder
	for seed := uint64(0); text.Len() < 1<<20; seed++ {
		text.WriteString(expand(b, "func (s *Server) handle{alpha:6}(ctx context.Context, token string) error {{\n\tkey := cacheKey(ctx, \"{lower:12}\")\n\treturn s.store.Get(key, {digits:4})\n}\n", seed))
	}
	f := &scanner.File{Entry: inventory.Entry{Path: "a.go"}, Content: []byte(text.String())}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := d.File(context.Background(), f); err != nil {
			b.Fatal(err)
		}
	}
}

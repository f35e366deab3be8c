// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"strings"
	"testing"
)

// What is no literal, or what people write in examples, is no password; a plain word is.
func TestPlainPasswords(t *testing.T) {
	d := detector(t)
	for _, tt := range []struct {
		path, text string
		want       bool
	}{
		{"a.js", "if (typeof password !== 'function')", false}, {"a.js", "if (password !== 'sunshine')", true}, {"a.yaml", `password: "client"`, true}, {"a.yaml", `password: "client_secret"`, false}, {"a.yaml", `password: "db_user"`, false}, {"a.yaml", "password: root", false}, {"a.yaml", "password: mypassword", true},
		{"a.env", "DB_PASSWORD=acme_billing", true}, {"a.yaml", "password: 'acme_billing'", true}, {"a.yaml", "password: acme_billing", false}, {"a.env", "DB_PASSWORD=acme_password", false}, {"a.env", "DB_PASSWORD=ACME_BILLING", false}, {"a.env", "DB_PASSWORD=Billing_19c", true}, {"a.diff", "pwd->pw_dir;", false},
		{"a.yaml", "password: test", false}, {"a.yaml", "password: test123", false}, {"a.yaml", "password: testpass", false}, {"a.yaml", "password: foobar", false}, {"a.yaml", "password: foobarbaz", true}, {"a.yaml", "password: 123456", true}, {"a.yaml", "password: yourSecret!", false},
		{"a.rsp", "password=###DB_PWD###", false}, {"a.js", `addPassword = "#add-password";`, false}, {"a.sh", `echo 'export PASSWORD="'$PRE_PASSWORD'"'`, false}, {"a.json", `"password": "pony.2}"`, false}, {"a.json", `"password": "V}"`, true},
		{"a.json", `"mask-password": ["cpe:2.3:a:acme:password:*:*:*:*:*:x:*:*"]`, false}, {"a.js", "s = `\npassword = cfg[\"acme_billing\"]\n`", false}, {"a.conf", "proxy_pass http://127.0.0.1:8070/acme/;", false},
		{"README.md", "password=mybilling", true}, {"README.md", "password=mybilling \\", true}, {"README.md", "password=mybilling is wrong", false}, {"README.md", "the password: mybilling", false},
		{"a.sql", "ALTER USER me IDENTIFIED BY acme19;", true}, {"a.sql", "GRANT ALL ON *.* TO 'me'@'%' IDENTIFIED BY 'acme'", true}, {"a.md", "tasks that are identified by number", false},
		{"a.py", "get(url, auth=('me', 'V'))", true}, {"a.go", `req.SetBasicAuth("me", "V")`, true}, {"a.go", `req.SetBasicAuth("me", "welcome")`, false},
	} {
		text := strings.ReplaceAll(tt.text, "V", expand(t, "{lower:3}#{digits:2}]{upper:3}={lower:3}", 3))
		if got := brief(look(t, d, tt.path, []byte("x\n"+text+"\n"))); (len(got) == 1) != tt.want || len(got) > 1 {
			t.Errorf("%s: %s: found %v", tt.path, tt.text, got)
		}
	}
}

// A value that was as likely typed as drawn is for review, and so is one whose
// name only says that it is a key.
func TestDoubtfulValuesAreWeak(t *testing.T) {
	d := detector(t)
	for text, want := range map[string]string{
		"token: {hex:32}": "assigned-secret assigned", "token: {hex:16}": "assigned-secret assigned", "token: {alnum:20}": "assigned-secret assigned", "token: {lower-digits:24}": "assigned-secret assigned",
		"token: {lower-digits:16}": "assigned-secret weak", "token: eyJ{base64url:17}.eyJ{base64url:13}.signature": "",
		"token: {uuid}": "", "access_token: {uuid}": "assigned-secret weak", "auth: {hex:8}.{hex:16}": "assigned-secret assigned", "api_token: {digits:32}": "assigned-secret assigned", "api_token: {digits:31}": "", "auth: {digits:16}-{digits:8}": "",
		"key: {hex:32}": "weak-key weak", "nkey = {upper-digits:56}": "weak-key weak", "self.key = {base64:44}": "weak-key weak", "key2: {hex:32}": "weak-key weak", "key: {uuid}": "", "acme_key: {hex:32}": "", "public_key: {hex:32}": "", "monkey: {hex:32}": "", "rowkey: {hex:32}": "", "key: {lower:8}": "",
		`id: "wx{hex:16}"`: "wechat-app-id weak", "cert: MIIBIjANBgkqhkiG9w0BAQEFAAOC{base64:300}": "", "cfg: MIIEpAIBAAKC{base64:800}": "private-key-der structured",
	} {
		got := brief(look(t, d, "a.yaml", []byte(expand(t, "- "+text+"\n", 8))))
		if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], want+" ")) {
			t.Errorf("%s: %v", text, got)
		}
	}
}

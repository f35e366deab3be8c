// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"regexp"
	"strings"
	"testing"
)

// What may stand between a name and its value, and around the value.
func TestWrappedValues(t *testing.T) {
	d := detector(t)
	for _, tt := range []struct {
		path, text string
		want       bool
	}{
		// Lists: the item of the highest entropy counts.
		{"a.json", `{"tokens": ["V", "ab"]}`, true}, {"a.json", `{"tokens": ["ab", "V"]}`, true}, {"a.json", `{"tokens": [1, "V"]}`, false}, {"a.go", `tokens := []string{"V"}`, true}, {"a.py", "tokens = [\n    'V',\n]", true}, {"a.php", `$apiKey = array('V');`, true},
		{"a.json", `"{\"tokens\":[\"ab\",\"V\"]}"`, true}, {"a.py", `tokens = [x["V"]]`, false}, {"a.json", `{"tokens": ["a", "b", "c", "d", "e", "V"]}`, false}, {"a.yaml", "X-Auth-Token:\n  - V", true}, {"a.go", "token:\n  - V", false}, {"a.go", "c := `\ntoken:\n  - V\n`", true},
		// Decoders and conversions.
		{"a.java", `setApiKey(Base64.decode("V"));`, true}, {"a.go", `ApiKey: aws.String("V"),`, true}, {"a.go", `apiKey = []byte("V")`, true}, {"a.java", `apiKey = new String("V");`, true}, {"a.py", `api_key = base64.b64decode(b"V")`, true},
		{"a.go", `apiKey := lookup("V")`, false}, {"a.go", `apiKey := os.Getenv("V")`, false}, {"a.java", `apiKey = Base64.decode(V)`, false}, {"a.js", `apiKey = config["V"]`, false},
		// A mapping as value: the longest string in it.
		{"a.json", `"Token": "{\"name\":\"root\",\"sig\":\"V\"}"`, true}, {"a.json", `"Token": "{\"sig\": \"V\", \"name\": \"root\"}"`, true}, {"a.js", `token = '{"sig":"V"}'`, true}, {"a.json", `"Token": "{\"name\":\"root\",\"admin\":\"yes, always and ever\"}"`, false},
		// PHP's serialization, plain and in SQL.
		{"a.sql", `(1, 'a:2:{s:7:"api_key";s:32:"V";}')`, true}, {"a.sql", `(1, 'a:2:{s:7:\"api_key\";s:32:\"V\";}')`, true}, {"a.sql", `"api_key";i:32;"V"`, false}, {"a.sql", `"api_key";s:;"V"`, false},
		// Elements.
		{"a.xml", "<property>\n  <name>acme.api.key</name>\n  <value>V</value>\n</property>", true}, {"a.xml", "<entry key=\"api_key\">\n<value>V</value></entry>", true}, {"a.xml", "<name>api_key</name><other>V</other>", false},
		// Declarations.
		{"a.tf", "variable \"api_key\" {\n  type = string\n  default = \"V\"\n}", true}, {"a.tf", "variable \"api_key\" {}\nvariable \"x\" {\n  default = \"V\"\n}", false}, {"a.tf", `variable "api_key" { default = var.V }`, false},
		// Comparisons.
		{"a.java", `if (apiKey.equals("V")) {`, true}, {"a.java", `if (apiKey.matches("V")) {`, false}, {"a.go", `if apiKey != "V" {`, true}, {"a.js", `apiKey !== 'V'`, true}, {"a.sh", `if [ "${API_KEY}" == "V" ]; then`, true}, {"a.sh", `-v ${API_KEY}:/V`, false},
		// Flags and parameters of a URL.
		{"a.sh", "acme -repotoken V", true}, {"a.sh", "mysql -p$API_KEY acme_billing", false}, {"a.js", "// http://h.test/cb#access_token=V&token_type=x", true}, {"a.js", "// http://h.test/cb?access_token=V", true}, {"a.c", "if (x && token=V) {", false},
		// Strings of several lines.
		{"a.go", "const c = `\napi_key: V\n`", true}, {"a.go", "const c = `\n{user: me, token: V}\n`", true}, {"a.go", "const c = `x`\ntoken: V", false}, {"a.go", "// don't `x\ntoken: V\n", false}, {"a.go", "s := \"`\"\ntoken: V\n", false}, {"a.go", "/* ` */\ntoken: V\n", false},
		{"a.py", "c = \"\"\"\napi_key: V\n\"\"\"", true}, {"a.py", "c = '''\napi_key = V\n'''", true}, {"a.java", "String c = \"\"\"\n    api_key: V\n    \"\"\";", true}, {"a.py", "# \"\"\"\napi_key: V\n", false}, {"a.c", "`\napi_key: V\n`", false},
		{"a.js", "c = `" + strings.Repeat("x;", 200) + "token:V,", false},
	} {
		text := regexp.MustCompile(`\bV\b`).ReplaceAllLiteralString(tt.text, expand(t, "{alnum:32}", 5))
		got := brief(look(t, d, tt.path, []byte("x\n"+text+"\n")))
		if (len(got) == 1) != tt.want || len(got) > 1 {
			t.Errorf("%s: %s: found %v", tt.path, tt.text, got)
		}
	}
}

// Words that stand beside a quote and assign nothing.
func TestNothingIsAssigned(t *testing.T) {
	d := detector(t)
	for _, tt := range []struct {
		path, text string
		want       bool
	}{
		{"a.h", "* declare and pass 'V' pointers in", false}, {"a.go", `// and pass "V" to it`, false}, {"a.rb", `pass "V"`, true}, {"a.rb", `password "V" do`, true}, {"a.conf", `user me pass "V" port 22`, true}, {"a.go", `pass: "V" + x`, true},
		{"a.cc", `"MYSQL password")("V", value())`, false}, {"a.js", `setPassword("V")`, true}, {"a.js", `obj["setPassword"]("V")`, true},
		{"a.js.map", `{"x": "<b prop=\"pass\">\r\n <i></i>"}`, false}, {"a.js.map", `{"x": "<b prop=\"pass\">V</b>"}`, true},
		{"a.js.map", `{"x": "// first pass: V all nodes"}`, false}, {"a.js.map", `{"x": "pass: 'V', x"}`, true}, {"a.map", `pass: V`, true},
	} {
		text := regexp.MustCompile(`\bV\b`).ReplaceAllLiteralString(tt.text, expand(t, "hunter{digits:2}", 5))
		if got := brief(look(t, d, tt.path, []byte("x\n"+text+"\n"))); (len(got) == 1) != tt.want {
			t.Errorf("%s: %s: found %v", tt.path, tt.text, got)
		}
	}
}

func TestRawText(t *testing.T) {
	text := []byte("a := `b\nc` + \"`\" + 'd' // `e\nf /* ` */ `g\nh")
	r := rawOf("x.go", text)
	inside := ""
	for i := range text {
		if r.holds(i) && isLetter(text[i]) {
			inside += string(text[i])
		}
	}
	if inside != "bcgh" {
		t.Errorf("%q lies in strings of several lines", inside)
	}
	if rawOf("x.c", text).holds(5) {
		t.Error("C has no such strings")
	}
}

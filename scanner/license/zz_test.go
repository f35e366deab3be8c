package license

import (
	"os"
	"strings"
	"testing"
)

func TestZZ(t *testing.T) {
	for _, f := range strings.Fields(os.Getenv("ZZ")) {
		b, _ := os.ReadFile("/tmp/w/lic/" + f)
		t.Log(f)
		got := scan(t, newDetector(t, Options{}), f, b)
		t.Log(summary(got))
	}
}
func asset(t testing.TB, path string) []byte { return nil }

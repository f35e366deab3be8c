package license

import (
	"io/fs"
	"os"
	"path/filepath"
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
func TestProf(t *testing.T) {
	if os.Getenv("PROF") == "" {
		t.Skip()
	}
	d := newDetector(t, Options{})
	n := 0
	filepath.WalkDir(os.Getenv("PROF"), func(p string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			b, _ := os.ReadFile(p)
			scan(t, d, p, b)
			n++
		}
		return nil
	})
	t.Log(n)
}

package detector

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// peer is a scanner that is run over a folder and says on which lines of which
// files it found something.
type peer struct {
	name string
	find func(t *testing.T, dir string) map[string][]int
}

// TestPeers prints how other scanners do on the corpus, beside covkey. It needs
// built programs, which bench/peers.sh gets and names in the environment.
func TestPeers(t *testing.T) {
	covkey, gitleaks := os.Getenv("COVKEY_PEERS_COVKEY"), os.Getenv("COVKEY_PEERS_GITLEAKS")
	if covkey == "" || gitleaks == "" {
		t.Skip("bench/peers.sh runs this with the programs to compare")
	}
	peers := []peer{
		{"covkey", func(t *testing.T, dir string) map[string][]int { return runCovkey(t, covkey, dir) }},
		{"gitleaks, all rules", func(t *testing.T, dir string) map[string][]int { return runGitleaks(t, gitleaks, dir) }},
		{"gitleaks, Codecov's rule", func(t *testing.T, dir string) map[string][]int {
			return runGitleaks(t, gitleaks, dir, "--enable-rule", "codecov-access-token")
		}},
	}
	for _, half := range []struct{ name, dir string }{{"tuned on", corpusDir}, {"held apart", heldDir}} {
		cases := readCorpus(t, half.dir)
		dir := t.TempDir()
		for i, c := range cases {
			file := filepath.Join(dir, fmt.Sprintf("%04d", i), filepath.FromSlash(c.path))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(fill(t, c.text).text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range peers {
			found := p.find(t, dir)
			keys, right, files, wrong := 0, 0, 0, 0
			for i, c := range cases {
				lines := found[fmt.Sprintf("%04d", i)]
				switch {
				case c.kind == string(BadgeToken): // only on request
				case c.kind == "none":
					files++
					if len(lines) > 0 {
						wrong++
					}
				default:
					keys++
					if slices.Contains(lines, c.line) {
						right++
					}
				}
			}
			t.Logf("%-10s  %-25s %3d of %3d keys (%5.1f %%), something in %3d of %3d files without one",
				half.name, p.name, right, keys, 100*share(right, keys), wrong, files)
		}
	}
}

// runCovkey is one run of covkey over a folder.
func runCovkey(t *testing.T, program, dir string) map[string][]int {
	t.Helper()
	var report struct {
		Findings []struct {
			Path string
			Line int
		}
	}
	cmd := exec.Command(program, "scan", "files", "--format", "json", ".")
	cmd.Dir = dir
	out, err := cmd.Output()
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != 1 {
		t.Fatalf("covkey: %v", err)
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	found := map[string][]int{}
	for _, f := range report.Findings {
		name, _, _ := strings.Cut(filepath.ToSlash(filepath.Clean(f.Path)), "/")
		found[name] = append(found[name], f.Line)
	}
	return found
}

// runGitleaks is one run of gitleaks over a folder.
func runGitleaks(t *testing.T, program, dir string, args ...string) map[string][]int {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.json")
	args = append([]string{"dir", ".", "--no-banner", "--exit-code", "0", "--redact", "--report-format", "json", "--report-path", file}, args...)
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("gitleaks: %v\n%s", err, out)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var report []struct {
		File      string
		StartLine int
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	found := map[string][]int{}
	for _, f := range report {
		name, _, _ := strings.Cut(filepath.ToSlash(filepath.Clean(f.File)), "/")
		found[name] = append(found[name], f.StartLine)
	}
	return found
}

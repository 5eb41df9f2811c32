package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/covkey/covkey/detector"
)

var update = flag.Bool("update", false, "write the golden files anew")

// inCommit puts findings into a commit.
func inCommit(fs []Finding, id, subject string) []Finding {
	for i := range fs {
		fs[i].Commit, fs[i].Subject = strings.Repeat(id, 40/len(id)), subject
	}
	return fs
}

// inImage puts findings into an image.
func inImage(fs []Finding, image Image) []Finding {
	for i := range fs {
		fs[i].Image = &image
	}
	return fs
}

// samples are the reports whose printed forms are kept.
func samples(t *testing.T) map[string]Report {
	t.Helper()
	started := time.Date(2026, 11, 26, 3, 4, 5, 600e6, time.UTC)
	base := Report{Operation: Scan, Version: "v1.2.3", Started: started, Ended: started.Add(1234 * time.Millisecond)}

	clean := base
	clean.Commits, clean.Blobs, clean.Bytes = 2, 5, 4096

	failed := base
	failed.Errors = []string{"reading blob 1f3a: unexpected end of file", "lib/a b.py: permission denied"}
	failed.Notes = []string{"2 files left out by .covkey.yaml"}

	push := clean
	push.Operation, push.Allowed = Push, 1
	push.Notes = []string{"allowed by an entry that this change adds to .covkey.yaml:3: demo"}
	push.Head = strings.Repeat("ab", 20)
	push.Findings = slices.Concat(
		inCommit(scanText(t, "ci/upload.sh", "#!/bin/sh\n\tcodecov -t KEY -f a.xml\n"), "ab", "upload coverage from a script"),
		inCommit(scanText(t, "docs/ü b.md", "Ü: [x](https://codecov.io/gh/o/r/branch/main/graph/badge.svg?token=tx4K"+"9bQz7R)\n"), "ab", "upload coverage from a script"),
		inCommit(scanText(t, commitMessage, "rotate\n\ncurl -H 'Authorization: Bearer KEY' https://api.codecov.io/api/v2/gh\n"), "cd", "rotate"),
		inCommit(scanText(t, ".github/workflows/ci.yml", "on: push\njobs:\n  a:\n    steps:\n      - uses: codecov/codecov-action@v5\n        with:\n          token: KEY\n"), "ef", "add CI"),
	)

	staged := clean
	staged.Operation, staged.Commits = Commit, 0
	staged.Findings = scanText(t, "config/dev.env", "CODECOV_TOKEN=KEY\n")

	image := clean
	image.Commits = 0
	image.Findings = slices.Concat(
		inImage(scanText(t, "app/ci.env", "CODECOV_TOKEN=KEY\n"), Image{
			Names: []string{"widget:1.0 (linux/amd64)"}, Layer: "sha256:" + strings.Repeat("0a", 32), Number: 1, Layers: 3,
			Instruction: "COPY . /app", State: "deleted", HiddenBy: 3,
		}),
		inImage(scanText(t, "IMAGE_CONFIG/Env", "ENV CODECOV_TOKEN=KEY\n"), Image{Names: []string{"a:1", "b:1", "c:1", "d:1", "e:1"}}),
	)

	verified := clean
	verified.Notes = []string{"3 keys asked about at api.codecov.io: 1 live, 1 dead, 1 unknown"}
	verified.Findings = scanText(t, "ci.sh", "export CODECOV_TOKEN=KEY\ncodecov -t KEY\ncurl -H 'Authorization: Bearer KEY' https://api.codecov.io/api/v2/gh\n")
	for i, v := range []Verified{
		{"live", detector.APIToken, "api.codecov.io", "it may read what its owner may"},
		{"dead", detector.UploadToken, "api.codecov.io", "neither an upload token nor an API token there"},
		{"unknown", detector.APIToken, "api.codecov.io", "the server failed (HTTP 502)"},
	} {
		verified.Findings[i].Verified = &v
	}

	return map[string]Report{"verified": verified, "image": image, "clean": clean, "failed": failed, "push": push, "staged": staged, "history": historySample(t, clean)}
}

// TestGolden keeps what each format looks like: go test ./report -run Golden -update
func TestGolden(t *testing.T) {
	t.Parallel()
	for name, r := range samples(t) {
		for _, format := range Formats {
			file := filepath.Join("testdata", name+"."+format)
			got := print(t, r, format, false, false)
			if strings.HasPrefix(got, "{") { // on one line, which no diff shows well
				var indented bytes.Buffer
				if err := json.Indent(&indented, []byte(got), "", "  "); err != nil {
					t.Fatal(err)
				}
				got = indented.String()
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
			}
		}
	}
}

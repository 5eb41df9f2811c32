//go:build unix

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestDoctorSchema: the report is what docs/schema says of it, and the page about the
// checks has each of them.
func TestDoctorSchema(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.write(filepath.Join(s.repo, "Dockerfile"), "FROM alpine\nARG CODECOV_TOKEN\n")
	cmd := exec.Command(binary, "doctor", "--format", "json")
	cmd.Dir, cmd.Env = s.repo, s.env
	out, err := cmd.Output()
	if cmd.ProcessState.ExitCode() != exitFound {
		t.Fatalf("exit code %d, want %d: %v", cmd.ProcessState.ExitCode(), exitFound, err)
	}
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "schema", "doctor-v1.json"))
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(document); err != nil {
		t.Error(err)
	}
}

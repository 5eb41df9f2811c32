package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOffers: what can stand at a place of a command line.
func TestOffers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ typed, want string }{
		{"", "install uninstall status hook scan allow completion version help"},
		{"s", "status scan"},
		{"scan ", "staged commits history files"},
		{"scan st", "staged"},
		{"scan staged --f", "--format"},
		{"scan staged --format ", "text json sarif junit github gitlab"},
		{"scan staged --format=j", "--format=json --format=junit"},
		{"scan staged --format = j", "--format=json --format=junit"},
		{"scan staged --format json --color a", "auto always"},
		{"scan staged --severity ", "low high critical"},
		{"scan staged --output ", ""},
		{"scan files ", ""},
		{"scan files -- --f", ""},
		{"hook ", "pre-commit pre-merge-commit commit-msg pre-push"},
		{"hook pre-push o", ""},
		{"install --hook pre-p", "pre-push"},
		{"-C some/where sca", "scan"},
		{"--v", "--version"},
		{"help sc", "scan"},
		{"help scan hi", "history"},
		{"completion ", "bash zsh fish powershell"},
		{"completion @", "bash zsh fish powershell"}, // as PowerShell's script says it
		{"version --format ", "text json"},
		{"scan --h", "--help"},
		{"nothing ", ""},
	} {
		var got []string
		for _, o := range offers(description(), joined(strings.Split(tt.typed, " "))) {
			got = append(got, o.word)
		}
		want := strings.Fields(tt.want)
		if tt.want == "" && len(got) == 0 {
			continue
		}
		// Other commands and formats may be there as well.
		if missing := slices.DeleteFunc(want, func(w string) bool { return slices.Contains(got, w) }); len(missing) > 0 || tt.want == "" {
			t.Errorf("covkey %s: %v, want %v", tt.typed, got, tt.want)
		}
	}
}

// TestShells: the scripts work in the shells themselves.
func TestShells(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, sh := range shells() {
		text, err := scripts.ReadFile("completion/" + sh.file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, sh.file), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, program string
		args          []string
	}{
		{"bash", "bash", []string{"--norc", "-c", `. ./covkey.bash
			try() { COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=(); _covkey; echo "${COMPREPLY[*]}"; }
			try covkey scan st
			try covkey scan staged --format = js
			try covkey hook pre-p
			try covkey scan files ""
			complete -p covkey`}},
		{"zsh", "zsh", []string{"-f", "-c", `compdef() { :; }; source ./_covkey
			_describe() { print -r -- ${${(P)4}%%:*}; }; _files() { print; }
			try() { words=("$@"); CURRENT=$#; _covkey; }
			try covkey scan st
			try covkey scan staged --format=js
			try covkey hook pre-p
			try covkey scan files ""
			print complete`}},
		{"fish", "fish", []string{"--no-config", "-c", `source ./covkey.fish
			function try; echo (complete -C $argv | string replace -r '\t.*' ''); end
			try 'covkey scan st'
			try 'covkey scan staged --format=js'
			try 'covkey hook pre-p'
			cd empty; try 'covkey scan files '
			echo complete`}},
		{"powershell", "pwsh", []string{"-NoProfile", "-Command", `. ./covkey.ps1
			function try($line) { (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ' ' }
			try 'covkey scan st'; try 'covkey scan staged --format=js'; try 'covkey hook pre-p'; ''; 'complete'`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			program, err := exec.LookPath(tt.program)
			if err != nil {
				t.Skip(tt.program + " is not installed")
			}
			work := t.TempDir()
			for _, sh := range shells() {
				if err := os.Link(filepath.Join(dir, sh.file), filepath.Join(work, sh.file)); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Mkdir(filepath.Join(work, "empty"), 0o755); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(program, tt.args...)
			cmd.Dir = work
			cmd.Env = append(os.Environ(), "HOME="+work, "PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, err := cmd.CombinedOutput()
			lines := strings.Split(string(out), "\n")
			// bash divides a word at the sign, and gets the part behind it.
			format := map[string]string{"bash": "json"}[tt.name]
			if format == "" {
				format = "--format=json"
			}
			want := []string{"staged", format, "pre-push", ""}
			if err != nil || len(lines) < 5 || !slices.Equal(lines[:4], want) || !strings.HasPrefix(lines[4], "complete") {
				t.Errorf("%v, want %q, then that it completes\n%s", err, want, out)
			}
		})
	}
}

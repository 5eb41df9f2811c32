package detector

import (
	"strings"
	"testing"
)

const (
	endOfLine  = "   (at the end of the line)"
	lineBefore = "   (on the line before)"
	byCommand  = "covkey allow sha256:"
)

// syntaxCases: the advice for a key in each kind of file.
var syntaxCases = []struct{ path, fix, hint string }{
	{".github/workflows/ci.yml", "${{ secrets.CODECOV_TOKEN }} (", "# covkey:allow <why>" + endOfLine},
	{"sub/.github/workflows/ci.yaml", "${{ secrets.CODECOV_TOKEN }}", "# covkey:allow <why>" + endOfLine},
	{".github/actions/cover/action.yml", "${{ inputs.codecov-token }}", "# covkey:allow <why>" + endOfLine},
	{".github/codecov.yml", "remove the token", "# covkey:allow <why>" + endOfLine},
	{".github/scripts/ci.sh", `"$CODECOV_TOKEN"`, "# covkey:allow <why>" + endOfLine},
	{"action.yml", "${{ inputs.codecov-token }}", "# covkey:allow <why>" + endOfLine},
	{".gitlab-ci.yml", "$CODECOV_TOKEN (add it under Settings > CI/CD", "# covkey:allow <why>" + endOfLine},
	{".circleci/config.yml", "$CODECOV_TOKEN (add it under Project", "# covkey:allow <why>" + endOfLine},
	{".travis.yml", "$CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
	{"azure-pipelines.yml", "$(CODECOV_TOKEN)", "# covkey:allow <why>" + endOfLine},
	{"bitbucket-pipelines.yml", "$CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
	{"appveyor.yml", "%CODECOV_TOKEN%", "# covkey:allow <why>" + endOfLine},
	{".drone.yml", "$CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
	{".woodpecker/test.yml", "$CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
	{"codecov.yml", "remove the token", "# covkey:allow <why>" + endOfLine},
	{".codecov.yaml", "remove the token", "# covkey:allow <why>" + endOfLine},
	{"Jenkinsfile", "credentials('codecov-token')", "// covkey:allow <why>" + endOfLine},
	{"Jenkinsfile.nightly", "credentials('codecov-token')", "// covkey:allow <why>" + endOfLine},
	{"Dockerfile", "RUN --mount=type=secret,id=CODECOV_TOKEN", "# covkey:allow-next-line <why>" + lineBefore},
	{"build/Dockerfile.test", "RUN --mount=type=secret", "# covkey:allow-next-line <why>" + lineBefore},
	{"test.Dockerfile", "RUN --mount=type=secret", "# covkey:allow-next-line <why>" + lineBefore},
	{"Makefile", "$(CODECOV_TOKEN)", "# covkey:allow-next-line <why>" + lineBefore},
	{"rules.mk", "$(CODECOV_TOKEN)", "# covkey:allow-next-line <why>" + lineBefore},
	{"docker-compose.yml", "${CODECOV_TOKEN}", "# covkey:allow <why>" + endOfLine},
	{"compose.yaml", "${CODECOV_TOKEN}", "# covkey:allow <why>" + endOfLine},
	{".env", "remove the line (keep CODECOV_TOKEN", "# covkey:allow-next-line <why>" + lineBefore},
	{".env.local", "remove the line", "# covkey:allow-next-line <why>" + lineBefore},
	{"ci.env", "remove the line", "# covkey:allow-next-line <why>" + lineBefore},
	{"COMMIT_MSG", "take it out of the message", "covkey:allow <why>" + endOfLine},
	{"TAG_MSG", "take it out of the message", "covkey:allow <why>" + endOfLine},
	{"a.yml", "$CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
	{"a.sh", `"$CODECOV_TOKEN"`, "# covkey:allow <why>" + endOfLine},
	{"a.fish", "$CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
	{"a.ps1", "$env:CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
	{"a.BAT", "%CODECOV_TOKEN%", "REM covkey:allow-next-line <why>" + lineBefore},
	{"a.py", `os.environ["CODECOV_TOKEN"]`, "# covkey:allow <why>" + endOfLine},
	{"a.ts", "process.env.CODECOV_TOKEN", "// covkey:allow <why>" + endOfLine},
	{"a.mjs", "process.env.CODECOV_TOKEN", "// covkey:allow <why>" + endOfLine},
	{"a.go", `os.Getenv("CODECOV_TOKEN")`, "// covkey:allow <why>" + endOfLine},
	{"A.java", `System.getenv("CODECOV_TOKEN")`, "// covkey:allow <why>" + endOfLine},
	{"build.gradle.kts", `System.getenv("CODECOV_TOKEN")`, "// covkey:allow <why>" + endOfLine},
	{"a.rb", `ENV.fetch("CODECOV_TOKEN")`, "# covkey:allow <why>" + endOfLine},
	{"a.php", "getenv('CODECOV_TOKEN')", "// covkey:allow <why>" + endOfLine},
	{"a.cs", `Environment.GetEnvironmentVariable("CODECOV_TOKEN")`, "// covkey:allow <why>" + endOfLine},
	{"a.rs", `std::env::var("CODECOV_TOKEN")`, "// covkey:allow <why>" + endOfLine},
	{"a.R", `Sys.getenv("CODECOV_TOKEN")`, "# covkey:allow <why>" + endOfLine},
	{"a.jl", `ENV["CODECOV_TOKEN"]`, "# covkey:allow <why>" + endOfLine},
	{"a.pl", "$ENV{CODECOV_TOKEN}", "# covkey:allow <why>" + endOfLine},
	{"a.lua", `os.getenv("CODECOV_TOKEN")`, "-- covkey:allow <why>" + endOfLine},
	{"a.tf", "var.codecov_token", "# covkey:allow <why>" + endOfLine},
	{"a.json", "$CODECOV_TOKEN", byCommand},
	{"a.ipynb", `os.environ["CODECOV_TOKEN"]`, byCommand},
	{"tox.ini", "{env:CODECOV_TOKEN} (", "# covkey:allow-next-line <why>" + lineBefore},
	{"a.toml", "remove it", "# covkey:allow-next-line <why>" + lineBefore},
	{"a.ini", "remove it", "; covkey:allow-next-line <why>" + lineBefore},
	{"a.properties", "remove it", "# covkey:allow-next-line <why>" + lineBefore},
	{"pom.xml", "${env.CODECOV_TOKEN}", "<!-- covkey:allow <why> -->" + endOfLine},
	{"README.md", "write a placeholder", "<!-- covkey:allow <why> -->" + endOfLine},
	{"README.rst", "write a placeholder", ".. covkey:allow-next-line <why>" + lineBefore},
	{"a.tex", "write a placeholder", "% covkey:allow <why>" + endOfLine},
	{"a.css", "$CODECOV_TOKEN", "/* covkey:allow <why> */" + endOfLine},
	{"a.unknown", "$CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
	{"noextension", "$CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
	{"", "$CODECOV_TOKEN", "# covkey:allow <why>" + endOfLine},
}

func TestAdvice(t *testing.T) {
	for _, tt := range syntaxCases {
		got := Scan(Input{Path: tt.path, Text: []byte("CODECOV_TOKEN=" + randomUUID(t))}, Options{})
		if len(got) != 1 {
			t.Fatalf("%s: %d findings", tt.path, len(got))
		}
		if !strings.HasPrefix(got[0].Fix, tt.fix) || strings.Contains(got[0].Fix, "%!") {
			t.Errorf("%s: fix is %q, want %q", tt.path, got[0].Fix, tt.fix)
		}
		if !strings.HasPrefix(got[0].AllowHint, tt.hint) {
			t.Errorf("%s: hint is %q, want %q", tt.path, got[0].AllowHint, tt.hint)
		}
		if strings.Contains(got[0].AllowHint, byCommand) && !strings.Contains(got[0].AllowHint, string(got[0].Fingerprint)+` --reason "<why>"`) {
			t.Errorf("%s: hint %q does not name the value", tt.path, got[0].AllowHint)
		}
	}
}

// TestAdviceByInterpreter: a script without an ending is known by its first line.
func TestAdviceByInterpreter(t *testing.T) {
	for first, fix := range map[string]string{
		"#!/bin/sh":              `"$CODECOV_TOKEN"`,
		"#!/usr/bin/env bash":    `"$CODECOV_TOKEN"`,
		"#!/usr/bin/env python3": `os.environ["CODECOV_TOKEN"]`,
		"#!/usr/bin/node":        "process.env.CODECOV_TOKEN",
		"#!/usr/bin/env ruby":    `ENV.fetch("CODECOV_TOKEN")`,
		"#!/usr/bin/perl -w":     "$ENV{CODECOV_TOKEN}",
		"#!/usr/bin/env pwsh":    "$env:CODECOV_TOKEN",
		"#!/usr/bin/env Rscript": `Sys.getenv("CODECOV_TOKEN")`,
		"#!/usr/bin/env fish":    "$CODECOV_TOKEN",
		"#!/usr/bin/make -f":     "$(CODECOV_TOKEN)",
		"#!/usr/bin/awk -f":      "$CODECOV_TOKEN",
	} {
		got := Scan(Input{Path: "bin/run", Text: []byte(first + "\nCODECOV_TOKEN=" + randomUUID(t))}, Options{})
		if len(got) != 1 || !strings.HasPrefix(got[0].Fix, fix) {
			t.Errorf("%s: fix is %q, want %q", first, got[0].Fix, fix)
		}
	}
}

// TestAdviceNamesTheVariable: the project's own name where it is one, otherwise
// the one that Codecov's tools read.
func TestAdviceNamesTheVariable(t *testing.T) {
	for _, tt := range []struct{ path, text, fix string }{
		{"a.sh", "MY_CODECOV_TOKEN=KEY", `"$MY_CODECOV_TOKEN"`},
		{"a.sh", "codecov_token=KEY", `"$CODECOV_TOKEN"`},
		{"a.sh", "codecov -t KEY", `"$CODECOV_TOKEN"`},
		{"a.sh", "codecov_api_token=KEY", `"$CODECOV_API_TOKEN"`},
		{"a.sh", "codecovcli label-analysis --token HEX40", `"$CODECOV_STATIC_TOKEN"`},
		{workflow, "- uses: codecov/codecov-action@v4\n  with:\n    token: KEY", "${{ secrets.CODECOV_TOKEN }}"},
		{"README.md", "https://codecov.io/gh/o/r/graph/badge.svg?token=BADGE", "nothing: a badge token is meant to be shown"},
		{"pom.xml", `<env name="CODECOV_TOKEN_CI" value="KEY"/>`, "${env.CODECOV_TOKEN_CI}"},
	} {
		got := Scan(Input{Path: tt.path, Text: []byte(fill(t, tt.text).text)}, Options{})
		if len(got) != 1 || !strings.HasPrefix(got[0].Fix, tt.fix) {
			t.Errorf("%q: %d findings, fix is not %q", tt.text, len(got), tt.fix)
		}
	}
}

// TestHintInContinuedCommands: a comment must not end a command that goes on.
func TestHintInContinuedCommands(t *testing.T) {
	for _, tt := range []struct{ path, text, hint string }{
		{"a.sh", "codecov -t KEY \\\n  -f x", byCommand},
		{"a.sh", "codecov \\\n  -t KEY", "# covkey:allow <why>" + endOfLine},
		{"a.ps1", "codecov -t KEY `\n  -f x", byCommand},
		{"a.bat", "codecov -t KEY ^\n  -f x", "REM covkey:allow-next-line <why>" + lineBefore},
		{"a.bat", "codecov ^\n  -t KEY", byCommand},
		{"Makefile", "x:\n\tcodecov \\\n\t-t KEY", byCommand},
		{"Makefile", "x:\n\tcodecov -t KEY \\\n\t-f x", "# covkey:allow-next-line <why>" + lineBefore},
		{"Dockerfile", "RUN codecov \\\n  -t KEY \\\n  -f x", "# covkey:allow-next-line <why>" + lineBefore},
		{"README.md", "Run `codecov -t KEY`", "<!-- covkey:allow <why> -->" + endOfLine},
	} {
		got := Scan(Input{Path: tt.path, Text: []byte(fill(t, tt.text).text)}, Options{})
		if len(got) != 1 || !strings.HasPrefix(got[0].AllowHint, tt.hint) {
			t.Errorf("%s %q: %d findings, hint is not %q", tt.path, tt.text, len(got), tt.hint)
		}
	}
}

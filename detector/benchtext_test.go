package detector

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
)

// benchText is a text whose cost is measured, and the name of the file that it is in.
type benchText struct{ name, file, text string }

// cleanTexts have no mention of Codecov.
func cleanTexts(size int) []benchText {
	return []benchText{
		{"source", "serve.go", grown(cleanSource, size)},
		{"words", "words.txt", grown("some words of a source file, none of them about coverage; var value = 12\n", size)},
		{"sums", "SHA256SUMS", grown("OTHER32  ./some/file.txt\n", size)},
		{"prose", "guide.md", grown(cleanProse, size)},
		{"numbers", "table.csv", grown("2024-02-11,17.25,-3.5e-07,0.0012,north,41,TRUE\n", size)},
		{"minified", "bundle.min.js", grown(cleanMinified, size)},
		{"utf16", "strings.rc", utf16Text(grown(cleanProse, size/2))},
		{"binary", "prog.o", binaryText(size)},
	}
}

// nearTexts have no mention of Codecov either, and are made of what looks like one.
func nearTexts(size int) []benchText {
	return []benchText{
		{"v", "v.txt", grown("v", size)},
		{"co", "co.txt", grown("co", size)},
		{"de", "de.txt", grown("de", size)},
		{"cov", "cov.txt", grown("cov", size)},
		{"almost", "almost.txt", grown("odecov", size)},
		{"coverage", "coverage.txt", grown("code_coverage ", size)},
	}
}

const cleanProse = `When a request cannot be answered, the server decides whether it is worth trying
again. Every value that was received over the network is verified before it moves on, and
however often a client retries, it is never served twice. Developers who have to cover a
device of their own should observe how the driver behaves when the line is cut.

`

const cleanMinified = `!function(e,t){"object"==typeof exports?t(exports):t(e.lib={})}(this,function(e){var t=` +
	`Object.create(null);function n(e,t,n){return t in e?Object.defineProperty(e,t,{value:n,enumerable:!0}):e[t]=n,e}` +
	`var r=function(e){return void 0===e?null:decodeURIComponent(e)};e.code=r;for(var o=0;o<16;o++)n(t,o,r(""+o))});`

// utf16Text is ASCII in UTF-16 behind a byte-order mark.
func utf16Text(text string) string {
	out := append([]byte(nil), bomUTF16LE...)
	for _, r := range text {
		out = binary.LittleEndian.AppendUint16(out, uint16(r))
	}
	return string(out)
}

// binaryText is like a program: numbers that are small mostly, names, random bytes.
func binaryText(size int) string {
	random := benchRandom()
	var out []byte
	for len(out) < size {
		for range 16 {
			out = binary.LittleEndian.AppendUint32(out, random.Uint32()>>(random.Uint32()%32))
		}
		out = append(out, "\x00runtime.deferreturn\x00"...)
	}
	return string(out[:size])
}

// benchRandom makes the same values in each run.
func benchRandom() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// denseTexts are files that mention Codecov and have no key in them.
func denseTexts(size int) []benchText {
	return []benchText{
		{"workflow", ".github/workflows/test.yml", grown(denseWorkflow, size)},
		{"travis", ".travis.yml", grown(denseTravis, size)},
		{"circleci", ".circleci/config.yml", grown(denseCircle, size)},
		{"settings", "codecov.yml", grown(denseSettings, size)},
		{"readme", "README.md", grown(denseReadme, size)},
		{"dockerfile", "Dockerfile", grown(denseDockerfile, size)},
		{"shell", "ci/upload.sh", grown(denseShell, size)},
		{"package-lock", "package-lock.json", packageLock(size)},
		{"yarn", "yarn.lock", yarnLock(size)},
		{"go.sum", "go.sum", goSum(size)},
		{"cargo", "Cargo.lock", cargoLock(size)},
		{"changelog", "CHANGELOG.md", changelog(size)},
		{"lock", "a.yml", "codecov\n" + grown("  integrity sha1-HEX40\n  id: OTHER\n", size)},
	}
}

const denseWorkflow = `name: test
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@HEX40 # v4.2.2
      - uses: actions/setup-go@HEX40 # v5.1.0
        with:
          go-version: stable
      - run: go test -race -coverprofile=coverage.txt ./...
      - uses: codecov/codecov-action@HEX40 # v5.0.7
        with:
          token: ${{ secrets.CODECOV_TOKEN }}
          files: coverage.txt
`

const denseTravis = `language: python
python: ["3.8", "3.9"]
env:
  global:
    - secure: "q8Yb2m/Nn1cTzK0vR5dXwE7uJ4hLsQ9aPfGi3oWtZx6BkVyCeMrDnHjSlUqTgFpA"
    - CODECOV_FLAGS=unit
install:
  - pip install -r requirements.txt
  - pip install codecov
script:
  - coverage run -m pytest
after_success:
  - codecov -t $CODECOV_TOKEN --flags $CODECOV_FLAGS
  - bash <(curl -s https://codecov.io/bash)
`

const denseCircle = `version: 2.1
orbs:
  codecov: codecov/codecov@4.1.0
jobs:
  build:
    docker:
      - image: cimg/python@sha256:3f4a1c9be02d7788a6b5c4d3e2f10918273645a5b4c3d2e1f00f1e2d3c4b5a69
    steps:
      - checkout
      - restore_cache:
          key: deps-{{ checksum "requirements.txt" }}
      - run: pytest --cov=src
      - codecov/upload:
          file: coverage.xml
          token: CODECOV_TOKEN
`

const denseSettings = `codecov:
  require_ci_to_pass: yes
  notify:
    wait_for_ci: true
coverage:
  precision: 2
  range: "70...100"
  status:
    project:
      default:
        target: 80%
        threshold: 1%
ignore:
  - "vendor/**/*"
`

const denseReadme = `# widget

[![build](https://github.com/acme/widget/actions/workflows/test.yml/badge.svg)](https://github.com/acme/widget/actions)
[![codecov](https://codecov.io/gh/acme/widget/branch/main/graph/badge.svg)](https://codecov.io/gh/acme/widget)
[![docs](https://readthedocs.org/projects/widget/badge/?version=latest)](https://widget.readthedocs.io/en/latest/)

Install it with ` + "`pip install widget`" + `. Coverage is reported to [Codecov](https://about.codecov.io) by each build;
set the token as CODECOV_TOKEN in the settings of your fork.

`

const denseDockerfile = `FROM golang:1.23@sha256:3f4a1c9be02d7788a6b5c4d3e2f10918273645a5b4c3d2e1f00f1e2d3c4b5a69 AS build
ARG CODECOV_TOKEN
ENV CGO_ENABLED=0 GOFLAGS=-trimpath
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go test -coverprofile=cover.out ./... && \
    curl -Os https://cli.codecov.io/latest/linux/codecov && chmod +x codecov && \
    ./codecov upload-process -t ${CODECOV_TOKEN}

`

const denseShell = `#!/usr/bin/env bash
set -euo pipefail
sum=3f4a1c9be02d7788a6b5c4d3e2f10918273645a5b4c3d2e1f00f1e2d3c4b5a69
upload() {
  local flag=$1 token=${CODECOV_TOKEN:-}
  [[ -z $token ]] && { echo "no CODECOV_TOKEN, nothing is sent" >&2; return; }
  for try in 1 2 3; do
    ./codecov -t "$token" -F "$flag" -f "coverage-$flag.xml" && return
    sleep "$((try * 5))"
  done
}
echo "$sum  codecov" | sha256sum --check
upload unit
`

// packageLock is npm's lock file of a project that uses the old Node uploader.
func packageLock(size int) string {
	random := benchRandom()
	var b strings.Builder
	b.WriteString("{\n  \"name\": \"widget\",\n  \"lockfileVersion\": 3,\n  \"packages\": {\n")
	for i := 0; b.Len() < size; i++ {
		name := fmt.Sprintf("%s-%d", pick(random, "codec", "device", "color", "json-fmt", "codecov", "levels"), i)
		fmt.Fprintf(&b, "    \"node_modules/%s\": {\n      \"version\": \"%d.2.1\",\n", name, i%7)
		fmt.Fprintf(&b, "      \"resolved\": \"https://registry.npmjs.org/%s/-/%s-%d.2.1.tgz\",\n", name, name, i%7)
		fmt.Fprintf(&b, "      \"integrity\": \"sha512-%s\",\n      \"dev\": true,\n", base64.StdEncoding.EncodeToString(randomBytes(random, 64)))
		b.WriteString("      \"dependencies\": {\n        \"teeny-request\": \"7.1.1\"\n      },\n      \"engines\": {\n        \"node\": \">=4.0\"\n      }\n    },\n")
	}
	return b.String() + "    \"node_modules/z\": {}\n  }\n}\n"
}

// yarnLock has, beside the integrity, the SHA-1 of each package in its URL.
func yarnLock(size int) string {
	random := benchRandom()
	var b strings.Builder
	b.WriteString("# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n\n")
	for i := 0; b.Len() < size; i++ {
		name := fmt.Sprintf("%s-%d", pick(random, "codec", "device", "js-tokens", "json-fmt", "codecov", "levels"), i)
		fmt.Fprintf(&b, "%s@^%d.2.0:\n  version \"%d.2.1\"\n", name, i%7, i%7)
		fmt.Fprintf(&b, "  resolved \"https://registry.yarnpkg.com/%s/-/%s-%d.2.1.tgz#%s\"\n", name, name, i%7, hex.EncodeToString(randomBytes(random, 20)))
		fmt.Fprintf(&b, "  integrity sha512-%s\n", base64.StdEncoding.EncodeToString(randomBytes(random, 64)))
		b.WriteString("  dependencies:\n    ms \"^2.1.1\"\n    loose-envify \"^1.1.0\"\n\n")
	}
	return b.String()
}

func goSum(size int) string {
	random := benchRandom()
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		name := fmt.Sprintf("github.com/%s/lib-%d v1.%d.0", pick(random, "codecov", "google", "spf13", "stretchr"), i, i%9)
		fmt.Fprintf(&b, "%s h1:%s\n", name, base64.StdEncoding.EncodeToString(randomBytes(random, 32)))
		fmt.Fprintf(&b, "%s/go.mod h1:%s\n", name, base64.StdEncoding.EncodeToString(randomBytes(random, 32)))
	}
	return b.String()
}

func cargoLock(size int) string {
	random := benchRandom()
	var b strings.Builder
	b.WriteString("# This file is automatically @generated by Cargo.\nversion = 3\n\n")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "[[package]]\nname = \"%s-%d\"\nversion = \"0.%d.3\"\n", pick(random, "serde", "codecov", "decoder", "env"), i, i%20)
		fmt.Fprintf(&b, "source = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"%s\"\n", hex.EncodeToString(randomBytes(random, 32)))
		b.WriteString("dependencies = [\n \"libc\",\n \"serde_json\",\n]\n\n")
	}
	return b.String()
}

// changelog is one that a release tool writes, with a link to each commit.
func changelog(size int) string {
	random := benchRandom()
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		if i%12 == 0 {
			fmt.Fprintf(&b, "\n## [1.%d.0](https://github.com/acme/widget/compare/v1.%d.0...v1.%d.0) (2024-03-05)\n\n### Bug Fixes\n\n", i, i-1, i)
		}
		id := hex.EncodeToString(randomBytes(random, 20))
		what := pick(random, "update codecov/codecov-action to v4", "tell the parser where a token ends", "keep the order of keys", "release the lock on every path")
		fmt.Fprintf(&b, "* **core:** %s ([#%d](https://github.com/acme/widget/issues/%d)) ([%s](https://github.com/acme/widget/commit/%s))\n", what, i, i, id[:7], id)
	}
	return b.String()
}

func randomBytes(random *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

func pick(random *rand.Rand, of ...string) string { return of[random.IntN(len(of))] }

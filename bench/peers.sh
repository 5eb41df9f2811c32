#!/bin/sh
# Runs covkey and gitleaks (built from the Go module proxy) over both halves of the
# detector's corpus, each case a file with fresh random values, and prints what each
# found. Nothing is installed: the programs live in a folder that is removed.
#
#   bench/peers.sh
set -eu
gitleaks=github.com/zricethezav/gitleaks/v8@v8.30.1
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
go build -o "$work/covkey" ./cmd/covkey
GOBIN="$work" go install "$gitleaks"
echo "$(date -u +%Y-%m-%d), covkey of this tree, gitleaks ${gitleaks##*@}"
COVKEY_PEERS_COVKEY="$work/covkey" COVKEY_PEERS_GITLEAKS="$work/gitleaks" \
	go test ./detector -run '^TestPeers$' -count=1 -v | sed -n 's/^ *peers_test.go:[0-9]*: //p'

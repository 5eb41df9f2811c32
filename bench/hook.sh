#!/bin/sh
# Times "covkey hook pre-commit" on a small repository (100 files, one staged)
# beside git's own "git diff --cached --raw" and "git --version", in one run, and
# prints the ratios. It needs hyperfine (Debian's package); nothing is downloaded.
#
#   bench/hook.sh [FILES]
set -eu
files=${1:-100}
command -v hyperfine >/dev/null || { echo "bench/hook.sh: hyperfine is not installed (apt-get install hyperfine)" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$root" && go build -tags urfave_cli_no_docs -trimpath -ldflags="-s -w" -o "$work/covkey" ./cmd/covkey)

export HOME="$work" GIT_CONFIG_NOSYSTEM=1
git config --global user.name Bench
git config --global user.email bench@example.com
git config --global init.defaultBranch main
git init -q "$work/repo"
cd "$work/repo"
i=0
while [ "$i" -lt "$files" ]; do
	d=dir$((i / 20))
	mkdir -p "$d"
	echo "file $i of a repository that mentions codecov now and then" >"$d/file$i.txt"
	i=$((i + 1))
done
git add .
git commit -q -m first
echo "one more line" >>dir0/file0.txt
git add .

hyperfine -N --warmup 20 --runs 200 --export-csv "$work/times.csv" \
	"$work/covkey hook pre-commit" 'git diff --cached --raw' 'git --version' >/dev/null 2>&1
awk -F, -v files="$files" -v when="$(date -u +%Y-%m-%d)" -v cores="$(nproc)" '
	NR > 1 { mean[NR] = $2 * 1000; median[NR] = $4 * 1000 }
	END {
		printf "%s, %s cores, %s files, 1 staged; median of 200 runs\n", when, cores, files
		printf "covkey hook pre-commit    %6.2f ms\n", median[2]
		printf "git diff --cached --raw   %6.2f ms   covkey is %.2f x\n", median[3], median[2] / median[3]
		printf "git --version             %6.2f ms   covkey is %.2f x\n", median[4], median[2] / median[4]
	}' "$work/times.csv"

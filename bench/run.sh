#!/usr/bin/env bash
# Measures covkey beside git and beside other scanners, and prints the table of goals.
# All repositories are made here from a seed; nothing is downloaded but gitleaks' source,
# through the Go module proxy, unless it is installed. It needs bash 5, git, Go and
# hyperfine (Debian: apt-get install hyperfine).
#
#   bench/run.sh                 everything; docs/PERFORMANCE.md says how long that takes
#   bench/run.sh --quick         small sizes, each once or twice: does it still work?
#   bench/run.sh --write         and put table, plot and figures into docs/
#
#   --out FOLDER      where table.md, growth.svg, growth.csv and raw figures go (bench/out)
#   --data FOLDER     where repositories are kept for the next run (else: made, removed)
#   --seed N          what the repositories are derived from (1)
#   --only WORK,...   some of: staged push history detector memory growth
#   --real REPOSITORY RANGE   commits of a real repository (BASE..TIP) for the long push;
#                             it is only read: a clone is made of it
#
# Other scanners: gitleaks on the PATH or at $GITLEAKS, else it is built (not with --quick);
# betterleaks and trufflehog on the PATH or at $BETTERLEAKS and $TRUFFLEHOG.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
quick= write= data= out=$root/bench/out seed=1 real= range=
only=staged,push,history,detector,memory,growth

usage() { sed -n '2,/^set /s/^# \{0,1\}//p' "$0"; }
die() { echo "bench/run.sh: $*" >&2; exit 2; }
while [ $# -gt 0 ]; do
	case $1 in
	--quick) quick=1 ;;
	--write) write=1 ;;
	--out) out=${2:?--out needs a folder}; shift ;;
	--data) data=${2:?--data needs a folder}; shift ;;
	--seed) seed=${2:?--seed needs a number}; shift ;;
	--only) only=${2:?--only needs a list}; shift ;;
	--real) [ $# -ge 3 ] || die "--real needs a repository and a range"; real=$2 range=$3; shift 2 ;;
	-h | --help) usage; exit ;;
	*) usage >&2; exit 2 ;;
	esac
	shift
done
[ -z "$quick" ] || [ -z "$write" ] || die "figures of a quick run are not for docs/"
[ "${BASH_VERSINFO[0]}" -ge 5 ] || die "this is bash ${BASH_VERSION}, and 5 is needed"
for program in git go hyperfine; do
	command -v "$program" >/dev/null || die "$program is not installed"
done
for work in ${only//,/ }; do
	case $work in staged | push | history | detector | memory | growth) ;; *) die "no work is called $work" ;; esac
done
[ -z "$real" ] || git -C "$real" rev-parse -q --verify "${range#*..}^{commit}" >/dev/null || die "$real has no commits $range"

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
mkdir -p "$out" "${data:=$temporary/data}"
out=$(cd "$out" && pwd) data=$(cd "$data" && pwd)
[ -z "$real" ] || real=$(cd "$real" && pwd)
rm -rf "$out/raw" "$out/peak" "$out"/{table.md,growth.csv,growth.svg,facts.tsv,commands.tsv,detector.txt}
mkdir -p "$out/raw" "$out/peak"

step() { printf '== %s (%ss)\n' "$*" "$SECONDS" >&2; }
for part in programs measure repositories works growth; do
	. "$root/bench/$part.sh"
done

step programs
build_programs
facts_of_machine
for work in ${only//,/ }; do
	"work_$work"
done
fact took "$SECONDS"
fact load.after "$(load)"
step table
report -in "$out"
[ -z "$write" ] || report -in "$out" -write "$root/docs"
step "done: plot and raw figures are in $out"

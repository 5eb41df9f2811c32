# Programs that are measured, and on what machine. Sourced by run.sh.

gitleaks_module=github.com/zricethezav/gitleaks/v8@v8.30.1
bin=$temporary/bin
declare -A written_from=() # the program of each name in $bin, as it was built

build_programs() {
	(
		cd "$root"
		go build -tags urfave_cli_no_docs -trimpath -ldflags="-s -w" -o "$temporary/linked" ./cmd/covkey
		put "$temporary/linked" covkey
		go build -tags bench -o "$bin/" ./bench/makerepo ./bench/peak ./bench/report
	)
	peer gitleaks "${GITLEAKS:-}"
	peer betterleaks "${BETTERLEAKS:-}"
	peer trufflehog "${TRUFFLEHOG:-}"
	if [ ! -e "$bin/gitleaks" ] && [ -z "$quick" ]; then
		# A folder of repositories that is kept keeps it too.
		[ -x "$data/gitleaks" ] || GOBIN="$data" go install "$gitleaks_module"
		put "$data/gitleaks" gitleaks
		fact version.gitleaks "${gitleaks_module##*@}"
	fi
	detector_home=$HOME
	export PATH="$bin:$PATH" HOME="$temporary/home" GIT_CONFIG_NOSYSTEM=1
	mkdir -p "$HOME"
	git config --global user.name Bench
	git config --global user.email bench@example.com
	git config --global gc.auto 0
	git config --global safe.directory '*'
	fact version.covkey "$(git -C "$root" describe --always --dirty)"
	fact version.git "$(git --version | sed 's/git version //')"
	fact version.go "$(go version | sed 's/go version //')"
	fact version.hyperfine "$(hyperfine --version | sed 's/hyperfine //')"
}

# put takes a program over as an installer does, by writing it from its beginning to its
# end. A linker writes here and there, which leaves the file in the system's cache in small
# pieces, and a program that is started from there a seventh slower.
put() { # FILE NAME
	mkdir -p "$bin"
	cp "$1" "$bin/$2.next"
	mv "$bin/$2.next" "$bin/$2"
	written_from[$2]=$1
}

# put_again writes all of them anew: the same program starts up to a twelfth faster or slower
# by the pieces of memory that its file is kept in, for as long as it is kept.
put_again() {
	local name
	for name in "${!written_from[@]}"; do
		put "${written_from[$name]}" "$name"
	done
}

# peer puts another scanner beside covkey, if it is there.
peer() { # NAME PATH
	local file=${2:-$(command -v "$1" || true)}
	[ -n "$file" ] || return 0
	[ -x "$file" ] || die "$file is no program"
	put "$file" "$1"
	case $1 in
	trufflehog) fact version.trufflehog "$("$bin/$1" --version 2>&1 | sed 's/trufflehog //')" ;;
	*) fact "version.$1" "$("$bin/$1" version 2>/dev/null)" ;;
	esac
}

has() { [ -e "$bin/$1" ]; }

# fact keeps a value for the report.
fact() { printf '%s\t%s\n' "$1" "$2" >>"$out/facts.tsv"; }

load() { uptime | sed 's/.*load average[s]*: *//; s/,* .*//'; }

facts_of_machine() {
	fact date "$(date -u +%Y-%m-%d)"
	fact seed "$seed"
	fact quick "$quick"
	fact system "$(uname -srm)"
	fact cores "$(getconf _NPROCESSORS_ONLN)"
	fact cpu "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | sed 's/ *$//;q')"
	fact memory "$(awk '/^MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo 2>/dev/null)"
	fact load.before "$(load)"
}

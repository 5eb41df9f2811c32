# How one work is measured: wall time by hyperfine, memory by the system's own count.
# Sourced by run.sh.

declare -A too_slow=() # programs that are left out of larger sizes
limit=40               # seconds after which one is
budget=15              # seconds that a program gets on one work; but it runs three times, if one takes less
[ -z "$quick" ] || limit=4

# measure times programs on one work, in the current folder. They take turns, so that
# what disturbs the machine disturbs all of them. Each is run once before it counts;
# covkey may find something (a real repository), but neither it nor git may fail.
measure() { # WORK RUNS [PROGRAM COMMAND]...
	local work=$1 runs=$2 rounds=3 round i each warm
	shift 2
	local commands=("$@") shell=(-N) ignore=()
	[ -z "$quick" ] || runs=2 rounds=1
	[[ "$*" != *[\<\|]* ]] || shell=(-S sh)
	local -a count=()
	for ((i = 0; i < ${#commands[@]}; i += 2)); do
		try "$work" "${commands[i]}" "${commands[i + 1]}" "$runs" "$rounds"
		count[i]=$tried ignore[i]=$found
	done
	for ((round = 1; round <= rounds; round++)); do
		for ((i = 0; i < ${#commands[@]}; i += 2)); do
			each=${count[i]}
			[ "$each" -gt 0 ] && { [ "$round" -eq 1 ] || [ "$each" -gt 1 ]; } || continue
			warm=$((each > rounds ? 1 : 0)) # a long run was warmed up by the try
			hyperfine "${shell[@]}" ${ignore[i]} --warmup $warm --runs $(((each + rounds - 1) / rounds)) --style none \
				--command-name "${commands[i]}" --export-json "$out/raw/$work,${commands[i]},$round.json" \
				"${commands[i + 1]}" >/dev/null 2>"$out/try.log" || {
				cat "$out/try.log" >&2
				die "$work: hyperfine failed on: ${commands[i + 1]}"
			}
		done
	done
}

# try runs a command once and says in $tried how often it is worth to be run, 0 when it
# fails or took too long on a smaller size, and in $found the option for a scanner that
# finds something.
try() { # WORK PROGRAM COMMAND RUNS ROUNDS
	local from=${EPOCHREALTIME/[.,]/} code=0
	tried=0 found=
	[ -z "${too_slow[$2]:-}" ] || return 0
	sh -c "$3" >/dev/null 2>"$out/try.log" || code=$?
	case $2,$code in
	*,0) ;;
	covkey,1) found=--ignore-failure ;;
	covkey,* | git,* | git-*,*)
		cat "$out/try.log" >&2
		die "$1: exit code $code of: $3"
		;;
	*) echo "$1: $2 is left out: exit code $code" >&2; return 0 ;;
	esac
	local took=$((${EPOCHREALTIME/[.,]/} - from)) # microseconds
	tried=$((budget * 1000000 / (took + 1)))
	[ "$tried" -ge "$5" ] || tried=$5
	[ "$tried" -le "$4" ] || tried=$4
	[ "$took" -lt $((budget * 1000000)) ] || tried=1
	[ "$took" -lt $((limit * 1000000)) ] || too_slow[$2]=1
	printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$out/commands.tsv"
}

# peak_of writes down the most memory that a program held on a work.
peak_of() { # WORK PROGRAM COMMAND
	local code=0
	has "$2" || return 0
	sh -c "peak '$out/peak/$1,$2' $3" >/dev/null 2>"$out/try.log" || code=$?
	case $2,$code in
	*,0 | covkey,1) printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$out/commands.tsv" ;;
	covkey,*)
		cat "$out/try.log" >&2
		die "$1: exit code $code of: $3"
		;;
	*) rm -f "$out/peak/$1,$2" ;;
	esac
}

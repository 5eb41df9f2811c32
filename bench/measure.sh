# How one work is measured: wall time by hyperfine, memory by the system's own count.
# Sourced by run.sh.

declare -A too_slow=() # programs that are left out of larger sizes
limit=40               # seconds after which one is
many=90                # runs of one that takes milliseconds
budget=15              # seconds that a program gets on one work, about; most run three times at least
[ -z "$quick" ] || limit=4

# measure times programs on one work, in the current folder. They take turns, so that
# what disturbs the machine disturbs all of them, and each turn has fresh copies; runs of a
# few milliseconds take more turns, because both weigh more there. Each is run once before
# it counts; covkey may find something (a real repository), but neither it nor git may fail.
measure() { # WORK RUNS [PROGRAM COMMAND]...
	local work=$1 runs=$2 rounds=3 least round i each warm
	shift 2
	local commands=("$@") shell=(-N) ignore=()
	[ -z "$quick" ] || runs=2 rounds=1
	least=$rounds
	[ "$runs" -lt "$many" ] || rounds=9
	[[ "$*" != *[\<\|]* ]] || shell=(-S sh)
	local -a count=()
	for ((i = 0; i < ${#commands[@]}; i += 2)); do
		try "$work" "${commands[i]}" "${commands[i + 1]}" "$runs" "$least"
		count[i]=$tried ignore[i]=$found
	done
	for ((round = 1; round <= rounds; round++)); do
		put_again
		for ((i = 0; i < ${#commands[@]}; i += 2)); do
			each=${count[i]}
			[ "$each" -ge "$round" ] || continue
			warm=$((each > rounds ? 1 : 0)) # a long run was warmed up by the try
			hyperfine "${shell[@]}" ${ignore[i]} --warmup $warm --runs $(((each + rounds - 1) / rounds)) --style none \
				--command-name "${commands[i]}" --export-json "$out/raw/$work,${commands[i]},$round.json" \
				"${commands[i + 1]}" >/dev/null 2>"$out/try.log" && continue
			worked "$work" "${commands[i]}" "${commands[i + 1]}" "hyperfine's" || count[i]=0
			rm -f "$out/raw/$work,${commands[i]},"*
		done
	done
}

# try runs a command once and says in $tried how often it is worth to be run, 0 when it
# fails or took too long on a smaller size, and in $found the option for a scanner that
# finds something.
try() { # WORK PROGRAM COMMAND MOST LEAST
	local from=${EPOCHREALTIME/[.,]/} code=0 took
	tried=0 found=
	[ -z "${too_slow[$2]:-}" ] || return 0
	sh -c "$3" >/dev/null 2>"$out/try.log" || code=$?
	took=$((${EPOCHREALTIME/[.,]/} - from)) # microseconds
	worked "$1" "$2" "$3" "$code" || return 0
	noted "$1" "$2" "$3"
	[ "$code" -eq 0 ] || found=--ignore-failure
	tried=$((budget * 1000000 / (took + 1)))
	[ "$tried" -ge "$5" ] || tried=$5
	[ "$tried" -le "$4" ] || tried=$4
	[ "$took" -lt $((2 * budget * 1000000)) ] || tried=1
	[ "$took" -lt $((limit * 1000000)) ] || too_slow[$2]=1
}

# peak_of writes down the most memory that a program held on a work.
peak_of() { # WORK PROGRAM COMMAND
	local code=0
	has "$2" || return 0
	sh -c "peak '$out/peak/$1,$2' $3" >/dev/null 2>"$out/try.log" || code=$?
	if worked "$1" "$2" "$3" "$code"; then
		noted "$1" "$2" "$3"
	else
		rm -f "$out/peak/$1,$2"
	fi
}

# noted keeps a command for the report.
noted() { printf '%s\t%s\t%s\n' "$@" >>"$out/commands.tsv"; }

# worked tells whether a command did what it is measured for. covkey and git must;
# another scanner is left out. In what is made here no key is found, but a real
# repository may have one.
worked() { # WORK PROGRAM COMMAND CODE
	case $2,$4 in
	*,0) ;;
	covkey,1) [ -n "$real" ] && [ "$1" = push-many ] || failed "$@" ;;
	covkey,* | git,* | git-*,*) failed "$@" ;;
	*)
		echo "$1: $2 is left out, it failed (exit code $4): $3" >&2
		return 1
		;;
	esac
}

failed() { # WORK PROGRAM COMMAND CODE
	cat "$out/try.log" >&2
	die "$1: failed (exit code $4): $3"
}

# The works of the table of goals. Sourced by run.sh.

staged_gitleaks='gitleaks git --pre-commit --staged --no-banner --log-level error --exit-code 0 .'
staged_betterleaks='betterleaks git --pre-commit --staged --no-banner --log-level error --exit-code 0 .'
staged_trufflehog='trufflehog git file://. --since-commit HEAD --no-update --no-verification'
push_covkey='covkey hook pre-push origin https://example.com/bench.git <push.txt'
range_gitleaks='gitleaks git --log-opts origin/main..main --no-banner --log-level error --exit-code 0 .'
range_betterleaks='betterleaks git --log-opts origin/main..main --no-banner --log-level error --exit-code 0 .'
history_gitleaks='gitleaks git --no-banner --log-level error --exit-code 0 .'
history_betterleaks='betterleaks git --no-banner --log-level error --exit-code 0 .'

# quick_or gives the first of two words in a quick run and else the second.
quick_or() { # QUICK FULL
	if [ -n "$quick" ]; then echo "$1"; else echo "$2"; fi
}

# with_peers fills $peers with those scanners of NAME COMMAND pairs that are here.
with_peers() { # [NAME COMMAND]...
	peers=()
	while [ $# -gt 0 ]; do
		! has "$1" || peers+=("$1" "$2")
		shift 2
	done
}

work_staged() {
	step staged
	with_peers gitleaks "$staged_gitleaks" betterleaks "$staged_betterleaks" trufflehog "$staged_trufflehog"
	local size
	for size in small large; do
		staged_repository $size
		facts_of_repository "staged-$size"
		measure "staged-$size" 210 covkey 'covkey hook pre-commit' git-diff 'git diff --cached --raw' \
			git-version 'git --version' "${peers[@]}"
	done
}

staged_repository() { # small|large
	local files=100
	[ "$1" = small ] || files=$(quick_or 2000 100000)
	repository "staged-$1" $(files_of "$files")
	stage_one
}

# files_of gives the flags for a repository that has so many tracked files.
files_of() { echo "-commits 3 -files $1 -distinct 5000 -size 2000"; }

work_push() {
	step push
	with_peers gitleaks "$range_gitleaks" betterleaks "$range_betterleaks"
	repository push-one -commits "$(quick_or 100 20000)" -files 2000 -changes 7 -size 3000
	push_of 1 push-one
	facts_of_repository push-one
	measure push-one 180 covkey "$push_covkey" git-rev-list "git rev-list $outgoing </dev/null" "${peers[@]}"
	if [ -n "$real" ]; then
		real_repository
	else
		repository push-many $(quick_or '-commits 100 -files 300 -changes 7 -size 2000' '-commits 3000 -files 4000 -changes 8 -size 14500')
		push_of "$(quick_or 30 1000)" push-many
	fi
	# Without names: "git cat-file --batch" takes a line with one for a missing object.
	measure push-many 15 covkey "$push_covkey" \
		git-read "git rev-list --objects --no-object-names $outgoing | git cat-file --batch" "${peers[@]}"
	peak_of push-many covkey "$push_covkey"
}

# history_is_there tells whether this covkey scans whole histories.
history_is_there() {
	case $(covkey scan --help 2>&1) in *history*) return 0 ;; esac
	return 1
}

work_history() {
	step history
	local commits files
	commits=$(quick_or 200 25000)
	if ! history_is_there; then
		fact history.there no
		fact history.commits "$commits"
		return 0
	fi
	with_peers gitleaks "$history_gitleaks" betterleaks "$history_betterleaks"
	repository history -commits "$commits" -files 2000 -changes 3 -size 6000
	facts_of_repository history
	measure history 9 covkey 'covkey scan history' \
		git-read 'git rev-list --objects --no-object-names --all | git cat-file --batch' "${peers[@]}"
	peak_of history covkey 'covkey scan history'
	[ -n "$quick" ] || peak_of history gitleaks "$history_gitleaks"
	# As many commits and contents, in trees of a hundred times the files. The same number
	# of files is changed: spread over more of them, the versions of each would be further
	# apart, and the packs with the same contents twice the size.
	commits=$(quick_or 50 2500)
	for files in 200 20000; do
		repository "history-$files" -commits "$commits" -files "$files" -distinct 200 -active 200 -changes 3 -size 6000
		measure "history-$files" 9 covkey 'covkey scan history'
	done
}

work_detector() {
	step detector
	(cd "$root" && HOME=$detector_home go test -tags urfave_cli_no_docs -run '^$' -bench 'BenchmarkScan/(clean|dense=workflow)' \
		-benchmem -cpu 1 -benchtime "$(quick_or 1x 500ms)" -count "$(quick_or 1 6)" ./detector) >"$out/detector.txt" ||
		{ cat "$out/detector.txt" >&2; die "the detector's benchmarks failed"; }
}

work_memory() {
	step memory
	local size mebibytes
	for size in small large; do
		staged_repository $size
		peak_of "staged-$size" covkey 'covkey hook pre-commit'
		peak_of "staged-$size" gitleaks "$staged_gitleaks"
	done
	mebibytes=$(quick_or 32 1024)
	fact staged-giant.mebibytes "$mebibytes"
	rm -rf "$data/giant"
	git init -q -b main "$data/giant"
	cd "$data/giant"
	makerepo -seed "$seed" -text $((mebibytes << 20)) >build.log
	git -c core.compression=1 add build.log
	rm build.log
	peak_of staged-giant covkey 'covkey hook pre-commit'
	peak_of staged-giant gitleaks "$staged_gitleaks"
	cd "$root"
	rm -rf "$data/giant"
}

# How the cost grows: one thing larger and larger, all else alike. Sourced by run.sh.
# Works are called growth-SERIES-SIZE.

work_growth() {
	step growth
	local budget=5 # of seconds; there are many sizes
	local sizes=(100 1000 10000 100000 1000000) commits=(1 10 100 1000 10000 100000)
	[ -z "$quick" ] || sizes=(100 1000) commits=(1 10 100)
	growth_in_files "${sizes[@]}"
	growth_in_history "${commits[@]}"
	growth_of_pushes "${commits[@]}"
	growth_of_scans "${commits[@]:1}"
}

# growth_runs is how often a run of a hook is measured.
growth_runs=30

growth_in_files() { # SIZE...
	too_slow=()
	local files
	with_peers gitleaks "$staged_gitleaks" betterleaks "$staged_betterleaks" trufflehog "$staged_trufflehog"
	for files in "$@"; do
		repository "growth-files-$files" $(files_of "$files")
		stage_one
		measure "growth-files-$files" $growth_runs covkey 'covkey hook pre-commit' git 'git diff --cached --raw' "${peers[@]}"
	done
}

# long_history gives the flags for a repository of so many commits.
long_history() { echo "-commits $1 -files 1000 -changes 2 -size 3000"; }

growth_in_history() { # SIZE...
	too_slow=()
	local commits
	with_peers gitleaks "$staged_gitleaks" betterleaks "$staged_betterleaks" trufflehog "$staged_trufflehog"
	for commits in "$@"; do
		repository "growth-history-$commits" $(long_history "$commits")
		stage_one
		measure "growth-history-$commits" $growth_runs covkey 'covkey hook pre-commit' git 'git diff --cached --raw' "${peers[@]}"
	done
}

growth_of_pushes() { # SIZE...
	too_slow=()
	local commits longest=${!#}
	with_peers gitleaks "$range_gitleaks" betterleaks "$range_betterleaks"
	for commits in "$@"; do
		repository "growth-push" $(long_history "$longest")
		# The first commit, which brings all files, is always the remote's.
		push_of $((commits < longest ? commits : longest - 1)) "growth-push-$commits"
		measure "growth-push-$commits" 9 covkey "$push_covkey" \
			git "git rev-list --objects --no-object-names $outgoing | git cat-file --batch" "${peers[@]}"
	done
}

growth_of_scans() { # SIZE...
	history_is_there || return 0
	too_slow=()
	local commits
	with_peers gitleaks "$history_gitleaks" betterleaks "$history_betterleaks"
	for commits in "$@"; do
		repository "growth-scan-$commits" $(long_history "$commits")
		push_of 1000000000 "growth-scan-$commits"
		measure "growth-scan-$commits" 6 covkey 'covkey scan history' \
			git 'git rev-list --objects --no-object-names --all | git cat-file --batch' "${peers[@]}"
	done
}

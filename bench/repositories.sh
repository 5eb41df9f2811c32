# Repositories that are measured on. Sourced by run.sh.

# Another makerepo makes others.
makerepo=$(cat "$root"/bench/makerepo/*.go | git hash-object --stdin | cut -c1-8)

# repository makes one with bench/makerepo's flags, unless --data has it, and goes
# there. Those with much history are packed as a clone would be.
repository() { # NAME FLAG...
	local name=$1 key
	shift
	key=$makerepo$(printf '%s' "-seed-$seed $*" | tr -s ' -' '-')
	if [ ! -d "$data/$key" ]; then
		step "making $name: $*"
		rm -rf "$data/new"
		git init -q -b main "$data/new"
		cd "$data/new"
		makerepo -seed "$seed" "$@" | git fast-import --quiet --done
		git config remote.origin.url https://example.com/bench.git
		git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
		[ "$(git rev-list --count main)" -lt 10 ] || git repack -adfq
		git read-tree main
		cd "$data"
		mv new "$key"
	fi
	cd "$data/$key"
}

# facts_of_repository keeps what the current repository is like.
facts_of_repository() { # WORK
	fact "$1.commits" "$(git rev-list --count main)"
	fact "$1.objects" "$(git count-objects -v | awk '/^(count|in-pack):/ {n += $2} END {print n}')"
	fact "$1.files" "$(git ls-tree -r --name-only main | wc -l)"
}

# stage_one leaves one file staged that is not like in HEAD, in the middle of the tree.
stage_one() {
	local files path id
	files=$(git ls-tree -r --name-only main | wc -l)
	path=$(git ls-tree -r --name-only main | awk -v from=$((files / 2)) 'NR >= from && /\.go$/ && !seen {print; seen = 1}')
	[ -n "$path" ] || path=$(git ls-tree -r --name-only main | sed -n 1p)
	id=$({ git cat-file blob "main:$path"; echo "// one more line"; } | git hash-object -w --stdin)
	git read-tree main
	git update-index --cacheinfo "100644,$id,$path"
}

# push_of makes origin/main lack about so many commits of main and writes what git
# tells a hook about such a push into push.txt.
push_of() { # COMMITS WORK
	local base
	base=$(git rev-list --date-order --skip="$1" --max-count=1 main)
	if [ -n "$base" ]; then
		git update-ref refs/remotes/origin/main "$base"
		outgoing=origin/main..main
	else
		git update-ref -d refs/remotes/origin/main
		outgoing=main base=$(printf '%040d' 0)
	fi
	echo "refs/heads/main $(git rev-parse main) refs/heads/main $base" >push.txt
	facts_of_push "$2"
}

# facts_of_push keeps what goes out of the current repository.
facts_of_push() { # WORK
	fact "$1.outgoing" "$(git rev-list --count "$outgoing")"
	git rev-list --objects --no-object-names "$outgoing" | git cat-file --batch-check='%(objecttype) %(objectsize)' |
		awk -v work="$1" '{n++} $1 == "blob" {blobs++; bytes += $2}
			END {printf "%s.new\t%d\n%s.blobs\t%d\n%s.bytes\t%d\n", work, n, work, blobs, work, bytes}' >>"$out/facts.tsv"
}

# real_repository makes a clone of the one that was asked for, in which its range is
# what a push sends, and goes there.
real_repository() {
	step "cloning $real"
	rm -rf "$data/real"
	git clone -q --bare "$real" "$data/real" # without alternates: those are left to git
	cd "$data/real"
	git for-each-ref --format='delete %(refname)' | git update-ref --stdin
	git update-ref refs/heads/main "$(git -C "$real" rev-parse "${range#*..}^{commit}")"
	git update-ref refs/remotes/origin/main "$(git -C "$real" rev-parse "${range%%..*}^{commit}")"
	git symbolic-ref HEAD refs/heads/main
	outgoing=origin/main..main
	echo "refs/heads/main $(git rev-parse main) refs/heads/main $(git rev-parse origin/main)" >push.txt
	facts_of_push push-many
	# Its last two folders name it: paths of this machine are nobody's business.
	fact push-many.real "$(printf '%s' "${real%/.git}" | awk -F/ '{print $(NF - 1) "/" $NF}') $range, to $(git rev-parse --short main)"
}

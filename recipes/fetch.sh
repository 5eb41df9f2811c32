#!/bin/sh
# Fetches a release of covkey, checks its hash and prints where the program is.
#
#   COVKEY_VERSION   the version, with or without v
#   COVKEY_SHA256    the archive's hash, from a source other than the release itself;
#                    without it the release's own checksums.txt is taken
#   COVKEY_RELEASES  where releases are, for a mirror
set -eu

fail() {
	echo "covkey: error: $1" >&2
	echo "covkey: hint: $2" >&2
	exit 2
}

version=${COVKEY_VERSION:-}
version=${version#v}
case $version in
[0-9]*.[0-9]*.[0-9]*) ;;
*) fail "which version? \"$version\" is none" "set COVKEY_VERSION (the action: version:) to a release, as 1.2.3" ;;
esac

file=covkey
case $(uname -s) in
Linux) system=linux format=tar.gz ;;
Darwin) system=darwin format=tar.gz ;;
FreeBSD) system=freebsd format=tar.gz ;;
MINGW* | MSYS* | CYGWIN*) system=windows format=zip file=covkey.exe ;;
*) fail "there is no release for $(uname -s)" "build it: go install github.com/covkey/covkey/cmd/covkey@v$version" ;;
esac
case $(uname -m) in
x86_64 | amd64) processor=amd64 ;;
aarch64 | arm64) processor=arm64 ;;
*) fail "there is no release for $(uname -m)" "build it: go install github.com/covkey/covkey/cmd/covkey@v$version" ;;
esac

releases=${COVKEY_RELEASES:-https://github.com/covkey/covkey/releases/download}
archive=covkey_${version}_${system}_${processor}.$format
into=$(mktemp -d)
get() {
	curl -fsSL --retry 3 -o "$into/$1" "$releases/v$version/$1" ||
		fail "cannot fetch $releases/v$version/$1" "is there a release $version, and may this machine reach it?"
}

get "$archive"
if [ -n "${COVKEY_SHA256:-}" ]; then
	want=$COVKEY_SHA256
else
	get checksums.txt
	# Files of sha256sum have a star before names that were read as binary.
	want=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$into/checksums.txt")
fi
if command -v sha256sum >/dev/null; then
	got=$(sha256sum <"$into/$archive")
else
	got=$(shasum -a 256 <"$into/$archive")
fi
got=${got%% *}
[ -n "$want" ] || fail "checksums.txt does not name $archive" "report this: the release is not whole"
[ "$got" = "$want" ] || fail "$archive has the hash $got, not $want" "do not use it; try again, and report it when it stays so"

case $format in
zip) unzip -q "$into/$archive" "$file" -d "$into" ;;
*) tar -xzf "$into/$archive" -C "$into" "$file" ;;
esac || fail "$archive has no $file in it" "report this: the release is not whole"
printf '%s\n' "$into/$file"

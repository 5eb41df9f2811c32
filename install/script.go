package install

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ScriptVersion grows whenever the scripts' text changes, so that an older one
// is recognised and replaced.
const ScriptVersion = 3

// scope tells which scripts belong together.
type scope string

const (
	scopeRepository scope = "repository"
	scopeGlobal     scope = "global"
)

// Defaults are the hooks that covkey installs when none is named.
var Defaults = []string{"pre-commit", "pre-merge-commit", "pre-push"}

// Supported are the hooks that ask covkey.
var Supported = []string{"pre-commit", "pre-merge-commit", "commit-msg", "pre-push", receiving}

// receiving is the hook of a repository that others push to.
const receiving = "pre-receive"

// readsStdin are the hooks to which git writes lines that more than one program
// must see. Source: githooks(5).
var readsStdin = []string{"pre-push", "pre-receive", "post-receive", "post-rewrite", "reference-transaction"}

// forwarded are the other hooks of githooks(5). A global hooks folder hides every
// repository's own, so there each has a script that runs the repository's hook.
// push-to-checkout and proc-receive are not among them: that such a hook exists
// changes what git does, whatever the hook does.
var forwarded = []string{
	"applypatch-msg", "pre-applypatch", "post-applypatch", "prepare-commit-msg", "commit-msg", "post-commit",
	"pre-rebase", "post-checkout", "post-merge", "pre-receive", "update", "post-receive", "post-update",
	"reference-transaction", "pre-auto-gc", "post-rewrite", "sendemail-validate", "post-index-change",
}

// savedSuffix names the hook that was there before.
const savedSuffix = ".before-covkey"

// script is the content of one hook.
type script struct {
	hook   string
	scope  scope
	binary string // absolute path recorded at install; empty for a forwarder
}

// marker is the line by which a script is known as ours: version, scope, and the
// checksum of both with all other lines, by which an edit shows.
// It is compiled when it is needed: hook runs never need it.
func marker() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^# covkey script (\d+), scope (\w+), sum ([0-9a-f]{64})\n`)
}

// text is the whole script.
func (s script) text() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "#!/bin/sh\n# %s hook, written by \"covkey install\"; \"covkey uninstall\" takes it away.\n", s.hook)
	if s.binary != "" {
		b.WriteString("# The hook that was here before runs first and still counts; then covkey looks for\n# Codecov keys. Nothing passes when covkey cannot be found.\n")
	} else {
		b.WriteString("# It runs the repository's own hook, which git does not look for while\n# core.hooksPath names this folder.\n")
	}
	fmt.Fprintf(&b, "hook=%s\ncase $0 in */*) here=${0%%/*} ;; *) here=. ;; esac\n", s.hook)
	b.WriteString("previous=$here/$hook" + savedSuffix + "\n")
	b.WriteString(noCircle)
	if s.scope == scopeGlobal {
		b.WriteString("own=$(git rev-parse --git-common-dir)/hooks/$hook || exit 2\n")
	}
	if slices.Contains(readsStdin, s.hook) {
		b.WriteString(stdinRun)
	} else {
		b.WriteString(plainRun)
	}
	if s.hook == "pre-commit" && s.binary != "" {
		b.WriteString(mergeStage)
	}
	b.WriteString(runPrevious)
	if s.scope == scopeGlobal {
		b.WriteString("before \"$own\" \"$@\" || exit $?\n")
	}
	if s.binary == "" {
		return mark(b.String(), s.scope)
	}
	// Every shell on Windows takes C:/…, not every one a backslash.
	fmt.Fprintf(&b, "unset COVKEY_BEFORE\nrecorded=%s\n", shellQuote(filepath.ToSlash(s.binary)))
	b.WriteString(findBinary)
	if slices.Contains(readsStdin, s.hook) {
		b.WriteString("printf %s \"$input\" 2>/dev/null | ")
	} else {
		b.WriteString("exec ")
	}
	stage := s.hook
	if s.hook == "pre-commit" {
		stage = `"$stage"` // see mergeStage
	}
	b.WriteString("\"$covkey\" hook " + stage + " \"$@\"\n")
	return mark(b.String(), s.scope)
}

// noCircle ends what no rule below foresees, before it takes all processes of the
// machine: hooks that run each other without end.
const noCircle = `COVKEY_DEPTH=$((${COVKEY_DEPTH:-0} + 1))
export COVKEY_DEPTH
if [ "$COVKEY_DEPTH" -gt 20 ]; then
	echo "covkey: error: blocked, because hooks run each other in a circle: $0" >&2
	echo "covkey: hint: a program or link in $here runs the $hook hook, which runs it again: take it out" >&2
	exit 2
fi
`

// mergeStage finds out that a merge is to be looked at: git's own
// pre-merge-commit.sample runs the pre-commit hook.
const mergeStage = `stage=pre-commit
case $COVKEY_BEFORE in
*/pre-merge-commit | */pre-merge-commit.before-covkey)
	[ "${COVKEY_BEFORE%/*}" -ef "$here" ] && stage=pre-merge-commit ;;
esac
`

// runPrevious runs the hook from before. COVKEY_BEFORE tells a script of covkey's
// that is run below it which hook that is. A script that goes by its own name takes
// no notice: a hook may well use git, in this repository or another.
const runPrevious = `if [ -z "$COVKEY_BEFORE" ] || [ "${0##*/}" = "$hook" ]; then
	before "$previous" "$@" || exit $?
elif [ "$COVKEY_BEFORE" -ef "$0" ]; then
	# The hook from before was a link to this one, and covkey looks for keys above.
	before "$previous" "$@"
	exit $?
elif ! [ "$COVKEY_BEFORE" -ef "$previous" ]; then
	before "$previous" "$@" || exit $?
fi # else the hook from before gave this script another name, and runs it now
`

// beforeRuns starts the function that runs an earlier hook the way git would: only
// when it is executable. One that is a link back to this script would call itself
// without end.
const beforeRuns = `before() {
	[ -f "$1" ] && [ -x "$1" ] && ! [ "$1" -ef "$0" ] || return 0
	case $1 in /* | [A-Za-z]:/*) COVKEY_BEFORE=$1 ;; *) COVKEY_BEFORE=$PWD/$1 ;; esac
	export COVKEY_BEFORE
`

const plainRun = beforeRuns + `	"$@"
}
`

// stdinRun gives each program the same input, to the byte: the x keeps the line
// breaks at its end, which $(…) would drop.
const stdinRun = `input=$(cat; printf x)
input=${input%x}
` + beforeRuns + `	printf %s "$input" 2>/dev/null | "$@"
}
`

// findBinary prefers PATH, so that an upgrade is picked up; only an absolute
// answer counts, because a relative entry of PATH may lie in the repository that
// is being checked. (PATH cannot hold a folder whose name begins with "C:" anywhere
// but on Windows, where it is absolute.)
const findBinary = `covkey=$(command -v covkey 2>/dev/null)
case $covkey in
/* | [A-Za-z]:/*) ;;
*) covkey=$recorded ;;
esac
if ! [ -f "$covkey" ] || ! [ -x "$covkey" ]; then
	echo "covkey: error: blocked, because the covkey program was not found: not on PATH, not at $recorded" >&2
	echo "covkey: hint: install covkey again and run \"covkey install\" here," >&2
	echo "covkey: hint: or remove this hook: rm \"$0\"" >&2
	exit 2
fi
`

// mark puts the marker after the first two lines.
func mark(body string, s scope) []byte {
	first := strings.IndexByte(body, '\n') + 1
	second := first + strings.IndexByte(body[first:], '\n') + 1
	line := fmt.Sprintf("# covkey script %d, scope %s, sum %s\n", ScriptVersion, s, sum(strconv.Itoa(ScriptVersion), s, body))
	return []byte(body[:second] + line + body[second:])
}

// sum is the checksum of everything in a script but itself.
func sum(version string, s scope, body string) string {
	h := sha256.Sum256([]byte(version + "\n" + string(s) + "\n" + body))
	return hex.EncodeToString(h[:])
}

// identity is what a file in the hooks folder turned out to be.
type identity struct {
	ours    bool
	edited  bool
	version int
	hook    string
	scope   scope
	binary  string // as recorded
}

// identify reads a script. In a folder that is under version control git may have given
// it the line breaks of Windows, with which no shell runs it: that is an edit.
func identify(text []byte) identity {
	crlf := bytes.Contains(text, []byte("\r\n"))
	if crlf {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	}
	at := marker().FindSubmatchIndex(text)
	if at == nil {
		return identity{}
	}
	id := identity{ours: true, scope: scope(text[at[4]:at[5]])}
	id.version, _ = strconv.Atoi(string(text[at[2]:at[3]])) // the expression allows digits only; too many give the largest int
	body := string(text[:at[0]]) + string(text[at[1]:])
	// The line is no part of the sum, so its place has to be the right one as well.
	id.edited = crlf || bytes.Count(text[:at[0]], []byte("\n")) != 2 || sum(string(text[at[2]:at[3]]), id.scope, body) != string(text[at[6]:at[7]])
	if _, rest, ok := strings.Cut(body, "\nhook="); ok {
		id.hook, _, _ = strings.Cut(rest, "\n")
	}
	if _, rest, ok := strings.Cut(body, "\nrecorded="); ok {
		id.binary = shellUnquote(rest)
	}
	return id
}

// shellQuote makes one word of POSIX shell.
func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// shellUnquote reads back what shellQuote wrote, from the start of s.
func shellUnquote(s string) string {
	var b strings.Builder
	for strings.HasPrefix(s, "'") {
		part, rest, ok := strings.Cut(s[1:], "'")
		if !ok {
			return ""
		}
		b.WriteString(part)
		if s = rest; !strings.HasPrefix(s, `\''`) {
			break
		}
		b.WriteByte('\'')
		s = s[2:]
	}
	return b.String()
}

package ci

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// mostEvent bounds a file that a CI wrote. GitHub's events have at most 25 MB.
// Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
const mostEvent = 32 << 20

// input reads variables and checks their forms. What is missing or wrong is kept: a
// provider reads on, and Detect tells.
type input struct {
	src     Source
	missing []string
	err     error
}

func (in *input) fail(format string, args ...any) {
	if in.err == nil {
		in.err = fmt.Errorf(format, args...)
	}
}

// get gives a variable that need not be set.
func (in *input) get(name string) string { return in.src.Env(name) }

// is reports whether a variable has one of the values.
func (in *input) is(name string, values ...string) bool {
	for _, v := range values {
		if in.get(name) == v {
			return true
		}
	}
	return false
}

// need gives a variable that the CI always sets.
func (in *input) need(name string) string {
	value := in.get(name)
	if value == "" {
		in.missing = append(in.missing, name)
	}
	return value
}

// commit gives the id in a variable; none when it is not set or zeros only.
func (in *input) commit(name string) Commit { return in.id(in.get(name), name) }

// needCommit is commit for a variable that the CI always sets.
func (in *input) needCommit(name string) Commit {
	if in.need(name) == "" {
		return Commit{}
	}
	return in.commit(name)
}

// id checks an id that stands somewhere.
func (in *input) id(value, from string) Commit {
	switch {
	case value == "" || strings.Trim(value, "0") == "": // zeros are git's way to say "none"
		return Commit{}
	case !isHex(value):
		in.fail("%s is no commit's id: %s", from, shown(value))
		return Commit{}
	}
	return Commit{ID: strings.ToLower(value), From: from}
}

// isHex: an id of SHA-1 or SHA-256, or as much of one as CIs write.
func isHex(s string) bool {
	const shortest, longest = 7, 64
	if len(s) < shortest || len(s) > longest {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

// branch gives the branch in a variable, without refs/heads/.
func (in *input) branch(name string) string { return in.name(in.get(name), name, "refs/heads/") }

// needBranch is branch for a variable that the CI always sets.
func (in *input) needBranch(name string) string {
	if in.need(name) == "" {
		return ""
	}
	return in.branch(name)
}

// name checks the name of a branch or tag that stands somewhere.
func (in *input) name(value, from, prefix string) string {
	short := strings.TrimPrefix(value, prefix)
	if short != "" && !isRefName(short) {
		in.fail("%s is no name that a branch or tag can have: %s", from, shown(value))
		return ""
	}
	return short
}

// ref divides a full ref into a branch or a tag; neither for any other.
func (in *input) ref(value, from string) (branch, tag string) {
	if rest, ok := strings.CutPrefix(value, "refs/heads/"); ok {
		return in.name(rest, from, ""), ""
	}
	if rest, ok := strings.CutPrefix(value, "refs/tags/"); ok {
		return "", in.name(rest, from, "")
	}
	return "", ""
}

// isRefName follows git-check-ref-format(1), and refuses what looks like an option.
func isRefName(s string) bool {
	if s == "" || len(s) > 1024 || s == "@" || strings.ContainsAny(s[:1], "-/.") || strings.ContainsAny(s[len(s)-1:], "/.") ||
		strings.ContainsAny(s, " ~^:?*[\\\x7f") || strings.Contains(s, "..") || strings.Contains(s, "@{") || strings.Contains(s, "//") {
		return false
	}
	for _, c := range []byte(s) {
		if c < ' ' {
			return false
		}
	}
	for part := range strings.SplitSeq(s, "/") {
		if strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock") {
			return false
		}
	}
	return true
}

// span reads a range as Travis CI and Semaphore write it: two ids with three dots.
// Only the first says something: with git's meaning of three dots the range would hold
// what the other side has.
func (in *input) span(name string) Commit {
	value := in.get(name)
	if value == "" {
		return Commit{}
	}
	from, to, ok := strings.Cut(value, "...")
	if !ok {
		from, to, ok = strings.Cut(value, "..")
	}
	if !ok || !isHex(from) || !isHex(to) {
		in.fail("%s is no range of two commits' ids: %s", name, shown(value))
		return Commit{}
	}
	return in.id(from, name)
}

// read gives the file that a variable names.
func (in *input) read(path, from string) []byte {
	f, err := in.src.Open(path)
	if err != nil {
		in.fail("file of %s: %w", from, err)
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(f, mostEvent+1))
	if err = errors.Join(err, f.Close()); err != nil {
		in.fail("file of %s: %w", from, err)
		return nil
	}
	if len(data) > mostEvent {
		in.fail("file of %s: %s is larger than %d MiB", from, shown(path), mostEvent>>20)
		return nil
	}
	return data
}

// event reads the JSON file that a variable names into a value.
func (in *input) event(variable string, into any) {
	path := in.need(variable)
	if path == "" {
		return
	}
	data := in.read(path, variable)
	if data == nil {
		return
	}
	if err := json.Unmarshal(data, into); err != nil {
		in.fail("file of %s: %s is not the JSON of an event: %w", variable, shown(path), at(data, err))
	}
}

// at says where JSON is wrong.
func at(data []byte, err error) error {
	offset := int64(-1)
	if e := (*json.SyntaxError)(nil); errors.As(err, &e) {
		offset = e.Offset
	}
	if e := (*json.UnmarshalTypeError)(nil); errors.As(err, &e) {
		offset = e.Offset
	}
	if offset < 0 || offset > int64(len(data)) {
		return err
	}
	before := string(data[:offset])
	line := strings.Count(before, "\n") + 1
	return fmt.Errorf("line %d, byte %d: %w", line, offset-int64(strings.LastIndexByte(before, '\n')+1), err)
}

// shown quotes a value from outside for a message, not all of a long one.
func shown(value string) string {
	const most = 80
	if len(value) > most {
		return fmt.Sprintf("%q…", value[:most])
	}
	return fmt.Sprintf("%q", value)
}

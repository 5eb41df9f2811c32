package hook

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// longestLine is more than two ids and two names of refs can have.
const longestLine = 64 << 10

// fewLines is room for what nearly every push sends, in bytes.
const fewLines = 4 << 10

// parseLines reads what git writes to a hook: a line for each ref. The last one need not
// end. An error says which line is not of the form.
func parseLines[T any](r io.Reader, hook, form string, parse func(line string) (T, error)) ([]T, error) {
	var all []T
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, fewLines), longestLine)
	lines.Split(splitLine)
	n := 1
	for ; lines.Scan() && lines.Err() == nil; n++ {
		parsed, err := parse(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("%s: line %d of standard input is not %q: %w", hook, n, form, err)
		}
		all = append(all, parsed)
	}
	switch err := lines.Err(); {
	case err == nil:
		return all, nil
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("%s: line %d of standard input has more than %d bytes", hook, n, longestLine)
	default:
		return nil, fmt.Errorf("%s: reading what git sends: %w", hook, err)
	}
}

// splitLine is bufio.ScanLines, but for a CR, which git does not write: it stays.
func splitLine(data []byte, atEnd bool) (advance int, line []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEnd && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

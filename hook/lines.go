package hook

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// longestLine is more than two ids and two names of refs can have.
const longestLine = 64 << 10

// parseLines reads what git writes to a hook: a line for each ref. The last one need not
// end. An error says which line is not of the form.
func parseLines[T any](r io.Reader, hook, form string, parse func(line string) (T, error)) ([]T, error) {
	var all []T
	lines := bufio.NewReaderSize(r, longestLine)
	for n := 1; ; n++ {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, fmt.Errorf("%s: line %d of standard input has more than %d bytes", hook, n, longestLine)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: reading what git sends: %w", hook, err)
		}
		if len(line) == 0 {
			return all, nil
		}
		if err == nil {
			line = line[:len(line)-1]
		}
		parsed, err := parse(string(line))
		if err != nil {
			return nil, fmt.Errorf("%s: line %d of standard input is not %q: %w", hook, n, form, err)
		}
		all = append(all, parsed)
	}
}

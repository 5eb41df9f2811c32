package detector

import "bytes"

// hexEscapes are the escapes of URLs (%3D) and of string literals (\x3d, \u003d)
// that end in hex digits, which would run into the value behind them.
var hexEscapes = [...]struct {
	mark   string
	digits int
}{{"%", 2}, {`\x`, 2}, {`\u`, 4}}

// escapedDigits is how many of the hex digits at i belong to an escape that
// begins before them.
func escapedDigits(text []byte, i int) int {
	if i == 0 || text[i-1] != '%' && text[i-1] != 'x' && text[i-1] != 'u' {
		return 0 // nearly always
	}
	for _, e := range hexEscapes {
		if i+e.digits <= len(text) && bytes.HasSuffix(text[:i], []byte(e.mark)) && areHex(text[i:i+e.digits]) {
			return e.digits
		}
	}
	return 0
}

// escapeBefore is where the hex escape begins that ends right before i.
func escapeBefore(text []byte, i int) (start int, ok bool) {
	for _, e := range hexEscapes {
		if at := i - e.digits; at > 0 && escapedDigits(text, at) == e.digits {
			return at - len(e.mark), true
		}
	}
	return i, false
}

// afterEscape reports whether an escape stands right before i, which ends the
// word before the value: one of hex digits, or \n, \t, \r.
func afterEscape(text []byte, i int) bool {
	if i > 1 && text[i-2] == '\\' {
		switch text[i-1] {
		case 'n', 't', 'r':
			return true
		}
	}
	_, ok := escapeBefore(text, i)
	return ok
}

// escapeAt is how many of the letters and digits at i belong to an escape that
// begins before them.
func escapeAt(text []byte, i int) int {
	if i == 0 || text[i-1] != '\\' || i == len(text) {
		return escapedDigits(text, i)
	}
	switch text[i] {
	case 'n', 't', 'r':
		return 1
	case 'x', 'u':
		if n := escapedDigits(text, i+1); n > 0 {
			return 1 + n
		}
	}
	return 0
}

// isAssignEscape reports whether an escape stands for = or a colon.
func isAssignEscape(escape []byte) bool {
	code := string(bytes.ToLower(escape[len(escape)-2:]))
	return code == "3d" || code == "3a"
}

func areHex(b []byte) bool {
	for _, c := range b {
		if !isHex(c) {
			return false
		}
	}
	return true
}

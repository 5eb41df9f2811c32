package detector

import "bytes"

// escapedDigits is how many of the hex digits at i belong to an escape that begins
// before them and would run into the value behind it: of a URL (%3D) or of a string
// literal (\x3d, \u003d).
func escapedDigits(text []byte, i int) int {
	digits := 0
	switch {
	case i == 0:
	case text[i-1] == '%':
		digits = 2
	case text[i-1] != 'x' && text[i-1] != 'u' || i == 1 || text[i-2] != '\\':
	case text[i-1] == 'x':
		digits = 2
	default:
		digits = 4
	}
	if i+digits > len(text) || !areHex(text[i:i+digits]) {
		return 0
	}
	return digits
}

// escapeBefore is where the hex escape begins that ends right before i; the backslash
// of two digits is no part of it.
func escapeBefore(text []byte, i int) (start int, ok bool) {
	if i > 2 && isHex(text[i-1]) {
		if at := i - 2; escapedDigits(text, at) == 2 {
			return at - 1, true
		}
		if at := i - 4; at > 0 && escapedDigits(text, at) == 4 {
			return at - len(`\u`), true
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

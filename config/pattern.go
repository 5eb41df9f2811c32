package config

import (
	"strings"
)

// pattern is one path pattern in the syntax of .gitignore, matched as git does
// (dir.c, parse_path_pattern; wildmatch.c), but for core.ignoreCase. go-git's matcher
// brings the look-up of the user's own patterns with it, and so the C library, which
// every start of a hook would pay for.
type pattern struct {
	includes bool // begins with !
	folder   bool // ends in /: matches folders only
	anchored bool // has a / elsewhere: matches from the root, not any last name
	steps    []step
	never    bool // malformed: matches nothing
}

// step is one part of a pattern.
type step struct {
	kind  stepKind
	bytes [4]uint64 // which bytes a one takes
}

type stepKind uint8

const (
	one    stepKind = iota // one byte of a set
	star                   // any bytes but /
	rest                   // ** at the end: anything
	dirs                   // **/ where a name begins: any number of folders
	inside                 // behind dirs: within a folder's name
)

func (t *step) add(b byte)      { t.bytes[b/64] |= 1 << (b % 64) }
func (t *step) has(b byte) bool { return t.bytes[b/64]>>(b%64)&1 != 0 }

func (t *step) addRange(from, to int) {
	for c := from; c <= to; c++ {
		t.add(byte(c))
	}
}

func parsePattern(s string) pattern {
	for strings.HasSuffix(s, " ") && !strings.HasSuffix(s, `\ `) {
		s = s[:len(s)-1]
	}
	if strings.HasPrefix(s, "#") {
		return pattern{never: true} // a comment
	}
	var p pattern
	s, p.includes = strings.CutPrefix(s, "!")
	s, p.folder = strings.CutSuffix(s, "/")
	p.anchored = strings.Contains(s, "/")
	s = strings.TrimPrefix(s, "/")
	p.never = s == "" || !p.compile(s)
	return p
}

// compile reports whether the text is well formed.
func (p *pattern) compile(s string) bool {
	for i := 0; i < len(s); {
		var t step
		switch s[i] {
		case '*':
			end := i
			for end < len(s) && s[end] == '*' {
				end++
			}
			begins := i == 0 || s[i-1] == '/'
			switch {
			case p.anchored && end-i > 1 && begins && (end == len(s) || strings.HasPrefix(s[end:], `\/`)):
				t.kind = rest
			case p.anchored && end-i > 1 && begins && s[end] == '/':
				p.steps = append(p.steps, step{kind: dirs})
				t.kind = inside
				end++
			default:
				t.kind = star
			}
			i = end
		case '?':
			t.addRange(0, 255)
			i++
		case '[':
			n, ok := t.class(s[i+1:])
			if !ok {
				return false
			}
			i += 1 + n
		case '\\':
			if i+1 == len(s) {
				return false
			}
			t.add(s[i+1])
			i += 2
		default:
			t.add(s[i])
			i++
		}
		p.steps = append(p.steps, t)
	}
	return true
}

// bytesOf gives the bytes that a name in [[:name:]] stands for, as ranges: the first and the
// last of each.
func bytesOf(class string) (ranges string, ok bool) {
	switch class {
	case "alnum":
		return "09AZaz", true
	case "alpha":
		return "AZaz", true
	case "blank":
		return "  \t\t", true
	case "cntrl":
		return "\x00\x1f\x7f\x7f", true
	case "digit":
		return "09", true
	case "graph":
		return "!~", true
	case "lower":
		return "az", true
	case "print":
		return " ~", true
	case "punct":
		return "!/:@[`{~", true
	case "space":
		return "\t\r  ", true
	case "upper":
		return "AZ", true
	case "xdigit":
		return "09AFaf", true
	}
	return "", false
}

// class reads what stands between brackets and tells how long it is with the closing
// one.
func (t *step) class(s string) (n int, ok bool) {
	i, negated := 0, false
	if i < len(s) && (s[i] == '!' || s[i] == '^') {
		i, negated = 1, true
	}
	from := -1 // the byte before, where a range may begin
	for first := true; ; first = false {
		if i >= len(s) {
			return 0, false
		}
		b := s[i]
		switch {
		case b == ']' && !first:
			if negated {
				for j := range t.bytes {
					t.bytes[j] = ^t.bytes[j]
				}
			}
			t.bytes['/'/64] &^= 1 << ('/' % 64)
			return i + 1, true
		case b == '-' && from >= 0 && i+1 < len(s) && s[i+1] != ']':
			i++
			if s[i] == '\\' {
				i++
			}
			if i >= len(s) {
				return 0, false
			}
			t.addRange(from, int(s[i]))
			i, from = i+1, -1
		case b == '[' && i+1 < len(s) && s[i+1] == ':':
			n, ok := t.named(s[i+2:])
			switch {
			case !ok:
				return 0, false
			case n == 0: // the bracket is itself
				t.add('[')
				i, from = i+1, '['
			default:
				i, from = i+2+n, -1
			}
		default:
			if b == '\\' {
				if i++; i >= len(s) {
					return 0, false
				}
				b = s[i]
			}
			t.add(b)
			i, from = i+1, int(b)
		}
	}
}

// named reads what stands behind the [: of a named class and tells how long it is with
// its end; 0 when it has no :] and so is none.
func (t *step) named(s string) (n int, ok bool) {
	end := strings.IndexByte(s, ']')
	if end < 0 {
		return 0, false
	}
	name, closed := strings.CutSuffix(s[:end], ":")
	if !closed {
		return 0, true
	}
	ranges, known := bytesOf(name)
	for r := 0; r < len(ranges); r += 2 {
		t.addRange(int(ranges[r]), int(ranges[r+1]))
	}
	return end + 1, known
}

// matches reports whether the pattern fits a path itself, not what is above it.
func (p *pattern) matches(path string, folder bool) bool {
	if p.never || p.folder && !folder {
		return false
	}
	if !p.anchored {
		path = path[strings.LastIndexByte(path, '/')+1:]
	}
	// All places in the pattern at which one may be after each byte: no pattern takes
	// longer than its length times that of the path.
	now, next := make([]bool, len(p.steps)+1), make([]bool, len(p.steps)+1)
	p.reach(now, 0)
	for i := range len(path) {
		b, any := path[i], false
		clear(next)
		for at, here := range now[:len(p.steps)] {
			if !here {
				continue
			}
			t := &p.steps[at]
			switch {
			case t.kind == one && b != '/' && t.has(b), t.kind == one && b == '/' && t.isSlash():
				p.reach(next, at+1)
			case t.kind == star && b != '/', t.kind == rest, t.kind == inside && b != '/':
				p.reach(next, at)
			case t.kind == dirs && b != '/':
				p.reach(next, at+1)
			case t.kind == inside:
				p.reach(next, at-1)
			default:
				continue
			}
			any = true
		}
		if !any {
			return false
		}
		now, next = next, now
	}
	return now[len(p.steps)]
}

// isSlash: only a slash in the pattern is one in the path.
func (t *step) isSlash() bool {
	var slash step
	slash.add('/')
	return t.bytes == slash.bytes
}

// reach marks a place and those that need no byte from there.
func (p *pattern) reach(places []bool, at int) {
	for !places[at] {
		places[at] = true
		if at == len(p.steps) {
			return
		}
		switch p.steps[at].kind {
		case star, rest:
			at++
		case dirs:
			at += 2
		}
	}
}

// deciding is the pattern that says whether a path is left out: the last that fits it
// or a folder that it is in; -1 for none. Unlike git this lets a pattern take back one
// file of a folder that another leaves out: rather too much is scanned than too little.
func deciding(patterns []pattern, path string) (at int, excludes bool) {
	for at = len(patterns) - 1; at >= 0; at-- {
		if patterns[at].covers(path) {
			return at, !patterns[at].includes
		}
	}
	return -1, false
}

// covers reports whether the pattern fits a file or a folder that it is in.
func (p *pattern) covers(path string) bool {
	for end := range len(path) {
		if path[end] == '/' && p.matches(path[:end], true) {
			return true
		}
	}
	return p.matches(path, false)
}

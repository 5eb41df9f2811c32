package gitrepo

import (
	"bytes"
	"errors"
	"strings"
)

// The form of configuration files, read as git does (config.c, git_parse_source and
// below). What git refuses, what its versions read differently and what nobody
// writes into a repository's own file is an error: it is git's to read.
var (
	errConfigLine    = errors.New("a line is in no known form")
	errConfigSection = errors.New("the name of a section is in no known form")
	errConfigValue   = errors.New("a value is in no known form")
	errConfigNoValue = errors.New("a key has no value")
	errConfigSpace   = errors.New("a value has space that git's versions read differently")
)

// setting is one line of a configuration file.
type setting struct {
	name  string // as git prints it: remote.Origin.url
	value string
}

// configText is a file that is being read.
type configText struct {
	data []byte
	end  bool
}

// next is the next character. A line may end in CR LF; behind the text there is one
// more end of a line.
func (t *configText) next() byte {
	if len(t.data) == 0 {
		t.end = true
		return '\n'
	}
	if bytes.HasPrefix(t.data, []byte("\r\n")) {
		t.data = t.data[1:]
	}
	c := t.data[0]
	t.data = t.data[1:]
	return c
}

func isConfigSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isKeyByte(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '-'
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// parseSettings lists all settings in their order.
func parseSettings(data []byte) ([]setting, error) {
	t := configText{data: bytes.TrimPrefix(data, []byte("\ufeff"))}
	var all []setting
	section, comment := "", false
	for {
		c := t.next()
		switch {
		case c == '\n':
			if t.end {
				return all, nil
			}
			comment = false
		case comment || isConfigSpace(c):
		case c == '#' || c == ';':
			comment = true
		case c == '[':
			var err error
			if section, err = t.section(); err != nil {
				return nil, err
			}
		case section == "" || !isLetter(c):
			return nil, errConfigLine
		default:
			s, err := t.setting(section, c)
			if err != nil {
				return nil, err
			}
			all = append(all, s)
		}
	}
}

// section is the name behind a bracket, with a full stop at its end: [name], in
// lower case, or [name "sub"], of which sub stays as it is.
func (t *configText) section() (string, error) {
	var name []byte
	for {
		switch c := t.next(); {
		case c == ']' && len(name) > 0:
			return string(append(name, '.')), nil
		case isConfigSpace(c) && c != '\n' && len(name) > 0:
			return t.subsection(append(name, '.'))
		case isKeyByte(c) || c == '.':
			name = append(name, lower(c))
		default:
			return "", errConfigSection
		}
	}
}

func (t *configText) subsection(name []byte) (string, error) {
	c := t.next()
	for isConfigSpace(c) && c != '\n' {
		c = t.next()
	}
	if c != '"' {
		return "", errConfigSection
	}
	for c = t.next(); c != '"'; c = t.next() {
		if c == '\\' {
			c = t.next()
		}
		if c == '\n' || c == 0 {
			return "", errConfigSection
		}
		name = append(name, c)
	}
	if t.next() != ']' {
		return "", errConfigSection
	}
	return string(append(name, '.')), nil
}

// setting is a line that begins with c.
func (t *configText) setting(section string, c byte) (setting, error) {
	name := []byte(section)
	for ; isKeyByte(c); c = t.next() {
		name = append(name, lower(c))
	}
	for c == ' ' || c == '\t' {
		c = t.next()
	}
	switch c {
	case '=':
		value, err := t.value()
		return setting{string(name), value}, err
	case '\n':
		return setting{}, errConfigNoValue
	}
	return setting{}, errConfigLine
}

// value is the rest of a line and of those that a backslash joins to it, without
// quotes, comments, and the space around it.
func (t *configText) value() (string, error) {
	var value, space []byte
	quoted, comment := false, false
	for {
		c := t.next()
		switch {
		case c == '\n' && quoted, c == 0:
			return "", errConfigValue
		case c == '\n':
			return string(value), nil
		case comment:
			continue
		case isConfigSpace(c) && !quoted:
			if len(value) > 0 {
				space = append(space, c)
			}
			continue
		case (c == '#' || c == ';') && !quoted:
			comment = true
			continue
		}
		if len(bytes.Trim(space, " ")) > 0 {
			return "", errConfigSpace
		}
		value, space = append(value, space...), nil
		switch c {
		case '\\':
			c = t.next()
			at := strings.IndexByte("tbn\\\"\n", c)
			if at < 0 || t.end {
				return "", errConfigValue
			}
			if c != '\n' {
				value = append(value, "\t\b\n\\\""[at])
			}
		case '"':
			quoted = !quoted
		default:
			value = append(value, c)
		}
	}
}

func lower(c byte) byte {
	if isLetter(c) {
		return c | 0x20
	}
	return c
}

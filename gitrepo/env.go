package gitrepo

import "strings"

// Env is an environment as os.Environ gives it: NAME=value strings, of which the
// last of a name counts.
type Env []string

// Get returns the value of a variable, empty when it is not set.
func (e Env) Get(name string) string {
	value, _ := e.Lookup(name)
	return value
}

// Lookup tells an empty variable from one that is not set.
func (e Env) Lookup(name string) (string, bool) {
	for i := len(e) - 1; i >= 0; i-- {
		if rest, ok := strings.CutPrefix(e[i], name); ok && strings.HasPrefix(rest, "=") {
			return rest[1:], true
		}
	}
	return "", false
}

// Names lists the variables whose names start with prefix, each once.
func (e Env) Names(prefix string) []string {
	var names []string
	seen := map[string]bool{}
	for _, s := range e {
		name, _, ok := strings.Cut(s, "=")
		if ok && strings.HasPrefix(name, prefix) && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// with returns a copy in which the given NAME=value strings count.
func (e Env) with(assignments ...string) Env {
	return append(append(Env(nil), e...), assignments...)
}

// without returns a copy in which a variable is not set.
func (e Env) without(name string) Env {
	var rest Env
	for _, s := range e {
		if !strings.HasPrefix(s, name+"=") {
			rest = append(rest, s)
		}
	}
	return rest
}

package manager

import (
	"fmt"
	"path/filepath"
	"slices"
)

// Hook is how git comes to covkey through a manager at one hook.
type Hook struct {
	Name string
	// Chain is who calls whom, from git's own file on; empty where covkey is not asked.
	Chain    []string
	Problems []string
}

// Check says for each of these hooks how git comes to covkey, and what is in the way.
// wanted are those at which covkey has to be asked.
func (m Manager) Check(hooks, wanted []string) (found []Hook, problems []string, err error) {
	asked := false
	for _, name := range hooks {
		h, err := m.checkHook(name, slices.Contains(wanted, name))
		if err != nil {
			return nil, nil, err
		}
		found = append(found, h)
		asked = asked || len(h.Chain) > 0
	}
	if skip := m.kind.skips(m.place); skip != "" {
		problems = append(problems, skip+" is set here, with which "+m.Name+" runs no covkey")
	}
	if asked && m.place.Program == "" && !m.builds() {
		problems = append(problems, m.Name+" runs the covkey on PATH, and there is none: every hook is blocked until there is")
	}
	return found, problems, nil
}

// builds reports whether the manager brings a covkey of its own.
func (m Manager) builds() bool {
	f, ok := m.kind.(framework)
	if !ok {
		return false
	}
	data, _, err := readFile(m.File)
	if err != nil {
		return false
	}
	y, err := parseYAML(data)
	if err != nil {
		return false
	}
	ids, err := f.ids(y)
	for _, h := range ids {
		if lookup(h, "entry") == nil && text(lookup(h, "id")) != "covkey-system" {
			return err == nil
		}
	}
	return false
}

func (m Manager) checkHook(name string, wanted bool) (Hook, error) {
	h := Hook{Name: name}
	asked, problems, err := m.kind.asks(m, name)
	if ByHand(err) {
		h.Problems = append(h.Problems, "what it runs is unknown: "+m.Shown(m.File)+": "+err.Error())
		return h, nil
	}
	if err != nil {
		return h, fmt.Errorf("%s: %w", m.Shown(m.File), err)
	}
	if _, both := m.kind.(overcommit); both && name == "pre-merge-commit" {
		return h, nil // it has no such hook; the push looks at merges
	}
	if !asked {
		if wanted {
			h.Problems = append(h.Problems, "covkey is not in "+m.Shown(m.File)+"; run: covkey install")
		}
		return h, nil
	}
	path := filepath.Join(m.place.Hooks, name)
	file := m.Shown(m.File)
	if _, ok := m.kind.(husky); ok {
		file = m.Shown(filepath.Join(m.File, name))
	}
	h.Chain = []string{"git", m.Shown(path) + " (" + m.Name + ")", file, "covkey"}
	if m.Shown(path) == file {
		h.Chain = slices.Delete(h.Chain, 2, 3)
	}
	h.Problems = problems
	script, there := m.script(name)
	switch {
	case !there:
		h.Problems = append(h.Problems, m.Name+" is not installed for this hook in this clone; run: "+m.orNext([]string{name}))
	case !m.kind.owns(script) && !callsCovkey(script, name):
		h.Problems = append(h.Problems, m.Shown(path)+" is not "+m.Name+"'s; run: "+m.orNext([]string{name}))
	}
	return h, nil
}

// orNext is the command that installs the manager.
func (m Manager) orNext(hooks []string) string {
	if next := m.Next(hooks); next != "" {
		return next
	}
	return m.Name + " install"
}

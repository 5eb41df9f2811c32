package manager

import (
	"path/filepath"
	"strings"
)

// overcommit has one file with hooks by their Ruby names. A hook with a command gets
// git's arguments and input. Merges have no hook of their own there.
type overcommit struct{}

// rubyName is a hook's section of its file, empty for a hook that it does not have.
func rubyName(hook string) string {
	switch hook {
	case "pre-commit":
		return "PreCommit"
	case "commit-msg":
		return "CommitMsg"
	case "pre-push":
		return "PrePush"
	}
	return ""
}

func (overcommit) find(p Place) (string, bool, error) {
	path := filepath.Join(p.Top, ".overcommit.yml")
	return path, exists(path), nil
}

func (overcommit) owns(script string) bool { return strings.Contains(script, "Overcommit") }

func (overcommit) block(hook string) string {
	return "Covkey:\n  enabled: true\n  description: 'Look for Codecov keys'\n  command: ['covkey', 'hook', '" + hook + "']\n"
}

func (o overcommit) lines(m Manager, hooks []string) []Lines {
	var b strings.Builder
	for _, hook := range hooks {
		if name := rubyName(hook); name != "" {
			b.WriteString(strings.Join(nested([]string{name}, o.block(hook), 0, 2), "\n") + "\n")
		}
	}
	return []Lines{{File: m.Shown(m.File), Where: "beside what is there for these hooks", Text: b.String()}}
}

func (o overcommit) add(m Manager, hooks []string) ([]Edit, error) {
	data, ok, err := readFile(m.File)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, byHand("the file is not there")
	}
	var added []string
	for _, hook := range hooks {
		name := rubyName(hook)
		y, err := parseYAML(data)
		if err != nil {
			return nil, err
		}
		if name == "" || lookup(y.root, name, "Covkey") != nil {
			continue
		}
		if data, err = y.insert([]string{name}, o.block(hook)); err != nil {
			return nil, err
		}
		if err := onlyAdds(y, data, "."+name+".Covkey"); err != nil {
			return nil, err
		}
		added = append(added, hook)
	}
	if len(added) == 0 {
		return nil, nil
	}
	return []Edit{{Path: m.File, Text: "covkey runs at " + strings.Join(added, ", "), after: data}}, nil
}

func (o overcommit) remove(m Manager) ([]Edit, error) {
	before, ok, err := readFile(m.File)
	if err != nil || !ok {
		return nil, err
	}
	data := before
	for _, hook := range hookNames {
		name := rubyName(hook)
		y, err := parseYAML(data)
		if err != nil {
			return nil, err
		}
		if name == "" || lookup(y.root, name, "Covkey") == nil {
			continue
		}
		if data, err = y.cut([]string{name, "Covkey"}, func(block string) bool { return sameWords(block, o.block(hook)) }); err != nil {
			return nil, err
		}
	}
	if string(data) == string(before) {
		return nil, nil
	}
	return []Edit{{Path: m.File, Text: "covkey taken out", after: data}}, nil
}

func (overcommit) next(Manager, []string) string { return "overcommit --install && overcommit --sign" }

func (o overcommit) asks(m Manager, hook string) (bool, []string, error) {
	data, ok, err := readFile(m.File)
	if err != nil || !ok {
		return false, nil, err
	}
	y, err := parseYAML(data)
	if err != nil {
		return false, nil, err
	}
	covkey := lookup(y.root, rubyName(hook), "Covkey")
	if covkey == nil {
		return false, nil, nil
	}
	if text(lookup(covkey, "enabled")) == "false" {
		return true, []string{"the hook is not enabled"}, nil
	}
	return true, nil, nil
}

func (overcommit) skips(p Place) string {
	if v := p.getenv("OVERCOMMIT_DISABLE"); v != "" && v != "0" {
		return "OVERCOMMIT_DISABLE=" + v
	}
	return ""
}

package manager

import (
	"path/filepath"
	"strings"
)

// simpleHooks is simple-git-hooks: one command for each hook, in package.json or a
// file of its own, which it writes into the hooks folder as a shell script.
// Source: its simple-git-hooks.js.
type simpleHooks struct{}

func (simpleHooks) find(p Place) (string, bool, error) {
	for _, dir := range p.upwards() {
		for _, name := range []string{".simple-git-hooks", "simple-git-hooks"} {
			if path := first(dir, name+".cjs", name+".js", name+".mjs"); path != "" {
				return path, true, nil
			}
		}
		if path := first(dir, ".simple-git-hooks.json", "simple-git-hooks.json"); path != "" {
			return path, true, nil
		}
		path := filepath.Join(dir, "package.json")
		data, ok, err := readFile(path)
		if err != nil || !ok {
			continue // where npm reads nothing, the manager does not either
		}
		switch v := jsonAt(data, "simple-git-hooks").(type) {
		case map[string]any:
			return path, true, nil
		case string: // the name of a file
			path := absolute(dir, v)
			return path, exists(path), nil
		}
	}
	return filepath.Join(p.Top, ".simple-git-hooks.json"), false, nil
}

func (simpleHooks) owns(script string) bool { return strings.Contains(script, "SKIP_SIMPLE_GIT_HOOKS") }

// path is where a hook's command stands.
func (simpleHooks) path(m Manager, hook string) []string {
	if filepath.Base(m.File) == "package.json" {
		return []string{"simple-git-hooks", hook}
	}
	return []string{hook}
}

// chain puts covkey before a command: what stands behind may end the script early or
// read what git sends.
func (simpleHooks) chain(hook, old string) string {
	switch {
	case strings.TrimSpace(old) == "":
		return command(hook)
	case strings.Contains(old, "||") || strings.ContainsAny(strings.ReplaceAll(old, "&&", ""), ";&\n#"):
		return command(hook) + " || exit $?; " + old // "a || true" must not excuse covkey
	}
	return command(hook) + " && " + old
}

// unchain is the reverse.
func (s simpleHooks) unchain(hook, now string) (old string, ours bool) {
	for _, join := range []string{" && ", " || exit $?; "} {
		if rest, ok := strings.CutPrefix(now, command(hook)+join); ok && s.chain(hook, rest) == now {
			return rest, true
		}
	}
	return "", now == command(hook)
}

func (s simpleHooks) lines(m Manager, hooks []string) []Lines {
	data, _, err := readFile(m.File)
	var b strings.Builder
	for _, hook := range hooks {
		old := ""
		if err == nil {
			old, _ = jsonAt(data, s.path(m, hook)...).(string)
		}
		b.WriteString(jsonText(hook, "") + ": " + jsonText(s.chain(hook, old), "") + ",\n")
	}
	where := "among the hooks"
	if len(s.path(m, "")) > 1 {
		where = `under "simple-git-hooks"`
	}
	return []Lines{{File: m.Shown(m.File), Where: where, Text: strings.TrimSuffix(b.String(), ",\n") + "\n"}}
}

func (s simpleHooks) add(m Manager, hooks []string) ([]Edit, error) {
	data, ok, err := readFile(m.File)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, byHand("the file is not there")
	case filepath.Ext(m.File) != ".json":
		return nil, byHand("it is a program")
	}
	var added []string
	for _, hook := range hooks {
		old, isText := jsonAt(data, s.path(m, hook)...).(string)
		if callsCovkey(old, hook) {
			continue
		}
		if !isText && jsonAt(data, s.path(m, hook)...) != nil {
			return nil, byHand("the command of " + hook + " is no text")
		}
		if hook == "pre-push" && readsInput(old) {
			return nil, byHand("the command of pre-push reads what git sends, which can be read once: run covkey from a script of yours that keeps it")
		}
		if data, err = setJSON(data, s.path(m, hook), s.chain(hook, old)); err != nil {
			return nil, err
		}
		added = append(added, hook)
	}
	if len(added) == 0 {
		return nil, nil
	}
	return []Edit{{Path: m.File, Text: "covkey runs first at " + strings.Join(added, ", "), after: data}}, nil
}

// readsInput reports whether a command looks as if it reads standard input.
func readsInput(command string) bool {
	for _, word := range strings.FieldsFunc(command, func(r rune) bool { return strings.ContainsRune(" \t;&|()<", r) }) {
		switch word {
		case "lfs", "read", "cat", "xargs", "tee", "pre-push":
			return true
		}
	}
	return false
}

func (s simpleHooks) remove(m Manager) ([]Edit, error) {
	data, ok, err := readFile(m.File)
	if err != nil || !ok || filepath.Ext(m.File) != ".json" {
		return nil, err
	}
	before := string(data)
	for _, hook := range hookNames {
		now, _ := jsonAt(data, s.path(m, hook)...).(string)
		if !callsCovkey(now, hook) {
			continue
		}
		old, ours := s.unchain(hook, now)
		switch {
		case !ours:
			return nil, byHand("the command of " + hook + " is not as covkey writes it: take covkey out of it")
		case old == "":
			data, _ = cutJSON(data, s.path(m, hook), len(s.path(m, hook))-1)
		default:
			if data, err = setJSON(data, s.path(m, hook), old); err != nil {
				return nil, err
			}
		}
	}
	if string(data) == before {
		return nil, nil
	}
	return []Edit{{Path: m.File, Text: "covkey taken out", after: data}}, nil
}

func (simpleHooks) next(Manager, []string) string { return "npx simple-git-hooks" }

func (s simpleHooks) asks(m Manager, hook string) (bool, []string, error) {
	data, ok, err := readFile(m.File)
	if err != nil || !ok {
		return false, nil, err
	}
	if filepath.Ext(m.File) != ".json" {
		return callsCovkey(strings.NewReplacer(`"`, " ", "'", " ", "`", " ").Replace(string(data)), hook), nil, nil
	}
	command, _ := jsonAt(data, s.path(m, hook)...).(string)
	if !callsCovkey(command, hook) {
		return false, nil, nil
	}
	var problems []string
	if script, ok := m.script(hook); ok && s.owns(script) && !callsCovkey(script, hook) {
		problems = append(problems, "the script in the hooks folder is older than that; run: npx simple-git-hooks")
	}
	if strings.Contains(command[strings.Index(command, "covkey hook"):], "|| true") && !strings.Contains(command, "|| exit") {
		problems = append(problems, "the command goes on whatever covkey says (|| true)")
	}
	return true, problems, nil
}

func (simpleHooks) skips(p Place) string {
	if p.getenv("SKIP_SIMPLE_GIT_HOOKS") == "1" {
		return "SKIP_SIMPLE_GIT_HOOKS=1"
	}
	return ""
}

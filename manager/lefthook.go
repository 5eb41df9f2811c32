package manager

import (
	"path/filepath"
	"strings"
)

// lefthook has one file with commands for each hook. What git sends reaches only the
// command with use_stdin; a hook's arguments are {1} and {2}. Before a push it skips a
// command when HEAD has nothing that its upstream has not, so also when a tag or another
// branch is pushed, unless the command names files: here its own file, in a comment.
// Source: lefthook's build_command.go and loader.go.
type lefthook struct{}

// lefthookFiles are the names of its file, in the order in which it looks.
func lefthookFiles() (names []string) {
	for _, ext := range []string{".yml", ".yaml", ".json", ".jsonc", ".toml"} {
		for _, name := range []string{"lefthook", ".lefthook", ".config/lefthook"} {
			names = append(names, name+ext)
		}
	}
	return names
}

func (lefthook) find(p Place) (string, bool, error) {
	if name := p.getenv("LEFTHOOK_CONFIG"); name != "" {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.Top, name)
		}
		return name, exists(name), nil
	}
	if path := first(p.Top, lefthookFiles()...); path != "" {
		return path, true, nil
	}
	return filepath.Join(p.Top, "lefthook.yml"), false, nil
}

func (lefthook) owns(script string) bool { return strings.Contains(script, "call_lefthook") }

// run is the command of a hook, and the files that it names.
func (lefthook) run(m Manager, hook string) (run, files string) {
	switch hook {
	case "pre-push":
		return `covkey hook pre-push "{1}" "{2}" # {files}`, "echo " + m.Shown(m.File)
	case "commit-msg":
		return `covkey hook commit-msg "{1}"`, ""
	}
	return "covkey hook " + hook, ""
}

func (l lefthook) block(m Manager, hook string) string {
	run, files := l.run(m, hook)
	if strings.ContainsAny(run, "#{\"") {
		run = "'" + run + "'"
	}
	block := "covkey:\n  run: " + run + "\n"
	if files != "" {
		block += "  files: " + files + "\n  use_stdin: true\n"
	}
	return block
}

func (l lefthook) lines(m Manager, hooks []string) []Lines {
	var b strings.Builder
	for _, hook := range hooks {
		switch filepath.Ext(m.File) {
		case ".toml":
			b.WriteString(l.table(m, hook))
		case ".json", ".jsonc":
			b.WriteString(jsonText(hook, "") + ": " + jsonText(map[string]any{"commands": map[string]any{"covkey": l.value(m, hook)}}, "  ") + "\n")
		default:
			b.WriteString(strings.Join(nested([]string{hook, "commands"}, l.block(m, hook), 0, 2), "\n") + "\n")
		}
	}
	return []Lines{{File: m.Shown(m.File), Where: "beside what is there for these hooks", Text: b.String()}}
}

// table is a command in TOML.
func (l lefthook) table(m Manager, hook string) string {
	run, files := l.run(m, hook)
	table := "\n[" + hook + ".commands.covkey]\nrun = '" + run + "'\n"
	if files != "" {
		table += "files = '" + files + "'\nuse_stdin = true\n"
	}
	return table
}

// value is a command in JSON.
func (l lefthook) value(m Manager, hook string) map[string]any {
	run, files := l.run(m, hook)
	v := map[string]any{"run": run}
	if files != "" {
		v["files"], v["use_stdin"] = files, true
	}
	return v
}

func (l lefthook) add(m Manager, hooks []string) ([]Edit, error) {
	before, ok, err := readFile(m.File)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, byHand("the file is not there")
	}
	data := before
	var added []string
	for _, hook := range hooks {
		asked, _, err := l.asksIn(m, data, hook)
		if err != nil {
			return nil, err
		}
		if asked {
			continue
		}
		if hook == "pre-push" && strings.Contains(l.sectionOf(m, data, hook), "use_stdin") {
			return nil, byHand("another command of pre-push has use_stdin, and lefthook gives git's lines to one only: take use_stdin off there, or run covkey from that command")
		}
		if data, err = l.addTo(m, data, hook); err != nil {
			return nil, err
		}
		added = append(added, hook)
	}
	if len(added) == 0 {
		return nil, nil
	}
	return []Edit{{Path: m.File, Text: "covkey runs at " + strings.Join(added, ", "), after: data}}, nil
}

func (l lefthook) addTo(m Manager, data []byte, hook string) ([]byte, error) {
	switch filepath.Ext(m.File) {
	case ".toml":
		text := string(data)
		for line := range strings.Lines(text) {
			line = strings.Join(strings.Fields(line), "")
			if strings.HasPrefix(line, hook+"=") || strings.HasPrefix(line, hook+".") || strings.HasPrefix(line, "commands=") || strings.HasPrefix(line, "commands.") {
				return nil, byHand("a table is written in one line")
			}
		}
		lines := splitLines(data)
		return insertLines(lines, len(lines), splitBlock(l.table(m, hook))), nil
	case ".json":
		return setJSON(data, []string{hook, "commands", "covkey"}, l.value(m, hook))
	case ".jsonc":
		return nil, byHand("JSON with comments")
	}
	y, err := parseYAML(data)
	if err != nil {
		return nil, err
	}
	after, err := y.insert([]string{hook, "commands"}, l.block(m, hook))
	if err != nil {
		return nil, err
	}
	return after, onlyAdds(y, after, "."+hook+".commands.covkey")
}

// sectionOf is roughly the text that is about a hook, for a look at what is in it.
func (l lefthook) sectionOf(m Manager, data []byte, hook string) string {
	switch filepath.Ext(m.File) {
	case ".toml":
		var b strings.Builder
		in := false
		for line := range strings.Lines(string(data)) {
			if t := strings.TrimLeft(strings.TrimSpace(line), "["); strings.HasPrefix(strings.TrimSpace(line), "[") {
				in = strings.HasPrefix(strings.Trim(t, `"'`), hook)
			}
			if in {
				b.WriteString(line)
			}
		}
		return b.String()
	case ".json", ".jsonc":
		if v := jsonAt(data, hook); v != nil {
			return jsonText(v, "")
		}
		return ""
	}
	y, err := parseYAML(data)
	if err != nil || entry(y.root, hook) == nil {
		return ""
	}
	from := lineOf(entry(y.root, hook).Key)
	return strings.Join(y.lines[from:y.end(from, true)], "")
}

func (l lefthook) remove(m Manager) ([]Edit, error) {
	before, ok, err := readFile(m.File)
	if err != nil || !ok {
		return nil, err
	}
	data := before
	for _, hook := range hookNames {
		switch filepath.Ext(m.File) {
		case ".toml":
			data, _ = cutBlock(data, l.table(m, hook))
			continue
		case ".json":
			if jsonAt(data, hook, "commands", "covkey") != nil {
				data, _ = cutJSON(data, []string{hook, "commands", "covkey"}, 0)
			}
			continue
		}
		y, err := parseYAML(data)
		if err != nil {
			return nil, err
		}
		if lookup(y.root, hook, "commands", "covkey") == nil {
			continue
		}
		if data, err = y.cut([]string{hook, "commands", "covkey"}, func(block string) bool {
			return strings.Join(strings.Fields(block), " ") == strings.Join(strings.Fields(l.block(m, hook)), " ")
		}); err != nil {
			return nil, err
		}
	}
	if string(data) == string(before) {
		return nil, nil
	}
	return []Edit{{Path: m.File, Text: "covkey taken out", after: data}}, nil
}

func (lefthook) next(m Manager, _ []string) string {
	if exists(filepath.Join(m.place.Top, "package.json")) {
		return "npx lefthook install"
	}
	return "lefthook install"
}

func (l lefthook) asks(m Manager, hook string) (bool, []string, error) {
	data, _, err := readFile(m.File)
	if err != nil {
		return false, nil, err
	}
	return l.asksIn(m, data, hook)
}

func (l lefthook) asksIn(m Manager, data []byte, hook string) (bool, []string, error) {
	section := l.sectionOf(m, data, hook)
	if !callsCovkey(strings.NewReplacer(`\"`, " ", `"`, " ", "'", " ", ",", " ").Replace(section), hook) {
		return false, nil, nil
	}
	var problems []string
	if hook == "pre-push" {
		if !strings.Contains(section, "use_stdin") {
			problems = append(problems, "the command has no use_stdin: true, so covkey does not see what is pushed and blocks every push")
		}
		if !strings.Contains(section, "{files}") {
			problems = append(problems, "lefthook skips the command when a tag or another branch is pushed: write it as covkey install --print shows")
		}
	}
	return true, problems, nil
}

func (lefthook) skips(p Place) string {
	if v := p.getenv("LEFTHOOK"); v == "0" || v == "false" {
		return "LEFTHOOK=" + v
	}
	return ""
}

package inventory

import (
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/covkey/covkey/codecov"
)

// scriptUses reads a script, a Makefile or another file of commands.
func scriptUses(lines []text, file Use) []Use {
	bound := map[string]string{}
	s := &script{shared: true, got: -1, lookup: func(name string) (string, bool) {
		from, set := bound[name]
		return from, set
	}}
	for _, l := range lines { // A=$B and export A=$B
		name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(l.s), "export "), "=")
		if ok && !strings.ContainsAny(name, " \t") && isKeyName(name) {
			if from := referred(value); from != "" && from != name {
				bound[name] = from
			}
		}
	}
	if oneOf(strings.ToLower(path.Ext(file.Path)), ".ini", ".cfg", ".toml") { // commands = …
		for i, l := range lines {
			if name, command, ok := strings.Cut(l.s, " = "); ok && !strings.ContainsAny(strings.TrimSpace(name), " $") {
				lines[i].s = strings.Trim(command, `"[]`)
			}
		}
	}
	s.read(lines, file)
	return s.uses
}

// dockerUses reads how an image is built: what ARG and ENV set stays in it.
func dockerUses(lines []text, file Use) []Use {
	s := &script{shared: false, got: -1}
	set := map[string]bool{}
	s.lookup = func(name string) (string, bool) { return name, set[name] }
	var out []Use
	stage := ""
	for _, l := range joined(lines) {
		words := strings.Fields(l.s)
		if len(words) == 0 {
			continue
		}
		u := file
		u.Line, u.Step = l.line, stage
		switch instruction := strings.ToUpper(words[0]); instruction {
		case "FROM":
			stage = words[len(words)-1]
		case "ARG", "ENV":
			for _, w := range words[1:] {
				name, value, _ := strings.Cut(w, "=")
				if !isKeyName(name) {
					continue
				}
				set[name] = true
				u.Kind, u.By, u.Needs, u.Secret = kindOf(name), Environment, true, name
				if from := referred(value); from != "" {
					u.Secret = from
				}
				dockerFlag(&u, instruction+" stays in the image's configuration or history; use RUN --mount=type=secret")
				out = append(out, u)
				break
			}
		case "RUN":
			s.read([]text{{l.line, strings.TrimSpace(l.s[len(words[0]):])}}, u)
		}
	}
	return append(out, s.uses...)
}

// credential finds how Jenkins gives a credential to a pipeline, and stages.
var (
	credential = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_]*)\s*=\s*credentials\(\s*['"]([^'"]+)['"]|credentialsId\s*:\s*['"]([^'"]+)['"].*?variable\s*:\s*['"]([^'"]+)['"]|variable\s*:\s*['"]([^'"]+)['"].*?credentialsId\s*:\s*['"]([^'"]+)['"]`)
	})
	stageName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bstage\s*\(\s*(?:name:\s*)?['"]([^'"]+)['"]`) })
	shellStep = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*(?:sh|bat|powershell|pwsh)\s*\(?\s*(?:script\s*:\s*)?['"]+(.*?)['"]*\)?\s*$`)
	})
)

// jenkinsUses reads a Jenkinsfile.
func jenkinsUses(lines []text, file Use) []Use {
	bound := map[string]*Use{}
	var names []string
	used := map[string]bool{}
	s := &script{shared: true, got: -1, lookup: func(name string) (string, bool) {
		if b := bound[name]; b != nil {
			used[name] = true
			return b.Secret, true
		}
		return "", false
	}}
	bind := func(name, secret string, u Use) {
		if !isKeyName(name) && !isKeyName(secret) && !strings.Contains(strings.ToLower(secret), "codecov") {
			return
		}
		u.Kind, u.By, u.Needs, u.Secret = kindOf(name), Environment, true, secret
		bound[name] = &u
		names = append(names, name)
	}
	u := file
	for _, l := range lines {
		u.Line = l.line
		if m := stageName().FindStringSubmatch(l.s); m != nil {
			u.Job = m[1]
		}
		if m := credential().FindStringSubmatch(l.s); m != nil {
			switch {
			case m[1] != "":
				bind(m[1], m[2], u)
			case m[3] != "":
				bind(m[4], m[3], u)
			default:
				bind(m[5], m[6], u)
			}
			continue
		}
		command := l.s
		if m := shellStep().FindStringSubmatch(command); m != nil {
			command = m[1]
		}
		s.read([]text{{l.line, command}}, u)
	}
	for _, name := range names {
		if !used[name] {
			s.uses = append(s.uses, *bound[name])
		}
	}
	return s.uses
}

// read finds how programs read a variable of their environment.
var envRead = sync.OnceValue(func() *regexp.Regexp {
	const name = `([A-Za-z0-9_]*)`
	return regexp.MustCompile(strings.Join([]string{
		`(?:process|import\.meta)\.env\.` + name, `(?:process\.env|ENV|os\.environ|environ|\$_ENV|\$_SERVER)\[\s*['"]` + name,
		`(?i:getenv|os\.environ\.get|env\.get|env\.fetch|env::var|lookupenv|getenvironmentvariable|environmentvariable|sys\.getenv|environ\.get|env)\(?\s*\(\s*['"]` + name,
	}, "|"))
})

// sourceUses reads a program: where it reads a key's variable, and the plugins that
// send bundles' sizes.
func sourceUses(lines []text, file Use) []Use {
	var out []Use
	for _, l := range lines {
		u := file
		u.Line = l.line
		m := envRead().FindStringSubmatch(l.s)
		for i := 1; i < len(m); i++ {
			if m[i] == "" || !isKeyName(m[i]) {
				continue
			}
			u.Kind, u.By, u.Needs, u.Secret = kindOf(m[i]), Environment, true, m[i]
			if strings.Contains(l.s, "uploadToken") {
				u.Uploader, u.By = codecov.BundlerTool, Input
			}
			out = append(out, u)
			break
		}
	}
	return out
}

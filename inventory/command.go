package inventory

import (
	"path"
	"strings"

	"github.com/covkey/covkey/codecov"
)

// script reads the commands of one job in their order: what one line downloads
// or installs is what a later one runs.
type script struct {
	uses []Use
	// lookup gives the name that a variable is set from where the script runs.
	lookup func(variable string) (secret string, set bool)
	// shared tells that variables of the CI's settings are in the environment
	// without being named.
	shared bool

	exported map[string]int // variables that a line set, and the use that says so

	tool, version string // what was downloaded or installed last
	got           int    // index of the use that says so, below 0 for none
	checked       bool   // a checksum or signature is looked at
}

// read goes through the lines of a command. where is copied into each use.
func (s *script) read(lines []text, where Use) {
	for _, l := range joined(lines) {
		u := where
		u.Line = l.line
		s.line(l.s, u)
	}
}

// joined puts continued lines together.
func joined(lines []text) []text {
	var out []text
	open := false
	for _, l := range lines {
		s := strings.TrimRight(l.s, " \t")
		more := strings.HasSuffix(s, `\`) || strings.HasSuffix(s, " `") || strings.HasSuffix(s, " ^")
		if more {
			s = s[:len(s)-1]
		}
		if open {
			out[len(out)-1].s += " " + strings.TrimSpace(s)
		} else {
			out = append(out, text{l.line, s})
		}
		open = more
	}
	return out
}

func (s *script) line(line string, u Use) {
	trimmed := strings.TrimLeft(line, " \t@-")
	if strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//") {
		return
	}
	low := strings.ToLower(line)
	if strings.Contains(low, "shasum") || strings.Contains(low, "sha256sum") || strings.Contains(low, "gpg") && strings.Contains(low, "--verify") {
		s.check()
	}
	switch {
	case strings.Contains(low, "codecov.io/bash"):
		s.bash(line, low, u)
		return
	case strings.Contains(low, "uploader.codecov.io"):
		s.download(codecov.Uploader, versionIn(low, "uploader.codecov.io/"), u)
	case strings.Contains(low, "cli.codecov.io"):
		s.download(codecov.CLI, versionIn(low, "cli.codecov.io/"), u)
	case strings.Contains(low, "codecov") && s.install(line, u):
		return
	case s.request(line, low, u):
		return
	}
	for _, words := range commands(line) {
		if s.run(words, u) {
			return
		}
	}
	s.mention(line, u)
}

// check notes that what was downloaded is checked.
func (s *script) check() {
	s.checked = true
	if s.got >= 0 {
		s.uses[s.got].drop(NotChecked)
	}
}

func (u *Use) drop(id string) {
	for i, f := range u.Flags {
		if f.ID == id {
			u.Flags = append(u.Flags[:i:i], u.Flags[i+1:]...)
			return
		}
	}
}

// bash reads a line with the bash uploader in it, which is run at once or kept in
// a file.
func (s *script) bash(line, low string, u Use) {
	var words []string
	for _, c := range commands(line) {
		words = append(words, c...)
	}
	kept := strings.Contains(low, "codecov.io/bash>") || strings.Contains(low, "codecov.io/bash >") || strings.Contains(low, "codecov.io/bash -o")
	for _, w := range words {
		switch strings.Trim(w, `"'`) {
		case "-o", "-O", "--output", "-fLso", "-Os", "-so", "-sLo", "-Lo":
			kept = true
		}
	}
	if strings.Contains(low, "| bash") || strings.Contains(low, "|bash") || strings.Contains(low, "| sh") || strings.Contains(low, "<(") {
		kept = false
	}
	if kept {
		s.download(codecov.Bash, "", u)
		return
	}
	u.Uploader = codecov.Bash
	s.send(words, u)
}

// download notes what was fetched. Until it is run it is a use of its own.
func (s *script) download(tool, version string, u Use) {
	if s.got >= 0 && s.tool == tool {
		if s.version == "" {
			s.version = version
		}
		return // its checksum, or another platform's
	}
	u.Uploader, u.Version, u.By, u.Kind = tool, version, Tokenless, codecov.UploadToken
	s.tool, s.version, s.got = tool, version, len(s.uses)
	s.uses = append(s.uses, u)
	if !s.checked && tool != codecov.PythonTool && tool != codecov.NodeTool && !installed(u.Version) {
		s.uses[s.got].flag(NotChecked, "the program is downloaded and run without a look at its checksum",
			codecov.Source{URL: "https://docs.codecov.com/docs/codecov-uploader#integrity-checking-the-uploader"})
	}
}

func installed(version string) bool { return strings.HasPrefix(version, "=") }

// versionIn is the version in a download's address.
func versionIn(line, host string) string {
	_, rest, _ := strings.Cut(line, host)
	v, _, _ := strings.Cut(rest, "/")
	if strings.HasPrefix(v, "v") && len(v) > 1 && v[1] >= '0' && v[1] <= '9' || v == "latest" {
		return v
	}
	return ""
}

// install reads a package manager's line.
func (s *script) install(line string, u Use) bool {
	for _, words := range commands(line) {
		manager := ""
		adds := false
		for _, w := range words {
			w = strings.Trim(w, `"'`)
			base := strings.ToLower(path.Base(w))
			switch {
			case strings.HasPrefix(base, "pip") || base == "pipx" || base == "uv" || base == "conda" || base == "mamba" || base == "poetry":
				manager = codecov.PythonTool
			case base == "npm" || base == "yarn" || base == "pnpm" || base == "bun":
				manager = codecov.NodeTool
			case base == "install" || base == "add" || base == "i" || base == "global":
				adds = true
			case manager != "" && adds:
				name, version := w, ""
				if i := strings.IndexAny(w, "=@<>~!"); i > 0 {
					name, version = w[:i], strings.Trim(w[i:], "=@<>~!")
				}
				switch {
				case name == "codecov":
					s.download(manager, version, u)
					return true
				case name == "codecov-cli":
					s.tool, s.version, s.got = codecov.CLI, version, -1
					return true
				}
			}
		}
	}
	return false
}

// commands splits a line into its commands and those into words.
func commands(line string) [][]string {
	var all [][]string
	var words []string
	var word strings.Builder
	quote := byte(0)
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	end := func() {
		flush()
		if len(words) > 0 {
			all = append(all, words)
		}
		words = nil
	}
	depth := 0 // within ${{ }} and $( ) blanks and brackets are the value's own
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote != 0:
			word.WriteByte(c)
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
			word.WriteByte(c)
		case c == '$' && i+1 < len(line) && (line[i+1] == '{' || line[i+1] == '('):
			depth++
			word.WriteString(line[i : i+2])
			i++
			if line[i] == '{' && i+1 < len(line) && line[i+1] == '{' {
				word.WriteByte('{')
				depth++
				i++
			}
		case depth > 0:
			if c == '}' || c == ')' {
				depth--
			}
			word.WriteByte(c)
		case c == ' ' || c == '\t':
			flush()
		case c == ';' || c == '&' || c == '|' || c == '(' || c == ')' || c == '`':
			end()
		default:
			word.WriteByte(c)
		}
	}
	end()
	return all
}

// wrappers run the program that is named behind them.
func wrapper(word string) bool {
	switch word {
	case "sudo", "time", "exec", "env", "command", "then", "do", "else", "if", "!", "npx", "pnpx", "bunx", "uvx", "yarn", "pnpm", "bun", "dlx",
		"poetry", "uv", "pipx", "run", "python", "python3", "python2", "py", "coverage", "bash", "sh", "travis_retry", "retry", "bundle",
		"npm", "x", "call", "cmd", "pwsh", "tox", "nohup", "/bin/bash", "/bin/sh":
		return true
	}
	return false
}

// run reads one command; it reports whether it is an uploader's.
func (s *script) run(words []string, u Use) bool {
	through := ""
	for i, w := range words {
		w = strings.Trim(w, `"'`)
		if i == 0 {
			w = strings.TrimLeft(w, "@-") // of a Makefile
		}
		base := strings.ToLower(w[strings.LastIndexAny(w, `/\`)+1:])
		base = strings.TrimSuffix(strings.TrimSuffix(base, ".exe"), ".sh")
		switch {
		case base == "codecov" || base == "codecovcli" || base == "codecov-cli" || base == ".codecov" || base == "codecov-linux":
			s.which(base, through, words[i+1:], &u)
			for _, set := range words[:i] {
				if name, value, ok := strings.Cut(set, "="); ok && isKeyName(name) {
					u.By, u.Secret, u.Needs = Environment, referred(value), true
				}
			}
			s.send(words[i+1:], u)
			return true
		case wrapper(base) || strings.HasPrefix(w, "-") || strings.Contains(w, "="):
			if base == "npx" || base == "yarn" || base == "pnpm" || w == "-m" {
				through = w
			}
		default:
			return false
		}
	}
	return false
}

// which tells the uploaders of the name codecov apart.
func (s *script) which(base, through string, args []string, u *Use) {
	u.Version = s.version
	switch {
	case base != "codecov" && base != ".codecov" && base != "codecov-linux" || isSubcommand(args):
		u.Uploader = codecov.CLI
		if s.tool != codecov.CLI {
			u.Version = ""
		}
	case s.tool != "":
		u.Uploader = s.tool
	case through == "-m":
		u.Uploader = codecov.PythonTool
	case through != "":
		u.Uploader = codecov.NodeTool
	default:
		u.Uploader = codecov.Program
	}
	if s.got < 0 || s.uses[s.got].Uploader != u.Uploader {
		return
	}
	// The download and the run are one use.
	u.Flags = append(u.Flags, s.uses[s.got].Flags...)
	s.uses[s.got].merged = true
	s.got = -1
}

// variable finds what a variable is set from: by a line before, or where the script
// runs.
func (s *script) variable(name string) (secret string, set bool) {
	if i, known := s.exported[name]; known {
		s.uses[i].merged = true
		return s.uses[i].Secret, true
	}
	return s.lookup(name)
}

// isSubcommand reports whether arguments have a command of the Codecov CLI's
// (codecov-cli README, "Codecov-cli Commands").
func isSubcommand(args []string) bool {
	for _, a := range args {
		switch a {
		case "do-upload", "upload-process", "upload-coverage", "create-commit", "create-report", "empty-upload", "send-notifications",
			"pr-base-picking", "static-analysis", "label-analysis", "process-test-results", "create-report-results", "get-report-results":
			return true
		}
	}
	return false
}

// send reads the arguments of an uploader.
func (s *script) send(args []string, u Use) {
	u.Kind, u.Needs = codecov.UploadToken, true
	variable := "CODECOV_TOKEN"
	for _, a := range args {
		if a == "static-analysis" || a == "label-analysis" {
			u.Kind, variable = codecov.RepositoryToken, "CODECOV_STATIC_TOKEN"
		}
	}
	if value, given := option(args); given {
		u.By, u.Secret = Argument, referred(value)
		if u.Secret == "" && strings.HasPrefix(value, "@") {
			u.Secret = "file " + value[1:]
		}
		if from, set := s.variable(u.Secret); set && from != "" && !isStore(value) {
			u.Secret = from
		}
		u.flag(PassedAsArgument, "other processes see a command's arguments, and logs show them; set "+variable+" instead", codecov.Source{})
	} else if u.By == "" {
		secret, set := s.variable(variable)
		switch {
		case set:
			u.By, u.Secret = Environment, secret
		case s.shared:
			u.By, u.Secret = Environment, variable
		default:
			u.By, u.Needs = Tokenless, false
		}
	}
	s.uses = append(s.uses, u)
}

// option is the value of -t or --token.
func option(args []string) (value string, given bool) {
	for i, a := range args {
		switch {
		case a == "-t" || a == "--token":
			if i+1 < len(args) {
				return strings.Trim(args[i+1], `"'`), true
			}
			return "", true
		case strings.HasPrefix(a, "--token="):
			return strings.Trim(a[len("--token="):], `"'`), true
		case strings.HasPrefix(a, "-t") && len(a) > 2 && (a[2] == '$' || a[2] == '"' || a[2] == '\'' || len(a) > 30):
			return strings.Trim(a[2:], `"'`), true
		}
	}
	return "", false
}

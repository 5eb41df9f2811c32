package fix

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// rewrite picks the way by where the file is and what it is called, as the detector
// does for its advice.
func (j *job) rewrite() ([]edit, error) {
	lower := strings.ToLower(j.path)
	isYAML := strings.HasSuffix(j.base, ".yml") || strings.HasSuffix(j.base, ".yaml")
	stem, _, _ := strings.Cut(j.base, ".")
	switch {
	case strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(j.base, ".yaml"), ".yml"), ".") == "codecov" && isYAML:
		// Codecov reads the file as it is: the schema knows a text here and nothing
		// that stands for one (codecov/umbrella, shared/validation/user_schema.py).
		return nil, refuse("codecov.yml takes the token itself and no reference to it: take the line out (the uploader reads %s from the CI's environment)", j.variable)
	case isYAML:
		return j.inYAML(lower)
	case stem == "jenkinsfile":
		return j.jenkinsfile()
	case stem == "dockerfile", stem == "containerfile", strings.HasSuffix(j.base, ".dockerfile"):
		return j.dockerfile()
	case stem == "makefile", stem == "gnumakefile", strings.HasSuffix(j.base, ".mk"):
		return j.makefile()
	case j.base == "tox.ini":
		return j.tox()
	case j.base == ".env", strings.HasPrefix(j.base, ".env."), strings.HasSuffix(j.base, ".env"):
		return j.assignment(false)
	}
	return j.byExtension(strings.TrimPrefix(path.Ext(j.base), "."))
}

func (j *job) byExtension(ext string) ([]edit, error) {
	if lang, ok := languageOf(ext); ok {
		return j.program(ext, lang)
	}
	switch ext {
	case "sh", "bash", "zsh", "ksh":
		return j.script()
	case "fish", "csh", "tcsh":
		return j.otherShell()
	case "bat", "cmd":
		return j.replace(j.reference), nil
	case "json":
		return j.inJSON()
	case "ini", "cfg", "conf", "properties":
		return j.assignment(true)
	case "toml":
		return j.assignment(false)
	case "xml", "pom":
		if j.base == "pom.xml" || j.base == "settings.xml" || ext == "pom" {
			return j.replace(j.reference), nil // Maven's own
		}
		return nil, refuse("nothing says what the program that reads this file replaces; instead: %s", j.advice)
	case "tf":
		return j.terraform()
	case "md", "rst", "tex", "txt":
		return j.replace("YOUR_" + j.variable), nil
	}
	if first, _, _ := bytes.Cut(j.text, []byte("\n")); ext == "" && bytes.HasPrefix(first, []byte("#!")) {
		for name, as := range map[string]string{"python": "py", "node": "js", "ruby": "rb", "perl": "pl", "pwsh": "ps1"} {
			if bytes.Contains(first, []byte(name)) {
				return j.byExtension(as)
			}
		}
		if bytes.Contains(first, []byte("fish")) {
			return j.otherShell()
		}
		if bytes.Contains(first, []byte("sh")) {
			return j.script()
		}
	}
	return nil, refuse("it is not known how a file of this kind refers to a variable; instead: %s", j.advice)
}

// program is inCode, and PowerShell's words without quotes.
func (j *job) program(ext string, lang language) ([]edit, error) {
	if ext == "ps1" || ext == "psm1" {
		if x := lang.lex(j.text, j.start); x.token.kind == codeToken {
			return j.replace(j.reference), nil
		}
	}
	return j.inCode(lang)
}

// assignment takes out the line that gives the key to a name. With continued, a line
// that is indented goes on with the value.
func (j *job) assignment(continued bool) ([]edit, error) {
	before, behind := j.line()
	name := regexp.MustCompile(`^\s*(export\s+)?["']?[\w.-]+["']?\s*[=:]\s*["']?$`)
	rest := regexp.MustCompile(`^["']?\s*([#;].*)?$`)
	commented := regexp.MustCompile(`^\s*[#;]`)
	switch {
	case commented.MatchString(before):
		return j.replace("$" + j.variable), nil
	case !name.MatchString(before) || !rest.MatchString(behind):
		return nil, refuse("the line says more than the key: %s", j.advice)
	}
	_, end := lineAt(j.text, j.end)
	next := j.text[nextLine(j.text, end):]
	if continued && len(next) > 0 && (next[0] == ' ' || next[0] == '\t') && len(bytes.TrimSpace(bytes.SplitN(next, []byte("\n"), 2)[0])) > 0 {
		return nil, refuse("the next line goes on with the value: %s", j.advice)
	}
	return j.removeLine(), nil
}

// tox replaces {env:NAME} in all its values.
func (j *job) tox() ([]edit, error) {
	if before, _ := j.line(); strings.HasPrefix(strings.TrimSpace(before), "#") {
		return j.replace("$" + j.variable), nil
	}
	return j.replace(j.reference), nil
}

// terraform has a variable for it, if it is declared where the key is.
func (j *job) terraform() ([]edit, error) {
	declared := regexp.MustCompile(`variable\s+"codecov_token"\s*\{`).FindIndex(j.text)
	before, behind := j.line()
	if declared != nil && strings.Contains(before, "default") && declared[0] < j.start && !bytes.Contains(j.text[declared[0]:j.start], []byte("}")) {
		return j.assignment(false)
	}
	switch {
	case declared == nil:
		return nil, refuse(`the file declares no variable "codecov_token"; instead: %s`, j.advice)
	case strings.HasSuffix(before, `"`) && strings.HasPrefix(behind, `"`):
		return []edit{{j.start - 1, j.end + 1, j.reference}}, nil
	case strings.Count(before, `"`)%2 == 1:
		return j.replace("${" + j.reference + "}"), nil
	}
	return nil, refuse("the key stands outside of a string; instead: %s", j.advice)
}

// makefile: make puts its variables into all text, and takes them from the
// environment. A variable cannot be given itself.
func (j *job) makefile() ([]edit, error) {
	before, behind := j.line()
	own := regexp.MustCompile(`^\s*(export\s+|override\s+)?` + regexp.QuoteMeta(j.variable) + `\s*(::?|\?|\+|!)?=\s*$`)
	m := own.FindStringSubmatch(before)
	switch {
	case strings.HasPrefix(before, "\t") || m == nil:
		return j.replace(j.reference), nil
	case regexp.MustCompile(`^\s*(#.*)?$`).MatchString(behind):
		if strings.HasPrefix(m[1], "export") {
			start, end := lineAt(j.text, j.start)
			return []edit{{start, end, "export " + j.variable}}, nil
		}
		return j.removeLine(), nil
	}
	return nil, refuse("the line says more than the key: %s", j.advice)
}

// jenkinsfile: a key that is bound to a variable becomes credentials; one in a command
// needs the variable that some binding makes.
func (j *job) jenkinsfile() ([]edit, error) {
	x := groovy().lex(j.text, j.start)
	t := x.token
	if t.kind == commentToken {
		return j.inComment(), nil
	}
	if t.kind != textToken || t.innerEnd < j.end {
		return nil, refuse("the key stands outside of a string: write %s by hand", j.advice)
	}
	whole := t.inner == j.start && t.innerEnd == j.end
	if whole && regexp.MustCompile(`(^|\n)\s*\w+\s*=$`).MatchString(x.before()) {
		if bracket, at := x.enclosing(t.start); bracket == '{' && endsInWord(strings.TrimRight(string(x.code[:at]), " \t\r\n"), "environment") {
			return []edit{{t.start, t.end, j.reference}}, nil
		}
	}
	bound := regexp.MustCompile(`\b` + regexp.QuoteMeta(j.variable) + `\s*=\s*credentials\(|variable:\s*['"]` + regexp.QuoteMeta(j.variable) + `['"]`)
	switch {
	case !bound.Match(j.text):
		return nil, refuse("nothing here binds %s: add %s = credentials('codecov-token') to environment { } (add it to Jenkins' credentials)", j.variable, j.variable)
	case whole:
		return []edit{{t.start, t.end, "env." + j.variable}}, nil
	}
	dollar := "$"
	if t.hole != "" {
		dollar = `\$` // the shell's, not Groovy's
	}
	edits, err := inShell(string(j.text[t.inner:t.innerEnd]), j.start-t.inner, j.end-t.inner, expansion{variable: j.variable})
	for i := range edits {
		e := &edits[i]
		if len(t.open) == 1 {
			e.text = strings.ReplaceAll(e.text, t.open, `\`+t.open)
		}
		e.start, e.end, e.text = e.start+t.inner, e.end+t.inner, strings.ReplaceAll(e.text, "$", dollar)
	}
	return edits, err
}

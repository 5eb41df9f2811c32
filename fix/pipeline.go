package fix

import (
	"regexp"
	"slices"
	"strings"
)

// inYAML replaces a key in a CI's file, by the rules of that CI.
func (j *job) inYAML(lower string) ([]edit, error) {
	p, ok := placeInYAML(j.text, j.start)
	if !ok {
		return nil, refuse("the value cannot be told apart from what stands around it; instead: %s", j.advice)
	}
	if p.style == yamlComment {
		return j.replace(j.reference), nil
	}
	in := func(folder string) bool {
		return strings.HasPrefix(lower, folder) || strings.Contains(lower, "/"+folder)
	}
	is := func(names ...string) bool { return slices.Contains(names, j.base) }
	switch {
	case is("action.yml", "action.yaml"):
		return j.githubAction(p)
	case in(".github/workflows/"), in(".gitea/workflows/"), in(".forgejo/workflows/"):
		return j.githubWorkflow(p)
	case in(".github/"):
		return nil, refuse("expressions are read in workflows and actions only; instead: %s", j.advice)
	case is("azure-pipelines.yml", "azure-pipelines.yaml"):
		return j.azure(p)
	case is("appveyor.yml", ".appveyor.yml"):
		return j.appveyor(p)
	case strings.Contains(j.base, "compose"):
		return j.wrapped(p, j.reference), nil
	case is(".gitlab-ci.yml"), in(".circleci/"), is("bitbucket-pipelines.yml"):
		if p.own(j) {
			return j.dropEntry(p)
		}
		if in(".circleci/") && p.whole(j) && p.orbToken(j) {
			return j.wrapped(p, j.variable), nil
		}
		if in(".circleci/") && p.whole(j) && slices.Contains(p.names, "environment") {
			return nil, refuse("CircleCI replaces nothing in environment: (https://circleci.com/docs/set-environment-variable/): use $%s in the command that reads it", j.variable)
		}
		if p.whole(j) {
			return j.wrapped(p, j.reference), nil
		}
		return j.command(p)
	case is(".travis.yml", "bitrise.yml"):
		if p.whole(j) {
			return j.wrapped(p, j.reference), nil
		}
		return j.command(p)
	}
	if p.whole(j) || !slices.ContainsFunc(p.names, isCommand) {
		return nil, refuse("nothing says that the program that reads this value replaces $%s in it; instead: %s", j.variable, j.advice)
	}
	return j.command(p)
}

// whole reports whether the value is the key and nothing else.
func (p yamlPlace) whole(j *job) bool {
	return strings.TrimSpace(string(j.text[p.start:p.end])) == j.key()
}

// own reports whether the value is given to the variable that the CI itself sets.
func (p yamlPlace) own(j *job) bool {
	n := len(p.names)
	return !p.flow && p.whole(j) && p.style != yamlBlock && n > 1 && p.names[n-1] == j.variable &&
		slices.Contains([]string{"variables", "environment"}, p.names[n-2])
}

// orbToken reports whether the value is what Codecov's orb calls token. Since 1.2 that is
// the name of a variable (codecov-circleci-orb, src/commands/upload.yml: env_var_name).
func (p yamlPlace) orbToken(j *job) bool {
	n := len(p.names)
	return n > 1 && p.names[n-1] == "token" && strings.HasPrefix(p.names[n-2], "codecov/") &&
		!regexp.MustCompile(`codecov/codecov@1\.[01]\b`).Match(j.text)
}

func isCommand(name string) bool {
	return slices.Contains([]string{
		"script", "before_script", "after_script", "run", "command", "commands", "cmd", "cmds", "install", "entry", "bash", "sh",
		"before_install", "after_success", "after_failure", "script_file", "pre_build", "post_build", "build", "args", "deploy",
	}, name)
}

// wrapped puts a reference in the place of the key. Where the value has no quotes and
// the reference needs them it gets some.
func (j *job) wrapped(p yamlPlace, reference string) []edit {
	if p.style == yamlPlain && p.flow && strings.ContainsAny(reference, "{}[],") {
		if p.whole(j) {
			return []edit{{p.from, p.to, `"` + reference + `"`}}
		}
		return []edit{{p.from, p.from, `"`}, {j.start, j.end, reference}, {p.to, p.to, `"`}}
	}
	return j.replace(reference)
}

// command is a value that a shell reads.
func (j *job) command(p yamlPlace) ([]edit, error) {
	x := expansion{variable: j.variable}
	switch p.style {
	case yamlSingle:
		return decodeDoubled(j.text, p.start, p.end).shell(j.start, j.end, x)
	case yamlDouble:
		return decodeBackslashes(j.text, p.start, p.end).shell(j.start, j.end, x)
	}
	edits, err := asItIs(j.text, p.start, p.end).shell(j.start, j.end, x)
	if p.style == yamlPlain && len(edits) > 0 && edits[0].start == p.start {
		return j.replace(x.bare(' ')), err // quotes at the beginning would be YAML's
	}
	return edits, err
}

// dropEntry takes the entry out, and what would be left empty above it: the CI sets the
// variable itself.
func (j *job) dropEntry(p yamlPlace) ([]edit, error) {
	lines, starts, n := splitLines(j.text, p.head)
	first := n
	for {
		column := entryColumn(lines[first])
		if strings.HasPrefix(strings.TrimSpace(lines[first]), "-") {
			return nil, refuse("the entry begins an item of a list: take it out by hand (%s)", j.advice)
		}
		above := first - 1
		for above >= 0 && strings.TrimSpace(lines[above]) == "" {
			above--
		}
		below := n + 1
		for below < len(lines) && strings.TrimSpace(lines[below]) == "" {
			below++
		}
		if below < len(lines) && indentation(lines[below]) > column {
			return nil, refuse("the value goes on behind its line; instead: %s", j.advice)
		}
		more := below < len(lines) && indentation(lines[below]) == column
		if above < 0 || indentation(lines[above]) >= column || more {
			break // something else is left
		}
		if !regexp.MustCompile(`:\s*(#.*)?$`).MatchString(lines[above]) {
			return nil, refuse("nothing would be left of what the entry stands in: take it out by hand (%s)", j.advice)
		}
		first = above
	}
	return []edit{{starts[first], nextLine(j.text, starts[n]), ""}}, nil
}

// githubWorkflow: where the context secrets is there. Source: "Context availability" in
// https://docs.github.com/en/actions/reference/workflows-and-actions/contexts.
func (j *job) githubWorkflow(p yamlPlace) ([]edit, error) {
	n := p.names
	ok := len(n) > 1 && n[0] == "env" || len(n) > 3 && n[0] == "jobs" &&
		slices.Contains([]string{"steps", "env", "container", "services", "secrets", "outputs"}, n[2])
	if !ok || n[len(n)-1] == "if" {
		if len(n) > 3 && n[0] == "jobs" && n[2] == "with" {
			return nil, refuse("the secrets context is not there in with: of a called workflow: pass it under secrets:")
		}
		return nil, refuse("the secrets context is not there at this place: use it in env: or with: of a step")
	}
	return j.wrapped(p, j.reference), nil
}

// githubAction: an action has no secrets, only inputs.
func (j *job) githubAction(p yamlPlace) ([]edit, error) {
	if !regexp.MustCompile(`(?m)^\s+["']?codecov-token["']?:`).Match(j.text) || len(p.names) == 0 || p.names[0] != "runs" {
		return nil, refuse("the action has no input codecov-token: declare it, write ${{ inputs.codecov-token }} here, and pass secrets.%s in the workflow", j.variable)
	}
	return j.wrapped(p, j.reference), nil
}

// azure: $(NAME) is put in before a script runs, and into inputs and env.
func (j *job) azure(p yamlPlace) ([]edit, error) {
	if p.own(j) {
		return j.dropEntry(p)
	}
	if slices.Contains(p.names, "variables") {
		return nil, refuse("a variable of the file would hide the pipeline's secret one: take it out (add %s as a secret variable of the pipeline)", j.variable)
	}
	return j.wrapped(p, j.reference), nil
}

func (j *job) appveyor(p yamlPlace) ([]edit, error) {
	switch {
	case p.whole(j):
		return nil, refuse("AppVeyor wants it encrypted: write it as secure: under environment: (https://www.appveyor.com/docs/build-configuration/#secure-variables)")
	case slices.Contains(p.names, "ps"), slices.Contains(p.names, "pwsh"):
		return j.replace("$env:" + j.variable), nil
	case slices.Contains(p.names, "sh"):
		return j.command(p)
	}
	return j.replace(j.reference), nil
}

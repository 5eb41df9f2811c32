package detector

import (
	"bytes"
	"fmt"
	"path"
	"strings"
)

// syntax is what advice needs to know about a kind of file: how it refers to a
// secret and how it takes a comment.
type syntax struct {
	// reference is what to write instead of the key; %s is the variable's name.
	reference string
	// note follows the reference: where the secret itself belongs.
	note string
	// comment is how an annotation is written; %s is the annotation. Empty when
	// the syntax has no comments: the value is then allowed by its fingerprint.
	comment string
	// ownLine tells that a comment must stand on a line of its own, within that
	// such a line may stand inside a command that goes on over several.
	ownLine, within bool
	// indented tells that indentation carries structure (YAML).
	indented bool
}

const (
	hash    = "# %s"
	slashes = "// %s"
	markup  = "<!-- %s -->"
)

// fallback is for files that say nothing about their syntax.
var fallback = syntax{reference: `$%s`, note: "read it from the environment or your secret store", comment: hash}

// place is one of the places, with what is written there.
type place struct {
	match func(path, base string) bool
	syntax
}

// places are files that are known by where they are or what they are called.
// The first that matches counts.
func places() []place { return allPlaces.get(makePlaces) }

var allPlaces once[[]place]

func makePlaces() []place {
	return []place{
		{called("action.yml", "action.yaml"), yaml("${{ inputs.codecov-token }}", "the workflow that uses the action passes secrets.%s")},
		{called("codecov.yml", ".codecov.yml", "codecov.yaml", ".codecov.yaml"), yaml("remove the token", "the uploader reads it from %s in the CI's environment")},
		{inFolder(".github/"), yaml("${{ secrets.%s }}", "add it under Settings > Secrets and variables > Actions")},
		{called(".gitlab-ci.yml"), yaml("$%s", "add it under Settings > CI/CD > Variables, masked")},
		{inFolder(".circleci/"), yaml("$%s", "add it under Project Settings > Environment Variables")},
		{called(".travis.yml"), yaml("$%s", "add it in the repository's settings on Travis CI")},
		{called("azure-pipelines.yml", "azure-pipelines.yaml"), yaml("$(%s)", "add it as a secret variable of the pipeline")},
		{called("bitbucket-pipelines.yml"), yaml("$%s", "add it as a secured repository variable")},
		{called("appveyor.yml", ".appveyor.yml"), yaml("%%%s%%", "encrypt it and write it as secure: under environment:")},
		{called(".drone.yml", ".woodpecker.yml", "bitrise.yml"), yaml("$%s", "add it to the CI's secrets")},
		{inFolder(".woodpecker/"), yaml("$%s", "add it to the CI's secrets")},
		{called("jenkinsfile"), syntax{reference: "credentials('codecov-token')", note: "add it to Jenkins' credentials", comment: slashes}},
		{called("dockerfile", "containerfile"), dockerfile},
		{suffixed(".dockerfile"), dockerfile},
		{called("makefile", "gnumakefile"), syntax{reference: "$(%s)", note: "make takes it from the environment", comment: hash, ownLine: true}},
		{called("tox.ini"), syntax{reference: "{env:%s}", note: "tox takes it from the environment", comment: hash, ownLine: true}},
		{composeFile, yaml("${%s}", "compose takes it from the environment")},
		{dotenv, syntax{reference: "remove the line", note: "keep %s in a file that .gitignore lists, or in the CI's secrets", comment: hash, ownLine: true}},
		{called("commit_msg", "tag_msg"), syntax{reference: "take it out of the message", comment: "%s"}},
	}
}

// extensions are the file types that are known by their ending.
func extensions() map[string]syntax { return allExtensions.get(makeExtensions) }

var allExtensions once[map[string]syntax]

func makeExtensions() map[string]syntax {
	return map[string]syntax{
		"yml": yaml("$%s", "read it from the environment"), "yaml": yaml("$%s", "read it from the environment"),
		"sh": shell, "bash": shell, "zsh": shell, "ksh": shell, "csh": shell, "tcsh": shell,
		"fish": {reference: "$%s", comment: hash},
		"ps1":  {reference: "$env:%s", comment: hash}, "psm1": {reference: "$env:%s", comment: hash},
		"bat": batch, "cmd": batch,
		"mk": {reference: "$(%s)", note: "make takes it from the environment", comment: hash, ownLine: true},
		"py": {reference: `os.environ["%s"]`, comment: hash},
		"js": javascript, "mjs": javascript, "cjs": javascript, "jsx": javascript,
		"ts": javascript, "mts": javascript, "cts": javascript, "tsx": javascript, "vue": javascript,
		"go":   {reference: `os.Getenv("%s")`, comment: slashes},
		"java": jvm, "kt": jvm, "kts": jvm, "groovy": jvm, "gradle": jvm, "scala": jvm, "sbt": jvm,
		"rb": {reference: `ENV.fetch("%s")`, comment: hash}, "rake": {reference: `ENV.fetch("%s")`, comment: hash},
		"php": {reference: "getenv('%s')", comment: slashes},
		"cs":  dotnet, "fs": dotnet, "csx": dotnet, "cake": dotnet,
		"rs":    {reference: `std::env::var("%s")`, comment: slashes},
		"swift": {reference: `ProcessInfo.processInfo.environment["%s"]`, comment: slashes},
		"c":     {reference: `getenv("%s")`, comment: slashes}, "cpp": {reference: `getenv("%s")`, comment: slashes},
		"h": {reference: `getenv("%s")`, comment: slashes}, "dart": {reference: "Platform.environment['%s']", comment: slashes},
		"r": {reference: `Sys.getenv("%s")`, comment: hash}, "rmd": {reference: `Sys.getenv("%s")`, comment: markup},
		"jl":  {reference: `ENV["%s"]`, comment: hash},
		"pl":  {reference: "$ENV{%s}", comment: hash},
		"lua": {reference: `os.getenv("%s")`, comment: "-- %s"}, "sql": {comment: "-- %s"}, "hs": {reference: `getEnv "%s"`, comment: "-- %s"},
		"tf":   {reference: "var.codecov_token", note: "set it as TF_VAR_codecov_token", comment: hash},
		"json": {reference: "$%s", note: "read it from the environment"}, "ipynb": {reference: `os.environ["%s"]`},
		"toml": settings(hash), "ini": settings("; %s"), "cfg": settings(hash), "conf": settings(hash),
		"properties": settings(hash),
		"xml":        {reference: "${env.%s}", comment: markup}, "pom": {reference: "${env.%s}", comment: markup},
		"html": {reference: "remove it", comment: markup}, "md": {reference: "write a placeholder", comment: markup},
		"rst": {reference: "write a placeholder", comment: ".. %s", ownLine: true}, "tex": {reference: "write a placeholder", comment: "%% %s"},
		"css": {comment: "/* %s */"}, "txt": {reference: "write a placeholder", comment: "%s"},
	}
}

var (
	dockerfile = syntax{reference: "RUN --mount=type=secret,id=%s …", note: "an ARG or ENV stays in the image", comment: hash, ownLine: true, within: true}
	shell      = syntax{reference: `"$%s"`, note: "set it in the environment", comment: hash}
	batch      = syntax{reference: "%%%s%%", note: "set it in the environment", comment: "REM %s", ownLine: true}
	javascript = syntax{reference: "process.env.%s", comment: slashes}
	jvm        = syntax{reference: `System.getenv("%s")`, comment: slashes}
	dotnet     = syntax{reference: `Environment.GetEnvironmentVariable("%s")`, comment: slashes}
)

func yaml(reference, note string) syntax {
	return syntax{reference: reference, note: note, comment: hash, indented: true}
}

func settings(comment string) syntax {
	return syntax{reference: "remove it", note: "the uploader reads %s from the environment", comment: comment, ownLine: true}
}

func inFolder(folder string) func(string, string) bool {
	return func(p, base string) bool {
		yaml := strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml")
		return yaml && (strings.HasPrefix(p, folder) || strings.Contains(p, "/"+folder))
	}
}

func called(names ...string) func(string, string) bool {
	return func(_, base string) bool {
		for _, n := range names {
			if base == n || strings.HasPrefix(base, n+".") && !strings.Contains(n, ".") {
				return true
			}
		}
		return false
	}
}

func suffixed(suffix string) func(string, string) bool {
	return func(_, base string) bool { return strings.HasSuffix(base, suffix) }
}

func composeFile(_, base string) bool {
	return strings.Contains(base, "compose") && (strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml"))
}

func dotenv(_, base string) bool {
	return base == ".env" || strings.HasPrefix(base, ".env.") || strings.HasSuffix(base, ".env")
}

// interpreters of a #! line, for files without an ending.
var interpreters = []struct{ name, extension string }{
	{"python", "py"}, {"node", "js"}, {"ruby", "rb"}, {"perl", "pl"}, {"pwsh", "ps1"}, {"Rscript", "r"},
	{"fish", "fish"}, {"sh", "sh"}, {"make", "mk"},
}

// syntax recognises the file by its place, its name, its ending, its first line.
func (d *document) syntax() *syntax {
	if d.syn != nil {
		return d.syn
	}
	d.syn = &fallback
	base := d.base
	for _, p := range places() {
		if p.match(strings.ToLower(d.path), base) {
			d.syn = &p.syntax
			return d.syn
		}
	}
	if s, ok := extensions()[strings.TrimPrefix(path.Ext(base), ".")]; ok {
		d.syn = &s
		return d.syn
	}
	if first := d.line(1); bytes.HasPrefix(first, []byte("#!")) {
		for _, in := range interpreters {
			if bytes.Contains(first, []byte(in.name)) {
				s := extensions()[in.extension]
				d.syn = &s
				break
			}
		}
	}
	return d.syn
}

// fix says what to write instead of the key, in one line.
func (s *syntax) fix(d *document, c candidate, v verdict) string {
	if v.kind == BadgeToken {
		return "nothing: a badge token is meant to be shown, it only reads coverage"
	}
	variable, out := s.refer(c, v)
	if c.spelling == encoded {
		return named("take %s out: make the Secret outside git, or seal it (base64 hides nothing)", variable)
	}
	if s.note != "" {
		out += " (" + named(s.note, variable) + ")"
	}
	return out
}

// refer is the variable to read the key from, and how the file refers to it.
func (s *syntax) refer(c candidate, v verdict) (variable, reference string) {
	if variable = v.variable; variable == "" {
		variable = kinds()[v.kind].variable
	}
	switch {
	case v.kind == BadgeToken, c.spelling == encoded:
		return variable, ""
	case s.reference == "":
		return variable, named(fallback.reference, variable)
	}
	return variable, named(s.reference, variable)
}

func named(format, variable string) string {
	if strings.Contains(format, "%s") {
		return fmt.Sprintf(format, variable)
	}
	return format
}

// allowHint is the exact text that allows the value: an annotation in the
// file's own comment syntax, or the command that records the fingerprint. A
// comment inside a command that goes on over several lines would end it.
func (s *syntax) allowHint(fp Fingerprint, before, line []byte) string {
	const why = " " + hinted
	switch {
	case s.comment == "",
		s.ownLine && !s.within && continues(before),
		!s.ownLine && continues(line):
		return "covkey allow " + string(fp) + ` --reason "` + hinted + `"`
	case s.ownLine:
		return fmt.Sprintf(s.comment, annotationNext+why) + "   (on the line before)"
	}
	return fmt.Sprintf(s.comment, annotation+why) + "   (at the end of the line)"
}

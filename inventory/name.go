package inventory

import (
	"regexp"
	"strings"
	"sync"

	"github.com/covkey/covkey/codecov"
)

// patterns are the expressions that are looked for. Made when first asked for: most runs
// of the program have no inventory.
type patterns struct {
	// name is one under which a key goes, nameIn one in a text.
	name, nameIn *regexp.Regexp
	// reference finds what a value is read from, in the syntaxes of CI systems and
	// shells; envRead how programs read a variable of their environment.
	reference, envRead *regexp.Regexp
	// credential finds how Jenkins gives a credential to a pipeline; stage and shell are
	// what their names say.
	credential, stage, shell *regexp.Regexp
}

// expressions are made by whoever asks first: what sync.OnceValue gives would be made at
// every start of the program.
func expressions() *patterns {
	compiled.Do(func() { compiled.patterns = makeExpressions() })
	return &compiled.patterns
}

var compiled struct {
	sync.Once
	patterns
}

func makeExpressions() patterns {
	const name, any = `([A-Za-z_][A-Za-z0-9_.-]*)`, `([A-Za-z0-9_]*)`
	join := func(all ...string) *regexp.Regexp { return regexp.MustCompile(strings.Join(all, "|")) }
	return patterns{
		name: join(`(?i)^[a-z0-9_.-]*codecov[a-z0-9_.-]*(token|key|secret|upload)[a-z0-9_.-]*$`,
			`^[a-z0-9_.-]*(token|secret)[a-z0-9_.-]*codecov[a-z0-9_.-]*$`),
		nameIn: join(`(?i)\b[a-z0-9_]*codecov[a-z0-9_]*token[a-z0-9_]*\b`),
		reference: join(
			`\$\(\s*cat\s+["']?([^)\s"']+)`,
			`\$\{\{\s*(?:secrets|vars|env|inputs|parameters|variables|github\.event\.inputs)\.`+name,
			`\$\{\{\s*(?:secrets|vars|env|inputs)\[\s*['"]`+name,
			`\$\(`+name+`\)`,
			`<<\s*(?:pipeline\.)?parameters\.`+name,
			`(?i)\$env:`+name,
			`(?i)credentials\(\s*['"]`+name,
			`\$\$?\{?([A-Za-z_][A-Za-z0-9_]*)`,
			`%`+name+`%`,
			`!`+name+`!`,
		),
		envRead: join(`(?:process|import\.meta)\.env\.`+any,
			`(?:process\.env|ENV|os\.environ|environ|\$_ENV|\$_SERVER)\[\s*['"]`+any,
			`(?i:getenv|os\.environ\.get|env\.get|env\.fetch|env::var|lookupenv|getenvironmentvariable|environmentvariable|sys\.getenv|environ\.get|env)\(?\s*\(\s*['"]`+any),
		credential: join(`([A-Za-z_][A-Za-z0-9_]*)\s*=\s*credentials\(\s*['"]([^'"]+)['"]`,
			`credentialsId\s*:\s*['"]([^'"]+)['"].*?variable\s*:\s*['"]([^'"]+)['"]`,
			`variable\s*:\s*['"]([^'"]+)['"].*?credentialsId\s*:\s*['"]([^'"]+)['"]`),
		stage: join(`\bstage\s*\(\s*(?:name:\s*)?['"]([^'"]+)['"]`),
		shell: join(`^\s*(?:sh|bat|powershell|pwsh)\s*\(?\s*(?:script\s*:\s*)?['"]+(.*?)['"]*\)?\s*$`),
	}
}

// isKeyName reports whether a name says that it is of a Codecov key.
func isKeyName(name string) bool { return expressions().name.MatchString(name) }

// kindOf tells by a name which kind of key it is.
func kindOf(name string) string {
	name = strings.ToLower(name)
	switch {
	case strings.Contains(name, "static") || strings.Contains(name, "label"):
		return codecov.RepositoryToken
	case strings.Contains(name, "api") || strings.Contains(name, "access"):
		return codecov.APIToken
	}
	return codecov.UploadToken
}

// referred is the name that a value is read from, empty for none.
func referred(value string) string {
	m := expressions().reference.FindStringSubmatch(value)
	for i := 1; i < len(m); i++ {
		if m[i] != "" {
			return m[i]
		}
	}
	return ""
}

// isStore reports whether a value is read from a store of the CI's, not from a
// variable of that name.
func isStore(value string) bool {
	_, inner, ok := strings.Cut(value, "${{")
	return ok && !strings.HasPrefix(strings.TrimSpace(inner), "env")
}

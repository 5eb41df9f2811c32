package inventory

import (
	"regexp"
	"strings"
	"sync"

	"github.com/covkey/covkey/codecov"
)

// The names under which keys go. Made when first asked for: most runs of the
// program have no inventory.
var (
	keyName = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^[a-z0-9_.-]*codecov[a-z0-9_.-]*(token|key|secret|upload)[a-z0-9_.-]*$|^[a-z0-9_.-]*(token|secret)[a-z0-9_.-]*codecov[a-z0-9_.-]*$`)
	})
	keyNameIn = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\b[a-z0-9_]*codecov[a-z0-9_]*token[a-z0-9_]*\b`)
	})
	// reference finds what a value is read from, in the syntaxes of CI systems and
	// shells.
	reference = sync.OnceValue(func() *regexp.Regexp {
		const name = `([A-Za-z_][A-Za-z0-9_.-]*)`
		return regexp.MustCompile(strings.Join([]string{
			`\$\(\s*cat\s+["']?([^)\s"']+)`,
			`\$\{\{\s*(?:secrets|vars|env|inputs|parameters|variables|github\.event\.inputs)\.` + name,
			`\$\{\{\s*(?:secrets|vars|env|inputs)\[\s*['"]` + name,
			`\$\(` + name + `\)`,
			`<<\s*(?:pipeline\.)?parameters\.` + name,
			`(?i)\$env:` + name,
			`(?i)credentials\(\s*['"]` + name,
			`\$\$?\{?([A-Za-z_][A-Za-z0-9_]*)`,
			`%` + name + `%`,
			`!` + name + `!`,
		}, "|"))
	})
)

// isKeyName reports whether a name says that it is of a Codecov key.
func isKeyName(name string) bool { return keyName().MatchString(name) }

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
	m := reference().FindStringSubmatch(value)
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

// Package snippet holds short programs that read a Codecov key from where it is kept,
// instead of having it written in them, and hand it to the uploader: one file for each
// store and language.
//
// The package must never read a key itself, and a snippet must never have one in it, print
// one, or pass one as an argument.
package snippet

import (
	"embed"
	"fmt"
	"slices"
)

//go:embed templates
var templates embed.FS

// Language is a language, or a CI's own, that there are snippets in.
type Language struct {
	Name string
	// file is the template's name, Ending that of the file that a snippet is kept in.
	file, Ending string
}

// Stores lists where a key may be kept.
func Stores() []string { return []string{"env", "aws-secrets-manager", "vault", "conjur"} }

// Languages lists the languages, those of CIs last.
func Languages() []Language {
	return []Language{
		{"python", "python.py", ".py"},
		{"javascript", "javascript.mjs", ".mjs"},
		{"typescript", "typescript.mts", ".mts"},
		{"go", "go.txt", ".go"}, // no Go file, for it would be a package of its own
		{"java", "java.java", ".java"},
		{"ruby", "ruby.rb", ".rb"},
		{"csharp", "csharp.cs", ".cs"},
		{"php", "php.php", ".php"},
		{"shell", "shell.sh", ".sh"},
		{"github", "github.yml", ".yml"},
		{"gitlab", "gitlab.yml", ".yml"},
		{"circleci", "circleci.yml", ".yml"},
		{"jenkins", "jenkins.groovy", ""},
	}
}

// Names lists the languages' names.
func Names() []string {
	var names []string
	for _, l := range Languages() {
		names = append(names, l.Name)
	}
	return names
}

// Text is the snippet for a store and a language that are listed.
func Text(store, language string) (string, error) {
	i := slices.IndexFunc(Languages(), func(l Language) bool { return l.Name == language })
	if i < 0 || !slices.Contains(Stores(), store) {
		return "", fmt.Errorf("no snippet for %s in %s", store, language)
	}
	text, err := templates.ReadFile("templates/" + store + "/" + Languages()[i].file)
	if err != nil {
		return "", fmt.Errorf("snippet for %s in %s: %w", store, language, err)
	}
	return string(text), nil
}

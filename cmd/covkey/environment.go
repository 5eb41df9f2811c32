package main

import "io"

// variable is an environment variable that counts.
type variable struct{ name, meaning string }

// environmentVariables lists those that users set. (Those by which git and hook
// managers tell their hooks what they do are not for users.)
func environmentVariables() []variable {
	return []variable{
		{"NO_COLOR", "any value: no colour, unless --color always"},
		{"CLICOLOR_FORCE", "any value but 0: colour, on a terminal or not"},
		{"CLICOLOR", "0: no colour"},
		{"TERM", "dumb: plain text, no progress"},
		{"CI", "any value but 0 or false: plain text, no links, no progress, unless forced"},
		{"FORCE_HYPERLINK", "0: no links in reports; any other value: links, on a terminal or not. Without it, links are for terminals that are known to have them"},
		{"COLUMNS", "how wide the terminal is, in characters"},
		{"CODECOV_API_URL, CODECOV_URL", "for --verify without --codecov-url: the Codecov that is asked, the first before the second; without any it is https://api.codecov.io"},
		{"HTTPS_PROXY, ALL_PROXY, NO_PROXY, CURL_CA_BUNDLE", "for --verify, as for curl: the way there, and whose certificates are trusted"},
		{"COVKEY_GIT_BACKEND", "git: read repositories by git's own commands; go-git: in process where that is possible (--verbose says how a repository is read)"},
		{"GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, …", "as for git: which repository, work tree and index"},
	}
}

func (s *session) environmentHelp() error {
	p := page{width: s.helpWidth(s.stdout)}
	p.line("Environment variables that count for covkey.")
	for _, v := range environmentVariables() {
		p.gap()
		p.indented(2, v.name)
		p.paragraph(6, v.meaning)
	}
	_, err := io.WriteString(s.stdout, p.text.String())
	return err
}

package codecov

import "strings"

// AppURL and APIURL are where codecov.io's pages and its API are; a self-hosted
// Codecov serves both at one address of its own.
// codecov/codecov-cli codecov_cli/helpers/config.py:11;
// codecov/self-hosted config/codecov.yml:5: the API's address is the page's.
const (
	AppURL = "https://app.codecov.io"
	APIURL = "https://api.codecov.io"
)

// Place is which repository a page is about. Empty parts stay as OWNER, REPO
// and USER for the reader to fill in.
type Place struct {
	Service     string // gh, gl, bb, ghe, gle, bbs
	Owner, Repo string
}

// Services are the short names of the providers in pages' addresses.
// codecov/umbrella apps/codecov-api/utils/services.py:1.
func Services() []string { return []string{"gh", "gl", "bb", "ghe", "gle", "bbs"} }

// Page is a page of Codecov's on which something is seen or done.
type Page struct {
	For    string // what is replaced or seen there: "repository upload token"
	Do     string // what to click there
	Path   string // with {service}, {owner}, {repo} and {user}
	Source Source
}

// URL is the page's address at a Codecov that is at base; empty is codecov.io.
func (p Page) URL(base string, at Place) string {
	if base == "" {
		base = AppURL
	}
	or := func(value, placeholder string) string {
		if value == "" {
			return placeholder
		}
		return value
	}
	r := strings.NewReplacer("{service}", or(at.Service, "gh"), "{owner}", or(at.Owner, "OWNER"),
		"{repo}", or(at.Repo, "REPO"), "{user}", "USER")
	return strings.TrimRight(base, "/") + r.Replace(p.Path)
}

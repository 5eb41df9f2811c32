package codecov

import "strings"

// PlaceOf reads which repository of which provider a remote's address names; empty where
// the provider is none of the three that everybody knows. A password in the address is
// not taken over.
func PlaceOf(url string) Place {
	rest := url
	if _, after, ok := strings.Cut(url, "://"); ok {
		rest = after
	}
	if at := strings.IndexByte(rest, '@'); at >= 0 && at < strings.IndexAny(rest+"/", "/") {
		rest = rest[at+1:]
	}
	host, path, ok := cutAny(rest, ":/")
	if !ok {
		return Place{}
	}
	if port, after, ok := strings.Cut(path, "/"); ok && port != "" && strings.Trim(port, "0123456789") == "" {
		path = after // ssh://host:22/…
	}
	var service string
	switch strings.ToLower(host) {
	case "github.com", "ssh.github.com":
		service = "gh"
	case "gitlab.com", "altssh.gitlab.com":
		service = "gl"
	case "bitbucket.org", "altssh.bitbucket.org":
		service = "bb"
	default:
		return Place{}
	}
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	// codecov/umbrella apps/codecov-api/upload/helpers.py:89: subgroups are joined by ":".
	i := strings.LastIndexByte(path, '/')
	if i <= 0 || strings.Trim(strings.ToLower(path), "abcdefghijklmnopqrstuvwxyz0123456789._-/~") != "" {
		return Place{}
	}
	return Place{Service: service, Owner: strings.ReplaceAll(path[:i], "/", ":"), Repo: path[i+1:]}
}

func cutAny(s, chars string) (before, after string, ok bool) {
	i := strings.IndexAny(s, chars)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

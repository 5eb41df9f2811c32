package verify

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Server is the Codecov that is asked.
type Server struct {
	// Host is its name, with the port where there is one.
	Host string
	base string // without a slash at the end
	// hosted tells that it is codecov.io.
	hosted bool
	// plain tells that it is this machine, without TLS.
	plain bool
}

// hostedAPI is where codecov.io answers (codecov/codecov-cli, helpers/config.py:11).
const hostedAPI = "api.codecov.io"

// Hosted is codecov.io.
func Hosted() Server {
	return Server{Host: hostedAPI, base: "https://" + hostedAPI, hosted: true}
}

// ParseServer takes the base URL of a server. The keys go where it leads, so it is
// https, and plain http for this machine alone. The error does not repeat it: it may
// have a password.
func ParseServer(address string) (Server, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Server{}, errors.New("not a URL")
	}
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }) {
		return Server{}, errors.New("a character that has no place in a URL")
	}
	s := Server{Host: u.Host}
	local := slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
	switch {
	case u.Host == "" || u.Hostname() == "":
		return Server{}, errors.New("not the URL of a server: want https://HOST")
	case u.User != nil:
		return Server{}, errors.New("a name or password in the URL is not sent: leave it out")
	case u.RawQuery != "" || u.Fragment != "":
		return Server{}, errors.New("want the base URL alone, without ? or #")
	case u.Scheme == "http" && local:
		s.plain = true
	case u.Scheme != "https":
		return Server{}, errors.New("keys go over TLS only: want https://HOST")
	}
	switch strings.ToLower(u.Hostname()) {
	case "codecov.io", "www.codecov.io", "app.codecov.io", "ingest.codecov.io", hostedAPI:
		return Hosted(), nil // what people set for uploads or copy off a page
	}
	s.base = fmt.Sprintf("%s://%s%s", u.Scheme, u.Host, strings.TrimRight(u.EscapedPath(), "/"))
	return s, nil
}

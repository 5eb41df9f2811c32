package verify

// This file sends requests by curl. Linking net/http instead would make every hook
// start later, for something that no hook does (docs/DEPENDENCIES.md has the figures).
// curl also brings what people have set up: proxies, their own authorities.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// longestBody is more than any answer that counts.
const longestBody = 64 << 10

type curl struct {
	Client
	program string
	env     []string
}

func newCurl(c Client) (*curl, error) {
	program, err := exec.LookPath("curl")
	if err != nil {
		return nil, errors.New("curl is not installed, and --verify asks through it")
	}
	return &curl{c, program, curlEnv(c.Env)}, nil
}

// curlEnv leaves out the variable by which curl writes the keys of its connections to a
// file.
func curlEnv(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return strings.EqualFold(name, "SSLKEYLOGFILE")
	})
}

// get sends one request. An error says why it was not answered; it never has what curl
// itself said, which may quote what it was given.
func (c *curl) get(ctx context.Context, req request) (response, error) {
	config, err := c.config(req)
	if err != nil {
		return response{}, err
	}
	// curl keeps the time itself; this is for one that does not.
	limited, cancel := context.WithTimeout(ctx, c.Timeout+5*time.Second)
	defer cancel()
	// -q comes first: a .curlrc could log, follow redirects or trust everybody.
	cmd := exec.CommandContext(limited, c.program, "-q", "--config", "-")
	cmd.Env, cmd.Stdin = c.env, bytes.NewReader(config)
	cmd.WaitDelay = time.Second
	out := &bounded{}
	cmd.Stdout = out
	err = cmd.Run()
	clear(config)
	if ctx.Err() != nil {
		return response{}, ctx.Err()
	}
	exit := (*exec.ExitError)(nil)
	switch {
	case out.full:
		return response{}, errors.New("the answer is none of Codecov's own (too long)")
	case limited.Err() != nil:
		return response{}, c.failure(timedOut)
	case errors.As(err, &exit):
		return response{}, c.failure(exit.ExitCode())
	case err != nil:
		return response{}, errors.New("curl could not be run")
	}
	return parseResponse(out.held)
}

// config is what curl reads. It knows no file and no other host.
func (c *curl) config(req request) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(2 << 10) // in one place, to be wiped
	failed := false
	set := func(name, value string) {
		// A line of it ends a value, so a value has none.
		failed = failed || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' })
		fmt.Fprintf(&b, "%s = \"%s\"\n", name, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value))
	}
	set("url", c.Server.base+req.path)
	if c.Server.plain {
		set("proto", "=http")
		set("noproxy", "*") // a proxy would read it
	} else {
		set("proto", "=https")
		b.WriteString("tlsv1.2\n")
	}
	if req.header != "" {
		set("header", req.header)
	}
	set("header", "Accept: application/json, text/plain")
	set("user-agent", c.Agent)
	seconds := func(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }
	set("max-time", seconds(c.Timeout))
	set("connect-timeout", seconds(c.Timeout))
	set("max-filesize", strconv.Itoa(longestBody))
	b.WriteString("silent\ngloboff\nwrite-out = \"\\n%{http_code}\"\n")
	if failed {
		clear(b.Bytes())
		return nil, errors.New("the key has characters that no header can have")
	}
	return b.Bytes(), nil
}

// timedOut is curl's exit code for that.
const timedOut = 28

// failure says what curl's exit code means.
func (c *curl) failure(code int) error {
	switch code {
	case 5, 97:
		return errors.New("the proxy cannot be reached: see HTTPS_PROXY and NO_PROXY")
	case 6:
		return fmt.Errorf("%s is not known: no network, or another name", c.Server.Host)
	case 7:
		return fmt.Errorf("no connection to %s", c.Server.Host)
	case timedOut:
		return fmt.Errorf("no answer within %s", c.Timeout)
	case 35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91, 98:
		return fmt.Errorf("no trusted TLS connection to %s; for an authority of your own: CURL_CA_BUNDLE", c.Server.Host)
	case 18, 52, 55, 56, 92:
		return fmt.Errorf("the connection to %s, or the proxy's, was cut off or refused", c.Server.Host)
	case 63:
		return errors.New("the answer is none of Codecov's own (too long)")
	}
	return fmt.Errorf("curl ended with code %d", code)
}

// parseResponse takes apart what curl wrote: the body, and the status behind it.
func parseResponse(out []byte) (response, error) {
	at := bytes.LastIndexByte(out, '\n')
	status, err := strconv.Atoi(string(out[at+1:]))
	if at < 0 || err != nil {
		return response{}, errors.New("the answer is none of Codecov's own")
	}
	return response{status: status, body: bytes.TrimSpace(out[:at])}, nil
}

// bounded keeps no more than it should; a longer answer ends curl.
type bounded struct {
	held []byte
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.held)+len(p) > longestBody {
		b.full = true
		return 0, io.ErrShortWrite
	}
	b.held = append(b.held, p...)
	return len(p), nil
}

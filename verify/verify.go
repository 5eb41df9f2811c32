// Package verify asks Codecov whether a key that was found still works.
//
// A person asks for it (--verify of the scan commands); no hook does. One request
// per key, to one server, over TLS, with GET, on an endpoint whose view changes
// nothing (request.go cites each in Codecov's source). The answer is live, dead or
// unknown, and dead is said only where the server says it in its own words, after
// it was seen to say so of a value that was made up for the purpose.
//
// The package must never upload or change anything, follow a redirect, ask
// another host than the one it was told, or let a key into an argument, a variable,
// a file, a log or an error: it reaches curl through a pipe. It must never ask
// what the caller did not name, and it decides nothing: a dead key is a finding
// like any other.
package verify

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/covkey/covkey/detector"
)

// Result is what is known of a key.
type Result string

// The results.
const (
	Live    Result = "live"
	Dead    Result = "dead"
	Unknown Result = "unknown"
)

// Answer is what Codecov says of a key.
type Answer struct {
	Result Result
	// As is the kind that a live key works as, which may be another one than it was
	// found as.
	As detector.Kind
	// Host is the server that was asked, or would have been.
	Host string
	// Reason says why, in words without the key.
	Reason string
}

// Client asks one server.
type Client struct {
	Server Server
	// Agent is the value of User-Agent.
	Agent string
	// Env is the environment: curl reads proxies and certificates from it.
	Env []string
	// Timeout bounds one request, Pause is waited between two.
	Timeout, Pause time.Duration
}

// The usual bounds: a person waits for the answer, and Codecov is not to be flooded.
const (
	UsualTimeout = 15 * time.Second
	UsualPause   = 200 * time.Millisecond
)

// asking is one run of questions.
type asking struct {
	Client
	send func(context.Context, request) (response, error)
	// trusted tells of each kind whether the server said of a made-up key that it is
	// dead.
	trusted map[detector.Kind]verdict
	// over is why no further request is sent.
	over  string
	asked int
}

// Ask asks about each key once, in the order of the findings. The error is ctx's.
func (c Client) Ask(ctx context.Context, keys *Keys, findings []detector.Finding) (map[detector.Fingerprint]Answer, error) {
	curl, err := newCurl(c)
	a := &asking{Client: c, send: curl.get, trusted: map[detector.Kind]verdict{}}
	if err != nil {
		a.over = err.Error()
	}
	return a.all(ctx, keys, findings)
}

func (a *asking) all(ctx context.Context, keys *Keys, findings []detector.Finding) (map[detector.Fingerprint]Answer, error) {
	answers := map[detector.Fingerprint]Answer{}
	for _, f := range findings {
		if _, known := answers[f.Fingerprint]; known {
			continue
		}
		v := verdict{Unknown, "its value is not at hand"}
		as := detector.Kind("")
		if k, ok := keys.of(f.Fingerprint); ok {
			v, as = a.key(ctx, f.Kind, k)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		answers[f.Fingerprint] = Answer{Result: v.result, As: as, Host: a.Server.Host, Reason: v.reason}
	}
	return answers, nil
}

// key asks about one. A UUID says nothing of its kind, and a name may be wrong: what is
// dead as the one is asked as the other.
func (a *asking) key(ctx context.Context, kind detector.Kind, k key) (verdict, detector.Kind) {
	if kind == detector.BadgeToken {
		return a.badge(ctx, k)
	}
	if !isUUID(k.value) && kind == detector.UploadToken && a.Server.hosted {
		return verdict{Unknown, "only a self-hosted Codecov has such a token: name it with --codecov-url"}, ""
	}
	v := a.as(ctx, kind, k)
	other := map[detector.Kind]detector.Kind{
		detector.UploadToken: detector.APIToken, detector.APIToken: detector.UploadToken,
	}[kind]
	if v.result == Live {
		return v, kind
	}
	if v.result == Unknown || other == "" || !isUUID(k.value) {
		return v, ""
	}
	switch w := a.as(ctx, other, k); w.result {
	case Live:
		return w, other
	case Unknown:
		return verdict{Unknown, fmt.Sprintf("no %s there; as a %s: %s", kind.Title(), other.Title(), w.reason)}, ""
	}
	if v.reason == expired {
		return v, ""
	}
	return verdict{Dead, "neither an upload token nor an API token there"}, ""
}

// as asks whether a key works as one of a kind.
func (a *asking) as(ctx context.Context, kind detector.Kind, k key) verdict {
	q := questionOf(kind)
	if _, known := a.trusted[kind]; !known {
		control := a.judged(ctx, q, madeUp(kind))
		a.trusted[kind] = control
	}
	switch control := a.trusted[kind]; control.result {
	case Dead:
		return a.judged(ctx, q, string(k.value))
	case Live:
		return verdict{Unknown, "the server does not tell this key from a made-up one"}
	default:
		return control
	}
}

func (a *asking) judged(ctx context.Context, q question, value string) verdict {
	r, v, ok := a.ask(ctx, request{path: q.path, header: "Authorization: " + q.scheme + " " + value})
	if !ok {
		return v
	}
	return q.judge(r)
}

// ask sends one request. Where none was answered, v says why and ok is false; the next
// one would fare no better.
func (a *asking) ask(ctx context.Context, req request) (r response, v verdict, ok bool) {
	if a.over != "" {
		return r, verdict{Unknown, a.over}, false
	}
	if a.asked > 0 && !wait(ctx, a.Pause) {
		return r, verdict{Unknown, "interrupted"}, false
	}
	a.asked++
	r, err := a.send(ctx, req)
	switch {
	case err != nil:
		a.over = err.Error()
	case r.status == 429:
		a.over = "the server takes no more requests for now (HTTP 429): ask again later"
	case r.status >= 300 && r.status < 400:
		a.over = fmt.Sprintf("the server sends requests elsewhere (HTTP %d), and covkey does not follow", r.status)
	default:
		return r, verdict{}, true
	}
	return r, verdict{Unknown, a.over}, false
}

// badge asks for a repository's coverage without and with the token. A wrong token and
// a repository without coverage look the same, so such a key is never called dead.
func (a *asking) badge(ctx context.Context, k key) (verdict, detector.Kind) {
	path, ok := badgePath(k.url)
	if !ok {
		return verdict{Unknown, "the URL does not say whose badge it is"}, ""
	}
	without, v, ok := a.ask(ctx, request{path: path})
	if !ok {
		return v, ""
	}
	if without.isCoverage() {
		return verdict{Unknown, "the badge is shown without a token too"}, ""
	}
	with, v, ok := a.ask(ctx, request{path: path + "?token=" + string(k.value)})
	switch {
	case !ok:
		return v, ""
	case with.isCoverage():
		return verdict{Live, "shows a private repository's coverage"}, detector.BadgeToken
	}
	return verdict{Unknown, "no coverage is shown with it: a wrong token, or a repository without coverage"}, ""
}

// wait reports whether the time passed undisturbed.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// madeUp is a value of a kind's form that nobody has.
func madeUp(kind detector.Kind) string {
	var b [20]byte
	rand.Read(b[:]) // documented never to fail
	if kind == detector.RepositoryToken {
		return fmt.Sprintf("%x", b)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// isUUID is for canonical values only.
func isUUID(value []byte) bool {
	return len(value) == 36 && value[8] == '-' && value[13] == '-' && value[18] == '-' && value[23] == '-'
}

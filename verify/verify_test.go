package verify

import (
	"context"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/covkey/covkey/detector"
)

func needCurl(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("COVKEY_TEST_ALL") != "" {
			t.Fatal(err)
		}
		t.Skip("curl is not installed")
	}
	if runtime.GOOS == "windows" {
		t.Skip("curl of Windows trusts the system's authorities alone")
	}
}

// authority is a file with the certificate of a test's server.
func authority(t *testing.T, s *httptest.Server) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func uploadKey() string { return madeUp(detector.UploadToken) }
func staticKey() string { return madeUp(detector.RepositoryToken) }

// find has the detector hand over the keys of a text, as a scan does.
func find(t *testing.T, text string) (*Keys, []detector.Finding) {
	t.Helper()
	keys := &Keys{}
	found := detector.Scan(detector.Input{Path: "notes.txt", Text: []byte(text)}, detector.Options{Reveal: keys.Take})
	if len(found) == 0 {
		t.Fatal("nothing found")
	}
	return keys, found
}

// ask gives the answer about the only key in a text.
func ask(t *testing.T, c Client, text string) Answer {
	t.Helper()
	keys, found := find(t, text)
	answers, err := c.Ask(t.Context(), keys, found)
	if err != nil {
		t.Fatal(err)
	}
	if len(answers) != 1 {
		t.Fatalf("%d answers, want 1", len(answers))
	}
	a := answers[found[0].Fingerprint]
	for _, k := range keys.found {
		if strings.Contains(fmt.Sprintf("%+v %#v %v", a, a, k), string(k.value)) {
			t.Error("the answer has the key")
		}
	}
	return a
}

// TestKinds: each kind, in each state that the server tells apart.
func TestKinds(t *testing.T) {
	t.Parallel()
	set := func(k string) map[string]bool { return map[string]bool{k: true} }
	upload := func(k string) string { return "CODECOV_TOKEN=" + k + "\n" }
	api := func(k string) string { return "CODECOV_API_TOKEN=" + k + "\n" }
	static := func(k string) string { return "CODECOV_STATIC_TOKEN=" + k + "\n" }
	badge := func(k string) string {
		return "[c](https://codecov.io/gh/acme/widget/branch/main/graph/badge.svg?token=" + k + ")\n"
	}
	opaque := "Xw7rTq2LpZ9vKd4" + "NsB8mYc6Hf1Jg3Ua5"
	k, s, b := uploadKey(), staticKey(), "a1B2c3"+"D4e5"
	for _, c := range []struct {
		name   string
		knows  *fake
		text   string
		result Result
		as     detector.Kind
		reason string
		asked  int // requests
	}{
		{"a repository's", &fake{repositories: set(k)}, upload(k), Live, detector.UploadToken, "upload", 2},
		{"in another spelling", &fake{repositories: set(k)}, upload(strings.ToUpper(strings.ReplaceAll(k, "-", ""))), Live, detector.UploadToken, "upload", 2},
		{"an organisation's", &fake{organisations: set(k)}, upload(k), Live, detector.UploadToken, "upload", 2},
		{"expired", &fake{expired: set(k)}, upload(k), Dead, "", "expired", 4},
		{"of no one", &fake{}, upload(k), Dead, "", "neither", 4},
		{"an operator's", &fake{global: set(opaque)}, upload(opaque), Live, detector.UploadToken, "global", 2},
		{"no operator's", &fake{}, upload(opaque), Dead, "", "no repository", 2},
		{"an API token under the other name", &fake{people: set(k)}, upload(k), Live, detector.APIToken, "read", 4},
		{"an API token", &fake{people: set(k)}, api(k), Live, detector.APIToken, "read", 2},
		{"an upload token under the other name", &fake{repositories: set(k)}, api(k), Live, detector.UploadToken, "upload", 4},
		{"no API token", &fake{}, api(k), Dead, "", "neither", 4},
		{"static", &fake{static: set(s)}, static(s), Live, detector.RepositoryToken, "static analysis", 2},
		{"profiling", &fake{profiling: set(s)}, static(s), Live, detector.RepositoryToken, "another use", 2},
		{"of a repository that is off", &fake{inactive: set(s)}, static(s), Unknown, "", "not active", 2},
		{"no repository token", &fake{}, static(s), Dead, "", "no repository", 2},
		{"badge", &fake{badge: b}, badge(b), Live, detector.BadgeToken, "coverage", 2},
		{"wrong badge", &fake{badge: "z9Y8x7W6v5"}, badge(b), Unknown, "", "no coverage", 2},
		{"badge of a public repository", &fake{public: true}, badge(b), Unknown, "", "without a token", 1},
		{"an old server", &fake{old: true}, upload(k), Unknown, "", "does not tell", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, _ := serve(t, c.knows)
			a := ask(t, client, c.text)
			if a.Result != c.result || a.As != c.as || !strings.Contains(a.Reason, c.reason) {
				t.Errorf("got %+v, want %s as %q, %s", a, c.result, c.as, c.reason)
			}
			if got := c.knows.requests(); len(got) != c.asked {
				t.Errorf("%d requests, want %d", len(got), c.asked)
			}
			for _, r := range c.knows.requests() {
				if !strings.HasPrefix(r, "GET ") {
					t.Errorf("a request that is no GET: %s", r[:5])
				}
			}
			if c.knows.body > 0 {
				t.Error("something was sent")
			}
		})
	}
}

// TestOnce: a key in many places is asked about once, and so is the made-up one.
func TestOnce(t *testing.T) {
	t.Parallel()
	k, l := uploadKey(), uploadKey()
	f := &fake{repositories: map[string]bool{k: true, l: true}}
	client, _ := serve(t, f)
	keys, found := find(t, strings.Repeat("CODECOV_TOKEN="+k+"\nCODECOV_TOKEN="+l+"\n", 5))
	answers, err := client.Ask(t.Context(), keys, found)
	if err != nil || len(found) != 10 || len(answers) != 2 || len(f.requests()) != 3 {
		t.Errorf("%d findings, %d answers, %d requests: %v", len(found), len(answers), len(f.requests()), err)
	}
	keys.Wipe()
	if _, have := keys.of(found[0].Fingerprint); have {
		t.Error("the keys are still there")
	}
}

// TestTrouble: what is no answer of Codecov's is none, and does not last.
func TestTrouble(t *testing.T) {
	t.Parallel()
	elsewhere := &fake{}
	_, other := serve(t, elsewhere)
	handlers := map[string]struct {
		reason string
		handle http.HandlerFunc
	}{
		"limited": {"429", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }},
		"failing": {"HTTP 502", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) }},
		"another": {"none of Codecov's", func(http.ResponseWriter, *http.Request) {}},
		"gateway": {"none of Codecov's", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "<h1>Sign in</h1>", http.StatusUnauthorized)
		}},
		"long": {"too long", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 1<<20)) }},
		"redirected": {"elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
		}},
		"cut off": {"cut off", func(w http.ResponseWriter, _ *http.Request) {
			panic(http.ErrAbortHandler)
		}},
	}
	for name, c := range handlers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := serve(t, c.handle)
			if a := ask(t, client, "CODECOV_TOKEN="+uploadKey()); a.Result != Unknown || !strings.Contains(a.Reason, c.reason) {
				t.Errorf("got %+v, want %q", a, c.reason)
			}
		})
	}
	t.Cleanup(func() {
		if n := len(elsewhere.requests()); n > 0 {
			t.Errorf("%d requests at the host of a redirect", n)
		}
	})
}

// TestConnection: no connection, no answer in time, no trust.
func TestConnection(t *testing.T) {
	t.Parallel()
	end := make(chan struct{})
	slow, _ := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-end }))
	t.Cleanup(func() { close(end) })
	slow.Timeout = 300 * time.Millisecond
	f := &fake{}
	untrusted, s := serve(t, f)
	untrusted.Env = nil
	gone, closed := serve(t, f)
	closed.Close()
	plain := httptest.NewServer(f)
	t.Cleanup(plain.Close)
	noTLS := clientOf(t, strings.Replace(plain.URL, "http:", "https:", 1))
	unknown := clientOf(t, "https://codecov.invalid")
	viaNobody := clientOf(t, s.URL, untrusted.Env...)
	viaNobody.Env = append(viaNobody.Env, "HTTPS_PROXY=http://127.0.0.1:1", "NO_PROXY=")
	for name, c := range map[string]struct {
		Client
		reason string
	}{
		"slow": {slow, "no answer within 300ms"}, "untrusted": {untrusted, "no trusted TLS"}, "gone": {gone, "no connection"},
		"no TLS": {noTLS, "no trusted TLS"}, "unknown": {unknown, "not known"}, "proxy": {viaNobody, "no connection"},
	} {
		if a := ask(t, c.Client, "CODECOV_TOKEN="+uploadKey()); a.Result != Unknown || !strings.Contains(a.Reason, c.reason) {
			t.Errorf("%s: got %+v, want %q", name, a, c.reason)
		}
	}
	if n := len(f.requests()); n > 0 {
		t.Errorf("%d requests came through", n)
	}
}

// TestProxy: the way through a proxy, which sees the host and no key.
func TestProxy(t *testing.T) {
	t.Parallel()
	k := uploadKey()
	client, _ := serve(t, &fake{repositories: map[string]bool{k: true}})
	proxy := &tunnel{t: t}
	p := httptest.NewServer(proxy)
	t.Cleanup(p.Close)
	client.Env = append(client.Env, "https_proxy="+p.URL, "no_proxy=")
	if a := ask(t, client, "CODECOV_TOKEN="+k); a.Result != Live {
		t.Errorf("got %+v", a)
	}
	if len(proxy.seen) != 2 || strings.Contains(strings.Join(proxy.seen, ""), k) {
		t.Errorf("the proxy saw %d requests, or the key", len(proxy.seen))
	}
	// Where there is no TLS a proxy would see it, so none is asked.
	bare := httptest.NewServer(&fake{repositories: map[string]bool{k: true}})
	t.Cleanup(bare.Close)
	client = clientOf(t, bare.URL, "http_proxy="+p.URL, "ALL_PROXY="+p.URL)
	if a := ask(t, client, "CODECOV_TOKEN="+k); a.Result != Live || len(proxy.seen) != 2 {
		t.Errorf("got %+v, the proxy saw %d requests", a, len(proxy.seen))
	}
}

// TestInterrupted: ctx ends it, also within a request.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan struct{})
	client, _ := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel(); <-end }))
	t.Cleanup(func() { close(end) })
	keys, found := find(t, "CODECOV_TOKEN="+uploadKey())
	if answers, err := client.Ask(ctx, keys, found); err == nil {
		t.Errorf("got %v", answers)
	}
}

// TestHidden: the key reaches curl by its input alone, and no variable has TLS keys
// written.
func TestHidden(t *testing.T) {
	needCurl(t)
	dir := t.TempDir()
	script := "#!/bin/sh\n{ printf '%s\\n' \"$@\"; env; } >>" + dir + "/open\ncat >>" + dir + "/config\nls " + dir + " >>" + dir + "/open\nprintf '{}\\n401'\n"
	if err := os.WriteFile(filepath.Join(dir, "curl"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	client := clientOf(t, "https://codecov.example.com/base/")
	client.Env = append(os.Environ(), "SSLKEYLOGFILE="+dir+"/log")
	k := uploadKey()
	client.Timeout = time.Second
	keys, found := find(t, "CODECOV_TOKEN="+k)
	a := &asking{Client: client, trusted: map[detector.Kind]verdict{detector.UploadToken: {result: Dead}}}
	curl, err := newCurl(client)
	if err != nil {
		t.Fatal(err)
	}
	a.send = curl.get
	if _, err := a.all(t.Context(), keys, found); err != nil {
		t.Fatal(err)
	}
	open, config := read(t, dir+"/open"), read(t, dir+"/config")
	if strings.Contains(open, k) || strings.Contains(open, "SSLKEYLOGFILE") {
		t.Error("arguments or environment have what they must not have")
	}
	if !strings.HasPrefix(open, "-q\n") {
		t.Errorf("curl may read its user's configuration: %.20q", open)
	}
	for _, want := range []string{`url = "https://codecov.example.com/base/upload/`, `proto = "=https"`, "Authorization: token " + k} {
		if !strings.Contains(config, want) {
			t.Errorf("what curl reads lacks part of %.20q", want)
		}
	}
	if strings.Contains(config, "location") || strings.Contains(config, "insecure") {
		t.Error("curl is told to follow or to trust")
	}
}

// TestWithout: where there is no curl nobody is asked, and it is said.
func TestWithout(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if a := ask(t, clientOf(t, "https://127.0.0.1:1"), "CODECOV_TOKEN="+uploadKey()); a.Result != Unknown || !strings.Contains(a.Reason, "curl is not installed") {
		t.Errorf("got %+v", a)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestParseServer(t *testing.T) {
	t.Parallel()
	for address, base := range map[string]string{
		"https://codecov.example.com":         "https://codecov.example.com",
		"https://codecov.example.com:8443/c/": "https://codecov.example.com:8443/c",
		"http://127.0.0.1:8080":               "http://127.0.0.1:8080",
		"http://[::1]:8080/":                  "http://[::1]:8080",
		"https://codecov.io":                  "https://api.codecov.io",
		"https://app.codecov.io/gh/acme":      "https://api.codecov.io",
		"http://codecov.example.com":          "",
		"http://127.0.0.1.example.com":        "",
		"http://codecov.io":                   "",
		"https://me:word@codecov.example.com": "",
		"https://codecov.example.com?x=1":     "",
		"https://codecov.example.com/\"\nurl": "",
		"https://":                            "",
		"codecov.example.com":                 "",
		"file:///etc/passwd":                  "",
		"https://codecov.example.com/ä":       "",
	} {
		s, err := ParseServer(address)
		if s.base != base || (err == nil) != (base != "") {
			t.Errorf("%q: %q, %v, want %q", address, s.base, err, base)
		}
		if err != nil && strings.Contains(err.Error(), "word") && strings.Contains(err.Error(), "me:") {
			t.Errorf("%q: the error repeats a password", address)
		}
	}
}

// TestBadgePath: whose badge a URL is about.
func TestBadgePath(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"https://codecov.io/gh/acme/widget/graph/badge.svg?token=":         "/gh/acme/widget/graph/badge.txt",
		"https://codecov.io/github/a.b/c-d/branch/x/graph/tree.svg?token=": "/github/a.b/c-d/graph/badge.txt",
		"https://img.shields.io/codecov/c/github/acme/widget?token=":       "",
		"https://codecov.io/gh/../../api/graph/badge.svg?token=":           "",
		"": "",
	} {
		if got, ok := badgePath(url); got != want || ok != (want != "") {
			t.Errorf("%q: %q, want %q", url, got, want)
		}
	}
}

func TestMadeUp(t *testing.T) {
	t.Parallel()
	seen := []string{}
	for _, kind := range []detector.Kind{detector.UploadToken, detector.APIToken, detector.RepositoryToken} {
		for range 2 {
			v := madeUp(kind)
			if slices.Contains(seen, v) || isUUID([]byte(v)) == (kind == detector.RepositoryToken) {
				t.Errorf("%s: made up twice, or of another form", kind)
			}
			seen = append(seen, v)
		}
	}
}

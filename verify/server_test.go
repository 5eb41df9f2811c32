package verify

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake answers as Codecov's source says (request.go), for the keys that it knows.
type fake struct {
	repositories, organisations, expired, global map[string]bool // upload tokens
	people                                       map[string]bool // API tokens
	static, profiling, inactive                  map[string]bool // repository tokens
	badge                                        string
	public                                       bool
	// old is a version without tokenless uploads: whoever is not taken comes as far as
	// the look for the repository.
	old bool

	mu   sync.Mutex
	seen []string // method, path and authorization of each request
	body int64
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.seen = append(f.seen, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Authorization"))
	f.body += max(0, r.ContentLength)
	f.mu.Unlock()
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	say := func(status int, body any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(body); err != nil {
			panic(err)
		}
	}
	detail := func(text string) map[string]string { return map[string]string{"detail": text} }
	switch {
	case r.Method != http.MethodGet:
		say(405, detail("Method \""+r.Method+"\" not allowed."))
	case strings.HasPrefix(r.URL.Path, "/upload/github/") && strings.HasSuffix(r.URL.Path, "/commits") && scheme == "token":
		switch {
		case f.global[token]:
			say(401, detail("Could not find a repository, try using repo upload token"))
		case f.expired[token]:
			say(401, detail("Token is expired."))
		case f.repositories[token], f.organisations[token], f.old:
			say(400, []string{"Repository not found"})
		default:
			say(401, detail("Not valid tokenless upload"))
		}
	case r.URL.Path == "/api/v2/github/no.such.owner/" && scheme == "Bearer":
		if f.people[token] {
			say(404, detail("No Owner matches the given query."))
		} else {
			say(401, detail("Invalid token."))
		}
	case r.URL.Path == "/labels/labels-analysis" && scheme == "Repotoken":
		switch {
		case f.static[token]:
			say(200, map[string]any{"external_id": nil, "state": "finished", "requested_labels": []string{}})
		case f.profiling[token]:
			say(403, detail("You do not have permission to perform this action."))
		case f.inactive[token]:
			say(401, detail("User inactive or deleted."))
		default:
			say(401, detail("Invalid token."))
		}
	case r.URL.Path == "/gh/acme/widget/graph/badge.txt":
		body := "None"
		if f.public || f.badge != "" && r.URL.Query().Get("token") == f.badge {
			body = "85"
		}
		_, _ = w.Write([]byte(body)) // a client that went away is no fault
	default:
		http.NotFound(w, r)
	}
}

func (f *fake) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen
}

// serve starts a server with TLS, and gives a client that trusts it.
func serve(t *testing.T, h http.Handler) (Client, *httptest.Server) {
	t.Helper()
	needCurl(t)
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // of connections that were refused on purpose
	s.StartTLS()
	t.Cleanup(s.Close)
	return clientOf(t, s.URL, "CURL_CA_BUNDLE="+authority(t, s)), s
}

func clientOf(t *testing.T, url string, env ...string) Client {
	t.Helper()
	server, err := ParseServer(url)
	if err != nil {
		t.Fatal(err)
	}
	return Client{Server: server, Agent: "covkey/test", Env: env, Timeout: 20 * time.Second}
}

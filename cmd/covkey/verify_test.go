package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// fakeCodecov: "codecov KEY..." starts a Codecov on this machine that knows these upload
// tokens, and sets CODECOV_API_URL to it; "codecov asked N" checks how many requests it
// got. What it answers is what verify/request.go cites.
func fakeCodecov() func(*testscript.TestScript, bool, []string) {
	var mu sync.Mutex
	requests := map[string]int{}
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if len(args) == 2 && args[0] == "asked" {
			mu.Lock()
			defer mu.Unlock()
			if n := requests[ts.Getenv("CODECOV_API_URL")]; args[1] != string(rune('0'+n)) {
				ts.Fatalf("%d requests, want %s", n, args[1])
			}
			return
		}
		s := httptest.NewUnstartedServer(nil)
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			requests[s.URL]++
			mu.Unlock()
			_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
			status, body := http.StatusUnauthorized, `{"detail":"Invalid token."}`
			if strings.HasPrefix(r.URL.Path, "/upload/") {
				body = `{"detail":"Not valid tokenless upload"}`
				if slices.Contains(args, token) {
					status, body = http.StatusBadRequest, `["Repository not found"]`
				}
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body)) // a client that went away is no fault
		})
		s.Start()
		ts.Defer(s.Close)
		ts.Setenv("CODECOV_API_URL", s.URL)
	}
}

package main

// This file knows the products that serve git: what each shows to its users of what a
// hook says, and how long a hook may take there. docs/server.md has the links.

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"github.com/covkey/covkey/gitrepo"
)

// gitServer is what a product expects of a hook.
type gitServer struct {
	// budget is within which time the hook has to be done.
	budget time.Duration
	// mark begins the lines that the product shows in its web pages.
	mark string
	// stdout tells that it shows standard output.
	stdout bool
}

// serverOf recognises the product by the variables that it documents for hooks.
func serverOf(env gitrepo.Env) gitServer {
	has := func(names ...string) bool {
		for _, name := range names {
			if env.Get(name) != "" {
				return true
			}
		}
		return false
	}
	switch {
	case has("GL_ID", "GL_REPOSITORY", "GL_PROTOCOL"):
		// What is done in GitLab's pages has 55 seconds, the hook's included. They show
		// lines with the mark only.
		return gitServer{budget: 50 * time.Second, mark: "GL-HOOK-ERR: "}
	case has("GITHUB_VIA", "GITHUB_REPO_NAME", "GITHUB_USER_LOGIN") && !has("GITHUB_ACTIONS"):
		// GitHub Enterprise Server ends all hooks of a push together after 5 seconds.
		return gitServer{budget: 4 * time.Second, stdout: true}
	}
	// Others have no limit, or one of minutes; but what stands before them (a browser, a
	// proxy) rarely waits for longer than one.
	return gitServer{budget: 50 * time.Second}
}

// speakTo makes what is said go where the product's users see it.
func (s *session) speakTo(server gitServer, fl flags) {
	switch {
	case server.mark != "":
		s.stderr = &marked{to: s.stderr, mark: server.mark, on: s.refuses.Load}
	case server.stdout && fl.format == "text":
		s.stderr = s.stdout
	}
}

// marked writes a mark before each line, but for empty ones, when it is on. What is
// written are whole lines.
type marked struct {
	to   io.Writer
	mark string
	on   func() bool
}

func (m *marked) Write(p []byte) (int, error) {
	if !m.on() {
		return m.to.Write(p)
	}
	var out bytes.Buffer
	for line := range bytes.Lines(p) {
		if len(bytes.TrimSpace(line)) > 0 {
			out.WriteString(m.mark)
		}
		out.Write(line)
	}
	if _, err := m.to.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// budget sets the time within which a hook has to come to a verdict: what the user says,
// or what the server leaves.
func (s *session) budget(fl flags, name string, server gitServer) error {
	budget := server.budget
	if fl.timeout != "" {
		var err error
		if budget, err = time.ParseDuration(fl.timeout); err != nil || budget < 0 {
			return usage("--timeout: %q is no duration: want one like 4s, 500ms or 2m; 0 for none", fl.timeout)
		}
	}
	if budget == 0 {
		return nil
	}
	late := fmt.Errorf("%s: no verdict within the time budget of %s", name, budget)
	if name == "pre-receive" {
		late = withHint(late,
			"push less at a time: first an older commit of the branch, git push REMOTE COMMIT:refs/heads/BRANCH, then the rest",
			"the operators of the server can give it more time: covkey hook pre-receive --timeout DURATION, as far as the server itself waits")
	} else {
		late = withHint(late, "give it more time: --timeout DURATION")
	}
	left := budget - time.Since(s.started)
	if left <= 0 {
		return late
	}
	s.interrupted.within(left, late)
	return nil
}

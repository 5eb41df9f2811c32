package main

import (
	"testing"
	"time"
)

// TestHolderKilled: an install waits for one that is under way, and goes on as soon
// as that one is dead.
func TestHolderKilled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	everyKind(s)
	s.must(s.repo, binary, "install")
	installed := s.look()
	s.must(s.repo, binary, "uninstall")
	s.built()
	done := make(chan string, 1)
	const middle = 4
	first := trace(t, s.home, s.repo, s.env, []string{binary, "install"}, func(c change) verdict {
		if c.n != middle {
			return verdict{}
		}
		go func() {
			out, _ := s.run(s.repo, binary, "install")
			done <- out
		}()
		select {
		case out := <-done:
			t.Errorf("the second did not wait:\n%s", out)
		case <-time.After(300 * time.Millisecond): // it waits, or has not begun: both must do
		}
		return verdict{kill: true}
	})
	if first.code != -1 {
		t.Fatalf("not killed: exit %d\n%s", first.code, first.out)
	}
	out := <-done
	if d := differences(s.look(), installed); d != "" {
		t.Errorf("the second did not install:\n%s%s", out, d)
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRemediateAsks: on a terminal each task is asked for; what was said is kept in a
// file without the key, and the next run goes on from there.
func TestRemediateAsks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	key := newKey()
	s.write(filepath.Join(s.repo, "up.sh"), "codecov -t "+key+"\n")
	s.must(s.repo, "git", "add", "up.sh")
	env := terminalEnv(s.env, "NO_COLOR=1")
	state := filepath.Join(s.home, "state.json")

	first := onTerminal(t, s.repo, env, nil, binary, "remediate", "--state", state)
	for _, step := range []struct{ until, say string }{
		{"1. Judge how far it got", "y"},
		{"2. See what uses it", key}, // pasted in the wrong window: asked again, and not kept
		{"2. See what uses it", "skip"},
		{"3. Have another key ready", "b"},
		{"3. Have another key ready", "yes"}, // after 2 was asked again
	} {
		first.until(step.until)
		if _, err := first.terminal.WriteString(step.say + "\n"); err != nil {
			t.Fatal(err)
		}
	}
	first.until("3. Have another key ready")
	if _, err := first.terminal.WriteString("q\n"); err != nil {
		t.Fatal(err)
	}
	if code := first.end(); code != exitClean {
		t.Fatalf("exit code %d: %s", code, first.text())
	}
	if !strings.Contains(first.text(), "2 of 10 done; to go on: the same command") {
		t.Errorf("the screen: %s", strings.ReplaceAll(first.text(), key, "KEY"))
	}
	kept, err := os.ReadFile(state)
	if err != nil || strings.Contains(string(kept), key) || strings.Contains(string(kept), key[:8]) {
		t.Fatalf("%v: the key may be in the state", err)
	}
	if !strings.Contains(string(kept), `"exposure"`) || !strings.Contains(string(kept), `"uses"`) || strings.Contains(string(kept), `"new"`) {
		t.Errorf("kept: %s", kept)
	}

	second := onTerminal(t, s.repo, env, nil, binary, "remediate", "--state", state)
	second.until("3. Have another key ready")
	for range 8 {
		if _, err := second.terminal.WriteString("y\n"); err != nil {
			t.Fatal(err)
		}
	}
	if code := second.end(); code != exitClean || !strings.Contains(second.text(), "10 of 10 done") || strings.Contains(second.text(), "1. Judge") {
		t.Errorf("exit code %d: %s", code, second.text())
	}
}

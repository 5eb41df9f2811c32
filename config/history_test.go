package config

import (
	"strings"
	"testing"
	"time"

	"github.com/covkey/covkey/detector"
)

// TestHistory: a setting is old when one of the commits before had its effect, new
// when the change brings it, and not committed when only the file in use has it.
func TestHistory(t *testing.T) {
	t.Parallel()
	entry := "allow:\n  - {fingerprint: " + fp1 + ", reason: x}\n"
	effects := map[string]func(h History) Origin{
		"allow":    func(h History) Origin { _, o := h.Allow(detector.Fingerprint(fp1)); return o },
		"exclude":  func(h History) Origin { _, o := h.Exclude("a/b.sh"); return o },
		"honor":    func(h History) Origin { _, o := h.Honor("ggignore"); return o },
		"reasons":  func(h History) Origin { return h.Reasonless() },
		"severity": func(h History) Origin { _, o := h.Passing(detector.High); return o },
		"low":      func(h History) Origin { _, o := h.Passing(detector.Low); return o },
	}
	const none = "-" // no file
	for _, tt := range []struct {
		name, effect, used string
		before, after      []string
		want               Origin
	}{
		{"old", "allow", entry, []string{entry}, []string{entry}, Standing},
		{"added", "allow", entry, []string{"version: 1\n"}, []string{entry}, Added},
		{"added with the file", "allow", entry, []string{none}, []string{entry}, Added},
		{"in the first commit", "allow", entry, nil, []string{entry}, Added},
		{"not staged", "allow", entry, []string{none}, []string{none}, Uncommitted},
		{"taken out, but still in use", "allow", entry, []string{entry}, []string{none}, Uncommitted},
		{"one parent has it", "allow", entry, []string{none, entry}, []string{entry}, Standing},
		{"no parent has it", "allow", entry, []string{none, none}, []string{entry}, Added},
		{"one of two tips has it", "allow", entry, []string{none}, []string{none, entry}, Added},
		{"nothing sent that could change it", "allow", entry, []string{entry}, nil, Standing},
		{"broken before", "allow", entry, []string{entry + "nonsense: 1\n"}, []string{entry}, Added},
		{"another reason, another place", "allow", "version: 1\n" + entry, []string{strings.Replace(entry, "x}", "y}", 1)}, []string{entry}, Standing},
		{"expired before, renewed", "allow", strings.Replace(entry, "x}", "x, expires: 2027-01-01}", 1),
			[]string{strings.Replace(entry, "x}", "x, expires: 2026-11-22}", 1)}, []string{strings.Replace(entry, "x}", "x, expires: 2027-01-01}", 1)}, Added},
		{"beside an expired one", "allow", entry, []string{entry + "  - {fingerprint: " + fp2 + ", reason: x, expires: 2026-11-22}\n"}, []string{entry}, Standing},

		{"excluded before by another pattern", "exclude", "exclude:\n  - {path: a/, reason: x}\n", []string{"exclude:\n  - {path: '*.sh', reason: x}\n"}, []string{"exclude:\n  - {path: a/, reason: x}\n"}, Standing},
		{"taken back before", "exclude", "exclude:\n  - {path: a/, reason: x}\n", []string{"exclude:\n  - {path: a/, reason: x}\n  - {path: '!b.sh', reason: x}\n"}, []string{"exclude:\n  - {path: a/, reason: x}\n"}, Added},
		{"honored before", "honor", "honor: [ggignore]\n", []string{"honor: [nosemgrep, ggignore]\n"}, []string{"honor: [ggignore]\n"}, Standing},
		{"honored now", "honor", "honor: [nosemgrep, ggignore]\n", []string{"honor: [nosemgrep]\n"}, []string{"honor: [nosemgrep, ggignore]\n"}, Added},

		{"reasons were never required", "reasons", "", []string{none}, []string{none}, Standing},
		{"reasons were required", "reasons", "", []string{"require_reason: true\n"}, []string{none}, Added},
		{"reasons are required but for the work tree", "reasons", "", []string{"require_reason: true\n"}, []string{"require_reason: true\n"}, Uncommitted},
		{"low never blocked", "low", "", []string{none}, []string{none}, Standing},
		{"low blocked", "low", "", []string{"severity: low\n"}, []string{none}, Added},
		{"high blocked by default", "severity", "severity: critical\n", []string{none}, []string{"severity: critical\n"}, Added},
		{"high blocked by default, before the first commit", "severity", "severity: critical\n", nil, []string{"severity: critical\n"}, Added},
	} {
		used, err := Parse(Name, []byte(tt.used), now)
		if err != nil {
			t.Fatal(err)
		}
		versions := func(texts []string) (all [][]byte) {
			for _, text := range texts {
				if text == none {
					all = append(all, nil)
				} else {
					all = append(all, []byte(text))
				}
			}
			return all
		}
		h := NewHistory(used, versions(tt.before), versions(tt.after), now)
		if got := effects[tt.effect](h); got != tt.want {
			t.Errorf("%s: %s has origin %d, want %d", tt.name, tt.effect, got, tt.want)
		}
	}
}

func TestHistoryNamesEntries(t *testing.T) {
	t.Parallel()
	used, err := Parse(Name, []byte("version: 1\nseverity: critical\nallow:\n  - {fingerprint: "+fp1+", reason: x}\n"+
		"exclude:\n  - {path: a/, reason: x}\n  - {path: '!a/c', reason: x}\nhonor:\n  - nosemgrep\n  - ggignore\n"), now)
	if err != nil {
		t.Fatal(err)
	}
	h := NewHistory(used, [][]byte{[]byte("exclude:\n- {path: b/, reason: x}\n")}, nil, now)
	entry, _ := h.Allow(detector.Fingerprint(fp1))
	pattern, _ := h.Exclude("a/b.sh")
	honor, _ := h.Honor("ggignore")
	severity, _ := h.Passing(detector.High)
	if entry.Line != 4 || pattern.Line != 6 || honor != 10 || severity != 2 {
		t.Errorf("lines %d, %d, %d, %d", entry.Line, pattern.Line, honor, severity)
	}
	if !h.HadExclude("b/") || h.HadExclude("a/") {
		t.Error("patterns of before are not those of before")
	}
}

// TestHostileShapes: what would keep YAML's parser busy for minutes is refused at
// once.
func TestHostileShapes(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{
		"[", "{", "{a: ", "- ", "? ", "&a ", "! ", "a: ", "*a ", "- [", "a:\n", "-\n", "? \n", "&a\n", "[\n", "\"a\": ",
		"- a: ", "'", "|\n", "a: |\n", "- >-\n", "<<: ", "---\n", "%a\n", "\t", "a #", "]", ",", "@",
	} {
		for _, times := range []int{10_000, MaxSize / len(unit)} {
			const patience = 30 * time.Second // it takes a second at most where nothing else runs
			read := make(chan error)
			go func() {
				_, err := Parse(Name, []byte(strings.Repeat(unit, times)), now)
				read <- err
			}()
			select {
			case <-read:
			case <-time.After(patience):
				t.Fatalf("%q %d times does not come to an end", unit, times)
			}
		}
	}
	var steps strings.Builder
	for n := 0; steps.Len() < MaxSize-2000; n++ {
		steps.WriteString(strings.Repeat(" ", n) + "a:\n")
	}
	if _, err := Parse(Name, []byte(steps.String()), now); err == nil || !strings.Contains(err.Error(), "nested too deep") {
		t.Errorf("steps: %v", err)
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	line := "# padding\n"
	text := strings.Repeat(line, MaxSize/len(line)) + strings.Repeat("#", MaxSize%len(line))
	if _, err := Parse(Name, []byte(text), now); err != nil {
		t.Errorf("%d bytes: %v", len(text), err)
	}
	if _, err := Parse(Name, []byte(text+"#"), now); err == nil || !strings.Contains(err.Error(), "larger than 256 KiB") {
		t.Errorf("%d bytes: %v", len(text)+1, err)
	}
}

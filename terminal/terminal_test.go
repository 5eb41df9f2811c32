package terminal

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// env is an environment for tests.
type env map[string]string

func (e env) Get(name string) string { return e[name] }

// on is a screen on which somebody looks, or not.
func on(terminal bool, e env) Screen {
	term, ok := e["TERM"]
	if !ok {
		term = "xterm"
	}
	return Screen{env: e, terminal: terminal, obeys: terminal && term != "dumb"}
}

func TestColor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		terminal bool
		env      env
		when     string
		want     bool
	}{
		{"a terminal", true, env{}, Auto, true},
		{"a file", false, env{}, Auto, false},
		{"always", false, env{}, Always, true},
		{"never", true, env{}, Never, false},
		{"NO_COLOR", true, env{"NO_COLOR": "1"}, Auto, false},
		{"NO_COLOR with any value", true, env{"NO_COLOR": "0"}, Auto, false},
		{"NO_COLOR without one", true, env{"NO_COLOR": ""}, Auto, true},
		{"NO_COLOR and always", true, env{"NO_COLOR": "1"}, Always, true},
		{"NO_COLOR before CLICOLOR_FORCE", true, env{"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, Auto, false},
		{"CLICOLOR_FORCE", false, env{"CLICOLOR_FORCE": "1"}, Auto, true},
		{"CLICOLOR_FORCE=0", false, env{"CLICOLOR_FORCE": "0"}, Auto, false},
		{"CLICOLOR_FORCE and never", false, env{"CLICOLOR_FORCE": "1"}, Never, false},
		{"CLICOLOR=0", true, env{"CLICOLOR": "0"}, Auto, false},
		{"CLICOLOR=1", true, env{"CLICOLOR": "1"}, Auto, true},
		{"CLICOLOR=1 on a file", false, env{"CLICOLOR": "1"}, Auto, false},
		{"CLICOLOR=0 and CLICOLOR_FORCE", true, env{"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, Auto, true},
		{"a dumb terminal", true, env{"TERM": "dumb"}, Auto, false},
		{"CI", true, env{"CI": "true"}, Auto, false},
		{"CI=false", true, env{"CI": "false"}, Auto, true},
		{"CI, forced", false, env{"CI": "true", "CLICOLOR_FORCE": "1"}, Auto, true},
	} {
		if got := on(tt.terminal, tt.env).Color(tt.when); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		terminal bool
		env      env
		want     bool
	}{
		{"a terminal that is not known", true, env{"TERM": "xterm-256color"}, false},
		{"VTE", true, env{"VTE_VERSION": "7600"}, true},
		{"VTE before links", true, env{"VTE_VERSION": "4901"}, false},
		{"the first VTE with links, which ends on one", true, env{"VTE_VERSION": "5000"}, false},
		{"VTE behind a file", false, env{"VTE_VERSION": "7600"}, false},
		{"VTE, dumb", true, env{"VTE_VERSION": "7600", "TERM": "dumb"}, false},
		{"iTerm", true, env{"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.4.16"}, true},
		{"an old iTerm", true, env{"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.0.15"}, false},
		{"iTerm without a version", true, env{"TERM_PROGRAM": "iTerm.app"}, false},
		{"WezTerm", true, env{"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20240203-110809-5046fc22"}, true},
		{"an old WezTerm", true, env{"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20200503-171512-b13ef15f"}, false},
		{"Visual Studio Code", true, env{"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.96.2"}, true},
		{"an old Visual Studio Code", true, env{"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.71.2"}, false},
		{"Apple's Terminal", true, env{"TERM_PROGRAM": "Apple_Terminal", "TERM_PROGRAM_VERSION": "455"}, false},
		{"Ghostty", true, env{"TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.0.1"}, true},
		{"kitty", true, env{"TERM": "xterm-kitty"}, true},
		{"Alacritty", true, env{"TERM": "alacritty"}, true},
		{"foot", true, env{"TERM": "foot"}, true},
		{"Konsole", true, env{"KONSOLE_VERSION": "220401"}, true},
		{"an old Konsole", true, env{"KONSOLE_VERSION": "190803"}, false},
		{"Windows Terminal", true, env{"WT_SESSION": "0"}, true},
		{"tmux in kitty", true, env{"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, false},
		{"tmux with another TERM", true, env{"TERM": "xterm-256color", "VTE_VERSION": "7600", "TMUX": "/tmp/tmux-0/default,1,0"}, false},
		{"screen", true, env{"TERM": "screen.xterm-256color", "VTE_VERSION": "7600"}, false},
		{"screen by its variable", true, env{"STY": "1.pts-0", "VTE_VERSION": "7600"}, false},
		{"tmux, forced", true, env{"TMUX": "x", "FORCE_HYPERLINK": "1"}, true},
		{"forced into a file", false, env{"FORCE_HYPERLINK": "1"}, true},
		{"forced with a word", false, env{"FORCE_HYPERLINK": "yes"}, true},
		{"forbidden", true, env{"VTE_VERSION": "7600", "FORCE_HYPERLINK": "0"}, false},
		{"CI", true, env{"VTE_VERSION": "7600", "CI": "true"}, false},
		{"CI, forced", true, env{"CI": "true", "FORCE_HYPERLINK": "1"}, true},
	} {
		if got := on(tt.terminal, tt.env).Links(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestFileURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ host, path, want string }{
		{"box", "/home/you/a.yml", "file://box/home/you/a.yml"},
		{"", "/a", "file:///a"},
		{"box", "/with space/ü%#?;\\", "file://box/with%20space/%C3%BC%25%23%3F%3B%5C"},
		{"box", "/\x1b]8;;\a\xff\n", "file://box/%1B%5D8%3B%3B%07%FF%0A"},
		{"b\x1bx", "C:/a", "file://b%1Bx/C:/a"},
	} {
		if got := FileURL(tt.host, tt.path); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.path, got, tt.want)
		}
	}
}

func TestWidth(t *testing.T) {
	t.Parallel()
	if got := Of(&bytes.Buffer{}, env{"COLUMNS": "72"}).Width(); got != 0 {
		t.Errorf("a buffer has %d columns", got)
	}
	for value, want := range map[string]int{"72": 72, "": 0, "x": 0, "-3": 0} {
		if got := Columns(env{"COLUMNS": value}); got != want {
			t.Errorf("COLUMNS=%s: %d, want %d", value, got, want)
		}
		if got := on(true, env{"COLUMNS": value}).Width(); value == "72" && got != want {
			t.Errorf("COLUMNS=%s: a terminal has %d columns", value, got)
		}
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	p := &Progress{}
	now := time.Now()
	show := func(width int, want string) {
		t.Helper()
		if got := p.line(now, width); got != want || len(got) >= width {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	show(80, "covkey: looking at the repository")
	p.Begin("commits", 400)
	p.what.Load().begun = now.Add(-3 * time.Second)
	show(80, "covkey: 0%, 0 of 400 commits")
	for range 100 {
		p.Step()
	}
	p.Content()
	p.Read(2_500_000)
	show(80, "covkey: 25%, 100 of 400 commits, 1 file, 2.5 MB, about 9 s left")
	show(60, "covkey: 25%, 100 of 400 commits, 1 file, 2.5 MB")
	show(20, "covkey: 25%")
	show(10, "covkey: 2")
	p.what.Load().begun = now.Add(-30 * time.Minute)
	show(90, "covkey: 25%, 100 of 400 commits, 1 file, 2.5 MB, about 2 h left")
	p.Begin("layers", 3)
	show(80, "covkey: 0%, 0 of 3 layers, 1 file, 2.5 MB")
	var none *Progress
	none.Begin("x", 1)
	none.Step()
	none.Content()
	none.Read(1)
	none.Stop()
}

// locked is a buffer that is written and read at once.
type locked struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestProgress: what was drawn is taken away, and nothing is drawn behind that.
func TestProgress(t *testing.T) {
	t.Parallel()
	if on(false, env{}).Progress(nil) != nil || on(true, env{"CI": "1"}).Progress(nil) != nil {
		t.Error("a line is drawn where nobody looks")
	}
	var out locked
	short := on(true, env{}).Progress(&out)
	short.Stop()
	if out.String() != "" {
		t.Errorf("a short run: %q", out.String())
	}
	p := on(true, env{"COLUMNS": "40"}).Progress(&out)
	p.Begin("files", 10)
	for range 10 { // from several goroutines, for the race detector
		go func() { p.Step(); p.Content(); p.Read(1000) }()
	}
	for !strings.Contains(out.String(), "\rcovkey: ") {
		time.Sleep(10 * time.Millisecond)
	}
	p.Stop()
	drawn := out.String()
	if !strings.HasSuffix(drawn, "\r\x1b[K") {
		t.Errorf("left behind: %q", drawn)
	}
	p.draw()
	p.Stop()
	if out.String() != drawn {
		t.Errorf("drawn behind the end: %q", out.String())
	}
}

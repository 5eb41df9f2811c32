package terminal

import (
	"path/filepath"
	"strconv"
	"strings"
)

// Links reports whether the stream may have links (OSC 8). A terminal that does not
// know them may print them as text, and none says what it knows without being asked, so
// they are for terminals that are known. FORCE_HYPERLINK decides before all else, as it
// does for programs from npm: 0 is no, anything else yes.
func (s Screen) Links() bool {
	if force := s.env.Get("FORCE_HYPERLINK"); force != "" {
		n, err := strconv.Atoi(force)
		return err != nil || n != 0
	}
	if !s.Watched() || s.multiplexed() {
		return false
	}
	return s.knownProgram() || s.knownTerminal()
}

// multiplexed reports whether the terminal is drawn by another program on one that is
// not known here, and the variables of that one may be of another day.
func (s Screen) multiplexed() bool {
	term := s.env.Get("TERM")
	return s.env.Get("TMUX") != "" || s.env.Get("STY") != "" || s.env.Get("ZELLIJ") != "" ||
		strings.HasPrefix(term, "screen") || strings.HasPrefix(term, "tmux")
}

// knownProgram goes by the name that a terminal gives itself.
func (s Screen) knownProgram() bool {
	version := s.env.Get("TERM_PROGRAM_VERSION")
	switch s.env.Get("TERM_PROGRAM") {
	case "iTerm.app":
		return since(version, 3, 1)
	case "WezTerm": // its versions are dates
		return since(version, 20200620)
	case "vscode":
		return since(version, 1, 72)
	case "ghostty", "Hyper", "Tabby", "rio", "mintty":
		return true
	}
	return false
}

// knownTerminal goes by what terminals leave in the environment otherwise.
func (s Screen) knownTerminal() bool {
	switch s.env.Get("TERM") {
	case "xterm-kitty", "xterm-ghostty", "wezterm", "alacritty", "alacritty-direct", "foot", "foot-extra", "contour":
		return true
	}
	// VTE is in GNOME's terminals and many others. Its first version with links, 0.50.0,
	// ended with a fault on one.
	if vte, err := strconv.Atoi(s.env.Get("VTE_VERSION")); err == nil && vte > 5000 {
		return true
	}
	if konsole, err := strconv.Atoi(s.env.Get("KONSOLE_VERSION")); err == nil && konsole >= 201200 {
		return true
	}
	return s.env.Get("WT_SESSION") != "" || s.env.Get("KITTY_WINDOW_ID") != "" || s.env.Get("DOMTERM") != ""
}

// since reports whether a version like 3.4.16 or 20240203-110809-5046fc22 is at least
// the wanted one.
func since(version string, wanted ...int) bool {
	parts := strings.FieldsFunc(version, func(r rune) bool { return r < '0' || r > '9' })
	for i, want := range wanted {
		if i >= len(parts) {
			return false
		}
		have, err := strconv.Atoi(parts[i])
		if err != nil || have != want {
			return err == nil && have > want
		}
	}
	return true
}

// FileURL is the address of a file on this machine. The host's name lets a terminal see
// that a file is on another machine than itself.
func FileURL(host, path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // a drive of Windows
		path = "/" + path
	}
	return "file://" + escape(host) + escape(path)
}

// escape writes what is not plain in a URL's path as %XX, byte by byte: a name may have
// any.
func escape(s string) string {
	const plain = "-._~/:@!$&'()*+,="
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		const hex = "0123456789ABCDEF"
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

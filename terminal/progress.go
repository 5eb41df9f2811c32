package terminal

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Progress shows on one line how far a run is, once it has lasted a while, and takes
// the line away at the end. Those that work only add to counters; a timer looks at them.
// All methods may be called at any time from any goroutine, and on a nil Progress, which
// shows nothing.
type Progress struct {
	out   io.Writer
	width func() int

	what            atomic.Pointer[stage]
	contents, bytes atomic.Int64

	mu    sync.Mutex
	timer *time.Timer
	drawn bool
	over  bool
}

// stage is a part of the run that is counted in units of its own.
type stage struct {
	unit  string
	total int64
	begun time.Time
	done  atomic.Int64
}

const (
	// patience is how long nothing is shown: most runs are over by then.
	patience = 500 * time.Millisecond
	// period is how often the line is drawn anew.
	period = 100 * time.Millisecond
	// enough is how long a stage has to last before the rest of it is guessed.
	enough = 2 * time.Second
)

// Progress starts one on the screen, or gives nil where nobody looks at it or the
// environment asks for none.
func (s Screen) Progress(out io.Writer) *Progress {
	if !s.Watched() {
		return nil
	}
	p := &Progress{out: out, width: s.Width}
	p.mu.Lock() // the timer may fire before it is kept
	defer p.mu.Unlock()
	p.timer = time.AfterFunc(patience, p.draw)
	return p
}

// Begin starts a stage of total units, like "commits".
func (p *Progress) Begin(unit string, total int) {
	if p != nil {
		p.what.Store(&stage{unit: unit, total: int64(total), begun: time.Now()})
	}
}

// Step tells that one more unit is done.
func (p *Progress) Step() {
	if p == nil {
		return
	}
	if at := p.what.Load(); at != nil {
		at.done.Add(1)
	}
}

// Content tells that one more content was looked at.
func (p *Progress) Content() {
	if p != nil {
		p.contents.Add(1)
	}
}

// Read tells that so many bytes more were read.
func (p *Progress) Read(bytes int) {
	if p != nil {
		p.bytes.Add(int64(bytes))
	}
}

// Stop takes the line away. Nothing is drawn any more.
func (p *Progress) Stop() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	p.timer.Stop()
	if p.drawn {
		p.drawn = false
		_, _ = io.WriteString(p.out, "\r\x1b[K") // nobody is left to be told
	}
}

func (p *Progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	line := p.line(time.Now(), p.width())
	if _, err := io.WriteString(p.out, "\r"+line+"\x1b[K"); err != nil {
		return // the terminal has gone
	}
	p.drawn = true
	p.timer.Reset(period)
}

// line is what stands there now, cut to the width: a line that wraps could not be
// taken away.
func (p *Progress) line(now time.Time, width int) string {
	var parts []string
	at := p.what.Load()
	if at != nil && at.total > 1 {
		done := min(at.done.Load(), at.total)
		parts = append(parts, fmt.Sprintf("%d%%", min(done*100/at.total, 99)), fmt.Sprintf("%d of %d %s", done, at.total, at.unit))
	}
	if n := p.contents.Load(); n > 0 && (at == nil || at.unit != "files" || at.total == 1) {
		parts = append(parts, count(n, "file"))
	}
	if n := p.bytes.Load(); n > 0 {
		parts = append(parts, fmt.Sprintf("%.1f MB", float64(n)/1e6))
	}
	if left, ok := at.left(now); ok {
		parts = append(parts, "about "+left+" left")
	}
	if len(parts) == 0 {
		parts = append(parts, "looking at the repository")
	}
	const name = "covkey: "
	if width <= 0 {
		width = 80
	}
	line := name + strings.Join(parts, ", ")
	for len(line) >= width && len(parts) > 1 {
		parts = parts[:len(parts)-1]
		line = name + strings.Join(parts, ", ")
	}
	return line[:max(0, min(len(line), width-1))]
}

// left guesses how long the rest of a stage takes.
func (at *stage) left(now time.Time) (string, bool) {
	if at == nil || at.total == 0 {
		return "", false
	}
	done, gone := at.done.Load(), now.Sub(at.begun)
	if done == 0 || done >= at.total || gone < enough {
		return "", false
	}
	left := time.Duration(float64(gone) / float64(done) * float64(at.total-done)).Round(time.Second)
	switch {
	case left < time.Minute:
		return fmt.Sprintf("%d s", max(1, int(left.Seconds()))), true
	case left < time.Hour:
		return fmt.Sprintf("%d min", int(left.Round(time.Minute).Minutes())), true
	}
	return fmt.Sprintf("%d h", int(left.Round(time.Hour).Hours())), true
}

func count(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.FormatInt(n, 10) + " " + what + "s"
}

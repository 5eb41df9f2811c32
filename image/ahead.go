package image

import "io"

// ahead reads on while what it read is being looked at: hashing and decompressing a
// layer take as long as scanning it does. Read is for one goroutine.
type ahead struct {
	filled  chan piece
	free    chan []byte
	quit    chan struct{}
	ended   chan struct{}
	current []byte // the whole buffer
	rest    []byte // of it
	err     error
}

type piece struct {
	buf []byte
	n   int
	err error
}

const (
	aheadPieces = 4
	aheadSize   = 128 << 10
)

// readAhead begins. stop has to be called, and r is not to be used before it returned.
func readAhead(r io.Reader) *ahead {
	a := &ahead{
		filled: make(chan piece, aheadPieces), free: make(chan []byte, aheadPieces),
		quit: make(chan struct{}), ended: make(chan struct{}),
	}
	for range aheadPieces {
		a.free <- nil // made when it is needed
	}
	go a.fill(r)
	return a
}

func (a *ahead) fill(r io.Reader) {
	defer close(a.ended)
	for {
		p := piece{}
		select {
		case p.buf = <-a.free:
		case <-a.quit:
			return
		}
		if p.buf == nil {
			p.buf = make([]byte, aheadSize)
		}
		for p.n < len(p.buf) && p.err == nil {
			var n int
			n, p.err = r.Read(p.buf[p.n:])
			p.n += n
		}
		a.filled <- p // has room for all pieces
		if p.err != nil {
			return
		}
	}
}

func (a *ahead) Read(b []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.err != nil {
			return 0, a.err
		}
		if a.current != nil {
			a.free <- a.current
		}
		p := <-a.filled
		a.current, a.rest, a.err = p.buf, p.buf[:p.n], p.err
	}
	n := copy(b, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// stop waits for the goroutine.
func (a *ahead) stop() {
	close(a.quit)
	<-a.ended
}

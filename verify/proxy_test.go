package verify

import (
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
)

// tunnel is a proxy that connects to whatever it is told, and writes down what it sees.
type tunnel struct {
	t    *testing.T
	mu   sync.Mutex
	seen []string
}

func (p *tunnel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	saw := r.Method + " " + r.RequestURI
	for name, values := range r.Header {
		saw += " " + name + values[0]
	}
	p.seen = append(p.seen, saw)
	p.mu.Unlock()
	if r.Method != http.MethodConnect {
		http.Error(w, "connect only", http.StatusMethodNotAllowed)
		return
	}
	there, err := net.Dial("tcp", r.Host)
	if err != nil {
		http.Error(w, "no way", http.StatusBadGateway)
		return
	}
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		p.t.Error(err)
		return
	}
	if _, err := io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		p.t.Error(err)
	}
	go func() {
		defer there.Close()
		_, _ = io.Copy(there, here) // either side may end it
	}()
	go func() {
		defer here.Close()
		_, _ = io.Copy(here, there)
	}()
}
